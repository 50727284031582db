"""What a step asks for: read as typed, refused in words, and what art. 29 misses."""

from __future__ import annotations

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.facts import FACTS, checked, choices_of, missing, shortcomings, spec_of
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Channel, Event


def test_facts_are_kept_in_their_stored_form() -> None:
    typed = {
        "channel": "挂号信/EMS",
        "signed_on": "2026-03-02",
        "accepts_other_form": "是",
        "applicant.name": " 陈溪石",
    }
    read = checked(
        Event.RECEIVED, {**typed, "wanted": "第一项\n第二项", "agent.name": "", "tracking_number": None}
    )
    assert read == {
        "channel": "post_signed",
        "signed_on": "2026-03-02",
        "accepts_other_form": True,
        "applicant.name": "陈溪石",
        "wanted": "第一项\n第二项",
    }


def test_lists_stay_lists_and_numbers_become_numbers() -> None:
    read = checked(Event.CORRECTION_REQUESTED, {"items": ["写明名称", "写明年份"], "limit_days": " 7 "})
    assert read == {"items": ["写明名称", "写明年份"], "limit_days": 7}


def test_what_the_program_adds_passes() -> None:
    assert checked(Event.SIGNED, {"signer": "赵某", "sha256": "ab", "step": "head"})["sha256"] == "ab"
    assert checked(Event.LETTER_WRITTEN, {"kind": "receipt"}) == {"kind": "receipt"}
    assert checked(Event.CONSULTATION_ANSWERED, {"id": "c1", "opinion": "consent"})["id"] == "c1"


@pytest.mark.parametrize(
    ("event", "facts", "words", "field"),
    [
        (Event.EXTENDED, {"days": ["3", "4"]}, "延长（工作日）只能填写一项", "days"),
        (Event.EXTENDED, {"days": "many"}, "延长（工作日）“many”应为整数", "days"),
        (Event.EXTENDED, {"day": "3"}, "没有名为“day”的项目", "day"),
        (Event.RECEIVED, {"channel": "pigeon"}, "申请渠道“pigeon”无法识别", "channel"),
        (Event.RECEIVED, {"signed_on": "2026-02-30"}, "签收日期“2026-02-30”不是有效日期", "signed_on"),
        (Event.RECEIVED, {"applicant.name": "陈\x00石"}, "姓名或名称", ""),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(
    event: Event, facts: dict[str, Fact], words: str, field: str
) -> None:
    with pytest.raises(Refusal, match=words) as refused:
        checked(event, facts)
    assert not field or refused.value.field == field


def test_missing_facts_are_named() -> None:
    assert [spec.name for spec in missing(Event.SEARCHED, {"method": "按名称"})] == [
        "places",
        "searcher",
        "outcome",
    ]
    assert missing(Event.LETTER_WRITTEN, {}) == []


def test_what_art_29_misses_is_said_and_not_refused() -> None:
    assert [name for name, _ in shortcomings({})] == [
        "applicant.name",
        "applicant.id_number",
        "applicant.contact_way",
        "wanted",
        "form_wanted",
    ]
    whole = {
        "applicant.name": "陈溪石",
        "applicant.id_number": "999999199003070016",
        "applicant.email": "a@example.org",
        "wanted": "安置方案",
        "way_wanted": "post",
    }
    assert shortcomings(whole) == []


def test_every_fact_has_a_name_and_every_choice_its_words() -> None:
    for event, specs in FACTS.items():
        names = [spec.name for spec in specs]
        assert len(names) == len(set(names)), event
        for spec in specs:
            assert spec.label
            assert all(code and words for code, words in spec.choices), spec
    assert choices_of(Channel, [Channel.FAX]) == (("fax", "传真"),)
    assert spec_of(Event.RECEIVED, "channel") is not None
    assert spec_of(Event.VOIDED, "channel") is None
