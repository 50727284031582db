"""Many cases at once: chosen in the register, decided with one reply, a letter for each, stopped and gone on with."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QItemSelectionModel, QSettings
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.pages import Page, Place
from gkcase.desktop.register_acts import SELECT_MORE
from gkcase.desktop.screens.cases import CasesScreen
from gkcase.desktop.screens.together import NOTHING, STATE, TogetherScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.desktop.together_form import letters_for_many
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind, Role, Status
from gkcase.services import handling, many, replying
from gkcase.services.many import register_many
from gkcase.services.office import Office
from gkcase.services.people import save_person
from gkcase.services.reading import dossier
from gkcase.services.values import ANSWER, LETTERS_OF_EACH
from tests.desktop.audit import nameless
from tests.desktop.case_desk import PROFILE, REQUEST, SEARCH, TODAY
from tests.desktop.workplace import Visited
from tests.offices import new_office

NOT_HELD: dict[str, Fact] = {**SEARCH, "outcome": "没有检索到", "searched_on": "2026-12-08"}


class Together:
    """An office with five requests of one applicant, its register, and the page for many."""

    def __init__(self, folder: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.office: Office = new_office(folder / "o.gkdb", PROFILE, today=lambda: TODAY)
        save_person(self.office, "赵某", title="镇长", roles=[Role.HEAD])
        texts = [f"第{n}号地块征收补偿协议" for n in range(1, 6)]
        self.ids = tuple(sorted(register_many(self.office, REQUEST, texts).case_ids))
        inside = Place.INSIDE
        self.case = Visited()
        pages = [
            Page("cases", "案件", "cases", lambda shell: CasesScreen(self.office, shell), finds=True),
            Page("together", "一并办理", "cases", lambda s: TogetherScreen(self.office, s), inside, "cases"),
            Page("case", "案件", "cases", lambda _: self.case, inside, "cases"),
        ]
        self.shell = Shell(pages, tasks, settings, lambda: TODAY)
        self.shell.resize(1440, 900)
        self.shell.show()
        self.shell.activateWindow()
        qtbot.waitUntil(self.shell.isActiveWindow)

    @property
    def screen(self) -> TogetherScreen:
        """The page under test."""
        page = self.shell.page("together")
        assert isinstance(page, TogetherScreen)
        return page

    def open(self, mode: str = ANSWER) -> TogetherScreen:
        """Go there with all cases."""
        self.shell.go("together", (mode, self.ids))
        self.qtbot.waitUntil(lambda: self.screen.case_table.rowCount() == len(self.ids))
        return self.screen

    def choose(self, code: str = "R6", **changed: Fact) -> None:
        """Choose a result and fill in its facts."""
        form = self.screen.asking
        form.result_page.combo.setCurrentIndex(form.result_page.combo.findData(code))
        form.facts.fill({**NOT_HELD, **changed})

    def states(self) -> list[str]:
        """The last column."""
        table = self.screen.case_table
        items = [table.item(row, STATE) for row in range(table.rowCount())]
        return [item.text() if item else "" for item in items]

    def status(self) -> list[Status]:
        """How the cases stand."""
        return [dossier(self.office, case_id).status for case_id in self.ids]

    def close(self) -> None:
        """End as the program does."""
        self.shell.close()
        shiboken6.delete(self.shell)


@pytest.fixture
def together(tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Iterator[Together]:
    made = Together(tmp_path, tasks, settings, qtbot)
    yield made
    made.close()
    tasks.close()
    made.office.close()


def test_what_is_selected_in_the_register_is_done_together(together: Together) -> None:
    together.shell.go("cases")
    cases = together.shell.page("cases")
    assert isinstance(cases, CasesScreen)
    together.qtbot.waitUntil(lambda: cases.table.rowCount() == 5)
    assert not cases.together_button.isEnabled()
    assert cases.together_button.toolTip() == SELECT_MORE
    cases.select_all()
    assert cases.together_button.text() == "一并办理 5 件"
    cases.together_button.click()
    together.qtbot.waitUntil(lambda: together.screen.case_table.rowCount() == 5)
    assert together.screen.asking.answering
    assert together.screen.start_button.text() == "答复并送审 5 件"
    cases.case_view.selectionModel().clear()
    cases.case_view.selectionModel().select(
        cases.table.index(0, 0),
        QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
    )
    cases.acts.go_together(LETTERS_OF_EACH)
    together.qtbot.waitUntil(lambda: together.screen.case_table.rowCount() == 1)
    assert not together.screen.asking.answering


def test_without_cases_the_page_says_where_they_are_chosen(together: Together) -> None:
    together.shell.go("together")
    assert together.screen.count_label.text() == NOTHING
    assert not together.screen.start_button.isEnabled()


def test_one_reply_for_all_gives_each_its_own_letter(together: Together) -> None:
    screen = together.open()
    together.choose()
    together.qtbot.waitUntil(screen.start_button.isEnabled)
    screen.start()
    assert screen.busy
    together.qtbot.waitUntil(lambda: not screen.busy, timeout=20_000)
    assert together.states() == [f"已办成 云公开〔2026〕{n}号" for n in range(1, 6)]
    assert together.status() == [Status.UNDER_REVIEW] * 5
    assert screen.count_label.text() == "5 件，已办成 5 件"
    assert not screen.start_button.isEnabled()
    assert together.shell.notice_bar.words.text() == "5件已拟好答复书并送审"


def test_a_stopped_batch_is_gone_on_with(together: Together, monkeypatch: pytest.MonkeyPatch) -> None:
    """办到第二件时按“停止”：两件办成，三件没动，再按一次接着办。"""
    reached, stopped = threading.Event(), threading.Event()
    real = replying.submit_reply
    calls: list[int] = []

    def slow(office: Office, case_id: int, *given: object, **rest: object) -> object:
        calls.append(case_id)
        if len(calls) == 2:
            reached.set()
            assert stopped.wait(10)
        return real(office, case_id, *given, **rest)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(many, "submit_reply", slow)
    screen = together.open()
    together.choose()
    screen.start()
    together.qtbot.waitUntil(reached.is_set, timeout=10_000)
    screen.stop_button.click()
    stopped.set()
    together.qtbot.waitUntil(lambda: not screen.busy, timeout=10_000)
    assert together.status() == [Status.UNDER_REVIEW] * 2 + [Status.IN_PROGRESS] * 3
    assert screen.start_button.text() == "接着办其余 3 件"
    screen.start_button.click()
    together.qtbot.waitUntil(lambda: not screen.busy, timeout=20_000)
    assert together.status() == [Status.UNDER_REVIEW] * 5
    assert len(set(together.states())) == 5


def test_what_could_not_be_done_says_why_in_its_own_line(together: Together) -> None:
    odd = together.ids[2]
    handling.record(
        together.office,
        odd,
        Event.CORRECTION_REQUESTED,
        on=TODAY,
        facts={"items": "身份证明", "guidance": "请附复印件"},
    )
    screen = together.open()
    together.choose()
    screen.start()
    together.qtbot.waitUntil(lambda: not screen.busy, timeout=20_000)
    assert together.states()[2] == "没有办成：案件待补正，一并答复只用于办理中的案件（第四十五条）"
    assert [state.startswith("已办成") for state in together.states()] == [True, True, False, True, True]
    screen.case_table.setCurrentCell(2, 0)
    screen.case_table.setFocus()
    QTest.keySequence(screen.case_table, "Return")
    assert together.case.subjects == [odd]


def test_a_warning_asks_for_one_reason(together: Together) -> None:
    facts: dict[str, Fact] = {"to": "other_agency", "name": "县自然资源局", "information": "协议"}
    handling.record(together.office, together.ids[0], Event.CONSULTATION_SENT, on=TODAY, facts=facts)
    screen = together.open()
    together.choose()
    screen.start()
    together.qtbot.waitUntil(lambda: not screen.busy, timeout=20_000)
    assert "请写明理由" in together.states()[0]
    screen.start()
    assert not screen.busy  # the reason is missing
    screen.asking.submit.fill({"reason_": "对方已口头答复"})
    screen.start()
    together.qtbot.waitUntil(lambda: not screen.busy, timeout=20_000)
    assert together.status() == [Status.UNDER_REVIEW] * 5


def test_the_first_letter_is_read_before_all_are_written(together: Together) -> None:
    screen = together.open()
    screen.look_button.click()
    assert screen.asking.result_page.error.text().startswith("请选择答复类型")
    together.choose(outcome="没有【待定】")
    screen.look_button.click()
    together.qtbot.waitUntil(screen.text_edit.isVisible)
    assert "第1号地块征收补偿协议" in screen.text_edit.toPlainText()
    assert "还有没填的地方" in screen.error.text()
    together.choose(
        "R11", earlier_number="云公开〔2026〕9号", earlier_on="2027-01-01", same_information="同一份"
    )
    screen.look_button.click()
    together.qtbot.waitUntil(lambda: screen.text_edit.isVisible() or bool(screen.error.text()))


def test_letters_are_written_for_each_and_saved_in_a_folder(together: Together, tmp_path: Path) -> None:
    screen = together.open(LETTERS_OF_EACH)
    combo = screen.asking.letter_combo
    assert LetterKind.RECEIPT in letters_for_many()
    assert not {LetterKind.REPLY, LetterKind.RECTIFICATION} & set(letters_for_many())
    combo.setCurrentIndex(letters_for_many().index(LetterKind.RECEIPT))
    assert screen.start_button.text() == "生成 5 份文书"
    screen.start_button.click()
    together.qtbot.waitUntil(lambda: not screen.busy, timeout=20_000)
    screen.save_to(tmp_path / "out")
    together.qtbot.waitUntil(lambda: "已保存到" in together.shell.notice_bar.words.text())
    assert len(list((tmp_path / "out").glob("*登记回执*.docx"))) == 5
    screen.asking.choose(ANSWER)
    together.qtbot.waitUntil(lambda: together.states() == ["办理中"] * 5)


def test_a_partly_open_reply_is_written_case_by_case(together: Together) -> None:
    page = together.open().asking.result_page
    for answer in (0, 0, 0, 0, 2):
        page.aid.answer(answer)
    assert page.code == ""
    assert page.error.text() == "“部分公开”要分项写明，请逐件答复（第三十七条）"


@pytest.mark.parametrize("points", [10.5, 20.0])
def test_everything_on_the_page_has_a_name(together: Together, wardrobe: Wardrobe, points: float) -> None:
    wardrobe.resize_type(points)
    screen = together.open()
    together.choose()
    assert nameless(screen) == []
