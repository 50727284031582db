"""The end of the chain (审计链): what stands on printed sheets and in the case window to be compared later."""

from __future__ import annotations

from dataclasses import dataclass

from gkcase.services.office import Office
from gkcase.storage import audit


@dataclass(frozen=True)
class Seal:
    """How many acts are on the chain, and the hash that stands for all of them."""

    acts: int
    hash: str


def chain_head(office: Office) -> Seal:
    """The end of the chain as it stands."""
    with office.reading() as session:
        head = audit.head(session)
    return Seal(head.n, head.hash)
