"""States are told by shape and word, not by colour alone; the ledger and the timeline read in grey."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView, QTableView
from pytestqt.qtbot import QtBot

from gkcase.desktop.badges import (
    CHIP,
    MARK_ROLE,
    SHAPES,
    STATES,
    BadgeDelegate,
    DeadlineBadge,
    StatusChip,
    Track,
    badge_size,
    paint_badge,
)
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.month_ledger import LEGEND, DayMark, LegendSwatch, MonthLedger, day_marks
from gkcase.desktop.timeline import HAPPENING_ROLE, Happening, Paper, TimelineDelegate
from gkcase.domain.clock import Day
from gkcase.domain.workdays import Arrangement, WorkCalendar

SIZE = 24


def drawn_shape(state: str) -> list[bool]:
    """Where a state's shape leaves ink, drawn in one and the same black."""
    picture = QImage(SIZE, SIZE, QImage.Format.Format_ARGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("black"))
    SHAPES[state](painter, QRectF(2, 2, SIZE - 4, SIZE - 4))
    painter.end()
    return [picture.pixelColor(x, y).lightness() < 128 for x in range(SIZE) for y in range(SIZE)]


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(STATES, 2)))
def test_shapes_differ_without_colour(one: str, other: str) -> None:
    different = sum(a != b for a, b in zip(drawn_shape(one), drawn_shape(other), strict=True))
    assert different > SIZE * SIZE * 0.04


def test_words_differ() -> None:
    assert len(set(STATES.values())) == len(STATES) == len(SHAPES) == 6


@pytest.mark.parametrize("state", STATES)
def test_a_badge_says_its_state_to_a_screen_reader(state: str, qtbot: QtBot) -> None:
    badge = DeadlineBadge(None, state)
    qtbot.addWidget(badge)
    assert badge.accessibleName() == STATES[state]
    badge.show_state(state, "还有 3 天")
    assert badge.accessibleName() == "还有 3 天"


def test_weight_grows_with_urgency(qtbot: QtBot) -> None:
    """In grey the overdue badge is the darkest area, then the near one, then the others."""
    areas = {}
    for state in ("safe", "soon", "late"):
        badge = DeadlineBadge(None, state, "十二个字")
        qtbot.addWidget(badge)
        badge.resize(badge.sizeHint())
        grey = badge.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        areas[state] = sum(
            grey.pixelColor(x, y).lightness() for x in range(grey.width()) for y in range(grey.height())
        )
    assert areas["late"] < areas["soon"] < areas["safe"]


