"""Goes to everything that the program can show: every page, section, tab, form of an act, window and list of choices.

Each sight is a name and the window that shows it. A class of a screen, a panel or a dialog that no walk comes to is
told by `unseen`, so that a new one cannot be left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

import gkcase.desktop
from gkcase.desktop.act_panel import ActPanel
from gkcase.desktop.app import Desktop
from gkcase.desktop.clock_window import ClockWindow
from gkcase.desktop.crash import CrashDialog, ReportDialog
from gkcase.desktop.dialogs import Dialog
from gkcase.desktop.door import Door
from gkcase.desktop.duty_panel import SPANS
from gkcase.desktop.pages_list import SCREENS
from gkcase.desktop.password_window import PasswordWindow
from gkcase.desktop.phrase_menu import PhraseButton
from gkcase.desktop.recode_form import Wish
from gkcase.desktop.screen import Screen
from gkcase.desktop.screens.archive import ArchiveScreen
from gkcase.desktop.screens.board import BoardScreen
from gkcase.desktop.screens.calendar import IMPORT, CalendarScreen
from gkcase.desktop.screens.case import CaseScreen
from gkcase.desktop.screens.cases import CasesScreen
from gkcase.desktop.screens.first_start import FirstStart
from gkcase.desktop.screens.intake import IntakeScreen
from gkcase.desktop.screens.intake_beside import Comparison
from gkcase.desktop.screens.login import LoginScreen
from gkcase.desktop.screens.opening import OpeningScreen
from gkcase.desktop.screens.recoding import RecodingScreen
from gkcase.desktop.screens.registers import RegistersScreen
from gkcase.desktop.screens.report import ReportScreen
from gkcase.desktop.screens.sending import SendingScreen
from gkcase.desktop.screens.settings import SECTIONS
from gkcase.desktop.screens.unlock import UnlockScreen
from gkcase.desktop.settings_section import FormSection, Section
from gkcase.desktop.shell import Shell
from gkcase.desktop.side_panel import SidePanel
from gkcase.domain.errors import Trouble
from gkcase.domain.terms import Channel, LetterKind, Status
from gkcase.services.earlier import Earlier
from gkcase.services.keys import Locked
from gkcase.services.office import Office
from gkcase.services.queries import counts
from gkcase.services.values import ANSWER

Sight = tuple[str, QWidget]
KINDS = (Screen, Dialog, SidePanel, Door)
COMMON = (Screen, Dialog, SidePanel, Door, ActPanel, Section, FormSection)
"""What others are made of: never shown themselves."""

PATIENCE_S = 20.0


def settle(shell: Shell, pause_ms: int = 0) -> None:
    """Until nothing is being read any more."""
    until = time.monotonic() + PATIENCE_S
    QTest.qWait(pause_ms)
    while shell.tasks._waiting and time.monotonic() < until:
        QTest.qWait(2)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()


def classes() -> set[type[QWidget]]:
    """Every screen, panel and dialog that the program has."""
    for module in walk_packages(gkcase.desktop.__path__, "gkcase.desktop."):
        import_module(module.name)
    found: set[type[QWidget]] = set()
    waiting: list[type[QWidget]] = list(KINDS)
    while waiting:
        kind = waiting.pop()
        waiting += [one for one in kind.__subclasses__() if one.__module__.startswith("gkcase.")]
        found.add(kind)
    return found - set(COMMON)


class Walk(QObject):
    """A walk through the windows of one office. `every`: every act and letter of every case, not one of a kind.

    `cases` are those that are gone to, all of them where none are named.
    """

    def __init__(
        self, desktop: Desktop, shell: Shell, office: Office, *, every: bool, cases: Sequence[int] = ()
    ) -> None:
        super().__init__()
        self._ids = cases
        self._desktop, self._shell, self._office, self._every = desktop, shell, office, every
        self.seen: set[type[QWidget]] = set()
        self._acts: set[object] = set()

    def sights(self) -> Iterator[Sight]:
        """Everything, one after the other; what a sight opened is closed again before the next."""
        for part in self.parts:
            for name, window in part():
                self._mark(window)
                yield name, window

    @property
    def parts(self) -> tuple[Callable[[], Iterator[Sight]], ...]:
        """What `sights` goes through."""
        return (
            self._pages, self._sections, self._cases, self._lists, self._calendar, self._report, self._intake,
            self._boards, self._windows, self._beginnings,
        )  # fmt: skip

    @property
    def unseen(self) -> list[str]:
        """Classes that this walk has not come to."""
        return sorted(kind.__name__ for kind in classes() - self.seen)

    def _mark(self, window: QWidget) -> None:
        shown = [window, *(one for one in window.findChildren(QWidget) if one.isVisibleTo(window))]
        self.seen |= {type(one) for one in shown if isinstance(one, KINDS)}

    def _at(self, name: str, pause_ms: int = 0) -> Sight:
        settle(self._shell, pause_ms)
        return name, self._shell

    def _page(self, key: str, subject: object = None) -> QWidget:
        self._shell.go(key, subject)
        settle(self._shell)
        return self._shell.page(key)

    # -- pages ------------------------------------------------------------------------------------------------

    def _pages(self) -> Iterator[Sight]:
        for key in SCREENS:
            if key not in ("case", "together"):
                self._page(key)
                yield self._at(key)
        self._page("together", (ANSWER, (1, 2)))
        yield self._at("together")

    def _sections(self) -> Iterator[Sight]:
        for key in SECTIONS:
            self._page("settings", key)
            yield self._at(f"settings {key}")

    # -- cases ------------------------------------------------------------------------------------------------

    def _cases(self) -> Iterator[Sight]:
        statuses: set[object] = set()
        for case_id in self._ids or range(1, counts(self._office).all + 1):
            screen = self._page("case", case_id)
            assert isinstance(screen, CaseScreen)
            assert screen.view is not None
            status = screen.view.file.status, screen.view.file.kind
            if status not in statuses or self._every:
                statuses.add(status)
                yield from self._tabs(screen, first=len(statuses) == 1)
                yield from self._acts_of(screen)

    def _tabs(self, screen: CaseScreen, *, first: bool) -> Iterator[Sight]:
        assert screen.view is not None
        for place in range(screen.tabs.count()) if first or self._every else (0,):
            screen.tabs.setCurrentIndex(place)
            yield self._at(f"case {screen.view.file.id} {screen.tabs.tabText(place)}")

    def _acts_of(self, screen: CaseScreen) -> Iterator[Sight]:
        view, panels = screen.view, screen.panels
        assert view is not None
        acts: list[tuple[object, Callable[[], object]]] = [
            (event, lambda event=event: panels.step(view, event))  # type: ignore[misc]
            for event, step in view.steps.items()
            if not step.refusal
        ]
        if not self._every:
            acts = acts[:1]
        letters = list(LetterKind) if self._every else [LetterKind.CORRECTION_NOTICE]
        if view.file.status.label == "办理中":
            acts += [
                (kind, lambda kind=kind: panels.letter(view, kind))  # type: ignore[misc]
                for kind in letters
                if kind is not LetterKind.REPLY
            ]
        acts += [("更正登记", lambda: panels.amend(view)), ("作废", lambda: panels.void(view, 1))]
        for act, open_panel in acts:
            if act not in self._acts:
                self._acts.add(act)
                open_panel()
                yield self._at(f"case {view.file.id} {getattr(act, 'label', act)}", 20)
        if view.file.status.label == "办理中" and "reply" not in self._acts:
            self._acts.add("reply")
            yield from self._reply(screen)
        panels.close()

    def _reply(self, screen: CaseScreen) -> Iterator[Sight]:
        screen.write(LetterKind.REPLY)
        path = screen.panels.reply_panel
        yield self._at("reply result", 20)
        combo = path.result_page.combo
        combo.setCurrentIndex(combo.findData("R2"))
        for _ in range(3):
            at = path.at
            path.confirm()
            settle(self._shell, 60)
            if path.at == at:
                break
            yield self._at(f"reply {path.at}")
            if buttons := [one for one in path.findChildren(PhraseButton) if one.isVisible()]:
                aid = buttons[0]
                yield from self._window_of(partial(aid._phrases.edit, aid._result, aid._spec), "phrases")

    # -- lists and their panels -------------------------------------------------------------------------------

    def _lists(self) -> Iterator[Sight]:
        cases = self._page("cases")
        assert isinstance(cases, CasesScreen)
        cases.filters.filter_button.setChecked(True)
        yield self._at("cases filter")
        cases.filters.filter_button.setChecked(False)
        cases.case_view.selectRow(0)
        yield from self._window_of(cases.acts.find_similar, "similar cases")
        yield from self._window_of(lambda: cases.filters._open_window(""), "kept filter")
        registers = self._page("registers")
        assert isinstance(registers, RegistersScreen)
        registers.filter_button.setChecked(True)
        yield self._at("register filter")
        registers.filter_button.setChecked(False)
        yield from self._sending()
        yield from self._archive()

    def _sending(self) -> Iterator[Sight]:
        screen = self._page("sending")
        assert isinstance(screen, SendingScreen)
        for chip in screen.chips._chips.values():
            chip.click()
            settle(self._shell, 150)
            screen.sending_view.selectAll()
            settle(self._shell)
            for act, button in screen._acts.items():
                if button.isEnabled() and (self._every or act not in self._acts):
                    self._acts.add(act)
                    screen.do(act)
                    yield self._at(f"sending {chip.text()} {button.text()}", 20)
                    screen.panel.leave()

    def _archive(self) -> Iterator[Sight]:
        screen = self._page("archive")
        assert isinstance(screen, ArchiveScreen)
        for chip in screen.chips.values():
            chip.click()
            settle(self._shell, 20)
            screen.file_view.selectRow(0)
            yield self._at(f"archive {chip.text()}", 20)
            for act in screen.shown.acts:
                screen.open_panel(act)
                if not screen.panel_frame.isHidden():
                    yield self._at(f"archive {chip.text()} {act.event.label}", 20)
                    screen.close_panel()
                if not self._every:
                    break
            if (
                screen.chosen() and "erase" not in self._acts
            ):  # no case of a demo is old enough for the button
                self._acts.add("erase")
                screen._open(screen.erase_panel)
                screen.erase_panel.start(screen.chosen())
                yield self._at("archive erase", 20)
                screen.close_panel()

    # -- the rest ---------------------------------------------------------------------------------------------

    def _calendar(self) -> Iterator[Sight]:
        screen = self._page("calendar", IMPORT)
        assert isinstance(screen, CalendarScreen)
        yield self._at("calendar import")
        self._shell.back()
        for span, _ in SPANS:
            screen.show_as(span)
            yield self._at(f"calendar {span}", 20)

    def _report(self) -> Iterator[Sight]:
        screen = self._page("report")
        assert isinstance(screen, ReportScreen)
        settle(self._shell, 50)
        screen.open_freezing()
        yield self._at("report freeze")
        screen.freezing.leave()

    def _intake(self) -> Iterator[Sight]:
        screen = self._page("intake")
        assert isinstance(screen, IntakeScreen)
        for channel in Channel if self._every else [Channel.POST_SIGNED]:
            screen.fields.restore({"channel": channel.value})
            yield self._at(f"intake {channel.label}", 20)
        earlier = Earlier(1, "〔2026〕1号", "甄测试", "公路养护经费", None, Status.REPLIED, None)
        yield from self._window_of(lambda: Comparison(screen, "公路", earlier).show(), "comparison")

    def _boards(self) -> Iterator[Sight]:
        screen = self._page("board")
        assert isinstance(screen, BoardScreen)
        yield self._at("board", 50)

    def _windows(self) -> Iterator[Sight]:
        for key in SCREENS if self._every else ("desk",):
            self._page(key)
            yield from self._window_of(self._shell.show_help, f"help {key}")
        crash = CrashDialog(KeyError("x"), "正在填写的登记表已存为草稿，再打开时接着填。", self._shell)
        yield from self._window_of(crash.show, "crash")
        password = PasswordWindow(self._office, self._shell)
        yield from self._window_of(password.show, "password")
        clock = ClockWindow(self._office, self._shell, "时钟倒退，没有保存：请校准本机的日期和时间再办")
        yield from self._window_of(clock.show, "clock")
        last = ReportDialog("上次的差错报告", "上次程序意外退出。", "差错编号 0000", self._shell)
        yield from self._window_of(last.show, "last crash")

    def _beginnings(self) -> Iterator[Sight]:
        start = FirstStart(self._desktop.tasks, Path.home())
        opening = OpeningScreen(self._desktop.tasks)
        opening.show_trouble(Trouble("数据库打不开，请检查文件是否还在。"))
        locked = Locked("数据库已加密", Path("office.gkdb"), has_password=True)
        unlock = UnlockScreen(self._desktop.tasks, locked)
        login = LoginScreen(self._desktop.tasks, self._office, ["李某", "赵某"], "李某")
        recoding = RecodingScreen(
            self._desktop.tasks, Wish(Path("office.gkdb"), "云溪镇人民政府", "李某", encrypt=True)
        )
        beginnings = (
            ("first start", start), ("opening", opening), ("unlock", unlock), ("log in", login),
            ("recoding", recoding),
        )  # fmt: skip
        for name, made in beginnings:
            made.resize(self._shell.size())
            made.show()
            settle(self._shell)
            yield name, made
            made.close()
            made.deleteLater()

    def _window_of(self, open_it: Callable[[], object], name: str) -> Iterator[Sight]:
        before = set(QApplication.topLevelWidgets())
        open_it()
        settle(self._shell, 20)
        shown = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one not in before]
        shown = shown or [
            one for one in QApplication.topLevelWidgets() if one.isVisible() and isinstance(one, Dialog)
        ]
        assert shown, f"{name} opened nothing"
        yield name, shown[0]
        shown[0].close()
        settle(self._shell)
