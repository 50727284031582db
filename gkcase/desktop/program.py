"""The program from its start to its end: which database, whose desk, which window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtWidgets import QFileDialog

from gkcase import settings
from gkcase.desktop.app import Desktop
from gkcase.desktop.layout import on_screen
from gkcase.desktop.left_behind import forget_shown
from gkcase.desktop.office_window import OfficeWindow
from gkcase.desktop.putting_by import put_by
from gkcase.desktop.shell import Shell
from gkcase.desktop.sweeping import FIRST_LOOK_MS, Sweeper
from gkcase.desktop.watchdog import Watchdog
from gkcase.domain.errors import Trouble
from gkcase.paths import data_folder
from gkcase.services.first_look import EarlyOffice, FirstLook, first_look
from gkcase.services.values import Person, beijing_today

if TYPE_CHECKING:
    from gkcase.desktop.recode_form import Wish
    from gkcase.desktop.screens.first_start import FirstStart
    from gkcase.desktop.screens.login import LoginScreen
    from gkcase.desktop.screens.opening import OpeningScreen
    from gkcase.desktop.screens.recoding import RecodingScreen
    from gkcase.desktop.screens.unlock import UnlockScreen
    from gkcase.services.desk import Desk
    from gkcase.services.keys import Locked
    from gkcase.services.office import Office

    Window = Shell | FirstStart | OpeningScreen | LoginScreen | UnlockScreen | RecodingScreen

LAST_TIME = "上次程序意外退出，已保存的案件没有受影响；没有保存的内容按草稿恢复。"
PATIENCE_MS, OPEN_AFTER_MS = 400, 30
DATABASES = "数据库 (*.gkdb);;所有文件 (*)"


@dataclass(frozen=True)
class Opened:
    """An open office and who may work in it."""

    office: Office
    persons: tuple[Person, ...]


def open_with_persons(
    database: str, today: date | None, acting: str, find_key: Callable[[], bytes] | None = None
) -> Opened:
    """Open an office, with a key that has to be found first or with the one of this computer; its persons with it."""
    from gkcase.services.office import open_office
    from gkcase.services.people import persons

    clock: Callable[[], date] = beijing_today if today is None else lambda: today
    office = open_office(database, today=clock, acting=acting, key=find_key() if find_key else None)
    try:
        return Opened(office, tuple(persons(office)))
    except BaseException:
        office.close()
        raise


def demo_database() -> Path:
    """The demo township, made when it is first asked for."""
    folder = data_folder() / "demo"
    existing = sorted(folder.glob("*.gkdb"))
    if existing:
        return existing[0]
    from gkcase.services.demo import make_demo

    return make_demo(folder)


class Program(QObject):
    """Leads from one window to the next; one of them is shown at a time."""

    def __init__(
        self,
        desktop: Desktop,
        database: str = "",
        today: date | None = None,
        acting: str = "",
        died: str = "",
    ) -> None:
        super().__init__()
        self.sweeper = Sweeper(self)
        self.watchdog = Watchdog(self)
        self._died = died
        self._news: object = ""
        self.desktop = desktop
        self.office: Office | None = None
        self.window: Window | None = None
        self._wanted, self._today, self._acting = database, today, acting
        self._named, self._chosen = bool(database), bool(acting)
        self._resting: dict[int, OfficeWindow] = {}
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._show_waiting)
        self._first_look = QTimer(self, singleShot=True, interval=FIRST_LOOK_MS)
        self._first_look.timeout.connect(self.sweeper.begin)
        self._first_look.timeout.connect(self.watchdog.begin)
        self._first_look.timeout.connect(self._sweep)
        self._first_look.timeout.connect(partial(desktop.tasks.run, self, forget_shown, bool, bool))

    # -- which database ---------------------------------------------------------------------------------------

    def _sweep(self) -> None:
        """What a killed program has left in temporary folders goes, once the first picture stands."""
        from gkcase.services.rooms import sweep

        self._first_look.timeout.disconnect(self._sweep)
        self.desktop.tasks.run(self, sweep, lambda _: None, self._tell, topic="sweep")

    def start(self) -> None:
        """Open what was named, else what was open last, else ask the three questions."""
        try:
            remembered = settings.load()
        except Trouble as trouble:
            self._failed(trouble)
            return
        database = self._wanted or remembered.database
        if not database and settings.default_database().exists():
            database = str(settings.default_database())
        if database:
            # Whoever worked in another office may be nobody in this one.
            known = remembered.person if database == remembered.database else ""
            self.open(database, self._acting or known, chosen=bool(self._acting))
        else:
            self.ask()

    def open(self, database: str, acting: str = "", *, chosen: bool = False) -> None:
        """Show the desk at once where a look into the file is enough, and open the database behind.

        Where it is not, wait for it; if that takes long, say so meanwhile. `chosen`: it has been said who works,
        and is not only remembered.
        """
        self._wanted, self._acting, self._chosen = database, acting, chosen
        look = first_look(database, self._today, acting)
        if look is not None:
            self._begin_with(look)
            return
        self._patience.start()
        work = partial(open_with_persons, database, self._today, acting)
        self.desktop.tasks.run(self, work, self._opened, self._failed, topic="open")

    def ask(self) -> None:
        """The first start."""
        from gkcase.desktop.screens.first_start import FirstStart

        asking = FirstStart(self.desktop.tasks, settings.default_database().parent)
        asking.ready.connect(self._established)
        asking.demo_wanted.connect(partial(self._make_demo, asking))
        asking.open_wanted.connect(self._choose)
        self._show(asking)

    def _established(self, database: str, person: str) -> None:
        self._open_chosen(database, person)

    def _open_chosen(self, database: str, acting: str = "") -> None:
        """What is chosen here is real and kept, whatever the command line said."""
        self._today, self._named = None, False
        self.open(database, acting, chosen=bool(acting))

    def _make_demo(self, asking: FirstStart | OpeningScreen) -> None:
        asking.setEnabled(False)

        def failed(error: Exception) -> None:
            asking.setEnabled(True)
            asking.notices.tell(error)

        def work(_: object, __: object) -> Path:
            return demo_database()

        def then(path: Path) -> None:
            self._open_chosen(str(path))

        self.desktop.tasks.run_long(self, "正在准备示例数据", work, then, failed)

    def _choose(self) -> None:
        start = str(Path(self._wanted).parent) if self._wanted else str(data_folder())
        chosen, _ = QFileDialog.getOpenFileName(self.window, "打开数据库", start, DATABASES)
        if chosen:
            self._open_chosen(str(Path(chosen)))

    # -- which window -----------------------------------------------------------------------------------------

    def _opening(self) -> OpeningScreen:
        from gkcase.desktop.screens.opening import OpeningScreen

        if isinstance(self.window, OpeningScreen):
            return self.window
        made = OpeningScreen(self.desktop.tasks)
        made.again.connect(self._again)
        made.other_wanted.connect(self._choose)
        made.restored.connect(self._open_chosen)
        made.new_wanted.connect(self.ask)
        made.demo_wanted.connect(partial(self._make_demo, made))
        self._show(made)
        return made

    def _again(self) -> None:
        if self._wanted:
            self.open(self._wanted, self._acting, chosen=self._chosen)
        else:
            self.start()

    def _show_waiting(self) -> None:
        if self.window is None:
            self._opening().show_waiting(self._wanted)

    def _failed(self, error: Exception) -> None:
        self._patience.stop()
        from gkcase.services.keys import Locked

        if isinstance(error, Locked):
            self._ask_key(error)
        else:
            self._opening().show_trouble(error, self._wanted)

    # -- whoever has to prove something first -----------------------------------------------------------------

    def _ask_key(self, locked: Locked) -> None:
        """The key of an encrypted database is not on this computer: a password or the recovery code opens it."""
        from gkcase.desktop.screens.unlock import UnlockScreen, key_for

        asking = UnlockScreen(self.desktop.tasks, locked)

        def unlock(way: str, typed: str, keep: bool) -> None:
            find = partial(key_for, locked.database, way, typed, keep)
            work = partial(open_with_persons, self._wanted, self._today, self._acting, find)
            self.desktop.tasks.run(asking, work, self._opened, asking.failed)

        asking.wanted.connect(unlock)
        asking.other_wanted.connect(self._choose)
        self._show(asking)
        asking.form.begin()

    def _ask_login(self, office: Office, persons: Sequence[Person]) -> None:
        """Persons log in here: nothing of any case is shown before."""
        from gkcase.desktop.screens.login import LoginScreen

        before, self.office = self.office, office
        names = [person.name for person in persons]
        asking = LoginScreen(self.desktop.tasks, office, names, self._acting if self._acting in names else "")
        asking.entered.connect(partial(self._entered, office, persons))
        self._show(asking)
        asking.form.begin()
        if before is not None and before is not office:
            before.close()

    def _entered(self, office: Office, persons: Sequence[Person], person: Person) -> None:
        """To the desk, which for somebody whose window only rests is as it was left."""
        resting = self._resting.get(person.id)
        if resting is None or resting.office is not office:
            self._show_office(office, persons, person=person)
            return
        door = self.window
        assert door is not None  # somebody has entered through it
        self._come_back(resting, person, door.geometry())
        door.close()
        door.deleteLater()

    def _come_back(self, resting: OfficeWindow, person: Person, geometry: QRect) -> None:
        del self._resting[person.id]
        self._acting, self.window = person.name, resting.shell
        resting.shell.notices.install()
        resting.come_back(geometry)
        self._remember()

    def _hand_over(self, made: OfficeWindow, person: Person) -> None:
        """Somebody else has logged in: a desk of one's own; what the other has typed waits out of sight."""
        self._resting[made.person_id] = made
        geometry = made.shell.geometry()
        if again := self._resting.get(person.id):
            self._come_back(again, person, geometry)
        else:
            self._acting, self.window = person.name, None
            self._show_office(made.office, made.known, person=person)
            if self.window is not None:
                self.window.setGeometry(geometry)
        made.rest()  # after the other one stands: without a window the program would end

    def _left(self, made: OfficeWindow) -> None:
        self._acting = made.office.acting
        self._ask_login(made.office, made.known)

    def _begin_with(self, look: FirstLook) -> None:
        self._show_office(look.office, look.persons, look.desk)
        QTimer.singleShot(OPEN_AFTER_MS, self, partial(self._open_behind, look.early))

    def _open_behind(self, early: EarlyOffice) -> None:
        if self.window is not None:  # closed at once: then nothing needs to be opened
            self.desktop.tasks.run(self, early.opened, self._remember, self._failed, topic="open")

    def _opened(self, opened: Opened) -> None:
        self._patience.stop()
        if opened.office.gate.rules.on:
            self._ask_login(opened.office, opened.persons)
            return
        self._show_office(opened.office, opened.persons)
        self._remember()

    def _show_office(
        self,
        office: Office,
        persons: Sequence[Person],
        first: Callable[[str], Desk] | None = None,
        person: Person | None = None,
    ) -> None:
        before, self.office = self.office, office
        leave = None if self._today else self.ask
        made = OfficeWindow(self.desktop, office, persons, leave, chosen=self._chosen)
        made.person_chosen.connect(self._remember)
        made.shell.open_wanted.connect(self._open_chosen)
        made.shell.recode_wanted.connect(partial(self._recode, made))
        made.handed_over.connect(partial(self._hand_over, made))
        made.left.connect(partial(self._left, made))
        made.changed_ways.connect(partial(self._other_ways, made))
        made.restore(self._wanted, first)
        self._show(made.shell)
        if person is not None:
            self._remember()
        if before is not None and before is not office:
            before.close()
            self._rest_no_longer()

    def _other_ways(self, made: OfficeWindow) -> None:
        """The log-in was switched on or off: the window begins anew, where it was."""
        self._rest_no_longer()
        self._show_office(made.office, made.known, person=made.office.person)
        if isinstance(self.window, Shell):
            self.window.go("settings", "people")

    def _recode(self, made: OfficeWindow, wish: Wish) -> None:
        """Encrypt the database, or the other way round: no window may have it open meanwhile."""
        from gkcase.desktop.screens.recoding import RecodingScreen

        if not made.shell.may_close():
            return
        for shell in (made.shell, *(other.shell for other in self._resting.values())):
            put_by(shell)
        office, self.office = made.office, None
        self._acting, self._chosen = office.acting, not office.assumed
        asking = RecodingScreen(self.desktop.tasks, wish)
        asking.done.connect(self._recoded)
        self._show(asking)
        self._rest_no_longer()
        QTimer.singleShot(
            0, asking, partial(asking.begin, office)
        )  # then the windows are gone with their timers

    def _recoded(self, news: object) -> None:
        """One or the other: open it again where one was."""
        self._news = news
        self.open(self._wanted, self._acting, chosen=self._chosen)

    def _tell_news(self, window: Shell) -> None:
        news, self._news = self._news, ""
        window.go("settings", "store")
        if isinstance(news, Exception):
            window.notices.tell(news)
        else:
            window.notices.say(str(news))

    def _rest_no_longer(self) -> None:
        for made in self._resting.values():
            made.shell.deleteLater()
        self._resting = {}

    def _remember(self, _: object = None) -> None:
        """The next start begins here; a day or a database named on the command line is not kept."""
        if self.office is None or self._today is not None or self._named:
            return
        try:
            settings.save(settings.Settings(self._wanted, self.office.acting))
        except Trouble as trouble:
            self._tell(trouble)

    def _tell(self, error: Exception) -> None:
        if self.window is not None:
            self.window.notices.tell(error)

    def _show(self, window: Window) -> None:
        before, self.window = self.window, window
        window.notices.install()
        if not isinstance(window, Shell):
            window.resize(on_screen(window, 1000, 760))
            if before is not None:
                window.setGeometry(before.geometry())
        window.show()
        self._first_look.start()
        if self._died:
            window.notices.note(LAST_TIME, ("查看报告", self._show_last_report))
        if before is not None:
            before.close()
            before.deleteLater()
        if self._news and isinstance(window, Shell):
            self._tell_news(window)

    def _show_last_report(self) -> None:
        """What the run before has left, when it died; it is said until it has been looked at."""
        from gkcase.desktop.crash import ReportDialog

        text, self._died = self._died, ""
        ReportDialog("上次的差错报告", LAST_TIME, text, self.window).show()

    def _last_copy(self, office: Office) -> None:
        """The window is gone; the program goes on until what has changed stands in a proven copy."""
        if isinstance(office, EarlyOffice) and not office.is_open:
            return
        from gkcase.desktop.last_copy import last_copy

        last_copy(office, self.desktop.app)

    def close(self) -> None:
        """End the threads, make the last copy, then let go of the database."""
        self._first_look.stop()
        self.watchdog.end()
        self.desktop.tasks.close()
        if self.office is not None:
            self._last_copy(self.office)
        self.desktop.close()
        self._rest_no_longer()
        if self.window is not None:
            self.window.deleteLater()
            self.window = None
        if self.office is not None:
            self.office.close()
            self.office = None
