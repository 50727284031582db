"""Attachments and letters of an encrypted database: sealed on the disk, whole or not at all when they are read."""

from __future__ import annotations

import hashlib
import os
import tracemalloc
from pathlib import Path

import pytest

from gkcase.domain.errors import Trouble
from gkcase.storage import sealed_file
from gkcase.storage.files import FileStore

KEY, OTHER = os.urandom(32), os.urandom(32)
CONTENT = "甄测试 13800001111".encode() * 100_000  # more than one block


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files", KEY)


def test_what_goes_in_comes_out_and_the_disk_shows_nothing(files: FileStore) -> None:
    stored = files.put_bytes(CONTENT, "申请书.pdf")
    assert stored.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert stored.size == len(CONTENT)
    assert files.path(stored.sha256).name == stored.sha256
    kept = files.path(stored.sha256).read_bytes()
    assert "甄测试".encode() not in kept
    assert len(kept) == len(CONTENT) + sealed_file.OVERHEAD
    assert files.read(stored.sha256) == CONTENT
    assert b"".join(files.blocks(stored.sha256)) == CONTENT
    assert files.verify(stored.sha256) == ""


def test_the_same_content_never_looks_the_same_twice(tmp_path: Path) -> None:
    kept = []
    for name in ("one", "two"):
        files = FileStore(tmp_path / name, KEY)
        kept.append(files.path(files.put_bytes(b"same", "a.txt").sha256).read_bytes())
    assert kept[0] != kept[1]
    assert kept[0][8:20] != kept[1][8:20]  # the nonces


def test_every_bit_of_a_sealed_file_counts(files: FileStore) -> None:
    sha256 = files.put_bytes(b"%PDF scan", "a.pdf").sha256
    path = files.path(sha256)
    kept = path.read_bytes()
    for bit in range(len(kept) * 8):
        spoilt = bytearray(kept)
        spoilt[bit // 8] ^= 1 << bit % 8
        path.write_bytes(spoilt)
        assert "请从备份中找回" in files.verify(sha256), bit
    for length in range(len(kept)):
        path.write_bytes(kept[:length])
        assert "请从备份中找回" in files.verify(sha256), length
    path.write_bytes(kept + b"\0")
    assert "请从备份中找回" in files.verify(sha256)


def test_nothing_of_a_spoilt_file_is_handed_out(files: FileStore) -> None:
    sha256 = files.put_bytes(CONTENT, "a.pdf").sha256
    path = files.path(sha256)
    kept = bytearray(path.read_bytes())
    kept[-20] ^= 1
    path.write_bytes(kept)
    with pytest.raises(Trouble, match="已损坏"):
        files.read(sha256)
    with pytest.raises(Trouble, match="已损坏"):
        next(files.blocks(sha256))


def test_another_key_opens_nothing(files: FileStore, tmp_path: Path) -> None:
    sha256 = files.put_bytes(CONTENT, "a.pdf").sha256
    for key in (OTHER, None):
        with pytest.raises(Trouble, match="已损坏"):
            FileStore(tmp_path / "files", key).read(sha256)


def test_a_file_that_is_not_sealed_yet_can_be_read(files: FileStore, tmp_path: Path) -> None:
    """So that nothing is out of reach while a database is being encrypted."""
    sha256 = FileStore(tmp_path / "files").put_bytes(CONTENT, "a.pdf").sha256
    assert files.read(sha256) == CONTENT
    assert files.verify(sha256) == ""


def test_a_file_is_carried_sealed_into_another_store(files: FileStore, tmp_path: Path) -> None:
    sha256 = files.put_bytes(CONTENT, "a.pdf").sha256
    copies = FileStore(tmp_path / "copies", KEY)
    assert files.carry(sha256, copies)
    assert copies.read(sha256) == CONTENT
    assert "甄测试".encode() not in copies.path(sha256).read_bytes()
    files.path(sha256).write_bytes(b"GKCASE-1" + bytes(40))
    assert not files.carry(sha256, FileStore(tmp_path / "more", KEY))
    assert not (tmp_path / "more").exists()


def test_memory_does_not_grow_with_the_file(files: FileStore, tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(bytes(24 * 1024 * 1024))
    files.put_bytes(b"warm", "a.txt")  # what is loaded with the first file
    tracemalloc.start()
    sha256 = files.put(scan).sha256
    assert sum(map(len, files.blocks(sha256))) == 24 * 1024 * 1024
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 * 1024 * 1024
