"""What the text of the yearly report tells besides its tables, counted over the copies of cases (条例第五十条).

What is in no cell of the tables (a case without a kind of applicant, say) is not told in the text either; only fees
are told whatever else is missing, for they went into the treasury.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, func, select
from sqlalchemy.orm import Session

from gkcase.domain.annual import Figures
from gkcase.domain.terms import CaseKind, Channel, StageKind
from gkcase.services.annual_counts import counted
from gkcase.services.annual_span import Span, span
from gkcase.services.annual_text import YearFacts
from gkcase.services.office import Office
from gkcase.storage.tables import CaseCopy, StageRow

_REQUEST = CaseCopy.kind == CaseKind.REQUEST


def year_facts(office: Office, figures: Figures) -> YearFacts:
    """The facts of the year that the figures are about, as the cases stand now."""
    asked = span(office, figures.year, figures.format)
    with office.reading() as session:
        extended, replied, late, days, reckoned = _finished(session, asked)
        fees, yuan = _fees(session, asked)
        return YearFacts(
            figures,
            channels=_channels(session, asked),
            extended=extended,
            corrected=_corrected(session, asked),
            replied=replied,
            late=late,
            days=days,
            counted=reckoned,
            fees=fees,
            yuan=yuan,
        )


def _channels(session: Session, asked: Span) -> dict[Channel | None, int]:
    """The new requests by the way they came."""
    chosen = select(CaseCopy.channel, func.count()).where(
        counted(asked), CaseCopy.received_on.between(asked.first, asked.last)
    )
    return {row[0]: row[1] for row in session.execute(chosen.group_by(CaseCopy.channel))}


def _finished(session: Session, asked: Span) -> tuple[int, int, int, int, int]:
    """Of the requests finished in the year: extended; replied, of these late, their working days, how many have any."""
    replied = CaseCopy.replied_on.is_not(None)
    asked_for: tuple[ColumnElement[Any], ...] = (
        *(_number(CaseCopy.extended.is_(True)), _number(replied), _number(and_(replied, CaseCopy.late))),
        func.coalesce(func.sum(CaseCopy.working_days).filter(replied), 0),
        func.count(CaseCopy.working_days).filter(replied),
    )
    row = session.execute(
        select(*asked_for).where(
            counted(asked),
            CaseCopy.finished_on.between(asked.first, asked.last),
        )
    ).one()
    extended, answered, late, days, reckoned = (int(value) for value in row)
    return extended, answered, late, days, reckoned


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows meet a condition."""
    return func.coalesce(func.sum(cast(condition, Integer)), 0)


def _corrected(session: Session, asked: Span) -> int:
    """The requests of which a correction was asked in the year, each once."""
    chosen = (
        select(func.count(StageRow.case_id.distinct()))
        .join(CaseCopy, CaseCopy.case_id == StageRow.case_id)
        .where(
            counted(asked),
            StageRow.kind == StageKind.CORRECTION,
            StageRow.began_on.between(asked.first, asked.last),
        )
    )
    return session.scalar(chosen) or 0


def _fees(session: Session, asked: Span) -> tuple[int, int]:
    """The fees paid in the year: of how many requests, how many yuan."""
    chosen = select(func.count(), func.coalesce(func.sum(CaseCopy.fee), 0)).where(
        _REQUEST, CaseCopy.fee > 0, CaseCopy.fee_on.between(asked.first, asked.last)
    )
    count, yuan = session.execute(chosen).one()
    return count, int(yuan)
