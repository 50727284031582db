"""Files: whole or not at all, kept once, named safely; one sentence for each way it can go wrong."""

from __future__ import annotations

import errno
import os
import tracemalloc
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from gkcase.domain.errors import Refusal, Trouble
from gkcase.storage import files
from gkcase.storage.files import LIMIT, FileStore, clean_name


@pytest.fixture
def kept(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "office.gkdb.files")


def everything_in(store: FileStore) -> list[Path]:
    return sorted(path for path in store.root.rglob("*") if path.is_file()) if store.root.exists() else []


def test_a_file_lies_under_its_hash(tmp_path: Path, kept: FileStore) -> None:
    scan = tmp_path / "扫描件.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    stored = kept.put(scan)
    assert stored.sha256 == sha256(b"%PDF-1.4 scan").hexdigest()
    assert (stored.name, stored.size, stored.media_type) == ("扫描件.pdf", 13, "application/pdf")
    assert everything_in(kept) == [kept.root / stored.sha256[:2] / stored.sha256]
    assert kept.read(stored.sha256) == b"%PDF-1.4 scan"
    assert scan.exists()


def test_the_same_content_is_kept_once(kept: FileStore) -> None:
    first, second = kept.put_bytes(b"same", "a.txt"), kept.put_bytes(b"same", "b.txt")
    assert first.sha256 == second.sha256
    assert len(everything_in(kept)) == 1


def test_what_a_killed_program_put_there_is_synced_before_a_row_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It made the folders and the file and came no further; the next one finds them and must not trust them."""
    synced: list[Path] = []
    monkeypatch.setattr(files, "sync_folder", synced.append)
    folder = tmp_path / "office.gkdb.files"
    for _ in range(2):
        synced.clear()
        store = FileStore(folder)
        stored = store.put_bytes(b"same", "a.txt")
        assert synced == [tmp_path, folder, folder / stored.sha256[:2]][: len(synced)]
        assert tmp_path in synced
        assert folder in synced
    assert synced[-1] == folder / stored.sha256[:2]


def test_what_a_killed_program_left_half_made_goes_once_nobody_can_be_at_work_on_it(tmp_path: Path) -> None:
    folder = tmp_path / "office.gkdb.files"
    folder.mkdir()
    left, fresh = folder / "file.0a1b2c3d.new", folder / "file.0a1b2c3e.new"
    for path in (left, fresh):
        path.write_bytes(b"half")
    os.utime(left, (1, 1))
    FileStore(folder).put_bytes(b"same", "a.txt")
    assert (left.exists(), fresh.exists()) == (False, True)


def test_a_damaged_file_is_named_and_healed_by_the_same_content(kept: FileStore) -> None:
    stored = kept.put_bytes(b"same", "a.txt")
    kept.path(stored.sha256).write_bytes(b"damaged")
    assert "被改动过或已损坏" in kept.verify(stored.sha256)
    with pytest.raises(Trouble, match="被改动过或已损坏"):
        kept.read(stored.sha256)
    kept.put_bytes(b"same", "a.txt")
    assert kept.verify(stored.sha256) == ""


def test_what_is_handed_out_are_the_very_bytes_that_were_looked_at(
    kept: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody overwrites the file between the look at it and the reading of it."""
    stored = kept.put_bytes(b"same", "a.txt")
    verify, path = kept.verify, kept.path(stored.sha256)

    def then_changed(sha256: str) -> str:
        found = verify(sha256)
        path.write_bytes(b"changed")
        return found

    monkeypatch.setattr(kept, "verify", then_changed)
    assert kept.read(stored.sha256) == b"same"


def test_only_hashes_are_paths(kept: FileStore) -> None:
    for name in ("../../etc/passwd", "", "A" * 64, "0" * 63):
        with pytest.raises(ValueError, match="no SHA-256"):
            kept.path(name)


def test_a_large_scan_is_refused_before_it_is_read(tmp_path: Path, kept: FileStore) -> None:
    scan = tmp_path / "大扫描.tif"
    with scan.open("wb") as handle:
        handle.truncate(200 * 1024 * 1024)
    with pytest.raises(Refusal, match=r"“大扫描.tif”超过100MB") as refusal:
        kept.put(scan)
    assert refusal.value.field == "file"
    assert everything_in(kept) == []


def test_a_file_at_the_limit_needs_little_memory(tmp_path: Path, kept: FileStore) -> None:
    scan = tmp_path / "scan.tif"
    with scan.open("wb") as handle:
        handle.truncate(LIMIT)
    tracemalloc.start()
    stored = kept.put(scan)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert stored.size == LIMIT
    assert peak < 8 * 1024 * 1024


def test_a_file_that_grows_past_the_limit_while_it_is_copied(kept: FileStore) -> None:
    with pytest.raises(Refusal, match="超过0MB"):
        kept.put_bytes(b"x" * 1000, "a.txt", limit=999)
    assert everything_in(kept) == []


