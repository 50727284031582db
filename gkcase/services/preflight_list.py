"""The list beside a reply: what would stop it or need a reason, if it took its next step now."""

from __future__ import annotations

from gkcase.domain.journal import Entry
from gkcase.domain.lifecycle import replay
from gkcase.domain.terms import Event, Status
from gkcase.services.handling import completed, find_case
from gkcase.services.office import Office
from gkcase.services.preflight import Finding, check
from gkcase.services.submitting import submission
from gkcase.storage import journal_store


def findings_of(office: Office, case_id: int) -> list[Finding]:
    """Check the latest reply letter of a case: as sent out once it is signed, else as submitted.

    Nothing where there is no letter yet, or where the reply has left.
    """
    with office.reading() as session:
        case = find_case(session, case_id)
        state = replay(journal_store.entries(session, case_id), office.rules)
        if state.status is None or not state.status.is_open or not submission(state):
            return []
        event = Event.REPLIED if state.status is Status.APPROVED else Event.SUBMITTED
        entry = Entry(event, office.today(), office.acting, submission(state))
        return check(office, session, case, state, completed(state, entry))
