"""Lists: every filter, every order with the empty values last, search as people type it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from gkcase.domain.terms import Channel, Event, Role, Status
from gkcase.services import queries
from gkcase.services.handling import record
from gkcase.services.office import Office
from gkcase.services.people import save_person
from gkcase.services.queries import CaseFilter, CaseLine, Order
from gkcase.services.values import Chosen
from tests.services.conftest import Clock
from tests.services.requests import POSTED_OUT, THIRD, approved, do, register


@pytest.fixture
def five(office: Office, clock: Clock) -> list[int]:
    """In time, overdue, unconfirmed, asking a third party, replied; the last of 2027."""
    late = register(office, signed_on="2026-11-02", applicant__name="阿某", wanted="甲")
    fine = register(office, applicant__name="贝某", wanted="乙")
    save_person(office, "周某", roles=[Role.CLERK, Role.HEAD])
    office.acting = "周某"
    mailed = register(
        office, channel="email", submitted_on="2026-12-08", signed_on="", applicant__name="陈𠮷", wanted=""
    )
    asking = register(office, applicant__name="", wanted="丁", tracking_number="EB120800123CN")
    do(office, asking, Event.CONSULTATION_SENT, **THIRD)
    office.acting = "李某"
    clock.day = date(2027, 1, 4)
    done = register(office, signed_on="2027-01-04", applicant__name="蔡某", wanted="戊")
    approved(office, done)
    record(office, done, Event.REPLIED, on=clock.day, facts={**POSTED_OUT, "posted_on": "2027-01-04"})
    assert [late, fine, mailed, asking, done] == [1, 2, 3, 4, 5]
    return [late, fine, mailed, asking, done]


FILTERS = [
    (CaseFilter(), [5, 4, 3, 2, 1]),
    (CaseFilter(descending=False), [1, 2, 3, 4, 5]),
    (CaseFilter(statuses=frozenset([Status.REPLIED])), [5]),
    (CaseFilter(statuses=frozenset([Status.AWAITING_CONFIRMATION, Status.REPLIED])), [5, 3]),
    (CaseFilter(only_open=True), [4, 3, 2, 1]),
    (CaseFilter(consulting=True), [4]),
    (CaseFilter(overdue=True), [1]),
    (CaseFilter(within=2), [2, 1]),
    (CaseFilter(within=1), [1]),
    (CaseFilter(year=2026), [4, 3, 2, 1]),
    (CaseFilter(year=2027), [5]),
    (CaseFilter(year=2025), []),
    (CaseFilter(channels=frozenset([Channel.EMAIL])), [3]),
    (CaseFilter(handler="周某"), [4, 3]),
    (CaseFilter(handler="周某", consulting=True, year=2026, text="丁"), [4]),
    (CaseFilter(text="  "), [5, 4, 3, 2, 1]),
    (CaseFilter(chosen=Chosen("看板", (4, 1, 77, 4))), [4, 1]),
    (CaseFilter(chosen=Chosen("看板", (4, 1)), overdue=True), [1]),
    (CaseFilter(chosen=Chosen("看板", tuple(range(3, 100_000)))), [5, 4, 3]),
    (CaseFilter(chosen=Chosen("看板", tuple(range(3, 100_000))), descending=False), [3, 4, 5]),
    (CaseFilter(chosen=Chosen("看板", tuple(range(3, 100_000))), order=Order.APPLICANT), [3, 5, 4]),
    (CaseFilter(chosen=Chosen("看板", tuple(range(3, 100_000))), year=2026), [4, 3]),
    (CaseFilter(chosen=Chosen("看板", ())), []),
]


def test_filters(office: Office, five: list[int]) -> None:
    for wanted, found in FILTERS:
        assert queries.case_ids(office, wanted) == found, wanted


VALUES: dict[Order, Callable[[CaseLine], Any]] = {
    Order.NUMBER: lambda line: line.id,
    Order.CHANNEL: lambda line: line.channel and line.channel.value,
    Order.RECEIVED: lambda line: line.received_on,
    Order.STATUS: lambda line: line.status.value,
    Order.DUE: lambda line: line.due_on,
    Order.REPLIED: lambda line: line.replied_on,
    Order.RESULT: lambda line: line.result,
    Order.APPLICANT: lambda line: line.applicant,
    Order.WANTED: lambda line: line.wanted,
    Order.HANDLER: lambda line: line.handler,
}


def test_every_order_ends_with_what_is_missing(office: Office, five: list[int]) -> None:
    for order in Order:
        for descending in (True, False):
            check_order(office, five, order, descending)


def check_order(office: Office, five: list[int], order: Order, descending: bool) -> None:
    lines = {line.id: line for line in queries.case_lines(office, five)}
    ids = queries.case_ids(office, CaseFilter(order=order, descending=descending))
    assert sorted(ids) == five
    given = [VALUES[order](lines[case_id]) for case_id in ids]
    there = [value for value in given if value is not None]
    assert given == there + [None] * (len(given) - len(there))
    if order in (Order.NUMBER, Order.RECEIVED, Order.DUE, Order.REPLIED):
        assert there == sorted(there, reverse=descending)
    groups = [[i for i in ids if VALUES[order](lines[i]) == value] for value in set(given)]
    assert all(group == sorted(group, reverse=descending) for group in groups)


SEARCHES = [
    ("征收", [1]),
    ("补偿标准", [1]),
    ("陈𠮷", [1]),
    ("𠮷", [1]),
    ("EB120800123CN", [1]),
    ("eb1208", [1]),
    ("〔2026〕1号", [1]),
    ("云政发〔2025〕7号", [1]),
    ("征收 东湾", [1]),
    ("征收 西湾", []),
    ("收征", []),
    ("县水利局", [1]),
    ("王代理", [1]),
    ("名册", [2]),
    ("偿", [1]),
    ("' OR 1=1 --", []),
    ('"', []),
    ("%", []),
]


def test_search_finds_words_names_and_numbers(office: Office) -> None:
    first = register(
        office,
        applicant__name="陈𠮷",
        agent__name="王代理",
        wanted="东湾村征收补偿标准",
        tracking_number="EB120800123CN",
        document_number="云政发〔2025〕7号",
    )
    do(office, first, Event.CONSULTATION_SENT, to="other_agency", name="县水利局", information="批复")
    register(office, applicant__name="林某", wanted="低保户名册")
    for words, found in SEARCHES:
        assert queries.case_ids(office, CaseFilter(text=words)) == found, words


def test_search_follows_the_journal(office: Office) -> None:
    case_id = register(office, wanted="不清楚的说法")
    do(office, case_id, Event.CORRECTION_REQUESTED, items=["写明文件"], guidance="请写明")
    do(office, case_id, Event.CORRECTION_RECEIVED, wanted="河道整治合同")
    assert queries.case_ids(office, CaseFilter(text="河道整治")) == [case_id]
    [line] = queries.case_lines(office, [case_id])
    assert line.wanted == "河道整治合同"


NAMES = [
    ("1", 1),
    (" 〔2026〕1号 ", 1),
    ("[2026]1号", 1),
    ("（2026）01", 1),
    ("更正〔2026〕1号", 2),
    ("9", None),
    ("99999999999999999999", None),
    ("²", None),
    ("", None),
    ("某号", None),
    ("〔2025〕1号", None),
]


def test_a_case_is_named_by_number_or_id(office: Office) -> None:
    register(office)
    register(office, case_kind="rectification")
    for words, found in NAMES:
        assert queries.case_id_of(office, words) == found, words


def test_figures_and_choices_beside_the_list(office: Office, five: list[int]) -> None:
    assert queries.counts(office) == queries.Counts(5, 4)
    assert queries.counts(office, 2027) == queries.Counts(1, 0)
    assert queries.years(office) == [2027, 2026]
    assert set(queries.handlers(office)) == {"李某", "周某"}
    assert [line.id for line in queries.open_lines(office)] == [1, 2, 5, 3, 4]


def test_rows_come_for_more_ids_than_a_statement_takes(office: Office, five: list[int]) -> None:
    ids = [*range(1000, 41_000), *five]
    assert sorted(line.id for line in queries.case_lines(office, ids)) == five
