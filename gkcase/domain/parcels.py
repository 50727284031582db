"""Numbers of parcels (邮件号码): read as people type and scan them, and what they tell of the carrier."""

from __future__ import annotations

import re
import unicodedata

CHINA_POST, COURIER = "china_post", "courier"

_S10 = re.compile(r"([A-Z]{2})(\d{8})(\d)CN")
_DOMESTIC = re.compile(r"[A-Z]{2}\d{11}|\d{13}")
_COURIER = re.compile(r"(SF|JD[A-Z]*|YT|ZTO?|STO?|JT|DPK|YD|BEST|HTKY)\d{8,}")
"""Company letters before the digits, as 顺丰、京东、圆通、中通、申通、极兔、德邦、韵达 print them."""

_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def tidy_number(text: str) -> str:
    """A number as it is stored: half-width, upper case, without spaces and hyphens."""
    if text.isascii() and (text.isalnum() or not text):
        return text.upper()
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in plain if sign.isalnum())


def check_digit(digits: str) -> int:
    """The check digit over the eight digits of a number (UPU S10)."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def carrier_of(number: str) -> str:
    """Who carries a parcel of that number; empty where the number does not tell."""
    tidy = tidy_number(number)
    if _COURIER.fullmatch(tidy):
        return COURIER
    return CHINA_POST if _S10.fullmatch(tidy) or _DOMESTIC.fullmatch(tidy) else ""


def number_hint(number: str) -> str:
    """What looks wrong about a number for 中国邮政, as a warning; empty where nothing does. Never a refusal."""
    tidy = tidy_number(number)
    if not tidy or _DOMESTIC.fullmatch(tidy):
        return ""
    if _COURIER.fullmatch(tidy):
        return "这个号码像快递企业的单号，公文应由邮政企业寄递"
    if found := _S10.fullmatch(tidy):
        right = check_digit(found[2]) == int(found[3])
        return "" if right else "邮件号码的校验位不对，请与面单核对"
    return "邮件号码一般为13位，请与面单核对"
