"""Office files from elsewhere, looked at before anything else opens them: none is trusted.

Parsed, never searched as bytes: a macro under another name, a quoted attribute or a document type behind a long
comment is seen all the same. Nothing is unpacked further than it has to be, so a bomb costs no memory.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from gkcase.domain.errors import Trouble

MEBIBYTE = 1 << 20
MOST_SHRUNK = 200
"""How many times smaller than its content a large part may be packed; text is packed five to twenty times."""

DEEPEST = 1000
"""So deep elements may stand in each other; each costs the parser memory."""

AT_ONCE = 1 << 16
LONGEST_HEAD = MEBIBYTE
"""Within so much of a part its first element must have come."""

NOT_ZIP = (
    (b"{\\rtf", "RTF文件"),
    (b"%PDF", "PDF文件"),
    (b"<", "网页或者XML文件"),
    (b"\xef\xbb\xbf<", "网页或者XML文件"),
    (b"MIME-Version", "网页文件"),
)
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError),
    *(NotImplementedError, RuntimeError),
)
"""What reading a damaged or an encrypted archive, or XML in an unheard-of encoding, ends with."""

INSIDE = (b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"#!", b"PK\x03\x04")
"""How OLE objects, programs, scripts and other archives begin."""

COMPOUND = INSIDE[0]
FORBIDDEN_PARTS = ("vbaproject", "vbadata", "activex", "embeddings", "oleobject", "afchunk", "altchunk")
FORBIDDEN_TYPES = ("macroenabled", "vba", "oleobject", "activex")
FORBIDDEN_RELATIONS = frozenset({"afchunk", "vbaproject", "oleobject", "control"})
PACKED_AS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
TYPES = "[Content_Types].xml"


@dataclass(frozen=True)
class Kind:
    """One kind of office file: its name, the type of its main part, and what is taken for it by mistake."""

    name: str
    main: str
    ending: str
    old: str
    programs: str
    others: tuple[tuple[str, str], ...]

    @property
    def save_as(self) -> str:
        """What to do with a file of another kind."""
        return f"请在{self.programs}中另存为{self.ending}再用"


PRESENTATION = ("presentationml", "演示文稿")
WORD = Kind(
    "Word文件（.docx）", "wordprocessingml.document.main", ".docx", ".doc", "Word或WPS",
    (("wordprocessingml.template.main", "Word模板（.dotx）"), ("spreadsheetml", "电子表格"), PRESENTATION),
)  # fmt: skip
WORKBOOK = Kind(
    "Excel文件（.xlsx）", "spreadsheetml.sheet.main", ".xlsx", ".xls", "Excel或WPS",
    (("spreadsheetml.template.main", "Excel模板（.xltx）"), ("wordprocessingml", "Word文件"), PRESENTATION),
)  # fmt: skip


@dataclass(frozen=True)
class Gate:
    """What a file must keep to: how it is called in sentences, its kind, the limits, and what else to do."""

    named: str
    kind: Kind
    file: int = 50 * MEBIBYTE
    unpacked: int = 200 * MEBIBYTE
    part: int = 100 * MEBIBYTE
    parts: int = 2000
    instead: str = "请换一份"
    smaller: str = "请分成几个文件"

    def no(self, what: str) -> Trouble:
        """The sentence that refuses the file."""
        return Trouble(f"{self.named}{what}")

    def check_size(self, content: bytes) -> None:
        """Refuse a file that is too large to be looked at."""
        if len(content) > self.file:
            raise self.no(f"过大（最多{self.file // MEBIBYTE} MiB），{self.smaller}")

    @property
    def broken(self) -> str:
        """What is said of a file that is none of its kind."""
        return f"不是完好的{self.kind.name}，{self.instead}"


class _Enough(Exception):
    """All that had to be seen of a part was seen."""


@dataclass
class Part:
    """One part of the file while it is parsed, no further than its first element unless `whole` is asked for."""

    name: str
    gate: Gate
    whole: bool = False
    types: list[str] = field(default_factory=list)
    _depth: int = 0

    def check(self, stream: IO[bytes]) -> None:
        """Refuse the part where it is not what such a file is made of."""
        head = stream.read(AT_ONCE)
        if any(word in self.name.casefold() for word in FORBIDDEN_PARTS) or head.startswith(INSIDE):
            raise self.no("中有宏或者嵌入的文件，请删除后再用")
        if not self.name.casefold().endswith((".xml", ".rels", ".vml", ".svg")) and not _markup(head):
            return
        parser = ParserCreate()
        self.listen(parser)
        try:
            self._parse(parser, head, stream)
        except _Enough:
            return
        except ExpatError as error:
            raise self.no(f"的内容已损坏，{self.gate.instead}") from error

    def listen(self, parser: XMLParserType) -> None:
        """Say what of the part is looked at."""
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.StartDoctypeDeclHandler = self._doctype

    def _parse(self, parser: XMLParserType, head: bytes, stream: IO[bytes]) -> None:
        read = 0
        while head:
            read += len(head)
            parser.Parse(head, False)
            if read > LONGEST_HEAD and not self.whole:
                raise self.no(f"的内容已损坏，{self.gate.instead}")
            head = stream.read(AT_ONCE)
        parser.Parse(b"", True)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.no(f"的内容已损坏，{self.gate.instead}")
        local = tag.rpartition(":")[2]
        if local == "Relationship":
            self._relation(attributes)
        elif local in ("Override", "Default"):
            kind = attributes.get("ContentType", "").casefold()
            self.types.append(kind)
            if any(word in kind for word in FORBIDDEN_TYPES):
                raise self.no("中有宏或者嵌入的文件，请删除后再用")
        if not self.whole:
            raise _Enough

    def end(self, _: str) -> None:
        """An element ends."""
        self._depth -= 1

    def _relation(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        if kind.casefold() in FORBIDDEN_RELATIONS:
            raise self.no("中有宏或者嵌入的文件，请删除后再用")
        if attributes.get("TargetMode", "").casefold() != "external" or kind == "hyperlink":
            return
        if kind == "attachedTemplate":
            raise self.no("附加了另一个模板，请在Word“开发工具”的“文档模板”中改为Normal.dotm再用")
        raise self.no("引用了外部文件，请去掉后再用")

    def _doctype(self, *_: object) -> None:
        raise self.no(f"中有不允许的文档类型声明，{self.gate.instead}")

    def no(self, what: str) -> Trouble:
        """The sentence that refuses the file for this part."""
        return self.gate.no(what)


def _listed(part: str) -> bool:
    """Whether the part says what the file is made of; such a part is read to its end."""
    return part == TYPES or part.casefold().endswith(".rels")


def _foreign(part: str, gate: Gate) -> Part:
    return Part(part, gate, whole=_listed(part))


def checked(content: bytes, gate: Gate, part: Callable[[str, Gate], Part] = _foreign) -> bytes:
    """The file, unless it is of another kind, or holds macros, outside links, a document type or a bomb."""
    gate.check_size(content)
    if content.startswith(COMPOUND):
        raise gate.no(_compound(content, gate.kind))
    if found := next((kind for mark, kind in NOT_ZIP if content.startswith(mark)), ""):
        raise gate.no(f"实际是{found}，{gate.kind.save_as}")
    types: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_packing(archive.infolist(), gate)
            for entry in archive.infolist():
                one = part(entry.filename, gate)
                with archive.open(entry) as stream:
                    one.check(stream)
                types += one.types
            _kind(archive.namelist(), types, gate)
    except DAMAGED as error:
        raise gate.no(gate.broken) from error
    return content


def _compound(content: bytes, kind: Kind) -> str:
    """What a file in the format of the nineties is: Office puts an encrypted file into one, too."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return f"设有打开密码，请在{kind.programs}中取消密码后再用"
    return f"是旧格式（{kind.old}）的文件，{kind.save_as}"


