"""自动备份: the copies that the program has made, a new file from one of them, the second place, the restore drill."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QFrame, QLabel, QTableView, QWidget

from gkcase.desktop.badges import MARK_ROLE, Mark
from gkcase.desktop.by_right import by_right
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import button, column, label, line, row
from gkcase.desktop.shell import Shell
from gkcase.desktop.short_table import Index, ShortTable, set_up
from gkcase.desktop.tasks import Cancelled, Progress
from gkcase.desktop.tokens import look, sp, tag
from gkcase.domain.rights import May
from gkcase.services.backup_state import ListedCopy, Standing
from gkcase.services.backups import second_place, use_second_place
from gkcase.services.drills import Drilled, drill
from gkcase.services.keeping import Kept, entries_after, restore
from gkcase.services.office import Change, Office, Topic

ABOUT = (
    "程序自己备份：有修改时每30分钟，退出时，升级、导入和批量办理之前。写完重新打开逐份核对，对得上才标“已验证”。"
    "最近12天每天留一份，再往前10周每周一份、9个月每月一份，每年最后一份一直保留。"
)
RESTORE_ABOUT = "恢复总是写成一个新文件，现在的数据库一个字也不改。"
DRILL_ABOUT = "恢复演练把最近一份备份恢复到临时文件夹，检查全部案件，然后删除；结果记入审计链。建议每月一次。"
SECOND_ABOUT = "第二存放处在另一块磁盘、U盘或者共享文件夹，每天存一份；没有插上时照常办公，插上以后补存。"
DATABASES = "数据库 (*.gkdb);;所有文件 (*)"
WHY, SIZE, PROVEN = 1, 3, 4
COUNTS_LEAST = 110
ROWS_SHOWN = 6
WIDTHS = (156, 88, 0, 76, 104)


class CopiesTable(ShortTable[ListedCopy]):
    """The copies, the newest first."""

    columns = ("时间", "原因", "案件、经过", "大小", "核对")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        copy = self.lines[index.row()]
        if role == MARK_ROLE and index.column() == PROVEN:
            return mark(copy)
        if role == Qt.ItemDataRole.DisplayRole:
            return cells(copy)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"附件和文书{copy.files:,}份；{copy.path}"
        return None


def cells(copy: ListedCopy) -> tuple[str, ...]:
    """What stands in the row of a copy."""
    what = f"{copy.cases:,}件、{copy.entries:,}条"
    return f"{copy.made:%Y-%m-%d %H:%M}", copy.why, what, copy.size, mark(copy)[1]


def mark(copy: ListedCopy) -> Mark:
    """Whether the copy is proven, as shape, word and colour."""
    if copy.proven:
        return "safe", "已验证"
    return "late", f"缺{copy.missing}份文件" if copy.missing else "演练未通过"


def bring_back(
    office: Office, source: Path, to: Path, own: bool, progress: Progress, cancelled: Cancelled
) -> tuple[Kept, int | None]:
    """Restore a copy to a new file, and count what the office has done since."""
    key = office.store.key if own else None
    kept = restore(source, to, key, report=progress, cancelled=cancelled)
    return kept, entries_after(office, kept.n, kept.head)


def try_out(office: Office, progress: Progress, cancelled: Cancelled) -> Drilled:
    """The restore drill."""
    return drill(office, report=progress, cancelled=cancelled)


class BackupsCard(QFrame):
    """The card; `told` carries what has changed."""

    told = Signal(object)

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        tag(self, role="card")
        self._office, self._shell = office, shell
        self._drilling, self._by_key = -1, False
        self.table = CopiesTable(self)
        self.view = QTableView()
        self.error_label = ErrorLabel()
        self.drill_label, self.second_label = (label("", wrap=True) for _ in range(2))
        self.restore_button = button("恢复为新文件…", icon="database")
        self.other_button = button("用别处的备份恢复…", icon="folder")
        self.drill_button = button("恢复演练", icon="shield")
        self.second_button = button("选择第二存放处…", icon="folder")
        self.stop_button = button("不再使用", "flat")
        self._set_up_view()
        self._connect()
        self._lay()
        self.setVisible(office.store.path is not None)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab halts, in order."""
        acts = (self.restore_button, self.other_button, self.drill_button)
        return self.view, *acts, self.second_button, self.stop_button

    def _set_up_view(self) -> None:
        set_up(self.view, self.table, PROVEN, 2)
        self.view.setAccessibleName("自动备份")
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setTabKeyNavigation(False)
        self.view.setShowGrid(False)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        for place, width in enumerate(WIDTHS):
            if width:
                self.view.setColumnWidth(place, sp(width))
        needed, room = sp(sum(WIDTHS) + COUNTS_LEAST), self.width() - 2 * sp("l")
        for place in (SIZE, WHY):
            self.view.setColumnHidden(place, needed > room)  # large type: what is proven must be seen
            needed -= sp(WIDTHS[place]) if needed > room else 0
        self.view.verticalHeader().setDefaultSectionSize(sp(28))
        rows = min(max(len(self.table.lines), 1), ROWS_SHOWN)
        self.view.setFixedHeight(sp(28) * rows + self.view.horizontalHeader().sizeHint().height() + 2)

    def _connect(self) -> None:
        self.restore_button.clicked.connect(self._restore_chosen)
        self.view.doubleClicked.connect(lambda _: self._restore_chosen())
        self.other_button.clicked.connect(self._restore_other)
        self.drill_button.clicked.connect(self.try_out)
        self._shell.tasks.ended.connect(self._ended)
        self.second_button.clicked.connect(self._choose_second)
        self.stop_button.clicked.connect(lambda: self.use_second(None))
        by_right(self._office, self._shell, {May.BACKUP: self.stops[1:]})

    def _lay(self) -> None:
        self.empty_label = label("还没有自动备份；办件以后会自动备份。", tone="muted")
        items = (
            label("自动备份", "title", bold=True),
            label(ABOUT, "caption", "muted", wrap=True),
            self.view,
            self.empty_label,
            self.error_label,
            label(RESTORE_ABOUT, "caption", "muted", wrap=True),
            row(self.restore_button, self.other_button, None),
            line(),
            label("恢复演练", bold=True),
            label(DRILL_ABOUT, "caption", "muted", wrap=True),
            self.drill_label,
            row(self.drill_button, None),
            line(),
            label("第二存放处", bold=True),
            label(SECOND_ABOUT, "caption", "muted", wrap=True),
            self.second_label,
            row(self.second_button, self.stop_button, None),
        )
        self.setLayout(column(*items, gap="s", margins=("l", "m")))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # -- showing ----------------------------------------------------------------------------------------------

    def show_standing(self, found: Standing) -> None:
        """Show the copies, the last drill and the second place."""
        kept = self._chosen_file()
        self.table.show(found.copies)
        files = [copy.path for copy in found.copies]
        self.view.selectRow(files.index(kept) if kept in files else 0)
        self.view.setVisible(bool(found.copies))
        self.empty_label.setVisible(not found.copies)
        self._fit()
        self._show_acts(bool(found.copies))
        self.drill_label.setText(found.drilled)
        self.second_label.setText(
            f"{found.second_place}：{found.second}" if found.second_place else "还没有选择"
        )
        self.stop_button.setVisible(bool(found.second_place))
        self._redden(self.second_label, any("第二存放处" in one for one in found.reminders))
        self._redden(self.drill_label, any("演练" in one for one in found.reminders))

    def _redden(self, words: QLabel, late: bool) -> None:
        tag(words, tone="late" if late else "text")

    def _show_acts(self, some: bool) -> None:
        for act in (self.restore_button, self.drill_button):
            act.setEnabled(some)
            act.setToolTip("" if some else "还没有备份")

    def _chosen_file(self) -> Path | None:
        at = self.view.currentIndex().row()
        return self.table.lines[at].path if 0 <= at < len(self.table.lines) else None

    # -- restoring --------------------------------------------------------------------------------------------

    def _restore_chosen(self) -> None:
        copy = self._chosen_file()
        if copy is not None and (to := self._ask_where("_".join(copy.stem.split(".")[:-1]))):
            self.restore(copy, to)

    def _restore_other(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "用哪份备份恢复", str(Path.home()), DATABASES)
        if chosen and (to := self._ask_where(Path(chosen).stem)):
            self.restore(Path(chosen), to, own=False)

    def _ask_where(self, stem: str) -> Path | None:
        start = str(Path.home() / f"{stem}_恢复.gkdb")
        chosen, _ = QFileDialog.getSaveFileName(
            self, "恢复为新文件", start, DATABASES, options=QFileDialog.Option.DontConfirmOverwrite
        )
        return Path(chosen if Path(chosen).suffix else f"{chosen}.gkdb") if chosen else None

    def restore(self, source: Path, to: Path, *, own: bool = True) -> None:
        """Bring a copy back as a new file."""
        self.error_label.tell("")
        work = partial(bring_back, self._office, source, to, own)
        beside = self._shell.notices.beside(self.error_label)
        self._shell.tasks.run_long(self, "正在恢复", work, self._restored, beside)

    def _restored(self, came: tuple[Kept, int | None]) -> None:
        kept, later = came
        said = f"已恢复到{kept.path}，核对无误"
        if later:
            said += f"；这份备份以后办的{later}条经过不在里面"
        if kept.missing:
            self.error_label.tell(f"有{len(kept.missing)}份附件或文书在备份里就缺失，没能恢复")
        self._shell.notices.note(said, ("打开它", lambda: self._shell.open_wanted.emit(str(kept.path))))

    # -- drill and second place -------------------------------------------------------------------------------

    def try_out(self) -> None:
        """Restore the newest copy, check it, remove it."""
        self.error_label.tell("")
        self._by_key = self.window().focusWidget() is self.drill_button
        self.drill_button.setEnabled(False)
        work = partial(try_out, self._office)
        beside = self._shell.notices.beside(self.error_label)
        self._drilling = self._shell.tasks.run_long(self, "正在演练恢复", work, self._drilled, beside)

    def _ended(self, ticket: int) -> None:
        """The drill is over: done, failed or cancelled."""
        if ticket == self._drilling:
            self.drill_button.setEnabled(True)
            if self._by_key:
                self.drill_button.setFocus()  # it went on while the button was grey

    def _drilled(self, done: Drilled) -> None:
        if not done.ok:
            self.error_label.tell(done.said)
        self.told.emit(Change(Topic.SETTINGS, said=done.said if done.ok else "恢复演练没有通过"))

    def _choose_second(self) -> None:
        place = second_place(self._office)
        start = str(place[0]) if place else str(Path.home())
        if chosen := QFileDialog.getExistingDirectory(self, "第二存放处", start):
            self.use_second(Path(chosen))

    def use_second(self, folder: Path | None) -> None:
        """Keep a copy a day in this folder from now on; None: in no second place."""
        self.error_label.tell("")
        work = partial(use_second_place, self._office, folder)
        beside = self._shell.notices.beside(self.error_label)
        self._shell.tasks.run(self, work, self.told.emit, beside)
