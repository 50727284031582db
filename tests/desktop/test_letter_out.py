"""Letters leave the program: printed with preview, opened in Word, saved as PDF."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrintPreviewDialog
from pytestqt.qtbot import QtBot

from gkcase.desktop import letter_out
from gkcase.desktop.left_behind import DAY, forget_shown
from gkcase.services.queries import CaseFilter, case_ids
from gkcase.services.reading import dossier
from tests.desktop.filling import fill, posted, save
from tests.desktop.workplace import Workplace

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
K = Qt.Key


# -- letters --------------------------------------------------------------------------------------------------


def test_without_libreoffice_the_receipt_is_opened_in_word(
    place: Workplace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def remember(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(letter_out, "find_soffice", lambda: None)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: remember(url))
    screen = place.intake()
    posted(screen)
    save(screen, qtbot)
    screen.saved.print_button.click()
    qtbot.waitUntil(lambda: bool(opened))
    assert Path(opened[0]).name == screen.saved.letter_label.text()
    assert Path(opened[0]).read_bytes().startswith(b"PK")
    assert "请在其中打印" in place.shell.notice_bar.words.text()
    assert not screen.saved.letter_pdf_button.isEnabled()
    screen.saved.print_button.click()  # again: the same letter
    qtbot.waitUntil(lambda: len(opened) == 2)
    assert len(dossier(place.office, case_ids(place.office, CaseFilter())[0]).files) == 1


def test_where_nothing_opens_word_files_it_is_said_where_the_letter_is(
    place: Workplace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: False)
    monkeypatch.setattr(letter_out, "find_soffice", lambda: None)
    screen = place.intake()
    posted(screen)
    save(screen, qtbot)
    screen.saved.print_button.click()
    qtbot.waitUntil(lambda: "没有能打开Word文书的程序" in place.shell.notice_bar.words.text())


def test_a_pdf_is_written_where_the_officer_says(
    place: Workplace, paper: None, tmp_path: Path, qtbot: QtBot
) -> None:
    screen = place.intake()
    posted(screen)
    fill(screen, channel="oral")
    save(screen, qtbot)
    assert screen.saved.print_button.text() == "打印申请表"
    assert screen.saved.receipt_button.isVisible()
    screen.saved.receipt_button.click()
    qtbot.waitUntil(lambda: screen.saved.letter_part.isVisible())
    target = tmp_path / "回执.pdf"
    written = screen.saved._last
    assert written is not None
    screen.saved._out.write_pdf(written.sha256, written.composed.name, target)
    qtbot.waitUntil(target.exists)
    qtbot.waitUntil(lambda: "已保存为" in place.shell.notice_bar.words.text())
    for dialog in screen.findChildren(QPrintPreviewDialog):
        dialog.close()


def test_a_letter_that_cannot_be_written_says_why_beside_the_button(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    fill(screen, applicant__name="")
    save(screen, qtbot)
    screen.saved.print_button.click()
    qtbot.waitUntil(lambda: "尚未登记申请人姓名" in screen.saved.saved_error.text())
    assert screen.saved.print_button.isEnabled()


def test_copies_that_a_killed_program_has_left_are_gone_a_day_later(tmp_path: Path) -> None:
    old, new, other = (tmp_path / name for name in ("GKCase-aBcDeF", "GKCase-gHiJkL", "another"))
    for folder in (old, new, other):
        (folder / "cbaa9084f2b9").mkdir(parents=True)
        (folder / "cbaa9084f2b9" / "receipt.docx").write_bytes(b"x")
        (folder / "cbaa9084f2b9" / "receipt.docx").chmod(0o444)
    for folder in (old, other):
        before = folder.stat().st_mtime - 2 * DAY
        os.utime(folder, (before, before))
    assert forget_shown(tmp_path) == 1
    assert [folder.exists() for folder in (old, new, other)] == [False, True, True]
