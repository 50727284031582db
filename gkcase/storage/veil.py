"""Closes the tables of cases to who may not see cases (三权分立): every statement of a reading session is looked at.

The text of a statement is looked through for the names of tables, so raw SQL is held like anything else. Where
nothing is closed, nothing is looked at.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, Engine, event

from gkcase.domain.errors import Refusal

OPEN_TABLES = frozenset(
    {"offices", "persons", "accounts", "absences", "settings", "remembered", "calendar_years", "office_days"}
    | {"counters", "audit", "alembic_version"}
)
"""What says nothing about cases: the office, its people and settings, and the chain, which holds no personal data."""

CASE_TABLES = frozenset(
    {"cases", "case_copies", "journal", "payloads", "attachments", "letters", "mailings", "stages", "mail"}
    | {"applicants", "paper_texts", "texts", "grams", "drafts", "annual_reports"}
)
"""Where cases and those who ask stand; a test finds every table in one of the two."""

WHOLE = "gkcase_whole"
"""The option of a connection that reads past the veil: for acts that look at everything and show none of it."""

_WORD = re.compile(r"\w+")


class Veil:
    """Drawn over the tables of cases while `refusal` is set; it is then raised by every statement on one of them."""

    def __init__(self, reading: Engine) -> None:
        self.refusal: Refusal | None = None
        event.listen(reading, "before_cursor_execute", self._look)

    def _look(
        self, connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
    ) -> None:
        told = self.refusal
        if told is None or connection.get_execution_options().get(WHOLE):
            return
        if touches_cases(statement):
            raise Refusal(told.reason, told.basis, told.field)


def touches_cases(statement: str) -> bool:
    """Whether the text of a statement names a table of cases."""
    return any(word in CASE_TABLES or word.startswith("grams") for word in _WORD.findall(statement.lower()))
