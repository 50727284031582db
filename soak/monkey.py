"""Somebody who knows nothing of the program presses everything: ten minutes for each of eight seeds (scorecard 30).

Each step comes as an event of its own from the event loop, so that a menu or a dialog that runs a loop inside is
pressed like everything else. What happens is decided by the seed alone, except how fast the program answers.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from random import Random

import shiboken6
from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from sqlalchemy import select

import gkcase
from gkcase.desktop.app import Desktop, make_desktop
from gkcase.desktop.crash import CrashDialog, report
from gkcase.desktop.office_window import OfficeWindow
from gkcase.desktop.pages_list import SCREENS
from gkcase.desktop.shell import Shell
from gkcase.desktop.sweeping import Sweeper
from gkcase.services.checking import check_office
from gkcase.services.office import Office, open_office
from gkcase.services.people import persons
from gkcase.storage.tables import Case
from soak.edges import closed_edges
from soak.measured import Measured
from soak.walk import settle

SEEDS = range(1, 9)
SEED = "GKCASE_MONKEY_SEED"
"""Set to repeat one seed."""

MINUTES = 10
MOST_GROWTH_MB = 20.0
AT_ONCE = 4
"""So many presses come before the program gets round to drawing: nobody waits for it."""

WIDEST = 1900
"""Pixels: so wide is a window made at most."""

PATIENCE_S = 5.0
"""A dialog that is still there after so long, though it was asked to close, is in the way."""

WORDS = [
    "中文", "云溪镇", "二〇二六年十二月一日", "2026-12-31", "+20工作日", "𠮷野家𰻞", "张·买买提", "999999199003070039",
    "13800001111",
    "=1+1", "'; DROP TABLE cases;--", "\u202e倒", "a\tb", "x" * 500, "一" * 3000, "-1", "0", "99999999999",
    "\ufffe", "\x0b", "👨‍👩‍👧", "〔2026〕1号", " ", "",
]  # fmt: skip
KEYS = [
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Backspace,
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F5,
    Qt.Key.Key_Menu, Qt.Key.Key_F10, *(Qt.Key(ord(letter)) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
]  # fmt: skip
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@dataclass
class Monkey:
    """Presses everything in the windows of one program. `faults` are reports of what went wrong."""

    shell: Shell
    seed: int
    faults: Counter[str] = field(default_factory=Counter)
    in_the_way: Counter[str] = field(default_factory=Counter)
    events: int = 0
    trace: list[str] = field(default_factory=list)
    _seen: dict[QWidget, float] = field(default_factory=dict)
    _stopped: bool = False

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self._acts: list[tuple[Callable[[QWidget], None], int]] = [
            (self._click, 30), (self._key, 22), (self._chord, 14), (self._type, 8), (self._compose, 6),
            (self._paste, 4), (self._wheel, 4), (self._go, 5), (self._resize, 1), (self._confirm, 5), (self._double, 3),
        ]  # fmt: skip

    def run(self, seconds: float) -> float:
        """Press for so long; events per second."""
        began = time.monotonic()
        loop = QEventLoop()
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        self._later()
        loop.exec()
        self._stopped = True
        return self.events / (time.monotonic() - began)

    def heard(self, kind: type[BaseException], error: BaseException, trace: object) -> None:
        """An error that nobody has caught."""
        self.faults[report(error)] += 1
        if self.faults[report(error)] == 1:
            sys.__excepthook__(kind, error, error.__traceback__)
            print(f"after: {self.trace[-12:]}", flush=True)

    def _later(self) -> None:
        QTimer.singleShot(0, self.shell, self._step)

    def _step(self) -> None:
        if self._stopped:
            return
        self._later()  # asked for before anything is pressed: that may open a loop of its own
        self._look_at_dialogs()
        if not self.shell.isVisible():
            self.shell.show()
        for _ in range(AT_ONCE):
            self._press(self._window())

    def _press(self, window: QWidget) -> None:
        act = self.chance.choices([one for one, _ in self._acts], [often for _, often in self._acts])[0]
        self.events += 1
        self.trace = [*self.trace[-20:], act.__name__]
        act(window)

    # -- where ------------------------------------------------------------------------------------------------

    def _window(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup
        shown = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.isEnabled()]
        modal = QApplication.activeModalWidget()
        return modal or self.chance.choice(sorted(shown, key=lambda w: w is self.shell)[-3:] or [self.shell])

    def _target(self, window: QWidget) -> QWidget:
        return window.childAt(self._spot(window)) or window

    def _focused(self, window: QWidget) -> QWidget:
        return QApplication.focusWidget() or window.focusWidget() or window

    # -- what -------------------------------------------------------------------------------------------------

    def _click(self, window: QWidget) -> None:
        target = self._target(window)
        self.trace.append(f"{type(target).__name__} {target.objectName()} {target.accessibleName()}")
        button = Qt.MouseButton.RightButton if self.chance.random() < 0.1 else Qt.MouseButton.LeftButton
        QTest.mouseClick(
            target, button, self.chance.choice([NONE, NONE, NONE, CTRL, SHIFT]), self._spot(target)
        )

    def _double(self, window: QWidget) -> None:
        target = self._target(window)
        QTest.mouseDClick(target, Qt.MouseButton.LeftButton, NONE, self._spot(target))

    def _spot(self, target: QWidget) -> QPoint:
        width, height = max(1, target.width()), max(1, target.height())
        return QPoint(self.chance.randrange(width), self.chance.randrange(height))

    def _key(self, window: QWidget) -> None:
        QTest.keyClick(self._focused(window), self.chance.choice(KEYS[:20]))

    def _chord(self, window: QWidget) -> None:
        modifier = self.chance.choice([CTRL, CTRL, ALT, ALT, SHIFT, CTRL | SHIFT])
        QTest.keyClick(self._focused(window), self.chance.choice(KEYS), modifier)

    def _confirm(self, window: QWidget) -> None:
        QTest.keyClick(self._focused(window), Qt.Key.Key_Return, CTRL)

    def _type(self, window: QWidget) -> None:
        """Characters of any kind: QTest itself ends the process at one that is not ASCII."""
        for letter in self.chance.choice(WORDS)[:12]:
            focused = self._focused(window)
            for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
                QApplication.postEvent(focused, QKeyEvent(kind, 0, NONE, letter))

    def _compose(self, window: QWidget) -> None:
        """As an input method does: a few tries, then perhaps the word."""
        target = self._focused(window)
        for tried in ("z", "zh", "zhong'guo"):
            QApplication.postEvent(target, QInputMethodEvent(tried, []))
        done = QInputMethodEvent()
        if self.chance.random() < 0.8:
            done.setCommitString(self.chance.choice(WORDS))
        QApplication.postEvent(target, done)

    def _paste(self, window: QWidget) -> None:
        QGuiApplication.clipboard().setText("\n".join(self.chance.choices(WORDS, k=3)))
        QTest.keyClick(self._focused(window), Qt.Key.Key_V, CTRL)

    def _wheel(self, window: QWidget) -> None:
        target = self._target(window)
        spot = QPointF(self._spot(target))
        turned = QPoint(0, self.chance.choice([-360, -120, 120, 360]))
        event = QWheelEvent(
            spot, target.mapToGlobal(spot), QPoint(), turned, Qt.MouseButton.NoButton,
            self.chance.choice([NONE, CTRL]), Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(target, event)

    def _go(self, window: QWidget) -> None:
        key = self.chance.choice([*SCREENS, "case", "case", "intake"])
        subject = self.chance.randrange(1, 30) if key == "case" else None
        self.shell.go(key, subject)

    def _resize(self, window: QWidget) -> None:
        window.resize(self.chance.randrange(300, WIDEST), self.chance.randrange(300, 1100))

    # -- what must hold ---------------------------------------------------------------------------------------

    def _look_at_dialogs(self) -> None:
        """A dialog is closed after a while; one that does not go is in the way."""
        now = time.monotonic()
        shown = [
            w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog | QMenu) and w.isVisible()
        ]
        self._seen = {w: self._seen.get(w, now) for w in shown}
        for dialog, since in self._seen.items():
            if isinstance(dialog, CrashDialog):
                self.faults[dialog.text] += 1
            if now - since > PATIENCE_S + 2:
                self.in_the_way[f"{type(dialog).__name__} {dialog.windowTitle()}"] += 1
            if now - since > PATIENCE_S / 2 or isinstance(dialog, CrashDialog):
                dialog.close()


@contextmanager
def window_of(database: Path, folder: Path) -> Iterator[tuple[Desktop, Shell, Office]]:
    """The window of an office as the program makes it."""
    desktop = make_desktop(folder / "window.ini")
    office = open_office(database)
    made = OfficeWindow(desktop, office, persons(office), None)
    made.restore(str(database))
    made.shell.show()
    sweeper = Sweeper(made.shell)
    sweeper.begin()
    try:
        yield desktop, made.shell, office
    finally:
        desktop.close()
        made.shell.close()
        shiboken6.delete(made.shell)
        office.close()
        gc.enable()


def gaps(office: Office) -> list[str]:
    """Numbers that are missing or there twice."""
    with office.reading() as session:
        rows = session.execute(select(Case.kind, Case.year, Case.serial).where(~Case.imported)).all()
    series: dict[tuple[object, int], list[int]] = {}
    for kind, year, serial in rows:
        series.setdefault((kind, year), []).append(serial)
    wrong = {of: found for of, found in series.items() if sorted(found) != list(range(1, len(found) + 1))}
    return [f"{of}: {sorted(found)}" for of, found in wrong.items()]


def too_wide(shell: Shell) -> list[str]:
    """No page may want more room than a screen has, whatever was typed into it: the window would have to grow."""
    pages = {key: shell.page(key).minimumSizeHint().width() for key in SCREENS}
    return [f"{key} wants {width} px" for key, width in pages.items() if width > WIDEST]


def memory_mb() -> float:
    """What the process holds, 0 where the system does not tell.

    The allocator of glibc keeps what was freed for the next time; it is made to give that back first.
    """
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if give_back:
        give_back(0)
    statm = Path("/proc/self/statm")
    return int(statm.read_text("ascii").split()[1]) * 4096 / 2**20 if statm.exists() else 0.0


def put_away(shell: Shell) -> None:
    """Close everything and go to the desk, so that what is held then can be compared with another time."""
    for window in QApplication.topLevelWidgets():
        if window is not shell:
            window.close()
    shell.go("desk")
    settle(shell, 500)
    gc.collect()


def load_everything() -> None:
    """What is loaded once, by whoever comes to it first, is no growth."""
    for module in walk_packages(gkcase.__path__, "gkcase."):
        if not module.name.endswith("__main__") and ".migrations." not in module.name:
            import_module(module.name)


def seeds(quick: bool) -> list[int]:
    """Those that are run: the one asked for, else one or all of them."""
    asked = os.environ.get(SEED, "")
    return [int(asked)] if asked else list(SEEDS[:1] if quick else SEEDS)


@dataclass(frozen=True)
class Outcome:
    """What one seed has come to."""

    seed: int
    rate: float
    faults: Counter[str]
    in_the_way: Counter[str]
    wrong: list[str]
    growth: float

    @property
    def errors(self) -> int:
        """Everything that must not be."""
        return self.faults.total() + self.in_the_way.total() + len(self.wrong)


def press(database: Path, folder: Path, seed: int, seconds: float) -> Outcome:
    """One seed on the office of a database, which it changes."""
    with closed_edges(folder, Random(seed)), window_of(database, folder) as (_, shell, office):
        load_everything()
        monkey = Monkey(shell, seed)
        sys.excepthook = monkey.heard
        for key in SCREENS:
            shell.go(key)
        first = monkey.run(seconds / 2)  # by then everything has been made that is made once
        put_away(shell)
        warm = memory_mb()
        again = Monkey(shell, seed + 1000, monkey.faults, monkey.in_the_way)
        sys.excepthook = again.heard
        rate = (first + again.run(seconds / 2)) / 2
        put_away(shell)
        growth = memory_mb() - warm
        wrong = [f"{one.case} {one.what}" for one in check_office(office).findings] + gaps(office)
        wrong += too_wide(shell)
    return Outcome(seed, rate, again.faults, again.in_the_way, wrong, growth)


def run(quick: bool) -> list[Measured]:
    """Line 30, from the checkout."""
    from gkcase.services.demo import make_demo

    outcomes = []
    with tempfile.TemporaryDirectory() as home:
        for seed in seeds(quick):
            folder = Path(home) / str(seed)
            outcome = press(make_demo(folder), folder, seed, 10 if quick else MINUTES * 60)
            told = f"{outcome.rate:.0f} events/s, {outcome.errors} errors, {outcome.growth:+.1f} MB"
            print(f"seed {seed}: {told}", *outcome.in_the_way, *outcome.wrong, sep="\n  ", flush=True)
            outcomes.append(outcome)
    errors, growth = sum(one.errors for one in outcomes), max(one.growth for one in outcomes)
    figure = f"{errors} errors, at most {growth:+.1f} MB in {len(outcomes)} seeds"
    ok = not errors and growth <= MOST_GROWTH_MB
    return [Measured(30, "monkey run from the checkout", figure, f"0 errors, ≤ {MOST_GROWTH_MB:.0f} MB", ok)]
