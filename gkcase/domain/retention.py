"""For how long a file is kept (保管期限): its class, from the year after closing, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry
from gkcase.domain.remedies import remedies_of
from gkcase.domain.result_codes import WITHHELD, Reply
from gkcase.domain.state import CaseState
from gkcase.domain.terms import Event

PERMANENT = "永久"
CLOSING = (
    Event.REPLIED,
    Event.CORRECTION_LAPSED,
    Event.FEE_LAPSED,
    Event.WITHDRAWN,
    Event.MERGED,
    Event.REMEDY_DECIDED,
)
"""Steps that bring a case to its end; the years run from 1 January after the last of them (国家档案局令第8号)."""

REFUSED = WITHHELD | {Reply.DISCLOSE_PART.value}
"""Results that keep something back; a 部分公开 stands among them only where its parts are not on record."""

_TABLE = re.compile(r"\s*(\S+?)\s*/\s*(\S+?)\s*/\s*(\S+?)\s*")
_YEARS = re.compile(r"(\d{1,3})\s*年?")


@dataclass(frozen=True, slots=True)
class Retention:
    """How long: `label` as the file bears it, `years` (None: for ever, or the office's table says otherwise)."""

    label: str
    years: int | None
    since: date
    until: date | None
    why: str


def retention_of(state: CaseState, results: tuple[str, ...], table: str) -> Retention:
    """The class of a case by the office's table: 30 years with review, litigation or refusal under 14-16, else 10.

    `table` is the office's choice: ordinary/with remedy or refusal/annual report, or any words of its own.
    """
    why = _reason(state, results)
    found = _TABLE.fullmatch(table)
    label = (found[2] if why else found[1]) if found else table
    return kept_for(label, closed_on(state), why or "一般案卷")


def report_retention(table: str) -> str:
    """How long the yearly report is kept by the office's table: for ever, unless the office says otherwise."""
    found = _TABLE.fullmatch(table)
    return _label(found[3]) if found else PERMANENT


def kept_for(words: str, closed: date, why: str) -> Retention:
    """A period as words name it, reckoned from the year after closing."""
    label = _label(words)
    years = _years(label)
    until = date(closed.year + years, 12, 31) if years else None
    return Retention(label, years, date(closed.year + 1, 1, 1), until, why)


def read_retention(words: str) -> str:
    """A period as somebody typed it, in its usual words; refused where it is neither years nor 永久."""
    label = _label(words)
    if label != PERMANENT and _years(label) is None:
        raise Refusal(f"保管期限“{words.strip()}”无法识别，请填写如：10年、30年、永久", "", "retention")
    return label


def closed_on(state: CaseState) -> date:
    """The day on which the case came to its end."""
    last = state.last(*CLOSING) or state.past[-1]
    return last.on


def _reason(state: CaseState, results: tuple[str, ...]) -> str:
    if remedies_of(state):
        return "有复议或者诉讼"
    return "依据第十四条至第十六条不予公开" if REFUSED & set(results) else ""


def _label(words: str) -> str:
    text = words.strip()
    if text.lower() == "permanent":
        return PERMANENT
    found = _YEARS.fullmatch(text)
    return f"{int(found[1])}年" if found else text


def _years(label: str) -> int | None:
    found = _YEARS.fullmatch(label)
    return int(found[1]) if found and int(found[1]) else None


def ended_retention(archived: Entry, today: date) -> bool:
    """Whether the period with which a case was archived is over."""
    until = archived.day("retention_until")
    return until is not None and until < today
