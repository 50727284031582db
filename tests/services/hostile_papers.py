"""Hostile papers (PDF, pictures, archives, pages, programs), each with the fault that is to be named."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache

from gkcase.storage.revisions import HEAD
from tests.services.hostile_files import OLE, honest_letter, honest_workbook, repacked

PAGE = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s>>endobj\n"


def pdf(catalog: bytes = b"", page: bytes = b"", more: bytes = b"", box: bytes = b"0 0 595 842") -> bytes:
    """A PDF of one empty page, with more in its catalog, its page, or behind them."""
    body = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R" + catalog + b">>endobj\n"
    body += b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    body += PAGE.replace(b"0 0 595 842", box) % page + more
    return body + b"trailer<</Root 1 0 R/Size 9>>\nstartxref\n0\n%%EOF\n"


def hidden(text: bytes) -> bytes:
    """Objects in a packed list, as PDF 1.5 has them."""
    packed = zlib.compress(text)
    head = b"5 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    return head + packed + b"\nendstream endobj\n"


def png(wide: int = 2, high: int = 2, *, end: bool = True) -> bytes:
    """A picture whose header says any size."""

    def chunk(name: bytes, content: bytes) -> bytes:
        packed = name + content
        return struct.pack(">I", len(content)) + packed + struct.pack(">I", zlib.crc32(packed))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))
    points = chunk(b"IDAT", zlib.compress(bytes(high * (1 + 3 * wide) if high < 100 else 100)))
    return b"\x89PNG\r\n\x1a\n" + head + points + (chunk(b"IEND", b"") if end else b"")


def jpeg(wide: int = 2, high: int = 2, *, end: bool = True) -> bytes:
    """The marks of a JPEG file without a point in it."""
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", high, wide) + b"\x03" + bytes(9)
    comment = b"\xff\xfe\x00\x06abcd"
    return b"\xff\xd8" + comment + frame + b"\xff\xda\x00\x02abc" + (b"\xff\xd9" if end else b"")


def bmp(wide: int = 2, high: int = 2, size: int = 0) -> bytes:
    """A bitmap."""
    content = bytes(12) + struct.pack("<IiiHH", 40, wide, high, 1, 24) + bytes(40)
    return b"BM" + struct.pack("<I", size or len(content) + 2 + 4 - 4) + content[4:] + bytes(8)


def tiff(wide: int = 2, high: int = 2, *, loop: bool = False, at: int = 8) -> bytes:
    """A picture of one sheet; with `loop` the sheet is its own successor, `at` says where it stands."""
    sheet = (
        struct.pack("<H", 2) + struct.pack("<HHII", 256, 4, 1, wide) + struct.pack("<HHII", 257, 4, 1, high)
    )
    return b"II*\0" + struct.pack("<I", at) + sheet + struct.pack("<I", 8 if loop else 0)


def heic(wide: int, high: int) -> bytes:
    """The boxes of a picture of a telephone."""
    return b"\0\0\0\x18ftypheic" + bytes(12) + b"\0\0\0\x14ispe" + struct.pack(">III", 0, wide, high)


def gif(wide: int = 2, high: int = 2) -> bytes:
    """A picture without a point."""
    return b"GIF89a" + struct.pack("<HH", wide, high) + b"\0\0\0\x3b"


def webp(wide: int, high: int) -> bytes:
    """The head of a picture of the web."""
    sides = (wide - 1).to_bytes(3, "little") + (high - 1).to_bytes(3, "little")
    content = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + sides
    return b"RIFF" + struct.pack("<I", len(content)) + content


def archive(parts: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return made.getvalue()


JS = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
FETCH = (
    '<Relationships xmlns="x"><Relationship Id="r1" Type="x/attachedTemplate" '
    'Target="http://127.0.0.1:9/a.dotm" TargetMode="External"/></Relationships>'
)


@cache
def hostile_papers() -> dict[str, tuple[bytes, str]]:
    """All of them, by name, with what is to be said."""
    return {**_pdfs(), **_pictures(), **_others()}


def _pdfs() -> dict[str, tuple[bytes, str]]:
    return {
        "script.pdf": (pdf(catalog=JS), "脚本"),
        "script_spelt.pdf": (pdf(catalog=JS.replace(b"/JavaScript", b"/J#61vaScr#69pt")), "脚本"),
        "script_hidden.pdf": (pdf(more=hidden(b"6 0 " + JS[11:])), "脚本"),
        "launch.pdf": (pdf(page=b"/AA<</O<</S/Launch/F(cmd.exe)>>>>"), "启动程序"),
        "inside.pdf": (pdf(more=b"6 0 obj<</Type/EmbeddedFile>>stream\nMZ\nendstream endobj\n"), "夹带的文件"),
        "submit.pdf": (pdf(page=b"/AA<</O<</S/SubmitForm/F(http://127.0.0.1:9)>>>>"), "向外提交"),
        "cut.pdf": (pdf()[:60], "不完整"),
        "huge_page.pdf": (pdf(box=b"0 0 1000000 1000000"), "页面过大"),
        "many_pages.pdf": (pdf().replace(b"/Count 1", b"/Count 99999999"), "页数过多"),
        "pixels.pdf": (pdf(more=b"6 0 obj<</Subtype/Image/Width 65000/Height 65000>>endobj\n"), "图片过大"),
        "lists.pdf": (pdf(more=hidden(bytes(40 << 20))), "展开后过大"),
        "zip_behind.pdf": (pdf() + archive({"a.txt": b"x"}), "夹着另一个文件"),
        "program.pdf": (b"MZ" + pdf(), "程序"),
        "locked.pdf": (pdf(more=b"trailer<</Encrypt 7 0 R>>\n"), "设有密码"),
    }  # fmt: skip


def _pictures() -> dict[str, tuple[bytes, str]]:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg">%s</svg>'
    return {
        "pixels.png": (png(65_000, 65_000), "像素过多"),
        "pixels.jpg": (jpeg(65_000, 65_000), "像素过多"),
        "pixels.bmp": (bmp(65_000, -65_000), "像素过多"),
        "pixels.tif": (tiff(65_000, 65_000), "像素过多"),
        "pixels.heic": (heic(65_000, 65_000), "像素过多"),
        "pixels.gif": (gif(65_000, 65_000), "像素过多"),
        "pixels.webp": (webp(65_000, 65_000), "像素过多"),
        "cut.png": (png(end=False), "不完整"),
        "cut.jpg": (jpeg(end=False), "不完整"),
        "head.png": (b"\x89PNG\r\n\x1a\n", "不是完好的图片"),
        "outside.tif": (tiff(at=1 << 20), "不是完好的图片"),
        "zip_behind.png": (png() + archive({"a.txt": b"x"}), "夹着另一个文件"),
        "page_behind.gif": (gif() + b"<script>alert(1)</script>", "夹着另一个文件"),
        "picture.pdf": (png(), "实际是PNG图片"),
        "entities.svg": (b'<!DOCTYPE svg [<!ENTITY a "aa">]>' + svg % b"&a;", "文档类型声明"),
        "script.svg": (svg % b"<script>alert(1)</script>", "脚本"),
    }


def _others() -> dict[str, tuple[bytes, str]]:
    macro = {"word/vbaProject.bin": OLE}
    types = '<Types xmlns="x"><Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    return {
        "scan.jpg.exe": (b"MZ\x90\0", "程序"),
        "link.lnk": (b"\x4c\0\0\0\x01\x14\x02\0", "程序"),
        "scan.pdf.lnk": (b"x", "快捷方式"),
        "script.ps1": (b"Get-Content", "脚本"),
        "disguised.png": (b"\x7fELF\x02", "程序"),
        "macro.docx": (repacked(honest_letter(), {}, macro), "宏"),
        "macro.docm": (honest_letter(), "带宏"),
        "renamed.xlsx": (repacked(honest_workbook(), {"[Content_Types].xml": types}), "宏"),
        "fetch.docx": (
            repacked(honest_letter(), {}, {"word/_rels/settings.xml.rels": FETCH}),
            "会从别处加载",
        ),
        "object.docx": (repacked(honest_letter(), {}, {"word/embeddings/a.bin": OLE}), "嵌入的对象"),
        "macro.doc": (OLE + bytes(500) + "_VBA_PROJECT".encode("utf-16-le"), "宏"),
        "bomb.zip": (archive({"a": bytes(30 << 20)}), "展开后过大"),
        "climb.zip": (archive({"../../a": b"x"}), "不是完好"),
        "cut.zip": (archive({"a": b"x"})[:20], "已损坏"),
        "page.html": (b"<html><script>alert(1)</script>", "脚本"),
        "letter.pdf": (honest_letter(), "实际是压缩或者Office文件"),
    }


def honest_papers() -> dict[str, bytes]:
    """Papers in which nothing is wrong."""
    return {
        "扫描.pdf": pdf(page=b"/Annots[<</Subtype/Link/A<</S/URI/URI(http://a.example)>>>>]"),
        "照片.png": png(2_480, 3_508),
        "照片.JPG": jpeg(4_000, 3_000),
        "手机.jpg": jpeg() + b"\0\0\0\x18ftypmp42" + bytes(40),
        "照片.bmp": bmp(),
        "传真.tif": tiff(1_728, 2_200),
        "手机.heic": heic(4_032, 3_024),
        "动图.gif": gif(),
        "网图.webp": webp(640, 480),
        "申请表.docx": honest_letter(),
        "名册.xlsx": honest_workbook(),
        "材料.zip": archive({"扫描.pdf": pdf()}),
        "公文.ofd": archive({"OFD.xml": b"<ofd/>"}),
        "旧表.doc": OLE + bytes(600),
        "说明.txt": "说明".encode(),
        "邮件.eml": b"Subject: a\n\nb",
        "网页.html": "<html><p>说明</p></html>".encode(),
        "图.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
    }


def hostile_exports() -> dict[str, bytes]:
    """Files that call themselves an export of everything."""
    manifest = json.dumps({"format": 1, "revision": HEAD, "tables": {}}).encode()
    stored = zipfile.ZIP_STORED
    return {
        "empty.gkbak": b"",
        "deep.gkbak": archive({"manifest.json": b"[" * 200_000}, stored),
        "packed.gkbak": archive({"manifest.json": manifest, "files/aa/" + "a" * 64: bytes(20 << 20)}),
        "climb.gkbak": archive({"manifest.json": manifest, "../../etc/passwd": b"x"}, stored),
        "poor.gkbak": archive({"manifest.json": manifest}, stored),
    }
