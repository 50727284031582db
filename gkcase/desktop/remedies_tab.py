"""复议诉讼: every review and suit against the case, what was turned over to publication, and the acts for both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from gkcase.desktop.case_tabs import hold, limit_words
from gkcase.desktop.case_view import CaseView
from gkcase.desktop.flow import Flow
from gkcase.desktop.layout import button, label
from gkcase.desktop.plain_table import PlainTable
from gkcase.desktop.tokens import look, sp
from gkcase.domain.identity import mask_name
from gkcase.domain.remedies import RemedyCase
from gkcase.domain.terms import Event, dated
from gkcase.services.earlier import Earlier

E = Event
ACTS = (
    E.REMEDY_FILED,
    E.DEFENCE_FILED,
    E.REMEDY_DECIDED,
    E.REPLY_ORDERED,
    E.PUBLICATION_DECIDED,
    E.PUBLISHED,
    E.REASSESSED,
)
HEADS = ("途径", "机关和案号", "收到副本", "提交答复", "结果")
PUBLISHED = ("转为主动公开的信息", "决定日期", "最后日期", "公开")
FEW = 3


class RemediesTab(QWidget):
    """Emits the event of the act chosen."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = PlainTable(HEADS, 1, "复议和诉讼")
        self.published_table = PlainTable(PUBLISHED, 0, "转主动公开")
        self.empty_label = label("没有复议或诉讼", tone="muted")
        self.limits_label = label("", wrap=True)
        self.hint_label = label("", tone="muted", wrap=True)
        self.buttons = dict(self._made())
        acts = QWidget()
        self._flow = Flow(acts)
        for made in self.buttons.values():
            self._flow.addWidget(made)
        look.changed.connect(self._space)
        self._space()
        parts = (self.limits_label, self.empty_label, self.table, self.hint_label, self.published_table)
        hold(self, acts, *parts)
        self.show_others(())

    def _made(self) -> Iterator[tuple[Event, QPushButton]]:
        for event in ACTS:
            made = button(event.label)
            made.clicked.connect(self._teller(event))
            yield event, made

    def _teller(self, event: Event) -> Callable[[], None]:
        return lambda: self.chosen.emit(event)

    def _space(self) -> None:
        self._flow.gap, self._flow.line_gap = sp("s"), sp("xs")
        self._flow.invalidate()

    def show_case(self, view: CaseView) -> None:
        """List the reviews and suits, and what is to be published."""
        self.limits_label.setText(limit_words(view))
        self.limits_label.setVisible(bool(self.limits_label.text()))
        for event, made in self.buttons.items():
            possible = view.steps[event]
            made.setEnabled(not possible.refusal)
            made.setToolTip(possible.refusal or possible.basis)
            made.setAccessibleDescription(possible.refusal)
        file = view.file
        self.table.show_rows([_row(one, view) for one in file.remedies])
        self.empty_label.setVisible(not file.remedies)
        self.table.setVisible(bool(file.remedies))
        rows = [
            (
                one.information,
                dated(one.decided_on),
                dated(view.file.publication_due[one.id]),
                f"{dated(one.published_on)} {one.place}" if one.published_on else "未公开",
            )
            for one in file.publications
        ]
        self.published_table.show_rows(rows)
        self.published_table.setVisible(bool(rows))

    def show_others(self, others: Sequence[Earlier]) -> None:
        """Say that others asked for the same: a reason to publish it (第四十四条)."""
        names = "、".join(_other(one) for one in others[:FEW]) + ("等" if len(others) > FEW else "")
        said = f"另有 {len(others)} 件他人申请的内容相近（{names}），可以公开的，可以转为主动公开（第四十四条）。"
        self.hint_label.setText(said if others else "")
        self.hint_label.setVisible(bool(others))


def _other(one: Earlier) -> str:
    return f"{one.number} {mask_name(one.applicant, one.kind)}"


def _row(one: RemedyCase, view: CaseView) -> tuple[str, ...]:
    due = view.file.defences.get(one.id)
    waiting = f"最迟 {dated(due)}" if due else "—"
    result = "；".join(part for part in (one.result.label if one.result else "", one.outcome) if part)
    ordered = f"；{dated(one.ordered_on)}责令重新答复" if one.ordered_on else ""
    return (
        one.label,
        " ".join(part for part in (one.body, one.number) if part),
        dated(one.received_on),
        f"{dated(one.defended_on)} 已提交" if one.defended_on else waiting,
        f"{dated(one.told_on)} {result}{ordered}" if one.told_on else "尚未审结",
    )
