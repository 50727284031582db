"""The limited child process: `python -m gkcase.child_job`, started by the program itself and by nobody else.

It loads our own code, then does each job in a copy of itself that is limited and ends with the job; where a system
cannot copy a process (Windows) it does one job and ends. It talks through what was its standard input and output;
whatever a library prints goes nowhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from typing import Any, BinaryIO

from gkcase.domain.errors import Refusal, Trouble
from gkcase.services.child_limits import limit
from gkcase.services.child_wire import receive, send
from gkcase.services.child_work import Job

IDLE_SECONDS = 60
LARGEST_QUESTION = 256 << 20
COPY: Callable[[], int] | None = getattr(os, "fork", None)
"""Makes a copy of this process, where the system can; Windows cannot."""


def main() -> int:
    """Do jobs until the program hangs up, or asks nothing for a while."""
    questions, answers = _streams()
    while _asked(questions):
        try:
            told, values = receive(questions, LARGEST_QUESTION)
        except EOFError:
            return 0
        job = Job(**told)
        job.get_ready()
        if COPY is None:
            _do(job, values, answers)
            return 0
        _in_a_copy(COPY(), job, values, answers)
    return 0


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """The two ends of the talk; in their places stands what swallows everything."""
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for place in (0, 1, 2):
        os.dup2(nothing, place)
    return questions, answers


def _asked(questions: BinaryIO) -> bool:
    """Whether there is a question; where one cannot wait for it with a limit, one is on its way."""
    if sys.platform == "win32":
        return True
    from select import select

    return bool(select([questions], [], [], IDLE_SECONDS)[0])


def _in_a_copy(copy: int, job: Job, values: list[Any], answers: BinaryIO) -> None:
    """Both the copy, which does the job, and the original, which waits for it, come by here."""
    if copy == 0:
        try:
            _do(job, values, answers)
        finally:
            os._exit(0)
    _, status = os.waitpid(copy, 0)
    if status:
        send(answers, {"kind": "died", "signal": status & 0x7F})


def _do(job: Job, values: list[Any], answers: BinaryIO) -> None:
    work = job.load()
    limit(job.seconds)
    try:
        answer = work(*values)
        if isinstance(answer, Generator):
            answer = _told_in_parts(answer, answers)
        send(answers, {"kind": "done", "value": answer})
    except Refusal as told:
        said = {"kind": "refusal", "said": told.reason, "basis": told.basis, "field": told.field}
        send(answers, said)
    except Trouble as told:
        send(answers, {"kind": "trouble", "said": str(told)})
    except (MemoryError, RecursionError):
        send(answers, {"kind": "died", "signal": 0})
    except Exception as error:  # what it says may quote the file: only its kind is told
        send(answers, {"kind": "failed", "error": type(error).__name__})


def _told_in_parts(parts: Generator[Any, None, Any], answers: BinaryIO) -> Any:
    while True:
        try:
            part = next(parts)
        except StopIteration as end:
            return end.value
        send(answers, {"kind": "part", "value": part})


if __name__ == "__main__":
    sys.exit(main())
