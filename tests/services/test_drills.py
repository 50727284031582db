"""The second place, restoring, drills: copies that lie elsewhere and copies that are tried out."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.terms import Event, Role
from gkcase.services import backups, drills, keeping, people, rescue
from gkcase.services.backup_state import standing
from gkcase.services.backups import (
    BY_ADMINISTRATOR,
    Why,
    changed,
    copy_before,
    due,
    make_copy,
    use_second_place,
)
from gkcase.services.checking import check_office
from gkcase.services.many import register_many
from gkcase.services.office import Office, open_office
from gkcase.services.progress import BrokenOff
from gkcase.services.several import record_each
from gkcase.storage import manifest
from gkcase.storage.tables import Setting
from soak import backups as soak
from tests.services.backup_office import (
    TODAY,
    Usage,
    Watch,
    lines,
    note,
    overwrite,
    place,
)
from tests.services.backup_office import desk as desk
from tests.services.backup_office import watch as watch
from tests.services.requests import POSTED

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
    overwrite(place(desk) / newer.file)
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


def test_what_a_drill_finds_in_a_case_is_not_listed_in_plain_words(desk: Office, tmp_path: Path) -> None:
    with desk.store.writing.begin() as connection:
        connection.execute(text("UPDATE case_copies SET applicant = '甄测试', handler = '甄测试'"))
    done = drills.drill(desk, keeping.back_up(desk, tmp_path / "copy.gkdb").path)
    assert not done.ok
    listed = (place(desk) / manifest.NAME).read_text("utf-8")
    assert "恢复演练发现" in listed
    assert "副本" not in listed
    assert "甄测试" not in listed + done.said
