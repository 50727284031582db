"""Copies that an earlier version of the program made, brought up to date when an office is opened."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gkcase.services.office import Office
from gkcase.services.values import COPIED_AS
from gkcase.storage import journal_store
from gkcase.storage.tables import CaseCopy

_PART = 2000
"""So many journals are held in memory at a time."""


def renew(office: Office) -> int:
    """Copy the cases anew that a migration has marked, or an earlier program has copied; how many there were."""
    chosen = select(CaseCopy.case_id).where(or_(CaseCopy.copied_as < COPIED_AS, CaseCopy.reckoned_with == ""))
    with office.reading_all() as session:
        if session.execute(chosen.limit(1)).first() is None:
            return 0
    with office.unasked() as session:
        ids = list(session.scalars(chosen))
        for start in range(0, len(ids), _PART):
            _renew(office, session, ids[start : start + _PART])
    return len(ids)


def _renew(office: Office, session: Session, ids: list[int]) -> None:
    """Ended cases keep the days by which they were judged, but for those that a migration has marked."""
    from gkcase.domain.lifecycle import replay  # only after a migration: opening stays quick
    from gkcase.services.copies import RECKONED, rewrite_copies
    from gkcase.services.search_words import complete

    columns = (CaseCopy.case_id, CaseCopy.number, CaseCopy.status, CaseCopy.reckoned_with)
    rows = session.execute(select(*columns).where(CaseCopy.case_id.in_(ids))).all()
    journals = journal_store.journals(session, ids)
    complete(office, session, journals.values())
    uncounted = RECKONED - {"working_days"}  # the copies of COPIED_AS 1 had no such column yet
    for judged, kept in ((False, frozenset()), (True, uncounted)):
        part = [
            (row.case_id, row.number, replay(journals[row.case_id], office.rules))
            for row in rows
            if judged is bool(row.reckoned_with and not row.status.is_open)
        ]
        if part:
            rewrite_copies(session, part, office.rules, office.today(), kept=kept)
