"""What happens when the program itself is at fault: a report without personal data, and a window to copy it from."""

from __future__ import annotations

import platform
import sys
import traceback
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gkcase.desktop.dialogs import Dialog
from gkcase.desktop.layout import button, column, label, row
from gkcase.desktop.tokens import sp

REASSURANCE = (
    "这是程序的错，不是您的操作有误。已经保存的案件没有受影响，刚才这一步没有保存。\n"
    "程序仍可继续使用；请复制下面的报告交给维护人员。报告中没有申请人信息。"
)


def report(error: BaseException) -> str:
    """Where the program failed: kinds of error and places in the code, no messages, no values, no folders.

    Messages of errors are left out because they may quote names, numbers or the words of a request.
    """
    lines = [
        f"GKCase {_version()} · {platform.python_implementation()} {platform.python_version()} · Qt {qVersion()}"
    ]
    lines.append(f"{platform.system()} {platform.release()} {platform.machine()}")
    for place, link in enumerate(_chain(error)):
        lines.append(f"{'引起自 ' if place else ''}{type(link).__module__}.{type(link).__qualname__}")
        lines += [f"  {_place(frame)}" for frame in traceback.extract_tb(link.__traceback__)]
    body = "\n".join(lines)
    return f"差错编号 {code(error)}\n{body}\n"


def code(error: BaseException) -> str:
    """A short code to quote on the telephone: the same fault has the same code."""
    frames = [_place(frame) for link in _chain(error) for frame in traceback.extract_tb(link.__traceback__)]
    return sha256("\n".join([type(error).__qualname__, *frames]).encode()).hexdigest()[:8].upper()


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    return f"{path.parent.name}/{path.name}:{frame.lineno} {frame.name}"


def _version() -> str:
    try:
        return version("gkcase")
    except PackageNotFoundError:
        return "源码"


class CrashDialog(Dialog):
    """Says that the program is at fault, that the cases are safe, and gives the report to copy."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__("程序出了差错", parent)
        self.text = report(error)
        view = QPlainTextEdit(self.text)
        view.setReadOnly(True)
        view.setAccessibleName("差错报告")
        view.setMinimumSize(sp(520), sp(180))
        copy = button("复制报告", "primary", "copy")
        copy.clicked.connect(self.copy)
        close = button("继续使用")
        close.clicked.connect(self.close)
        content = QWidget()
        title = label(f"程序出了差错（编号 {code(error)}）", "title", bold=True)
        words = label(REASSURANCE, wrap=True)
        content.setLayout(
            column(title, words, view, row(copy, None, close), gap="m", margins=("xl", "l"), grow=2)
        )
        self.hold(content)

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)


def write_down(error: BaseException) -> None:
    """Also leave the report where whoever started the program can see it."""
    if sys.stderr is not None:  # there is none in a program without a console
        sys.stderr.write(report(error))
