"""Many requests at once (一并登记、一并答复): logged in one act, decided together, one letter each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy.orm import Session

from gkcase.domain.contents import doubles
from gkcase.domain.errors import Conflict, Refusal, Trouble
from gkcase.domain.fees import item_calculation
from gkcase.domain.journal import Facts
from gkcase.domain.parts import with_main_result
from gkcase.domain.rights import May
from gkcase.domain.terms import LetterKind, Status
from gkcase.services.attachments import Incoming, attach
from gkcase.services.backups import before_many
from gkcase.services.dossier import Dossier
from gkcase.services.drafts import drop
from gkcase.services.earlier import beside, repeated_among
from gkcase.services.handling import NeedsReason
from gkcase.services.intake import log_request, read_request
from gkcase.services.lettering import Written, letter_for, reply_draft
from gkcase.services.mail import settle
from gkcase.services.office import Change, Office, Topic
from gkcase.services.queries import case_lines
from gkcase.services.reading import dossier
from gkcase.services.replying import submit_reply
from gkcase.services.several import Cancelled, Progress, never, silent
from gkcase.services.values import MOST
from gkcase.storage import journal_store
from gkcase.storage.tables import Case

# -- logging (一并登记) ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listed:
    """What is to be said of a list before it is logged: contents that repeat one another, those that repeat an
    earlier request (place and its number), how many this applicant has this month already, the fee by item.
    """

    count: int
    doubles: dict[int, int]
    repeated: dict[int, str]
    this_month: int
    yuan: int

    @property
    def month_total(self) -> int:
        """How many it will be this month."""
        return self.this_month + self.count


def look_at_list(office: Office, facts: Facts, wanted: Sequence[str]) -> Listed:
    """Look at a list of contents of one applicant; changes nothing (第三十五条, 第四十二条)."""
    month = beside(office, facts, on=_received_on(office, facts)).this_month
    earlier = {place: case.number for place, case in repeated_among(office, facts, wanted).items()}
    yuan = item_calculation(month + 1, len(wanted)).yuan if wanted else 0
    return Listed(len(wanted), doubles(wanted), earlier, month, yuan)


def _received_on(office: Office, facts: Facts) -> date | None:
    """The day whose month counts; None while the channel's dates are not there."""
    try:
        return read_request(office, facts)[1].on
    except Refusal:
        return None


def register_many(
    office: Office,
    facts: Facts,
    wanted: Sequence[str],
    *,
    papers: Incoming = (),
    op_id: str | None = None,
    mail_id: int | None = None,
    draft: str = "",
    report: Progress = silent,
    cancelled: Cancelled = never,
) -> Change:
    """Log several requests of one applicant in one act: a number each, all of them or none."""
    contents = [text for text in wanted if text.strip()]
    if not contents:
        raise Refusal("请逐行写明所需信息的内容，每行登记为一件", "第二十九条第二款", "wanted")
    if len(contents) > MOST:
        raise Refusal(f"一次最多登记{MOST}件，现有{len(contents)}件，请分次登记", "", "wanted")
    before_many(office, len(contents))
    with office.transaction(May.REGISTER) as session:
        if op_id and (done := _done_before(session, op_id, len(contents))):
            return Change(Topic.CASES, frozenset(done))
        cases = []
        for place, text in enumerate(contents):
            if cancelled():
                raise Refusal("已取消，没有登记任何一件")
            cases.append(_log(office, session, facts, text, papers, _op(op_id, place)))
            report(place + 1, len(contents))
        if mail_id is not None:
            settle(office, session, mail_id, cases[0])
        if draft:
            drop(session, office.acting, draft)
        said = f"已登记{len(cases)}件，编号{cases[0].number}至{cases[-1].number}"
        return Change(Topic.CASES | Topic.MAIL, frozenset(case.id for case in cases), said)


def _log(
    office: Office, session: Session, facts: Facts, text: str, papers: Incoming, op_id: str | None
) -> Case:
    entry, _ = read_request(office, {**facts, "wanted": text})
    case, kept = log_request(office, session, entry, op_id)
    attach(office, session, case.id, kept.seq, papers)
    return case


def _op(op_id: str | None, place: int) -> str | None:
    """The first request bears the name of the act, the others names made of it."""
    return op_id if not op_id or not place else str(uuid5(NAMESPACE_OID, f"{op_id}/{place}"))


def _done_before(session: Session, op_id: str, count: int) -> list[int]:
    found = [journal_store.find_operation(session, str(_op(op_id, place))) for place in range(count)]
    return [done[0] for done in found if done]


# -- letters (批量生成文书) and replies (一并答复) ------------------------------------------------------------


@dataclass(frozen=True)
class Job:
    """One letter to be written: of which case, of which kind, with which facts beyond the case."""

    case_id: int
    kind: LetterKind
    facts: Facts


