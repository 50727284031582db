"""init, demo, check, backup, restore, migrate; and the program as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from gkcase.domain.terms import Role
from gkcase.services import people
from gkcase.services.backups import Why, make_copy
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import create_office, open_office
from gkcase.storage.revisions import HEAD
from tests.cli.conftest import POSTED, WHOLE, Program, one_sentence, sets

ROOT = Path(__file__).parent.parent.parent


# -- init and demo --------------------------------------------------------------------------------------------


def test_a_new_office_is_empty_and_made_once(everywhere: Program) -> None:
    assert everywhere.json("check") | {"practice_today": ""} == {
        "ok": True,
        "cases": 0,
        "entries": 0,
        "problems": [],
        "practice_today": "",
    }
    said = everywhere.refused("init", "--office", "另一个镇", "--short", "另")
    assert said
    office = open_office(everywhere.database)
    assert office.profile.name == "云溪镇人民政府"
    office.close()


def test_init_takes_what_letters_say_of_the_office(program: Program) -> None:
    fields = {
        "review_body": "云溪县人民政府",
        "court": "云溪县人民法院",
        "online_review": "掌上复议",
        "address": "人民路1号",
        "phone": "0557-1234567",
        "postcode": "234000",
        "contact": "李某",
        "credit_code": "11341321003190123X",
    }
    told = program.json(
        *("init", "--office", "云溪镇人民政府", "--short", "云政依复", "--head", "周某"),
        *sets(*(f"{name}={value}" for name, value in fields.items())),
    )
    assert told == {
        "office": "云溪镇人民政府",
        "database": program.database,
        "practice_today": "2026-12-08",
    }
    office = open_office(program.database)
    assert {name: getattr(office.profile, name) for name in fields} == fields
    found = {person.name: person.roles for person in people.persons(office)}
    office.close()
    assert found == {"李某": {Role.CLERK}, "周某": {Role.HEAD}}


@pytest.mark.parametrize("words", [("--short", "坏\x07"), ("--short", "云", "--head", "坏\x07")])
def test_an_office_that_cannot_be_written_leaves_no_file(program: Program, words: tuple[str, ...]) -> None:
    program.refused("init", "--office", "云溪镇", *words)
    assert not Path(program.database).exists()


def test_a_database_that_is_none_is_one_sentence(program: Program, tmp_path: Path) -> None:
    assert "找不到" in program.refused("list")
    stranger = tmp_path / "stranger.gkdb"
    stranger.write_text("no database", encoding="utf-8")
    program.database = str(stranger)
    assert program.refused("list")
    assert program.refused("init", "--office", "x", "--short", "x")
    assert stranger.read_text(encoding="utf-8") == "no database"
    program.database = "postgresql://nobody@127.0.0.1:1/none"
    assert "127.0.0.1" in program.refused("list")


# -- check, backup, restore, migrate --------------------------------------------------------------------------


def test_a_found_fault_ends_with_1_and_names_the_case(gk: Program) -> None:
    gk.record("new", "received", *POSTED)
    office = open_office(gk.database)
    with office.unasked() as session:
        session.execute(text("UPDATE case_copies SET due_on = '2027-01-29'"))
    office.close()
    ran = gk("check", "--json")
    told = json.loads(ran.out)
    assert (ran.status, told["ok"], [item["case"] for item in told["problems"]]) == (
        1,
        False,
        ["〔2026〕1号"],
    )
    assert one_sentence(ran.err) == "发现1个问题，详见输出"
    assert "〔2026〕1号：副本“due_on”" in gk("check").out


def test_what_is_backed_up_is_restored_sound(gk: Program, tmp_path: Path) -> None:
    gk.record("new", "received", *WHOLE)
    gk.json("letter", "1", "receipt", "--to", str(tmp_path / "r.docx"))
    copy, new = str(tmp_path / "copy.gkdb"), str(tmp_path / "new.gkdb")
    kept = gk.json("backup", copy)
    assert (kept["ok"], kept["cases"], kept["entries"], kept["files"]) == (True, 1, 2, 1)
    back = gk.json("restore", copy, "--to", new)
    assert (back["ok"], back["cases"], back["entries"], back["chain"]) == (True, 1, 2, kept["chain"])
    for words in (("backup", copy), ("restore", copy, "--to", new), ("restore", copy, "--to", gk.database)):
        assert "已有同名文件" in gk.refused(*words)
    before = gk.json("show", "1")
    gk.database = new
    assert gk.json("show", "1") == before


def test_a_backup_without_all_papers_says_which_case(gk: Program, tmp_path: Path) -> None:
    gk.record("new", "received", *WHOLE)
    told = gk.json("letter", "1", "receipt", "--to", str(tmp_path / "r.docx"))
    [paper] = Path(f"{gk.database}.files").rglob(told["sha256"])
    paper.unlink()
    ran = gk("backup", str(tmp_path / "copy.gkdb"), "--json")
    document = json.loads(ran.out)
    assert (ran.status, document["ok"], document["missing"]) == (1, False, [told["sha256"]])
    assert document["problems"][0]["case"] == "〔2026〕1号"
    assert one_sentence(ran.err)


def test_migrate_says_the_schema(everywhere: Program) -> None:
    told = everywhere.json("migrate")
    assert (told["ok"], told["cases"], told["revision"]) == (True, 0, HEAD)


# -- as a process ---------------------------------------------------------------------------------------------


def process(*words: str, stdin: bytes = b"", home: Path) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"XDG_DATA_HOME": str(home), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "gkcase", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, input=stdin, capture_output=True, check=False)


def test_the_program_speaks_utf_8_whatever_the_console_is_set_to(tmp_path: Path) -> None:
    database = ("--database", str(tmp_path / "o.gkdb"), "--as", "李𠮷")
    made = process(*database, "init", "--office", "云溪镇", "--short", "云", "--json", home=tmp_path)
    assert (made.returncode, made.stderr) == (0, b"")
    assert json.loads(made.stdout.decode("utf-8"))["office"] == "云溪镇"
    refused = process(*database, "show", "〔2026〕1号", home=tmp_path)
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert refused.stderr.decode("utf-8").strip() == "没有编号为“〔2026〕1号”的案件，请核对"
    wrong = process("fly", home=tmp_path)
    assert (wrong.returncode, b"Traceback" in wrong.stderr) == (2, False)


def test_the_clock_as_a_process_takes_any_bytes(tmp_path: Path) -> None:
    good = (
        '{"id": "\\ud800", "events": [{"kind": "received", "channel": "oral", "submitted_on": "2026-12-01"}]}'
    )
    ran = process("clock", stdin=b'\xef\xbb\xbf{"id": "\xff"}\r\n' + good.encode() + b"\n", home=tmp_path)
    first, second = ran.stdout.decode("utf-8").splitlines()
    assert (ran.returncode, json.loads(first)["line"], json.loads(second)["id"]) == (1, 1, "\ud800")
    assert one_sentence(ran.stderr.decode("utf-8"))


@pytest.mark.parametrize("lines", [1, 20_000])
def test_a_reader_that_leaves_is_no_crash(tmp_path: Path, lines: int) -> None:
    command = [sys.executable, "-m", "gkcase", "clock", "-"]
    environment = os.environ | {"XDG_DATA_HOME": str(tmp_path)}
    file = tmp_path / "in.jsonl"
    file.write_text('{"id": 1, "events": []}\n' * lines, encoding="utf-8")
    with file.open("rb") as given:
        child = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        said = child.stderr.read()
        child.stderr.close()
        assert child.wait() == 1
    assert b"Traceback" not in said
    assert b"Error" not in said


# -- copies that the program makes, drills --------------------------------------------------------------------


def test_a_drill_restores_the_newest_copy_or_the_one_named(gk: Program, tmp_path: Path) -> None:
    assert "还没有可以演练的备份" in gk.refused("drill")
    gk.record("new", "received", *WHOLE)
    gk.json("letter", "1", "receipt", "--to", str(tmp_path / "r.docx"))
    office = open_office(gk.database)
    made = make_copy(office, Why.ASKED)
    office.close()
    assert made is not None
    listed = gk.json("backups")
    assert (listed["ok"], listed["said"].endswith("已验证可恢复")) == (True, True)
    [copy] = listed["copies"]
    assert (copy["proven"], copy["cases"], copy["entries"], copy["files"]) == (True, 1, 2, 1)
    assert copy["file"] in gk("backups").out
    done = gk.json("drill")
    assert (done["ok"], done["file"], done["cases"], done["files"]) == (True, copy["file"], 1, 1)
    assert "恢复演练通过" in gk("drill", "--from", copy["file"]).out
    Path(copy["file"]).write_bytes(b"SQLite format 3\0" + b"x" * (copy["bytes"] - 16))
    ran = gk("drill", "--from", copy["file"])
    assert ran.status == 1
    assert "恢复演练发现1个问题" in ran.out
    assert gk("backups").status == 1
    assert "找不到备份文件" in gk.refused("drill", "--from", str(tmp_path / "none"))


def test_a_restore_says_what_came_after_the_copy(gk: Program, tmp_path: Path) -> None:
    gk.record("new", "received", *WHOLE)
    copy = str(tmp_path / "copy.gkdb")
    gk.json("backup", copy)
    gk.record("1", "noted", "note=来电")
    assert gk.json("restore", copy, "--to", str(tmp_path / "new.gkdb"))["later"] == 1
    said = gk("restore", copy, "--to", str(tmp_path / "newer.gkdb")).out
    assert "还有1条经过，恢复出来的文件里没有" in said
    gk.database = str(tmp_path / "none.gkdb")
    assert gk.json("restore", copy, "--to", str(tmp_path / "newest.gkdb"))["later"] is None


# -- damaged files --------------------------------------------------------------------------------------------


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 + 100])


def overwrite(path: Path, since: int) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:since] + b"\x55" * (len(content) - since))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut": cut,
    "foreign": lambda path: path.write_bytes(b"PK\x03\x04" + b"letter" * 3000),
    "headerless": lambda path: overwrite(path, 0),
    "pages": lambda path: overwrite(path, 4096),
    "gone": Path.unlink,
}


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
def test_every_kind_of_damage_is_one_sentence_and_the_copy_helps(
    program: Program, tmp_path: Path, encrypted: bool
) -> None:
    database = Path(program.database)
    office = create_office(
        database, OfficeProfile("云溪镇人民政府", "云政依复"), acting="李某", encrypted=encrypted
    )
    make_copy(office, Why.ASKED)
    office.close()
    [copy] = database.with_name(f"{database.name}.backups").glob("*.gkdb")
    whole = database.read_bytes()
    for kind, harm in DAMAGES.items():
        harm(database)
        left = database.read_bytes() if database.exists() else None
        assert program.refused("list"), kind
        assert (database.read_bytes() if database.exists() else None) == left
        assert program.json("restore", str(copy), "--to", str(tmp_path / f"{kind}.gkdb"))["ok"], kind
        database.write_bytes(whole)
    if encrypted:
        database.with_name(f"{database.name}.key").unlink()
        assert "钥匙文件" in program.refused("list")


def test_a_database_that_makes_no_sense_ends_with_a_sentence(gk: Program) -> None:
    office = open_office(gk.database)
    with office.store.writing.begin() as connection:
        connection.execute(text("INSERT OR REPLACE INTO settings (key, value) VALUES ('policy', '{甄测试')"))
    office.close()
    for command in ("list", "check"):
        said = gk.refused(command)
        assert "表settings第policy行的value不是规定的格式" in said
        assert "甄测试" not in said
