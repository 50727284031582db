"""The program's own widgets that a Designer form may name: the one place where they are registered.

Each stands here with its module, which is imported when a form first names it: the shell must not load the database
because some page shows a list of duties.
"""

from __future__ import annotations

from importlib import import_module

from PySide6.QtWidgets import QWidget

from gkcase.desktop.still import STILL

CUSTOM_WIDGETS: dict[str, str] = {
    "ActBar": "gkcase.desktop.act_bar",
    "ActiveFilters": "gkcase.desktop.active_filters",
    "CaseClock": "gkcase.desktop.case_clock",
    "DateField": "gkcase.desktop.fields",
    "DeadlineBadge": "gkcase.desktop.badges",
    "DueWeeks": "gkcase.desktop.due_weeks",
    "DutyView": "gkcase.desktop.duty_list",
    "ElidedLabel": "gkcase.desktop.elided",
    "ErrorLabel": "gkcase.desktop.fields",
    "FactForm": "gkcase.desktop.fact_form",
    "LegendSwatch": "gkcase.desktop.month_ledger",
    "Lines": "gkcase.desktop.fields",
    "MonthLedger": "gkcase.desktop.month_ledger",
    "MovedList": "gkcase.desktop.moved_list",
    "NoticeBar": "gkcase.desktop.notices",
    "PracticeStripe": "gkcase.desktop.practice",
    "RadioRow": "gkcase.desktop.choice_row",
    "SegmentRow": "gkcase.desktop.choice_row",
    "StatusChip": "gkcase.desktop.badges",
    "TaskBar": "gkcase.desktop.task_bar",
    "Track": "gkcase.desktop.badges",
    "YearSwatch": "gkcase.desktop.year_paint",
    "YearView": "gkcase.desktop.year_view",
}


def custom_widget(name: str) -> type[QWidget] | None:
    """The class that a form means; None: one of Qt's own."""
    if name in STILL:
        return STILL[name]
    module = CUSTOM_WIDGETS.get(name)
    if module is None:
        return None
    kind: type[QWidget] = getattr(import_module(module), name)
    return kind
