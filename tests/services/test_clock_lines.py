"""`gkcase clock` takes any line that anybody sends: an answer or an error, in order, never a traceback."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from gkcase.services.clock_lines import answers
from gkcase.services.rulebook import rulebook

pytestmark = pytest.mark.file_only

TODAY = date(2026, 12, 8)
RULES = rulebook().rules()
GOOD = {"id": 7, "events": [{"kind": "received", "channel": "in_person", "submitted_on": "2026-12-01"}]}


def told(*lines: str, **options: bool) -> list[tuple[dict[str, Any], bool]]:
    return [(json.loads(line), good) for line, good in answers(lines, RULES, TODAY, **options)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "不是有效的 JSON"),
        ("[]", "不是一个 JSON 对象"),
        ("1", "不是一个 JSON 对象"),
        ('"a"', "不是一个 JSON 对象"),
        ('{"id": NaN}', "NaN 不是 JSON 的数"),
        ('{"id": "\udcff"}', "不是 UTF-8"),
        ("{}", "events"),
        ('{"events": "received"}', "events"),
        ('{"events": [1]}', "第1个事件"),
        ('{"events": [{"kind": "flown"}]}', "flown"),
        ('{"events": [{"kind": "received"}]}', "申请渠道"),
        ('{"events": [{"kind": "received", "channel": "fax"}]}', "传真收到日期"),
        ('{"events": [{"kind": "received", "channel": "oral", "submitted_on": "2026-02-30"}]}', "2026-02-30"),
        ('{"events": [{"kind": "received", "channel": "oral", "submitted_on": "2019-05-14"}]}', "施行之日"),
        ("[" * 100_000, ""),
        ('{"id": ' + "9" * 5000 + "}", ""),
    ],
)
def test_a_line_that_cannot_be_read_is_an_error_with_its_number(line: str, said: str) -> None:
    [(first, good), (second, bad), (third, again)] = told(json.dumps(GOOD), line, json.dumps(GOOD))
    assert (good, bad, again) == (True, False, True)
    assert set(second) == {"id", "error", "line"}
    assert (second["line"], said in second["error"]) == (2, True)
    assert first == third


def test_the_id_comes_back_whatever_it_is() -> None:
    for name in (None, "D20", 0, 1.5, True, ["a"], {"b": "𠮷"}, "\ud800"):
        [(answer, good)] = told(json.dumps({**GOOD, "id": name}))
        assert (answer["id"], good) == (name, True)
    [(answer, _)] = told(json.dumps({"id": "x", "events": []}))
    assert answer["id"] == "x"


def test_empty_lines_are_passed_over_and_still_counted() -> None:
    assert [answer["line"] for answer, _ in told("\n", "{", "  \n", "{")] == [2, 4]


def test_a_practice_day_is_marked_where_it_was_used() -> None:
    dated = json.dumps({**GOOD, "as_of": "2026-12-02"})
    [(plain, _), (fixed, _)] = told(json.dumps(GOOD), dated, practice=True)
    assert plain["practice_today"] == "2026-12-08"
    assert "practice_today" not in fixed
    assert "practice_today" not in told(json.dumps(GOOD))[0][0]


def test_a_ledger_comes_on_demand() -> None:
    [(answer, _)] = told(json.dumps(GOOD), with_ledger=True)
    assert [day["n"] for day in answer["ledger"]][-1] == 20
    assert "ledger" not in told(json.dumps(GOOD))[0][0]


NAMES = some.sampled_from(
    ["kind", "channel", "on", "submitted_on", "signed_on", "confirmed_on", "auto_confirmed", "delivered_on",
     "limit_days", "id", "to", "opinion", "days", "until", "delivery", "posted_on", "sent_on", "kind_of_reply"]
)  # fmt: skip
PLAIN = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(),
    some.floats(allow_nan=False),
    some.text(max_size=5),
    some.dates(date(2019, 1, 1), date(2030, 1, 1)).map(date.isoformat),
    some.sampled_from(["received", "confirmed", "correction_requested", "correction_received", "fee_requested",
                       "consultation_sent", "consultation_answered", "extended", "delayed", "replied", "reply_ordered",
                       "post_signed", "email", "third_party", "post", "9999-12-31", "0001-01-01"]),
)  # fmt: skip
ANYTHING = some.recursive(
    PLAIN,
    lambda inner: some.lists(inner) | some.dictionaries(some.text(max_size=3), inner),
    max_leaves=8,
)
EVENTS = some.lists(some.dictionaries(NAMES, ANYTHING) | ANYTHING, max_size=6)
FIRST = {"kind": "received", "channel": "post_signed", "signed_on": "2026-03-02"}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(events=EVENTS, rest=some.dictionaries(some.sampled_from(["id", "as_of", "x"]), ANYTHING))
def test_no_case_whatever_is_in_it_stops_the_run(events: list[Any], rest: dict[str, Any]) -> None:
    for started in (events, [FIRST, *events]):
        [(answer, good)] = told(json.dumps({**rest, "events": started}))
        assert ("error" in answer) is not good
