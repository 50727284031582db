"""The first block of the form: the channel, only the days that it needs, and what follows from them at once."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QWidget

from gkcase.desktop.badges import DeadlineBadge
from gkcase.desktop.choice_row import SegmentRow
from gkcase.desktop.fields import DateField
from gkcase.desktop.part import Part
from gkcase.desktop.screens.intake_fields import ARRIVAL, IntakeFields
from gkcase.desktop.tokens import tag
from gkcase.domain.facts import choices_of
from gkcase.domain.journal import Fact
from gkcase.domain.receipt import ROUTES
from gkcase.domain.terms import Channel, dated
from gkcase.services.intake import Preview
from gkcase.services.office import Office

SHORT = {Channel.POST_SIGNED: "挂号信 / EMS", Channel.OTHER: "其他渠道"}
BY_POST = (Channel.POST_SIGNED, Channel.POST_UNSIGNED)
BY_ITSELF = (Channel.INTERNET, Channel.OTHER)
"""Channels of which a system may confirm by itself that it has received."""


class ChannelBlock(Part):
    """Asks by which way a request came and on which days; says when it counts as received and is due."""

    channel_row: SegmentRow
    arrival_field: DateField
    confirmed_field: DateField
    auto_confirmed_check: QCheckBox
    note_frame: QFrame
    received_label: QLabel
    why_label: QLabel
    due_label: QLabel
    provisional_badge: DeadlineBadge
    due_note: QLabel
    caution_label: QLabel

    def __init__(self, form: QWidget, fields: IntakeFields, office: Office) -> None:
        super().__init__(form)
        self._fields, self._office = fields, office
        words = [(channel.value, SHORT.get(channel, channel.label)) for channel in Channel]
        self.channel_row.offer(words, "申请渠道")
        for place, (code, _) in enumerate(choices_of(Channel), 1):
            self.channel_row.buttons[code].setToolTip(f"Alt+{place}")
            keys = QShortcut(QKeySequence(f"Alt+{place}"), form)
            keys.activated.connect(lambda code=code: self._jump(code))
        for field in (self.arrival_field, self.confirmed_field):
            field.use(office.rules.calendar, office.today, future=False)
        self.provisional_badge.show_state("provisional")
        self.channel_row.chosen.connect(lambda _: self.ask())
        self.auto_confirmed_check.toggled.connect(lambda _: self.ask())
        self.ask()

    @property
    def channel(self) -> Channel | None:
        """The way that was chosen."""
        code = self.channel_row.code
        return Channel.of(code) if code else None

    def facts(self) -> dict[str, Fact]:
        """The channel and its days."""
        values = self._fields.values()
        names = ("channel", "confirmed_on", "auto_confirmed", "tracking_number")
        found = {name: values[name] for name in names if name in values}
        if self.channel is not None and ARRIVAL in values:
            found[ROUTES[self.channel].arrival] = values[ARRIVAL]
        return found

    def ask(self) -> None:
        """Ask only for what the channel needs."""
        channel = self.channel
        route = ROUTES[channel] if channel else None
        by_itself = channel in BY_ITSELF
        confirms = bool(route and route.confirmed) and not (
            by_itself and self.auto_confirmed_check.isChecked()
        )
        self._fields.show(ARRIVAL, channel is not None, f"{route.arrival_label} *" if route else "")
        self._fields.show("tracking_number", channel in BY_POST)
        self._fields.show("confirmed_on", confirms)
        self._fields.show("auto_confirmed", by_itself)

    def _jump(self, code: str) -> None:
        self.channel_row.choose(code)
        self.arrival_field.setFocus()

    # -- what follows -----------------------------------------------------------------------------------------

    def guide(self) -> None:
        """Say what is missing before anything can be said."""
        route = ROUTES[self.channel] if self.channel else None
        words = f"填写{route.arrival_label}后" if route else "选择申请渠道、填写日期后"
        self._say_received(f"{words}，这里写明收到申请之日和答复期限", "", sure=False)
        for part in (self.due_label, self.provisional_badge, self.due_note, self.caution_label):
            part.hide()

    def wait(self) -> None:
        """Everything is there; a year whose holidays are reckoned for the first time takes a moment."""
        self._say_received("正在推算收到申请之日和答复期限…", "", sure=False)
        for part in (self.due_label, self.provisional_badge, self.due_note, self.caution_label):
            part.hide()

    def show_preview(self, told: Preview) -> None:
        """Say when the request counts as received, why, and by when it must be answered."""
        receipt, standing = told.receipt, told.standing
        day = dated(receipt.on) if receipt.on else "待确认"
        self._say_received(f"收到申请之日 {day}", receipt.why, sure=True)
        self.due_label.setText(
            f"答复不迟于 {dated(standing.due)}" if standing.due else "答复期限 自确认之日起算"
        )
        self.provisional_badge.setVisible(standing.provisional)
        self.due_note.setText(self._due_words(told))
        cautions = "\n".join(f"注意：{caution.text}" for caution in standing.warnings)
        self.caution_label.setText(cautions)
        self.caution_label.setVisible(bool(cautions))
        self.due_label.show()
        self.due_note.show()

    def _say_received(self, words: str, why: str, *, sure: bool) -> None:
        self.received_label.setText(words)
        tag(self.received_label, tone="text" if sure else "muted")
        font = self.received_label.font()
        font.setBold(sure)
        self.received_label.setFont(font)
        self.received_label.setWordWrap(not sure)
        self.why_label.setText(why)
        self.why_label.setVisible(bool(why))

    def _due_words(self, told: Preview) -> str:
        due = told.standing.due
        if due is None:
            now = told.receipt.channel is Channel.POST_UNSIGNED
            return "收到当日即与申请人确认" if now else "尽快与申请人确认"
        if told.standing.provisional:
            return f"{due.year}年放假安排尚未公布"
        left = told.standing.remaining
        return f"剩余{left}个工作日" if left is not None and left >= 0 else ""
