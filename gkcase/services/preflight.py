"""What would be wrong with this reply if it left now (出门前检查): a short list, each with code and article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gkcase.domain.errors import Refusal
from gkcase.domain.guards import consultation_running
from gkcase.domain.journal import Entry
from gkcase.domain.replies import Result, remedy_text, results_in
from gkcase.domain.state import CaseState
from gkcase.domain.terms import Delivery, Event, chinese_date
from gkcase.services import letters
from gkcase.services.office import Office

UNFILLED = re.compile(
    r"\{\{|\}\}|\{%|【\s*】|【[^】]*(?:请|填|待定)[^】]*】|_{3,}|×{2,}|文号在成文时编定|(?<![A-Za-z])None(?![A-Za-z])"
)
"""What a template or a hasty hand leaves behind; 【2024】8号 is how some offices number their papers."""

REPLY = frozenset({Event.SUBMITTED, Event.REPLIED})


@dataclass(frozen=True)
class Finding:
    """One point: an error stops the reply, a warning needs a reason. `text` is one Chinese sentence.

    `spot` says where it is put right: `step:searched`, `fact:reasons` (of the reply), `settings:review_body`,
    `paper:12` (an attachment's entry); empty where there is no one place.
    """

    code: str
    text: str
    article: str
    is_error: bool = True
    spot: str = ""


def check_file(office: Office, number: str, state: CaseState, entry: Entry) -> list[Finding]:
    """Check the very file that a step names; nothing to check where no file leaves (当场答复、补录)."""
    sha256 = entry.text("sha256")
    if entry.event not in REPLY or not sha256:
        return []
    return check_text(office, number, state, entry, letters.text_of(office.store.files.read(sha256)))


def check_text(office: Office, number: str, state: CaseState, entry: Entry, text: str) -> list[Finding]:
    """Check what the letter says against the case."""
    result = office.replies.get(entry.text("kind_of_reply"))
    found = [*_unfilled(text), *_differing(number, state, text)]
    if result is not None:
        found += [*_remedy(office, result, entry, text), *_search(result, state)]
    return found


def _unfilled(text: str) -> Iterator[Finding]:
    if found := UNFILLED.search(text):
        yield Finding("unfilled", f"答复书里还有没填的地方：“{found[0]}”", "第三十六条")


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _differing(number: str, state: CaseState, text: str) -> Iterator[Finding]:
    """Number, name and receipt day in the letter must be those of the case."""
    plain = _squeezed(text)
    first = state.last(Event.RECEIVED)
    name = first.text("applicant.name") if first else ""
    received = chinese_date(state.receipt.on) if state.receipt and state.receipt.on else ""
    for word, said in ((number, "登记编号"), (name, "申请人"), (received, "收到申请之日")):
        if word and _squeezed(word) not in plain:
            yield Finding("differs", f"答复书里的{said}与案件不一致，案件为“{word}”", "第三十六条")


def _remedy(office: Office, result: Result, entry: Entry, text: str) -> Iterator[Finding]:
    """The remedy paragraph of the right kind, whole."""
    profile = office.profile
    electronic = entry.text("delivery") in (Delivery.EMAIL.value, Delivery.ONLINE.value)
    try:
        wanted = remedy_text(
            result,
            on=entry.on,
            parts=[office.replies[code] for code in results_in(entry.facts)],
            review_body=profile.review_body,
            court=profile.court,
            online_review=profile.online_review,
            electronic=electronic,
            policy=office.rules.policy,
        )
    except Refusal as refused:
        yield Finding("remedy", refused.reason, refused.basis)
        return
    if wanted and _squeezed(wanted) not in _squeezed(text):
        said = "答复书没有写明救济途径，或者与这种答复应有的救济途径不一致"
        yield Finding("remedy", said, "《行政复议法》第二十三条")


def _search(result: Result, state: CaseState) -> Iterator[Finding]:
    """A reply that nothing exists rests on a search, recorded as a step or with the letter itself."""
    letter = next((past for past in reversed(state.all(Event.LETTER_WRITTEN)) if past.text("places")), None)
    if result.code == "R6" and state.last(Event.SEARCHED) is None and letter is None:
        yield Finding("search", "答复“信息不存在”之前须有检索记录", "第三十六条第（四）项")


def check_time(office: Office, state: CaseState) -> Iterator[Finding]:
    """Warnings of the moment: an opinion is outstanding, the day or the safe day to reply has come."""
    today = office.today()
    probe = Entry(Event.SUBMITTED, today)
    if running := consultation_running(state, probe, office.rules):
        yield Finding(running.code, running.text, running.article, is_error=False)
    due = state.sum.position(office.rules).due
    if due is None:
        return
    if today > due:
        said = f"答复期限已于{chinese_date(due)}届满，送出时须写明理由"
        yield Finding("reply_late", said, "第三十三条第二款", is_error=False)
    elif today >= office.rules.calendar.nth_before(due):
        said = f"答复期限{chinese_date(due)}届满，请当日交邮或者送出"
        yield Finding("safe_due", said, "第三十三条第二款", is_error=False)


def stop_at_errors(office: Office, number: str, state: CaseState, entry: Entry) -> None:
    """Refuse a reply that must not leave as it is; every error is said."""
    errors = [finding for finding in check_file(office, number, state, entry) if finding.is_error]
    if errors:
        raise Refusal("；".join(finding.text for finding in errors), errors[0].article, "sha256")
