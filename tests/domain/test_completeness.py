"""What the file of a case must hold before it is archived, by what happened in it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gkcase.domain.completeness import file_parts, lacking, read_parts
from gkcase.domain.errors import Refusal
from gkcase.domain.filing import PARTS, Paper
from gkcase.domain.journal import Entry
from gkcase.domain.lifecycle import irregularities, replay
from gkcase.domain.state import CaseState
from gkcase.domain.terms import Event
from tests.domain.telling import RULES, day, tell

RECEIVED = "2026-03-02 登记"
REQUEST = [Paper(1, "申请书.pdf"), Paper(1, "身份证.jpg"), Paper(1, "回执.docx", "receipt")]
SIGNED = f"{RECEIVED}\n2026-03-20 送审\n2026-03-23 审签"
REPLIED = f"{SIGNED}\n2026-03-24 答复 sha256={'a' * 64}\n2026-03-27 送达"


def state_of(story: str) -> CaseState:
    return replay(tell(story), RULES)


def missing(story: str, papers: Sequence[Paper] = (), results: tuple[str, ...] = ()) -> list[str]:
    return list(lacking(file_parts(state_of(story), [*REQUEST, *papers], results)))


def scan(seq: int, name: str = "扫描件.pdf") -> Paper:
    return Paper(seq, name)


def test_every_file_holds_request_identity_and_receipt() -> None:
    parts = file_parts(state_of(RECEIVED), [], ())
    assert [part.code for part in parts] == ["request", "identity", "receipt"]
    assert not any(part.there for part in parts)
    assert all(part.todo for part in parts)
    assert missing(RECEIVED) == []


@pytest.mark.parametrize(
    ("story", "papers", "part"),
    [
        ("2026-03-05 告知补正", [Paper(2, "补正.docx", "correction_notice")], "correction"),
        (
            "2026-03-05 告知补正\n2026-03-10 收到补正",
            [Paper(2, "补正.docx", "correction_notice"), scan(3)],
            "correction",
        ),
        ("2026-03-05 征求意见", [Paper(2, "征询.docx", "third_party_consultation")], "consultation"),
        (
            "2026-03-05 征求意见\n2026-03-10 收到意见",
            [Paper(2, "征询.docx", "agency_consultation"), scan(3)],
            "consultation",
        ),
        ("2026-03-05 延期", [Paper(2, "延期.docx", "extension_notice")], "extension"),
        (
            "2026-03-05 要求说明理由\n2026-03-10 收到理由说明",
            [Paper(2, "理由.docx", "reasons_notice"), scan(3)],
            "extension",
        ),
        (
            "2026-03-05 通知缴费\n2026-03-10 已缴费",
            [Paper(2, "收费.docx", "fee_notice"), scan(3)],
            "fee",
        ),
        ("2026-03-05 撤回申请", [scan(2)], "closing"),
        (
            "2026-03-05 通知缴费\n2026-04-10 逾期未缴费",
            [Paper(2, "收费.docx", "fee_notice"), Paper(3, "终止.docx", "closed_no_fee")],
            "closing",
        ),
        (
            "2026-03-05 复议诉讼\n2026-03-09 提交答复\n2026-04-10 复议诉讼结果",
            [scan(2), scan(3), scan(4)],
            "remedy",
        ),
    ],
)
def test_what_happened_leaves_its_papers(story: str, papers: list[Paper], part: str) -> None:
    told = f"{RECEIVED}\n{story}"
    assert part in missing(told)
    assert part in missing(told, papers[:-1])
    assert missing(told, papers) == []


def test_a_reply_leaves_sheet_letter_and_proof() -> None:
    assert missing(REPLIED) == ["review", "reply", "proof"]
    papers = [
        Paper(2, "审签单.docx", "signoff_sheet"),
        Paper(2, "告知书.docx", "reply", sha256="a" * 64),
        scan(5, "签收记录.pdf"),
    ]
    assert missing(REPLIED, papers) == []
    assert missing(REPLIED, papers, ("R2",)) == ["supplied"]
    assert missing(REPLIED, [*papers, scan(4, "名册.xlsx")], ("R3",)) == []


def test_a_signature_on_paper_needs_its_scan() -> None:
    story = SIGNED.replace("审签", "审签 on_paper=true")
    assert missing(story) == ["review"]
    assert missing(story, [scan(3, "审签单.pdf")]) == []
    assert missing(story.replace("on_paper=true", "on_paper=true scan=abc")) == []


def test_an_answer_on_the_spot_hangs_on_its_step() -> None:
    story = f"{RECEIVED}\n2026-03-02 答复 on_the_spot=true delivery=hand"
    assert missing(story) == ["reply", "proof"]
    assert missing(story, [scan(2, "当场答复.pdf"), scan(2, "签收.pdf")]) == []


def test_nothing_exists_only_after_a_search() -> None:
    assert missing(RECEIVED, results=("R6",)) == ["search"]
    assert missing(f"{RECEIVED}\n2026-03-04 检索记录", results=("R6",)) == []
    assert missing(f"{RECEIVED}\n2026-03-04 成文 kind=reply places=镇档案室", results=("R6",)) == []


def test_a_paper_of_a_voided_step_does_not_count() -> None:
    assert lacking(file_parts(state_of(RECEIVED), [Paper(7, "申请书.pdf")], ()))[0] == "request"


def test_what_lies_in_the_paper_file_is_there() -> None:
    found = file_parts(state_of(RECEIVED), [], (), frozenset({"identity"}))
    assert lacking(found) == ("request", "receipt")


def test_a_case_taken_over_has_its_papers_elsewhere() -> None:
    assert lacking(file_parts(state_of(f"{RECEIVED} imported=true"), [], ("R6",))) == ()


def test_a_rectification_asks_for_no_information_supplied() -> None:
    found = file_parts(state_of(f"{RECEIVED} case_kind=rectification"), REQUEST, ("R2",))
    assert [part.code for part in found] == ["request", "identity", "receipt"]


@pytest.mark.parametrize(
    "words", ["identity,proof", "身份证明复印件，送达凭证", ["identity", " 送达凭证 "], "identity\nproof\n"]
)
def test_parts_are_read_by_code_or_name(words: object) -> None:
    assert read_parts(words) == {"identity", "proof"}


def test_a_name_with_a_stop_in_it_stays_whole() -> None:
    assert read_parts("复议、诉讼文书") == {"remedy"}
    assert read_parts(None) == frozenset()


def test_a_part_that_is_none_is_refused() -> None:
    with pytest.raises(Refusal, match="“照片”不是案卷材料的名称") as refused:
        read_parts("照片")
    assert refused.value.field == "on_paper"
    assert PARTS["proof"] in refused.value.reason


# -- what archiving objects -----------------------------------------------------------------------------------


def codes(story: str, **facts: object) -> list[str]:
    step = Entry(Event.ARCHIVED, day("2026-05-08"), facts=facts)  # type: ignore[arg-type]
    return [found.code for found in irregularities(state_of(story), step, RULES)]


def test_an_incomplete_file_is_archived_only_with_a_reason() -> None:
    assert codes(REPLIED, lacking=["identity", "proof"]) == ["file_incomplete"]
    assert codes(REPLIED, lacking=[]) == []
    step = Entry(Event.ARCHIVED, day("2026-05-08"), facts={"lacking": ["identity", "proof"]})
    [found] = irregularities(state_of(REPLIED), step, RULES)
    assert found.text == "案卷缺少身份证明复印件、送达凭证"


def test_while_the_reply_can_be_attacked_a_reason_is_asked() -> None:
    assert codes(REPLIED, remedy_until="2026-05-08") == ["remedy_period_running"]
    assert codes(REPLIED, remedy_until="2026-05-07") == []


def test_the_proof_of_an_earlier_reply_is_not_enough() -> None:
    again = f"""{REPLIED}
        2026-07-01 责令重新答复
        2026-07-02 送审
        2026-07-03 审签
        2026-07-06 答复"""
    assert codes(again) == ["service_unproved"]
    assert codes(f"{again}\n2026-07-09 送达") == []
    assert codes(RECEIVED) == []
