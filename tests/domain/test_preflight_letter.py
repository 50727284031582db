"""What the letter itself must say: each rule with a letter that fails and one that passes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gkcase.domain import preflight_letter as rule
from gkcase.domain.findings import Finding
from gkcase.domain.journal import Fact
from gkcase.domain.leaving import Leaving
from tests.domain.leaving_story import CHOICE, FIRST, SENDER, codes, leaving, letter
from tests.domain.telling import rules_with

ID = "999999199003070039"
PART_FIRST = FIRST.replace("如不服本告知，", "如不服本告知中不予公开的部分，")


def said(found: object) -> str:
    return "；".join(one.text for one in found if isinstance(one, Finding))  # type: ignore[attr-defined]


def every(made: Leaving) -> list[str]:
    return [code for one in rule.RULES for code in codes(one(made))]


def test_a_proper_letter_passes() -> None:
    assert every(leaving()) == []
    assert every(leaving(result="R4e", text=letter(FIRST))) == []


@pytest.mark.parametrize(
    "left",
    ["{{ reasons }}", "{% if x %}", "【请填写】", "【　】", "____", "××", "（文号在成文时编定）", "None"],
)
def test_nothing_is_left_open(left: str) -> None:
    [found] = rule.unfilled(leaving(text=letter() + left))
    assert (found.code, found.is_error, found.spot) == ("unfilled", True, "fact:kind_of_reply")


def test_what_was_left_open_is_found_in_its_field() -> None:
    wrote = {"ground_fact": "已查明", "reasons": ["理由一", "【请填写】"]}
    [found] = rule.unfilled(leaving(text=letter() + "【请填写】", wrote=wrote))
    assert found.spot == "fact:reasons"
    parts = [{"result": "R2", "facts": {}}, {"result": "R4e", "facts": {"reasons": "【请填写】"}}]
    [found] = rule.unfilled(leaving(text=letter() + "【请填写】", wrote={"parts": parts}))  # type: ignore[dict-item]
    assert found.spot == "fact:parts.2.reasons"


def test_numbers_of_other_papers_are_no_blanks() -> None:
    assert codes(rule.unfilled(leaving(text=letter() + "云政【2024】8号，Nonesuch"))) == []


# -- the case and its numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("was", "instead", "word"),
    [
        ("〔2026〕12号", "〔2026〕21号", "登记编号"),
        ("陈溪石", "陈溪", "申请人"),
        ("12月1日", "12月2日", "收到申请之日"),
    ],
)
def test_number_name_and_receipt_day_are_those_of_the_case(was: str, instead: str, word: str) -> None:
    [found] = rule.same_as_the_case(leaving(text=letter().replace(was, instead)))
    assert found.code == "differs"
    assert word in found.text


def test_the_letters_own_number_and_day_do_not_stand_for_those_of_the_case() -> None:
    text = (
        letter(day="2026年12月1日").replace("（登记编号：〔2026〕12号）", "").replace("于2026年12月1日", "")
    )
    made = replace(leaving("", text=text), number="〔2026〕5号")
    assert said(rule.same_as_the_case(made)).count("不一致") == 2


def test_a_case_that_is_not_confirmed_has_no_receipt_day_to_compare() -> None:
    made = leaving()
    bare = replace(made, state=replace(made.state, receipt=None, past=()), text="", number="")
    assert codes(rule.same_as_the_case(bare)) == []


@pytest.mark.parametrize(
    "written",
    [
        "云公开[2026]5号",
        "云公开【2026】5号",
        "云公开（2026）5号",
        "云公开(2026)5号",
        "云公开〔2026〕第5号",
        "云公开〔2026〕05号",
        "云公开〔26〕5号",
        "云公开〔2026〕6号",
    ],
)
def test_the_number_is_written_as_the_standard_has_it(written: str) -> None:
    [found] = rule.numbered(leaving(text=letter().replace("云公开〔2026〕5号", written)))
    assert (found.code, found.is_error) == ("document_number", True)
    assert "应写作“云公开〔2026〕5号”" in found.text


def test_a_letter_without_its_number_is_told_which_it_has() -> None:
    text = letter().replace("云公开〔2026〕5号", "")
    assert "没有写编定的文号“云公开〔2026〕5号”" in said(rule.numbered(leaving(text=text)))
    nameless = replace(SENDER, short="")
    assert "没有写编定的文号" in said(rule.numbered(leaving(text=text, sender=nameless)))


def test_a_letter_that_is_not_numbered_yet_is_not_asked_for_its_number() -> None:
    made = leaving(text="")
    assert codes(rule.numbered(replace(made, state=replace(made.state, past=())))) == []


@pytest.mark.parametrize(
    ("day", "word"),
    [
        ("2026年12月9日", "晚于今天"),
        ("2026年12月30日", "已过答复期限2026年12月29日"),
        ("2026年11月30日", "早于收到申请之日"),
    ],
)
def test_the_day_below_the_letter_lies_between_receipt_and_today(day: str, word: str) -> None:
    [found] = rule.dated(leaving(text=letter(day=day)))
    assert found.code == "letter_day"
    assert word in found.text


def test_a_letter_does_not_leave_before_its_own_day() -> None:
    text = letter(day="2026年12月9日")
    made = leaving(text=text, today="2026-12-10", step="2026-12-08 答复")
    assert "晚于送出之日" in said(rule.dated(made))
    back = leaving(text=text, today="2026-12-10", step="2026-12-08 送审")
    assert "晚于送审之日" in said(rule.dated(back))
    assert codes(rule.dated(leaving(text=text, today="2026-12-10", step="2026-12-10 答复"))) == []


@pytest.mark.parametrize("day", ["", "二〇二六年十二月九日", "2026年13月40日"])
def test_a_day_that_cannot_be_read_is_left_to_the_reader(day: str) -> None:
    assert codes(rule.dated(leaving(text=letter(day=day)))) == []


def test_without_receipt_and_due_only_the_future_is_wrong() -> None:
    made = leaving(text=letter(day="2026年12月9日"))
    bare = replace(made, state=type(made.state)(past=made.state.past))
    assert said(rule.dated(bare)) == "答复书落款日期2026年12月9日晚于今天"
    assert codes(rule.dated(replace(bare, text=letter(day="2020年1月1日")))) == []


# -- remedy ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("result", ["R4a", "R4b", "R4c", "R4d", "R4e", "R4f", "R4g"])
def test_a_refusal_under_articles_14_to_16_says_review_first(result: str) -> None:
    assert codes(rule.remedy(leaving(result=result, text=letter(FIRST)))) == []
    for wrong in (CHOICE, ""):
        [found] = rule.remedy(leaving(result=result, text=letter(wrong)))
        assert (found.code, found.is_error) == ("remedy", True)
        assert "应当写明先申请行政复议" in found.text


@pytest.mark.parametrize("result", ["R1", "R2", "R5", "R6", "R7", "R10", "R11", "R17c"])
def test_no_other_reply_says_review_first(result: str) -> None:
    assert codes(rule.remedy(leaving(result=result, text=letter(CHOICE)))) == []
    assert "不适用复议前置" in said(rule.remedy(leaving(result=result, text=letter(FIRST))))
    assert "没有写明救济途径" in said(rule.remedy(leaving(result=result, text=letter(""))))


def test_a_partly_open_reply_names_both_ways() -> None:
    parts: list[Fact] = [
        {"content": "发放表", "result": "R2", "facts": {}},
        {"content": "人事安排", "result": "R4e", "facts": {}},
    ]
    both = PART_FIRST + CHOICE.replace("如不服本告知，", "如不服本告知的其他部分，")
    assert codes(rule.remedy(leaving(result="R3", parts=parts, text=letter(both)))) == []
    assert "应当写明先申请行政复议" in said(
        rule.remedy(leaving(result="R3", parts=parts, text=letter(CHOICE)))
    )
    assert "没有写明救济途径" in said(rule.remedy(leaving(result="R3", parts=parts, text=letter(PART_FIRST))))


def test_two_remedies_in_one_letter_are_one_too_many() -> None:
    assert "两种救济途径" in said(rule.remedy(leaving(text=letter(CHOICE + FIRST))))
    assert "两种救济途径" in said(rule.remedy(leaving(result="R4e", text=letter(FIRST + CHOICE))))


def test_what_cannot_be_attacked_names_no_remedy() -> None:
    assert codes(rule.remedy(leaving(result="R17a", text=letter("")))) == []
    assert said(rule.remedy(leaving(result="R17a", text=letter(CHOICE)))) == "这种答复不写救济途径"
    assert said(rule.remedy(leaving(result="R17a", text=letter(FIRST)))) == "这种答复不写救济途径"


def test_before_2024_nothing_was_reviewed_first() -> None:
    old = {"result": "R4e", "step": "2023-12-29 送审", "today": "2026-12-08"}
    assert codes(rule.remedy(leaving(text=letter(CHOICE), **old))) == []  # type: ignore[arg-type]
    assert "不适用复议前置" in said(rule.remedy(leaving(text=letter(FIRST), **old)))  # type: ignore[arg-type]


def test_the_office_may_have_chosen_review_first_for_registers() -> None:
    own = rules_with(query_and_silence_review_first=True)
    assert codes(rule.remedy(leaving(result="R5", text=letter(FIRST), rules=own))) == []


def test_a_reply_without_a_result_is_not_judged() -> None:
    assert codes(rule.remedy(leaving(result="R99"))) == []


@pytest.mark.parametrize("name", ["review_body", "court"])
def test_what_the_settings_lack_is_put_right_there(name: str) -> None:
    [found] = rule.remedy(leaving(sender=replace(SENDER, **{name: ""})))
    assert (found.code, found.spot) == ("remedy", f"settings:{name}")


def test_what_goes_through_the_internet_names_the_channel_there() -> None:
    [found] = rule.remedy(leaving(delivery="email"))
    assert (found.code, found.spot) == ("online", "fact:delivery")
    told = f"{CHOICE}网上申请行政复议渠道：{SENDER.online_review}。"
    assert codes(rule.remedy(leaving(delivery="email", text=letter(told)))) == []
    [found] = rule.remedy(leaving(delivery="online", sender=replace(SENDER, online_review="")))
    assert (found.code, found.spot) == ("online", "settings:online_review")


def test_the_named_body_and_court_fit_the_office() -> None:
    assert codes(rule.right_bodies(leaving())) == []
    wrong = replace(SENDER, review_body="清河县司法局", level="township")
    [found] = rule.right_bodies(leaving(sender=wrong))
    assert (found.code, found.is_error, found.spot) == ("review_body", False, "settings:review_body")
    county = replace(SENDER, review_body="宿安市人民政府", level="county_government")
    [found] = rule.right_bodies(leaving(sender=county))
    assert (found.code, found.is_hint, found.spot) == ("court", True, "settings:court")


def test_bodies_are_judged_only_of_a_known_kind_of_office_and_where_they_are_named() -> None:
    wrong = replace(SENDER, review_body="清河县司法局", level="")
    assert codes(rule.right_bodies(leaving(sender=wrong))) == []
    silent = leaving(sender=replace(wrong, level="township"), text=letter(""))
    assert codes(rule.right_bodies(silent)) == []


# -- personal data --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [f"李四（{ID}）", "卡号6222021234567890128"])
def test_numbers_of_persons_have_no_place_in_a_reply(text: str) -> None:
    [found] = rule.personal(leaving(text=letter() + text))
    assert (found.code, found.is_error) == ("personal", True)
    assert ID not in found.text


@pytest.mark.parametrize("text", ["联系13900001111", "住东湾村12号"])
def test_what_may_be_an_offices_own_asks_for_a_reason(text: str) -> None:
    [found] = rule.personal(leaving(text=letter() + text))
    assert (found.code, found.is_error) == ("personal_maybe", False)
    [found] = rule.personal(leaving(text=letter() + text, wrote={"documents": text}))
    assert found.spot == "fact:documents"


def test_the_applicants_own_data_is_not_shown_either() -> None:
    story = "2026-12-02 记事"
    made = leaving(story)
    asked = {
        "applicant.phone": "13800005678",
        "applicant.address": "清河县云溪镇东湾村2组",
        "agent.phone": "1",
    }
    past = tuple(
        replace(one, facts={**one.facts, **asked}) if one.seq == 1 else one for one in made.state.past
    )
    known = replace(made, state=replace(made.state, past=past))
    for shown, word in (("电话13800005678", "号码"), ("清河县云溪镇 东湾村2组", "住址")):
        [found] = rule.personal(replace(known, text=letter() + shown))
        assert (found.code, found.is_error) == ("personal", True)
        assert word in found.text
        assert found.spot == "fact:kind_of_reply"


def test_the_offices_own_telephone_may_stand() -> None:
    mobile = replace(SENDER, phone="13900001111")
    assert codes(rule.personal(leaving(text=letter() + "联系电话13900001111", sender=mobile))) == []


def test_the_words_of_the_applicant_are_quoted_as_they_are() -> None:
    made = leaving(f"2026-12-02 告知补正\n2026-12-04 收到补正 wanted=本人电话13800005678、证号{ID}的档案")
    text = letter() + f"申请内容为：“本人电话13800005678、证号{ID}的\n档案”。"
    assert codes(rule.personal(replace(made, text=text))) == []
