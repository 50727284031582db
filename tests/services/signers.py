"""A reply on its way through the signatures, as officers send it there."""

from __future__ import annotations

from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services import (
    lettering,
    signing,
)
from gkcase.services.office import Office
from gkcase.services.reading import dossier
from tests.services.requests import NOT_HELD, do, register

E = Event
SEARCH: dict[str, Fact] = {name: NOT_HELD[name] for name in ("places", "method", "searcher", "outcome")}


def written(office: Office, **changed: Fact) -> int:
    """A case with a reply that is not submitted yet."""
    case_id = register(office)
    do(office, case_id, E.SEARCHED, **SEARCH)
    lettering.write_letter(office, case_id, LetterKind.REPLY, facts={**NOT_HELD, **changed})
    return case_id


def submitted(office: Office) -> int:
    case_id = written(office)
    do(office, case_id, E.SUBMITTED)
    return case_id


def sign_as(office: Office, person: str, case_id: int, **rest: object) -> str:
    office.acting = person
    try:
        return signing.sign(office, case_id, **rest).said  # type: ignore[arg-type]  # handed on
    finally:
        office.acting = "李某"


def status(office: Office, case_id: int) -> Status:
    return dossier(office, case_id).status


def signer_of(office: Office, case_id: int) -> list[str]:
    return [one.who for one in signing.signatures_of(dossier(office, case_id))]
