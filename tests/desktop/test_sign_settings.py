"""设置: the routes of signatures and the absences, as somebody sets them; a signature on paper in the case window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gkcase.desktop.screens.settings import SettingsScreen
from gkcase.desktop.settings_people import PeopleSection
from gkcase.desktop.settings_routes import EVERY, RoutesSection
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.domain.signoff import FULL, Route, Routes, Step
from gkcase.domain.terms import Event, LetterKind, Role
from gkcase.services import absences, lettering, routing
from gkcase.services.office import Office
from gkcase.services.people import save_person
from gkcase.services.reading import dossier
from gkcase.services.signing import signatures_of
from tests.desktop.case_desk import DISCLOSE, CaseDesk
from tests.desktop.settings_window import said, shell_with_settings

BUREAU = Step(Role.REVIEWER, "司法局把关")


@pytest.fixture
def shell(office: Office, tasks: Tasks, settings: QSettings) -> Iterator[Shell]:
    save_person(office, "钱某", roles=[Role.REVIEWER])
    save_person(office, "赵某", roles=[Role.HEAD])
    made = shell_with_settings(office, tasks, settings)
    yield made
    shiboken6.delete(made)


def screen_of(shell: Shell) -> SettingsScreen:
    screen = shell.page("settings")
    assert isinstance(screen, SettingsScreen)
    return screen


@pytest.fixture
def section(shell: Shell, qtbot: QtBot) -> RoutesSection:
    """The routes, read."""
    shell.go("settings", "routes")
    made = screen_of(shell).current
    assert isinstance(made, RoutesSection)
    qtbot.waitUntil(lambda: "钱某" in made.cards[EVERY].who[0].text())
    return made


def test_the_built_in_route_says_who_can_take_each_step(section: RoutesSection) -> None:
    card = section.cards[EVERY]
    assert card.route == FULL
    assert [one.text() for one in card.who] == ["今天可由钱某签", "今天可由赵某签"]
    assert card.drop_button.isHidden()
    assert not section.unsaved


def test_a_route_is_named_bound_to_a_result_moved_and_saved(
    section: RoutesSection, shell: Shell, office: Office, qtbot: QtBot
) -> None:
    section.result_box.setCurrentIndex(section.result_box.findData("R4"))
    assert section.result_box.currentText() == "不予公开（全部）"
    section.bind_button.click()
    section.cards["R4"].add_button.click()
    QTest.keyClicks(section.cards["R4"].names[0], "A")
    section.cards["R4"].names[0].setText("司法局把关")
    section.cards["R4"].names[0].textEdited.emit("司法局把关")
    assert section.cards["R4"].route.steps[0] == BUREAU
    screen_of(shell).save_button.click()
    qtbot.waitUntil(lambda: not section.unsaved)
    assert "以后送审的答复书按新路线审签" in said(shell)
    assert routing.routes(office) == Routes(None, {"R4": Route((BUREAU, *FULL.steps))})
    assert section.result_box.findData("R4") < 0


def test_changes_are_taken_back_step_by_step(section: RoutesSection, shell: Shell) -> None:
    card = section.cards[EVERY]
    card.boxes[0].setCurrentIndex(1)
    assert section.unsaved
    section.cards[EVERY].add_button.click()
    assert len(section.cards[EVERY].route.steps) == 3
    screen_of(shell).undo_button.click()
    assert len(section.cards[EVERY].route.steps) == 2
    screen_of(shell).revert_button.click()
    assert section.cards[EVERY].route == FULL
    assert not section.unsaved


def test_a_step_that_nobody_can_take_is_said_and_one_that_stands_twice_is_refused(
    section: RoutesSection, shell: Shell, office: Office, qtbot: QtBot
) -> None:
    save_person(office, "钱某", active=False)
    section.look_up()
    qtbot.waitUntil(lambda: len(section.cards[EVERY].who) == 1)
    section.cards[EVERY].add_button.click()
    assert section.cards[EVERY].who[0].text() == "今天没有人能签，请在“人员”中登记法制审核"
    section.cards[EVERY].boxes[0].setCurrentIndex(1)
    screen_of(shell).save_button.click()
    qtbot.waitUntil(lambda: "“负责人”出现两次" in section.route_error.text())
    assert routing.routes(office) == Routes()


def test_a_route_goes_back_to_the_built_in_one(
    section: RoutesSection, shell: Shell, office: Office, qtbot: QtBot
) -> None:
    routing.save_routes(office, Routes(Route((BUREAU,)), {"R6": FULL}))
    section.look_up()
    qtbot.waitUntil(lambda: "R6" in section.cards)
    section.cards["R6"].drop_button.click()
    section.cards[EVERY].drop_button.click()
    assert section.cards[EVERY].route == FULL
    screen_of(shell).save_button.click()
    qtbot.waitUntil(lambda: not section.unsaved)
    assert routing.routes(office) == Routes()


def test_an_absence_is_recorded_and_cancelled(shell: Shell, office: Office, qtbot: QtBot) -> None:
    shell.go("settings", "people")
    people = screen_of(shell).current
    assert isinstance(people, PeopleSection)
    card = people.absences
    qtbot.waitUntil(lambda: card.person_box.findData("赵某") > 0)
    card.record_button.click()
    assert "请选择外出人、代签人" in card.error_label.text()
    card.person_box.setCurrentIndex(card.person_box.findData("赵某"))
    card.deputy_box.setCurrentIndex(card.deputy_box.findData("赵某"))
    card.since_field.set_day(date(2026, 12, 8))
    card.until_field.set_day(date(2026, 12, 10))
    card.record_button.click()
    qtbot.waitUntil(lambda: "代签人不能是外出的本人" in card.error_label.text())
    card.deputy_box.setCurrentIndex(card.deputy_box.findData("周某"))
    card.record_button.click()
    qtbot.waitUntil(lambda: len(card.lines) == 1)
    assert [(one.person, one.deputy) for one in absences.absences(office)] == [("赵某", "周某")]
    assert "由周某代签" in said(shell)
    card._cancel(card.lines[0].id)
    qtbot.waitUntil(lambda: card.lines == [])
    assert absences.absences(office) == []


def test_a_signature_on_paper_is_entered_with_its_scan(desk: CaseDesk, tmp_path: Path) -> None:
    case_id = desk.register()
    lettering.write_letter(desk.office, case_id, LetterKind.REPLY, facts=DISCLOSE)
    desk.record(case_id, Event.SECRECY_REVIEWED, reviewer="钱某", outcome="可以公开")
    desk.record(case_id, Event.SUBMITTED)
    screen = desk.open(case_id)
    assert "下一环节：负责人，可由赵某签" in screen.rows.sign_tab.hint_label.text()
    scan = tmp_path / "审签单.pdf"
    scan.write_bytes(b"%PDF-1.4 signed")
    screen.rows.sign_tab.paper_button.click()
    desk.qtbot.waitUntil(lambda: screen.panels.open_one is not None)
    facts = desk.panel.form.fact_form.facts()
    assert (facts["on_paper"], facts["signer"]) == (True, "赵某")
    asked = desk.panel.form.fact_form
    desk.qtbot.waitUntil(lambda: asked.find_editor("reason_") is not None)  # as long as there is no scan
    screen.add_files([scan])

    desk.qtbot.waitUntil(lambda: asked.find_editor("reason_") is None)
    desk.confirm()
    [one] = signatures_of(dossier(desk.office, case_id))
    assert (one.name, one.on_paper, one.entered_by, len(one.scan)) == ("赵某", True, "李某", 64)
