"""Lets a letter out of the program: printed with preview, opened in Word or WPS, saved as PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, Qt, QTemporaryDir, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QPaintEngine, QPainter
from PySide6.QtWidgets import QFileDialog, QWidget

from gkcase.desktop.printing import Draw, Sheet, preview
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Cancelled, Progress
from gkcase.domain.errors import Trouble
from gkcase.services.letter_pdf import find_soffice, to_pdf
from gkcase.services.lettering import copy_out, copy_to_look_at, write_file
from gkcase.services.letters import Composed
from gkcase.services.office import Office
from gkcase.services.pdf_pages import Page, pages
from gkcase.services.rooms import viewing_room

RESOLUTION = 300
ON_SCREEN = 144
NO_READER = "这台电脑没有能打开Word文书的程序，请安装Word、WPS或LibreOffice；文书已放在 {path}"
DRAFT = "打开的是还没有成文的稿子，改动不会保存；要修改请回到前面的步骤"
IN_WORD = "这台电脑没有LibreOffice，已用Word或WPS打开文书，请在其中打印"


def can_print() -> bool:
    """Whether the computer can show a letter as it will be printed; otherwise it is opened in Word or WPS."""
    return find_soffice() is not None


def pages_of(office: Office, sha256: str, name: str, folder: Path) -> list[QImage]:
    """The pages of a letter as pictures, through the PDF that LibreOffice makes of it."""
    return pictures_of(copy_out(office, sha256, folder / name))


def pictures_of(source: Path, resolution: int = RESOLUTION) -> list[QImage]:
    """The pages of a Word file as pictures."""
    made = pages(to_pdf(source, source.with_suffix(".pdf")), resolution)
    return [_picture(page) for page in made]


def _picture(page: Page) -> QImage:
    shown = QImage(page.points, page.width, page.height, page.stride, QImage.Format.Format_BGR888)
    return shown.copy()


def sheet_of_pages(pictures: Sequence[QImage], title: str) -> Sheet:
    """Pictures of pages as a sheet for the printer."""
    return Sheet(title, [_drawn(picture) for picture in pictures])


def _drawn(picture: QImage) -> Draw:
    """A preview is much smaller than paper: shrunk from the printer's picture at once, thin strokes would break."""
    small = picture.scaledToWidth(picture.width() // 2, Qt.TransformationMode.SmoothTransformation)

    def draw(painter: QPainter, page: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shown = painter.paintEngine().type() is QPaintEngine.Type.Picture
        painter.drawImage(page, small if shown else picture)

    return draw


def copy_to_read(office: Office, sha256: str, target: Path) -> Path:
    """A copy to look at: the paper itself is kept as it is, and what is changed in a copy would be lost.

    One in which something would act by itself is refused.
    """
    if not target.exists():
        copy_to_look_at(office, sha256, target).chmod(0o444)
    return target


def draft_to_read(composed: Composed, folder: Path) -> Path:
    """A copy of a letter that is not written yet: each content in a folder of its own, as Word may still hold one."""
    content = sha256(composed.content).hexdigest()
    target = folder / f"draft_{content[:12]}" / composed.name
    if not target.exists():
        write_file(target, composed.content).chmod(0o444)
    return target


class LetterOut(QObject):
    """Hands letters out for one page of the program; copies that Word shows go when the program ends."""

    def __init__(self, office: Office, shell: Shell, page: QWidget) -> None:
        super().__init__(page)
        self._office, self._shell, self._page = office, shell, page
        self._folder = QTemporaryDir(viewing_room())

    def print(self, sha256: str, name: str) -> None:
        """Show the letter as it will be printed; without LibreOffice open it where it can be printed."""
        if not can_print():
            self.open(sha256, name, IN_WORD)
            return
        room = Path(self._folder.path())

        def work(_: Progress, __: Cancelled) -> list[QImage]:
            return pages_of(self._office, sha256, name, room)

        title = Path(name).stem
        self._shell.tasks.run_long(
            self._page, "正在准备打印", work, partial(self._preview, title), self._shell.notices.tell
        )

    def open_draft(self, composed: Composed) -> None:
        """Open a letter that is not written yet in the program of the computer, to look at it."""
        work = partial(draft_to_read, composed, Path(self._folder.path()))
        self._shell.tasks.run(self._page, work, partial(self._show, DRAFT), self._shell.notices.tell)

    def pages_of_draft(self, composed: Composed, then: Callable[[list[QImage]], object]) -> None:
        """Turn a letter that is not written yet into pictures of its pages."""
        room = Path(self._folder.path())

        def work(_: Progress, __: Cancelled) -> list[QImage]:
            return pictures_of(draft_to_read(composed, room), ON_SCREEN)

        self._shell.tasks.run_long(self._page, "正在生成页面", work, then, self._shell.notices.tell)

    def print_draft(self, composed: Composed) -> None:
        """Show a form that is not kept as it will be printed; without LibreOffice open it where it can be printed."""
        if not can_print():
            self.open_draft(composed)
            return
        room = Path(self._folder.path())

        def work(_: Progress, __: Cancelled) -> list[QImage]:
            return pictures_of(draft_to_read(composed, room))

        show = partial(self._preview, Path(composed.name).stem)
        self._shell.tasks.run_long(self._page, "正在准备打印", work, show, self._shell.notices.tell)

    def open(self, sha256: str, name: str, said: str = "") -> None:
        """Open a copy in the program that the computer has for it."""
        target = Path(self._folder.path()) / sha256[:12] / name
        work = partial(copy_to_read, self._office, sha256, target)
        self._shell.tasks.run(self._page, work, partial(self._show, said), self._shell.notices.tell)

    def save_pdf(self, sha256: str, name: str) -> None:
        """Ask where to, and write a PDF there."""
        dialog = QFileDialog(self._page.window(), "另存为PDF")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.setNameFilter("PDF文件 (*.pdf)")
        dialog.selectFile(Path(name).with_suffix(".pdf").name)
        dialog.fileSelected.connect(lambda target: self.write_pdf(sha256, name, Path(target)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write_pdf(self, sha256: str, name: str, target: Path) -> None:
        """Write the letter as PDF to a place."""
        room = Path(self._folder.path())

        def work(_: Progress, __: Cancelled) -> Path:
            return to_pdf(copy_out(self._office, sha256, room / name), target)

        said = self._shell.notices.say
        self._shell.tasks.run_long(
            self._page,
            "正在转成PDF",
            work,
            lambda path: said(f"已保存为 {path}"),
            self._shell.notices.tell,
        )

    def _preview(self, title: str, pictures: Sequence[QImage]) -> None:
        preview(sheet_of_pages(pictures, title), self._page)

    def _show(self, said: str, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._shell.notices.tell(Trouble(NO_READER.format(path=path)))
        elif said:
            self._shell.notices.say(said)
