"""Reviews and suits: how their entries come together, and the limits that they start."""

from __future__ import annotations

import pytest

from gkcase.domain.journal import Entry
from gkcase.domain.lifecycle import judge, replay
from gkcase.domain.remedies import RemedyCase, appeal_limit, defence_limit, next_id, remedies_of, result_said
from gkcase.domain.terms import Event, Remedy, RemedyResult
from tests.domain.telling import RULES, day, entry, tell

REPLIED = """2026-03-02 登记
             2026-03-20 送审
             2026-03-23 审签
             2026-03-24 答复
             2026-03-27 送达"""


def remedies(story: str) -> tuple[RemedyCase, ...]:
    return remedies_of(replay(tell(f"{REPLIED}\n{story}"), RULES))


def test_a_review_from_filing_to_the_ordered_reply() -> None:
    [one] = remedies(
        """2026-04-08 复议诉讼 id=r1 filed_on=2026-04-01 case_number=云府复8号 simplified=true
           2026-04-13 提交答复 id=r1
           2026-05-06 复议诉讼结果 id=r1 result=corrected outcome=撤销重作 decided_on=2026-04-30
           2026-05-07 责令重新答复 id=r1"""
    )
    assert (one.kind, one.label, one.body, one.number) == (
        Remedy.ADMINISTRATIVE_REVIEW,
        "行政复议",
        "县政府",
        "云府复8号",
    )
    assert (one.filed_on, one.received_on) == (day("2026-04-01"), day("2026-04-08"))
    assert one.defended_on == day("2026-04-13")
    assert (one.result, one.outcome) == (RemedyResult.CORRECTED, "撤销重作")
    assert (one.decided_on, one.told_on) == (day("2026-04-30"), day("2026-05-06"))
    assert one.ordered_on == day("2026-05-07")
    assert not one.pending


def test_several_at_once_are_told_apart() -> None:
    one, other = remedies(
        """2026-04-08 复议诉讼 id=r1
           2026-04-09 复议诉讼 id=r2 remedy=litigation
           2026-05-06 复议诉讼结果 id=r2 result=other"""
    )
    assert (one.pending, other.pending) == (True, False)
    assert (other.kind.label, other.result) == ("行政诉讼（未经复议）", RemedyResult.OTHER)


def test_entries_without_an_id_are_about_the_first_that_is_open() -> None:
    one, other = remedies(
        """2026-04-08 复议诉讼
           2026-04-09 复议诉讼 remedy=litigation_after_review
           2026-04-10 提交答复
           2026-04-13 提交答复
           2026-05-06 复议诉讼结果
           2026-05-08 责令重新答复"""
    )
    assert (one.id, other.id) == ("r1", "r2")
    assert (one.defended_on, other.defended_on) == (day("2026-04-10"), None)
    assert (one.ordered_on, other.ordered_on) == (day("2026-05-08"), None)


def test_what_is_about_nothing_changes_nothing() -> None:
    assert remedies("2026-04-10 责令重新答复") == ()
    [one] = remedies("2026-04-08 复议诉讼 remedy=unheard_of\n2026-04-10 提交答复 id=r7")
    assert (one.kind, one.defended_on) == (Remedy.ADMINISTRATIVE_REVIEW, None)


def test_open_on_a_day_from_filing_to_the_decision() -> None:
    [one] = remedies(
        """2026-04-08 复议诉讼 id=r1 filed_on=2026-04-01
           2026-05-06 复议诉讼结果 id=r1 decided_on=2026-04-30"""
    )
    days = ("2026-03-31", "2026-04-01", "2026-04-29", "2026-04-30")
    assert [one.open_on(day(text)) for text in days] == [False, True, True, False]
    [still] = remedies("2026-04-08 复议诉讼 id=r1")
    assert still.open_on(day("2026-12-31"))


def test_an_id_that_is_free() -> None:
    assert next_id({}) == "r1"
    assert next_id({"r2": 1}) == "r3"
    assert next_id({"r1": 1, "r3": 1}) == "r4"


