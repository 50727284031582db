"""The tabs of the case window that only show and offer: request, letters, papers, consultations, service, changes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from gkcase.desktop.case_view import CaseView, party_name
from gkcase.desktop.dressing import restyle, set_rhythm
from gkcase.desktop.layout import Item, button, clear, column, label, row, scrolled
from gkcase.desktop.plain_table import PlainTable
from gkcase.domain.facts import FACTS
from gkcase.domain.findings import FINDING_WORDS
from gkcase.domain.journal import Facts
from gkcase.domain.terms import Event, Party, dated
from gkcase.services.documents import masked
from gkcase.services.dossier import JournalLine
from gkcase.services.office import BEIJING

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
    facts = masked(entry.facts)
    if entry.event is Event.CONSULTATION_SENT and Party.knows(facts.get("to")):
        facts["name"] = party_name(Party.of(facts["to"]), entry.text("name"))
    said = "；".join(f"{name}：{words}" for name, words in fact_words(entry.event, facts))
    return f"{said}（理由：{entry.reason}）" if entry.reason and said else said or entry.reason


def hold(tab: QWidget, *items: Item) -> None:
    """Lay the content of a tab, which scrolls where the window is too low for it."""
    inside = QWidget()
    inside.setLayout(column(*items, None, gap="s", margins=("xl", "m")))
    tab.setLayout(column(scrolled(inside), gap=0))


def limit_words(view: CaseView) -> str:
    """Until when the applicant may attack the reply."""
    told = view.file.periods
    if told is None:
        return ""
    said = [f"申请行政复议至 {dated(told.review.due)}（{told.review.article}）"]
    if told.review_first:
        what = "" if told.suit is None else "不予公开的部分"
        said.append(f"{what}应当先申请行政复议，收到复议决定后{told.after_review}日内可以提起行政诉讼")
    if told.suit is not None:
        said.append(f"提起行政诉讼至 {dated(told.suit.due)}（{told.suit.article}）")
    return f"申请人{'；'.join(said)}。"


BREACHES = {
    "correction_twice": "再次告知补正",
    "correction_late": "补正告知超期",
    "lapse_early": "补正期限未满",
    "party_asked_twice": "重复征求意见",
    "reply_before_answer": "征求意见未收回",
    "extension_twice": "再次延期",
    "extension_late": "延期告知过晚",
    "approver_missing": "延期没有批准人",
    "approver_is_handler": "批准人是经办人",
    "reasons_missing": "申请人未说明理由",
    "fee_below_threshold": "未达收费标准",
    "fee_lapse_early": "缴费期限未满",
    "courier": "公文交快递企业",
    "tracking_number_used": "邮件号码重复使用",
    "reply_late": "逾期答复",
    "not_on_the_spot": "未经审签、不是当场答复",
    "service_unproved": "没有送达凭证",
    "file_incomplete": "案卷材料不齐",
    "remedy_period_running": "救济期限未满",
    "defence_late": "逾期提交答复",
    "confirmed_late": "确认过晚",
    "scan_missing": "纸质签字没有扫描件",
}
"""What an entry carries as its breach, in words; FINDING_WORDS has those of the checks before a reply leaves."""


def breach_words(codes: Sequence[str]) -> str:
    """What was irregular about an entry."""
    return "、".join(BREACHES.get(code) or FINDING_WORDS.get(code, code) for code in codes)


class RequestTab(QWidget):
    """申请内容: the registration as it stands; personal data masked unless revealed."""

    amend = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout()
        set_rhythm(self._grid, 16, 8, 0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self.amend_button = button("更正登记")
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
        hold(self, row(*self.buttons.values(), None, gap="s"), self.empty_label, self.table)

    def show_case(self, view: CaseView) -> None:
        """List the consultations."""
        for event, made in self.buttons.items():
            made.setEnabled(not view.steps[event].refusal)
            made.setToolTip(view.steps[event].refusal)
        rows = [
            (
                one.to.label,
                party_name(one.to, one.name),
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


class ChangesTab(QWidget):
    """修改记录: every entry in the order of typing, with who typed it when, and what was voided."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heads = ("序号", "录入时间", "录入人", "日期", "环节", "内容", "说明")
        self.table = PlainTable(heads, 5, "修改记录", numbers=(0,))
        self.seal_label = label("", "caption", "muted", wrap=True)
        self.seal_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        hold(self, self.seal_label, self.table)

    def show_case(self, view: CaseView) -> None:
        """List all entries."""
        seal = view.seal
        self.seal_label.setText(f"全部记录 {seal.acts} 条，首尾相接；最新校验值 {seal.hash}")
        lines = sorted(view.file.journal, key=lambda line: line.entry.seq)
        self.table.show_rows([self._row(line) for line in lines])

    def _row(self, line: JournalLine) -> tuple[str, ...]:
        entry = line.entry
        gone = f"已作废（第{line.voided}项）：{line.void_reason}" if line.voided else ""
        breach = f"{breach_words(entry.breaches)}，理由：{entry.reason}" if entry.breaches else ""
        return (
            str(entry.seq),
            f"{line.recorded_at.astimezone(BEIJING):%Y-%m-%d %H:%M}",
            entry.by,
            dated(entry.on),
            entry.event.label,
            entry_words(line),
            "；".join(part for part in (gone, breach) if part),
        )
