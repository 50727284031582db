"""The reply that waits for its signature (审签): what would be wrong with it if it left now."""

from __future__ import annotations

from gkcase.domain.journal import Entry
from gkcase.domain.lifecycle import replay
from gkcase.domain.terms import Event
from gkcase.services.handling import find_case, submission
from gkcase.services.office import Office
from gkcase.services.preflight import Finding, check_file, check_time
from gkcase.storage import journal_store


def findings_of(office: Office, case_id: int) -> list[Finding]:
    """Check the latest reply letter of a case as if it were submitted now; nothing where there is none yet."""
    with office.reading() as session:
        number = find_case(session, case_id).number
        state = replay(journal_store.entries(session, case_id), office.rules)
    entry = Entry(Event.SUBMITTED, office.today(), office.acting, submission(state))
    found = check_file(office, number, state, entry)
    return [*found, *check_time(office, state)] if entry.text("sha256") else found