def check_packing(parts: Sequence[zipfile.ZipInfo], gate: Gate) -> None:
    """Refuse an archive that would grow without end, lie over itself or write where it should not."""
    names = [part.filename for part in parts]
    too_large = len(parts) > gate.parts or sum(part.file_size for part in parts) > gate.unpacked
    for part in parts:
        shrunk = part.file_size > MEBIBYTE and part.file_size > MOST_SHRUNK * max(1, part.compress_size)
        list_too_long = _listed(part.filename) and part.file_size > 4 * MEBIBYTE
        too_large = too_large or part.file_size > gate.part or shrunk or list_too_long
    if too_large:
        raise gate.no(f"展开后过大，{gate.instead}")
    if any(part.flag_bits & 1 for part in parts):
        raise gate.no("设有密码，请取消密码后再用")
    places = sorted((part.header_offset, part.header_offset + part.compress_size) for part in parts)
    overlapping = any(one[1] > two[0] for one, two in pairwise(places))
    strange = any("\\" in name or ":" in name or ".." in name.split("/") or name[:1] == "/" for name in names)
    unheard = any(part.compress_type not in PACKED_AS for part in parts)
    if overlapping or strange or unheard or len(set(map(str.casefold, names))) < len(names):
        raise gate.no(gate.broken)


def _kind(names: Sequence[str], types: Sequence[str], gate: Gate) -> None:
    """Refuse what is another kind of office file."""
    if TYPES not in names:
        raise gate.no(f"实际是ODF文件，{gate.kind.save_as}" if "mimetype" in names else gate.broken)
    if any(gate.kind.main in one for one in types):
        return
    found = (name for mark, name in gate.kind.others if any(mark in one for one in types))
    other = next(found, "")
    raise gate.no(f"实际是{other}，{gate.kind.save_as}" if other else gate.broken)


def _markup(content: bytes) -> bool:
    """Whether a part is XML whatever its name says."""
    return content[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").startswith(b"<")
