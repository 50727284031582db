"""What the sign-off page shows of one reply, read in one go off the GUI thread, and the queue as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt

from gkcase.desktop.badges import MARK_ROLE, Mark
from gkcase.desktop.short_table import Index, ShortTable
from gkcase.domain.identity import mask_name
from gkcase.domain.terms import spoken
from gkcase.services.deliberations import Deliberation, deliberations_of
from gkcase.services.desk import NEAR
from gkcase.services.differences import Paragraph, Part, differences
from gkcase.services.dossier import Dossier
from gkcase.services.office import Office
from gkcase.services.preflight import Finding
from gkcase.services.preflight_list import findings_of
from gkcase.services.reading import dossier
from gkcase.services.sign_queue import Due, Waiting, due_in, queue, unsigned_reason
from gkcase.services.signing import Version, versions

COLUMNS = ("期限", "案件", "环节")
WIDTHS = (166, 190, 88)


@dataclass(frozen=True)
class Line:
    """A line of the queue with its badge."""

    waiting: Waiting
    mark: Mark
    mine: bool


def read_queue(office: Office, mine: bool) -> list[Line]:
    """The queue of whoever works, or of everybody."""
    found = queue(office, office.acting if mine else "")
    today = office.today()
    return [
        Line(one, _mark(one.due_on, today, _left(office, one.due_on)), one.for_person(office.acting))
        for one in found
    ]


def _left(office: Office, due: date | None) -> int:
    return office.rules.calendar.count(office.today(), due) if due else 0


def _mark(due: date | None, today: date, left: int) -> Mark:
    if due is None:
        return "paused", "期限未定"
    if due < today:
        return "late", f"应于 {spoken(due)}"
    return ("soon" if left <= NEAR else "safe"), f"最迟 {spoken(due)}"


class QueueTable(ShortTable[Line]):
    """The replies under review, the one that is due first on top."""

    columns = COLUMNS

    def row_of(self, case_id: int | None) -> int:
        """Where a case stands; -1: nowhere."""
        return next((row for row, line in enumerate(self.lines) if line.waiting.case_id == case_id), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        one = line.waiting
        if role == MARK_ROLE and index.column() == 0:
            return line.mark
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{one.number} {one.wanted}（{one.drafter}拟稿）"
        if role == Qt.ItemDataRole.DisplayRole:
            return (line.mark[1], f"{one.number}\n{mask_name(one.applicant, one.kind)}", one.step)[
                index.column()
            ]
        return None


@dataclass(frozen=True)
class Reading:
    """One reply with all that a reviewer reads beside it; `trouble` says why its file cannot be read."""

    file: Dossier
    due: Due | None
    reason: str
    versions: tuple[Version, ...]
    paragraphs: tuple[Paragraph, ...]
    findings: tuple[Finding, ...]
    deliberations: tuple[Deliberation, ...]

    @property
    def changes(self) -> int:
        """How many paragraphs differ from the version before."""
        return sum(one.change != "same" for one in self.paragraphs)


def read_reply(office: Office, case_id: int) -> Reading:
    """Read a reply that waits for its signature."""
    file, due = dossier(office, case_id), due_in(office, case_id)
    written = versions(office, case_id)
    return Reading(
        file,
        due,
        unsigned_reason(office, due),
        tuple(written),
        tuple(_paragraphs(written)),
        tuple(findings_of(office, case_id)),
        deliberations_of(file),
    )


def _paragraphs(written: Sequence[Version]) -> list[Paragraph]:
    if not written:
        return []
    if len(written) > 1:
        return differences(written[-2].paragraphs, written[-1].paragraphs)
    return [Paragraph(place, (Part("same", text),)) for place, text in enumerate(written[-1].paragraphs, 1)]
