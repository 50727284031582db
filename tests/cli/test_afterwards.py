"""After the reply, from the command line: reviews and suits, the archive, rectifications."""

from __future__ import annotations

from tests.cli.conftest import WHOLE, Program, sets

SPOT = ("delivery=hand", "signed_on=2026-12-08", "on_the_spot=true", "kind_of_reply=R6")
REVIEW = ("remedy=administrative_review", "body=云溪县人民政府", "case_number=云府复8号")
SUIT = ("remedy=litigation", "body=云溪县人民法院")


def answered(gk: Program) -> None:
    gk.record("new", "received", *WHOLE)
    gk.record("1", "searched", "places=档案室", "method=按名称", "searcher=李某", "outcome=无")
    gk.record("1", "replied", *SPOT)
    gk.record("1", "served", "proof=送达回证")


def test_a_review_is_told_from_filing_to_result(gk: Program) -> None:
    answered(gk)
    told = gk.record("1", "remedy_filed", *REVIEW, "simplified=true", "filed_on=2026-12-04")
    assert told["status"] == "replied"
    [one] = gk.json("show", "1")["remedies"]
    assert (one["id"], one["filed_on"], one["received_on"], one["defence_due"]) == (
        "r1",
        "2026-12-04",
        "2026-12-08",
        "2026-12-15",
    )
    assert [duty["code"] for duty in gk.json("show", "1")["duties"]] == ["defence"]
    gk.record("1", "defence_filed", "papers=答复书", "papers=证据清单")
    gk.record("1", "remedy_decided", "outcome=维持", "decided_on=2026-12-07")
    [one] = gk.json("show", "1")["remedies"]
    assert (one["defence_filed_on"], one["result"], one["decided_on"]) == (
        "2026-12-08",
        "upheld",
        "2026-12-07",
    )


def test_of_two_at_once_one_has_to_be_named(gk: Program) -> None:
    answered(gk)
    gk.record("1", "remedy_filed", *REVIEW)
    gk.record("1", "remedy_filed", *SUIT)
    said = gk.refused("record", "1", "remedy_decided", *sets("outcome=维持"))
    assert "请选择是哪一件复议或诉讼" in said
    gk.record("1", "remedy_decided", "id=r2", "result=其他结果", "outcome=准予撤诉")
    assert [one.get("result") for one in gk.json("show", "1")["remedies"]] == [None, "other"]


def test_a_result_that_says_nothing_is_refused(gk: Program) -> None:
    answered(gk)
    gk.record("1", "remedy_filed", *REVIEW)
    assert "请填写结果" in gk.refused("record", "1", "remedy_decided", *sets("outcome=见决定书"))
    said = gk.refused("record", "1", "remedy_decided", *sets("result=赢了"))
    assert "upheld" in said


def test_the_archive_says_what_lacks_and_takes_a_reason(gk: Program) -> None:
    answered(gk)
    said = gk.refused("record", "1", "archived")
    assert "案卷缺少申请书和信封、身份证明复印件、登记回执" in said
    assert "申请复议、提起诉讼的期限到2027年6月8日为止" in said
    told = gk.record("1", "archived", "place=3柜", "--reason", "纸质案卷齐全")
    assert told["status"] == "archived"
    entry = gk.json("show", "1")["journal"][-1]
    assert entry["facts"]["retention"] == "10年"
    assert entry["facts"]["retention_until"] == "2036-12-31"


def test_what_lies_in_the_paper_file_can_be_named(gk: Program) -> None:
    answered(gk)
    gk.today = "2027-07-01"
    paper = ("on_paper=request,identity", "on_paper=登记回执", "on_paper=reply", "on_paper=proof")
    told = gk.record("1", "archived", *paper)
    assert told["status"] == "archived"


def test_a_rectification_knows_its_own_steps(gk: Program) -> None:
    facts = ("case_kind=rectification", "recorded=姓名记为陈某", "should_be=陈某某", "proof=户口簿")
    told = gk.record("new", "received", *WHOLE, *facts)
    assert (told["case"], told["due"]) == ("更正〔2026〕1号", "2027-01-06")
    said = gk.refused("record", "1", "extended", *sets("days=10", "reason=核实", "approver=周某"))
    assert "更正申请没有“延期”这一环节" in said
