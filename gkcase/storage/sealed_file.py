"""A file sealed with AES-256-GCM, written and read in constant memory: mark, nonce, content, tag at the end."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

MARK = b"GKCASE-1"
"""The first bytes of every sealed file; they are sealed with it."""

_NONCE, _TAG, _BLOCK = 12, 16, 1024 * 1024
OVERHEAD = len(MARK) + _NONCE + _TAG
"""So many bytes a sealed file is longer than what it holds."""


class Broken(Exception):
    """A sealed file that was changed, cut off, or sealed with another key."""


def seal(blocks: Iterable[bytes], into: BinaryIO, key: bytes) -> None:
    """Write what the blocks hold; the nonce is random, and each file has one of its own."""
    from cryptography.hazmat.primitives.ciphers import (
        Cipher,
        algorithms,
        modes,
    )  # with the first file, not before

    nonce = os.urandom(_NONCE)
    sealing = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
    sealing.authenticate_additional_data(MARK)
    into.write(MARK + nonce)
    for block in blocks:
        into.write(sealing.update(block))
    into.write(sealing.finalize() + sealing.tag)


def is_sealed(source: BinaryIO) -> bool:
    """Whether a file begins like a sealed one."""
    source.seek(0)
    return source.read(len(MARK)) == MARK


def opened(source: BinaryIO, key: bytes) -> Iterator[bytes]:
    """The content block by block. Whoever hands any of it on has come to the end once before: the tag stands there.

    Raises Broken at the end where one bit is not as it was written.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    left = source.seek(0, os.SEEK_END) - OVERHEAD
    if left < 0:
        raise Broken
    source.seek(-_TAG, os.SEEK_END)
    tag = source.read(_TAG)
    source.seek(0)
    mark, nonce = source.read(len(MARK)), source.read(_NONCE)
    opening = Cipher(algorithms.AES(key), modes.GCM(nonce, tag)).decryptor()
    opening.authenticate_additional_data(mark)
    while left and (block := source.read(min(_BLOCK, left))):
        left -= len(block)
        yield opening.update(block)
    try:
        opening.finalize()
    except InvalidTag as error:
        raise Broken from error
