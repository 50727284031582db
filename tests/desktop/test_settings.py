"""The settings: what is typed is marked until it is saved, refused beside its field, and seen in its effect before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.pages import Stop
from gkcase.desktop.screens.settings import SECTIONS, SettingsScreen
from gkcase.desktop.settings_choices import ChoicesSection
from gkcase.desktop.settings_office import NO_LEVEL, OfficeSection
from gkcase.desktop.settings_people import PeopleSection
from gkcase.desktop.settings_section import History
from gkcase.desktop.settings_store import StoreSection
from gkcase.desktop.shell import Shell
from gkcase.domain.terms import Role
from gkcase.services import calendar, people
from gkcase.services.office import Change, Office, Topic, change_profile
from gkcase.services.reading import dossier
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.settings_window import said

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def screen(shell: Shell) -> SettingsScreen:
    page = shell.page("settings")
    assert isinstance(page, SettingsScreen)
    return page


@pytest.fixture
def profile(screen: SettingsScreen) -> OfficeSection:
    screen.visit("office")
    section = screen.current
    assert isinstance(section, OfficeSection)
    return section


@pytest.fixture
def staff(screen: SettingsScreen, qtbot: QtBot) -> PeopleSection:
    screen.visit("people")
    section = screen.current
    assert isinstance(section, PeopleSection)
    qtbot.waitUntil(lambda: bool(section.staff.persons))
    return section


@pytest.fixture
def choices(screen: SettingsScreen) -> ChoicesSection:
    screen.visit("choices")
    section = screen.current
    assert isinstance(section, ChoicesSection)
    return section


def field(section: OfficeSection, name: str) -> QLineEdit:
    form = next(form for form in section._forms() if name in form._fields)
    made = form.editor(name)
    assert isinstance(made, QLineEdit)
    return made


# -- the sections -------------------------------------------------------------------------------------------------


def test_the_keys_walk_through_the_sections_and_each_is_made_when_it_is_come_to(
    screen: SettingsScreen,
) -> None:
    assert list(screen._built) == ["office"]
    for word in ("人员", "审签路线", "期限口径", "存储和备份", "外观", "提醒", "关于"):
        QTest.keyClick(screen.section_list, Qt.Key.Key_Down)
        assert screen.current is not None
        assert screen.current.word == word
    assert list(screen._built) == list(SECTIONS)
    assert screen.foot_frame.isHidden()  # here is nothing to save


def test_another_page_leads_to_a_section_by_its_name(screen: SettingsScreen, shell: Shell) -> None:
    shell.go("settings", "store")
    assert isinstance(screen.current, StoreSection)
    shell.go("desk")
    shell.go("settings")
    assert isinstance(screen.current, StoreSection)  # as it was left


def test_nobody_leaves_before_saving_or_giving_up(
    screen: SettingsScreen, shell: Shell, profile: OfficeSection
) -> None:
    field(profile, "phone").setText("0557-1")
    screen.visit("about")
    QTest.keyClick(shell, Qt.Key.Key_Escape)
    assert shell.here == Stop("settings")
    assert screen.current is profile
    assert screen.foot_label.text() == "先保存或者放弃修改，再离开设置"
    assert not shell.close()
    screen.revert_button.click()
    QTest.keyClick(shell, Qt.Key.Key_Escape)
    assert shell.here == Stop("desk")


# -- the office ---------------------------------------------------------------------------------------------------


def test_the_office_is_changed_with_a_live_sample_and_marked_until_it_is_saved(
    screen: SettingsScreen, shell: Shell, profile: OfficeSection, office: Office, qtbot: QtBot
) -> None:
    assert profile.sample_label.text() == "文书编号写成：云公开〔2026〕5号"
    assert not screen.save_button.isEnabled()
    field(profile, "short").setText("云依公开")
    assert profile.sample_label.text() == "文书编号写成：云依公开〔2026〕5号"
    assert screen.section_list.item(0).text() == "单位  •"
    assert screen.foot_label.text() == "有未保存的修改"
    field(profile, "review_body").setText(" 清河县人民政府 ")
    heard: list[object] = []
    shell.changed.connect(heard.append)
    QTest.keyClick(field(profile, "short"), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: office.profile.short == "云依公开" and bool(heard))
    assert office.profile.review_body == "清河县人民政府"
    assert said(shell) == "单位信息已保存"
    assert not profile.unsaved
    assert screen.section_list.item(0).text() == "单位"
    assert heard == [Change(Topic.SETTINGS, said="单位信息已保存")]


def test_letters_are_headed_as_the_office_chooses(
    screen: SettingsScreen, profile: OfficeSection, office: Office, qtbot: QtBot
) -> None:
    heading = profile.name_form.editor("heading")
    assert isinstance(heading, QComboBox)
    assert heading.currentText() == "文件格式"
    heading.setCurrentIndex(heading.findData("letter"))
    screen.save_button.click()
    qtbot.waitUntil(lambda: office.profile.heading == "letter" and not profile.unsaved)
    assert heading.currentText() == "信函格式"
    heading.setCurrentIndex(heading.findData("file"))
    screen.save_button.click()
    qtbot.waitUntil(lambda: office.profile.heading == "")


def test_who_reviews_is_said_for_the_kind_of_office_and_checked(
    screen: SettingsScreen, profile: OfficeSection, office: Office, qtbot: QtBot
) -> None:
    level = profile.remedy_form.editor("level")
    assert isinstance(level, QComboBox)
    assert profile.level_label.text() == NO_LEVEL
    level.setCurrentIndex(level.findData("county_government"))
    assert "第二十四条第一款第（二）项" in profile.level_label.text()
    field(profile, "review_body").setText("清河县司法局")
    field(profile, "court").setText("清河县人民法院")
    assert "“清河县司法局”可能不对" in profile.doubt_label.text()
    assert "由中级人民法院管辖" in profile.doubt_label.text()
    field(profile, "review_body").setText("宿安市人民政府")
    field(profile, "court").setText("宿安市中级人民法院")
    assert profile.doubt_label.isHidden()
    screen.save_button.click()
    qtbot.waitUntil(lambda: office.profile.level == "county_government" and not profile.unsaved)
    level.setCurrentIndex(0)
    assert profile.level_label.text() == NO_LEVEL
    screen.save_button.click()
    qtbot.waitUntil(lambda: office.profile.level == "")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("name", "", "请填写单位名称"),
        ("short", "云〔2026〕", "不要写括号"),
        ("short", "云" * 21, "最多20个字"),
        ("postcode", "99999", "邮政编码应为6位，现在是5位"),
        ("postcode", "99999九", "邮政编码应为数字"),
        ("credit_code", "123", "统一社会信用代码"),
        ("court", "清河\u202e县", "控制符"),
    ],
)
def test_what_no_letter_could_carry_is_refused_beside_its_field(
    profile: OfficeSection, office: Office, name: str, value: str, says: str
) -> None:
    before = office.profile
    field(profile, name).setText(value)
    profile.save()
    assert says in field(profile, name).accessibleDescription()
    assert field(profile, name).property("wrong")
    assert office.profile == before
    assert profile.unsaved


def test_a_form_is_undone_step_by_step(screen: SettingsScreen, profile: OfficeSection) -> None:
    field(profile, "phone").setText("0557-1")
    field(profile, "phone").setText("0557-12")
    field(profile, "address").setText("中心路1号")
    screen.undo_button.click()
    assert (field(profile, "phone").text(), field(profile, "address").text()) == ("0557-12", "")
    QTest.keyClick(screen.section_list, Qt.Key.Key_Z, CTRL)
    assert field(profile, "phone").text() == ""
    assert not profile.unsaved
    assert screen.undo_button.isHidden()


def test_the_fields_follow_a_change_from_elsewhere_only_while_nothing_is_typed(
    shell: Shell, profile: OfficeSection, office: Office
) -> None:
    shell.announce(change_profile(office, replace(office.profile, phone="0557-9")))
    assert field(profile, "phone").text() == "0557-9"
    field(profile, "phone").setText("0557-8")
    shell.announce(change_profile(office, replace(office.profile, court="清河县人民法院")))
    assert field(profile, "phone").text() == "0557-8"


def test_what_is_typed_in_one_go_is_one_step() -> None:
    history = History("")
    for text in ("云", "云溪", "云溪镇"):
        history.note(text, "name")
    history.note("云溪镇", "name")
    assert history.undo() == ""
    assert not history.can_undo
    assert history.undo() == ""


# -- persons ------------------------------------------------------------------------------------------------------


def test_a_person_is_entered_with_roles(
    screen: SettingsScreen, shell: Shell, staff: PeopleSection, office: Office, qtbot: QtBot
) -> None:
    staff.add_button.click()
    staff.name_edit.setText("赵某")
    staff.title_edit.setText("镇长")
    staff.role_boxes[Role.CLERK].click()
    staff.role_boxes[Role.HEAD].click()
    QTest.keyClick(staff.title_edit, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: staff.people_list.count() == 3)
    [entered] = [person for person in people.persons(office) if person.name == "赵某"]
    assert (entered.title, entered.roles) == ("镇长", frozenset({Role.HEAD}))
    assert staff.people_list.currentItem().text() == "赵某  镇长 · 负责人"
    assert said(shell) == "赵某已保存"
    qtbot.waitUntil(lambda: not screen.save_button.isEnabled())


@pytest.mark.parametrize(
    ("name", "says"), [("", "请填写姓名"), ("周某", "已经有周某了"), ("周\u202e", "控制符")]
)
def test_a_name_that_cannot_be_is_told_beside_it(
    staff: PeopleSection, office: Office, name: str, says: str, qtbot: QtBot
) -> None:
    staff.add_button.click()
    staff.title_edit.setText("科员")
    staff.name_edit.setText(name)
    staff.save()
    qtbot.waitUntil(lambda: says in staff.name_error.text())
    assert len(people.persons(office, everybody=True)) == 2


def test_a_person_who_leaves_is_told_of_open_cases_and_stays_in_the_list(
    staff: PeopleSection, office: Office, qtbot: QtBot
) -> None:
    staff.people_list.setCurrentRow(1)
    assert (staff.name_edit.text(), staff.name_edit.isReadOnly()) == ("周某", True)
    staff.active_box.click()
    assert staff.active_note.text() == "还有1件在办案件，离岗前请在下面交接"
    staff.save()
    qtbot.waitUntil(lambda: not staff.staff.persons[1].active)
    assert [person.name for person in people.persons(office)] == ["李某"]
    assert staff.people_list.item(1).text().endswith("已离岗")


def test_another_person_is_not_shown_while_one_is_unsaved(
    screen: SettingsScreen, staff: PeopleSection
) -> None:
    staff.title_edit.setText("党政办公室")
    staff.people_list.setCurrentRow(1)
    assert screen.foot_label.text() == "李某的修改还没有保存"
    assert (staff.name_edit.text(), staff.people_list.currentRow()) == ("李某", 0)
    staff.add_button.click()
    assert staff.name_edit.text() == "李某"
    screen.undo_button.click()
    staff.people_list.setCurrentRow(1)
    assert staff.name_edit.text() == "周某"
    staff.add_button.click()
    staff.name_edit.setText("孙某")
    screen.revert_button.click()
    assert staff.name_edit.text() == "李某"


def test_all_open_cases_of_a_person_are_handed_over(
    shell: Shell, staff: PeopleSection, office: Office, qtbot: QtBot
) -> None:
    staff.giver_box.setCurrentIndex(staff.giver_box.findData("李某"))
    assert not staff.over_button.isEnabled()
    assert staff.taker_box.findData("李某") == -1
    staff.taker_box.setCurrentIndex(staff.taker_box.findData("周某"))
    assert staff.over_effect.text() == "李某的3件在办案件将全部转给周某"
    staff.over_note_edit.setText("调离")
    staff.over_button.click()
    qtbot.waitUntil(lambda: said(shell) == "李某的3件在办案件已交给周某")
    assert {dossier(office, case_id).handler for case_id in (1, 2, 3, 4)} == {"周某"}
    assert dossier(office, 3).journal[-1].entry.facts["note"] == "由李某移交：调离"
    qtbot.waitUntil(lambda: staff.giver_box.findData("李某") == -1)


# -- doubtful points ----------------------------------------------------------------------------------------------


def test_every_doubtful_point_stands_there_with_its_words(choices: ChoicesSection, office: Office) -> None:
    assert len(choices.rows) == 18
    for question in office.book.questions:
        row = choices.rows[question.key]
        assert row.value == question.default
        assert (row.radios is None) == (len(question.choices) == 1 or bool(question.highest) or question.free)
    texts = choices.rows["receipt_day_counts"].radios
    assert texts is not None
    assert [made.text() for made in texts.buttons.values()] == [
        "不计入，自次日起算（默认）",
        "计入，届满日提前一个工作日",
    ]


def test_a_choice_shows_the_cases_that_move_before_it_is_saved(
    screen: SettingsScreen, shell: Shell, choices: ChoicesSection, office: Office, qtbot: QtBot
) -> None:
    row = choices.rows["receipt_day_counts"]
    assert row.radios is not None
    row.radios.buttons["true"].click()
    assert row.mark.text() == "已改动，未保存"
    qtbot.waitUntil(choices.effect_frame.isVisible)
    planned = choices.moved_list.model.moved
    assert {moved.case_id for moved in planned} == {1, 2, 3}
    assert calendar.choices_of(office) == {}
    screen.save_button.click()
    qtbot.waitUntil(
        lambda: calendar.choices_of(office) == {"receipt_day_counts": True} and not choices.unsaved
    )
    for moved in planned:
        assert dossier(office, moved.case_id).standing.due == moved.after
    assert said(shell) == "设置已保存，3件案件的期限有变化"
    assert row.mark.text() == "本单位已选"
    assert choices.effect_frame.isHidden()


def test_choosing_the_default_again_stores_nothing(
    choices: ChoicesSection, office: Office, qtbot: QtBot
) -> None:
    calendar.choose(office, {"receipt_day_counts": True})
    choices.look_up()
    row = choices.rows["receipt_day_counts"]
    qtbot.waitUntil(lambda: row.value is True)
    assert row.radios is not None
    row.radios.buttons["false"].click()
    choices.save()
    qtbot.waitUntil(lambda: not choices.unsaved)
    assert calendar.choices_of(office) == {}


@pytest.mark.parametrize(
    ("text", "fine"), [("7", True), ("３０", True), ("6", False), ("31", False), ("十", False)]
)
def test_a_number_is_held_to_its_bounds(
    choices: ChoicesSection, office: Office, text: str, fine: bool, qtbot: QtBot
) -> None:
    row = choices.rows["correction_limit_days"]
    assert row.edit is not None
    row.edit.setText(text)
    choices.save()
    if fine:
        qtbot.waitUntil(lambda: not choices.unsaved)
        assert office.rules.policy.correction_limit_days == row.value
    else:
        assert row.error.text() == "应为7至30之间的整数"
        assert calendar.choices_of(office) == {}


def test_own_words_of_a_point_are_kept(choices: ChoicesSection, office: Office, qtbot: QtBot) -> None:
    row = choices.rows["retention"]
    assert row.edit is not None
    assert row.edit.text().startswith("一般10年")
    row.edit.setText("一律30年")
    choices.save()
    qtbot.waitUntil(lambda: not choices.unsaved)
    assert office.rules.policy.retention == "一律30年"


def test_choices_are_undone_with_a_key(screen: SettingsScreen, choices: ChoicesSection) -> None:
    radios = choices.rows["extensions_allowed"].radios
    assert radios is not None
    radios.buttons["sum"].click()
    QTest.keyClick(radios.buttons["sum"], Qt.Key.Key_Z, CTRL)
    assert radios.code == "once"
    assert not screen.save_button.isEnabled()


# -- for everybody ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", SECTIONS)
def test_it_can_be_read_aloud_walked_and_read_in_large_type(
    screen: SettingsScreen, shell: Shell, key: str, wardrobe: Wardrobe, qtbot: QtBot
) -> None:
    screen.visit(key)
    qtbot.wait(50)
    assert nameless(screen) == []
    assert out_of_reach(shell) == []
    assert doubled_keys(shell) == []
    for points in (9, 20):
        wardrobe.resize_type(points)
        qtbot.wait(20)
        assert clipped(screen) == []
