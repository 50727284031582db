"""The letter under review with what changed from the version before: marked by shape, word and colour."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from gkcase.desktop.tokens import colour, font, look, sp, tag
from gkcase.services.differences import Paragraph, Part

MARKS = {"new": "新增", "gone": "删去", "changed": "改动"}


class VersionText(QTextEdit):
    """Shows numbered paragraphs; `remarked` carries the paragraph on which something is to be said."""

    remarked = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tag(self, role="bare")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName("答复书")
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._shown: tuple[Paragraph, ...] = ()
        self._marked = True
        look.changed.connect(self._draw)

    def show_paragraphs(self, paragraphs: Sequence[Paragraph], *, marked: bool) -> None:
        """Show the letter as it stands, or (`marked`) with what changed."""
        self._shown, self._marked = tuple(paragraphs), marked
        self._draw()

    @property
    def visible(self) -> list[Paragraph]:
        """The paragraphs in sight; what is gone is shown only among the changes."""
        return [one for one in self._shown if self._marked or one.change != "gone"]

    def current(self) -> Paragraph | None:
        """The paragraph in which the cursor stands."""
        place = self.textCursor().blockNumber()
        shown = self.visible
        return shown[place] if place < len(shown) else None

    def remark(self) -> None:
        """Say something on the paragraph in which the cursor stands."""
        one = self.current()
        if one is not None:
            self.remarked.emit(one.place, one.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.remark()
            return
        super().keyPressEvent(event)

    # -- drawing ----------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        self.clear()
        cursor = self.textCursor()
        for number, one in enumerate(self.visible):
            if number:
                cursor.insertBlock()
            self._write(cursor, one)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _write(self, cursor: QTextCursor, one: Paragraph) -> None:
        block = QTextBlockFormat()
        block.setBottomMargin(sp("s"))
        block.setLineHeight(135, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        changed = self._marked and one.change != "same"
        if changed:
            block.setBackground(colour("late_tint" if one.change == "gone" else "safe_tint"))
        cursor.setBlockFormat(block)
        number = QTextCharFormat()
        number.setFont(font("caption"))
        number.setForeground(colour("muted"))
        cursor.insertText(f"{one.place or '—'}  ", number)
        if changed:
            word = QTextCharFormat(number)
            word.setFont(font("caption", bold=True))
            word.setForeground(colour("late" if one.change == "gone" else "safe"))
            cursor.insertText(f"【{MARKS[one.change]}】", word)
        for part in one.parts:
            if self._marked or part.change != "gone":
                cursor.insertText(part.text, self._format(part))

    def _format(self, part: Part) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setFont(font("body", bold=self._marked and part.change == "new"))
        made.setForeground(colour("text"))
        if self._marked and part.change == "new":
            made.setForeground(colour("safe"))
            made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        elif self._marked and part.change == "gone":
            made.setForeground(colour("late"))
            made.setFontStrikeOut(True)
        return made
