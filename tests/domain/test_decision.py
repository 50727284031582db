"""The decision aid: every walk ends within six answers in exactly one result, and every result can be reached."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gkcase.domain.decision import CHOSEN, CLOSINGS, MOST_QUESTIONS, parse_decision
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.replies import parse_replies
from gkcase.paths import RESOURCES

TEXT = (RESOURCES / "law" / "decision.toml").read_text("utf-8")
AID = parse_decision(TEXT)
RESULTS = parse_replies((RESOURCES / "law" / "replies.toml").read_text("utf-8"))

# What an officer would answer, from the first question on, and the kind of reply that LAW names for it.
STORIES = {
    "村民要补偿款发放表，镇里有，可以给": ((0, 0, 0, 0, 0), "R2"),
    "去年已在网站公开": ((0, 0, 0, 0, 1), "R1"),
    "表中有他人身份证号，遮盖后提供": ((0, 0, 0, 0, 2), "R3"),
    "会议讨论记录，全部不公开": ((0, 0, 0, 0, 3, 5), "R4f"),
    "企业的商业秘密，第三方不同意": ((0, 0, 0, 0, 3, 3), "R4d"),
    "档案室查遍没有": ((0, 0, 0, 1), "R6"),
    "属县自然资源局制作": ((0, 0, 0, 2), "R7"),
    "要求按年份汇总统计": ((0, 0, 0, 3), "R8"),
    "要查他人房产登记": ((0, 0, 0, 4), "R5"),
    "补正后还是不知道要什么": ((0, 0, 1), "R9"),
    "上月已答复，又来申请同一份": ((0, 1), "R11"),
    "一个月三百件，说不出理由": ((0, 2), "R13"),
    "举报邻居违建": ((1,), "R10"),
    "要一本年鉴": ((2,), "R12"),
    "要求在复印件上再盖一次章": ((3,), "R14"),
    "问低保标准怎么定": ((4,), "R17c"),
    "其他": ((5,), "R17d"),
}


@pytest.mark.parametrize("story", STORIES)
def test_answers_lead_to_the_kind_of_reply(story: str) -> None:
    answers, result = STORIES[story]
    walk = AID.walk(answers)
    assert (walk.result, walk.question) == (result, None)
    assert len(walk.given) == len(answers)


@given(some.lists(some.integers(0, 99), min_size=MOST_QUESTIONS, max_size=MOST_QUESTIONS))
def test_every_walk_ends_within_six_answers_in_exactly_one_result(hand: list[int]) -> None:
    """Whatever is answered, however carelessly."""
    answers: list[int] = []
    walk = AID.walk(answers)
    while walk.question is not None:
        assert not walk.result
        assert len(answers) < MOST_QUESTIONS
        answers.append(hand[len(answers)] % len(walk.question.answers))
        walk = AID.walk(answers)
    assert walk.result in CHOSEN


def test_every_result_that_may_be_chosen_is_reached_once() -> None:
    reached = [result for _, result in AID.paths()]
    assert sorted(reached) == sorted(CHOSEN)
    assert {"R1", "R3", "R4a", "R4g", "R14", "R17c", "R17d"} <= CHOSEN
    assert set(reached) <= RESULTS.keys()


def test_how_a_request_ends_by_itself_is_not_asked() -> None:
    assert not CLOSINGS & {result for _, result in AID.paths()}
    assert {"R15", "R16", "R17a", "R17b"} == CLOSINGS


def test_every_question_shows_its_article_and_one_line_of_help() -> None:
    for question in AID.questions.values():
        assert question.text.endswith("？")
        assert "条" in question.article
        assert question.help.endswith("。")
        assert "\n" not in question.help


@pytest.mark.parametrize("answers", [(9,), (-1,), (1, 0), (0, 0, 0, 0, 3, 5, 0)])
def test_an_answer_that_is_not_there_is_refused(answers: tuple[int, ...]) -> None:
    with pytest.raises(Refusal, match="没有这样的回答，请从头重新选择"):
        AID.walk(answers)


def broken(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


BROKEN = {
    "an unknown item": (broken("first =", "more = 1\nfirst ="), "未知的项目 more"),
    "an unknown item of a question": (broken("help    =", "hint = 'x'\nhelp    ="), "未知的项目 hint"),
    "an unknown item of an answer": (broken('result = "R10"', 'result = "R10", to = "x"'), "未知的项目 to"),
    "no first question": (broken('first = "asked_for"', 'first = "start"'), "没有第一问“start”"),
    "a question that is not there": (broken('next = "clear"', 'next = "klar"'), "引向不存在的“klar”"),
    "an answer to nothing": (broken(', result = "R10"', ""), "应当引向另一问或者一种答复"),
    "an answer to both": (broken('result = "R10"', 'result = "R10", next = "open"'), "不能兼有或者都没有"),
    "a closing": (broken('"R10"', '"R15"'), "R15 不能由经办人选择"),
    "a result nobody reaches": (broken('"R17d"', '"R17c"'), "没有引向 R17d 的回答"),
    "round in circles": (broken('result = "R9"', 'next = "earlier"'), "已超过6问"),
    "a question nobody asks": (
        TEXT + '\n[question.lost]\ntext="？"\narticle="第一条"\nhelp="。"\n'
        'answer=[{text="是",result="R1"},{text="否",result="R2"}]\n',
        "“lost”不会被问到",
    ),
    "one answer only": (
        TEXT
        + '\n[question.lost]\ntext="？"\narticle="第一条"\nhelp="。"\nanswer=[{text="是",result="R1"}]\n',
        "应有两个以上的回答",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_damaged_table_is_told(case: str) -> None:
    text, said = BROKEN[case]
    with pytest.raises(Trouble) as told:
        parse_decision(text)
    assert said in str(told.value)
