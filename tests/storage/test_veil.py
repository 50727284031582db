"""Every table is open to administrators or closed to them; the price of a password is found by measuring."""

from __future__ import annotations

import pytest

from gkcase.storage import argon
from gkcase.storage.argon import LEAST_KIB, USUAL_KIB, Cost, calibrated
from gkcase.storage.tables import Base
from gkcase.storage.veil import CASE_TABLES, OPEN_TABLES, touches_cases


def test_every_table_is_sorted() -> None:
    assert not OPEN_TABLES & CASE_TABLES
    assert set(Base.metadata.tables) - OPEN_TABLES - CASE_TABLES == set(), "is it open to administrators?"
    columns = {
        column.key
        for name in OPEN_TABLES & set(Base.metadata.tables)
        for column in Base.metadata.tables[name].c
    }
    assert not columns & CASE_TABLES, "such a column would be taken for a table"


@pytest.mark.parametrize(
    ("statement", "closed"),
    [
        ("SELECT * FROM persons JOIN accounts USING (id)", False),
        ("SELECT n FROM audit", False),
        ("WITH x AS (SELECT 1) SELECT * FROM x, main.Case_Copies", True),
        ("SELECT rowid FROM grams_data", True),
        ('SELECT 1 FROM settings, "mail"', True),
    ],
)
def test_the_names_of_tables_are_found_in_any_statement(statement: str, closed: bool) -> None:
    assert touches_cases(statement) is closed


class Machine:
    """A computer on which a round of 64 MiB takes so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.now = seconds, 0.0

    def clock(self) -> float:
        return self.now

    def hash(self, _: str, cost: Cost) -> None:
        self.now += self.seconds * cost.rounds * cost.memory / USUAL_KIB


@pytest.mark.parametrize("seconds", [0.006, 0.02, 0.06, 0.1, 0.13, 0.3, 0.49])
def test_the_price_lies_in_the_span_wherever_it_can(seconds: float) -> None:
    machine = Machine(seconds)
    found = calibrated(machine.clock, machine.hash)
    assert found.memory == USUAL_KIB
    assert 0.25 <= seconds * found.rounds <= 0.5


def test_a_slow_computer_takes_less_memory_and_never_below_owasp() -> None:
    machine = Machine(0.9)
    found = calibrated(machine.clock, machine.hash)
    assert (found.memory, found.rounds) == (LEAST_KIB, 2)


def test_the_price_stands_in_the_hash_and_what_is_no_hash_matches_nothing() -> None:
    made = argon.hashed("密码 with 空格", Cost(16, 2, 1))
    assert made.startswith("$argon2id$v=19$m=16,t=2,p=1$")
    assert argon.matches(made, "密码 with 空格")
    assert not argon.matches(made, "密码 with 空格 ")
    assert not argon.matches("", "")
    assert not argon.matches("plain", "plain")
    assert Cost.read([8, 1, 1]) == Cost(8, 1, 1)
    assert {Cost.read(value) for value in (None, [1, 2], [0, 1, 1], [8, 1, 4], ["8", 1, 1])} == {argon.USUAL}
