"""The file of an export of everything (.gkbak): a zip whose members are stored as they are, never packed.

`manifest.json` tells the format, the schema, the office, how many rows each table has with the hash of their lines,
and the end of the chain; `tables/NAME.jsonl` holds the rows; `files/aa/HASH` an attachment or letter, named by the
hash of its content. Nothing in it depends on the moment or the machine, so the same office gives the same bytes; and
because nothing is packed nothing can unfold into more than the file itself holds.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gkcase.domain.errors import Trouble
from gkcase.storage.revisions import HEAD, REVISIONS
from gkcase.storage.whole import JUDGED, NAMES

FORMAT = 1
ENDING = ".gkbak"
MANIFEST = "manifest.json"
MEMBERS = (*NAMES, JUDGED)
"""The tables that stand in the file, in the order in which they are read back."""

BLOCK = 1024 * 1024
_MANIFEST_LIMIT = 16 * 1024 * 1024
_FILE = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HASH = re.compile(r"[0-9a-f]{64}")

NOT_OURS = "这不是本程序导出的文件，没有导入任何内容：{name}"
BROKEN = "导出文件不完整或者已损坏，没有导入任何内容，请重新复制一份：{name}"
NEWER = "导出文件由较新版本的程序生成，请先升级程序再导入：{name}"
CHANGED = "导出文件里的“{what}”被改动过或已损坏，没有导入任何内容：{name}"


@dataclass(frozen=True)
class Lines:
    """How many rows of a table stand in the file, and the hash of its lines."""

    count: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What an export says of itself."""

    office: str
    revision: str
    tables: Mapping[str, Lines]
    head: str
    acts: int
    files: int
    missing: tuple[str, ...] = ()
    format: int = FORMAT

    def document(self) -> dict[str, Any]:
        """As it is written."""
        return {**asdict(self), "missing": list(self.missing)}


def table_path(name: str) -> str:
    """Where the rows of a table stand."""
    return f"tables/{name}.jsonl"


def file_path(sha256: str) -> str:
    """Where a file of this content stands."""
    return f"files/{sha256[:2]}/{sha256}"


def member(path: str) -> zipfile.ZipInfo:
    """A member of which nothing tells when and where it was made."""
    made = zipfile.ZipInfo(path, _EPOCH)
    made.create_system = 3
    made.external_attr = 0o100600 << 16
    made.compress_type = zipfile.ZIP_STORED
    return made


class Reader:
    """An export opened for reading: its shape has been looked over, nothing of it is trusted yet."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.name = path.name
        self._archive = archive
        self._look_over(path)
        self.manifest = self._manifest()
        self._compare()

    def _look_over(self, path: Path) -> None:
        """Only known names, each once, nothing packed or locked, and together no more than the file holds."""
        known = {MANIFEST, *map(table_path, MEMBERS)}
        parts = self._archive.infolist()
        names = [part.filename for part in parts]
        if MANIFEST not in names:
            said = BROKEN if _begins_as_ours(path) else NOT_OURS
            raise Trouble(said.format(name=self.name))
        strange = [name for name in names if name not in known and not _FILE.fullmatch(name)]
        packed = any(part.compress_type != zipfile.ZIP_STORED or part.flag_bits & 1 for part in parts)
        too_much = sum(part.file_size for part in parts) > path.stat().st_size
        if strange or packed or too_much or len(set(names)) != len(names):
            raise Trouble(NOT_OURS.format(name=self.name))

    def _manifest(self) -> Manifest:
        if self._archive.getinfo(MANIFEST).file_size > _MANIFEST_LIMIT:
            raise Trouble(NOT_OURS.format(name=self.name))
        try:
            told = json.loads(self._archive.read(MANIFEST))
            if told["format"] > FORMAT or (told["revision"] not in REVISIONS and told["format"] == FORMAT):
                raise Trouble(NEWER.format(name=self.name))
            tables = {
                name: Lines(int(each["count"]), str(each["sha256"])) for name, each in told["tables"].items()
            }
            rest = {key: str(told[key]) for key in ("office", "revision", "head")}
            numbers = {key: int(told[key]) for key in ("acts", "files")}
            missing = tuple(map(str, told["missing"]))
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise Trouble(NOT_OURS.format(name=self.name)) from error
        return Manifest(tables=tables, missing=missing, **rest, **numbers)  # type: ignore[arg-type]  # two kinds

    def _compare(self) -> None:
        """The parts that the manifest names are there, no more and no fewer."""
        names = {part.filename for part in self._archive.infolist()}
        tables = {table_path(name) for name in self.manifest.tables}
        known = self.manifest.tables.keys()
        whole = (known == set(MEMBERS) or (self.older and known < set(MEMBERS))) and tables <= names
        if not whole or len(names) - len(tables) - 1 != self.manifest.files:
            raise Trouble(BROKEN.format(name=self.name))
        if not all(map(_HASH.fullmatch, self.manifest.missing)):
            raise Trouble(NOT_OURS.format(name=self.name))

    @property
    def older(self) -> bool:
        """Whether it was written with an earlier schema, which may lack columns and tables."""
        return self.manifest.revision != HEAD

    def files(self) -> list[str]:
        """The hashes of the files that are in it."""
        found = (_FILE.fullmatch(part.filename) for part in self._archive.infolist())
        return [match[2] for match in found if match]

    def size(self, sha256: str) -> int:
        """How large a file in it is."""
        return self._archive.getinfo(file_path(sha256)).file_size

    def open(self, path: str) -> Any:
        """A member to read from."""
        return self._archive.open(path)

    def verify(self, path: str, sha256: str, what: str) -> None:
        """Read a member to its end; Trouble where it is not what its hash says."""
        with self.open(path) as handle:
            digest = hashlib.sha256()
            while block := handle.read(BLOCK):
                digest.update(block)
        if digest.hexdigest() != sha256:
            raise Trouble(CHANGED.format(what=what, name=self.name))


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Open an export; whatever is wrong with the file comes out as one sentence."""
    try:
        if not path.is_file():
            raise Trouble(f"找不到要导入的文件，请检查路径：{path}")
        with zipfile.ZipFile(path) as archive:
            yield Reader(path, archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        said = BROKEN if _begins_as_ours(path) else NOT_OURS
        raise Trouble(said.format(name=path.name)) from error
    except OSError as error:
        raise Trouble(f"导出文件读不出来，请检查磁盘和权限：{path}") from error


def _begins_as_ours(path: Path) -> bool:
    """Whether the first member is ours: of a file that was cut off the end may be that of a letter inside."""
    with path.open("rb") as handle:
        beginning = handle.read(64)
    return beginning.startswith(b"PK\x03\x04") and beginning[30:].startswith(table_path(MEMBERS[0]).encode())
