"""Looking at personal data without the mask (显示): allowed, with a reason, and put on record."""

from __future__ import annotations

from gkcase.domain.errors import Refusal
from gkcase.domain.rights import May
from gkcase.domain.words import clean_text
from gkcase.services.office import Office
from gkcase.storage import audit


def reveal(office: Office, case_id: int | None, reason: str) -> None:
    """Record that somebody looks at unmasked personal data (PIPL 51, 54); `case_id` is None for a whole list."""
    reason = clean_text(reason, "理由", field="reason")
    if not reason:
        raise Refusal("显示个人信息须写明理由", "《个人信息保护法》第五十一条", "reason")
    with office.transaction(May.REVEAL) as session:
        audit.append(
            session,
            at=office.now(),
            who=office.acting,
            act="revealed",
            case_id=case_id,
            detail={"reason": reason},
        )
