"""The tabs of the case window that only show and offer: request, letters, papers, consultations, service, changes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from gkcase.desktop.case_view import CaseView
from gkcase.desktop.dressing import restyle, set_rhythm
from gkcase.desktop.layout import Item, button, clear, column, label, row, scrolled
from gkcase.desktop.plain_table import PlainTable
from gkcase.domain.facts import FACTS
from gkcase.domain.journal import Facts
from gkcase.domain.terms import Event, LetterKind, Status, dated
from gkcase.services.documents import masked
from gkcase.services.dossier import FileLine, JournalLine

SERVICE = (Event.REPLIED, Event.MAIL_RETURNED, Event.SERVED)
REMEDIES = (Event.REMEDY_FILED, Event.REMEDY_DECIDED, Event.REPLY_ORDERED)
SIGNATURES = (Event.SUBMITTED, Event.SIGNED, Event.RETURNED)


ARRIVAL = ("channel", "submitted_on", "signed_on", "arrived_on", "confirmed_on", "tracking_number")
"""What the timeline says of a registration: how and when it came, and nobody's name."""


def fact_words(event: Event, facts: Facts) -> list[tuple[str, str]]:
    """The facts of an entry as label and words, in the order in which they were asked for."""
    said = []
    for spec in FACTS.get(event, ()):
        value = facts.get(spec.name)
        if value in (None, "", []) or spec.name == "id":
            continue
        words = dict(spec.choices).get(str(value), str(value))
        if spec.kind == "flag":
            words = "是" if value else "否"
        elif isinstance(value, list | tuple):
            words = "；".join(str(line) for line in value)
        said.append((spec.label, words))
    return said


def entry_words(line: JournalLine) -> str:
    """An entry in one line of words, without personal data."""
    entry = line.entry
    if entry.event is Event.LETTER_WRITTEN:
        return " · ".join(part for part in (entry.text("name"), entry.text("number")) if part)
    if entry.event is Event.RECEIVED:
        facts = {name: entry.facts.get(name) for name in ARRIVAL}
        return "；".join(f"{name}：{words}" for name, words in fact_words(entry.event, facts))
    said = "；".join(f"{name}：{words}" for name, words in fact_words(entry.event, masked(entry.facts)))
    return f"{said}（理由：{entry.reason}）" if entry.reason and said else said or entry.reason


