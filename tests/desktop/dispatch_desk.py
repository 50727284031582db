"""The dispatch list at work: letters that wait, that left and that arrived, and what an officer does with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit

from gkcase.desktop.fields import DateField
from gkcase.desktop.screens.sending import SendingScreen
from gkcase.desktop.sending_asks import REASON
from gkcase.domain.terms import Delivery
from gkcase.services import sending
from gkcase.services.dispatch_list import Group, Outgoing, dispatch_list
from tests.desktop.case_desk import CaseDesk
from tests.desktop.workplace import press, write

K = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
TODAY = date(2026, 12, 8)


def signed(desk: CaseDesk, count: int = 1) -> list[int]:
    """Cases whose replies wait to be sent."""
    ids = [desk.register(**{"applicant.name": f"陈{'一二三四五'[place]}"}) for place in range(count)]
    for case_id in ids:
        desk.signed(case_id)
    return ids


def posted(desk: CaseDesk, number: str = "1234567890123") -> int:
    """A case whose reply was handed to the post."""
    [case_id] = signed(desk)
    sending.dispatch(desk.office, case_id, way=Delivery.POST, on=TODAY, tracking_number=number)
    return case_id


def arrive(desk: CaseDesk, subject: object = None) -> SendingScreen:
    """Go to the dispatch list and wait until it has been read."""
    desk.shell.go("sending", subject)
    screen = desk.shell.page("sending")
    assert isinstance(screen, SendingScreen)
    desk.qtbot.waitUntil(lambda: bool(screen.table.lines) or screen.empty_page.isVisible())
    press(K.Key_N, ALT)
    return screen


def until(desk: CaseDesk, *rows: tuple[Group, int]) -> list[Outgoing]:
    """Wait until the list is this."""
    screen = desk.shell.page("sending")
    assert isinstance(screen, SendingScreen)
    desk.qtbot.waitUntil(lambda: [(line.group, line.case_id) for line in screen.table.letters] == [*rows])
    return screen.table.letters


def fill(screen: SendingScreen, **facts: str) -> None:
    """Type into the open panel."""
    QApplication.processEvents()  # fields that were asked for are shown
    for name, value in facts.items():
        editor = screen.panel.form.fact_form.find_editor(name)
        assert editor is not None, name
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(value))
        elif isinstance(editor, DateField):
            editor.edit.setText("")
            QTest.keyClicks(editor.edit, value)
        else:
            assert isinstance(editor, QLineEdit | QPlainTextEdit)
            editor.setFocus()
            editor.selectAll()
            write(value)


def shown(screen: SendingScreen) -> set[str]:
    """The fields that the panel asks for."""
    form = screen.panel.form.fact_form
    names = (
        "delivery",
        "posted_on",
        "signed_on",
        "sent_on",
        "arrived_on",
        "tracking_number",
        "carrier",
        REASON,
    )
    return {name for name in names if form.find_editor(name) is not None}


def prove_with_file(desk: CaseDesk, case_id: int, folder: Path) -> None:
    from gkcase.services.attachments import take_in

    scan = folder / "回执.pdf"
    scan.write_bytes(b"%PDF-1.4 receipt")
    seq = dispatch_list(desk.office)[0].seq
    papers = take_in(desk.office, [scan])
    sending.prove(desk.office, case_id, seq, on=TODAY, proof="EMS签收记录", papers=papers)


def drop(screen: SendingScreen, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    action, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(QPointF(300, 300).toPoint(), action, data, left, none)
    screen.dragEnterEvent(enter)
    if enter.isAccepted():
        screen.dropEvent(QDropEvent(QPointF(300, 300), action, data, left, none))
