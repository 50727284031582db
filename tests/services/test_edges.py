"""Every place where words come in takes them exactly, or refuses them with the place that is wrong (F13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.terms import Event, Role
from gkcase.services import absences, calendar, cases, disclosing, drafts, handling, mail, people, phrases
from gkcase.services.case_filter import CaseFilter
from gkcase.services.office import Office
from gkcase.services.saved_filters import save_filter
from tests.services.requests import NOTICE, register

BROKEN = {"surrogate": "甲\ud800乙", "nul": "甲\x00乙", "bell": "甲\x07乙", "no character": "甲\uffff乙"}
Act = Callable[[Office, int, str], object]
DAY = date(2026, 12, 8)

EDGES: dict[str, Act] = {
    "name": lambda office, _, words: register(office, applicant__name=words),
    "wanted": lambda office, _, words: register(office, wanted=words),
    "purpose": lambda office, _, words: register(office, purpose=words),
    "items": lambda office, case, words: _step(
        office, case, Event.CORRECTION_REQUESTED, {**NOTICE, "items": [words]}
    ),
    "note": lambda office, case, words: _step(office, case, Event.NOTED, {"note": words}),
    "reason of a step": lambda office, case, words: handling.record(
        office, case, Event.NOTED, on=DAY, facts={"note": "记"}, reason=words
    ),
    "reason of voiding": lambda office, case, words: handling.void(office, case, 1, reason=words),
    "reason of amending": lambda office, case, words: handling.amend(
        office, case, {"wanted": "改"}, reason=words
    ),
    "reason of showing": lambda office, case, words: disclosing.reveal(office, case, words),
    "person": lambda office, _, words: people.save_person(office, words, roles=[Role.CLERK]),
    "absence": lambda office, _, words: absences.record_absence(
        office, "周某", "李某", since=DAY, until=DAY, note=words
    ),
    "day": lambda office, _, words: calendar.set_office_day(
        office, date(2026, 12, 9), works=False, name=words
    ),
    "sender": lambda office, _, words: mail.enter(office, arrived_on=DAY, way="post_signed", sender=words),
    "phrase": lambda office, _, words: phrases.keep_phrase(office, words, result="R6", fact="outcome"),
    "filter": lambda office, _, words: save_filter(office, words, CaseFilter(only_open=True)),
    "linked": lambda office, case, words: cases.link(office, case, "〔2026〕2号", words),
}


def _step(office: Office, case: int, event: Event, facts: dict[str, object]) -> object:
    return handling.record(office, case, event, on=DAY, facts=facts)  # type: ignore[arg-type]


def test_words_that_no_file_can_carry_are_refused_at_every_edge(office: Office) -> None:
    case = register(office)
    register(office)
    taken = []
    for edge, act in EDGES.items():
        for what, words in BROKEN.items():
            try:
                act(office, case, words)
            except Refusal as refused:
                if "第2个字符" not in refused.reason:
                    taken.append(f"{edge}, {what}: {refused.reason}")
            else:
                taken.append(f"{edge}, {what}")
    assert taken == []


def test_a_draft_keeps_what_can_be_kept_of_what_was_typed(office: Office) -> None:
    drafts.save_draft(office, {"wanted": "甲\ud800乙\x00", "items": ["丙\ud800"]})
    kept = drafts.load_draft(office)
    assert kept is not None
    assert kept.body == {"wanted": "甲\ufffd乙\ufffd", "items": ["丙\ufffd"]}


@pytest.mark.parametrize("turn", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_name_that_turns_its_direction_is_refused(turn: str, office: Office) -> None:
    with pytest.raises(Refusal, match="第2个字符是改变书写方向的控制符"):
        register(office, applicant__name=f"张{turn}三")
