"""The whole life of a request by keys and input method alone, counted: no mouse, no call past the event loop (line 31).

A person sees what stands on the screen, so the window may be looked at: where the cursor is, which key an act has, what
is chosen in a list. Whatever changes anything is a key event, or text that an input method has composed.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from unittest.mock import patch

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QWidget

from gkcase.desktop.reply_panel import ReplyPanel
from gkcase.desktop.screens.case import CaseScreen
from gkcase.desktop.screens.intake import SAVED, IntakeScreen
from gkcase.desktop.screens.sending import SendingScreen
from gkcase.desktop.screens.signing import SigningScreen
from gkcase.desktop.shell import Shell
from gkcase.domain.terms import Event, Role, Status
from gkcase.services.office import Office, open_office
from gkcase.services.people import save_person
from gkcase.services.queries import CaseFilter, case_ids
from gkcase.services.reading import dossier
from gkcase.services.signing import signatures_of
from soak.edges import closed_edges
from soak.measured import Measured
from soak.monkey import window_of
from soak.offices import make_office
from soak.walk import settle

E = Event
K = Qt.Key
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
KEY_S = 0.28
"""A practised typist, one key (Card, Moran and Newell, keystroke-level model)."""

MOST_S = 45.0
PATIENCE_S = 15.0
MOST_TABS = 80


def focused() -> QWidget:
    """Where the keys go."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


class Typist:
    """Presses keys and counts them; a word of Chinese is two keys of pinyin a character and one to choose."""

    def __init__(self) -> None:
        self.keys = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """One key, or a chord."""
        self.keys += 1 if modifier is NONE else 2
        QTest.keyClick(QApplication.activePopupWidget() or focused(), key, modifier)

    def chord(self, keys: str) -> None:
        """A chord as it stands in the tip of a button."""
        self.keys += len(keys.split("+"))
        QTest.keySequence(focused(), keys)

    def write(self, text: str) -> None:
        """Type ASCII, or commit Chinese as an input method does."""
        if text.isascii():
            self.keys += len(text)
            QTest.keyClicks(focused(), text)
            return
        self.keys += 2 * len(text) + 1
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(focused(), event)

    def tab_to(self, wanted: QWidget) -> None:
        """Tab until the cursor stands in a field."""
        for _ in range(MOST_TABS):
            if wanted is focused() or wanted.isAncestorOf(focused()):
                return
            self.press(K.Key_Tab)
        raise AssertionError(f"Tab does not come to {wanted.accessibleName() or wanted.objectName()}")


def register(typist: Typist, screen: IntakeScreen, day: date) -> None:
    """Fill the form that has come up and save it."""
    typist.press(K.Key_Space)  # 当面, with which the form begins
    typist.tab_to(screen.fields.editors["arrival"])
    typist.write(day.isoformat())
    typist.press(K.Key_A, ALT)
    typist.write("林某")
    for name, text in (("applicant.id_number", "999999199003070039"), ("applicant.phone", "13900001234")):
        typist.tab_to(screen.fields.editors[name])
        typist.write(text)
    typist.press(K.Key_W, ALT)
    typist.write("东湾村六组集体土地征收补偿款发放明细")
    typist.press(K.Key_Return, CTRL)


