"""The program from its start: the first questions, the office of last time, a database that does not open, practice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from gkcase import __main__ as starter
from gkcase import settings
from gkcase.desktop import office_window, program
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.office_window import who_works
from gkcase.desktop.pages_list import SCREENS, pages
from gkcase.desktop.practice import PracticeStripe, practice_mark
from gkcase.desktop.practice_day import PracticeDay
from gkcase.desktop.program import Program
from gkcase.desktop.reminding import ReminderBar
from gkcase.desktop.screens.cases import CasesScreen
from gkcase.desktop.screens.first_start import FirstStart
from gkcase.desktop.screens.opening import OpeningScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.who_bar import WhoBar
from gkcase.domain.errors import Trouble
from gkcase.domain.terms import Role
from gkcase.services.office import Change, Office, Person, Topic, create_office, open_office
from gkcase.services.people import save_person
from tests.desktop.program_desk import Start, at_home, shell_of, starting
from tests.desktop.small_office import PROFILE


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this person's data lies."""
    folder = tmp_path / "home"
    folder.mkdir()
    at_home(folder, monkeypatch, quiet=False)
    return folder


@pytest.fixture
def database(home: Path) -> str:
    """An office with three persons."""
    path = home / "office.gkdb"
    office = create_office(path, PROFILE, acting="李某")
    save_person(office, "周某", roles=[Role.CLERK])
    save_person(office, "赵某", roles=[Role.HEAD])
    office.close()
    return str(path)


@pytest.fixture
def start(home: Path, qtbot: QtBot, wardrobe: Wardrobe) -> Iterator[Start]:
    """Starts the program, as often as one likes; everything is closed at the end."""
    with starting(home) as begin:
        yield begin


def opening_of(running: Program, qtbot: QtBot) -> OpeningScreen:
    qtbot.waitUntil(
        lambda: isinstance(running.window, OpeningScreen) and running.window.again_button.isVisible()
    )
    assert isinstance(running.window, OpeningScreen)
    return running.window


def office_of(running: Program) -> Office:
    assert running.office is not None
    return running.office


def test_the_first_start_leads_to_the_desk_and_the_second_opens_it(
    start: Start, home: Path, qtbot: QtBot
) -> None:
    running = start()
    asking = running.window
    assert isinstance(asking, FirstStart)
    asking.name_edit.setText("清河县云溪镇人民政府")
    asking.short_edit.setText("云公开")
    asking.person_edit.setText("李某")
    asking.start_button.click()
    qtbot.waitUntil(lambda: asking.recovery is not None)
    assert asking.recovery is not None
    asking.recovery.card.kept_button.click()
    shell = shell_of(running, qtbot)
    assert (shell.here.key if shell.here else "") == "desk"
    assert shell.person_label.text() == "李某"
    qtbot.waitUntil(lambda: settings.load().person == "李某")
    assert Path(settings.load().database).parent == home
    again = start()
    assert shell_of(again, qtbot).office_label.text() == "清河县云溪镇人民政府"


def test_two_programs_may_work_on_one_database(start: Start, database: str, qtbot: QtBot) -> None:
    first, second = start(database), start(database)
    assert shell_of(first, qtbot) is not shell_of(second, qtbot)


def test_a_missing_file_is_told_calmly_and_can_be_tried_again(start: Start, home: Path, qtbot: QtBot) -> None:
    running = start(str(home / "later.gkdb"))
    window = opening_of(running, qtbot)
    assert window.sentence_label.text().startswith("找不到数据库文件")
    create_office(home / "later.gkdb", PROFILE, acting="李某").close()
    window.again_button.click()
    shell_of(running, qtbot)


def test_a_file_that_is_no_database_stays_as_it_is(start: Start, home: Path, qtbot: QtBot) -> None:
    (home / "letter.gkdb").write_bytes(b"Dear office")
    window = opening_of(start(str(home / "letter.gkdb")), qtbot)
    assert "不是数据库" in window.sentence_label.text()
    assert (home / "letter.gkdb").read_bytes() == b"Dear office"


