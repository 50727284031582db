from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gkcase.domain.errors import Refusal
from gkcase.domain.identity import check_resident_id, check_uscc
from gkcase.domain.journal import Entry
from gkcase.domain.terms import DECISIONS, LetterKind, Opinion, Party
from gkcase.domain.words import clean_text
from gkcase.services.dossier import OfficeProfile
from gkcase.services.letter_facts import LETTER_FACTS
from gkcase.services.letter_file import described
from gkcase.services.letters import (
    LETTERS,
    SIZES,
    Composed,
    asks,
    compose,
    file_name,
    results,
    template_path,
    text_of,
)
from gkcase.services.own_templates import Check, OwnTemplates, content_of
from tests.services.letter_samples import (
    CASE,
    COMPANY,
    CONSULTED,
    CORRECTION,
    EXTENSION,
    NUMBER,
    OFFICE,
    PERSON,
    SAMPLES,
    SEARCH,
    STANDING,
    THIRD,
    WITHHELD,
    Sample,
    with_entries,
)

PACKAGE = Path(__file__).parents[2] / "gkcase"
GOLDEN = Path(__file__).parents[1] / "golden"


def written(sample: Sample, **more: str) -> Composed:
    facts = {**sample.facts, **more}
    return compose(
        sample.kind,
        sample.case,
        sample.office,
        sample.day,
        facts,
        sample.number,
        policy=sample.policy,
        seal=sample.seal,
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_a_letter_says_what_its_golden_text_says(name: str) -> None:
    expected = (GOLDEN / f"letter_{name}.txt").read_text(encoding="utf-8")
    assert text_of(written(SAMPLES[name]).content) + "\n" == expected


def test_every_kind_and_every_reply_with_a_template_has_a_sample() -> None:
    assert (
        {sample.kind for sample in SAMPLES.values()} == set(LetterKind) == set(LETTERS) == set(LETTER_FACTS)
    )
    written_for = {
        str(sample.facts.get("kind_of_reply") or LETTERS[sample.kind].result or sample.case.result)
        for sample in SAMPLES.values()
    }
    told = {code for code, result in results().items() if result.kind in DECISIONS} | {"R15", "R16"}
    assert written_for == told | {""}


def test_every_built_in_template_is_used_and_there() -> None:
    named = {letter.template for letter in LETTERS.values()} | {
        result.letter for result in results().values()
    }
    assert {file.stem for file in template_path("x").parent.glob("*.docx")} == named - {""} | {
        *SIZES.values()
    }


OPEN_TO_THE_POST = ("application", "envelope", "ems_label")


@pytest.mark.parametrize("name", [name for name in SAMPLES if not name.startswith(OPEN_TO_THE_POST)])
def test_no_letter_shows_what_is_private_to_the_applicant(name: str) -> None:
    text = text_of(written(SAMPLES[name]).content)
    for asks_ in (PERSON, COMPANY):
        assert asks_.id_number not in text
        assert asks_.phone not in text
        assert asks_.address not in text


@pytest.mark.parametrize("name", [n for n in SAMPLES if n.startswith(("third", "agency"))])
def test_who_is_consulted_does_not_learn_who_asks(name: str) -> None:
    made = written(SAMPLES[name])
    assert PERSON.name not in text_of(made.content)
    assert PERSON.name not in str(made.fields)


def test_the_third_party_is_not_told_who_asks_in_the_description_either() -> None:
    sample = SAMPLES["third_party_consultation"]
    with pytest.raises(Refusal, match="申请人姓名") as refused:
        written(sample, information=f"{PERSON.name}申请的验收记录")
    assert refused.value.field == "information"


def test_an_agency_reads_the_request_without_the_name_of_who_asks() -> None:
    sample = SAMPLES["agency_consultation_other"]
    named = replace(sample.case, wanted=f"{PERSON.name}户的房屋安全鉴定报告")
    made = written(replace(sample, case=named), information=f"{PERSON.name}户的鉴定报告")
    assert "“申请人户的房屋安全鉴定报告”" in str(made.fields["request"])
    assert PERSON.name not in text_of(made.content)
    initial = replace(named, applicant=replace(PERSON, name="户"))  # too short to be told from other words
    assert "户的房屋" in str(written(replace(sample, case=initial)).fields["request"])


def test_the_invented_numbers_are_valid_in_form() -> None:
    assert check_resident_id(PERSON.id_number) == ""
    assert check_uscc(COMPANY.id_number) == ""


def _drop(sample: Sample, name: str) -> Sample:
    """The sample without one fact, wherever it stands."""
    lines = tuple(
        replace(
            line, entry=replace(line.entry, facts={k: v for k, v in line.entry.facts.items() if k != name})
        )
        for line in sample.case.journal
    )
    asked = tuple(replace(one, name="") for one in sample.case.consultations) if name == "name" else ()
    case = replace(sample.case, journal=lines, consultations=asked or sample.case.consultations)
    return replace(sample, case=case, facts={k: v for k, v in sample.facts.items() if k != name})


NEEDED = {
    "correction_notice": ("items", "guidance"),
    "extension_notice": ("reason", "days", "approver"),
    "third_party_consultation": ("name", "information"),
    "agency_consultation_joint": ("name", "information", "to"),
    "reply_disclose": ("documents",),
    "reply_disclose_on_site": ("pickup", "form_reason"),
    "reply_withhold_R4a": ("ground_fact", "reasons"),
    "reply_withhold_R4b": ("law",),
    "reply_withhold_R4c": ("interest",),
    "reply_withhold_R4d": ("category", "public_interest"),
    "reply_withhold_R4e": ("category", "no_rule"),
    "reply_withhold_R4f": ("category", "no_rule"),
    "reply_withhold_R4g": ("no_rule",),
    "reply_not_held": ("places", "method", "searcher", "outcome"),
}


@pytest.mark.parametrize(("name", "fact"), [(name, fact) for name, facts in NEEDED.items() for fact in facts])
def test_a_missing_fact_is_refused_by_name_and_never_left_blank(name: str, fact: str) -> None:
    with pytest.raises(Refusal) as refused:
        written(_drop(SAMPLES[name], fact))
    assert refused.value.field == fact
    assert refused.value.reason.endswith(("文书", "机关", "事项")) or "请" in refused.value.reason


def test_a_letter_of_a_new_office_says_what_is_known_of_it() -> None:
    bare = OfficeProfile(OFFICE.name, OFFICE.short)
    handled = replace(SAMPLES["correction_notice"].case, handler="周敏")
    made = written(replace(SAMPLES["correction_notice"], office=bare, case=handled))
    assert made.fields["contact_line"] == f"联系地址：{OFFICE.name}；联系人：周敏。"
    nobody = written(
        replace(SAMPLES["receipt"], office=bare, case=replace(SAMPLES["receipt"].case, handler=""))
    )
    assert nobody.fields["office_reach"] == OFFICE.name


@pytest.mark.parametrize(
    ("sample", "field"),
    [
        (replace(SAMPLES["receipt"], office=replace(OFFICE, name=" ")), "office"),
        (replace(SAMPLES["receipt"], case=replace(CASE, applicant=replace(PERSON, name=""))), "applicant.name"),
        (replace(SAMPLES["receipt"], case=replace(CASE, wanted="\n")), "wanted"),
        (replace(SAMPLES["reply_disclose_on_site"], facts={"documents": "甲", "form": "其他形式"}), "form"),
        (replace(SAMPLES["reply_withhold_R4c"], facts={**WITHHELD, "interest": "一切"}), "interest"),
        (replace(SAMPLES["reply_not_held"], case=replace(CASE, result="R6"), facts=SEARCH.facts), "searched_on"),
    ],
)  # fmt: skip
def test_what_cannot_stand_in_a_letter_is_refused_by_its_field(sample: Sample, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        written(sample)
    assert refused.value.field == field


def test_a_form_in_words_is_known_by_its_name() -> None:
    made = written(SAMPLES["reply_disclose"], form="纸质", way="自行领取", pickup="文昌路1号")
    assert (made.fields["form"], made.fields["way"], made.fields["form_reason"]) == ("纸质", "自行领取", "")


@pytest.mark.parametrize("fact", ["review_body", "court"])
def test_a_reply_needs_the_addresses_of_the_remedies(fact: str) -> None:
    blank: Mapping[str, str] = {fact: ""}
    with pytest.raises(Refusal) as refused:
        written(replace(SAMPLES["reply_disclose"], office=replace(OFFICE, **blank)))
    assert refused.value.field == fact


def test_a_reply_through_the_internet_names_the_channel_for_review_there() -> None:
    sample = SAMPLES["reply_not_held"]
    assert OFFICE.online_review in text_of(written(sample, delivery="email").content)
    assert OFFICE.online_review not in text_of(written(sample, delivery="post").content)
    with pytest.raises(Refusal) as refused:
        written(replace(sample, office=replace(OFFICE, online_review="")), delivery="online")
    assert refused.value.field == "online_review"


def test_a_numbered_letter_is_not_written_without_its_number() -> None:
    with pytest.raises(Refusal) as refused:
        written(replace(SAMPLES["correction_notice"], number=" "))
    assert refused.value.field == "number"


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("", "尚未确定答复类型"),
        ("R99", "没有“R99”"),
        ("R15", "“逾期不补正，不再处理”不是对信息公开申请的答复，请选择其他答复类型"),
        ("X1", "“更正”不是对信息公开申请的答复"),
    ],
)
def test_a_reply_needs_a_result_that_has_a_letter(code: str, problem: str) -> None:
    with pytest.raises(Refusal, match=problem):
        written(replace(SAMPLES["reply_disclose"], case=replace(CASE, result=code)))


