"""What is asked of parcels and files before a step is taken (寄送): a number used before, a file changed since."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Trouble
from gkcase.domain.journal import Entry
from gkcase.domain.sending import BASIS, LEAVING, addressee_of
from gkcase.domain.state import CaseState, Objection
from gkcase.domain.terms import Event, spoken
from gkcase.services.office import Office
from gkcase.storage.tables import Case, MailingRow

NUMBERED = LEAVING | {Event.RESENT}
"""The steps whose tracking number is that of a parcel of ours."""


def reused_number(session: Session, case: Case, state: CaseState, entry: Entry) -> Objection | None:
    """A parcel's number that was used before, and where; letters to one person in one parcel share it."""
    number = entry.text("tracking_number")
    if not number or entry.event not in NUMBERED:
        return None
    for row, stands in _with_number(session, number):
        together = row.sent_on == entry.on and row.addressee == addressee_of(state, entry)
        if not together:
            said = f"邮件号码{number}已用于{stands}（{spoken(row.sent_on)}寄出的{row.event.label}），请核对"
            return Objection(said, "tracking_number_used", BASIS, "tracking_number")
    return None


def _with_number(session: Session, number: str) -> Iterator[tuple[MailingRow, str]]:
    chosen = select(MailingRow, Case.number).join(Case, Case.id == MailingRow.case_id)
    found = session.execute(chosen.where(MailingRow.tracking_number == number).order_by(MailingRow.sent_on))
    return ((row, stands) for row, stands in found)


def intact(office: Office, entry: Entry) -> None:
    """What is signed is the very file that was submitted, and what leaves the very file that was signed."""
    acts = {Event.SIGNED: ("送审", "审签"), Event.REPLIED: ("签发", "送出")}
    sha256 = entry.text("sha256")
    if entry.event not in acts or not sha256 or not office.store.files.verify(sha256):
        return
    after, act = acts[entry.event]
    raise Trouble(
        f"{after}后的答复书文件被改动过、损坏或者不见了，没有登记{act}。请把留存的原文件添加到附件（内容相同即可恢复），"
        "没有原文件的，从备份中找回，或者退回后重新生成、送审"
    )
