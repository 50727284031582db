"""工作交接: all open cases of one person, with their duties, go to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QComboBox

from gkcase.domain.rights import May
from gkcase.services.cases import hand_over
from gkcase.services.office import Change, Office, Person
from gkcase.services.people import persons
from gkcase.services.queries import CaseFilter, case_ids, handlers

if TYPE_CHECKING:
    from gkcase.desktop.settings_people import PeopleSection


@dataclass(frozen=True)
class Staff:
    """Everybody of the office, and how many open cases each handler has."""

    persons: tuple[Person, ...]
    open: Mapping[str, int]


def staff_of(office: Office) -> Staff:
    """Look everybody up; how many cases each has, for whoever may see cases."""
    if office.may(May.SEE_CASES):
        return Staff(tuple(persons(office, everybody=True)), {})
    counts = {
        name: len(case_ids(office, CaseFilter(only_open=True, handler=name))) for name in handlers(office)
    }
    known = persons(office, everybody=True)
    return Staff(tuple(known), {name: count for name, count in counts.items() if count})


class HandOver(QObject):
    """The card below the persons: who gives, who takes, and what would go over."""

    def __init__(self, section: PeopleSection) -> None:
        super().__init__(section)
        self._section = section
        self._staff = Staff((), {})
        section.giver_box.currentIndexChanged.connect(lambda _: self._offer_takers())
        section.taker_box.currentIndexChanged.connect(lambda _: self._say())
        section.over_button.clicked.connect(self.hand_over)

    def offer(self, staff: Staff) -> None:
        """Offer everybody who has open cases, and everybody who may take them."""
        self._staff = staff
        givers = [(name, f"{name}（{count}件在办）") for name, count in staff.open.items()]
        _refill(self._section.giver_box, givers)
        self._offer_takers()

    def _offer_takers(self) -> None:
        giver = self._section.giver_box.currentData()
        names = [person.name for person in self._staff.persons if person.active and person.name != giver]
        _refill(self._section.taker_box, [("", "请选择"), *((name, name) for name in names)])
        self._say()

    def _say(self) -> None:
        section = self._section
        giver, taker = section.giver_box.currentData(), section.taker_box.currentData()
        section.over_error.tell("")
        section.over_button.setEnabled(bool(giver and taker))
        cases = self._staff.open.get(giver or "", 0)
        if not giver:
            section.over_effect.setText("没有在办案件要交接")
        elif not taker:
            section.over_effect.setText("选接办人")
        else:
            section.over_effect.setText(f"{giver}的{cases}件在办案件将全部转给{taker}")

    def hand_over(self) -> None:
        """Hand all open cases of the giver to the taker."""
        section = self._section
        giver, taker = section.giver_box.currentData(), section.taker_box.currentData()
        note = section.over_note_edit.text().strip()
        section.over_button.setEnabled(False)
        work = partial(hand_over, section.office, giver, taker, f"由{giver}移交：{note}" if note else "")
        section.shell.tasks.run(section, work, self._done, self._failed)

    def _done(self, change: Change) -> None:
        self._section.over_note_edit.clear()
        self._section.told(change)

    def _failed(self, error: Exception) -> None:
        self._section.over_button.setEnabled(True)
        self._section.shell.notices.beside(self._section.over_error)(error)


def _refill(box: QComboBox, items: list[tuple[str, str]]) -> None:
    """New choices, the chosen one kept where it is still there."""
    chosen = box.currentData(Qt.ItemDataRole.UserRole)
    box.blockSignals(True)
    box.clear()
    for code, words in items:
        box.addItem(words, code)
    box.setCurrentIndex(max(box.findData(chosen), 0) if items else -1)
    box.blockSignals(False)
