"""Warnings and stops as the officer meets them in the case window: said, answered with a reason, seen afterwards."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from gkcase.desktop.case_tab_row import FILES, SIGN
from gkcase.desktop.case_tabs import BREACHES, breach_words
from gkcase.desktop.dressing import Wardrobe
from gkcase.domain.findings import FINDING_WORDS
from gkcase.domain.terms import Event, LetterKind
from gkcase.services import attachments, lettering
from gkcase.services.reading import dossier
from tests.desktop.case_desk import DISCLOSE, CaseDesk

E = Event


def drafted(desk: CaseDesk, folder: Path) -> int:
    """A reply that opens something, with a list of persons hung on it; nobody has reviewed it yet."""
    case_id = desk.register()
    lettering.write_letter(desk.office, case_id, LetterKind.REPLY, facts=DISCLOSE)
    paper = folder / "名册.txt"
    paper.write_text("李四 13900001111", encoding="utf-8")
    letter = dossier(desk.office, case_id).last(E.LETTER_WRITTEN)
    assert letter is not None
    attachments.add_files(desk.office, case_id, [paper], seq=letter.seq)
    return case_id


def test_an_error_stops_and_a_warning_is_answered_with_a_reason(desk: CaseDesk, tmp_path: Path) -> None:
    case_id = drafted(desk, tmp_path)
    screen = desk.open(case_id)
    screen.rows.turn(SIGN)
    findings = screen.rows.sign_tab.findings
    desk.qtbot.waitUntil(lambda: len(findings.links) == 2)
    desk.act(E.SUBMITTED)
    assert "公开政府信息之前须有保密审查记录" in desk.refused()
    assert E.SUBMITTED not in desk.entries(case_id)

    desk.record(case_id, E.SECRECY_REVIEWED, reviewer="赵某", outcome="不涉及国家秘密，可以公开")
    screen.reload()
    desk.qtbot.waitUntil(lambda: [link.text() for link in findings.links] == ["看附件"])
    assert "附件“名册.txt”里有手机号码1处" in desk.refused()
    desk.fill(reason_="本人已书面同意")
    desk.confirm()
    entry = dossier(desk.office, case_id).last(E.SUBMITTED)
    assert entry is not None
    assert (entry.breaches, entry.reason) == (("paper_personal",), "本人已书面同意")
    rows = screen.rows.changes_tab.table
    assert "附件里有个人信息，理由：本人已书面同意" in rows.text_at(rows.rowCount() - 1, 6)


def test_the_link_shows_the_paper_that_is_meant(desk: CaseDesk, tmp_path: Path) -> None:
    case_id = drafted(desk, tmp_path)
    screen = desk.open(case_id)
    screen.rows.turn(SIGN)
    findings = screen.rows.sign_tab.findings
    desk.qtbot.waitUntil(lambda: len(findings.links) == 2)
    findings.links[1].click()
    assert screen.tabs.currentIndex() == FILES
    table = screen.rows.files_tab.table
    assert table.text_at(table.currentRow(), 1) == "名册.txt"


def test_in_large_type_the_links_stay_in_sight(desk: CaseDesk, tmp_path: Path, wardrobe: Wardrobe) -> None:
    wardrobe.resize_type(20)
    screen = desk.open(drafted(desk, tmp_path))
    screen.rows.turn(SIGN)
    tab = screen.rows.sign_tab
    desk.qtbot.waitUntil(lambda: len(tab.findings.links) == 2 and tab.findings.links[1].isVisible())
    desk.qtbot.waitUntil(lambda: all(_right(link, tab) <= tab.width() for link in tab.findings.links))


def _right(link: QWidget, tab: QWidget) -> int:
    return link.mapTo(tab, link.rect().topRight()).x()


def test_every_finding_has_its_words_in_the_record() -> None:
    for code, words in FINDING_WORDS.items():
        assert breach_words([code]) == BREACHES.get(code, words)
        assert breach_words([code]) != code
