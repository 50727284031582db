"""Copies that the program makes by itself: proven before they count, thinned, brought to a second place, drilled."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import namedtuple
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.terms import Event, Role
from gkcase.services import backups, drills, handling, intake, keeping, people, rescue
from gkcase.services.backup_state import BY_ADMINISTRATOR, standing
from gkcase.services.backups import Why, changed, copy_before, due, folder_of, make_copy, use_second_place
from gkcase.services.checking import check_office
from gkcase.services.dossier import OfficeProfile
from gkcase.services.many import register_many
from gkcase.services.office import Office, open_office
from gkcase.services.progress import BrokenOff
from gkcase.services.several import record_each
from gkcase.storage import backup, durable, manifest, pooled
from gkcase.storage.tables import Setting
from soak import backups as soak
from tests.offices import new_office
from tests.services.requests import POSTED

TODAY = date(2026, 12, 8)
MORNING = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)  # nine o'clock in Beijing
Usage = namedtuple("Usage", "total used free")


class Watch:
    """The moments of an office, moved by the test."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def on(self, **passed: int) -> None:
        self.now += timedelta(**passed)


@pytest.fixture
def watch() -> Watch:
    return Watch(MORNING)


@pytest.fixture
def desk(tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """An office in a file, with a case and an attachment."""
    made = new_office(
        tmp_path / "office.gkdb", OfficeProfile("云溪镇人民政府", "云政依复"), today=lambda: TODAY
    )
    monkeypatch.setattr(made, "now", lambda: watch.now)
    add_case(made, tmp_path, "first")
    yield made
    made.close()


def add_case(office: Office, folder: Path, name: str) -> int:
    scan = folder / f"{name}.pdf"
    scan.write_bytes(b"%PDF " + name.encode() * 100)
    return intake.register(office, POSTED, files=[scan]).case_id


def note(office: Office) -> None:
    handling.record(office, 1, Event.NOTED, on=TODAY, facts={"note": "来电"})


def place(office: Office) -> Path:
    folder = folder_of(office)
    assert folder is not None
    return folder


def lines(office: Office) -> list[manifest.CopyLine]:
    return manifest.copies(place(office))


def pool(office: Office) -> list[str]:
    return sorted(path.name for path in (place(office) / "pool").rglob("*") if path.is_file())


# -- making and proving ---------------------------------------------------------------------------------------


def test_a_copy_is_proven_listed_and_shares_its_files(desk: Office, watch: Watch, tmp_path: Path) -> None:
    assert (changed(desk), due(desk)) == (True, True)
    first = make_copy(desk, Why.TIMED)
    assert first is not None
    assert (first.cases, first.entries, first.files, first.missing, first.green) == (1, 1, 1, 0, True)
    assert (changed(desk), due(desk)) == (False, False)
    note(desk)
    assert (changed(desk), due(desk)) == (True, False)
    watch.on(minutes=30)
    assert due(desk)
    second = make_copy(desk, Why.TIMED)
    assert second is not None
    assert second.n == first.n + 1
    assert len(pool(desk)) == 1
    assert [line.file for line in lines(desk)] == [second.file, first.file]
    assert (first.every_file, second.every_file) == (True, False)
    found = standing(desk)
    assert (found.words, found.sound) == ("最近备份今天 09:30，已验证可恢复", True)
    listed = (place(desk) / manifest.NAME).read_text("utf-8")
    assert not any(word in listed for word in ("陈", "李某", "999999", "138"))


def test_every_way_of_damaging_a_copy_keeps_it_from_being_green(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes wrong between copying and proving: pages, rows, chain; the older one stays the last good one."""
    good = make_copy(desk, Why.TIMED)
    assert good is not None
    note(desk)
    prove = vars(backup)["prove"]
    faults = {
        "页面校验": _overwrite,
        "行数不一致": lambda path: _execute(path, "INSERT INTO counters VALUES (1, 'x', 1, 1)"),
        "审计链第2条": lambda path: _execute(path, "UPDATE audit SET who = 'x' WHERE n = 2"),
    }
    for said, harm in faults.items():

        def harmed(path: Path, *rest: object, harm: object = harm) -> None:
            harm(path)  # type: ignore[operator]
            prove(path, *rest)

        monkeypatch.setitem(vars(backup), "prove", harmed)
        with pytest.raises(Trouble, match=said):
            make_copy(desk, Why.TIMED)
        found = standing(desk)
        assert not found.sound
        assert said in found.words
        assert "最近备份今天 09:00，已验证可恢复" in found.words
        assert [line.file for line in lines(desk)] == [good.file]
        assert [path.name for path in place(desk).glob("*.gkdb*")] == [good.file]
    monkeypatch.setitem(vars(backup), "prove", prove)
    assert make_copy(desk, Why.TIMED)
    assert standing(desk).sound


def _overwrite(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192:20480] = b"\x55" * 12288
    path.write_bytes(content)


def _execute(path: Path, statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for name, *_ in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
            if "audit" in name:
                connection.execute(f'DROP TRIGGER "{name}"')
        connection.executescript(statements)
        connection.commit()


def test_a_lost_paper_is_said_and_one_in_the_pool_saves_the_copy(
    desk: Office, watch: Watch, tmp_path: Path
) -> None:
    make_copy(desk, Why.TIMED)
    add_case(desk, tmp_path, "second")
    files = desk.store.files.folder
    assert files is not None
    shutil.rmtree(files)
    watch.on(minutes=31)
    line = make_copy(desk, Why.TIMED)
    assert line is not None
    assert (line.files, line.missing, line.green) == (1, 1, False)
    found = standing(desk)
    assert "缺少1份附件或文书" in found.words
    assert not found.sound


def test_a_paper_that_was_spoilt_in_the_pool_is_brought_again(desk: Office, watch: Watch) -> None:
    make_copy(desk, Why.TIMED)
    [kept] = (place(desk) / "pool").rglob(pool(desk)[0])
    kept.write_bytes(b"other")
    os.utime(kept, (1, 1))  # nothing tells that it was changed, until all are read again on the next day
    watch.on(days=1)
    line = make_copy(desk, Why.TIMED)
    assert line is not None
    assert (line.every_file, line.green) == (True, True)
    assert kept.read_bytes() != b"other"


def test_a_full_disk_is_told_and_leaves_nothing(desk: Office) -> None:
    good = make_copy(desk, Why.TIMED)
    assert good is not None
    note(desk)
    with pytest.MonkeyPatch.context() as small:
        small.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, durable.RESERVE))
        with pytest.raises(Trouble, match="磁盘剩余空间不足，没有备份"):
            make_copy(desk, Why.TIMED)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as broken:
        broken.setattr("gkcase.storage.pooled.publish_copy", full)
        with pytest.raises(Trouble, match="磁盘空间不足"):
            make_copy(desk, Why.TIMED)
    assert [path.name for path in place(desk).glob("*.gkdb*")] == [good.file]
    assert "没有成功" in standing(desk).words


def test_a_cancelled_copy_leaves_nothing(desk: Office) -> None:
    with pytest.raises(BrokenOff):
        make_copy(desk, Why.TIMED, cancelled=lambda: True)
    assert list(place(desk).iterdir()) == []
    assert standing(desk).words == "还没有备份"


def test_a_bulk_act_begins_with_a_copy_unless_nothing_has_changed(desk: Office, watch: Watch) -> None:
    first = copy_before(desk, Why.BULK)
    assert copy_before(desk, Why.BULK) == first
    watch.on(minutes=1)
    assert copy_before(desk, Why.IMPORT) != first
    assert [Why.of(line.why) for line in lines(desk)] == [Why.IMPORT, Why.BULK]


def test_what_a_killed_program_left_is_no_copy_and_goes(desk: Office) -> None:
    make_copy(desk, Why.TIMED)
    left = place(desk) / "office.20261208-090000.timed.gkdb.0a1b2c3d.new"
    left.write_bytes(b"half")
    note(desk)
    make_copy(desk, Why.TIMED)
    assert left.exists()
    os.utime(left, (time.time() - durable.STALE_SECONDS - 1,) * 2)
    note(desk)
    make_copy(desk, Why.TIMED)
    assert not left.exists()


def test_a_kill_during_a_backup_leaves_the_older_ones_green(desk: Office, tmp_path: Path) -> None:
    good = make_copy(desk, Why.TIMED)
    assert good is not None
    note(desk)
    program = (
        "import os, sys; from gkcase.services.office import open_office; from gkcase.services import backups;"
        "from gkcase.storage import pooled;"
        "pooled.publish_copy = lambda *_: os.kill(os.getpid(), 9);"
        "backups.make_copy(open_office(sys.argv[1]), backups.Why.EXIT)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(desk.store.path)], capture_output=True, check=False
    )
    assert ran.returncode != 0
    assert b"Traceback" not in ran.stderr
    assert [line.file for line in lines(desk)] == [good.file]
    assert changed(desk)
    assert make_copy(desk, Why.EXIT)
    assert standing(desk).sound


def test_a_manifest_with_broken_lines_and_foreign_names_is_read_with_care(
    desk: Office, tmp_path: Path
) -> None:
    good = make_copy(desk, Why.TIMED)
    assert good is not None
    path = place(desk) / manifest.NAME
    line = json.loads(path.read_text("utf-8"))
    (tmp_path / "other.gkdb").write_bytes(b"x")
    foreign = json.dumps({**line, "file": "../other.gkdb", "bytes": 1})
    path.write_text(f'{path.read_text("utf-8")}[]\n{{"kind":"copy"}}\n{foreign}\n{{"kind":"co', "utf-8")
    note(desk)
    newer = make_copy(desk, Why.TIMED)
    assert newer is not None
    assert [one.file for one in lines(desk)] == [newer.file, good.file]


# -- thinning -------------------------------------------------------------------------------------------------


def test_old_copies_go_and_the_pool_loses_only_what_no_copy_names(
    desk: Office, watch: Watch, tmp_path: Path
) -> None:
    make_copy(desk, Why.TIMED)
    watch.on(hours=1)
    add_case(desk, tmp_path, "second")
    last = make_copy(desk, Why.EXIT)
    stray = place(desk) / "pool" / "ab" / ("ab" * 32)
    stray.parent.mkdir()
    stray.write_bytes(b"named by none")
    watch.on(days=1)
    note(desk)
    newest = make_copy(desk, Why.TIMED)
    assert last is not None
    assert newest is not None
    assert [line.file for line in lines(desk)] == [newest.file, last.file]
    assert not stray.exists()
    assert len(pool(desk)) == 2


def test_the_pool_is_left_alone_while_a_copy_cannot_be_read(desk: Office, watch: Watch) -> None:
    make_copy(desk, Why.TIMED)
    (place(desk) / "unreadable.gkdb").write_bytes(b"no database at all" * 100)
    assert pooled.remove_copies(place(desk), ["none.gkdb"], None) == 0
    assert len(pool(desk)) == 1


# -- the second place -----------------------------------------------------------------------------------------


def test_the_second_place_gets_one_whole_copy_a_day(desk: Office, watch: Watch, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    use_second_place(desk, stick)
    make_copy(desk, Why.TIMED)
    watch.on(minutes=40)
    note(desk)
    make_copy(desk, Why.TIMED)
    [there] = manifest.copies(stick / "office.gkdb.backups")
    assert there.green
    assert "已验证可恢复" in standing(desk).second
    new = keeping.restore(stick / "office.gkdb.backups" / there.file, tmp_path / "new.gkdb")
    assert (new.files, new.missing) == (1, ())
    watch.on(days=1)
    note(desk)
    make_copy(desk, Why.TIMED)
    assert len(manifest.copies(stick / "office.gkdb.backups")) == 2


def test_a_missing_stick_is_said_calmly_and_reminded_of_after_a_week(
    desk: Office, watch: Watch, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    use_second_place(desk, stick)
    stick.rmdir()
    make_copy(desk, Why.TIMED)
    found = standing(desk)
    assert (found.sound, found.reminders) == (True, ())
    assert "现在找不到这个文件夹" in found.second
    watch.on(days=8)
    assert standing(desk).reminders == ("第二存放处已有8天没有备份",)
    stick.mkdir()
    note(desk)
    make_copy(desk, Why.TIMED)
    assert standing(desk).reminders == ()
    use_second_place(desk, None)
    assert standing(desk).second == ""


def test_a_second_place_that_is_none_is_refused(desk: Office, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none", Path("here"), place(desk) / "inside"):
        if folder.name == "inside":
            folder.mkdir(parents=True)
        with pytest.raises(Refusal):
            use_second_place(desk, folder)
    assert backups.second_place(desk) is None


def test_a_full_stick_is_no_failure_of_the_copy(
    desk: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    use_second_place(desk, stick)

    def usage(folder: Path) -> Usage:
        return Usage(1, 1, 0 if stick in Path(folder).parents else 10**12)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    assert make_copy(desk, Why.TIMED)
    found = standing(desk)
    assert found.sound
    assert "最近一次没有成功：磁盘剩余空间不足" in found.second


# -- restoring and drills -------------------------------------------------------------------------------------


def test_a_restored_copy_is_the_office_of_then_and_says_what_came_later(desk: Office, tmp_path: Path) -> None:
    line = make_copy(desk, Why.TIMED)
    assert line is not None
    note(desk)
    note(desk)
    kept = keeping.restore(place(desk) / line.file, tmp_path / "new.gkdb")
    assert keeping.entries_after(desk, kept.n, kept.head) == 2
    assert keeping.entries_after(desk, kept.n, "0" * 64) is None
    restored = open_office(kept.path, today=lambda: TODAY)
    assert check_office(restored).ok
    restored.close()
    with pytest.raises(Trouble, match="没有覆盖"):
        keeping.restore(place(desk) / line.file, tmp_path / "new.gkdb")


def test_a_drill_restores_checks_and_leaves_a_line_on_the_chain(desk: Office, watch: Watch) -> None:
    with pytest.raises(Trouble, match="还没有可以演练的备份"):
        drills.drill(desk)
    line = make_copy(desk, Why.TIMED)
    done = drills.drill(desk)
    assert line is not None
    assert (done.ok, done.cases, done.entries, done.files) == (True, 1, 1, 1)
    assert done.copy.name == line.file
    assert "都能恢复" in done.said
    assert sorted(path.name for path in place(desk).iterdir()) == [manifest.NAME, line.file, "pool"]
    with desk.reading() as session:
        kept = session.execute(text("SELECT detail FROM audit ORDER BY n DESC LIMIT 1")).scalar()
    assert json.loads(str(kept)) == {"file": line.file, "findings": 0, "ok": True}
    assert "恢复以后检查全部正常" in standing(desk).drilled
    watch.on(days=32)
    assert standing(desk).reminders == ("已有32天没有做恢复演练",)


def test_nobody_has_drilled_for_a_month(desk: Office, watch: Watch) -> None:
    make_copy(desk, Why.TIMED)
    watch.on(days=32)
    assert standing(desk).reminders == ("备份还没有演练过恢复",)


def test_a_drill_that_fails_takes_the_copy_s_mark_away(desk: Office, watch: Watch) -> None:
    older = make_copy(desk, Why.TIMED)
    note(desk)
    newer = make_copy(desk, Why.TIMED)
    assert older is not None
    assert newer is not None
    _overwrite(place(desk) / newer.file)
    watch.on(minutes=5)
    done = drills.drill(desk)
    assert not done.ok
    assert "恢复演练发现1个问题" in done.said
    assert {line.file: line.green for line in lines(desk)} == {newer.file: False, older.file: True}
    found = standing(desk)
    assert not found.sound
    assert "请立即重新备份" in found.words
    watch.on(minutes=5)
    make_copy(desk, Why.ASKED)
    assert standing(desk).sound
    with pytest.raises(Trouble, match="找不到备份文件"):
        drills.drill(desk, place(desk) / "none.gkdb")


def test_a_drill_may_be_stopped(desk: Office) -> None:
    make_copy(desk, Why.TIMED)
    with pytest.raises(BrokenOff):
        drills.drill(desk, cancelled=lambda: True)
    assert not list(place(desk).glob("drill-*"))


def test_a_shared_database_is_copied_by_its_administrator(office: Office, tmp_path: Path) -> None:
    if office.store.path is not None:
        return
    assert standing(office).words == BY_ADMINISTRATOR
    assert (make_copy(office, Why.EXIT), copy_before(office, Why.BULK), changed(office), due(office)) == (
        *(None, None, False, False),
    )
    with pytest.raises(Refusal, match="pg_dump"):
        use_second_place(office, tmp_path)
    with pytest.raises(Trouble, match="pg_dump"):
        drills.drill(office)


def test_copies_are_made_for_whoever_works_and_even_for_nobody(desk: Office, watch: Watch) -> None:
    """Who sees no case has copies all the same; only where they lie is chosen by whoever may."""
    admin = people.save_person(desk, "孙某", roles=[Role.ADMINISTRATOR])
    assert admin.topics
    [who] = [one for one in people.persons(desk) if one.name == "孙某"]
    with desk.unasked() as session:
        session.merge(Setting(key="login", value={"on": True}))
    with desk.reading() as session:
        desk.gate.let_in(session, who)
    for out in (False, True):
        if out:
            desk.gate.let_out()
        watch.on(minutes=40)
        with desk.unasked() as session:
            desk.on_record(session, "x")
        assert due(desk)
        assert make_copy(desk, Why.TIMED)
        assert drills.drill(desk).ok
        assert rescue.amiss(desk) == ""
        assert standing(desk).sound


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
def test_every_copy_of_a_growing_office_comes_back_whole(
    tmp_path: Path, encrypted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soak, "keep_keys_in", lambda _: None)
    count = soak.one_office(tmp_path, 2, random.Random(8), encrypted=encrypted)
    assert (count.made, count.good) == (2, count.restores)


def test_whatever_is_done_to_many_cases_begins_with_a_copy(desk: Office) -> None:
    requests = [f"第{number}号文件" for number in range(backups.MANY)]
    register_many(desk, POSTED, requests[1:])
    assert lines(desk) == []
    register_many(desk, POSTED, requests)
    assert [(line.why, line.cases) for line in lines(desk)] == [("bulk", backups.MANY)]
    steps = [(case_id, {"note": "来电"}) for case_id in range(1, backups.MANY + 1)]
    assert record_each(desk, steps, Event.NOTED, on=TODAY).refused == ()
    assert [line.cases for line in lines(desk)] == [2 * backups.MANY, backups.MANY]
