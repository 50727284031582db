"""A save as the services do it, with everything that belongs to it."""

from __future__ import annotations

import secrets

from gkcase.domain.terms import Status
from gkcase.storage import journal_store, search
from gkcase.storage.engine import Store
from gkcase.storage.tables import AttachmentRow, Case, CaseCopy
from tests.storage.shorthand import NOTED, NOW, RECEIVED


def save(store: Store) -> int:
    """One act with all that belongs to it: file, number, case, journal, copies, index, paper."""
    scan = store.files.put_bytes(secrets.token_bytes(20), "扫描件.pdf")
    with store.transaction() as session:
        serial = journal_store.next_number(session, 1, "request", 2026)
        case = Case(office_id=1, number=f"〔2026〕{serial}号", year=2026, serial=serial, registered_at=NOW)
        session.add(case)
        session.flush()
        journal_store.append(session, case.id, RECEIVED, at=NOW)
        journal_store.append(session, case.id, NOTED, at=NOW)
        session.add(
            CaseCopy(case_id=case.id, number=case.number, wanted="征收" * 200, status=Status.IN_PROGRESS)
        )
        search.index(session, case.id, f"{case.number} 征收补偿 {serial}")
        paper = AttachmentRow(case_id=case.id, seq=1, sha256=scan.sha256, name=scan.name, size=scan.size)
        paper.added_at, paper.added_by = NOW, "李"
        session.add(paper)
    return serial
