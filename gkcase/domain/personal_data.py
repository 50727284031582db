"""Personal data in a text that leaves the office: numbers that prove or reach a person, and where people live.

Found by shape and check digit, not by context: names are not looked for, and a landline or the address of an
office is nobody's personal data.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from gkcase.domain.identity import check_resident_id, mask_id, mask_phone, tidy_id

# A run of digits as people write it, single spaces or hyphens between groups; longer runs are other things.
_ID = re.compile(r"(?<![0-9A-Za-z])\d(?:[ -]?\d){13,16}(?:[ -]?[0-9Xx])?(?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<![0-9A-Za-z-])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z])")
_CARD = re.compile(r"(?<![0-9A-Za-z])(?:62|60|3[4-7]|4|5|955)\d(?:[ -]?\d){11,17}(?![0-9A-Za-z])")
_HOME = re.compile(
    r"(?:[\u4e00-\u9fff]{2,8}(?:小区|花园|家园|公寓|新村|村)[\u4e00-\u9fff]{0,4}\d{1,4}号(?!楼)|\d{1,4}(?:号楼|栋|幢)(?:\d{1,2}单元)?\d{2,4}(?:室|号))"
)
CARD_LENGTHS = range(16, 20)
SHORTEST_ADDRESS = 6


@dataclass(frozen=True)
class Datum:
    """One piece of personal data: its kind in Chinese, its plain form for comparing, and how much may be shown."""

    kind: str
    plain: str
    shown: str


def found_in(text: str) -> tuple[Datum, ...]:
    """Every ID number, bank card, mobile number and dwelling that the text holds, each once."""
    text = unicodedata.normalize("NFKC", text)
    ids = tuple(_ids(text))
    cards = tuple(card for card in _cards(text) if card.plain not in {one.plain for one in ids})
    return tuple(dict.fromkeys((*ids, *cards, *_phones(text), *_homes(text))))


def _ids(text: str) -> Iterator[Datum]:
    for run in _ID.finditer(text):
        number = tidy_id(run[0].replace("-", ""))
        if not check_resident_id(number):
            yield Datum("身份证号码", number, mask_id(number))


def _cards(text: str) -> Iterator[Datum]:
    for run in _CARD.finditer(text):
        number = re.sub(r"\D", "", run[0])
        if len(number) in CARD_LENGTHS and _luhn(number):
            yield Datum("银行卡号", number, mask_id(number))


def _luhn(number: str) -> bool:
    """Whether the check digit is right (GB/T 17552): every other digit from the right counts twice."""
    digits = [int(sign) for sign in reversed(number)]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + doubled) % 10 == 0


def _phones(text: str) -> Iterator[Datum]:
    for run in _PHONE.finditer(text):
        number = re.sub(r"\D", "", run[0])
        yield Datum("手机号码", number, mask_phone(number))


def _homes(text: str) -> Iterator[Datum]:
    for run in _HOME.finditer(text):
        yield Datum("住址", run[0], f"{run[0][:2]}****")


def squeezed(text: str) -> str:
    """The text without white space and in half-width signs, as it is compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def says_address(text: str, address: str) -> bool:
    """Whether the text holds this address, however it is spaced; too short a one is a place and no address."""
    plain = squeezed(address)
    return len(plain) >= SHORTEST_ADDRESS and plain in squeezed(text)


def without(text: str, quoted: str) -> str:
    """The text without a passage that is quoted in it, however that is broken into lines."""
    signs = [re.escape(sign) for sign in quoted if not sign.isspace()]
    return re.sub(r"\s*".join(signs), "", text) if signs else text
