"""Getting letters out of the house (送达): sent, come back, sent again, arrived with its proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from gkcase.domain.errors import Conflict, Refusal, Trouble
from gkcase.domain.facts import FACTS
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.lifecycle import replay
from gkcase.domain.parcels import CHINA_POST, carrier_of, tidy_number
from gkcase.domain.reply_guards import reply_date_fact
from gkcase.domain.sending import BASIS, Mailing, mailings_of
from gkcase.domain.state import CaseState
from gkcase.domain.terms import Delivery, Event, chinese_date
from gkcase.services.attachments import Incoming
from gkcase.services.backups import before_many
from gkcase.services.disclosing import reveal
from gkcase.services.dispatch_list import posted_on
from gkcase.services.handling import find_case, record
from gkcase.services.lettering import record_with_letter
from gkcase.services.office import Change, Office
from gkcase.storage import journal_store


def dispatch_facts(
    office: Office, way: Delivery, on: date, *, tracking_number: str = "", carrier: str = ""
) -> dict[str, Fact]:
    """The facts of a letter that leaves by a way: only the date and the fields that this way has."""
    facts: dict[str, Fact] = {
        "delivery": way.value,
        reply_date_fact(way, office.rules.policy)[0]: on.isoformat(),
    }
    if way is Delivery.POST:
        facts["carrier"] = carrier or carrier_of(tracking_number) or CHINA_POST
        facts["tracking_number"] = tidy_number(tracking_number)
    return facts


def dispatch(
    office: Office,
    case_id: int,
    *,
    way: Delivery,
    on: date,
    tracking_number: str = "",
    carrier: str = "",
    reason: str = "",
    version: int | None = None,
) -> Change:
    """Send the signed reply out (送出): its legal date is that of its way (国办公开办函〔2016〕235号)."""
    facts = dispatch_facts(office, way, on, tracking_number=tracking_number, carrier=carrier)
    return record(office, case_id, Event.REPLIED, on=on, facts=facts, reason=reason, version=version)


@dataclass(frozen=True)
class Parcel:
    """One of several letters that are handed to the post together."""

    case_id: int
    tracking_number: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Sent:
    """What became of one of them: `problem` is empty where it was recorded."""

    parcel: Parcel
    said: str = ""
    problem: str = ""


def dispatch_all(
    office: Office,
    parcels: Sequence[Parcel],
    *,
    on: date,
    way: Delivery = Delivery.POST,
    before_each: Callable[[int], bool] = lambda _: True,
) -> list[Sent]:
    """Send several replies with one date, each for itself: what cannot leave is named and stops no other."""
    before_many(office, len(parcels))
    done: list[Sent] = []
    for place, parcel in enumerate(parcels):
        if not before_each(place):
            break
        try:
            number, reason = parcel.tracking_number, parcel.reason
            change = dispatch(office, parcel.case_id, way=way, on=on, tracking_number=number, reason=reason)
            done.append(Sent(parcel, change.said))
        except (Refusal, Conflict, Trouble) as error:
            done.append(Sent(parcel, problem=str(error)))
    return done


def prove(
    office: Office,
    case_id: int,
    seq: int,
    *,
    on: date,
    proof: str,
    signed_by: str = "",
    papers: Incoming = (),
    reason: str = "",
) -> Change:
    """Record that a letter arrived and hang its proof on the case (登记签收); `seq` is the entry that sent it."""
    event, facts = _arrival(office, case_id, seq)
    typed: dict[str, Fact] = {**facts, "proof": proof, "signed_by": signed_by}
    known = {spec.name for spec in FACTS[event]} | {"id"}
    given: Facts = {name: value for name, value in typed.items() if name in known}
    done = record_with_letter(office, case_id, event, on=on, facts=given, reason=reason, papers=papers)
    return done if isinstance(done, Change) else done.change


def _arrival(office: Office, case_id: int, seq: int) -> tuple[Event, Facts]:
    """The step by which the arrival of a letter is recorded, with the facts that name the letter."""
    state, mailing = _mailing(office, case_id, seq)
    first = next(entry for entry in state.past if entry.seq == mailing.letter)
    if first.event is Event.REPLIED:
        if first != state.last(Event.REPLIED):
            said = "这是重新答复以前的答复书，不再登记送达；有凭证的，请添加为案件的附件"
            raise Refusal(said, BASIS, "mailing")
        return Event.SERVED, {}
    if first.event is Event.CONSULTATION_SENT:
        return Event.CONSULTATION_DELIVERED, {"id": first.text("id")}
    return Event.NOTICE_SERVED, {"mailing": seq}


def _mailing(office: Office, case_id: int, seq: int) -> tuple[CaseState, Mailing]:
    with office.reading() as session:
        find_case(session, case_id)
        state = replay(journal_store.entries(session, case_id), office.rules)
    found = next((one for one in mailings_of(state) if one.seq == seq), None)
    if found is None:
        raise Refusal("这次寄送已经作废或者不存在，请刷新后再试", BASIS, "mailing")
    return state, found


def came_back(office: Office, case_id: int, seq: int, *, on: date, note: str) -> Change:
    """Record that a letter came back (退信); the day on which it was posted stays the reply date."""
    return record(office, case_id, Event.MAIL_RETURNED, on=on, facts={"note": note, "mailing": seq})


def send_again(
    office: Office,
    case_id: int,
    seq: int,
    *,
    way: Delivery,
    on: date,
    tracking_number: str = "",
    carrier: str = "",
    note: str = "",
    reason: str = "",
) -> Change:
    """Send a letter that came back once more (再次寄送)."""
    facts = dispatch_facts(office, way, on, tracking_number=tracking_number, carrier=carrier)
    given: Facts = {**facts, "note": note, "mailing": seq}
    return record(office, case_id, Event.RESENT, on=on, facts=given, reason=reason)


@dataclass(frozen=True)
class PostingSheet:
    """What was handed to the post on a day: number, addressee, case and letter of each parcel."""

    office: str
    day: date
    rows: tuple[tuple[str, str, str, str], ...]


def posting_sheet(office: Office, day: date) -> PostingSheet:
    """The sheet for the post office (交邮清单), with full names; printing it is put on record."""
    lines = posted_on(office, day)
    if not lines:
        raise Refusal(f"{chinese_date(day)}没有登记交邮的文书", BASIS, "posted_on")
    reveal(office, None, f"打印{chinese_date(day)}交邮清单")
    rows = tuple((line.tracking_number, line.addressee, line.number, line.letter) for line in lines)
    return PostingSheet(office.profile.name, day, rows)
