"""letter: each kind on a case that the command line made, in an office of which only the name is known."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from gkcase.domain.terms import LetterKind
from gkcase.services import letter_pdf
from gkcase.services.letters import text_of
from tests.cli.conftest import OFFICE, SHORT, WHOLE, Program, sets

LETTERS = {
    "application_form": (),
    "receipt": (),
    "correction_notice": ("correction_requested", "items=身份证明", "items=联系方式", "guidance=请附复印件"),
    "extension_notice": ("extended", "days=10", "reason=需要汇总", "approver=周某"),
    "third_party_consultation": (
        *("consultation_sent", "to=third_party", "name=云溪建材有限公司", "information=采购合同"),
    ),
    "agency_consultation": ("consultation_sent", "to=joint_agency", "name=县水利局", "information=批复"),
    "reasons_notice": ("reasons_requested", "requests=〔2026〕1号", "reason=一日内提出二十件"),
    "consultation_notice": ("consultation_sent", "to=joint_agency", "name=县水利局", "information=批复"),
    "fee_notice": ("fee_requested", "amount=140", "pages=44", "pay_way=凭缴款码缴入国库"),
    "service_proof": (),
    "envelope": ("noted", "note=电话"),
    "ems_label": (),
    "file_index": ("searched", "places=档案室", "method=按名称", "searcher=李某", "outcome=未检索到"),
    "withdrawal": ("withdrawn", "note=2026年12月8日书面撤回"),
}
UNNUMBERED = ("application_form", "receipt", "service_proof", "envelope", "ems_label", "file_index")
UNKNOWN = ("love_letter", "RECEIPT", "")
DISCLOSED = ("kind_of_reply=R2", "documents=补偿发放表，12页", "way=post", "form=paper")
AFTER_STEPS = {
    "delay_notice": (
        ("reasons_requested", "reason=一日内提出二十件"),
        ("reasons_received", "reason=用于比对"),
        ("delayed", "until=2027-03-31", "reason=档案分散"),
    ),
    "third_party_decision": (
        ("third_party_told", "name=云溪建材有限公司", "information=采购合同", "reason=涉及公共利益"),
    ),
    "closed_no_correction": (
        ("correction_requested", "items=身份证明", "guidance=请附复印件"),
        ("correction_lapsed", "--on", "2027-02-01"),
    ),
    "closed_no_fee": (
        ("fee_requested", "amount=140", "pages=44", "pay_way=凭缴款码缴入国库"),
        ("fee_lapsed", "--on", "2027-02-01"),
    ),
    "reply": (),
    "signoff_sheet": (),
    "rectification": (),
}
GIVEN = {
    "reply": DISCLOSED,
    "rectification": (
        "kind_of_reply=X1",
        "record=户籍档案",
        "corrected_on=2027-02-01",
        "corrected=出生日期改正",
    ),
}


@pytest.mark.parametrize("kind", LETTERS)
def test_a_bare_office_writes_every_letter_but_the_reply(gk: Program, tmp_path: Path, kind: str) -> None:
    gk.record("new", "received", *WHOLE, "applicant.address=云溪镇柳巷7号")
    if LETTERS[kind]:
        gk.record("1", *LETTERS[kind])
    target = tmp_path / "文书" / f"{kind}.docx"
    told = gk.json("letter", "1", kind, "--to", str(target))
    assert set(told) >= {"letter", "file", "sha256", "fields"}
    assert (told["letter"], told["file"]) == (kind, str(target))
    content = target.read_bytes()
    assert told["sha256"] == hashlib.sha256(content).hexdigest()
    text = text_of(content)
    assert ("陈某某" if kind == "application_form" else "云溪镇") in text
    assert told["number"] in text
    assert bool(told["number"]) is (kind not in UNNUMBERED)
    for words in ("{{", "None", "sign_narrow"):
        assert words not in text
    again = gk.json("letter", "1", kind, "--to", str(target))
    assert (again["sha256"], again["number"]) == (told["sha256"], told["number"])
    assert len(gk.json("show", "1")["journal"]) == 2 + bool(LETTERS[kind])


def test_a_reply_needs_the_bodies_of_review_and_suit_and_says_so(gk: Program, tmp_path: Path) -> None:
    gk.record("new", "received", *WHOLE)
    reply = sets(
        *(
            "kind_of_reply=R2",
            "documents=补偿发放表，12页",
            "documents=会议纪要，3页",
            "way=post",
            "form=paper",
        )
    )
    said = gk.refused("letter", "1", "reply", "--to", str(tmp_path / "r.docx"), *reply)
    assert "复议机关" in said
    assert not (tmp_path / "r.docx").exists()
    assert len(gk.json("show", "1")["journal"]) == 1


def whole_office(program: Program) -> None:
    """An office that knows its review body and its court."""
    told = sets("review_body=云溪县人民政府", "court=云溪县人民法院", "address=云溪镇人民路1号")
    program.json("init", "--office", OFFICE, "--short", SHORT, "--head", "周某", *told)


def test_the_parts_of_a_reply_are_read_from_a_file(program: Program, tmp_path: Path) -> None:
    whole_office(program)
    program.record("new", "received", *WHOLE)
    parts = [
        {
            "content": "发放表",
            "result": "R2",
            "facts": {"documents": "发放表，3页", "form": "paper", "way": "post"},
        },
        {
            "content": "会议记录",
            "result": "R4f",
            "facts": {
                "ground_fact": "会议记录形成于2024年3月",
                "reasons": "记载的是讨论意见",
                "category": "讨论记录",
                "no_rule": True,
            },
        },
    ]
    file = tmp_path / "parts.json"
    file.write_text(json.dumps(parts, ensure_ascii=False), encoding="utf-8")
    target = tmp_path / "r.docx"
    told = program.json("letter", "1", "reply", "--to", str(target), *sets(f"parts=@{file}"))
    text = text_of(target.read_bytes())
    assert told["number"] in text
    assert "会议记录" in text
    assert "先向云溪县人民政府申请行政复议" in text
    said = program.refused(
        "letter", "1", "reply", "--to", str(target), *sets(f"parts=@{tmp_path / 'gone.json'}")
    )
    assert "无法读取" in said


@pytest.mark.parametrize("kind", AFTER_STEPS)
def test_a_letter_that_rests_on_earlier_steps_is_written_after_them(
    program: Program, tmp_path: Path, kind: str
) -> None:
    whole_office(program)
    of_what = ["case_kind=rectification"] if kind == "rectification" else []
    program.record("new", "received", *WHOLE, *of_what)
    program.today = "2027-02-01"
    for step in AFTER_STEPS[kind]:
        on = () if "--on" in step else ("--on", "2026-12-09")
        program.record("1", *step, *on)
    if kind == "signoff_sheet":
        program.json("letter", "1", "reply", "--to", str(tmp_path / "r.docx"), *sets(*DISCLOSED))
    target = tmp_path / f"{kind}.docx"
    told = program.json("letter", "1", kind, "--to", str(target), *sets(*GIVEN.get(kind, ())))
    text = text_of(target.read_bytes())
    assert "云溪镇人民政府" in text
    assert bool(told["number"]) is (kind != "signoff_sheet")
    assert "{{" not in text


def test_every_kind_of_letter_is_tried_here() -> None:
    assert {*LETTERS, *AFTER_STEPS} == {kind.value for kind in LetterKind}


@pytest.mark.parametrize("kind", UNKNOWN)
def test_a_kind_that_does_not_exist_is_one_sentence(gk: Program, tmp_path: Path, kind: str) -> None:
    gk.record("new", "received", *WHOLE)
    ran = gk("letter", "1", kind, "--to", str(tmp_path / "x.docx"))
    assert (ran.status, ran.out) == ((2 if not kind else 1), "")
    assert not (tmp_path / "x.docx").exists()


def test_kinds_are_listed(gk: Program) -> None:
    kinds = gk.json("letter", "--kinds")["kinds"]
    assert kinds == {kind.value: kind.label for kind in LetterKind}
    assert "receipt\t登记回执" in gk("letter", "--kinds").out


@pytest.mark.parametrize(
    "words",
    [
        ("correction_notice",),
        ("extension_notice",),
        ("third_party_consultation",),
        ("agency_consultation",),
        ("reply",),
        ("delay_notice",),
        ("consultation_notice",),
        ("third_party_decision",),
        ("fee_notice",),
        ("signoff_sheet",),
        ("envelope",),
        ("envelope", *sets("document=云政依复〔2026〕9号")),
        ("ems_label",),
        ("reply", *sets("kind_of_reply=R99")),
        ("receipt", *sets("colour=red")),
    ],
)
def test_a_letter_that_lacks_something_names_it_and_writes_nothing(
    gk: Program, tmp_path: Path, words: tuple[str, ...]
) -> None:
    gk.record("new", "received", *WHOLE)
    assert gk.refused("letter", "1", *words, "--to", str(tmp_path / "x.docx"))
    assert not (tmp_path / "x.docx").exists()
    assert len(gk.json("show", "1")["journal"]) == 1


def test_a_place_that_cannot_be_written_is_one_sentence(gk: Program, tmp_path: Path) -> None:
    gk.record("new", "received", *WHOLE)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert "无法写到" in gk.refused("letter", "1", "receipt", "--to", str(tmp_path / "file" / "x.docx"))


def test_a_pdf_lies_beside_the_letter(gk: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def to_pdf(source: Path, target: Path) -> Path:
        target.write_bytes(b"%PDF")
        return target

    gk.record("new", "received", *WHOLE)
    monkeypatch.setattr(letter_pdf, "to_pdf", to_pdf)
    ran = gk("letter", "1", "receipt", "--to", str(tmp_path / "x.docx"), "--pdf")
    assert ran.out.splitlines()[1:] == [f"已写入{tmp_path / 'x.docx'}", f"已写入{tmp_path / 'x.pdf'}"]
    assert (tmp_path / "x.pdf").read_bytes() == b"%PDF"


def test_a_reply_in_parts_is_given_as_json(program: Program, tmp_path: Path) -> None:
    """分项答复：每一部分写明内容、答复类型和事实；区分处理的按部分公开登记。"""
    program.json(
        *("init", "--office", OFFICE, "--short", SHORT, "--head", "周某"),
        *sets("review_body=云溪县人民政府", "court=云溪县人民法院"),
    )
    program.record("new", "received", *WHOLE)
    given = {"documents": ["补偿标准，3页"], "form": "paper", "way": "post"}
    kept = {"ground_fact": "是讨论记录", "reasons": "妨碍讨论", "category": "讨论记录", "no_rule": True}
    parts = [
        {"content": "补偿标准", "result": "R2", "facts": given},
        {"content": "会议记录", "result": "R4f", "facts": kept},
    ]
    target = tmp_path / "答复.docx"
    said = sets(f"parts={json.dumps(parts, ensure_ascii=False)}")
    program.json("letter", "1", "reply", "--to", str(target), *said)
    text = text_of(target.read_bytes())
    assert "政府信息部分公开告知书" in text
    assert "二、关于“会议记录”" in text
    assert program.json("show", "1")["journal"][-1]["facts"]["kind_of_reply"] == "R3"
    refused = program.refused(
        *("letter", "1", "reply", "--to", str(target)), *sets(f"parts={json.dumps(parts[:1])}")
    )
    assert "分项答复至少要有两部分" in refused
