"""The office itself: what it says of itself, its day, its persons, and how it is made."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.terms import Role
from gkcase.services import people
from gkcase.services.dossier import OfficeProfile
from gkcase.services.drafts import load_draft, save_draft
from gkcase.services.office import (
    PRACTICE,
    Office,
    Topic,
    beijing_today,
    change_profile,
    create_office,
    move_today,
    open_office,
)
from gkcase.storage import durable
from gkcase.storage.engine import open_store
from gkcase.storage.tables import Setting


def test_what_letters_say_of_the_office_can_be_changed(office: Office) -> None:
    change = change_profile(office, replace(office.profile, phone="0557-7654321", court="云溪市人民法院"))
    assert change.topics is Topic.SETTINGS
    assert (office.profile.phone, office.profile.court) == ("0557-7654321", "云溪市人民法院")
    office.reload()
    assert office.profile.phone == "0557-7654321"
    assert office.profile.name == "云溪镇人民政府"


def test_only_a_demo_office_moves_its_day(office: Office) -> None:
    with pytest.raises(Refusal, match="示例单位"):
        move_today(office, date(2027, 1, 4))
    with office.unasked() as session:
        session.add(Setting(key=PRACTICE, value="2026-12-08"))
    move_today(office, date(2027, 1, 4))
    assert (office.today(), office.practice) == (date(2027, 1, 4), True)


def test_a_demo_office_opens_on_its_own_day_unless_told(township: Path) -> None:
    for today, day in ((beijing_today, None), (lambda: date(2026, 1, 5), date(2026, 1, 5))):
        office = open_office(township, today=today)
        assert office.practice
        assert office.today() == (day or office.today())
        assert office.today() != beijing_today() or day is None
        office.close()


def test_a_database_without_an_office_says_what_to_do(empty_place: str) -> None:
    open_store(empty_place, create=True).close()
    with pytest.raises(Trouble, match="gkcase init"):
        open_office(empty_place)


def test_an_office_is_made_once_on_each_database(empty_place: str) -> None:
    profile = OfficeProfile("云溪镇人民政府", "云政依复")
    create_office(empty_place, profile, acting="李某").close()
    with pytest.raises(Trouble):
        create_office(empty_place, profile)
    office = open_office(empty_place)
    assert [person.name for person in people.persons(office)] == ["李某"]
    assert not office.practice
    office.close()


def test_an_office_comes_into_being_with_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database without its office could neither be opened nor made again."""

    def no_row(**columns: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gkcase.services.office.OfficeRow", no_row)
    with pytest.raises(KeyboardInterrupt):
        create_office(tmp_path / "office.gkdb", OfficeProfile("云溪镇人民政府", "云政依复"))
    assert list(tmp_path.iterdir()) == []


def test_an_office_is_made_where_only_the_tables_are(empty_place: str) -> None:
    """The administrator has migrated a server, or making the office was broken off there."""
    open_store(empty_place, create=True).close()
    profile = OfficeProfile("云溪镇人民政府", "云政依复")
    if "://" not in empty_place:
        with pytest.raises(Trouble, match="已有同名文件"):
            create_office(empty_place, profile)
        return
    create_office(empty_place, profile, acting="李某").close()
    with pytest.raises(Trouble, match="已有数据"):
        create_office(empty_place, profile)


def test_persons_keep_their_place_when_they_leave_and_come_back(office: Office) -> None:
    people.save_person(office, "王某", title="法制员", roles=[Role.REVIEWER, Role.CLERK])
    people.save_person(office, "王某", active=False)
    assert "王某" not in [person.name for person in people.persons(office)]
    assert "王某" in [person.name for person in people.persons(office, everybody=True)]
    people.save_person(office, "王某", roles=[Role.HEAD])
    found = {person.name: person for person in people.persons(office)}
    assert found["王某"].roles == {Role.HEAD}
    assert len(people.persons(office, everybody=True)) == 3


@pytest.mark.parametrize(("name", "title"), [(" ", ""), ("坏\x00", ""), ("王某", "坏\x00")])
def test_a_person_needs_a_name_that_can_be_written(office: Office, name: str, title: str) -> None:
    with pytest.raises(Refusal):
        people.save_person(office, name, title=title)
    assert len(people.persons(office, everybody=True)) == 2


def test_a_disk_without_room_begins_no_save_but_keeps_drafts(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(Path.cwd())
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=durable.RESERVE - 1))
    if office.store.path is None:  # the server looks after its own disk
        people.save_person(office, "孙某")
        return
    with pytest.raises(Trouble, match="不足200 MB，没有开始保存"):
        people.save_person(office, "孙某")
    assert "孙某" not in [person.name for person in people.persons(office)]
    save_draft(office, {"wanted": "征地补偿款发放表"})
    draft = load_draft(office)
    assert draft is not None
    assert draft.body == {"wanted": "征地补偿款发放表"}
