"""Running services off the GUI thread: the one door to the threads."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from gkcase.services.progress import Cancelled as Cancelled
from gkcase.services.progress import Progress as Progress

log = logging.getLogger(__name__)

T = TypeVar("T")
Failed = Callable[[Exception], object]


class Abandoned(Exception):
    """Raised by long work that has noticed that nobody waits for it any more."""


class WorkEnded(Exception):
    """Work wanted to end the program (SystemExit) instead of answering."""


@dataclass
class _Waiting:
    """What waits for an answer; it stays on the GUI side."""

    owner: QObject
    then: Callable[[Any], object]
    failed: Failed
    topic: str = ""
    title: str = ""
    cancel: threading.Event = field(default_factory=threading.Event)
    future: Future[None] | None = None


class Tasks(QObject):
    """Runs work on a few threads and reports back on the GUI thread.

    One per application, living as long as it. The threads hold the work only, never a widget: what waits for the
    result stays in `_waiting`, on this side. Long work is also announced, for whoever shows its progress.
    """

    began = Signal(int, str)
    moved = Signal(int, int, int)
    ended = Signal(int)
    _done = Signal(int, object, object)
    _step = Signal(int, int, int)

    def __init__(self, threads: int = 2) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="gkcase")
        self._tickets = itertools.count()
        self._waiting: dict[int, _Waiting] = {}
        self._running: set[Future[None]] = set()
        self._closed = False
        self._done.connect(self._settle)
        self._step.connect(self._moved)

    def run(
        self,
        owner: QObject,
        work: Callable[[], T],
        then: Callable[[T], object],
        failed: Failed,
        topic: str = "",
    ) -> int:
        """Do `work` elsewhere, then call back, unless `owner` is gone by then.

        Give `work` plain values (`partial(case_ids, office, wanted)`), not `self`. With a `topic`, a newer question
        of the same owner on the same topic makes the older one pointless: its answer is dropped.
        """
        if topic:
            self._forget(owner, topic)
        ticket = next(self._tickets)
        if self._closed:
            return ticket
        self._waiting[ticket] = _Waiting(owner, then, failed, topic)
        self._waiting[ticket].future = self._submit(ticket, work)
        return ticket

    def run_long(
        self,
        owner: QObject,
        title: str,
        work: Callable[[Progress, Cancelled], T],
        then: Callable[[T], object],
        failed: Failed,
    ) -> int:
        """Do work that may take a while: it gets `progress(done, total)` and `cancelled()` to ask now and then."""
        ticket = next(self._tickets)
        if self._closed:
            return ticket
        waiting = _Waiting(owner, then, failed, title=title)
        self._waiting[ticket] = waiting
        cancelled = (
            waiting.cancel.is_set
        )  # all that the thread may hold: not `waiting`, which leads to widgets

        def progress(done: int, total: int) -> None:
            self._step.emit(ticket, done, total)

        def both() -> T:
            return work(progress, cancelled)

        self.began.emit(ticket, title)
        waiting.future = self._submit(ticket, both)
        return ticket

    def cancel(self, ticket: int) -> None:
        """Nobody waits for this any more: tell the work, drop its answer."""
        waiting = self._waiting.pop(ticket, None)
        if waiting is None:
            return
        waiting.cancel.set()
        if waiting.future is not None:
            waiting.future.cancel()
        self.ended.emit(ticket)

    @property
    def is_busy(self) -> bool:
        """Whether somebody waits for work that is not done yet."""
        return bool(self._waiting)

    @property
    def long_work(self) -> list[str]:
        """The titles of the long work that somebody waits for."""
        return [waiting.title for waiting in self._waiting.values() if waiting.title]

    def leave_off(self) -> list[Future[None]]:
        """Cancel everything; gives back what is still at work in a thread, to be waited for elsewhere."""
        for ticket in list(self._waiting):
            self.cancel(ticket)
        return list(self._running)

    def close(self) -> None:
        """Cancel everything, let running work finish, drop the rest and whatever a window asks for while it goes."""
        self._closed = True
        for ticket in list(self._waiting):
            self.cancel(ticket)
        self._pool.shutdown(cancel_futures=True)

    def _submit(self, ticket: int, work: Callable[[], object]) -> Future[None]:
        made = self._pool.submit(self._work, ticket, work)
        self._running.add(made)
        made.add_done_callback(self._running.discard)
        return made

    def _forget(self, owner: QObject, topic: str) -> None:
        for ticket, waiting in list(self._waiting.items()):
            if waiting.topic == topic and waiting.owner is owner:
                self.cancel(ticket)

    def _work(self, ticket: int, work: Callable[[], object]) -> None:
        try:
            self._done.emit(ticket, work(), None)
        except Exception as error:  # a thread must not die silently: every error goes to the one who asked
            log.debug("task failed", exc_info=True)
            self._done.emit(ticket, None, error)
        except BaseException as end:  # a library that wants to end the program ends its own work only
            ended = WorkEnded()
            ended.__cause__ = end
            self._done.emit(ticket, None, ended)

    @Slot(int, int, int)
    def _moved(self, ticket: int, done: int, total: int) -> None:
        waiting = self._waiting.get(ticket)
        if waiting is None:
            return
        if shiboken6.isValid(waiting.owner):
            self.moved.emit(ticket, done, total)
        else:
            self.cancel(ticket)

    @Slot(int, object, object)
    def _settle(self, ticket: int, result: object, error: Exception | None) -> None:
        waiting = self._waiting.pop(ticket, None)
        if waiting is None:
            return
        self.ended.emit(ticket)
        if not shiboken6.isValid(waiting.owner):
            return
        if error is None:
            waiting.then(result)
        elif not isinstance(error, Abandoned):
            waiting.failed(error)
