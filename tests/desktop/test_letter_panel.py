"""The letter about a case that closes unanswered (不再处理), written in the case window."""

from __future__ import annotations

from datetime import date

from gkcase.desktop.paper_tabs import writable
from gkcase.domain.terms import Event, LetterKind
from gkcase.services.reading import dossier
from tests.desktop.case_desk import CaseDesk


def written(desk: CaseDesk, case_id: int) -> list[tuple[str, str]]:
    """Kind and result of the letters that the case has."""
    lines = [line.entry for line in dossier(desk.office, case_id).journal]
    letters = [entry for entry in lines if entry.event is Event.LETTER_WRITTEN]
    return [(entry.text("kind"), entry.text("kind_of_reply")) for entry in letters]


def test_a_case_that_closed_unanswered_can_be_told_so(desk: CaseDesk) -> None:
    case_id = desk.register(signed_on="2026-11-02")
    desk.move(date(2026, 11, 4))
    desk.record(
        case_id, Event.CORRECTION_REQUESTED, items="身份证明", guidance="请附", delivered_on="2026-11-05"
    )
    desk.move(date(2026, 12, 8))
    desk.record(case_id, Event.CORRECTION_LAPSED)
    screen = desk.open(case_id)
    assert screen.view is not None
    assert LetterKind.CLOSED_NO_CORRECTION in writable(screen.view)
    screen.panels.letter(screen.view, LetterKind.CLOSED_NO_CORRECTION)
    desk.fill(ended_on="2026-11-26")
    desk.confirm()
    assert written(desk, case_id) == [("closed_no_correction", "")]
