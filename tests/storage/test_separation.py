"""Whoever drafts does not sign, nobody signs twice: refused by the database to raw SQL, whatever the program thinks."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from gkcase.domain.journal import Entry, Facts
from gkcase.domain.terms import Event, LetterKind
from gkcase.storage import journal_store
from gkcase.storage.engine import Store
from gkcase.storage.tables import LetterRow
from tests.storage.shorthand import NOW, add_case

DAY = date(2026, 3, 4)
FILE = "a" * 64
REFUSED = r"who drafts does not sign|bears the name of its signer"


def entry(event: Event, by: str, **facts: object) -> Entry:
    given: Facts = facts  # type: ignore[assignment]  # texts and numbers, as facts are
    return Entry(event, DAY, by, given)


def written(by: str) -> Entry:
    return entry(Event.LETTER_WRITTEN, by, kind=LetterKind.REPLY.value, sha256=FILE)


def submitted(by: str, **facts: object) -> Entry:
    return entry(Event.SUBMITTED, by, sha256=FILE, **facts)


def signed(by: str, signer: str, **facts: object) -> Entry:
    return entry(Event.SIGNED, by, signer=signer, **facts)


def case_with(store: Store, *entries: Entry) -> int:
    """A case whose reply letter stands where letters stand, too."""
    case_id = add_case(store)
    for one in entries:
        with store.transaction() as session:
            kept = journal_store.append(session, case_id, one, at=NOW)
            if kept.event is Event.LETTER_WRITTEN:
                row = {"case_id": case_id, "seq": kept.seq, "kind": LetterKind.REPLY, "sha256": FILE}
                session.add(LetterRow(**row, name="答复书.docx", size=1, made_at=NOW, made_by=one.by))
    return case_id


RAW = text(
    "INSERT INTO journal (case_id, seq, event, occurred_on, recorded_at, recorded_by, payload_hash, signer)"
    " SELECT case_id, max(seq) + 1, 'signed', max(occurred_on), max(recorded_at), :by, 'x', :signer"
    " FROM journal WHERE case_id = :case_id GROUP BY case_id"
)


def insert_raw(store: Store, case_id: int, by: str, signer: str | None) -> None:
    with store.transaction() as session:
        session.execute(RAW, {"case_id": case_id, "by": by, "signer": signer})


def refused_raw(store: Store, case_id: int, by: str, signer: str | None) -> None:
    with pytest.raises(Exception, match=REFUSED):
        insert_raw(store, case_id, by, signer)
    with store.reading() as session:
        assert journal_store.entries(session, case_id)[-1].event is not Event.SIGNED


def test_raw_sql_signs_for_nobody_who_drafted(store: Store) -> None:
    case_id = case_with(store, written("李某"), submitted("王某"))
    for by, signer in (("李某", "李某"), ("李某", None), ("周某", "李某")):
        refused_raw(store, case_id, by, signer)
    named = case_with(store, submitted("王某", drafter="孙某"))
    refused_raw(store, named, "孙某", None)
    alone = case_with(store, submitted("王某"))
    refused_raw(store, alone, "王某", "王某")
    insert_raw(store, alone, "周某", "周某")


def test_the_clerk_enters_what_another_signed_on_paper(store: Store) -> None:
    case_id = case_with(store, written("李某"), submitted("李某"), signed("李某", "周某", on_paper=True))
    with store.reading() as session:
        assert journal_store.entries(session, case_id)[-1].text("signer") == "周某"


def test_nobody_signs_two_steps_of_a_round_but_again_in_the_next_or_after_a_void(store: Store) -> None:
    case_id = case_with(store, submitted("李某"), signed("周某", "周某", step="reviewer"))
    with pytest.raises(Exception, match=REFUSED), store.transaction() as session:
        journal_store.append(session, case_id, signed("周某", "周某", step="head"), at=NOW)
    later = (
        entry(Event.VOIDED, "李某", entry=3),
        signed("周某", "周某"),
        entry(Event.RETURNED, "钱某"),
        submitted("李某"),
        signed("周某", "周某"),
    )
    with store.transaction() as session:
        for one in later:
            journal_store.append(session, case_id, one, at=NOW)


def test_the_words_of_a_signature_bear_the_name_that_was_judged(store: Store) -> None:
    case_id = case_with(store, submitted("李某"))
    words = text("INSERT INTO payloads (case_id, seq, salt, body) VALUES (:case_id, 3, 's', :body)")
    with store.transaction() as session:
        session.execute(RAW, {"case_id": case_id, "by": "李某", "signer": "周某"})
    with pytest.raises(Exception, match=REFUSED), store.transaction() as session:
        session.execute(words, {"case_id": case_id, "body": '{"facts": {"signer": "李某"}}'})


def test_many_cases_at_once_were_judged_before(store: Store) -> None:
    case_id = add_case(store)
    story = (submitted("李某", drafter="孙某"), signed("李某", "李某"), entry(Event.VOIDED, "李某", entry=3))
    numbered = [
        (case_id, Entry(one.event, one.on, one.by, one.facts, seq))
        for seq, one in enumerate((*story, signed("李某", "李某")), 2)
    ]
    with store.transaction() as session:
        journal_store.append_all(session, numbered, at=NOW)
    with store.reading() as session:
        assert len(journal_store.entries(session, case_id)) == 1 + len(numbered)
