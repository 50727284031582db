"""Commands that move a case along: one function per act, one transaction each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from gkcase.domain.clock import Standing
from gkcase.domain.errors import Refusal
from gkcase.domain.facts import FACTS, checked, missing
from gkcase.domain.journal import Entry, Fact, Facts
from gkcase.domain.lifecycle import amended, impossibility, irregularities, judge, replay
from gkcase.domain.parcels import tidy_number
from gkcase.domain.parts import PARTS
from gkcase.domain.procedure import PROCEDURE
from gkcase.domain.receipt import receipt_of
from gkcase.domain.reply_guards import reply_date, result_of
from gkcase.domain.rights import May, needed
from gkcase.domain.signoff import next_step
from gkcase.domain.staffing import unchosen
from gkcase.domain.standing import standing
from gkcase.domain.state import CaseState, Objection
from gkcase.domain.terms import Event, Status, spoken
from gkcase.domain.words import clean_text
from gkcase.services.archiving import papers_in, retention_sentence, with_file
from gkcase.services.copies import write_copies
from gkcase.services.later import filled_in
from gkcase.services.mailings import NUMBERED, intact, reused_number
from gkcase.services.office import Change, Office, Topic
from gkcase.services.preflight import check, stop_at_errors, warned
from gkcase.services.routing import check_right, check_staff, routed
from gkcase.services.submitting import submission
from gkcase.storage import journal_store
from gkcase.storage.tables import Case


class NeedsReason(Refusal):
    """The step is irregular: it can be recorded once the officer has written down why."""

    def __init__(self, breaches: Sequence[Objection]) -> None:
        words = "；".join(breach.text for breach in breaches)
        super().__init__(f"{words}。确已如此办理的，请写明理由后再登记", breaches[0].article, "reason")
        self.breaches = tuple(breaches)


@dataclass(frozen=True)
class Possible:
    """Whether a step can be taken now: why not (empty: it can), on which basis, and what would be irregular."""

    event: Event
    refusal: str = ""
    basis: str = ""
    irregular: str = ""


@dataclass(frozen=True)
class Effect:
    """What a step would do, without recording it (假设)."""

    before: Standing
    after: Standing | None
    sentence: str
    refusal: str = ""
    basis: str = ""
    field: str = ""
    breaches: tuple[Objection, ...] = ()
    state: CaseState | None = None


def entry_of(
    office: Office, event: Event, on: date, facts: Facts, *, reason: str = "", by: str = ""
) -> Entry:
    """A step as it was typed; refused where a fact cannot be read. A reply takes effect on its delivery date."""
    read = checked(event, facts)
    if event in NUMBERED and read.get("tracking_number"):
        read["tracking_number"] = tidy_number(str(read["tracking_number"]))
    effective = reply_date(read, office.rules.policy) if event in (Event.REPLIED, Event.RESENT) else None
    return Entry(event, effective or on, by or office.acting, read, reason=_why(reason))


def _why(reason: str) -> str:
    """A reason as it is stored; refused with the place where no file could carry it."""
    return clean_text(reason, "理由", lines=True, field="reason")


def completed(state: CaseState, entry: Entry) -> Entry:
    """Fill in what the program knows: which consultation, which file, which result."""
    facts: dict[str, Fact] = {**entry.facts, **filled_in(state, entry)}
    if entry.event is Event.CONSULTATION_SENT and not facts.get("id"):
        facts["id"] = f"c{len(state.all(Event.CONSULTATION_SENT)) + 1}"
    if entry.event in (Event.CONSULTATION_DELIVERED, Event.CONSULTATION_ANSWERED) and not facts.get("id"):
        if len(state.unanswered_letters) == 1:
            facts["id"] = state.unanswered_letters[0]
        else:
            raise Refusal("请选择是哪一件征求意见", "第三十二条", "id")
    if entry.event is Event.SUBMITTED:
        facts = {**submission(state), **facts}
    if entry.event is Event.SIGNED:
        submitted, due = state.last(Event.SUBMITTED), next_step(state)
        facts.setdefault("step", due.code if due else "")
        facts.setdefault("sha256", submitted.text("sha256") if submitted else "")
    if entry.event is Event.REPLIED:
        signed = next((past for past in reversed(state.round) if past.event is Event.SIGNED), None)
        facts = {**_decided(state, facts), **facts}
        facts.setdefault("sha256", signed.text("sha256") if signed else "")
    return replace(entry, facts=facts)


def _decided(state: CaseState, facts: Facts) -> Facts:
    """What a reply decides, as it was submitted or written; its parts go with its result, not with another."""
    chosen = [past for past in state.round if past.event in (Event.SUBMITTED, Event.REPLIED)]
    known = chosen[-1].facts if chosen and result_of(state) else submission(state)
    named = facts.get("kind_of_reply") in (None, known.get("kind_of_reply"))
    decided: dict[str, Fact] = {"kind_of_reply": str(known.get("kind_of_reply") or "")}
    return {**decided, PARTS: known[PARTS]} if named and known.get(PARTS) else decided


def ask_reason(entry: Entry, breaches: Sequence[Objection]) -> None:
    """Refuse an irregular step until the officer has written down why."""
    if breaches and not entry.reason:
        raise NeedsReason(breaches)


def append(
    office: Office,
    session: Session,
    case: Case,
    entry: Entry,
    state: CaseState,
    *,
    version: int | None = None,
    op_id: str | None = None,
) -> Entry:
    """Write an entry that has been judged, and bring the copies up to date, in the caller's transaction.

    Every step passes here, so it is here that a known person's roles are asked for.
    """
    check_right(office, session, entry)
    kept = journal_store.append(
        session, case.id, entry, at=office.now(), person_id=office.person_id, op_id=op_id, version=version
    )
    write_copies(session, case.id, case.number, state, office.rules, office.today(), new=False)
    return kept


def step(
    office: Office,
    session: Session,
    case: Case,
    entry: Entry,
    *,
    version: int | None = None,
    op_id: str | None = None,
) -> tuple[Entry, CaseState]:
    """Complete, judge and write one step in the caller's transaction."""
    journal = journal_store.entries(session, case.id)
    state = replay(journal, office.rules)
    entry = completed(state, entry)
    papers = papers_in(session, case.id) if entry.event is Event.ARCHIVED else ()
    entry = routed(session, state, with_file(office, papers, state, entry))
    if lacking := missing(entry.event, entry.facts):
        raise Refusal(f"请填写{lacking[0].label}", PROCEDURE[entry.event].basis, lacking[0].name)
    if (code := entry.text("kind_of_reply")) and code not in office.replies:
        raise Refusal(f"没有“{code}”这种答复类型，请核对", "第三十六条", "kind_of_reply")
    verdict = judge(journal, entry, office.rules, office.today())
    intact(office, entry)
    check_staff(session, state, entry)
    found = check(office, session, case, state, entry)
    stop_at_errors(found, case, entry)
    elsewhere = filter(None, [reused_number(session, case, state, entry)])
    breaches = warned(found, (*verdict.breaches, *elsewhere), state, entry)
    ask_reason(entry, breaches)
    entry = replace(entry, breaches=tuple(breach.code for breach in breaches))
    return append(office, session, case, entry, verdict.state, version=version, op_id=op_id), verdict.state