def test_words_too_long_for_their_cell_are_elided_not_shrunk(qtbot: QtBot) -> None:
    wide, narrow = badge_size("有余 128 个工作日").width(), 60
    picture = QImage(wide, 30, QImage.Format.Format_ARGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    paint_badge(painter, QRect(0, 0, narrow, 30), "late", "逾期 128 个工作日")
    painter.end()
    assert all(picture.pixelColor(x, 15) == QColor("white") for x in range(narrow + 1, wide))


def test_the_delegate_draws_the_mark_and_keeps_the_words_for_copying(qtbot: QtBot) -> None:
    model = QStandardItemModel()
    for mark in (("late", "逾期 1 天"), (CHIP, "办理中"), ("", "按期答复"), None):
        item = QStandardItem(mark[1] if mark else "12月18日")
        item.setData(mark, MARK_ROLE)
        model.appendRow(item)
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(model)
    view.setItemDelegate(BadgeDelegate(view))
    view.resize(300, 220)
    view.show()
    assert model.index(0, 0).data() == "逾期 1 天"
    cell = view.visualRect(model.index(0, 0))
    picture = view.viewport().grab(cell).toImage()
    inks = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    assert "#7a0019" in inks


def test_a_chip_without_a_word_is_not_there(qtbot: QtBot) -> None:
    chip = StatusChip()
    qtbot.addWidget(chip)
    assert chip.isHidden()
    chip.show_word("办理中")
    assert chip.words == chip.accessibleName() == "办理中"


def test_the_track_never_runs_over(qtbot: QtBot) -> None:
    track = Track()
    qtbot.addWidget(track)
    track.show_share(45, 40, "late")
    track.resize(100, 4)
    assert track.grab().toImage().pixelColor(99, 2).name() != "#000000"
    assert track.accessibleName() == "已计45/40个工作日"


@pytest.fixture
def calendar() -> WorkCalendar:
    off = {date(2026, 10, n): "国庆节" for n in range(1, 8)}
    return WorkCalendar([Arrangement(2026, "通知", None, off, {date(2026, 10, 10): "国庆节"})])


def test_marks_say_why_a_day_counts(calendar: WorkCalendar) -> None:
    days = [
        Day(date(2026, 9, 29), False, 0, "起算日，不计入，次日起算", "start"),
        Day(date(2026, 9, 30), True, 1, "工作日，计入", "counted"),
        Day(date(2026, 10, 1), False, 0, "国庆节，不计入", "off"),
        Day(date(2026, 10, 10), True, 2, "调休上班，计入", "counted"),
        Day(date(2026, 10, 12), False, 0, "征求意见期间，不计入（第三十三条第三款）", "excluded"),
    ]
    marks = day_marks(days, calendar, date(2026, 9, 1), date(2026, 10, 31))
    assert marks[date(2026, 9, 30)] == DayMark("counted", 1, "", False, "工作日，计入")
    assert marks[date(2026, 10, 1)].note == "国庆"
    assert marks[date(2026, 10, 10)].makeup
    assert marks[date(2026, 10, 12)].note == "扣"
    assert marks[date(2026, 10, 17)].kind == "off"
    assert marks[date(2026, 10, 19)].kind == "outside"
    assert len(marks) == 61


def test_the_ledger_reads_in_grey(calendar: WorkCalendar, qtbot: QtBot) -> None:
    """Counted, off, taken out and due differ in a greyscale picture."""
    month = MonthLedger()
    qtbot.addWidget(month)
    kinds = {
        1: DayMark("counted", 5),
        2: DayMark("off"),
        3: DayMark("excluded", note="扣"),
        4: DayMark("counted", 6),
    }
    marks = {date(2026, 12, day): mark for day, mark in kinds.items()}
    month.show_month(date(2026, 12, 1), marks, date(2026, 12, 4), date(2026, 12, 2))
    month.resize(month.sizeHint())
    grey = month.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    width, cells = month.width() // 7, []
    for column in (1, 2, 3, 4):
        box = [
            grey.pixelColor(column * width + x, 52 + y).lightness()
            for x in range(4, width - 4)
            for y in range(4, 34)
        ]
        cells.append(sum(box) / len(box))
    assert len({round(level) for level in cells}) == 4


def test_a_day_of_the_ledger_is_found_and_spoken(calendar: WorkCalendar, qtbot: QtBot) -> None:
    month = MonthLedger()
    qtbot.addWidget(month)
    marks = {date(2026, 12, 1): DayMark("counted", 27, why="工作日，计入")}
    month.show_month(date(2026, 12, 1), marks, date(2026, 12, 18), date(2026, 12, 8))
    month.resize(280, 330)
    assert month.day_at(QPoint(41, 60)) == date(2026, 12, 1)
    assert month.day_at(QPoint(5, 60)) is None
    assert "1日第27个工作日" in month.accessibleDescription()
    assert "18日届满" in month.accessibleDescription()


@pytest.mark.parametrize("kind", LEGEND)
def test_every_sign_of_the_legend_is_drawn(kind: str, qtbot: QtBot) -> None:
    swatch = LegendSwatch(None, kind)
    qtbot.addWidget(swatch)
    swatch.resize(swatch.sizeHint())
    picture = swatch.grab().toImage()
    inks = {picture.pixelColor(x, y).rgb() for x in range(15) for y in range(picture.height())}
    assert len(inks) > 1
    assert swatch.accessibleName() == LEGEND[kind]


ENTRY = Happening(
    date(2026, 10, 19),
    "征求意见",
    "致第三方，次日起不计入期限",
    "周某",
    (Paper(7, "征求意见函.docx"),),
    "pause",
)


def timeline(qtbot: QtBot, *entries: Happening) -> tuple[QListView, TimelineDelegate]:
    model = QStandardItemModel()
    for entry in entries:
        item = QStandardItem(entry.words)
        item.setData(entry, HAPPENING_ROLE)
        model.appendRow(item)
    view = QListView()
    qtbot.addWidget(view)
    view.setModel(model)
    delegate = TimelineDelegate(view)
    view.setItemDelegate(delegate)
    view.resize(420, 300)
    view.show()
    return view, delegate


def test_the_timeline_says_everything_in_words() -> None:
    assert ENTRY.words == "10月19日 周一 · 征求意见 · 致第三方，次日起不计入期限 · 征求意见函.docx · 周某"
    assert Happening(date(2026, 10, 19), "延期", tone="void").words.endswith("（已作废）")


def test_a_click_on_a_paper_opens_it(qtbot: QtBot) -> None:
    view, delegate = timeline(qtbot, ENTRY)
    cell = view.visualRect(view.model().index(0, 0))
    with qtbot.waitSignal(delegate.paper_clicked) as caught:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(130, cell.bottom() - 12))
    assert caught.args == [7]


def test_an_entry_grows_with_its_words_and_papers(qtbot: QtBot, wardrobe: Wardrobe) -> None:
    papers = tuple(Paper(n, f"第{n}份附件的名字相当长.pdf") for n in range(6))
    long = Happening(date(2026, 10, 20), "收到意见", "一" * 200, papers=papers)
    view, _ = timeline(qtbot, ENTRY, long, Happening(date(2026, 10, 21), "记事"))
    heights = [view.visualRect(view.model().index(row, 0)).height() for row in range(3)]
    assert heights[1] > heights[0] > heights[2]
    view.grab()


def test_marks_of_a_long_span_are_made_quickly(calendar: WorkCalendar) -> None:
    until = date(2026, 1, 1) + timedelta(days=364)
    assert len(day_marks([], calendar, date(2026, 1, 1), until)) == 365


def test_a_mark_that_belongs_nowhere_yet_is_no_window() -> None:
    assert not DeadlineBadge(None, "late", "逾期").isVisible()
    assert not StatusChip(None, "办理中").isVisible()


def test_a_badge_among_numbers_stands_at_the_right_as_they_do(qtbot: QtBot) -> None:
    model = QStandardItemModel(1, 2)
    table = QTableView()
    qtbot.addWidget(table)
    for column, side in enumerate((Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)):
        item = QStandardItem("逾期 1 天")
        item.setData(("late", "逾期 1 天"), MARK_ROLE)
        item.setData(side, Qt.ItemDataRole.TextAlignmentRole)
        model.setItem(0, column, item)
    table.setModel(model)
    table.setItemDelegate(BadgeDelegate(table))
    for column in range(2):
        table.setColumnWidth(column, 300)
    table.resize(700, 200)
    table.show()
    picture = table.viewport().grab().toImage()
    row = table.visualRect(model.index(0, 0)).center().y()
    dark = [x for x in range(2, 596) if picture.pixelColor(x, row).lightness() < 100]
    assert any(x < 40 for x in dark)
    assert any(x > 560 for x in dark)
    assert not any(150 < x < 450 for x in dark)
