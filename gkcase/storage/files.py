"""Attachments and letters by their SHA-256 beside the database, on the disk before any row names them.

Beside an encrypted database they are sealed, each with a nonce of its own; their names stay the hashes of what is in
them.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

from gkcase.domain.errors import Refusal, Trouble
from gkcase.storage import sealed_file
from gkcase.storage.durable import (
    NoFileError,
    make_folder,
    open_file,
    replace,
    sweep,
    sync_folder,
    temporary,
)
from gkcase.storage.erasure import OLD, overwrite, put_over
from gkcase.storage.faults import NO_SPACE, explained

LIMIT = 100 * 1024 * 1024
"""The largest attachment; larger scans are nearly always a wrong setting of the scanner."""

_CHUNK = 1024 * 1024
SHA256 = re.compile(r"[0-9a-f]{64}")
"""How a file is named by its content."""

_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(\.|$)", re.IGNORECASE)
NAME_BYTES = 200
"""The longest name to show; file systems end at 255 bytes, and a prefix may come before it."""


class Source(Protocol):
    """What can be read to its end, part by part."""

    def read(self, size: int, /) -> bytes:
        """The next part; empty at the end."""


class _Blocks:
    """Blocks that come one after the other, as an open file."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks

    def read(self, size: int, /) -> bytes:
        """The next block, whatever its size."""
        return next(self._blocks, b"")


@dataclass(frozen=True)
class StoredFile:
    """A file in the store: its content's hash and the name under which it is shown."""

    sha256: str
    name: str
    size: int
    media_type: str


def clean_name(name: str) -> str:
    """A name that is safe to show and to write on any system: at most 200 bytes, no path."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    kept = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    kept = _FORBIDDEN.sub("_", kept).strip(" .")
    if _RESERVED.match(kept):
        kept = f"_{kept}"
    return _shortened(kept) or "未命名"


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = name, ""
    room = NAME_BYTES - len((dot + ending).encode()) if ending else NAME_BYTES
    short = stem.encode()[:room].decode(errors="ignore").rstrip(" .")
    return f"{short}.{ending}" if ending else short


class FileStore:
    """A folder of files named by their content; the same file twice is kept once. With a key they are sealed."""

    def __init__(self, root: Path | None, key: bytes | None = None) -> None:
        self._root = root
        self._settled = False
        self._key = key

    @property
    def folder(self) -> Path | None:
        """The folder, where there is one."""
        return self._root

    @property
    def root(self) -> Path:
        """The folder; made with the first file."""
        if self._root is None:
            raise Trouble("没有设置附件文件夹，请先在“设置”的“存储和备份”中指定一个人人可以写入的共享文件夹")
        return self._root

    def path(self, sha256: str) -> Path:
        """Where a file of this content lies, whether or not it is there."""
        if not SHA256.fullmatch(sha256):
            raise ValueError(f"no SHA-256: {sha256!r}")
        return self.root / sha256[:2] / sha256

    def put(self, source: Path, limit: int = LIMIT) -> StoredFile:
        """Take a file of the officer's into the store; refuses folders, empty files and what is over the limit."""
        name = clean_name(source.name)
        with _readable(name):
            size = source.stat().st_size
            if source.is_dir():
                raise Refusal(f"“{name}”是文件夹，请选择文件", field="file")
            if not source.is_file():
                raise Refusal(f"“{name}”是管道或者设备，不是文件，请选择文件", field="file")
        if size > limit:
            raise Refusal(_too_large(name, limit), field="file")
        with _readable(name):
            handle = source.open("rb")
        with handle:
            stored = self._take(handle, name, limit)
        if stored.size != size:
            raise Trouble(f"“{name}”在复制时被改动了，没有添加，请等它保存完再试")
        return stored

    def put_bytes(self, data: bytes, name: str, limit: int = LIMIT) -> StoredFile:
        """Take what the program made itself, such as a letter."""
        return self._take(BytesIO(data), clean_name(name), limit)

    def put_open(self, source: Source, name: str, limit: int) -> StoredFile:
        """Take what is read from an open file, in constant memory."""
        return self._take(source, name, limit)

    def read(self, sha256: str) -> bytes:
        """The content of a file, only if it still is what it was: the very bytes that were looked at."""
        return b"".join(self._content(sha256))

    def blocks(self, sha256: str) -> Iterator[bytes]:
        """The content block by block in constant memory; nothing is handed out before all of it was proven."""
        if wrong := self.verify(sha256):
            raise Trouble(wrong)
        yield from self._content(sha256)

    def verify(self, sha256: str) -> str:
        """What is wrong with a stored file, as a sentence; empty if nothing is."""
        path = self.path(sha256)
        try:
            with open_file(path) as handle:
                return "" if self._hash(handle) == sha256 else _changed(path)
        except OSError as error:
            return _unread(path, error)

    def holds(self, sha256: str) -> bool:
        """Whether a file is there as it should be: with a key, sealed as well."""
        if self.verify(sha256):
            return False
        with open_file(self.path(sha256)) as handle:
            return self._key is None or sealed_file.is_sealed(handle)

    def carry(self, sha256: str, to: FileStore) -> bool:
        """Put a file into another store, if it still is what it was; a damaged one must not pass for a copy."""
        if self.verify(sha256):
            return False
        to._take(_Blocks(self._content(sha256)), sha256, None)
        return True

    def names(self) -> list[str]:
        """The hashes of all files that lie here, whether or not a row names them."""
        if self._root is None or not self._root.is_dir():
            return []
        return sorted(path.name for path in self._root.glob("??/*") if SHA256.fullmatch(path.name))

    def left_behind(self) -> list[Path]:
        """What was replaced by a sealed file and not overwritten, because the program was killed."""
        return [] if self._root is None else sorted(self._root.glob(f"??/*{OLD}"))

    def reseal(self, sha256: str, *, sealed: bool) -> None:
        """Write a file anew, sealed or as it is; one that is damaged stays as it was, and checking says so."""
        path = self.path(sha256)
        if not path.is_file():
            return
        with open_file(path) as handle:
            if (self._key is not None and sealed_file.is_sealed(handle)) is sealed:
                return
            if self._hash(handle) != sha256:
                return
        with explained(), temporary(path) as made:
            key = self._key if sealed else None
            _copied(_Blocks(self._content(sha256)), made, sha256, None, key)
            put_over(made, path, shred=sealed)

    def _content(self, sha256: str) -> Iterator[bytes]:
        """Block by block; raises Trouble at the end where it is not what it was."""
        path, digest = self.path(sha256), hashlib.sha256()
        try:
            with open_file(path) as handle:
                for block in self._opened(handle):
                    digest.update(block)
                    yield block
        except OSError as error:
            raise Trouble(_unread(path, error)) from error
        except sealed_file.Broken as error:
            raise Trouble(_changed(path)) from error
        if digest.hexdigest() != sha256:
            raise Trouble(_changed(path))

    def _hash(self, handle: BinaryIO) -> str:
        """The hash of what a file holds; empty where its seal is broken."""
        digest = hashlib.sha256()
        try:
            for block in self._opened(handle):
                digest.update(block)
        except sealed_file.Broken:
            return ""
        return digest.hexdigest()

    def _opened(self, handle: BinaryIO) -> Iterator[bytes]:
        """What a file holds; while a database is being encrypted some of them are still as they were."""
        if self._key is not None and sealed_file.is_sealed(handle):
            return sealed_file.opened(handle, self._key)
        handle.seek(0)
        return iter(lambda: handle.read(_CHUNK), b"")

    def shred(self, sha256: str) -> None:
        """Overwrite a file and remove it; how far that reaches on a solid-state disk only encryption can say."""
        path = self.path(sha256)
        try:
            overwrite(path)
        except FileNotFoundError:
            return
        except OSError as error:
            raise Trouble(f"附件不能删除，请检查权限或者关闭打开它的程序：{path}") from error

    def orphans(self, known: Collection[str]) -> list[Path]:
        """The files that no row names: left by acts that were not completed, or put there by hand."""
        if self._root is None or not self._root.is_dir():
            return []
        return sorted(path for path in self._root.rglob("*") if path.is_file() and path.name not in known)

    def _take(self, source: Source, name: str, limit: int | None) -> StoredFile:
        with _writable(self.root), explained():
            self._settle()
            with temporary(self.root / "file") as made:
                sha256, size = _copied(source, made, name, limit, self._key)
                self._publish(made, self.path(sha256))
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return StoredFile(sha256, name, size, media_type)

    def _settle(self) -> None:
        """The folder itself must outlive a power failure: who made it may have been killed before it was synced."""
        if not self._settled:
            make_folder(self.root)
            sync_folder(self.root.parent)
            sweep(self.root)
            self._settled = True

    def _publish(self, made: Path, target: Path) -> None:
        """What lies there already may not be synced: whoever put it there may have been killed in between."""
        target.parent.mkdir(exist_ok=True)
        sync_folder(self.root)
        if self.holds(target.name):
            sync_folder(target.parent)
        else:
            replace(made, target)


