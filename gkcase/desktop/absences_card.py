"""外出代签: who is away from when to when, and who signs for them; a card below the persons."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QWidget

from gkcase.desktop.dressing import restyle, set_rhythm
from gkcase.desktop.fields import DateField, ErrorLabel
from gkcase.desktop.layout import button, clear, column, label, row
from gkcase.desktop.shell import Shell
from gkcase.desktop.still import ChoiceBox
from gkcase.desktop.tokens import tag
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.terms import dated
from gkcase.services.absences import AbsenceLine, absences, cancel_absence, record_absence
from gkcase.services.office import Change, Office, Person

ABOUT = "负责人或者法制审核人员外出期间，由代签人审签，写明“代”。拟稿人不能代签自己拟的稿。"


class AbsencesCard(QFrame):
    """Records and cancels; `told` carries the change that was made."""

    told = Signal(object)

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        tag(self, role="card")
        self._office, self._shell = office, shell
        self._persons: tuple[Person, ...] = ()
        self.lines: list[AbsenceLine] = []
        self.person_box, self.deputy_box = ChoiceBox(), ChoiceBox()
        self.since_field, self.until_field = DateField(), DateField()
        self.note_edit = QLineEdit()
        self.note_edit.setPlaceholderText("选填，如：学习、休假")
        self.error_label = ErrorLabel()
        self.record_button = button("登记外出", icon="plus")
        self.record_button.clicked.connect(self.record)
        for field in (self.since_field, self.until_field):
            field.use(office.rules.calendar, office.today, True)
        self._grid = QGridLayout()
        set_rhythm(self._grid, 12, 4, 0, 0, 0, 0)
        self._list = column(gap="xs")
        heading = label("外出代签", "title", bold=True)
        about = label(ABOUT, "caption", "muted", wrap=True)
        acts = row(self.record_button, None)
        self.setLayout(
            column(
                heading, about, self._list, self._grid, self.error_label, acts, gap="s", margins=("l", "m")
            )
        )
        self._lay()

    def _lay(self) -> None:
        asked: tuple[tuple[str, QWidget], ...] = (
            ("外出人", self.person_box),
            ("代签人", self.deputy_box),
            ("从", self.since_field),
            ("到（含当日）", self.until_field),
            ("说明", self.note_edit),
        )
        for place, (words, editor) in enumerate(asked):
            line, at = divmod(place, 2)
            name = label(words, tone="muted")
            name.setBuddy(editor.focusProxy() or editor)
            (editor.edit if isinstance(editor, DateField) else editor).setAccessibleName(words)
            across = 2 if editor is self.note_edit else 1
            self._grid.addWidget(name, line * 2, at, 1, across)
            self._grid.addWidget(editor, line * 2 + 1, at, 1, across)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)

    # -- showing ----------------------------------------------------------------------------------------------

    def offer(self, persons: tuple[Person, ...]) -> None:
        """Offer everybody who works here, and ask which absences there are."""
        self._persons = tuple(one for one in persons if one.active)
        for box in (self.person_box, self.deputy_box):
            kept = box.currentData()
            box.clear()
            box.addItem("请选择", "")
            for one in self._persons:
                box.addItem(one.name, one.name)
            box.setCurrentIndex(max(box.findData(kept), 0))
        self.look_up()

    def look_up(self) -> None:
        """Ask for the absences again."""
        work = partial(absences, self._office)
        self._shell.tasks.run(self, work, self._show, self._shell.notices.tell, topic="absences")

    def _show(self, found: list[AbsenceLine]) -> None:
        self.lines = found
        clear(self._list)
        for one in found:
            note = f" · {one.note}" if one.note else ""
            words = f"{one.person}  {dated(one.since)} 至 {dated(one.until)}，{one.deputy}代签{note}"
            cancel = button("取消登记", "flat")
            cancel.setAccessibleName(f"取消登记：{words}")
            cancel.clicked.connect(partial(self._cancel, one.id))
            self._list.addLayout(row(label(words, wrap=True), cancel, gap="s", grow=0))
        restyle(self)

    # -- doing ------------------------------------------------------------------------------------------------

    def record(self) -> None:
        """Record what stands in the fields."""
        person, deputy = str(self.person_box.currentData() or ""), str(self.deputy_box.currentData() or "")
        since, until = self.since_field.day, self.until_field.day
        if not person or not deputy or since is None or until is None:
            self.error_label.tell("请选择外出人、代签人，并填写起止日期。")
            return
        self.error_label.tell("")
        work = partial(
            record_absence, self._office, person, deputy, since=since, until=until, note=self.note_edit.text()
        )
        self._shell.tasks.run(self, work, self._recorded, self._shell.notices.beside(self))

    def _recorded(self, change: Change) -> None:
        for box in (self.person_box, self.deputy_box):
            box.setCurrentIndex(0)
        self.since_field.set_day(None)
        self.until_field.set_day(None)
        self.note_edit.clear()
        self.told.emit(change)

    def _cancel(self, absence_id: int, *_: object) -> None:
        work = partial(cancel_absence, self._office, absence_id)
        self._shell.tasks.run(self, work, self.told.emit, self._shell.notices.beside(self))

    def take(self, error: Refusal | Trouble) -> bool:
        """Say below the fields what is refused."""
        return self.error_label.take(error)