class RequestTab(QWidget):
    """申请内容: the registration as it stands; personal data masked unless revealed."""

    amend = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout()
        set_rhythm(self._grid, 16, 8, 0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self.amend_button = button("更正登记(&G)")
        self.amend_button.clicked.connect(self.amend)
        inside = QWidget()
        inside.setLayout(column(self._grid, row(self.amend_button, None), None, gap="l", margins=("xl", "m")))
        self.setLayout(column(scrolled(inside), gap=0))

    def show_case(self, view: CaseView, *, unmasked: bool) -> None:
        """Show what was asked."""
        clear(self._grid)
        facts = view.file.received.facts
        facts = {**facts, "wanted": view.file.wanted}
        shown = fact_words(Event.RECEIVED, facts if unmasked else masked(facts))
        for place, (name, words) in enumerate(shown):
            self._grid.addWidget(label(name, "caption", "muted"), place, 0)
            self._grid.addWidget(label(words, wrap=True), place, 1)
        restyle(self)


class PapersTab(QWidget):
    """文书 or 附件: a list of papers, opened, printed or saved as PDF."""

    opened = Signal(object)
    printed = Signal(object)
    saved = Signal(object)

    def __init__(self, name: str, offers: Sequence[QPushButton], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = PlainTable(("日期", "名称", "文号", "大小", "经办"), 1, name)
        self.open_button = button("打开(&O)", icon="file")
        self.print_button = button("打印(&P)", icon="print")
        self.pdf_button = button("另存为PDF(&S)", icon="export")
        self.empty_label = label("还没有", tone="muted")
        for made, signal in (
            (self.open_button, self.opened),
            (self.print_button, self.printed),
            (self.pdf_button, self.saved),
        ):
            made.clicked.connect(lambda _=False, signal=signal: self._with_paper(signal))
        self.table.opened.connect(self.opened)
        acts: list[Item] = [*offers, None, self.open_button, self.print_button, self.pdf_button]
        self.setLayout(
            column(row(*acts, gap="s"), self.empty_label, self.table, gap="s", margins=("xl", "m"), grow=2)
        )

    def show_papers(self, papers: Sequence[tuple[JournalLine, FileLine]]) -> None:
        """List papers."""
        rows = [
            (dated(line.entry.on), file.name, file.number, f"{max(file.size // 1024, 1)} KB", line.entry.by)
            for line, file in papers
        ]
        self.table.show_rows(rows, [file for _, file in papers])
        self.empty_label.setVisible(not papers)
        self.table.setVisible(bool(papers))
        for made in (self.open_button, self.print_button, self.pdf_button):
            made.setEnabled(bool(papers))
        if papers:
            self.table.selectRow(len(papers) - 1)

    def _with_paper(self, signal: object) -> None:
        if (file := self.table.key()) is not None:
            signal.emit(file)  # type: ignore[attr-defined]  # a bound Signal


class ConsultationsTab(QWidget):
    """征求意见: every letter that asked for an opinion, and what became of it."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = PlainTable(("对象", "名称", "发出", "签收", "最迟答复", "收到", "意见"), 1, "征求意见")
        self.empty_label = label("没有征求过意见", tone="muted")
        self.buttons = {
            event: button(event.label)
            for event in (Event.CONSULTATION_SENT, Event.CONSULTATION_DELIVERED, Event.CONSULTATION_ANSWERED)
        }
        for event, made in self.buttons.items():
            made.clicked.connect(lambda _=False, event=event: self.chosen.emit(event))
        acts = row(*self.buttons.values(), None, gap="s")
        self.setLayout(column(acts, self.empty_label, self.table, gap="s", margins=("xl", "m"), grow=2))

    def show_case(self, view: CaseView) -> None:
        """List the consultations."""
        for event, made in self.buttons.items():
            made.setEnabled(not view.steps[event].refusal)
            made.setToolTip(view.steps[event].refusal)
        rows = [
            (
                one.to.label,
                one.name,
                dated(one.sent_on),
                dated(one.delivered_on) if one.delivered_on else "尚无签收记录",
                dated(one.answer_by) if one.answer_by else "—",
                dated(one.answered_on) if one.answered_on else "—",
                one.opinion.label if one.opinion else "—",
            )
            for one in view.file.consultations
        ]
        self.table.show_rows(rows)
        self.empty_label.setVisible(not rows)
        self.table.setVisible(bool(rows))


class EntriesTab(QWidget):
    """送达, 复议诉讼: the entries of some events, and the acts that add to them."""

    chosen = Signal(object)

    def __init__(self, events: Sequence[Event], empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._events = events
        self.table = PlainTable(("日期", "环节", "内容", "经办"), 2, empty)
        self.empty_label = label(empty, tone="muted")
        self.buttons = {event: button(event.label) for event in events}
        for event, made in self.buttons.items():
            made.clicked.connect(lambda _=False, event=event: self.chosen.emit(event))
        acts = row(*self.buttons.values(), None, gap="s")
        self.setLayout(column(acts, self.empty_label, self.table, gap="s", margins=("xl", "m"), grow=2))

    def show_case(self, view: CaseView) -> None:
        """List the entries."""
        for event, made in self.buttons.items():
            made.setEnabled(not view.steps[event].refusal)
            made.setToolTip(view.steps[event].refusal)
        lines = [line for line in view.file.journal if line.entry.event in self._events and not line.voided]
        self.table.show_rows(
            [
                (dated(line.entry.on), line.entry.event.label, entry_words(line), line.entry.by)
                for line in lines
            ]
        )
        self.empty_label.setVisible(not lines)
        self.table.setVisible(bool(lines))


class ChangesTab(QWidget):
    """修改记录: every entry in the order of typing, with who typed it when, and what was voided."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heads = ("序号", "录入时间", "录入人", "日期", "环节", "内容", "说明")
        self.table = PlainTable(heads, 5, "修改记录")
        self.setLayout(column(self.table, gap="s", margins=("xl", "m")))

    def show_case(self, view: CaseView) -> None:
        """List all entries."""
        lines = sorted(view.file.journal, key=lambda line: line.entry.seq)
        self.table.show_rows([self._row(line) for line in lines])

    def _row(self, line: JournalLine) -> tuple[str, ...]:
        entry = line.entry
        gone = f"已作废（第{line.voided}项）：{line.void_reason}" if line.voided else ""
        breach = f"不合规定，理由：{entry.reason}" if entry.breaches else ""
        return (
            str(entry.seq),
            f"{line.recorded_at.astimezone():%Y-%m-%d %H:%M}",
            entry.by,
            dated(entry.on),
            entry.event.label,
            entry_words(line),
            "；".join(part for part in (gone, breach) if part),
        )


def writable(view: CaseView) -> list[LetterKind]:
    """The letters that make sense in the case as it stands."""
    status = view.file.status
    kinds = [LetterKind.RECEIPT] if view.file.standing.due else []
    if view.file.channel.value == "oral":
        kinds.insert(0, LetterKind.APPLICATION_FORM)
    had = {line.entry.event for line in view.file.journal if not line.voided}
    if Event.CORRECTION_REQUESTED in had:
        kinds.append(LetterKind.CORRECTION_NOTICE)
    if Event.EXTENDED in had:
        kinds.append(LetterKind.EXTENSION_NOTICE)
    if status in (Status.IN_PROGRESS, Status.UNDER_REVIEW, Status.APPROVED):
        kinds.insert(0, LetterKind.REPLY)
    return kinds
