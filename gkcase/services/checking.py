"""`gkcase check`: the journal against its copies, the chain, the papers; says which case and what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gkcase.domain.journal import Entry
from gkcase.domain.lifecycle import replay
from gkcase.services import annual_kept, history
from gkcase.services.check_numbers import Finding as Finding
from gkcase.services.check_numbers import Numbers, mail_against_chain
from gkcase.services.copies import RECKONED, copies_of
from gkcase.services.office import Office
from gkcase.services.progress import BrokenOff as BrokenOff
from gkcase.services.progress import Cancelled, never, silent
from gkcase.services.progress import Report as Progress
from gkcase.services.search_words import hashes, kept_words, searched_text
from gkcase.services.side_copies import SIDES, differing, kept_rows
from gkcase.storage import chain, check, journal_store, search
from gkcase.storage.audit import Problem
from gkcase.storage.chain import Chain
from gkcase.storage.tables import AttachmentRow, AuditRow, Case, CaseCopy, JournalRow, LetterRow, SearchText


@dataclass(frozen=True)
class Report:
    """The outcome of a check."""

    cases: int
    entries: int
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    """What could not be proven here, and why; no fault by itself."""

    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return not self.findings

    def document(self) -> dict[str, object]:
        """As `gkcase check --json` prints it."""
        problems = [{"case": finding.case, "what": finding.what} for finding in self.findings]
        return {"ok": self.ok, "cases": self.cases, "entries": self.entries, "problems": problems}


def check_office(
    office: Office, *, files: bool = True, report: Progress = silent, cancelled: Cancelled = never
) -> Report:
    """Check everything; reads only. Without `files` the papers themselves are not read.

    Raises BrokenOff when it is cancelled.
    """
    with office.reading_all() as session:
        cases = session.scalar(select(func.count()).select_from(Case)) or 0
        entries = session.scalar(select(func.count()).select_from(JournalRow)) or 0
        links = session.scalar(select(func.max(AuditRow.n))) or 0
        step = _Step(entries + links, report, cancelled)
        keys = history.known_keys(office, session)
        read = chain.walk(session, keys, step)
        found, notes = history.judge(office, session, read, keys)
        found = [*check.guards(session), *read.problems, *found]
        numbers = Numbers.read(session)
        copied = _Copies(office, session, numbers, read, found, step)
        said = [*copied.compare(), *numbers.gaps(session)]
        found += check.beside(session, read, copied.entries)
        found += mail_against_chain(session, read)
        if files:
            found += check.missing_files(session, office.store.files, copied.erased, step)
        said += [Finding("", what) for what in annual_kept.unsound(session)]
    stored = [Finding(numbers.of(problem.case_id), problem.what) for problem in found]
    return Report(cases, entries, (*stored, *said), tuple(notes))


class _Step:
    """Passes on how far the check is, at most so often that nobody notices."""

    def __init__(self, total: int, report: Progress, cancelled: Cancelled) -> None:
        self._total, self._report, self._cancelled = total, report, cancelled
        self._done = 0

    def __call__(self, more: int) -> None:
        self._done = min(self._done + more, self._total)
        self._report(self._done, self._total)
        if self._cancelled():
            raise BrokenOff


class _Copies:
    """Every case reckoned from its journal and held against what the lists show of it."""

    def __init__(
        self,
        office: Office,
        session: Session,
        numbers: Numbers,
        read: Chain,
        found: list[Problem],
        step: _Step,
    ) -> None:
        self._office, self._session, self._numbers, self._step = office, session, numbers, step
        self._found = found
        self.erased = check.erased_in(read)
        self.entries = 0

    def compare(self) -> Iterator[Finding]:
        """Every difference, case by case."""
        left = dict(self._numbers.by_case)
        journals = groupby(self._rows(), key=itemgetter(0))
        while part := [
            (case_id, journal_store.entries_of(rows)) for case_id, rows in islice(journals, _PART)
        ]:
            yield from self._part(part, left)
        yield from (Finding(number, "没有办理日志") for number in left.values())

    def _rows(self) -> Iterator[check.Raw]:
        for row in check.entries(self._session, self.erased, self._found.append, self._step):
            self.entries += 1
            yield row

    def _part(self, part: list[tuple[int, list[Entry]]], left: dict[int, str]) -> Iterator[Finding]:
        office, session, ids = self._office, self._session, [case_id for case_id, _ in part]
        rules, today = office.rules, office.today()
        copies = _kept_copies(session, ids)
        sides = {table: kept_rows(session, table, ids) for table in SIDES}
        chosen = select(SearchText.case_id, SearchText.body).where(
            SearchText.case_id.between(ids[0], ids[-1])
        )
        words: dict[int, str] = {row[0]: row[1] for row in session.execute(chosen)}
        papers = kept_words(session, [sha256 for _, past in part for sha256 in hashes(past)])
        for case_id, journal in part:
            number, state = left.pop(case_id, ""), replay(journal, rules)
            if case_id not in copies:
                yield Finding(number, "没有供查询的副本，请运行修复")
            else:
                yield from _differences(number, copies[case_id], copies_of(state, rules, today))
            for table, rows_of in SIDES.items():
                if said := differing(sides[table].get(case_id, ()), table, rows_of(case_id, state, rules)):
                    yield Finding(number, said)
            if words.get(case_id) != search.indexed(searched_text(number, state.past, papers)):
                yield Finding(number, "检索用的文字与办理日志不一致，按内容可能查不到这件案件")


def _kept_copies(session: Session, ids: list[int]) -> dict[int, Mapping[str, Any]]:
    chosen = select(*CaseCopy.__table__.c).where(CaseCopy.case_id.between(ids[0], ids[-1]))
    return {row["case_id"]: dict(row) for row in session.execute(chosen).mappings()}


_PART = 1000
"""So many cases are held in memory at a time with all their words."""


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


def _differences(number: str, kept: Mapping[str, Any], reckoned: Mapping[str, Any]) -> Iterator[Finding]:
    judged_before = not kept["status"].is_open and kept["reckoned_with"] != reckoned["reckoned_with"]
    if kept["number"] != number:
        yield Finding(number, f"副本的编号为{kept['number']}，与案件不同")
    for name, value in reckoned.items():
        was = kept[name]
        if was != value and not (judged_before and name in RECKONED):
            yield Finding(number, f"副本“{name}”与办理日志不一致" + _held(name, was, value))


def _held(name: str, was: object, value: object) -> str:
    """What stands there and what should; words and names stay in the case, for the list of copies keeps this too."""
    return f"：为{was}，应为{value}" if name in RECKONED or name == "status" else ""
