"""`gkcase check`: the journal against its copies, the chain, the papers; says which case and what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gkcase.services import annual_kept, history
from gkcase.services.check_apart import Apart, later_cases, span_before
from gkcase.services.check_cases import Cases, Compared
from gkcase.services.check_numbers import Finding as Finding
from gkcase.services.check_numbers import Numbers, mail_against_chain
from gkcase.services.office import Office
from gkcase.services.progress import BrokenOff as BrokenOff
from gkcase.services.progress import Cancelled, Progress, never, silent
from gkcase.storage import chain, check
from gkcase.storage.audit import Problem
from gkcase.storage.misfits import misfits
from gkcase.storage.tables import AttachmentRow, AuditRow, Case, JournalRow, LetterRow

REST = "有读不懂的行，其余各项没有核对，请先改正上面指出的各行"


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
        if unread := list(misfits(session)):
            return Report(cases, entries, tuple(_without_reading(session, unread)))
        links = session.scalar(select(func.max(AuditRow.n))) or 0
        step = _Step(entries + links, report, cancelled)
        keys = history.known_keys(office, session)
        with later_cases(office, session, entries) as apart:
            step.beside = apart
            read = chain.walk(session, keys, step)
            judged, notes = history.judge(office, session, read, keys)
            erased, numbers = check.erased_in(read), Numbers.read(session)
            compared, same = _compared(
                Cases(session, office.rules, office.today(), erased), numbers, apart, step, links
            )
        found = [*check.guards(session), *read.problems, *judged, *compared.problems]
        found += check.beside(session, read, compared.entries if same else None)
        found += mail_against_chain(session, read)
        if files:
            found += check.missing_files(session, office.store.files, erased, step)
        said = [*compared.differing, *compared.empty, *numbers.gaps(session)]
        said += [Finding("", what) for what in annual_kept.unsound(session)]
    stored = [Finding(numbers.of(problem.case_id), problem.what) for problem in found]
    return Report(cases, entries, (*stored, *said), tuple(notes))


def _without_reading(session: Session, unread: Iterable[Problem]) -> Iterator[Finding]:
    """Rows that nobody can read stop the rest: they are named, with what needs none of them."""
    named = select(Case.id, Case.number)
    numbers = {row.id: str(row.number) for row in session.execute(named)}
    found = [*unread, *check.guards(session), *chain.walk(session).problems]
    yield from (Finding(numbers.get(problem.case_id or 0, ""), problem.what) for problem in found)
    yield Finding("", REST)


def _compared(
    cases: Cases, numbers: Numbers, apart: Apart | None, step: _Step, links: int
) -> tuple[Compared, bool]:
    """What came of all cases, and whether those that were checked apart were looked at at the same moment."""
    made = cases.compare(numbers.by_case, span_before(apart), step)
    if apart is None:
        return made, True
    told = apart.wait(step)
    if told is None:  # for want of memory, or a child could not be started at all
        told = cases.compare(numbers.by_case, (apart.first, check.EVERY[1]), step), links
    made.add(told[0])
    return made, told[1] == links


class _Step:
    """Passes on how far the check is, at most so often that nobody notices."""

    def __init__(self, total: int, report: Progress, cancelled: Cancelled) -> None:
        self._total, self._report, self._cancelled = total, report, cancelled
        self._done = 0
        self.beside: Apart | None = None

    def __call__(self, more: int) -> None:
        self._done += more
        done = self._done + (self.beside.done if self.beside else 0)
        self._report(min(done, self._total), self._total)
        if self._cancelled():
            raise BrokenOff


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
