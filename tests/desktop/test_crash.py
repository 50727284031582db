"""Whatever goes wrong in the program is one window with a report, and what was typed is kept before it is shown."""

from __future__ import annotations

import gc
import os
import stat
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gkcase.desktop import reports
from gkcase.desktop.act_panel import draft_kind
from gkcase.desktop.crash import CrashDialog, ReportDialog
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.hard_crash import RAW, HardCrash
from gkcase.desktop.notices import NoticeBar, Notices
from gkcase.desktop.program import LAST_TIME
from gkcase.desktop.putting_by import put_by
from gkcase.desktop.tasks import Tasks
from gkcase.desktop.watchdog import Watchdog
from gkcase.domain.terms import Event
from gkcase.services.drafts import load_draft
from tests.desktop.case_desk import CaseDesk
from tests.desktop.workplace import Workplace, write

SECRET = "甄测试 999999199003070039 13800001111"


class Fragile(QWidget):
    """Fails wherever it is told to."""

    asked = Signal()
    echoed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.weak = ""
        self.target = QObject()
        self.asked.connect(lambda: self._fail("slot"))

    def _fail(self, where: str) -> None:
        if self.weak == where:
            name = SECRET
            raise RuntimeError(f"no such applicant: {name}")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        self._fail("paint")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        self._fail("override")
        return super().sizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.User:
            self._fail("filter")
        return False


@pytest.fixture
def notices(qtbot: QtBot) -> Iterator[Notices]:
    """A window that hears of every error, as in the program; the hooks of the tests come back afterwards."""
    bar = NoticeBar()
    qtbot.addWidget(bar)
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    made = Notices(bar)
    made.install()
    yield made
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    for dialog in crash_dialogs():
        dialog.close()


def crash_dialogs() -> list[CrashDialog]:
    return [
        window
        for window in QApplication.topLevelWidgets()
        if isinstance(window, CrashDialog) and window.isVisible()
    ]


def in_a_slot(weak: Fragile, _: Tasks) -> None:
    weak.asked.emit()


def in_a_timer(weak: Fragile, _: Tasks) -> None:
    QTimer.singleShot(0, lambda: weak._fail("slot"))


def in_a_paint_event(weak: Fragile, _: Tasks) -> None:
    weak.weak = "paint"
    weak.repaint()


def in_an_override(weak: Fragile, _: Tasks) -> None:
    weak.weak = "override"
    QTimer.singleShot(0, weak.adjustSize)


def in_an_event_filter(weak: Fragile, _: Tasks) -> None:
    weak.weak = "filter"
    weak.target.installEventFilter(weak)
    QApplication.postEvent(weak.target, QEvent(QEvent.Type.User))


def in_a_worker(weak: Fragile, tasks: Tasks) -> None:
    tasks.run(weak, lambda: weak._fail("slot"), lambda _: None, _raise)


def in_the_answer_to_work(weak: Fragile, tasks: Tasks) -> None:
    tasks.run(weak, lambda: 1, lambda _: weak._fail("slot"), _raise)


def in_a_thread_of_a_library(weak: Fragile, _: Tasks) -> None:
    thread = threading.Thread(target=weak._fail, args=("slot",))
    thread.start()
    thread.join()


def in_what_is_let_go_of(weak: Fragile, _: Tasks) -> None:
    class Held:
        def __del__(self) -> None:
            weak._fail("slot")

    Held()
    gc.collect(0)


def in_work_that_wants_to_end_the_program(weak: Fragile, tasks: Tasks) -> None:
    tasks.run(weak, lambda: sys.exit(SECRET), lambda _: None, _raise)


def in_a_call_of_itself(weak: Fragile, _: Tasks) -> None:
    def deeper() -> None:
        deeper()

    QTimer.singleShot(0, deeper)


def in_a_signal_that_comes_back(weak: Fragile, _: Tasks) -> None:
    weak.echoed.connect(lambda: weak.echoed.emit())
    QTimer.singleShot(0, weak.echoed.emit)


def in_want_of_memory(weak: Fragile, _: Tasks) -> None:
    QTimer.singleShot(0, lambda: bytearray(2**62))


def _raise(error: Exception) -> None:
    raise error