@dataclass(frozen=True)
class Done:
    """A case whose letter is written: its document number (empty where it has none) and the very file."""

    case_id: int
    number: str
    document: str
    sha256: str
    name: str


@dataclass(frozen=True)
class NotDone:
    """A case that the rules refused, with the sentence and its basis; nothing of it was written.

    `needs_reason`: it goes through once a reason is given.
    """

    case_id: int
    number: str
    reason: str
    basis: str
    needs_reason: bool = False


@dataclass(frozen=True)
class Batch:
    """What became of a batch: whole cases done, whole cases refused, whole cases left alone after a stop.

    `trouble` says what stopped it, where that was not the officer. Doing the same batch again goes on with the rest.
    """

    done: tuple[Done, ...]
    refused: tuple[NotDone, ...]
    left: tuple[int, ...]
    change: Change
    trouble: str = ""


def write_many(
    office: Office, jobs: Sequence[Job], report: Progress = silent, cancelled: Cancelled = never
) -> Batch:
    """Write many letters, each with its own number and in its own transaction; one that is there is not made anew."""
    return _each(office, jobs, lambda job: _write(office, job), "份文书已生成", report, cancelled)


def decide_many(
    office: Office,
    case_ids: Iterable[int],
    facts: Facts,
    *,
    comment: str = "",
    reason: str = "",
    report: Progress = silent,
    cancelled: Cancelled = never,
) -> Batch:
    """Give many requests one result with the same reasons: each its own letter and number, each submitted (送审)."""
    jobs = [Job(case_id, LetterKind.REPLY, facts) for case_id in case_ids]

    def decide(job: Job) -> tuple[str, str, str]:
        return _decide(office, job, comment, reason)

    return _each(office, jobs, decide, "件已拟好答复书并送审", report, cancelled)


def _each(
    office: Office,
    jobs: Sequence[Job],
    act: Callable[[Job], tuple[str, str, str]],
    said: str,
    report: Progress,
    cancelled: Cancelled,
) -> Batch:
    """Do one case after the other; a refusal concerns its own case, trouble with disk or database ends the batch."""
    before_many(office, len(jobs))
    numbers = {line.id: line.number for line in case_lines(office, [job.case_id for job in jobs])}
    done: list[Done] = []
    refused: list[NotDone] = []
    trouble = ""
    at = 0
    while at < len(jobs) and not cancelled():
        job = jobs[at]
        number = numbers.get(job.case_id, "")
        try:
            done.append(Done(job.case_id, number, *act(job)))
        except (Refusal, Conflict) as error:
            needs = isinstance(error, NeedsReason)
            refused.append(NotDone(job.case_id, number, error.reason, error.basis, needs))
        except Trouble as error:
            trouble = str(error)
            break
        at += 1
        report(at, len(jobs))
    left = tuple(job.case_id for job in jobs[at:])
    ids = frozenset(one.case_id for one in done)
    words = [f"{len(done)}{said}"]
    words += [f"{len(refused)}件没有办成"] * bool(refused) + [f"{len(left)}件未办"] * bool(left)
    change = Change(Topic.CASES | Topic.LETTERS, ids, "，".join(words))
    return Batch(tuple(done), tuple(refused), left, change, trouble)


def _write(office: Office, job: Job) -> tuple[str, str, str]:
    if job.kind is LetterKind.REPLY and (kept := _same_reply(dossier(office, job.case_id), job)):
        return kept
    handed = letter_for(office, job.case_id, job.kind, job.facts)
    return handed.number, handed.sha256, handed.name


def _decide(office: Office, job: Job, comment: str, reason: str) -> tuple[str, str, str]:
    file = dossier(office, job.case_id)
    if file.status is Status.UNDER_REVIEW and (kept := _same_reply(file, job)):
        return kept  # the batch was stopped after this case, and is gone on with
    if file.status is not Status.IN_PROGRESS:
        raise Refusal(f"案件{file.status.label}，一并答复只用于办理中的案件", "第四十五条")
    written = submit_reply(
        office, job.case_id, job.facts, comment=comment, reason=reason, version=file.version
    )
    if isinstance(written, Written):
        return written.number, written.sha256, written.composed.name
    draft = reply_draft(file)
    assert draft is not None  # of this very version, else it would have been written
    return draft.text("number"), draft.text("sha256"), draft.text("name")


def _same_reply(file: Dossier, job: Job) -> tuple[str, str, str] | None:
    """The reply that waits in the case, if it was written from these very facts."""
    draft = reply_draft(file)
    given = with_main_result(job.facts)
    if draft is None or any(draft.facts.get(name) != value for name, value in given.items()):
        return None
    return draft.text("number"), draft.text("sha256"), draft.text("name")
