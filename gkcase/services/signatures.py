"""The signatures over the reply of a case (审签), as the sheet of signatures and the screens show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gkcase.domain.journal import Entry
from gkcase.domain.signoff import HEAD_ALONE, Step, route_of, signatures
from gkcase.domain.state import CaseState
from gkcase.services.dossier import Dossier


@dataclass(frozen=True)
class Signature:
    """One signature as sheets and screens show it; `hash` is the SHA-256 of the file that was signed."""

    step: str
    role: str
    name: str
    deputy_for: str
    opinion: str
    on: date
    on_paper: bool
    entered_by: str
    hash: str
    scan: str

    @property
    def who(self) -> str:
        """The name as it is printed: a deputy signs 代."""
        return f"{self.name}（代{self.deputy_for}）" if self.deputy_for else self.name


def signatures_of(file: Dossier) -> tuple[Signature, ...]:
    """The signatures that hold over the reply of a case, in order."""
    return tuple(_signature(entry) for entry in signatures(_state_of(file)))


def steps_of(file: Dossier) -> tuple[tuple[str, Signature | None], ...]:
    """Every step of the case's route with its signature; None where it is still to be given, also on paper."""
    state = _state_of(file)
    given = {one.step: one for one in signatures_of(file)}
    return tuple((step.label, given.get(step.code)) for step in route_of(state).steps)


def _state_of(file: Dossier) -> CaseState:
    """What the route and its signatures are read from: the entries of the dossier that are in force."""
    return CaseState(past=tuple(line.entry for line in file.journal if not line.voided))


def _signature(entry: Entry) -> Signature:
    step = Step.read(entry.text("step")) or HEAD_ALONE.steps[0]
    return Signature(
        step=step.code,
        role=step.label,
        name=entry.text("signer"),
        deputy_for=entry.text("deputy_for"),
        opinion=entry.text("comment") or "同意",
        on=entry.on,
        on_paper=entry.flag("on_paper"),
        entered_by=entry.by,
        hash=entry.text("sha256"),
        scan=entry.text("scan"),
    )
