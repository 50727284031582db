"""An encrypted office: opened by the key of this computer, by password, by recovery code, and by nothing else."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event, select

from gkcase.domain.errors import Refusal, Trouble
from gkcase.services import keys, secrets
from gkcase.services.checking import check_office
from gkcase.services.dossier import OfficeProfile
from gkcase.services.first_look import first_look
from gkcase.services.health import health
from gkcase.services.intake import register
from gkcase.services.keeping import back_up, restore
from gkcase.services.keys import Locked
from gkcase.services.office import Office, create_office, open_office
from gkcase.services.recovery_kept import code_is_kept, keep_code
from gkcase.storage import cipher, durable, vault
from gkcase.storage.argon import Cost
from gkcase.storage.recovery_code import new_code
from gkcase.storage.tables import AuditRow
from tests.services.requests import POSTED

CHEAP = Cost(8, 1, 1)
PROFILE = OfficeProfile("云溪镇人民政府", "云政依复")
TODAY = date(2026, 12, 8)
PASSWORD = "云溪镇 2026"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "office.gkdb"


@pytest.fixture
def office(database: Path, tmp_path: Path) -> Iterator[Office]:
    """An encrypted office with a case and a paper."""
    made = create_office(database, PROFILE, today=lambda: TODAY, acting="李某", encrypted=True)
    scan = tmp_path / "申请书.pdf"
    scan.write_bytes(b"%PDF scan")
    register(made, POSTED, files=[scan])
    yield made
    made.close()


def moved_away(database: Path) -> None:
    """As if the file had come to another computer."""
    kept = vault.read_key_file(database)
    assert kept is not None
    secrets.secrets().forget(f"{kept.id}/data")


def test_an_encrypted_office_works_like_any_other(office: Office, database: Path) -> None:
    code = office.recovery_code
    assert check_office(office).ok
    assert not cipher.is_plain(database)
    assert health(office).sound
    assert health(office).protection == "已加密；钥匙存放在本机文件，整台电脑或者硬盘被偷时不能保护"
    office.close()
    again = open_office(database, today=lambda: TODAY)
    assert check_office(again).ok
    assert again.recovery_code == ""
    assert again.store.key is not None
    assert again.store.key.hex() not in code
    again.close()


def test_the_first_picture_needs_no_second_look(office: Office, database: Path) -> None:
    office.close()
    look = first_look(str(database))
    assert look is not None
    assert len(look.cases) == 1
    assert look.early.opened().store.key is not None
    look.early.close()
    moved_away(database)
    assert first_look(str(database)) is None


def test_without_its_key_the_database_is_locked(office: Office, database: Path) -> None:
    office.close()
    moved_away(database)
    with pytest.raises(Locked, match="请输入恢复码") as told:
        open_office(database)
    assert told.value.database == database
    assert not told.value.has_password
    with pytest.raises(Refusal, match="没有设置打开密码"):
        keys.unlock_with_password(database, PASSWORD)


def test_the_password_opens_it_and_is_asked_for_once(office: Office, database: Path) -> None:
    keys.set_password(office, PASSWORD, cost=CHEAP)
    office.close()
    moved_away(database)
    with pytest.raises(Locked, match="请输入打开密码或恢复码") as told:
        open_office(database)
    assert told.value.has_password
    with pytest.raises(Refusal, match="打开密码不对") as refused:
        keys.unlock_with_password(database, PASSWORD + "7")
    assert refused.value.field == "password"
    key = keys.unlock_with_password(database, PASSWORD, remember=False)
    with pytest.raises(Locked):
        open_office(database)
    open_office(database, key=key).close()
    keys.unlock_with_password(database, PASSWORD)
    open_office(database).close()


def test_the_recovery_code_opens_it(office: Office, database: Path) -> None:
    code = office.recovery_code
    office.close()
    moved_away(database)
    with pytest.raises(Refusal, match="输入错误"):
        keys.unlock_with_code(database, code[:-1])
    with pytest.raises(Refusal, match="不是本数据库现在的恢复码"):
        keys.unlock_with_code(database, new_code())
    keys.unlock_with_code(database, code.lower().replace("-", " "))
    open_office(database).close()


def test_a_new_code_ends_the_old_one_and_both_changes_are_on_the_chain(
    office: Office, database: Path
) -> None:
    old, new = office.recovery_code, keys.new_recovery_code(office)
    keys.set_password(office, PASSWORD, cost=CHEAP)
    with office.reading() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.act.in_(ACTS))).all()
        assert [row.act for row in rows] == list(ACTS)
        told = "".join(row.detail for row in rows)
    assert not [secret for secret in (PASSWORD, old, new, new.replace("-", "")) if secret in told]
    with pytest.raises(Refusal, match="已被新的恢复码取代"):
        keys.unlock_with_code(database, old)
    assert keys.unlock_with_code(database, new) == office.store.key


ACTS = ("recovery_code_made", "key_password_set")


def acts_of(office: Office) -> list[str]:
    """What the chain says since the first case was registered."""
    with office.reading() as session:
        chosen = select(AuditRow.act).where(AuditRow.act.in_((*ACTS, "key_forgotten", "key_change_failed")))
        return list(session.scalars(chosen.order_by(AuditRow.n)))


def refuse(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


CHANGES: dict[str, Callable[[Office], object]] = {
    "recovery_code_made": keys.new_recovery_code,
    "key_password_set": lambda office: keys.set_password(office, "另一个密码 2027", cost=CHEAP),
}


def still_opens(office: Office, database: Path) -> None:
    """The code and the password from before open it; the code is still said to lie in the safe."""
    assert keys.unlock_with_code(database, office.recovery_code) == office.store.key
    assert keys.unlock_with_password(database, PASSWORD) == office.store.key
    assert code_is_kept(office)
    assert not list(database.parent.glob("*.new"))


@pytest.mark.parametrize("act", CHANGES)
@pytest.mark.parametrize("fault", ["commit", "no room", "no place"])
def test_a_change_that_fails_leaves_what_people_have_working_and_on_record(
    office: Office, database: Path, monkeypatch: pytest.MonkeyPatch, act: str, fault: str
) -> None:
    keys.set_password(office, PASSWORD, cost=CHEAP)
    keep_code(office)
    before = acts_of(office)
    with monkeypatch.context() as patch:
        if fault == "commit":
            event.listen(office.store.writing, "commit", refuse)
        else:
            patch.setattr(durable, {"no room": "sync_file", "no place": "replace"}[fault], refuse)
        with pytest.raises(Trouble):
            CHANGES[act](office)
    if fault == "commit":
        event.remove(office.store.writing, "commit", refuse)
    assert acts_of(office) == before + ([act, "key_change_failed"] if fault == "no place" else [])
    still_opens(office, database)


def test_a_disk_that_complains_too_late_leaves_the_new_code_in_force(
    office: Office, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "sync_folder", refuse)
    code = keys.new_recovery_code(office)
    assert keys.unlock_with_code(database, code) == office.store.key
    assert acts_of(office) == ["recovery_code_made"]


def test_a_key_that_cannot_be_forgotten_is_not_said_to_be(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.set_password(office, PASSWORD, cost=CHEAP)

    def closed(*_: object) -> None:
        raise Trouble("系统钥匙串打不开")

    monkeypatch.setattr(type(secrets.secrets()), "forget", closed)
    with pytest.raises(Trouble, match="钥匙串打不开"):
        keys.forget_key(office)
    assert acts_of(office)[-2:] == ["key_forgotten", "key_change_failed"]
    assert keys.key_status(office).kept_in == "file"


def test_a_new_code_is_not_put_away_yet(office: Office) -> None:
    keep_code(office)
    assert code_is_kept(office)
    keys.new_recovery_code(office)
    assert not code_is_kept(office)


def test_a_computer_may_ask_each_time(office: Office, database: Path) -> None:
    with pytest.raises(Refusal, match="先设置打开密码"):
        keys.forget_key(office)
    keys.set_password(office, PASSWORD, cost=CHEAP)
    assert keys.key_status(office).kept_in == "file"
    keys.forget_key(office)
    status = keys.key_status(office)
    assert (status.kept_in, status.has_password, status.has_code) == ("", True, True)
    assert status.said == "已加密（本机没有保存钥匙）"
    with pytest.raises(Locked):
        open_office(database)


@pytest.mark.parametrize(("password", "said"), [("短", "至少8个字符"), ("长" * 1001, "最多1000个字符")])
def test_passwords_that_are_refused(office: Office, password: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        keys.set_password(office, password)


def test_a_lost_key_file_is_said_with_the_way_out(office: Office, database: Path) -> None:
    back_up(office, database.with_name("copy.gkdb"))
    lost = vault.key_file(database)
    content = lost.read_bytes()
    lost.unlink()
    with pytest.raises(Trouble, match="找不到钥匙文件"):
        keys.set_password(office, PASSWORD, cost=CHEAP)
    assert "找不到钥匙文件" in health(office).protection
    office.close()
    with pytest.raises(Trouble, match="把备份旁边的钥匙文件复制回来"):
        open_office(database)
    assert vault.key_file(database.with_name("copy.gkdb")).read_bytes() == content
    lost.write_bytes(content)
    open_office(database).close()


def test_a_key_of_another_database_opens_nothing(office: Office, database: Path) -> None:
    office.close()
    kept = vault.read_key_file(database)
    assert kept is not None
    secrets.secrets().put(f"{kept.id}/data", bytes(32))
    with pytest.raises(Locked):
        open_office(database)
    with pytest.raises(Trouble, match="这把钥匙打不开"):
        open_office(database, key=bytes(32))


def test_a_damaged_first_page_is_no_wrong_key(office: Office, database: Path) -> None:
    office.close()
    content = bytearray(database.read_bytes())
    content[100] ^= 1
    database.write_bytes(content)
    with pytest.raises(Trouble, match="已损坏"):
        open_office(database)
    database.write_bytes(content[: 4096 + 100])
    with pytest.raises(Trouble, match="已损坏"):
        open_office(database)


def test_backup_and_restore_stay_encrypted_and_open_with_the_same_key(office: Office, tmp_path: Path) -> None:
    copy = back_up(office, tmp_path / "copy.gkdb")
    assert (copy.files, copy.missing) == (1, ())
    back = restore(copy.path, tmp_path / "back.gkdb")
    assert back.head == copy.head
    for place in (copy.path, back.path):
        assert not cipher.is_plain(place)
        assert keys.unlock_with_code(place, office.recovery_code) == office.store.key
        opened = open_office(place, today=lambda: TODAY)
        assert check_office(opened).ok
        opened.close()
    with pytest.raises(Trouble, match="没有覆盖"):
        back_up(office, tmp_path / "copy.gkdb")


def test_a_key_file_that_lies_there_already_is_not_overwritten(office: Office, tmp_path: Path) -> None:
    """It may be the only way into a database that was moved."""
    vault.carry_key_file(tmp_path / "office.gkdb", tmp_path / "other.gkdb")
    content = vault.key_file(tmp_path / "other.gkdb").read_bytes()
    create_office(tmp_path / "other.gkdb", PROFILE, encrypted=True).close()
    [kept] = tmp_path.glob("other.gkdb.key.*")
    assert kept.read_bytes() == content


def test_what_a_killed_copy_has_left_stops_no_later_one(office: Office, tmp_path: Path) -> None:
    """The key file comes first; the copy itself never got its name."""
    vault.carry_key_file(tmp_path / "office.gkdb", tmp_path / "copy.gkdb")
    content = vault.key_file(tmp_path / "copy.gkdb").read_bytes()
    copy = back_up(office, tmp_path / "copy.gkdb")
    assert keys.unlock_with_code(copy.path, office.recovery_code) == office.store.key
    [kept] = tmp_path.glob("copy.gkdb.key.*")
    assert kept.read_bytes() == content


def test_a_database_that_was_not_made_leaves_no_key(tmp_path: Path) -> None:
    place = tmp_path / "none" / "office.gkdb"
    with pytest.raises(Trouble):
        create_office(place, PROFILE, encrypted=True)
    (tmp_path / "office.gkdb").write_bytes(b"something")
    with pytest.raises(Trouble, match="已有同名文件"):
        create_office(tmp_path / "office.gkdb", PROFILE, encrypted=True)
    assert list(tmp_path.iterdir()) == [tmp_path / "office.gkdb"]


def test_a_plain_office_has_no_key_to_change(tmp_path: Path) -> None:
    office = create_office(tmp_path / "plain.gkdb", PROFILE)
    assert health(office).protection == "未加密"
    assert keys.data_key(tmp_path / "plain.gkdb") is None
    for change in (lambda: keys.set_password(office, PASSWORD), lambda: keys.new_recovery_code(office)):
        with pytest.raises(Refusal, match="没有加密"):
            change()
    with pytest.raises(Refusal, match="没有加密"):
        keys.unlock_with_code(tmp_path / "plain.gkdb", new_code())
    office.close()
    with pytest.raises(Trouble, match="没有加密"):
        open_office(tmp_path / "plain.gkdb", key=bytes(32))
