"""Seals attachments and letters: whoever adds such a row, the chain gets its line in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from gkcase.storage import audit
from gkcase.storage.tables import AttachmentRow, LetterRow

Paper = AttachmentRow | LetterRow


def seal(session: Session, context: object = None) -> None:
    """Write the audit rows of new papers while they are flushed; listens to every writing session."""
    new = [row for row in session.new if isinstance(row, AttachmentRow | LetterRow)]
    for row in sorted(new, key=lambda row: row.id):
        at, who = recorded(row)
        audit.append(
            session, at=at, who=who, act=act_of(row), case_id=row.case_id, seq=row.seq, detail=sealed(row)
        )


def act_of(row: Paper) -> str:
    """What the chain calls the adding of such a paper."""
    return audit.ATTACHED if isinstance(row, AttachmentRow) else audit.WRITTEN


def sealed(row: Paper) -> Mapping[str, object]:
    """What the chain holds of a paper; not its name, which may be a person's."""
    detail: dict[str, object] = {"id": row.id, "sha256": row.sha256, "size": row.size}
    if isinstance(row, LetterRow):
        quoted = row.quoted_due.isoformat() if row.quoted_due else None
        detail |= {"kind": row.kind.value, "number": row.number, "quoted_due": quoted}
    return detail


def recorded(row: Paper) -> tuple[datetime, str]:
    """When it was added, and by whom."""
    return (row.added_at, row.added_by) if isinstance(row, AttachmentRow) else (row.made_at, row.made_by)
