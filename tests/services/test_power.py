"""A power failure loses no acknowledged act, and the test that says so would notice one that does."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from gkcase.paths import data_folder
from soak import power
from soak.disks import Disk
from soak.tracing import Call, has_strace


@pytest.fixture(autouse=True)
def _keys_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GKCASE_NO_KEYRING", "1")
    monkeypatch.setattr("gkcase.services.secrets.data_folder", data_folder)


def test_no_acknowledged_act_is_lost_without_power(tmp_path: Path) -> None:
    if not has_strace():
        warn_of_strace()
        return
    seed = random.randrange(10**6)
    found = power.cut(power.Recording(tmp_path, seed, 5), 1, seed, share=0.4)
    assert not found.bad, (seed, found.told)
    assert found.acks > 5
    assert found.disks > 100


def test_with_less_syncing_something_is_lost(tmp_path: Path) -> None:
    """Without this the test above would prove nothing."""
    if not has_strace():
        warn_of_strace()
        return
    seed = random.randrange(10**6)
    found = power.cut(power.Recording(tmp_path, seed, 3, "NORMAL"), 1, seed, enough=1)
    assert found.bad.total(), seed


def warn_of_strace() -> None:
    """tests/suite.py says it aloud."""
    print("NOT CHECKED: strace is not here or may not trace, no power was cut")


# -- the disk ----------------------------------------------------------------------------------------------------


def states(disk: Disk) -> set[tuple[tuple[str, bytes], ...]]:
    chance = random.Random(1)
    return {tuple(sorted(disk.without_power(chance).items())) for _ in range(300)}


def after(*calls: Call, **files: bytes) -> Disk:
    disk = Disk("/o", {f"/o/{name}": content for name, content in files.items()})
    for call in calls:
        disk.take(call)
    return disk


OLD, NEW = b"o" * 1024, b"n" * 1024


def test_what_was_synced_is_certain() -> None:
    disk = after(Call("write", "/o/a", 0, NEW), Call("sync", "/o/a"), a=OLD)
    assert states(disk) == {(("/o/a", NEW),)}


def test_what_was_written_since_is_there_by_sectors_or_not_or_torn() -> None:
    found = {dict(files)["/o/a"] for files in states(after(Call("write", "/o/a", 0, NEW), a=OLD))}
    assert {OLD, NEW, OLD[:512] + NEW[512:], NEW[:512] + OLD[512:]} < found


def test_a_name_is_certain_once_its_folder_was_synced() -> None:
    made = [Call("create", "/o/b.new"), Call("write", "/o/b.new", 0, NEW), Call("sync", "/o/b.new")]
    renamed = [*made, Call("rename", "/o/b.new", to="/o/b")]
    open_ = states(after(*renamed, b=OLD))
    assert {dict(files).get("/o/b") for files in open_} == {OLD, NEW}
    assert states(after(*renamed, Call("sync", "/o"), b=OLD)) == {(("/o/b", NEW),)}


def test_what_lies_in_a_folder_goes_with_its_name() -> None:
    made = [Call("mkdir", "/o/f"), Call("create", "/o/f/a"), Call("write", "/o/f/a", 0, NEW)]
    synced = [*made, Call("sync", "/o/f/a"), Call("sync", "/o/f")]
    assert states(after(*synced)) == {(), (("/o/f/a", NEW),)}
    assert states(after(*synced, Call("sync", "/o"))) == {(("/o/f/a", NEW),)}
