"""本机关的日子: set or unset a day off or a working day of the office's own, with what it moves shown before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QWidget

from gkcase.desktop.by_right import by_right
from gkcase.desktop.choice_row import RadioRow
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import sp, tag
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.rights import May
from gkcase.domain.terms import dated, spoken
from gkcase.domain.workdays import OfficeDay
from gkcase.services.calendar import Plan, drop_office_day, office_days, preview_office_days, set_office_day
from gkcase.services.office import Change, Office
from gkcase.services.years import Year

PAUSE_MS = 150
NATION, REST, WORK = "nation", "rest", "work"
CHOICES = ((NATION, "按国家安排"), (REST, "休息"), (WORK, "上班"))


@dataclass(frozen=True)
class Wish:
    """What is asked for on a day; `choice` is one of CHOICES."""

    day: date
    choice: str
    name: str


def effect_of(office: Office, wish: Wish) -> Plan:
    """What the wish would move; changes nothing."""
    days = [kept for kept in office_days(office) if kept.day != wish.day]
    if wish.choice != NATION:
        days.append(OfficeDay(wish.day, wish.choice == WORK, wish.name))
    return preview_office_days(office, days)


def fulfil(office: Office, wish: Wish) -> Change:
    """Do it."""
    if wish.choice == NATION:
        return drop_office_day(office, wish.day)
    return set_office_day(office, wish.day, works=wish.choice == WORK, name=wish.name)


class OfficeDayPanel(Screen):
    """Beside the year: the day under the cursor. `wanted` carries a Plan while something is asked for, else None."""

    form = "office_day"
    day_label: QLabel
    day_note: QLabel
    choice_row: RadioRow
    name_label: QLabel
    name_edit: QLineEdit
    name_error: ErrorLabel
    save_button: QPushButton
    save_key: QLabel
    drop_button: QPushButton
    own_frame: QFrame
    own_hint: QLabel
    own_list: QListWidget

    wanted = Signal(object)
    day_wanted = Signal(object)

    def __init__(self, office: Office, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office, self._shell = office, shell
        self._day = date.min
        self._year: Year | None = None
        self._filling = False
        self.choice_row.offer(CHOICES, "这一天本机关怎样安排")
        self._typing = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._typing.timeout.connect(self.look)
        self.choice_row.chosen.connect(lambda _: self._edited())
        self.name_edit.textChanged.connect(lambda _: self._edited())
        self.save_button.clicked.connect(self.save)
        self.drop_button.clicked.connect(self.undo)
        by_right(office, shell, {May.RULES: (self.choice_row, self.name_edit, self.save_button)})
        self.own_list.itemActivated.connect(self._go_to)
        self.own_list.itemClicked.connect(self._go_to)

    # -- what is shown ----------------------------------------------------------------------------------------

    def show_year(self, year: Year) -> None:
        """List the own days of the year."""
        self._year = year
        self.own_hint.setVisible(not year.own)
        self.own_list.setVisible(bool(year.own))
        self.own_list.clear()
        for own in year.own:
            item = QListWidgetItem(f"{spoken(own.day)}{'上班' if own.works else '休息'} · {own.name}")
            item.setData(Qt.ItemDataRole.UserRole, own.day)
            item.setToolTip(item.text())
            item.setSizeHint(QSize(0, sp(28)))
            self.own_list.addItem(item)
        self.own_list.setFixedHeight(min(len(year.own), 8) * sp(28) + 4)

    def show_day(self, day: date) -> None:
        """Show what holds on a day; what was asked for another day and not saved is dropped."""
        if self._year is None:
            return
        self._day = day
        name = self._year.calendar.name_of(day)
        works = self._year.calendar.is_workday(day)
        self.day_label.setText(dated(day))
        self.day_note.setText(" · ".join(filter(None, ["工作日" if works else "休息日", name])))
        self.undo()

    @property
    def known(self) -> Wish:
        """What holds now."""
        own = next((own for own in self._year.own if own.day == self._day), None) if self._year else None
        if own is None:
            return Wish(self._day, NATION, "")
        return Wish(self._day, WORK if own.works else REST, own.name)

    @property
    def wish(self) -> Wish:
        """What stands in the form."""
        choice = self.choice_row.code or NATION
        return Wish(self._day, choice, "" if choice == NATION else self.name_edit.text().strip())

    @property
    def has_wish(self) -> bool:
        """Whether something else is asked for than what holds."""
        return self._year is not None and self.wish != self.known

    def undo(self) -> None:
        """Back to what holds."""
        known = self.known
        self._filling = True
        self.choice_row.choose(known.choice)
        self.name_edit.setText(known.name)
        self._filling = False
        self._edited()

    def _edited(self) -> None:
        if self._filling:
            return
        self._tell("")
        self.name_label.setVisible(self.choice_row.code != NATION)
        self.name_edit.setVisible(self.choice_row.code != NATION)
        for widget in (self.save_button, self.save_key, self.drop_button):
            widget.setVisible(self.has_wish)
        if self.has_wish:
            self._typing.start()
        else:
            self._typing.stop()
            self.wanted.emit(None)

    def look(self) -> None:
        """Ask what the wish would move."""
        wish = self.wish
        if not self.has_wish:
            return

        def show(plan: Plan) -> None:
            if self.wish == wish and self.has_wish:
                self.wanted.emit(plan)

        work = partial(effect_of, self._office, wish)
        self._shell.tasks.run(self, work, show, self._shell.notices.beside(self), topic="effect")

    # -- doing it ---------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Set or unset the day."""
        if not self.has_wish or not self.save_button.isEnabled():
            return
        if self.wish.choice != NATION and not self.wish.name:
            self._tell("请写明名称和依据，如“州庆（自治条例第×条）”")
            self.name_edit.setFocus()
            return
        self.save_button.setEnabled(False)
        self._typing.stop()
        self._shell.tasks.run(self, partial(fulfil, self._office, self.wish), self._done, self._refused)

    def _done(self, change: Change) -> None:
        self.save_button.setEnabled(True)
        self.wanted.emit(None)
        self._shell.announce(change)
        self._shell.notices.say(change.said)

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self._shell.notices.beside(self)(error)

    def take(self, error: Refusal | Trouble) -> bool:
        """Say beside the name what is refused."""
        self._tell(error.reason if isinstance(error, Refusal) else str(error))
        return True

    def _tell(self, sentence: str) -> None:
        tag(self.name_edit, wrong=bool(sentence))
        self.name_error.tell(sentence)

    def _go_to(self, item: QListWidgetItem) -> None:
        self.day_wanted.emit(item.data(Qt.ItemDataRole.UserRole))
