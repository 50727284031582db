"""Export of everything and back: the same bytes through either database, and nothing of a file that is not sound."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.terms import Event, LetterKind, Role
from gkcase.services import login, mail
from gkcase.services.attachments import add_files, packed, take_in
from gkcase.services.bulk import BrokenOff
from gkcase.services.calendar import set_office_day
from gkcase.services.checking import check_office
from gkcase.services.dossier import OfficeProfile
from gkcase.services.drafts import save_draft
from gkcase.services.gkbak import export_all
from gkcase.services.gkbak_file import MANIFEST, member, table_path
from gkcase.services.gkbak_in import import_all, may_import
from gkcase.services.lettering import write_letter
from gkcase.services.office import Office, create_office
from gkcase.services.people import save_person
from gkcase.services.queries import CaseFilter, CaseLine, case_ids, case_lines
from gkcase.services.remembering import remember
from gkcase.storage import check, journal_store
from gkcase.storage.revisions import REVISIONS
from gkcase.storage.tables import AuditRow, CaseCopy, Setting
from gkcase.storage.vault import CODE_KEPT
from tests.services.conftest import TODAY
from tests.services.logging_in import CHEAP
from tests.services.requests import EXTENSION, do, register

Members = dict[str, bytes]


def made(path: Path) -> Office:
    return create_office(
        path, OfficeProfile("云溪镇人民政府", "云政依复"), today=lambda: TODAY, acting="李某"
    )


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office in which something of every kind has happened; nobody changes it."""
    folder = tmp_path_factory.mktemp("source")
    office = made(folder / "office.gkdb")
    save_person(office, "周某")
    first, second, third = (register(office, wanted=f"{what}名册") for what in ("低保", "救灾", "征地"))
    do(office, first, Event.EXTENDED, **EXTENSION)
    write_letter(office, first, LetterKind.RECEIPT)
    scan = folder / "申请表.pdf"
    do(office, third, Event.NOTED, note="申请人来电")
    do(office, second, Event.WITHDRAWN, note="申请人书面撤回", requested_on="2026-12-08")
    scan.write_bytes(b"%PDF-1.4 scan")
    add_files(office, first, [scan])
    scan.write_bytes(b"%PDF-1.4 of a draft")
    save_draft(office, {"papers": packed(take_in(office, [scan]))})
    mail.enter(
        office, arrived_on=date(2026, 12, 7), way="post_signed", tracking_number="EB1CN", sender="郭某"
    )
    remember(office, "seen", ["a"], "李某")
    set_office_day(office, date(2026, 12, 28), works=False, name="搬迁")
    with office.unasked() as session:
        journal_store.erase(session, third, 2, at=office.now(), who="李某")
        session.merge(Setting(key="last_backup", value="2026-12-01T00:00:00+00:00"))
        session.get_one(CaseCopy, second).reckoned_with = "by an earlier calendar"
        session.get_one(CaseCopy, second).late = True
    yield office
    office.close()


