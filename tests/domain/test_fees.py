"""The processing fee against the published amounts and against counting one by one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcase.domain.errors import Refusal
from gkcase.domain.fees import (
    item_calculation,
    item_price,
    month_total,
    page_calculation,
    page_fee,
)

EXAMPLES = json.loads((Path(__file__).parents[1] / "data" / "fees.json").read_text("utf-8"))


@pytest.mark.parametrize("example", EXAMPLES["by_item"], ids=lambda example: str(example["nth_in_month"]))
def test_by_item(example: dict[str, int]) -> None:
    nth = example["nth_in_month"]
    assert item_price(nth) == example["price_of_this_request"]
    assert month_total(nth) == example["month_total"]


@pytest.mark.parametrize("example", EXAMPLES["by_page"], ids=lambda example: str(example["pages"]))
def test_by_page(example: dict[str, int]) -> None:
    assert page_fee(example["pages"]) == example["fee"]


PUBLISHED = [each for each in EXAMPLES["published_amounts_explained"] if "pages" in each]


@pytest.mark.parametrize("example", PUBLISHED, ids=lambda example: str(example["yuan"]))
def test_amounts_that_offices_have_published(example: dict[str, int]) -> None:
    assert page_fee(example["pages"]) == example["yuan"], example


def test_published_amounts_by_item() -> None:
    assert item_calculation(11, 15).yuan == 1500
    assert item_calculation(11, 6).yuan == 600


def price_by_hand(nth: int) -> int:
    """Ten free, twenty at a hundred, then every ten a hundred more."""
    if nth <= 10:
        return 0
    price, last = 100, 30
    while nth > last:
        price, last = price + 100, last + 10
    return price


@given(st.integers(1, 2000))
def test_a_month_is_the_sum_of_its_requests(nth: int) -> None:
    assert item_price(nth) == price_by_hand(nth)
    assert month_total(nth) == sum(price_by_hand(each) for each in range(1, nth + 1))


@given(st.integers(1, 500), st.integers(1, 300))
def test_the_lines_of_a_fee_by_item_add_up(nth: int, count: int) -> None:
    fee = item_calculation(nth, count)
    assert fee.yuan == sum(price_by_hand(each) for each in range(nth, nth + count))
    assert amounts(fee.lines) == fee.yuan


@given(st.integers(0, 3000))
def test_a_request_is_the_sum_of_its_pages(pages: int) -> None:
    loop = sum(
        0 if page <= 30 else 10 if page <= 100 else 20 if page <= 200 else 40 for page in range(1, pages + 1)
    )
    fee = page_calculation(pages)
    assert page_fee(pages) == fee.yuan == loop
    assert amounts(fee.lines) == loop


def amounts(lines: tuple[str, ...]) -> int:
    """What the sentences of the letter say, read back."""
    return sum(int(line.split("计")[-1].rstrip("元").replace(",", "")) for line in lines if "计" in line)


def test_the_lines_as_the_fee_notice_prints_them() -> None:
    assert page_calculation(250).lines == (
        "第1页至第30页，共30页，不收费",
        "第31页至第100页，共70页，每页10元，计700元",
        "第101页至第200页，共100页，每页20元，计2,000元",
        "第201页至第250页，共50页，每页40元，计2,000元",
    )
    assert item_calculation(5, 40).lines == (
        "本月第5件至第10件，共6件，不收费",
        "本月第11件至第30件，共20件，每件100元，计2,000元",
        "本月第31件至第40件，共10件，每件200元，计2,000元",
        "本月第41件至第44件，共4件，每件300元，计1,200元",
    )
    assert item_calculation(31).lines == ("本月第31件，每件200元，计200元",)
    assert page_calculation(31).lines[-1] == "第31页，每页10元，计10元"
    assert page_calculation(0).lines == ()


def test_the_standard_is_named() -> None:
    assert sum(band.total for band in item_calculation(5, 40).bands) == item_calculation(5, 40).yuan
    assert sum(band.total for band in page_calculation(250).bands) == 4700
    assert item_calculation(11).standard == "按件计收"
    assert page_calculation(31).standard == "按量计收"


def test_numbers_that_cannot_be_are_refused() -> None:
    with pytest.raises(Refusal, match="件数应为不小于1的整数，现为0，请核对"):
        item_price(0)
    with pytest.raises(Refusal, match="件数应为不小于1的整数"):
        item_calculation(0)
    with pytest.raises(Refusal, match="件数应为不小于1的整数"):
        item_calculation(3, 0)
    with pytest.raises(Refusal, match="件数应为不小于0的整数"):
        month_total(-1)
    with pytest.raises(Refusal, match="页数应为不小于0的整数，现为-1，请核对"):
        page_fee(-1)
