"""Finds cases by words of one character or more, the same way in both databases.

Every run of letters, digits and hanzi is cut into overlapping pairs of characters, closed by its last single one;
a word is found as the phrase of its pairs. A trigram index finds no word of two characters, a dictionary of words
misses names.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    cast,
    column,
    delete,
    func,
    insert,
    select,
    table,
    text,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import UserDefinedType

from gkcase.domain.words import sought
from gkcase.storage.ids import among
from gkcase.storage.tables import SearchText

INDEXED = 16_000
"""How many characters of a case are indexed: PostgreSQL counts positions up to 16,383."""

_RUN = re.compile(
    "[^\x00-/:-@\\[-`{-\xbf×÷\u2000-\u206f\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020〰〽・︐-﹯]+"
)
_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_GRAMS = table("grams", column("rowid"), column("case_id"), column("words"))
_COMMON = 2000  # a pair that more cases share says nothing about likeness


class _Words(UserDefinedType[str]):
    """PostgreSQL's types for words; its dialect has them too, but loading it costs every start."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **ignored: object) -> str:
        """How the type is called in SQL."""
        return self.name


def folded(words: str) -> str:
    """Text made comparable: full-width as half-width, capitals as small letters, no variation selectors."""
    return _VARIANTS.sub("", unicodedata.normalize("NFKC", words)).casefold()


def indexed(words: str) -> str:
    """What of a text is kept for the index."""
    return folded(words)[:INDEXED]


def grams(words: str) -> list[str]:
    """The pairs of characters of every run, each run closed by its last single character."""
    return [gram for run in _RUN.findall(folded(words)) for gram in _pairs(run)]


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run))]


def index(session: Session, case_id: int, words: str) -> None:
    """Put the words of a case into the index, in place of what stood there."""
    body = indexed(words)
    kept = session.get(SearchText, case_id)
    if kept is not None and kept.body == body:
        return
    if kept is None:
        index_new(session, [(case_id, words)])
        return
    _take_out(session, kept)
    kept.body = body
    session.flush()
    _put_in(session, [(case_id, body)])


def index_new(session: Session, cases: Iterable[tuple[int, str]]) -> None:
    """Put the words of cases into the index that are not in it yet."""
    bodies = [(case_id, indexed(words)) for case_id, words in cases]
    if bodies:
        session.execute(insert(SearchText), [{"case_id": case_id, "body": body} for case_id, body in bodies])
        _put_in(session, bodies)


def index_anew(session: Session, cases: Sequence[tuple[int, str]]) -> None:
    """Put the words of many cases into the index; where they are the same, nothing is written."""
    chosen = among(session, SearchText.case_id, [case_id for case_id, _ in cases])
    rows = session.execute(select(SearchText.case_id, SearchText.body).where(chosen))
    kept = {row.case_id: row.body for row in rows}
    index_new(session, [(case_id, words) for case_id, words in cases if case_id not in kept])
    for case_id, words in cases:
        if case_id in kept and kept[case_id] != indexed(words):
            index(session, case_id, words)


def _put_in(session: Session, bodies: Iterable[tuple[int, str]]) -> None:
    if _is_sqlite(session):
        pairs = [{"rowid": case_id, "words": " ".join(grams(body))} for case_id, body in bodies]
        session.execute(insert(_GRAMS), pairs)
        return
    for case_id, body in bodies:
        vector = " ".join(f"'{gram}':{at}" for at, gram in enumerate(grams(body), 1))
        session.execute(insert(_GRAMS).values(case_id=case_id, words=cast(vector, _Words("tsvector"))))


def remove(session: Session, case_id: int) -> None:
    """Take a case out of the index with all its words."""
    kept = session.get(SearchText, case_id)
    if kept is not None:
        _take_out(session, kept)
        session.delete(kept)
        session.flush()


def _take_out(session: Session, kept: SearchText) -> None:
    """Remove the pairs of a case; an index without content must be told which ones they were."""
    if _is_sqlite(session):
        told = text("INSERT INTO grams (grams, rowid, words) VALUES ('delete', :case_id, :words)")
        session.execute(told, {"case_id": kept.case_id, "words": " ".join(grams(kept.body))})
    else:
        session.execute(delete(_GRAMS).where(_GRAMS.c.case_id == kept.case_id))


def matching(
    session: Session, case_id: ColumnElement[int] | InstrumentedAttribute[int], query: str
) -> ColumnElement[bool]:
    """The condition that a case holds all words of a query; an empty query holds for every case."""
    words = dict.fromkeys(folded(sought(query)).split())  # a word typed twice is looked for once
    return and_(true(), *(case_id.in_(_with_word(session, word)) for word in words))


