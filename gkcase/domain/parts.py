"""The parts of a reply that answers several contents: each has its own result and facts (第三十六条、第三十七条)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.result_codes import (
    CODES,
    OF_WHOLE_CASES,
    OPENED,
    RECTIFICATIONS,
    WITHHELD,
    Ground,
    Reply,
)
from gkcase.domain.words import clean_text

PARTS = "parts"
"""The fact of a letter, a submission and a reply that holds the parts."""

_KEYS = {"content", "result", "facts"}
_SEPARATED = "第三十七条"


@dataclass(frozen=True)
class Part:
    """One content of the request (`content`, in words), the code of its result and the facts for its paragraph."""

    content: str
    result: str
    facts: Facts


def read_parts(value: Fact) -> tuple[Part, ...]:
    """The parts as they were typed or stored, from a list or its JSON text; refused with the part that is wrong.

    The field of a refusal is `parts`, or `parts.2.content` for the second part.
    """
    rows = _from_json(value) if isinstance(value, str) else value
    if not isinstance(rows, Sequence) or not all(isinstance(row, Mapping) for row in rows):
        raise Refusal("各部分的答复应当逐项写明内容、答复类型和事实", _SEPARATED, PARTS)
    if len(rows) < 2:
        said = "分项答复至少要有两部分；全部内容处理相同的，直接选择答复类型"
        raise Refusal(said, _SEPARATED, PARTS)
    return tuple(_part(row, place) for place, row in enumerate(rows, 1) if isinstance(row, Mapping))


def _from_json(text: str) -> Fact:
    try:
        read: Fact = json.loads(text)
    except ValueError:
        return None
    return read


def _part(row: Facts, place: int) -> Part:
    content, result, facts = (row.get(name) or "" for name in ("content", "result", "facts"))
    if strange := next((name for name in row if name not in _KEYS), ""):
        raise _wrong(place, f"没有名为“{strange}”的项目", strange)
    text = clean_text(str(content), f"第{place}部分的内容", lines=True, field=f"{PARTS}.{place}.content")
    if not text:
        raise _wrong(place, "没有写明申请的内容", "content")
    if not result:
        raise _wrong(place, "尚未选择答复类型", "result")
    if result not in CODES:
        raise _wrong(place, f"没有“{result}”这种答复类型", "result")
    if reason := _not_of_a_part(str(result)):
        raise _wrong(place, reason, "result")
    if facts and not isinstance(facts, Mapping):
        raise _wrong(place, "的事实应当按项目填写", "facts")
    return Part(text, str(result), facts if isinstance(facts, Mapping) else {})


def _not_of_a_part(code: str) -> str:
    """Why a part cannot have this result; empty where it can."""
    if code == Reply.DISCLOSE_PART.value:
        return "不能再选“部分公开”，请把公开的和不予公开的内容分成两部分"
    if code in OF_WHOLE_CASES | RECTIFICATIONS:
        return "选的是对整件申请的处理，不能作为其中一部分的答复"
    return ""


def _wrong(place: int, what: str, name: str) -> Refusal:
    return Refusal(f"第{place}部分{what}", _SEPARATED, f"{PARTS}.{place}.{name}")


def stored_parts(parts: Sequence[Part]) -> list[Fact]:
    """The parts as the journal keeps them."""
    return [{"content": part.content, "result": part.result, "facts": dict(part.facts)} for part in parts]


def separated(parts: Sequence[Part]) -> bool:
    """Whether information was given and information kept back, or what is none (区分处理, 第三十七条)."""
    codes = {part.result for part in parts}
    kept = WITHHELD | {Ground.NOT_GOVERNMENT_INFORMATION.value}
    return bool(codes & OPENED) and bool(codes & kept)


def main_result(parts: Sequence[Part], chosen: str = "") -> str:
    """The one result under which the reply is counted (国办公开办函〔2021〕30号, table 三).

    部分公开 where it was separated under article 37, and only then; otherwise what the office has `chosen` among
    the results of the parts, else that of the first part.
    """
    if separated(parts):
        return str(Reply.DISCLOSE_PART.value)
    if not chosen:
        return parts[0].result
    if chosen in {part.result for part in parts}:
        return chosen
    partly = chosen == Reply.DISCLOSE_PART.value
    said = (
        "各部分没有既公开又不予公开的情形，不能按“部分公开”答复，请选择其中主要的一种"
        if partly
        else "主要的答复类型应当是各部分答复类型中的一种"
    )
    raise Refusal(said, _SEPARATED, "kind_of_reply")


def results_in(facts: Facts) -> tuple[str, ...]:
    """All results of a reply, each once: those of its parts where it has parts, else its own; none chosen: none."""
    if facts.get(PARTS):
        return tuple(dict.fromkeys(part.result for part in read_parts(facts[PARTS])))
    code = str(facts.get("kind_of_reply") or "")
    return (code,) if code else ()


def with_main_result(facts: Facts) -> dict[str, Fact]:
    """The facts of a reply with its parts read and its main result filled in; unchanged where it has no parts."""
    if not facts.get(PARTS):
        return dict(facts)
    parts = read_parts(facts[PARTS])
    main = main_result(parts, str(facts.get("kind_of_reply") or ""))
    return {**facts, PARTS: stored_parts(parts), "kind_of_reply": main}
