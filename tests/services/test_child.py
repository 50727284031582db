"""The limited child process: whatever becomes of it is one sentence, and the program goes on."""

from __future__ import annotations

import ctypes
import io
import struct
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from gkcase.domain.errors import Refusal, Trouble
from gkcase.services import child
from gkcase.services.child_limits import MEMORY, Cage
from gkcase.services.child_wire import Cut, TooLarge, receive, send
from gkcase.services.child_work import JOBS, Job
from gkcase.services.progress import BrokenOff
from tests.services.child_jobs import CANARY

STOPPED = "文件“甲”读取时占用的内存或时间超出限度，已经停止，请确认文件来源，另存一份再试"
Run = Callable[..., Any]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a function of `child_jobs` in the child."""

    def run(function: str, *values: Any, seconds: int = 20, answer: int = 1 << 20, **how: Any) -> Any:
        job = Job("tests.services.child_jobs", function, seconds=seconds, answer=answer)
        monkeypatch.setitem(JOBS, "test", job)
        return child.run("test", *values, named="文件“甲”", **how)

    return run


def test_plain_values_go_there_and_back(run: Run) -> None:
    value = {
        "text": CANARY + "\ud800𠮷",
        "bytes": b"\0\xff",
        "day": date(2026, 3, 1),
        "list": [1, 2.5, None, True],
    }
    assert run("echo", value) == value
    assert run("day") == date(2026, 3, 1)


def test_what_it_refuses_comes_back_as_it_is(run: Run) -> None:
    with pytest.raises(Refusal) as refused:
        run("refuse", "refusal")
    assert (refused.value.reason, refused.value.basis, refused.value.field) == ("不行", "第一条", "file")
    with pytest.raises(Trouble, match=r"^坏了$"):
        run("refuse", "trouble")


def test_an_error_of_a_reader_is_a_sentence_without_what_it_read(run: Run) -> None:
    with pytest.raises(Trouble) as told:
        run("refuse", "other")
    assert str(told.value) == "文件“甲”读取时出错（LookupError），请换一份，或者另存一份再试"


@pytest.mark.parametrize("function", ["eat", "die", "shout", "spin"])
def test_a_job_that_runs_wild_is_one_sentence(function: str, run: Run) -> None:
    with pytest.raises(Trouble) as told:
        run(function, seconds=1)
    assert str(told.value) == STOPPED
    assert run("echo", 1) == 1


def test_a_job_that_only_waits_is_ended_by_the_clock(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "START_SECONDS", 1)
    monkeypatch.setattr(child, "PATIENCE", 0)
    with pytest.raises(Trouble) as told:
        run("sleep")
    assert str(told.value) == STOPPED


def test_it_may_take_little_and_write_nothing(run: Run, tmp_path: Path) -> None:
    assert run("limits", seconds=7) == {
        "RLIMIT_AS": MEMORY,
        "RLIMIT_CPU": 7,
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NOFILE": 64,
    }
    with pytest.raises(Trouble):
        run("write", str(tmp_path / "a"))
    assert (tmp_path / "a").stat().st_size == 0


def test_it_is_told_neither_servers_nor_passwords(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GKCASE_PASSWORD", "secret")
    assert "GKCASE_PASSWORD" not in run("environment")


def test_one_job_leaves_nothing_behind_for_the_next(run: Run) -> None:
    assert run("remember", "甲") == ["甲"]
    assert run("remember", "乙") == ["乙"]


def test_what_is_told_on_the_way_is_heard_until_it_is_cancelled(run: Run) -> None:
    heard: list[int] = []
    with pytest.raises(BrokenOff):
        run("sleep", cancelled=lambda: True)

    def stop(number: int) -> None:
        heard.append(number)
        if number == 3:
            raise BrokenOff

    with pytest.raises(BrokenOff):
        run("parts", part=stop)
    assert heard == [1, 2, 3]
    assert run("echo", 1) == 1


def test_several_threads_ask_at_once(run: Run) -> None:
    found: list[int] = []
    run("echo", 0)
    threads = [Thread(target=lambda n=n: found.append(run("echo", n))) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 1, 2]


def test_a_child_that_waited_too_long_is_not_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("echo", 1)
    monkeypatch.setattr(child, "WAITS_SECONDS", -1)
    assert run("echo", 2) == 2


def test_a_program_that_cannot_be_started_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    child.end_all()
    monkeypatch.setattr(sys, "executable", "gone")
    with pytest.raises(Trouble, match="不能启动读取文件的子程序"):
        run("echo", 1)


# -- how they talk --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"", EOFError),
        (b"\0\0", Cut),
        (struct.pack(">II", 5, 0) + b"[1", Cut),
        (struct.pack(">II", 1 << 30, 0), TooLarge),
        (struct.pack(">II", 2, 1 << 20) + b"[]", TooLarge),
        (struct.pack(">II", 2, 1) + b"[]" + struct.pack(">I", 1 << 30), TooLarge),
    ],
)
def test_what_is_no_message_is_not_listened_to(said: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        receive(io.BytesIO(said), 1000)


def test_only_plain_values_are_said() -> None:
    with pytest.raises(TypeError):
        send(io.BytesIO(), object())


# -- Windows --------------------------------------------------------------------------------------------------


class Kernel:
    """Stands for kernel32: notes what it is asked for."""

    def __init__(self, works: bool = True) -> None:
        self.works, self.asked = works, []  # type: ignore[var-annotated]

    def __getattr__(self, name: str) -> Callable[..., int]:
        def call(*values: object) -> int:
            self.asked.append((name, values))
            return 1 if self.works or name == "CreateJobObjectW" else 0

        setattr(self, name, call)
        return call


def test_on_windows_a_job_object_limits_the_child() -> None:
    kernel = Kernel()
    Cage(kernel, 77, 5).close()
    names = [name for name, _ in kernel.asked]
    assert names == ["CreateJobObjectW", "SetInformationJobObject", "AssignProcessToJobObject", "CloseHandle"]
    told = kernel.asked[1][1][2]._obj
    assert (told.basic.flags, told.basic.process_time, told.process_memory) == (0x230A, 50_000_000, MEMORY)
    assert ctypes.sizeof(told) == 144
    with pytest.raises(OSError, match="no job object"):
        Cage(Kernel(works=False), 77, 5)
