"""What left the house (寄送): every letter that was sent, whether it arrived, and what its arrival starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from gkcase.domain.journal import Entry
from gkcase.domain.limits import Limit, limit
from gkcase.domain.parcels import COURIER, carrier_of, tidy_number
from gkcase.domain.replies import Route
from gkcase.domain.rules import Rules
from gkcase.domain.state import CaseState, Objection
from gkcase.domain.terms import Delivery, Event, chinese_date

BASIS = "国办公开办函〔2016〕235号"

NOTICES = frozenset(
    {
        Event.CORRECTION_REQUESTED,
        Event.EXTENDED,
        Event.REASONS_REQUESTED,
        Event.DELAYED,
        Event.FEE_REQUESTED,
        Event.THIRD_PARTY_TOLD,
        Event.CORRECTION_LAPSED,
        Event.FEE_LAPSED,
        Event.WITHDRAWN,
    }
)
"""Steps with which a notice leaves; whether it arrived is told later by NOTICE_SERVED."""

LEAVING = NOTICES | {Event.REPLIED, Event.CONSULTATION_SENT}
"""Every step with which a letter leaves for the first time."""

ARRIVING = frozenset({Event.SERVED, Event.NOTICE_SERVED, Event.CONSULTATION_DELIVERED})
"""Every step that says of a letter that it arrived."""

FACE_TO_FACE = frozenset({Delivery.HAND, Delivery.ENTRUSTED})
"""Ways whose legal date is the day of signing, so that the letter has arrived when it has left."""

NO_PARCEL = frozenset({Delivery.EMAIL, Delivery.ONLINE, Delivery.NOTICE})
"""Ways on which nothing is carried."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """One letter on one way: `seq` is the entry that sent it, `letter` the entry that sent it for the first time.

    `proof` is the entry that proves its arrival (0: none), `way` is None where nobody wrote it down.
    """

    seq: int
    letter: int
    event: Event
    addressee: str
    way: Delivery | None
    carrier: str
    tracking_number: str
    sent_on: date
    delivered_on: date | None = None
    returned_on: date | None = None
    proof: int = 0

    @property
    def on_the_way(self) -> bool:
        """Whether it has neither arrived nor come back."""
        return self.delivered_on is None and self.returned_on is None


def way_of(entry: Entry) -> Delivery | None:
    """The way by which a step sends; what has a parcel's number went by post, also where nobody said so."""
    way = entry.text("delivery")
    if Delivery.knows(way):
        return Delivery.of(way)
    return Delivery.POST if entry.text("tracking_number") else None


def _carrier(entry: Entry, way: Delivery | None) -> str:
    """Who carries what a step sends by post: as written down, else as the number tells."""
    if way is not Delivery.POST:
        return ""
    told = carrier_of(entry.text("tracking_number"))
    return COURIER if COURIER in (told, entry.text("carrier")) else entry.text("carrier") or told


def mailings_of(state: CaseState) -> tuple[Mailing, ...]:
    """Everything that left the house in this case, in the order in which it left."""
    found: dict[int, Mailing] = {}
    keys: dict[str, int] = {}
    for entry in state.past:
        if entry.event in LEAVING:
            found[entry.seq] = _sent(entry, entry.seq, addressee_of(state, entry))
            if entry.event is Event.CONSULTATION_SENT:
                keys[entry.text("id")] = entry.seq
        elif (meant := _meant(entry, found, keys)) is not None:
            if entry.event is Event.RESENT:
                found[entry.seq] = _sent(entry, meant.letter, meant.addressee)
            else:
                found[meant.seq] = _told(meant, entry)
    return tuple(found.values())


def addressee_of(state: CaseState, entry: Entry) -> str:
    """To whom a step sends: the party it names, else the applicant; what is sent again goes where it went."""
    if entry.event is Event.RESENT:
        meant = meant_by(state, entry)
        return meant.addressee if meant else ""
    first = state.last(Event.RECEIVED)
    return entry.text("name") or (first.text("applicant.name") if first else "")


def _sent(entry: Entry, letter: int, addressee: str) -> Mailing:
    way = way_of(entry)
    handed = way in FACE_TO_FACE
    proved_later = entry.event in (Event.REPLIED, Event.RESENT)
    return Mailing(
        seq=entry.seq,
        letter=letter,
        event=entry.event,
        addressee=addressee,
        way=way,
        carrier=_carrier(entry, way),
        tracking_number=tidy_number(entry.text("tracking_number")),
        sent_on=entry.on,
        delivered_on=entry.day("delivered_on") or (entry.on if handed and not proved_later else None),
    )


def _told(mailing: Mailing, entry: Entry) -> Mailing:
    if entry.event is Event.MAIL_RETURNED:
        return replace(mailing, returned_on=entry.on)
    return replace(mailing, delivered_on=entry.on, proof=entry.seq)


def _meant(entry: Entry, found: Mapping[int, Mailing], keys: Mapping[str, int]) -> Mailing | None:
    """The sending that a later step is about: the one it names, else the latest that can be meant."""
    if entry.event is Event.CONSULTATION_DELIVERED:
        return _latest(found, keys.get(entry.text("id"), 0))
    if entry.event not in (Event.SERVED, Event.NOTICE_SERVED, Event.MAIL_RETURNED, Event.RESENT):
        return None
    if named := found.get(entry.number("mailing", 0)):
        return _latest(found, named.letter) if entry.event in ARRIVING else named
    replies = [one for one in found.values() if found[one.letter].event is Event.REPLIED]
    if entry.event is Event.SERVED:
        return replies[-1] if replies else None
    rest = [one for one in found.values() if entry.event is not Event.NOTICE_SERVED or one not in replies]
    unarrived = [one for one in rest if one.delivered_on is None and _latest(found, one.letter) == one]
    came_back = entry.event is Event.RESENT
    preferred = sorted(
        unarrived, key=lambda one: ((one.returned_on is not None) is came_back, one in replies)
    )
    return preferred[-1] if preferred else None


