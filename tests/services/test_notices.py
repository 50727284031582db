"""The notices beside a reply: what each must say, what it refuses, and how their steps write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.lifecycle import replay
from gkcase.domain.policy import Policy
from gkcase.domain.sending import mailings_of
from gkcase.domain.terms import Event, LetterKind, Opinion, Status
from gkcase.services import lettering
from gkcase.services.lettering import Written
from gkcase.services.letters import Composed, compose, text_of
from gkcase.services.office import Change, Office
from gkcase.services.reading import dossier
from tests.services.conftest import Clock
from tests.services.letter_base import CASE, OFFICE, PERSON, THIRD, Sample, with_entries
from tests.services.notice_samples import FEE_BY_PAGE, REASONS_ASKED, SAMPLES, TOLD, WITHDRAWN
from tests.services.requests import NOTICE, do, register
from tests.services.requests import THIRD as ASKED

pytestmark = pytest.mark.file_only


def written(sample: Sample, **more: Fact) -> Composed:
    facts = {**sample.facts, **more}
    return compose(
        sample.kind, sample.case, sample.office, sample.day, facts, sample.number, policy=sample.policy
    )


def with_facts(sample_name: str, /, **more: Fact) -> Sample:
    """The sample whose step holds these facts beside its own; None takes one away."""
    sample = SAMPLES[sample_name]
    lines = list(sample.case.journal)
    last = lines[-1].entry
    facts = {key: value for key, value in {**last.facts, **more}.items() if value is not None}
    lines[-1] = replace(lines[-1], entry=replace(last, facts=facts))
    return replace(sample, case=replace(sample.case, journal=tuple(lines)))


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("reasons_notice", "requests"),
        ("reasons_notice", "reason"),
        ("delay_notice", "until"),
        ("delay_notice", "reason"),
        ("third_party_decision", "name"),
        ("third_party_decision", "information"),
        ("third_party_decision", "reason"),
        ("fee_notice_pages", "amount"),
        ("fee_notice_pages", "pages"),
        ("fee_notice_pages", "pay_way"),
    ],
)
def test_a_missing_fact_is_refused_by_name(name: str, fact: str) -> None:
    with pytest.raises(Refusal) as refused:
        written(with_facts(name, **{fact: None}))
    assert refused.value.field == fact


def test_a_delay_is_told_only_where_reasons_were_given() -> None:
    sample = SAMPLES["delay_notice"]
    silent = replace(sample, case=with_entries(CASE, REASONS_ASKED, sample.case.journal[-1].entry))
    with pytest.raises(Refusal, match="申请人尚未说明理由，不能告知延迟答复"):
        written(silent)
    assert written(sample).quoted_due == date(2027, 3, 31)


def test_the_limit_for_reasons_is_the_usual_one_where_the_step_names_none() -> None:
    assert written(with_facts("reasons_notice", limit_days=None)).fields["limit_days"] == "7"
    assert written(with_facts("reasons_notice", limit_days=10)).fields["limit_days"] == "10"


def test_the_applicant_is_told_since_when_time_stands_still_by_the_choice_of_the_office() -> None:
    sample = SAMPLES["consultation_notice"]
    assert written(sample).fields["stopped_from"] == "2026年12月3日"
    both = replace(sample, policy=Policy(window_edges="both_in"))
    assert written(both).fields["stopped_from"] == "2026年12月2日"


def test_the_third_party_is_named_to_the_applicant_only_on_purpose() -> None:
    assert THIRD.name not in text_of(written(SAMPLES["consultation_notice"]).content)
    assert THIRD.name not in str(written(SAMPLES["consultation_notice"]).fields)
    assert THIRD.name in text_of(written(SAMPLES["consultation_notice_named"]).content)


def test_nobody_is_told_of_a_consultation_that_was_not_sent() -> None:
    with pytest.raises(Refusal, match="请先登记征求意见") as refused:
        written(replace(SAMPLES["consultation_notice"], case=CASE))
    assert refused.value.field == "id"


@pytest.mark.parametrize("fact", ["information", "reason"])
def test_the_third_party_does_not_learn_who_asks(fact: str) -> None:
    with pytest.raises(Refusal, match="不要向第三方透露申请人") as refused:
        written(with_facts("third_party_decision", **{fact: f"{PERSON.name}申请的验收记录"}))
    assert refused.value.field == fact


@pytest.mark.parametrize(
    ("opinion", "answered", "today", "said"),
    [
        (Opinion.OBJECTION, True, date(2026, 12, 28), "你（单位）不同意公开。"),
        (Opinion.PARTIAL, True, date(2026, 12, 28), "你（单位）同意公开部分内容。"),
        (Opinion.CONSENT, True, date(2026, 12, 28), "你（单位）同意公开。"),
        (None, False, date(2026, 12, 28), "你（单位）逾期未提出意见。"),
        (None, False, date(2026, 12, 20), "书面征求你（单位）的意见。"),
    ],
)
def test_the_decision_says_what_the_third_party_said(
    opinion: Opinion | None, answered: bool, today: date, said: str
) -> None:
    asked = replace(THIRD, opinion=opinion, answered_on=date(2026, 12, 10) if answered else None)
    sample = SAMPLES["third_party_decision"]
    told = replace(sample, case=with_entries(replace(CASE, consultations=(asked,)), TOLD), day=today)
    assert str(written(told).fields["asked"]).endswith(said)
    stranger = replace(asked, name="另一家公司")
    told = replace(told, case=with_entries(replace(CASE, consultations=(stranger,)), TOLD))
    assert written(told).fields["asked"] == ""


def test_the_third_party_may_choose_between_review_and_suit_and_has_fifteen_days() -> None:
    text = text_of(written(SAMPLES["third_party_decision"]).content)
    assert "收到本告知书之日起满15日后公开" in text
    assert f"向{OFFICE.review_body}申请行政复议，也可以" in text
    online = text_of(written(with_facts("third_party_decision", delivery="email")).content)
    assert OFFICE.online_review in online


@pytest.mark.parametrize(
    ("facts", "field", "said"),
    [
        ({"amount": 2700}, "amount", "按填写的件数或者页数计算应收2,740元，与填写的2,700元不一致，请核对"),
        ({"nth_in_month": 12}, "pages", "按件和按量只能选择一种计收，请只填写件数或者只填写页数"),
        ({"pages": None}, "pages", "收费通知书须写明计算过程，请填写页数（按量）或者本月第几件（按件）"),
    ],
)
def test_a_fee_is_what_the_tariff_makes_of_items_or_pages(facts: Facts, field: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        written(with_facts("fee_notice_pages", **facts))
    assert (refused.value.field, refused.value.reason) == (field, said)


def test_the_fee_notice_shows_every_step_of_the_tariff_and_no_remedy() -> None:
    made = written(SAMPLES["fee_notice_items"])
    assert made.fields["fee_rows"] == [
        ["第10件", "1件", "不收费", "0"],
        ["第11件至第30件", "20件", "100", "2,000"],
        ["第31件", "1件", "200", "200"],
    ]
    for name in SAMPLES:
        said = text_of(written(SAMPLES[name]).content)
        assert ("行政复议" in said) is (name == "third_party_decision")


def test_a_withdrawal_is_confirmed_on_the_day_of_the_step_where_its_paper_bears_none() -> None:
    assert written(with_facts("withdrawal", requested_on=None)).fields["requested_on"] == "2026年12月10日"
    bare = replace(SAMPLES["withdrawal"], case=CASE)
    with pytest.raises(Refusal, match="撤回申请书的日期"):
        written(bare)
    nobody = replace(CASE, applicant=replace(PERSON, name=""))
    with pytest.raises(Refusal) as refused:
        written(replace(SAMPLES["withdrawal"], case=with_entries(nobody, WITHDRAWN)))
    assert refused.value.field == "applicant.name"


# -- with their steps -----------------------------------------------------------------------------------------


def taken(office: Office, case_id: int, event: Event, facts: Facts, reason: str = "") -> Written | Change:
    return lettering.record_with_letter(office, case_id, event, on=office.today(), facts=facts, reason=reason)


PAY: Facts = {"amount": 140, "pages": 44, "pay_way": "凭缴款码缴入国库"}


@pytest.mark.parametrize(
    ("event", "facts", "kind"),
    [
        (Event.REASONS_REQUESTED, REASONS_ASKED.facts, LetterKind.REASONS_NOTICE),
        (Event.THIRD_PARTY_TOLD, {**TOLD.facts, "delivery": "post"}, LetterKind.THIRD_PARTY_DECISION),
        (Event.FEE_REQUESTED, PAY, LetterKind.FEE_NOTICE),
        (Event.WITHDRAWN, WITHDRAWN.facts, LetterKind.WITHDRAWAL),
    ],
)
def test_a_step_writes_its_notice(office: Office, event: Event, facts: Facts, kind: LetterKind) -> None:
    case_id = register(office)
    made = taken(office, case_id, event, {**facts, "delivery": "post", "tracking_number": "XA123456789CN"})
    assert isinstance(made, Written)
    assert made.composed.kind is kind
    assert made.number == "云政依复〔2026〕1号"
    kept = dossier(office, case_id).last(event)
    assert kept is not None
    assert kept.text("tracking_number") == "XA123456789CN"


def test_a_delay_is_recorded_with_its_letter_once_reasons_were_given(office: Office) -> None:
    case_id = register(office)
    do(office, case_id, Event.REASONS_REQUESTED, reason="数量过多")
    do(office, case_id, Event.REASONS_RECEIVED, reason="比对")
    made = taken(office, case_id, Event.DELAYED, {"until": "2027-03-31", "reason": "档案分散"})
    assert isinstance(made, Written)
    assert made.composed.quoted_due == date(2027, 3, 31)


def test_a_delay_without_reasons_is_recorded_without_a_letter_that_says_there_were_some(
    office: Office,
) -> None:
    case_id = register(office)
    made = taken(office, case_id, Event.DELAYED, {"until": "2027-03-31", "reason": "档案分散"}, "口头说明")
    assert isinstance(made, Change)
    assert "申请人没有说明理由，未生成文书" in made.said
    assert dossier(office, case_id).files == ()


def test_an_unconfirmed_request_can_be_withdrawn_with_its_letter(office: Office) -> None:
    case_id = register(office, channel="email", signed_on="", submitted_on="2026-12-07")
    assert dossier(office, case_id).status is Status.AWAITING_CONFIRMATION
    assert isinstance(taken(office, case_id, Event.WITHDRAWN, WITHDRAWN.facts), Written)


def test_the_applicant_is_told_of_the_consultation_that_is_named(office: Office) -> None:
    case_id = register(office)
    do(office, case_id, Event.CONSULTATION_SENT, **ASKED)
    do(office, case_id, Event.CONSULTATION_SENT, to="joint_agency", name="县水利局", information="批复")
    last = lettering.letter_for(office, case_id, LetterKind.CONSULTATION_NOTICE, {})
    assert "县水利局" in lettering.draft_text(office, last.sha256)
    first = lettering.letter_for(office, case_id, LetterKind.CONSULTATION_NOTICE, {"id": "c1"})
    assert "第三十二条" in lettering.draft_text(office, first.sha256)


def test_a_case_that_lapses_is_closed_with_its_letter(office: Office, clock: Clock) -> None:
    uncorrected, unpaid = register(office), register(office)
    taken(office, uncorrected, Event.CORRECTION_REQUESTED, NOTICE)
    taken(office, unpaid, Event.FEE_REQUESTED, PAY)
    clock.day = date(2027, 2, 1)
    closed = taken(office, uncorrected, Event.CORRECTION_LAPSED, {"delivery": "post"})
    assert isinstance(closed, Written)
    assert closed.composed.kind is LetterKind.CLOSED_NO_CORRECTION
    closed = taken(office, unpaid, Event.FEE_LAPSED, {})
    assert isinstance(closed, Written)
    assert closed.composed.kind is LetterKind.CLOSED_NO_FEE
    file = dossier(office, unpaid)
    assert file.status is Status.CLOSED
    sent = mailings_of(replay([line.entry for line in file.journal], office.rules))
    assert [one.event for one in sent] == [Event.FEE_REQUESTED, Event.FEE_LAPSED]


def test_a_fee_that_crosses_the_threshold_with_several_items_is_due(office: Office) -> None:
    case_id = register(office)
    facts: Facts = {"amount": 100, "nth_in_month": 10, "items": 2, "pay_way": "窗口缴纳"}
    assert isinstance(taken(office, case_id, Event.FEE_REQUESTED, facts), Written)
    with pytest.raises(Refusal, match="未达到收费标准"):
        taken(office, register(office), Event.FEE_REQUESTED, {**FEE_BY_PAGE.facts, "pages": 30, "amount": 1})
