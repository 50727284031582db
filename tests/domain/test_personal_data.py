"""Personal data is found by its shape and check digit; what only looks like it is left alone."""

from __future__ import annotations

import pytest

from gkcase.domain.identity import check_resident_id
from gkcase.domain.personal_data import found_in, says_address, without

ID = "999999199003070039"


def kinds(text: str) -> list[str]:
    return [one.kind for one in found_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        f"身份证号{ID}",
        "９９９９９９１９９００３０７００３９",
        "999999 19900307 0039",
        "999999-19900307-0039",
        "旧证999999900307003号",
    ],
)
def test_id_numbers_are_found_however_they_are_written(text: str) -> None:
    assert kinds(text) == ["身份证号码"]


def test_what_is_shown_of_a_number_hides_the_person() -> None:
    [found] = found_in(ID)
    assert found.shown == "9999**********0039"
    assert found.plain == ID


@pytest.mark.parametrize(
    "text", ["999999199003070038", "999999199013070039", f"1{ID}", f"{ID}7", "文件编号2026120800000000"]
)
def test_a_number_with_another_check_digit_or_length_is_no_id(text: str) -> None:
    assert "身份证号码" not in kinds(text)


@pytest.mark.parametrize("text", ["13800005678", "138 0000 5678", "电话：138-0000-5678，"])
def test_mobile_numbers_are_found(text: str) -> None:
    assert kinds(text) == ["手机号码"]


@pytest.mark.parametrize(
    "text", ["0557-1234567", "12345678901", "2138000056781", "EB138000056CN", "400-8000-5678"]
)
def test_landlines_and_other_numbers_are_no_mobile_numbers(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize("text", ["6222021234567890128", "卡号 6222 0212 3456 7890 128"])
def test_bank_cards_are_found_by_their_check_digit(text: str) -> None:
    assert kinds(text) == ["银行卡号"]


@pytest.mark.parametrize("text", ["6222021234567890129", "7222021234567890128", "622202123456"])
def test_other_long_numbers_are_no_bank_cards(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize("text", ["住东湾村12号", "云溪花园3栋2单元401室", "5号楼301室"])
def test_dwellings_are_found(text: str) -> None:
    assert kinds(text) == ["住址"]


@pytest.mark.parametrize(
    "text", ["东湾村2组征地补偿方案", "人民路1号", "村委会第3号文件", "青石镇综合档案室（文昌路1号104室）"]
)
def test_places_where_nobody_lives_are_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_the_same_number_counts_once() -> None:
    assert len(found_in(f"{ID}，{ID}")) == 1


def test_a_card_that_reads_as_an_id_is_told_once() -> None:
    """A number of 18 digits may pass both checks; it is an ID number then."""
    both = next(
        number
        for serial in range(1000)
        for last in "0123456789"
        if not check_resident_id(number := f"62999919900307{serial:03}{last}") and _luhn(number)
    )
    assert kinds(both) == ["身份证号码"]


def _luhn(number: str) -> bool:
    total = sum(int(sign) for sign in number[-1::-2])
    return (total + sum(int(sign) * 2 - 9 * (int(sign) > 4) for sign in number[-2::-2])) % 10 == 0


def test_an_address_is_found_however_it_is_broken_into_lines() -> None:
    assert says_address("寄至清河县云溪镇\n东湾村 2组", "清河县云溪镇东湾村2组")
    assert not says_address("清河县云溪镇东湾村3组", "清河县云溪镇东湾村2组")
    assert not says_address("东湾村", "东湾村")  # a place, and too short to be an address
    assert not says_address("任何文字", "")


def test_a_passage_is_taken_out_however_it_is_broken_into_lines() -> None:
    assert without("申请内容：“我的电话\n13800005678”。", "我的电话13800005678") == "申请内容：“”。"
    assert without("不变", "") == "不变"
