"""What stands beside the form: the applicant's earlier requests, a likely repetition, similar requests of others."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from gkcase.desktop.badges import StatusChip
from gkcase.desktop.dialogs import Dialog
from gkcase.desktop.dressing import restyle
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.layout import button, clear, column, frame, label, row, scrolled, upright
from gkcase.desktop.part import Part
from gkcase.desktop.tokens import look, sp, tag
from gkcase.domain.terms import dated, spoken
from gkcase.services.earlier import Beside, Earlier

REPEATED = "第三十六条第（六）项"
WORDS_SHOWN = 60
_TO_EDGE = 7  # the words of a flat button stand five px inside it


class BesidePanel(Part):
    """Shows what `services.earlier` found; `opened` names a case to open."""

    opened = Signal(int)
    compared = Signal(object)
    mail_frame: QFrame
    mail_label: QLabel
    earlier_part: QWidget
    earlier_title: ElidedLabel
    earlier_count: QLabel
    earlier_aside: QLabel
    earlier_frame: QFrame
    repeat_frame: QFrame
    repeat_label: QLabel
    compare_button: QPushButton
    similar_part: QWidget
    similar_count: QLabel
    similar_frame: QFrame

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self._repeated: Earlier | None = None
        self._shown: tuple[Beside, str] | None = None
        self.compare_button.clicked.connect(self._compare)
        self.show_mail("")
        self.show_found(Beside(), "")

    def show_mail(self, words: str) -> None:
        """The envelope that the request came in; empty: none was registered."""
        self.mail_label.setText(words)
        self.mail_frame.setVisible(bool(words))

    def show_found(self, found: Beside, name: str) -> None:
        """Show what is known of the applicant of that name, and what others asked."""
        if self._shown == (found, name):
            return  # a list that is made anew would slip away below the mouse
        self._shown = found, name
        self._repeated = found.repeated
        self.earlier_part.setVisible(bool(found.earlier))
        self.earlier_title.setText(f"{name}以前的申请")
        self.earlier_count.setText(f"{found.count} 件")
        self.earlier_aside.setText(f"本月第 {found.this_month + 1} 件")
        self._list(self.earlier_frame, found.earlier)
        self.repeat_frame.setVisible(found.repeated is not None)
        if found.repeated is not None:
            self.repeat_label.setText(repeat_words(found.repeated))
        self.similar_part.setVisible(bool(found.similar))
        self.similar_count.setText(f"{len(found.similar)} 件")
        self._list(self.similar_frame, found.similar)

    def _compare(self) -> None:
        if self._repeated is not None:
            self.compared.emit(self._repeated)

    def _list(self, card: QFrame, cases: Sequence[Earlier]) -> None:
        lines = card.layout()
        assert isinstance(lines, QVBoxLayout)
        clear(lines)
        for place, case in enumerate(cases):
            lines.addWidget(tag(self._line(case), first=place == 0))
        restyle(card)

    def _line(self, case: Earlier) -> QFrame:
        number = button(case.number, "flat")
        number.setToolTip("打开案件")
        number.clicked.connect(lambda: self.opened.emit(case.id))
        number.setProperty("strong", True)
        number.setProperty("typeRole", "body")
        came = f"{dated(case.received_on)} 收到" if case.received_on else "待确认"
        words = case.wanted if len(case.wanted) <= WORDS_SHOWN else f"{case.wanted[:WORDS_SHOWN]}…"
        head = row(number, None, StatusChip(None, case.status.label), margins=(_TO_EDGE, 0))
        about = row(label(words, "caption", wrap=True), margins=("m", 0))
        day = row(label(came, "caption", "muted"), margins=("m", 0))
        return frame("row", column(head, about, day, gap="hair", margins=(0, "s")))


def repeat_words(case: Earlier) -> str:
    """What the earlier request means for this one."""
    if case.replied_on is not None:
        return (
            f"与{case.number}内容相近，该件已于{spoken(case.replied_on)}答复。"
            f"登记不受影响，办理时可按{REPEATED}处理。"
        )
    if case.status.is_open:
        return f"与{case.number}内容相近，该件尚在办理。登记不受影响，登记后可以关联或并案。"
    return f"与{case.number}内容相近，该件{case.status.label}，没有答复，不属于重复申请。"


class Comparison(Dialog):
    """Two requests side by side; words that stand in both are marked."""

    def __init__(self, parent: QWidget, now: str, case: Earlier) -> None:
        super().__init__("并排对照", parent)
        ended = f"{spoken(case.replied_on)}答复" if case.replied_on else case.status.label
        came = f"{dated(case.received_on)} 收到 · {ended}" if case.received_on else ended
        here = _side("本次申请", "尚未登记", marked(now, case.wanted))
        there = _side(case.number, came, marked(case.wanted, now))
        body = QWidget()
        close = button("关闭")
        close.clicked.connect(self.reject)
        sides = row(here, upright(), there, gap="l")
        sides.setStretch(0, 1)
        sides.setStretch(2, 1)
        body.setLayout(
            column(
                sides,
                row(label("底色标出两件都有的文字", "caption", "muted"), None, close),
                gap="m",
                margins=("xl", "l"),
                grow=0,
            )
        )
        self.hold(body)
        self.resize(sp(860), sp(420))
        close.setFocus()


def _side(title: str, about: str, html: str) -> QWidget:
    text = QLabel(html)
    text.setTextFormat(Qt.TextFormat.RichText)
    text.setWordWrap(True)
    text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made = QWidget()
    head = (label(title, "title", bold=True), label(about, "caption", "muted"))
    made.setLayout(column(*head, scrolled(text), gap="s", grow=2))
    return made


def marked(text: str, other: str) -> str:
    """The text as markup, with what also stands in the other (two characters or more) on a tint."""
    made, at = [], 0
    for block in SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks():
        if block.size < 2:
            continue
        same = escape(text[block.a : block.a + block.size])
        made.append(escape(text[at : block.a]))
        made.append(f'<span style="background-color:{look.tokens.accent_tint}">{same}</span>')
        at = block.a + block.size
    made.append(escape(text[at:]))
    return "".join(made).replace("\n", "<br>") or "（尚未填写）"
