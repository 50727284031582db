"""The office: everything a service needs, made once by `open_office` and passed by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal, Stopped, Trouble
from gkcase.domain.replies import Result
from gkcase.domain.rights import HARMLESS, May
from gkcase.domain.rules import Rules
from gkcase.domain.terms import Role, chinese_date
from gkcase.domain.workdays import Arrangement, OfficeDay
from gkcase.services.dossier import OfficeProfile
from gkcase.services.encrypting import finish_encrypting
from gkcase.services.gate import Gate
from gkcase.services.history import Keeper
from gkcase.services.keys import abandon, data_key, file_of, protect
from gkcase.services.marks import forget_place
from gkcase.services.progress import Progress, silent
from gkcase.services.rulebook import RuleBook, rulebook
from gkcase.services.values import BEIJING as BEIJING
from gkcase.services.values import OFFICE_ID as OFFICE_ID
from gkcase.services.values import POLICY as POLICY
from gkcase.services.values import PRACTICE as PRACTICE
from gkcase.services.values import Change as Change
from gkcase.services.values import Person as Person
from gkcase.services.values import Topic as Topic
from gkcase.services.values import beijing_today as beijing_today
from gkcase.storage import audit
from gkcase.storage.engine import Store, open_store
from gkcase.storage.tables import CalendarYear, OfficeDayRow, OfficeRow, PersonRow, Setting

ANY_CLOCK = HARMLESS | {May.REVEAL, May.EXPORT_OPEN, May.BACKUP}
"""The acts that go on while the clock is behind (时钟倒退): looking and keeping copies; the chain says it of them."""


class Office:
    """Rules, storage, the day and who is acting, shared by the desktop and the command line.

    `today` is the only clock; practice mode and tests give another one. `rules` and `profile` are values that
    `reload` replaces as a whole when the calendar, a choice or the office's own data has changed. `assumed` says that
    the acting person was taken over from the last time and nobody has said so yet: then nothing is signed.
    """

    def __init__(
        self, store: Store, book: RuleBook, *, today: Callable[[], date] = beijing_today, acting: str = ""
    ) -> None:
        self.store = store
        self.history = store.history = Keeper(self)
        self.book = book
        self.today = today
        self._acting = acting
        self.gate = Gate(store, lambda: self.today(), lambda: self.now())
        self.assumed = False
        self.recovery_code = ""
        """The recovery code of an office that has just been made; it is shown once and kept nowhere."""
        self.practice = today is not beijing_today
        self.rules: Rules
        self.profile: OfficeProfile
        self.reload()
        if not self.practice and (day := self._practice_day()):
            self.practise(day)

    @property
    def acting(self) -> str:
        """Who works: the person who is logged in, else the one who said so."""
        return self.gate.person.name if self.gate.person else self._acting

    @acting.setter
    def acting(self, name: str) -> None:
        """Say who works; without effect while somebody is logged in."""
        self._acting = name

    @property
    def person(self) -> Person | None:
        """Who has logged in; None while nobody has, or nobody need."""
        return self.gate.person

    @property
    def person_id(self) -> int | None:
        """The same, as the journal and the chain name the person."""
        return self.gate.person.id if self.gate.person else None

    def may(self, act: May) -> str:
        """Why the person who works may not do this, in a sentence; empty where they may."""
        return self.gate.may(act)

    def _practice_day(self) -> date | None:
        with self.store.reading() as session:
            row = session.get(Setting, PRACTICE)
            return date.fromisoformat(str(row.value)) if row else None

    def practise(self, day: date) -> None:
        """Work as if it were another day (练习模式)."""
        self.practice = True
        self.today = lambda: day

    @property
    def replies(self) -> Mapping[str, Result]:
        """Every result by its code."""
        return self.book.replies

    def now(self) -> datetime:
        """The moment of typing, in UTC."""
        return datetime.now(UTC)

    def reload(self) -> None:
        """Read the rules and the office's own data again."""
        with self.store.reading() as session:
            self.gate.look(session)
            self.profile, self.rules = self.read(session)

    def read(self, session: Session) -> tuple[OfficeProfile, Rules]:
        """The office's own data and its rules, as they stand in this transaction."""
        row = session.get(OfficeRow, OFFICE_ID)
        if row is None:
            raise Trouble("数据库里还没有单位信息，请先运行 gkcase init 或在第一次启动时填写")
        return _profile(row), rules_in(session, self.book)

    @contextmanager
    def transaction(self, *acts: May) -> Iterator[Session]:
        """One act: everything is written, or nothing and an exception; that a reply was stopped is kept by itself.

        While persons log in, whoever works must have the right to one of `acts`. With a clock that was set back
        only those are saved that change nothing of the record.
        """
        if not acts:
            raise TypeError("say which act this is: office.transaction(May.…)")
        if acts != (May.OWN,):  # drafts may use what is kept free for them
            self.store.look_for_room()
        try:
            with self.store.transaction() as session:
                self.gate.demand(session, acts)
                session.info[audit.CLOCK_RIGHT] = not ANY_CLOCK.issuperset(acts)
                yield session
        except Stopped as stop:
            with self.store.transaction() as session:
                self.on_record(session, "preflight_stopped", **stop.record)
            raise

    def ask(self, *acts: May) -> None:
        """Refuse at once what the transaction would refuse later, before any file is touched."""
        with self.store.reading() as session:
            self.gate.demand(session, acts)

    @contextmanager
    def unasked(self) -> Iterator[Session]:
        """A transaction of the program itself, whoever works: logging in, copies kept up to date, its own backups."""
        with self.store.transaction() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A view of one moment; while persons log in, who may not see cases is refused their tables."""
        with self.store.reading() as session:
            yield session

    @contextmanager
    def reading_all(self) -> Iterator[Session]:
        """The same for acts that look at everything and show no case: checks, backups, copies kept up to date."""
        with self.store.reading(whole=True) as session:
            yield session

    def on_record(self, session: Session, act: str, **detail: object) -> None:
        """Put a change that is no step of a case on the chain; `detail` must hold no personal data."""
        audit.append(session, at=self.now(), who=self.acting, act=act, detail=detail)

    def close(self) -> None:
        """Let go of the database, the mark of its history brought to the end."""
        try:
            self.history.close()
        finally:
            self.store.close()


def rules_in(session: Session, book: RuleBook) -> Rules:
    """The rules of the office, its own days and choices among them, as they stand in this transaction."""
    return book.rules(_imported(session), _own_days(session), _choices(session))


def _profile(row: OfficeRow) -> OfficeProfile:
    known = {field.name for field in fields(OfficeProfile)} - {"name", "short"}
    rest = {name: str(value) for name, value in row.profile.items() if name in known}
    return OfficeProfile(row.name, row.short, **rest)


def _imported(session: Session) -> list[Arrangement]:
    return [
        Arrangement(row.year, row.number, row.dated, _days(row.off), _days(row.work))
        for row in session.scalars(select(CalendarYear))
    ]


def _days(stored: Mapping[str, object]) -> dict[date, str]:
    return {date.fromisoformat(day): str(name) for day, name in stored.items()}


def _own_days(session: Session) -> list[OfficeDay]:
    return [OfficeDay(row.day, row.works, row.name) for row in session.scalars(select(OfficeDayRow))]


def _choices(session: Session) -> dict[str, object]:
    row = session.get(Setting, POLICY)
    return dict(row.value) if row else {}


def open_office(
    database: str | Path,
    *,
    today: Callable[[], date] = beijing_today,
    acting: str = "",
    key: bytes | None = None,
    report: Progress = silent,
) -> Office:
    """Open an office's database; the desktop, the command line and tests start at this line.

    Where it is encrypted, its key is looked up on this computer unless it is given; raises Locked where it is not here.
    """
    from gkcase.services.renewing import renew  # it knows this module

    store = open_store(database, key=key or data_key(database))
    try:
        office = Office(store, rulebook(), today=today, acting=acting)
        renew(office)
        finish_encrypting(office, report)
        return office
    except (ValueError, LookupError, TypeError) as error:
        said = _misfit(store)
        store.close()
        if not said:
            raise
        raise Trouble(said) from error
    except BaseException:
        store.close()
        raise


def _misfit(store: Store) -> str:
    """The row that keeps an office from being opened, because somebody wrote into it past the program."""
    from gkcase.storage.misfits import misfits  # hardly ever

    with store.reading(whole=True) as session:
        return next((problem.what for problem in misfits(session)), "")


def create_office(
    database: str | Path,
    profile: OfficeProfile,
    *,
    today: Callable[[], date] = beijing_today,
    acting: str = "",
    encrypted: bool = False,
    password: str = "",
) -> Office:
    """Make a new, empty office (database, numbers) and open it; `encrypted` with a key of its own where it is a file.

    Then `recovery_code` is to be shown, and `password` opens it on a computer that does not have the key.
    """

    def first(session: Session) -> None:
        session.add(OfficeRow(id=OFFICE_ID, name=profile.name, short=profile.short, profile=_rest(profile)))
        if acting:
            session.add(PersonRow(office_id=OFFICE_ID, name=acting, roles=[Role.CLERK.value]))

    path = file_of(database) if encrypted else None
    made = protect(path, password) if path else None
    try:
        store = open_store(database, create=True, first=first, key=made.key if made else None)
    except BaseException:
        if path:
            abandon(path)
        raise
    try:
        with suppress(Trouble):  # without a keyring there is no mark either
            forget_place(store.path)
        office = Office(store, rulebook(), today=today, acting=acting)
        office.recovery_code = made.code if made else ""
        return office
    except BaseException:
        store.close()
        raise


def _rest(profile: OfficeProfile) -> dict[str, str]:
    return {name: value for name, value in asdict(profile).items() if name not in ("name", "short")}


def change_profile(office: Office, profile: OfficeProfile) -> Change:
    """Change what letters say of the office (设置)."""
    with office.transaction(May.SETTINGS) as session:
        row = session.get_one(OfficeRow, OFFICE_ID)
        row.name, row.short, row.profile = profile.name, profile.short, _rest(profile)
        office.on_record(session, "office_changed")
    office.reload()
    return Change(Topic.SETTINGS, said="单位信息已保存")


def move_today(office: Office, day: date) -> Change:
    """Move the day of a practice office; refused for an office with real cases."""
    with office.transaction(May.RULES) as session:
        row = session.get(Setting, PRACTICE)
        if row is None:
            raise Refusal("只有练习用的示例单位可以改变“今天”", "", "today")
        row.value = day.isoformat()
    office.practise(day)
    return Change(
        Topic.CASES | Topic.CALENDAR | Topic.SETTINGS, said=f"练习模式：今天按{chinese_date(day)}计算"
    )