@dataclass
class Life:
    """One request, and the window before which three persons sit in turn."""

    shell: Shell
    office: Office
    days: list[date]
    typist: Typist = field(default_factory=Typist)
    counted: list[tuple[str, int]] = field(default_factory=list)
    _before: int = 0

    def live(self) -> None:
        """From 新登记 to the archive."""
        for name, part in (
            ("registered", self.register), ("corrected", self.correct), ("searched", self.search),
            ("consulted", self.consult), ("extended", self.extend), ("replied", self.reply),
            ("signed", self.sign), ("sent", self.send), ("served", self.serve), ("archived", self.archive),
        ):  # fmt: skip
            part()
            self.counted.append((name, self.typist.keys - self._before))
            self._before = self.typist.keys

    # -- what is seen -----------------------------------------------------------------------------------------

    def until(self, seen: Callable[[], object], what: str) -> None:
        """Wait as somebody does who looks at the screen."""
        end = time.monotonic() + PATIENCE_S
        settle(self.shell, 5)
        while not seen():
            if time.monotonic() > end:
                raise AssertionError(
                    f"{what}: waited in vain; cursor in {focused().accessibleName()}; {self.told}"
                )
            QTest.qWait(5)
        settle(self.shell, 20)

    @property
    def told(self) -> str:
        """What the open panel says against it."""
        panel = self.case.panels.open_one if "case" in self.shell._built else None
        return panel.form.error_label.text() if panel is not None else ""

    @property
    def case(self) -> CaseScreen:
        """The window of the case."""
        page = self.shell.page("case")
        assert isinstance(page, CaseScreen)
        return page

    @property
    def status(self) -> Status:
        """Where the case stands in the book."""
        [case_id] = case_ids(self.office, CaseFilter())
        return dossier(self.office, case_id).status

    def recorded(self, event: Event) -> bool:
        """Whether it stands in the book."""
        [case_id] = case_ids(self.office, CaseFilter())
        return any(line.entry.event is event for line in dossier(self.office, case_id).journal)

    # -- acts -------------------------------------------------------------------------------------------------

    def act(self, event: Event, **facts: str) -> None:
        """The key of an act, its fields, Ctrl+Enter."""
        self.until(lambda: event in self.case.act_bar.buttons or self._in_more(event), event.label)
        self._choose(event)
        self.until(lambda: self.case.panels.open_one is not None, f"panel of {event.label}")
        self.fill(**facts)
        self.typist.press(K.Key_Return, CTRL)
        self.until(lambda: self.recorded(event), f"{event.label} recorded")

    def _in_more(self, event: Event) -> bool:
        return any(event.label in action.text() for action in self._more().actions())

    def _more(self) -> QMenu:
        menu = self.case.act_bar.buttons["more"].menu()
        assert isinstance(menu, QMenu)
        return menu

    def _choose(self, event: Event) -> None:
        made = self.case.act_bar.buttons.get(event)
        if made is not None:
            self.typist.chord(made.shortcut().toString())
            return
        self.typist.chord(self.case.act_bar.buttons["more"].shortcut().toString())
        self.choose_in_menu(event.label)

    def choose_in_menu(self, words: str) -> None:
        """Down to an entry of the menu that has come up, Enter."""
        self.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), f"menu with {words}")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        for _ in menu.actions():
            at = menu.activeAction()
            if at is not None and words in at.text():
                break
            self.typist.press(K.Key_Down)
        self.typist.press(K.Key_Return)

    def fill(self, **facts: str) -> None:
        """Tab to each field of the panel and write, or choose by arrows."""
        panel = self.case.panels.open_one
        assert panel is not None
        for name, value in facts.items():
            editor = panel.form.fact_form.editor(name)
            self.until(editor.isVisible, name)
            self.typist.tab_to(editor)
            if isinstance(editor, QComboBox):
                self.arrow_to(editor, value)
            else:
                self.typist.press(K.Key_A, CTRL)
                self.typist.write(value)

    def arrow_to(self, combo: QComboBox, value: str) -> None:
        """Down, or up, to what is wanted."""
        way = K.Key_Down if combo.findData(value) > combo.currentIndex() else K.Key_Up
        while combo.currentData() != value:
            self.typist.press(way)

    # -- the life ---------------------------------------------------------------------------------------------

    def register(self) -> None:
        """新登记."""
        self.shell.activateWindow()
        self.typist.press(K.Key_N, CTRL)
        screen = self.shell.page("intake")
        assert isinstance(screen, IntakeScreen)
        self.until(lambda: screen.is_ready, "form")
        register(self.typist, screen, self.days[0])
        self.until(lambda: screen.state_stack.currentIndex() == SAVED, "saved")

    def correct(self) -> None:
        """补正."""
        self.typist.press(K.Key_O, ALT)
        self.until(lambda: self.case.view is not None, "case")
        self.days[0] = date(2026, 6, 17)
        self.act(E.CORRECTION_REQUESTED, guidance="请写明要纸质还是电子的")
        self.days[0] = date(2026, 6, 24)
        self.act(E.CORRECTION_RECEIVED)

    def search(self) -> None:
        """检索."""
        self.act(E.SEARCHED, places="档案室", method="按名称检索", outcome="检得1份，涉及第三方")

    def consult(self) -> None:
        """征求第三方意见."""
        self.act(E.CONSULTATION_SENT, to="third_party", name="张云桥")
        self.days[0] = date(2026, 6, 26)
        self.act(E.CONSULTATION_DELIVERED)
        self.days[0] = date(2026, 7, 1)
        self.act(E.CONSULTATION_ANSWERED, opinion="consent")

    def extend(self) -> None:
        """延期."""
        self.act(E.EXTENDED, reason="涉及多个年度")

    def reply(self) -> None:
        """答复: the answers of the decision aid, the facts, a look, 送审."""
        self.act(E.SECRECY_REVIEWED, reviewer="赵某", outcome="不涉及国家秘密，可以公开")
        self.until(lambda: "write" in self.case.act_bar.buttons, "写答复书")
        self.typist.chord(self.case.act_bar.buttons["write"].shortcut().toString())
        if isinstance(QApplication.activePopupWidget(), QMenu):
            self.choose_in_menu("答复")
        self.until(lambda: isinstance(self.case.panels.open_one, ReplyPanel), "path of the reply")
        path = self.case.panels.open_one
        assert isinstance(path, ReplyPanel)
        self._decide(path)
        self._on(path)
        self.fill(documents="征地补偿款发放表，共3页", form="纸质", way="邮寄")
        self._on(path)
        self._on(path)
        self.typist.press(K.Key_Return, CTRL)
        self.until(lambda: self.recorded(E.SUBMITTED), "送审")

    def _decide(self, path: ReplyPanel) -> None:
        page = path.result_page
        if not page.aid.isVisible():
            self.typist.tab_to(page.aid_button)
            self.typist.press(K.Key_Space)
            self.until(page.aid.isVisible, "decision aid")
        self.typist.tab_to(page.aid)
        for number in WHOLLY_OPEN:
            self.typist.press(K(K.Key_0 + number))
            settle(self.shell, 20)
        assert page.code == "R2", page.aid.answers

    def _on(self, path: ReplyPanel) -> None:
        at = path.at
        self.typist.press(K.Key_Return, CTRL)
        self.until(lambda: path.at == at + 1, f"step {at + 1} of the reply")

    def sign(self) -> None:
        """审签 by two persons."""
        for person, after in (("钱某", Status.UNDER_REVIEW), ("赵某", Status.APPROVED)):
            self.sit_down(person)
            self.typist.press(K.Key_4, CTRL)
            screen = self.shell.page("signing")
            assert isinstance(screen, SigningScreen)
            self.until(lambda screen=screen: screen.reading is not None, f"{person} reads")  # type: ignore[misc]
            count = len(self.signed())
            self.typist.press(K.Key_Return, CTRL)
            self.until(lambda count=count: len(self.signed()) > count, f"{person} signs")  # type: ignore[misc]
            assert self.status is after
        self.sit_down("李某")

    def signed(self) -> list[str]:
        """Who has signed."""
        [case_id] = case_ids(self.office, CaseFilter())
        return [one.who for one in signatures_of(dossier(self.office, case_id))]

    def sit_down(self, person: str) -> None:
        """换人, by the corner."""
        self.typist.tab_to(self.shell.person_button)
        self.typist.press(K.Key_Space)
        self.choose_in_menu(person)
        self.until(lambda: self.office.acting == person, person)

    def send(self) -> None:
        """送达: the letter is handed in at the post office."""
        self.days[0] = date(2026, 7, 2)
        self.typist.press(K.Key_5, CTRL)
        screen = self.shell.page("sending")
        assert isinstance(screen, SendingScreen)
        self.until(lambda: screen.list.current() is not None, "letter to send")
        self.typist.tab_to(screen.sending_view)
        self.typist.press(K.Key_Return)
        self.until(screen.panel.isVisible, "panel of 送出")
        editor = screen.panel.form.fact_form.editor("tracking_number")
        self.typist.tab_to(editor)
        self.typist.write("EB260702001CN")
        self.typist.press(K.Key_Return, CTRL)
        self.until(lambda: self.recorded(E.REPLIED), "送出")

    def serve(self) -> None:
        """签收."""
        self.days[0] = date(2026, 7, 6)
        self.typist.press(K.Key_Left, ALT)
        for _ in range(6):
            if self.shell.here is not None and self.shell.here.key == "case":
                break
            self.typist.press(K.Key_Left, ALT)
            settle(self.shell, 20)
        self.typist.press(K.Key_F5)
        self.act(E.SERVED, proof="EMS签收记录")

    def archive(self) -> None:
        """归档."""
        self.days[0] = date(2027, 3, 1)
        self.typist.press(K.Key_F5)
        settle(self.shell, 50)
        self.until(lambda: E.ARCHIVED in self.case.act_bar.buttons, "归档")
        self._choose(E.ARCHIVED)
        self.until(lambda: self.case.panels.open_one is not None, "panel of 归档")
        self.typist.press(K.Key_Return, CTRL)
        self.until(lambda: self.told, "what the file lacks")
        self.typist.write("材料都在纸质案卷里")  # the cursor stands in the reason that is asked for
        self.typist.press(K.Key_Return, CTRL)
        self.until(lambda: self.recorded(E.ARCHIVED), "归档 recorded")


