"""One way to write a value as JSON, so that its hash can be computed again years later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime


def canonical(value: object) -> str:
    """JSON with sorted keys and without blanks, hanzi as they are."""
    return _ENCODER.encode(value)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def sha256(data: str, salt: str = "") -> str:
    """The hash of a text in hexadecimal, after a salt given in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(salt) + data.encode()).hexdigest()


def moment(at: datetime) -> str:
    """A moment as it goes into a hash: UTC to the microsecond, however the database gave it back."""
    if at.tzinfo is None:
        raise ValueError("a stored moment needs a time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")
