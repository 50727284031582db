"""The lines of the mail register as a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, Qt

from gkcase.desktop.badges import CHIP, MARK_ROLE, Mark
from gkcase.desktop.short_table import Index, ShortTable
from gkcase.domain.terms import dated, spoken
from gkcase.services.mail import Envelope

COLUMNS = ("收件日期", "方式", "邮件号码", "去向", "寄件人", "收件人", "说明")
WIDTHS = (146, 112, 150, 176, 200, 104, 160)
STATE = COLUMNS.index("去向")


class MailTable(ShortTable[Envelope]):
    """Envelopes, the latest first; `today` tells which are late."""

    columns = COLUMNS

    def __init__(self, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today

    def row_of(self, mail_id: int) -> int:
        """Where an envelope stands; -1: nowhere."""
        return next((row for row, line in enumerate(self.lines) if line.id == mail_id), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == MARK_ROLE and index.column() == STATE:
            return mark(line, self._today())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(line, index.column())
        return None

    def _words(self, line: Envelope, column: int) -> str:
        return (
            dated(line.arrived_on),
            line.way.label,
            line.tracking_number,
            mark(line, self._today())[1],
            line.sender,
            line.taken_by,
            line.note,
        )[column]


def mark(line: Envelope, today: date) -> Mark:
    """What became of an envelope, or by when something has to."""
    if line.case_number:
        return CHIP, line.case_number
    if line.no_request:
        return "", "非申请"
    if line.settle_by < today:
        return "late", f"已过 {spoken(line.settle_by)}"
    return ("soon" if line.settle_by == today else "waiting"), f"最迟 {spoken(line.settle_by)}"
