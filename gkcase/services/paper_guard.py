"""Papers that come in (附件) looked at before anything reads or opens them (T3, T5): evidence is kept whatever it is.

`look` says what a paper is, what is wrong with it so that no reader of ours may touch it, and what in it would act by
itself so that we never hand it to another program. It reads headers and names and takes nothing apart.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from gkcase.domain.errors import Refusal
from gkcase.services import picture_guard
from gkcase.services.office_guard import COMPOUND, MEBIBYTE
from gkcase.services.office_look import look_at_office

PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\x4c\x00\x00\x00\x01\x14\x02\x00",  # a shortcut of Windows
    b"\xcf\xfa\xed\xfe",
    b"\xfe\xed\xfa\xce",
    b"\xca\xfe\xba\xbe",
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


RUNS = _words(
    "exe com scr pif bat cmd ps1 psm1 vbs vbe js jse wsf wsh hta msi msp msix appx lnk url scf reg cpl dll sys jar "
    "py pyw sh run desktop chm hlp inf application gadget xll iso img vhd vhdx apk app command workflow"
)
"""Endings that a system runs, mounts or takes settings from."""

MACROS = _words("docm dotm xlsm xltm xlam xlsb xla pptm ppam ppsm potm sldm")
PAGES = _words("htm html xhtml shtml mht mhtml svg")
LONGEST_PAGE, MOST_SHEETS = 14_400, 20_000
"""Points on a side that the format allows (ISO 32000-1, annex C), and more sheets than any paper has."""

MOST_UNPACKED, MOST_LISTS = 32 * MEBIBYTE, 20_000
SECOND = (b"PK\x03\x04", b"MZ", b"\x7fELF", b"%PDF", b"<html", b"<script", b"Rar!")


@dataclass(frozen=True)
class Seen:
    """What a paper is; `wrong`: why nothing of ours reads it; `acts`: what in it would act by itself."""

    kind: str = ""
    wrong: str = ""
    acts: str = ""
    locked: bool = False

    def said(self, name: str) -> str:
        """What the officer is told when it comes in; empty where there is nothing to say."""
        if self.acts:
            return f"“{name}”{self.acts}，已作为证据原样保存，本程序不会打开它"
        if self.wrong:
            return f"“{name}”{self.wrong}，已按收到的样子保存，本程序不读取其中的内容"
        return f"“{name}”设有密码，已保存，本程序不能读取其中的内容" if self.locked else ""


def look(content: bytes, name: str) -> Seen:
    """Look at a paper: by its content first, for a name says anything."""
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    if content.startswith(PROGRAMS) or ending in RUNS:
        return Seen("程序", acts="是程序、脚本或者快捷方式")
    if ending in MACROS:
        return Seen("Office文件", acts="是带宏的Office文件")
    seen = _looked(content, ending)
    if not seen.wrong and (other := _disguised(seen.kind, ending)):
        return Seen(seen.kind, f"名为{ending}，实际是{other}", seen.acts, seen.locked)
    return seen


def check_opening(content: bytes, name: str) -> None:
    """Refuse to hand a paper to another program when something in it would act by itself."""
    seen = look(content, name)
    if seen.acts:
        said = f"“{name}”{seen.acts}，为了安全不能直接打开，确需查看的请另存后交信息技术人员检查"
        raise Refusal(said, "", "file")


def _looked(content: bytes, ending: str) -> Seen:
    head = content[:1024]
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        wrong, acts = look_at_office(content)
        return Seen("压缩或者Office文件", wrong, acts)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(COMPOUND):
        return _compound(content)
    if kind := picture_guard.kind_of(content):
        return Seen(kind, picture_guard.fault_of(content, kind) or _second(content))
    if ending in PAGES or _is_page(head):
        return _page(content, ending)
    return Seen("PDF文件", "不是完好的PDF文件") if b"%PDF-" in head else Seen()


ENDINGS = {
    "PDF文件": _words("pdf"),
    "压缩或者Office文件": _words(
        "zip docx dotx xlsx xltx pptx potx ppsx odt ods odp ofd gkbak et wps dps epub xps oxps vsdx"
    ),
}


def _disguised(kind: str, ending: str) -> str:
    """What a paper really is whose ending says another thing; empty where both agree or nobody can tell."""
    told = {**ENDINGS, **picture_guard.ENDINGS}
    known = {one for endings in told.values() for one in endings}
    return kind if kind in told and ending in known and ending not in told[kind] else ""


def _second(content: bytes) -> str:
    """Another file behind the end of this one: it would be what whoever asks for it sees."""
    end = picture_guard.end_of(content)
    rest = content[end : end + 64].lstrip() if end else b""
    archive = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    return "里夹着另一个文件" if rest.startswith(SECOND) or archive >= 0 else ""


# -- PDF ------------------------------------------------------------------------------------------------------


def _spelt(word: str) -> bytes:
    """A name of PDF however it is written: any of its signs may stand as #4A."""
    signs = (f"(?:{sign}|#{ord(sign):02x}|#{ord(sign):02X})" for sign in word)
    return ("/" + "".join(signs)).encode()