def record(
    office: Office,
    case_id: int,
    event: Event,
    *,
    on: date,
    facts: Facts | None = None,
    reason: str = "",
    by: str = "",
    version: int | None = None,
    op_id: str | None = None,
) -> Change:
    """Take any step of the procedure; a refusal writes nothing.

    `reason` records an irregular step, `version` is the version of the case that the officer saw, `op_id` names
    the act so that it is not recorded twice when the answer to a COMMIT was lost.
    """
    if event not in FACTS:
        raise Refusal(f"“{event.label}”由程序随文书或者作废一并登记，不能单独登记", "", "event")
    entry = entry_of(office, event, on, facts or {}, reason=reason, by=by)
    with office.transaction(*needed(event, on_paper=entry.flag("on_paper"))) as session:
        if op_id and (done := journal_store.find_operation(session, op_id)):
            return Change(Topic.CASES, frozenset([done[0]]))
        case = find_case(session, case_id)
        step(office, session, case, entry, version=version, op_id=op_id)
        return Change(Topic.CASES, frozenset([case_id]), f"{case.number}已登记“{event.label}”")


def find_case(session: Session, case_id: int) -> Case:
    """The case of that id; refused in one sentence where there is none."""
    case = session.get(Case, case_id)
    if case is None:
        raise Refusal(f"没有编号为{case_id}的案件，请核对", "", "case")
    return case


def void(
    office: Office, case_id: int, seq: int, *, reason: str, by: str = "", version: int | None = None
) -> Change:
    """Take an entry back (作废) with a reason; it stays visible, and every later entry must still be possible."""
    entry = Entry(Event.VOIDED, office.today(), by or office.acting, {"entry": seq}, reason=_why(reason))
    with office.transaction(May.VOID) as session:
        case = find_case(session, case_id)
        verdict = judge(journal_store.entries(session, case_id), entry, office.rules, office.today())
        append(office, session, case, entry, verdict.state, version=version)
        return Change(Topic.CASES, frozenset([case_id]), f"{case.number}第{seq}项已作废")


