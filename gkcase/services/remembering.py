"""What the program remembers between two days (记住的选择): saved filters, mappings of a ledger, reminders seen."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gkcase.domain.rights import May
from gkcase.services.office import Office
from gkcase.storage.tables import RememberedRow

EVERYBODY = ""
"""What is remembered for the whole office stands under no name."""


def recall(office: Office, key: str, person: str = EVERYBODY) -> Any:
    """The value kept under a key; None where nothing is."""
    with office.reading() as session:
        row = session.get(RememberedRow, (person, key))
        return row.value if row else None


def recalled(office: Office, prefix: str, person: str = EVERYBODY) -> dict[str, Any]:
    """All values whose key begins so, by the rest of their key, in its order."""
    chosen = select(RememberedRow).where(RememberedRow.person == person)
    chosen = chosen.where(RememberedRow.key.startswith(prefix, autoescape=True)).order_by(RememberedRow.key)
    with office.reading() as session:
        return {row.key.removeprefix(prefix): row.value for row in session.scalars(chosen)}


def remember(office: Office, key: str, value: Any, person: str = EVERYBODY) -> None:
    """Keep a value under a key, in place of what stood there."""
    with office.transaction(May.OWN) as session:
        remember_in(session, key, value, person)


def remember_in(session: Session, key: str, value: Any, person: str = EVERYBODY) -> None:
    """The same in the caller's transaction."""
    session.merge(RememberedRow(person=person, key=key, value=value))


def forget(office: Office, key: str, person: str = EVERYBODY) -> None:
    """Keep it no longer."""
    with office.transaction(May.OWN) as session:
        chosen = delete(RememberedRow)
        session.execute(chosen.where(RememberedRow.person == person, RememberedRow.key == key))
