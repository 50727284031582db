"""The window of an open office: its pages, who is working, practice mode, what the status line says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu

from gkcase.desktop.app import Desktop
from gkcase.desktop.menus import menu_of
from gkcase.desktop.pages_list import pages
from gkcase.desktop.practice import PracticeStripe, practise
from gkcase.desktop.practice_day import PracticeDay
from gkcase.desktop.screen import Screen
from gkcase.desktop.screens.desk import DeskScreen
from gkcase.desktop.shell import Health, Sign
from gkcase.domain.errors import ClockBack, Refusal, Trouble
from gkcase.domain.terms import Role, chinese_date
from gkcase.services.values import Change, Person, Topic

if TYPE_CHECKING:
    from gkcase.desktop.backing import Backing
    from gkcase.desktop.reminding import Reminding
    from gkcase.desktop.session import Session
    from gkcase.desktop.who_bar import WhoBar
    from gkcase.services import health as services
    from gkcase.services.desk import Desk
    from gkcase.services.office import Office
    from gkcase.services.recovery_kept import Protection

HOME, REGISTER, LOOK = "desk", "cases", "settings"
DATABASE_KEY, PERSON_KEY = "window/database", "window/person"
NO_CODE = "数据已加密，恢复码还没有打印封存：换电脑或者重装系统以后要用它打开。"
ALL_TOPICS = ~Topic(0)
REGISTER_AFTER_MS, HEALTH_AFTER_MS, REMIND_AFTER_MS = 600, 1500, 2500


def who_works(known: Sequence[Person], acting: str) -> Person | None:
    """Who is at the desk: the one named, else the first clerk, else whoever is first."""
    same = [person for person in known if person.name == acting]
    clerks = [person for person in known if Role.CLERK in person.roles]
    if same or not acting:
        return next(iter([*same, *clerks, *known]), None)
    return Person(0, acting)


class OfficeWindow(QObject):
    """Fills a shell for one office. `person_chosen`: somebody else sits down; `handed_over`: has logged in instead;
    `left`: nobody is logged in any more; `changed_ways`: from now on persons log in, or no longer.
    """

    person_chosen = Signal()
    handed_over = Signal(object)
    left = Signal()
    changed_ways = Signal()

    def __init__(
        self,
        desktop: Desktop,
        office: Office,
        known: Sequence[Person],
        leave: Callable[[], object] | None,
        *,
        chosen: bool = True,
    ) -> None:
        super().__init__()
        self.office, self._desktop = office, desktop
        self.shell = desktop.shell(pages(office), lambda: office.today())
        self.setParent(self.shell)
        self._known = known
        self._who: WhoBar | None = None
        self._reminded = False
        self.session: Session | None = None
        self.reminding: Reminding | None = None
        self.backing: Backing | None = None
        self._amiss = ""
        self._person = office.person
        office.assumed = len(known) > 1 and not chosen and self._person is None
        self._sit_down(self._person or who_works(known, office.acting))
        if self._person is not None:
            self._begin_session(self._person)
        self.shell.person_button.clicked.connect(self._ask_who)
        self.shell.changed.connect(self._react)
        self.shell.notices.ways[ClockBack] = ("说明理由…", self._explain_clock)
        self.practice_day: PracticeDay | None = None
        practise(desktop.app, office.today() if office.practice else None)
        if office.practice:
            stripe = self.shell.findChild(PracticeStripe, "practice_stripe")
            assert stripe is not None  # every window's form has one
            self.practice_day = PracticeDay(stripe, office, self.move_today, leave)

    def restore(self, here: str, first: Callable[[str], Desk] | None = None) -> None:
        """Open where one was, if that was here (`here`: the database) and the same person; `first`: a desk at hand."""
        settings, home = self._desktop.settings, LOOK if self.shell.why_barred(HOME) else HOME
        page = self.shell.page(home)
        if first is not None and isinstance(page, DeskScreen):
            page.show_desk(first(page.handler))
        for key, value in ((DATABASE_KEY, here), (PERSON_KEY, str(self.person_id))):
            if str(settings.value(key, "0")) != value:
                settings.remove("window/page")  # it was another's, of another office or person
            settings.setValue(key, value)
        self.shell.restore(home)
        if self.office.assumed:
            self._ask_at_the_start(self._known)
        elif len(self._known) > 1 and self.session is None:
            self._say_who()
        if not self.shell.why_barred(REGISTER):
            self._later(REGISTER_AFTER_MS, self._prepare_register)
        self._later(HEALTH_AFTER_MS, self.ask_health)
        if not self.shell.why_barred(HOME):
            self._later(REMIND_AFTER_MS, self.remind)

    def _later(self, after: int, act: Callable[[], object]) -> None:
        """What can wait until the first picture stands, and is pointless once the window has been closed."""
        QTimer.singleShot(after, self.shell, lambda: self.shell.isVisible() and act())

    def _prepare_register(self) -> None:
        """Load the register behind the desk: where one goes next must stand there at once."""
        page = self.shell.page(REGISTER)
        if isinstance(page, Screen):
            page.visit(None)

    def remind(self) -> None:
        """Say what is due; after the first picture, for it asks the database."""
        from gkcase.desktop.reminding import Reminding

        if self.reminding is None:
            self.reminding = Reminding(self.office, self.shell)
            self.person_chosen.connect(self.reminding.person_changed)
        self.reminding.ask()

    # -- who has logged in ------------------------------------------------------------------------------------

    def _begin_session(self, person: Person) -> None:
        """Persons log in here: pages by right, the window is locked when nobody is there."""
        from gkcase.desktop.by_right import fit_pages
        from gkcase.desktop.session import Session

        names = [one.name for one in self._known]
        minutes = self.office.gate.rules.idle_minutes
        self.session = Session(self.office, self.shell, person, names, minutes)
        self.session.handed_over.connect(self.handed_over)
        self.session.came_back.connect(self._fit_rights)
        fit_pages(self.shell, self.office)
        for say in (self.shell.person_button.setToolTip, self.shell.person_button.setAccessibleName):
            say("锁定、换人登录、修改登录密码")

    def _fit_rights(self) -> None:
        """Roles may have changed while the window was locked."""
        from gkcase.desktop.by_right import fit_pages

        fit_pages(self.shell, self.office)
        self._refresh_sign()

    @property
    def person_id(self) -> int:
        """Whose window it is; 0 where nobody logs in."""
        return self._person.id if self._person else 0

    @property
    def known(self) -> Sequence[Person]:
        """The persons of the office, as they were last read."""
        return self._known

    def rest(self) -> None:
        """Somebody else works at this computer: what was typed here waits out of sight."""
        if self.reminding is not None:
            self.reminding.rest()
        if self.backing is not None:
            self.backing.deleteLater()
            self.backing = None
        self.shell.hide()

    def come_back(self, geometry: QRect) -> None:
        """The same person is here again, and much may have changed meanwhile."""
        self.shell.setGeometry(geometry)
        self.shell.show()
        if self.session is not None:
            self.session.come_back()
        self.shell.announce(Change(ALL_TOPICS))
        if self.reminding is not None:
            self.reminding.person_changed()
        self.ask_health()

    def log_out(self) -> None:
        """Nobody works here any more; not while something unsaved would be lost."""
        from gkcase.services.login import log_out

        if self.shell.may_close():
            work = partial(log_out, self.office)
            self.shell.tasks.run(self, work, lambda _: self.left.emit(), self.shell.notices.tell)

    # -- who is working ---------------------------------------------------------------------------------------

    def _sit_down(self, person: Person | None) -> None:
        self.office.acting = person.name if person else ""
        role = next((role.label for role in Role if person and role in person.roles), "")
        name = self.office.acting or "请选择经办人"
        role = "未选定" if self.office.assumed else role
        self.shell.show_sign(Sign(self.office.profile.name, name, role))

    def _ask_at_the_start(self, known: Sequence[Person]) -> None:
        """Several persons work here: who it is today is chosen, before anything is signed."""
        from gkcase.desktop.who_bar import WhoBar

        self._who = WhoBar(known, self.office.acting)
        self._who.chosen.connect(self.choose)
        self._who.put_into(self.shell)

    def _say_who(self) -> None:
        """Each start says whose name will stand under what is done, and lets somebody else sit down."""
        name = self.office.acting
        said = f"现在由{name}办理，审签也以这个人的名义" if name else "请选择是谁在办理"
        self.shell.notices.say(said, ("换人", self._ask_who))

    def _ask_who(self) -> None:
        if self.session is not None:
            from gkcase.desktop.who_menu import offer_session

            offer_session(self, self.session)
            return
        from gkcase.services.people import persons

        work = partial(persons, self.office)
        self.shell.tasks.run(self, work, self._offer, self.shell.notices.tell, topic="persons")

    def _offer(self, known: Sequence[Person]) -> QMenu:
        menu = menu_of(self.shell.person_button)
        for person in known:
            words = f"{person.name}  {'、'.join(role.label for role in Role if role in person.roles)}"
            action = QAction(words.strip(), menu, checkable=True, checked=person.name == self.office.acting)
            action.triggered.connect(lambda _=False, chosen=person: self.choose(chosen))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction("人员和角色…", lambda: self.shell.go("settings"))
        corner = self.shell.person_button
        menu.popup(corner.mapToGlobal(QPoint(corner.width() - menu.sizeHint().width(), corner.height())))
        return menu

    def choose(self, person: Person) -> None:
        """Let somebody else work."""
        self._settle()
        self._sit_down(person)
        self.person_chosen.emit()
        self.shell.announce(Change(Topic.PEOPLE))

    def _settle(self) -> None:
        """It is known who works: the question goes, and the keys go on with the page."""
        self.office.assumed = False
        if self._who is None:
            return
        asked, self._who = self._who, None
        page, now = self.shell.page_stack.currentWidget(), QApplication.focusWidget()
        if now is not None and asked.isAncestorOf(now):
            page.setFocus()
        asked.hide()
        asked.deleteLater()

    # -- the day ----------------------------------------------------------------------------------------------

    def _explain_clock(self, error: Exception) -> None:
        """The clock was set back, or was ahead before: ask which."""
        from gkcase.desktop.clock_window import ClockWindow

        ClockWindow(self.office, self.shell, str(error)).show()

    def move_today(self, day: date) -> None:
        """Practise on another day; the demo remembers it, a day given at the start lasts until the end."""
        from gkcase.services.office import move_today

        try:
            change = move_today(self.office, day)
        except Refusal:
            self.office.practise(day)
            said = f"练习模式：今天按{chinese_date(day)}计算"
            change = Change(Topic.CASES | Topic.CALENDAR | Topic.SETTINGS, said=said)
        practise(self._desktop.app, day)
        if self.practice_day is not None:
            self.practice_day.show_day()
        self.shell.refresh_today()
        self.shell.announce(change)
        self.shell.notices.say(change.said)

    # -- the status line --------------------------------------------------------------------------------------

    def ask_health(self) -> None:
        """Look the storage over behind, and say how it stands."""
        from gkcase.services.health import health

        work = partial(health, self.office)
        self.shell.tasks.run(self, work, self._show_health, self.shell.notices.tell, topic="health")

        from gkcase.services.recovery_kept import protection

        how = partial(protection, self.office)
        self.shell.tasks.run(self, how, self._show_seal, self.shell.notices.tell, topic="seal")

    def _show_seal(self, found: Protection | None) -> None:
        """Whether the data is encrypted; as long as no recovery code lies in the safe, it is said at each start."""
        if found is None:
            self.shell.show_seal("", "", sound=True)
            return
        self.shell.show_seal(found.words, found.status.said, sound=found.sound)
        if not found.code_kept and not self._reminded:
            self._reminded = True
            self.shell.notices.note(NO_CODE, ("去打印", lambda: self.shell.go("settings", "store")))

    def _show_health(self, found: services.Health) -> None:
        sound = found.sound and found.backup.sound
        self.shell.show_health(Health(found.storage, sound, found.backup.line, found.published_to))
        if found.amiss and found.amiss != self._amiss:
            self.shell.notices.tell(
                Trouble(found.amiss), ("查看备份", lambda: self.shell.go("settings", "store"))
            )
        self._amiss = found.amiss
        if self.backing is None and found.sound:
            self._back_up()

    def _back_up(self) -> None:
        """From now on copies are made while work goes on."""
        from gkcase.desktop.backing import Backing

        self.backing = Backing(self.office, self.shell)
        self.backing.done.connect(self.ask_health)

    def _react(self, change: object) -> None:
        if not isinstance(change, Change):
            return
        if change.topics & (Topic.SETTINGS | Topic.PEOPLE):
            if (self.office.person is None) is not (self.session is None):
                QTimer.singleShot(0, self, self.changed_ways.emit)
                return
            self._refresh_sign()
        if change.topics & (Topic.SETTINGS | Topic.CALENDAR):
            self.ask_health()
            if self.reminding is not None:
                self.reminding.ask()

    def _refresh_sign(self) -> None:
        from gkcase.services.people import persons

        def show(known: Sequence[Person]) -> None:
            if self._who is not None and len(known) > 1:
                self._who.offer(known, self.office.acting)
            elif self._who is not None:
                self._settle()
            self._known = known
            if self.session is not None:
                self.session.know([one.name for one in known])
            self._sit_down(self.office.person or who_works(known, self.office.acting))

        work = partial(persons, self.office)
        self.shell.tasks.run(self, work, show, self.shell.notices.tell, topic="sign")
