"""Empties the words of an entry for good (清除内容): journal, copies, index and the kept words of its letters."""

from __future__ import annotations

from gkcase.domain.rights import May
from gkcase.services.copies import recopy
from gkcase.services.handling import find_case
from gkcase.services.office import Change, Office, Topic
from gkcase.storage import journal_store


def erase_words(office: Office, case_id: int, seq: int) -> Change:
    """Empty one entry; that it was there, when and by whom stays on the chain (个人信息保护法第四十七条)."""
    with office.transaction(May.ERASE) as session:
        case = find_case(session, case_id)
        journal_store.erase(session, case_id, seq, at=office.now(), who=office.acting)
        journal = journal_store.entries(session, case_id)
        recopy(session, case_id, case.number, journal, office.rules, office.today())
        return Change(Topic.CASES, frozenset([case_id]), f"{case.number}第{seq}项的内容已清除")
