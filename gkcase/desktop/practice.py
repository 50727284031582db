"""Practice mode (练习模式): a calm stripe in every window that says by which day the program reckons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gkcase.desktop.tokens import look, tag
from gkcase.domain.terms import chinese_date

_PROPERTY = "practiceDay"


def practice_mark() -> str:
    """What windows and printed pages say while one practises; empty otherwise."""
    app = QApplication.instance()
    text = app.property(_PROPERTY) if app is not None else None
    return f"练习模式 · 今天按{chinese_date(date.fromisoformat(text))}计算" if text else ""


@contextmanager
def marked(day: date) -> Iterator[None]:
    """What is printed meanwhile says that it was made while practising on `day`."""
    app = QApplication.instance()
    assert app is not None  # whoever prints has an application
    before = app.property(_PROPERTY)
    app.setProperty(_PROPERTY, day.isoformat())
    try:
        yield
    finally:
        app.setProperty(_PROPERTY, before)


def practise(app: QApplication, day: date | None) -> None:
    """Begin to practise on `day`, move it, or (None) return to the calendar's own day."""
    app.setProperty(_PROPERTY, day.isoformat() if day else "")
    for widget in app.allWidgets():
        if isinstance(widget, PracticeStripe):
            widget.refresh()


class PracticeStripe(QLabel):
    """The stripe; it stands at the top of every window and shows itself only while one practises."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tag(self, role="practice")
        look.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say what holds now."""
        words = practice_mark()
        self.setText(words)
        self.setVisible(bool(words))
