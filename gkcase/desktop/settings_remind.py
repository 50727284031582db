"""设置 · 提醒: a line above the page, and the system tray; both at once and for the next start."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLabel, QSystemTrayIcon

from gkcase.desktop.reminding import AT_START, IN_TRAY, is_on
from gkcase.desktop.settings_section import Section
from gkcase.desktop.shell import Shell
from gkcase.services.office import Change, Office, Topic


class RemindSection(Section):
    """Two choices of this person on this computer."""

    form = "settings_remind"
    help_topic = "settings"
    word = "提醒"
    start_box: QCheckBox
    tray_box: QCheckBox
    tray_note: QLabel

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__(office, shell)
        self.start_box.setChecked(is_on(shell.settings, AT_START))
        self.tray_box.setChecked(is_on(shell.settings, IN_TRAY))
        self.start_box.toggled.connect(lambda _: self._keep())
        self.tray_box.toggled.connect(lambda _: self._keep())
        self.setFocusProxy(self.start_box)
        self._fit()

    def _keep(self) -> None:
        for key, box in ((AT_START, self.start_box), (IN_TRAY, self.tray_box)):
            self.shell.settings.setValue(key, "true" if box.isChecked() else "false")
        self._fit()
        self.shell.announce(Change(Topic.SETTINGS))

    def _fit(self) -> None:
        """The tray needs a tray, and something to say."""
        there = QSystemTrayIcon.isSystemTrayAvailable()
        self.tray_box.setEnabled(there and self.start_box.isChecked())
        said = "窗口最小化以后仍会提醒，只说有几项，不显示姓名；关闭窗口，提醒也随之结束。"
        self.tray_note.setText(said if there else "这台电脑没有系统托盘，只在窗口里提醒。")
