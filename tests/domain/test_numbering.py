"""Numbers as they are printed, and as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcase.domain.errors import Refusal
from gkcase.domain.numbering import Number, case_number, document_number, parse_number
from gkcase.domain.terms import CaseKind


def test_as_printed() -> None:
    assert case_number(2026, 1) == "〔2026〕1号"
    assert case_number(2026, 3, CaseKind.RECTIFICATION) == "更正〔2026〕3号"
    assert document_number("皖临公开", 2026, 5) == "皖临公开〔2026〕5号"


@pytest.mark.parametrize("kind", CaseKind)
def test_every_kind_of_case_has_its_own_series(kind: CaseKind) -> None:
    others = {case_number(2026, 1, other) for other in CaseKind if other is not kind}
    assert case_number(2026, 1, kind) not in others


@pytest.mark.parametrize(
    "typed",
    [
        "〔2026〕12号",
        "[2026]12号",
        "(2026)12",
        "（２０２６）１２号",
        "【2026】012号",
        " 〔2026〕 12 号 ",
        "〔2026〕第12号",
    ],
)
def test_as_typed(typed: str) -> None:
    assert parse_number(typed) == Number("", 2026, 12)


def test_with_the_mark_of_the_organ() -> None:
    assert parse_number("皖×公开 [2026]5号") == Number("皖×公开", 2026, 5)


NO_NUMBERS = ["", "12", "〔2026〕号", "〔2026〕0号", "〔26〕1号", "2026-12", "〔2026〕1号之一", "〔2026〕٣号"]


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="不是编号，请按〔2026〕12号的样子填写") as refused:
        parse_number(typed)
    assert refused.value.field == "number"


@given(st.sampled_from(["", "更正", "皖临公开"]), st.integers(1949, 2100), st.integers(1, 999_999))
def test_what_is_printed_can_be_read(short: str, year: int, n: int) -> None:
    number = Number(short, year, n)
    assert parse_number(str(number)) == number
