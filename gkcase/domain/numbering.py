"""Case numbers (〔2026〕12号) and document numbers of letters (皖×公开〔2026〕5号): two series."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from gkcase.domain.errors import Refusal
from gkcase.domain.terms import CaseKind

_PREFIX = {CaseKind.REQUEST: "", CaseKind.RECTIFICATION: "更正"}

# Hands type what the keyboard has: [2026]12号, （2026）12 and 【2026】12号 are all meant as 〔2026〕12号.
_WRITTEN = re.compile(
    r"(?P<short>[^\[\]()【】〔〕]*?)\s*[\[(【〔]\s*(?P<year>[12]\d{3})\s*[\])】〕]\s*第?\s*0*(?P<n>[1-9]\d{0,8})\s*号?",
    re.ASCII,
)


LARGEST = 999_999_999
"""No series runs further; a greater number is a typing error and would not fit the databases."""


@dataclass(frozen=True)
class Number:
    """A number taken apart: the organ's mark (机关代字, may be empty), the year and the running number."""

    short: str
    year: int
    n: int

    def __str__(self) -> str:
        """The number as it is printed: brackets 〔〕, no leading zero (GB/T 9704)."""
        return f"{self.short}〔{self.year}〕{self.n}号"


def case_number(year: int, n: int, kind: CaseKind = CaseKind.REQUEST) -> str:
    """The number of a case; requests and rectifications (更正) are counted apart."""
    return str(Number(_PREFIX[kind], year, n))


def document_number(short: str, year: int, n: int) -> str:
    """The number of a letter (发文字号) under the organ's mark (机关代字)."""
    return str(Number(short, year, n))


def parse_number(text: str) -> Number:
    """Read a number as people write it: any brackets, full-width digits, leading zeros."""
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        raise Refusal(f"“{text}”不是编号，请按〔2026〕12号的样子填写", field="number")
    return Number(found["short"], int(found["year"]), int(found["n"]))
