"""新登记: nothing that was typed, dropped or written down at the door is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gkcase.desktop import draft_keeper
from gkcase.desktop.screens import intake_papers
from gkcase.domain.journal import Facts
from gkcase.services import mail
from gkcase.services.attachments import TakenIn, take_in_each
from gkcase.services.drafts import load_draft, save_draft
from gkcase.services.office import Office
from gkcase.services.queries import CaseFilter, case_ids
from gkcase.services.reading import dossier
from soak.drafts import LOSS_SECONDS, kill_while_typing
from tests.desktop.filling import count, fill, posted, save
from tests.desktop.workplace import Workplace, focused, press

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
K = Qt.Key


# -- papers ---------------------------------------------------------------------------------------------------


def drop(window: QWidget, *urls: QUrl) -> None:
    mime = QMimeData()
    mime.setUrls(urls)
    action, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), action, mime, button, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPoint(5, 5), action, mime, button, none))


def local(path: Path) -> QUrl:
    return QUrl.fromLocalFile(str(path))


def test_files_dropped_anywhere_are_kept_and_the_bad_ones_told(
    place: Workplace, tmp_path: Path, qtbot: QtBot
) -> None:
    scan, empty = tmp_path / "申请书.pdf", tmp_path / "空.jpg"
    scan.write_bytes(b"%PDF")
    empty.touch()
    screen = place.intake()
    posted(screen)
    drop(place.shell, *map(local, (scan, empty, tmp_path / "走了.pdf", tmp_path)))
    qtbot.waitUntil(lambda: bool(screen.papers.papers))
    assert [paper.name for paper in screen.papers.papers] == ["申请书.pdf"]
    assert len(screen.papers.papers_error.text().splitlines()) == 3
    assert screen.papers.papers_hint.text() == "1 份"
    scan.unlink()  # the stick is pulled out
    file = dossier(place.office, save(screen, qtbot))
    assert [paper.name for paper in file.files] == ["申请书.pdf"]


def test_a_file_dropped_on_a_field_does_not_become_text(place: Workplace, tmp_path: Path) -> None:
    screen = place.intake()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "申请书.pdf"))])
    for target in (screen.fields.line("applicant.name"), screen.layout_of_form.wanted_edit.viewport()):
        event = QDragEnterEvent(
            QPoint(5, 5),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        assert screen.fields.eventFilter(target, event)
        assert not event.isAccepted()


def test_a_paper_can_be_taken_off_and_is_not_added_twice(
    place: Workplace, tmp_path: Path, qtbot: QtBot
) -> None:
    scan = tmp_path / "信封.jpg"
    scan.write_bytes(b"\xff\xd8" * 700_000)
    screen = place.intake()
    screen.papers.add([scan])
    qtbot.waitUntil(lambda: len(screen.papers.papers) == 1)
    screen.papers.add([scan])
    qtbot.waitUntil(lambda: "已经添加过" in screen.papers.papers_error.text())
    assert len(screen.papers.papers) == 1
    screen.papers.paper_list.findChildren(QToolButton)[-1].click()
    assert not screen.papers.papers


def test_saving_waits_for_papers_that_are_still_coming(
    place: Workplace, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = tmp_path / "申请书.pdf"
    scan.write_bytes(b"%PDF")
    may_come = slowed(monkeypatch)
    screen = place.intake()
    posted(screen)
    screen.papers.add([scan])
    screen.save()
    assert count(place) == 0
    may_come.set()
    qtbot.waitUntil(lambda: screen.saved.saved_number.text() == "〔2026〕1号")
    [file] = dossier(place.office, case_ids(place.office, CaseFilter())[0]).files
    assert file.name == "申请书.pdf"


def test_papers_never_land_on_another_form(
    place: Workplace, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = tmp_path / "申请书.pdf"
    scan.write_bytes(b"%PDF")
    may_come = slowed(monkeypatch)
    screen = place.intake()
    screen.papers.add([scan])
    screen.clear()
    may_come.set()
    qtbot.waitUntil(lambda: "重新添加" in place.shell.notice_bar.words.text())
    assert not screen.papers.papers


def slowed(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Files are taken in only when this is set."""
    may_come = threading.Event()

    def late(office: Office, files: Sequence[Path], **how: Callable[[int], bool]) -> TakenIn:
        may_come.wait(5)
        return take_in_each(office, files, **how)

    monkeypatch.setattr(intake_papers, "take_in_each", late)
    return may_come


def test_what_lies_on_the_web_is_refused(place: Workplace) -> None:
    screen = place.intake()
    drop(place.shell, QUrl("https://example.cn/a.pdf"))
    assert "这台电脑上的文件" in screen.papers.papers_error.text()


