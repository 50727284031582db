"""What the import page asks for in one go, away from the window: the reading of a notice and what it would move."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.notices import Reading
from gkcase.domain.terms import spoken, weekday
from gkcase.domain.workdays import Arrangement
from gkcase.services.calendar import Plan, arrangement_of, imported, preview_import, read_text
from gkcase.services.office import Office

LARGEST_FILE = 1_000_000  # a notice has some two thousand characters
_NUMBER = re.compile(r"国办(?:发明电|函|发)\s*[〔\[(（]\s*\d{4}\s*[〕\])）]\s*\d+\s*号")
_TITLE = re.compile(r"(20\d\d)\s*年\s*(?:部分)?\s*节假日")
_NO_NUMBER = "（未填文号）"


@dataclass(frozen=True)
class Looked:
    """What was read; the arrangement and its effect only where nothing stands against it."""

    reading: Reading
    in_force: Arrangement | None
    refusal: Refusal | None = None
    plan: Plan | None = None


def look_at(office: Office, text: str, year: int) -> Looked:
    """Read a notice and reckon what it would move; changes nothing."""
    reading, in_force = read_text(office, text, year), arrangement_of(office, year)
    if reading.problems:
        return Looked(reading, in_force)
    try:
        arrangement = imported(office, reading, _NO_NUMBER)
    except Refusal as refusal:
        return Looked(reading, in_force, refusal)
    return Looked(reading, in_force, None, preview_import(office, arrangement))


def number_in(text: str) -> str:
    """The notice's number, where the text has it."""
    found = _NUMBER.search(text)
    return re.sub(r"\s", "", found[0]) if found else ""


def year_in(text: str) -> int | None:
    """The year of which the title speaks."""
    found = _TITLE.search(text)
    return int(found[1]) if found else None


def read_file(path: Path) -> str:
    """The text of a file, in the encodings that Chinese text files have."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Trouble(f"文件太大，不像是放假通知，请打开只有通知正文的文本文件：{path.name}")
        data = path.read_bytes()
    except OSError as error:
        raise Trouble(f"文件打不开，请检查它是否还在：{path}") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Trouble(f"这不是文本文件，请把通知正文复制粘贴到左边：{path.name}")


def _runs(days: Sequence[date]) -> Iterator[list[date]]:
    run: list[date] = []
    for day in days:
        if run and day - run[-1] != timedelta(days=1):
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def span_words(days: Sequence[date]) -> str:
    """2月15日（周日）至23日（周一）; days that do not follow each other stand one by one."""
    return "、".join(_run_words(run) for run in _runs(days))


def _run_words(run: Sequence[date]) -> str:
    first, last = run[0], run[-1]
    if first == last:
        return spoken(first)
    end = f"{last.day}日（{weekday(last)}）" if last.month == first.month else spoken(last)
    return f"{spoken(first)}至{end}"