@pytest.mark.parametrize(
    ("words", "result"),
    [
        ("维持原答复", RemedyResult.UPHELD),
        ("驳回原告的诉讼请求", RemedyResult.UPHELD),
        ("撤销答复，责令二十个工作日内重新答复", RemedyResult.CORRECTED),
        ("确认逾期未答复违法", RemedyResult.CORRECTED),
        ("申请人撤回，终止审理", RemedyResult.OTHER),
        ("裁定驳回起诉", RemedyResult.OTHER),
        ("驳回原告要求撤销答复的诉讼请求", RemedyResult.UPHELD),
        ("撤销答复第二项，驳回其他诉讼请求", RemedyResult.CORRECTED),
        (["维持", "送达后生效"], RemedyResult.UPHELD),
        ("已收到", None),
        ("", None),
    ],
)
def test_a_result_is_known_from_its_words(words: str | list[str], result: RemedyResult | None) -> None:
    step = Entry(Event.REMEDY_DECIDED, day("2026-05-06"), facts={"outcome": words})
    assert result_said(step) is result


def test_the_choice_goes_before_the_words() -> None:
    step = Entry(Event.REMEDY_DECIDED, day("2026-05-06"), facts={"outcome": "维持", "result": "other"})
    assert result_said(step) is RemedyResult.OTHER


# -- limits ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "due", "article"),
    [
        ("", "2026-04-16", "第四十八条"),
        ("simplified=true", "2026-04-09", "第五十四条"),
        ("remedy=litigation", "2026-04-16", "第六十七条"),
        ("remedy=litigation_after_review", "2026-04-16", "第六十七条"),
        ("remedy=litigation simplified=true", "2026-04-16", "第一百零四条"),
        ("remedy=litigation simplified=true defence_days=10", "2026-04-13", "第一百零四条"),
        ("remedy=litigation simplified=true defence_days=20", "2026-04-16", "第一百零四条"),
        ("remedy=litigation appeal_of=r9", "2026-04-16", "第一百零八条"),
    ],
)
def test_the_defence_is_due_from_the_day_our_copy_came(facts: str, due: str, article: str) -> None:
    """Received on 1 April 2026: Qingming is off from the 4th to the 6th."""
    [one] = remedies(f"2026-04-01 复议诉讼 {facts}")
    last = defence_limit(one, RULES)
    assert last is not None
    assert last.due == day(due)
    assert article in last.article


def test_we_defend_nothing_against_our_own_appeal() -> None:
    [one] = remedies("2026-04-01 复议诉讼 remedy=litigation appeal_of=r9 filed_by=office")
    assert one.label == "行政诉讼（未经复议）二审"
    assert defence_limit(one, RULES) is None


@pytest.mark.parametrize(
    ("filed", "decided", "due"),
    [
        ("remedy=litigation", "", "2026-06-16"),
        ("remedy=litigation", "ruling=true", "2026-06-11"),
        ("", "", None),
        ("remedy=litigation appeal_of=r9", "", None),
    ],
)
def test_a_first_judgment_can_be_appealed(filed: str, decided: str, due: str | None) -> None:
    [one] = remedies(f"2026-04-01 复议诉讼 {filed}\n2026-06-01 复议诉讼结果 {decided}")
    last = appeal_limit(one, RULES)
    assert (last.due.isoformat() if last else None) == due


def test_nothing_is_appealed_before_it_is_decided() -> None:
    [one] = remedies("2026-04-01 复议诉讼 remedy=litigation")
    assert appeal_limit(one, RULES) is None


@pytest.mark.parametrize(
    ("on", "codes"), [("2026-04-16", []), ("2026-04-17", ["defence_late"])], ids=["in time", "a day late"]
)
def test_a_late_defence_is_recorded_with_its_breach(on: str, codes: list[str]) -> None:
    story = tell(f"{REPLIED}\n2026-04-01 复议诉讼 id=r1")
    verdict = judge(story, entry(f"{on} 提交答复 id=r1 reason=已补交"), RULES, day("2026-12-31"))
    assert [breach.code for breach in verdict.breaches] == codes


def test_an_appeal_against_a_judgment_is_taken() -> None:
    story = tell(
        f"""{REPLIED}
        2026-04-01 复议诉讼 id=r1 remedy=litigation
        2026-06-01 复议诉讼结果 id=r1 result=corrected decided_on=2026-05-29"""
    )
    filed = entry("2026-06-10 复议诉讼 id=r2 remedy=litigation appeal_of=r1 filed_by=office")
    assert len(remedies_of(judge(story, filed, RULES, day("2026-12-31")).state)) == 2


def test_no_defence_is_late_where_none_is_owed() -> None:
    story = tell(f"{REPLIED}\n2026-04-01 复议诉讼 id=r1 remedy=litigation filed_by=office")
    assert judge(story, entry("2026-12-01 提交答复 id=r1"), RULES, day("2026-12-31")).breaches == ()