WHOLLY_OPEN = (1, 1, 1, 1, 1)
"""What the decision aid is told: government information, asked for once, clear, held, to be opened."""


@contextmanager
def office_window(folder: Path) -> Iterator[tuple[Shell, Office, list[date]]]:
    """A new office of three persons, and its window."""
    days = [date(2026, 6, 15)]
    database = folder / "office.gkdb"
    made = make_office(database)
    save_person(made, "钱某", roles=[Role.REVIEWER])
    save_person(made, "赵某", roles=[Role.HEAD])
    made.close()
    opened = partial(open_office, today=lambda: days[0], acting="李某")
    with (
        patch("soak.monkey.open_office", opened),
        closed_edges(folder, Random(0)),
        window_of(database, folder) as (_, shell, office),
    ):
        shell.resize(1440, 900)
        shell.activateWindow()
        settle(shell, 50)
        yield shell, office, days


def run(quick: bool) -> list[Measured]:
    """Line 31."""
    with tempfile.TemporaryDirectory() as home, office_window(Path(home)) as (shell, office, days):
        life = Life(shell, office, days)
        life.live()
        archived = life.status is Status.ARCHIVED
    for name, keys in life.counted:
        print(f"  {name}: {keys} keys", flush=True)
    registering, whole = life.counted[0][1] * KEY_S, life.typist.keys
    figure = f"registering {registering:.1f} s, the whole life {whole} keys, {whole * KEY_S:.0f} s"
    ok = archived and registering <= MOST_S
    return [
        Measured(31, "a case from receipt to archive by keys", figure, f"registering ≤ {MOST_S:.0f} s", ok)
    ]
