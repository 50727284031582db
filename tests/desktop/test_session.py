"""Logging in, locking, handing over and leaving, by what a person does at the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QClipboard, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.login_form import LoginForm
from gkcase.desktop.office_window import OfficeWindow
from gkcase.desktop.program import Program
from gkcase.desktop.screens.intake import IntakeScreen
from gkcase.desktop.screens.login import LoginScreen
from gkcase.desktop.session import Session
from gkcase.desktop.shell import Shell
from gkcase.services.drafts import load_draft
from gkcase.services.login import reset_password
from gkcase.services.office import Office
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.filling import fill
from tests.desktop.log_in_desk import ADMIN, AUDITOR, CLERK, HEAD, ONCE, PASSWORDS, guarded
from tests.desktop.program_desk import Start, at_home, shell_of, starting


@pytest.fixture
def start(
    tmp_path: Path, qtbot: QtBot, wardrobe: Wardrobe, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Start]:
    """Starts the program on an office in which persons log in."""
    at_home(tmp_path, monkeypatch)
    with starting(tmp_path) as begin:

        def to_the_door() -> Program:
            made = begin(guarded(tmp_path))
            qtbot.waitUntil(lambda: isinstance(made.window, LoginScreen))
            return made

        yield to_the_door


def office_of(running: Program) -> Office:
    assert running.office is not None
    return running.office


def door(running: Program) -> LoginForm:
    assert isinstance(running.window, LoginScreen)
    return running.window.form


def enter(form: LoginForm, name: str, password: str) -> None:
    form.name_box.setCurrentText(name)
    form.password.edit.setText(password)
    QTest.keyClick(form.password.edit, Qt.Key.Key_Return)


def at_work(running: Program, qtbot: QtBot, name: str = CLERK) -> tuple[Shell, Session]:
    enter(door(running), name, PASSWORDS[name])
    shell = shell_of(running, qtbot)
    return shell, session_of(shell)


def session_of(shell: Shell) -> Session:
    found = shell.findChild(OfficeWindow)
    assert isinstance(found, OfficeWindow)
    assert found.session is not None
    return found.session


def test_nothing_of_a_case_is_shown_before_somebody_has_logged_in(start: Start, qtbot: QtBot) -> None:
    running = start()
    form = door(running)
    assert form.title_label.text() == "清河县云溪镇人民政府"
    names = [form.name_box.itemText(place) for place in range(form.name_box.count())]
    assert names == [CLERK, ADMIN, HEAD, AUDITOR]
    form.enter_button.click()
    assert form.name_error.text() == "请选择或者输入姓名"
    form.name_box.setCurrentText(CLERK)
    form.enter_button.click()
    assert form.password.error_label.text() == "请输入登录密码"
    said = set()
    for name in (CLERK, "外人"):
        enter(form, name, "wrong-password-9")
        qtbot.waitUntil(form.password.error_label.isVisible)
        said.add(form.password.error_label.text())
        assert form.password.text == ""
        assert form.password.edit.hasFocus()
    assert said == {"姓名或者登录密码不对，请重新输入"}
    assert isinstance(running.window, LoginScreen)
    shell, session = at_work(running, qtbot)
    assert (shell.person_label.text(), shell.role_label.text()) == (CLERK, "经办")
    assert session.person.name == CLERK


def test_five_tries_in_vain_say_until_when_the_name_is_locked(start: Start, qtbot: QtBot) -> None:
    form = door(start())
    for count in range(6):
        enter(form, CLERK, f"wrong-password-{count}")
        qtbot.waitUntil(lambda: form.enter_button.isEnabled() and form.password.error_label.isVisible())
    assert "锁定" in form.password.error_label.text()
    enter(form, CLERK, PASSWORDS[CLERK])
    qtbot.waitUntil(lambda: form.enter_button.isEnabled())
    assert "锁定" in form.password.error_label.text()


def test_a_one_time_password_is_changed_before_the_desk_comes(start: Start, qtbot: QtBot) -> None:
    running = start()
    form = door(running)
    enter(form, AUDITOR, ONCE[AUDITOR])
    qtbot.waitUntil(form.change_body.isVisible)
    new = form.new_password
    assert new.first.edit.hasFocus()
    form.change_button.click()
    assert new.first.error_label.text() == "请填写新密码"
    new.first.edit.setText("short")
    new.again.edit.setText("other")
    form.change_button.click()
    assert new.again.error_label.text() == "两次输入的不一样，请重新输入"
    new.again.edit.setText("short")
    form.change_button.click()
    qtbot.waitUntil(new.first.error_label.isVisible)
    assert "至少要8个字" in new.first.error_label.text()
    for field in (new.first, new.again):
        field.edit.setText("copper-meadow-77")
    QTest.keyClick(new.again.edit, Qt.Key.Key_Return)
    shell = shell_of(running, qtbot)
    assert shell.person_label.text() == AUDITOR


# -- the password field ---------------------------------------------------------------------------------------


def test_a_password_can_be_shown_and_caps_lock_is_told_of(start: Start, qtbot: QtBot) -> None:
    field = door(start()).password
    field.edit.setFocus()
    QTest.keyClicks(field.edit, "Ab")  # with shift, as one types a capital
    assert not field.caps_label.isVisible()
    for text, shift, told in (("A", False, True), ("a", True, True), ("a", False, False)):
        held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(field.edit, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, held, text))
        assert field.caps_label.isVisible() is told
    assert field.edit.echoMode() is QLineEdit.EchoMode.Password
    field.show_button.click()
    assert field.edit.echoMode() is QLineEdit.EchoMode.Normal
    field.clear()
    assert field.edit.echoMode() is QLineEdit.EchoMode.Password


# -- locking --------------------------------------------------------------------------------------------------


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_nobody_there_for_ten_minutes_locks_the_window_and_everything_typed_is_there_afterwards(
    start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        QClipboard, "ownsClipboard", lambda _: True
    )  # the platform of the tests does not know
    running = start()
    shell, session = at_work(running, qtbot)
    clock = Clock()
    session.idle._clocks = (clock, clock)
    session.idle.begin()
    shell.go("intake")
    screen = shell.page("intake")
    assert isinstance(screen, IntakeScreen)
    qtbot.waitUntil(lambda: screen.is_ready)
    fill(screen, wanted="东湾村补偿款明细")
    editor = screen.fields.editors["applicant.name"]
    editor.setFocus()
    QTest.keyClicks(editor, "zhen")
    QGuiApplication.clipboard().setText("张某 13800001111")
    clock.now += 9 * 60
    session.idle.look()
    assert not session.cover.is_drawn
    QTest.keyClick(shell.windowHandle(), Qt.Key.Key_Shift)
    clock.now += 9 * 60
    session.idle.look()
    assert not session.cover.is_drawn
    clock.now += 60
    session.idle.look()
    assert session.cover.is_drawn
    assert not shell.body.isVisible()
    assert not editor.isVisible()
    assert QGuiApplication.clipboard().text() == ""
    draft = load_draft(office_of(running))
    assert draft is not None
    assert "东湾村补偿款明细" in str(draft.body)
    assert "10分钟没有操作" in session.form.about_label.text()
    assert session.form.name_box.currentText() == CLERK
    qtbot.waitUntil(lambda: not shell.tasks.is_busy)
    enter(session.form, CLERK, PASSWORDS[CLERK])
    qtbot.waitUntil(lambda: not session.cover.is_drawn)
    assert editor.isVisible()
    assert editor.hasFocus()
    assert editor.text().endswith("zhen")


def test_ctrl_l_locks_at_once_and_no_key_goes_through(start: Start, qtbot: QtBot) -> None:
    running = start()
    shell, session = at_work(running, qtbot)
    shell.show_help()
    assert shell._help is not None
    QTest.keyClick(shell, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert session.cover.is_drawn
    assert not shell._help.isVisible()
    assert session.form.password.edit.hasFocus()
    QTest.keyClick(session.form.password.edit, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(session.form.password.edit, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert shell.here is not None
    assert shell.here.key == "desk"
    later = QDialog(shell)
    later.show()
    qtbot.waitUntil(lambda: not later.isVisible())
    enter(session.form, CLERK, "wrong-password-9")
    qtbot.waitUntil(session.form.password.error_label.isVisible)
    assert session.cover.is_drawn
    enter(session.form, CLERK, PASSWORDS[CLERK])
    qtbot.waitUntil(lambda: not session.cover.is_drawn)
    assert shell._help.isVisible()
    assert later.isVisible()
    later.close()
    shell._help.close()
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    QTest.keyClick(shell, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert shell.here.key == "intake"


def test_somebody_else_gets_an_own_desk_and_the_first_finds_everything_again(
    start: Start, qtbot: QtBot
) -> None:
    running = start()
    shell, session = at_work(running, qtbot)
    shell.go("intake")
    screen = shell.page("intake")
    assert isinstance(screen, IntakeScreen)
    qtbot.waitUntil(lambda: screen.is_ready)
    fill(screen, wanted="李某写到一半的")
    session.lock()
    qtbot.waitUntil(lambda: not shell.tasks.is_busy)
    enter(session.form, HEAD, PASSWORDS[HEAD])
    qtbot.waitUntil(lambda: running.window is not shell)
    other = shell_of(running, qtbot)
    assert not shell.isVisible()
    assert (other.person_label.text(), office_of(running).acting) == (HEAD, HEAD)
    assert load_draft(office_of(running)) is None
    qtbot.waitUntil(lambda: not other.tasks.is_busy)
    theirs, of_the_first = QDialog(other), QDialog(shell)
    for dialog in (theirs, of_the_first):
        dialog.show()
    qtbot.waitUntil(lambda: not of_the_first.isVisible())
    assert theirs.isVisible()
    theirs.close()
    session_of(other).lock()
    enter(session_of(other).form, CLERK, PASSWORDS[CLERK])
    qtbot.waitUntil(lambda: running.window is shell)
    assert shell.isVisible()
    assert of_the_first.isVisible()
    of_the_first.close()
    shell.show_help()
    qtbot.wait(20)  # the cover of the other would take it away with the next turn of the loop
    assert shell._help is not None
    assert shell._help.isVisible()
    assert office_of(running).acting == CLERK
    assert screen.facts()["wanted"] == "李某写到一半的"


def test_who_logs_in_at_the_door_after_the_other_has_left_finds_the_own_window_again(
    start: Start, qtbot: QtBot
) -> None:
    running = start()
    shell, session = at_work(running, qtbot)
    shell.go("calendar")
    session.lock()
    qtbot.waitUntil(lambda: not shell.tasks.is_busy)
    enter(session.form, HEAD, PASSWORDS[HEAD])
    qtbot.waitUntil(lambda: running.window is not shell)
    other = shell_of(running, qtbot)
    qtbot.waitUntil(lambda: not other.tasks.is_busy)
    corner(other, qtbot, "退出登录")
    qtbot.waitUntil(lambda: isinstance(running.window, LoginScreen))
    enter(door(running), CLERK, PASSWORDS[CLERK])
    qtbot.waitUntil(lambda: running.window is shell)
    assert shell.isVisible()
    assert not session.cover.is_drawn
    assert shell.here is not None
    assert shell.here.key == "calendar"
    assert office_of(running).acting == CLERK


def test_while_work_of_the_first_goes_on_nobody_else_comes_in(start: Start, qtbot: QtBot) -> None:
    from threading import Event

    running = start()
    shell, session = at_work(running, qtbot)
    release = Event()
    done: list[object] = []
    shell.tasks.run_long(shell, "正在导出", lambda *_: release.wait(5), done.append, done.append)
    session.lock()
    enter(session.form, HEAD, PASSWORDS[HEAD])
    assert session.form.name_error.text().startswith(f"{CLERK}的工作还没有做完")
    release.set()
    qtbot.waitUntil(lambda: done == [True])
    assert session.cover.is_drawn


def test_a_password_that_was_set_anew_locks_the_window_with_the_next_act(start: Start, qtbot: QtBot) -> None:
    running = start()
    shell, session = at_work(running, qtbot, ADMIN)
    once = reset_password(office_of(running), ADMIN)
    shell.tasks.run(shell, lambda: reset_password(office_of(running), HEAD), print, shell.notices.tell)
    qtbot.waitUntil(lambda: session.cover.is_drawn)
    assert "密码已被重设" in session.form.about_label.text()
    enter(session.form, ADMIN, once)
    qtbot.waitUntil(session.form.change_body.isVisible)


# -- the corner -----------------------------------------------------------------------------------------------


def corner(shell: Shell, qtbot: QtBot, word: str) -> None:
    shell.person_button.click()
    qtbot.waitUntil(lambda: bool(shell.person_button.findChildren(QMenu)))
    menu = shell.person_button.findChildren(QMenu)[-1]
    action = next(action for action in menu.actions() if action.text().startswith(word))
    menu.close()
    action.trigger()


def test_logging_out_leads_to_the_door(start: Start, qtbot: QtBot) -> None:
    running = start()
    shell, _ = at_work(running, qtbot)
    QTest.mouseClick(shell.person_label, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(shell.person_button.findChildren(QMenu)))
    shell.person_button.findChildren(QMenu)[-1].close()
    shell.go("calendar")
    corner(shell, qtbot, "退出登录")
    qtbot.waitUntil(lambda: isinstance(running.window, LoginScreen))
    assert office_of(running).person is None
    other, _ = at_work(running, qtbot, HEAD)
    assert other.here is not None
    assert other.here.key == "desk"  # where somebody else was is no place to begin


def test_ones_own_password_is_changed_from_the_corner(start: Start, qtbot: QtBot) -> None:
    from gkcase.desktop.password_window import PasswordWindow

    shell, _ = at_work(start(), qtbot)
    corner(shell, qtbot, "修改登录密码")
    window = shell.findChild(PasswordWindow)
    assert isinstance(window, PasswordWindow)
    window.save_button.click()
    assert window.old.error_label.text() == "请输入现在的登录密码"
    window.old.edit.setText("wrong-password-9")
    for field in (window.new.first, window.new.again):
        field.edit.setText("copper-meadow-77")
    window.save_button.click()
    qtbot.waitUntil(window.old.error_label.isVisible)
    window.old.edit.setText(PASSWORDS[CLERK])
    with qtbot.waitSignal(window.destroyed):
        QTest.keyClick(window.new.again.edit, Qt.Key.Key_Return)
    assert shell.notice_bar.words.text() == "登录密码已修改"


# -- by right -------------------------------------------------------------------------------------------------


def test_the_administrator_comes_to_settings_and_sees_no_cases(start: Start, qtbot: QtBot) -> None:
    shell, _ = at_work(start(), qtbot, ADMIN)
    assert shell.here is not None
    assert shell.here.key == "settings"
    seen = [button.text() for button in shell._rail.values() if button.isVisible()]
    assert seen == ["日历", "文书模板", "设置"]
    assert not shell.new_button.isEnabled()
    assert not shell.search_edit.isEnabled()
    assert not shell.search_frame.isEnabled()
    assert shell.search_edit.placeholderText() == "不能查找：没有查看案件的权限"
    assert not shell.search_key.isVisible()
    QTest.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert "系统管理员不能查看案件内容" in shell.notice_bar.words.text()
    assert not shell.search_edit.hasFocus()
    shell.notices.say("")
    shell.go("cases")
    assert "系统管理员不能查看案件内容" in shell.notice_bar.words.text()
    assert shell.here.key == "settings"


@pytest.mark.parametrize("points", [10.5, 20])
def test_the_door_fits_large_type_and_everything_has_a_name(
    start: Start, wardrobe: Wardrobe, qtbot: QtBot, points: float
) -> None:
    wardrobe.resize_type(points)
    running = start()
    qtbot.wait(30)
    window = running.window
    assert isinstance(window, LoginScreen)
    assert nameless(window) == []
    assert clipped(window) == []
    assert out_of_reach(window) == []
    assert doubled_keys(window) == []
