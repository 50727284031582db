"""设置 · 外观: colours and size of type, at once and for the next start."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QPushButton, QSlider

from gkcase.desktop.choice_row import SegmentRow
from gkcase.desktop.dressing import SCHEME_CHOICES, SYSTEM
from gkcase.desktop.settings_section import Section
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import BASE_POINTS, LARGEST, look
from gkcase.services.office import Office

PAUSE_MS = 120
STEP = 0.5


class LookSection(Section):
    """Whatever is chosen holds at once; the shell passes it on and remembers it."""

    form = "settings_look"
    help_topic = "settings"
    word = "外观"
    scheme_row: SegmentRow
    size_slider: QSlider
    points_label: QLabel
    standard_button: QPushButton

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__(office, shell)
        self.scheme_row.offer(tuple(SCHEME_CHOICES.items()), "颜色")
        wanted = str(shell.settings.value("look/scheme", SYSTEM))
        self.scheme_row.choose(wanted if wanted in SCHEME_CHOICES else SYSTEM)
        self.size_slider.setRange(round(BASE_POINTS / STEP), round(LARGEST / STEP))
        self.size_slider.setPageStep(4)
        self._show_points(look.points)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._apply)
        self.scheme_row.chosen.connect(lambda _: self._apply())
        self.size_slider.valueChanged.connect(self._moved)
        self.standard_button.clicked.connect(lambda: self.size_slider.setValue(round(BASE_POINTS / STEP)))
        self.setFocusProxy(self.scheme_row)

    @property
    def points(self) -> float:
        """The size of type that the slider shows."""
        return self.size_slider.value() * STEP

    def _show_points(self, points: float) -> None:
        self.size_slider.setValue(round(points / STEP))
        self.points_label.setText(f"{self.points:g} 磅")

    def _moved(self) -> None:
        self.points_label.setText(f"{self.points:g} 磅")
        self._pause.start()

    def _apply(self) -> None:
        self.shell.look_wanted.emit(self.scheme_row.code or SYSTEM, self.points)