def _latest(found: Mapping[int, Mailing], letter: int) -> Mailing | None:
    """The latest sending of one letter."""
    return next((one for one in reversed(list(found.values())) if one.letter == letter), None)


def meant_by(state: CaseState, entry: Entry) -> Mailing | None:
    """The sending that a step about to be taken is about."""
    mailings = mailings_of(state)
    keys = {past.text("id"): past.seq for past in state.all(Event.CONSULTATION_SENT)}
    return _meant(entry, {one.seq: one for one in mailings}, keys)


def reply_mailing(state: CaseState) -> Mailing | None:
    """The latest sending of the reply that stands; None while nothing was replied, or since another was ordered."""
    replied = {entry.seq for entry in state.round if entry.event is Event.REPLIED}
    sent = [one for one in mailings_of(state) if one.letter in replied]
    return sent[-1] if sent else None


def delivered_past(state: CaseState, entry: Entry) -> tuple[Entry, ...]:
    """The past with a notice that arrived: limits that run from delivery find its day there.

    The arrival then names its letter, for with the day written in nobody could tell any more which was meant.
    """
    meant = meant_by(state, entry)
    if meant is None:
        return (*state.past, entry)
    told = entry.on.isoformat()
    past = (
        replace(past, facts={**past.facts, "delivered_on": told}) if past.seq == meant.letter else past
        for past in state.past
    )
    return (*past, replace(entry, facts={**entry.facts, "mailing": meant.seq}))


# -- what is refused ------------------------------------------------------------------------------------------


def mailing_named(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """What arrives, comes back or is sent again must have left; no later sending is seen from its day."""
    meant = meant_by(state, entry)
    named = entry.number("mailing", 0)
    if meant is None or (named and all(one.seq != named for one in mailings_of(state))):
        said = f"没有可以登记“{entry.event.label}”的寄送，请先登记寄出"
        return Objection(said, article=BASIS, field="mailing" if named else "")
    if meant.delivered_on is not None:
        said = f"这件文书已于{chinese_date(meant.delivered_on)}送达，请核对"
        return Objection(said, article=BASIS, field="mailing")
    return None


def notice_meant(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """The reply and the consultation have steps of their own for their arrival."""
    meant = meant_by(state, entry)
    first = next((past for past in state.past if meant is not None and past.seq == meant.letter), None)
    own = {Event.REPLIED: Event.SERVED, Event.CONSULTATION_SENT: Event.CONSULTATION_DELIVERED}
    if first is None or first.event not in own:
        return None
    return Objection(f"“{first.event.label}”的送达请用“{own[first.event].label}”登记", field="mailing")


def returned_once(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """One parcel comes back once."""
    meant = meant_by(state, entry)
    if meant is None or meant.returned_on is None:
        return None
    said = f"这件邮件已于{chinese_date(meant.returned_on)}登记退信，再次寄出的请先登记“再次寄送”"
    return Objection(said, article=BASIS, field="mailing")


def served_once(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """The reply that stands is served once: from that day the periods of review and suit run."""
    sent = reply_mailing(state)
    if sent is None or sent.delivered_on is None:
        return None
    said = f"答复书已于{chinese_date(sent.delivered_on)}送达；日期登错的，请先作废那一项"
    return Objection(said, article=BASIS)


def courier(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Official letters go by 中国邮政 only (邮政法第五十五条)."""
    told = (entry.text("carrier"), carrier_of(entry.text("tracking_number")))
    if way_of(entry) in NO_PARCEL or COURIER not in told:
        return None
    guessed = entry.text("carrier") != COURIER
    said = (
        "邮件号码像快递企业的单号；公文应由邮政企业寄递"
        if guessed
        else "公文应由邮政企业寄递，不得交快递企业"
    )
    return Objection(said, "courier", "邮政法第五十五条", "tracking_number" if guessed else "carrier")


# -- what the arrival starts ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class RemedyPeriods:
    """Until when the applicant may apply for review and sue, counted from the day of service.

    `suit` is None where review comes first for all of it: the suit then follows the review decision within
    `after_review` days. `review_first` is so for all of it or for the part that was kept back.
    """

    since: date
    review: Limit
    suit: Limit | None
    after_review: int
    review_first: bool


def remedy_periods(state: CaseState, rules: Rules, route: Route) -> RemedyPeriods | None:
    """The periods of review and suit of the reply that stands (行政复议法第二十条、行政诉讼法第四十六条).

    None while service is not proved or where nothing can be attacked; the last day moves to a working day.
    """
    sent = reply_mailing(state)
    if sent is None or sent.delivered_on is None or route == "none":
        return None
    since = sent.delivered_on
    review = limit("review_application", since, rules.calendar, rules.law, rules.remedies)
    suit = limit("suit_direct", since, rules.calendar, rules.law, rules.remedies)
    after_review, first = rules.remedies["suit_after_review"].days, route in ("review_first", "split")
    return RemedyPeriods(since, review, None if route == "review_first" else suit, after_review, first)
