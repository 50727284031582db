"""`report annual`: the yearly report as JSON and as lines to be pasted."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Program, one_sentence, sets, whole

VECTORS = Path(__file__).parent.parent / "data" / "annual_reports.json"


def test_the_yearly_report_is_printed_in_either_form(gk: Program) -> None:
    gk("record", "new", "received", *sets(*whole("applicant.kind=enterprise")))
    told = gk.json("report", "annual", "--year", "2026")
    assert (told["year"], told["format"], told["problems"]) == (2026, "2021", [])
    assert told["table3"]["new"] == [0, 1, 0, 0, 0, 0, 1]
    assert told["table4"]["review"] == [0, 0, 0, 0, 0]
    older = gk.json("report", "annual", "--year", "2026", "--format", "2019")
    assert older["format"] == "2019"
    assert older["table3"]["oth"] == [0] * 7
    ran = gk("report", "annual", "--year", "2026")
    assert "2026年度报告（2021年格式，截至2026年12月8日）" in ran.out
    assert "四、结转下年度继续办理\t0\t1\t0\t0\t0\t0\t1" in ran.out


def test_a_request_without_kind_of_applicant_is_named(gk: Program) -> None:
    gk("record", "new", "received", *sets(*whole()))
    [problem] = gk.json("report", "annual", "--year", "2026")["problems"]
    assert problem == {
        "code": "no_kind",
        "row": "",
        "column": "",
        "what": "〔2026〕1号没有申请人类别，未计入",
    }


def test_the_yearly_report_is_written_into_a_file_by_its_ending(gk: Program, tmp_path: Path) -> None:
    gk("record", "new", "received", *sets(*whole("applicant.kind=enterprise")))
    printed = gk.json("report", "annual", "--year", "2026")
    for ending, start in (("docx", b"PK"), ("xlsx", b"PK"), ("json", b"{")):
        target = tmp_path / f"年报.{ending}"
        assert gk.json("report", "annual", "--year", "2026", "--to", str(target)) == {
            **printed,
            "file": str(target),
        }
        assert target.read_bytes().startswith(start)
    ran = gk("report", "annual", "--year", "2026", "--format", "2019", "--to", str(tmp_path / "年报.json"))
    assert f"2026年政府信息公开工作年度报告已写入{tmp_path / '年报.json'}\n" in ran.out
    assert json.loads((tmp_path / "年报.json").read_text(encoding="utf-8"))["format"] == "2019"


def test_a_report_that_cannot_be_written_is_one_sentence(gk: Program, tmp_path: Path) -> None:
    ran = gk("report", "annual", "--year", "2026", "--to", str(tmp_path / "年报.pdf"))
    assert (ran.status, ran.err) == (2, "参数不对：“年报.pdf”应以.docx、.xlsx或者.json结尾\n")
    said = gk.refused("report", "annual", "--year", "2026", "--to", str(tmp_path / "无" / "年报.docx"))
    assert said == f"文件夹“{tmp_path / '无'}”不存在，“年报.docx”没有写成；请换一个位置再试"


def test_a_year_that_is_none_is_refused(gk: Program) -> None:
    ran = gk("report", "annual", "--year", "26")
    assert (ran.status, ran.err) == (1, "年度“26”应为四位年份\n")
    assert gk("report", "annual", "--year", "2026", "--format", "2020").status == 2


def test_a_published_report_becomes_cases_and_a_report_again(gk: Program, tmp_path: Path) -> None:
    [*_, township] = json.loads(VECTORS.read_text("utf-8"))["complete"]
    two = [2, 0, 0, 0, 0, 0, 2]
    township["table3"] |= {"new": two, "open": two, "total": two}
    file = tmp_path / "report.json"
    file.write_text(json.dumps(township), "utf-8")
    assert gk.json("demo", "--from-report", str(file))["cases"] == 2
    told = gk.json("report", "annual", "--year", "2022")
    assert (told["table3"], told["problems"]) == (township["table3"], [])
    file.write_text("{}", "utf-8")
    assert one_sentence(gk("demo", "--from-report", str(file)).err) == "缺少年度（year）"
