"""Runs a job on a foreign file in a limited child process (T1, T3): plain values in, plain values out.

A file that makes its reader run wild costs the child, never the program: memory, time and files are limited by the
system, and whatever becomes of the child is one sentence. A child waits a minute for the next job, because loading
the libraries takes longer than most files; each job is done in a fresh copy of it.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

from gkcase.domain.errors import Refusal, Trouble
from gkcase.paths import PACKAGES
from gkcase.services.child_limits import Cage, end_group
from gkcase.services.child_wire import Cut, TooLarge, receive, send
from gkcase.services.child_work import JOBS, Job
from gkcase.services.progress import BrokenOff, Cancelled, never

MODULE = "gkcase.child_job"
PATIENCE = 4
"""A job may take so many times its processor time on the clock: others work on this computer, too."""

START_SECONDS = 60
WAITS_SECONDS = 50
"""A child that waited so long is about to end by itself (`child_job.IDLE_SECONDS`)."""

LOOK_AGAIN = 0.1
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "WINDIR", "LOCALAPPDATA", "TEMP", "TMP", "HOME")

TOO_MUCH = "{}读取时占用的内存或时间超出限度，已经停止，请确认文件来源，另存一份再试"
NO_CHILD = "不能启动读取文件的子程序，请重新启动本程序；仍然不行的，请重新安装"


def run(
    name: str,
    *values: Any,
    named: str,
    part: Callable[[Any], object] | None = None,
    cancelled: Cancelled = never,
) -> Any:
    """Do a job in a child and give back its answer; `named` is how sentences call the file.

    What the job refuses comes back as the same Refusal or Trouble; `part` hears what comes before the end. Raises
    BrokenOff when it is cancelled.
    """
    job = JOBS[name]
    with _child(job) as child:
        child.ask(job, values)
        ends = time.monotonic() + START_SECONDS + PATIENCE * job.seconds
        while True:
            told = child.told(ends, cancelled)
            if told is None or told["kind"] == "died":
                raise Trouble(TOO_MUCH.format(named))
            if told["kind"] != "part":
                break
            if part is not None:
                part(told["value"])
        child.is_free = True
    return _answer(told, named)


def _answer(told: dict[str, Any], named: str) -> Any:
    kind = told["kind"]
    if kind == "refusal":
        raise Refusal(str(told["said"]), str(told["basis"]), str(told["field"]))
    if kind == "trouble":
        raise Trouble(str(told["said"]))
    if kind != "done":
        raise Trouble(f"{named}读取时出错（{told.get('error', '')}），请换一份，或者另存一份再试")
    return told["value"]


class _Child:
    """A child process and the thread that listens to it."""

    def __init__(self, job: Job) -> None:
        self.is_free = False
        self.waits_since = 0.0
        self._heard: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._most = job.answer
        flags: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            flags = {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
        try:
            self._process = subprocess.Popen(
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=tempfile.gettempdir(),
                env=_environment(),
                **flags,
            )
        except OSError as error:
            raise Trouble(NO_CHILD) from error
        self._cage = self._caged(job)
        Thread(target=self._listen, name="child", daemon=True).start()

    def _caged(self, job: Job) -> Cage | None:
        if sys.platform != "win32":
            return None
        import ctypes

        return Cage(ctypes.windll.kernel32, int(self._process._handle), job.seconds + 10)

    def ask(self, job: Job, values: tuple[Any, ...]) -> None:
        """Put the question; a child that has just ended says so by hanging up."""
        self._most, self.is_free = job.answer, False
        assert self._process.stdin is not None
        with suppress(OSError):
            send(self._process.stdin, [asdict(job), list(values)])  # type: ignore[arg-type]  # a pipe is one

    def told(self, ends: float, cancelled: Cancelled) -> dict[str, Any] | None:
        """What it says next; None where it ended, said too much or took too long."""
        while time.monotonic() < ends:
            try:
                return self._heard.get(timeout=LOOK_AGAIN)
            except Empty:
                if cancelled():
                    raise BrokenOff from None
        return None

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        try:
            while True:
                told = receive(stream, self._most)  # type: ignore[arg-type]  # a pipe is one
                self._heard.put(told if isinstance(told, dict) and "kind" in told else None)
        except (EOFError, Cut, TooLarge, OSError, ValueError, LookupError, RecursionError):
            self._heard.put(None)
        finally:
            stream.close()

    @property
    def is_alive(self) -> bool:
        """Whether it still waits for a question, and will for a while."""
        return self._process.poll() is None and time.monotonic() < self.waits_since + WAITS_SECONDS

    def end(self) -> None:
        """End it and all that it started, at once."""
        if self._cage is not None:
            self._cage.close()
        end_group(self._process.pid)
        self._process.kill()
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        self._process.wait()


def _command() -> list[str]:
    """How the child is started: this very interpreter, without a shell and without the folder it stands in."""
    return [sys.executable, "-P", "-X", "utf8", "-m", MODULE]


def _environment() -> dict[str, str]:
    """Only what Python needs to start; no names of servers, no passwords."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    found = (str(PACKAGES), os.environ.get("PYTHONPATH", ""))
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, found)), "PYTHONDONTWRITEBYTECODE": "1"}


_waiting: list[_Child] = []
_lock = Lock()


@contextmanager
def _child(job: Job) -> Iterator[_Child]:
    """A child that waits, or a new one; it waits again when its job ended as it should."""
    child = _taken() or _Child(job)
    try:
        yield child
    finally:
        _give_back(child)


def _taken() -> _Child | None:
    with _lock:
        while _waiting:
            child = _waiting.pop()
            if child.is_alive:
                return child
            child.end()
    return None


def _give_back(child: _Child) -> None:
    with _lock:
        keep = child.is_free and not _waiting and sys.platform != "win32"
        if keep:
            child.waits_since = time.monotonic()
            _waiting.append(child)
    if not keep:
        child.end()


@atexit.register
def end_all() -> None:
    """Let no child outlive the program."""
    with _lock:
        gone, _waiting[:] = list(_waiting), []
    for child in gone:
        child.end()
