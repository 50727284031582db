"""导出全部 and 导入全部 in the settings: with a reason out, only into an empty office in."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gkcase.desktop.move_card import MoveCard
from gkcase.desktop.screens.settings import SettingsScreen
from gkcase.desktop.settings_store import StoreSection
from gkcase.desktop.tasks import Tasks
from gkcase.services.office import Office
from gkcase.services.queries import counts
from tests.desktop.settings_window import said, shell_with_settings
from tests.desktop.small_office import small_office


def card_of(office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> MoveCard:
    shell = shell_with_settings(office, tasks, settings)
    qtbot.addWidget(shell)
    page = shell.page("settings")
    assert isinstance(page, SettingsScreen)
    page.visit("store")
    section = page.current
    assert isinstance(section, StoreSection)
    qtbot.waitUntil(lambda: bool(section.move_card.import_note.text()))
    return section.move_card


def test_everything_leaves_with_a_reason_and_comes_into_an_empty_office(
    office: Office,
    tasks: Tasks,
    settings: QSettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    card = card_of(office, tasks, settings, qtbot)
    assert not card.import_button.isEnabled()
    assert "只能用于刚建立的空单位" in card.import_note.text()
    asked: list[str] = []

    def choose(_: object, __: str, start: str, *___: object) -> tuple[str, str]:
        asked.append(start)
        return str(tmp_path / "全部"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    card.export_button.click()
    assert card.error_label.text().startswith("导出的文件含全部个人信息，请先写明为什么导出")
    assert not asked
    card.reason_edit.setText("更换电脑")
    card.export_button.click()
    file = tmp_path / "全部.gkbak"
    qtbot.waitUntil(lambda: file.is_file() and card.export_button.isEnabled())
    assert asked[0].endswith("清河县云溪镇人民政府_导出全部_20261208.gkbak")
    assert card.reason_edit.text() == ""
    assert card.error_label.isHidden()

    (tmp_path / "new").mkdir()
    with small_office(tmp_path / "new", cases=False) as empty:
        other = card_of(empty, tasks, settings, qtbot)
        assert other.import_button.isEnabled()
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
        heard: list[str] = []
        other.told.connect(lambda change: heard.append(change.said))
        other.import_button.click()
        qtbot.waitUntil(lambda: bool(heard))
        assert heard == ["已导入清河县云溪镇人民政府的4件案件、附件和文书0份，核对无误"]
        qtbot.waitUntil(lambda: "不能导入" in other.import_note.text())
        assert counts(empty).all == 4


def test_what_went_wrong_stands_beside_the_buttons(
    office: Office, tasks: Tasks, settings: QSettings, tmp_path: Path, qtbot: QtBot
) -> None:
    card = card_of(office, tasks, settings, qtbot)
    card.export_to(tmp_path / "nowhere" / "全部.gkbak")
    qtbot.waitUntil(lambda: "不存在，“全部.gkbak”没有写成" in card.error_label.text())
    assert card.export_button.isEnabled()
    junk = tmp_path / "junk.gkbak"
    junk.write_bytes(b"junk")
    card.import_from(junk)
    qtbot.waitUntil(lambda: "只能用于刚建立的空单位" in card.error_label.text())
    assert said(card._shell) == ""
