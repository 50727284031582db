"""Text on its way into a spreadsheet: nothing in it may be reckoned there, and every file can carry it."""

from __future__ import annotations

import re

STARTS = "=+-@＝＋－＠\t\r"
"""With any of these a spreadsheet may take a text for a formula; the full-width ones too (LibreOffice, WPS)."""

LONGEST = 32_767
"""A cell of a spreadsheet holds no more signs."""

CUT = "……（以下略，全文见案件）"

_BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufddf\ufffe\uffff]")
_NUMBER = re.compile(r"\d{12,}|0\d+|\d+[eE]\d+", re.ASCII)
_BREAKS = re.compile("[\t\r\n\v\f\x85\u2028\u2029]+")


def is_live(text: str) -> bool:
    """Whether a spreadsheet might reckon this instead of showing it."""
    if not text or text[0].isalnum():
        return False
    for (
        sign
    ) in text:  # a program that trims what is typed would find the formula behind spaces and unseen signs
        if sign in STARTS:
            return True
        if sign.isprintable() and not sign.isspace():
            return False
    return False


def is_number(text: str) -> bool:
    """Whether a spreadsheet would take this for a number and lose figures of it: the number of an ID or a parcel."""
    return _NUMBER.fullmatch(text) is not None


def fit_for_xml(text: str) -> str:
    """The text without signs that no XML file can hold, with line ends of one kind, and not longer than a cell."""
    if not text.isprintable():  # hardly any text needs the search
        text = _BROKEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def safe_text(text: str) -> str:
    """The text for a place that has no kinds of cells (CSV, clipboard): an apostrophe keeps a formula asleep."""
    clean = fit_for_xml(text)
    return f"'{clean}" if is_live(clean) else clean


def one_line(text: str) -> str:
    """The same for a row with tabs between its cells: no line breaks and no tabs inside."""
    return safe_text(_BREAKS.sub(" ", text))
