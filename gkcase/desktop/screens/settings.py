"""设置: the office, its persons, the doubtful points, storage, look, and what the program is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QPushButton, QStackedWidget

from gkcase.desktop.by_right import ByRight, why_none
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.screen import Screen
from gkcase.desktop.settings_about import AboutSection
from gkcase.desktop.settings_choices import ChoicesSection
from gkcase.desktop.settings_look import LookSection
from gkcase.desktop.settings_office import OfficeSection
from gkcase.desktop.settings_people import PeopleSection
from gkcase.desktop.settings_remind import RemindSection
from gkcase.desktop.settings_routes import RoutesSection
from gkcase.desktop.settings_section import Section
from gkcase.desktop.settings_store import StoreSection
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import look, sp, tag
from gkcase.services.office import Change, Office

KEY_ROLE = Qt.ItemDataRole.UserRole
SECTIONS: dict[str, type[Section]] = {
    "office": OfficeSection,
    "people": PeopleSection,
    "routes": RoutesSection,
    "choices": ChoicesSection,
    "store": StoreSection,
    "look": LookSection,
    "remind": RemindSection,
    "about": AboutSection,
}
"""By the names with which other pages go to them: shell.go("settings", "store")."""


class SettingsScreen(Screen):
    """Sections at the left; each is made when it is first come to. The foot saves what stands in the form."""

    form = "settings"
    help_topic = "settings"
    section_list: QListWidget
    section_stack: QStackedWidget
    foot_frame: QFrame
    foot_label: ElidedLabel
    save_button: QPushButton
    save_key: QLabel
    undo_button: QPushButton
    revert_button: QPushButton

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self._built: dict[str, Section] = {}
        self._held = ""
        for key, section in SECTIONS.items():
            item = QListWidgetItem(section.word)
            item.setData(KEY_ROLE, key)
            self.section_list.addItem(item)
        self._fit()
        look.changed.connect(self._fit)
        self.section_list.currentRowChanged.connect(lambda _: self._arrive())
        self.setFocusProxy(self.section_list)
        self.save_button.clicked.connect(lambda: self._current_or_first().save())
        self.undo_button.clicked.connect(lambda: self._current_or_first().undo())
        self.revert_button.clicked.connect(lambda: self._current_or_first().revert())
        self._right = ByRight(self.save_button, self._why_not, shell)
        for keys, button in {
            "Ctrl+Return": self.save_button,
            "Ctrl+Enter": self.save_button,
            "Ctrl+Z": self.undo_button,
        }.items():
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)
        self.foot_frame.hide()

    def _fit(self) -> None:
        for place in range(self.section_list.count()):
            self.section_list.item(place).setSizeHint(QSize(0, sp(36)))

    # -- what the shell says ----------------------------------------------------------------------------------

    def visit(self, subject: object) -> None:
        """Come to a section by its name, or to a field of it; None: the one that was left, at first the office."""
        subject, field = subject if isinstance(subject, tuple) else (subject, "")
        key = subject if isinstance(subject, str) and subject in SECTIONS else ""
        place = list(SECTIONS).index(key) if key else max(self.section_list.currentRow(), 0)
        if place == self.section_list.currentRow():
            self._arrive()
        self.section_list.setCurrentRow(place)
        if field and key:
            QTimer.singleShot(
                0, self, partial(self.section(key).point, field)
            )  # the shell puts the cursor first

    def react(self, change: object) -> None:
        """Tell every section that has been made."""
        if isinstance(change, Change):
            for section in self._built.values():
                section.hear(change)

    def may_leave(self) -> bool:
        """Not while something is unsaved: the section comes into sight and its foot says so."""
        unsaved = [key for key, section in self._built.items() if section.unsaved]
        if not unsaved:
            return True
        self.section_list.setCurrentRow(list(SECTIONS).index(unsaved[0]))
        self._hold("先保存或者放弃修改，再离开设置")
        return False

    # -- sections ---------------------------------------------------------------------------------------------

    @property
    def current(self) -> Section | None:
        """The section in sight."""
        item = self.section_list.currentItem()
        return self._built.get(item.data(KEY_ROLE)) if item is not None else None

    def _current_or_first(self) -> Section:
        return self.current or self.section(next(iter(SECTIONS)))

    def section(self, key: str) -> Section:
        """A section, made when it is first asked for."""
        if key not in self._built:
            made = SECTIONS[key](self._office, self._shell)
            made.edited.connect(self._refresh)
            made.held.connect(self._hold)
            self._built[key] = made
            self.section_stack.addWidget(made)
        return self._built[key]

    def _arrive(self) -> None:
        item = self.section_list.currentItem()
        if item is None:
            return
        section = self.section(item.data(KEY_ROLE))
        self.section_stack.setCurrentWidget(section)
        section.arrive()
        self._refresh()

    # -- the foot ---------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        """Mark what is unsaved, in the list and at the foot."""
        self._held = ""
        for place, (key, section) in enumerate(SECTIONS.items()):
            unsaved = key in self._built and self._built[key].unsaved
            item = self.section_list.item(place)
            item.setText(f"{section.word}  •" if unsaved else section.word)
            item.setToolTip("有未保存的修改" if unsaved else "")
        self._show_foot()

    def _hold(self, sentence: str) -> None:
        self._held = sentence
        self._show_foot()
        self.save_button.setFocus()

    def _why_not(self) -> str:
        return why_none(self._office, (self.current.needs,)) if self.current is not None else ""

    def _show_foot(self) -> None:
        current = self.current
        self.foot_frame.setVisible(current is not None and current.saves)
        if current is None:
            return
        unsaved = current.unsaved
        self._right.fit()
        self.save_button.setEnabled(unsaved)
        self.revert_button.setVisible(unsaved)
        self.undo_button.setVisible(unsaved)
        self.undo_button.setEnabled(current.can_undo)
        self.foot_label.setText(
            self._held or self._why_not() or ("有未保存的修改" if unsaved else "没有修改")
        )
        tag(self.foot_label, tone="late" if self._held else "muted")
