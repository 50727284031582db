"""文书模板: an officer changes a letter's template in Word, has it looked over, puts the built-in one back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from gkcase.desktop import letter_out
from gkcase.desktop.badges import MARK_ROLE
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.pages import Page
from gkcase.desktop.screens import templates as module
from gkcase.desktop.screens.templates import TemplatesScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.desktop.template_table import COLUMNS, STATE, TemplateTable
from gkcase.desktop.template_view import EMPTIEST, LONGEST, NO_LETTER, NO_PAGES, PAGES
from gkcase.domain.terms import Role
from gkcase.services.letters import template_path
from gkcase.services.office import Change, Office, Topic
from gkcase.services.people import save_person
from gkcase.services.template_trial import templates
from gkcase.services.templates import check_up, template_lines
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the office's own templates; nothing is opened in earnest."""
    folder = tmp_path / "letters"
    monkeypatch.setattr(module, "own_templates", lambda: folder)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: True)
    monkeypatch.setattr(letter_out, "find_soffice", lambda: None)
    return folder


@pytest.fixture
def shell(office: Office, own: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Shell:
    page = Page("templates", "文书模板", "letters", lambda shell: TemplatesScreen(office, shell))
    made = Shell([page], tasks, settings, office.today)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def screen_at(shell: Shell, qtbot: QtBot, name: str = "receipt") -> TemplatesScreen:
    """The screen, with one template looked over."""
    shell.go("templates", name)
    screen = shell.page("templates")
    assert isinstance(screen, TemplatesScreen)
    settled(screen, qtbot, name)
    return screen


def settled(screen: TemplatesScreen, qtbot: QtBot, name: str) -> None:
    def done() -> bool:
        line, found = screen.current(), screen.view._checkup
        return line is not None and line.name == name and found is not None and found.path == line.path

    qtbot.waitUntil(done, timeout=10_000)


def findings(screen: TemplatesScreen) -> list[str]:
    return [screen.view.finding_list.item(row).text() for row in range(screen.view.finding_list.count())]


def changed(folder: Path, name: str, text: str) -> Path:
    """The own template, saved by Word with one more paragraph."""
    path = folder / f"{name}.docx"
    document = Document(str(path if path.is_file() else template_path(name)))
    document.add_paragraph(text)
    folder.mkdir(exist_ok=True)
    document.save(str(path))
    return path


def state(screen: TemplatesScreen, name: str) -> object:
    return screen.table.index(screen.table.row_of(name), STATE).data(MARK_ROLE)


def test_every_template_is_listed_with_its_state(shell: Shell, own: Path, qtbot: QtBot) -> None:
    screen = screen_at(shell, qtbot)
    assert screen.table.rowCount() == len(templates())
    assert screen.count_label.text() == f"{len(templates())} 种，本单位的 0 种"
    assert state(screen, "receipt") == ("", "内置")
    assert screen.name_label.text() == "政府信息公开申请登记回执"
    assert screen.letters_label.text() == "用于：登记回执；文件：receipt.docx"
    assert "用的是内置模板" in screen.state_label.text()
    assert not screen.restore_button.isEnabled()
    assert screen.restore_button.toolTip() == "用的就是内置模板"
    assert findings(screen)[0].startswith("没有发现问题")
    assert "主送（addressee）：正文" in findings(screen)


def test_a_template_is_changed_in_word_looked_over_used_and_put_back(
    shell: Shell, own: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """打开修改 → 在Word里写错一个字段 → 体检说出来 → 改好 → 体检通过 → 恢复内置。"""
    opened: list[str] = []

    def remember(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", remember)
    screen = screen_at(shell, qtbot)
    screen.template_view.setFocus()
    QTest.keyClick(screen.template_view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened == [str(own / "receipt.docx")])
    qtbot.waitUntil(lambda: state(screen, "receipt") == ("soon", "需检查"))
    assert "还没有体检" in screen.state_label.text()
    changed(own, "receipt", "{{ adressee }}")
    screen.check_button.click()
    qtbot.waitUntil(lambda: state(screen, "receipt") == ("late", "有错误"))
    settled(screen, qtbot, "receipt")
    assert findings(screen)[0] == "错误：正文有未知字段“adressee”，是不是“addressee”"
    assert "其中 1 种还不能用" in screen.count_label.text()
    screen.view.turn_to(LONGEST)
    assert screen.view.text_edit.toPlainText() == NO_LETTER
    shutil.copy(template_path("receipt"), own / "receipt.docx")
    changed(own, "receipt", "本镇自己的回执")
    QTest.keyClick(screen.template_view, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: state(screen, "receipt") == ("safe", "本单位"))
    assert shell.notice_bar.words.text() == "政府信息公开申请登记回执：可用"
    settled(screen, qtbot, "receipt")
    screen.view.turn_to(EMPTIEST)
    assert "本镇自己的回执" in screen.view.text_edit.toPlainText()
    screen.restore_button.click()
    qtbot.waitUntil(lambda: state(screen, "receipt") == ("", "内置"))
    assert "已恢复内置模板，原来的文件移到了" in shell.notice_bar.words.text()
    assert len(list((own / "停用").iterdir())) == 1


def test_whoever_comes_back_from_word_sees_what_changed(
    shell: Shell, own: Path, office: Office, qtbot: QtBot
) -> None:
    changed(own, "receipt", "甲")
    check_up(office, own, "receipt")
    screen = screen_at(shell, qtbot)
    assert state(screen, "receipt") == ("safe", "本单位")
    changed(own, "receipt", "乙")
    shell.activateWindow()
    QApplication.processEvents()
    screen.look_up()
    qtbot.waitUntil(lambda: state(screen, "receipt") == ("soon", "需检查"))
    shutil.copy(template_path("receipt"), own / "receipt.docx")
    check_up(office, own, "receipt")
    screen.react(Change(Topic.SETTINGS))
    qtbot.waitUntil(lambda: state(screen, "receipt") == ("safe", "本单位"))


def test_another_line_is_another_template(shell: Shell, own: Path, qtbot: QtBot) -> None:
    screen = screen_at(shell, qtbot)
    screen.template_view.setFocus()
    QTest.keyClick(screen.template_view, Qt.Key.Key_Down)
    line = screen.current()
    assert line is not None
    assert line.name != "receipt"
    settled(screen, qtbot, line.name)
    assert screen.name_label.text() == line.title


def test_only_the_administrator_lets_templates_in(
    shell: Shell, own: Path, office: Office, qtbot: QtBot
) -> None:
    save_person(office, "吴某", roles=[Role.ADMINISTRATOR])
    changed(own, "receipt", "甲")
    screen = screen_at(shell, qtbot)
    screen.check_button.click()
    qtbot.waitUntil(lambda: "请由吴某办理" in shell.notice_bar.words.text())
    settled(screen, qtbot, "receipt")
    assert state(screen, "receipt") == ("soon", "需检查")
    screen.check_all_button.click()
    qtbot.waitUntil(lambda: screen.check_all_button.isEnabled())
    assert state(screen, "receipt") == ("soon", "需检查")


def test_all_templates_are_looked_over_in_one_go(shell: Shell, own: Path, qtbot: QtBot) -> None:
    changed(own, "receipt", "{{ nothing }}")
    screen = screen_at(shell, qtbot)
    screen.check_all_button.click()
    assert not screen.check_all_button.isEnabled()
    qtbot.waitUntil(lambda: screen.check_all_button.isEnabled(), timeout=30_000)
    said = f"体检了{len(templates())}个模板，1个有错误：政府信息公开申请登记回执"
    assert shell.notice_bar.words.text() == said


def drop(screen: TemplatesScreen, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    actions, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPointF(9, 9).toPoint(), actions, data, left, none)
    screen.dragEnterEvent(entering)
    assert entering.isAccepted()
    screen.dropEvent(QDropEvent(QPointF(9, 9), actions, data, left, none))


def test_a_template_of_another_office_is_dropped_on_the_page(
    shell: Shell, own: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "from").mkdir()
    source = changed(tmp_path / "from", "withdrawal", "县里统一的")
    screen = screen_at(shell, qtbot)
    drop(screen, source)
    qtbot.waitUntil(lambda: state(screen, "withdrawal") == ("safe", "本单位"))
    settled(screen, qtbot, "withdrawal")
    assert (own / "withdrawal.docx").is_file()
    named_otherwise = source.rename(tmp_path / "from" / "回执.docx")
    shutil.copy(template_path("receipt"), named_otherwise)
    screen.template_view.setCurrentIndex(screen.table.index(screen.table.row_of("receipt"), 0))
    drop(screen, named_otherwise)
    qtbot.waitUntil(lambda: state(screen, "receipt") == ("safe", "本单位"))


def test_what_is_no_template_stays_outside(shell: Shell, own: Path, tmp_path: Path, qtbot: QtBot) -> None:
    screen = screen_at(shell, qtbot)
    drop(screen, tmp_path / "a.docx", tmp_path / "b.docx")
    assert shell.notice_bar.words.text() == "一次请拖入一个.docx模板文件"
    (tmp_path / "old.docx").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    drop(screen, tmp_path / "old.docx")
    qtbot.waitUntil(lambda: "是旧格式（.doc）的文件" in shell.notice_bar.words.text())
    assert not own.exists()


def test_a_template_is_chosen_in_a_dialog(shell: Shell, own: Path, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "from").mkdir()
    source = changed(tmp_path / "from", "receipt", "选来的")
    screen = screen_at(shell, qtbot)
    screen.import_button.click()
    [dialog] = [each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog)]
    dialog.fileSelected.emit(str(source))
    dialog.done(0)
    qtbot.waitUntil(lambda: state(screen, "receipt") == ("safe", "本单位"))


def test_a_computer_without_word_is_told_where_the_file_lies(
    shell: Shell, own: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: False)
    screen = screen_at(shell, qtbot)
    screen.edit_button.click()
    qtbot.waitUntil(lambda: "没有能打开Word文书的程序" in shell.notice_bar.words.text())
    assert str(own / "receipt.docx") in shell.notice_bar.words.text()
    screen.folder_button.click()
    assert shell.notice_bar.words.text() == f"本单位的模板放在 {own}"


def test_pages_are_drawn_where_libreoffice_is(
    shell: Shell, own: Path, qtbot: QtBot, paper: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = screen_at(shell, qtbot)
    monkeypatch.setattr(letter_out, "find_soffice", lambda: None)
    screen.view.turn_to(PAGES)
    assert screen.view.page_label.text() == NO_PAGES
    screen.view.turn_to(LONGEST)
    monkeypatch.setattr(letter_out, "find_soffice", lambda: Path("soffice"))
    screen.view.turn_to(PAGES)
    qtbot.waitUntil(lambda: len(screen.view.pages) == 1)
    assert screen.view.page_label.text() == "最长的示例，共1页"
    [page] = screen.view.pages
    assert not page.pixmap().isNull()


def test_the_table_is_a_sound_model(office: Office, own: Path) -> None:
    table = TemplateTable()
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table.show(template_lines(office, own))
    assert tester.model() is table
    assert [table.headerData(column, Qt.Orientation.Horizontal) for column in range(2)] == list(COLUMNS)
    assert table.index(0, 0).data() == "政府信息公开申请表"
    assert table.index(0, STATE).data() == "内置"
    assert table.index(0, 0).data(Qt.ItemDataRole.ToolTipRole).endswith("（application_form.docx）")


@pytest.mark.parametrize("points", [10.5, 20.0])
def test_the_page_can_be_read_named_and_reached_at_any_size(
    shell: Shell, own: Path, wardrobe: Wardrobe, qtbot: QtBot, points: float
) -> None:
    changed(own, "receipt", "{{ nothing }}")
    wardrobe.resize_type(points)
    screen = screen_at(shell, qtbot)
    QApplication.processEvents()
    assert clipped(screen) == []
    assert nameless(screen) == []
    assert out_of_reach(shell) == []
    assert doubled_keys(screen) == []
    assert shell.width() == 1280
