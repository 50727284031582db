"""Sentence blocks (句段) beside a field: one is put in at the cursor, what was written is kept for the next time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget

from gkcase.desktop.fact_form import FactForm, FactSpec
from gkcase.desktop.layout import button
from gkcase.desktop.menus import menu_of, pop_below
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import sp
from gkcase.domain.phrases import Phrase
from gkcase.services.office import Change, Office
from gkcase.services.phrases import all_phrases, keep_phrase

SHOWN = 420
Written = QLineEdit | QPlainTextEdit


def put_in(editor: Written, text: str) -> None:
    """Put a block in at the cursor, in place of what is selected."""
    if isinstance(editor, QLineEdit):
        editor.insert(" ".join(text.split()))
    else:
        editor.insertPlainText(text)
    editor.setFocus()


def selected(editor: Written) -> str:
    """What is selected, else all that stands in the field."""
    if isinstance(editor, QLineEdit):
        return editor.selectedText() or editor.text()
    # Qt writes a line break within a selection as U+2029.
    return editor.textCursor().selectedText().replace("\u2029", "\n") or editor.toPlainText()


class Phrases(QObject):
    """The blocks of the office, read once and again after each change. `changed` tells that there are others now."""

    changed = Signal()

    def __init__(self, office: Office, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self.office, self.shell, self._window = office, shell, parent
        self.known: list[Phrase] = []

    def read(self) -> None:
        """Read them."""
        work = partial(all_phrases, self.office)
        self.shell.tasks.run(self, work, self._take, self.shell.notices.tell, topic="phrases")

    def _take(self, known: list[Phrase]) -> None:
        self.known = known
        self.changed.emit()

    def of(self, result: str, fact: str) -> list[Phrase]:
        """Those for one fact of a result."""
        return [phrase for phrase in self.known if phrase.fits(result, fact)]

    def change(self, work: Callable[[], Change]) -> None:
        """Do something with a block and say so."""
        self.shell.tasks.run(self, work, self._done, self.shell.notices.tell)

    def _done(self, change: Change) -> None:
        self.shell.notices.say(change.said)
        self.read()

    def offer(self, form: FactForm, specs: Sequence[FactSpec], result: str) -> list[PhraseButton]:
        """Put a button beside every field of a form that takes sentences and has none yet."""
        made = []
        for spec in specs:
            editor = form.find_editor(spec.name)
            takes = isinstance(editor, QLineEdit | QPlainTextEdit) and self._takes(spec, result)
            if takes and not form.is_aided(spec.name):
                aid = PhraseButton(self, cast("Written", editor), result, spec)
                form.attach(spec.name, aid)
                made.append(aid)
        return made

    def _takes(self, spec: FactSpec, result: str) -> bool:
        return spec.kind == "lines" or bool(self.of(result, spec.name))

    def edit(self, result: str, spec: FactSpec) -> None:
        """Open the window in which the blocks of a field are changed."""
        from gkcase.desktop.phrase_window import PhraseWindow

        PhraseWindow(self, result, spec, self._window.window()).show()


class PhraseButton(QPushButton):
    """Opens the blocks of one field."""

    def __init__(self, phrases: Phrases, editor: Written, result: str, spec: FactSpec) -> None:
        super().__init__()
        made = button("句段", "flat")
        self.setText(made.text())
        self.setProperty("role", "flat")
        self.setSizePolicy(made.sizePolicy())
        made.deleteLater()
        self._phrases, self._editor, self._result, self._spec = phrases, editor, result, spec
        self.setAccessibleName(f"{spec.label}的句段")
        self.setToolTip("在光标处插入常用句段，或者把写好的存为句段")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self.open)

    def open(self) -> None:
        """Offer the blocks, and what can be done with them."""
        menu = menu_of(self)
        menu.setToolTipsVisible(True)
        for phrase in self._phrases.of(self._result, self._spec.name):
            words = " ".join(phrase.text.split())
            shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, sp(SHOWN))
            action = menu.addAction(shown.replace("&", "&&"), partial(put_in, self._editor, phrase.text))
            action.setToolTip(phrase.text)
        if not menu.isEmpty():
            menu.addSeparator()
        keep = menu.addAction("存为句段", self._keep)
        keep.setEnabled(bool(selected(self._editor).strip()))
        keep.setToolTip("选中的文字，没有选中的则整栏")
        menu.addAction("编辑句段…", lambda: self._phrases.edit(self._result, self._spec))
        pop_below(self, menu)

    def _keep(self) -> None:
        text, fact = selected(self._editor), self._spec.name
        office = self._phrases.office
        self._phrases.change(partial(keep_phrase, office, text, result=self._result, fact=fact))