def test_the_step_speaks_before_the_form_and_the_form_before_the_record() -> None:
    made = written(SAMPLES["correction_notice"], limit_days="20", guidance="另一种说法")
    assert made.fields["limit_days"] == "15"
    fresh = replace(CORRECTION, facts={"items": "一项\n又一项"})
    made = compose(
        LetterKind.CORRECTION_NOTICE,
        CASE,
        OFFICE,
        date(2026, 12, 1),
        {"guidance": "请写明"},
        NUMBER,
        entry=fresh,
    )
    assert made.fields["points"] == ["1. 一项。", "2. 又一项。"]
    assert made.fields["limit_days"] == "15"  # the office's choice where the step names none


@pytest.mark.parametrize("days", ["0", "abc", "²", "21"])
def test_an_extension_is_one_to_twenty_days(days: str) -> None:
    with pytest.raises(Refusal) as refused:
        written(_drop(SAMPLES["extension_notice"], "days"), days=days)
    assert refused.value.field == "days"


def test_an_extension_told_while_an_opinion_is_awaited_names_no_day() -> None:
    waiting = replace(STANDING, status="suspended", base_due=None, due=None)
    sample = replace(
        SAMPLES["extension_notice"], case=with_entries(replace(CASE, standing=waiting), EXTENSION)
    )
    made = written(sample)
    assert "目前仍在征求意见" in text_of(made.content)
    assert made.quoted_due is None


