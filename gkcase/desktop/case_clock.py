"""The clock of a case in large type: how many days are left, by when, how it was counted."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QWidget

from gkcase.desktop.badges import DeadlineBadge, Track
from gkcase.desktop.case_view import CaseView, clock_state
from gkcase.desktop.dressing import restyle
from gkcase.desktop.layout import column, label, row
from gkcase.desktop.tokens import tag
from gkcase.domain.clock import Standing
from gkcase.domain.terms import spoken

WAITING = {
    "suspended": ("等待对方签收、答复", ""),
    "awaiting_correction": ("等待补正", "correction"),
    "awaiting_payment": ("等待缴费", "payment"),
    "awaiting_confirmation": ("确认收到后起算", ""),
}
"""What a clock that does not run waits for, and the duty that says until when."""


class CaseClock(QWidget):
    """Remaining days, or what is waited for; paused, late and waiting clocks say so in the same place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.before_label = label("", "title", "muted")
        self.number_label = label("", "clock", bold=True)
        self.after_label = label("", "title", "muted")
        self.badge = DeadlineBadge()
        self.by_label = label("", "title", bold=True)
        self.track = Track()
        self.count_label = label("", "caption", "muted")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        figures = row(None, self.before_label, self.number_label, self.after_label, gap="xs")
        by = row(None, self.badge, self.by_label, gap="s")
        self.setLayout(column(figures, by, self.track, row(None, self.count_label), gap="xs"))

    def show_case(self, view: CaseView) -> None:
        """Show how the clock of a case stands."""
        told = view.file.standing
        state, word = clock_state(told)
        before, number, after = _figures(told)
        self.before_label.setText(before)
        self.number_label.setText(number)
        self.after_label.setText(after)
        tag(self.number_label, tone="late" if state == "late" else "text")
        self.badge.show_state(state, word)
        self.by_label.setText(_by(view))
        total = told.allowance + told.extended_by
        self.track.setVisible(told.due is not None and total > 0)
        self.track.show_share(view.used, total, {"late": "late", "soon": "soon"}.get(state, "safe"))
        self.count_label.setText(_count(view, total))
        self.setAccessibleName(f"期限：{before}{number}{after}，{self.by_label.text()}")
        restyle(self)


def _figures(told: Standing) -> tuple[str, str, str]:
    if told.remaining is None:
        return "", "", ""
    if told.remaining < 0:
        return "逾期", str(-told.remaining), "个工作日"
    return "剩余", str(told.remaining), "个工作日"


def _by(view: CaseView) -> str:
    told = view.file.standing
    if told.replied_on is not None:
        return f"{spoken(told.replied_on)}答复"
    if told.due is not None:
        return f"{spoken(told.due)}前答复"
    words, code = WAITING.get(told.status, ("", ""))
    duty = next((duty for duty in view.file.duties if duty.code == code and duty.by), None)
    return f"{words}，最迟{spoken(duty.by)}" if duty and duty.by else words


def _count(view: CaseView, total: int) -> str:
    told = view.file.standing
    if told.due is None or told.clock_start is None:
        return ""
    parts = [f"已计 {min(view.used, total)} / {total} 个工作日"]
    if told.excluded_working_days:
        parts.append(f"扣除 {told.excluded_working_days}")
    if told.extended_by:
        parts.append(f"延期 {told.extended_by}")
    if told.provisional:
        parts.append("下一年放假安排未公布，暂定")
    return " · ".join(parts)
