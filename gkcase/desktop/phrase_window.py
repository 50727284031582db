"""The window in which an office words its sentence blocks (句段) for one field of a reply."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from gkcase.desktop.dialogs import Dialog
from gkcase.desktop.dressing import restyle
from gkcase.desktop.fact_form import FactSpec
from gkcase.desktop.fields import Lines
from gkcase.desktop.layout import button, column, frame, label, row
from gkcase.desktop.phrase_menu import Phrases
from gkcase.desktop.tokens import sp
from gkcase.services.phrases import drop_phrase, keep_phrase, restore_phrases


class PhraseWindow(Dialog):
    """A list of the blocks, and below it the one that is selected, to be changed, added to, or left out."""

    def __init__(self, phrases: Phrases, result: str, spec: FactSpec, parent: QWidget) -> None:
        super().__init__(f"句段：{spec.label}", parent)
        self._phrases, self._result, self._spec = phrases, result, spec
        self.list = QListWidget()
        self.list.setAccessibleName("句段")
        self.list.setAlternatingRowColors(True)
        self.list.setWordWrap(True)
        self.editor = Lines()
        self.editor.setAccessibleName("句段文字")
        self.save_button = button("保存修改", "primary")
        self.add_button = button("另存为新句段")
        self.drop_button = button("删除", "flat")
        self.restore_button = button("恢复内置句段", "flat")
        self._lay()
        self.list.currentItemChanged.connect(lambda *_: self._show_current())
        self.save_button.clicked.connect(self._save)
        self.add_button.clicked.connect(self._add)
        self.drop_button.clicked.connect(self._drop)
        self.restore_button.clicked.connect(lambda: phrases.change(partial(restore_phrases, phrases.office)))
        phrases.changed.connect(self.refill)
        self.refill()
        self.resize(sp(560), sp(440))

    def _lay(self) -> None:
        hint = label(
            "……处写上本案的情况。修改只影响以后插入的句段，已写好的答复书不变。",
            "caption",
            "muted",
            wrap=True,
        )
        acts = row(self.save_button, self.add_button, self.drop_button, None, self.restore_button)
        content, listed = QWidget(), frame("card", column(self.list, gap=0, margins=(1, 1)))
        content.setLayout(column(listed, hint, self.editor, acts, gap="s", margins=("l", "l"), grow=0))
        self.hold(content)
        restyle(self)

    @property
    def key(self) -> str:
        """The block that is selected; empty where none is."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item else ""

    def refill(self) -> None:
        """List the blocks as they are now; the same one stays selected."""
        before = self.key
        self.list.clear()
        for phrase in self._phrases.of(self._result, self._spec.name):
            item = QListWidgetItem(phrase.text)
            item.setData(Qt.ItemDataRole.UserRole, phrase.key)
            self.list.addItem(item)
            if phrase.key == before:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and self.list.count():
            self.list.setCurrentRow(0)
        self._show_current()

    def _show_current(self) -> None:
        item = self.list.currentItem()
        self.editor.setPlainText(item.text() if item else "")
        self.save_button.setEnabled(item is not None)
        self.drop_button.setEnabled(item is not None)

    def _save(self) -> None:
        text, key = self.editor.toPlainText(), self.key
        self._phrases.change(partial(keep_phrase, self._phrases.office, text, key=key))

    def _add(self) -> None:
        text, fact = self.editor.toPlainText(), self._spec.name
        work = partial(keep_phrase, self._phrases.office, text, result=self._result, fact=fact)
        self._phrases.change(work)

    def _drop(self) -> None:
        self._phrases.change(partial(drop_phrase, self._phrases.office, self.key))
