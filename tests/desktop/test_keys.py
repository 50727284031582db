"""Encrypted data at the window: opened where the key is not, and how it is protected in the settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.key_card import KeyCard
from gkcase.desktop.printing import Sheet
from gkcase.desktop.program import Program
from gkcase.desktop.screens.unlock import UnlockScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.services import keys, secrets
from gkcase.services.keys import set_password, unlock_with_code, unlock_with_password
from gkcase.services.office import Office, create_office
from gkcase.storage.argon import Cost
from gkcase.storage.vault import read_key_file
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.program_desk import at_home, at_rest
from tests.desktop.settings_window import key_card_in, said, shell_with_settings
from tests.desktop.small_office import PROFILE

CHEAP = Cost(8, 1, 1)
PASSWORD = "willow-harbour-2"


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Office]:
    """An encrypted office, open."""
    office = create_office(tmp_path / "office.gkdb", PROFILE, acting="李某", encrypted=True)
    yield office
    office.close()


def forget(office: Office) -> Path:
    """Close it, and take its key from this computer."""
    path = office.store.path
    assert path is not None
    office.close()
    kept = read_key_file(path)
    assert kept is not None
    secrets.secrets().forget(f"{kept.id}/data")
    return path


@pytest.fixture
def running(tmp_path: Path, wardrobe: Wardrobe, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """The program, still to be started."""
    at_home(tmp_path, monkeypatch)
    with at_rest(tmp_path, str(tmp_path / "office.gkdb")) as made:
        yield made


def asked(running: Program, qtbot: QtBot) -> UnlockScreen:
    running.start()
    qtbot.waitUntil(lambda: isinstance(running.window, UnlockScreen))
    assert isinstance(running.window, UnlockScreen)
    return running.window


# -- another computer -----------------------------------------------------------------------------------------


def test_another_computer_asks_for_the_recovery_code_and_tells_a_typing_error_from_another_code(
    sealed: Office, running: Program, qtbot: QtBot
) -> None:
    code = sealed.recovery_code
    forget(sealed)
    window = asked(running, qtbot)
    form = window.form
    assert (form.way, form.choice.isEnabled()) == ("code", False)
    assert form.choice.toolTip() == "没有设置过打开密码，请用恢复码"
    form.open_button.click()
    assert form.code_error.text() == "请输入恢复码"
    wrong = ("0" if code[0] != "0" else "1") + code[1:]
    for typed, told in ((wrong, "有输入错误"), ("0" * 28, "不是本数据库现在的恢复码")):
        form.code_edit.setText(typed)
        QTest.keyClick(form.code_edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: form.open_button.isEnabled() and form.code_error.isVisible())
        assert told in form.code_error.text()
        assert form.code_edit.text() == typed
        assert form.code_edit.hasFocus()
    form.code_edit.setText(code.lower().replace("-", " "))
    QTest.keyClick(form.code_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(running.window, Shell))
    assert keys.data_key(running._wanted) is not None


def test_the_password_opens_it_too_and_need_not_stay_on_this_computer(
    sealed: Office, running: Program, qtbot: QtBot
) -> None:
    set_password(sealed, PASSWORD, cost=CHEAP)
    path = forget(sealed)
    form = asked(running, qtbot).form
    assert form.way == "password"
    form.password.edit.setText("wrong-password")
    QTest.keyClick(form.password.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.open_button.isEnabled() and form.password.error_label.isVisible())
    assert form.password.text == ""
    assert (
        not form.keep_box.isChecked()
    )  # who has taken the key off this computer does not bring it back by Enter
    form.password.edit.setText(PASSWORD)
    form.open_button.click()
    qtbot.waitUntil(lambda: isinstance(running.window, Shell))
    with pytest.raises(keys.Locked):
        keys.data_key(path)


@pytest.mark.parametrize("points", [10.5, 20])
def test_the_question_fits_large_type_and_everything_has_a_name(
    sealed: Office, running: Program, wardrobe: Wardrobe, qtbot: QtBot, points: float
) -> None:
    forget(sealed)
    wardrobe.resize_type(points)
    window = asked(running, qtbot)
    qtbot.wait(30)
    assert nameless(window) == []
    assert clipped(window) == []
    assert out_of_reach(window) == []
    assert doubled_keys(window) == []


# -- the settings ---------------------------------------------------------------------------------------------


@pytest.fixture
def shell(sealed: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Shell:
    made = shell_with_settings(sealed, tasks, settings)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def card(shell: Shell, qtbot: QtBot) -> KeyCard:
    return key_card_in(shell, qtbot)


def test_a_password_for_other_computers_is_set(
    card: KeyCard, shell: Shell, sealed: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sealed.store.path
    assert path is not None
    assert "打开密码：没有设置" in card.ways_label.text()
    assert (card.ask_button.isEnabled(), card.ask_button.toolTip()) == (False, "请先设置打开密码")
    card.password_button.click()
    card.save_button.click()
    assert card.password.first.error_label.text() == "请填写新密码"
    for field in (card.password.first, card.password.again):
        field.edit.setText("short")
    card.save_button.click()
    qtbot.waitUntil(card.password.first.error_label.isVisible)
    assert "至少8个" in card.password.first.error_label.text()
    for field in (card.password.first, card.password.again):
        field.edit.setText(PASSWORD)
    QTest.keyClick(card.password.again.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "打开密码：已设置" in card.ways_label.text())
    assert said(shell) == "打开密码已保存，换电脑时用它打开数据库"
    assert unlock_with_password(path, PASSWORD, remember=False) == sealed.store.key
    assert card.password.first.text == ""
    assert shell.focusWidget() is card.password_button
    card.password_button.click()
    QTest.keyClick(card.password.first.edit, Qt.Key.Key_Tab)
    assert shell.focusWidget() is card.password.again.edit
    card.leave_button.click()
    card.ask_button.click()
    qtbot.waitUntil(lambda: "本机没有保存钥匙" in card.state_label.text())
    assert said(shell) == "本机已不存钥匙，从下次启动起，打开时要输入打开密码或者恢复码"
    assert card.ask_button.isHidden()
    assert card.about_label.isHidden()  # it speaks of a computer that opens by itself


def test_a_new_recovery_code_is_printed_and_put_away_and_a_locked_window_shows_none(
    card: KeyCard, shell: Shell, sealed: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets: list[Sheet] = []
    monkeypatch.setattr("gkcase.desktop.recovery_sheet.preview", lambda sheet, _: sheets.append(sheet))
    path = sealed.store.path
    assert path is not None
    assert "还没有确认保存" in card.ways_label.text()
    card.code_button.click()
    qtbot.waitUntil(card.code.isVisible)
    shell.cover(True)
    assert card.code.lines[0].text() == ""
    shell.cover(False)
    card.code_button.click()
    qtbot.waitUntil(card.code.isVisible)
    code = " ".join(line.text() for line in card.code.lines)
    card.code.print_button.click()
    assert len(sheets) == 1
    card.code.kept_button.click()
    qtbot.waitUntil(lambda: "恢复码：已妥善保存" in card.ways_label.text())
    assert not card.code.isVisible()
    assert card.code.lines[0].text() == ""
    assert shell.focusWidget() is card.code_button
    assert unlock_with_code(path, code, remember=False) == sealed.store.key


def test_a_plain_database_offers_to_be_encrypted(
    tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot
) -> None:
    office = create_office(tmp_path / "plain.gkdb", PROFILE, acting="李某")
    made = KeyCard(office, shell_with_settings(office, tasks, settings))
    qtbot.addWidget(made)
    made.look_up()
    qtbot.waitUntil(lambda: made.state_label.text() == "未加密")
    assert "能读出全部内容" in made.ways_label.text()
    assert made.password_button.isHidden()
    assert (made.turn_button.isHidden(), made.turn_button.text()) == (False, "加密本库…")
    qtbot.waitUntil(lambda: not tasks.is_busy)
    office.close()
