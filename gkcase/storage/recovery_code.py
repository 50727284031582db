"""The recovery code (恢复码): 135 random bits as 28 signs that people can read out, copy down and type again.

The last sign is a check over the other 27 in the field of 32 elements, each with a weight of its own: every sign that
was mistyped and every two that changed places are noticed, so that a typing error is told from the code of another
database.
"""

from __future__ import annotations

import secrets
import unicodedata

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32 signs without I, L, O and U, as Crockford chose them: none can be taken for another."""

LENGTH, GROUP = 28, 4
_MEANT = str.maketrans("OIL", "011")
_BETWEEN = " \t\r\n-–—·_.，,"


class Mistyped(ValueError):
    """A code that nobody was ever given: a sign is wrong, missing or too many."""


def new_code() -> str:
    """A code that was never there before, in groups of four."""
    values = [secrets.randbelow(32) for _ in range(LENGTH - 1)]
    return shown("".join(SIGNS[value] for value in [*values, _doubled(_sum(values))]))


def shown(code: str) -> str:
    """A code in groups of four, as it is printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """The 28 signs that were meant: small letters, blanks, full-width signs, o for 0 and i for 1 do no harm."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_MEANT)
    code = "".join(sign for sign in plain if sign not in _BETWEEN)
    if len(code) != LENGTH or any(sign not in SIGNS for sign in code):
        raise Mistyped
    if _sum([SIGNS.index(sign) for sign in code]):
        raise Mistyped
    return code


def _sum(values: list[int]) -> int:
    """The polynomial of the values at 2, by Horner's rule: no two places have the same weight."""
    found = 0
    for value in values:
        found = _doubled(found) ^ value
    return found


def _doubled(value: int) -> int:
    """Times 2 in GF(32), modulo x^5 + x^2 + 1, whose powers of 2 repeat only after 31 places."""
    return (value << 1) ^ (0x25 if value & 0x10 else 0)
