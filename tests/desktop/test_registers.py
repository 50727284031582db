"""台账: six registers, narrowed by every column, shown openly for a reason, printed, copied and exported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication
from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from gkcase.desktop import register_out, reveal
from gkcase.desktop.badges import MARK_ROLE
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.list_sheet import Head, fitted, paginated, rows_of, widths_of
from gkcase.desktop.pages import Page, Place
from gkcase.desktop.printing import print_font, save_pdf
from gkcase.desktop.register_words import paper_words, register_sheet
from gkcase.desktop.screens.registers import EMPTY, RegistersScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.domain.terms import Event
from gkcase.services.handling import record
from gkcase.services.office import Change, Office, Topic
from gkcase.services.register_fields import FIELDS, FREE, FieldKind, Register
from gkcase.services.registers import Condition, RegisterFilter, register_keys, register_lines
from gkcase.storage.tables import AuditRow
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.small_office import TODAY, Visited, small_office

K = Qt.Key


@pytest.fixture
def shell(office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Shell:
    made = Shell(
        [
            Page("registers", "台账", "registers", lambda shell: RegistersScreen(office, shell)),
            Page("case", "案件", "cases", lambda _: Visited(), Place.INSIDE, "registers"),
        ],
        tasks,
        settings,
        lambda: office.today(),
    )
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.go("registers")
    return made


@pytest.fixture
def screen(shell: Shell, qtbot: QtBot) -> RegistersScreen:
    page = shell.page("registers")
    assert isinstance(page, RegistersScreen)
    qtbot.waitUntil(lambda: page.table.rowCount() == 4)
    return page


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Office]:
    (tmp_path / "other").mkdir()
    with small_office(tmp_path / "other", cases=False) as made:
        yield made


def column(screen: RegistersScreen, key: str) -> list[str]:
    place = next(at for at, field in enumerate(screen.table.fields) if field.key == key)
    return [screen.table.index(row, place).data() for row in range(screen.table.rowCount())]


def wait_for(qtbot: QtBot, screen: RegistersScreen, key: str, words: Sequence[str]) -> None:
    qtbot.waitUntil(lambda: column(screen, key) == list(words))


def reasons(office: Office) -> list[str]:
    with office.reading() as session:
        return [row.detail for row in session.scalars(select(AuditRow).where(AuditRow.act == "revealed"))]


def test_every_case_stands_in_its_register_with_figures_above(screen: RegistersScreen, qtbot: QtBot) -> None:
    assert column(screen, "applicant") == ["刘*", "张*", "云溪合作社", "何**"]
    assert column(screen, "received_on") == ["—", "2026-12-03 周四", "2026-11-13 周五", "2026-11-09 周一"]
    qtbot.waitUntil(lambda: screen.count_label.text() == "共 4 行，在办 4，逾期 1，办结 0")
    place = next(at for at, field in enumerate(screen.table.fields) if field.key == "left")
    assert screen.table.index(3, place).data(MARK_ROLE) == ("late", "逾期 1 天")
    QAbstractItemModelTester(screen.table)


def test_a_register_of_its_own_keys_and_one_without_rows_says_what_would_be_there(
    screen: RegistersScreen, shell: Shell, qtbot: QtBot
) -> None:
    QTest.keyClick(shell, K.Key_3, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    wait_for(qtbot, screen, "number", ["〔2026〕2号"])
    assert column(screen, "words") == ["征收档案多"]
    assert column(screen, "result") == ["有效"]
    shell.go("registers", "remedies")
    qtbot.waitUntil(screen.empty_page.isVisible)
    assert (screen.empty_label.text(), screen.empty_hint.text()) == EMPTY[Register.REMEDIES]
    assert not screen.print_button.isEnabled()


def test_columns_sort_and_narrow_and_each_register_keeps_its_own(
    screen: RegistersScreen, qtbot: QtBot
) -> None:
    header = screen.row_view.horizontalHeader()
    place = next(at for at, field in enumerate(screen.table.fields) if field.key == "received_on")
    at = QPoint(header.sectionViewportPosition(place) + 20, 10)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    wait_for(qtbot, screen, "number", [f"〔2026〕{number}号" for number in (1, 2, 3, 4)])
    screen.filter_button.click()
    panel = screen.narrowing.panel
    assert panel is not None
    words = panel.controls["applicant"].focusProxy()
    assert isinstance(words, QLineEdit)
    words.setText("云")
    words.textEdited.emit("云")
    wait_for(qtbot, screen, "applicant", ["云溪合作社"])
    assert [chip.text() for chip in screen.active_filters.chips] == ["申请人含“云” ×"]
    screen.turn_to(Register.EXTENSIONS)
    qtbot.waitUntil(lambda: screen.table.rowCount() == 1)
    assert not screen.active_filters.chips
    screen.turn_to(Register.CASES)
    wait_for(qtbot, screen, "applicant", ["云溪合作社"])
    screen.active_filters.chips[0].click()
    qtbot.waitUntil(lambda: screen.table.rowCount() == 4)
    QTest.keyClick(panel, K.Key_Escape)
    assert not screen.panel_host.isVisible()


def test_days_numbers_choices_and_flags_narrow_too(screen: RegistersScreen, qtbot: QtBot) -> None:
    screen.filter_button.click()
    panel = screen.narrowing.panel
    assert panel is not None
    received, left, status, late = (panel.controls[key] for key in ("received_on", "left", "status", "late"))
    QTest.keyClicks(received.since.edit, "2026-11-10")  # type: ignore[attr-defined]
    wait_for(qtbot, screen, "number", ["〔2026〕3号", "〔2026〕2号"])
    QTest.keyClicks(left.most, "x")  # type: ignore[attr-defined]
    assert left.most.toolTip() == "请填写整数，如 3"  # type: ignore[attr-defined]
    QTest.keyClick(left.most, K.Key_Backspace)  # type: ignore[attr-defined]
    QTest.keyClicks(left.most, "18")  # type: ignore[attr-defined]
    wait_for(qtbot, screen, "number", ["〔2026〕3号"])
    status._toggle("awaiting_correction")  # type: ignore[attr-defined]
    qtbot.waitUntil(screen.empty_page.isVisible)
    assert screen.empty_label.text() == "没有符合条件的行"
    words = [chip.text() for chip in screen.active_filters.chips]
    assert words == ["收到申请之日从2026-11-10 周二 ×", "状态：待补正 ×", "剩余工作日到18 ×"]
    panel.clear_button.click()
    qtbot.waitUntil(lambda: screen.table.rowCount() == 4)
    assert received.since.edit.text() == ""  # type: ignore[attr-defined]
    late.box.setCurrentIndex(1)  # type: ignore[attr-defined]
    wait_for(qtbot, screen, "number", ["〔2026〕1号"])
    assert screen.chosen_words() == "是否逾期：是"


def test_a_year_is_chosen_from_those_that_have_rows(screen: RegistersScreen, qtbot: QtBot) -> None:
    screen.year_chip.click()
    qtbot.waitUntil(lambda: bool(screen.year_chip.findChildren(QMenu)))
    menu = screen.year_chip.findChildren(QMenu)[-1]
    assert [action.text() for action in menu.actions()] == ["全部年份", "2026年"]
    menu.actions()[1].trigger()
    menu.close()
    assert screen.filter.year == 2026
    assert (screen.year_chip.text(), screen.chosen_words()) == ("2026年 ▾", "2026年")


def test_enter_opens_the_case_and_news_are_looked_up(
    screen: RegistersScreen, shell: Shell, office: Office, qtbot: QtBot
) -> None:
    screen.row_view.setFocus()
    QTest.keyClick(screen.row_view, K.Key_Down)
    QTest.keyClick(screen.row_view, K.Key_Return)
    visited = shell.page("case")
    assert isinstance(visited, Visited)
    assert visited.visits == [3]
    record(office, 3, Event.ASSIGNED, on=TODAY, facts={"to": "周某"})
    shell.announce(Change(Topic.CASES, frozenset({3})))
    shell.go("registers")
    wait_for(qtbot, screen, "handler", ["李某", "周某", "李某", "周某"])


def test_rows_are_pasted_asleep(screen: RegistersScreen, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().clear()  # it is one for all tests
    screen.row_view.selectRow(1)
    screen.copy_rows()
    qtbot.waitUntil(lambda: "〔2026〕3号" in QGuiApplication.clipboard().text())
    [line] = QGuiApplication.clipboard().text().splitlines()
    QGuiApplication.clipboard().clear()
    cells = line.split("\t")
    assert cells[:5] == ["〔2026〕3号", "张*", "'=道路 养护 经费", "当面", "2026-12-03"]


def test_columns_are_chosen_and_their_widths_kept(
    screen: RegistersScreen, settings: QSettings, qtbot: QtBot
) -> None:
    screen.header.show_column("unit", True)
    screen.header.show_column("channel", False)
    shown = [field.key for _, field in screen.header.shown()]
    assert "unit" in shown
    assert "channel" not in shown
    assert '"channel": 0' in str(settings.value("registers/cases"))
    menu = screen.header.menu()
    assert not menu.actions()[0].isEnabled()
    screen.header.reset()
    assert "channel" in [field.key for _, field in screen.header.shown()]
    settings.setValue("registers/cases", "x")
    screen.header.arrange()
    assert "channel" in [field.key for _, field in screen.header.shown()]
    screen.narrowing.go_to("due_on")
    assert screen.narrowing.panel is not None
    assert screen.narrowing.panel.controls["due_on"].isAncestorOf(screen.focusWidget())


def test_what_can_be_done_with_a_row_or_a_column_is_offered_where_it_stands(
    screen: RegistersScreen, shell: Shell, qtbot: QtBot
) -> None:
    screen._offer_column(QPoint(20, 10))
    menu = screen.row_view.findChildren(QMenu)[-1]
    assert menu.actions()[0].text() == "筛选“编号”…"
    menu.actions()[0].trigger()
    menu.close()
    assert screen.narrowing.panel is not None
    assert screen.narrowing.panel.isVisible()
    screen._offer(QPoint(20, 10))
    menu = screen.row_view.findChildren(QMenu)[-1]
    assert [action.text() for action in menu.actions()] == ["打开案件\tEnter", "复制所选各行\tCtrl+C"]
    menu.actions()[0].trigger()
    menu.close()
    visited = shell.page("case")
    assert isinstance(visited, Visited)
    assert visited.visits == [4]


# -- personal data --------------------------------------------------------------------------------------------


def test_names_are_shown_for_a_reason_and_for_a_minute(
    screen: RegistersScreen, office: Office, qtbot: QtBot
) -> None:
    screen.reveal_button.click()
    assert screen.reason_frame.isVisible()
    screen.veil.show_button.click()
    qtbot.waitUntil(lambda: "须写明理由" in screen.veil.error_label.text())
    assert reasons(office) == []
    screen.veil.reason_edit.setText("核对名单")
    QTest.keyClick(screen.veil.reason_edit, K.Key_Return)
    wait_for(qtbot, screen, "applicant", ["刘海", "张伟", "云溪合作社", "何小明"])
    assert reasons(office) == ['{"reason":"查看台账：核对名单"}']
    assert (screen.veil.reason, screen.chosen_words()) == ("核对名单", "未遮盖个人信息")
    assert screen.veil.hiding.interval() == reveal.MINUTE_MS == 60_000
    screen.veil.hiding.timeout.emit()
    wait_for(qtbot, screen, "applicant", ["刘*", "张*", "云溪合作社", "何**"])
    assert screen.veil.reason is None
    screen.reveal_button.click()
    QTest.keyClick(screen.veil.reason_edit, K.Key_Escape)
    assert not screen.reason_frame.isVisible()


# -- out of the program ---------------------------------------------------------------------------------------


def choose(monkeypatch: pytest.MonkeyPatch, to: str) -> list[str]:
    asked: list[str] = []

    def answer(*words: object) -> tuple[str, str]:
        asked.append(str(words[2]))
        return to, ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return asked


def test_what_is_listed_leaves_as_a_workbook(
    screen: RegistersScreen, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked = choose(monkeypatch, str(tmp_path / "台账"))
    screen.choose(RegisterFilter(Register.CASES, 2026, (Condition("applicant", text="云"),)))
    screen._offer_export()
    first, second, _, third = screen.export_button.findChildren(QMenu)[-1].actions()
    first.trigger()
    qtbot.waitUntil(lambda: "已导出 1 行" in shell.notice_bar.words.text())
    assert asked[0].endswith("清河县云溪镇人民政府_2026年登记台账_20261208.xlsx")
    sheet = load_workbook(tmp_path / "台账.xlsx").worksheets[0]
    assert (sheet["A4"].value, sheet["C4"].value) == ("〔2026〕2号", "云溪合作社")
    third.trigger()
    qtbot.waitUntil(lambda: "已导出 6 行" in shell.notice_bar.words.text())
    second.trigger()
    qtbot.waitUntil(lambda: shell.notice_bar.words.text().endswith("台账.csv"))
    choose(monkeypatch, str(tmp_path / "no" / "台账.csv"))
    second.trigger()
    qtbot.waitUntil(lambda: "不存在，“台账.csv”没有写成" in shell.notice_bar.words.text())
    choose(monkeypatch, "")
    third.trigger()


def test_the_list_is_previewed_unless_it_is_too_long(
    screen: RegistersScreen, shell: Shell, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    screen.print_button.click()
    qtbot.waitUntil(lambda: bool(screen.findChildren(QPrintPreviewDialog)))
    [dialog] = screen.findChildren(QPrintPreviewDialog)
    assert "登记台账" in dialog.windowTitle()
    dialog.close()
    monkeypatch.setattr(register_out, "MOST_PRINTED", 3)
    screen.print_button.click()
    assert shell.notice_bar.words.text() == "一次最多打印 3 行，请先用“本年”等条件缩小范围"


def test_every_register_fits_the_page() -> None:
    for register, fields in FIELDS.items():
        heads = [Head(one.heading, max(one.paper, 0)) for one in fields if one.paper]
        assert sum(one.paper == FREE for one in fields) == 1, register
        assert min(widths_of(heads)) >= 300, register
        assert max(width for width, one in zip(widths_of(heads), heads, strict=True) if not one.width) >= 800


def test_paper_has_every_row_once_and_breaks_none() -> None:
    heads = [Head("编号", 860), Head("所需信息", 0), Head("剩余", 400, number=True)]
    rows = rows_of(heads, [[f"〔2026〕{n}号", "字" * (n % 90), "2026-12-18\n周五"] for n in range(120)])
    pages = paginated(rows)
    assert [row for page in pages for row in page] == rows
    assert len(pages) > 3
    assert paginated([]) == [[]]


def test_long_words_end_in_three_dots_on_paper() -> None:
    words, taken = fitted("字" * 400, 1500)
    assert taken == 3
    assert words.endswith("…")
    assert len(words) < 60
    assert fitted("短", 1500) == ("短", 1)
    assert fitted("两行\n的字", 620) == ("两行\n的字", 2)


@pytest.mark.parametrize("register", list(Register), ids=lambda register: register.value)
def test_a_day_on_paper_stands_in_one_line_with_its_weekday(register: Register) -> None:
    fields = [field for field in FIELDS[register] if field.paper]
    days = [field for field in fields if field.kind is FieldKind.DAY]
    words = paper_words(days[0], date(2028, 12, 28))
    assert words == "2028-12-28 周四"
    ink = QFont(print_font())
    ink.setPixelSize(85)
    assert QFontMetricsF(ink).horizontalAdvance(words) <= days[0].paper - 36
    for field in days:
        assert fitted(words, field.paper) == (words, 1), field.key


def test_the_printed_register_can_be_searched(office: Office, tmp_path: Path, qtbot: QtBot) -> None:
    lines = register_lines(office, Register.CASES, register_keys(office, RegisterFilter()))
    sheet = register_sheet(office, Register.CASES, lines * 12, "2026年")
    save_pdf(sheet, tmp_path / "register.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "register.pdf")
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    assert len(texts) == len(sheet.pages) > 1
    for number, text in enumerate(texts, 1):
        assert "政府信息公开申请登记台账" in text
        assert "收到申请之日" in text
        assert "2026年，共 48 条" in text
        assert "截至 2026年12月8日" in text
        assert f"{number}/{len(texts)}" in text
    assert "2026-12-07" in texts[0]
    assert "何小明" not in "".join(texts)


# -- look -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("points", [10.5, 20])
def test_large_type_fits_and_everything_has_a_name(
    screen: RegistersScreen, shell: Shell, wardrobe: Wardrobe, qtbot: QtBot, points: float
) -> None:
    wardrobe.resize_type(points)
    shell.resize(shell.minimumSizeHint().expandedTo(shell.size()))
    screen.filter_button.click()
    screen.reveal_button.click()
    qtbot.wait(50)
    assert nameless(screen) == []
    assert clipped(screen) == []
    assert out_of_reach(shell) == []
    assert doubled_keys(shell) == []