def amend(office: Office, case_id: int, facts: Facts, *, reason: str, by: str = "") -> Change:
    """Put a registration right (更正登记): the old entry is voided and the new one entered, as one act."""
    reason = _why(reason)
    if not reason:
        raise Refusal("更正登记须写明理由", "", "reason")
    read = checked(Event.RECEIVED, facts)
    on = receipt_of(read, office.rules.calendar, office.rules.policy).arrival
    who = by or office.acting
    with office.transaction(May.REGISTER) as session:
        case = find_case(session, case_id)
        journal = journal_store.entries(session, case_id)
        old = replay(journal, office.rules).last(Event.RECEIVED)
        entry = Entry(Event.RECEIVED, on, old.by if old else who, read, reason=reason)
        state = amended(journal, entry, office.rules, office.today())
        voided = Entry(Event.VOIDED, office.today(), who, {"entry": old.seq if old else 0}, reason=reason)
        journal_store.append(session, case_id, voided, at=office.now(), person_id=office.person_id)
        append(office, session, case, entry, state)
        return Change(Topic.CASES, frozenset([case_id]), f"{case.number}的登记已更正")


# -- what may be done, and what it would do -------------------------------------------------------------------


def possible_steps(office: Office, case_id: int) -> dict[Event, Possible]:
    """Each step with the reason why it cannot be taken today; an empty reason means it can."""
    with office.reading() as session:
        journal = journal_store.entries(session, case_id)
    state, today = replay(journal, office.rules), office.today()
    return {event: _possible(state, event, office, today) for event in PROCEDURE if event in FACTS}


def _possible(state: CaseState, event: Event, office: Office, today: date) -> Possible:
    """Objections to facts that have not been typed yet do not count."""
    probe = Entry(event, today, office.acting, {"on_the_spot": True} if _on_the_spot(state, today) else {})
    basis = PROCEDURE[event].basis
    if state.status not in PROCEDURE[event].frm:
        where = state.status.label if state.status else "尚未登记"
        return Possible(event, f"案件{where}", basis)
    if nobody := unchosen(event, assumed=office.assumed):
        return Possible(event, nobody.text, nobody.article)
    objection = impossibility(state, probe, office.rules)
    if objection is not None and not objection.field:
        return Possible(event, objection.text, objection.article or basis)
    late = [found.text for found in irregularities(state, probe, office.rules) if found.field in ("", "on")]
    return Possible(event, "", basis, "；".join(late))


def _on_the_spot(state: CaseState, today: date) -> bool:
    return state.status is Status.IN_PROGRESS and state.receipt is not None and state.receipt.on == today


def what_if(
    office: Office, case_id: int, event: Event, *, on: date, facts: Facts | None = None, reason: str = ""
) -> Effect:
    """Try a step without recording it: how the clock stands before and after, and what is against it."""
    with office.reading() as session:
        journal = journal_store.entries(session, case_id)
        papers = papers_in(session, case_id) if event is Event.ARCHIVED else ()
    state, today = replay(journal, office.rules), office.today()
    before = standing(state, office.rules, today)
    try:
        entry = completed(state, entry_of(office, event, on, facts or {}, reason=reason))
        entry = with_file(office, papers, state, entry)
        verdict = judge(journal, entry, office.rules, max(today, on))
    except Refusal as refused:
        return Effect(before, None, "", refused.reason, refused.basis, refused.field)
    after = standing(verdict.state, office.rules, today)
    return Effect(
        before,
        after,
        retention_sentence(entry) or effect_sentence(before, after),
        breaches=verdict.breaches,
        state=verdict.state,
    )


def effect_sentence(before: Standing, after: Standing) -> str:
    """Say what happens to the due day: “答复期限由12月18日（周五）变为2027年1月18日（周一）（暂定）”."""
    was, becomes = _due_words(before), _due_words(after)
    if before.due == after.due and before.status == after.status:
        return f"答复期限不变：{becomes}"
    if after.status in ("replied", "withdrawn", "merged") or after.status.startswith("abandoned"):
        return {"replied": "期限停止计算，案件转为已答复"}.get(after.status, "期限停止计算，案件终止")
    return f"答复期限由{was}变为{becomes}"


def _due_words(told: Standing) -> str:
    if told.due is not None:
        return spoken(told.due) + ("（暂定）" if told.provisional else "")
    return {
        "awaiting_confirmation": "待确认后起算",
        "awaiting_correction": "收到补正后重新起算",
        "awaiting_payment": "缴费后重新起算",
        "suspended": "暂停，签收或答复后确定",
    }.get(told.status, "无")