ACTS = {
    "JavaScript": "脚本",
    "Launch": "启动程序的动作",
    "EmbeddedFile": "夹带的文件",
    "RichMedia": "多媒体程序",
    "SubmitForm": "向外提交数据的动作",
    "ImportData": "读取其他文件的动作",
}
_ACTS = {word: re.compile(_spelt(word)) for word in ACTS}
_LOCKED = re.compile(_spelt("Encrypt") + rb"[\s/<]")
_BOX = re.compile(rb"/(?:Media|Crop)Box\s*\[([^\]]{1,200})\]")
_COUNT = re.compile(rb"/Count\s+(\d{1,12})")
_SIDES = re.compile(
    rb"/Width\s+(\d{1,12})[^>]{0,400}?/Height\s+(\d{1,12})|/Height\s+(\d{1,12})[^>]{0,400}?/Width\s+(\d{1,12})"
)
_LIST = re.compile(rb"/ObjStm\b")
_STREAM = re.compile(rb"stream\r?\n")


def _pdf(content: bytes) -> Seen:
    if content.rfind(b"%%EOF", max(0, len(content) - 4096)) < 0:
        return Seen("PDF文件", "不完整")
    lists, whole = _lists(content)
    if not whole:
        return Seen("PDF文件", "展开后过大")
    texts = (content, *lists)
    wrong = next(filter(None, map(_too_large, texts)), "") or _second(content)
    found = [ACTS[word] for word, spelt in _ACTS.items() if any(spelt.search(text) for text in texts)]
    acts = f"里有{'、'.join(found)}" if found else ""
    return Seen("PDF文件", wrong, acts, any(_LOCKED.search(text) for text in texts))


def _too_large(text: bytes) -> str:
    for box in _BOX.finditer(text):
        if any(abs(number) > LONGEST_PAGE for number in _numbers(box[1])):
            return "的页面过大"
    if any(int(count[1]) > MOST_SHEETS for count in _COUNT.finditer(text)):
        return "的页数过多"
    for found in _SIDES.finditer(text):
        wide, high = (int(one) for one in found.groups() if one)
        if wide * high > picture_guard.MOST_PIXELS:
            return "里的图片过大"
    return ""


def _numbers(text: bytes) -> list[float]:
    found = re.findall(rb"[-+]?\d+(?:\.\d+)?", text)
    return [float(one) for one in found]


def _lists(content: bytes) -> tuple[list[bytes], bool]:
    """What stands in packed lists of objects, and whether that was all: names may hide there."""
    found: list[bytes] = []
    room = MOST_UNPACKED
    for mark in _LIST.finditer(content):
        start = _STREAM.search(content, mark.end(), mark.end() + 4096)
        if start is None:
            continue
        unpacker = zlib.decompressobj()
        try:
            text = unpacker.decompress(content[start.end() :], room + 1)
        except zlib.error:
            continue  # not packed in this way, or no list at all
        room -= len(text)
        found.append(text)
        if room < 0 or len(found) > MOST_LISTS:
            return found, False
    return found, True


# -- old Office files and web pages ---------------------------------------------------------------------------


def _wide(word: str) -> bytes:
    return word.encode("utf-16-le")


def _compound(content: bytes) -> Seen:
    """A file in the format of the nineties: macros stand in a storage of that name."""
    if _wide("EncryptedPackage") in content:
        return Seen("Office文件", locked=True)
    if _wide("_VBA_PROJECT") in content or _wide("Macros") in content:
        return Seen("Office文件", acts="里有宏")
    return Seen("Office文件", acts="里有嵌入的程序" if _wide("\x01Ole10Native") in content else "")


_SCRIPT = re.compile(
    rb"<\s*(?:script|iframe|object|embed|applet|foreignObject)\b|\son[a-z]{3,20}\s*=|javascript:",
    re.IGNORECASE,
)
_DOCTYPE = re.compile(rb"<!ENTITY|<!DOCTYPE[^>]*\[", re.IGNORECASE)


def _is_page(head: bytes) -> bool:
    return re.search(rb"<(?:html|svg|!doctype\s+html)", head, re.IGNORECASE) is not None


def _page(content: bytes, ending: str) -> Seen:
    plain = content
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if content.startswith(mark):
            plain = content.decode(name, "replace").encode()
    kind = "SVG图片" if ending == "svg" or b"<svg" in plain[:4096] else "网页"
    wrong = "里有不允许的文档类型声明" if _DOCTYPE.search(plain) else ""
    return Seen(kind, wrong, "里有脚本" if _SCRIPT.search(plain) else "")
