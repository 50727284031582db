"""What `gkcase check` proves of the stored things: chain, words, papers, triggers.

That the copies for lists agree with the journal is proven in services, which know how to reckon them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from sqlalchemy import Row, String, and_, select, type_coerce
from sqlalchemy.orm import Session

from gkcase.storage import audit, papers, triggers
from gkcase.storage.audit import Problem
from gkcase.storage.canonical import canonical, moment, sha256
from gkcase.storage.files import FileStore
from gkcase.storage.journal_store import sealed
from gkcase.storage.tables import AttachmentRow, AuditRow, JournalRow, LetterRow, PayloadRow

PaperT = TypeVar("PaperT", AttachmentRow, LetterRow)

_KEPT = (
    JournalRow.case_id,
    JournalRow.seq,
    type_coerce(JournalRow.event, String),
    JournalRow.on,
    JournalRow.recorded_at,
    JournalRow.recorded_by,
    JournalRow.person_id,
    JournalRow.payload_hash,
    JournalRow.op_id,
)
_WORDS = (PayloadRow.salt, PayloadRow.body)
_LINK = (type_coerce(AuditRow.at, String), AuditRow.who, AuditRow.detail, AuditRow.payload_hash)


def problems(session: Session, files: FileStore) -> list[Problem]:
    """Everything that does not hold, with the case it concerns; empty when all is well."""
    found = [
        Problem(f"防改动的触发器缺失或被改过：{name}") for name in triggers.differing(session.connection())
    ]
    found += audit.verify(session)
    found += _entries(session)
    found += _removed_entries(session)
    found += _papers(session, AttachmentRow)
    found += _papers(session, LetterRow)
    return found + _files(session, files)


def _entries(session: Session) -> Iterator[Problem]:
    """Each entry against its link of the chain and its words."""
    erased = select(AuditRow.case_id, AuditRow.seq).where(AuditRow.act == audit.ERASED)
    allowed = {(row.case_id, row.seq) for row in session.execute(erased)}
    same = and_(PayloadRow.case_id == JournalRow.case_id, PayloadRow.seq == JournalRow.seq)
    link = and_(
        AuditRow.case_id == JournalRow.case_id, AuditRow.seq == JournalRow.seq, AuditRow.act == audit.ENTERED
    )
    chosen = (
        select(*_KEPT, *_WORDS, *_LINK)
        .outerjoin(PayloadRow, same)
        .outerjoin(AuditRow, link)
        .order_by(JournalRow.case_id, JournalRow.seq)
        .execution_options(yield_per=1000)
    )
    for row in session.execute(chosen):
        yield from _entry(row, allowed)


def _entry(row: Row[*tuple[Any, ...]], allowed: set[tuple[int | None, int | None]]) -> Iterator[Problem]:
    case_id, seq, event, on, at, by, person_id, payload_hash, op_id, salt, body, *link = row
    name = f"第{seq}条办理记录"
    if link[0] is None:
        yield Problem(f"{name}没有写入审计链", case_id)
    elif link != [moment(at), by, canonical(sealed(event, on, person_id, op_id)), payload_hash]:
        yield Problem(f"{name}与审计链不一致", case_id)
    if body is None:
        if (case_id, seq) not in allowed:
            yield Problem(f"{name}的内容不见了", case_id)
    elif sha256(body, salt or "") != payload_hash:
        yield Problem(f"{name}的内容被改动过", case_id)


def _removed_entries(session: Session) -> Iterator[Problem]:
    same = and_(JournalRow.case_id == AuditRow.case_id, JournalRow.seq == AuditRow.seq)
    chosen = select(AuditRow.case_id, AuditRow.seq).outerjoin(JournalRow, same)
    chosen = chosen.where(AuditRow.act == audit.ENTERED, JournalRow.seq.is_(None))
    for row in session.execute(chosen.order_by(AuditRow.n)):
        yield Problem(f"第{row.seq}条办理记录不见了，审计链里还有它", row.case_id)


def _papers(session: Session, model: type[PaperT]) -> Iterator[Problem]:
    """The rows of attachments or letters against the chain, both ways."""
    act = audit.ATTACHED if model is AttachmentRow else audit.WRITTEN
    links = select(AuditRow.case_id, AuditRow.seq, AuditRow.detail).where(AuditRow.act == act)
    missing = {(row.case_id, row.seq, row.detail) for row in session.execute(links)}
    for row in session.scalars(select(model).order_by(model.id).execution_options(yield_per=1000)):
        key = (row.case_id, row.seq, canonical(papers.sealed(row)))
        if key not in missing:
            yield Problem(f"“{row.name}”的记录与审计链不一致", row.case_id)
        missing.discard(key)
    for case_id, seq, _ in sorted(missing, key=str):
        yield Problem(f"第{seq}条办理记录的附件或文书的记录不见了，审计链里还有它", case_id)


def _files(session: Session, files: FileStore) -> list[Problem]:
    """Every file that a row names: there, and what it was."""
    found = []
    told: dict[str, str] = {}
    for model in (AttachmentRow, LetterRow):
        for row in session.execute(select(model.case_id, model.name, model.sha256).order_by(model.id)):
            if row.sha256 not in told:
                told[row.sha256] = files.verify(row.sha256)
            if told[row.sha256]:
                found.append(Problem(f"“{row.name}”：{told[row.sha256]}", row.case_id))
    return found
