"""Full text: notes, reasons, opinions and letters are found, said where, masked, made again, and vanish when erased."""

from __future__ import annotations

from time import perf_counter

import pytest
from sqlalchemy import delete, update

from gkcase.domain.journal import Entry
from gkcase.domain.terms import Event, LetterKind
from gkcase.services import lettering
from gkcase.services.case_filter import CaseFilter
from gkcase.services.checking import check_office
from gkcase.services.erasing import erase_words
from gkcase.services.hits import Hit, found_where, secrets_of, veiled
from gkcase.services.office import Office
from gkcase.services.queries import case_ids
from gkcase.services.reading import dossier
from gkcase.services.renewing import renew
from gkcase.services.search_words import pieces, searched_text, telling
from gkcase.storage import search
from gkcase.storage.tables import CaseCopy, LetterRow, PaperTextRow, SearchText
from tests.services.conftest import TODAY
from tests.services.requests import EXTENSION, NOT_HELD, NOTICE, THIRD, do, register


@pytest.fixture
def written(office: Office) -> int:
    """A case with a note, a consultation, an extension and a reply that says what nothing else says."""
    case_id = register(office, purpose="供评议使用")
    do(office, case_id, Event.NOTED, note="申请人来电催问，电话13800005678")
    do(office, case_id, Event.CONSULTATION_SENT, **THIRD)
    do(office, case_id, Event.CONSULTATION_ANSWERED, opinion="objection", grounds="涉及报价底数")
    do(office, case_id, Event.EXTENDED, **EXTENSION)
    facts = {**NOT_HELD, "places": ["镇档案室2015年基建卷", "财政所凭证库"], "outcome": "库内未见该批凭证"}
    lettering.write_letter(office, case_id, LetterKind.REPLY, facts=facts)
    return case_id


def find(office: Office, words: str) -> list[int]:
    return case_ids(office, CaseFilter(text=words))


FOUND = {
    "催问": "记事",
    "报价底数": "收到意见",
    "需要汇总": "延期",
    "云溪建材": "征求意见",
    "基建卷": "答复书",
    "财政所凭证": "答复书",
    "供评议": "所需信息的用途",
    "补偿款": "所需信息",
    "〔2026〕1号": "编号",
}


def test_what_was_written_on_the_way_is_found_and_said_where(office: Office, written: int) -> None:
    register(office, wanted="无关的事", tracking_number="EB1")
    for words, where in FOUND.items():
        assert find(office, words) == [written], words
        [hit] = found_where(office, written, words)
        assert hit.where == where, words
        assert [part for part, marked in hit.parts if marked] == [words]


def test_what_every_letter_bears_finds_nothing(office: Office, written: int) -> None:
    assert find(office, "行政复议") == []
    assert find(office, "六个月内") == []
    assert "如不服本" not in telling("如不服本告知，可以……\n理由甲\n2026年12月8日\n")


def test_a_passage_is_cut_marked_and_masked(office: Office, written: int) -> None:
    assert found_where(office, written, "催问 底数") == [
        Hit("记事", (("申请人来电", False), ("催问", True), ("，电话138****5678", False))),
        Hit("收到意见", (("涉及报价", False), ("底数", True))),
    ]
    [hit] = found_where(office, written, "陈某")
    assert hit.words == "陈**（申请人）"
    assert found_where(office, written, "  ") == []
    assert found_where(office, written, "查无此字") == []
    assert found_where(office, 99, "陈某") == []


def test_names_are_covered_in_running_text_and_long_lines_cut() -> None:
    facts = {"applicant.name": "陈晓岚", "applicant.contact": "何小明", "agent.name": "云某"}
    secrets = secrets_of([Entry(Event.RECEIVED, TODAY, facts=facts)])
    line = "陈晓岚与何小明同住，证件999999199003070039，住东湾村3号"
    assert veiled(line, secrets) == "陈**与何**同住，证件9999**********0039，住东****"
    assert veiled("㎡电话１３８００００５６７８，证件99999919900307003９", {}) == (
        "㎡电话138****5678，证件9999**********0039"
    )


def test_the_index_is_a_pure_function_and_check_agrees(office: Office, written: int) -> None:
    assert check_office(office).findings == ()
    with office.unasked() as session:
        session.execute(update(PaperTextRow).values(body="别的字"))
    [finding] = check_office(office).findings
    assert finding.what == "检索用的文字与办理日志不一致，按内容可能查不到这件案件"


def test_letters_are_read_again_from_their_files_for_older_cases(office: Office, written: int) -> None:
    lost = register(office, wanted="另一件")
    lettering.write_letter(office, lost, LetterKind.REPLY, facts={**NOT_HELD, "outcome": "孤本未见"})
    with office.unasked() as session:
        session.execute(delete(PaperTextRow))
        for case_id in (written, lost):
            search.remove(session, case_id)
        session.execute(update(CaseCopy).values(copied_as=1))
        [sha256] = [row.sha256 for row in session.query(LetterRow) if row.case_id == lost]
    path = office.store.files.path(sha256)
    path.rename(path.with_suffix(".away"))
    assert find(office, "基建卷") == []
    assert renew(office) == 2
    assert find(office, "基建卷") == [written]
    assert (find(office, "孤本"), find(office, "另一件")) == ([], [lost])
    path.with_suffix(".away").rename(path)
    assert check_office(office).findings == ()


def test_erased_words_vanish_from_index_and_papers(office: Office, written: int) -> None:
    lines = {line.entry.event: line.entry.seq for line in dossier(office, written).journal}
    assert erase_words(office, written, lines[Event.NOTED]).said == "〔2026〕1号第2项的内容已清除"
    erase_words(office, written, lines[Event.LETTER_WRITTEN])
    for words in ("催问", "基建卷"):
        assert find(office, words) == []
    assert find(office, "报价底数") == [written]
    with office.reading() as session:
        assert session.query(PaperTextRow).count() == 0
        kept = session.get_one(SearchText, written).body
        assert "基建卷" not in kept
    assert check_office(office).findings == ()


def test_forms_and_numbers_alone_are_not_read(office: Office) -> None:
    case_id = register(office)
    lettering.write_letter(office, case_id, LetterKind.RECEIPT)
    do(office, case_id, Event.CORRECTION_REQUESTED, **NOTICE)
    with office.reading() as session:
        assert session.query(PaperTextRow).count() == 0
    journal = [line.entry for line in dossier(office, case_id).journal]
    told = pieces("〔2026〕1号", journal, {})
    assert {piece.where for piece in told} >= {"编号", "申请人", "所需信息", "告知补正", "文书"}
    assert searched_text("〔2026〕1号", journal, {}).splitlines()[0] == "〔2026〕1号"


def test_a_long_letter_costs_little_to_index(office: Office) -> None:
    """What a save pays for the words of eight long letters; fifty milliseconds are the bound of the whole."""
    case_id = register(office)
    body = "\n".join(f"第{n}段" + "征收补偿安置方案的说明" * 90 for n in range(16))
    with office.unasked() as session:
        search.index(session, case_id, body)
        begun = perf_counter()
        search.index(session, case_id, body + "\n又一段")
        took = perf_counter() - begun
    assert took < 0.5
