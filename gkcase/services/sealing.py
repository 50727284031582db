"""The end of the chain (审计链): what stands on printed sheets and in the case window to be compared later."""

from __future__ import annotations

from sqlalchemy.orm import Session

from gkcase.services.office import Office
from gkcase.services.values import Seal as Seal
from gkcase.storage import audit


def chain_head(office: Office) -> Seal:
    """The end of the chain as it stands."""
    with office.reading() as session:
        return seal_in(session)


def seal_in(session: Session) -> Seal:
    """The end of the chain as the caller's session sees it."""
    head = audit.head(session)
    return Seal(head.n, head.hash)
