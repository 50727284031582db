"""The window in which filters are kept under a name, renamed, made the first view, and parted with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QLineEdit, QListWidget, QListWidgetItem, QWidget

from gkcase.desktop.dialogs import Dialog
from gkcase.desktop.dressing import restyle
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import button, column, frame, label, line, row
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import sp
from gkcase.services.case_filter import CaseFilter
from gkcase.services.filter_words import conditions
from gkcase.services.office import Office
from gkcase.services.saved_filters import (
    SavedFilter,
    begin_with,
    delete_filter,
    rename_filter,
    save_filter,
    saved_filters,
)


class FilterWindow(Dialog):
    """Above, the conditions of now and the name under which to keep them; below, the filters that are kept."""

    opened = Signal(object)

    def __init__(self, office: Office, shell: Shell, wanted: CaseFilter, parent: QWidget) -> None:
        super().__init__("常用筛选", parent)
        self._office, self._shell, self._wanted = office, shell, wanted
        self._kept: list[SavedFilter] = []
        self.name_edit = QLineEdit()
        self.name_edit.setAccessibleName("名称")
        self.name_edit.setPlaceholderText("名称，如 本月到期")
        self.shared_box = QCheckBox("全单位共用")
        self.save_button = button("保存", "primary")
        self.error_label = ErrorLabel()
        self.list = QListWidget()
        self.list.setAccessibleName("已有的常用筛选")
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self.open_button = button("打开")
        self.rename_button = button("改名", "flat")
        self.first_button = button("设为起始视图", "flat")
        self.drop_button = button("删除", "flat")
        self._lay()
        self._connect()
        self.refill()
        self.resize(sp(520), sp(440))

    def _lay(self) -> None:
        said = "、".join(
            one.words for one in conditions(self._wanted.without("chosen"), self._office.replies)
        )
        now = label(f"现在的条件：{said or '无'}", "caption", "muted", wrap=True)
        naming = row(self.name_edit, self.shared_box, self.save_button, gap="m", grow=0)
        for made in (self.name_edit, self.shared_box, self.save_button):
            made.setEnabled(bool(said))
            made.setToolTip("" if said else "先在案件页选条件，再来保存")
        acts = row(self.open_button, self.rename_button, self.first_button, None, self.drop_button)
        listed = frame("card", column(self.list, gap=0, margins=(1, 1)))
        content = QWidget()
        items = (now, naming, self.error_label, line(), listed, acts)
        content.setLayout(column(*items, gap="m", margins=("l", "l"), grow=4))
        self.hold(content)
        restyle(self)

    def _connect(self) -> None:
        self.save_button.clicked.connect(self.save)
        self.name_edit.returnPressed.connect(self.save)
        self.open_button.clicked.connect(self._open)
        self.list.itemDoubleClicked.connect(lambda _: self._open())
        self.list.itemChanged.connect(self._renamed)
        self.list.currentRowChanged.connect(lambda _: self._show_current())
        self.rename_button.clicked.connect(lambda: self.list.editItem(self.list.currentItem()))
        self.first_button.clicked.connect(self._make_first)
        self.drop_button.clicked.connect(self._drop)

    def refill(self) -> None:
        """List what is kept."""
        work = partial(saved_filters, self._office)
        self._shell.tasks.run(self, work, self._show, self._failed, topic="saved")

    def _show(self, found: Sequence[SavedFilter]) -> None:
        at = max(self.list.currentRow(), 0)
        self._kept = list(found)
        with QSignalBlocker(self.list):
            self.list.clear()
            for kept in found:
                item = QListWidgetItem(kept.name)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
                item.setToolTip("；".join(kept.gone) or self._words(kept))
                self.list.addItem(item)
            self.list.setCurrentRow(min(at, len(found) - 1))
        self._show_current()

    def _words(self, kept: SavedFilter) -> str:
        said = "；".join(one.words for one in conditions(kept.wanted, self._office.replies))
        return f"{said}（全单位共用）" if kept.shared else said

    @property
    def current(self) -> SavedFilter | None:
        """The one that is selected."""
        at = self.list.currentRow()
        return self._kept[at] if 0 <= at < len(self._kept) else None

    def _show_current(self) -> None:
        kept = self.current
        for made in (self.open_button, self.rename_button, self.first_button, self.drop_button):
            made.setEnabled(kept is not None)
        self.first_button.setText("不再作起始视图" if kept and kept.first else "设为起始视图")

    # -- acts -------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep the conditions of now."""
        shared = self.shared_box.isChecked()
        work = partial(save_filter, self._office, self.name_edit.text(), self._wanted, shared=shared)
        self._do(work, lambda kept: self._shell.notices.say(f"已存为常用筛选“{kept.name}”"))

    def _open(self) -> None:
        if self.current is not None:
            self.opened.emit(self.current)
            self.close()

    def _renamed(self, item: QListWidgetItem) -> None:
        kept = self._kept[self.list.row(item)]
        self._do(partial(rename_filter, self._office, kept, item.text()))

    def _make_first(self) -> None:
        kept = self.current
        if kept is not None:
            self._do(partial(begin_with, self._office, None if kept.first else kept))

    def _drop(self) -> None:
        kept = self.current
        if kept is not None:
            again = partial(save_filter, self._office, kept.name, kept.wanted, shared=kept.shared)
            undo = ("撤销", partial(self._shell.tasks.run, self._shell, again, _nothing, self._failed))
            said = f"已删除常用筛选“{kept.name}”"
            self._do(
                partial(delete_filter, self._office, kept), lambda _: self._shell.notices.say(said, undo)
            )

    def _do(self, work: Callable[[], object], then: Callable[[SavedFilter], object] | None = None) -> None:
        self.error_label.tell("")

        def done(result: object) -> None:
            if then is not None:
                then(result)  # type: ignore[arg-type]  # what save_filter gives back; the others take none
            self.refill()

        self._shell.tasks.run(self, work, done, self._failed)

    def _failed(self, error: Exception) -> None:
        self._shell.notices.beside(self.error_label)(error)
        if self._kept:
            self._show(self._kept)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.hasFocus():
            self._open()
            return
        super().keyPressEvent(event)


def _nothing(_: object) -> None:
    """What is undone needs no word: the menu lists it again."""
