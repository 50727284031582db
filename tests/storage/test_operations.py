"""The operations journal: which acts were saved, without words and persons, and never in the way of a save."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkcase.storage import audit, journal_store, operations
from gkcase.storage.engine import Store, open_store
from gkcase.storage.lines import add_lines, keep_newest, newest_lines
from gkcase.storage.operations import MOST_AT_ONCE, log_of, noted_since
from tests.storage.shorthand import NOTED, NOW, add_case


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "office.gkdb", create=True)


def test_what_was_saved_is_noted_and_what_was_not_is_not(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "office.gkdb"
    add_case(store)
    with store.transaction() as session:
        journal_store.append(session, 1, NOTED, at=NOW)
    with pytest.raises(KeyError):
        fail_after_writing(store)
    with store.reading() as session:
        head = audit.head(session)
    store.close()
    last = noted_since(path, 0)[-1]
    assert (last.n, last.act, last.case_id) == (head.n, NOTED.event.value, 1)
    assert last.number
    assert [one.n for one in noted_since(path, 1)] == list(range(2, head.n + 1))
    assert NOTED.by not in log_of(path).read_text("utf-8")


def fail_after_writing(store: Store) -> None:
    with store.transaction() as session:
        journal_store.append(session, 1, NOTED, at=NOW)
        session.flush()
        raise KeyError


def test_of_thousands_the_first_are_noted_and_the_last_for_all_others(store: Store, tmp_path: Path) -> None:
    with store.transaction() as session:
        acts = [audit.Act(NOW, "李", "x", None, None, {}, "") for _ in range(150)]
        for _ in range(4):
            audit.append_all(session, acts)
    noted = noted_since(tmp_path / "office.gkdb", 0)
    assert [one.n for one in noted] == [*range(1, MOST_AT_ONCE + 1), 600]
    assert noted[-1].more == 600 - MOST_AT_ONCE - 1
    store.close()


def test_a_journal_that_cannot_be_written_stops_no_save(store: Store, tmp_path: Path) -> None:
    log_of(tmp_path / "office.gkdb").mkdir()
    assert add_case(store) == 1
    assert noted_since(tmp_path / "office.gkdb", 0) == []
    store.close()


def test_a_journal_stays_small(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "LARGEST", 4000)
    add_case(store)
    for _ in range(60):
        with store.transaction() as session:
            journal_store.append(session, 1, NOTED, at=NOW)
    path = tmp_path / "office.gkdb"
    assert log_of(path).stat().st_size <= 4000 + 200
    last = noted_since(path, 0)[-1]
    assert last.n == 61
    store.close()


def test_a_line_that_was_cut_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    add_lines(path, [{"n": 1}])
    path.write_bytes(path.read_bytes() + b'{"n": 2')
    add_lines(path, [{"n": 3}], sync=True)
    assert [line["n"] for line in newest_lines(path)] == [3, 1]
    assert [line["n"] for line in newest_lines(path, 9)] == [3]
    keep_newest(path, 9)
    assert path.read_text("utf-8") == '{"n":3}\n'
    assert list(newest_lines(tmp_path / "none")) == []
