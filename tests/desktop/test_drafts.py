"""What was typed into any form survives: kept while one types on, brought back where one left off."""

from __future__ import annotations

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QObject, QSettings, Qt
from pytestqt.qtbot import QtBot

from gkcase.desktop import draft_keeper
from gkcase.desktop.draft_keeper import Pause
from gkcase.desktop.sending_asks import Act
from gkcase.desktop.sign_act import RETURN
from gkcase.desktop.tasks import Tasks
from gkcase.domain.terms import Event
from gkcase.services.drafts import load_draft
from gkcase.services.office import Office
from tests.desktop.archive_desk import Archive
from tests.desktop.case_desk import CaseDesk
from tests.desktop.dispatch_desk import arrive, fill, signed
from tests.desktop.sign_desk import SignDesk
from tests.desktop.test_together import Together
from tests.desktop.workplace import Workplace, press, write

K = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def kept(office: Office, kind: str, qtbot: QtBot, **wanted: object) -> None:
    def is_kept() -> bool:
        draft = load_draft(office, kind)
        return draft is not None and {name: draft.body.get(name) for name in wanted} == wanted

    qtbot.waitUntil(is_kept)


def gone(office: Office, kind: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: load_draft(office, kind) is None)


def test_who_types_without_a_rest_is_not_made_to_wait(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_keeper, "PAUSE_MS", 150)
    monkeypatch.setattr(draft_keeper, "AT_MOST_MS", 300)
    owner = QObject()
    pause = Pause(owner)
    keys = Pause(owner)
    keys.setSingleShot(False)
    keys.timeout.connect(pause.touch)
    with qtbot.waitSignal(pause.timeout, timeout=3000):
        pause.touch()
        keys.start(20)


def test_a_line_at_the_door_waits_in_the_register(place: Workplace, qtbot: QtBot) -> None:
    screen = place.mail()
    write("EB120800123CN")
    press(K.Key_Return)
    write("陈某")
    screen.entry.keeper.flush()
    kept(place.office, "mail", qtbot, sender="陈某", tracking_number="EB120800123CN")
    screen.entry.sender_edit.clear()
    screen.entry.keeper.bring_back(screen.entry._fill)
    qtbot.waitUntil(lambda: screen.entry.sender_edit.text() == "陈某")
    screen.entry.enter()
    qtbot.waitUntil(lambda: screen.table.rowCount() == 1)
    gone(place.office, "mail", qtbot)


def test_what_was_written_on_a_reply_waits_with_it(
    tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot
) -> None:
    desk = SignDesk(tmp_path, tasks, settings, qtbot)
    first, second = desk.submitted(signed_on="2026-11-11"), desk.submitted()
    screen = desk.sit_down("钱某")
    desk.wait_for(first)
    screen.act.choice.choose(RETURN)
    screen.act.comment_edit.setPlainText("第2段：依据不准确")
    screen.queue_view.setFocus()
    press(K.Key_Down)
    desk.wait_for(second)
    assert screen.act.comment_edit.toPlainText() == ""
    kept(desk.office, f"sign:{first}", qtbot, comment="第2段：依据不准确")
    press(K.Key_Up)
    desk.wait_for(first)
    qtbot.waitUntil(lambda: screen.act.comment_edit.toPlainText() == "第2段：依据不准确")
    assert screen.act.choice.code == RETURN
    screen.act.confirm()
    gone(desk.office, f"sign:{first}", qtbot)
    desk.shell.close()
    shiboken6.delete(desk.shell)
    tasks.close()
    desk.office.close()


def test_a_half_told_dispatch_waits_for_its_letter(desk: CaseDesk, qtbot: QtBot) -> None:
    [case_id] = signed(desk)
    screen = arrive(desk)
    press(K.Key_L, ALT)
    press(K.Key_Return)
    fill(screen, delivery="hand")
    kind = f"send:{Act.SEND.name}:{case_id}:0"
    screen.panel.left.emit()
    kept(desk.office, kind, qtbot, delivery="hand")
    press(K.Key_L, ALT)
    press(K.Key_Return)
    form = screen.panel.form.fact_form
    qtbot.waitUntil(lambda: form.facts().get("delivery") == "hand")
    fill(screen, signed_on="2026-12-08")
    screen.panel.confirm()
    gone(desk.office, kind, qtbot)


def test_a_half_filled_act_of_the_archive_waits_for_its_case(archive: Archive, qtbot: QtBot) -> None:
    case_id = archive.answered()
    screen = archive.open()
    archive.act(Event.ARCHIVED)
    archive.fill(place="3柜2层")
    kind = f"after:archived:{case_id}"
    screen.panel.left.emit()
    kept(archive.office, kind, qtbot, place="3柜2层")
    archive.act(Event.ARCHIVED)
    qtbot.waitUntil(lambda: screen.panel.form.fact_form.facts().get("place") == "3柜2层")


def test_one_reply_for_many_waits_half_written(
    tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot
) -> None:
    together = Together(tmp_path, tasks, settings, qtbot)
    screen = together.open()
    together.choose()
    typed = screen.asking.typed()
    screen.asking.keeper.flush()
    kept(together.office, "together", qtbot, kind_of_reply="R6")
    screen.asking.result_page.put("")
    screen.asking.keeper.bring_back(screen.asking._fill)
    qtbot.waitUntil(lambda: screen.asking.typed() == typed)
    together.close()
    tasks.close()
    together.office.close()