WAYS = [
    in_a_slot,
    in_a_timer,
    in_a_paint_event,
    in_an_override,
    in_an_event_filter,
    in_a_worker,
    in_the_answer_to_work,
    in_a_thread_of_a_library,
    in_what_is_let_go_of,
    in_work_that_wants_to_end_the_program,
    in_a_call_of_itself,
    in_a_signal_that_comes_back,
    in_want_of_memory,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_fault_is_one_window_with_a_report(
    way: Callable[[Fragile, Tasks], None],
    notices: Notices,
    tasks: Tasks,
    qtbot: QtBot,
    reports_folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    weak = Fragile()
    qtbot.addWidget(weak)
    weak.show()
    weak.weak = "slot"
    way(weak, tasks)
    qtbot.waitUntil(lambda: bool(crash_dialogs()))
    weak.weak = ""
    (dialog,) = crash_dialogs()
    assert "已经保存的案件没有受影响" in dialog.words_label.text()
    assert "test_crash.py" in dialog.text or "RecursionError" in dialog.text  # which may have no place left
    [kept] = reports.kept()
    assert kept.parent == reports_folder
    assert kept.read_text("utf-8") == dialog.text
    if os.name == "posix":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    for said in (dialog.text, capsys.readouterr().err):
        for secret in (*SECRET.split(), str(Path.home()), "no such applicant"):
            assert secret not in said


def test_want_of_memory_is_said_as_such(notices: Notices) -> None:
    notices.tell(MemoryError())
    assert "内存不够" in crash_dialogs()[0].words_label.text()


def test_a_fault_in_each_paint_event_is_counted_not_stacked(
    notices: Notices, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    weak = Fragile()
    qtbot.addWidget(weak)
    with qtbot.waitExposed(weak):
        weak.show()
    weak.weak = "paint"
    for _ in range(7):
        QTimer.singleShot(0, weak.repaint)
    qtbot.waitUntil(lambda: bool(crash_dialogs()) and "已出现7次" in crash_dialogs()[0].title_label.text())
    weak.weak = ""
    (dialog,) = crash_dialogs()
    notices.tell(KeyError(SECRET))
    qtbot.waitUntil(lambda: "另有1种差错" in dialog.title_label.text())
    assert "builtins.KeyError" in dialog.text
    assert len(reports.kept()) == 2
    assert capsys.readouterr().err.count("差错编号") == 2


def test_a_fault_in_telling_of_a_fault_does_not_go_round_for_ever(
    notices: Notices,
) -> None:
    tried: list[int] = []

    def broken() -> str:
        tried.append(1)
        notices.tell(ValueError())  # by way of an event that comes in between
        raise RuntimeError

    notices._put_by = broken
    with pytest.raises(RuntimeError):
        notices.tell(KeyError())
    assert tried == [1]
    notices._put_by = lambda: ""
    notices.tell(KeyError())
    assert len(crash_dialogs()) == 1


def test_what_was_typed_is_kept_before_the_fault_is_told_of(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    words = screen.findChild(QPlainTextEdit, "wanted_edit")
    assert words is not None
    words.setFocus()
    write("云溪镇2025年公路养护经费")
    place.shell.notices.tell(KeyError(SECRET))
    draft = load_draft(place.office)
    assert draft is not None
    assert "云溪镇2025年公路养护经费" in str(draft.body)
    (dialog,) = crash_dialogs()
    assert "正在填写的登记表已存为草稿" in dialog.words_label.text()
    assert dialog.isVisible()
    dialog.close()


def test_a_form_that_cannot_be_kept_is_told_of(qtbot: QtBot) -> None:
    class Form(QWidget):
        def __init__(self, word: str, works: bool, parent: QWidget) -> None:
            super().__init__(parent)
            self.draft_word, self._works = word, works

        def put_by(self) -> bool:
            if not self._works:
                raise OSError
            return True

    window = QWidget()
    qtbot.addWidget(window)
    Form("甲表", False, window)
    Form("乙表", True, window)
    said = put_by(window)
    assert said == "正在填写的乙表已存为草稿，再打开时接着填。正在填写的甲表没有存成草稿，请先另外抄下来。"
    empty = QWidget()
    qtbot.addWidget(empty)
    assert put_by(empty) == ""


def test_a_draft_is_told_of_as_long_as_it_is_one(place: Workplace) -> None:
    screen = place.intake()
    assert put_by(place.shell) == ""
    words = screen.findChild(QPlainTextEdit, "wanted_edit")
    assert words is not None
    words.setFocus()
    write("一")
    assert put_by(place.shell) == put_by(place.shell) == "正在填写的登记表已存为草稿，再打开时接着填。"
    screen.clear()
    assert put_by(place.shell) == ""


def test_an_act_in_hand_is_kept_too(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.open(case_id)
    desk.act(Event.SEARCHED)
    assert put_by(desk.shell) == ""
    desk.fill(places="档案室二层")
    assert put_by(desk.shell) == put_by(desk.shell) == "正在填写的事项已存为草稿，再打开时接着填。"
    draft = load_draft(desk.office, draft_kind(case_id))
    assert draft is not None
    assert draft.body["places"] == "档案室二层"
    desk.panel.leave()
    assert put_by(desk.shell) == ""


def test_the_last_twenty_reports_are_kept(reports_folder: Path) -> None:
    for number in range(reports.MOST + 3):
        reports.keep(f"{number:08}", "x")
    kept = reports.kept()
    assert len(kept) == reports.MOST
    assert kept[0].stem.endswith("00000003")


def test_where_no_report_can_be_kept_the_window_is_shown_all_the_same(
    notices: Notices, reports_folder: Path
) -> None:
    reports_folder.write_text("a file where the folder should be", "utf-8")
    assert reports.keep("x", "x") is None
    assert HardCrash().begin() == ""
    notices.tell(KeyError())
    assert len(crash_dialogs()) == 1


DYING = """
    import faulthandler, sys
    from pathlib import Path
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    from gkcase.desktop import reports
    from gkcase.desktop.hard_crash import HardCrash
    reports.folder = lambda: Path(sys.argv[1])
    HardCrash().begin()
    application = QApplication([])
    applicant = sys.argv[2]
    def die_in_qt(name):
        faulthandler._sigsegv()
    QTimer.singleShot(0, lambda: die_in_qt(applicant))
    application.exec()
"""


def test_a_hard_crash_is_told_of_calmly_at_the_next_start(reports_folder: Path, tmp_path: Path) -> None:
    script = tmp_path / SECRET.split()[0] / "dying.py"
    script.parent.mkdir()
    script.write_text(textwrap.dedent(DYING), "utf-8")
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {"PYTHONPATH": str(root), "QT_QPA_PLATFORM": "offscreen"}
    died = subprocess.run([sys.executable, str(script), str(reports_folder), SECRET], env=environment)
    assert died.returncode != 0
    next_run = HardCrash()
    try:
        text = next_run.begin()
    finally:
        next_run.end()
    assert "dying.py:" in text
    assert "die_in_qt" in text
    [kept] = reports.kept()
    assert kept.read_text("utf-8") == text
    for secret in (*SECRET.split(), str(tmp_path), str(root)):
        assert secret not in text
    assert [path for path in reports_folder.iterdir() if path.suffix == ".raw"] == []
    again = HardCrash()
    assert again.begin() == ""
    again.end()


def test_what_runs_that_were_killed_left_empty_goes_at_the_next_start(reports_folder: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as living:
        reports.make_folder()
        for number in (ended.pid, living.pid):
            reports.private(reports_folder / f"{RAW}{number}.raw").close()
        run = HardCrash()
        assert run.begin() == ""
        left = {path.name for path in reports_folder.iterdir()}
        own = {f"{RAW}{os.getpid()}.raw"}
        assert left == own | ({f"{RAW}{living.pid}.raw"} if os.name != "nt" else set())
        run.end()
        assert f"{RAW}{os.getpid()}.raw" not in {path.name for path in reports_folder.iterdir()}
        living.communicate(b"\n")
    assert reports.kept() == []


def test_the_words_of_the_next_start_stay_until_the_report_has_been_read(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gkcase import paths
    from gkcase.desktop.app import make_desktop
    from gkcase.desktop.program import Program

    monkeypatch.setattr(paths, "user_data_path", lambda *_, **__: tmp_path)
    desktop = make_desktop(tmp_path / "window.ini")
    program = Program(desktop, died="差错编号 0000\n")
    program.start()
    assert program.window is not None
    bar = program.window.notice_bar
    assert bar.words.text() == LAST_TIME
    assert not bar._timer.isActive()
    bar.action_button.click()
    shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, ReportDialog) and w.isVisible()]
    assert [dialog.text for dialog in shown] == ["差错编号 0000\n"]
    shown[0].close()
    program.ask()
    assert program.window.notice_bar.isHidden()
    program.window.close()
    program.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_window_that_does_not_answer_leaves_the_stacks_of_all_threads_once(qtbot: QtBot) -> None:
    dog = Watchdog(stuck=0.12)
    dog.begin()
    try:
        qtbot.wait(200)
        assert dog.stalls == 0
        name = SECRET
        busy = time.monotonic() + 0.5
        while time.monotonic() < busy:
            len(name)
        assert dog.stalls == 1
        qtbot.wait(60)
        [kept] = reports.kept()
    finally:
        dog.end()
    text = kept.read_text("utf-8")
    assert "没有反应" in text
    assert "desktop/test_crash.py:" in text
    assert sys._getframe().f_code.co_name in text
    for secret in (*SECRET.split(), str(Path.home()), str(Path(__file__).parent)):
        assert secret not in text


CLEAN = """
    import sys
    from pathlib import Path
    from gkcase import paths
    paths.user_data_path = lambda *_, **__: Path(sys.argv[1])
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    from gkcase.desktop import app
    application = QApplication([])
    def look():
        for window in application.topLevelWidgets():
            if window.isVisible():
                window.show_help() if hasattr(window, "show_help") else window.grab()
        QTimer.singleShot(100, application.closeAllWindows)
    QTimer.singleShot(100, look)
    sys.exit(app.main())
"""


def test_the_development_mode_of_python_finds_nothing(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {"PYTHONPATH": str(root), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", textwrap.dedent(CLEAN), str(tmp_path)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    said = ran.stderr.replace("This plugin does not support propagateSizeHints()\n", "")  # Qt's, offscreen
    assert (ran.returncode, said, ran.stdout) == (0, "", "")


def test_buttons_of_the_window_have_words(notices: Notices) -> None:
    notices.tell(KeyError())
    (dialog,) = crash_dialogs()
    assert [one.text() for one in dialog.findChildren(QPushButton)] == ["复制报告", "继续使用"]


def test_in_large_type_the_buttons_stand_below_the_report(wardrobe: Wardrobe, qtbot: QtBot) -> None:
    wardrobe.resize_type(20)
    window = CrashDialog(KeyError("x"), "正在填写的登记表已存为草稿，再打开时接着填。")
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    qtbot.waitUntil(
        lambda: all(one.y() > window.view.geometry().bottom() for one in window.findChildren(QPushButton))
    )
