"""The file of a Word template, looked at before anything else opens it: templates come by mail, none is trusted.

Parsed, never searched as bytes: a macro under another name, a quoted attribute or a document type behind a long
comment is seen all the same.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from gkcase.domain.errors import Trouble

MEBIBYTE = 1 << 20
LARGEST_FILE, LARGEST_UNPACKED, LARGEST_PART, MOST_PARTS = 5 * MEBIBYTE, 50 * MEBIBYTE, 20 * MEBIBYTE, 500
MOST_SHRUNK = 200
"""How many times smaller than its content a large part may be packed; text is packed five to twenty times."""

NOT_ZIP = (
    (b"{\\rtf", "RTF文件"),
    (b"%PDF", "PDF文件"),
    (b"<", "网页或者XML文件"),
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
CALLING = frozenset({"DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "LINK", "DATABASE"})
"""Word fields that fetch something from elsewhere."""

LONGEST_CODE = 64
"""So much of a field's code is kept: its first word says what it does, and there may be millions of them."""

LETTER = "wordprocessingml.document.main"
OTHER_KINDS = (
    ("wordprocessingml.template.main", "Word模板（.dotx）"),
    ("spreadsheetml", "电子表格"),
    ("presentationml", "演示文稿"),
)
SAVE_AS = "请在Word或WPS中另存为.docx再用"
BROKEN = "不是完好的Word文件（.docx），请换一份或者恢复内置模板"


def checked(content: bytes, template: str) -> bytes:
    """The file of a template, unless it is none, or holds macros, outside links, a document type or a bomb."""
    named = f"文书模板“{template}”"
    if len(content) > LARGEST_FILE:
        raise Trouble(f"{named}过大（最多5 MiB），请缩小其中的图片或者恢复内置模板")
    if content.startswith(COMPOUND):
        raise Trouble(f"{named}{_compound(content)}")
    if found := next((kind for mark, kind in NOT_ZIP if content.startswith(mark)), ""):
        raise Trouble(f"{named}实际是{found}，{SAVE_AS}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _packing(archive.infolist(), named)
            for part in archive.infolist():
                _Part(part.filename, named).check(archive.read(part))
            _letter(archive, named)
    except DAMAGED as error:
        raise Trouble(f"{named}{BROKEN}") from error
    return content


def _compound(content: bytes) -> str:
    """What a file in the format of the nineties is: Word puts an encrypted letter into one, too."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "设有打开密码，请在Word或WPS中取消密码后再用"
    return f"是旧格式（.doc）的文件，{SAVE_AS}"


def _packing(parts: Sequence[zipfile.ZipInfo], named: str) -> None:
    """Refuse an archive that would grow without end, lie over itself or write where it should not."""
    names = [part.filename for part in parts]
    too_large = len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED
    for part in parts:
        shrunk = part.file_size > MEBIBYTE and part.file_size > MOST_SHRUNK * max(1, part.compress_size)
        too_large = too_large or part.file_size > LARGEST_PART or shrunk
    if too_large:
        raise Trouble(f"{named}展开后过大，请换一份或者恢复内置模板")
    if any(part.flag_bits & 1 for part in parts):
        raise Trouble(f"{named}设有密码，请取消密码后再用")
    places = sorted((part.header_offset, part.header_offset + part.compress_size) for part in parts)
    overlapping = any(one[1] > two[0] for one, two in pairwise(places))
    strange = any("\\" in name or ":" in name or ".." in name.split("/") or name[:1] == "/" for name in names)
    if overlapping or strange or len(set(map(str.casefold, names))) < len(names):
        raise Trouble(f"{named}{BROKEN}")


def _letter(archive: zipfile.ZipFile, named: str) -> None:
    """Refuse what is another kind of Office file."""
    names = archive.namelist()
    if "[Content_Types].xml" not in names:
        odt = "mimetype" in names
        raise Trouble(f"{named}实际是ODF文件，{SAVE_AS}" if odt else f"{named}{BROKEN}")
    types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
    if LETTER in types:
        return
    kind = next((kind for mark, kind in OTHER_KINDS if mark in types), "")
    raise Trouble(f"{named}实际是{kind}，{SAVE_AS}" if kind else f"{named}{BROKEN}")


@dataclass
class _Part:
    """One part of the file while it is parsed; `codes` are the Word fields in it, as they stand in its runs."""

    name: str
    named: str
    codes: list[str] = field(default_factory=list)
    _in_code: bool = False

    def check(self, content: bytes) -> None:
        """Refuse the part where it is not what a letter is made of."""
        if any(word in self.name.casefold() for word in FORBIDDEN_PARTS) or content.startswith(INSIDE):
            raise self._no("中有宏或者嵌入的文件，请删除后再用")
        if not self.name.casefold().endswith((".xml", ".rels", ".vml", ".svg")) and not _markup(content):
            return
        parser = ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        self._parse(parser, content)
        if any(code.split() and code.split()[0].upper() in CALLING for code in self.codes):
            raise self._no("中有引用其他文件的域，请在Word中把它改成普通文字再用")

    def _parse(self, parser: XMLParserType, content: bytes) -> None:
        try:
            parser.Parse(content, True)
        except ExpatError as error:
            raise self._no("的内容已损坏，请换一份或者恢复内置模板") from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        self._in_code = local == "instrText"
        if local == "Relationship":
            self._relation(attributes)
        elif local == "altChunk":
            raise self._no("中插入了另一个文件（altChunk），请打开后另存再用")
        elif local == "fldSimple":
            self.codes += [value for key, value in attributes.items() if key.rpartition(":")[2] == "instr"]
        elif local == "fldChar":
            self.codes.append("")
        elif local in ("Override", "Default"):
            kind = attributes.get("ContentType", "").casefold()
            if any(word in kind for word in FORBIDDEN_TYPES):
                raise self._no("中有宏或者嵌入的文件，请删除后再用")

    def _relation(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        if kind.casefold() in ("afchunk", "vbaproject", "oleobject", "control"):
            raise self._no("中有宏或者嵌入的文件，请删除后再用")
        if attributes.get("TargetMode", "").casefold() != "external" or kind == "hyperlink":
            return
        if kind == "attachedTemplate":
            raise self._no("附加了另一个模板，请在Word“开发工具”的“文档模板”中改为Normal.dotm再用")
        raise self._no("引用了外部文件，请去掉后再用")

    def _end(self, _: str) -> None:
        self._in_code = False

    def _text(self, text: str) -> None:
        if self._in_code:
            before = self.codes.pop() if self.codes else ""
            self.codes.append((before + text).lstrip()[:LONGEST_CODE])

    def _doctype(self, *_: object) -> None:
        raise self._no("中有不允许的文档类型声明，请换一份或者恢复内置模板")

    def _no(self, what: str) -> Trouble:
        return Trouble(f"{self.named}{what}")


def _markup(content: bytes) -> bool:
    """Whether a part is XML whatever its name says."""
    return content[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").startswith(b"<")
