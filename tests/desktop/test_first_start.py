"""The first start: three questions, answered once, refused beside the field that is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.printing import Sheet, save_pdf
from gkcase.desktop.recovery_page import RecoveryPage
from gkcase.desktop.screens.first_start import FILE_NAME, FirstStart
from gkcase.desktop.tasks import Tasks
from gkcase.desktop.tokens import sp
from gkcase.domain.terms import Role
from gkcase.services.keys import unlock_with_code
from gkcase.services.office import open_office
from gkcase.services.people import persons
from gkcase.services.recovery_kept import code_is_kept, protection
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.test_printing import text_of


@pytest.fixture
def asking(tasks: Tasks, tmp_path: Path, qtbot: QtBot) -> FirstStart:
    made = FirstStart(tasks, tmp_path / "data")
    qtbot.addWidget(made)
    made.resize(1000, 760)
    made.show()
    return made


def answer(asking: FirstStart) -> None:
    """Without encryption, unless a test is about it: it has a page of its own afterwards."""
    asking.seal_box.setChecked(False)
    asking.name_edit.setText("清河县云溪镇人民政府")
    asking.short_edit.setText("云公开")
    asking.person_edit.setText("李某")


def test_what_is_missing_is_said_beside_its_field(asking: FirstStart) -> None:
    asking.start_button.click()
    assert asking.name_error.text() == "请填写单位名称"
    assert asking.short_error.text() == "请填写文号简称，如“云公开”"
    assert asking.person_error.text() == "请填写您的姓名"
    assert not asking.review_error.isVisible()
    assert asking.name_edit.hasFocus()
    assert asking.name_edit.property("wrong")
    asking.name_edit.setText("清河")
    assert not asking.name_error.isVisible()
    assert not asking.name_edit.property("wrong")


def test_three_answers_make_an_office(asking: FirstStart, qtbot: QtBot, tmp_path: Path) -> None:
    answer(asking)
    with qtbot.waitSignal(asking.ready) as made:
        asking.start_button.click()
    assert made.args == [str(tmp_path / "data" / FILE_NAME), "李某"]
    office = open_office(made.args[0])
    assert (office.profile.name, office.profile.short, office.profile.court) == (
        "清河县云溪镇人民政府",
        "云公开",
        "",
    )
    assert [(person.name, *person.roles) for person in persons(office)] == [("李某", Role.CLERK)]
    office.close()


def test_the_head_and_the_remedy_bodies_may_be_named_at_once(asking: FirstStart, qtbot: QtBot) -> None:
    answer(asking)
    asking.head_edit.setText("赵某")
    asking.review_edit.setText("清河县人民政府")
    asking.court_edit.setText("清河县人民法院")
    with qtbot.waitSignal(asking.ready) as made:
        QTest.keyClick(asking.court_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    office = open_office(made.args[0])
    assert (office.profile.review_body, office.profile.court) == ("清河县人民政府", "清河县人民法院")
    assert [(person.name, *person.roles) for person in persons(office)] == [
        ("李某", Role.CLERK),
        ("赵某", Role.HEAD),
    ]
    office.close()


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("head", "李某", "起草人不能自己签发"),
        ("short", "云公开〔2026〕", "不要写括号和年份"),
        ("short", "字" * 21, "最多20个字"),
        ("name", "云溪\u0000镇", "“单位名称”第3个字符"),
        ("place", "", "请选择数据文件夹"),
        ("place", "data", "完整的文件夹路径"),
    ],
)
def test_a_wrong_answer_is_refused_beside_its_field(
    asking: FirstStart, tmp_path: Path, field: str, text: str, sentence: str
) -> None:
    answer(asking)
    getattr(asking, f"{field}_edit").setText(text)
    asking.start_button.click()
    assert sentence in getattr(asking, f"{field}_error").text()
    assert getattr(asking, f"{field}_edit").hasFocus()
    assert not (tmp_path / "data").exists()


def test_an_office_that_is_there_is_never_replaced(asking: FirstStart, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / FILE_NAME).write_bytes(b"here")
    answer(asking)
    asking.start_button.click()
    assert "已经有数据库" in asking.place_error.text()
    assert (tmp_path / "data" / FILE_NAME).read_bytes() == b"here"


def test_a_place_that_cannot_be_made_is_told_beside_it(
    asking: FirstStart, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "data").write_bytes(b"a file")
    answer(asking)
    asking.start_button.click()
    assert not asking.start_button.isEnabled()
    qtbot.waitUntil(asking.place_error.isVisible)
    assert "这不是文件夹" in asking.place_error.text()
    assert asking.start_button.isEnabled()


def test_the_folder_can_be_chosen(
    asking: FirstStart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "other"))
    asking.place_button.click()
    assert asking.place_edit.text() == str(tmp_path / "other")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    asking.place_button.click()
    assert asking.place_edit.text() == str(tmp_path / "other")


# -- encrypted ------------------------------------------------------------------------------------------------


def test_enter_presses_buttons_and_does_not_take_the_encryption_off(asking: FirstStart, qtbot: QtBot) -> None:
    asking.seal_box.setFocus()
    QTest.keyClick(asking.seal_box, Qt.Key.Key_Return)
    assert asking.seal_box.isChecked()
    asking.start_button.setFocus()
    QTest.keyClick(asking.start_button, Qt.Key.Key_Return)
    assert asking.name_error.text()


def code_page(asking: FirstStart, qtbot: QtBot) -> RecoveryPage:
    """Answer, and come to the page with the recovery code."""
    assert asking.seal_box.isChecked()
    answer(asking)
    asking.seal_box.setChecked(True)
    asking.start_button.click()
    qtbot.waitUntil(lambda: asking.recovery is not None)
    assert asking.recovery is not None
    asking.activateWindow()
    qtbot.waitUntil(asking.recovery.isVisible)
    qtbot.waitUntil(asking.isActiveWindow)
    return asking.recovery


def code_on(page: RecoveryPage) -> str:
    return " ".join(line.text() for line in page.card.lines)


def test_the_recovery_code_is_shown_once_printed_and_put_away(
    asking: FirstStart, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets: list[Sheet] = []
    monkeypatch.setattr("gkcase.desktop.recovery_sheet.preview", lambda sheet, _: sheets.append(sheet))
    page = code_page(asking, qtbot)
    code = code_on(page)
    assert re.fullmatch(r"(\w{4}  ){3}\w{4} (\w{4}  ){2}\w{4}", code)
    assert not asking.scroll_area.isVisible()
    assert " ".join(code.split()[0]) in page.card.code_frame.accessibleDescription()
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert [sheet.title for sheet in sheets] == ["恢复码 清河县云溪镇人民政府"]
    save_pdf(sheets[0], tmp_path / "code.pdf")
    printed = text_of(tmp_path / "code.pdf")
    for words in (*code.split(), "清河县云溪镇人民政府", FILE_NAME, "保险柜", "保管人"):
        assert words in printed
    assert page.card.kept_button.hasFocus()
    with qtbot.waitSignal(asking.ready) as made:
        QTest.keyClick(page.card.kept_button, Qt.Key.Key_Return)
    database = Path(made.args[0])
    assert not database.read_bytes().startswith(b"SQLite format 3")
    assert unlock_with_code(database, code.lower(), remember=False)
    office = open_office(database)
    assert code_is_kept(office)
    office.close()
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".pdf"]
    assert not any(code.split()[0].encode() in path.read_bytes() for path in kept)


def test_who_prints_the_code_later_is_let_go_on(asking: FirstStart, qtbot: QtBot) -> None:
    page = code_page(asking, qtbot)
    with qtbot.waitSignal(asking.ready) as made:
        page.card.later_button.click()
    office = open_office(made.args[0])
    found = protection(office)
    assert found is not None
    assert (found.words, found.sound) == ("已加密·钥匙在本机文件·恢复码未封存", False)
    office.close()


@pytest.mark.parametrize("points", [10.5, 20])
def test_the_page_of_the_code_fits_large_type(
    asking: FirstStart, wardrobe: Wardrobe, qtbot: QtBot, points: float
) -> None:
    wardrobe.resize_type(points)
    asking.resize(sp(1000), sp(760))
    page = code_page(asking, qtbot)
    qtbot.wait(50)
    assert nameless(page) == []
    assert clipped(page) == []
    assert out_of_reach(asking) == []


@pytest.mark.parametrize("points", [10.5, 20])
def test_large_type_fits_and_everything_has_a_name(
    asking: FirstStart, wardrobe: Wardrobe, qtbot: QtBot, points: float
) -> None:
    wardrobe.resize_type(points)
    qtbot.wait(50)
    assert nameless(asking) == []
    assert clipped(asking) == []
    assert out_of_reach(asking) == []
    assert doubled_keys(asking) == []
