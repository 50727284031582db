"""record, void, show, explain, list: the keys and words of the contract, and how each of them ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from gkcase.domain.facts import FACTS
from gkcase.domain.terms import Status
from gkcase.services.office import open_office
from tests.cli.conftest import POSTED, WHOLE, Program, one_sentence, sets, whole

COMMANDS = (
    *("init", "record", "void", "show", "explain", "list", "letter", "calendar", "clock", "limit"),
    *("demo", "check", "backup", "restore", "migrate"),
)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_contract_is_there(program: Program, name: str) -> None:
    assert program.plain(name, "--help").status == 0
    assert name in program.plain("--help").out


def test_a_request_is_logged_with_every_date_of_the_clock(everywhere: Program) -> None:
    told = everywhere.record("new", "received", *POSTED)
    assert (told["case"], told["id"], told["status"]) == ("〔2026〕1号", 1, "in_progress")
    assert (told["receipt_date"], told["due"], told["remaining"]) == ("2026-12-08", "2027-01-06", 20)
    assert [item["field"] for item in told["shortcomings"]] == [
        "applicant.id_number",
        "applicant.contact_way",
        "form_wanted",
    ]
    assert told["practice_today"] == "2026-12-08"
    assert everywhere.record("new", "received", *WHOLE)["shortcomings"] == []


@pytest.mark.parametrize(
    ("facts", "status", "receipt"),
    [
        (("channel=in_person", "submitted_on=2026-12-07"), "in_progress", "2026-12-07"),
        (("channel=oral", "submitted_on=2026-12-07"), "in_progress", "2026-12-07"),
        (("channel=post_unsigned", "arrived_on=2026-12-07"), "awaiting_confirmation", None),
        (
            ("channel=post_unsigned", "arrived_on=2026-12-07", "confirmed_on=2026-12-08"),
            "in_progress",
            "2026-12-08",
        ),
        (("channel=internet", "submitted_on=2026-12-07", "auto_confirmed=true"), "in_progress", "2026-12-07"),
        (
            ("channel=internet", "submitted_on=2026-12-07", "auto_confirmed=false"),
            "awaiting_confirmation",
            None,
        ),
        (("channel=email", "submitted_on=2026-12-07"), "awaiting_confirmation", None),
        (("channel=fax", "submitted_on=2026-12-07", "confirmed_on=2026-12-08"), "in_progress", "2026-12-08"),
        (("channel=other", "submitted_on=2026-12-07"), "awaiting_confirmation", None),
    ],
)
def test_each_channel_has_its_dates(
    gk: Program, facts: tuple[str, ...], status: str, receipt: str | None
) -> None:
    told = gk.record("new", "received", *facts)
    assert (told["status"], told.get("receipt_date")) == (status, receipt)


ALL_KEYS = (
    *("applicant.name=陈某", "applicant.kind=natural", "applicant.id_kind=resident_id"),
    *("applicant.id_number=999999199003070039", "applicant.phone=13800005678", "applicant.address=东湾村1号"),
    *("applicant.postcode=234000", "applicant.email=a@example.cn", "applicant.fax=0557-1234567"),
    *(
        "applicant.unit=无",
        "applicant.contact=陈某",
        "applicant.legal_representative=陈某",
        "agent.name=王某",
    ),
    *("agent.id_number=999999199003070039", "agent.phone=13900001111", "agent.authority=有"),
    *("wanted=补偿明细", "form_wanted=disc", "way_wanted=read_on_site"),
)


def test_every_key_of_the_contract_is_taken(gk: Program) -> None:
    gk.record("new", "received", "channel=oral", "submitted_on=2026-12-08", *ALL_KEYS)
    [entry] = gk.json("show", "1", "--open", "核对")["journal"]
    assert {f"{name}={value}" for name, value in entry["facts"].items()} >= set(ALL_KEYS)


@pytest.mark.parametrize(
    "facts",
    [
        (),
        ("channel=pigeon",),
        ("channel=post_signed",),
        ("channel=post_signed", "signed_on=2026-02-30"),
        ("channel=post_signed", "signed_on=2026-12-09"),
        ("channel=email", "submitted_on=2026-12-08", "confirmed_on=2026-12-07"),
        (*POSTED, "applicant.kind=alien"),
        (*POSTED, "aplicant.name=x"),
        (*POSTED, "wanted=坏\x07字"),
        (*POSTED, "applicant.name=王某"),
        (*POSTED, "signed_on=2026-12-07"),
    ],
)
def test_a_request_that_cannot_be_read_is_refused(gk: Program, facts: tuple[str, ...]) -> None:
    assert gk.refused("record", "new", "received", *sets(*facts))
    assert gk.json("list")["cases"] == []


def test_a_day_for_a_new_case_must_be_that_of_its_channel(gk: Program) -> None:
    words = ("record", "new", "received", *sets(*POSTED), "--on")
    assert "--on 2026-12-07" in gk.refused(*words, "2026-12-07")
    assert gk(*words, "2026-12-08").status == 0
    assert "received" in gk.refused("record", "new", "extended", "--set", "days=3")


SEARCH = ("places=档案室", "method=按名称", "searcher=李某", "outcome=无")
STORY: tuple[tuple[str, ...], ...] = (
    ("1 noted", "note=来电", "in_progress"),
    ("1 assigned", "to=王某", "in_progress"),
    ("1 searched", *SEARCH, "in_progress"),
    ("1 secrecy_reviewed", "reviewer=周某", "outcome=不涉密", "in_progress"),
    ("1 deliberated", "members=法制办", "outcome=可以公开", "in_progress"),
    ("1 third_party_told", "name=某公司", "outcome=已告知", "in_progress"),
    ("1 correction_requested", "items=身份证明", "items=联系方式", "guidance=请补充", "awaiting_correction"),
    ("1 correction_received", "wanted=河道批复", "in_progress"),
    ("1 consultation_sent", "to=third_party", "name=某公司", "information=合同", "in_progress"),
    ("1 consultation_delivered", "id=c1", "in_progress"),
    ("1 consultation_sent", "id=k2", "to=joint_agency", "name=水利局", "information=批复", "in_progress"),
    ("1 consultation_answered", "id=c1", "opinion=consent", "in_progress"),
    ("1 consultation_answered", "id=k2", "opinion=partial", "grounds=部分涉密", "in_progress"),
    ("1 extended", "days=10", "reason=汇总", "approver=周某", "in_progress"),
    ("1 reasons_requested", "reason=数量过多", "in_progress"),
    ("1 reasons_received", "reason=研究用", "in_progress"),
    ("1 delayed", "until=2027-03-31", "reason=分批", "in_progress"),
    ("1 fee_requested", "amount=100", "pages=40", "awaiting_payment"),
    ("1 notice_served", "proof=EMS签收记录", "awaiting_payment"),
    ("1 fee_paid", "in_progress"),
    ("1 replied", "delivery=hand", "signed_on=2026-12-08", "on_the_spot=true", "kind_of_reply=R2", "replied"),
    ("1 mail_returned", "note=无人", "replied"),
    ("1 resent", "delivery=post", "posted_on=2026-12-08", "tracking_number=1234 5678 90123", "replied"),
    ("1 served", "proof=送达回证", "replied"),
    ("1 remedy_filed", "remedy=administrative_review", "body=云溪县人民政府", "replied"),
    ("1 defence_filed", "papers=行政复议答复书", "replied"),
    ("1 remedy_decided", "outcome=责令重新答复", "replied"),
    ("1 reply_ordered", "body=云溪县人民政府", "days=10", "in_progress"),
    ("1 withdrawn", "note=书面撤回", "closed"),
    ("1 reassessed", "outcome=keep", "reason=情形没有变化", "reviewer=周某", "closed"),
    ("1 archived", "--reason", "补办归档", "archived"),
    ("1 publication_decided", "information=河道批复", "decided_by=周某", "archived"),
    ("1 published", "place=镇政府网站", "archived"),
    ("2 linked", "case=〔2026〕3号", "in_progress"),
    ("2 split", "wanted=甲", "wanted=乙", "in_progress"),
    ("2 merged", "case=3", "closed"),
    ("6 confirmed", "how=电话", "in_progress"),
    ("7 correction_requested", "items=身份证明", "guidance=请补充", "limit_days=1", "awaiting_correction"),
    ("7 correction_lapsed", "--reason", "申请人确认不补正", "closed"),
    ("3 fee_requested", "amount=100", "pages=40", "awaiting_payment"),
    ("3 fee_lapsed", "--reason", "申请人书面表示不缴", "closed"),
)


def test_the_reason_of_an_act_over_two_cases_is_kept(gk: Program) -> None:
    for _ in range(2):
        gk.record("new", "received", *WHOLE)
    gk.json("record", "1", "linked", "--set", "case=2", "--reason", "同一工程")
    for case in ("1", "2"):
        assert "同一工程" in str(gk.json("show", case)["journal"])


def test_every_step_of_the_procedure_can_be_recorded(everywhere: Program) -> None:
    for _ in range(3):
        everywhere.record("new", "received", *WHOLE)
    seen = {"received", "submitted", "signed", "returned"}
    for step, *words, status in STORY:
        case, event = step.split()
        if case == "6" and event == "confirmed":
            everywhere.record("new", "received", "channel=email", "submitted_on=2026-12-08")
            everywhere.record("new", "received", *WHOLE)
        told = everywhere.record(case, event, *words)
        assert (told["id"], told["status"], event) == (int(case), status, event)
        seen.add(event)
    assert seen == {event.value for event in FACTS}
    assert everywhere.json("check")["ok"] is True
    journal = everywhere.json("show", "3")["journal"]
    assert [entry["event"] for entry in journal if entry["facts"].get("case") == "〔2026〕2号"] == [
        "linked"
    ] * 2


def test_a_reply_is_signed_by_the_head_and_leaves(program: Program, tmp_path: Path) -> None:
    program.json(
        *("init", "--office", "云溪镇人民政府", "--short", "云政依复", "--head", "周某"),
        *sets("review_body=云溪县人民政府", "court=云溪县人民法院"),
    )
    program.record("new", "received", *WHOLE)
    program.record("1", "searched", *SEARCH)
    reply = sets("kind_of_reply=R6", *SEARCH, "searched_on=2026-12-08")
    written = program.json("letter", "1", "reply", "--to", str(tmp_path / "答复.docx"), *reply)
    assert written["number"] == "云政依复〔2026〕1号"
    assert program.record("1", "submitted")["status"] == "under_review"
    assert program.record("1", "returned", "comment=再查")["status"] == "in_progress"
    assert program.record("1", "submitted")["status"] == "under_review"
    assert "拟稿人" in program.refused("record", "1", "signed", "--set", "signer=李某")
    assert program.record("1", "signed", "signer=周某")["status"] == "approved"
    told = program.record("1", "replied", "delivery=post", "posted_on=2026-12-08")
    assert (told["status"], told["replied_on"], told["late"]) == ("replied", "2026-12-08", False)


def test_a_reply_takes_effect_on_the_date_of_its_delivery(gk: Program) -> None:
    gk.today = "2026-12-10"
    gk.record("new", "received", *whole("signed_on=2026-12-09"))
    words = (
        "delivery=post",
        "posted_on=2026-12-09",
        "signed_on=2026-12-10",
        "on_the_spot=true",
        "kind_of_reply=R2",
    )
    assert gk.record("1", "replied", *words)["replied_on"] == "2026-12-09"


@pytest.mark.parametrize("number", ["1", "〔2026〕1号", "[2026]1号", "（2026）1号"])
def test_a_case_is_named_by_number_or_id(gk: Program, number: str) -> None:
    gk.record("new", "received", *POSTED)
    assert gk.json("show", number)["id"] == 1


@pytest.mark.parametrize(
    "words",
    [
        ("show", "9"),
        ("record", "1", "flown"),
        ("record", "9", "noted", "--set", "note=x"),
        ("record", "1", "noted"),
        ("record", "1", "noted", "--on", "2026-12-09", "--set", "note=x"),
        ("record", "1", "voided", "--set", "entry=abc", "--reason", "x"),
        ("record", "1", "letter_written", "--set", "kind=reply"),
        ("record", "1", "merged", "--set", "case=1"),
        ("record", "1", "split"),
        ("record", "1", "linked"),
        ("record", "1", "linked", *sets("case=9", "colour=red")),
        ("record", "1", "linked", "--set", "case=9"),
        (
            "record",
            "1",
            "replied",
            "--set",
            "kind_of_reply=R99",
            *sets("delivery=hand", "signed_on=2026-12-08"),
        ),
        ("void", "1", "1", "--reason", "x"),
        ("void", "1", "7", "--reason", "x"),
        ("explain", "1", "--what-if", "fee_paid"),
        ("explain", "1", "--what-if", "flown"),
        ("show", "1", "--open", " "),
        ("letter", "1", "fee_notice", "--to", "x.docx"),
        ("letter", "1", "signoff_sheet", "--to", "x.docx"),
        ("letter", "9", "receipt", "--to", "x.docx"),
        ("limit", "reply_tomorrow", "--from", "2026-12-08"),
        ("clock", "no-such-file.jsonl"),
        ("calendar", "read", "no-such-file.txt", "--year", "2027"),
        ("restore", "no-such.gkdb", "--to", "new.gkdb"),
        ("demo",),
    ],
)
def test_a_refusal_is_one_sentence_and_status_1(gk: Program, words: tuple[str, ...]) -> None:
    gk.record("new", "received", *POSTED)
    gk.refused(*words)
    assert len(gk.json("show", "1")["journal"]) == 1


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("fly",),
        ("show",),
        ("show", "1", "--sideways"),
        ("list", "--status", "IN_PROGRESS"),
        ("list", "--due-within", "soon"),
        ("list", "--due-within", "-1"),
        ("list", "--year", "99999999999999999999"),
        ("list", "--overd"),
        ("record", "1"),
        ("record", "1", "noted", "--set", "note"),
        ("record", "1", "noted", "--set", "=x"),
        ("record", "1", "noted", "--on", "yesterday"),
        ("void", "1", "1"),
        ("void", "1", "one", "--reason", "x"),
        ("letter",),
        ("letter", "1", "receipt"),
        ("limit", "reply"),
        ("limit", "reply", "--from", "2026-02-30"),
        ("calendar",),
        ("calendar", "read", "x"),
        ("calendar", "import", "x", "--year", "2027"),
        ("restore", "x"),
        ("backup",),
        ("init", "--office", "x"),
        ("init", "--office", " ", "--short", "x"),
        ("init", "--office", "x", "--short", "x", "--set", "colour=red"),
        ("init", "--office", "x", "--short", "x", *sets("phone=1", "phone=2")),
    ],
)
def test_wrong_arguments_end_with_2_and_say_so_in_chinese(gk: Program, words: tuple[str, ...]) -> None:
    ran = gk(*words)
    assert (ran.status, ran.out) == (2, "")
    last = ran.err.splitlines()[-1]
    assert last.startswith("参数不对：")
    assert "argument" not in last
    assert one_sentence(last)


def test_a_day_before_the_command_must_be_one(program: Program) -> None:
    assert program.plain("--today", "2026-13-01", "list").status == 2


# -- irregular steps, voids -----------------------------------------------------------------------------------


def test_an_irregular_step_asks_for_its_reason(gk: Program) -> None:
    gk.record("new", "received", *whole("signed_on=2026-11-20"))
    words = ("record", "1", "correction_requested", *sets("items=身份证明", "guidance=请补充"))
    assert "请写明理由" in gk.refused(*words)
    assert gk(*words, "--reason", "系统故障").status == 0
    entry = gk.json("show", "1")["journal"][-1]
    assert (entry["reason"], entry["breaches"]) == ("系统故障", ["correction_late"])


def test_a_void_says_how_the_case_stands_then(gk: Program) -> None:
    before = gk.record("new", "received", *WHOLE)
    gk.record("1", "correction_requested", "items=身份证明", "guidance=请补充")
    assert gk.json("void", "1", "2", "--reason", "登错") == before
    journal = gk.json("show", "1")["journal"]
    assert journal[1]["voided"] == {"by_entry": 3, "reason": "登错"}


# -- looking --------------------------------------------------------------------------------------------------


def test_show_has_the_keys_of_the_contract(gk: Program) -> None:
    gk.record("new", "received", *WHOLE)
    told = gk.json("show", "1")
    assert {"case", "status", "clock", "journal", "duties"} <= set(told)
    assert {"status", "due", "receipt_date", "remaining", "warnings", "provisional"} <= set(told["clock"])
    assert told["duties"][0]["by"] == "2026-12-09"


def test_persons_are_masked_until_a_reason_is_given_and_recorded(gk: Program) -> None:
    gk.record("new", "received", *WHOLE)
    for command in (("show", "1"), ("list",), ("explain", "1")):
        for words in (command, (*command, "--json")):
            assert "陈某某" not in gk(*words).out
            assert "陈**" in gk(*words).out or command[0] == "explain"
        assert "陈某某" in gk(*command, "--json", "--open", "电话核对").out
    assert "陈某某" in gk("--open", "统计", "list").out
    office = open_office(gk.database)
    with office.reading() as session:
        revealed = session.execute(text("SELECT case_id FROM audit WHERE act = 'revealed' ORDER BY n")).all()
    office.close()
    assert [row[0] for row in revealed] == [1, None, 1, None]


def test_explain_goes_day_by_day_to_the_due_day(gk: Program) -> None:
    gk.record("new", "received", *WHOLE)
    told = gk.json("explain", "1")
    assert {"case", "status", "clock", "journal", "duties", "lines", "ledger"} <= set(told)
    assert told["ledger"][-1] == {"date": "2027-01-06", "counts": True, "n": 20, "why": "工作日，计入"}
    assert told["ledger"][0]["why"] == "起算日，不计入，次日起算"
    lines = gk("explain", "1").out.splitlines()
    assert lines[0] == "【练习】今天按2026年12月8日计算"
    assert lines[-1] == "2027-01-06   20  工作日，计入"


def test_what_if_shows_and_records_nothing(gk: Program) -> None:
    before = gk.record("new", "received", *WHOLE)
    words = ("explain", "1", "--what-if", "extended", *sets("days=10", "reason=汇总", "approver=李某"))
    told = gk.json(*words)
    assert (told["clock"]["due"], told["what_if"]["before"]["due"]) == ("2027-01-20", before["due"])
    assert [breach["code"] for breach in told["what_if"]["irregular"]] == ["approver_is_handler"]
    assert told["ledger"][-1]["date"] == "2027-01-20"
    assert "批准人不应是经办人本人" in gk(*words).out
    later = gk.json("explain", "1", "--what-if", "withdrawn", "--on", "2026-12-31", "--set", "note=书面")
    assert (later["status"], later["what_if"]["on"]) == ("closed", "2026-12-31")
    assert len(gk.json("show", "1")["journal"]) == 1
    assert gk.json("explain", "1")["clock"]["due"] == before["due"]


def test_the_list_filters(gk: Program) -> None:
    gk.record("new", "received", *whole("signed_on=2026-11-02"))
    gk.record("new", "received", *whole("wanted=河道整治合同"))
    gk.record("2", "correction_requested", "items=身份证明", "guidance=请补充")
    gk.record("new", "received", *whole("signed_on=2026-12-07"))
    gk.today = "2027-01-04"
    gk.record("new", "received", *whole("signed_on=2027-01-04"))

    def found(*words: str) -> list[int]:
        return [case["id"] for case in gk.json("list", *words)["cases"]]

    assert found() == [1, 2, 3, 4]
    assert found("--status", "awaiting_correction") == [2]
    assert found("--overdue") == [1]
    assert found("--search", "\udcff") == []
    assert found("--due-within", "0") == [1]
    assert found("--due-within", "1") == [1, 3]
    assert found("--due-within", "20") == [1, 3, 4]
    assert found("--search", "河道 合同") == [2]
    assert found("--year", "2027") == [4]
    assert found("--year", "2026", "--status", "in_progress") == [1, 3]
    [case] = gk.json("list", "--year", "2027")["cases"]
    assert {"case", "id", "applicant", "status", "due", "remaining", "provisional"} <= set(case)
    assert (case["applicant"], case["remaining"], case["provisional"]) == ("陈**", 20, True)
    assert len(gk("list").out.splitlines()) == 5


@pytest.mark.parametrize("status", [status.value for status in Status])
def test_every_status_may_be_asked_for(gk: Program, status: str) -> None:
    assert gk.json("list", "--status", status)["cases"] == []


def test_the_demo_goes_into_an_empty_office_only_and_is_marked_as_practice(program: Program) -> None:
    words = ("--database", program.database)
    assert (
        "practice_today"
        not in program.plain(*words, "init", "--office", "云溪", "--short", "云", "--json").out
    )
    ran = program.plain(*words, "list")
    assert (ran.status, ran.out) == (0, "")
    count = json.loads(program.plain(*words, "demo", "--json").out)["cases"]
    assert program.plain(*words, "list").out.startswith("【练习】今天按")
    assert "practice_today" in program.plain(*words, "--json", "list").out
    assert json.loads(program.plain(*words, "--json", "check").out)["cases"] == count > 5
    assert "没有案件的新单位" in program.plain(*words, "demo").err
