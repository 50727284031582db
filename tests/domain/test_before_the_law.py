"""Requests from before the present regulation stand in the register: they end, and nothing is reckoned for them."""

from __future__ import annotations

import pytest

from gkcase.domain.duties import duties
from gkcase.domain.lifecycle import replay
from gkcase.domain.reporting import report_ending, working_days_used
from gkcase.domain.standing import standing
from tests.domain.telling import RULES, day, tell

TODAY = day("2026-12-08")


OLD = "2015-03-07"
WAYS = (
    "channel=in_person",
    f"channel=internet confirmed_on={OLD}",
    f"channel=post_unsigned arrived_on={OLD} confirmed_on={OLD}",
)


@pytest.mark.parametrize("facts", WAYS)
def test_an_old_request_is_ended_without_a_due_date_and_counted_by_its_dates(facts: str) -> None:
    story = f"2015-03-07 登记 {facts}\n2015-06-20 答复 imported=true posted_on=2015-06-20"
    state = replay(tell(story), RULES)
    told = standing(state, RULES, TODAY)
    assert (told.status, told.receipt_date, told.replied_on) == (
        "replied",
        day("2015-03-07"),
        day("2015-06-20"),
    )
    assert (told.due, told.late, told.register_by, told.correction_notice_due) == (None, None, None, None)
    assert duties(state, told, RULES) == []
    found = report_ending(state)
    assert found is not None
    assert (found.on, working_days_used(state, RULES)) == (day("2015-06-20"), None)


def test_one_that_nobody_ended_owes_nothing_that_could_be_reckoned() -> None:
    state = replay(tell("2018-12-28 登记\n2018-12-28 记事 note=旧"), RULES)
    told = standing(state, RULES, TODAY)
    assert (told.status, told.due) == ("running", None)
    assert duties(state, told, RULES) == []


def test_the_first_day_of_the_regulation_is_reckoned() -> None:
    told = standing(replay(tell("2019-05-15 登记"), RULES), RULES, TODAY)
    assert told.due == day("2019-06-13")


def test_the_reply_of_an_old_ledger_needs_no_proof_of_service() -> None:
    replied = "2026-03-02 登记\n2026-03-09 答复 posted_on=2026-03-09"
    for story, owed in ((replied, ["service"]), (f"{replied} imported=true", [])):
        state = replay(tell(story), RULES)
        assert [duty.code for duty in duties(state, standing(state, RULES, TODAY), RULES)] == owed