@pytest.fixture(scope="module")
def export(source: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of that office."""
    path = tmp_path_factory.mktemp("export") / "全部.gkbak"
    export_all(source, path, reason="换电脑")
    return path


def members(path: Path) -> Members:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(path: Path, parts: Members) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(member(name), content)
    return path


def manifest(parts: Members) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(parts[MANIFEST])
    return told


def told_anew(parts: Members, **changed: Any) -> Members:
    return {**parts, MANIFEST: json.dumps({**manifest(parts), **changed}).encode()}


def with_lines(parts: Members, name: str, lines: bytes) -> Members:
    """Other lines of a table, with a manifest that agrees with them."""
    tables = manifest(parts)["tables"]
    tables[name] = {"count": lines.count(b"\n"), "sha256": hashlib.sha256(lines).hexdigest()}
    return told_anew({**parts, table_path(name): lines}, tables=tables)


def edited(parts: Members, name: str, edit: Callable[[list[dict[str, Any]]], object]) -> Members:
    rows = [json.loads(line) for line in parts[table_path(name)].splitlines()]
    edit(rows)
    return with_lines(parts, name, b"".join(json.dumps(row).encode() + b"\n" for row in rows))


def test_everything_goes_through_either_database_and_comes_out_with_the_same_bytes(
    office: Office, source: Office, export: Path, tmp_path: Path
) -> None:
    with office.unasked() as session:
        session.merge(Setting(key="files_folder", value=str(tmp_path / "files")))
        session.merge(Setting(key=CODE_KEPT, value=True))
        for act in (
            "recovery_code_kept",
            "key_password_set",
            "backed_up",
        ):  # an office has to be set up first
            office.on_record(session, act)
    save_person(office, "临时")
    assert may_import(office)
    came = import_all(office, export)
    with office.reading() as session:
        assert session.get_one(Setting, CODE_KEPT).value is True
    assert (came.office, came.cases, came.files, came.missing) == ("云溪镇人民政府", 3, 3, 0)
    export_all(office, tmp_path / "again.gkbak")
    assert (tmp_path / "again.gkbak").read_bytes() == export.read_bytes()
    third = made(tmp_path / "third.gkdb")
    import_all(third, tmp_path / "again.gkbak")
    export_all(third, tmp_path / "third.gkbak")
    third.close()
    assert (tmp_path / "third.gkbak").read_bytes() == export.read_bytes()


def lists(office: Office) -> list[CaseLine]:
    return sorted(case_lines(office, case_ids(office, CaseFilter())), key=lambda line: line.id)


def test_passwords_that_stay_behind_are_no_sign_of_tampering(office: Office, tmp_path: Path) -> None:
    guarded = made(tmp_path / "guarded.gkdb")
    register(guarded)
    save_person(guarded, "孙某", roles=[Role.ADMINISTRATOR])
    save_person(guarded, "李某", roles=[Role.CLERK])
    login.switch_on(guarded, "孙某", "magpie-lantern-1", cost=CHEAP)
    once = login.reset_password(guarded, "李某")
    login.log_in(guarded, "李某", once)
    login.change_password(guarded, once, "willow-harbour-2")
    export_all(guarded, tmp_path / "guarded.gkbak", reason="换电脑")
    assert check_office(guarded).ok
    guarded.close()
    import_all(office, tmp_path / "guarded.gkbak")
    assert not login.rules_of(office).on
    assert check_office(office).ok
    save_person(office, "钱某")
    assert check_office(office).ok


def test_the_office_works_on_as_if_it_had_never_moved(office: Office, source: Office, export: Path) -> None:
    import_all(office, export)
    assert lists(office) == lists(source)
    assert check_office(office).ok
    assert office.profile.name == "云溪镇人民政府"
    assert not office.rules.calendar.is_workday(date(2026, 12, 28))
    assert case_ids(office, CaseFilter(text="低保")) == [1]
    assert register(office) == 4
    mail.enter(office, arrived_on=date(2026, 12, 8), way="post_signed", tracking_number="EB2CN")
    assert check_office(office).ok
    with office.reading() as session:
        assert session.get(Setting, "last_backup") is None
        assert not session.scalars(select(AuditRow.n).where(AuditRow.act == "exported")).all()


def test_that_everything_was_taken_out_is_on_the_chain_with_the_reason(source: Office, export: Path) -> None:
    with source.reading() as session:
        [told] = session.scalars(select(AuditRow.detail).where(AuditRow.act == "exported")).all()
    sha256 = hashlib.sha256(export.read_bytes()).hexdigest()
    assert json.loads(told) == {"cases": 3, "reason": "换电脑", "sha256": sha256}
    assert json.loads(members(export)[MANIFEST])["acts"] < check_count(source)


def check_count(office: Office) -> int:
    with office.reading() as session:
        return len(session.scalars(select(AuditRow.n)).all())


def test_a_paper_that_is_gone_does_not_hold_up_the_others(source: Office, tmp_path: Path) -> None:
    shutil.copytree(source.store.files.root, tmp_path / "kept")
    [lost] = [
        part for part in source.store.files.root.rglob("*") if part.is_file() and b"scan" in part.read_bytes()
    ]
    lost.unlink()
    try:
        told = export_all(source, tmp_path / "less.gkbak")
        assert told.missing == (lost.name,)
        new = made(tmp_path / "new.gkdb")
        assert import_all(new, tmp_path / "less.gkbak").missing == 1
        export_all(new, tmp_path / "again.gkbak")
        new.close()
        assert members(tmp_path / "again.gkbak") == members(tmp_path / "less.gkbak")
    finally:
        shutil.copytree(tmp_path / "kept", source.store.files.root, dirs_exist_ok=True)


YEAR_OF_NONSENSE = {
    "year": 2027,
    "number": "国办发明电〔2026〕8号",
    "dated": None,
    "off": {"soon": "元旦"},
    "work": {},
    "imported_at": "2026-12-08T00:00:00.000000+00:00",
    "imported_by": "李某",
}
Broken = Callable[[Members], Members]
TAMPERED: dict[str, tuple[str, Broken]] = {
    "no manifest": ("不是本程序导出的文件", lambda parts: {"a.txt": b"a"}),
    "manifest is no object": ("不是本程序导出的文件", lambda parts: {**parts, MANIFEST: b"[1]"}),
    "deep": ("不是本程序导出的文件", lambda parts: {**parts, MANIFEST: b"[" * 100_000}),
    "path out of the folder": ("不是本程序导出的文件", lambda parts: {**parts, "../../evil.sh": b"x"}),
    "file of another name": (
        "不是本程序导出的文件",
        lambda parts: {**parts, f"files/ab/{'cd' * 32}": b"x"},
    ),
    "newer format": ("由较新版本的程序生成", lambda parts: told_anew(parts, format=2)),
    "newer schema": ("由较新版本的程序生成", lambda parts: told_anew(parts, revision="9999")),
    "a table is gone": (
        "不完整或者已损坏",
        lambda parts: {name: part for name, part in parts.items() if name != table_path("mail")},
    ),
    "a file is gone": (
        "不完整或者已损坏",
        lambda parts: dict(list(parts.items())[:-2]) | {MANIFEST: parts[MANIFEST]},
    ),
    "changed line": ("“cases”被改动过", lambda parts: {**parts, table_path("cases"): b"{}\n"}),
    "changed file": (
        "被改动过或已损坏",
        lambda parts: {name: b"x" if name.startswith("files/") else part for name, part in parts.items()},
    ),
    "wrong head": ("审计链与它的说明对不上", lambda parts: told_anew(parts, head="0" * 64)),
    "no row": ("“mail”内容有误", lambda parts: with_lines(parts, "mail", b"[]\n")),
    "other columns": ("“mail”内容有误", lambda parts: edited(parts, "mail", lambda rows: rows[0].pop("way"))),
    "text for a number": (
        "“cases”内容有误",
        lambda parts: edited(parts, "cases", lambda rows: rows[0].update(year="2026")),
    ),
    "unknown event": (
        "“journal”内容有误",
        lambda parts: edited(parts, "journal", lambda rows: rows[0].update(event="flown")),
    ),
    "case of nobody": (
        "“mail”内容有误",
        lambda parts: edited(parts, "mail", lambda rows: rows[0].update(case_id=77)),
    ),
    "a case twice": (
        "“cases”内容有误",
        lambda parts: edited(parts, "cases", lambda rows: rows.append(rows[0])),
    ),
    "a name that leads elsewhere": (
        "“attachments”内容有误",
        lambda parts: edited(parts, "attachments", lambda rows: rows[0].update(name="../../evil.lnk")),
    ),
    "a paper without a hash": (
        "“attachments”内容有误",
        lambda parts: edited(parts, "attachments", lambda rows: rows[0].update(sha256="../../etc")),
    ),
    "roles that are none": (
        "“persons”内容有误",
        lambda parts: edited(parts, "persons", lambda rows: rows[0].update(roles=7)),
    ),
    "a number that no database holds": (
        "“counters”内容有误",
        lambda parts: edited(parts, "counters", lambda rows: rows[0].update(last=2**70)),
    ),
    "a sign that no database holds": (
        "“persons”内容有误",
        lambda parts: edited(parts, "persons", lambda rows: rows[0].update(title="\x00")),
    ),
    "a number that is none": (
        "“offices”内容有误",
        lambda parts: edited(parts, "offices", lambda rows: rows[0].update(profile={"a": float("nan")})),
    ),
    "a way that is none": (
        "“mail”内容有误",
        lambda parts: edited(parts, "mail", lambda rows: rows[0].update(way="pigeon")),
    ),
    "a day that nobody can reckon with": (
        "“mail”内容有误",
        lambda parts: edited(parts, "mail", lambda rows: rows[0].update(arrived_on="9999-12-31")),
    ),
    "no office": ("内容有误", lambda parts: with_lines(parts, "offices", b"")),
    "a practice day that is none": (
        "“settings”内容有误",
        lambda parts: with_lines(parts, "settings", b'{"key":"practice_today","value":"soon"}\n'),
    ),
    "a calendar that is none": (
        "“settings”内容有误",
        lambda parts: edited(parts, "calendar_years", lambda rows: rows.append(YEAR_OF_NONSENSE)),
    ),
    "a setting of another place": (
        "“settings”内容有误",
        lambda parts: with_lines(parts, "settings", b'{"key":"files_folder","value":"/"}\n'),
    ),
    "words that nobody entered": (
        "没有通过核对（第1条办理记录的内容被改动过）",
        lambda parts: edited(
            parts, "payloads", lambda rows: rows[0].update(body=rows[0]["body"].replace("低保", "低报"))
        ),
    ),
    "a chain that was cut": (
        "内容有误|审计链",
        lambda parts: edited(parts, "audit", lambda rows: rows.pop(2)),
    ),
}


def test_what_is_not_sound_is_refused_with_one_sentence_and_nothing_is_left_of_it(
    office: Office, export: Path, tmp_path: Path
) -> None:
    whole = members(export)
    for said, breaking in TAMPERED.values():
        broken = zipped(tmp_path / "坏.gkbak", breaking(whole))
        with pytest.raises(Trouble, match=said) as told:
            import_all(office, broken)
        assert "\n" not in str(told.value)
        assert "坏.gkbak" in str(told.value)
        assert may_import(office)
        assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    import_all(office, export)
    assert check_office(office).ok


def test_an_export_of_an_earlier_program_takes_what_it_lacks_as_new_rows_do(
    office: Office, export: Path, tmp_path: Path
) -> None:
    parts = edited(members(export), "mail", lambda rows: rows[0].pop("note"))
    tables = manifest(parts)["tables"]
    del tables["paper_texts"], parts[table_path("paper_texts")]
    import_all(office, zipped(tmp_path / "旧.gkbak", told_anew(parts, revision=REVISIONS[-2], tables=tables)))
    assert check_office(office).ok
    assert [line.note for line in mail.mail_lines(office)] == [""]


def test_words_that_make_no_case_end_the_import_even_if_the_chain_agrees(
    office: Office, export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "problems", lambda *_: [])
    parts = members(export)
    for body in ('{"facts":[]}', '{"facts":{},"reason":"","breaches":[]}', "[]", "{"):
        forged = edited(parts, "payloads", lambda rows: rows[0].update(body=body))  # noqa: B023 - used at once
        with pytest.raises(Trouble, match="“journal”内容有误"):
            import_all(office, zipped(tmp_path / "坏.gkbak", forged))
        assert may_import(office)


def test_a_file_that_is_no_export_is_named(office: Office, export: Path, tmp_path: Path) -> None:
    broken = tmp_path / "坏.gkbak"
    cases: list[tuple[bytes, str]] = [
        (export.read_bytes()[:-300], "不完整或者已损坏"),
        (export.read_bytes()[:4000], "不完整或者已损坏"),
        (b"PK\x03\x04", "不是本程序导出的文件"),
        (b"SQLite format 3\0", "不是本程序导出的文件"),
        (b"", "不是本程序导出的文件"),
    ]
    for content, said in cases:
        broken.write_bytes(content)
        with pytest.raises(Trouble, match=said):
            import_all(office, broken)
    with zipfile.ZipFile(broken, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, b"0" * 10_000_000)  # what unfolds is not read at all
    with pytest.raises(Trouble, match="不是本程序导出的文件"):
        import_all(office, broken)
    with pytest.raises(Trouble, match="找不到要导入的文件"):
        import_all(office, tmp_path / "nowhere.gkbak")


def test_whoever_works_may_not_be_one_of_the_persons_that_came(office: Office, export: Path) -> None:
    office.acting = "吴某"
    assert not import_all(office, export).known


def test_an_office_at_work_takes_nothing_in(office: Office, export: Path) -> None:
    register(office)
    with pytest.raises(Refusal, match="只能用于刚建立的空单位"):
        import_all(office, export)


def test_both_can_be_stopped_and_leave_nothing(
    office: Office, source: Office, export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = check_count(source)
    with pytest.raises(BrokenOff):
        export_all(source, tmp_path / "halb.gkbak", cancelled=lambda: True)
    assert not list(tmp_path.glob("halb*"))
    assert check_count(source) == acts
    told: list[tuple[int, int]] = []
    with pytest.raises(BrokenOff):
        import_all(office, export, report=lambda *step: told.append(step), cancelled=lambda: len(told) > 4)
    assert may_import(office)
    assert told
    assert all(done <= total for done, total in told)
    monkeypatch.setattr(check, "problems", lambda *_: (_ for _ in ()).throw(Trouble("磁盘空间不足")))
    with pytest.raises(Trouble, match="磁盘空间不足"):
        import_all(office, export)
    assert may_import(office)


def test_the_target_must_be_writable_and_named_as_what_it_is(source: Office, tmp_path: Path) -> None:
    acts = check_count(source)
    with pytest.raises(Trouble, match=r"应以\.gkbak结尾"):
        export_all(source, tmp_path / "alles.zip")
    with pytest.raises(Trouble, match="没有写成"):
        export_all(source, tmp_path / "nowhere" / "alles.gkbak")
    assert check_count(source) == acts
