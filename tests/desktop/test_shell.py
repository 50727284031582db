"""The main window: found by the keyboard, opened where one was, and calm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gkcase.desktop.dialogs import Dialog
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.help import HelpWindow
from gkcase.desktop.icons import names
from gkcase.desktop.pages import Page, Place, Stop, Trail
from gkcase.desktop.practice import PracticeStripe, practice_mark, practise
from gkcase.desktop.rail import BESIDE, WITH_ICON, WORD_ONLY
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Health, Shell, Sign
from gkcase.desktop.tasks import Tasks
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.small_office import TODAY

RAIL = ["工作台", "案件", "收件簿", "日历", "设置"]


class EmptyPage(Screen):
    """A page that writes down what it is told; it has no form."""

    def __init__(self) -> None:
        QWidget.__init__(self)
        self.visits: list[object] = []
        self.changes: list[object] = []
        self.searches: list[str] = []
        self.finds = False
        self.unsaved = False

    def visit(self, subject: object) -> None:
        self.visits.append(subject)

    def react(self, change: object) -> None:
        self.changes.append(change)

    def search(self, text: str) -> bool:
        self.searches.append(text)
        return self.finds

    def may_leave(self) -> bool:
        return not self.unsaved


@dataclass
class World:
    """A shell with pages that write down what happens to them, and a day that can be moved."""

    tasks: Tasks
    settings: QSettings
    day: date = TODAY
    pages: dict[str, EmptyPage] = field(default_factory=dict)

    def maker(self, key: str) -> Callable[[Shell], QWidget]:
        def make(_: Shell) -> QWidget:
            self.pages[key] = EmptyPage()
            self.pages[key].finds = key == "cases"
            return self.pages[key]

        return make

    def shell(self) -> Shell:
        places = {"settings": Place.FOOT, "intake": Place.INSIDE, "case": Place.INSIDE}
        words = dict(zip(("desk", "cases", "mailbox", "calendar", "settings"), RAIL, strict=True))
        words |= {"intake": "新登记", "case": "案件窗口"}
        icons = {"intake": "plus", "case": "folder"}
        made = Shell(
            [
                Page(
                    key,
                    word,
                    icons.get(key, key),
                    self.maker(key),
                    places.get(key, Place.RAIL),
                    under="cases" if key == "case" else "",
                    finds=key == "cases",
                    keys="Ctrl+," if key == "settings" else "",
                )
                for key, word in words.items()
            ],
            self.tasks,
            self.settings,
            lambda: self.day,
        )
        made.show_sign(Sign("云溪镇人民政府", "李某", "经办"))
        made.show_health(Health("本机存储正常", True, "最近备份今天 08:30", 2026))
        return made


@pytest.fixture
def world(tasks: Tasks, settings: QSettings, wardrobe: Wardrobe) -> World:
    return World(tasks, settings)


@pytest.fixture
def shell(world: World, qtbot: QtBot) -> Shell:
    made = world.shell()
    qtbot.addWidget(made)
    made.restore("desk")
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def press(shell: Shell, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    QTest.keyClick(shell, key, held)


CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def test_only_pages_that_work_stand_in_the_rail(shell: Shell) -> None:
    assert [button.text() for button in shell._rail.values()] == RAIL
    assert all(not button.icon().isNull() for button in shell._rail.values())
    assert {"desk", "cases", "mailbox", "calendar", "settings"} <= set(names())


def test_pages_are_made_when_they_are_first_gone_to(shell: Shell, world: World) -> None:
    assert list(world.pages) == ["desk"]
    shell.go("cases")
    shell.go("desk")
    shell.go("cases")
    assert list(world.pages) == ["desk", "cases"]


@pytest.mark.parametrize(("number", "key"), list(enumerate(("desk", "cases", "mailbox", "calendar"), 1)))
def test_a_number_goes_to_each_page(number: int, key: str, shell: Shell) -> None:
    press(shell, Qt.Key(Qt.Key.Key_0 + number), CTRL)
    assert shell.here == Stop(key)
    assert shell._rail[key].isChecked()


def test_a_page_with_keys_of_its_own_opens_with_these(world: World, shell: Shell) -> None:
    press(shell, Qt.Key.Key_Comma, CTRL)
    assert shell.here == Stop("settings")
    assert [button.toolTip() for button in shell._rail.values()][-2:] == ["日历（Ctrl+4）", "设置（Ctrl+,）"]


def test_ctrl_n_begins_a_new_request(shell: Shell) -> None:
    press(shell, Qt.Key.Key_N, CTRL)
    assert shell.here == Stop("intake")


def test_a_page_inside_another_lights_that_one_up(shell: Shell, world: World) -> None:
    shell.go("case", 12)
    assert shell._rail["cases"].isChecked()
    assert world.pages["case"].visits == [12]


def test_back_and_forward(shell: Shell, world: World) -> None:
    shell.go("case", 12)
    shell.go("case", 13)
    press(shell, Qt.Key.Key_Left, ALT)
    assert shell.here == Stop("case", 12)
    press(shell, Qt.Key.Key_Escape)
    assert shell.here == Stop("desk")
    press(shell, Qt.Key.Key_Right, ALT)
    press(shell, Qt.Key.Key_Right, ALT)
    press(shell, Qt.Key.Key_Right, ALT)
    assert shell.here == Stop("case", 13)
    assert world.pages["case"].visits == [12, 13, 12, 12, 13]


def test_the_mouse_s_own_buttons_go_back_and_forward(shell: Shell) -> None:
    shell.go("cases")
    QTest.mouseClick(shell, Qt.MouseButton.BackButton)
    assert shell.here == Stop("desk")
    QTest.mouseClick(shell, Qt.MouseButton.ForwardButton)
    assert shell.here == Stop("cases")


def test_going_on_forgets_what_lay_ahead() -> None:
    trail = Trail()
    for key in ("a", "b", "c"):
        trail.go(Stop(key))
    trail.walk(-2)
    trail.go(Stop("d"))
    assert trail.here == Stop("d")
    assert trail.look(1) is None
    assert trail.look(-1) == Stop("a")


def test_unsaved_work_is_not_left(shell: Shell, world: World) -> None:
    shell.go("intake")
    world.pages["intake"].unsaved = True
    shell.go("cases")
    press(shell, Qt.Key.Key_Escape)
    assert shell.here == Stop("intake")
    assert not shell.close()
    world.pages["intake"].unsaved = False
    assert shell.close()


def test_a_change_reaches_the_page_in_sight_now_and_the_others_when_seen(shell: Shell, world: World) -> None:
    shell.go("cases")
    seen: list[object] = []
    shell.changed.connect(seen.append)
    shell.announce("第一")
    shell.announce("第二")
    assert seen == world.pages["cases"].changes == ["第一", "第二"]
    assert world.pages["desk"].changes == []
    shell.go("desk")
    assert world.pages["desk"].changes == ["第一", "第二"]
    shell.go("cases")
    assert world.pages["cases"].changes == ["第一", "第二"]


def test_searching_goes_to_the_page_that_finds_after_a_pause(
    shell: Shell, world: World, qtbot: QtBot
) -> None:
    press(shell, Qt.Key.Key_K, CTRL)
    assert shell.search_edit.hasFocus()
    QTest.keyClicks(shell.search_edit, "2026")
    assert shell.here == Stop("desk")
    qtbot.waitUntil(lambda: shell.here == Stop("cases"))
    assert world.pages["cases"].searches == ["2026"]
    assert shell.search_edit.hasFocus()
    QTest.keyClick(shell.search_edit, Qt.Key.Key_Return)
    assert world.pages["cases"].searches == ["2026", "2026"]


def test_escape_leaves_the_search_first(shell: Shell, world: World, qtbot: QtBot) -> None:
    shell.go("cases")
    press(shell, Qt.Key.Key_K, CTRL)
    QTest.keyClicks(shell.search_edit, "12")
    press(shell, Qt.Key.Key_Escape)
    assert shell.search_edit.text() == ""
    assert not shell.search_edit.hasFocus()
    assert shell.here == Stop("cases")
    qtbot.waitUntil(lambda: world.pages["cases"].searches[-1:] == [""])


def test_f1_explains_the_page_one_is_on(shell: Shell) -> None:
    for key in ("desk", "case", "settings"):
        shell.go(key)
        press(shell, Qt.Key.Key_F1)
        (window,) = shell.findChildren(HelpWindow)
        assert isinstance(window, HelpWindow)
        assert window.topic == key
        assert window.isVisible()


def test_a_new_window_stays_on_the_screen_with_the_largest_type(shell: Shell, wardrobe: Wardrobe) -> None:
    wardrobe.resize_type(20)
    shell.restore("desk")
    room = shell.screen().availableSize()
    assert shell.width() <= max(room.width(), shell.minimumSizeHint().width())
    assert shell.height() <= max(
        room.height() - 30, shell.minimumSizeHint().height()
    )  # above it is its title


def test_status_line_and_top_say_who_and_how(shell: Shell) -> None:
    assert shell.windowTitle() == "云溪镇人民政府 · 依申请公开办件"
    assert (shell.office_label.text(), shell.person_label.text(), shell.role_label.text()) == (
        "云溪镇人民政府",
        "李某",
        "经办",
    )
    assert "节假日安排已公布至2026年" in shell.health_label.text()
    assert shell.today_label.text() == "2026-12-08 周二"


def test_ill_health_is_told_by_another_sign(shell: Shell) -> None:
    sound = shell.health_icon.pixmap().toImage()
    shell.show_health(Health("存储有问题", False, "尚未备份", 2026))
    assert shell.health_icon.pixmap().toImage() != sound


def test_a_new_day_is_noticed(shell: Shell, world: World, qtbot: QtBot) -> None:
    world.day = date(2026, 12, 9)
    with qtbot.waitSignal(shell.new_day) as caught:
        shell.refresh_today()
    assert caught.args == [date(2026, 12, 9)]
    assert shell.today_label.text() == "2026-12-09 周三"


def test_the_next_start_opens_where_one_was(shell: Shell, world: World, qtbot: QtBot) -> None:
    shell.go("case", 12)
    shell.resize(790, 600)
    assert shell.close()
    again = world.shell()
    qtbot.addWidget(again)
    again.restore("desk")
    assert again.here == Stop("case", 12)
    assert (again.width(), again.height()) == (790, 600)


@pytest.mark.parametrize("damage", ["nowhere", "", "\x00"])
def test_damaged_window_settings_do_no_harm(damage: str, world: World, qtbot: QtBot) -> None:
    world.settings.setValue("window/page", damage)
    world.settings.setValue("window/geometry", damage)
    world.settings.setValue("window/subject", damage)
    made = world.shell()
    qtbot.addWidget(made)
    made.restore("desk")
    assert made.here == Stop("desk")


def test_practice_is_marked_in_every_window(shell: Shell, qapp: QApplication, qtbot: QtBot) -> None:
    dialog = Dialog("补正", shell)
    qtbot.addWidget(dialog)
    help_window = HelpWindow(shell)
    qtbot.addWidget(help_window)
    practise(qapp, date(2026, 12, 8))
    later = Dialog("延期", shell)
    qtbot.addWidget(later)
    for window in (shell, dialog, help_window, later):
        (stripe,) = [found for found in window.findChildren(PracticeStripe) if found.window() is window]
        assert isinstance(stripe, QLabel)
        assert stripe.text() == practice_mark() == "练习模式 · 今天按2026年12月8日计算"
        assert not stripe.isHidden()
    practise(qapp, None)
    assert all(stripe.isHidden() for stripe in shell.findChildren(PracticeStripe))


def test_a_screen_reader_can_name_everything(shell: Shell) -> None:
    assert nameless(shell) == []


def test_the_tab_key_reaches_everything(shell: Shell) -> None:
    assert out_of_reach(shell) == []


def test_no_key_means_two_things(shell: Shell) -> None:
    assert doubled_keys(shell) == []


@pytest.mark.parametrize("points", [9, 14, 20])
def test_nothing_is_cut_off(points: float, shell: Shell, wardrobe: Wardrobe, qapp: QApplication) -> None:
    wardrobe.resize_type(points)
    shell.resize(shell.minimumSizeHint().expandedTo(shell.size()))
    qapp.processEvents()
    qapp.processEvents()
    assert clipped(shell) == []


def test_large_type_fits_a_small_screen(shell: Shell, wardrobe: Wardrobe, qapp: QApplication) -> None:
    wardrobe.resize_type(20)
    qapp.processEvents()
    assert shell.minimumSizeHint().width() <= 1366
    assert shell.minimumSizeHint().height() <= 768


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_window_is_drawn_in_its_colours(
    scheme: str, shell: Shell, wardrobe: Wardrobe, qapp: QApplication
) -> None:
    from gkcase.desktop.tokens import SCHEMES

    wardrobe.choose_scheme(scheme)
    qapp.processEvents()
    picture = shell.grab().toImage()
    middle = picture.pixelColor(picture.width() // 2, picture.height() // 2)
    assert middle.name().upper() == SCHEMES[scheme].surface


def test_enter_presses_the_button_that_has_the_focus(shell: Shell) -> None:
    shell.new_button.setFocus()
    QTest.keyClick(shell.new_button, Qt.Key.Key_Return)
    assert shell.here == Stop("intake")


def test_a_low_window_with_large_type_keeps_the_words_of_the_rail(
    shell: Shell, wardrobe: Wardrobe, qtbot: QtBot
) -> None:
    shell.resize(1440, 700)
    shell.show()
    qtbot.waitExposed(shell)
    styles = [button.toolButtonStyle() for button in shell._rail.values()]
    assert set(styles) == {WITH_ICON}
    seen = []  # as the window gets lower, icons stay beside the words before they go
    for height in range(700, 200, -20):
        shell.resize(1440, height)
        qtbot.wait(1)
        [style] = {button.toolButtonStyle() for button in shell._rail.values()}
        seen += [style] if style not in seen else []
    assert seen[:2] == [WITH_ICON, BESIDE]
    wardrobe.resize_type(20)
    shell.resize(1440, 420)
    qtbot.waitUntil(lambda: {b.toolButtonStyle() for b in shell._rail.values()} == {WORD_ONLY})
    assert shell.minimumSizeHint().height() <= 900
    foot = list(shell._rail.values())[-1]
    assert foot.geometry().bottom() < max(shell.rail.viewport().height(), shell.rail._height())
    wardrobe.resize_type(10.5)
    shell.resize(1440, 700)
    qtbot.waitUntil(lambda: {b.toolButtonStyle() for b in shell._rail.values()} == {WITH_ICON})
