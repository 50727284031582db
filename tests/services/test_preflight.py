"""Before a reply leaves (出门前检查): what stops it, what only warns, and what is kept of both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.lifecycle import replay
from gkcase.domain.terms import Event, LetterKind
from gkcase.services import lettering
from gkcase.services.handling import NeedsReason, record
from gkcase.services.office import Office
from gkcase.services.preflight import Finding, check_text
from gkcase.services.preflight_list import findings_of
from gkcase.services.reading import dossier
from gkcase.services.submitting import submission
from gkcase.storage import journal_store
from tests.services.conftest import Clock
from tests.services.requests import NOT_HELD, POSTED_OUT, THIRD, approved, do, register

pytestmark = pytest.mark.file_only

WITHHELD: dict[str, Fact] = {
    "kind_of_reply": "R4g",
    "ground_fact": "所申请的是行政执法案卷",
    "reasons": "案卷尚未办结，公开将影响执法",
    "no_rule": True,
    "delivery": "post",
}


@pytest.fixture
def case(office: Office) -> int:
    return register(office)


def written(office: Office, case: int, facts: dict[str, Fact] = NOT_HELD) -> str:
    """A reply letter; gives what it says."""
    made = lettering.write_letter(office, case, LetterKind.REPLY, facts=facts)
    return lettering.draft_text(office, made.sha256)


def checked(office: Office, case: int, text: str) -> list[Finding]:
    """What is found where the letter said this."""
    with office.reading() as session:
        state = replay(journal_store.entries(session, case), office.rules)
    entry = Entry(Event.SUBMITTED, office.today(), office.acting, submission(state))
    return check_text(office, dossier(office, case).number, state, entry, text)


def codes(found: list[Finding]) -> list[str]:
    return [finding.code for finding in found]


def test_a_letter_from_the_templates_passes(office: Office, case: int) -> None:
    assert checked(office, case, written(office, case)) == []
    assert checked(office, case, written(office, case, WITHHELD)) == []
    assert findings_of(office, case) == []


def test_without_a_letter_there_is_nothing_to_check(office: Office, case: int) -> None:
    assert findings_of(office, case) == []


@pytest.mark.parametrize(
    "left", ["{{ reasons }}", "【请填写】", "【　】", "____", "××", "（文号在成文时编定）"]
)
def test_what_was_left_unfilled_is_found(office: Office, case: int, left: str) -> None:
    found = checked(office, case, written(office, case) + left)
    assert codes(found) == ["unfilled"]
    assert found[0].is_error


def test_square_brackets_in_the_number_of_a_paper_are_no_blank(office: Office, case: int) -> None:
    assert checked(office, case, written(office, case) + "《关于补助的通知》（云政【2024】8号）") == []


@pytest.mark.parametrize(
    ("said", "instead", "word"),
    [
        ("编号：〔2026〕1号", "编号：〔2026〕11号", "登记编号"),
        ("陈某某", "陈某", "申请人"),
        ("12月8日", "12月7日", "收到申请之日"),
    ],
)
def test_number_name_and_receipt_day_must_be_those_of_the_case(
    office: Office, case: int, said: str, instead: str, word: str
) -> None:
    found = checked(office, case, written(office, case).replace(said, instead))
    assert found[0].code == "differs"
    assert word in found[0].text


def test_the_remedy_must_be_there_and_of_the_right_kind(office: Office, case: int) -> None:
    choice = next(line for line in written(office, case).splitlines() if "行政复议" in line)
    text = written(office, case, WITHHELD)
    first = next(line for line in text.splitlines() if "行政复议" in line)
    assert codes(checked(office, case, text.replace(first, ""))) == ["remedy"]
    assert codes(checked(office, case, text.replace(first, choice))) == ["remedy"]


def test_an_office_without_a_review_body_is_told_so(office: Office, case: int) -> None:
    text = written(office, case)
    office.profile = replace(office.profile, review_body="")
    assert "行政复议机关" in checked(office, case, text)[0].text


def test_an_error_stops_submission_and_writes_nothing(office: Office, case: int) -> None:
    written(office, case)
    office.profile = replace(office.profile, court="另一法院")
    before = dossier(office, case).version
    with pytest.raises(Refusal) as refused:
        do(office, case, Event.SUBMITTED)
    assert "救济途径" in refused.value.reason
    assert dossier(office, case).version == before


def test_an_error_stops_the_reply_too(office: Office, case: int) -> None:
    approved(office, case)
    with pytest.raises(Refusal, match="网上申请行政复议"):
        do(office, case, Event.REPLIED, delivery="email", sent_on="2026-12-08")
    do(office, case, Event.REPLIED, **POSTED_OUT)


def test_a_reply_on_the_spot_has_no_file_to_check(office: Office, case: int) -> None:
    do(
        office,
        case,
        Event.REPLIED,
        on_the_spot=True,
        kind_of_reply="R2",
        delivery="hand",
        signed_on="2026-12-08",
    )


def test_an_outstanding_opinion_warns_and_asks_for_a_reason(office: Office, case: int) -> None:
    do(office, case, Event.CONSULTATION_SENT, **THIRD)
    written(office, case)
    [finding] = findings_of(office, case)
    assert (finding.code, finding.is_error) == ("reply_before_answer", False)
    with pytest.raises(NeedsReason):
        do(office, case, Event.SUBMITTED)
    record(office, case, Event.SUBMITTED, on=office.today(), reason="对方已口头同意")
    entry = dossier(office, case).last(Event.SUBMITTED)
    assert entry is not None
    assert (entry.reason, entry.breaches) == ("对方已口头同意", ("reply_before_answer",))


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2027, 1, 4), []),
        (date(2027, 1, 5), ["safe_due"]),
        (date(2027, 1, 6), ["safe_due"]),
        (date(2027, 1, 7), ["reply_late"]),
    ],
)
def test_the_last_days_warn(office: Office, clock: Clock, case: int, day: date, found: list[str]) -> None:
    """Received on 2026-12-08, due on 2027-01-06 (1 January is off)."""
    written(office, case)
    assert dossier(office, case).standing.due == date(2027, 1, 6)
    clock.day = day
    assert codes(findings_of(office, case)) == found
