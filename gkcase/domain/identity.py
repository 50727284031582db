"""Numbers that prove who somebody is (身份证明), and how much of a person lists may show."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from stdnum.cn import ric, uscc

from gkcase.domain.terms import ApplicantKind, IdKind

NEW_LENGTH, OLD_LENGTH, CODE_LENGTH = 18, 15, 18

# GB 32100-2015: digits and capitals without I, O, S, V, Z.
_CODE_SIGNS = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")

# Province, city and county, each at most once. What names a street ends the search: rather too much is hidden.
_NAME = r"[^\d县区旗镇乡街道路村巷号]{1,8}?"
_REGION = re.compile(
    rf"(?:{_NAME}(?:省|自治区|特别行政区))?(?:{_NAME}(?:市|自治州|地区|盟))?(?:{_NAME}(?:县|区|旗|市))?"
)


def tidy_id(text: str) -> str:
    """The number without spaces, half-width and in capitals, as it is stored and compared."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def check_id(kind: IdKind, text: str, today: date | None = None) -> str:
    """What is wrong with a number of this kind, in one sentence; empty when nothing is.

    Passports and other papers are free text: every country prints its own.
    """
    if kind is IdKind.RESIDENT_ID or kind is IdKind.RESIDENCE_PERMIT:
        return check_resident_id(text, today)
    return check_uscc(text) if kind is IdKind.USCC else ""


def check_resident_id(text: str, today: date | None = None) -> str:
    """What is wrong with a resident ID (居民身份证号码, GB 11643); empty when nothing is.

    Old numbers have 15 digits and no check digit. The region is not looked up: codes are abolished and made
    anew, and a number stays valid after its county is gone. With `today` a future birthday is told too.
    """
    number = tidy_id(text)
    if len(number) not in (NEW_LENGTH, OLD_LENGTH):
        return f"居民身份证号码应为18位（旧证15位），现为{len(number)}位，请核对证件"
    body = number[:-1] if len(number) == NEW_LENGTH else number
    for place, sign in enumerate(body, start=1):
        if sign not in "0123456789":
            return f"居民身份证号码第{place}位“{sign}”不是数字，请核对证件"
    return _birthday_problem(number, today) or _check_digit_problem(number)


def _birthday_problem(number: str, today: date | None) -> str:
    written = number[6:14] if len(number) == NEW_LENGTH else f"19{number[6:12]}"
    year, month, day = int(written[:4]), int(written[4:6]), int(written[6:])
    spoken = f"居民身份证号码中的出生日期{year}年{month}月{day}日"
    try:
        born = date(year, month, day)
    except ValueError:
        return f"{spoken}不存在，请核对证件"
    if today is not None and born > today:
        return f"{spoken}晚于今天，请核对证件"
    return ""


def _check_digit_problem(number: str) -> str:
    if len(number) == OLD_LENGTH:
        return ""
    return _last_sign_problem(number[-1], ric.calc_check_digit(number), "证件")


def check_uscc(text: str) -> str:
    """What is wrong with a credit code (统一社会信用代码, GB 32100-2015); empty when nothing is.

    Only signs and check digit are looked at: codes of village economic organisations begin with N, which
    stdnum's own validation refuses.
    """
    code = tidy_id(text)
    if len(code) != CODE_LENGTH:
        return f"统一社会信用代码应为18位，现为{len(code)}位，请核对证照"
    for place, sign in enumerate(code, start=1):
        if sign not in _CODE_SIGNS:
            return f"统一社会信用代码第{place}位不能是“{sign}”，请核对证照"
    return _last_sign_problem(code[-1], uscc.calc_check_digit(code[:-1]), "证照")


def _last_sign_problem(found: str, wanted: str, paper: str) -> str:
    return "" if found == wanted else f"末位校验码应为 {wanted}，请核对{paper}"


def mask_name(name: str, kind: ApplicantKind = ApplicantKind.NATURAL) -> str:
    """张三 as 张*; the names of organisations are no personal data and stay."""
    if kind is not ApplicantKind.NATURAL:
        return name
    # A variation selector belongs to the hanzi before it and is no sign of its own.
    signs = sum(unicodedata.category(sign) != "Mn" for sign in name)
    return name[:1] + "*" * max(signs - 1, 1) if name else ""


PERSON = 4
"""A third party with a longer name is an organisation, whose name is no personal data."""

_BESIDE_NAME = re.compile(r"[（(].*|等.{0,4}[人户]$")


def mask_party(name: str) -> str:
    """The names of those who were asked or told, of whom nothing else is known; who may be a person is masked."""
    return re.sub(r"[^、，,；;/]+", lambda one: mask_name(one[0]) if _may_be_person(one[0]) else one[0], name)


def _may_be_person(name: str) -> bool:
    """A short name, also with 等三人 or words in brackets behind it, or a long one with the dot of 买买提·吐尔逊."""
    return "·" in name or len(_BESIDE_NAME.sub("", name)) <= PERSON


def mask_phone(phone: str) -> str:
    """13812345678 as 138****5678; a number of less than eleven digits keeps its last two."""
    return re.sub(r"\d(?:[ -]?\d)*", _veil_run, phone)


def _veil_run(run: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", run[0])
    veiled = iter(_veil(digits, 3, 4) if len(digits) > 10 else _veil(digits, 0, 2))
    return re.sub(r"\d", lambda _: next(veiled), run[0])


def mask_id(number: str) -> str:
    """A resident ID as 3412**********1234; other papers keep only their first and their last sign."""
    number = number.strip()
    return _veil(number, 4, 4) if len(number) >= OLD_LENGTH else _veil(number, 1, 1)


def mask_address(address: str) -> str:
    """An address down to county or district, the rest as ****."""
    shown = _REGION.match(address)
    return f"{shown[0] if shown else ''}****" if address else ""


def mask_email(email: str) -> str:
    """zhang@example.cn as z****@example.cn."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}****{at}{domain}" if at else _veil(email, 1, 0)


def _veil(text: str, head: int, tail: int) -> str:
    """Cover all but the first and last signs; a text too short for both is covered whole."""
    hidden = len(text) - head - tail
    return text[:head] + "*" * hidden + text[len(text) - tail :] if hidden > 0 else "*" * len(text)