def test_an_extension_not_yet_recorded_needs_the_day_it_leads_to() -> None:
    sample = replace(SAMPLES["extension_notice"], case=with_entries(CASE, EXTENSION))
    with pytest.raises(Refusal, match="尚未计算"):
        written(sample)
    made = written(sample, new_due="2027-01-18")
    assert made.quoted_due == date(2027, 1, 18)
    assert "延长至2027年1月18日（含当日）" in text_of(made.content)
    assert "国务院办公厅" not in text_of(made.content)


def test_a_receipt_names_the_due_day_and_is_refused_while_there_is_none() -> None:
    assert written(SAMPLES["receipt"]).quoted_due == date(2026, 12, 18)
    provisional = replace(CASE, standing=replace(STANDING, due=date(2027, 1, 4), provisional=True))
    said = text_of(written(replace(SAMPLES["receipt"], case=provisional)).content)
    assert "至2027年1月4日（含当日）。国务院办公厅尚未公布2027年部分节假日安排" in said
    no_due, no_receipt = replace(STANDING, due=None), replace(STANDING, receipt_date=None)
    for standing, fact in ((no_due, "due"), (no_receipt, "confirmed_on")):
        with pytest.raises(Refusal) as refused:
            written(replace(SAMPLES["receipt"], case=replace(CASE, standing=standing)))
        assert refused.value.field == fact


