"""What runs beside the main line of a case: a line for each correction, extension, consultation, review and suit."""

from __future__ import annotations

from gkcase.domain.lifecycle import replay
from gkcase.domain.stages import Stage, stages_of
from gkcase.domain.terms import StageKind
from tests.domain.telling import RULES, day, tell

OPEN = "2026-03-02 登记"


def stages(*story: str) -> tuple[Stage, ...]:
    return stages_of(replay(tell("\n".join(story)), RULES), RULES)


def test_a_correction_has_its_limit_and_its_answer() -> None:
    [one] = stages(OPEN, "2026-03-03 告知补正 delivered_on=2026-03-05", "2026-03-10 收到补正")
    assert one.kind is StageKind.CORRECTION
    assert (one.began_on, one.reached_on) == (day("2026-03-03"), day("2026-03-05"))
    assert (one.limit_on, one.days) == (day("2026-03-26"), 15)
    assert (one.ended_on, one.result, one.words) == (day("2026-03-10"), "received", "写明名称")


def test_a_correction_lapses_or_ends_with_the_case_or_is_waited_for() -> None:
    asked = (OPEN, "2026-03-03 告知补正")
    assert stages(*asked)[0].result == ""
    assert stages(*asked, "2026-04-20 逾期不补正")[0].result == "lapsed"
    assert stages(*asked, "2026-03-20 撤回申请")[0].result == "closed"


def test_an_extension_tells_the_day_before_and_after() -> None:
    [one] = stages(OPEN, "2026-03-20 延期 days=10")
    assert (one.due_before, one.limit_on) == (day("2026-03-30"), day("2026-04-14"))
    assert (one.days, one.party, one.result) == (10, "赵某", "valid")


def test_an_extension_told_too_late_is_none() -> None:
    [one] = stages(OPEN, "2026-04-20 延期 days=10 reason=补登")
    assert one.result == "invalid"
    assert one.limit_on == one.due_before


def test_a_consultation_ends_with_the_opinion() -> None:
    [one] = stages(
        OPEN, "2026-03-04 征求意见", "2026-03-05 对方签收", "2026-03-11 收到意见 opinion=objection"
    )
    assert (one.party, one.code, one.key) == ("甲公司", "third_party", "甲")
    assert (one.reached_on, one.limit_on) == (day("2026-03-05"), day("2026-03-26"))
    assert (one.ended_on, one.result) == (day("2026-03-11"), "objection")


def test_a_consultation_without_an_answer_is_waited_for_or_ends_with_the_case() -> None:
    sent = (OPEN, "2026-03-04 征求意见")
    assert (stages(*sent)[0].limit_on, stages(*sent)[0].ended_on) == (None, None)
    [one] = stages(*sent, "2026-03-12 撤回申请")
    assert (one.ended_on, one.result) == (day("2026-03-12"), "closed")


def test_reviews_and_suits_stand_with_their_limit_and_result() -> None:
    [review, appeal] = stages(
        OPEN,
        "2026-03-09 答复 sent_on=2026-03-09 delivery=email",
        "2026-04-10 复议诉讼 filed_on=2026-04-07 case_number=云府复〔2026〕8号",
        "2026-06-01 复议诉讼结果 decided_on=2026-05-29",
        "2026-06-20 复议诉讼 remedy=litigation body=县法院 filed_by=office appeal_of=r1",
    )
    assert (review.code, review.party, review.number) == (
        "administrative_review",
        "县政府",
        "云府复〔2026〕8号",
    )
    assert (review.began_on, review.reached_on) == (day("2026-04-07"), day("2026-04-10"))
    assert (review.limit_on, review.ended_on, review.result) == (
        day("2026-04-24"),
        day("2026-05-29"),
        "upheld",
    )
    assert (appeal.limit_on, appeal.ended_on, appeal.part_of) == (None, None, "r1")


def test_stages_stand_in_the_order_of_their_entries() -> None:
    found = stages(
        OPEN, "2026-03-03 告知补正", "2026-03-10 收到补正", "2026-03-20 延期", "2026-03-25 征求意见"
    )
    assert [one.kind.value for one in found] == ["correction", "extension", "consultation"]
    assert [one.seq for one in found] == [2, 4, 5]


def test_items_of_a_list_stand_in_one_line() -> None:
    past = tell(f"{OPEN}\n2026-03-03 告知补正")
    past[1].facts["items"] = ["写明年份", "写明项目"]  # type: ignore[index]
    assert stages_of(replay(past, RULES), RULES)[0].words == "写明年份；写明项目"
