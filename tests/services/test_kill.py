"""A process killed with -9 loses no acknowledged act, of whatever kind, and leaves nothing by half."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from gkcase.paths import data_folder
from soak import killing


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
def test_no_acknowledged_act_is_lost_in_a_kill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encrypted: bool
) -> None:
    monkeypatch.setenv("GKCASE_NO_KEYRING", "1")
    monkeypatch.setattr("gkcase.services.secrets.data_folder", data_folder)
    seed = random.randrange(10**6)
    outcome = killing.kills(tmp_path, encrypted, 1 if encrypted else 2, random.Random(seed), 0.8)
    assert (outcome.lost, outcome.unsound) == ([], []), seed
    assert outcome.saves >= outcome.kills
