"""What the program says while a request is typed: receipt and due day, what is missing, what else is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.part import Part
from gkcase.desktop.screens.intake_beside import BesidePanel
from gkcase.desktop.screens.intake_channel import ChannelBlock
from gkcase.desktop.screens.intake_fields import RECTIFICATION, IntakeFields
from gkcase.desktop.shell import Shell
from gkcase.domain.errors import Refusal
from gkcase.domain.facts import shortcomings
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.receipt import ROUTES
from gkcase.domain.terms import CaseKind
from gkcase.services.earlier import Beside, beside
from gkcase.services.intake import Preview, expected_number, preview
from gkcase.services.office import Office

PREVIEW_MS, BESIDE_MS = 150, 300
COMPARED = ("applicant.name", "applicant.id_kind", "applicant.id_number", "wanted")
"""The fields by which other cases are looked for."""
AHEAD = 60
"""Working days: further than that no reply period reaches from today."""


class IntakeAdvice(Part):
    """Asks the services, off the GUI thread and a moment after the last key; a late answer is dropped."""

    number_label: ElidedLabel
    lacking_label: QLabel

    def __init__(
        self,
        form: QWidget,
        office: Office,
        shell: Shell,
        fields: IntakeFields,
        channel: ChannelBlock,
        panel: BesidePanel,
        facts: Callable[[], dict[str, Fact]],
    ) -> None:
        super().__init__(form)
        self._office, self._shell, self._facts = office, shell, facts
        self._fields, self._channel, self._panel = fields, channel, panel
        self._received: date | None = None
        self._preview_pause = QTimer(self, singleShot=True, interval=PREVIEW_MS)
        self._beside_pause = QTimer(self, singleShot=True, interval=BESIDE_MS)
        self._preview_pause.timeout.connect(self.say)
        self._beside_pause.timeout.connect(self.look_beside)
        self._warm_up()

    def edited(self, name: str) -> None:
        """A field has changed."""
        self._preview_pause.start()
        if name in COMPARED:
            self._beside_pause.start()
        if name == RECTIFICATION:
            self.ask_number()

    def rest(self) -> None:
        """Nothing is typed any more."""
        self._preview_pause.stop()
        self._beside_pause.stop()

    def say(self) -> None:
        """Say what follows from what stands in the form."""
        facts = self._facts()
        self.lacking_label.setText(lacking_words(facts))
        channel = self._channel.channel
        if channel is None or ROUTES[channel].arrival not in facts:
            self._received = None
            self._channel.guide()
            return
        if self._received is None:
            self._channel.wait()
        self._ask(partial(preview, self._office, facts), self._show_preview, "preview", self._no_preview)

    def look_beside(self) -> None:
        """Look for earlier and similar requests."""
        facts = self._facts()
        name = str(facts.get("applicant.name") or "")
        work = partial(beside, self._office, facts, on=self._received)
        self._ask(work, partial(self._show_beside, name), "beside", self._shell.notices.tell)

    def ask_number(self) -> None:
        """Ask which number the case would get now."""
        kind = CaseKind.of(self._facts()["case_kind"])
        self._ask(
            partial(expected_number, self._office, kind),
            self.show_number,
            "number",
            self._shell.notices.tell,
        )

    def show_number(self, number: str) -> None:
        """Show the number that the case would get."""
        self.number_label.setText(f"编号{number} · 保存时确定")

    def _ask(
        self,
        work: Callable[[], object],
        then: Callable[..., object],
        topic: str,
        failed: Callable[[Exception], object],
    ) -> None:
        self._shell.tasks.run(self, work, then, failed, topic=topic)

    def _show_preview(self, told: Preview) -> None:
        if self._channel.channel is None:
            return
        moved = self._received != told.receipt.on
        self._received = told.receipt.on
        self._channel.show_preview(told)
        if moved:
            self._beside_pause.start()

    def _no_preview(self, error: Exception) -> None:
        """The cursor stays where one types; the sentence stands beside its field."""
        self._received = None
        self._channel.guide()
        if not (isinstance(error, Refusal) and self._fields.told_beside(error)):
            self._shell.notices.tell(error)

    def _show_beside(self, name: str, found: Beside) -> None:
        self._panel.show_found(found, name)

    def _warm_up(self) -> None:
        """Reckon a reply period once: a year without an arrangement loads a library that takes a second."""
        work = partial(self._office.rules.calendar.nth_after, self._office.today(), AHEAD)
        self._ask(work, lambda _: None, "warm", self._shell.notices.tell)


def lacking_words(facts: Facts) -> str:
    """What art. 29 asks for and is not there, once there is anything; a reason for correction, no obstacle."""
    if not (facts.get("applicant.name") or facts.get("wanted")):
        return ""
    lacking = [words for _, words in shortcomings(facts)]
    if not lacking:
        return ""
    article = "第四十一条" if facts.get("case_kind") == CaseKind.RECTIFICATION.value else "第二十九条"
    return f"{article}要求的内容尚缺：{'；'.join(lacking)}。不影响登记，登记后可告知补正。"