@pytest.mark.parametrize(
    ("opinion", "answered", "today", "outcome"),
    [
        (Opinion.OBJECTION, True, date(2026, 12, 11), "不同意公开并说明了理由"),
        (None, False, date(2026, 12, 26), "逾期未提出意见"),
        (None, False, date(2026, 12, 25), "refused"),
        (Opinion.CONSENT, True, date(2026, 12, 26), "refused"),
        (Opinion.PARTIAL, True, date(2026, 12, 26), "refused"),
    ],
)
def test_third_party_rights_rest_on_the_record_of_the_consultation(
    opinion: Opinion | None, answered: bool, today: date, outcome: str
) -> None:
    asked = replace(THIRD, opinion=opinion, answered_on=date(2026, 12, 10) if answered else None)
    case = replace(CASE, result="R4d", consultations=(asked,))
    sample = replace(SAMPLES["reply_withhold_R4d"], case=case, day=today)
    if outcome == "refused":
        with pytest.raises(Refusal):
            written(sample)
    else:
        assert outcome in text_of(written(sample).content)


def test_silence_is_consent_only_of_a_joint_maker() -> None:
    joint = text_of(written(SAMPLES["agency_consultation_joint"]).content)
    other = text_of(written(SAMPLES["agency_consultation_other"]).content)
    assert "第三十四条" in joint
    assert "逾期未提出意见的，视为同意公开" in joint
    assert "视为同意" not in other
    assert "第三十四条" not in other


def test_a_consultation_on_record_says_who_is_asked() -> None:
    asked = replace(THIRD, id="c9", to=Party.JOINT_AGENCY, name="云岭县财政局")
    sample = replace(SAMPLES["agency_consultation_other"], case=replace(CASE, consultations=(asked,)))
    made = written(sample, id="c9")
    assert made.fields["addressee"] == "云岭县财政局"
    assert made.fields["joint"]


@pytest.mark.parametrize(
    "name",
    [
        "𠮷田",
        "𰻞𰻝",
        "A & B <公司>",
        "买买提·阿卜杜拉",
        "{{7*7}}",
        "{%p if x %}",
        "{_{甲}_}",
        "甲" * 300,
        "葛󠄀城",
    ],
)
def test_names_pass_whole(name: str) -> None:
    case = replace(CASE, applicant=replace(PERSON, name=name))
    made = written(replace(SAMPLES["receipt"], case=case))
    assert f"{name}：" in text_of(made.content).split("\n")


@pytest.mark.parametrize("bad", ["甲\x0b", "甲\x00乙", "甲\ud800", "甲\ufffe", "张\u202e三"])
def test_a_name_that_no_file_can_carry_is_refused_with_its_place(bad: str) -> None:
    case = replace(CASE, applicant=replace(PERSON, name=bad))
    with pytest.raises(Refusal, match="第2个字符") as refused:
        written(replace(SAMPLES["receipt"], case=case))
    assert refused.value.field == "applicant.name"


@hypothesis_settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(codec=None), min_size=1, max_size=60),
    st.text(st.sampled_from("{%}_#&<>\\n 甲"), max_size=30),
)
def test_any_text_comes_out_equal_or_is_refused(wanted: str, guidance: str) -> None:
    case = replace(with_entries(CASE, _drop_guidance(CORRECTION)), wanted=wanted)
    sample = replace(SAMPLES["correction_notice"], case=case)
    try:
        made = written(sample, guidance=guidance + "甲")
    except Refusal:
        return
    said = text_of(made.content)
    assert f"“{clean_text(wanted, '', lines=True)}”" in said
    assert f"补正的方法：{clean_text(guidance + '甲', '', lines=True)}。" in said


def _drop_guidance(entry: Entry) -> Entry:
    return replace(entry, facts={k: v for k, v in entry.facts.items() if k != "guidance"})


