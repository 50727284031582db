"""What `gkcase check` proves of the stored things: chain, words, papers, triggers.

That the copies for lists agree with the journal is proven in services, which know how to reckon them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from json.encoder import encode_basestring as quoted
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.storage import audit, chain, papers, triggers
from gkcase.storage.audit import Problem
from gkcase.storage.canonical import canonical, moment, sha256
from gkcase.storage.chain import Chain, Step, nothing
from gkcase.storage.files import FileStore
from gkcase.storage.tables import AttachmentRow, AuditRow, JournalRow, LetterRow

PaperT = TypeVar("PaperT", AttachmentRow, LetterRow)
Raw = tuple[Any, ...]
"""A row of the journal as the driver gives it: case, number, event, day, by whom, words."""

_ENTRIES = (
    "SELECT j.case_id, j.seq, j.event, j.occurred_on, j.recorded_by, p.body, j.recorded_at, j.person_id,"
    " j.payload_hash, j.op_id, p.salt, a.at, a.who, a.detail, a.payload_hash"
    " FROM journal j LEFT JOIN payloads p ON p.case_id = j.case_id AND p.seq = j.seq"
    f" LEFT JOIN audit a ON a.case_id = j.case_id AND a.seq = j.seq AND a.act = '{audit.ENTERED}'"
    " WHERE (j.case_id, j.seq) > ({case_id}, {seq}) AND j.case_id < {end} ORDER BY j.case_id, j.seq LIMIT {part}"
)


Span = tuple[int, int]
"""Cases by their id: the first, and the one before which it ends."""

_BEYOND = 2**62
EVERY: Span = (-_BEYOND, _BEYOND)
"""All that a database can hold, also where somebody put in what the program never would."""


@dataclass(frozen=True)
class Erased:
    """What the chain says was erased: entries with the hash of what stays of them, and papers."""

    entries: Mapping[tuple[int, int], str] = field(default_factory=dict)
    attachments: Collection[int] = ()
    letters: Collection[int] = ()


def problems(
    session: Session, files: FileStore | None, keys: Sequence[bytes] = (), step: Step = nothing
) -> list[Problem]:
    """Everything that does not hold, with the case it concerns; empty when all is well. No files: they are left out."""
    read = chain.walk(session, keys, step)
    found = [*guards(session), *read.problems]
    seen = sum(1 for _ in entries(session, erased_in(read), found.append, step))
    found += beside(session, read, seen)
    return found + (missing_files(session, files) if files else [])


def guards(session: Session) -> list[Problem]:
    """The triggers that keep the record from being changed."""
    differing = triggers.differing(session.connection())
    return [Problem(f"防改动的触发器缺失或被改过：{name}") for name in differing]


def erased_in(read: Chain) -> Erased:
    """What was erased lawfully, by the chain."""
    gone: dict[tuple[int, int], str] = {}
    attachments: set[int] = set()
    letters: set[int] = set()
    for told in read.told:
        if told.act == audit.ERASED and told.case_id is not None and told.seq is not None:
            gone[told.case_id, told.seq] = ""
        elif told.act == audit.DISPOSED and told.case_id is not None:
            said = told.read()
            gone |= {(told.case_id, int(seq)): str(kept) for seq, kept in said.get("entries", {}).items()}
            attachments.update(said.get("attachments", ()))
            letters.update(said.get("letters", ()))
    return Erased(gone, attachments, letters)


def entries(
    session: Session,
    erased: Erased,
    tell: Callable[[Problem], object],
    step: Step = nothing,
    span: Span = EVERY,
) -> Iterator[Raw]:
    """Every entry in the order of cases, held against its link of the chain and its words; what is wrong is told."""
    prove = _proof(session.get_bind().dialect.name, erased, tell)
    connection, (first, end) = session.connection(), span
    at = (first - 1, _BEYOND)
    while True:
        statement = _ENTRIES.format(case_id=at[0], seq=at[1], end=end, part=chain.PART)
        cursor: Any = connection.exec_driver_sql(statement).cursor
        part: list[Raw] = cursor.fetchall()
        if not part:
            return
        for row in part:
            prove(row)
            yield row[:6]
        at = (part[-1][0], part[-1][1])
        step(len(part))


def _proof(dialect: str, erased: Erased, tell: Callable[[Problem], object]) -> Callable[[Raw], None]:
    """How one row is proven; SQLite gives days and moments as text, PostgreSQL as values."""
    stamp = _stamp_of_text if dialect == "sqlite" else moment
    lawful = erased.entries

    def prove(row: Raw) -> None:
        case_id, seq, event, on, by, body, recorded, person, seal, op, salt, at, who, detail, sealed = row
        if at is None:
            tell(Problem(f"第{seq}条办理记录没有写入审计链", case_id))
        elif (at, who, sealed) != (stamp(recorded), by, seal) or detail != _sealed(event, on, person, op):
            tell(Problem(f"第{seq}条办理记录与审计链不一致", case_id))
        kept = lawful.get((case_id, seq))
        if kept is None and body is not None:
            if not _agrees(body, salt, seal):
                tell(Problem(f"第{seq}条办理记录的内容被改动过", case_id))
        elif kept is None or (body is None) is bool(kept):
            tell(Problem(f"第{seq}条办理记录的内容不见了", case_id))
        elif body is not None and sha256(body) != kept:
            tell(Problem(f"第{seq}条办理记录清除后留下的内容被改动过", case_id))

    return prove


def _agrees(body: str, salt: str | None, seal: str) -> bool:
    """Whether these are the words that were sealed; no salt that was given is anything but hexadecimal."""
    try:
        return sha256(body, salt or "") == seal
    except (ValueError, TypeError, AttributeError):
        return False


def _stamp_of_text(stored: str) -> str:
    return f"{str(stored)[:10]}T{str(stored)[11:]}+00:00"


def _sealed(event: str, on: object, person: int | None, op: str | None) -> str:
    """What the chain holds of an entry, word for word as `journal_store.sealed` makes it."""
    return (
        f'{{"event":{quoted(str(event))},"on":"{on}","op":{"null" if op is None else quoted(op)},'
        f'"person":{"null" if person is None else person}}}'
    )


def beside(session: Session, read: Chain, seen: int | None) -> list[Problem]:
    """What hangs on the chain beside the entries that are there: entries taken out, papers.

    How many entries were `seen` spares looking for each of them; None where they were not all seen at this moment.
    """
    found = [] if seen == read.entered else list(_removed_entries(session))
    found += _papers(session, AttachmentRow, read)
    found += _papers(session, LetterRow, read)
    return found


def _removed_entries(session: Session) -> Iterator[Problem]:
    same = (JournalRow.case_id == AuditRow.case_id) & (JournalRow.seq == AuditRow.seq)
    chosen = select(AuditRow.case_id, AuditRow.seq).outerjoin(JournalRow, same)
    chosen = chosen.where(AuditRow.act == audit.ENTERED, JournalRow.seq.is_(None))
    for row in session.execute(chosen.order_by(AuditRow.n)):
        yield Problem(f"第{row.seq}条办理记录不见了，审计链里还有它", row.case_id)


def _papers(session: Session, model: type[PaperT], read: Chain) -> Iterator[Problem]:
    """The rows of attachments or letters against the chain, both ways."""
    act = audit.ATTACHED if model is AttachmentRow else audit.WRITTEN
    missing = {(told.case_id, told.seq, told.who, told.detail) for told in read.told if told.act == act}
    for row in session.scalars(select(model).order_by(model.id).execution_options(yield_per=1000)):
        key = (row.case_id, row.seq, papers.recorded(row)[1], canonical(papers.sealed(row)))
        if key not in missing:
            yield Problem(f"“{row.name}”的记录与审计链不一致", row.case_id)
        missing.discard(key)
    for case_id, seq, *_ in sorted(missing, key=str):
        yield Problem(f"第{seq}条办理记录的附件或文书的记录不见了，审计链里还有它", case_id)


def missing_files(
    session: Session, files: FileStore, erased: Erased | None = None, step: Step = nothing
) -> list[Problem]:
    """Every file that a row names: there, and what it was; those that were erased are not looked for."""
    gone = erased or erased_in(Chain(told=chain.told(session, audit.DISPOSED)))
    found = []
    told: dict[str, str] = {}
    for model, lawful in ((AttachmentRow, gone.attachments), (LetterRow, gone.letters)):
        rows = session.execute(select(model.id, model.case_id, model.name, model.sha256).order_by(model.id))
        for row in rows:
            if row.id in lawful:
                continue
            if row.sha256 not in told:
                told[row.sha256] = files.verify(row.sha256)
            if told[row.sha256]:
                found.append(Problem(f"“{row.name}”：{told[row.sha256]}", row.case_id))
            step(0)
    return found
