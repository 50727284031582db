"""Numbers without gaps, and the lines of the mail register, as `gkcase check` proves them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.numbering import case_number, parse_number
from gkcase.domain.terms import CaseKind
from gkcase.storage.audit import Problem
from gkcase.storage.tables import Case, Counter, LetterRow, MailRow

if TYPE_CHECKING:
    from gkcase.storage.chain import Chain

Key = tuple[CaseKind, int]


@dataclass(frozen=True)
class Finding:
    """What does not agree, and in which case (empty: the database as a whole)."""

    case: str
    what: str


@dataclass(frozen=True)
class Numbers:
    """The numbers of all cases, by case and by series."""

    by_case: Mapping[int, str]
    series: Mapping[Key, set[int]]
    brought_in: Mapping[Key, int]
    wrong: tuple[str, ...]

    @classmethod
    def read(cls, session: Session) -> Numbers:
        """Read them; a number that is not made of its kind, year and serial is wrong."""
        by_case: dict[int, str] = {}
        series: dict[Key, set[int]] = {}
        since: dict[Key, int] = {}
        wrong = []
        columns = (Case.id, Case.number, Case.kind, Case.year, Case.serial, Case.imported)
        for case_id, number, kind, year, serial, imported in session.execute(select(*columns)):
            by_case[case_id] = number
            series.setdefault((kind, year), set()).add(serial)
            if number != case_number(year, serial, kind):
                wrong.append(number)
            if imported:
                since[kind, year] = max(since.get((kind, year), 0), serial)
        return cls(by_case, series, since, tuple(wrong))

    def of(self, case_id: int | None) -> str:
        """The number of a case; empty for the database as a whole."""
        return self.by_case.get(case_id or 0, "")

    def gaps(self, session: Session) -> Iterator[Finding]:
        """Case numbers, and document numbers of letters, run without gaps per kind and year.

        The numbers of an old ledger have the gaps that they had there; those after its last one have none.
        """
        for number in self.wrong:
            yield Finding(number, "编号与案件的类别、年度、顺序号不符")
        for (kind, year), given in self.series.items():
            if lacking := _first_gap(given, self.brought_in.get((kind, year), 0)):
                yield Finding(case_number(year, lacking, kind), "编号不连续，缺少这一号")
        yield from self._counters(session)
        letters, unread = _letters(session)
        for case_id, number in unread:
            yield Finding(self.of(case_id), f"文书编号“{number}”不是编号")
        for (short, year), given in letters.items():
            if lacking := _first_gap(given, 0):
                yield Finding(f"{short}〔{year}〕{lacking}号", "编号不连续，缺少这一号")

    def _counters(self, session: Session) -> Iterator[Finding]:
        """The last number given is that of the last case: a counter set back would give a number twice."""
        kept = {(row.kind, row.year): row.last for row in session.scalars(select(Counter))}
        for (kind, year), given in self.series.items():
            if kept.get((kind.value, year), 0) != max(given):
                yield Finding(case_number(year, max(given), kind), f"{year}年的编号计数与最后一件不符")


def _first_gap(given: set[int], after: int) -> int:
    if len(given) == max(given) - after and min(given) > after:
        return 0
    return min(set(range(after + 1, max(given) + 1)) - given, default=0)


def _letters(session: Session) -> tuple[dict[tuple[str, int], set[int]], list[tuple[int, str]]]:
    """The numbers of letters by series, and what stands there and is none, with its case."""
    found: dict[tuple[str, int], set[int]] = {}
    unread = []
    chosen = select(LetterRow.case_id, LetterRow.number).where(LetterRow.number != "").order_by(LetterRow.id)
    for case_id, number in session.execute(chosen):
        try:
            read = parse_number(number)
        except Refusal:
            unread.append((case_id, number))
        else:
            found.setdefault((read.short, read.year), set()).add(read.n)
    return found, unread


def mail_against_chain(session: Session, read: Chain) -> Iterator[Problem]:
    """Each line of the mail register: when it came, how, and what became of it, as the chain says."""
    told: dict[int, tuple[object, ...]] = {}
    for one in read.told:
        if not one.act.startswith("mail_"):
            continue
        said = one.read()
        line = int(said.get("mail", 0))
        on, way, *_ = (
            (said.get("on"), said.get("way")) if one.act == "mail_entered" else told.get(line, ("", ""))
        )
        told[line] = (on, way, said.get("case"), one.act == "mail_no_request")
    rows = select(MailRow.id, MailRow.arrived_on, MailRow.way, MailRow.case_id, MailRow.no_request)
    for line, on, way, case_id, no_request in session.execute(rows):
        if told.pop(line, None) != (on.isoformat(), way, case_id, no_request):
            yield Problem(f"收件簿第{line}条与审计链不一致", case_id)
    for line in told:
        yield Problem(f"收件簿第{line}条不见了，审计链里还有它")
