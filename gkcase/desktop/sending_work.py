"""What the acts of the dispatch list do, off the GUI thread, with the facts as the panel gives them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from gkcase.desktop.sending_asks import BASIS, REASON, way_and_day
from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Fact
from gkcase.services import sending
from gkcase.services.attachments import add_files, take_in
from gkcase.services.dispatch_list import Outgoing
from gkcase.services.office import Change, Office, Topic
from gkcase.services.sending import Parcel


def _text(facts: dict[str, Fact], name: str) -> str:
    return str(facts.get(name) or "")


def send(
    office: Office,
    lines: Sequence[Outgoing],
    facts: dict[str, Fact],
    before_each: Callable[[int], bool] = lambda _: True,
) -> Change:
    """Send one reply, or several with one day; of several, those that cannot leave are named."""
    chosen = way_and_day(facts, office.rules.policy)
    if chosen is None:
        raise Refusal("请选择送达方式", BASIS, "delivery")
    way, on = chosen
    if len(lines) == 1:
        return sending.dispatch(
            office,
            lines[0].case_id,
            way=way,
            on=on,
            tracking_number=_text(facts, "tracking_number"),
            carrier=_text(facts, "carrier"),
            reason=_text(facts, REASON),
        )
    parcels = [Parcel(line.case_id, reason=_text(facts, REASON)) for line in lines]
    done = sending.dispatch_all(office, parcels, way=way, on=on, before_each=before_each)
    gone = frozenset(one.parcel.case_id for one in done if not one.problem)
    numbers = {line.case_id: line.number for line in lines}
    wrong = [f"{numbers[one.parcel.case_id]}：{one.problem}" for one in done if one.problem]
    if wrong and not gone:
        raise Refusal("；".join(wrong), BASIS)
    return Change(Topic.CASES, gone, "；".join([f"已送出 {len(gone)} 件", *wrong]))


def prove(office: Office, line: Outgoing, facts: dict[str, Fact], files: Sequence[Path]) -> Change:
    """Record the arrival with its proof; where only the file was missing, hang it on what is recorded."""
    if line.proof:
        return add_files(office, line.case_id, files, seq=line.proof)
    return sending.prove(
        office,
        line.case_id,
        line.seq,
        on=_day(facts),
        proof=_text(facts, "proof"),
        signed_by=_text(facts, "signed_by"),
        papers=take_in(office, files),
        reason=_text(facts, REASON),
    )


def come_back(office: Office, line: Outgoing, facts: dict[str, Fact]) -> Change:
    """Record that a letter came back."""
    return sending.came_back(office, line.case_id, line.seq, on=_day(facts), note=_text(facts, "note"))


def send_again(office: Office, line: Outgoing, facts: dict[str, Fact]) -> Change:
    """Send a letter once more."""
    chosen = way_and_day(facts, office.rules.policy)
    if chosen is None:
        raise Refusal("请选择送达方式", BASIS, "delivery")
    way, on = chosen
    number, carrier = _text(facts, "tracking_number"), _text(facts, "carrier")
    note, reason = _text(facts, "note"), _text(facts, REASON)
    return sending.send_again(
        office,
        line.case_id,
        line.seq,
        way=way,
        on=on,
        tracking_number=number,
        carrier=carrier,
        note=note,
        reason=reason,
    )


def _day(facts: dict[str, Fact]) -> date:
    return date.fromisoformat(str(facts["on"]))
