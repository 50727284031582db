"""Copies that the program makes by itself: proven before they count, thinned, brought to a second place, drilled."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from gkcase.domain.errors import Trouble
from gkcase.services.backup_state import standing
from gkcase.services.backups import Why, changed, copy_before, due, make_copy
from gkcase.services.office import Office
from gkcase.services.progress import BrokenOff
from gkcase.storage import backup, durable, manifest, pooled
from tests.services.backup_office import (
    Usage,
    Watch,
    add_case,
    lines,
    note,
    overwrite,
    place,
    pool,
)
from tests.services.backup_office import desk as desk
from tests.services.backup_office import watch as watch

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
        "页面校验": overwrite,
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
