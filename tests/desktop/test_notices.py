"""Three kinds of trouble are told in three ways, none of which stops the program."""

from __future__ import annotations

import sys
import threading

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from gkcase.desktop import crash
from gkcase.desktop.crash import CrashDialog
from gkcase.desktop.dialogs import Dialog
from gkcase.desktop.fact_form import Ask, FactForm
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.notices import NoticeBar, Notices
from gkcase.domain.errors import Conflict, Refusal, Trouble


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    made = NoticeBar()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def notices(bar: NoticeBar) -> Notices:
    return Notices(bar)


def crash_dialogs() -> list[CrashDialog]:
    return [window for window in QApplication.topLevelWidgets() if isinstance(window, CrashDialog)]


def test_a_refusal_stands_in_the_bar_with_its_article(notices: Notices, bar: NoticeBar) -> None:
    notices.tell(Conflict("案件已被他人更新，请刷新后再办理。", "第三十条"))
    assert not bar.isHidden()
    assert (bar.kind, bar.words.text(), bar._basis.text()) == (
        "refusal",
        "案件已被他人更新，请刷新后再办理。",
        "第三十条",
    )


def test_trouble_stands_in_the_bar_and_stays(notices: Notices, bar: NoticeBar) -> None:
    notices.tell(Trouble("磁盘已满，请腾出空间后再试。"))
    assert bar.kind == "trouble"
    assert not bar._timer.isActive()
    assert bar.accessibleName() == "磁盘已满，请腾出空间后再试。"


def test_what_is_done_goes_by_itself_and_offers_what_comes_next(notices: Notices, bar: NoticeBar) -> None:
    printed: list[str] = []
    notices.say("已登记为〔2026〕12号。", ("打印登记回执", lambda: printed.append("receipt")))
    assert bar.kind == "done"
    assert bar._timer.isActive()
    bar.action_button.click()
    assert printed == ["receipt"]
    assert bar.isHidden()


def test_a_refusal_goes_beside_its_cause(notices: Notices, bar: NoticeBar, qtbot: QtBot) -> None:
    form, label = FactForm(), ErrorLabel()
    qtbot.addWidget(form)
    qtbot.addWidget(label)
    form.ask([Ask("days", "期限", "number")])
    failed = notices.beside(form, label)
    failed(Refusal("延期最长20个工作日。", "第三十三条第二款", "days"))
    assert label.isHidden()
    failed(Refusal("已延期一次，不得再延。", "第三十三条第二款"))
    assert label.text().startswith("已延期一次")
    assert bar.isHidden()
    failed(Trouble("数据库被占用，请稍后再试。"))
    assert label.text().startswith("数据库被占用")


def test_what_no_place_takes_goes_to_the_bar(notices: Notices, bar: NoticeBar, qtbot: QtBot) -> None:
    form = FactForm()
    qtbot.addWidget(form)
    notices.beside(form)(Refusal("已经答复。"))
    assert bar.words.text() == "已经答复。"


def test_a_bug_opens_one_report_and_the_program_goes_on(
    notices: Notices, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    notices.tell(KeyError("张三"))
    notices.tell(KeyError("张三"))
    (dialog,) = crash_dialogs()
    assert not dialog.isModal()
    dialog.copy()
    assert QGuiApplication.clipboard().text() == dialog.text
    view = dialog.findChild(QPlainTextEdit)
    assert isinstance(view, QPlainTextEdit)
    assert view.isReadOnly()
    dialog.close()
    qtbot.waitUntil(lambda: crash_dialogs() == [])
    notices.tell(ValueError())
    assert len(crash_dialogs()) == 1
    crash_dialogs()[0].close()
    qtbot.waitUntil(lambda: crash_dialogs() == [])
    assert "差错编号" in capsys.readouterr().err


def failing(name: str) -> None:
    applicant = {"name": name, "phone": "13800005678"}
    try:
        applicant[name]
    except KeyError as error:
        raise RuntimeError(f"no such key for {name} at /home/zhang/案件.db") from error


def test_the_report_holds_no_personal_data() -> None:
    with pytest.raises(RuntimeError) as caught:
        failing("张三丰")
    text = crash.report(caught.value)
    for secret in ("张三丰", "13800005678", "/home/zhang", "案件.db", "no such key"):
        assert secret not in text
    assert "builtins.RuntimeError" in text
    assert "引起自 builtins.KeyError" in text
    assert "desktop/test_notices.py" in text
    assert " failing" in text


def test_the_same_fault_has_the_same_code() -> None:
    codes = set()
    for name in ("甲", "乙"):
        try:
            failing(name)
        except RuntimeError as error:
            codes.add(crash.code(error))
    assert len(codes) == 1
    assert crash.code(ValueError()) not in codes


def test_errors_of_other_threads_are_told_on_this_one(
    notices: Notices, bar: NoticeBar, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    notices.install()
    trouble = Trouble("磁盘已满。")
    worker = threading.Thread(target=lambda: sys.excepthook(Trouble, trouble, None))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: not bar.isHidden())
    assert bar.words.text() == "磁盘已满。"


def test_ctrl_c_still_ends_the_program(
    notices: Notices, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    notices.install()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert "KeyboardInterrupt" in capsys.readouterr().err
    assert crash_dialogs() == []


def test_no_window_is_modal() -> None:
    """A message box stops everything; nothing in the desktop may open one."""
    import ast

    import gkcase.desktop

    for path in sorted(
        p for root in gkcase.desktop.__path__ for p in __import__("pathlib").Path(root).rglob("*.py")
    ):
        names = {
            node.id for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name)
        }
        assert QMessageBox.__name__ not in names, path
        if path.name != "dialogs.py":
            assert QDialog.__name__ not in names, (
                f"{path}: use {Dialog.__name__}, which carries the practice stripe"
            )
