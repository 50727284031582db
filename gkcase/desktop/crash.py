"""What happens when the program itself is at fault: a report without personal data, and a window to copy it from."""

from __future__ import annotations

import platform
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import QTimer, qVersion
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gkcase.desktop import reports
from gkcase.desktop.dialogs import Dialog
from gkcase.desktop.layout import button, column, label, row
from gkcase.desktop.tokens import sp

SAFE = "已经保存的案件没有受影响"
FAULT = f"这是程序的错，不是您的操作有误。{SAFE}，刚才这一步没有保存。"
NO_MEMORY = f"电脑的内存不够用，刚才这一步没有做完。{SAFE}。请先关闭一些别的程序。"
GO_ON = "程序仍可继续使用；请复制下面的报告交给维护人员。报告中没有申请人信息。"
COUNTED_AFTER_MS = 250
MOST_FAULTS = 5
"""So many different faults are reported in full in one window; what follows the first is mostly of its making."""


def report(error: BaseException) -> str:
    """Where the program failed: kinds of error and places in the code, no messages, no values, no folders.

    Messages of errors are left out because they may quote names, numbers or the words of a request.
    """
    lines = [heading()]
    for order, link in enumerate(_chain(error)):
        lines.append(f"{'引起自 ' if order else ''}{type(link).__module__}.{type(link).__qualname__}")
        frames = traceback.extract_tb(link.__traceback__)
        lines += [f"  {place(frame.filename, frame.lineno, frame.name)}" for frame in _shortened(frames)]
    body = "\n".join(lines)
    return f"差错编号 {code(error)}\n{body}\n"


def heading() -> str:
    """Which program on which machine, as every report begins."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    machine = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"GKCase {_version()} · {python} · Qt {qVersion()}\n{machine}"


def code(error: BaseException) -> str:
    """A short code to quote on the telephone: the same fault has the same code."""
    frames = [
        place(frame.filename, frame.lineno, frame.name)
        for link in _chain(error)
        for frame in _shortened(traceback.extract_tb(link.__traceback__))
    ]
    return code_of(type(error).__qualname__, *frames)


def code_of(*parts: str) -> str:
    """The short code of a fault that has these places."""
    return sha256("\n".join(parts).encode()).hexdigest()[:8].upper()


def place(file: str, line: int | None, function: str) -> str:
    """A place in the code, without the folders of this computer, which carry its user's name."""
    path = Path(file)
    return f"{path.parent.name}/{path.name}:{line} {function}"


def _shortened(frames: traceback.StackSummary) -> list[traceback.FrameSummary]:
    """A call that calls itself a thousand times is told by its beginning, and has the same code at any depth."""
    seen: set[tuple[str, int | None]] = set()
    told = []
    for frame in frames:
        at = frame.filename, frame.lineno
        if at not in seen:
            seen.add(at)
            told.append(frame)
    return told


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _version() -> str:
    try:
        return version("gkcase")
    except PackageNotFoundError:
        return "源码"


class ReportDialog(Dialog):
    """A report to copy, below what it means for the work."""

    def __init__(
        self, title: str, words: str, text: str, parent: QWidget | None = None, close: str = "关闭"
    ) -> None:
        super().__init__(title, parent)
        self.title_label = label(title, "title", bold=True)
        self.words_label = label(words, wrap=True)
        self.view = QPlainTextEdit(text)
        self.view.setReadOnly(True)
        self.view.setTabChangesFocus(True)
        self.view.setAccessibleName("差错报告")
        self.view.setMinimumSize(sp(520), sp(150))
        copy = button("复制报告", "primary", "copy")
        copy.clicked.connect(self.copy)
        leave = button(close)
        leave.clicked.connect(self.close)
        content = QWidget()
        parts = (self.title_label, self.words_label, self.view, row(copy, None, leave))
        content.setLayout(column(*parts, gap="m", margins=("xl", "l"), grow=2))
        self.hold(content)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the wrapped words need: the window alone would take them for shorter, and cover the report."""
        super().showEvent(event)
        box = self.layout()
        assert box is not None  # every dialog has it
        self.resize(self.width(), max(self.height(), box.totalHeightForWidth(self.width())))

    @property
    def text(self) -> str:
        """The report."""
        return self.view.toPlainText()

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)


class CrashDialog(ReportDialog):
    """Says that the program is at fault, that the cases are safe, what became of the form in hand.

    There is one at a time: while it is open, faults are counted in it.
    """

    def __init__(self, error: BaseException, drafts: str = "", parent: QWidget | None = None) -> None:
        self.code = code(error)
        what = NO_MEMORY if isinstance(error, MemoryError) else FAULT
        words = "\n".join(filter(None, (what, drafts, GO_ON)))
        super().__init__("程序出了差错", words, report(error), parent, "继续使用")
        self.counts = Counter({self.code: 1})
        self._counting = QTimer(self, singleShot=True, interval=COUNTED_AFTER_MS)
        self._counting.timeout.connect(self._say_counts)
        self._say_counts()

    def count(self, error: BaseException) -> bool:
        """Another fault, or the same again; whether it is one that has not been reported yet."""
        found = code(error)
        self.counts[found] += 1
        if not self._counting.isActive():
            self._counting.start()
        is_new = self.counts[found] == 1 and len(self.counts) <= MOST_FAULTS
        if is_new:
            self.view.appendPlainText(f"\n{report(error)}")
        return is_new

    def _say_counts(self) -> None:
        often, others = self.counts[self.code], len(self.counts) - 1
        words = f"程序出了差错（编号 {self.code}"
        words += f"，已出现{often}次" if often > 1 else ""
        words += f"；另有{others}种差错" if others else ""
        self.title_label.setText(f"{words}）")


def write_down(error: BaseException) -> None:
    """Keep the report, and leave it where whoever started the program can see it."""
    text = report(error)
    reports.keep(code(error), text)
    if sys.stderr is not None:  # there is none in a program without a console
        sys.stderr.write(text)
