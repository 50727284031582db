"""What the commands share: the office behind them, how facts are typed, how things are said."""

from __future__ import annotations

import getpass
import json
import os
import sys
from argparse import Namespace as Options
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gkcase.commands.logging_in import log_in
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.facts import FACTS
from gkcase.domain.journal import Fact
from gkcase.domain.parts import PARTS
from gkcase.domain.terms import Event, chinese_date
from gkcase.services import keys, queries
from gkcase.services.office import Office, beijing_today, open_office
from gkcase.settings import default_database, load

FAILED, WRONG = 1, 2


class Misused(Exception):
    """The arguments do not fit together; ends with status 2, as what the parser finds does."""


@dataclass(frozen=True)
class Told:
    """What a command says: the document for programs, the lines for people."""

    document: Mapping[str, object]
    lines: Iterable[str]


# -- the office behind the commands ---------------------------------------------------------------------------


def database_of(options: Options) -> str:
    """The database named, else the one used last, else the usual place."""
    return str(options.database or load().database or default_database())


@contextmanager
def office_of(options: Options, *, asking: bool = True) -> Iterator[Office]:
    """The office that the command is about; where persons log in, whoever works is asked for the password."""
    day = options.today
    office = open_office(
        database_of(options),
        today=(lambda: day) if day else beijing_today,
        acting=options.person or load().person,
        key=key_of(database_of(options)),
    )
    try:
        if asking:
            log_in(options, office)
        yield office
    finally:
        office.close()


PASSWORD = "GKCASE_KEY_PASSWORD"
"""The environment variable with the password, or the recovery code, of a database whose key is not on this computer."""


def key_of(database: str) -> bytes | None:
    """The data key: kept on this computer, else by what the environment says or somebody types, and not kept then."""
    try:
        return keys.data_key(database)
    except keys.Locked as locked:
        typed = os.environ.get(PASSWORD, "")
        if not typed and sys.stdin.isatty():
            print(locked, file=sys.stderr)
            typed = getpass.getpass("打开密码或恢复码：")
        if not typed:
            raise
        return keys.unlock(database, typed, remember=False)


def say(options: Options, told: Told, office: Office | None = None) -> int:
    """Print; what was done on a day set for practice is marked with that day."""
    day = office.today() if office and office.practice else options.today
    if options.json:
        mark = {"practice_today": day.isoformat()} if day else {}
        print(json.dumps({**told.document, **mark}, ensure_ascii=False))
        return 0
    if day:
        print(f"【练习】今天按{chinese_date(day)}计算")
    for line in told.lines:
        print(line)
    return 0


def items(value: object) -> list[dict[str, str]]:
    """A list that stands in a document."""
    return value if isinstance(value, list) else []


# -- what was typed -------------------------------------------------------------------------------------------


def case_named(office: Office, words: str) -> int:
    """The case of that number, or of that id where it is a bare integer."""
    found = queries.case_id_of(office, words)
    if found is None:
        raise Refusal(f"没有编号为“{words}”的案件，请核对", "", "case")
    return found


def facts_of(pairs: Sequence[str]) -> dict[str, Fact]:
    """KEY=VALUE pairs; a key given several times makes a list. The parts of a reply may stand in a file: @FILE."""
    made: dict[str, Fact] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise Misused(f"“{pair}”应写成 KEY=VALUE 的样式")
        if name == PARTS and value.startswith("@"):
            value = text_of(value[1:])
        before = made.get(name)
        if before is None:
            made[name] = value
        else:
            made[name] = [*before, value] if isinstance(before, list) else [before, value]
    return made


def event_named(name: str) -> Event:
    """A step by the name that it is stored under."""
    if not Event.knows(name):
        known = "、".join(event.value for event in FACTS)
        raise Refusal(f"没有名为“{name}”的环节，可用的有：{known}", "", "event")
    return Event.of(name)


def text_of(file: str) -> str:
    """A whole text file, or standard input."""
    text = "".join(lines_of(file))
    if any("\udc80" <= sign <= "\udcff" for sign in text):
        raise Trouble(f"文件{file}不是 UTF-8 编码的文本，请另存为 UTF-8 后再试")
    return text


def lines_of(file: str) -> Iterator[str]:
    """The lines of a file or of standard input, one at a time; bytes that are no UTF-8 come as lone surrogates."""
    if file == "-":
        for place, line in enumerate(sys.stdin):
            yield line.removeprefix("\ufeff") if place == 0 else line
        return
    try:
        with Path(file).open(encoding="utf-8-sig", errors="surrogateescape") as opened:
            yield from opened
    except OSError as error:
        raise Trouble(f"文件{file}无法读取，请检查路径和权限") from error


def iso(day: date | None) -> str | None:
    """A day for a document."""
    return day.isoformat() if day else None
