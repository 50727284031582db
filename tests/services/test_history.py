"""What shows that the history was tampered with: macs, the mark of this computer, seals of the tables that decide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text

from gkcase.domain.errors import Refusal
from gkcase.domain.rights import May
from gkcase.domain.terms import Role
from gkcase.services import history, mail
from gkcase.services.calendar import set_office_day
from gkcase.services.checking import Report, check_office
from gkcase.services.dossier import OfficeProfile
from gkcase.services.keeping import back_up, restore
from gkcase.services.office import Office, create_office, open_office
from gkcase.services.people import save_person
from gkcase.storage import audit
from gkcase.storage.table_seals import NAMES
from gkcase.storage.tables import AuditRow
from tests.offices import Pockets

TODAY = date(2026, 12, 8)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = create_office(tmp_path / "office.gkdb", OfficeProfile("云溪镇人民政府", "云"), today=lambda: TODAY)
    save_person(made, "李某", roles=[Role.CLERK])
    yield made
    made.close()


def acts(office: Office) -> list[str]:
    with office.reading() as session:
        return list(session.scalars(select(AuditRow.act).order_by(AuditRow.n)))


def again(office: Office) -> Office:
    assert office.store.path is not None
    office.close()
    return open_office(office.store.path, today=lambda: TODAY)


def raw(office: Office, *statements: str) -> None:
    """What somebody does who has the file."""
    with office.store.writing.begin() as connection:
        for (name,) in connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).fetchall():
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))


def told(report: Report) -> list[str]:
    return [finding.what for finding in report.findings if "触发器" not in finding.what]


def test_the_first_save_names_the_key_and_every_row_after_it_bears_a_mac(office: Office) -> None:
    assert acts(office) == ["history_key", "person_saved", "office_sealed"]
    with office.reading() as session:
        assert all(len(mac) == 64 for mac in session.scalars(select(AuditRow.mac)))
    report = check_office(office)
    assert report.ok
    assert not report.notes


def test_looking_asks_for_no_key(office: Office, pockets: Pockets) -> None:
    other = again(office)
    pockets.kept.clear()
    assert check_office(other).notes == (
        "审计链第1条至第3条由另一台电脑封存，这里没有它的钥匙，只核对了链本身",
    )
    assert not pockets.kept
    other.close()


def test_another_computer_goes_on_with_a_key_of_its_own(office: Office, pockets: Pockets) -> None:
    other = again(office)
    pockets.kept.clear()
    save_person(other, "周某")
    assert acts(other)[3:] == ["history_key", "person_saved", "office_sealed"]
    assert check_office(other).ok
    raw(other, "UPDATE audit SET mac = '' WHERE n = 5")
    assert told(check_office(other)) == ["审计链第5条的封存码被去掉了"]
    other.close()


def test_rows_of_before_the_key_need_no_mac(office: Office, pockets: Pockets) -> None:
    raw(
        office, "UPDATE audit SET mac = ''", "DELETE FROM audit", "DELETE FROM settings WHERE key = 'history'"
    )
    with office.store._write.begin() as session:  # as a program without keys wrote it
        audit.append(session, at=office.now(), who="李某", act="office_changed")
    other = again(office)
    pockets.kept.clear()
    save_person(other, "周某")
    report = check_office(other)
    assert told(report) == []
    assert report.notes == ()
    other.close()


def test_the_mark_follows_the_saves_and_is_there_at_the_end(office: Office, pockets: Pockets) -> None:
    other = again(office)
    with other.reading() as session:
        end = audit.head(session)
        (mark,) = history.mark_of(other, session).kept().values()
    assert (mark.n, mark.hash, mark.keyed) == (end.n, end.hash, True)
    other.close()


def test_a_shorter_chain_is_told_and_accepted_only_with_a_reason(office: Office) -> None:
    other = again(office)
    raw(other, "DELETE FROM audit WHERE n = 3")
    (what,) = told(check_office(other))
    assert what.startswith("审计链短于本机记录的最高水位：到过第3条，现在到第2条。如果这是恢复出来的备份")
    assert history.mark_trouble(other) == what
    save_person(other, "周某")  # the mark does not follow a chain that is in doubt
    assert "最高水位" in history.mark_trouble(other)
    with pytest.raises(Refusal, match="须写明理由"):
        history.accept_mark(other, " ")
    history.accept_mark(other, "恢复到昨天的备份")
    assert history.mark_trouble(other) == ""
    assert acts(other)[-1] == "mark_accepted"
    with pytest.raises(Refusal, match="不需要确认"):
        history.accept_mark(other, "恢复到昨天的备份")
    other.close()


def test_a_copy_in_another_place_is_remarked_not_accused(office: Office, tmp_path: Path) -> None:
    other = again(office)
    with other.store.writing.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql(f"VACUUM INTO '{tmp_path / 'copy.gkdb'}'")
    save_person(other, "周某")
    other.close()
    copy = open_office(tmp_path / "copy.gkdb", today=lambda: TODAY)
    report = check_office(copy)
    assert report.ok
    assert report.notes == ("这份数据库在本机另一处到过审计链第5条，这里没有到；恢复出来的备份就是这样",)
    copy.close()


EDITS = {
    "人员和角色": "UPDATE persons SET roles = '[\"head\"]'",
    "单位信息": "UPDATE offices SET name = '别的单位'",
    "设置": "UPDATE settings SET value = '{}' WHERE key = 'routes'",
    "本机关上班日、休息日": "UPDATE office_days SET works = NOT works",
    "放假安排": "INSERT INTO calendar_years VALUES (2027, '国办发明电', NULL, '{}', '{}', '2026-12-01', '王')",
    "登录密码": "INSERT INTO accounts (person_id, password, earlier, failures, must_change)"
    " VALUES (1, 'x', '[]', 0, 0)",
    "外出代签": "INSERT INTO absences VALUES"
    " (1, 1, 1, '2026-12-01', '2026-12-31', '', 0, '2026-12-01 00:00:00.000000', '王')",
}


def test_tables_that_decide_days_and_rights_are_held_against_the_chain(office: Office) -> None:
    set_office_day(office, date(2026, 12, 10), works=False, name="停电")
    mail.enter(office, arrived_on=TODAY, way="post_signed", tracking_number="EA1")
    assert check_office(office).ok
    raw(office, "INSERT INTO settings VALUES ('routes', '{}')", *EDITS.values())
    found = told(check_office(office))
    assert [what.split("”")[0].strip("“") for what in found] == [
        words for words in NAMES.values() if words in EDITS
    ]
    raw(office, "UPDATE mail SET arrived_on = '2026-12-01'", "INSERT INTO counters VALUES (1, 'x', 2026, 3)")
    assert "收件簿第1条与审计链不一致" in told(check_office(office))


def test_another_id_leaves_neither_key_nor_mark_behind(office: Office) -> None:
    office.history.close()
    raw(
        office,
        "UPDATE settings SET value = '\"made up\"' WHERE key = 'database_id'",
        "DELETE FROM audit WHERE n > 2",
        "UPDATE audit SET mac = ''",
    )
    changed = again(office)
    assert any("这个位置原来的数据库不是这一个" in what for what in told(check_office(changed)))
    save_person(changed, "王某")
    assert any("这个位置原来的数据库不是这一个" in what for what in told(check_office(changed)))
    changed.close()


def test_a_new_or_restored_office_in_an_old_place_is_nobodys_fault(
    office: Office, pockets: Pockets, tmp_path: Path
) -> None:
    path = office.store.path
    assert path is not None
    other = create_office(tmp_path / "other.gkdb", OfficeProfile("石桥镇人民政府", "石"), today=lambda: TODAY)
    save_person(other, "周某")
    back_up(other, tmp_path / "copy.gkdb")
    with other.reading() as session:
        stranger = history.identity(session)
    other.close()
    office.close()
    path.unlink()
    pockets.forget(f"{stranger}/mark")
    restore(tmp_path / "copy.gkdb", path)
    restored = open_office(path, today=lambda: TODAY)
    assert told(check_office(restored)) == []
    restored.close()
    path.unlink()
    made = create_office(path, OfficeProfile("云溪镇人民政府", "云"), today=lambda: TODAY)
    save_person(made, "李某")
    assert told(check_office(made)) == []
    made.close()


def test_without_the_pointer_nothing_is_sealed_anew(office: Office) -> None:
    raw(office, "UPDATE persons SET roles = '[\"head\"]'", "DELETE FROM settings WHERE key = 'history'")
    changed = again(office)
    with changed.transaction(May.OWN) as session:
        changed.on_record(session, "office_changed")
    assert any("人员和角色" in what for what in told(check_office(changed)))
    changed.close()
