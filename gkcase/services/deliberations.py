"""Records of consultations among agencies (会商): form, day, who said what, what was concluded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gkcase.domain.journal import Entry
from gkcase.domain.terms import Event
from gkcase.services.dossier import Dossier


@dataclass(frozen=True)
class Deliberation:
    """A record of a consultation among agencies: form, day, who said what, what was concluded."""

    form: str
    held_on: date
    opinions: tuple[tuple[str, str], ...]
    outcome: str


FORMS = {"written": "书面", "meeting": "会议"}


def deliberations_of(file: Dossier) -> tuple[Deliberation, ...]:
    """The consultations among agencies of a case, the oldest first."""
    entries = (
        line.entry for line in file.journal if line.entry.event is Event.DELIBERATED and not line.voided
    )
    return tuple(
        Deliberation(
            FORMS.get(entry.text("form"), ""),
            entry.day("held_on") or entry.on,
            tuple(map(_opinion, _lines(entry, "members"))),
            "\n".join(_lines(entry, "outcome")),
        )
        for entry in entries
    )


def _lines(entry: Entry, name: str) -> Iterable[str]:
    value = entry.facts.get(name)
    lines = value if isinstance(value, list) else str(value or "").splitlines()
    return [str(line).strip() for line in lines if str(line).strip()]


def _opinion(line: str) -> tuple[str, str]:
    """单位 姓名：意见, with either colon; a line without one names a member who said nothing."""
    who, _, said = line.replace(":", "：", 1).partition("：")
    return who.strip(), said.strip()
