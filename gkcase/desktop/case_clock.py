"""The clock of a case in large type: how many days are left, by when, how it was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from gkcase.desktop.badges import DeadlineBadge, Track
from gkcase.desktop.case_view import CaseView, awaited, clock_state, party_name
from gkcase.desktop.dressing import restyle
from gkcase.desktop.layout import column, label, row
from gkcase.desktop.tokens import tag
from gkcase.domain.terms import spoken
from gkcase.services.dossier import Consultation

DAYS = "个工作日"
TRACKS = {"late": "late", "soon": "soon", "paused": "paused"}


@dataclass(frozen=True)
class Face:
    """What the clock says: figure with the words around it, the day, how it was counted."""

    before: str
    figure: str
    after: str
    by: str
    counted: str


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
        self.count_label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        figures = row(None, self.before_label, self.number_label, self.after_label, gap="xs")
        by = row(None, self.badge, self.by_label, gap="s")
        self.setLayout(column(figures, by, self.track, row(None, self.count_label), gap="xs"))

    def show_case(self, view: CaseView) -> None:
        """Show how the clock of a case stands."""
        state, word = clock_state(view)
        face, told = face_of(view), view.file.standing
        self.before_label.setText(face.before)
        self.before_label.setVisible(bool(face.before))
        self.after_label.setVisible(bool(face.after))
        self.number_label.setText(face.figure)
        self.after_label.setText(face.after)
        tag(
            self.number_label, tone={"late": "late", "paused": "muted", "waiting": "muted"}.get(state, "text")
        )
        self.badge.show_state(state, word)
        self.badge.setVisible(told.status in ("running", "suspended", "replied"))
        self.by_label.setText(face.by)
        total = told.allowance + told.extended_by
        self.track.setVisible(total > 0 and told.clock_start is not None)
        self.track.show_share(min(view.used, total), total, TRACKS.get(state, "safe"))
        self.count_label.setText(face.counted)
        self.setAccessibleName(f"期限：{face.before}{face.figure}{face.after}，{face.by}")
        restyle(self)


def face_of(view: CaseView) -> Face:
    """What the clock of a case says."""
    told = view.file.standing
    if told.replied_on is not None:
        return Face("", "已答复", "", f"{spoken(told.replied_on)}答复", _after_reply(view))
    if told.status.startswith("awaiting"):
        return _waiting(view)
    if told.status not in ("running", "suspended"):
        return Face("", "已终止", "", _ended(view), "")
    if one := awaited(view):
        return _paused(view, one)
    left = told.remaining or 0
    by = f"{spoken(told.due)}前答复" if told.due else ""
    if left < 0:
        return Face("逾期", str(-left), DAYS, f"应于{by}", _counted(view))
    return Face("剩余", str(left), DAYS, by, _counted(view))


def _waiting(view: CaseView) -> Face:
    told = view.file.standing
    if told.status == "awaiting_confirmation":
        last = next((duty.by for duty in view.file.duties if duty.code == "confirm"), None)
        return Face("", "待确认", "", _last(last, "与申请人确认收到"), "确认之日为收到申请之日，次日起算")
    if told.status == "awaiting_correction":
        said = "收到补正后重新起算 20 个工作日" if told.clock_start is None else _counted(view)
        return Face("", "待补正", "", _last(told.correction_limit, "补正"), said)
    return Face("", "待缴费", "", _last(told.fee_pay_by, "缴费"), "缴费后起算")


def _last(day: date | None, act: str) -> str:
    return f"最迟{spoken(day)}{act}" if day else f"等待{act}"


def _paused(view: CaseView, one: Consultation) -> Face:
    """The clock stands still: for whom, until when, and what is left after that."""
    told = view.file.standing
    whom = party_name(one.to, one.name) or one.to.label
    if one.answer_by is None:
        return Face("", "已暂停", "", f"等待{whom}签收", _counted(view))
    by = f"等待{whom}意见，最迟{spoken(one.answer_by)}恢复"
    if told.remaining is None:
        return Face("", "已暂停", "", by, _counted(view))
    return Face("已暂停，恢复后余", str(told.remaining), DAYS, by, _counted(view))


def _after_reply(view: CaseView) -> str:
    told = view.file.standing
    if told.due is None:
        return ""
    words = [f"答复期限 {spoken(told.due)}，{'逾期答复' if told.late else '按期答复'}"]
    if (periods := view.file.periods) is not None:
        last = [f"复议至{spoken(periods.review.due)}"]
        last += [f"起诉至{spoken(periods.suit.due)}"] if periods.suit else []
        words.append(" · ".join(last))
    return "\n".join(words)  # in one line large type would make the window wider


def _ended(view: CaseView) -> str:
    words = {"withdrawn": "申请人撤回", "merged": "已并案", "abandoned_no_correction": "逾期不补正"}
    return words.get(view.file.standing.status, "逾期未缴费")


def _counted(view: CaseView) -> str:
    told = view.file.standing
    total = told.allowance + told.extended_by
    if told.clock_start is None or not total:
        return ""
    parts = [f"已计 {min(view.used, total)} / {total} {DAYS}"]
    if told.excluded_working_days:
        parts.append(f"扣除 {told.excluded_working_days}")
    if told.extended_by:
        parts.append(f"延期 {told.extended_by}")
    if told.due is not None and awaited(view):
        parts.append(f"届满日{spoken(told.due)}")
    if told.provisional:
        parts.append("次年放假安排未公布，暂定")
    return " · ".join(parts)
