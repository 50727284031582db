"""`gkcase check`: the journal against its copies, the chain, the papers; says which case and what."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gkcase.domain.lifecycle import replay
from gkcase.domain.state import CaseState
from gkcase.services import annual_kept
from gkcase.services.copies import RECKONED, copies_of
from gkcase.services.office import Office
from gkcase.services.search_words import hashes, kept_words, searched_text
from gkcase.services.side_copies import SIDES, differing, kept_rows
from gkcase.storage import check, journal_store, search
from gkcase.storage.tables import AttachmentRow, Case, CaseCopy, JournalRow, LetterRow, SearchText


@dataclass(frozen=True)
class Finding:
    """What does not agree, and in which case (empty: the database as a whole)."""

    case: str
    what: str


@dataclass(frozen=True)
class Report:
    """The outcome of a check."""

    cases: int
    entries: int
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return not self.findings

    def document(self) -> dict[str, object]:
        """As `gkcase check --json` prints it."""
        problems = [{"case": finding.case, "what": finding.what} for finding in self.findings]
        return {"ok": self.ok, "cases": self.cases, "entries": self.entries, "problems": problems}


def check_office(office: Office) -> Report:
    """Check everything; reads only."""
    with office.reading_all() as session:
        cases = session.scalar(select(func.count()).select_from(Case)) or 0
        entries = session.scalar(select(func.count()).select_from(JournalRow)) or 0
        numbers: dict[int, str] = {
            row.id: row.number for row in session.execute(select(Case.id, Case.number))
        }
        brought_in = set(session.scalars(select(Case.id).where(Case.imported)))
        stored = [
            Finding(numbers.get(problem.case_id or 0, ""), problem.what)
            for problem in check.problems(session, office.store.files)
        ]
        copied = {row.case_id: row for row in session.scalars(select(CaseCopy))}
        sides = {table: kept_rows(session, table) for table in SIDES}
        letters = {row.id: row.number for row in session.execute(_NUMBERED)}
        reports = [Finding("", what) for what in annual_kept.unsound(session)]
        found = [*stored, *_series(numbers, brought_in), *_series(letters), *reports]
        for case_id, state, words_agree in _replayed(office, session, numbers):
            number, kept = numbers.get(case_id, ""), copied.get(case_id)
            found += _differences(number, kept, copies_of(state, office.rules, office.today()))
            for table, rows_of in SIDES.items():
                if said := differing(sides[table], table, case_id, rows_of(case_id, state, office.rules)):
                    found.append(Finding(number, said))
            if not words_agree:
                found.append(Finding(number, "检索用的文字与办理日志不一致，按内容可能查不到这件案件"))
        empty = [number for case_id, number in numbers.items() if case_id not in copied]
        found += [Finding(number, "没有供查询的副本，请运行修复") for number in empty]
    return Report(cases, entries, tuple(found))


def _replayed(
    office: Office, session: Session, numbers: Mapping[int, str]
) -> Iterator[tuple[int, CaseState, bool]]:
    """Every case as it stands, and whether the words of its index are those of its journal and its letters."""
    journals = journal_store.every_journal(session)
    while part := list(islice(journals, _PART)):
        states = {case_id: replay(journal, office.rules) for case_id, journal in part}
        chosen = select(SearchText.case_id, SearchText.body).where(SearchText.case_id.in_(states))
        words = {row.case_id: row.body for row in session.execute(chosen)}
        papers = kept_words(session, [sha256 for state in states.values() for sha256 in hashes(state.past)])
        for case_id, state in states.items():
            text = searched_text(numbers.get(case_id, ""), state.past, papers)
            yield case_id, state, words.get(case_id) == search.indexed(text)


_PART = 500
"""So many cases are held in memory at a time with all their words."""

_NUMBERED = select(LetterRow.id, LetterRow.number).where(LetterRow.number != "")


def counted(office: Office, missing: Iterable[str] = ()) -> Report:
    """A report of how much there is, without looking at it; `missing` are papers that are known to be gone."""
    with office.reading_all() as session:
        cases = session.scalar(select(func.count()).select_from(Case)) or 0
        entries = session.scalar(select(func.count()).select_from(JournalRow)) or 0
        gone = tuple(Finding(*row) for sha256 in missing for row in _naming(session, sha256))
    return Report(cases, entries, gone)


def _naming(session: Session, sha256: str) -> Iterator[tuple[str, str]]:
    for paper in (AttachmentRow, LetterRow):
        chosen = select(Case.number, paper.name).join(Case, Case.id == paper.case_id)
        for number, name in session.execute(chosen.where(paper.sha256 == sha256)):
            yield number, f"“{name}”的文件不见了或者已损坏，没有备份进去"


def _differences(number: str, kept: CaseCopy | None, reckoned: Mapping[str, Any]) -> Iterator[Finding]:
    if kept is None:
        return
    judged_before = not kept.status.is_open and kept.reckoned_with != reckoned["reckoned_with"]
    for name, value in reckoned.items():
        was = getattr(kept, name)
        if was != value and not (judged_before and name in RECKONED):
            yield Finding(number, f"副本“{name}”为{was}，按办理日志应为{value}")


def _series(numbers: Mapping[int, str], brought_in: Container[int] = ()) -> Iterator[Finding]:
    """Case numbers, and document numbers of letters, run without gaps per kind and year.

    The numbers of an old ledger have the gaps that they had there; those after its last one have none.
    """
    from gkcase.domain.numbering import parse_number

    series: dict[tuple[str, int], set[int]] = {}
    since: dict[tuple[str, int], int] = {}
    for row, number in numbers.items():
        read = parse_number(number)
        key = (read.short, read.year)
        series.setdefault(key, set()).add(read.n)
        if row in brought_in:
            since[key] = max(since.get(key, 0), read.n)
    for (short, year), given in series.items():
        if lacking := sorted(set(range(since.get((short, year), 0) + 1, max(given) + 1)) - given):
            yield Finding(f"{short}〔{year}〕{lacking[0]}号", "编号不连续，缺少这一号")
