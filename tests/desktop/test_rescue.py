"""救援: a database that is damaged in any way is told in a sentence, stays as it is, and its copies lead back."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gkcase.desktop.app import make_desktop
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.program import Program
from gkcase.desktop.rescue_card import RescueCard
from gkcase.desktop.screens.opening import OpeningScreen
from gkcase.desktop.shell import Shell
from gkcase.domain.terms import Event
from gkcase.services import handling, intake
from gkcase.services.backups import Why, make_copy
from gkcase.services.checking import check_office
from gkcase.services.office import Office, create_office, open_office
from gkcase.storage import vault
from tests.desktop.small_office import PROFILE
from tests.services.requests import POSTED

TODAY = date(2026, 12, 8)
Harm = Callable[[Path], object]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 + 100])


def noise(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(random.Random(5).randbytes(100) + content[100:])


def pages(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 60] = b"\x55" * (4096 * 59)
    path.write_bytes(content)


HARMS: dict[str, Harm] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut": cut,
    "foreign": lambda path: path.write_bytes(b"PK\x03\x04" + b"letter" * 3000),
    "headerless": noise,
    "gone": Path.unlink,
    "pages": pages,
}


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "encrypted"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a proven copy, and two acts since."""
    path = tmp_path_factory.mktemp("model") / "office.gkdb"
    office = create_office(path, PROFILE, today=lambda: TODAY, acting="李某", encrypted=request.param)
    intake.register(office, POSTED)
    make_copy(office, Why.TIMED)
    handling.record(office, 1, Event.NOTED, on=TODAY, facts={"note": "来电"})
    intake.register(office, POSTED)
    office.close()
    return path


@pytest.fixture
def database(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that office of one's own."""
    monkeypatch.setattr("gkcase.desktop.program.data_folder", lambda: tmp_path)
    monkeypatch.setattr("gkcase.settings.data_folder", lambda: tmp_path)
    return Path(shutil.copytree(model.parent, tmp_path / "office")) / model.name


@pytest.fixture
def begin(tmp_path: Path, qtbot: QtBot, wardrobe: Wardrobe) -> Iterator[Callable[[Path], Program]]:
    started: list[Program] = []

    def start(path: Path) -> Program:
        made = Program(make_desktop(tmp_path / "window.ini"), str(path))
        started.append(made)
        made.start()
        return made

    yield start
    for made in started:
        if made.window is not None:
            made.window.close()
        made.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def card_of(running: Program, qtbot: QtBot) -> RescueCard:
    def found() -> RescueCard | None:
        window = running.window
        return window.findChild(RescueCard) if isinstance(window, OpeningScreen) else None

    qtbot.waitUntil(lambda: (card := found()) is not None and card.isVisible(), timeout=10_000)
    card = found()
    assert card is not None
    return card


def office_of(running: Program, qtbot: QtBot) -> Office:
    qtbot.waitUntil(lambda: isinstance(running.window, Shell), timeout=10_000)
    assert running.office is not None
    return running.office


@pytest.mark.parametrize("kind", HARMS)
def test_a_damaged_file_leads_to_its_copies_and_stays_as_it_is(
    kind: str, database: Path, begin: Callable[[Path], Program], qtbot: QtBot
) -> None:
    HARMS[kind](database)
    left = database.read_bytes() if database.exists() else b""
    running = begin(database)
    card = card_of(running, qtbot)
    window = running.window
    assert isinstance(window, OpeningScreen)
    assert window.sentence_label.text().count("。") <= 1
    assert "程序出错" not in window.sentence_label.text()
    assert window.notice_bar.isHidden()
    assert len(card.buttons) == 1
    assert card.since_label.text().startswith("最近一份备份以后还保存过")
    listed = [card.since_list.item(row).text() for row in range(card.since_list.count())]
    assert any("〔2026〕1号" in line and Event.NOTED.label in line for line in listed)
    assert any("〔2026〕2号" in line and Event.RECEIVED.label in line for line in listed)
    assert not any("陈" in line or "李某" in line for line in listed)
    card.buttons[0].click()
    office = office_of(running, qtbot)
    assert check_office(office).cases == 1
    assert office.store.path is not None
    assert office.store.path.name.startswith("office_恢复_")
    assert (database.read_bytes() if database.exists() else b"") == left


def test_a_lost_key_file_is_told_and_the_copy_brings_it_back(
    database: Path, begin: Callable[[Path], Program], qtbot: QtBot
) -> None:
    if not vault.key_file(database).exists():
        return
    vault.key_file(database).unlink()
    running = begin(database)
    card = card_of(running, qtbot)
    assert isinstance(running.window, OpeningScreen)
    assert "钥匙文件" in running.window.sentence_label.text()
    card.buttons[0].click()
    assert check_office(office_of(running, qtbot)).ok


def test_without_copies_one_from_elsewhere_helps_and_what_is_none_is_refused(
    database: Path,
    begin: Callable[[Path], Program],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    folder = database.with_name("office.gkdb.backups")
    [copy] = folder.glob("*.gkdb")
    for path in folder.glob(f"{copy.name}*"):
        shutil.move(path, stick / path.name)
    database.write_bytes(b"")
    running = begin(database)
    card = card_of(running, qtbot)
    assert card.buttons == []
    assert "旁边没有自动备份" in card.since_label.text()
    assert isinstance(running.window, OpeningScreen)
    chosen = [str(tmp_path / "window.ini"), str(stick / copy.name)]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (chosen.pop(0), ""))
    (tmp_path / "window.ini").write_text("no copy", "utf-8")
    card.other_button.click()
    qtbot.waitUntil(running.window.notice_bar.isVisible)
    assert card.other_button.isEnabled()
    card.other_button.click()
    assert check_office(office_of(running, qtbot)).ok


def test_what_copies_do_not_help_against_offers_none(
    database: Path, begin: Callable[[Path], Program], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gkcase.storage.opening.is_network_share", lambda _: True)
    monkeypatch.setattr("gkcase.desktop.program.first_look", lambda *_: None)
    running = begin(database)
    qtbot.waitUntil(
        lambda: isinstance(running.window, OpeningScreen) and running.window.again_button.isVisible()
    )
    assert isinstance(running.window, OpeningScreen)
    assert "网络共享" in running.window.sentence_label.text()
    assert running.window.findChild(RescueCard) is None


def test_a_file_copied_alone_while_open_is_recognised(
    database: Path, begin: Callable[[Path], Program], qtbot: QtBot
) -> None:
    """A copy of the .gkdb alone lacks what stands in the write-ahead log; the journal beside it tells."""
    office = open_office(database, today=lambda: TODAY)
    alone = database.read_bytes()
    handling.record(office, 1, Event.NOTED, on=TODAY, facts={"note": "来电"})
    office.close()
    database.write_bytes(alone)
    running = begin(database)
    office_of(running, qtbot)
    shell = running.window
    assert isinstance(shell, Shell)
    qtbot.waitUntil(lambda: "数据库里缺少最近" in shell.notice_bar.words.text(), timeout=10_000)
    assert "数据库缺少已保存的内容" in shell.health_label.text()
