"""Hashes of passwords, and keys drawn from them (密码散列): argon2id, as expensive as this computer bears.

RFC 9106; 250 to 500 ms a try (docs/reliability.md, line 24).
The price stands in each hash, so that an older one is still checked at its own price.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

LEAST_SECONDS, MOST_SECONDS = 0.25, 0.5
_MIDDLE = 0.35
LEAST_KIB, USUAL_KIB = 19 * 1024, 64 * 1024
"""OWASP's least memory for two rounds, and what RFC 9106 names where memory is short."""

MOST_ROUNDS, SALT, LENGTH = 64, 16, 32


@dataclass(frozen=True)
class Cost:
    """What one check costs: memory in KiB, rounds, lanes. RFC 9106's second choice where nothing was measured."""

    memory: int = USUAL_KIB
    rounds: int = 3
    lanes: int = 4

    @classmethod
    def read(cls, value: Any) -> Cost:
        """As a setting holds it; what cannot be a price is the usual one."""
        whole = isinstance(value, list) and len(value) == 3 and all(isinstance(one, int) for one in value)
        if not whole or min(value) < 1 or value[0] < 8 * value[2]:
            return USUAL
        return cls(*value)


USUAL = Cost()


def hashed(password: str, cost: Cost) -> str:
    """The hash of a password with a salt of its own, in the usual notation ($argon2id$v=19$m=…)."""
    from argon2 import low_level

    made = low_level.hash_secret(
        password.encode(),
        secrets.token_bytes(SALT),
        time_cost=cost.rounds,
        memory_cost=cost.memory,
        parallelism=cost.lanes,
        hash_len=LENGTH,
        type=low_level.Type.ID,
    )
    return made.decode("ascii")


def stretched(password: str, salt: bytes, cost: Cost) -> bytes:
    """The key of 256 bits that a password stands for with this salt."""
    from argon2 import low_level

    return low_level.hash_secret_raw(
        password.encode(),
        salt,
        time_cost=cost.rounds,
        memory_cost=cost.memory,
        parallelism=cost.lanes,
        hash_len=LENGTH,
        type=low_level.Type.ID,
    )


def matches(kept: str, password: str) -> bool:
    """Whether this is the password of that hash."""
    from argon2 import exceptions, low_level

    try:
        return low_level.verify_secret(kept.encode("ascii"), password.encode(), low_level.Type.ID)
    except (exceptions.VerificationError, exceptions.InvalidHashError):
        return False


def calibrated(
    clock: Callable[[], float] = time.perf_counter, hashing: Callable[[str, Cost], object] = hashed
) -> Cost:
    """The price at which one check takes 250 to 500 ms here; a slow one takes less memory, never below OWASP's."""
    lanes = max(1, min(4, os.cpu_count() or 1))
    usual = Cost(USUAL_KIB, 1, lanes)
    one = _seconds(usual, clock, hashing)
    if one > MOST_SECONDS:
        return Cost(LEAST_KIB, 2, lanes)
    rounds = max(1, min(MOST_ROUNDS, round(_MIDDLE / max(one, 1e-4))))
    took = _seconds(Cost(USUAL_KIB, rounds, lanes), clock, hashing)
    if not LEAST_SECONDS <= took <= MOST_SECONDS:  # the first rounds cost more, or the computer is busy
        rounds = max(1, min(MOST_ROUNDS, round(rounds * _MIDDLE / max(took, 1e-4))))
    return Cost(USUAL_KIB, rounds, lanes)


def _seconds(cost: Cost, clock: Callable[[], float], hashing: Callable[[str, Cost], object]) -> float:
    """The shortest of three: what else the computer was doing meanwhile is not the price."""
    took = []
    for _ in range(3):
        began = clock()
        hashing("calibration", cost)
        took.append(clock() - began)
    return min(took)
