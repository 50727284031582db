"""The row of acts: what can be done now, the rest behind 更多, and why an act cannot be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from gkcase.desktop.case_view import CaseView
from gkcase.desktop.dressing import UNBOUNDED, restyle
from gkcase.desktop.flow import Flow
from gkcase.desktop.layout import button, clear, label
from gkcase.desktop.tokens import look, sp
from gkcase.domain.facts import FACTS
from gkcase.domain.procedure import suits
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services.lettering import reply_draft

E = Event
FIRST: dict[Status, tuple[Event, ...]] = {
    Status.AWAITING_CONFIRMATION: (E.CONFIRMED, E.ASSIGNED, E.NOTED),
    Status.IN_PROGRESS: (E.SEARCHED, E.CORRECTION_REQUESTED, E.CONSULTATION_SENT, E.EXTENDED, E.SUBMITTED),
    Status.AWAITING_CORRECTION: (E.CORRECTION_RECEIVED, E.CORRECTION_LAPSED, E.NOTED),
    Status.AWAITING_PAYMENT: (E.FEE_PAID, E.FEE_LAPSED, E.NOTED),
    Status.UNDER_REVIEW: (E.SIGNED, E.RETURNED, E.EXTENDED),
    Status.APPROVED: (E.REPLIED, E.RETURNED),
    Status.REPLIED: (E.SERVED, E.MAIL_RETURNED, E.RESENT, E.REMEDY_FILED, E.ARCHIVED),
    Status.CLOSED: (E.REPLY_ORDERED, E.REMEDY_FILED, E.ARCHIVED),
    Status.ARCHIVED: (E.REMEDY_FILED, E.REPLY_ORDERED),
}
"""The acts that stand in the row, by status, the usual next one first."""

OPEN_LETTER = (E.CONSULTATION_DELIVERED, E.CONSULTATION_ANSWERED)
WRITE, AMEND, ATTACH = "write", "amend", "attach"
MOVING = (
    E.CONFIRMED,
    E.CORRECTION_REQUESTED,
    E.CORRECTION_RECEIVED,
    E.CONSULTATION_SENT,
    E.CONSULTATION_DELIVERED,
    E.CONSULTATION_ANSWERED,
    E.EXTENDED,
    E.DELAYED,
    E.FEE_REQUESTED,
    E.FEE_PAID,
    E.REPLIED,
    E.REPLY_ORDERED,
)
"""The acts that move the period, so that it is of use to try them."""


class ActBar(QWidget):
    """Emits the event of the act chosen, or WRITE for a letter and AMEND for the registration."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = Flow(self)
        look.changed.connect(self._space)
        self._space()
        self.buttons: dict[object, QPushButton] = {}
        self._offered: object = None

    def _space(self) -> None:
        self._flow.gap, self._flow.line_gap = sp("s"), sp("xs")
        self._flow.invalidate()

    def show_case(self, view: CaseView) -> None:
        """Offer the acts of a case; a row that stays the same is left alone, for a key may just be going down."""
        shown, write_first = _shown(view), _write_first(view)
        offered = (shown, write_first, tuple(view.steps.values()), view.hands_off)
        if offered == self._offered:
            return
        self._offered = offered
        clear(self._flow)
        self.buttons = {}
        if write_first:
            self._write(1, view.hands_off, primary=True)
        for number, event in enumerate(shown, 1 + write_first):
            self._offer(view, event, number, primary=number == 1)
        if not write_first:
            self._write(len(shown) + 1, view.hands_off, primary=False)
        self._more(view, shown)
        blocked = next((view.steps[event] for event in shown if view.steps[event].refusal), None)
        if blocked is not None:
            why = f"{blocked.event.label}：{blocked.refusal} · {blocked.basis}"
            if view.hands_off and all(one.refusal for one in view.steps.values()):
                why = view.hands_off  # who only looks is told so, not what hinders one act
            said = label(why, "caption", "muted")
            said.setProperty("boundsAtBase", [0, 32, UNBOUNDED, UNBOUNDED])
            self._flow.addWidget(said)
        restyle(self)

    def _offer(self, view: CaseView, event: Event, number: int, *, primary: bool) -> None:
        possible = view.steps[event]
        can = not possible.refusal
        made = button(event.label, "primary" if primary and can else "")
        made.setEnabled(can)
        made.setShortcut(f"Alt+{number}")
        why = possible.refusal or possible.irregular
        made.setToolTip(f"{why} · {possible.basis}" if why else f"{possible.basis}　Alt+{number}")
        made.setAccessibleDescription(why)
        made.clicked.connect(lambda: self.chosen.emit(event))
        self.buttons[event] = made
        self._flow.addWidget(made)

    def _write(self, number: int, why: str, *, primary: bool) -> None:
        made = button("写答复书" if primary else "写文书", "primary" if primary else "", "letters")
        made.setShortcut(f"Alt+{number}")
        made.setToolTip(why or f"{'其他文书在“更多”' if primary else '写答复书和其他文书'}　Alt+{number}")
        made.setEnabled(not why)
        made.setAccessibleDescription(why)
        made.clicked.connect(lambda: self.chosen.emit(LetterKind.REPLY if primary else WRITE))
        self.buttons[WRITE] = made
        self._flow.addWidget(made)

    def _more(self, view: CaseView, shown: Sequence[Event]) -> None:
        made = button("更多")
        made.setShortcut("Alt+0")
        made.setToolTip("其他环节　Alt+0")
        menu = QMenu(made)
        menu.setToolTipsVisible(True)
        known = (event for event in FACTS if event is not Event.RECEIVED and suits(view.file.kind, event))
        rest = [event for event in known if event not in shown]
        for event in sorted(rest, key=lambda event: bool(view.steps[event].refusal)):
            self._entry(menu, view, event)
        menu.addSeparator()
        for words, act in (("写其他文书", WRITE), ("更正登记", AMEND), ("添加附件", ATTACH)):
            action = menu.addAction(words)
            action.setEnabled(not view.hands_off)
            action.setToolTip(view.hands_off)
            self._say_later(action, act)
        made.setMenu(menu)
        self.buttons["more"] = made
        self._flow.addWidget(made)

    def suppositions(self, view: CaseView) -> list[Event]:
        """The acts that may be tried now."""
        return [event for event in MOVING if not view.steps[event].refusal]

    def _entry(self, menu: QMenu, view: CaseView, event: Event) -> None:
        possible = view.steps[event]
        words = event.label if not possible.refusal else f"{event.label}（{possible.refusal}）"
        action = menu.addAction(words)
        action.setEnabled(not possible.refusal)
        action.setToolTip(possible.basis)
        self._say_later(action, event)

    def _say_later(self, action: QAction, act: object) -> None:
        """When the menu is gone: the row that holds it is made anew."""
        action.triggered.connect(lambda: self.chosen.emit(act), Qt.ConnectionType.QueuedConnection)


def _shown(view: CaseView) -> list[Event]:
    """The usual acts of the status; an open consultation brings its own to the front."""
    usual = [
        event for event in FIRST[view.file.status] if not (event is E.SEARCHED and view.file.last(E.SEARCHED))
    ]
    if view.file.status is Status.IN_PROGRESS and reply_draft(view.file):
        usual.sort(key=lambda event: event is not E.SUBMITTED)
    if _waiting(view):
        waiting = [event for event in OPEN_LETTER if not view.steps[event].refusal]
        undelivered = any(
            one.answered_on is None and one.delivered_on is None for one in view.file.consultations
        )
        usual = [event for event in waiting if undelivered or event is not OPEN_LETTER[0]] + usual
    return [event for event in usual if suits(view.file.kind, event)][:6]


def _write_first(view: CaseView) -> bool:
    """What was searched for is answered next."""
    working = view.file.status is Status.IN_PROGRESS and view.file.last(E.SEARCHED) is not None
    return working and reply_draft(view.file) is None and not _waiting(view)


def _waiting(view: CaseView) -> bool:
    """Whether an opinion is outstanding."""
    return any(one.answered_on is None for one in view.file.consultations)
