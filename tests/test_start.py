"""start.py: what it does on machines that lack something, without installing anything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import start

Command = tuple[str, ...]


class Machine:
    """Stands for the computer: answers commands as `can` says and remembers what was asked."""

    def __init__(self, can: Callable[[Command], bool]) -> None:
        self.asked: list[Command] = []
        self._can = can

    def succeeds(self, *command: str) -> bool:
        self.asked.append(command)
        return self._can(command)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with locks of its own and nothing set up."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text(f"{name}\n", encoding="utf-8")
    venv = tmp_path / ".venv"
    python = venv / start.PYTHON.relative_to(start.VENV)
    places = {"ROOT": tmp_path, "VENV": venv, "PYTHON": python, "STAMP": venv / "installed.txt"}
    locks = {"LOCK": tmp_path / "requirements.lock", "DEV_LOCK": tmp_path / "requirements-dev.lock"}
    for name, place in (places | locks).items():
        monkeypatch.setattr(start, name, place)
    monkeypatch.setattr(start, "missing_packages", lambda names: [])
    return tmp_path


def pretend_installed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Set-up that only writes down which lock it was asked for."""
    locks: list[Path] = []

    def install(lock: Path) -> bool:
        start.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        start.PYTHON.touch()
        locks.append(lock)
        return True

    monkeypatch.setattr(start, "install", install)
    monkeypatch.setattr(start, "qt_loads", lambda: True)
    return locks


def test_a_second_start_sets_nothing_up(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = pretend_installed(monkeypatch)
    assert start.set_up(start.LOCK)
    began = time.perf_counter()
    assert start.set_up(start.LOCK)
    assert time.perf_counter() - began < 0.05
    assert asked == [start.LOCK]


def test_a_changed_lock_is_installed_again(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = pretend_installed(monkeypatch)
    assert start.set_up(start.LOCK)
    start.LOCK.write_text("another\n", encoding="utf-8")
    assert start.set_up(start.LOCK)
    assert asked == [start.LOCK, start.LOCK]


def test_what_the_tests_installed_serves_the_program(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = pretend_installed(monkeypatch)
    assert start.set_up(start.DEV_LOCK)
    assert start.set_up(start.LOCK)
    assert asked == [start.DEV_LOCK]


def test_a_set_up_that_failed_is_tried_again(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = pretend_installed(monkeypatch)
    monkeypatch.setattr(start, "qt_loads", lambda: False)
    assert not start.set_up(start.LOCK)
    assert not start.set_up(start.LOCK)
    assert len(asked) == 2


def test_without_ensurepip_an_existing_pip_serves(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def can(command: Command) -> bool:
        makes_pip = command[1:3] == ("-m", "venv") and "--without-pip" not in command
        own_pip = command[0] == str(start.PYTHON) and "pip" in command
        return not makes_pip and not own_pip

    monkeypatch.setattr(start, "succeeds", Machine(can).succeeds)
    assert start.make_environment() == [sys.executable, "-m", "pip", "--python", str(start.PYTHON)]


def test_without_any_pip_the_way_out_is_said(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "succeeds", Machine(lambda command: "--version" not in command).succeeds)
    assert start.make_environment() == []
    assert "请" in capsys.readouterr().err


def test_without_rights_the_exact_command_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = Machine(lambda command: False)
    monkeypatch.setattr(start, "succeeds", machine.succeeds)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert not start.apt_install(["libegl1", "fonts-noto-cjk"])
    assert "apt-get install -y --no-install-recommends libegl1 fonts-noto-cjk\n" in capsys.readouterr().err
    assert machine.asked == [("sudo", "-n", "true")]


def test_an_old_package_list_is_renewed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def can(command: Command) -> bool:
        return "update" in command or any("update" in earlier for earlier in machine.asked[:-1])

    machine = Machine(can)
    monkeypatch.setattr(start, "succeeds", machine.succeeds)
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    assert start.apt_install(["libegl1"])
    assert [("update" in command) for command in machine.asked] == [False, True, False]


def test_a_renamed_library_counts_as_present(monkeypatch: pytest.MonkeyPatch) -> None:
    told = "libglib2.0-0t64 installed\nlibegl1 not-installed\nfonts-noto-cjk installed\n"
    answer = subprocess.CompletedProcess([], 1, stdout=told)
    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: answer)
    assert start.missing_packages(["libglib2.0-0", "libegl1", "fonts-noto-cjk"]) == ["libegl1"]


@pytest.mark.parametrize(
    ("display", "arguments", "expected"),
    [
        (True, [], ("gkcase",)),
        (False, [], ("gkcase.demo_job",)),
        (False, ["list", "--json"], ("gkcase", "list", "--json")),
    ],
)
def test_what_is_started(
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    display: bool,
    arguments: list[str],
    expected: Command,
) -> None:
    started: list[Command] = []

    def run_module(*command: str) -> int:
        started.append(command)
        return 0

    monkeypatch.setattr(start, "set_up", lambda lock: True)
    monkeypatch.setattr(start, "has_display", lambda: display)
    monkeypatch.setattr(start, "run_module", run_module)
    assert start.main(arguments) == 0
    assert started[0][: len(expected)] == expected
    assert capsys.readouterr().out == ""  # stdout belongs to what is started
    if expected == ("gkcase.demo_job",):
        assert Path(started[0][1]).parent == checkout / "demo-files"


def test_another_version_of_python_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "SUITABLE", ((3, 11), (3, 12)))
    monkeypatch.setattr(sys, "version_info", (3, 14, 0, "final", 0))
    monkeypatch.setattr(shutil, "which", lambda name: name if name == "python3.11" else None)
    assert start.suitable_python() == "python3.11"
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert start.suitable_python() == ""
