"""The dashboard page, used as people use it: a figure opens its cases, the sheet and its lists go onto paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from gkcase.desktop import printing
from gkcase.desktop.board_view import SpotButton
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.pages import Page, Place
from gkcase.desktop.screens.board import NONE_DUE, WARNINGS, WEEKLY, BoardScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.services import dashboard
from gkcase.services.board_cases import cases_of
from gkcase.services.office import Change, Office, Topic
from gkcase.services.values import Chosen
from tests.desktop.small_office import Visited, small_office
from tests.desktop.test_board_sheet import words_of


def shell_with(office: Office, tasks: Tasks, settings: QSettings) -> Shell:
    """A shell with the real dashboard; the pages it leads to write down who comes by."""
    pages = [
        Page("board", "看板", "board", lambda shell: BoardScreen(office, shell)),
        Page("cases", "案件", "cases", lambda _: Visited()),
        Page("case", "案件", "cases", lambda _: Visited(), Place.INSIDE),
    ]
    return Shell(pages, tasks, settings, lambda: office.today())


def opened(shell: Shell, qtbot: QtBot) -> BoardScreen:
    shell.resize(1440, 900)
    qtbot.addWidget(shell)
    shell.show()
    shell.activateWindow()
    qtbot.waitExposed(shell)
    shell.go("board")
    screen = shell.page("board")
    assert isinstance(screen, BoardScreen)
    qtbot.waitUntil(lambda: screen.shown is not None)
    return screen


@pytest.fixture
def desk(
    tmp_path: Path, tasks: Tasks, settings: QSettings, wardrobe: Wardrobe, qtbot: QtBot
) -> Iterator[tuple[Office, Shell, BoardScreen]]:
    with small_office(tmp_path) as office:
        shell = shell_with(office, tasks, settings)
        yield office, shell, opened(shell, qtbot)
        tasks.close()


def button(screen: BoardScreen, title: str) -> SpotButton:
    return next(each for each in screen.view.buttons if each.spot.title == title and not each.spot.small)


def choosing(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[str]:
    """Whoever is asked where a file is to go takes the name that is proposed, and this folder."""
    asked: list[str] = []

    def choose(_: object, __: str, start: str, *___: object) -> tuple[str, str]:
        asked.append(Path(start).name)
        return str(folder / asked[-1]), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    return asked


def arrived(shell: Shell, wanted: Chosen) -> bool:
    return visits(shell, "cases")[-1:] == [wanted]


def visits(shell: Shell, key: str) -> list[object]:
    page = shell.page(key)
    assert isinstance(page, Visited)
    return page.visits


def test_figures_bars_and_blocks_open_what_they_count(
    desk: tuple[Office, Shell, BoardScreen], qtbot: QtBot
) -> None:
    office, shell, screen = desk
    assert all(each.accessibleName() and each.cursor().shape() is Qt.CursorShape.PointingHandCursor
               for each in screen.view.buttons)  # fmt: skip
    for title, key in (
        ("在办", "open"),
        ("逾期", "late"),
        ("在办 · 李某", "handler:李某"),
        ("无届满日", "waiting:待确认"),
    ):
        QTest.mouseClick(button(screen, title), Qt.MouseButton.LeftButton)
        wanted = Chosen(f"看板：{title}", cases_of(office, key))
        assert wanted.ids
        qtbot.waitUntil(partial(arrived, shell, wanted))
        shell.go("board")
    block = next(each for each in screen.view.buttons if each.spot.small)
    QTest.mouseClick(block, Qt.MouseButton.LeftButton)
    assert visits(shell, "case") == [block.spot.case_id]


def test_a_figure_of_nothing_says_so_and_stays(desk: tuple[Office, Shell, BoardScreen], qtbot: QtBot) -> None:
    _, shell, screen = desk
    button(screen, "本月办结").click()
    qtbot.waitUntil(lambda: "本月办结，没有案件" in shell.notice_bar.words.text())
    assert shell.here is not None
    assert shell.here.key == "board"


def test_keys_go_from_figure_to_figure_and_enter_opens(
    desk: tuple[Office, Shell, BoardScreen], qtbot: QtBot
) -> None:
    _, shell, screen = desk
    first = button(screen, "在办")
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is button(screen, "上月末在办")
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert QApplication.focusWidget() is button(screen, "临近")
    QTest.keyClick(button(screen, "临近"), Qt.Key.Key_Left)
    QTest.keyClick(first, Qt.Key.Key_Left)
    assert QApplication.focusWidget() is first
    QTest.keyClick(first, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(visits(shell, "cases")))


def test_keys_reach_the_single_block_and_whoever_comes_back_stands_where_he_was(
    desk: tuple[Office, Shell, BoardScreen],
) -> None:
    _, shell, screen = desk
    pile, block = next((screen.view.pile_of(one), one) for one in screen.view.buttons if one.spot.small)
    pile.setFocus()
    QTest.keyClick(pile, Qt.Key.Key_Down)
    inside = QApplication.focusWidget()
    assert isinstance(inside, SpotButton)
    assert inside.spot.small
    assert screen.view.pile_of(inside) is pile
    QTest.keyClick(inside, Qt.Key.Key_Up)
    assert QApplication.focusWidget() is pile
    block.setFocus()
    QTest.keyClick(block, Qt.Key.Key_Return)
    assert visits(shell, "case") == [block.spot.case_id]
    shell.back()
    assert QApplication.focusWidget() is block
    left = block
    while left.spot.small:
        QTest.keyClick(left, Qt.Key.Key_Down)
        now = QApplication.focusWidget()
        assert isinstance(now, SpotButton)
        left = now
    assert left is not pile


def test_the_sheet_follows_the_window_the_look_and_what_happens(
    desk: tuple[Office, Shell, BoardScreen], qtbot: QtBot, wardrobe: Wardrobe
) -> None:
    office, shell, screen = desk
    before, light = screen.shown, screen.view.grab().toImage()
    wardrobe.choose_scheme("dark")
    assert screen.view.grab().toImage() != light
    width = screen.view.width()
    wardrobe.resize_type(20)
    assert screen.view.width() > width
    shell.announce(Change(Topic.MAIL))
    shell.announce(Change(Topic.CASES))
    qtbot.waitUntil(lambda: screen.shown is not before)
    again = screen.shown
    office.practise(date(2026, 12, 9))
    shell.refresh_today()
    qtbot.waitUntil(lambda: screen.shown is not again)
    assert screen.shown is not None
    assert screen.shown.as_of == date(2026, 12, 9)
    last = screen.shown
    shell.go("cases")
    shell.announce(Change(Topic.CASES))
    assert screen.shown is last
    shell.go("board")
    qtbot.waitUntil(lambda: screen.shown is not last)


def test_the_sheet_goes_onto_paper_and_into_files(
    desk: tuple[Office, Shell, BoardScreen], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _, shell, screen = desk
    shown: list[tuple[str, bool, int]] = []
    monkeypatch.setattr(printing, "preview", lambda s, _: shown.append((s.title, s.landscape, len(s.pages))))
    screen.buttons["打印"].click()
    assert shown == [("依申请公开办理期限看板", True, 1)]
    asked = choosing(monkeypatch, tmp_path)
    for words, name in (("存为PDF", "看板_20261208.pdf"), ("存为图片", "看板_20261208.png")):
        screen.buttons[words].click()
        qtbot.waitUntil((tmp_path / name).exists)
        assert asked[-1] == name
    assert "何**" in words_of(tmp_path / "看板_20261208.pdf")
    assert QImage(str(tmp_path / "看板_20261208.png")).pixelColor(5, 5).name() == "#ffffff"
    screen.write(tmp_path / "没有" / "看板.pdf")
    qtbot.waitUntil(lambda: "没有写成" in shell.notice_bar.words.text())


def test_the_lists_are_printed_and_saved(
    desk: tuple[Office, Shell, BoardScreen], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _, _, screen = desk
    shown: list[tuple[str, bool, int]] = []
    monkeypatch.setattr(printing, "preview", lambda s, _: shown.append((s.title, s.landscape, len(s.pages))))
    screen.print_list(WEEKLY)
    qtbot.waitUntil(lambda: shown == [(WEEKLY, False, 1)])
    screen.print_list(WARNINGS)
    qtbot.waitUntil(lambda: shown[1:] == [(WARNINGS, False, 2)])
    asked = choosing(monkeypatch, tmp_path)
    screen.buttons[WARNINGS].click()
    (menu,) = screen.buttons[WARNINGS].findChildren(QMenu)
    menu.actions()[1].trigger()
    menu.close()
    qtbot.waitUntil(lambda: bool(asked))
    qtbot.waitUntil(lambda: (tmp_path / asked[-1]).exists())
    assert "经办：周某" in words_of(tmp_path / "到期预警_20261208.pdf")


def test_an_empty_office_and_one_that_cannot_be_read(
    tmp_path: Path,
    tasks: Tasks,
    settings: QSettings,
    wardrobe: Wardrobe,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with small_office(tmp_path, cases=False) as office:
        shell = shell_with(office, tasks, settings)
        screen = opened(shell, qtbot)
        assert screen.shown is not None
        assert screen.shown.headline == "没有在办的案件。"
        for act in (screen.print_list, screen.save_list):
            act(WARNINGS)
            qtbot.waitUntil(lambda: NONE_DUE in shell.notice_bar.words.text())
            shell.notice_bar.hide()
        monkeypatch.setattr(dashboard, "read_flow", lambda *_: 1 / 0)
        before = screen.shown
        with qtbot.captureExceptions():
            screen.look_up()
            qtbot.waitUntil(lambda: screen.wait_label.text() == "没有汇总成功，按 F5 再试")
        assert screen.shown is before
        tasks.close()
