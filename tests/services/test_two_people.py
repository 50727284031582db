"""Two people at once: what is stale is refused, and nothing else."""

from __future__ import annotations

import random

from soak import two_people


def test_nothing_is_lost_and_nobody_is_stopped_for_nothing(empty_place: str) -> None:
    seed = random.randrange(10**6)
    found = two_people.fuzz(empty_place, 90, random.Random(seed))
    assert (found.lost, found.false) == ([], []), seed
    assert found.conflicts > 5
    assert found.races > 0