# -- drafts ---------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_restored_with_its_time_and_dropped_at_saving(
    place: Workplace, tmp_path: Path, qtbot: QtBot
) -> None:
    scan = tmp_path / "申请书.pdf"
    scan.write_bytes(b"%PDF")
    screen = place.intake()
    posted(screen)
    fill(screen, arrival="6-1")
    screen.papers.add([scan])
    qtbot.waitUntil(lambda: bool(screen.papers.papers))
    screen.fields.line("applicant.fax").setFocus()
    press(K.Key_Tab)  # leaving a field keeps what is there
    qtbot.waitUntil(lambda: screen.draft_label.text().startswith("草稿已存"))
    qtbot.waitUntil(lambda: not screen.keeper.is_busy)
    place.leave()
    place.open()
    screen = place.intake()
    assert screen.draft_label.text().startswith("已恢复")
    assert screen.fields.value("wanted") == "东湾村六组集体土地征收补偿款发放明细"
    assert screen.channel.arrival_field.day == date(2026, 6, 1)
    assert [paper.name for paper in screen.papers.papers] == ["申请书.pdf"]
    save(screen, qtbot)
    qtbot.waitUntil(lambda: not screen.keeper.is_busy)
    assert load_draft(place.office) is None


def test_leaving_with_escape_asks_nothing_and_loses_nothing(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    fill(screen, applicant__name="陈某")
    screen.fields.line("applicant.name").setFocus()
    press(K.Key_Escape)
    assert place.shell.here is not None
    assert place.shell.here.key == "desk"
    qtbot.waitUntil(lambda: load_draft(place.office) is not None)
    assert place.intake() is screen
    assert screen.fields.value("applicant.name") == "陈某"


def test_a_form_that_was_emptied_comes_back_with_undo(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    screen.keeper.keep()
    qtbot.waitUntil(lambda: screen.clear_button.isVisible())
    screen.clear_button.click()
    assert screen.fields.value("wanted") is None
    qtbot.waitUntil(lambda: load_draft(place.office) is None)
    place.shell.notice_bar.action_button.click()
    assert screen.fields.value("wanted") == "东湾村六组集体土地征收补偿款发放明细"
    qtbot.waitUntil(lambda: load_draft(place.office) is not None)


def test_a_draft_being_written_while_saving_does_not_come_after(
    place: Workplace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_write = threading.Event()

    def late(office: Office, body: Facts, kind: str) -> datetime:
        may_write.wait(5)
        return save_draft(office, body, kind)

    monkeypatch.setattr(draft_keeper, "save_draft", late)
    screen = place.intake()
    posted(screen)
    screen.keeper.keep()
    save(screen, qtbot)
    may_write.set()
    qtbot.waitUntil(lambda: not screen.keeper.is_busy)
    qtbot.wait(50)
    assert load_draft(place.office) is None


def test_who_is_killed_while_typing_loses_two_seconds_at_most(place: Workplace, tmp_path: Path) -> None:
    killed = kill_while_typing(tmp_path / "office.gkdb", 2.0)
    assert killed.kept > 0
    assert killed.lost_seconds <= LOSS_SECONDS
    screen = place.intake()
    assert screen.fields.value("wanted") == "字" * killed.kept
    assert screen.draft_label.text().startswith("已恢复")


# -- envelopes ------------------------------------------------------------------------------------------------


def test_an_envelope_prefills_the_form_and_is_settled_with_it(place: Workplace, qtbot: QtBot) -> None:
    mail.enter(
        place.office, arrived_on=date(2026, 6, 12), way="post_signed", tracking_number="EB7", sender="陈某"
    )
    [letter] = mail.mail_lines(place.office)
    screen = place.intake()
    fill(screen, applicant__name="别的申请")
    place.mail()
    screen = place.intake(letter.id)
    assert focused() is screen.channel.channel_row.buttons["post_signed"]
    assert screen.fields.value("applicant.name") is None
    assert screen.channel.channel_row.code == "post_signed"
    assert screen.channel.arrival_field.day == date(2026, 6, 12)
    assert screen.fields.value("tracking_number") == "EB7"
    assert "寄件人 陈某" in screen.beside.mail_label.text()
    fill(screen, applicant__name="陈某", wanted="征地批文")
    case_id = save(screen, qtbot)
    assert mail.envelope(place.office, letter.id).case_id == case_id
    screen = place.intake()
    qtbot.waitUntil(lambda: screen.fields.value("applicant.name") == "别的申请")
    screen = place.intake(letter.id)
    assert "已归入〔2026〕1号" in screen.beside.mail_label.text()


def test_an_envelope_that_is_gone_leaves_an_empty_form(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake(99)
    assert "不存在" in place.shell.notice_bar.words.text()
    posted(screen)
    save(screen, qtbot)
    assert count(place) == 1
