"""What stays of a step when its personal data is erased after retention (销毁后的留存): days, codes, numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from gkcase.domain.facts import spec_of
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.parts import PARTS
from gkcase.domain.terms import Event

ERASED_NAME = "已清除"
"""What a paper is called, and a part of a reply, once its words are gone."""

DISPOSED_ON = "disposed_on"
"""The fact of the archiving step that says when the case was erased."""

_KEPT_KINDS = frozenset({"day", "number", "choice", "flag"})
_KEPT = frozenset(
    {"kind_of_reply", "id", "entry", "kind", "step", "role", "route", "scan", "sha256", "letter", "imported"}
    | {"retention", "retention_since", "retention_until", "retention_why", "remedy_until", "lacking"}
    | {"signer", "deputy_for", "approver", "drafter", "unit", "number", "case_id"}
)
"""Facts without a kind, or in words, that name no applicant: codes, officials of the office, numbers of letters."""


def residue(entry: Entry, on: date) -> Entry:
    """The step without its words: what clock, report and registers need of it stays (ISO 15489-1, 9.9)."""
    kept: dict[str, Fact] = {}
    for name, value in entry.facts.items():
        if name == PARTS:
            kept[name] = _parts(value)
        elif _stays(entry.event, name):
            kept[name] = value
    if entry.event is Event.ARCHIVED:
        kept[DISPOSED_ON] = on.isoformat()
    return replace(entry, facts=kept, reason="")


def _stays(event: Event, name: str) -> bool:
    spec = spec_of(event, name)
    if event is Event.ASSIGNED and name == "to":
        return True
    return name in _KEPT or (spec is not None and spec.kind in _KEPT_KINDS)


def _parts(value: Fact) -> Fact:
    rows = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    results = [row.get("result", "") for row in rows if isinstance(row, Mapping)]
    return [{"content": ERASED_NAME, "result": result, "facts": {}} for result in results]
