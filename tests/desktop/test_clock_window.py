"""时钟倒退: who may say why the clock counts, and that the small window holds its words at every size of type."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gkcase.desktop.clock_window import ClockWindow
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.shell import Shell
from gkcase.services.office import Office
from tests.desktop.audit import clipped, nameless

SAID = (
    "时钟倒退，没有保存：本机现在是2026年12月8日08:00，最近的记录是2026年12月8日09:00（北京时间）；"
    "请校准本机的日期和时间再办，如果是当时的时钟快了，请说明理由后继续"
)


@pytest.mark.parametrize("points", [10.5, 20.0])
def test_everything_can_be_read(
    office: Office, shell: Shell, wardrobe: Wardrobe, qtbot: QtBot, points: float
) -> None:
    wardrobe.resize_type(points)
    window = ClockWindow(office, shell, SAID)
    window.show()
    qtbot.waitExposed(window)
    assert clipped(window) == []
    window.go_on_button.click()
    qtbot.waitUntil(window.error_label.isVisible)
    assert "须写明理由" in window.error_label.text()
    assert clipped(window) == []
    said = window.findChildren(QLabel)
    assert all(label.height() >= label.heightForWidth(label.width()) for label in said if label.wordWrap())
    assert nameless(window) == []
    window.close()


def test_who_may_not_is_told_why(office: Office, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    why = "钱某的角色是法制审核，不能修改日历和规则选择"
    monkeypatch.setattr("gkcase.desktop.clock_window.why_none", lambda *_: why)
    window = ClockWindow(office, shell, SAID)
    assert not window.go_on_button.isEnabled()
    assert window.go_on_button.toolTip() == why
    window.go_on()
    assert not shell.tasks.is_busy
    window.close()
