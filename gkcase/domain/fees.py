"""The processing fee (信息处理费): by item or by page, never both (国办函〔2020〕109号第三条)."""

from __future__ import annotations

from dataclasses import dataclass

from gkcase.domain.errors import Refusal

FREE_ITEMS = 10
FLAT_ITEMS = 30
STEP_ITEMS = 10
STEP_YUAN = 100

PAGE_BANDS = ((30, 0), (100, 10), (200, 20))
"""Last page of a band and the yuan for each of its pages; beyond the last band PAGE_BEYOND (第五条)."""
PAGE_BEYOND = 40


@dataclass(frozen=True)
class Fee:
    """An amount in yuan and how it was reckoned, line by line as the fee notice (收费通知书) says it."""

    yuan: int
    standard: str
    lines: tuple[str, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class Band:
    """Neighbouring items or pages that cost the same."""

    first: int
    last: int
    yuan: int

    @property
    def total(self) -> int:
        """What the band costs together."""
        return (self.last - self.first + 1) * self.yuan


def item_price(n: int) -> int:
    """What the applicant's n-th request of the calendar month costs by item (按件，第四条)."""
    _whole("件数", n, 1)
    if n <= FREE_ITEMS:
        return 0
    if n <= FLAT_ITEMS:
        return STEP_YUAN
    return STEP_YUAN * ((n - FLAT_ITEMS - 1) // STEP_ITEMS + 2)


def month_total(n: int) -> int:
    """What the first n requests of one calendar month cost together by item (按件，第四条)."""
    _whole("件数", n, 0)
    flat = STEP_YUAN * (min(max(n, FREE_ITEMS), FLAT_ITEMS) - FREE_ITEMS)
    steps, rest = divmod(max(n - FLAT_ITEMS, 0), STEP_ITEMS)
    # The k-th full step of ten costs (k + 1) hundred each, so the full steps sum to 2 + 3 + … + (steps + 1).
    full = STEP_YUAN * STEP_ITEMS * steps * (steps + 3) // 2
    return flat + full + rest * STEP_YUAN * (steps + 2)


def page_fee(pages: int) -> int:
    """What the pages of one request cost by volume (按量，第五条); one side of A4 is a page."""
    return sum(band.total for band in _page_bands(pages))


def item_calculation(nth: int, count: int = 1) -> Fee:
    """The fee of `count` items of which the first is the applicant's nth of the month, with its lines."""
    _whole("件数", nth, 1)
    _whole("件数", count, 1)
    bands = tuple(_item_bands(nth, nth + count - 1))
    yuan = month_total(nth + count - 1) - month_total(nth - 1)
    return Fee(yuan, "按件计收", tuple(_line(band, "件", "本月") for band in bands), bands)


def page_calculation(pages: int) -> Fee:
    """The fee of so many pages with its lines."""
    bands = tuple(_page_bands(pages))
    return Fee(page_fee(pages), "按量计收", tuple(_line(band, "页", "") for band in bands), bands)


def _item_bands(first: int, last: int) -> list[Band]:
    bands = []
    while first <= last:
        if first <= FLAT_ITEMS:
            edge = FREE_ITEMS if first <= FREE_ITEMS else FLAT_ITEMS
        else:
            edge = first + (FLAT_ITEMS - first) % STEP_ITEMS
        bands.append(Band(first, min(edge, last), item_price(first)))
        first = edge + 1
    return bands


def _page_bands(pages: int) -> list[Band]:
    _whole("页数", pages, 0)
    bands, first = [], 1
    for last, yuan in (*PAGE_BANDS, (pages, PAGE_BEYOND)):
        if first <= pages:
            bands.append(Band(first, min(last, pages), yuan))
        first = last + 1
    return bands


def _line(band: Band, unit: str, scope: str) -> str:
    count = band.last - band.first + 1
    span = f"第{band.first}{unit}" + (f"至第{band.last}{unit}，共{count}{unit}" if count > 1 else "")
    price = f"每{unit}{band.yuan}元，计{band.total:,}元" if band.yuan else "不收费"
    return f"{scope}{span}，{price}"


def _whole(name: str, value: int, lowest: int) -> None:
    if value < lowest:
        raise Refusal(f"{name}应为不小于{lowest}的整数，现为{value}，请核对")
