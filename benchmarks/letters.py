"""How long a letter takes, against docxtpl on its own with the same template and the same fields.

Usage: `python benchmarks/letters.py [--letters 1000]`. Both take turns in one run. Every letter of the program is
compared with that of docxtpl, part by part. Exit status 1 where a letter takes more than a quarter, or differs.
"""

from __future__ import annotations

import argparse
import io
import statistics
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from xml.etree.ElementTree import canonicalize

from docxtpl import DocxTemplate
from jinja2 import Environment

from gkcase.domain.clock import Standing
from gkcase.domain.journal import Entry
from gkcase.domain.terms import CaseKind, Channel, Event, LetterKind, Status
from gkcase.services.dossier import Applicant, Dossier, JournalLine, OfficeProfile
from gkcase.services.letters import Composed, compose, template_path

T = TypeVar("T")
LARGEST_SHARE = 0.25
SHOWN = ("word/document.xml", "word/header", "word/footer")
OFFICE = OfficeProfile(
    "云岭县青石镇人民政府",
    "云青政公开",
    "云岭县人民政府",
    "云岭县人民法院",
    address="云岭县青石镇文昌路1号",
    phone="0999-8880001",
)
RECEIVED = Entry(
    Event.RECEIVED, date(2026, 11, 20), "周敏", {"form_wanted": "paper", "way_wanted": "post"}, 1
)
CASE = Dossier(
    id=1,
    version=1,
    number="〔2026〕1号",
    kind=CaseKind.REQUEST,
    status=Status.IN_PROGRESS,
    standing=Standing(
        "running", receipt_date=date(2026, 11, 20), base_due=date(2026, 12, 18), due=date(2026, 12, 18)
    ),
    channel=Channel.POST_SIGNED,
    applicant=Applicant("陈晓岚"),
    agent="",
    wanted="2024年至2025年青石镇柳巷片区农村危房改造补助资金的发放名册、发放标准和验收记录",
    handler="周敏",
    received=RECEIVED,
    journal=(JournalLine(RECEIVED, datetime(2026, 11, 20, 9)),),
    result="R2",
)
GIVEN: Mapping[LetterKind, tuple[str, dict[str, Any]]] = {
    LetterKind.APPLICATION_FORM: ("application_form", {}),
    LetterKind.RECEIPT: ("receipt", {}),
    LetterKind.REPLY: (
        "reply_disclose",
        {
            "documents": [f"《青石镇农村危房改造补助资金发放标准（第{n}批）》，共3页" for n in range(1, 9)],
            "attachments": [f"发放标准（第{n}批）" for n in range(1, 9)],
        },
    ),
}


def ours(kind: LetterKind, number: int) -> Composed:
    """A letter as the program writes it: the fields gathered, the template filled in, named and packed."""
    case = replace(CASE, applicant=Applicant(f"陈晓岚{number}"))
    return compose(kind, case, OFFICE, date(2026, 12, 1), GIVEN[kind][1], f"云青政公开〔2026〕{number}号")


def plain(path: Path, fields: Mapping[str, object]) -> bytes:
    """The same letter by docxtpl on its own."""
    template = DocxTemplate(str(path))
    template.render(dict(fields), Environment(autoescape=True))
    target = io.BytesIO()
    template.save(target)
    return target.getvalue()


def shown(content: bytes) -> dict[str, str]:
    """What a reader sees of a letter."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: canonicalize(archive.read(name).decode("utf-8"))
            for name in archive.namelist()
            if name.startswith(SHOWN)
        }


def seconds(work: Callable[[], T]) -> tuple[float, T]:
    """How long it took, and what it made."""
    began = time.perf_counter()
    made = work()
    return time.perf_counter() - began, made


def compared(kind: LetterKind, letters: int) -> tuple[float, float, bool]:
    """Median seconds of both, taking turns, and whether all letters were equal."""
    path = template_path(GIVEN[kind][0])
    took: tuple[list[float], list[float]] = ([], [])
    equal = True
    for number in range(letters):
        mine, made = seconds(partial(ours, kind, number))
        theirs, other = seconds(partial(plain, path, made.fields))
        took[0].append(mine)
        took[1].append(theirs)
        equal = equal and shown(made.content) == shown(other)
    return statistics.median(took[0]), statistics.median(took[1]), equal


def main() -> int:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--letters", type=int, default=200)
    letters = asked.parse_args().letters
    good = True
    for kind in GIVEN:
        mine, theirs, equal = compared(kind, letters)
        share = mine / theirs
        good = good and equal and share <= LARGEST_SHARE
        print(
            f"{GIVEN[kind][0]:18} {mine * 1e3:6.2f} ms  docxtpl {theirs * 1e3:6.2f} ms  share {share:5.3f}"
            f"  (at most {LARGEST_SHARE}: {'yes' if share <= LARGEST_SHARE else 'NO'};"
            f" equal: {'yes' if equal else 'NO'})"
        )
    many, _ = seconds(lambda: [ours(LetterKind.REPLY, number) for number in range(1_000)])
    print(f"1,000 letters one after the other {many:6.2f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
