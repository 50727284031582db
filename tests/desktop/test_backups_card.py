"""自动备份: copies while work goes on and at the end; listed, restored, drilled, and red when they failed."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from gkcase.desktop import last_copy as leaving
from gkcase.desktop.backing import Backing
from gkcase.desktop.backups_card import PROVEN, BackupsCard, mark
from gkcase.desktop.badges import MARK_ROLE
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.last_copy import LeavingWindow, last_copy
from gkcase.desktop.screens.settings import SettingsScreen
from gkcase.desktop.settings_store import StoreSection
from gkcase.desktop.shell import Shell
from gkcase.domain.errors import Trouble
from gkcase.services import backups
from gkcase.services.backup_state import listed
from gkcase.services.backups import Why, folder_of, make_copy
from gkcase.services.office import Office, open_office
from gkcase.services.values import spoken_size
from gkcase.storage import manifest
from tests.desktop.settings_window import said


@pytest.fixture
def section(shell: Shell) -> StoreSection:
    page = shell.page("settings")
    assert isinstance(page, SettingsScreen)
    page.visit("store")
    found = page.current
    assert isinstance(found, StoreSection)
    return found


@pytest.fixture
def card(section: StoreSection, qtbot: QtBot) -> BackupsCard:
    qtbot.waitUntil(lambda: bool(section.backups_card.drill_label.text()))
    return section.backups_card


def copies(office: Office) -> list[manifest.CopyLine]:
    folder = folder_of(office)
    assert folder is not None
    return manifest.copies(folder)


def test_without_copies_the_card_says_so_and_why_nothing_can_be_restored(card: BackupsCard) -> None:
    assert card.empty_label.isVisible()
    assert (card.restore_button.isEnabled(), card.restore_button.toolTip()) == (False, "还没有备份")
    assert card.second_label.text() == "还没有选择"
    assert not card.stop_button.isVisible()


def test_a_copy_is_listed_restored_to_a_new_file_and_opened(
    card: BackupsCard,
    section: StoreSection,
    office: Office,
    shell: Shell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    make_copy(office, Why.TIMED)
    section.look_up()
    qtbot.waitUntil(card.restore_button.isEnabled)
    row = [card.table.index(0, place).data() for place in range(PROVEN + 1)]
    assert row[1:3] + row[4:] == ["定时", "4件、5条", "已验证"]
    assert card.table.index(0, PROVEN).data(MARK_ROLE) == ("safe", "已验证")
    assert str(tmp_path) in card.table.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    offered: list[str] = []

    def choose(_: object, __: str, start: str, *___: object, **____: object) -> tuple[str, str]:
        offered.append(Path(start).name)
        return str(tmp_path / "新"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    card.restore_button.click()
    assert re.fullmatch(r"\w+_\d{8}-\d{6}_恢复\.gkdb", offered[0])
    qtbot.waitUntil(lambda: said(shell).startswith("已恢复到"))
    opened: list[str] = []
    shell.open_wanted.connect(opened.append)
    shell.notice_bar.action_button.click()
    assert opened == [str(tmp_path / "新.gkdb")]
    restored = open_office(tmp_path / "新.gkdb")
    assert restored.profile.name == office.profile.name
    restored.close()


def test_large_type_leaves_out_size_and_reason_before_what_is_proven(
    card: BackupsCard, section: StoreSection, office: Office, wardrobe: Wardrobe, qtbot: QtBot
) -> None:
    make_copy(office, Why.TIMED)
    section.look_up()
    qtbot.waitUntil(card.view.isVisible)
    for points, width, seen in ((10.5, 860, 5), (20, 1400, 5), (20, 860, 3)):
        wardrobe.resize_type(points)
        card.setFixedWidth(width)
        qtbot.waitUntil(lambda wide=width: card.width() == wide)  # type: ignore[misc]
        header = card.view.horizontalHeader()
        shown = [place for place in range(PROVEN + 1) if not header.isSectionHidden(place)]
        assert (len(shown), shown[-1]) == (seen, PROVEN)
        assert header.length() <= card.view.viewport().width()


def test_a_copy_from_elsewhere_and_one_that_is_none(
    card: BackupsCard, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    (tmp_path / "letter.gkdb").write_bytes(b"Dear office")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(tmp_path / "letter.gkdb"), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "new.gkdb"), ""))
    card.other_button.click()
    qtbot.waitUntil(lambda: bool(card.error_label.text()))
    assert not (tmp_path / "new.gkdb").exists()


def test_a_drill_from_the_card_and_one_that_fails(
    card: BackupsCard, section: StoreSection, office: Office, shell: Shell, qtbot: QtBot
) -> None:
    line = make_copy(office, Why.TIMED)
    assert line is not None
    section.look_up()
    qtbot.waitUntil(card.drill_button.isEnabled)
    card.drill_button.setFocus()
    card.drill_button.click()
    assert not card.drill_button.isEnabled()
    qtbot.waitUntil(lambda: "恢复以后检查全部正常" in card.drill_label.text())
    assert card.drill_button.isEnabled()
    assert shell.focusWidget() is card.drill_button
    path = office.store.path
    assert path is not None
    broken = path.with_name(f"{path.name}.backups") / line.file
    broken.write_bytes(broken.read_bytes()[:8192] + b"\x55" * (line.bytes - 8192))
    card.drill_button.click()
    qtbot.waitUntil(lambda: "恢复演练发现1个问题" in card.error_label.text())
    qtbot.waitUntil(lambda: card.table.index(0, PROVEN).data(MARK_ROLE) == ("late", "演练未通过"))
    assert "请立即重新备份" in section.backup_label.text()


def test_the_second_place_is_chosen_and_given_up(
    card: BackupsCard, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(stick))
    card.second_button.click()
    qtbot.waitUntil(lambda: "还没有存过，下次自动备份时存入" in card.second_label.text())
    assert card.stop_button.isVisible()
    card.stop_button.click()
    qtbot.waitUntil(lambda: card.second_label.text() == "还没有选择")
    card.use_second(tmp_path)
    qtbot.waitUntil(lambda: "另一块磁盘" in card.error_label.text())


@pytest.mark.parametrize(("count", "words"), [(2, "1KB"), (2048, "2KB"), (3 * 1024 * 1024, "3.0MB")])
def test_sizes_for_people(count: int, words: str) -> None:
    assert spoken_size(count) == words


# -- while work goes on, and at the end ---------------------------------------------------------------------------


def test_copies_are_made_while_work_goes_on_and_a_failure_is_told_once(
    office: Office, shell: Shell, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    backing = Backing(office, shell)
    with qtbot.waitSignal(backing.done):
        backing.look()
    assert len(copies(office)) == 1
    later = datetime.now(UTC) + timedelta(minutes=31)
    monkeypatch.setattr(office, "now", lambda: later)
    with office.unasked() as session:
        office.on_record(session, "office_changed")
    monkeypatch.setattr(backups, "copy_to_folder", failing)
    told: list[object] = []
    monkeypatch.setattr(shell.notices, "tell", told.append)
    for _ in range(2):
        with qtbot.waitSignal(backing.done):
            backing._failed(Trouble("磁盘坏了"))
    assert len(told) == 1


def failing(*_: object, **__: object) -> None:
    raise Trouble("磁盘坏了")


def test_the_last_copy_holds_what_has_changed_and_only_that(office: Office, qapp: QApplication) -> None:
    last_copy(office, qapp)
    last_copy(office, qapp)
    assert [line.why for line in copies(office)] == ["exit"]


def test_a_last_copy_that_takes_a_while_is_shown_and_one_that_fails_ends_the_program_all_the_same(
    office: Office, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[bool] = []
    seen = Event()
    monkeypatch.setattr(leaving, "make_copy", lambda *_: seen.wait(10))
    monkeypatch.setattr(leaving, "PATIENCE_SECONDS", 0)

    def show(*_: object) -> None:
        shown.append(True)
        seen.set()

    monkeypatch.setattr(LeavingWindow, "showEvent", show)
    began = time.monotonic()
    last_copy(office, qapp)
    assert (shown, time.monotonic() - began < 5) == ([True], True)
    monkeypatch.setattr(leaving, "make_copy", failing)
    last_copy(office, qapp)
    monkeypatch.setattr(leaving, "changed", failing)
    last_copy(office, qapp)


def test_marks_of_copies(card: BackupsCard, office: Office) -> None:
    make_copy(office, Why.TIMED)
    [good] = copies(office)
    bad = replace(good, missing=2)
    assert mark(listed(Path(), [bad])[0]) == ("late", "缺2份文件")