def _unread(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"文件不见了，请从备份中找回：{path}"
    if isinstance(error, NoFileError):
        return f"文件的位置上是文件夹、管道或者设备，不是文件，请移走后从备份中找回：{path}"
    return f"文件读不出来，请检查磁盘：{path}"


def _changed(path: Path) -> str:
    return f"文件内容被改动过或已损坏，请从备份中找回：{path}"


def _copied(source: Source, target: Path, name: str, limit: int | None, key: bytes | None) -> tuple[str, int]:
    measured = _Measured(_chunks(source.read, name), name, limit)
    with target.open("wb") as handle:
        if key is None:
            for block in measured:
                handle.write(block)
        else:
            sealed_file.seal(measured, handle, key)
    if not measured.size:
        raise Refusal(f"“{name}”是空文件，没有添加", field="file")
    return measured.digest.hexdigest(), measured.size


class _Measured:
    """Counts and hashes what goes through it."""

    def __init__(self, blocks: Iterator[bytes], name: str, limit: int | None) -> None:
        self._blocks, self._name, self._limit = blocks, name, limit
        self.digest, self.size = hashlib.sha256(), 0

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            self.size += len(block)
            if self._limit is not None and self.size > self._limit:
                raise Refusal(_too_large(self._name, self._limit), field="file")
            self.digest.update(block)
            yield block


def _chunks(read: Callable[[int], bytes], name: str) -> Iterator[bytes]:
    while True:
        with _readable(name):
            chunk = read(_CHUNK)
        if not chunk:
            return
        yield chunk


def _too_large(name: str, limit: int) -> str:
    return f"“{name}”超过{limit // 1024 // 1024}MB，不能添加，请降低扫描分辨率或拆分后再添加"


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """The officer's file: it may vanish with the stick it lies on."""
    try:
        yield
    except OSError as error:
        raise Trouble(f"“{name}”不见了或读不出来，没有添加，请确认文件还在原处") from error


@contextmanager
def _writable(root: Path) -> Iterator[None]:
    """Our own folder: what is wrong there is not the file's fault."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_SPACE:
            raise
        raise Trouble(f"附件文件夹不能写入，没有添加，请检查权限：{root}") from error
