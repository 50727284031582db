"""The window of a step: the effect before confirming, refusals beside their cause, the keyboard throughout."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.fact_form import Ask
from gkcase.desktop.fields import DateField, Weekdays
from gkcase.desktop.step import StepDialog, StepText
from gkcase.domain.errors import Refusal, Trouble
from tests.desktop.audit import clipped, nameless, out_of_reach
from tests.desktop.conftest import TODAY

SPECS = (
    Ask("on", "告知日期", "day", required=True),
    Ask("days", "延长", "number", required=True, hint="工作日"),
)


@pytest.fixture
def dialog(qtbot: QtBot) -> StepDialog:
    made = StepDialog(StepText("延期", "第三十三条第二款", "记录延期"))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.ask(SPECS, Weekdays(), lambda: TODAY)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_cursor_stands_in_the_first_field(dialog: StepDialog) -> None:
    first = dialog.step.fact_form.editor("on")
    assert isinstance(first, DateField)
    assert dialog.focusWidget() is first.edit


def test_the_effect_is_asked_for_while_one_types(dialog: StepDialog, qtbot: QtBot) -> None:
    asked: list[dict[str, object]] = []
    dialog.asked.connect(asked.append)
    qtbot.waitUntil(lambda: len(asked) == 1)
    dialog.step.fact_form.fill({"on": "2026-12-01", "days": 20})
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked[-1] == {"on": "2026-12-01", "days": 20}
    dialog.show_effect("最后期限将由12月18日变为1月18日（暂定）")
    assert dialog.step.effect_frame.isVisible()
    dialog.show_effect("")
    assert not dialog.step.effect_frame.isVisible()


def test_what_is_missing_keeps_it_from_being_confirmed(dialog: StepDialog) -> None:
    confirmed: list[object] = []
    dialog.confirmed.connect(confirmed.append)
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert confirmed == []
    assert dialog.step.confirm_button.isEnabled()


def test_ctrl_enter_confirms_once(dialog: StepDialog) -> None:
    confirmed: list[object] = []
    dialog.confirmed.connect(confirmed.append)
    dialog.step.fact_form.fill({"on": "2026-12-01", "days": 20})
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert confirmed == [{"on": "2026-12-01", "days": 20}]


def test_a_refusal_can_be_answered(dialog: StepDialog) -> None:
    dialog.step.fact_form.fill({"on": "2026-12-01", "days": 30})
    dialog.confirm()
    assert dialog.take(Refusal("延期最长20个工作日。", "第三十三条第二款", "days"))
    assert dialog.step.confirm_button.isEnabled()
    assert dialog.step.error_label.isHidden()
    assert dialog.take(Trouble("磁盘已满。"))
    assert dialog.step.error_label.isVisible()
    dialog.step.fact_form.fill({"days": 20})
    assert dialog.step.error_label.isHidden()


def test_escape_closes_without_a_question(dialog: StepDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_it_is_not_modal(dialog: StepDialog) -> None:
    assert not dialog.isModal()
    assert dialog.step.title_label.text() == "延期"
    assert dialog.step.basis_label.text() == "第三十三条第二款"


@pytest.mark.parametrize("points", [9, 14, 20])
def test_it_can_be_read_and_reached(
    points: float, dialog: StepDialog, wardrobe: Wardrobe, qapp: QApplication
) -> None:
    wardrobe.resize_type(points)
    dialog.step.fact_form.check()
    dialog.show_effect(f"最后期限将由12月18日变为{date(2027, 1, 18)}（暂定）")
    dialog.resize(dialog.sizeHint())
    qapp.processEvents()
    qapp.processEvents()
    assert clipped(dialog) == []
    assert nameless(dialog) == []
    assert out_of_reach(dialog) == []