def test_what_is_no_file_is_refused(tmp_path: Path, kept: FileStore) -> None:
    (tmp_path / "空.pdf").touch()
    with pytest.raises(Refusal, match=r"“空.pdf”是空文件"):
        kept.put(tmp_path / "空.pdf")
    with pytest.raises(Refusal, match="是文件夹"):
        kept.put(tmp_path)
    with pytest.raises(Trouble, match=r"“没有.pdf”不见了或读不出来"):
        kept.put(tmp_path / "没有.pdf")
    assert everything_in(kept) == []


KINDS: dict[str, Callable[[Path], object]] = {
    "folder": Path.mkdir,
    **({"pipe": make_pipe} if (make_pipe := getattr(os, "mkfifo", None)) else {}),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", [None, b"k" * 32], ids=["plain", "sealed"])
def test_what_stands_in_the_place_of_a_file_is_named_and_never_waited_for(
    tmp_path: Path, kind: str, key: bytes | None
) -> None:
    kept = FileStore(tmp_path / "kept", key)
    stored = kept.put_bytes(b"paper", "a.txt")
    kept.path(stored.sha256).unlink()
    KINDS[kind](kept.path(stored.sha256))
    said = kept.verify(stored.sha256)
    assert said.startswith("文件的位置上是文件夹、管道或者设备，不是文件，请移走后从备份中找回：")
    assert not kept.holds(stored.sha256)
    assert not kept.carry(stored.sha256, FileStore(tmp_path / "other"))
    with pytest.raises(Trouble, match="不是文件"):
        kept.read(stored.sha256)
    kept.reseal(stored.sha256, sealed=key is not None)
    assert not kept.path(stored.sha256).is_file()


@pytest.mark.parametrize(
    ("kind", "said"), [(kind, {"folder": "文件夹"}.get(kind, "管道或者设备")) for kind in KINDS]
)
def test_what_is_no_file_is_not_taken_for_an_attachment(
    tmp_path: Path, kept: FileStore, kind: str, said: str
) -> None:
    KINDS[kind](tmp_path / "扫描件.pdf")
    with pytest.raises(Refusal, match=f"“扫描件.pdf”是{said}"):
        kept.put(tmp_path / "扫描件.pdf")


class Vanishing(BytesIO):
    """A file on a stick that is pulled out after the first piece."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise OSError(errno.EIO, "Input/output error")
        return super().read(10)


def test_a_file_that_vanishes_while_it_is_copied(
    tmp_path: Path, kept: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = tmp_path / "U盘.pdf"
    scan.write_bytes(b"x" * 100)
    own = Path.open
    monkeypatch.setattr(
        Path,
        "open",
        lambda self, *how, **more: Vanishing(b"x" * 100) if self == scan else own(self, *how, **more),
    )
    with pytest.raises(Trouble, match=r"“U盘.pdf”不见了或读不出来"):
        kept.put(scan)
    assert everything_in(kept) == []


def test_a_file_that_changes_while_it_is_copied(
    tmp_path: Path, kept: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"x" * 100)
    own = Path.open
    monkeypatch.setattr(
        Path,
        "open",
        lambda self, *how, **more: BytesIO(b"x" * 60) if self == scan else own(self, *how, **more),
    )
    with pytest.raises(Trouble, match="被改动了"):
        kept.put(scan)


@pytest.mark.parametrize("failing", ["gkcase.storage.durable.os.fsync", "gkcase.storage.files._copied"])
def test_a_full_disk_keeps_nothing(kept: FileStore, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    before = kept.put_bytes(b"before", "a.txt")

    def no_space(*ignored: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(failing, no_space)
    with pytest.raises(Trouble, match="磁盘空间不足"):
        kept.put_bytes(b"after", "b.txt")
    assert everything_in(kept) == [kept.path(before.sha256)]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "occupied").write_bytes(b"a file, no folder")
    with pytest.raises(Trouble, match="附件文件夹不能写入"):
        FileStore(tmp_path / "occupied").put_bytes(b"x", "a.txt")
    with pytest.raises(Trouble, match="没有设置附件文件夹"):
        FileStore(None).put_bytes(b"x", "a.txt")


def test_what_no_row_names_is_listed(kept: FileStore) -> None:
    known, orphan = kept.put_bytes(b"known", "a.txt"), kept.put_bytes(b"orphan", "b.txt")
    assert kept.orphans({known.sha256}) == [kept.path(orphan.sha256)]
    assert FileStore(None).orphans(set()) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("扫描件.pdf", "扫描件.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system32\\cmd.exe", "cmd.exe"),
        ("a\x00b\x1fc.pdf", "abc.pdf"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("COM¹.pdf", "_COM¹.pdf"),
        ("console.txt", "console.txt"),
        ("\u202efdp.exe", "fdp.exe"),
        ("名称. . .", "名称"),
        (" .bashrc ", "bashrc"),
        ('a<b>:"|?*.doc', "a_b______.doc"),
        ("", "未命名"),
        ("...", "未命名"),
        ("\ud800.pdf", "pdf"),
        ("𠮷𰻞.pdf", "𠮷𰻞.pdf"),
        ("字" * 400 + ".pdf", "字" * 65 + ".pdf"),
        ("x." + "y" * 300, "x." + "y" * 198),
    ],
)
def test_names_are_safe_to_show_and_to_write(name: str, shown: str) -> None:
    assert clean_name(name) == shown
    assert len(shown.encode()) <= files.NAME_BYTES
