"""The calendar page: a year at a glance, a notice pasted and put into force, days that the office decides itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.notice_reading import number_in, read_file, span_words, year_in
from gkcase.desktop.pages import Page, Place, Stop
from gkcase.desktop.screens.calendar import CalendarScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.desktop.year_paint import MARKS, YearSwatch
from gkcase.domain.errors import Trouble
from gkcase.services import calendar
from gkcase.services.office import Change, Office, Topic
from gkcase.services.reading import dossier
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.small_office import Visited

NOTICE = """国务院办公厅关于2027年
部分节假日安排的通知
国办发明电〔2026〕8号

一、元旦：1月1日（周五）至4日（周一）放假调休，共4天。1月16日（周六）上班。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。"""


@pytest.fixture
def shell(office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Shell:
    pages = [
        Page("desk", "工作台", "desk", lambda _: Visited()),
        Page("calendar", "日历", "calendar", lambda shell: CalendarScreen(office, shell)),
        Page("case", "案件", "cases", lambda _: Visited(), Place.INSIDE),
    ]
    made = Shell(pages, tasks, settings, lambda: office.today())
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.go("desk")
    made.go("calendar")
    return made


@pytest.fixture
def screen(shell: Shell, qtbot: QtBot) -> CalendarScreen:
    page = shell.page("calendar")
    assert isinstance(page, CalendarScreen)
    qtbot.waitUntil(lambda: page.shown is not None)
    return page


def turn_to(screen: CalendarScreen, year: int, qtbot: QtBot) -> None:
    screen.look_up(year)
    qtbot.waitUntil(lambda: screen.shown is not None and screen.shown.year == year)


def paste(screen: CalendarScreen, text: str, qtbot: QtBot) -> None:
    screen._shell.go("calendar", "import")
    screen.importing.text_edit.setPlainText(text)
    qtbot.waitUntil(lambda: screen.importing.looked is not None)


def words(screen: CalendarScreen) -> str:
    panel = screen.importing
    return "\n".join(made.text() for made in panel.findChildren(QLabel) if made.isVisibleTo(panel))


# -- the year -----------------------------------------------------------------------------------------------------


def test_a_year_at_a_glance(screen: CalendarScreen) -> None:
    view = screen.year_view
    assert screen.year_label.text() == "2026年"
    assert screen.notice_label.text() == "国办发明电〔2025〕7号"
    assert screen.dated_label.text() == "2025年11月4日印发"
    assert screen.facts_label.text() == "全年248个工作日\n放假33天，调休上班6天"
    assert screen.provisional_frame.isHidden()
    kinds = {day: view.days[date(2026, *day)].kind for day in ((1, 1), (1, 4), (1, 5), (1, 10))}
    assert kinds == {(1, 1): "off", (1, 4): "makeup", (1, 5): "work", (1, 10): "weekend"}
    assert view.months[1].notes == ("春节 15–23日", "班 14日、28日")
    assert view.day == view.today == date(2026, 12, 8)
    assert screen.own_days.day_label.text() == "2026-12-08 周二"


def test_a_year_without_a_notice_is_hatched_and_says_so(screen: CalendarScreen, qtbot: QtBot) -> None:
    QTest.keyClick(screen.year_view, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: screen.year_label.text() == "2027年")
    assert screen.provisional_frame.isVisible()
    assert screen.provisional_label.text() == "国务院办公厅尚未公布2027年安排，期限为暂定"
    assert screen.notice_label.text() == "放假通知尚未公布"
    hatched = inks(screen)
    screen.year_view.published = True
    assert inks(screen) < hatched / 2
    QTest.keyClick(screen.year_view, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: screen.year_label.text() == "2026年")
    assert screen.provisional_frame.isHidden()


def inks(screen: CalendarScreen) -> int:
    """How many pixels are painted in the first row of January 2027, left of the 1st: there stands no day."""
    view = screen.year_view
    box = view.cell_of(date(2027, 1, 4)).toRect()
    box.moveTop(box.top() - box.height())
    picture = view.grab(box).toImage().convertToFormat(QImage.Format.Format_RGB32)
    ground = picture.pixel(0, 0)
    spots = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
    return sum(1 for x, y in spots if picture.pixel(x, y) != ground)


def test_the_keys_walk_through_the_days(screen: CalendarScreen, qtbot: QtBot) -> None:
    view = screen.year_view
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.day == date(2026, 12, 16)
    assert screen.own_days.day_label.text() == "2026-12-16 周三"
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert (view.day, screen.own_days.day_note.text()) == (date(2026, 1, 1), "休息日 · 元旦")
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: screen.year_label.text() == "2027年")
    assert view.day == date(2027, 1, 1)
    assert "2027-01-01" in view.accessibleDescription()


def test_every_day_can_be_pointed_at(screen: CalendarScreen, qtbot: QtBot) -> None:
    view = screen.year_view
    assert [day for day in view.days if view.day_at(view.cell_of(day).center()) != day] == []
    assert view.day_at(QPointF(2, 2)) is None
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.cell_of(date(2026, 10, 10)).center().toPoint())
    assert screen.own_days.day_note.text() == "工作日 · 调休上班"


def test_the_year_ends_where_reckoning_ends(screen: CalendarScreen, qtbot: QtBot) -> None:
    turn_to(screen, 2019, qtbot)
    assert not screen.back_button.isEnabled()
    screen.turn(-1)
    turn_to(screen, 2100, qtbot)
    assert not screen.forward_button.isEnabled()
    screen.today_button.click()
    qtbot.waitUntil(lambda: screen.year_label.text() == "2026年")
    assert screen.year_view.day == date(2026, 12, 8)


def test_the_year_is_looked_up_again_when_the_calendar_changes(
    screen: CalendarScreen, shell: Shell, office: Office, qtbot: QtBot
) -> None:
    change = calendar.set_office_day(office, date(2026, 12, 10), works=False, name="州庆")
    shell.announce(Change(Topic.MAIL))
    assert not screen.year_view.days[date(2026, 12, 10)].own
    shell.announce(change)
    qtbot.waitUntil(lambda: screen.year_view.days[date(2026, 12, 10)].own)
    assert screen.own_days.own_list.item(0).text() == "12月10日（周四）休息 · 州庆"


# -- the office's own days ----------------------------------------------------------------------------------------


def test_an_own_day_shows_what_it_moves_before_it_is_saved(
    screen: CalendarScreen, office: Office, qtbot: QtBot
) -> None:
    panel = screen.own_days
    screen.year_view.go(date(2026, 12, 10))
    assert panel.save_button.isHidden()
    panel.choice_row.buttons["rest"].click()
    panel.name_edit.setText("州庆")
    qtbot.waitUntil(lambda: screen.effect_frame.isVisible())
    planned = screen.moved_list.model.moved
    assert [moved.number for moved in planned] == ["〔2026〕3号", "〔2026〕2号"]
    assert calendar.office_days(office) == []
    QTest.keyClick(panel.name_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: screen.year_view.days[date(2026, 12, 10)].own)
    assert screen.effect_frame.isHidden()
    for moved in planned:
        assert dossier(office, moved.case_id).standing.due == moved.after
    assert screen._shell.notice_bar.words.text() == "2026年12月10日已设为州庆，2件案件的期限有变化"
    assert screen.facts_label.text().startswith("全年247个工作日")


def test_an_own_day_goes_again(screen: CalendarScreen, office: Office, qtbot: QtBot) -> None:
    change = calendar.set_office_day(office, date(2026, 12, 12), works=True, name="防汛值守")
    screen._shell.announce(change)
    qtbot.waitUntil(lambda: screen.own_days.own_list.count() == 1)
    screen.own_days.own_list.itemActivated.emit(screen.own_days.own_list.item(0))
    panel = screen.own_days
    assert (panel.choice_row.code, panel.name_edit.text()) == ("work", "防汛值守")
    panel.choice_row.buttons["nation"].click()
    assert panel.name_edit.isHidden()
    panel.save()
    qtbot.waitUntil(lambda: screen.own_days.own_list.count() == 0)
    assert calendar.office_days(office) == []


def test_an_own_day_needs_its_reason_beside_the_field(screen: CalendarScreen, office: Office) -> None:
    panel = screen.own_days
    panel.choice_row.buttons["rest"].click()
    screen.confirm()
    assert panel.name_error.text().startswith("请写明名称和依据")
    assert panel.name_edit.property("wrong")
    assert calendar.office_days(office) == []
    panel.drop_button.click()
    assert panel.choice_row.code == "nation"
    assert panel.name_error.isHidden()
    assert not panel.has_wish


def test_another_day_drops_what_was_not_saved(screen: CalendarScreen, qtbot: QtBot) -> None:
    screen.own_days.choice_row.buttons["rest"].click()
    QTest.keyClick(screen.year_view, Qt.Key.Key_Right)
    assert screen.own_days.choice_row.code == "nation"
    assert screen.effect_frame.isHidden()


def test_a_case_that_moves_is_opened_with_enter(screen: CalendarScreen, shell: Shell, qtbot: QtBot) -> None:
    screen.own_days.choice_row.buttons["rest"].click()
    qtbot.waitUntil(lambda: screen.effect_frame.isVisible())
    table = screen.moved_list.table
    QAbstractItemModelTester(screen.moved_list.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table.setCurrentIndex(screen.moved_list.model.index(1, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert shell.here == Stop("case", screen.moved_list.model.moved[1].case_id)


# -- a notice -----------------------------------------------------------------------------------------------------


def test_a_notice_is_pasted_looked_at_and_put_into_force(
    screen: CalendarScreen, shell: Shell, office: Office, qtbot: QtBot
) -> None:
    QTest.keyClick(screen.year_view, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    panel = screen.importing
    assert screen.stack.currentWidget() is panel
    assert (panel.year_edit.text(), panel.apply_button.isEnabled()) == ("2027", False)
    paste(screen, NOTICE, qtbot)
    assert panel.number_edit.text() == "国办发明电〔2026〕8号"
    assert panel.read_title.text() == "读出2027年：放假28天，调休上班7天"
    qtbot.waitUntil(lambda: "1月1日（周五）至4日（周一）" in words(screen))
    qtbot.waitUntil(lambda: "1月31日（周日）、2月14日（周日）" in words(screen))
    [moved] = panel.moved_list.model.moved
    assert (moved.number, office.rules.calendar.is_published(2027)) == ("〔2026〕2号", False)
    assert panel.apply_button.isEnabled()
    changes: list[object] = []
    shell.changed.connect(changes.append)
    QTest.keyClick(panel.text_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: screen.year_label.text() == "2027年")
    assert shell.here == Stop("calendar", 2027)
    assert screen.provisional_frame.isHidden()
    assert dossier(office, moved.case_id).standing.due == moved.after
    [change] = changes
    assert isinstance(change, Change)
    assert Topic.CALENDAR in change.topics
    assert shell.notice_bar.words.text() == change.said
    assert (panel.text_edit.toPlainText(), panel.year_edit.text()) == ("", "2028")


def test_what_disagrees_is_named_with_line_and_words_and_nothing_can_be_applied(
    screen: CalendarScreen, office: Office, qtbot: QtBot
) -> None:
    text = NOTICE.replace("至5日（周一）放假，共3天", "至5日（周二）放假，共3天").replace("共5天", "共6天")
    paste(screen, text, qtbot)
    panel = screen.importing
    assert panel.problem_title.text() == "2处对不上，改正后才能启用"
    qtbot.waitUntil(lambda: "第7行" in words(screen))
    qtbot.waitUntil(lambda: "4月5日是周一，不是周二" in words(screen))
    qtbot.waitUntil(lambda: "“三、清明节：4月3日（周六）至5日（周二）放假，共3天。”" in words(screen))
    assert not panel.apply_button.isEnabled()
    assert panel.why_label.text() == "还有2处对不上"
    assert panel.moved_frame.isHidden()
    screen.confirm()
    assert calendar.arrangement_of(office, 2027) is None
    panel.text_edit.setPlainText(NOTICE)
    qtbot.waitUntil(panel.apply_button.isEnabled)
    assert panel.problem_frame.isHidden()


def test_half_a_notice_is_refused_beside_the_text(screen: CalendarScreen, qtbot: QtBot) -> None:
    paste(screen, "一、元旦：1月1日（周五）至3日（周日）放假，共3天。", qtbot)
    panel = screen.importing
    assert panel.text_error.text().startswith("通知里没有春节、清明节")
    assert "放假办法" in panel.text_error.text()
    assert not panel.apply_button.isEnabled()


def test_a_notice_without_its_number_asks_for_it(
    screen: CalendarScreen, office: Office, qtbot: QtBot
) -> None:
    paste(screen, NOTICE.replace("国办发明电〔2026〕8号", ""), qtbot)
    panel = screen.importing
    assert panel.moved_list.isVisible()
    assert panel.why_label.text() == "还没有填文号"
    screen.confirm()
    assert panel.number_error.text() == "请填写通知的文号"
    assert calendar.arrangement_of(office, 2027) is None
    panel.number_edit.setText("国办发明电〔2026〕8号")
    assert panel.number_error.isHidden()
    assert panel.apply_button.isEnabled()


@pytest.mark.parametrize("year", ["1999", "两千", ""])
def test_a_year_that_cannot_be_is_told(screen: CalendarScreen, year: str, qtbot: QtBot) -> None:
    screen._shell.go("calendar", "import")
    panel = screen.importing
    panel.year_edit.setText(year)
    panel.year_edit.textEdited.emit(year)
    qtbot.waitUntil(lambda: panel.number_error.text() == "年份应在2019至2100之间")
    assert panel.year_edit.property("wrong")


def test_a_notice_about_another_year_is_taken_as_that_year(screen: CalendarScreen, qtbot: QtBot) -> None:
    paste(
        screen,
        "国务院办公厅关于2026年部分节假日安排的通知\n一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。",
        qtbot,
    )
    panel = screen.importing
    assert panel.year_edit.text() == "2026"
    assert panel.replaces_label.text() == "启用后取代现在的国办发明电〔2025〕7号，没有写到的节日照旧。"


def test_esc_leads_back_to_the_year_and_nothing_pasted_is_lost(
    screen: CalendarScreen, shell: Shell, qtbot: QtBot
) -> None:
    paste(screen, NOTICE, qtbot)
    QTest.keyClick(shell, Qt.Key.Key_Escape)
    assert screen.stack.currentWidget() is screen.year_page
    shell.go("calendar", "import")
    assert screen.importing.text_edit.toPlainText() == NOTICE
    screen.importing.leave_button.click()
    assert screen.stack.currentWidget() is screen.year_page


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_read_in_its_encoding(
    screen: CalendarScreen, encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    file = tmp_path / "通知.txt"
    file.write_text(NOTICE, encoding=encoding)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    screen.importing.open_button.click()
    qtbot.waitUntil(lambda: screen.importing.text_edit.toPlainText() == NOTICE)
    qtbot.waitUntil(lambda: screen.importing.looked is not None)


def test_a_file_that_has_gone_or_is_no_text_is_told_beside_the_field(
    screen: CalendarScreen, tmp_path: Path, qtbot: QtBot
) -> None:
    screen._shell.go("calendar", "import")
    panel = screen.importing
    panel.open_file(tmp_path / "没有.txt")
    qtbot.waitUntil(lambda: panel.text_error.text().startswith("文件打不开"))
    picture, large = tmp_path / "通知.jpg", tmp_path / "大.txt"
    picture.write_bytes(bytes(range(256)) * 4)
    large.write_bytes(b" " * 1_000_001)
    with pytest.raises(Trouble, match="不是文本文件"):
        read_file(picture)
    with pytest.raises(Trouble, match="文件太大"):
        read_file(large)


def test_number_year_and_spans_are_found_in_words() -> None:
    assert number_in("（国办发明电 [2024] 12 号）") == "国办发明电[2024]12号"
    assert number_in("没有") == ""
    assert year_in("关于2007年部分节假日安排的通知") == 2007
    assert year_in("2027年1月1日") is None
    days = [date(2027, 1, 31), date(2027, 2, 1), date(2027, 2, 14)]
    assert span_words(days) == "1月31日（周日）至2月1日（周一）、2月14日（周日）"


# -- for everybody ------------------------------------------------------------------------------------------------


def test_it_can_be_read_aloud_and_walked_with_the_tab_key(
    screen: CalendarScreen, shell: Shell, qtbot: QtBot
) -> None:
    assert nameless(screen) == []
    assert out_of_reach(shell) == []
    assert doubled_keys(shell) == []
    paste(screen, NOTICE, qtbot)
    assert nameless(screen) == []
    assert out_of_reach(shell) == []


@pytest.mark.parametrize("points", [9, 15.75, 20])
def test_nothing_is_cut_off(screen: CalendarScreen, wardrobe: Wardrobe, points: float, qtbot: QtBot) -> None:
    wardrobe.resize_type(points)
    qtbot.wait(20)
    view = screen.year_view
    assert view.width() <= screen.year_area.viewport().width()
    assert view.height() >= view.boxes()[-1].bottom()
    assert clipped(screen.year_page) == []
    paste(screen, NOTICE.replace("共5天", "共6天"), qtbot)
    qtbot.wait(20)
    assert clipped(screen.importing) == []


def test_the_legend_names_every_mark(screen: CalendarScreen) -> None:
    shown = {swatch.kind: swatch.accessibleName() for swatch in screen.findChildren(YearSwatch)}
    assert shown == MARKS


def test_dark_is_painted_in_its_own_colours(screen: CalendarScreen, wardrobe: Wardrobe) -> None:
    light = screen.year_view.grab().toImage()
    wardrobe.choose_scheme("dark")
    assert screen.year_view.grab().toImage() != light
