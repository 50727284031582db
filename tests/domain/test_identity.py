"""Identity numbers against the published check-digit tables, and what lists may show of a person."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from gkcase.domain.identity import (
    check_id,
    check_resident_id,
    check_uscc,
    mask_address,
    mask_email,
    mask_id,
    mask_name,
    mask_party,
    mask_phone,
    tidy_id,
)
from gkcase.domain.terms import ApplicantKind, IdKind

# GB 11643-1999 and GB 32100-2015, as their tables print them.
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_SIGNS = "10X98765432"
CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def finished_id(body: str) -> str:
    return (
        body + ID_SIGNS[sum(int(sign) * weight for sign, weight in zip(body, ID_WEIGHTS, strict=True)) % 11]
    )


def finished_code(body: str) -> str:
    total = sum(CODE_SIGNS.index(sign) * weight for sign, weight in zip(body, CODE_WEIGHTS, strict=True))
    return body + CODE_SIGNS[-total % 31]


INVENTED = finished_id("99999919900101001")
"""Nobody's: the region 999999 was never assigned."""

bodies = st.builds(
    lambda region, born, order: f"{region:06}{born:%Y%m%d}{order:03}",
    st.integers(0, 999_999),
    st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    st.integers(0, 999),
)


@given(bodies)
def test_every_finished_id_is_taken_whatever_its_region(body: str) -> None:
    number = finished_id(body)
    assert check_resident_id(number, date(2026, 1, 1)) == ""
    assert check_resident_id(f" {number.lower()} ") == ""


@given(bodies, st.sampled_from(ID_SIGNS))
def test_every_other_last_sign_is_told_with_the_right_one(body: str, last: str) -> None:
    right = finished_id(body)[-1]
    wanted = "" if last == right else f"末位校验码应为 {right}，请核对证件"
    assert check_resident_id(body + last) == wanted


def test_what_stdnum_takes_we_take() -> None:
    assert ric.is_valid("360426199101010071")
    assert check_resident_id("360426199101010071") == ""
    assert not ric.is_valid(INVENTED)
    assert check_resident_id(INVENTED) == ""


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "居民身份证号码应为18位（旧证15位），现为0位，请核对证件"),
        ("9999991990010100", "居民身份证号码应为18位（旧证15位），现为16位，请核对证件"),
        ("99999919900101O012", "居民身份证号码第15位“O”不是数字，请核对证件"),
        ("99999919900１０１００１٣", "末位校验码应为 "),
        ("999999199002300014", "居民身份证号码中的出生日期1990年2月30日不存在，请核对证件"),
        ("999999000001010014", "居民身份证号码中的出生日期0年1月1日不存在，请核对证件"),
        ("999999900229001", "居民身份证号码中的出生日期1990年2月29日不存在，请核对证件"),
        ("99999990010100X", "居民身份证号码第15位“X”不是数字，请核对证件"),
    ],
)
def test_what_is_wrong_is_said(number: str, said: str) -> None:
    assert check_resident_id(number).startswith(said)


def test_an_old_number_has_no_check_digit() -> None:
    assert check_resident_id("999999900101001") == ""
    assert check_resident_id("999999900101002") == ""


def test_a_birthday_in_the_future_needs_today() -> None:
    number = finished_id("99999920270101001")
    assert check_resident_id(number) == ""
    assert check_resident_id(number, date(2027, 1, 1)) == ""
    said = check_resident_id(number, date(2026, 12, 31))
    assert said == "居民身份证号码中的出生日期2027年1月1日晚于今天，请核对证件"


codes = st.text(CODE_SIGNS, min_size=17, max_size=17)


@given(codes)
def test_every_finished_credit_code_is_taken(body: str) -> None:
    code = finished_code(body)
    assert check_uscc(code) == ""
    assert check_uscc(code.lower()) == ""


@given(codes, st.sampled_from(CODE_SIGNS))
def test_every_other_last_sign_of_a_credit_code_is_told(body: str, last: str) -> None:
    right = finished_code(body)[-1]
    wanted = "" if last == right else f"末位校验码应为 {right}，请核对证照"
    assert check_uscc(body + last) == wanted


