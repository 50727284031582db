"""Days as people type them, forms from lists of facts, each error beside its field."""

from __future__ import annotations

import re
from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from gkcase.desktop.day_popup import MonthGrid
from gkcase.desktop.day_text import read_day
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.fact_form import Ask, FactForm
from gkcase.desktop.fields import DateField, ErrorLabel, Weekdays
from gkcase.desktop.still import STILL, ChoiceBox, NumberBox, Slider
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.journal import Fact
from gkcase.domain.workdays import Arrangement, WorkCalendar
from gkcase.paths import PACKAGES

TODAY = date(2026, 12, 8)
CALENDAR = WorkCalendar([Arrangement(2026, "通知", None, {date(2026, 10, 1): "国庆节"}, {})])


def read(text: str, future: bool = True, today: date = TODAY) -> date | None:
    return read_day(text, today, CALENDAR, future)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-3-1", date(2026, 3, 1)),
        ("2026-03-01", date(2026, 3, 1)),
        ("2026/3/1", date(2026, 3, 1)),
        ("2026.3.1", date(2026, 3, 1)),
        ("20260301", date(2026, 3, 1)),
        ("2026年3月1日", date(2026, 3, 1)),
        (" 2026 年 3 月 1 日 ", date(2026, 3, 1)),
        ("２０２６－３－１", date(2026, 3, 1)),
        ("2026-03-01 周日", date(2026, 3, 1)),
        ("2026年3月1日（星期日）", date(2026, 3, 1)),
        ("3月1日（周日）", date(2026, 3, 1)),
        ("二〇二六年三月一日", date(2026, 3, 1)),
        ("二零二六年十二月二十八日", date(2026, 12, 28)),
        ("十月三十一日", date(2026, 10, 31)),
        ("十一月十日", date(2026, 11, 10)),
        ("3-1", date(2026, 3, 1)),
        ("3月1日", date(2026, 3, 1)),
        ("今天", TODAY),
        ("昨天", date(2026, 12, 7)),
        ("前天", date(2026, 12, 6)),
        ("+20工作日", date(2027, 1, 6)),
        ("+5", date(2026, 12, 15)),
        ("5个工作日后", date(2026, 12, 15)),
        ("3个工作日前", date(2026, 12, 3)),
        ("-3工作日", date(2026, 12, 3)),
        ("+10天", date(2026, 12, 18)),
        ("＋１０日", date(2026, 12, 18)),
        ("", None),
        ("   ", None),
    ],
)
def test_a_day_is_read_as_it_is_typed(text: str, day: date | None) -> None:
    assert read(text) == day


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-2-30", "2026年没有2月30日"),
        ("2-29", "2026年没有2月29日"),
        ("2026-13-1", "没有13月"),
        ("2026-03-01 周五", "是周日，不是周五"),
        ("明年", "看不懂“明年”"),
        ("3", "看不懂"),
        ("2026-3", "看不懂"),
        ("0000-01-01", "没有"),
        ("+9999工作日", "看不懂"),
        ("<b>", "看不懂"),
    ],
)
def test_what_is_no_day_is_refused_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read(text)


def test_in_january_a_december_day_is_last_year_s() -> None:
    assert read("12-30", future=False, today=date(2027, 1, 5)) == date(2026, 12, 30)
    assert read("12-30", future=True, today=date(2027, 1, 5)) == date(2027, 12, 30)


@pytest.mark.parametrize("text", ["明天", "2026-12-9", "12-9", "+1天"])
def test_the_future_is_refused_where_told(text: str) -> None:
    with pytest.raises(Refusal, match="还没有到"):
        read(text, future=False)


def field(qtbot: QtBot, future: bool = True) -> DateField:
    made = DateField()
    qtbot.addWidget(made)
    made.use(CALENDAR, lambda: TODAY, future)
    made.show()
    return made


