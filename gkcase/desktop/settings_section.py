"""What every section of the settings can do: be visited, hold unsaved changes, save them, take them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.domain.rights import May
from gkcase.services.office import Change, Office

V = TypeVar("V")


class History(Generic[V]):
    """The states of a form, to walk back on. What is typed into one field in one go is one step."""

    def __init__(self, first: V) -> None:
        self._states = [first]
        self._field = ""

    def begin(self, first: V) -> None:
        """Start anew from what is saved."""
        self._states, self._field = [first], ""

    def note(self, state: V, field: str = "") -> None:
        """Remember a new state; a further change of the same field replaces the last one."""
        if state == self._states[-1]:
            return
        if field and field == self._field and len(self._states) > 1:
            self._states[-1] = state
        else:
            self._states.append(state)
        self._field = field

    @property
    def last(self) -> V:
        """The state of now."""
        return self._states[-1]

    @property
    def can_undo(self) -> bool:
        """Whether there is a state before this one."""
        return len(self._states) > 1

    def undo(self) -> V:
        """The state before this one, which is forgotten."""
        self._field = ""
        if self.can_undo:
            self._states.pop()
        return self._states[-1]


class Section(Screen):
    """One section. `edited` is emitted whenever `unsaved` may have changed, `held` when it must be saved first."""

    word: ClassVar[str]
    saves: ClassVar[bool] = False
    needs: ClassVar[May] = May.OWN
    edited = Signal()
    held = Signal(str)

    def __init__(self, office: Office, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.office, self.shell = office, shell

    def arrive(self) -> None:
        """The officer has come to this section."""

    def point(self, field: str) -> None:
        """Put the cursor into a field that another page has named."""

    def hear(self, change: Change) -> None:
        """A command has run."""

    @property
    def unsaved(self) -> bool:
        """Whether something would be lost."""
        return False

    @property
    def can_undo(self) -> bool:
        """Whether a step can be taken back."""
        return False

    def undo(self) -> None:
        """Take the last change of the form back."""

    def revert(self) -> None:
        """Back to what is saved."""

    def save(self) -> None:
        """Keep what stands in the form."""

    def told(self, change: Change) -> None:
        """A command of this section has run: everybody hears of it."""
        self.shell.announce(change)
        self.shell.notices.say(change.said)


class FormSection(Section, Generic[V]):
    """A section that is one form, whose changes are taken back one by one."""

    saves = True
    _history: History[V]

    _fill: Callable[[V], None]
    """Puts a state of the form into its fields, as each section has them."""

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    def undo(self) -> None:
        self._fill(self._history.undo())
