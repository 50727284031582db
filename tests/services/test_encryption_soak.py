"""The short version of what `soak` measures of encryption: flips of single bits, and that saves can be compared."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from gkcase.services import secrets
from soak import encryption, flips


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The long test keeps its keys in a folder; here they stay in memory, and nothing is left changed."""
    monkeypatch.setattr(secrets, "data_folder", lambda: tmp_path)


def test_every_flip_of_a_bit_is_noticed_in_an_encrypted_file(tmp_path: Path) -> None:
    assert flips.noticed(tmp_path, encrypted=True, flips=60, chance=random.Random()) == 60


def test_in_a_plain_file_few_are(tmp_path: Path) -> None:
    """Or the test would find fault with anything."""
    assert flips.noticed(tmp_path, encrypted=False, flips=60, chance=random.Random(4)) < 30


def test_each_begins_as_often_as_the_other() -> None:
    began: list[str] = []
    one, two = encryption.in_turn(4, lambda: began.append("a"), lambda: began.append("b"))
    assert "".join(began) == "abbaabba"
    assert len(one) == len(two) == 4


def test_saves_are_compared_in_pairs(tmp_path: Path) -> None:
    cost, p95 = encryption.saves(tmp_path, 4)
    assert (cost.line, p95.line) == (23, 23)
    assert "by pairs" in cost.figure
    assert p95.figure.endswith("ms")
