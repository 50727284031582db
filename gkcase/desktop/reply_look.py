"""Steps three and four of a reply: the real letter to be read, then what would be wrong with it and 送审."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gkcase.desktop.fact_form import Ask, FactForm
from gkcase.desktop.finding_list import FindingList
from gkcase.desktop.layout import button, clear, column, label, row, section
from gkcase.desktop.letter_out import LetterOut, can_print
from gkcase.desktop.paper_tabs import LetterText
from gkcase.desktop.tokens import tag
from gkcase.domain.journal import Fact
from gkcase.services.letters import Composed
from gkcase.services.replying import LookedOver

AS_TEXT = "文字取自将要写成的文书，版式以文件为准"
AS_PAGES = "页面由将要写成的文书转成"
COMMENT, REASON = "comment", "reason_"
COMMENT_ASK = Ask(COMMENT, "送审说明", "lines", hint="选填，审签人能看到")
REASON_ASK = Ask(REASON, "仍然送审的理由", "lines", required=True, hint="照实写明，与送审一起记录在案")


class Pages(QWidget):
    """Pictures of pages, as wide as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: Sequence[QImage] = ()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self.setAccessibleName("文书页面")

    def show_pages(self, pictures: Sequence[QImage]) -> None:
        """Show these pages."""
        self._pictures = pictures
        clear(self._box)
        for place, picture in enumerate(pictures, 1):
            page = tag(QLabel(), role="page")
            page.setAccessibleName(f"第{place}页，共{len(pictures)}页")
            page.setPixmap(self._fitted(picture))
            self._box.addWidget(page)

    def _fitted(self, picture: QImage) -> QPixmap:
        ratio = self.devicePixelRatioF()
        wide = min(int((self.width() - 2) * ratio), picture.width())
        made = QPixmap.fromImage(
            picture.scaledToWidth(max(wide, 1), Qt.TransformationMode.SmoothTransformation)
        )
        made.setDevicePixelRatio(ratio)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() == event.oldSize().width():
            return
        for place, picture in enumerate(self._pictures):
            item = self._box.itemAt(place)
            page = item.widget() if item else None
            if isinstance(page, QLabel):
                page.setPixmap(self._fitted(picture))


class LookPage(QWidget):
    """The letter as it would be written now: its text, its pages where the computer can make them, the file."""

    def __init__(self, out: Callable[[], LetterOut], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._out = out
        self._composed: Composed | None = None
        self.name_label = label("", bold=True, wrap=True)
        self.how_label = label(AS_TEXT, "caption", "muted", wrap=True)
        self.open_button = button("打开", icon="file")
        self.open_button.setToolTip("交给Word、WPS或LibreOffice打开")
        self.pages_button = button("看页面", icon="eye")
        self.text_edit = LetterText()
        self.pages = Pages()
        self.open_button.clicked.connect(self._open)
        self.pages_button.clicked.connect(self._turn)
        acts = row(self.open_button, self.pages_button, None)
        self.setLayout(column(self.name_label, acts, self.how_label, self.text_edit, self.pages, gap="s"))
        self._show_pages(shown=False)

    def show_letter(self, seen: LookedOver) -> None:
        """Show a letter that is not written yet."""
        same = self._composed is not None and self._composed.content == seen.composed.content
        self._composed = seen.composed
        self.name_label.setText(seen.composed.title)
        self.text_edit.setPlainText(seen.text)
        can = can_print()
        self.pages_button.setEnabled(can)
        self.pages_button.setToolTip("" if can else "这台电脑没有LibreOffice，不能显示页面，请用“打开”")
        if not same:
            self._show_pages(shown=False)

    def _open(self) -> None:
        if self._composed is not None:
            self._out().open_draft(self._composed)

    def _turn(self) -> None:
        if self._composed is None or self.pages.isVisibleTo(self):
            self._show_pages(shown=False)
        else:
            self._out().pages_of_draft(self._composed, self._pages_made)

    def _pages_made(self, pictures: list[QImage]) -> None:
        self._show_pages(shown=True)
        self.pages.show_pages(pictures)

    def _show_pages(self, *, shown: bool) -> None:
        self.text_edit.setVisible(not shown)
        self.pages.setVisible(shown)
        self.how_label.setText(AS_PAGES if shown else AS_TEXT)
        self.pages_button.setText("看文字" if shown else "看页面")


class SubmitPage(QWidget):
    """The preflight, a comment, and where it warns the reason. `followed` carries a spot, `edited` that one typed."""

    followed = Signal(str)
    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.findings = FindingList()
        self.form = FactForm()
        self.form.ask([COMMENT_ASK, REASON_ASK])
        self.form.show_only({COMMENT})
        self.setLayout(column(section("出门前检查"), self.findings, self.form, gap="m"))
        self.findings.followed.connect(self.followed)
        self.form.edited.connect(self.edited)

    def show_findings(self, seen: LookedOver) -> None:
        """List what would be wrong; a warning asks for a reason."""
        self.findings.show_findings(seen.findings)
        self.ask_reason(seen.needs_reason)

    def ask_reason(self, wanted: bool) -> None:
        """Ask why it is submitted all the same, or not."""
        self.form.show_only({COMMENT, REASON} if wanted else {COMMENT})

    @property
    def comment(self) -> str:
        """What is said to those who sign."""
        return str(self.form.facts().get(COMMENT) or "")

    @property
    def reason(self) -> str:
        """Why it is submitted all the same."""
        return str(self.form.facts().get(REASON) or "")

    def put(self, comment: Fact, reason: Fact) -> None:
        """Show what was typed before."""
        self.form.fill({COMMENT: comment or "", REASON: reason or ""})
