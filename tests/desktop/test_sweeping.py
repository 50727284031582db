"""Garbage goes between two events on the GUI thread, and at no other time."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gkcase.desktop import sweeping
from gkcase.desktop.sweeping import Sweeper


class Knot:
    """Something that holds on to itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def sweeper(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sweeper]:
    gc.enable()
    monkeypatch.setattr(sweeping, "LOOK_MS", 10)
    made = Sweeper()
    yield made
    made.stop()
    made.deleteLater()


def test_the_automatic_collection_ends(sweeper: Sweeper) -> None:
    assert not gc.isenabled()


def test_a_knot_goes_once_much_has_been_made(sweeper: Sweeper, qtbot: QtBot) -> None:
    sweeper.begin()
    knot = weakref.ref(Knot())
    assert knot() is not None
    kept = [[n] for n in range(gc.get_threshold()[0] + 100)]
    qtbot.waitUntil(lambda: knot() is None)
    assert len(kept) > 0


def test_in_the_long_run_everything_is_gone_through(
    sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "FULL_EVERY", 2)
    old = Knot()
    gc.collect()  # it is old now
    found = weakref.ref(old)
    del old
    gc.collect(0)
    assert found() is not None
    sweeper.sweep()
    sweeper.sweep()
    assert found() is None
