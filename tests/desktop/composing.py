"""What an input method does to the fields of a window: half-written words, rare characters, days in any writing."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from gkcase.desktop.fields import DateField, Weekdays

STEPS = ("z", "zh", "zheng", "zheng'bu")
RARE = "𠮷"
DAYS = ("二〇二六年三月一日", "3-1", "+20工作日")
ANY = 32767
"""What Qt lets a field take where nobody has said."""


def compose(field: QWidget, *steps: str, commit: str = "") -> None:
    """Write through an input method: what is shown under way, and in the end a word, or nothing."""
    for step in steps:
        QApplication.sendEvent(field, QInputMethodEvent(step, []))
    done = QInputMethodEvent()
    done.setCommitString(commit)
    QApplication.sendEvent(field, done)


def lines(window: QWidget) -> list[QLineEdit]:
    """The fields of one line that can be written into."""
    return [
        one
        for one in window.findChildren(QLineEdit)
        if one.isVisibleTo(window)
        and one.isEnabled()
        and not one.isReadOnly()
        and not isinstance(one.parent(), QComboBox)
    ]


def hasty(window: QWidget) -> list[str]:
    """Fields that take half a word for a word while it is being composed."""
    return [_named(one) for one in lines(window) if _is_hasty(one)]


def _is_hasty(edit: QLineEdit) -> bool:
    heard: list[object] = []
    before = edit.text()
    edit.deselect()
    signals = edit.textChanged, edit.textEdited, edit.editingFinished, edit.returnPressed
    links = [signal.connect(lambda *_: heard.append(1)) for signal in signals]
    compose(edit, *STEPS)
    for signal, link in zip(signals, links, strict=True):
        signal.disconnect(link)
    return bool(heard) or edit.text() != before


def halved(window: QWidget) -> list[str]:
    """Fields in which a rare character is cut in two where the field ends."""
    return [_named(one) for one in lines(window) if one.maxLength() < ANY and _halves(one)]


def _halves(edit: QLineEdit) -> bool:
    before = edit.text()
    with QSignalBlocker(edit):
        edit.setText("1" * (edit.maxLength() - 1))
        edit.end(False)
        compose(edit, commit=RARE)
        edit.end(False)
        units = edit.cursorPosition()  # counted in halves; a half alone does not come out as text
        cut = units != len(edit.text().encode("utf-16-le")) // 2
        edit.setText(before)
    return cut


def unread_days(window: QWidget) -> list[str]:
    """Fields for a day that do not take it as it is written, or do not know the calendar of the office."""
    fields = [one for one in window.findChildren(DateField) if one.isVisibleTo(window) and one.isEnabled()]
    return [f"{_named(one.edit)} {text}" for one in fields for text in DAYS if not _reads(one, text)]


def _reads(field: DateField, text: str) -> bool:
    """What lies in the future is refused where only the past can be meant, and said to be so."""
    day = field.day
    with QSignalBlocker(field):
        field.edit.clear()
        compose(field.edit, commit=text)
        wrong, read = field.problem(), field.day
        field.set_day(day)
    if isinstance(field._guide, Weekdays):
        return False
    return bool(wrong) if text.startswith("+") and not field._future else read is not None and not wrong


def _named(edit: QLineEdit) -> str:
    return f"{edit.objectName() or edit.accessibleName()}"
