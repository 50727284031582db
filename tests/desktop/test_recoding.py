"""加密本库 and 改为不加密 from the settings, through the program itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.key_card import KeyCard
from gkcase.desktop.program import Program
from gkcase.desktop.screens.recoding import RecodingScreen
from gkcase.desktop.shell import Shell
from gkcase.domain.errors import Trouble
from gkcase.services import keys
from gkcase.services.office import create_office
from gkcase.services.recovery_kept import code_is_kept
from gkcase.storage import cipher, converting, vault
from gkcase.storage.proof import Contents, prove
from tests.desktop.audit import clipped, nameless, out_of_reach
from tests.desktop.program_desk import at_home, shell_of, starting
from tests.desktop.settings_window import key_card_in
from tests.desktop.small_office import PROFILE

REASON = "全部电脑已由单位统一整盘加密"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    office = create_office(tmp_path / "office.gkdb", PROFILE, acting="李某")
    office.close()
    return tmp_path / "office.gkdb"


@pytest.fixture
def running(
    database: Path, tmp_path: Path, wardrobe: Wardrobe, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    """The program, on the plain database."""
    at_home(tmp_path, monkeypatch)
    with starting(tmp_path) as begin:
        yield begin(str(database))


def card_of(running: Program, qtbot: QtBot) -> KeyCard:
    """The card in the settings, once it knows how the data is protected."""
    return key_card_in(shell_of(running, qtbot), qtbot)


def at_work(running: Program, qtbot: QtBot) -> RecodingScreen:
    qtbot.waitUntil(lambda: isinstance(running.window, RecodingScreen))
    assert isinstance(running.window, RecodingScreen)
    return running.window


def told(running: Program) -> str:
    assert isinstance(running.window, Shell)
    return running.window.notice_bar.words.text()


def test_there_and_back_one_stands_where_one_was(database: Path, running: Program, qtbot: QtBot) -> None:
    card = card_of(running, qtbot)
    card.turn_button.click()
    assert "开始加密" in card.recode.go_button.text()
    card.recode.go_button.click()
    work = at_work(running, qtbot)
    assert not work.close()  # the window stays until the database is one or the other
    qtbot.waitUntil(lambda: work.recovery is not None, timeout=10_000)
    assert work.recovery is not None
    code = " ".join(line.text() for line in work.recovery.card.lines)
    assert nameless(work) == []
    work.recovery.card.kept_button.click()
    card = card_of(running, qtbot)
    assert told(running) == "数据库已加密"
    assert card.state_label.text().startswith("已加密")
    assert "恢复码：已妥善保存" in card.ways_label.text()
    assert keys.unlock_with_code(database, code, remember=False) == keys.data_key(database)
    assert not cipher.is_plain(database)

    card.turn_button.click()
    assert "谁拿到这台电脑" in card.recode.about_label.text()
    card.recode.go_button.click()
    assert card.recode.error_label.text() == "改为不加密须写明理由"
    card.recode.reason_edit.setText(REASON)
    card.recode.go_button.click()
    at_work(running, qtbot)
    card = card_of(running, qtbot)
    assert told(running) == "数据库已改为不加密，以前的备份仍是加密的"
    assert card.state_label.text() == "未加密"
    assert cipher.is_plain(database)


@pytest.mark.parametrize("points", [10.5, 20])
def test_cancelled_it_is_open_again_as_it_was(
    database: Path,
    running: Program,
    qtbot: QtBot,
    wardrobe: Wardrobe,
    points: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wardrobe.resize_type(points)
    gate = Event()

    def held_up(made: Path, key: bytes | None, held: Contents) -> None:
        gate.wait(10)
        prove(made, key, held)

    monkeypatch.setattr(converting, "prove", held_up)
    card = card_of(running, qtbot)
    card.turn_button.click()
    card.recode.go_button.click()
    work = at_work(running, qtbot)
    qtbot.wait(30)
    assert (nameless(work), clipped(work), out_of_reach(work)) == ([], [], [])
    work.cancel_button.click()
    assert "正在取消" in work.words_label.text()
    gate.set()
    card = card_of(running, qtbot)
    assert told(running) == "已取消，没有加密，数据库同以前一样"
    assert card.state_label.text() == "未加密"
    assert cipher.is_plain(database)
    assert not vault.key_file(database).exists()


def test_what_goes_wrong_is_told_and_the_office_is_open_again(
    database: Path, running: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise Trouble("第3页对不上")

    monkeypatch.setattr(converting, "prove", fail)
    card = card_of(running, qtbot)
    card.turn_button.click()
    card.recode.go_button.click()
    at_work(running, qtbot)
    card = card_of(running, qtbot)
    assert told(running).startswith("没有转换（第3页对不上）")
    assert cipher.is_plain(database)
    assert running.office is not None
    assert code_is_kept(running.office)


def test_nothing_begins_while_long_work_goes_on(running: Program, qtbot: QtBot) -> None:
    card, gate = card_of(running, qtbot), Event()
    tasks = running.desktop.tasks
    tasks.run_long(card, "导出台账", lambda *_: gate.wait(10), lambda _: None, lambda _: None)
    card.turn_button.click()
    card.recode.go_button.click()
    assert card.recode.error_label.text() == "“导出台账”还在进行，做完以后再办"
    assert card.recode.go_button.isEnabled()
    gate.set()
    qtbot.waitUntil(lambda: not tasks.is_busy)
    card.recode.leave_button.click()
    assert card.acts.isVisible()
