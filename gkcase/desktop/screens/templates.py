"""文书模板: which template each letter is made with, opened in Word or WPS, looked over, put back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QTableView

from gkcase.desktop.by_right import by_right
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.screen import Screen
from gkcase.desktop.shell import Shell
from gkcase.desktop.short_table import set_up
from gkcase.desktop.tasks import Abandoned, Cancelled, Progress
from gkcase.desktop.template_table import STATE, TemplateTable
from gkcase.desktop.template_view import FINDINGS, TemplateView
from gkcase.desktop.tokens import look, sp
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.rights import May
from gkcase.services import templates
from gkcase.services.lettering import own_templates
from gkcase.services.office import Change, Office, Topic
from gkcase.services.template_doctor import Checkup
from gkcase.services.templates import State, TemplateLine

ROW, STATE_WIDTH, WIDE = 34, 92, 900
NO_WORD = "这台电脑没有能打开Word文书的程序，请安装Word、WPS或LibreOffice；模板在 {path}"
SENTENCES = {
    State.BUILT_IN: "用的是内置模板。要改版式或者措辞，请“打开修改”，程序会另存一份本单位的模板",
    State.OWN: "用的是本单位的模板，已体检通过",
    State.UNCHECKED: "本单位的模板改动后还没有体检，体检通过以前不能制作这种文书",
    State.BROKEN: "本单位的模板有错误，不能制作文书，请改正后再体检，或者恢复内置模板",
}


class TemplatesScreen(Screen):
    """A list at the left, one template at the right. A visit with a template's name goes to it."""

    form = "templates"
    help_topic = "templates"
    count_label: ElidedLabel
    check_all_button: QPushButton
    import_button: QPushButton
    folder_button: QPushButton
    template_view: QTableView
    name_label: QLabel
    letters_label: ElidedLabel
    state_label: QLabel
    edit_button: QPushButton
    edit_key: QLabel
    check_key: QLabel
    check_button: QPushButton
    restore_button: QPushButton

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self._wanted = ""
        self._shown: TemplateLine | None = None
        self.table = TemplateTable(self)
        self.view = TemplateView(self.body, shell)
        self._set_up_list()
        self._set_up_acts()
        self.setAcceptDrops(True)
        self.setFocusProxy(self.template_view)

    # -- what the shell says ----------------------------------------------------------------------------------

    def visit(self, subject: object) -> None:
        """Come to the list, or to one template in it."""
        self._wanted = subject if isinstance(subject, str) else self._wanted
        self.look_up()

    def react(self, change: object) -> None:
        """Look again when templates, or the heading of the office, have changed."""
        if isinstance(change, Change) and change.topics & Topic.SETTINGS and self.table.lines:
            self.look_up()

    def changeEvent(self, event: QEvent) -> None:
        """Whoever comes back from Word has mostly changed a template."""
        super().changeEvent(event)
        back = event.type() is QEvent.Type.ActivationChange and self.isActiveWindow()
        if back and self.isVisible() and self.table.lines:
            self.look_up()

    # -- the list ---------------------------------------------------------------------------------------------

    def look_up(self) -> None:
        """Ask for the list again; the current template stays current."""
        work = partial(templates.template_lines, self._office, own_templates())
        self._shell.tasks.run(self, work, self._show, self._shell.notices.tell, topic="lines")

    def current(self) -> TemplateLine | None:
        """The template on which the cursor stands."""
        index = self.template_view.currentIndex()
        return self.table.lines[index.row()] if index.isValid() else None

    def _show(self, lines: list[TemplateLine]) -> None:
        self.table.show(lines)
        wanted, self._wanted = self.table.row_of(self._wanted), ""
        row = self.template_view.currentIndex().row()
        self.template_view.setCurrentIndex(self.table.index(wanted if wanted >= 0 else max(row, 0), 0))
        own = sum(line.state is not State.BUILT_IN for line in lines)
        waiting = sum(line.state in (State.UNCHECKED, State.BROKEN) for line in lines)
        said = f"{len(lines)} 种，本单位的 {own} 种"
        self.count_label.setText(f"{said}，其中 {waiting} 种还不能用" if waiting else said)
        self._show_current()

    def _show_current(self) -> None:
        line = self.current()
        if line is None or line == self._shown:
            return
        self._shown = line
        self.name_label.setText(line.title)
        self.letters_label.setText(f"用于：{line.letters}；文件：{line.path.name}")
        self.state_label.setText(SENTENCES[line.state])
        own = line.state is not State.BUILT_IN
        self.restore_button.setEnabled(own)
        self.restore_button.setToolTip("" if own else "用的就是内置模板")
        self.view.show_checkup(None)
        work = partial(templates.examined, line.name, line.path)
        self._shell.tasks.run(self, work, partial(self._examined, line), self._failed, topic="look")

    def _examined(self, line: TemplateLine, found: Checkup) -> None:
        if line == self._shown:
            self.view.show_checkup(found)

    def _failed(self, error: Exception) -> None:
        self._shown = None
        self._shell.notices.tell(error)

    # -- what can be done -------------------------------------------------------------------------------------

    def edit(self) -> None:
        """Open the office's own template in Word or WPS, made from the built-in one where there was none."""
        if line := self.current():
            work = partial(templates.to_edit, self._office, own_templates(), line.name)
            self._shell.tasks.run(self, work, self._open, self._shell.notices.tell)

    def _open(self, path: Path) -> None:
        if QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._shell.notices.say(f"已打开 {path.name}，改好保存以后回到这里体检")
        else:
            self._shell.notices.tell(Trouble(NO_WORD.format(path=path)))
        self.look_up()

    def check(self) -> None:
        """Look the template over; one of the office's own is used from now on if it is good."""
        if line := self.current():
            self.view.turn_to(FINDINGS)
            self.view.show_checkup(None)
            work = partial(templates.check_up, self._office, own_templates(), line.name)
            self._shell.tasks.run(self, work, self._checked, self._check_failed)

    def _checked(self, found: Checkup) -> None:
        self._shell.notices.say(f"{found.title}：{found.verdict}")
        self._wanted = found.template
        self._shown = None
        self.look_up()

    def _check_failed(self, error: Exception) -> None:
        self._shell.notices.tell(error)
        self._shown = None
        self._show_current()

    def check_all(self) -> None:
        """Look over every template, the office's own with effect."""
        names = [line.name for line in self.table.lines]
        self.check_all_button.setEnabled(False)
        work = partial(check_each, self._office, own_templates(), names)
        self._shell.tasks.run_long(self, "正在体检", work, self._all_checked, self._all_failed)

    def _all_checked(self, found: Sequence[Checkup]) -> None:
        self.check_all_button.setEnabled(True)
        bad = [one.title for one in found if one.errors]
        ending = f"{len(bad)}个有错误：{'、'.join(bad)}" if bad else "都可以使用"
        self._shell.notices.say(f"体检了{len(found)}个模板，{ending}")
        self._shown = None
        self.look_up()

    def _all_failed(self, error: Exception) -> None:
        self.check_all_button.setEnabled(True)
        self._shell.notices.tell(error)

    def restore(self) -> None:
        """Let the built-in template come back."""
        if line := self.current():
            work = partial(templates.restore, self._office, own_templates(), line.name)
            self._shell.tasks.run(self, work, self._restored, self._shell.notices.tell)

    def _restored(self, change: Change) -> None:
        self._shell.notices.say(change.said)
        self.look_up()

    def open_folder(self) -> None:
        """Show where the office's own templates lie."""
        folder = own_templates()
        folder.mkdir(parents=True, exist_ok=True)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._shell.notices.say(f"本单位的模板放在 {folder}")

    # -- a template from elsewhere ----------------------------------------------------------------------------

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), "导入模板")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("Word文书 (*.docx)")
        dialog.fileSelected.connect(lambda name: self.take(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take(self, source: Path) -> None:
        """Take a file for the letter that it is named after, else for the current one."""
        line = self.current()
        name = source.stem if self.table.row_of(source.stem) >= 0 else (line.name if line else "")
        if not name:
            return
        work = partial(templates.import_template, self._office, own_templates(), name, source)
        self._shell.tasks.run(self, work, self._checked, self._shell.notices.tell)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if len(files) != 1 or files[0].suffix.casefold() != ".docx":
            self._shell.notices.tell(Refusal("一次请拖入一个.docx模板文件", "", "templates"))
            return
        event.acceptProposedAction()
        self.take(files[0])

    # -- setting up -------------------------------------------------------------------------------------------

    def _set_up_list(self) -> None:
        view = self.template_view
        set_up(view, self.table, badge=STATE, wide=0)
        view.selectionModel().currentRowChanged.connect(self._moved)
        view.doubleClicked.connect(lambda _: self.edit())
        view.installEventFilter(self)
        look.changed.connect(self._fit)
        self._fit()

    def _moved(self, _: QModelIndex) -> None:
        self._show_current()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Large type leaves no room for the keys beside the acts."""
        super().resizeEvent(event)
        for key in (self.edit_key, self.check_key):
            key.setVisible(self.width() >= sp(WIDE))

    def _fit(self) -> None:
        self.template_view.verticalHeader().setDefaultSectionSize(sp(ROW))
        self.template_view.setColumnWidth(STATE, sp(STATE_WIDTH))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens the template."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        self.edit()
        return True

    def _set_up_acts(self) -> None:
        acts: dict[QPushButton, Callable[[], object]] = {
            self.edit_button: self.edit,
            self.check_button: self.check,
            self.restore_button: self.restore,
            self.check_all_button: self.check_all,
            self.import_button: self._choose,
            self.folder_button: self.open_folder,
        }
        for button, act in acts.items():
            button.clicked.connect(act)
        changing = [button for button in acts if button is not self.folder_button]
        by_right(self._office, self._shell, {May.TEMPLATES: changing})
        QShortcut(QKeySequence("Ctrl+T"), self).activated.connect(self.check)
        QShortcut(QKeySequence("Alt+L"), self).activated.connect(self.template_view.setFocus)


def check_each(
    office: Office, folder: Path, names: Sequence[str], progress: Progress, cancelled: Cancelled
) -> list[Checkup]:
    """Look over one template after the other."""
    found = []
    for place, name in enumerate(names):
        if cancelled():
            raise Abandoned
        progress(place, len(names))
        found.append(templates.check_up(office, folder, name))
    return found
