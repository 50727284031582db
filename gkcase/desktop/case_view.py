"""What the case window shows, read in one go off the GUI thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from gkcase.domain.identity import mask_name, mask_party, mask_phone
from gkcase.domain.rights import May, needed
from gkcase.domain.terms import ApplicantKind, CaseKind, Event, Party, chinese_date, dated, spoken
from gkcase.services import handling, people, reading
from gkcase.services.dossier import Consultation, Dossier
from gkcase.services.handling import Possible
from gkcase.services.lettering import reply_draft
from gkcase.services.office import Office, Person
from gkcase.services.reading import LedgerView
from gkcase.services.sealing import Seal, chain_head
from gkcase.services.sign_queue import Due, due_in


@dataclass(frozen=True)
class CaseView:
    """A case with all that its window needs: nothing is looked up while it is drawn."""

    file: Dossier
    steps: Mapping[Event, Possible]
    ledger: LedgerView
    used: int
    persons: tuple[Person, ...]
    soon: int
    today: date
    seal: Seal
    results: tuple[tuple[str, str], ...] = ()
    due: Due | None = None
    hands_off: str = ""
    """Why the person who works may not write letters or add papers; empty where they may."""


def read_case(office: Office, case_id: int) -> CaseView:
    """Read a case for its window."""
    view = reading.ledger_of(office, case_id)
    today, file = office.today(), reading.dossier(office, case_id)
    steps = handling.possible_steps(office, case_id)
    if office.person is not None:
        steps = {event: _by_right(office, possible) for event, possible in steps.items()}
    return CaseView(
        file=file,
        steps=steps
        | {missing.event: missing for missing in _groundless(file) if not steps[missing.event].refusal},
        ledger=view,
        used=sum(day.counts and day.on <= today for day in view.days),
        persons=tuple(people.persons(office)),
        soon=office.rules.law.period["due_soon"].days,
        today=today,
        seal=chain_head(office),
        results=tuple(
            (result.code, result.label) for result in office.replies.values() if result.answers(file.kind)
        ),
        due=due_in(office, case_id),
        hands_off=office.may(May.HANDLE),
    )


def _by_right(office: Office, possible: Possible) -> Possible:
    """A step that the roles of the person who works do not allow says so before it is tried."""
    acts = needed(possible.event, on_paper=possible.event is Event.SIGNED)
    refused = [office.may(act) for act in sorted(acts, key=list(May).index)]
    return possible if possible.refusal or not all(refused) else replace(possible, refusal=refused[0])


def _groundless(file: Dossier) -> Iterator[Possible]:
    """Steps that lack what they are about: a letter to sign, an opinion that was asked for."""
    waiting = [one for one in file.consultations if one.answered_on is None]
    if reply_draft(file) is None:
        yield Possible(Event.SUBMITTED, "请先写答复书", "第四十五条")
    if not waiting:
        yield Possible(Event.CONSULTATION_ANSWERED, "没有等待答复的征求意见", "第三十三条第三款")
    if not any(one.delivered_on is None for one in waiting):
        yield Possible(Event.CONSULTATION_DELIVERED, "没有等待签收的征求意见", "第三十二条")


def person_line(file: Dossier, *, unmasked: bool) -> str:
    """The applicant in one line: 陈* · 公民 · 138****5678 · 当面提交 · 收到申请之日 … · 经办 …."""
    who = file.applicant
    name = who.name if unmasked else mask_name(who.name, who.kind)
    phone = who.phone if unmasked else mask_phone(who.phone)
    kind = "公民" if who.kind is ApplicantKind.NATURAL else who.kind.label
    received = file.standing.receipt_date
    parts = [
        file.kind.label if file.kind is CaseKind.RECTIFICATION else "",
        name or "申请人未填",
        kind,
        phone,
        *([who.id_number, who.address] if unmasked else []),
        file.channel.label,
        f"收到申请之日 {dated(received)}" if received else "待确认",
        f"代理人 {file.agent if unmasked else mask_name(file.agent)}" if file.agent else "",
        f"经办 {file.handler}" if file.handler else "",
    ]
    return " · ".join(part for part in parts if part)


def party_name(to: Party, name: str) -> str:
    """Whom the office asked; a person stays behind a mask."""
    return mask_party(name) if to is Party.THIRD_PARTY else name


def awaited(view: CaseView) -> Consultation | None:
    """The opinion for which the clock stands still today: the one that comes last; an undelivered one before all."""
    file = view.file
    if file.standing.replied_on is not None:
        return None
    open_ = [
        one
        for one in file.consultations
        if one.answered_on is None and (one.answer_by is None or one.answer_by >= view.today)
    ]
    return max(open_, key=lambda one: one.answer_by or date.max, default=None)


def clock_state(view: CaseView) -> tuple[str, str]:
    """The badge of a clock: its state and its word."""
    told = view.file.standing
    if told.status in ("awaiting_correction", "awaiting_confirmation", "awaiting_payment"):
        words = {
            "awaiting_correction": "待补正",
            "awaiting_confirmation": "待确认",
            "awaiting_payment": "待缴费",
        }
        return "waiting", words[told.status]
    if told.status in ("suspended", "running") and awaited(view) is not None:
        return "paused", "暂停"
    if told.status == "replied":
        return ("late", "逾期答复") if told.late else ("safe", "按期答复")
    if told.remaining is None:
        return "waiting", "已终止"
    if told.remaining < 0:
        return "late", "逾期"
    if told.remaining <= view.soon:
        return "soon", "临近"
    return ("provisional", "暂定") if told.provisional else ("safe", "有余")


def ledger_sentence(view: CaseView) -> str:
    """How the due day was reckoned, in one sentence."""
    told = view.file.standing
    if told.clock_start is None or told.due is None:
        return {
            "awaiting_confirmation": "与申请人确认收到后起算。",
            "awaiting_correction": "等待补正；收到补正的申请之日重新起算。",
            "awaiting_payment": "等待缴费；缴费次日重新起算。",
            "suspended": "征求意见期间暂停计算；签收或收到意见后确定届满日。",
        }.get(told.status, "没有正在计算的期限。")
    total = told.allowance + told.extended_by
    split = f"（法定 {told.allowance}，延期 {told.extended_by}）" if told.extended_by else ""
    taken = f"，征求意见扣除 {told.excluded_working_days} 天" if told.excluded_working_days else ""
    provisional = "（暂定）" if told.provisional else ""
    return (
        f"{chinese_date(told.clock_start)}的次日起算，应计 {total} 个工作日{split}{taken}，"
        f"{spoken(told.due)}届满{provisional}。"
    )
