"""送达 in the case window: every letter that left, by which way and when, what proves it, and what it started."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gkcase.desktop.case_tabs import hold, limit_words
from gkcase.desktop.case_view import CaseView
from gkcase.desktop.layout import button, label, row
from gkcase.desktop.plain_table import PlainTable
from gkcase.domain.identity import mask_name, mask_party
from gkcase.domain.sending import NOTICES, Mailing
from gkcase.domain.terms import Event, dated, spoken
from gkcase.services.dispatch_list import LETTERS

SERVICE = (Event.REPLIED, Event.SERVED, Event.MAIL_RETURNED, Event.RESENT, Event.NOTICE_SERVED)
HEADS = ("文书", "收件人", "方式", "法定日期", "邮件号码", "送达", "凭证")
TO_OTHERS = frozenset({Event.CONSULTATION_SENT, Event.THIRD_PARTY_TOLD})


class ServiceTab(QWidget):
    """Lists the sendings; `chosen` carries the act that was asked for, `opened` the entry of a sending."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = PlainTable(HEADS, 6, "每一次寄送")
        self.empty_label = label("还没有寄出文书", tone="muted")
        self.limits_label = label("", wrap=True)
        self.buttons = {event: button(event.label) for event in SERVICE}
        for event, made in self.buttons.items():
            made.clicked.connect(lambda _=False, event=event: self.chosen.emit(event))
        acts = row(*self.buttons.values(), None, gap="s")
        hold(self, acts, self.limits_label, self.empty_label, self.table)

    def show_case(self, view: CaseView) -> None:
        """List what left in this case."""
        self.limits_label.setText(limit_words(view))
        self.limits_label.setVisible(bool(self.limits_label.text()))
        for event, made in self.buttons.items():
            made.setEnabled(not view.steps[event].refusal)
            made.setToolTip(view.steps[event].refusal)
        mailings = view.file.mailings
        self.table.show_rows([sending_row(one, view) for one in mailings])
        self.empty_label.setVisible(not mailings)
        self.table.setVisible(bool(mailings))


def sending_row(one: Mailing, view: CaseView) -> tuple[str, ...]:
    """One sending in words."""
    first = _first(one, view)
    again = "（再次）" if one.event is Event.RESENT else ""
    return (
        LETTERS[first] + again,
        _whom(one, first, view),
        one.way.label if one.way else "没有登记",
        dated(one.sent_on) + _late(one, view),
        one.tracking_number,
        _arrived(one),
        _proof(one, view),
    )


def mailing_choices(view: CaseView, event: Event) -> tuple[tuple[str, str], ...]:
    """The sendings that a step can be about: the latest of each letter that has not arrived."""
    latest = {one.letter: one for one in view.file.mailings}
    return tuple(
        (str(one.seq), f"{LETTERS[_first(one, view)]}（{spoken(one.sent_on)}寄出）{one.tracking_number}")
        for one in reversed(latest.values())
        if one.delivered_on is None
        and (event is not Event.NOTICE_SERVED or _first(one, view) in NOTICES)
        and (event is not Event.MAIL_RETURNED or one.returned_on is None)
    )


def _first(one: Mailing, view: CaseView) -> Event:
    """The step with which the letter left for the first time."""
    return next(line.entry.event for line in view.file.journal if line.entry.seq == one.letter)


def _whom(one: Mailing, first: Event, view: CaseView) -> str:
    if first in TO_OTHERS:
        return mask_party(one.addressee)
    return mask_name(one.addressee, view.file.applicant.kind)


def _late(one: Mailing, view: CaseView) -> str:
    """A reply that left after its last day says so wherever it is shown."""
    entry = next(line.entry for line in view.file.journal if line.entry.seq == one.seq)
    return "　逾期答复" if "reply_late" in entry.breaches else ""


def _arrived(one: Mailing) -> str:
    if one.delivered_on is not None:
        return dated(one.delivered_on)
    return f"{dated(one.returned_on)} 退回" if one.returned_on else "尚无签收记录"


def _proof(one: Mailing, view: CaseView) -> str:
    """What proves the arrival, with the files that hang on it."""
    line = next((line for line in view.file.journal if line.entry.seq == one.proof), None)
    if line is None:
        return "—"
    entry = line.entry
    signed = f"{mask_name(entry.text('signed_by'))}签收" if entry.text("signed_by") else ""
    files = "、".join(file.name for file in line.files) or "未存文件"
    return "，".join(filter(None, [entry.text("proof"), signed, files]))
