"""Work leaves the GUI thread and comes back to it, or to nobody."""

from __future__ import annotations

import itertools
import threading
import time
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from gkcase.desktop.task_bar import TaskBar
from gkcase.desktop.tasks import Abandoned, Cancelled, Progress, Tasks


def unwanted(outcome: object) -> None:
    pytest.fail(f"nobody should have been told {outcome!r}")


def test_work_runs_elsewhere_and_reports_here(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[int] = []
    owner = QObject()
    tasks.run(owner, threading.get_ident, lambda ident: seen.extend([ident, threading.get_ident()]), unwanted)
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[0] != seen[1] == threading.get_ident()


def test_errors_come_back_as_values(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[Exception] = []
    owner = QObject()
    tasks.run(owner, lambda: 1 / 0, unwanted, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert isinstance(seen[0], ZeroDivisionError)


@pytest.mark.parametrize("round_", range(20))
def test_a_closed_owner_is_not_called_back(round_: int, tasks: Tasks, qtbot: QtBot) -> None:
    called: list[None] = []
    owner = QObject()
    for _ in range(8):
        tasks.run(owner, partial(time.sleep, 0.003 * (round_ % 3)), called.append, unwanted)
    shiboken6.delete(owner)
    done: list[int] = []
    other = QObject()
    tasks.run(other, lambda: 1, done.append, unwanted)
    qtbot.waitUntil(lambda: bool(done))
    assert called == []


def test_a_newer_question_makes_the_older_answer_pointless(tasks: Tasks, qtbot: QtBot) -> None:
    gate, seen, owner = threading.Event(), list[str](), QObject()

    def slow() -> str:
        gate.wait(5)
        return "first"

    tasks.run(owner, slow, seen.append, unwanted, topic="search")
    tasks.run(owner, lambda: "second", seen.append, unwanted, topic="search")
    qtbot.waitUntil(lambda: seen == ["second"])
    gate.set()
    tasks.run(owner, lambda: "other", seen.append, unwanted, topic="counts")
    qtbot.waitUntil(lambda: len(seen) > 1)
    assert seen == ["second", "other"]


def test_long_work_can_be_cancelled_and_its_answer_is_dropped(tasks: Tasks, qtbot: QtBot) -> None:
    stopped, owner = threading.Event(), QObject()

    def work(progress: Progress, cancelled: Cancelled) -> None:
        while not cancelled():
            time.sleep(0.002)
        stopped.set()
        raise Abandoned

    ticket = tasks.run_long(owner, "重新计算期限", work, unwanted, unwanted)
    with qtbot.waitSignal(tasks.ended, timeout=300):
        tasks.cancel(ticket)
    assert stopped.wait(0.3)
    qtbot.wait(20)


def test_long_work_stops_when_its_window_is_closed(tasks: Tasks, qtbot: QtBot) -> None:
    stopped, owner = threading.Event(), QObject()

    def work(progress: Progress, cancelled: Cancelled) -> None:
        while not cancelled():
            progress(1, 2)
            time.sleep(0.002)
        stopped.set()

    tasks.run_long(owner, "重新计算期限", work, unwanted, unwanted)
    shiboken6.delete(owner)
    qtbot.waitUntil(stopped.is_set)


def test_the_bar_waits_before_it_shows_and_counts(tasks: Tasks, qtbot: QtBot) -> None:
    bar, owner, gate = TaskBar(), QObject(), threading.Event()
    qtbot.addWidget(bar)
    bar.watch(tasks)
    done: list[int] = []

    def work(progress: Progress, cancelled: Cancelled) -> int:
        progress(30, 100)
        gate.wait(5)
        return 7

    tasks.run_long(owner, "导入放假安排", work, done.append, unwanted)
    qtbot.wait(150)
    assert bar.isHidden()
    qtbot.waitUntil(lambda: not bar.isHidden(), timeout=1000)
    texts = [part.text() for part in bar.findChildren(type(bar._title))]
    assert "导入放假安排" in texts
    assert "30/100" in texts
    gate.set()
    qtbot.waitUntil(lambda: done == [7] and bar.isHidden())


def test_short_work_never_shows_the_bar(tasks: Tasks, qtbot: QtBot) -> None:
    bar, owner, done = TaskBar(), QObject(), list[int]()
    qtbot.addWidget(bar)
    bar.watch(tasks)
    tasks.run_long(owner, "备份", lambda progress, cancelled: 1, done.append, unwanted)
    qtbot.waitUntil(lambda: bool(done))
    qtbot.wait(450)
    assert bar.isHidden()


def test_the_bar_s_button_cancels(tasks: Tasks, qtbot: QtBot) -> None:
    bar, owner, stopped = TaskBar(), QObject(), threading.Event()
    qtbot.addWidget(bar)
    bar.watch(tasks)

    def work(progress: Progress, cancelled: Cancelled) -> None:
        while not cancelled():
            time.sleep(0.002)
        stopped.set()

    tasks.run_long(owner, "备份", work, unwanted, unwanted)
    qtbot.waitUntil(lambda: not bar.isHidden(), timeout=1000)
    bar.cancel_button.click()
    assert bar.isHidden()
    assert stopped.wait(0.3)


def test_the_window_stays_alive_while_work_runs(tasks: Tasks, qtbot: QtBot) -> None:
    beats: list[float] = []
    heart = QTimer(interval=5)
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))
    heart.start()
    owner, done = QObject(), list[None]()
    tasks.run(owner, partial(time.sleep, 0.2), done.append, unwanted)
    qtbot.waitUntil(lambda: bool(done))
    heart.stop()
    assert max(b - a for a, b in itertools.pairwise(beats)) < 0.1


def test_closing_ends_everything(qtbot: QtBot) -> None:
    runner, owner, stopped = Tasks(), QObject(), threading.Event()

    def work(progress: Progress, cancelled: Cancelled) -> None:
        while not cancelled():
            time.sleep(0.002)
        stopped.set()

    runner.run_long(owner, "备份", work, unwanted, unwanted)
    qtbot.wait(20)
    runner.close()
    assert stopped.is_set()


def test_what_a_window_asks_for_while_the_program_ends_is_dropped(tasks: Tasks) -> None:
    told: list[object] = []
    owner = QObject()
    tasks.close()
    tasks.run(owner, lambda: 1, told.append, told.append)
    tasks.run_long(owner, "检查", lambda progress, cancelled: 1, told.append, told.append)
    assert (told, tasks.is_busy) == ([], False)
