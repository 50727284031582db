"""Every case reckoned from its journal and held against what the lists show of it, for `gkcase check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry
from gkcase.domain.lifecycle import replay
from gkcase.domain.rules import Rules
from gkcase.services.check_numbers import Finding
from gkcase.services.copies import RECKONED, copies_of
from gkcase.services.search_words import hashes, kept_words, searched_text
from gkcase.services.side_copies import SIDES, differing, kept_rows
from gkcase.storage import check, journal_store, search
from gkcase.storage.audit import Problem
from gkcase.storage.chain import Step
from gkcase.storage.check import Erased, Span
from gkcase.storage.tables import Base, CaseCopy, SearchText

_NONSENSE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, Refusal)
"""What comes of words that were changed past the program into something that is no entry."""

UNREADABLE = "办理日志的内容读不懂，没有核对这件案件，请从备份恢复"

_PART = 1000
"""So many cases are held in memory at a time with all their words."""


@dataclass
class Compared:
    """What came of some cases: what is wrong with their entries, what differs, and which have no entry."""

    problems: list[Problem] = field(default_factory=list)
    differing: list[Finding] = field(default_factory=list)
    empty: list[Finding] = field(default_factory=list)
    entries: int = 0

    def add(self, later: Compared) -> None:
        """Put what came of the cases after these behind it."""
        self.problems += later.problems
        self.differing += later.differing
        self.empty += later.empty
        self.entries += later.entries


@dataclass(frozen=True)
class Cases:
    """What is needed to reckon cases: the database at one moment, the rules, the day, and what was erased."""

    session: Session
    rules: Rules
    today: date
    erased: Erased

    def compare(self, numbers: Mapping[int, str], span: Span, step: Step) -> Compared:
        """Everything that is to be said of the cases of a span; `numbers` are those of all cases."""
        made = Compared()
        left = {case_id: number for case_id, number in numbers.items() if span[0] <= case_id < span[1]}
        journals = groupby(self._rows(made, span, step), key=itemgetter(0))
        while part := [(case_id, _read(rows)) for case_id, rows in islice(journals, _PART)]:
            made.differing += self._part(made, part, left)
        made.empty += (Finding(number, "没有办理日志") for number in left.values())
        return made

    def _rows(self, made: Compared, span: Span, step: Step) -> Iterator[check.Raw]:
        for row in check.entries(self.session, self.erased, made.problems.append, step, span):
            made.entries += 1
            yield row

    def _part(
        self, made: Compared, part: list[tuple[int, list[Entry] | None]], left: dict[int, str]
    ) -> Iterator[Finding]:
        changed = {problem.case_id for problem in made.problems}
        kept = _Kept.read(self.session, [case_id for case_id, _ in part], [past or [] for _, past in part])
        for case_id, journal in part:
            number = left.pop(case_id, "")
            try:
                if journal is None:
                    raise ValueError(case_id)
                found = list(self._case(kept, case_id, number, journal))
            except _NONSENSE:
                if case_id not in changed:
                    raise
                found = [Finding(number, UNREADABLE)]
            yield from found

    def _case(self, kept: _Kept, case_id: int, number: str, journal: list[Entry]) -> Iterator[Finding]:
        rules, state = self.rules, replay(journal, self.rules)
        copy = kept.copies.get(case_id)
        before = copy is not None and _judged_before(copy, rules)
        if copy is None:
            yield Finding(number, "没有供查询的副本，请运行修复")
        else:
            yield from _differences(number, copy, copies_of(state, rules, self.today), before)
        for table, rows_of in SIDES.items():
            rows = rows_of(case_id, state, rules)
            if said := differing(kept.sides[table].get(case_id, ()), table, rows, judged_before=before):
                yield Finding(number, said)
        if kept.words.get(case_id) != search.indexed(searched_text(number, state.past, kept.papers)):
            yield Finding(number, "检索用的文字与办理日志不一致，按内容可能查不到这件案件")


@dataclass(frozen=True)
class _Kept:
    """What the lists show of some cases: copies, rows beside them, words, words of their letters."""

    copies: Mapping[int, Mapping[str, Any]]
    sides: Mapping[type[Base], Mapping[int, Any]]
    words: Mapping[int, str]
    papers: Mapping[str, str]

    @classmethod
    def read(cls, session: Session, ids: list[int], pasts: list[list[Entry]]) -> _Kept:
        """Read all of it for these cases, which follow one another."""
        chosen = select(SearchText.case_id, SearchText.body).where(
            SearchText.case_id.between(ids[0], ids[-1])
        )
        return cls(
            _kept_copies(session, ids),
            {table: kept_rows(session, table, ids) for table in SIDES},
            {row[0]: row[1] for row in session.execute(chosen)},
            kept_words(session, [sha256 for past in pasts for sha256 in _hashes(past)]),
        )


def _read(rows: Iterable[check.Raw]) -> list[Entry] | None:
    """The entries of a case; None where their words were changed into something that is no entry."""
    try:
        return journal_store.entries_of(rows)
    except _NONSENSE:
        return None


def _hashes(past: list[Entry]) -> list[str]:
    """The letters of a case; none where its entries say nonsense, which is found out when it is reckoned."""
    try:
        return list(hashes(past))
    except _NONSENSE:
        return []


def _kept_copies(session: Session, ids: list[int]) -> dict[int, Mapping[str, Any]]:
    chosen = select(*CaseCopy.__table__.c).where(CaseCopy.case_id.between(ids[0], ids[-1]))
    return {row["case_id"]: dict(row) for row in session.execute(chosen).mappings()}


def _judged_before(kept: Mapping[str, Any], rules: Rules) -> bool:
    """Whether the case ended under another calendar or other choices than those of now."""
    return not kept["status"].is_open and kept["reckoned_with"] != rules.fingerprint


def _differences(
    number: str, kept: Mapping[str, Any], reckoned: Mapping[str, Any], judged_before: bool
) -> Iterator[Finding]:
    if kept["number"] != number:
        yield Finding(number, f"副本的编号为{kept['number']}，与案件不同")
    for name, value in reckoned.items():
        was = kept[name]
        if was != value and not (judged_before and name in RECKONED):
            yield Finding(number, f"副本“{name}”与办理日志不一致" + _held(name, was, value))


def _held(name: str, was: object, value: object) -> str:
    """What stands there and what should; words and names stay in the case, for the list of copies keeps this too."""
    return f"：为{was}，应为{value}" if name in RECKONED or name == "status" else ""