@pytest.mark.parametrize("name", ["receipt", "reply_disclose"])
def test_the_file_names_the_office_and_the_letter_and_no_computer(name: str) -> None:
    made = written(SAMPLES[name])
    about = Document(io.BytesIO(made.content)).core_properties
    assert (about.author, about.last_modified_by, about.title) == (OFFICE.name, OFFICE.name, made.title)
    assert (about.comments, about.keywords, about.subject, about.category) == ("", "", "", "")
    assert about.created is not None
    assert about.created.date() == SAMPLES[name].day
    assert b"python-docx" not in made.content


def test_the_same_letter_is_the_same_bytes() -> None:
    assert written(SAMPLES["reply_disclose"]).content == written(SAMPLES["reply_disclose"]).content


def test_the_offices_own_template_wins(tmp_path: Path) -> None:
    own = Document()
    own.add_paragraph("本机关自用：{{ addressee }}，{{ due }}")
    own.save(str(tmp_path / "receipt.docx"))
    sample = SAMPLES["receipt"]
    own_templates = OwnTemplates(tmp_path, {"receipt": Check(content_of(tmp_path / "receipt.docx"), 0)})
    made = compose(sample.kind, sample.case, sample.office, sample.day, {}, own=own_templates)
    assert text_of(made.content) == "本机关自用：陈晓岚，2026年12月18日"
    notice = SAMPLES["correction_notice"]
    made = compose(notice.kind, notice.case, notice.office, notice.day, {}, NUMBER, own=own_templates)
    assert "补正告知书" in text_of(made.content)


def test_files_are_named_so_that_they_are_found_again() -> None:
    made = written(SAMPLES["correction_notice"])
    assert made.name == "依申请公开〔2026〕12号_补正告知书_20261201.docx"
    assert (
        written(SAMPLES["reply_not_held"]).name == "依申请公开〔2026〕12号_政府信息不存在告知书_20261216.docx"
    )
    odd = file_name('〔2026〕1号/\\:*?"<>|\x07', "甲" * 300, date(2026, 1, 2))
    assert not set(odd) & set('/\\:*?"<>|\x07')
    assert len(odd.encode()) <= 200
    assert odd.endswith(".docx")


def test_only_the_letters_own_facts_are_asked_for() -> None:
    assert [spec.name for spec in asks(LetterKind.REPLY, "R4c")] == [
        "ground_fact",
        "reasons",
        "interest",
        "delivery",
    ]
    assert [spec.name for spec in asks(LetterKind.CORRECTION_NOTICE)] == ["items", "guidance", "limit_days"]
    assert all(spec.label for spec in asks(LetterKind.REPLY, "R6"))


def test_every_letter_follows_a_step_but_the_forms_of_the_office_itself() -> None:
    forms = {kind for kind, letter in LETTERS.items() if letter.follows is None}
    assert forms == {
        LetterKind.SERVICE_PROOF,
        LetterKind.SIGNOFF_SHEET,
        LetterKind.ENVELOPE,
        LetterKind.EMS_LABEL,
        LetterKind.FILE_INDEX,
    }
    assert all(not LETTERS[kind].numbered for kind in forms)


def test_consulting_again_uses_the_record() -> None:
    made = compose(
        LetterKind.THIRD_PARTY_CONSULTATION,
        CONSULTED,
        OFFICE,
        date(2026, 12, 2),
        {"id": "c1", "information": "验收记录"},
        NUMBER,
    )
    assert made.fields["addressee"] == THIRD.name


def test_a_letter_made_for_practice_says_so_at_the_top_of_every_page() -> None:
    made = described(
        written(SAMPLES["correction_notice"]).content, "补正告知书", "某镇", None, "练习模式 · 不具效力"
    )
    assert text_of(made).splitlines()[0] == "练习模式 · 不具效力"
    for section in Document(io.BytesIO(made)).sections:
        for header in (section.header, section.first_page_header, section.even_page_header):
            assert "练习模式" in "".join(paragraph.text for paragraph in header.paragraphs)
