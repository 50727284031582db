"""Every condition of the register in SQL against the same condition in Python, one by one and combined."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from gkcase.domain.terms import ApplicantKind, CaseKind, Channel, Status
from gkcase.services.case_filter import CaseFilter, Moving, Span
from gkcase.services.filter_words import LABELS, conditions
from gkcase.services.office import OFFICE_ID, Office
from gkcase.services.queries import case_ids, units
from gkcase.services.values import Chosen, StoredDuty
from gkcase.storage.tables import Case, CaseCopy
from tests.services.conftest import TODAY

Row = Mapping[str, Any]
NAMES = ("张伟", "ABC有限公司", "50%_农场", "清河\\合作社", "")
WANTED = ("征收补偿方案", "道路硬化合同", "低保名册")
UNITS = ("", "城建办", "农业办")
HANDLERS = ("李某", "周某", "")
RESULTS = ("", "R1", "R4a", "R6")
DAYS = [TODAY + timedelta(days=shift) for shift in (-400, -45, -31, -8, -1, 0, 1, 6, 23, 40, 395)]


def rows_of(count: int) -> list[dict[str, Any]]:
    """Cases of every sort, the same ones in every run."""
    chance = random.Random(4)

    def day() -> date | None:
        return chance.choice([None, *DAYS])

    def duty(by: date | None) -> str:
        words = chance.choice(("送审", "寄出补正告知书"))
        return StoredDuty("reply", words, by, "第三十三条", "", theirs=False, soft=False).line()

    made = []
    for case_id in range(1, count + 1):
        year = chance.choice((2025, 2026))
        made.append(
            {
                "case_id": case_id, "number": f"〔{year}〕{case_id}号", "applicant": chance.choice(NAMES),
                "applicant_kind": chance.choice(list(ApplicantKind)), "wanted": chance.choice(WANTED),
                "channel": chance.choice([None, *Channel]), "received_on": day(),
                "status": chance.choice(list(Status)), "due_on": day(), "result": chance.choice(RESULTS),
                "replied_on": day(), "late": chance.random() < 0.5, "handler": chance.choice(HANDLERS),
                "consulting": chance.random() < 0.5, "next_duty": duty(day()), "next_on": day(),
                "kind": chance.choice(list(CaseKind)), "unit": chance.choice(UNITS), "finished_on": day(),
                "corrected": chance.random() < 0.5, "extended": chance.random() < 0.5,
                "fee_asked": chance.choice((0, 0, 1500)), "copied_as": 99,
                "year": year, "imported": chance.random() < 0.5,
            }
        )  # fmt: skip
    return made


CASES = rows_of(120)
BY_ID = {row["case_id"]: row for row in CASES}


@pytest.fixture
def filled(office: Office) -> Office:
    cases = [
        {
            "id": row["case_id"], "office_id": OFFICE_ID, "number": row["number"], "year": row["year"],
            "serial": row["case_id"], "kind": row["kind"], "version": 1, "imported": row["imported"],
            "registered_at": datetime(2026, 1, 1, tzinfo=UTC),
        }
        for row in CASES
    ]  # fmt: skip
    copies = [{name: row[name] for name in row if name not in ("year", "imported")} for row in CASES]
    with office.unasked() as session:
        session.execute(insert(Case), cases)
        session.execute(insert(CaseCopy), copies)
    return office


# -- the same in Python ---------------------------------------------------------------------------------------


def is_open(row: Row) -> bool:
    return row["status"] not in (Status.REPLIED, Status.CLOSED, Status.ARCHIVED)


def holds(column: str) -> Callable[[Row, str], bool]:
    return lambda row, words: words.strip().lower() in row[column].lower()


def same(column: str) -> Callable[[Row, Any], bool]:
    return lambda row, value: row[column] == value


def one_of(column: str) -> Callable[[Row, Any], bool]:
    return lambda row, values: row[column] in values


def between(column: str) -> Callable[[Row, Span], bool]:
    def told(row: Row, span: Span) -> bool:
        first, last = span.bounds(TODAY)
        day = row[column]
        return day is not None and (first or date.min) <= day <= (last or date.max)

    return told


def within(row: Row, days: int) -> bool:
    """Counted day by day: the weekends of December and the first of January are off."""
    if row["due_on"] is None or not is_open(row):
        return False
    day, left = TODAY, 0
    while day < row["due_on"]:
        day += timedelta(days=1)
        left += day.weekday() < 5 and day != date(2027, 1, 1)
    return left <= days or row["due_on"] <= TODAY


PYTHON: Mapping[str, Callable[[Row, Any], bool]] = {
    "statuses": one_of("status"),
    "only_open": lambda row, _: is_open(row),
    "consulting": lambda row, _: bool(row["consulting"]),
    "overdue": lambda row, _: is_open(row) and row["due_on"] is not None and row["due_on"] < TODAY,
    "within": within,
    "year": same("year"),
    "channels": one_of("channel"),
    "handler": same("handler"),
    "number": holds("number"),
    "applicant": holds("applicant"),
    "applicant_kinds": one_of("applicant_kind"),
    "wanted": holds("wanted"),
    "kind": same("kind"),
    "unit": same("unit"),
    "results": one_of("result"),
    "received": between("received_on"),
    "due": between("due_on"),
    "replied": between("replied_on"),
    "finished": between("finished_on"),
    "next_on": between("next_on"),
    "duty": holds("next_duty"),
    "late": same("late"),
    "extended": same("extended"),
    "corrected": same("corrected"),
    "fee": lambda row, yes: (row["fee_asked"] > 0) == yes,
    "imported": same("imported"),
    "chosen": lambda row, chosen: row["case_id"] in chosen.ids,
}

spans = st.one_of(
    st.builds(Span, moving=st.sampled_from(Moving)),
    st.builds(Span, since=st.sampled_from(DAYS)),
    st.builds(Span, until=st.sampled_from(DAYS)),
    st.builds(Span, st.sampled_from(DAYS), st.sampled_from(DAYS)),
)
flags = st.booleans()


def some(values: Any) -> st.SearchStrategy[Any]:
    return st.frozensets(st.sampled_from(list(values)), min_size=1, max_size=4)


VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "statuses": some(Status),
    "only_open": st.just(True),
    "consulting": st.just(True),
    "overdue": st.just(True),
    "within": st.integers(0, 30),
    "year": st.sampled_from((2024, 2025, 2026)),
    "channels": some(Channel),
    "handler": st.sampled_from(("李某", "周某", "没有")),
    "number": st.sampled_from(("〔2026〕", "7号", "x", "%")),
    "applicant": st.sampled_from(("伟", "abc", "%", "_", "\\", "公司", " 农场 ", "'")),
    "applicant_kinds": some(ApplicantKind),
    "wanted": st.sampled_from(("征收", "合同", "名册", "没有")),
    "kind": st.sampled_from(CaseKind),
    "unit": st.sampled_from(("城建办", "农业办", "没有")),
    "results": some(("R1", "R4a", "R6", "R99")),
    "received": spans,
    "due": spans,
    "replied": spans,
    "finished": spans,
    "next_on": spans,
    "duty": st.sampled_from(("送审", "补正", "没有")),
    "late": flags,
    "extended": flags,
    "corrected": flags,
    "fee": flags,
    "imported": flags,
    "chosen": st.builds(Chosen, st.just("看板"), st.lists(st.integers(1, 150)).map(tuple)),
}


def in_python(wanted: Mapping[str, Any]) -> list[int]:
    found = [row for row in CASES if all(PYTHON[name](row, value) for name, value in wanted.items())]
    return [row["case_id"] for row in reversed(found)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.fixed_dictionaries({}, optional=dict(VALUES)))
def test_conditions_combined_find_what_python_finds(filled: Office, wanted: dict[str, Any]) -> None:
    assert case_ids(filled, CaseFilter(**wanted)) == in_python(wanted)


EACH: Mapping[str, Any] = {
    "statuses": frozenset([Status.REPLIED, Status.APPROVED]),
    "only_open": True,
    "consulting": True,
    "overdue": True,
    "within": 5,
    "year": 2025,
    "channels": frozenset([Channel.FAX]),
    "handler": "周某",
    "number": "〔2026〕1",
    "applicant": "abc",
    "applicant_kinds": frozenset([ApplicantKind.NATURAL]),
    "wanted": "合同",
    "kind": CaseKind.RECTIFICATION,
    "unit": "农业办",
    "results": frozenset(["R6"]),
    "received": Span(moving=Moving.PAST_30),
    "due": Span(DAYS[3], DAYS[8]),
    "replied": Span(moving=Moving.THIS_WEEK),
    "finished": Span(moving=Moving.LAST_YEAR),
    "next_on": Span(since=DAYS[6]),
    "duty": "补正",
    "late": True,
    "extended": False,
    "corrected": True,
    "fee": True,
    "imported": False,
    "chosen": Chosen("看板", (3, 7, 11)),
}


def test_every_condition_alone_finds_some_and_not_all(filled: Office) -> None:
    assert EACH.keys() == PYTHON.keys() == VALUES.keys()
    for name, value in EACH.items():
        found = case_ids(filled, CaseFilter(**{name: value}))
        assert found == in_python({name: value}), name
        assert 0 < len(found) < len(CASES), name


@pytest.mark.parametrize("sign", ["\x00", "\ud800", "征\x00收"])
def test_a_sign_that_no_database_holds_finds_nothing(filled: Office, sign: str) -> None:
    for name in ("text", "number", "applicant", "wanted", "duty", "handler", "unit"):
        assert case_ids(filled, CaseFilter(**{name: sign})) == [], name  # type: ignore[arg-type]


def test_every_condition_says_what_it_is(filled: Office) -> None:
    told = conditions(CaseFilter(text="名册", **EACH), filled.replies)
    assert {condition.name for condition in told} == {"text", *EACH}
    assert LABELS.keys() <= {condition.name for condition in told}
    words = [condition.words for condition in told]
    assert words[:3] == ["看板 3件", "含“名册”", "2025年登记"]
    assert "收到申请之日：近30天" in words
    assert "届满日：2026年11月30日至2026年12月31日" in words
    assert "状态：待送达、已答复" in words
    assert "剩余不超过5个工作日" in words
    assert "没有延期" in words
    unknown = conditions(CaseFilter(results=frozenset(["R99", "R6"])), filled.replies)
    assert [one.words for one in unknown] == [f"处理结果：{filled.replies['R6'].label}、R99"]


@pytest.mark.parametrize(
    ("moving", "today", "first", "last"),
    [
        (Moving.THIS_WEEK, "2027-01-01", "2026-12-28", "2027-01-03"),
        (Moving.THIS_MONTH, "2028-02-29", "2028-02-01", "2028-02-29"),
        (Moving.LAST_MONTH, "2027-01-31", "2026-12-01", "2026-12-31"),
        (Moving.THIS_QUARTER, "2026-11-30", "2026-10-01", "2026-12-31"),
        (Moving.THIS_QUARTER, "2026-04-01", "2026-04-01", "2026-06-30"),
        (Moving.THIS_YEAR, "2026-12-31", "2026-01-01", "2026-12-31"),
        (Moving.LAST_YEAR, "2026-01-01", "2025-01-01", "2025-12-31"),
        (Moving.PAST_30, "2026-12-08", "2026-11-08", "2026-12-08"),
        (Moving.NEXT_30, "2026-12-08", "2026-12-08", "2027-01-07"),
    ],
)
def test_moving_spans_go_with_the_day(moving: Moving, today: str, first: str, last: str) -> None:
    bounds = Span(moving=moving).bounds(date.fromisoformat(today))
    assert bounds == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(), ""),
        (Span(since=date(2026, 3, 1)), "2026年3月1日以后"),
        (Span(until=date(2026, 3, 1)), "2026年3月1日以前"),
        (Span(date(2026, 3, 1), date(2026, 3, 1)), "2026年3月1日"),
        (Span(moving=Moving.LAST_MONTH), "上月"),
    ],
)
def test_a_span_in_words(span: Span, words: str) -> None:
    assert (span.words, bool(span)) == (words, bool(words))


def test_the_units_that_had_cases_are_offered(filled: Office) -> None:
    assert units(filled) == sorted(["城建办", "农业办"])
