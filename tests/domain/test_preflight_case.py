"""What the case must hold before a reply leaves: every rule told as a story that fails and one that passes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gkcase.domain import preflight_case as rule
from gkcase.domain.errors import Stopped
from gkcase.domain.findings import FINDING_WORDS, Finding
from gkcase.domain.journal import Fact
from gkcase.domain.leaving import Leaving, answered_before
from tests.domain.leaving_story import codes, leaving
from tests.domain.telling import RULES, entry

REVIEWED = "2026-12-02 保密审查 reviewer=钱某 outcome={}"
SEARCHED = "2026-12-02 检索记录 places=档案室"
ASKED = "2026-12-02 征求意见"
OBJECTED = f"{ASKED}\n2026-12-04 收到意见 opinion=objection"
TOLD = "2026-12-07 告知第三方 name=甲公司 reason=涉及公共安全"
OTHER = "2026-12-02 征求意见 id=乙 name=乙公司\n2026-12-04 收到意见 id=乙 opinion=objection"
PAID = "2026-12-02 通知缴费 amount=100 nth_in_month=11"


def parts(*results: str, **facts: Fact) -> list[Fact]:
    return [{"content": f"第{n}项", "result": code, "facts": facts} for n, code in enumerate(results, 1)]


# -- secrecy --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("result", ["R2", "R3", "R4a", "R4b", "R4c"])
def test_what_is_opened_or_refused_under_article_14_was_reviewed(result: str) -> None:
    [found] = rule.secrecy(leaving(result=result))
    assert (found.code, found.is_error, found.spot) == ("secrecy", True, "step:secrecy_reviewed")
    assert "第三十五条" in found.article
    assert codes(rule.secrecy(leaving(REVIEWED.format("不涉及国家秘密，可以公开"), result=result))) == []


@pytest.mark.parametrize("result", ["R1", "R4d", "R4g", "R6", "R10"])
def test_what_gives_nothing_out_needs_no_review(result: str) -> None:
    assert codes(rule.secrecy(leaving(result=result))) == []


def test_a_part_that_is_opened_needs_its_review() -> None:
    assert codes(rule.secrecy(leaving(parts=parts("R2", "R6")))) == ["secrecy"]


@pytest.mark.parametrize(
    ("outcome", "found"),
    [
        ("不得公开", ["secrecy_outcome"]),
        ("属于国家秘密", ["secrecy_outcome"]),
        ("不属于国家秘密", []),
        ("未涉及国家秘密", []),
    ],
)
def test_a_review_that_says_no_warns_before_opening(outcome: str, found: list[str]) -> None:
    made = list(rule.secrecy(leaving(REVIEWED.format(outcome), result="R2")))
    assert codes(made) == found
    assert not any(one.is_error for one in made)
    assert codes(rule.secrecy(leaving(REVIEWED.format("不得公开"), result="R4a"))) == []


# -- search ---------------------------------------------------------------------------------------------------


def test_what_does_not_exist_was_searched_for() -> None:
    [found] = rule.search(leaving())
    assert (found.code, found.spot) == ("search", "step:searched")
    assert codes(rule.search(leaving(SEARCHED))) == []
    assert codes(rule.search(leaving(result="R7"))) == []


def test_the_search_may_stand_in_the_letter_or_in_the_part() -> None:
    assert codes(rule.search(leaving(places=["档案室"]))) == []
    assert codes(rule.search(leaving(parts=parts("R2", "R6")))) == ["search"]
    assert codes(rule.search(leaving(parts=parts("R2", "R6", places=["档案室"])))) == []


ORDERED = "2026-12-04 责令重新答复"


def test_a_reply_that_is_ordered_needs_a_search_of_its_own() -> None:
    assert codes(rule.search(leaving(f"{SEARCHED}\n{ORDERED}"))) == ["search"]
    assert codes(rule.search(leaving(f"{ORDERED}\n{SEARCHED.replace('12-02', '12-05')}"))) == []


def test_a_fee_of_before_holds_up_no_reply_that_is_ordered() -> None:
    assert codes(rule.fee(leaving(PAID))) == ["fee"]
    assert codes(rule.fee(leaving(f"{PAID}\n{ORDERED}"))) == []


# -- third parties --------------------------------------------------------------------------------------------


def test_nothing_is_kept_back_for_a_third_party_that_was_not_asked() -> None:
    [found] = rule.third_party_asked(leaving(result="R4d"))
    assert (found.code, found.is_error, found.spot) == ("third_unasked", True, "step:consultation_sent")
    assert codes(rule.third_party_asked(leaving(ASKED, result="R4d"))) == []
    other = "2026-12-02 征求意见 to=other_agency name=县水务局"
    assert codes(rule.third_party_asked(leaving(other, result="R4d"))) == ["third_unasked"]
    assert codes(rule.third_party_asked(leaving(result="R4e"))) == []


def told(story: str, **more: object) -> list[Finding]:
    return list(rule.third_party_told(leaving(story, **{"result": "R2", **more})))  # type: ignore[arg-type]


def test_opening_against_the_third_partys_will_is_told_first() -> None:
    [found] = told(OBJECTED)
    assert (found.code, found.is_error, found.spot) == ("third_untold", True, "step:third_party_told")
    assert codes(told(f"{OBJECTED}\n{TOLD}")) == []
    assert codes(told(f"{TOLD.replace('12-07', '12-03')}\n{OBJECTED}")) == ["third_untold"]


def test_nobody_minds_where_the_third_party_agreed_was_silent_or_was_not_asked() -> None:
    assert told("") == []
    assert told(ASKED) == []
    assert told(f"{ASKED}\n2026-12-04 收到意见 opinion=consent") == []
    agency = "2026-12-02 征求意见 to=other_agency\n2026-12-04 收到意见 opinion=objection"
    assert told(agency) == []
    assert told(OBJECTED, result="R4d") == []


def test_a_third_party_that_was_asked_again_and_agreed_minds_no_longer() -> None:
    again = "2026-12-04 征求意见 id=丙\n2026-12-05 收到意见 id=丙 opinion=consent"
    assert told(f"{OBJECTED}\n{again}") == []
    assert codes(told(f"{again}\n{OBJECTED.replace('12-04', '12-06')}")) == ["third_untold"]


def test_a_third_party_that_agreed_in_part_minds_that_all_is_opened() -> None:
    partly = f"{ASKED}\n2026-12-04 收到意见 opinion=partial"
    assert codes(told(partly)) == ["third_untold"]
    assert codes(told(partly, result="R3")) == []


def test_of_a_partly_open_reply_it_is_known_only_from_its_parts() -> None:
    [found] = told(OBJECTED, result="R3")
    assert not found.is_error
    [found] = told(OBJECTED, result="R3", parts=parts("R2", "R4e"))
    assert found.is_error
    assert told(OBJECTED, result="R3", parts=parts("R2", "R4d")) == []


def test_the_reason_to_open_all_the_same_stands_on_record() -> None:
    [found] = told(f"{OBJECTED}\n{TOLD.split(' reason')[0]}")
    assert (found.code, found.is_error) == ("third_reason", True)


def test_each_of_several_third_parties_is_told_by_its_name() -> None:
    assert codes(told(f"{OBJECTED}\n{OTHER}\n{TOLD}")) == ["third_untold"]
    assert codes(told(f"{OBJECTED}\n{OTHER}\n{TOLD}\n{TOLD.replace('甲', '乙')}")) == []


@pytest.mark.parametrize(("on", "found"), [("2026-12-22", ["third_wait"]), ("2026-12-23", [])])
def test_after_telling_the_third_party_fifteen_days_pass(on: str, found: list[str]) -> None:
    made = told(f"{OBJECTED}\n{TOLD}", step=f"{on} 答复", today="2026-12-23")
    assert codes(made) == found
    assert not any(one.is_error for one in made)
    assert told("", step=f"{on} 答复", today="2026-12-23") == []


def test_the_fifteen_days_run_from_the_day_on_which_the_notice_arrived() -> None:
    served = f"{OBJECTED}\n{TOLD} delivery=post\n2026-12-10 通知送达 proof=回执"
    assert codes(told(served, step="2026-12-25 答复", today="2026-12-26")) == ["third_wait"]
    assert codes(told(served, step="2026-12-26 答复", today="2026-12-26")) == []


# -- fee, route, time -----------------------------------------------------------------------------------------


def test_a_fee_that_is_due_holds_the_reply_up() -> None:
    assert codes(rule.fee(leaving(PAID))) == ["fee"]
    assert codes(rule.fee(leaving(f"{PAID}\n2026-12-04 已缴费"))) == []
    assert codes(rule.fee(leaving(PAID, result="R16"))) == []
    assert codes(rule.fee(leaving())) == []


def test_nothing_leaves_before_its_last_signature() -> None:
    assert codes(rule.route(leaving(step="2026-12-08 答复"))) == ["route"]
    assert codes(rule.route(leaving())) == []
    assert codes(rule.route(leaving(step="2026-12-08 答复 on_the_spot=true"))) == []


@pytest.mark.parametrize(
    ("today", "found"),
    [
        ("2026-12-25", []),
        ("2026-12-28", ["safe_due"]),
        ("2026-12-29", ["safe_due"]),
        ("2026-12-30", ["reply_late"]),
    ],
)
def test_the_last_days_are_told(today: str, found: list[str]) -> None:
    """Received on 2026-12-01, due on 2026-12-29."""
    made = list(rule.time(leaving(today=today)))
    assert codes(made) == found
    assert all(one.is_hint == (one.code == "safe_due") for one in made)


def test_what_leaves_in_time_needs_no_hint_and_what_waits_for_no_day_neither() -> None:
    assert codes(rule.time(leaving(step="2026-12-29 答复", today="2026-12-29"))) == []
    assert codes(rule.time(leaving(step="2026-12-30 答复", today="2026-12-30"))) == ["reply_late"]
    waiting = leaving("2026-12-02 告知补正")
    assert codes(rule.time(waiting)) == []


def test_an_opinion_that_is_outstanding_is_told() -> None:
    [found] = rule.time(leaving(ASKED))
    assert (found.code, found.is_error, found.spot) == (
        "reply_before_answer",
        False,
        "step:consultation_answered",
    )


MAILED = "2026-12-01 登记 channel=email submitted_on=2026-12-01 applicant.name=陈溪石"


@pytest.mark.parametrize(
    ("confirmed", "today", "found", "hint"),
    [
        ("2026-12-04", "2026-12-25", [], True),
        ("2026-12-04", "2026-12-28", ["arrival_due"], True),
        ("2026-12-04", "2026-12-30", ["arrival_due"], False),
        ("2026-12-02", "2026-12-30", ["safe_due", "arrival_due"], True),
        ("2026-12-01", "2026-12-25", [], True),
    ],
)
def test_what_was_confirmed_late_is_reckoned_from_its_arrival_too(
    confirmed: str, today: str, found: list[str], hint: bool
) -> None:
    """Due on 2026-12-29 if the mail counts from the day it came; confirmed on the next working day it was not late."""
    at_once = f"{MAILED} confirmed_on={confirmed}"
    for story, received in (("", at_once), (f"{confirmed} 双方确认", MAILED)):
        made = list(rule.time(leaving(story, today=today, received=received)))
        assert codes(made) == found
        assert all(one.is_hint is hint for one in made)


def test_after_a_correction_the_day_of_arrival_no_longer_matters() -> None:
    story = "2026-12-04 双方确认\n2026-12-07 告知补正\n2026-12-08 收到补正"
    assert codes(rule.time(leaving(story, today="2027-01-04", received=MAILED))) == []


# -- what the rules look at -----------------------------------------------------------------------------------


def test_a_reply_knows_its_letter_and_its_facts() -> None:
    made = leaving(delivery="email")
    assert made.letter is not None
    assert made.electronic
    assert made.fact("number") == "云公开〔2026〕5号"
    assert not leaving().electronic
    assert leaving(sha256="b" * 64).letter == made.letter  # a letter of another content is still its draft


def test_a_rectification_has_its_letter_too() -> None:
    made = leaving(wrote={"kind": "rectification"})
    assert made.letter is not None
    assert leaving(wrote={"kind": "receipt"}).letter is None


def test_a_warning_about_the_letter_is_answered_once() -> None:
    told = {"kind": "reply"}
    submitted = "2026-12-09 送审 sha256=" + "a" * 64
    made = leaving(wrote=told)
    warned = replace(entry(submitted), breaches=("personal_maybe", "paper_personal", "reply_late"))
    state = replace(made.state, past=(*made.state.past, warned))
    sent = entry(f"2026-12-10 答复 sha256={'a' * 64}")
    assert answered_before(state, sent) == {"personal_maybe"}
    assert answered_before(state, replace(sent, facts={"sha256": "b" * 64})) == frozenset()
    assert answered_before(state, warned) == frozenset()
    assert answered_before(made.state, sent) == frozenset()
    ordered = replace(state, past=(*state.past, entry("2026-12-09 责令重新答复")))
    assert answered_before(ordered, sent) == frozenset(), "answered for a reply that was overturned"


def test_without_a_case_there_is_nothing_to_compare() -> None:
    bare = leaving()
    empty = Leaving("", type(bare.state)(), bare.entry, RULES, bare.today, None, (), bare.sender)
    assert empty.letter is None
    assert empty.asked == {}
    assert empty.fact("number") is None


def test_every_code_has_its_words() -> None:
    for words in FINDING_WORDS.values():
        assert 2 < len(words) < 14


def test_a_stop_says_what_goes_on_record() -> None:
    stop = Stopped("还没填完", "第三十六条", "sha256", {"case": 1, "codes": ["unfilled"]})
    assert (stop.reason, stop.field, stop.record["codes"]) == ("还没填完", "sha256", ["unfilled"])
