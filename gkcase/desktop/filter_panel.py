"""The panel beside the register in which every column can be narrowed; what is typed holds at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from gkcase.desktop.dressing import UNBOUNDED, restyle
from gkcase.desktop.filter_controls import (
    Control,
    NumberControl,
    OneControl,
    SomeControl,
    SpanControl,
    WordsControl,
)
from gkcase.desktop.icons import put_icon
from gkcase.desktop.layout import button, column, label, line, row, scrolled
from gkcase.desktop.side_panel import SidePanel
from gkcase.desktop.tokens import tag
from gkcase.domain.terms import ApplicantKind, CaseKind, Channel, Status
from gkcase.services.case_filter import CaseFilter
from gkcase.services.filter_words import FLAGS, LABELS
from gkcase.services.office import Office

WIDTH = 288
_WORDS = ("number", "applicant", "wanted", "duty")
_SPANS = ("received", "due", "replied", "finished", "next_on")
_GROUPS = (
    ("申请", ("number", "applicant", "applicant_kinds", "wanted", "kind", "channels", "received")),
    ("办理", ("statuses", "handler", "unit", "within", "due", "duty", "next_on")),
    ("结果", ("results", "replied", "finished", *FLAGS)),
)


class FilterPanel(SidePanel):
    """All conditions one below the other; `chosen` carries the filter, `left` says that the panel is done with."""

    chosen = Signal(object)
    clear_wanted = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        tag(self, role="card")
        self.setProperty("boundsAtBase", [WIDTH, 0, WIDTH, UNBOUNDED])
        self._filter = CaseFilter()
        self.controls = _controls(office)
        self.clear_button = button("清除全部", "flat")
        self.clear_button.clicked.connect(self.clear_wanted)
        self.close_button = QToolButton()
        put_icon(self.close_button, "close")
        self.close_button.setAccessibleName("收起筛选")
        self.close_button.setToolTip("收起（Esc），条件不变")
        self.close_button.clicked.connect(self.left)
        head = row(label("筛选", "title", bold=True), None, self.clear_button, self.close_button, gap="s")
        self._scroll = scrolled(self._fields())
        self.setLayout(column(head, self._scroll, gap="s", margins=("m", "m"), grow=1))
        for name, control in self.controls.items():
            control.changed.connect(partial(self._changed, name))
        restyle(self)

    def _fields(self) -> QWidget:
        items: list[QWidget] = []
        for title, names in _GROUPS:
            if items:
                items.append(line())
            items.append(label(title, "caption", "muted", bold=True))
            items += [self._field(name) for name in names]
        content = QWidget()
        content.setLayout(column(*items, None, gap="m", margins=("s", 0)))
        return content

    def _field(self, name: str) -> QWidget:
        control, words, held = self.controls[name], label(LABELS[name], "caption", "muted"), QWidget()
        if proxy := control.focusProxy():
            words.setBuddy(proxy)
        held.setLayout(column(words, control, gap="hair"))
        return held

    def show_filter(self, wanted: CaseFilter) -> None:
        """Let every field show what holds."""
        self._filter = wanted
        for name, control in self.controls.items():
            control.put(getattr(wanted, name))

    def offer(self, handlers: Sequence[str], units: Sequence[str]) -> None:
        """Offer those who have cases in hand."""
        for name, found in (("handler", handlers), ("unit", units)):
            control = self.controls[name]
            assert isinstance(control, OneControl)
            control.offer([(one, one) for one in found])

    def go_to(self, name: str = "number") -> None:
        """Put the cursor into a field."""
        control = self.controls[name]
        control.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._scroll.ensureWidgetVisible(control)

    def _changed(self, name: str) -> None:
        wanted = replace(self._filter, **{name: self.controls[name].value})
        if wanted != self._filter:
            self._filter = wanted
            self.chosen.emit(wanted)


def _controls(office: Office) -> dict[str, Control]:
    found: dict[str, Control] = {name: WordsControl(LABELS[name]) for name in _WORDS}
    calendar = office.rules.calendar
    found |= {name: SpanControl(LABELS[name], calendar, office.today) for name in _SPANS}
    found["applicant_kinds"] = SomeControl(LABELS["applicant_kinds"], _offered(ApplicantKind))
    found["channels"] = SomeControl(LABELS["channels"], _offered(Channel))
    found["statuses"] = SomeControl(LABELS["statuses"], _offered(Status))
    results = [(code, result.label) for code, result in office.replies.items()]
    found["results"] = SomeControl(LABELS["results"], results)
    found["kind"] = OneControl[CaseKind | None](LABELS["kind"], None, _kinds())
    found["handler"], found["unit"] = OneControl(LABELS["handler"], ""), OneControl(LABELS["unit"], "")
    found["within"] = NumberControl(LABELS["within"], "个工作日")
    for name, (yes, no) in FLAGS.items():
        found[name] = OneControl[bool | None](LABELS[name], None, [(True, yes), (False, no)])
    return found


def _kinds() -> list[tuple[CaseKind | None, str]]:
    return [(kind, kind.label) for kind in CaseKind]


def _offered(terms: type[ApplicantKind | Channel | Status]) -> list[tuple[object, str]]:
    return [(term, term.label) for term in terms]
