"""The values that pass between services and the first window; nothing here loads the database's library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Flag, auto
from typing import TYPE_CHECKING

from gkcase.domain.terms import BEIJING as BEIJING
from gkcase.domain.terms import ApplicantKind, Channel, Role, Status

if TYPE_CHECKING:
    from gkcase.domain.duties import Duty

OFFICE_ID = 1
POLICY = "policy"
LOGIN = "login"
"""The setting that says whether persons log in (登录), after how long they are asked again, and by which rules."""
PRACTICE = "practice_today"
"""The day that a demo office takes for today; an office with real cases has none."""

MOST = 1000
"""How many requests are logged in one act, and how many cases done together."""

COPIED_AS = 2
"""Which copies the program makes: raised with a new column, so that older cases are copied anew on opening."""

ANSWER, LETTERS_OF_EACH = "answer", "letters"
"""What can be done with many cases: reply to all of them, or write a letter for each."""


def spoken_size(count: int) -> str:
    """So many bytes, for people."""
    return f"{max(count / 1024, 1):,.0f}KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:,.1f}MB"


class Topic(Flag):
    """What a command touched; views refresh when theirs is among them."""

    CASES = auto()
    LETTERS = auto()
    CALENDAR = auto()
    MAIL = auto()
    PEOPLE = auto()
    SETTINGS = auto()
    REPORTS = auto()


@dataclass(frozen=True)
class Change:
    """The outcome of a command, for whoever has to redraw; `said` is one sentence for the officer."""

    topics: Topic
    case_ids: frozenset[int] = frozenset()
    said: str = ""

    @property
    def case_id(self) -> int:
        """The one case that the command was about."""
        [only] = self.case_ids
        return only


@dataclass(frozen=True)
class Person:
    """A person of the office (工作人员)."""

    id: int
    name: str
    title: str = ""
    roles: frozenset[Role] = frozenset()
    active: bool = True


def beijing_today() -> date:
    """The day it is in China."""
    return datetime.now(BEIJING).date()


@dataclass(frozen=True)
class Seal:
    """How many acts are on the chain (审计链), and the hash that stands for all of them."""

    acts: int
    hash: str

    @property
    def digest(self) -> str:
        """The first and the last 16 digits of the hash in eight groups, so that an eye can compare them."""
        shown = (self.hash[:16] + self.hash[-16:]).upper()
        return "-".join(shown[place : place + 4] for place in range(0, len(shown), 4))

    @property
    def words(self) -> str:
        """How it stands on paper, to be held against the chain later (锚点)."""
        return f"审计链：n={self.acts} 首尾摘要 {self.digest}"

    @property
    def short(self) -> str:
        """The same where there is no room: the first two groups and the last."""
        return f"审计链 n={self.acts} 首尾摘要 {self.digest[:9]}…{self.digest[-4:]}"


@dataclass(frozen=True)
class OfficeProfile:
    """What letters say of the office that writes them; asked at the first start, changed in the settings."""

    name: str
    short: str
    review_body: str = ""
    court: str = ""
    online_review: str = ""
    address: str = ""
    phone: str = ""
    postcode: str = ""
    contact: str = ""
    credit_code: str = ""
    level: str = ""
    heading: str = ""


@dataclass(frozen=True)
class CaseLine:
    """A case as a row in a list. `remaining` is in working days; None where no day is known."""

    id: int
    number: str
    applicant: str
    applicant_kind: ApplicantKind
    wanted: str
    channel: Channel | None
    received_on: date | None
    status: Status
    clock_status: str
    base_due: date | None
    due_on: date | None
    provisional: bool
    suspended: bool
    result: str
    replied_on: date | None
    late: bool
    handler: str
    consulting: bool
    next_duty: str
    next_on: date | None


@dataclass(frozen=True)
class Chosen:
    """Cases picked elsewhere, to be shown as a list: exactly these, whatever becomes of them meanwhile.

    `title` says what they are, without their number ("看板 · 临近"); the list says how many.
    """

    title: str
    ids: tuple[int, ...]

    @property
    def words(self) -> str:
        """What the list is narrowed to."""
        return f"{self.title} {len(self.ids):,}件"


@dataclass(frozen=True)
class Envelope:
    """One line of the register; `settle_by` is the day by which it must be a case or marked as no request."""

    id: int
    arrived_on: date
    way: Channel
    tracking_number: str
    sender: str
    taken_by: str
    case_id: int | None
    case_number: str
    no_request: bool
    note: str
    settle_by: date
    open: bool


@dataclass(frozen=True)
class StoredDuty:
    """A duty as lists keep it; several stand in one column, a line each, the first to be shown first."""

    code: str
    text: str
    by: date | None
    basis: str
    event: str
    theirs: bool
    soft: bool

    def line(self) -> str:
        """Pack it."""
        marks = f"{'t' if self.theirs else ''}{'s' if self.soft else ''}"
        by = self.by.isoformat() if self.by else ""
        return "\t".join((self.code, self.event, marks, by, self.basis, self.text))

    @classmethod
    def read(cls, line: str) -> StoredDuty:
        """Unpack it."""
        code, event, marks, by, basis, text = line.split("\t", 5)
        day = date.fromisoformat(by) if by else None
        return cls(code, text, day, basis, event, "t" in marks, "s" in marks)

    @classmethod
    def of(cls, duty: Duty) -> StoredDuty:
        """From the domain's duty."""
        event = duty.event.value if duty.event else ""
        return cls(duty.code, duty.text, duty.by, duty.basis, event, duty.theirs, duty.soft)


def shown(column: str, today: date) -> StoredDuty | None:
    """The duty to show today: a soft one counts only until its day has passed."""
    kept = [StoredDuty.read(line) for line in column.splitlines()]
    return next((duty for duty in kept if not (duty.soft and duty.by and duty.by < today)), None)
