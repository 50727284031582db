"""How the program and its limited child process talk: plain values in counted frames, and nothing that runs.

Never pickle: what a child sends back may have been thought up by the file that it read.
"""

from __future__ import annotations

import json
import struct
from datetime import date, datetime
from typing import Any, BinaryIO

_HEAD = struct.Struct(">II")
BYTES, DAY = "$bytes", "$day"
_MOST_BLOBS = 10_000
_LENGTH = struct.Struct(">I")


class TooLarge(Exception):
    """More was sent than whoever listens wants to hear."""


class Cut(Exception):
    """The other side ended in the middle of a sentence."""


def send(stream: BinaryIO, value: Any) -> None:
    """Write one message: what JSON knows, days, and bytes."""
    blobs: list[bytes] = []

    def other(one: object) -> dict[str, object]:
        if isinstance(one, bytes):
            blobs.append(one)
            return {BYTES: len(blobs) - 1}
        if isinstance(one, date) and not isinstance(one, datetime):
            return {DAY: one.isoformat()}
        raise TypeError(f"no plain value: {type(one).__name__}")

    text = json.dumps(value, default=other, ensure_ascii=True, separators=(",", ":")).encode()
    stream.write(_HEAD.pack(len(text), len(blobs)) + text)
    for blob in blobs:
        stream.write(_LENGTH.pack(len(blob)))
        stream.write(blob)
    stream.flush()


def receive(stream: BinaryIO, most: int) -> Any:
    """Read one message of at most so many bytes; EOFError where there is none any more."""
    head = stream.read(_HEAD.size)
    if not head:
        raise EOFError
    size, count = _HEAD.unpack(_whole(head, _HEAD.size))
    if size > most or count > _MOST_BLOBS:
        raise TooLarge
    text, left = _whole(stream.read(size), size), most - size
    blobs = []
    for _ in range(count):
        (length,) = _LENGTH.unpack(_whole(stream.read(_LENGTH.size), _LENGTH.size))
        if length > left:
            raise TooLarge
        left -= length
        blobs.append(_whole(stream.read(length), length))
    return json.loads(text, object_hook=lambda told: _told(told, blobs))


def _told(told: dict[str, Any], blobs: list[bytes]) -> Any:
    if len(told) != 1:
        return told
    if BYTES in told:
        return blobs[told[BYTES]]
    return date.fromisoformat(told[DAY]) if DAY in told else told


def _whole(read: bytes, size: int) -> bytes:
    if len(read) < size:
        raise Cut
    return read
