"""Keeps what is being typed: a moment after the last key, off the GUI thread, and never after it has been saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from gkcase.desktop.tasks import Failed, Tasks
from gkcase.domain.journal import Fact
from gkcase.services.drafts import INTAKE, Draft, drop_draft, load_draft, save_draft
from gkcase.services.office import Office

PAUSE_MS, AT_MOST_MS = 800, 1500
"""How long a key is waited for after another, and how long altogether: who types on without a rest loses nothing."""


class Pause(QTimer):
    """Runs out a moment after the last touch, and after `AT_MOST_MS` even if the touching goes on."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, singleShot=True)
        self._first = QElapsedTimer()

    def touch(self) -> None:
        """Something was typed."""
        if not self.isActive():
            self._first.start()
        self.start(max(0, min(PAUSE_MS, AT_MOST_MS - self._first.elapsed())))


class DraftKeeper(QObject):
    """One form's draft. `body` gives what stands in the form; `kept` says when it was last put away."""

    kept = Signal(object)

    def __init__(
        self,
        office: Office,
        tasks: Tasks,
        body: Callable[[], dict[str, Fact]],
        failed: Failed,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._office, self._tasks, self._body, self._failed = office, tasks, body, failed
        self.kind = INTAKE
        self._writing = False
        self._again = False
        self._dropping = False
        self._touched = False
        self._gone: str | None = None
        self._pause = Pause(self)
        self._pause.timeout.connect(self.keep)

    def begin(self, kind: str) -> None:
        """From now on the form's draft is of this kind."""
        self._pause.stop()
        self.kind, self._gone, self._touched = kind, None, False

    def touch(self) -> None:
        """Something was typed."""
        if self._gone is None:
            self._touched = True
            self._pause.touch()

    def bring_back(self, fill: Callable[[dict[str, Fact]], object]) -> None:
        """Hand back what was typed for this and never saved, unless somebody types already."""
        kind = self.kind

        def found(draft: Draft | None) -> None:
            if draft is not None and self.kind == kind and self._gone is None and not self._pause.isActive():
                fill(dict(draft.body))

        self._tasks.run(self, partial(load_draft, self._office, kind), found, self._failed, topic="draft")

    def put_by(self) -> bool:
        """Put the form away here and now, waiting for it; whether anything has been typed."""
        if self._gone is not None or not self._touched:
            return False
        if self._pause.isActive() or self._writing:
            self._pause.stop()
            save_draft(self._office, self._body(), self.kind)
            self._again = self._writing  # what is on its way there is older
        return True

    @property
    def is_busy(self) -> bool:
        """Whether a draft is just being written or thrown away."""
        return self._writing or self._dropping

    def keep(self) -> None:
        """Put the form away now, if it has changed since it was."""
        self._pause.stop()
        if self._gone is not None:
            return
        if self._writing:
            self._again = True
            return
        self._writing = True
        work = partial(save_draft, self._office, self._body(), self.kind)
        self._tasks.run(self, work, self._kept, self._not_kept)

    def flush(self) -> None:
        """On leaving: put away what the pause still holds back."""
        if self._pause.isActive():
            self.keep()

    def forget(self) -> None:
        """The form was emptied: its draft goes too."""
        self._end()
        self._drop(self.kind)

    def became_a_case(self) -> None:
        """The form was saved, and its draft with it; one that is just being written must not come after."""
        self._end()

    def _end(self) -> None:
        self._pause.stop()
        self._again = False
        self._gone = self.kind

    def _kept(self, moment: datetime) -> None:
        self._written()
        if self._gone is None:
            self.kept.emit(moment)
        else:
            self._drop(self._gone)

    def _drop(self, kind: str) -> None:
        self._dropping = True
        work = partial(drop_draft, self._office, kind)
        self._tasks.run(self, work, lambda _: self._dropped(), self._not_dropped)

    def _dropped(self) -> None:
        self._dropping = False

    def _not_dropped(self, error: Exception) -> None:
        self._dropped()
        self._failed(error)

    def _not_kept(self, error: Exception) -> None:
        self._written()
        self._failed(error)

    def _written(self) -> None:
        self._writing = False
        if self._again:
            self._again = False
            self._pause.start(0)
