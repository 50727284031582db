"""Which letters the dispatch list shows: one group or all, and those in which the typed words stand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QWidget

from gkcase.desktop.part import Part
from gkcase.services.dispatch_list import Group, Outgoing

_PAUSE_MS = 120


class GroupChips(Part):
    """The chips with their counts and the field for words; `changed` asks for the list anew."""

    changed = Signal()
    filter_edit: QLineEdit
    all_chip: QPushButton
    to_send_chip: QPushButton
    on_the_way_chip: QPushButton
    returned_chip: QPushButton
    to_prove_chip: QPushButton

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self._chips = {
            Group.TO_SEND: self.to_send_chip,
            Group.ON_THE_WAY: self.on_the_way_chip,
            Group.RETURNED: self.returned_chip,
            Group.TO_PROVE: self.to_prove_chip,
        }
        chips = QButtonGroup(self)
        for chip in (self.all_chip, *self._chips.values()):
            chips.addButton(chip)
        self.all_chip.setChecked(True)
        for made in chips.buttons():
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the group leaves Tab to the one that is on
            made.toggled.connect(self._turned)
        self.filter_edit.setAccessibleName("筛选送达清单")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self.filter_edit.textChanged.connect(lambda _: self._pause.start())

    def _turned(self, on: bool) -> None:
        if on:
            self.changed.emit()

    @property
    def words(self) -> str:
        """What was typed."""
        return self.filter_edit.text().strip()

    def show_all(self) -> None:
        """Narrow the list by nothing."""
        self.filter_edit.clear()
        self.all_chip.setChecked(True)

    def only(self, lines: Sequence[Outgoing]) -> list[Outgoing]:
        """The letters of the group that is chosen."""
        group = next((group for group, chip in self._chips.items() if chip.isChecked()), None)
        return [line for line in lines if group is None or line.group is group]

    def show_counts(self, lines: Sequence[Outgoing]) -> None:
        """Say on each chip how many letters its group has."""
        for group, chip in self._chips.items():
            chip.setText(f"{group.label} {sum(line.group is group for line in lines)}")
