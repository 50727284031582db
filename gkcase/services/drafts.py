"""Drafts (草稿): what somebody has typed and not saved yet survives a power cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gkcase.domain.journal import Fact, Facts
from gkcase.domain.rights import May
from gkcase.domain.words import sought
from gkcase.services.office import BEIJING, Office
from gkcase.storage import journal_store
from gkcase.storage.tables import DraftRow

INTAKE = "intake"
OP_ID = "op_id"
"""The key under which a draft names the act that it will become."""


@dataclass(frozen=True)
class Draft:
    """What was typed, and when it was last kept (in the office's time)."""

    body: dict[str, Fact]
    saved_at: datetime


def save_draft(office: Office, body: Facts, kind: str = INTAKE) -> datetime:
    """Keep what has been typed in place of what was kept before; tells when."""
    moment = office.now()
    with office.transaction(May.OWN) as session:
        drop(session, office.acting, kind)
        session.add(DraftRow(kind=kind, person=office.acting, body=_kept(body), saved_at=moment))
    return moment.astimezone(BEIJING)


def _kept(body: Facts) -> dict[str, Fact]:
    """What was typed as a database can hold it: a draft is never lost for one sign that nobody can see."""
    return {name: _plain(value) for name, value in body.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return sought(value)
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def load_draft(office: Office, kind: str = INTAKE) -> Draft | None:
    """What was typed and not saved; None where there is nothing, or where it has become a case after all."""
    chosen = select(DraftRow).where(DraftRow.kind == kind, DraftRow.person == office.acting)
    with office.reading() as session:
        row = session.scalar(chosen.order_by(DraftRow.id.desc()))
        if row is None or journal_store.find_operation(session, str(row.body.get(OP_ID) or "")):
            return None
        return Draft(dict(row.body), row.saved_at.astimezone(BEIJING))


def drop_draft(office: Office, kind: str = INTAKE) -> None:
    """Forget a draft that was thrown away."""
    with office.transaction(May.OWN) as session:
        drop(session, office.acting, kind)


def drop(session: Session, person: str, kind: str) -> None:
    """Delete the drafts of one person and kind in the caller's transaction."""
    session.execute(delete(DraftRow).where(DraftRow.kind == kind, DraftRow.person == person))
