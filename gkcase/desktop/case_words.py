"""The entries of a case in words, as the timeline tells them: what happened and what it did to the period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from gkcase.desktop.case_tabs import breach_words, entry_words
from gkcase.desktop.case_view import CaseView, party_name
from gkcase.domain.journal import Entry
from gkcase.domain.signoff import Step
from gkcase.domain.terms import Channel, Delivery, Event, Opinion, Party, Term, spoken
from gkcase.services.dossier import JournalLine

Words = Callable[[Entry, CaseView], str]
AS_RECEIVED = {
    Channel.IN_PERSON: "当面提交，当日为收到申请之日",
    Channel.ORAL: "口头申请，当日为收到申请之日",
    Channel.POST_SIGNED: "挂号信或EMS，签收之日为收到申请之日",
}


def told(line: JournalLine, view: CaseView) -> str:
    """One entry in a sentence; what is not told in words of its own is told by its facts."""
    entry = line.entry
    own = TELLERS.get(entry.event)
    words = own(entry, view) if own else entry_words(line)
    moved = _moved(entry, view)
    breach = breach_words(entry.breaches)
    reason = f"理由：{entry.reason}" if own and entry.reason else ""
    return "；".join(part for part in (words, moved, breach, reason) if part)


def _moved(entry: Entry, view: CaseView) -> str:
    """What an entry did to the due day, where it moved it."""
    before: date | None = None
    for row in view.ledger.lines:
        due = row.position.due
        if (row.line.event, row.line.on) == (entry.event, entry.on) and due not in (None, before):
            assert due is not None  # just looked at
            return f"{'届满日' if before is None else '届满日改为'}{spoken(due)}"
        before = due or before
    return ""


def _received(entry: Entry, view: CaseView) -> str:
    code = entry.text("channel")
    channel = Channel.of(code) if Channel.knows(code) else Channel.OTHER
    return AS_RECEIVED.get(channel, f"{channel.label}，双方确认之日为收到申请之日")


def _assigned(entry: Entry, view: CaseView) -> str:
    return "，".join(filter(None, [f"转{entry.text('to')}", entry.text("unit"), entry.text("note")]))


def _searched(entry: Entry, view: CaseView) -> str:
    return f"{_lines(entry, 'outcome')}（{entry.text('searcher')}检索）"


def _reviewed(entry: Entry, view: CaseView) -> str:
    return f"{_lines(entry, 'outcome')}（{entry.text('reviewer')}）"


def _correction(entry: Entry, view: CaseView) -> str:
    days = entry.text("limit_days")
    return "；".join(filter(None, [_lines(entry, "items"), f"期限 {days} 个工作日" if days else ""]))


def _sent(entry: Entry, view: CaseView) -> str:
    to = Party.of(entry.text("to"))
    return f"致{to.label}{party_name(to, entry.text('name'))}，次日起不计入期限"


def _delivered(entry: Entry, view: CaseView) -> str:
    by = next((one.answer_by for one in view.file.consultations if one.id == entry.text("id")), None)
    return f"意见最迟{spoken(by)}提出" if by else "已签收"


def _answered(entry: Entry, view: CaseView) -> str:
    return f"{_label(Opinion, entry.text('opinion'))}，恢复计算"


def _extended(entry: Entry, view: CaseView) -> str:
    approver = f"，{entry.text('approver')}批准" if entry.text("approver") else ""
    return f"延长 {entry.text('days')} 个工作日{approver}"


def _signed(entry: Entry, view: CaseView) -> str:
    paper = "（纸质）" if entry.flag("on_paper") else ""
    for_whom = f"（代{entry.text('deputy_for')}）" if entry.text("deputy_for") else ""
    step = Step.read(entry.text("step"))
    said = f"{step.label if step else ''} {entry.text('signer')}{for_whom}签字{paper}".strip()
    return "，".join(filter(None, [said, _lines(entry, "comment")]))


def _replied(entry: Entry, view: CaseView) -> str:
    way = _label(Delivery, entry.text("delivery"))
    return " ".join(filter(None, [way, entry.text("tracking_number")]))


def _note(entry: Entry, view: CaseView) -> str:
    return _lines(entry, "note")


def _comment(entry: Entry, view: CaseView) -> str:
    return _lines(entry, "comment")


def _lines(entry: Entry, name: str) -> str:
    value = entry.facts.get(name)
    return "；".join(str(part) for part in value) if isinstance(value, list | tuple) else entry.text(name)


def _label(kind: type[Term], code: str) -> str:
    return kind.of(code).label if kind.knows(code) else code


TELLERS: Mapping[Event, Words] = {
    Event.RECEIVED: _received,
    Event.ASSIGNED: _assigned,
    Event.SEARCHED: _searched,
    Event.SECRECY_REVIEWED: _reviewed,
    Event.NOTED: _note,
    Event.CORRECTION_REQUESTED: _correction,
    Event.CONSULTATION_SENT: _sent,
    Event.CONSULTATION_DELIVERED: _delivered,
    Event.CONSULTATION_ANSWERED: _answered,
    Event.EXTENDED: _extended,
    Event.SUBMITTED: _comment,
    Event.SIGNED: _signed,
    Event.RETURNED: _comment,
    Event.REPLIED: _replied,
    Event.RESENT: _replied,
}
"""The events that have words of their own; all others are told by label and value."""
