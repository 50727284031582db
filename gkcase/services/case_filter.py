"""What a list of cases is narrowed to and by what it is sorted: a value that screens and the command line share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from gkcase.domain.terms import Channel, Status
from gkcase.services.values import Chosen


class Order(Enum):
    """By what a list may be sorted."""

    NUMBER = "number"
    APPLICANT = "applicant"
    WANTED = "wanted"
    CHANNEL = "channel"
    RECEIVED = "received_on"
    STATUS = "status"
    DUE = "due_on"
    HANDLER = "handler"
    RESULT = "result"
    REPLIED = "replied_on"


@dataclass(frozen=True)
class CaseFilter:
    """What a list should show; the default shows all, the newest number first."""

    text: str = ""
    statuses: frozenset[Status] = frozenset()
    only_open: bool = False
    consulting: bool = False
    overdue: bool = False
    due_by: date | None = None
    year: int | None = None
    channels: frozenset[Channel] = frozenset()
    handler: str = ""
    chosen: Chosen | None = None
    order: Order = Order.NUMBER
    descending: bool = True
