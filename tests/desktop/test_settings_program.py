"""The settings of the program itself: where the data lies, copies and checks, look, what it is made of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from gkcase.desktop.app import POINTS_KEY, SCHEME_KEY, make_desktop
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.pages import Page, Stop
from gkcase.desktop.screens.settings import SettingsScreen
from gkcase.desktop.settings_about import AboutSection, installed
from gkcase.desktop.settings_look import LookSection
from gkcase.desktop.settings_store import Checked, StoreSection
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import look
from gkcase.services.checking import Finding, Report
from gkcase.services.keeping import last_backup
from gkcase.services.office import Office
from gkcase.storage.tables import CaseCopy
from tests.desktop.settings_window import said
from tests.desktop.small_office import Visited


@pytest.fixture
def screen(shell: Shell) -> SettingsScreen:
    page = shell.page("settings")
    assert isinstance(page, SettingsScreen)
    return page


@pytest.fixture
def store(screen: SettingsScreen, qtbot: QtBot) -> StoreSection:
    screen.visit("store")
    section = screen.current
    assert isinstance(section, StoreSection)
    qtbot.waitUntil(lambda: section.health_label.text() == "本机存储正常")
    return section


# -- storage ------------------------------------------------------------------------------------------------------


def test_storage_says_where_and_how_it_is(store: StoreSection, office: Office) -> None:
    assert str(office.store.path) in store.path_label.text()
    assert store.backup_label.text() == "还没有备份"


def test_a_copy_is_made_where_the_officer_says(
    store: StoreSection,
    shell: Shell,
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    asked: list[str] = []

    def choose(_: object, __: str, start: str, *___: object, **____: object) -> tuple[str, str]:
        asked.append(start)
        return str(tmp_path / "备份"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    store.backup_button.click()
    assert not store.backup_button.isEnabled()
    qtbot.waitUntil(lambda: (tmp_path / "备份.gkdb").is_file() and store.backup_button.isEnabled())
    assert asked[0].endswith("清河县云溪镇人民政府_备份_20261208.gkdb")
    assert said(shell).startswith("备份已写好并验证")
    assert last_backup(office)
    qtbot.waitUntil(lambda: store.backup_label.text().endswith("已验证可恢复"))


def test_a_copy_that_would_overwrite_is_refused_beside_the_button(
    store: StoreSection, tmp_path: Path, qtbot: QtBot
) -> None:
    there = tmp_path / "别的.gkdb"
    there.write_bytes(b"precious")
    store.back_up(there)
    qtbot.waitUntil(lambda: store.backup_error.text().startswith("已有同名文件，没有覆盖"))
    assert there.read_bytes() == b"precious"
    assert store.backup_button.isEnabled()


def test_the_check_tells_that_all_agrees(store: StoreSection, qtbot: QtBot) -> None:
    store.check_button.click()
    assert store.check_label.text() == "正在检查…"
    qtbot.waitUntil(store.check_button.isEnabled)
    assert store.check_label.text() == "4件案件、5条经过全部核对无误"
    assert store.finding_list.isHidden()


def test_what_the_check_finds_is_listed_and_leads_to_the_case(store: StoreSection, shell: Shell) -> None:
    found = Finding("〔2026〕2号", "附件与登记时不同"), Finding("", "审计链在第3条断开")
    report = Report(4, 5, found)
    store.show_checked(Checked(report, ((found[0], 2), (found[1], None))))
    assert store.check_label.text().startswith("4件案件、5条经过中发现2处问题")
    assert [store.finding_list.item(place).text() for place in range(2)] == [
        "〔2026〕2号：附件与登记时不同",
        "审计链在第3条断开",
    ]
    store.finding_list.itemActivated.emit(store.finding_list.item(1))
    assert shell.here == Stop("settings")
    store.finding_list.itemActivated.emit(store.finding_list.item(0))
    assert shell.here == Stop("case", 2)


def test_a_damaged_case_is_found(store: StoreSection, office: Office, qtbot: QtBot) -> None:
    with office.unasked() as session:
        session.execute(update(CaseCopy).where(CaseCopy.case_id == 3).values(due_on=date(2030, 1, 1)))
    store.check()
    qtbot.waitUntil(store.finding_list.isVisible)
    assert "〔2026〕3号" in store.finding_list.item(0).text()
    assert "2030-01-01" in store.finding_list.item(0).text()


# -- look ---------------------------------------------------------------------------------------------------------


def test_colours_and_size_are_asked_of_the_shell_at_once(
    screen: SettingsScreen, shell: Shell, qtbot: QtBot
) -> None:
    screen.visit("look")
    section = screen.current
    assert isinstance(section, LookSection)
    assert (section.scheme_row.code, section.points, section.points_label.text()) == (
        "system",
        10.5,
        "10.5 磅",
    )
    wanted: list[tuple[str, float]] = []
    shell.look_wanted.connect(lambda scheme, points: wanted.append((scheme, points)))
    section.scheme_row.buttons["dark"].click()
    assert wanted == [("dark", 10.5)]
    QTest.keyClick(section.size_slider, Qt.Key.Key_Right)
    QTest.keyClick(section.size_slider, Qt.Key.Key_End)
    assert section.points_label.text() == "20 磅"
    qtbot.waitUntil(lambda: wanted[-1] == ("dark", 20.0))
    assert len(wanted) == 2  # one change for the whole way
    section.standard_button.click()
    qtbot.waitUntil(lambda: wanted[-1] == ("dark", 10.5))


def test_the_desktop_remembers_the_look(
    tmp_path: Path, wardrobe: Wardrobe, qapp: QApplication, qtbot: QtBot
) -> None:
    desktop = make_desktop(tmp_path / "window.ini")
    shell = desktop.shell([Page("desk", "工作台", "desk", lambda _: Visited())])
    qtbot.addWidget(shell)
    shell.look_wanted.emit("dark", 14.0)
    try:
        assert (look.scheme, look.points) == ("dark", 14.0)
        assert desktop.settings.value(SCHEME_KEY) == "dark"
        assert float(str(desktop.settings.value(POINTS_KEY))) == 14.0
    finally:
        desktop.close()
        wardrobe.choose_scheme("light")


# -- about --------------------------------------------------------------------------------------------------------


def test_about_names_versions_licences_and_changes(screen: SettingsScreen) -> None:
    screen.visit("about")
    section = screen.current
    assert isinstance(section, AboutSection)
    assert "GKCase 0." in section.version_label.text()
    assert "2026年" in section.law_label.text()
    assert "未发布" in section.change_browser.toPlainText()
    assert installed("PySide6-Essentials") == "6.9.3"
    assert installed("no-such-package") == "未安装"
