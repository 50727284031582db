"""When a request counts as finished in the yearly report, as what, and how many working days it took."""

from __future__ import annotations

import pytest

from gkcase.domain.lifecycle import replay
from gkcase.domain.reporting import fee_received, report_ending, working_days_used
from gkcase.domain.state import CaseState
from tests.domain.telling import RULES, day, rules_with, tell

OPEN = "2026-03-02 登记"
REPLIED = (OPEN, "2026-03-09 答复 kind_of_reply=R2 sent_on=2026-03-09 delivery=email")


def state_of(*story: str) -> CaseState:
    return replay(tell("\n".join(story)), RULES)


def test_an_open_request_is_not_finished() -> None:
    state = state_of(OPEN)
    assert report_ending(state) is None
    assert working_days_used(state, RULES) is None


def test_a_reply_counts_in_the_year_of_its_date_with_its_result() -> None:
    state = state_of(*REPLIED)
    found = report_ending(state)
    assert found is not None
    assert (found.on, found.code) == (day("2026-03-09"), "R2")
    assert working_days_used(state, RULES) == 5


@pytest.mark.parametrize(
    ("story", "code"),
    [
        ((OPEN, "2026-03-04 撤回申请"), "R17a"),
        ((OPEN, "2026-03-04 并案"), "R17b"),
        ((OPEN, "2026-03-03 告知补正", "2026-04-20 逾期不补正"), "R15"),
    ],
)
def test_a_request_that_ends_without_a_reply_counts_under_how_it_ended(
    story: tuple[str, ...], code: str
) -> None:
    found = report_ending(state_of(*story))
    assert found is not None
    assert found.code == code


def test_a_clock_that_waits_for_a_correction_has_no_days_to_tell() -> None:
    state = state_of(OPEN, "2026-03-03 告知补正", "2026-04-20 逾期不补正")
    assert working_days_used(state, RULES) is None


def test_a_request_answered_on_the_day_it_came_took_no_working_day() -> None:
    state = state_of(OPEN, "2026-03-02 答复 kind_of_reply=R1 sent_on=2026-03-02 delivery=email")
    assert working_days_used(state, RULES) == 0


def test_days_of_a_consultation_are_left_out() -> None:
    story = (
        OPEN,
        "2026-03-04 征求意见",
        "2026-03-05 对方签收",
        "2026-03-11 收到意见 opinion=consent",
        "2026-03-13 答复 kind_of_reply=R2 sent_on=2026-03-13 delivery=email",
    )
    assert working_days_used(state_of(*story), RULES) == 2 + 2


def test_a_reply_ordered_in_the_same_year_counts_with_the_later_result() -> None:
    story = (
        *REPLIED,
        "2026-05-06 责令重新答复 body=县政府",
        "2026-05-20 答复 kind_of_reply=R3 sent_on=2026-05-20 delivery=email",
    )
    found = report_ending(state_of(*story))
    assert found is not None
    assert (found.on, found.code) == (day("2026-03-09"), "R3")


def test_a_reply_ordered_in_a_later_year_changes_no_year_that_is_over() -> None:
    story = (
        "2025-12-01 登记",
        "2025-12-10 答复 kind_of_reply=R4d sent_on=2025-12-10 delivery=email",
        "2026-03-06 责令重新答复 body=县政府",
        "2026-03-20 答复 kind_of_reply=R2 sent_on=2026-03-20 delivery=email",
    )
    found = report_ending(state_of(*story))
    assert found is not None
    assert (found.on, found.code) == (day("2025-12-10"), "R4d")


def test_a_request_that_counts_as_received_after_its_reply_is_finished_in_the_year_of_its_receipt() -> None:
    """The office moves requests of days off to the next working day, here into the next year."""
    past = tell(
        "2022-12-31 登记 channel=internet submitted_on=2022-12-31 confirmed_on=2022-12-31\n"
        "2022-12-31 答复 kind_of_reply=R4d sent_on=2022-12-31 delivery=email\n"
        "2023-03-06 责令重新答复 body=县政府\n"
        "2023-03-20 答复 kind_of_reply=R2 sent_on=2023-03-20 delivery=email"
    )
    found = report_ending(replay(past, rules_with(rest_day_receipt="next_workday")))
    assert found is not None
    assert (found.on, found.code) == (day("2023-01-03"), "R2")


def test_what_was_paid_is_the_fee_received() -> None:
    asked = "2026-03-04 通知缴费 amount=40"
    assert fee_received(state_of(OPEN, asked)) == 0
    paid = (OPEN, asked, "2026-03-09 已缴费")
    assert fee_received(state_of(*paid)) == 40
    again = (*paid, "2026-03-11 通知缴费 amount=700")
    assert fee_received(state_of(*again)) == 40
    assert fee_received(state_of(*again, "2026-03-12 已缴费")) == 740


def test_a_reply_without_a_result_of_its_own_has_that_of_its_submission() -> None:
    story = (
        OPEN,
        "2026-03-05 送审 kind_of_reply=R6",
        "2026-03-06 审签",
        "2026-03-09 答复 kind_of_reply= sent_on=2026-03-09 delivery=email",
    )
    found = report_ending(state_of(*story))
    assert found is not None
    assert found.code == "R6"


def test_a_reply_that_names_no_result_anywhere_has_none() -> None:
    found = report_ending(state_of(OPEN, "2026-03-09 答复 kind_of_reply= sent_on=2026-03-09 delivery=email"))
    assert found is not None
    assert found.code == ""


def test_a_request_withdrawn_before_it_was_confirmed_is_finished_all_the_same() -> None:
    state = state_of("2026-03-02 登记 channel=post_unsigned arrived_on=2026-03-02", "2026-03-04 撤回申请")
    found = report_ending(state)
    assert found is not None
    assert found.on == day("2026-03-04")