def test_another_database_or_a_new_office_can_be_chosen_instead(
    start: Start, home: Path, database: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = start(str(home / "gone.gkdb"))
    opening_of(running, qtbot).new_button.click()
    assert isinstance(running.window, FirstStart)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (database, ""))
    running.window.open_button.click()
    shell_of(running, qtbot)
    qtbot.waitUntil(lambda: settings.load().database == database)


def test_settings_that_cannot_be_read_are_told(start: Start, home: Path, qtbot: QtBot) -> None:
    (home / "gkcase.json").write_text("{", "utf-8")
    window = opening_of(start(), qtbot)
    assert "设置文件" in window.sentence_label.text()


def test_a_slow_opening_says_what_is_waited_for(
    start: Start, database: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "first_look", lambda *_: None)
    running = start(database)
    running._show_waiting()
    assert isinstance(running.window, OpeningScreen)
    assert running.window.title_label.text() == "正在打开数据库…"
    assert not running.window.again_button.isVisible()
    shell_of(running, qtbot)


def test_a_database_named_at_the_start_is_not_remembered(start: Start, database: str, qtbot: QtBot) -> None:
    running = start(database, acting="周某")
    shell_of(running, qtbot)
    assert office_of(running).store.path == Path(database)
    qtbot.wait(20)
    assert settings.load() == settings.Settings()


def test_who_worked_in_another_office_last_does_not_work_in_this_one(
    start: Start, database: str, qtbot: QtBot
) -> None:
    settings.save(settings.Settings("elsewhere.gkdb", "外人"))
    running = start(database)
    shell = shell_of(running, qtbot)
    assert (office_of(running).acting, shell.person_label.text()) == ("李某", "李某")