def test_a_village_organisation_has_a_letter_in_front() -> None:
    village = finished_code("N2999999MF0000001")
    assert not uscc.is_valid(village)
    assert check_uscc(village) == ""
    assert uscc.is_valid("91110000600037341L")
    assert check_uscc("91110000600037341L") == ""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("91110000", "统一社会信用代码应为18位，现为8位，请核对证照"),
        ("9111000060003734IL", "统一社会信用代码第17位不能是“I”，请核对证照"),
    ],
)
def test_a_wrong_credit_code(code: str, said: str) -> None:
    assert check_uscc(code) == said


def test_each_kind_of_paper_has_its_check() -> None:
    today = date(2026, 12, 1)
    assert check_id(IdKind.RESIDENT_ID, INVENTED, today) == ""
    assert check_id(IdKind.RESIDENCE_PERMIT, finished_id("83000020270101001"), today).endswith(
        "晚于今天，请核对证件"
    )
    assert "信用代码" in check_id(IdKind.USCC, "1", today)
    assert check_id(IdKind.PASSPORT, "E-12345 678", today) == ""
    assert check_id(IdKind.OTHER, "军字第1号", today) == ""


def test_tidy() -> None:
    assert tidy_id(" ９１１１ 0000a ") == "91110000A"


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("张三", ApplicantKind.NATURAL, "张*"),
        ("张三丰", ApplicantKind.NATURAL, "张**"),
        ("张", ApplicantKind.NATURAL, "张*"),
        ("𠮷田", ApplicantKind.NATURAL, "𠮷*"),
        ("葛\U000e0100亮", ApplicantKind.NATURAL, "葛*"),
        ("阿依·买买提", ApplicantKind.NATURAL, "阿*****"),
        ("", ApplicantKind.NATURAL, ""),
        ("临江县甲有限公司", ApplicantKind.ENTERPRISE, "临江县甲有限公司"),
    ],
)
def test_mask_name(name: str, kind: ApplicantKind, shown: str) -> None:
    assert mask_name(name, kind) == shown


@pytest.mark.parametrize("kind", [kind for kind in ApplicantKind if kind is not ApplicantKind.NATURAL])
def test_no_organisation_is_masked(kind: ApplicantKind) -> None:
    assert mask_name("某会", kind) == "某会"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138 **** 5678"),
        ("0551-62345678", "055*-****5678"),
        ("62345678", "******78"),
        ("62345678转12", "******78转**"),
        ("13812345678、13987654321", "138****5678、139****4321"),
        ("", ""),
    ],
)
def test_mask_phone(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("341200199001011234", "3412**********1234"),
        ("341200900101123", "3412*******1123"),
        (" E12345678 ", "E*******8"),
        ("E1", "**"),
        ("", ""),
    ],
)
def test_mask_id(number: str, shown: str) -> None:
    assert mask_id(number) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("安徽省阜阳市临江县青山镇开发区12号", "安徽省阜阳市临江县****"),
        ("合肥市庐阳区长江中路市场街3号", "合肥市庐阳区****"),
        ("内蒙古自治区呼伦贝尔市某旗某镇", "内蒙古自治区呼伦贝尔市某旗****"),
        ("安徽省桐城市文昌街道办事处小区12号", "安徽省桐城市****"),
        ("青山镇1号", "****"),
        ("", ""),
    ],
)
def test_mask_address(address: str, shown: str) -> None:
    assert mask_address(address) == shown


def test_mask_email() -> None:
    assert mask_email("zhang@example.cn") == "z****@example.cn"
    assert mask_email("zhang") == "z****"
    assert mask_email("") == ""


@given(st.text("0123456789 -", max_size=30))
def test_a_masked_phone_shows_at_most_seven_digits_of_a_number(phone: str) -> None:
    shown = mask_phone(phone)
    assert len(shown) == len(phone)
    assert all(new in (old, "*") for old, new in zip(phone, shown, strict=True))
    for run in re.split("[ -]{2,}", shown):
        assert sum(sign.isdigit() for sign in run) <= 7


def test_who_was_asked_is_masked_where_the_name_may_be_a_persons() -> None:
    assert [mask_party(name) for name in ("张三", "欧阳小明", "云溪水务公司", "")] == [
        "张*",
        "欧***",
        "云溪水务公司",
        "",
    ]
    assert [
        mask_party(name) for name in ("买买提·吐尔逊", "张三、李四", "云溪水务公司、王五", "张三等12户")
    ] == [
        "买******",
        "张*、李*",
        "云溪水务公司、王*",
        "张*****",
    ]
    assert mask_party("赵六（东湾村村民）") == "赵********"
