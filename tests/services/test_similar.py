"""案例库: what was decided of requests like this one, masked, the overturned last; reasons that can be taken over."""

from __future__ import annotations

import pytest

from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind
from gkcase.services import lettering
from gkcase.services.office import Office
from gkcase.services.queries import case_lines
from gkcase.services.similar import LEAST, Attack, precedent, similar_cases
from gkcase.storage import search
from tests.services.conftest import Clock
from tests.services.requests import NOT_HELD, POSTED_OUT, do, register

WANTED = "东湾村2024年集体土地征收补偿安置方案"
NAMING = f"{WANTED}（何小明，999999199003070039）"
WITHHELD: dict[str, Fact] = {
    "kind_of_reply": "R4f",
    "ground_fact": "会议记录形成于2024年3月",
    "reasons": "记载的是讨论意见，当事人陈某某的陈述不是最终决定",
    "category": "讨论记录",
    "no_rule": True,
    "delivery": "post",
}


def decide(office: Office, case_id: int, facts: dict[str, Fact]) -> None:
    do(office, case_id, Event.SECRECY_REVIEWED, reviewer="周某", outcome="可以按此答复")
    if facts is NOT_HELD:
        told = {name: NOT_HELD[name] for name in ("places", "method", "searcher", "outcome")}
        do(office, case_id, Event.SEARCHED, **told)
    lettering.write_letter(office, case_id, LetterKind.REPLY, facts=facts)
    do(office, case_id, Event.SUBMITTED)
    do(office, case_id, Event.SIGNED, signer="周某")
    do(office, case_id, Event.REPLIED, **POSTED_OUT)


def attack(office: Office, case_id: int, result: str) -> None:
    do(office, case_id, Event.REMEDY_FILED, remedy="administrative_review", body="云溪县人民政府")
    if result:
        do(office, case_id, Event.REMEDY_DECIDED, id="r1", result=result)


@pytest.fixture
def known(office: Office, clock: Clock) -> list[int]:
    """Not held and upheld; withheld and overturned; not held, of the applicant himself; open; about something else."""
    one = register(office, applicant__name="何小明", applicant__id_number="", wanted=NAMING)
    two = register(office, applicant__name="张伟", applicant__id_number="", wanted=WANTED)
    three = register(office, wanted="东湾村集体土地征收补偿安置方案的公告")
    register(office, applicant__name="刘海", applicant__id_number="", wanted=WANTED)
    other = register(office, applicant__name="周全", applicant__id_number="", wanted="学校食堂食材采购合同")
    decide(office, one, NOT_HELD)
    decide(office, two, WITHHELD)
    decide(office, three, NOT_HELD)
    decide(office, other, NOT_HELD)
    attack(office, one, "upheld")
    attack(office, two, "corrected")
    attack(office, three, "")
    return [one, two, three, other]


def by_hand(office: Office) -> set[int]:
    """Every pair of characters compared in Python, over all cases that were answered."""

    def pairs(text: str) -> set[str]:
        return {gram for gram in search.grams(text) if len(gram) == 2}

    wanted, found = pairs(WANTED), set()
    for line in case_lines(office, list(range(1, 20))):
        told = pairs(line.wanted)
        if line.replied_on and len(wanted & told) / min(len(wanted), len(told)) >= LEAST:
            found.add(line.id)
    return found


def test_decided_cases_are_found_with_what_became_of_them(office: Office, known: list[int]) -> None:
    one, two, three, _ = known
    mine = register(office, wanted=WANTED)
    found = similar_cases(office, WANTED, besides=mine)
    assert {case.id for case in found.cases} == {one, two, three}
    assert found.cases[-1].id == two
    assert found.cases[-1].overturned
    by_id = {case.id: case for case in found.cases}
    assert by_id[one].attacks == (Attack("行政复议：结果维持", False),)
    assert by_id[two].attacks == (Attack("行政复议：结果纠正", True),)
    assert by_id[three].attacks == (Attack("行政复议：尚未审结", False),)
    assert [by_id[one].applicant, by_id[three].same_applicant, by_id[one].same_applicant] == [
        "何**",
        True,
        False,
    ]
    assert by_id[one].wanted.startswith(f"{WANTED}（何**，9999")
    assert "999999199003070039" not in by_id[one].wanted
    assert by_id[one].basis == office.replies["R6"].basis
    assert (by_id[one].decided_on, by_id[one].days) == (office.today(), 0)
    assert found.counts == (("R6", office.replies["R6"].label, 2), ("R4f", office.replies["R4f"].label, 1))
    assert {case.id for case in found.cases} == by_hand(office) - {mine}
    assert [case.code for case in similar_cases(office, WANTED, code="R4f").cases] == ["R4f"]
    assert similar_cases(office, "").cases == ()
    assert found.words == f"{office.replies['R6'].label} 2件、{office.replies['R4f'].label} 1件"


def test_a_precedent_shows_its_letter_and_its_reasons_without_names(office: Office, known: list[int]) -> None:
    two = known[1]
    told = precedent(office, two)
    assert told.code == "R4f"
    assert told.text.splitlines()[0] == office.profile.name
    assert "张伟" not in told.text
    assert "张*" in told.text
    assert told.reasons == {"reasons": WITHHELD["reasons"], "category": "讨论记录"}
    assert precedent(office, 4).text == ""
    assert precedent(office, 4).reasons == {}


def test_common_words_are_told_apart_by_two_of_them(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    near = register(office, wanted="西岭村集体土地征收补偿方案")
    for number in range(6):
        register(office, wanted=f"集体土地出租第{number}批")
        register(office, wanted=f"征收补偿资金第{number}批")
    monkeypatch.setattr(search, "_COMMON", 3)
    with office.reading() as session:
        assert search.alike(session, "集体土地征收补偿")[0] == near
