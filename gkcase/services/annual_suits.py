"""Table 四 of the yearly report (年度报告第四项): reviews and suits, as SQL over the stages of the cases."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from gkcase.domain.annual import GROUP_OF, PENDING, TOTAL
from gkcase.domain.terms import Remedy, StageKind
from gkcase.services.annual_span import Span, grouping, span
from gkcase.services.office import Office
from gkcase.storage.tables import StageRow

_APPEALED = select(StageRow.case_id).where(StageRow.part_of > "")
"""The cases in which a judgment was appealed against: there one suit has several rows."""


def remedy_counts(session: Session, asked: Span) -> Counter[tuple[str, str]]:
    """Table 四: what was decided in the year by its result, what is open at its end as 尚未审结.

    An appeal is the same suit going on, so the suit counts once (DEFAULT), in the group in which it began, also where
    both sides appeal: with the result of the last instance, in the year in which that is decided; while an appeal is
    open it is 尚未审结. A year that is over does not change when a judgment is appealed against afterwards. Suits over
    corrections (第四十一条) count too.
    """
    found: Counter[tuple[str, str]] = Counter()
    result = case((StageRow.ended_on <= asked.last, StageRow.result), else_=PENDING)
    for condition in _stirring(asked):
        chosen = select(StageRow.code, result, func.count())
        chosen = chosen.where(condition, StageRow.case_id.not_in(_APPEALED)).group_by(*grouping(2))
        for code, cell, number in session.execute(chosen):
            found[GROUP_OF[Remedy.of(code)], cell] += number
    for one in _appealed(session, asked):
        found[_place4(one, asked)] += 1
    return found


def _stirring(asked: Span) -> tuple[ColumnElement[bool], ...]:
    """The reviews and suits of a year: decided in it; filed by its end and open still, or decided afterwards."""
    remedy, ended = StageRow.kind == StageKind.REMEDY, StageRow.ended_on
    filed = and_(remedy, StageRow.began_on <= asked.last)
    decided = and_(remedy, ended.between(asked.first, asked.last))
    return decided, and_(filed, ended.is_(None)), and_(filed, ended > asked.last)


class Suit(NamedTuple):
    """What is asked of a review or suit here."""

    case_id: int
    key: str
    code: str
    ended_on: date | None
    result: str
    part_of: str


_SUIT = (
    *(StageRow.case_id, StageRow.key, StageRow.code),
    *(StageRow.ended_on, StageRow.result, StageRow.part_of),
)


def _place4(one: Suit, asked: Span) -> tuple[str, str]:
    ended = one.ended_on is not None and one.ended_on <= asked.last
    return GROUP_OF[Remedy.of(one.code)], one.result if ended else PENDING


def _appealed(session: Session, asked: Span) -> list[Suit]:
    """In cases with appeals each suit once, as it stood at the end of the year: with the result of its last instance.

    What was filed by then is known then, and what was decided by then, though its day of filing be typed wrongly.
    """
    known_by_then = or_(StageRow.began_on <= asked.last, StageRow.ended_on <= asked.last)
    chosen = select(*_SUIT).where(
        StageRow.kind == StageKind.REMEDY, known_by_then, StageRow.case_id.in_(_APPEALED)
    )
    suits: dict[tuple[int, str], list[Suit]] = {}
    began: dict[tuple[int, str], tuple[int, str]] = {}
    for row in session.execute(chosen.order_by(StageRow.case_id, StageRow.seq)):
        one = Suit._make(row)
        above = began.get((one.case_id, one.part_of), (one.case_id, one.key))
        began[one.case_id, one.key] = above
        suits.setdefault(above, []).append(one)
    ended = [_as_it_stood(instances) for instances in suits.values()]
    return [one for one in ended if one.ended_on is None or one.ended_on >= asked.first]


def _as_it_stood(instances: list[Suit]) -> Suit:
    """A suit under what it began as, with the end of its last instance; of two appeals the one that ended last."""
    went_on = {one.part_of for one in instances}
    last = [one for one in instances if one.key not in went_on]
    end = max(last, key=lambda one: one.ended_on or date.max)
    return instances[0]._replace(ended_on=end.ended_on, result=end.result)


def remedy_standings(session: Session, asked: Span) -> list[tuple[int, str, str, str]]:
    """Each review and suit that table 四 counts: its case, its id, its group and its cell."""
    rows = _appealed(session, asked)
    for condition in _stirring(asked):
        chosen = select(*_SUIT).where(condition, StageRow.case_id.not_in(_APPEALED))
        rows += [Suit._make(row) for row in session.execute(chosen)]
    return sorted((row.case_id, row.key, *_place4(row, asked)) for row in rows)


def remedies_in(office: Office, year: int, group: str, cell: str) -> list[int]:
    """The cases whose reviews and suits a cell of table 四 counts; a case as often as it has some there."""
    asked = span(office, year)
    with office.reading() as session:
        found = remedy_standings(session, asked)
    return [case_id for case_id, _, where, at in found if where == group and cell in (at, TOTAL)]
