"""Erasing personal data after retention (期满清除): the step, its day and its result stay (个人信息保护法第四十七条).

Backups keep it until they are thinned out by their own rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from gkcase.domain.erasure import ERASED_NAME, residue
from gkcase.domain.errors import Refusal
from gkcase.domain.lifecycle import replay
from gkcase.domain.rights import May
from gkcase.services.afterwards import DisposalLine, disposal_lines
from gkcase.services.copies import RECKONED, rewrite_copies
from gkcase.services.office import Change, Office, Topic
from gkcase.services.progress import Cancelled, Progress, never, silent
from gkcase.storage import journal_store
from gkcase.storage.residue import empty_log, merge_index, overwrite_freed
from gkcase.storage.tables import (
    ApplicantRow,
    AttachmentRow,
    Case,
    DraftRow,
    LetterRow,
    MailRow,
    PaperTextRow,
    PayloadRow,
    RememberedRow,
)

SHORTEST = 2
"""A name of one sign is looked for in no draft: it would be found everywhere."""


@dataclass(frozen=True)
class Disposal:
    """What erasing would take away: the cases with their numbers, how many entries and papers."""

    cases: tuple[DisposalLine, ...]
    entries: int
    papers: int


def preview(office: Office, case_ids: Sequence[int]) -> Disposal:
    """What would go; refused for a case whose retention is not over."""
    lines = {line.case.id: line for line in disposal_lines(office)}
    if not case_ids or set(case_ids) - lines.keys():
        said = "只能清除已归档、保管期限已经届满并且没有清除过的案卷，请在“归档 · 到期鉴定”中选择"
        raise Refusal(said, "《个人信息保护法》第四十七条", "case")
    with office.reading() as session:
        entries = _count(session, PayloadRow, case_ids)
        papers = _count(session, AttachmentRow, case_ids) + _count(session, LetterRow, case_ids)
    return Disposal(tuple(lines[one] for one in case_ids), entries, papers)


def _count(session: Session, model: type, case_ids: Sequence[int]) -> int:
    table = model.__table__  # type: ignore[attr-defined]
    return session.scalar(select(func.count()).where(table.c.case_id.in_(case_ids))) or 0


def dispose(
    office: Office,
    case_ids: Sequence[int],
    reason: str,
    *,
    report: Progress = silent,
    cancelled: Cancelled = never,
) -> Change:
    """Erase the personal data of these cases; the reason and who approved it stand on the chain. Not to be undone."""
    office.ask(May.ERASE)
    if not reason.strip():
        raise Refusal("清除个人信息须写明批准的人和理由", "《个人信息保护法》第四十七条", "reason")
    found = preview(office, case_ids)
    done: list[int] = []
    try:
        for line in found.cases:
            if cancelled():
                break
            _erase(office, line, reason.strip())
            done.append(line.case.id)
            report(len(done), len(found.cases))
    finally:
        _leave_no_trace(office)
    said = f"已清除{len(done)}件案卷的个人信息；以前的备份里还有，按保留规则逐步淘汰"
    return Change(Topic.CASES | Topic.MAIL, frozenset(done), said)


def _erase(office: Office, line: DisposalLine, reason: str) -> None:
    case_id = line.case.id
    with office.transaction(May.ERASE) as session:
        overwrite_freed(session)
        words = _personal(session, case_id)
        hashes = _hashes(session, case_id)
        rest = {
            one.entry.seq: residue(one.entry, office.today())
            for one in journal_store.recorded(session, case_id)
            if not one.erased
        }
        detail = {"reason": reason, "until": line.until.isoformat()}
        journal_store.dispose(session, case_id, rest, at=office.now(), who=office.acting, detail=detail)
        gone = _without_rows(session, hashes)
        session.execute(delete(PaperTextRow).where(PaperTextRow.sha256.in_(gone)))
        _beside(session, case_id, words)
        state = replay(journal_store.entries(session, case_id), office.rules)
        copied = [(case_id, line.case.number, state)]
        rewrite_copies(session, copied, office.rules, office.today(), kept=RECKONED)
    for sha256 in gone:
        office.store.files.shred(sha256)


def _hashes(session: Session, case_id: int) -> set[str]:
    found: set[str] = set()
    for model in (AttachmentRow, LetterRow):
        found.update(session.scalars(select(model.sha256).where(model.case_id == case_id)))
    return found


def _without_rows(session: Session, hashes: Iterable[str]) -> list[str]:
    """Those that no paper with a name needs any more: the same file may hang on another case."""
    needed: set[str] = set()
    for model in (AttachmentRow, LetterRow):
        chosen = select(model.sha256).where(model.sha256.in_(list(hashes)), model.name != ERASED_NAME)
        needed.update(session.scalars(chosen))
    return sorted(set(hashes) - needed)


def _personal(session: Session, case_id: int) -> list[str]:
    """The applicant's name and numbers, to be looked for in what was typed beside the case."""
    facts = [entry.facts for entry in journal_store.entries(session, case_id)]
    names = ("applicant.name", "applicant.id_number", "applicant.phone")
    found = {str(fact[name]) for fact in facts for name in names if fact.get(name)}
    return [words for words in found if len(words) >= SHORTEST]


def _beside(session: Session, case_id: int, words: Sequence[str]) -> None:
    """The envelope, the remembered applicant, drafts and lists that name the person."""
    mail = update(MailRow).where(MailRow.case_id == case_id)
    session.execute(mail.values(sender="", tracking_number="", note=""))
    applicant = session.scalar(select(Case.applicant_id).where(Case.id == case_id))
    if applicant is not None:
        session.execute(update(Case).where(Case.id == case_id).values(applicant_id=None))
        if session.scalar(select(Case.id).where(Case.applicant_id == applicant).limit(1)) is None:
            session.execute(delete(ApplicantRow).where(ApplicantRow.id == applicant))
    for draft in session.scalars(select(DraftRow)):
        if any(word in str(draft.body) for word in words):
            session.delete(draft)
    for kept in session.scalars(select(RememberedRow)):
        if any(word in str(kept.value) for word in words):
            session.delete(kept)


def _leave_no_trace(office: Office) -> None:
    with office.transaction(May.ERASE) as session:
        overwrite_freed(session)
        merge_index(session)
    empty_log(office.store)
