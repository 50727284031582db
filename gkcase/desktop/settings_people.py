"""设置 · 人员: who works here, in which roles; and handing over all cases of one person to another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gkcase.desktop.absences_card import AbsencesCard
from gkcase.desktop.account_block import AccountBlock
from gkcase.desktop.by_right import by_right, role_words
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.flow import Flow
from gkcase.desktop.hand_over import HandOver, Staff, staff_of
from gkcase.desktop.login_card import LoginCard
from gkcase.desktop.settings_section import FormSection, History
from gkcase.desktop.shell import Shell
from gkcase.desktop.tabbing import in_order
from gkcase.desktop.tokens import colour, look, sp, tag
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.rights import May, incompatible
from gkcase.domain.terms import Role
from gkcase.services.login import Standing, standings
from gkcase.services.office import Change, Office, Person, Topic
from gkcase.services.people import save_person

NOBODY = Person(0, "")
SIGNERS = "答复书按“审签路线”签，拟稿人不能签自己的稿子。"


class PeopleSection(FormSection[Person]):
    """The list at the left, the person at the right, handing over below."""

    form = "settings_people"
    help_topic = "settings"
    word = "人员"
    needs = May.PEOPLE
    people_list: QListWidget
    add_button: QPushButton
    name_edit: QLineEdit
    name_error: ErrorLabel
    title_edit: QLineEdit
    roles_body: QWidget
    roles_note: QLabel
    active_box: QCheckBox
    active_note: QLabel
    giver_box: QComboBox
    taker_box: QComboBox
    over_note_edit: QLineEdit
    over_error: ErrorLabel
    over_button: QPushButton
    over_effect: QLabel
    over_frame: QFrame

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__(office, shell)
        self.staff = Staff((), {})
        self.person = NOBODY
        self._filling = False
        self._saving = False
        self._history = History(NOBODY)
        self.role_boxes = {role: QCheckBox(role.label) for role in Role}
        flow = Flow(self.roles_body, sp("l"), sp("xs"))
        for box in self.role_boxes.values():
            flow.addWidget(box)
            box.toggled.connect(lambda _: self._edited())
        self.setFocusProxy(self.people_list)
        self.over = HandOver(self)
        self.roles_error = ErrorLabel()
        self.account = AccountBlock(office, shell)
        self.account.told.connect(self.told)
        self.standings: dict[int, Standing] = {}
        person = self.body.findChild(QVBoxLayout, "person_layout")
        assert person is not None  # the form has it
        person.insertWidget(person.indexOf(self.roles_body) + 1, self.roles_error)
        person.insertWidget(person.indexOf(self.active_note) + 1, self.account)
        self.login = LoginCard(office, shell)
        self.login.told.connect(self.told)
        self.absences = AbsencesCard(office, shell)
        self.absences.told.connect(self.told)
        above = self.body.findChild(QVBoxLayout, "column_layout")
        assert above is not None  # the form has it
        above.insertWidget(above.indexOf(self.over_frame), self.login)
        above.insertWidget(above.indexOf(self.over_frame), self.absences)
        self._connect()
        self._order_tabs()
        self._fill(NOBODY)

    def _connect(self) -> None:
        self.people_list.currentRowChanged.connect(self._chosen)
        self.add_button.clicked.connect(self.add)
        by_right(self.office, self.shell, {May.PEOPLE: (self.add_button,), May.HANDLE: (self.over_button,)})
        self.name_edit.textChanged.connect(lambda _: self._edited("name"))
        self.title_edit.textChanged.connect(lambda _: self._edited("title"))
        self.active_box.toggled.connect(lambda _: self._edited())
        look.changed.connect(self._list)

    def _order_tabs(self) -> None:
        away = self.absences
        dates = (away.since_field.edit, away.until_field.edit)
        between = [away.person_box, away.deputy_box, *dates, away.note_edit, away.record_button]
        own = [self.account.give_button, self.account.done_button, *self.login.stops]
        stops = [self.title_edit, *self.role_boxes.values(), self.active_box, *own, *between, self.giver_box]
        in_order(stops)

    # -- who there is -----------------------------------------------------------------------------------------

    def arrive(self) -> None:
        self.look_up()

    def hear(self, change: Change) -> None:
        if change.topics & (Topic.PEOPLE | Topic.CASES):
            self.look_up()

    def look_up(self) -> None:
        """Ask for everybody again."""
        work = partial(staff_of, self.office)
        self.shell.tasks.run(self, work, self.show_staff, self.shell.notices.tell, topic="staff")
        how = partial(standings, self.office)
        self.shell.tasks.run(self, how, self._show_standings, self.shell.notices.tell, topic="standings")
        self.login.look_up()

    def _show_standings(self, found: Sequence[Standing]) -> None:
        self.standings = {one.person.id: one for one in found}
        self._show_account()

    def _show_account(self) -> None:
        on = self.office.person is not None
        self.account.show_person(self.person, self.standings.get(self.person.id), on=on)

    def show_staff(self, staff: Staff) -> None:
        """Show everybody; who is being edited stays."""
        self.staff = staff
        unsaved = self.unsaved
        if not unsaved:
            same = [person for person in staff.persons if person.name == self.person.name]
            self._show((same or [*staff.persons, NOBODY])[0])
        self._list()
        self.over.offer(staff)
        self.login.offer(staff.persons)
        self.absences.offer(staff.persons)

    def _list(self) -> None:
        """Fill the list anew, the cursor on the person that is shown."""
        self.people_list.blockSignals(True)
        self.people_list.clear()
        for person in self.staff.persons:
            item = QListWidgetItem(_line(person))
            item.setSizeHint(QSize(0, sp(32)))
            item.setToolTip(_line(person))
            if not person.active:
                item.setForeground(colour("faint"))
            self.people_list.addItem(item)
        if self.person in self.staff.persons:
            self.people_list.setCurrentRow(self.staff.persons.index(self.person))
        self.people_list.blockSignals(False)

    # -- one person -------------------------------------------------------------------------------------------

    def _chosen(self, place: int) -> None:
        if place < 0 or self.staff.persons[place] == self.person:
            return
        if self.unsaved:
            self.held.emit(f"{self.edited_person.name or '新人员'}的修改还没有保存")
            self._list()
            return
        self._show(self.staff.persons[place])

    def add(self) -> None:
        """An empty form for somebody new."""
        if self.unsaved:
            self.held.emit(f"{self.edited_person.name or '新人员'}的修改还没有保存")
            return
        self._show(Person(0, "", roles=frozenset({Role.CLERK})))
        self._list()
        self.name_edit.setFocus()

    def _show(self, person: Person) -> None:
        self.person = person
        self._history.begin(person)
        self._fill(person)

    def _fill(self, person: Person) -> None:
        self._filling = True
        self.name_edit.setText(person.name)
        self.title_edit.setText(person.title)
        self.name_edit.setReadOnly(bool(self.person.id))
        self.name_edit.setToolTip("登记过的姓名不能改：办理经过里写着它" if self.person.id else "")
        self.active_box.setChecked(person.active)
        for role, box in self.role_boxes.items():
            box.setChecked(role in person.roles)
        self._filling = False
        self._edited()
        self._show_account()

    @property
    def edited_person(self) -> Person:
        """What stands in the form."""
        roles = frozenset(role for role, box in self.role_boxes.items() if box.isChecked())
        title, active = self.title_edit.text().strip(), self.active_box.isChecked()
        return Person(self.person.id, self.name_edit.text().strip(), title, roles, active)

    @property
    def unsaved(self) -> bool:
        return self.edited_person != self.person

    def revert(self) -> None:
        if not self.person.id and self.staff.persons:
            self.person = self.staff.persons[0]
        self._show(self.person)
        self._list()

    def _edited(self, field: str = "") -> None:
        if self._filling:
            return
        self._tell("")
        person = self.edited_person
        self._say_roles(person)
        self._history.note(person, field)
        cases = self.staff.open.get(person.name, 0)
        leaves = cases and not person.active
        self.active_note.setText(f"还有{cases}件在办案件，离岗前请在下面交接" if leaves else "")
        self.active_note.setVisible(bool(leaves))
        self.edited.emit()

    def _say_roles(self, person: Person) -> None:
        """What the roles allow; two that have to be in two hands are refused here already."""
        words = "\n".join(role_words(role) for role in Role if role in person.roles)
        self.roles_note.setText(f"{words}\n{SIGNERS}" if words else SIGNERS)
        apart = incompatible(person.roles)
        self.roles_error.tell(apart.text if apart else "", apart.article if apart else "")

    def save(self) -> None:
        wanted = self.edited_person
        if self._saving or not self._may_save(wanted):
            return
        self._saving = True
        work = partial(
            save_person,
            self.office,
            wanted.name,
            title=wanted.title,
            roles=wanted.roles,
            active=wanted.active,
        )
        self.shell.tasks.run(self, work, partial(self._saved, wanted), self._refused)

    def _may_save(self, wanted: Person) -> bool:
        same = [p for p in self.staff.persons if p.name == wanted.name and p.id != wanted.id]
        if not wanted.name:
            self._tell("请填写姓名")
        elif same:
            self._tell(
                f"已经有{wanted.name}了，请在名单里点开修改；同名的请加以区别，如“{wanted.name}（二）”"
            )
        elif incompatible(wanted.roles) is not None:
            next(iter(self.role_boxes.values())).setFocus()  # the sentence stands beside the roles
            return False
        else:
            return True
        self.name_edit.setFocus()
        return False

    def _saved(self, wanted: Person, change: Change) -> None:
        self._saving = False
        self.person = wanted
        self._history.begin(wanted)
        self._edited()
        self.told(change)

    def _refused(self, error: Exception) -> None:
        self._saving = False
        self.shell.notices.beside(self)(error)

    def take(self, error: Refusal | Trouble) -> bool:
        """Say beside the name what is refused."""
        self._tell(error.reason if isinstance(error, Refusal) else str(error))
        return True

    def _tell(self, sentence: str) -> None:
        tag(self.name_edit, wrong=bool(sentence))
        self.name_error.tell(sentence)


def _line(person: Person) -> str:
    roles = "、".join(role.label for role in Role if role in person.roles)
    about = " · ".join(filter(None, [person.title, roles, "" if person.active else "已离岗"]))
    return f"{person.name}  {about}"
