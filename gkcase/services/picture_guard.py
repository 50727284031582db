"""The headers of pictures (T3): what kind, how large, whether whole. Pixels are never unpacked here."""

from __future__ import annotations

import struct
from collections.abc import Callable

MOST_PIXELS = 250_000_000
"""A sheet of A2 at 600 dots an inch has 140 million."""

MOST_SHEETS, MOST_TAGS = 2_000, 4_096

PNG, JPEG, GIF, BMP, TIFF, WEBP, HEIC = (
    "PNG图片", "JPEG图片", "GIF图片", "BMP图片", "TIFF图片", "WebP图片", "HEIC图片",
)  # fmt: skip
ENDINGS: dict[str, frozenset[str]] = {
    PNG: frozenset({"png"}),
    JPEG: frozenset({"jpg", "jpeg", "jpe", "jfif"}),
    GIF: frozenset({"gif"}),
    BMP: frozenset({"bmp", "dib"}),
    TIFF: frozenset({"tif", "tiff"}),
    WEBP: frozenset({"webp"}),
    HEIC: frozenset({"heic", "heif", "avif"}),
}
_BEGINS = (
    (b"\x89PNG", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF8", GIF),
    (b"BM", BMP),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
)
_BRANDS = (b"heic", b"heix", b"hevc", b"heif", b"mif1", b"msf1", b"avif")
_NO_SIZE = frozenset({0xC4, 0xC8, 0xCC})
"""Marks among those of frames (0xC0 to 0xCF) that are none (ITU-T T.81, table B.1)."""

BROKEN, TOO_LARGE = "不是完好的图片", "的像素过多"

Size = tuple[int, int]


class _Broken(Exception):
    """The header is none."""


def kind_of(content: bytes) -> str:
    """Which kind of picture it is; empty where it is none."""
    if found := next((kind for mark, kind in _BEGINS if content.startswith(mark)), ""):
        return found
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    return HEIC if content[4:8] == b"ftyp" and content[8:12] in _BRANDS else ""


def fault_of(content: bytes, kind: str) -> str:
    """Why no reader may touch the picture: damaged, cut off, or a bomb of pixels; empty where nothing is wrong."""
    try:
        wide, high = _SIZES[kind](content)
    except (_Broken, struct.error, IndexError):
        return BROKEN
    if wide <= 0 or high <= 0:
        return BROKEN
    if wide * high > MOST_PIXELS:
        return TOO_LARGE
    return "" if _is_whole(content, kind) else "不完整"


def end_of(content: bytes) -> int:
    """Where a picture or a PDF ends whose end can be told; 0 where it cannot."""
    marks = {PNG: b"IEND\xaeB`\x82", JPEG: b"\xff\xd9", GIF: b"\x00\x3b"}
    kind = kind_of(content)
    if kind == PNG or content.startswith(b"%PDF"):
        mark = marks.get(kind, b"%%EOF")
        at = content.find(mark) if kind == PNG else content.rfind(mark)
        return at + len(mark) if at >= 0 else 0
    at = content.rfind(marks[kind]) if kind in marks else -1
    return at + len(marks[kind]) if at >= 0 else 0


def _is_whole(content: bytes, kind: str) -> bool:
    if kind in (PNG, JPEG):
        return end_of(content) > 0
    if kind == BMP:
        return int.from_bytes(content[2:6], "little") <= len(content)
    if kind == WEBP:
        return int.from_bytes(content[4:8], "little") + 8 <= len(content)
    return True


def _png(content: bytes) -> Size:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        raise _Broken
    wide, high = struct.unpack_from(">II", content, 16)
    return wide, high


def _jpeg(content: bytes) -> Size:
    at = 2
    while content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xFF:  # filling
            at += 1
            continue
        if 0xC0 <= mark <= 0xCF and mark not in _NO_SIZE:
            high, wide = struct.unpack_from(">HH", content, at + 5)
            return wide, high
        (length,) = struct.unpack_from(">H", content, at + 2)
        if length < 2:
            raise _Broken
        at += 2 + length
    raise _Broken


def _gif(content: bytes) -> Size:
    wide, high = struct.unpack_from("<HH", content, 6)
    return wide, high


def _bmp(content: bytes) -> Size:
    wide, high = struct.unpack_from("<ii", content, 18)
    return abs(wide), abs(high)


def _tiff(content: bytes) -> Size:
    """The largest sheet of a picture of several."""
    order = "<" if content[:2] == b"II" else ">"
    (at,) = struct.unpack_from(f"{order}I", content, 4)
    seen: set[int] = set()
    largest: Size = (0, 0)
    while at and at not in seen:
        if len(seen) == MOST_SHEETS:
            raise _Broken
        seen.add(at)
        size, at = _sheet(content, at, order)
        largest = max(largest, size, key=lambda one: one[0] * one[1])
    return largest


def _sheet(content: bytes, at: int, order: str) -> tuple[Size, int]:
    (count,) = struct.unpack_from(f"{order}H", content, at)
    if count > MOST_TAGS:
        raise _Broken
    sides = {256: 0, 257: 0}
    for place in range(at + 2, at + 2 + 12 * count, 12):
        tag, kind = struct.unpack_from(f"{order}HH", content, place)
        if tag in sides:
            (sides[tag],) = struct.unpack_from(f"{order}{'H' if kind == 3 else 'I'}", content, place + 8)
    (following,) = struct.unpack_from(f"{order}I", content, at + 2 + 12 * count)
    return (sides[256], sides[257]), following


def _webp(content: bytes) -> Size:
    form = content[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if form == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    wide, high = struct.unpack_from("<HH", content, 26)
    return wide & 0x3FFF, high & 0x3FFF


def _heic(content: bytes) -> Size:
    """The largest picture of those in it: each says its size in a box of its own (ISO/IEC 23008-12, 6.5.3)."""
    head, at = content[: 1 << 20], -1
    largest: Size = (0, 0)
    while (at := head.find(b"ispe", at + 1)) >= 0:
        wide, high = struct.unpack_from(">II", head, at + 8)
        largest = max(largest, (wide, high), key=lambda one: one[0] * one[1])
    return largest


_SIZES: dict[str, Callable[[bytes], Size]] = {
    PNG: _png, JPEG: _jpeg, GIF: _gif, BMP: _bmp, TIFF: _tiff, WEBP: _webp, HEIC: _heic,
}  # fmt: skip
