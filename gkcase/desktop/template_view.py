"""What there is to see of one template: the findings of the doctor, the fullest and the emptiest letter, its pages."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTemporaryDir
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gkcase.desktop import letter_out
from gkcase.desktop.icons import pixmap
from gkcase.desktop.part import Part
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import look, sp, tag
from gkcase.services.letters import text_of
from gkcase.services.rooms import viewing_room
from gkcase.services.template_doctor import Checkup, Remark, label_of

SIGNS = {"error": ("warn", "late"), "warning": ("warn", "soon"), "hint": ("info", "muted")}
WORDS = {"error": "错误", "warning": "提醒", "hint": "提示"}
WELL = "没有发现问题：字段都认识，必须写明的都有，最长和最短的示例都能做成文书"
NO_LETTER = "模板有错误，还做不出文书，请先看“体检结果”"
NO_PAGES = "这台电脑没有安装LibreOffice，版面请用“打开修改”在Word或WPS中查看"
FINDINGS, LONGEST, EMPTIEST, PAGES = range(4)
RESOLUTION, PAGE_WIDTH = 110, 520


class TemplateView(Part):
    """Four ways to look at a checkup; pages are drawn only when they are asked for."""

    findings_tab: QPushButton
    longest_tab: QPushButton
    emptiest_tab: QPushButton
    pages_tab: QPushButton
    view_stack: QStackedWidget
    finding_list: QListWidget
    text_edit: QPlainTextEdit
    page_area: QScrollArea
    page_body: QWidget
    page_label: QLabel

    def __init__(self, form: QWidget, shell: Shell) -> None:
        super().__init__(form)
        self._shell = shell
        self._folder = QTemporaryDir(viewing_room())
        self._checkup: Checkup | None = None
        self._drawn = ""
        self.pages: list[QLabel] = []
        self._group = QButtonGroup(self)
        for place, tab in enumerate((self.findings_tab, self.longest_tab, self.emptiest_tab, self.pages_tab)):
            self._group.addButton(tab, place)
        self._group.idToggled.connect(lambda _, on: self._show() if on else None)
        look.changed.connect(self._fit)

    def turn_to(self, place: int) -> None:
        """Look at it in another way."""
        self._group.button(place).setChecked(True)

    def show_checkup(self, found: Checkup | None) -> None:
        """Show this one; None: still being looked over."""
        self._checkup = found
        self._show()

    def _show(self) -> None:
        place, found = self._group.checkedId(), self._checkup
        self.view_stack.setCurrentIndex({FINDINGS: 0, PAGES: 2}.get(place, 1))
        if found is None:
            self._list(["正在体检…"])
            self.text_edit.setPlainText("")
            self._say("")
        elif place == FINDINGS:
            self._list_findings(found)
        elif place == PAGES:
            self._draw(found)
        else:
            content = found.longest if place == LONGEST else found.emptiest
            self.text_edit.setPlainText(text_of(content) if content else NO_LETTER)

    # -- findings ---------------------------------------------------------------------------------------------

    def _list(self, lines: list[str]) -> None:
        self.finding_list.clear()
        self.finding_list.addItems(lines)

    def _list_findings(self, found: Checkup) -> None:
        self.finding_list.clear()
        for remark in found.remarks:
            self.finding_list.addItem(_item(remark))
        if not found.remarks:
            self.finding_list.addItem(QListWidgetItem(QIcon(pixmap("check", "accent")), WELL))
        if not found.fields:
            return
        title = QListWidgetItem("用到的字段和位置")
        title.setFlags(Qt.ItemFlag.NoItemFlags)
        self.finding_list.addItem(title)
        for name, places in found.fields.items():
            self.finding_list.addItem(f"{label_of(name)}：{'、'.join(places)}")

    # -- pages ------------------------------------------------------------------------------------------------

    def _draw(self, found: Checkup) -> None:
        """Ask for the pages of the fullest letter, once for each content."""
        if not found.longest:
            self._say(NO_LETTER)
        elif not letter_out.can_print():
            self._say(NO_PAGES)
        elif self._drawn != found.sha256:
            self._say("正在排版…")
            target = Path(self._folder.path()) / f"{found.template}-{found.sha256[:12]}.docx"
            work = partial(_pages, found.longest, target)
            then = partial(self._show_pages, found.sha256)
            self._shell.tasks.run(self, work, then, self._failed, topic="pages")

    def _failed(self, error: Exception) -> None:
        self._say("")
        self._shell.notices.tell(error)

    def _say(self, words: str) -> None:
        self._drawn = ""
        for shown in self.pages:
            shown.hide()
            shown.deleteLater()
        self.pages = []
        self.page_label.setText(words)
        self.page_label.setVisible(bool(words))

    def _show_pages(self, sha256: str, pictures: list[QImage]) -> None:
        if self._checkup is None or self._checkup.sha256 != sha256:
            return
        self._say(f"最长的示例，共{len(pictures)}页")
        self._drawn = sha256
        column = self.page_body.layout()
        assert isinstance(column, QVBoxLayout)
        for place, picture in enumerate(pictures, 1):
            shown = tag(QLabel(), role="page")
            shown.setProperty("picture", picture)
            shown.setAccessibleName(f"第{place}页")
            column.addWidget(shown)
            self.pages.append(shown)
        self._fit()

    def _fit(self) -> None:
        for shown in self.pages:
            picture: QImage = shown.property("picture")
            small = picture.scaledToWidth(sp(PAGE_WIDTH), Qt.TransformationMode.SmoothTransformation)
            shown.setPixmap(QPixmap.fromImage(small))


def _item(remark: Remark) -> QListWidgetItem:
    basis = f"（{remark.basis}）" if remark.basis else ""
    made = QListWidgetItem(f"{WORDS[remark.level]}：{remark.text}{basis}")
    made.setIcon(QIcon(pixmap(*SIGNS[remark.level])))
    return made


def _pages(content: bytes, target: Path) -> list[QImage]:
    target.write_bytes(content)
    return letter_out.pictures_of(target, RESOLUTION)
