"""A process killed with -9 loses no acknowledged act, and leaves nothing by half."""

from __future__ import annotations

import random
from pathlib import Path

from soak import killing


def test_no_acknowledged_act_is_lost_in_a_kill(tmp_path: Path) -> None:
    acts, cases = killing.rounds(tmp_path, 3, random.Random())
    assert acts >= 3
    assert cases >= 1
