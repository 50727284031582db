"""导出全部、导入全部: everything of the office in one file, out with a reason, in only into an empty office."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QFrame, QLineEdit

from gkcase.desktop.by_right import by_right, why_none
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import button, column, label, row
from gkcase.desktop.practice import practise
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Cancelled, Progress
from gkcase.desktop.tokens import sp, tag
from gkcase.domain.errors import Refusal
from gkcase.domain.rights import May
from gkcase.services.gkbak import Exported, export_all
from gkcase.services.gkbak_in import NOT_EMPTY, Imported, import_all, may_import
from gkcase.services.office import Change, Office, Topic

ABOUT = (
    "把案件、办理日志、审计链、附件和文书、设置写成一个文件（.gkbak），换电脑、换数据库或者长期保存时用。"
    "文件里的个人信息没有遮盖，请当作案卷保管；谁在何时为何导出，记入审计链。"
)
WHY = "为什么导出，如：更换电脑"
NO_REASON = "导出的文件含全部个人信息，请先写明为什么导出"
FILES = "导出文件 (*.gkbak)"
EVERYTHING = Topic.CASES | Topic.LETTERS | Topic.CALENDAR | Topic.MAIL | Topic.PEOPLE | Topic.SETTINGS


def write_to(office: Office, to: Path, reason: str, progress: Progress, cancelled: Cancelled) -> Exported:
    """Write the file; a cancelled one is not there."""
    return export_all(office, to, reason=reason, report=progress, cancelled=cancelled)


def read_from(office: Office, source: Path, progress: Progress, cancelled: Cancelled) -> Imported:
    """Take everything over; a cancelled import has changed nothing."""
    return import_all(office, source, report=progress, cancelled=cancelled)


class MoveCard(QFrame):
    """The card; `told` carries what has changed."""

    told = Signal(object)

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        tag(self, role="card")
        self._office, self._shell = office, shell
        self.reason_edit = QLineEdit()
        self.reason_edit.setPlaceholderText(WHY)
        self.reason_edit.setAccessibleName("导出理由")
        self.reason_edit.setMaximumWidth(sp(420))
        self.error_label = ErrorLabel()
        self.export_button = button("导出全部…", icon="export")
        self.import_button = button("导入全部…", icon="folder")
        self.import_note = label("", "caption", "muted", wrap=True)
        self.ledger_button = button("导入旧台账…", icon="drop")
        self.ledger_button.setToolTip("把原来用Excel记的台账变成案件")
        self.ledger_button.clicked.connect(lambda: shell.go("ledger"))
        self.export_button.clicked.connect(self._choose_target)
        self.import_button.clicked.connect(self._choose_source)
        self.reason_edit.returnPressed.connect(self.export_button.click)
        into = (self.import_button, self.ledger_button)
        by_right(office, shell, {May.EXPORT_OPEN: (self.export_button,), May.IMPORT: into})
        heading = label("导出和导入全部", "title", bold=True)
        about = label(ABOUT, "caption", "muted", wrap=True)
        acts = row(self.export_button, self.import_button, self.ledger_button, None)
        asked = column(label("导出理由", "caption", "muted"), self.reason_edit, gap="xs")
        items = (heading, about, asked, self.error_label, acts, self.import_note)
        self.setLayout(column(*items, gap="s", margins=("l", "m")))

    def look_up(self) -> None:
        """Ask whether everything may be imported here; whoever may not import is not told about cases."""
        if why := why_none(self._office, (May.IMPORT,)):
            self.import_note.setText(why)
            return
        work = partial(may_import, self._office)
        self._shell.tasks.run(self, work, self._show_may_import, self._shell.notices.tell, topic="empty")

    def _show_may_import(self, may: bool) -> None:
        self.import_button.setEnabled(may)
        self.import_button.setToolTip("" if may else NOT_EMPTY)
        self.import_note.setText(
            "导入以后，本单位就是文件里的那个单位。" if may else f"不能导入：{NOT_EMPTY}。"
        )

    def _failed(self, error: Exception) -> None:
        self.export_button.setEnabled(True)
        self.look_up()
        self._shell.notices.beside(self.error_label)(error)

    # -- out --------------------------------------------------------------------------------------------------

    def _choose_target(self) -> None:
        if not self.reason_edit.text().strip():
            self.error_label.take(Refusal(NO_REASON, "《个人信息保护法》第五十一条"))
            self.reason_edit.setFocus()
            return
        name = f"{self._office.profile.name}_导出全部_{self._office.today():%Y%m%d}.gkbak"
        chosen, _ = QFileDialog.getSaveFileName(self, "导出全部到", str(Path.home() / name), FILES)
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, to: Path) -> None:
        """Write everything to a file."""
        to = to if to.suffix else to.with_suffix(".gkbak")
        self.error_label.tell("")
        self.export_button.setEnabled(False)
        work = partial(write_to, self._office, to, self.reason_edit.text())
        self._shell.tasks.run_long(self, "正在导出全部", work, self._exported, self._failed)

    def _exported(self, made: Exported) -> None:
        self.export_button.setEnabled(True)
        self.reason_edit.clear()
        if made.missing:
            said = f"已导出，但有{len(made.missing)}份附件或文书缺失或已损坏，没能一并导出，请检查全部案件"
            self.error_label.tell(f"{said}：{made.path}")
        what = f"{made.cases:,}件案件、附件和文书{made.files:,}份"
        self.told.emit(Change(Topic.SETTINGS, said=f"已导出{what}：{made.path}"))

    # -- in ---------------------------------------------------------------------------------------------------

    def _choose_source(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "导入全部", str(Path.home()), FILES)
        if chosen:
            self.import_from(Path(chosen))

    def import_from(self, source: Path) -> None:
        """Take everything over from a file."""
        self.error_label.tell("")
        self.import_button.setEnabled(False)
        work = partial(read_from, self._office, source)
        self._shell.tasks.run_long(self, "正在导入全部", work, self._imported, self._failed)

    def _imported(self, came: Imported) -> None:
        self.look_up()
        app = QApplication.instance()
        if self._office.practice and isinstance(app, QApplication):
            practise(app, self._office.today())
        if came.missing:
            self.error_label.tell(f"有{came.missing}份附件在导出时已经缺失，没有一并导入")
        said = f"已导入{came.office}的{came.cases:,}件案件、附件和文书{came.files:,}份，核对无误"
        said += "" if came.known else "；请在右上角选择现在由谁办理"
        self.told.emit(Change(EVERYTHING, said=said))
