"""Copies that an earlier version of the program made, brought up to date when an office is opened."""

from __future__ import annotations

from sqlalchemy import select

from gkcase.services.office import Office
from gkcase.storage import journal_store
from gkcase.storage.tables import CaseCopy


def renew(office: Office) -> int:
    """Reckon the cases anew that a migration has marked (no fingerprint of rules); how many there were."""
    marked = select(CaseCopy.case_id, CaseCopy.number).where(CaseCopy.reckoned_with == "")
    with office.reading() as session:
        if session.execute(marked.limit(1)).first() is None:
            return 0
    from gkcase.services.copies import recopy  # only after a migration: opening an office stays quick

    with office.transaction() as session:
        rows = session.execute(marked).all()
        journals = journal_store.journals(session, [row.case_id for row in rows])
        for row in rows:
            recopy(session, row.case_id, row.number, journals[row.case_id], office.rules, office.today())
    return len(rows)
