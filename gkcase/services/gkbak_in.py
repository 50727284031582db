"""Import of everything (导入全部) into an empty office: whole and proven, or not at all.

The chain that comes in is the office's own, unbroken, and nothing is added to it: its end is the one that the file
names, and the next export gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.journal import Entry
from gkcase.domain.lifecycle import replay
from gkcase.domain.rights import May
from gkcase.domain.rules import Rules
from gkcase.domain.terms import Channel
from gkcase.domain.words import EARLIEST_YEAR, LATEST_YEAR
from gkcase.services.backups import Why, make_copy
from gkcase.services.bulk import BrokenOff
from gkcase.services.copies import write_new_copies
from gkcase.services.gate import LoginRules
from gkcase.services.gkbak_file import CHANGED, MEMBERS, Reader, file_path, opened, table_path
from gkcase.services.gkbak_look import look_through
from gkcase.services.office import PRACTICE, Office
from gkcase.services.people import person_named
from gkcase.services.several import Cancelled, Progress, never, silent
from gkcase.services.values import LOGIN
from gkcase.storage import audit, check, journal_store, table_seals, whole
from gkcase.storage.files import SHA256, clean_name
from gkcase.storage.tables import AccountRow, Case, Setting

NOT_EMPTY = "本单位已经有案件或其他记录，导入全部只能用于刚建立的空单位；请先新建一个单位，再导入"
UNFIT = "导出文件里的“{what}”内容有误，没有导入任何内容：{name}"
PAPERS = ("attachments", "letters")
_PART = 1000


@dataclass(frozen=True)
class Imported:
    """What came in; `known`: whoever works here is one of the persons that came."""

    office: str
    cases: int
    entries: int
    files: int
    missing: int
    known: bool = True


def _is_clean(row: Mapping[str, Any]) -> bool:
    """A paper by the hash of its content, under a name that means no other place when it is opened."""
    return bool(SHA256.fullmatch(row["sha256"])) and clean_name(row["name"]) == row["name"]


def _came(row: Mapping[str, Any]) -> bool:
    """An envelope that came in a way and on a day which the calendar can reckon with."""
    return Channel.knows(row["way"]) and EARLIEST_YEAR <= row["arrived_on"].year < LATEST_YEAR


def may_import(office: Office) -> bool:
    """Whether the office is as empty as on the day it was made."""
    with office.reading() as session:
        return whole.is_new(session)


def _without_login(session: Session) -> None:
    """Passwords do not travel with an export: where persons logged in, it has to be switched on anew here.

    The chain that came speaks of the passwords that stayed where they were, so their table is sealed anew as well.
    """
    table_seals.touched(session).add(AccountRow.__tablename__)
    row = session.get(Setting, LOGIN)
    if row is not None:
        row.value = LoginRules.read(row.value).value() | {"on": False}


def import_all(
    office: Office, source: Path, *, report: Progress = silent, cancelled: Cancelled = never
) -> Imported:
    """Take everything over from an export, ids included; raises BrokenOff when it is cancelled."""
    office.ask(May.IMPORT)
    if not may_import(office):
        raise Refusal(NOT_EMPTY, "", "file")
    with opened(source) as reader:
        taking = _Taking(office, reader, report, cancelled)
        taking.verify(source)
        with taking.files(), office.transaction(May.IMPORT) as session:
            taking.rows(session)
            taking.prove(session)
            taking.copies(session)
            _without_login(session)
        told = reader.manifest
    _settle(office)
    make_copy(office, Why.IMPORT)  # the chain is another from now on: older copies are no measure of it
    counts = told.tables["cases"].count, told.tables["journal"].count
    with office.reading() as session:
        known = not office.acting or person_named(session, office.acting) is not None
    return Imported(told.office, *counts, told.files, len(told.missing), known)


def _settle(office: Office) -> None:
    """Work on with what came in; an office that practises goes on practising."""
    office.reload()
    with office.reading() as session:
        day = _practice_day(session)
    if day is not None and not office.practice:
        office.practise(day)


def _practice_day(session: Session) -> date | None:
    row = session.get(Setting, PRACTICE)
    return date.fromisoformat(str(row.value)) if row else None


class _Taking:
    """The steps of an import."""

    def __init__(self, office: Office, reader: Reader, report: Progress, cancelled: Cancelled) -> None:
        self._office, self._reader = office, reader
        self._report, self._cancelled = report, cancelled
        rows = sum(lines.count for lines in reader.manifest.tables.values())
        self._done, self._total = 0, rows + 2 * reader.manifest.files + reader.manifest.tables["cases"].count

    def _step(self, count: int = 1) -> None:
        self._done += count
        self._report(min(self._done, self._total), self._total)
        if self._cancelled():
            raise BrokenOff

    def verify(self, source: Path) -> None:
        """Read it through in a child process, before anything is written."""
        look_through(source, self._step, self._cancelled)

    @contextmanager
    def files(self) -> Iterator[None]:
        """The files, on the disk before any row names them; taken away again if the rows do not follow."""
        store, new = self._office.store.files, []
        try:
            for sha256 in self._reader.files():
                if not store.holds(sha256):
                    new.append(sha256)
                with self._reader.open(file_path(sha256)) as handle:
                    store.put_open(handle, sha256, self._reader.size(sha256))
                self._step()
            yield
        except BaseException:
            for sha256 in new:
                store.path(sha256).unlink(missing_ok=True)
            raise

    def rows(self, session: Session) -> None:
        """All tables, with their keys."""
        if not whole.is_new(session):  # somebody else was quicker
            raise Refusal(NOT_EMPTY, "", "file")
        whole.clear(session)
        for name in MEMBERS[:-1]:
            self._table(session, name)
        whole.move_sequences_on(session)

    def _table(self, session: Session, name: str) -> None:
        if name not in self._reader.manifest.tables:
            return  # an earlier schema had no such table
        count = 0
        try:
            for written in whole.write_rows(session, name, self._lines(name)):
                count += written
                self._step(written)
        except whole.Unfit as error:
            raise Trouble(UNFIT.format(what=name, name=self._reader.name)) from error
        if count != self._reader.manifest.tables[name].count:
            raise Trouble(CHANGED.format(what=name, name=self._reader.name))

    def _lines(self, name: str) -> Iterator[dict[str, Any]]:
        with self._reader.open(table_path(name)) as handle:
            while line := handle.readline(whole.LONGEST_LINE + 1):
                row = whole.row_of(name, line, older=self._reader.older)
                if (name in PAPERS and not _is_clean(row)) or (name == "mail" and not _came(row)):
                    raise whole.Unfit
                yield row

    def copies(self, session: Session) -> None:
        """What lists show of each case, made anew; then the days by which ended cases were judged."""
        with self._sense("settings"):
            _, rules = self._office.read(session)
            _practice_day(session)
        with self._sense("journal"), closing(journal_store.every_journal(session)) as journals:
            self._copy(session, rules, journals)
        self._table(session, MEMBERS[-1])

    @contextmanager
    def _sense(self, what: str) -> Iterator[None]:
        """A stranger can seal anything so that the chain agrees; words that make no sense end here."""
        try:
            yield
        except (Refusal, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise Trouble(UNFIT.format(what=what, name=self._reader.name)) from error

    def _copy(self, session: Session, rules: Rules, journals: Iterator[tuple[int, list[Entry]]]) -> None:
        numbers: dict[int, str] = {
            row.id: row.number for row in session.execute(select(Case.id, Case.number))
        }
        while part := list(islice(journals, _PART)):
            states = [(case_id, numbers[case_id], replay(past, rules)) for case_id, past in part]
            write_new_copies(session, states, rules, self._office.today())
            self._step(len(part))

    def prove(self, session: Session) -> None:
        """The chain from its beginning to the end that the file names, and all that hangs on it."""
        told, end = self._reader.manifest, audit.head(session)
        name = self._reader.name
        if (end.n, end.hash) != (told.acts, told.head):
            raise Trouble(f"导出文件的审计链与它的说明对不上，没有导入任何内容：{name}")
        self._office.history.adopt(session)
        for problem in check.problems(session, self._office.store.files):
            if not any(sha256 in problem.what for sha256 in told.missing):
                raise Trouble(f"导出文件没有通过核对（{problem.what}），没有导入任何内容：{name}")
