"""The read model of one case: everything a screen, a letter or a printed sheet may show of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from gkcase.domain.clock import Standing
from gkcase.domain.duties import Duty
from gkcase.domain.journal import Entry
from gkcase.domain.publication import Publication
from gkcase.domain.remedies import RemedyCase
from gkcase.domain.sending import Mailing, RemedyPeriods
from gkcase.domain.terms import ApplicantKind, CaseKind, Channel, IdKind, LetterKind, Opinion, Party, Status
from gkcase.services.values import OfficeProfile as OfficeProfile


@dataclass(frozen=True)
class Applicant:
    """Who asks (申请人); every field but the name may be empty."""

    name: str
    kind: ApplicantKind = ApplicantKind.NATURAL
    id_kind: IdKind = IdKind.RESIDENT_ID
    id_number: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    email: str = ""
    fax: str = ""
    unit: str = ""
    contact: str = ""
    legal_representative: str = ""


@dataclass(frozen=True)
class FileLine:
    """A paper that hangs on an entry: an attachment (附件) or a letter (文书)."""

    id: int
    seq: int
    name: str
    sha256: str
    size: int
    kind: LetterKind | None = None
    number: str = ""


@dataclass(frozen=True)
class JournalLine:
    """An entry as it is shown, with its papers; `voided` names the entry that took it back (0: in force)."""

    entry: Entry
    recorded_at: datetime
    voided: int = 0
    void_reason: str = ""
    files: tuple[FileLine, ...] = ()


@dataclass(frozen=True)
class Consultation:
    """One letter that asks for an opinion (征求意见) and what became of it."""

    id: str
    to: Party
    name: str
    sent_on: date
    delivered_on: date | None = None
    answer_by: date | None = None
    answered_on: date | None = None
    opinion: Opinion | None = None


@dataclass(frozen=True)
class Dossier:
    """One case, read in one piece."""

    id: int
    version: int
    number: str
    kind: CaseKind
    status: Status
    standing: Standing
    channel: Channel
    applicant: Applicant
    agent: str
    wanted: str
    handler: str
    received: Entry
    journal: tuple[JournalLine, ...]
    duties: tuple[Duty, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    result: str = ""
    drafter: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    mailings: tuple[Mailing, ...] = ()
    periods: RemedyPeriods | None = None
    remedies: tuple[RemedyCase, ...] = ()
    defences: Mapping[str, date] = field(default_factory=dict)
    publications: tuple[Publication, ...] = ()
    publication_due: Mapping[str, date] = field(default_factory=dict)

    def last(self, *events: object) -> Entry | None:
        """The latest entry in force of one of these events."""
        found = [line.entry for line in self.journal if line.entry.event in events and not line.voided]
        return max(found, key=lambda entry: (entry.on, entry.seq), default=None)

    @property
    def files(self) -> tuple[FileLine, ...]:
        """All papers of the case, oldest entry first."""
        return tuple(file for line in self.journal for file in line.files)
