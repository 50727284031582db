"""Switching the log-in on, one-time passwords, roles that do not go together: by what an administrator does."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gkcase.desktop.case_view import read_case
from gkcase.desktop.settings_people import PeopleSection
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.domain.errors import Refusal
from gkcase.domain.terms import Event, Role
from gkcase.services.login import change_password, log_in, reset_password, rules_of, switch_on
from gkcase.services.office import Office, open_office
from gkcase.services.people import persons, save_person
from gkcase.services.queries import CaseFilter, case_ids
from gkcase.services.reading import dossier
from gkcase.storage import argon
from tests.desktop.log_in_desk import ADMIN, AUDITOR, CHEAP, CLERK, HEAD, ONCE, PASSWORDS, guarded
from tests.desktop.settings_window import said, section_in, shell_with_settings
from tests.desktop.sign_desk import SignDesk


def section_of(
    office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot
) -> tuple[Shell, PeopleSection]:
    shell = shell_with_settings(office, tasks, settings)
    qtbot.addWidget(shell)
    section = section_in(shell, "people", PeopleSection)
    qtbot.waitUntil(lambda: bool(section.staff.persons) and not tasks.is_busy)
    return shell, section


def test_the_log_in_is_switched_on_with_an_administrator_of_its_own(
    office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(argon, "calibrated", lambda: CHEAP)
    shell, section = section_of(office, tasks, settings, qtbot)
    card = section.login
    assert card.state_label.text().startswith("没有启用")
    card.start_button.click()
    card.on_button.click()
    assert card.admin_error.text() == "请选择或者填写系统管理员的姓名"
    card.admin_box.setCurrentText("李某")
    for field in (card.password.first, card.password.again):
        field.edit.setText("magpie-lantern-1")
    card.on_button.click()
    qtbot.waitUntil(card.admin_error.isVisible)
    assert "“李某”不是" in card.admin_error.text()
    card.admin_box.setCurrentText("孙某")
    for field in (card.password.first, card.password.again):
        field.edit.setText("12345678")
    card.on_button.click()
    qtbot.waitUntil(card.password.first.error_label.isVisible)
    assert "常见的密码" in card.password.first.error_label.text()
    assert "孙某" not in {person.name for person in persons(office)}
    for field in (card.password.first, card.password.again):
        field.edit.setText("magpie-lantern-1")
    card.minutes_box.setValue(15)
    QTest.keyClick(card.password.again.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: card.rules.on)
    assert said(shell) == "登录已启用，请给每个人发一次性密码"
    rules = rules_of(office)
    assert (rules.idle_minutes, office.acting) == (15, "孙某")
    assert card.password.first.text == ""
    card.policy_row.choose("dengbao")
    card.rules_button.click()
    qtbot.waitUntil(card.rules_error.isVisible)
    assert "最多10分钟" in card.rules_error.text()
    card.stop_button.click()
    card.end_password.edit.setText("wrong-password-9")
    card.end_button.click()
    qtbot.waitUntil(card.end_password.error_label.isVisible)
    card.end_password.edit.setText("magpie-lantern-1")
    card.end_button.click()
    qtbot.waitUntil(lambda: not card.rules.on)


def test_a_one_time_password_is_shown_until_it_has_been_handed_over(
    tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot
) -> None:
    office = open_office(guarded(tmp_path))
    log_in(office, ADMIN, PASSWORDS[ADMIN])
    _, section = section_of(office, tasks, settings, qtbot)
    names = [person.name for person in section.staff.persons]
    section.people_list.setCurrentRow(names.index(AUDITOR))
    account = section.account
    assert account.state_label.text() == "一次性密码，登录后须修改"
    assert account.give_button.text() == "重置为一次性密码"
    account.give_button.click()
    qtbot.waitUntil(account.once_frame.isVisible)
    once = account.once_label.text()
    assert once != ONCE[AUDITOR]
    assert AUDITOR in account.once_note.text()
    account.done_button.click()
    assert (account.once_frame.isVisible(), account.once_label.text()) == (False, "")
    assert account.window().focusWidget() is account.give_button
    qtbot.waitUntil(lambda: not tasks.is_busy)
    with pytest.raises(Refusal):
        log_in(office, AUDITOR, ONCE[AUDITOR])
    log_in(office, AUDITOR, once)
    office.close()


def test_roles_say_what_they_allow_and_those_that_do_not_go_together_are_refused_beside_them(
    office: Office, tasks: Tasks, settings: QSettings, qtbot: QtBot
) -> None:
    _, section = section_of(office, tasks, settings, qtbot)
    section.add_button.click()
    section.name_edit.setText("钱某")
    assert "经办：查看案件内容" in section.roles_note.text()
    section.role_boxes[Role.ADMINISTRATOR].click()
    assert "不能与“经办”由同一人担任" in section.roles_error.text()
    section.save()
    assert not tasks.is_busy
    section.role_boxes[Role.CLERK].click()
    assert not section.roles_error.isVisible()
    section.save()
    qtbot.waitUntil(lambda: section.people_list.count() == 3)


def test_who_only_looks_sees_acts_with_the_reason_why_not(tmp_path: Path) -> None:
    office = open_office(guarded(tmp_path))
    log_in(office, CLERK, PASSWORDS[CLERK])
    [case_id] = case_ids(office, CaseFilter())
    clerk = read_case(office, case_id)
    assert (clerk.hands_off, clerk.steps[Event.EXTENDED].refusal) == ("", "")
    log_in(office, HEAD, PASSWORDS[HEAD])
    head = read_case(office, case_id)
    assert head.steps[Event.EXTENDED].refusal == ""
    assert "不能办理案件" in head.steps[Event.SEARCHED].refusal
    log_in(office, AUDITOR, ONCE[AUDITOR])
    change_password(office, ONCE[AUDITOR], "copper-meadow-77")
    auditor = read_case(office, case_id)
    assert "的角色是监督" in auditor.hands_off
    assert all(possible.refusal for possible in auditor.steps.values())
    office.close()


def test_a_signature_asks_for_the_password_once_more(
    tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot
) -> None:
    sign = SignDesk(tmp_path, tasks, settings, qtbot)
    case_id = sign.submitted()
    save_person(sign.office, ADMIN, roles=[Role.ADMINISTRATOR])
    switch_on(sign.office, ADMIN, PASSWORDS[ADMIN], cost=CHEAP)
    once = reset_password(sign.office, "钱某")
    log_in(sign.office, "钱某", once)
    change_password(sign.office, once, "granite-orchid-3")
    act = sign.sit_down("钱某").act
    sign.wait_for(case_id)
    assert act.password_body.isVisible()
    act.confirm_button.click()
    assert act.password.error_label.text() == "审签须输入本人的登录密码"
    act.password.edit.setText("wrong-password-9")
    QTest.keyClick(act.password.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(act.password.error_label.isVisible)
    assert act.password.error_label.text() == "登录密码不对，请重新输入"
    assert act.password.text == ""
    act.choice.choose("return")
    assert not act.password_body.isVisible()
    act.choice.choose("sign")
    act.password.edit.setText("granite-orchid-3")
    act.confirm_button.click()
    qtbot.waitUntil(lambda: not sign.reads(case_id))
    assert act.password.text == ""
    assert dossier(sign.office, case_id).last(Event.SIGNED) is not None
    sign.shell.close()
    sign.office.close()