def type_into(edit: QLineEdit | QPlainTextEdit, text: str) -> None:
    """As an input method does it: Chinese text never comes as single keys."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(edit, event)


def test_leaving_the_field_writes_the_day_out_with_its_weekday(qtbot: QtBot) -> None:
    made = field(qtbot)
    seen: list[date | None] = []
    made.changed.connect(seen.append)
    QTest.keyClicks(made.edit, "3-1")
    QTest.keyClick(made.edit, Qt.Key.Key_Return)
    assert made.edit.text() == "2026-03-01 周日"
    assert made.day == seen[-1] == date(2026, 3, 1)


def test_chinese_input_is_read_too(qtbot: QtBot) -> None:
    made = field(qtbot)
    type_into(made.edit, "昨天")
    assert made.day == date(2026, 12, 7)


def test_what_is_wrong_stands_beside_the_field_until_one_types_on(qtbot: QtBot) -> None:
    made = field(qtbot, future=False)
    type_into(made.edit, "明天")
    assert not made.check()
    assert made.error_label.isVisible()
    assert (
        made.error_label.text()
        == made.edit.accessibleDescription()
        == "2026年12月9日还没有到，不能登记将来的事。"
    )
    assert made.edit.property("wrong")
    assert made.day is None
    assert made.edit.text() == "明天"
    QTest.keyClick(made.edit, Qt.Key.Key_Backspace)
    assert made.error_label.isHidden()


def test_an_empty_field_is_no_mistake(qtbot: QtBot) -> None:
    made = field(qtbot)
    assert made.check()
    assert made.day is None


def test_arrows_move_by_a_day_but_not_into_the_future(qtbot: QtBot) -> None:
    made = field(qtbot, future=False)
    QTest.keyClick(made.edit, Qt.Key.Key_Up)
    assert made.day == TODAY
    QTest.keyClick(made.edit, Qt.Key.Key_Up)
    assert made.day == TODAY
    QTest.keyClick(made.edit, Qt.Key.Key_Down)
    assert made.day == date(2026, 12, 7)


def test_the_calendar_is_used_with_the_keyboard_alone(qtbot: QtBot) -> None:
    made = field(qtbot)
    made.set_day(date(2026, 10, 31))
    QTest.keyClick(made.edit, Qt.Key.Key_F4)
    assert made._popup is not None
    assert made._popup.isVisible()
    grid = made._popup.grid
    QTest.keyClick(grid, Qt.Key.Key_PageDown)
    assert grid.day == date(2026, 11, 30)
    QTest.keyClick(grid, Qt.Key.Key_Left)
    QTest.keyClick(grid, Qt.Key.Key_Up)
    made._popup.grab()
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert made.day == date(2026, 11, 22)
    assert not made._popup.isVisible()


def test_the_calendar_names_days_off_and_refuses_the_future(qtbot: QtBot) -> None:
    made = field(qtbot, future=False)
    made.open_calendar()
    assert made._popup is not None
    grid = made._popup.grid
    grid.go(date(2026, 10, 1))
    assert "国庆节" in grid.accessibleDescription()
    grid.go(date(2026, 12, 9))
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert made._popup.isVisible()
    assert made.day is None
    made._popup.close()


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_turn_without_falling_off(start: date, months: int, end: date, qtbot: QtBot) -> None:
    grid = MonthGrid()
    qtbot.addWidget(grid)
    grid.go(start)
    grid.turn(months)
    assert grid.day == end


def test_without_a_calendar_weekends_are_off() -> None:
    weekdays = Weekdays()
    assert weekdays.name_of(date(2026, 12, 12)) == "周六"
    assert weekdays.nth_after(date(2026, 12, 11), 1) == date(2026, 12, 14)
    assert weekdays.nth_before(date(2026, 12, 14)) == date(2026, 12, 11)


SPECS = (
    Ask("on", "发出日期", "day", required=True),
    Ask(
        "to",
        "征求对象",
        "choice",
        (("third_party", "第三方"), ("joint_agency", "共同制作机关")),
        required=True,
    ),
    Ask("name", "名称", "text", required=True),
    Ask("items", "补正内容", "lines"),
    Ask("days", "期限", "number", hint="工作日"),
    Ask("until", "提交期限", "day"),
    Ask("proof", "有送达回证", "flag"),
)


@pytest.fixture
def form(qtbot: QtBot) -> FactForm:
    made = FactForm()
    qtbot.addWidget(made)
    made.use(CALENDAR, lambda: TODAY)
    made.ask(SPECS, future=("until",))
    made.show()
    return made


def test_facts_come_back_as_an_entry_takes_them(form: FactForm) -> None:
    form.fill(
        {"on": "2026-12-01", "to": "joint_agency", "name": "甲公司", "days": 15, "proof": True, "unknown": 1}
    )
    assert form.check()
    assert form.facts() == {
        "on": "2026-12-01",
        "to": "joint_agency",
        "name": "甲公司",
        "days": 15,
        "proof": True,
    }


def test_what_is_missing_is_said_beside_each_field(form: FactForm) -> None:
    assert not form.check()
    told = [words.text() for words in form.findChildren(ErrorLabel) if words.isVisible()]
    assert told == ["请填写发出日期。", "请选择征求对象。", "请填写名称。"]
    field = form.editor("on")
    assert isinstance(field, DateField)
    assert form.focusWidget() is field.edit


def test_typing_takes_the_reproach_back(form: FactForm) -> None:
    form.check()
    name = form.editor("name")
    assert isinstance(name, QLineEdit)
    type_into(name, "甲公司")
    told = [words.text() for words in form.findChildren(ErrorLabel) if words.isVisible()]
    assert told == ["请填写发出日期。", "请选择征求对象。"]


def test_days_lie_in_the_future_only_where_that_is_meant(form: FactForm) -> None:
    form.fill({"on": "2026-12-09", "to": "third_party", "name": "甲", "until": "2026-12-20"})
    assert not form.check()
    told = [words.text() for words in form.findChildren(ErrorLabel) if words.isVisible()]
    assert told == ["2026年12月9日还没有到，不能登记将来的事。"]


@pytest.mark.parametrize(("typed", "number"), [("20", 20), ("２０", 20), ("1,000", 1000)])
def test_numbers_are_read_in_any_width(form: FactForm, typed: str, number: int) -> None:
    form.fill({"days": typed})
    assert form.facts()["days"] == number


def test_words_are_no_number(form: FactForm) -> None:
    form.fill({"on": "2026-12-01", "to": "third_party", "name": "甲", "days": "二十"})
    assert not form.check()
    assert "期限应当是数字，如 20。" in [words.text() for words in form.findChildren(ErrorLabel)]


def test_a_refusal_goes_to_its_field(form: FactForm) -> None:
    assert form.take(Refusal("只能一次性告知补正。", "第三十条", "items"))
    told = [words.text() for words in form.findChildren(ErrorLabel) if words.isVisible()]
    assert told == ["只能一次性告知补正。（第三十条）"]
    assert not form.take(Refusal("已经答复。", "", "elsewhere"))
    assert not form.take(Trouble("磁盘已满。"))


def test_every_field_has_a_name_for_screen_readers(form: FactForm) -> None:
    for spec in SPECS:
        found = form.editor(spec.name)
        target = found.edit if isinstance(found, DateField) else found
        assert spec.label in (target.accessibleName(), target.text() if isinstance(target, QCheckBox) else "")
        if not isinstance(target, QComboBox):  # on Linux a box says its choice, and its label is a relation
            assert QAccessible.queryAccessibleInterface(target).text(QAccessible.Text.Name) == spec.label


def test_editing_is_told_for_the_preview_of_the_effect(form: FactForm, qtbot: QtBot) -> None:
    seen: list[None] = []
    form.edited.connect(lambda: seen.append(None))
    known: dict[str, Fact] = {"proof": True, "to": "third_party", "items": "内容", "on": "2026-12-01"}
    for name, value in known.items():
        before = len(seen)
        form.fill({name: value})
        assert len(seen) > before, name


def test_asking_anew_replaces_the_fields(form: FactForm, qtbot: QtBot) -> None:
    form.ask([Ask("note", "记事", "lines", required=True)])
    assert form.facts() == {}
    form.fill({"note": "电话告知"})
    assert form.facts() == {"note": "电话告知"}

    def shown() -> list[str]:
        return [
            words.text() for words in form.findChildren(QLabel) if words.isVisibleTo(form) and words.text()
        ]

    qtbot.waitUntil(lambda: shown() == ["记事 *"])


def test_tab_leaves_a_field_of_many_lines(form: FactForm) -> None:
    items = form.editor("items")
    assert isinstance(items, QPlainTextEdit)
    assert items.tabChangesFocus()


def test_an_error_label_is_not_there_while_silent(qtbot: QtBot, wardrobe: Wardrobe) -> None:
    words = ErrorLabel()
    qtbot.addWidget(words)
    assert words.isHidden()
    words.take(Refusal("不得再次延期。", "第三十三条第二款"))
    assert words.text() == "不得再次延期。（第三十三条第二款）"
    words.grab()
    words.tell("")
    assert words.isHidden()


def test_markup_in_a_sentence_is_shown_as_it_is(qtbot: QtBot) -> None:
    words = ErrorLabel()
    qtbot.addWidget(words)
    words.tell("<b>张三</b>")
    assert words.textFormat() is Qt.TextFormat.PlainText


def test_the_wheel_is_left_to_the_page_and_changes_no_choice_that_passes_below_it(
    qtbot: QtBot, wardrobe: Wardrobe
) -> None:
    choice, number, slider = ChoiceBox(), NumberBox(), Slider()
    choice.addItems(["请选择", "赵某", "钱某"])
    for part in (choice, number, slider):
        qtbot.addWidget(part)
        part.show()
        at, none = QPointF(part.rect().center()), Qt.MouseButton.NoButton
        for turned in (-120, 120):
            event = QWheelEvent(
                at,
                part.mapToGlobal(at),
                QPoint(),
                QPoint(0, turned),
                none,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(part, event)
            assert not event.isAccepted()
            assert (choice.currentIndex(), number.value(), slider.value()) == (0, 0, 0)
        assert not part.focusPolicy() & Qt.FocusPolicy.WheelFocus & ~Qt.FocusPolicy.StrongFocus


def test_nothing_in_the_program_is_changed_by_the_wheel() -> None:
    made = "|".join(STILL)
    for path in sorted((PACKAGES / "gkcase" / "desktop").rglob("*.py")):
        found = re.search(rf"\b({made})\(\)", path.read_text(encoding="utf-8"))
        assert found is None, (path, found)
