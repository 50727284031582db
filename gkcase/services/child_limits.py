"""What a child process may take: memory, processor time, no files, no core dump (T3); by the system's own means."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from typing import Any

MEBIBYTE = 1 << 20
MEMORY = 1536 * MEBIBYTE
MOST_FILES = 64
_NO_NEW_PRIVILEGES = 38


def limit(seconds: int, memory: int = MEMORY) -> None:
    """Limit this process and all that it starts, for good; Windows limits it from outside (`Cage`)."""
    if sys.platform == "win32":
        return
    import resource

    limits = {
        resource.RLIMIT_CORE: 0,  # a core dump would hold the words of the file
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: MOST_FILES,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: memory,
    }
    for which, most in limits.items():
        with suppress(ValueError, OSError):  # macOS knows no limit of addresses
            resource.setrlimit(which, (most, most))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def end_group(process: int) -> None:
    """End a process and all that it started, at once; on Windows its `Cage` does that."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)


_KILL_ON_CLOSE, _PROCESS_MEMORY, _JOB_MEMORY, _PROCESS_TIME, _ONE_PROCESS = 0x2000, 0x100, 0x200, 0x2, 0x8
_EXTENDED = 9
_NANOS = 10_000_000
"""Windows counts processor time in steps of a ten-millionth of a second."""


class _Basic(ctypes.Structure):
    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least", ctypes.c_size_t),
        ("most", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    _fields_ = (
        ("basic", _Basic),
        ("counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("process_peak", ctypes.c_size_t),
        ("job_peak", ctypes.c_size_t),
    )


class Cage:
    """A job object of Windows around a child: limits of memory and time, no process of its own, gone when we go."""

    def __init__(self, kernel: Any, process: int, seconds: int, memory: int = MEMORY) -> None:
        self._kernel = kernel
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
        self._job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
        told = _Extended()
        told.basic.flags = _KILL_ON_CLOSE | _PROCESS_MEMORY | _JOB_MEMORY | _PROCESS_TIME | _ONE_PROCESS
        told.basic.process_time, told.basic.processes = seconds * _NANOS, 1
        told.process_memory = told.job_memory = memory
        size = ctypes.sizeof(told)
        done = kernel.SetInformationJobObject(self._job, _EXTENDED, ctypes.byref(told), size)
        if not done or not kernel.AssignProcessToJobObject(self._job, ctypes.c_void_p(process)):
            self.close()
            raise OSError("no job object")

    def close(self) -> None:
        """Let it go; whatever still runs in it ends."""
        self._kernel.CloseHandle(self._job)
