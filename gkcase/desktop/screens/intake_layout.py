"""How the form lies and how one walks through it: choices, order of the Tab key, keys, the side that gives way."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gkcase.desktop.choice_row import ChoiceRow, RadioRow
from gkcase.desktop.fields import DateField
from gkcase.desktop.part import Part
from gkcase.desktop.screens.intake_fields import STEMS, IntakeFields
from gkcase.desktop.tabbing import in_order
from gkcase.desktop.tokens import look, sp
from gkcase.domain.facts import choices_of
from gkcase.domain.terms import FormWanted, WayWanted

NARROW = 1040
LEAST_LINES, MOST_LINES = 2, 12
NOT_SAID = ("", "未写明")
LAST_STOPS = ("add_files_button", "save_button", "cancel_button", "clear_button")


class IntakeLayout(Part):
    """Everything about the form that is not its content. `confirmed` is Ctrl+Enter."""

    confirmed = Signal()
    form_area: QScrollArea
    form_content: QWidget
    side_area: QScrollArea
    side_content: QWidget
    side_panel: QWidget
    form_wanted_row: RadioRow
    way_wanted_row: RadioRow
    wanted_edit: QPlainTextEdit
    name_edit: QLineEdit
    agent_button: QPushButton

    def __init__(self, form: QWidget, fields: IntakeFields) -> None:
        super().__init__(form)
        self._form, self._fields = form, fields
        self._narrow: bool | None = None
        self.form_wanted_row.offer((NOT_SAID, *choices_of(FormWanted)), "提供方式")
        self.way_wanted_row.offer((NOT_SAID, *choices_of(WayWanted)), "获取方式")
        for grid in form.findChildren(QGridLayout):
            _lift(grid)
        self._bind_keys()
        application().focusChanged.connect(self._keep_in_sight)
        self.wanted_edit.document().documentLayout().documentSizeChanged.connect(lambda _: self._grow())
        look.changed.connect(self._grow)
        self._grow()
        self.fit(0)  # until it is known how wide the page is, the side must not widen the window

    def order_tabs(self) -> None:
        """The Tab key goes through the form as it is filled from the paper one."""
        stops: list[QWidget] = []
        for name in STEMS:
            editor = self._fields.editors[name]
            if isinstance(editor, ChoiceRow):
                stops += editor.buttons.values()
            else:
                stops.append(editor.edit if isinstance(editor, DateField) else editor)
        place = stops.index(self._fields.editors["agent.name"])
        stops.insert(place, self.agent_button)
        for name in LAST_STOPS:
            button = self._form.findChild(QPushButton, name)
            if button is not None:
                stops.append(button)
        in_order(stops)

    def suit(self, rectification: bool) -> None:
        """A rectification says what is recorded wrongly (第四十一条); a request, in which form it is wanted."""
        for name in ("recorded", "should_be", "proof"):
            self._fields.show(name, rectification)
        for name in ("purpose", "form_wanted", "way_wanted", "accepts_other_form"):
            self._fields.show(name, not rectification)
        self._fields.show("wanted", True, "所涉信息 *" if rectification else "内容描述 *")

    def fit(self, width: int) -> None:
        """With large type or in a small window the side stands below the form instead of beside it."""
        narrow = width < sp(NARROW)
        if narrow is self._narrow:
            return
        self._narrow = narrow
        self.side_area.setVisible(not narrow)
        column = (self.form_content if narrow else self.side_content).layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1 if narrow else 0, self.side_panel)

    def _keep_in_sight(self, _: QWidget | None, now: QWidget | None) -> None:
        """The cursor may jump to a field that has scrolled out of sight."""
        if now is not None and self.form_content.isAncestorOf(now):
            self.form_area.ensureWidgetVisible(now, 0, sp("xxl"))

    def _grow(self) -> None:
        """The field for the words of the request is as high as they are, within reason."""
        lines = round(self.wanted_edit.document().size().height())
        shown = min(max(lines, LEAST_LINES), MOST_LINES)
        around = 2 * round(self.wanted_edit.document().documentMargin()) + sp("m")
        self.wanted_edit.setFixedHeight(shown * self.wanted_edit.fontMetrics().lineSpacing() + around)

    def _bind_keys(self) -> None:
        jumps = {"Alt+A": self.name_edit, "Alt+W": self.wanted_edit}
        for keys, field in jumps.items():
            QShortcut(QKeySequence(keys), self._form).activated.connect(field.setFocus)
        QShortcut(QKeySequence("Alt+G"), self._form).activated.connect(self.agent_button.click)
        self.agent_button.setToolTip("Alt+G")
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            saving = QShortcut(QKeySequence(keys), self._form)
            saving.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            saving.activated.connect(self.confirmed)


def application() -> QApplication:
    """The running application."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def _lift(grid: QGridLayout) -> None:
    """A field stays at the top of its line when an error makes the one beside it higher."""
    for place in range(grid.count()):
        item = grid.itemAt(place)
        cell = item.layout() if item is not None else None
        if isinstance(cell, QVBoxLayout):
            cell.addStretch()