def test_a_database_that_fails_after_the_first_look_is_told(
    start: Start, database: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Office:
        raise Trouble("数据库文件已损坏，请用备份恢复")

    monkeypatch.setattr("gkcase.services.office.open_office", refuse)
    running = start(database)
    assert isinstance(running.window, Shell)
    assert opening_of(running, qtbot).sentence_label.text() == "数据库文件已损坏，请用备份恢复"


# -- who is working -------------------------------------------------------------------------------------------


def test_somebody_else_sits_down(start: Start, database: str, qtbot: QtBot) -> None:
    running = start(database, acting="李某")
    shell = shell_of(running, qtbot)
    assert shell.notice_bar.words.text() == "现在由李某办理，审签也以这个人的名义"
    assert shell.findChild(WhoBar) is None
    shell.person_button.click()
    qtbot.waitUntil(lambda: bool(shell.person_button.findChildren(QMenu)))
    [menu] = shell.person_button.findChildren(QMenu)
    words = [action.text() for action in menu.actions() if action.text()]
    assert words == ["李某  经办", "周某  经办", "赵某  负责人", "人员和角色…"]
    assert menu.actions()[0].isChecked()
    menu.actions()[1].trigger()
    menu.close()
    assert (office_of(running).acting, shell.person_label.text()) == ("周某", "周某")


def test_in_an_office_of_several_the_one_who_works_is_chosen_at_the_start(
    start: Start, database: str, qtbot: QtBot
) -> None:
    settings.save(settings.Settings(database, "周某"))
    running = start()
    shell = shell_of(running, qtbot)
    bar = shell.findChild(WhoBar)
    assert bar is not None
    assert bar.isVisible()
    assert bar.geometry().bottom() < shell.page_stack.geometry().top()
    assert [made.text() for made in bar.buttons] == ["周某　经办", "李某　经办", "赵某　负责人"]
    assert (shell.role_label.text(), office_of(running).assumed) == ("未选定", True)
    shell.go("signing")
    bar.buttons[2].setFocus()
    QTest.keyClick(bar.buttons[2], Qt.Key.Key_Space)
    assert not bar.isVisible()
    assert (office_of(running).acting, office_of(running).assumed) == ("赵某", False)
    assert (shell.person_label.text(), shell.role_label.text()) == ("赵某", "负责人")
    qtbot.waitUntil(lambda: settings.load().person == "赵某")
    qtbot.waitUntil(lambda: bool(office_of(running).store) and not office_of(running).assumed)


def test_choosing_in_the_corner_answers_the_question_as_well(
    start: Start, database: str, qtbot: QtBot
) -> None:
    running = start(database)
    shell = shell_of(running, qtbot)
    shell.person_button.click()
    qtbot.waitUntil(lambda: bool(shell.person_button.findChildren(QMenu)))
    [menu] = shell.person_button.findChildren(QMenu)
    menu.actions()[2].trigger()
    menu.close()
    qtbot.waitUntil(lambda: shell.findChild(WhoBar) is None)
    assert (office_of(running).acting, office_of(running).assumed) == ("赵某", False)


def test_one_person_alone_is_not_asked(start: Start, home: Path, qtbot: QtBot) -> None:
    create_office(home / "small.gkdb", PROFILE, acting="李某").close()
    running = start(str(home / "small.gkdb"))
    shell = shell_of(running, qtbot)
    assert shell.findChild(WhoBar) is None
    assert not office_of(running).assumed


def test_who_is_new_in_the_office_is_offered_as_well(start: Start, database: str, qtbot: QtBot) -> None:
    running = start(database)
    shell = shell_of(running, qtbot)
    bar = shell.findChild(WhoBar)
    assert bar is not None
    save_person(office_of(running), "钱某", roles=[Role.REVIEWER])
    shell.announce(Change(Topic.PEOPLE))
    qtbot.waitUntil(lambda: len(bar.buttons) == 4)
    assert office_of(running).assumed


@pytest.mark.parametrize(("acting", "expected"), [("赵某", "赵某"), ("", "李某"), ("外人", "外人")])
def test_who_is_at_the_desk(acting: str, expected: str) -> None:
    known = [
        Person(1, "赵某", roles=frozenset({Role.HEAD})),
        Person(2, "李某", roles=frozenset({Role.CLERK})),
    ]
    found = who_works(known, acting)
    assert found is not None
    assert found.name == expected
    assert who_works([], "") is None


# -- practice -------------------------------------------------------------------------------------------------


def test_the_demo_is_practice_with_a_day_that_moves(start: Start, home: Path, qtbot: QtBot) -> None:
    running = start()
    assert isinstance(running.window, FirstStart)
    running.window.demo_button.click()
    qtbot.waitUntil(lambda: isinstance(running.window, Shell), timeout=30_000)
    shell, office = shell_of(running, qtbot), office_of(running)
    qtbot.waitUntil(lambda: settings.load().database != "")
    stripe = shell.findChild(PracticeStripe, "practice_stripe")
    assert isinstance(stripe, PracticeStripe)
    assert stripe.isVisible()
    before = office.today()
    day = stripe.findChild(PracticeDay)
    assert isinstance(day, PracticeDay)
    day.next_button.click()
    assert office.today() == office.rules.calendar.nth_after(before, 1)
    assert f"{office.today().day}日" in practice_mark()
    assert str(office.today()) in shell.today_label.text()
    day.field.edit.selectAll()
    QTest.keyClicks(day.field.edit, "2026-12-21")
    QTest.keyClick(day.field.edit, Qt.Key.Key_Return)
    assert office.today() == date(2026, 12, 21)
    day.leave_button.click()
    assert isinstance(running.window, FirstStart)
    again = open_office(settings.load().database)
    assert (again.practice, again.today()) == (True, date(2026, 12, 21))
    again.close()


def test_a_day_given_at_the_start_is_practice_until_the_end(
    start: Start, database: str, qtbot: QtBot
) -> None:
    running = start(database, date(2026, 12, 8))
    shell_of(running, qtbot)
    assert practice_mark() == "练习模式 · 今天按2026年12月8日计算"
    window = running.window
    assert isinstance(window, Shell)
    made = window.findChild(office_window.OfficeWindow)
    assert isinstance(made, office_window.OfficeWindow)
    made.move_today(date(2026, 12, 9))
    assert office_of(running).today() == date(2026, 12, 9)
    assert window.notice_bar.words.text() == "练习模式：今天按2026年12月9日计算"
    assert settings.load() == settings.Settings()
    real = start(database)
    shell_of(real, qtbot)
    assert practice_mark() == ""


def test_reminders_come_after_the_first_picture(
    start: Start, database: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_window, "REMIND_AFTER_MS", 0)
    running = start(database, date(2026, 12, 8))
    shell = shell_of(running, qtbot)
    qtbot.waitUntil(lambda: shell.findChild(ReminderBar) is not None)
    made = shell.findChild(office_window.OfficeWindow)
    assert isinstance(made, office_window.OfficeWindow)
    before = made.reminding
    made.remind()
    assert made.reminding is before


# -- the status line ------------------------------------------------------------------------------------------


def test_the_status_line_says_how_the_storage_stands(
    start: Start, database: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_window, "HEALTH_AFTER_MS", 0)
    shell = shell_of(start(database), qtbot)
    qtbot.waitUntil(lambda: "本机存储正常" in shell.health_label.text())
    assert shell.health_label.text() == "本机存储正常  ·  还没有备份  ·  节假日安排已公布至2026年"


def test_the_register_is_loaded_behind_the_desk(
    start: Start, database: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_window, "REGISTER_AFTER_MS", 0)
    shell = shell_of(start(database), qtbot)
    screen = shell.page("cases")
    assert isinstance(screen, CasesScreen)
    qtbot.waitUntil(lambda: screen.empty_label.text() == "还没有案件")
    assert shell.here is not None
    assert shell.here.key == "desk"


# -- pages and options ----------------------------------------------------------------------------------------


def test_every_page_has_its_screen(start: Start, database: str, qtbot: QtBot) -> None:
    running = start(database)
    shell = shell_of(running, qtbot)
    assert [page.key for page in pages(office_of(running))] == list(SCREENS)
    for key in SCREENS:
        shell.go(key)
        assert shell.here is not None
        assert shell.here.key == key


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ("", None, "")),
        (["--database", "a.gkdb", "--as", "李某"], ("a.gkdb", None, "李某")),
        (["--today", "2026-12-08"], ("", date(2026, 12, 8), "")),
    ],
)
def test_options_without_a_command_open_the_window(
    words: list[str], expected: tuple[str, date | None, str]
) -> None:
    found = starter.window_options(words)
    assert found is not None
    assert (found.database, found.today, found.person) == expected


