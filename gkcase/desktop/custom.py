"""The program's own widgets that a Designer form may name: the one place where they are registered."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gkcase.desktop.badges import DeadlineBadge, StatusChip, Track
from gkcase.desktop.due_weeks import DueWeeks
from gkcase.desktop.duty_list import DutyView
from gkcase.desktop.elided import ElidedLabel
from gkcase.desktop.fact_form import FactForm
from gkcase.desktop.fields import DateField, ErrorLabel
from gkcase.desktop.month_ledger import LegendSwatch, MonthLedger
from gkcase.desktop.notices import NoticeBar
from gkcase.desktop.practice import PracticeStripe
from gkcase.desktop.task_bar import TaskBar

CUSTOM_WIDGETS: dict[str, type[QWidget]] = {
    kind.__name__: kind
    for kind in (
        DateField,
        DeadlineBadge,
        DueWeeks,
        DutyView,
        ElidedLabel,
        ErrorLabel,
        FactForm,
        LegendSwatch,
        MonthLedger,
        NoticeBar,
        PracticeStripe,
        StatusChip,
        TaskBar,
        Track,
    )
}
