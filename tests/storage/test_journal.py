"""The journal is kept as it was entered, sealed, and only grows."""

from __future__ import annotations

import threading
from datetime import date, datetime
from types import MappingProxyType

import pytest

from gkcase.domain.errors import Conflict
from gkcase.domain.journal import Entry
from gkcase.domain.terms import Event
from gkcase.storage import journal_store
from gkcase.storage.engine import Store
from gkcase.storage.tables import Case
from tests.storage.shorthand import NOTED, NOW, RECEIVED, add_case


def test_an_entry_comes_back_as_it_went_in(store: Store) -> None:
    nested = Entry(
        Event.CONSULTATION_SENT,
        date(2026, 3, 4),
        "李经办",
        {"name": "A & B <公司> 𠮷𰻞", "items": ["甲", "乙"], "days": 15, "open": True, "none": None},
        reason="迟了",
        breaches=("twice", "late"),
    )
    case_id = add_case(store, RECEIVED, nested)
    with store.reading() as session:
        kept = journal_store.entries(session, case_id)
    assert [(one.seq, one.event, one.on, one.by) for one in kept] == [
        (1, Event.RECEIVED, date(2026, 3, 2), "李经办"),
        (2, Event.CONSULTATION_SENT, date(2026, 3, 4), "李经办"),
    ]
    assert kept[1].facts == nested.facts
    assert (kept[1].reason, kept[1].breaches) == ("迟了", ("twice", "late"))


def test_facts_may_be_any_mapping_but_only_json(store: Store) -> None:
    case_id = add_case(store, Entry(Event.NOTED, date(2026, 3, 4), "李", MappingProxyType({"days": (1, 2)})))
    with store.reading() as session:
        assert journal_store.entries(session, case_id)[0].facts == {"days": [1, 2]}
    wrong = Entry(Event.NOTED, date(2026, 3, 4), "李", {"day": date(2026, 3, 4)})  # type: ignore[dict-item]
    with pytest.raises(TypeError, match="date is no JSON"):
        add_case(store, wrong)


def test_the_record_knows_when_and_by_whom(store: Store) -> None:
    case_id = add_case(store)
    with store.reading() as session:
        (line,) = journal_store.recorded(session, case_id)
    assert line.recorded_at == NOW
    assert line.recorded_at.utcoffset() is not None
    assert line.person_id is None
    assert not line.erased


def test_a_moment_without_zone_is_refused(store: Store) -> None:
    case_id = add_case(store)
    with pytest.raises(Exception, match="time zone"), store.transaction() as session:
        journal_store.append(session, case_id, NOTED, at=datetime(2026, 3, 3, 9, 0))


def test_many_journals_at_once(store: Store) -> None:
    first, second, third = (add_case(store, RECEIVED, *[NOTED] * more) for more in (0, 2, 1))
    with store.reading() as session:
        found = journal_store.journals(session, [third, first, 999])
        assert {case_id: len(journal) for case_id, journal in found.items()} == {first: 1, third: 2}
        everything = dict(journal_store.every_journal(session))
    assert [len(everything[case_id]) for case_id in (first, second, third)] == [1, 3, 2]


def test_numbers_have_no_gap_after_a_refusal(store: Store) -> None:
    add_case(store)
    with pytest.raises(ZeroDivisionError), store.transaction() as session:
        _ = 1 / (journal_store.next_number(session, 1, "request", 2026) - 2)
    with store.transaction() as session:
        assert journal_store.next_number(session, 1, "request", 2026) == 2
        assert journal_store.next_number(session, 1, "request", 2026) == 3
        assert journal_store.next_number(session, 1, "request", 2027) == 1
        assert journal_store.next_number(session, 1, "letter", 2026) == 1


def test_numbers_are_given_once_to_several_threads(store: Store) -> None:
    add_case(store)
    given: list[int] = []

    def register() -> None:
        for _ in range(5):
            with store.transaction() as session:
                given.append(journal_store.next_number(session, 1, "request", 2026))

    threads = [threading.Thread(target=register) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(2, 22))


def test_two_people_on_one_case(store: Store) -> None:
    case_id = add_case(store)
    with store.reading() as session:
        seen = session.get_one(Case, case_id).version
    with store.transaction() as session:
        journal_store.append(session, case_id, NOTED, at=NOW, version=seen)
    with pytest.raises(Conflict, match="案件已被他人更新"), store.transaction() as session:
        journal_store.append(session, case_id, NOTED, at=NOW, version=seen)
    with store.reading() as session:
        assert len(journal_store.entries(session, case_id)) == 2
        assert session.get_one(Case, case_id).version == seen + 1


def test_a_case_read_earlier_is_stale_when_saved(store: Store) -> None:
    case_id = add_case(store)
    with store.reading() as session:
        mine = session.get_one(Case, case_id)
    with store.transaction() as session:
        journal_store.append(session, case_id, NOTED, at=NOW)
    mine.imported = True
    with pytest.raises(Conflict, match="案件已被他人更新"), store.transaction() as session:
        session.add(mine)


def test_an_act_is_taken_once_only(store: Store) -> None:
    case_id = add_case(store)
    with store.transaction() as session:
        journal_store.append(session, case_id, NOTED, at=NOW, op_id="act-1")
    with pytest.raises(Conflict), store.transaction() as session:
        journal_store.append(session, case_id, NOTED, at=NOW, op_id="act-1")
    with store.reading() as session:
        assert journal_store.find_operation(session, "act-1") == (case_id, 2)
        assert journal_store.find_operation(session, "act-2") is None
