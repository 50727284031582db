"""`check` finds every seeded fault and names its case; demo, copies and backups pass it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.parcels import number_hint
from gkcase.domain.terms import CaseKind, Event, LetterKind, Status
from gkcase.services import afterwards, calendar, check_apart, child, demo, keeping, lettering, queries
from gkcase.services.check_cases import UNREADABLE
from gkcase.services.checking import REST, BrokenOff, Finding, check_office, counted
from gkcase.services.deliberations import deliberations_of
from gkcase.services.desk import Group, desk
from gkcase.services.dispatch_list import Group as Out
from gkcase.services.dispatch_list import dispatch_list
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import Office, create_office, move_today, open_office
from gkcase.services.reading import dossier
from gkcase.services.signing import versions
from gkcase.storage.revisions import HEAD
from tests.services.conftest import Clock
from tests.services.requests import EXTENSION, NOTICE, do, register


def sql(office: Office, *statements: str) -> None:
    """Change the database past the program."""
    with office.unasked() as session:
        for statement in statements:
            session.execute(text(statement))


def past_the_triggers(office: Office, *statements: str) -> None:
    with office.unasked() as session:
        if session.get_bind().dialect.name == "sqlite":
            kept = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
            for name, _ in kept:
                session.execute(text(f"DROP TRIGGER {name}"))
            for statement in statements:
                session.execute(text(statement))
            for _, make in kept:
                session.connection().exec_driver_sql(make)
        else:
            for statement in ("SET LOCAL session_replication_role = replica", *statements):
                session.execute(text(statement))


@pytest.fixture
def two(office: Office) -> Office:
    """Two cases, the second with a receipt and an extension with its letter."""
    register(office)
    second = register(office)
    lettering.write_letter(office, second, LetterKind.RECEIPT)
    lettering.record_with_letter(office, second, Event.EXTENDED, on=office.today(), facts=EXTENSION)
    return office


def found(office: Office) -> list[Finding]:
    report = check_office(office)
    assert report.ok is (not report.findings)
    return list(report.findings)


def test_a_sound_office_has_no_findings(two: Office) -> None:
    report = check_office(two)
    assert (report.ok, report.cases, report.entries) == (True, 2, 5)
    assert report.document() == {"ok": True, "cases": 2, "entries": 5, "problems": []}


def nonsense(office: Office) -> dict[str, tuple[str, str, str]]:
    """Column by column what it cannot hold, with the row into which it is written and how that is named."""
    everywhere = {
        "case_copies.status": ("'xyz'", "case_id = 2", "〔2026〕2号"),
        "letters.sha256": ("'xyz'", "id = 1", "〔2026〕2号"),
        "stages.kind": ("'xyz'", "case_id = 2", "〔2026〕2号"),
    }
    if office.store.path is None:
        return everywhere | {"case_copies.due_on": ("'infinity'", "case_id = 2", "〔2026〕2号")}
    return everywhere | {
        "case_copies.due_on": ("'2027-02-30'", "case_id = 2", "〔2026〕2号"),
        "case_copies.replied_on": ("'0000-01-01'", "case_id = 1", "〔2026〕1号"),
        "case_copies.wanted": ("x'ff01'", "case_id = 1", "〔2026〕1号"),
        "case_copies.late": ("'也许'", "case_id = 1", "〔2026〕1号"),
        "letters.made_at": ("'2026-12-08 25:00:00.000000'", "id = 1", "〔2026〕2号"),
        "cases.serial": ("'xyz'", "id = 2", "〔2026〕2号"),
        "settings.value": ("'{'", "key = 'database_id'", ""),
        "persons.roles": ("'xyz'", "id = 1", ""),
    }


def test_what_a_column_cannot_hold_is_named_with_its_row_and_stops_nothing(two: Office) -> None:
    for place, (value, where, case) in nonsense(two).items():
        table, column = place.split(".")
        with two.unasked() as session:
            [[was]] = session.execute(text(f"SELECT {column} FROM {table} WHERE {where}"))
        past_the_triggers(two, f"UPDATE {table} SET {column} = {value} WHERE {where}")
        [named] = [finding for finding in found(two) if "是绕过程序写入的" in finding.what]
        assert named.case == case, place
        assert named.what.startswith(f"表{table}第"), place
        assert f"行的{column}不是" in named.what, place
        assert REST in [finding.what for finding in found(two)], place
        back = "NULL" if was is None else f"'{was}'"
        past_the_triggers(two, f"UPDATE {table} SET {column} = {back} WHERE {where}")
    assert found(two) == []


WHERE = "case_id = 2 AND seq = 1"
PLACES = (
    *(("journal", name) for name in ("event", "occurred_on", "recorded_at", "recorded_by")),
    *(("payloads", name) for name in ("salt", "body")),
)


def test_an_entry_that_is_none_is_found_by_the_chain_and_stops_no_other_case(tmp_path: Path) -> None:
    """A file keeps anything in any column; who looks at the second case still hears of the first."""
    profile, path = OfficeProfile("云溪镇人民政府", "云政依复"), tmp_path / "office.gkdb"
    office = create_office(path, profile, today=lambda: date(2026, 12, 8), acting="李某")
    register(office)
    register(office)
    sql(office, "UPDATE case_copies SET handler = '别人' WHERE case_id = 1")
    for table, column in PLACES:
        with office.unasked() as session:
            [[was]] = session.execute(text(f"SELECT {column} FROM {table} WHERE {WHERE}"))
        for value in ("'xyz'", "5", "x'ff01'", "'2026-02-30'"):
            past_the_triggers(office, f"UPDATE {table} SET {column} = {value} WHERE {WHERE}")
            told = found(office)
            assert {finding.case for finding in told} == {"〔2026〕1号", "〔2026〕2号"}, (column, value)
            assert [one for one in told if one.what.startswith("第1条办理记录")], (column, value)
        past_the_triggers(office, f"UPDATE {table} SET {column} = '{was}' WHERE {WHERE}")
    assert {finding.case for finding in found(office)} == {"〔2026〕1号"}
    office.close()


def test_a_row_that_keeps_the_office_from_opening_is_named(tmp_path: Path) -> None:
    path = tmp_path / "office.gkdb"
    create_office(path, OfficeProfile("云溪镇人民政府", "云政依复")).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE offices SET profile = '{'")
        connection.commit()
    with pytest.raises(Trouble, match="表offices第1行的profile不是规定的格式，是绕过程序写入的"):
        open_office(path)


@pytest.mark.parametrize("body", ["{", "[1]", '{"facts": 5, "reason": "", "breaches": []}', '{"facts": {}}'])
def test_words_of_an_entry_that_are_none_stop_no_other_case(two: Office, body: str) -> None:
    past_the_triggers(two, f"UPDATE payloads SET body = '{body}' WHERE case_id = 2 AND seq = 1")
    sql(two, "UPDATE case_copies SET applicant = '别人' WHERE case_id = 1")
    told = {(finding.case, finding.what[:9]) for finding in found(two)}
    assert told == {
        ("〔2026〕1号", "副本“applic"),
        ("〔2026〕2号", "第1条办理记录的内"),
        ("〔2026〕2号", UNREADABLE[:9]),
    }


def test_a_salt_and_a_number_of_a_letter_that_are_none_are_named(two: Office) -> None:
    past_the_triggers(two, "UPDATE payloads SET salt = 'xyz' WHERE case_id = 1 AND seq = 1")
    assert [finding.what for finding in found(two)] == ["第1条办理记录的内容被改动过"]
    past_the_triggers(two, "UPDATE letters SET number = 'xyz' WHERE case_id = 2 AND id = 1")
    assert ("〔2026〕2号", "文书编号“xyz”不是编号") in {(one.case, one.what) for one in found(two)}


CHANGED = {
    "due_on": "'2027-01-29'",
    "status": "'replied'",
    "applicant": "'别人'",
    "wanted": "'别的'",
    "next_duty": "''",
    "handler": "'别人'",
    "reckoned_with": "'x'",
    "provisional": "false",
}


def test_every_changed_copy_is_named_with_its_case(two: Office) -> None:
    kept = "CREATE TABLE kept AS SELECT * FROM case_copies WHERE case_id = 2"
    sql(two, kept)
    for column, value in CHANGED.items():
        sql(two, f"UPDATE case_copies SET {column} = {value} WHERE case_id = 2")
        [finding] = found(two)
        assert finding.case == "〔2026〕2号"
        assert f"副本“{column}”" in finding.what
        assert not any(word in finding.what for word in ("陈某", "征收", "别人", "别的"))
        sql(two, f"UPDATE case_copies SET {column} = (SELECT {column} FROM kept) WHERE case_id = 2")
    assert found(two) == []


def test_an_ended_case_keeps_the_calendar_by_which_it_was_judged(two: Office) -> None:
    do(two, 1, Event.WITHDRAWN, note="书面撤回")
    calendar.set_office_day(two, date(2026, 12, 31), works=False, name="本机关停电")
    assert found(two) == []
    sql(two, "UPDATE case_copies SET applicant = '别人' WHERE case_id = 1")
    assert [finding.case for finding in found(two)] == ["〔2026〕1号"]


def test_an_ended_case_keeps_the_choices_by_which_its_days_were_counted(two: Office, clock: Clock) -> None:
    clock.day = date(2026, 12, 18)
    do(two, 2, Event.WITHDRAWN, note="书面撤回")
    calendar.choose(two, {"receipt_day_counts": True, "rest_day_receipt": "submission"})
    assert found(two) == []
    sql(two, "UPDATE stages SET party = '别人' WHERE case_id = 2")
    assert [finding.what[:5] for finding in found(two)] == ["环节的副本"]


def test_a_missing_copy_and_changed_search_words_are_named(two: Office) -> None:
    sql(two, "DELETE FROM case_copies WHERE case_id = 1", "UPDATE texts SET body = 'x' WHERE case_id = 2")
    assert {(finding.case, finding.what[:2]) for finding in found(two)} == {
        ("〔2026〕1号", "没有"),
        ("〔2026〕2号", "检索"),
    }


def test_a_removed_or_changed_paper_is_named(two: Office) -> None:
    receipt, notice = dossier(two, 2).files
    two.store.files.path(receipt.sha256).unlink()
    two.store.files.path(notice.sha256).write_bytes(b"changed")
    told = {finding.what.split("：")[1]: finding.case for finding in found(two)}
    assert told == {
        "文件不见了，请从备份中找回": "〔2026〕2号",
        "文件内容被改动过或已损坏，请从备份中找回": "〔2026〕2号",
    }


def test_changed_words_of_an_entry_are_named(two: Office) -> None:
    body = json.dumps({"facts": {"days": 5}, "reason": "", "breaches": []})
    past_the_triggers(two, f"UPDATE payloads SET body = '{body}' WHERE case_id = 2 AND seq = 3")
    findings = found(two)
    assert {finding.case for finding in findings} == {"〔2026〕2号"}
    assert "第3条办理记录的内容被改动过" in [finding.what for finding in findings]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET occurred_on = '2026-12-07' WHERE case_id = 2 AND seq = 3",
        "UPDATE journal SET recorded_by = '别人' WHERE case_id = 2 AND seq = 3",
    ],
)
def test_a_changed_entry_disagrees_with_the_chain(two: Office, statement: str) -> None:
    past_the_triggers(two, statement)
    assert ("〔2026〕2号", "第3条办理记录与审计链不一致") in [(f.case, f.what) for f in found(two)]


def test_a_link_taken_out_of_the_chain_is_seen(two: Office) -> None:
    past_the_triggers(two, "DELETE FROM audit WHERE n = 2")
    assert any("审计链" in finding.what for finding in found(two))


def test_a_missing_trigger_is_seen(two: Office) -> None:
    with two.unasked() as session:
        lite = session.get_bind().dialect.name == "sqlite"
        session.execute(
            text(f"DROP TRIGGER journal_{'update' if lite else 'change'}{'' if lite else ' ON journal'}")
        )
    assert "触发器" in found(two)[0].what


def test_a_gap_in_case_and_letter_numbers_is_named(two: Office) -> None:
    sql(
        two,
        "UPDATE cases SET number = '〔2026〕4号', serial = 4 WHERE id = 2",
        "UPDATE case_copies SET number = '〔2026〕4号' WHERE case_id = 2",
    )
    assert ("〔2026〕2号", "编号不连续，缺少这一号") in [(f.case, f.what) for f in found(two)]


def test_a_gap_in_letter_numbers_is_named(two: Office) -> None:
    past_the_triggers(two, "UPDATE letters SET number = '云政依复〔2026〕3号' WHERE number <> ''")
    assert ("云政依复〔2026〕1号", "编号不连续，缺少这一号") in [(f.case, f.what) for f in found(two)]


def test_counting_names_the_papers_that_are_gone(two: Office) -> None:
    [receipt, _] = dossier(two, 2).files
    report = counted(two, [receipt.sha256])
    assert (report.cases, report.entries) == (2, 5)
    assert [finding.case for finding in report.findings] == ["〔2026〕2号"]


# -- after other rules ----------------------------------------------------------------------------------------


def test_copies_agree_after_the_calendar_has_changed(two: Office) -> None:
    calendar.set_office_day(two, date(2026, 12, 14), works=False, name="防汛停工")
    assert check_office(two).ok
    [first] = queries.case_lines(two, [1])
    assert first.due_on == date(2027, 1, 7)


def test_copies_agree_on_every_later_day(two: Office, clock: Callable[[], date]) -> None:
    case_id = register(two)
    do(two, case_id, Event.CORRECTION_REQUESTED, **NOTICE)
    clock.day = date(2027, 6, 1)  # type: ignore[attr-defined]
    assert check_office(two).ok


# -- the demo township ----------------------------------------------------------------------------------------


def test_the_demo_township_is_whole_and_the_same_every_time_on_each_database(
    township: Path, office: Office
) -> None:
    count = demo.fill(office)
    report = check_office(office)
    assert (report.ok, report.cases) == (True, count)
    first = open_office(township)
    try:
        assert first.practice
        assert check_office(first).cases == queries.counts(first).all == count >= 10
        assert {line.group for line in desk(first).lines} >= {Group.OVERDUE, Group.LATER}
        assert stories(first) == stories(office)
        with pytest.raises(Refusal, match="没有案件的新单位"):
            demo.fill(first)
    finally:
        first.close()
    move_today(office, date(2027, 1, 4))  # it is for practice
    assert office.today() == date(2027, 1, 4)


def stories(office: Office) -> list[object]:
    """What was done in each case, with the papers of each step."""
    ids = queries.case_ids(office, queries.CaseFilter())
    return [(line.entry, line.files) for case_id in ids for line in dossier(office, case_id).journal]


def test_the_demo_township_has_something_in_every_list(township: Path) -> None:
    """送达四组、复议诉讼、转主动公开、定期评估、待归档、更正申请和会商都有可看的；邮件号码都对。"""
    office = open_office(township)
    try:
        waiting = dispatch_list(office)
        assert {line.group for line in waiting} == set(Out)
        assert not [line.tracking_number for line in waiting if number_hint(line.tracking_number)]
        assert len({line.remedy.kind for line in afterwards.remedy_lines(office)}) == 2
        for read in (afterwards.to_archive, afterwards.publication_lines, afterwards.reassessment_lines):
            assert read(office)
        ids = queries.case_ids(office, queries.CaseFilter())
        files = [dossier(office, case_id) for case_id in ids]
        assert any(file.kind is CaseKind.RECTIFICATION for file in files)
        assert any(deliberations_of(file) for file in files)
        [reviewed] = [file for file in files if file.status is Status.UNDER_REVIEW]
        assert (reviewed.result, len(versions(office, reviewed.id))) == ("R3", 2)
    finally:
        office.close()


# -- copies ---------------------------------------------------------------------------------------------------


@pytest.fixture
def file_office(tmp_path: Path) -> Office:
    """An office in a file, with a letter."""
    office = create_office(
        tmp_path / "office.gkdb",
        OfficeProfile("云溪镇人民政府", "云政依复"),
        today=lambda: date(2026, 12, 8),
        acting="李某",
    )
    lettering.write_letter(office, register(office), LetterKind.RECEIPT)
    return office


def test_what_was_backed_up_comes_back_sound(file_office: Office, tmp_path: Path) -> None:
    assert keeping.last_backup(file_office) == ""
    kept = keeping.back_up(file_office, tmp_path / "copy.gkdb")
    assert (kept.files, kept.missing) == (1, ())
    assert keeping.last_backup(file_office).startswith("20")
    register(file_office)
    file_office.close()
    back = keeping.restore(kept.path, tmp_path / "new.gkdb")
    assert back.head == kept.head
    restored = open_office(back.path)
    report = check_office(restored)
    restored.close()
    assert (report.ok, report.cases, report.entries) == (True, 1, 2)


def test_a_copy_overwrites_nothing_and_names_what_could_not_go_with_it(
    file_office: Office, tmp_path: Path
) -> None:
    [letter] = dossier(file_office, 1).files
    file_office.store.files.path(letter.sha256).unlink()
    kept = keeping.back_up(file_office, tmp_path / "copy.gkdb")
    assert kept.missing == (letter.sha256,)
    with pytest.raises(Trouble, match="已有同名文件"):
        keeping.back_up(file_office, kept.path)
    with pytest.raises(Trouble, match="已有同名文件"):
        keeping.restore(kept.path, kept.path)
    file_office.close()


def test_migrating_says_the_schema(file_office: Office, tmp_path: Path) -> None:
    file_office.close()
    assert keeping.migrate(str(tmp_path / "office.gkdb")) == HEAD
    with pytest.raises(Trouble):
        keeping.migrate(str(tmp_path / "none.gkdb"))


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
def test_a_child_that_checks_the_later_cases_finds_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encrypted: bool
) -> None:
    profile = OfficeProfile("云溪镇人民政府", "云")
    day = date(2026, 12, 8)
    office = create_office(
        tmp_path / "o.gkdb", profile, today=lambda: day, acting="李某", encrypted=encrypted
    )
    for _ in range(5):
        register(office)
    past_the_triggers(
        office,
        "UPDATE case_copies SET applicant = '别人' WHERE case_id IN (1, 4)",
        "UPDATE payloads SET body = body || ' ' WHERE case_id IN (2, 5)",
        "DELETE FROM payloads WHERE case_id = 3",
        "DELETE FROM journal WHERE case_id = 3",
        "UPDATE cases SET serial = 9 WHERE id = 4",
    )
    alone = check_office(office)
    assert {finding.case for finding in alone.findings} >= {f"〔2026〕{n}号" for n in range(1, 6)}
    monkeypatch.setattr(check_apart, "LARGE", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    asked: list[tuple[object, ...]] = []
    run = child.run

    def noted(name: str, *values: object, **more: object) -> object:
        asked.append((name, *values))
        return run(name, *values, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(child, "run", noted)
    steps: list[tuple[int, int]] = []
    assert check_office(office, report=lambda done, of: steps.append((done, of))) == alone
    assert asked == [("check", str(office.store.path), office.store.key, day, 2)]
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1]

    with pytest.raises(BrokenOff):
        check_office(office, cancelled=lambda: bool(asked))

    def broken(*_: object, **__: object) -> object:
        raise Trouble("不能启动")

    monkeypatch.setattr(child, "run", broken)
    assert check_office(office) == alone, "the program does it itself"
    office.close()