@pytest.mark.parametrize(
    "words", [["list"], ["--database", "a", "check"], ["--today", "soon"], ["--nonsense"]]
)
def test_a_command_or_a_mistake_is_for_the_command_line(words: list[str]) -> None:
    assert starter.window_options(words) is None


def test_a_clock_set_back_is_told_with_a_way_to_go_on(start: Start, database: str, qtbot: QtBot) -> None:
    from gkcase.desktop.clock_window import ClockWindow

    running = start(database)
    shell = shell_of(running, qtbot)
    qtbot.waitUntil(lambda: running.office is not None and not shell.tasks.is_busy)
    office = running.office
    assert office is not None
    yesterday = datetime.now(UTC) - timedelta(days=1)
    office.now = lambda: yesterday  # type: ignore[method-assign]  # somebody has set it back
    beside, bar = ErrorLabel(shell), shell.notice_bar
    failed = shell.notices.beside(beside)

    def save() -> None:
        shell.tasks.run(
            shell, partial(save_person, office, "吴某"), lambda _: shell.notices.say("成了"), failed
        )

    save()
    qtbot.waitUntil(lambda: bar.kind == "trouble" and bar.isVisible())
    assert bar.words.text().startswith("时钟倒退，没有保存：本机现在是")
    assert beside.text() == bar.words.text()
    assert bar.action_button.text() == "说明理由…"
    bar.action_button.click()
    [window] = shell.findChildren(ClockWindow)
    window.go_on_button.click()
    qtbot.waitUntil(lambda: "须写明理由" in window.error_label.text())
    window.reason_edit.setText("上次开机时钟快了一天，现已校准")
    with qtbot.waitSignal(window.destroyed):
        QTest.keyClick(window.reason_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert bar.words.text() == "理由已记入审计链，按本机现在的时间继续"
    save()
    qtbot.waitUntil(lambda: bar.words.text() == "成了")
