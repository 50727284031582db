"""What the program fills in of the steps after the reply: which review, which publication, which decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.publication import next_id as next_publication
from gkcase.domain.publication import publications_of
from gkcase.domain.remedies import next_id, remedies_of, result_said
from gkcase.domain.state import CaseState
from gkcase.domain.terms import Event

Filler = Callable[[CaseState, Entry], dict[str, Fact]]


def filled_in(state: CaseState, entry: Entry) -> dict[str, Fact]:
    """The facts that a step after the reply is completed with; refused where it could be about several."""
    filler = _FILLERS.get(entry.event)
    return filler(state, entry) if filler else {}


def _filed(state: CaseState, entry: Entry) -> dict[str, Fact]:
    known = {one.id: one for one in remedies_of(state)}
    return {"id": entry.text("id") or next_id(known), "filed_by": entry.text("filed_by") or "applicant"}


def _defended(state: CaseState, entry: Entry) -> dict[str, Fact]:
    open_ = [one.id for one in remedies_of(state) if one.pending and one.defended_on is None]
    return {"id": _only(entry, open_, "请选择是哪一件复议或诉讼", "第五十一条")}


def _decided(state: CaseState, entry: Entry) -> dict[str, Fact]:
    open_ = [one.id for one in remedies_of(state) if one.pending]
    made: dict[str, Fact] = {"id": _only(entry, open_, "请选择是哪一件复议或诉讼", "第五十一条")}
    said = result_said(entry)
    return made | ({"result": said.value} if said else {})


def _ordered(state: CaseState, entry: Entry) -> dict[str, Fact]:
    """The decision that orders a reply, where there is one on record, and who made it."""
    done = [one for one in remedies_of(state) if not one.pending and one.ordered_on is None]
    key = entry.text("id") or (done[0].id if len(done) == 1 else "")
    body = next((one.body for one in remedies_of(state) if one.id == key), "")
    made: dict[str, Fact] = {"id": key} if key else {}
    return made | ({"body": entry.text("body") or body} if body else {})


def _publication(state: CaseState, entry: Entry) -> dict[str, Fact]:
    known = {one.id: one for one in publications_of(state)}
    return {"id": entry.text("id") or next_publication(known)}


def _published(state: CaseState, entry: Entry) -> dict[str, Fact]:
    open_ = [one.id for one in publications_of(state) if one.pending]
    return {"id": _only(entry, open_, "请选择是哪一项转主动公开", "第四十四条")}


def _only(entry: Entry, open_: Sequence[str], said: str, basis: str) -> str:
    """What the step names, else the only one that it can be about; the guards say where there is none."""
    if key := entry.text("id"):
        return key
    if len(open_) > 1:
        raise Refusal(said, basis, "id")
    return open_[0] if open_ else ""


_FILLERS: Mapping[Event, Filler] = {
    Event.REMEDY_FILED: _filed,
    Event.DEFENCE_FILED: _defended,
    Event.REMEDY_DECIDED: _decided,
    Event.REPLY_ORDERED: _ordered,
    Event.PUBLICATION_DECIDED: _publication,
    Event.PUBLISHED: _published,
}
