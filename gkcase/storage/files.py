"""Attachments and letters by their SHA-256 beside the database, on the disk before any row names them."""

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
from typing import BinaryIO

from gkcase.domain.errors import Refusal, Trouble
from gkcase.storage.durable import make_folder, replace, sync_folder, temporary
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
    """A folder of files named by their content; the same file twice is kept once."""

    def __init__(self, root: Path | None) -> None:
        self._root = root
        self._settled = False

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

    def put_open(self, source: BinaryIO, name: str, limit: int) -> StoredFile:
        """Take what is read from an open file, in constant memory."""
        return self._take(source, name, limit)

    def read(self, sha256: str) -> bytes:
        """The content of a file, only if it still is what it was: the very bytes that were looked at."""
        path = self.path(sha256)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise Trouble(_unread(path, error)) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Trouble(_changed(path))
        return content

    def verify(self, sha256: str) -> str:
        """What is wrong with a stored file, as a sentence; empty if nothing is."""
        path = self.path(sha256)
        try:
            with path.open("rb") as handle:
                found = hashlib.file_digest(handle, "sha256").hexdigest()
        except OSError as error:
            return _unread(path, error)
        return "" if found == sha256 else _changed(path)

    def orphans(self, known: Collection[str]) -> list[Path]:
        """The files that no row names: left by acts that were not completed, or put there by hand."""
        if self._root is None or not self._root.is_dir():
            return []
        return sorted(path for path in self._root.rglob("*") if path.is_file() and path.name not in known)

    def _take(self, source: BinaryIO, name: str, limit: int) -> StoredFile:
        with _writable(self.root), explained():
            self._settle()
            with temporary(self.root / "file") as made:
                sha256, size = _copied(source, made, name, limit)
                self._publish(made, self.path(sha256))
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return StoredFile(sha256, name, size, media_type)

    def _settle(self) -> None:
        """The folder itself must outlive a power failure: who made it may have been killed before it was synced."""
        if not self._settled:
            make_folder(self.root)
            sync_folder(self.root.parent)
            self._settled = True

    def _publish(self, made: Path, target: Path) -> None:
        """What lies there already may not be synced: whoever put it there may have been killed in between."""
        target.parent.mkdir(exist_ok=True)
        sync_folder(self.root)
        if self.verify(target.name):
            replace(made, target)
        else:
            sync_folder(target.parent)


def _unread(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"文件不见了，请从备份中找回：{path}"
    return f"文件读不出来，请检查磁盘：{path}"


def _changed(path: Path) -> str:
    return f"文件内容被改动过或已损坏，请从备份中找回：{path}"


def _copied(source: BinaryIO, target: Path, name: str, limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as handle:
        for chunk in _chunks(source.read, name):
            size += len(chunk)
            if size > limit:
                raise Refusal(_too_large(name, limit), field="file")
            digest.update(chunk)
            handle.write(chunk)
    if not size:
        raise Refusal(f"“{name}”是空文件，没有添加", field="file")
    return digest.hexdigest(), size


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
