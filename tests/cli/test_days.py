"""calendar, clock, limit: always JSON, in order, and the office's own calendar where one is named."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gkcase.domain.limits import LIMITS
from gkcase.services import calendar, clock_lines
from gkcase.services.office import open_office
from gkcase.services.rulebook import rulebook
from tests.cli.conftest import WHOLE, Program, one_sentence, whole

DATA = Path(__file__).parent.parent / "data"
NOTICE_2027 = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。10月9日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
"""
NUMBER = ("--year", "2027", "--number", "国办发明电〔2026〕9号")


def lines(*cases: dict[str, Any] | str) -> str:
    return "".join((case if isinstance(case, str) else json.dumps(case)) + "\n" for case in cases)


def answers(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


# -- clock ----------------------------------------------------------------------------------------------------


def examples() -> list[dict[str, Any]]:
    found = json.loads((DATA / "clock.json").read_text("utf-8"))
    return list(found["cases"] if isinstance(found, dict) else found)


def test_the_clock_answers_the_checked_examples_in_order(program: Program) -> None:
    cases = [
        case.get("input") or {name: case[name] for name in case if name != "expected"} for case in examples()
    ]
    ran = program.plain("clock", stdin=lines(*cases))
    assert (ran.status, ran.err) == (0, "")
    told = answers(ran.out)
    assert len(told) == len(cases) > 20
    for case, answer in zip(examples(), told, strict=True):
        assert {name: answer.get(name) for name in case["expected"] if name != "warnings"} == {
            name: value for name, value in case["expected"].items() if name != "warnings"
        }


GOOD = {"id": 1, "events": [{"kind": "received", "channel": "in_person", "submitted_on": "2026-12-08"}]}


def test_a_bad_line_is_told_in_its_place_and_the_run_goes_on(program: Program) -> None:
    ran = program.plain("clock", "-", stdin=lines(GOOD, "{", {"id": "x"}, {**GOOD, "id": 2}))
    first, second, third, fourth = answers(ran.out)
    assert ran.status == 1
    assert one_sentence(ran.err).startswith("有2行")
    assert (first["due"], second["line"], third["line"], third["id"]) == ("2027-01-06", 2, 3, "x")
    assert fourth["id"] == 2


def test_the_clock_reads_a_file_also_with_a_mark_at_its_beginning(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + lines(GOOD).encode() + b'{"id": "\xff"}\r\n' + lines(GOOD).encode())
    ran = program.plain("clock", str(file))
    told = answers(ran.out)
    assert ([answer.get("line") for answer in told], ran.status) == ([None, 2, None], 1)
    assert program.plain("clock", stdin="\ufeff" + lines(GOOD)).status == 0


def test_the_clock_opens_no_database_unless_told(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("gkcase.commands.common.open_office", refuse)
    assert program.plain("clock", stdin=lines(GOOD)).status == 0
    assert program.plain("limit", "reply", "--from", "2026-12-08").status == 0


def test_today_counts_where_a_line_names_no_day(program: Program) -> None:
    told = answers(program.plain("--today", "2026-12-09", "clock", stdin=lines(GOOD)).out)
    assert (told[0]["remaining"], told[0]["practice_today"]) == (19, "2026-12-09")
    named = answers(
        program.plain("--today", "2027-02-01", "clock", stdin=lines({**GOOD, "as_of": "2026-12-09"})).out
    )
    assert (named[0]["remaining"], "practice_today" in named[0]) == (19, False)


def test_a_ledger_comes_on_demand(program: Program) -> None:
    [told] = answers(program.plain("clock", "--ledger", stdin=lines(GOOD)).out)
    assert told["ledger"][-1] == {"date": "2027-01-06", "counts": True, "n": 20, "why": "工作日，计入"}


def test_with_a_database_its_days_and_choices_count(everywhere: Program) -> None:
    office = open_office(everywhere.database)
    calendar.set_office_day(office, date(2026, 12, 14), works=False, name="防汛停工")
    office.close()
    [own] = answers(everywhere("clock", stdin=lines(GOOD)).out)
    [usual] = answers(everywhere.plain("clock", stdin=lines(GOOD)).out)
    assert (own["due"], usual["due"]) == ("2027-01-07", "2027-01-06")
    told = json.loads(everywhere("limit", "reply", "--from", "2026-12-08").out)
    assert told["due"] == "2027-01-07"
    office = open_office(everywhere.database)
    calendar.choose(office, {"correction_limit_days": 10})
    office.close()
    asked = {"id": 1, "events": [*GOOD["events"], {"kind": "correction_requested", "on": "2026-12-08"}]}  # type: ignore[misc]
    [chosen] = answers(everywhere("clock", stdin=lines(asked)).out)
    [plain] = answers(everywhere.plain("clock", stdin=lines(asked)).out)
    assert chosen["correction_limit"] < plain["correction_limit"]


def test_many_lines_take_no_more_memory_than_few() -> None:
    def many(count: int) -> Iterator[str]:
        for number in range(count):
            yield json.dumps({**GOOD, "id": number, "as_of": "2026-12-10"}) + "\n"

    def peak(count: int) -> int:
        tracemalloc.start()
        seen = sum(
            1 for line, good in clock_lines.answers(many(count), rules, date(2026, 12, 8)) if good and line
        )
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert seen == count
        return most

    rules = rulebook().rules()
    peak(100)  # the calendar grows to its years once
    assert peak(6_000) < peak(600) + 64 * 1024  # twelve bytes a line would be too many


# -- limit ----------------------------------------------------------------------------------------------------


def test_limits_are_listed_and_reckoned(program: Program) -> None:
    assert json.loads(program.plain("limit").out) == {"limits": list(LIMITS)}
    ran = program.plain("limit", "review_application", "--from", "2026-12-08", "--json")
    assert json.loads(ran.out) == {
        "limit": "review_application",
        "from": "2026-12-08",
        "due": "2027-02-09",
        "article": json.loads(ran.out)["article"],
        "provisional": True,
    }
    assert (ran.status, ran.err) == (0, "")


def test_the_checked_limits(program: Program) -> None:
    found = json.loads((DATA / "limits.json").read_text("utf-8"))
    for case in found["cases"] if isinstance(found, dict) else found:
        name, since = case["limit"], case["from"]
        assert json.loads(program.plain("limit", name, "--from", since).out)["due"] == case["due"], case


# -- calendar -------------------------------------------------------------------------------------------------


@pytest.fixture
def notice(tmp_path: Path) -> str:
    file = tmp_path / "通知.txt"
    file.write_text(NOTICE_2027, encoding="utf-8")
    return str(file)


def test_a_notice_is_read_as_json_with_and_without_the_option(program: Program, notice: str) -> None:
    plain = program.plain("calendar", "read", notice, "--year", "2027")
    asked = program.plain("calendar", "read", notice, "--year", "2027", "--json")
    piped = program.plain("calendar", "read", "-", "--year", "2027", stdin=NOTICE_2027)
    assert plain == asked == piped
    told = json.loads(plain.out)
    assert (plain.status, plain.err, told["problems"], told["year"]) == (0, "", [], 2027)
    assert set(told) == {"year", "off", "work", "by_festival", "problems"}
    assert told["off"][0] == "2027-01-01"
    assert told["work"] == ["2027-02-14", "2027-05-08", "2027-10-09"]
    assert told["by_festival"][0] == {
        "name": "元旦",
        "off": ["2027-01-01", "2027-01-02", "2027-01-03"],
        "work": [],
    }


@pytest.mark.parametrize("text", [NOTICE_2027.replace("共3天", "共4天", 1), "祝大家节日快乐\n", ""])
def test_a_notice_that_does_not_agree_ends_with_1(program: Program, text: str) -> None:
    ran = program.plain("calendar", "read", "-", "--year", "2027", stdin=text)
    assert ran.status == 1
    assert json.loads(ran.out)["problems"]
    assert one_sentence(ran.err).startswith("通知有")


def test_an_import_shows_what_moves_and_asks(gk: Program, notice: str, tmp_path: Path) -> None:
    gk.record("new", "received", *WHOLE)
    gk.record("new", "received", *whole("signed_on=2026-11-02"))
    gk.today = "2027-01-11"
    late = gk.record("new", "received", *whole("signed_on=2027-01-11"))
    assert gk("letter", "3", "receipt", "--to", str(tmp_path / "r.docx")).status == 0
    words = ("calendar", "import", notice, *NUMBER)
    refused = gk(*words, stdin="n\n")
    assert (refused.status, refused.err) == (1, "没有启用，未作任何改动\n")
    assert "1件案件的期限将变化" in refused.out
    assert "〔2027〕1号：答复期限由" in refused.out
    assert "登记回执" in refused.out
    assert gk(*words).status == 1
    assert gk.json("show", "3")["clock"]["due"] == late["due"]
    agreed = gk(*words, stdin="y\n")
    assert (agreed.status, agreed.err) == (0, "")
    told = gk.json("show", "3")["clock"]
    assert (told["due"] != late["due"], told["provisional"]) == (True, False)
    assert gk.json("check")["ok"] is True


def test_an_import_without_question_says_it_as_json(gk: Program, notice: str) -> None:
    gk.today = "2027-01-11"
    gk.record("new", "received", *whole("signed_on=2027-01-11"))
    ran = gk("calendar", "import", notice, *NUMBER, "--yes", "--json")
    told = json.loads(ran.out)
    assert (ran.status, told["year"], told["number"]) == (0, 2027, NUMBER[3])
    [moved] = told["moved"]
    assert (moved["case"], moved["letters"], moved["before"] != moved["after"]) == ("〔2027〕1号", [], True)


def test_with_json_the_question_stays_off_stdout(gk: Program, notice: str) -> None:
    ran = gk("calendar", "import", notice, *NUMBER, "--json", stdin="y\n")
    assert json.loads(ran.out)["moved"] == []
    assert "(y/n)" in ran.err


@pytest.mark.parametrize(
    "text",
    [NOTICE_2027.replace("共3天", "共4天", 1), NOTICE_2027.replace("2027", "2026", 1), "元旦：1月1日放假。"],
)
def test_nothing_is_imported_while_a_problem_stands(gk: Program, tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.txt"
    file.write_text(text, encoding="utf-8")
    assert gk.refused("calendar", "import", str(file), *NUMBER, "--yes")
    office = open_office(gk.database)
    assert not office.rules.calendar.is_published(2027)
    office.close()


def test_a_text_of_another_encoding_is_one_sentence(gk: Program, tmp_path: Path) -> None:
    file = tmp_path / "gbk.txt"
    file.write_bytes(NOTICE_2027.encode("gb18030"))
    assert "UTF-8" in gk.refused("calendar", "read", str(file), "--year", "2027")
    assert "UTF-8" in gk.refused("calendar", "import", str(file), *NUMBER, "--yes")