def _with_word(session: Session, word: str) -> Select[int]:
    runs = _RUN.findall(word)
    if runs == [word]:
        return _with_runs(session, runs)
    found = _with_neighbours(session, runs)
    position = func.instr if _is_sqlite(session) else func.strpos
    chosen = select(SearchText.case_id).where(position(SearchText.body, word) > 0)
    return chosen.where(SearchText.case_id.in_(found)) if runs else chosen


def _with_runs(session: Session, runs: Iterable[str]) -> Select[int]:
    """The cases in which each of these runs occurs: a phrase of pairs, or the beginning of a pair."""
    if _is_sqlite(session):
        phrases = " AND ".join(
            f'"{" ".join(_whole_pairs(run))}"' + ("*" if len(run) == 1 else "") for run in runs
        )
        return select(_GRAMS.c.rowid).where(_GRAMS.c.words.op("MATCH")(phrases))
    phrases = " & ".join(
        "(" + " <-> ".join(f"'{gram}'" for gram in _whole_pairs(run)) + ")" if len(run) > 1 else f"'{run}':*"
        for run in runs
    )
    return select(_GRAMS.c.case_id).where(_GRAMS.c.words.op("@@")(cast(phrases, _Words("tsquery"))))


def _with_neighbours(session: Session, runs: Sequence[str]) -> Select[int]:
    """The cases in which these runs follow one another, whatever signs stand between them: 2026〕12号.

    Places are counted through all runs of a case, and every run is closed by its last character, so the pairs of
    neighbouring runs are one phrase; that is far rarer than runs that merely occur somewhere.
    """
    pairs = [pair for run in runs[:-1] for pair in _pairs(run)] + [
        pair for run in runs[-1:] for pair in _whole_pairs(run)
    ]
    begun = bool(runs) and len(runs[-1]) == 1
    if _is_sqlite(session):
        phrase = f'"{" ".join(pairs)}"' + ("*" if begun else "")
        return select(_GRAMS.c.rowid).where(_GRAMS.c.words.op("MATCH")(phrase))
    phrase = " <-> ".join(f"'{pair}'" for pair in pairs) + (":*" if begun else "")
    return select(_GRAMS.c.case_id).where(_GRAMS.c.words.op("@@")(cast(phrase, _Words("tsquery"))))


def _whole_pairs(run: str) -> list[str]:
    return _pairs(run)[:-1] if len(run) > 1 else [run]


def alike(session: Session, words: str, *, limit: int = 20) -> list[int]:
    """Cases that share at least a quarter of the telling pairs of a text, the most alike first, then the latest.

    Where every pair is common, as in a register of a hundred thousand, two of them together are telling.
    """
    pairs = list(dict.fromkeys(gram for gram in grams(words[:_COMPARED]) if len(gram) == 2))
    pairs = pairs[:: max(-(-len(pairs) // _MOST_PAIRS), 1)]  # of a long text as many as can be asked at once
    rare: list[Iterable[int]] = []
    common = []
    for pair in pairs:
        found = session.scalars(_with_runs(session, [pair]).limit(_COMMON + 1)).all()
        if len(found) <= _COMMON:
            rare.append(found)
        else:
            common.append(pair)
    near = _nearest(rare)
    if len(near) < limit:
        both = combinations(_spread(common, words), 2)
        near += _nearest([session.scalars(_latest(session, two)).all() for two in both])
    return list(dict.fromkeys(near))[:limit]


def _latest(session: Session, runs: Iterable[str]) -> Select[int]:
    newest = (_GRAMS.c.rowid if _is_sqlite(session) else _GRAMS.c.case_id).desc()
    return _with_runs(session, runs).order_by(newest).limit(_COMMON)


def _nearest(telling: Sequence[Iterable[int]]) -> list[int]:
    """The cases that stand in at least a quarter of these findings."""
    shared = Counter(case_id for found in telling for case_id in found)
    near = [(count, case_id) for case_id, count in shared.items() if 4 * count >= len(telling)]
    return [case_id for _, case_id in sorted(near, reverse=True)]


_COMPARED = 400
_MOST_PAIRS, _MOST_COMMON = 60, 6


def _spread(common: Collection[str], words: str) -> list[str]:
    """The first few common pairs, side by side and without digits: what is wanted is named before its details."""
    whole = folded(words[:_COMPARED])
    places = (at for run in _RUN.finditer(whole) for at in range(run.start(), run.end(), 2))
    pairs = (whole[at : at + 2] for at in places)
    found = dict.fromkeys(pair for pair in pairs if pair in common and not any(map(str.isdecimal, pair)))
    return list(found)[:_MOST_COMMON]


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
