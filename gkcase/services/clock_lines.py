"""`gkcase clock`: one JSON case a line in, one JSON answer a line out, in constant memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date

from gkcase.domain.clock_document import answer
from gkcase.domain.errors import Refusal
from gkcase.domain.rules import Rules

_NO_UTF8 = re.compile("[\udc80-\udcff]")  # how `surrogateescape` hands bytes on that are no UTF-8


def answers(
    lines: Iterable[str], rules: Rules, today: date, *, with_ledger: bool = False, practice: bool = False
) -> Iterator[tuple[str, bool]]:
    """Answer every line but empty ones: the line to print, and whether the case could be reckoned.

    With `practice`, an answer that rests on `today` because its line names no day is marked with it.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _answer(line, number, rules, today, with_ledger, practice)


def _answer(
    line: str, number: int, rules: Rules, today: date, with_ledger: bool, practice: bool
) -> tuple[str, bool]:
    name: object = None
    try:
        document = _read(line)
        name = document.get("id")
        told = answer(document, rules, today, with_ledger=with_ledger)
        if practice and not document.get("as_of"):
            told["practice_today"] = today.isoformat()
        return json.dumps(told, ensure_ascii=False), True
    except Refusal as refused:
        return _error(name, refused.reason, number), False
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        said = "这一行不是有效的 JSON" if isinstance(error, json.JSONDecodeError) else "字段的类型不对"
        return _error(name, said, number), False


def _read(line: str) -> dict[str, object]:
    if not line.isascii() and _NO_UTF8.search(line):
        raise Refusal("这一行不是 UTF-8 编码的文本")
    document = json.loads(line, parse_constant=_no_number)
    if not isinstance(document, dict):
        raise Refusal("这一行不是一个 JSON 对象")
    return document


def _no_number(name: str) -> object:
    raise Refusal(f"{name} 不是 JSON 的数")


def _error(name: object, said: str, number: int) -> str:
    return json.dumps({"id": name, "error": said, "line": number}, ensure_ascii=False)
