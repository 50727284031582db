"""What stays of a step after its personal data was erased: days, codes and numbers, no words."""

from __future__ import annotations

from datetime import date

from gkcase.domain.erasure import DISPOSED_ON, ERASED_NAME, residue
from gkcase.domain.journal import Entry
from gkcase.domain.parts import PARTS, read_parts
from gkcase.domain.terms import Event

DAY = date(2026, 12, 8)
TODAY = date(2038, 1, 4)


def rest(event: Event, **facts: object) -> Entry:
    told = {name.replace("__", "."): fact for name, fact in facts.items()}
    return residue(Entry(event, DAY, "李某", told, 1, "申请人甄测试来电"), TODAY)  # type: ignore[arg-type]


def test_days_codes_and_numbers_stay_and_words_go() -> None:
    kept = rest(
        Event.RECEIVED,
        channel="post_signed",
        signed_on="2026-12-08",
        applicant__kind="natural",
        applicant__name="甄测试",
        applicant__phone="13800001111",
        wanted="补偿款明细",
        tracking_number="EA1",
    )
    assert kept.facts == {
        "channel": "post_signed",
        "signed_on": "2026-12-08",
        "applicant.kind": "natural",
    }
    assert (kept.event, kept.on, kept.by, kept.seq, kept.reason) == (Event.RECEIVED, DAY, "李某", 1, "")


def test_officials_of_the_office_stay_and_third_parties_go() -> None:
    assert rest(Event.ASSIGNED, to="周某", unit="财政所", note="甄测试催办").facts == {
        "to": "周某",
        "unit": "财政所",
    }
    asked = rest(Event.CONSULTATION_SENT, id="c1", to="third_party", name="甄测试", information="合同")
    assert asked.facts == {"id": "c1", "to": "third_party"}


def test_parts_keep_their_results() -> None:
    parts = [
        {"content": "甄测试的合同", "result": code, "facts": {"reason": "涉及甄测试"}}
        for code in ("R1", "R6")
    ]
    kept = rest(Event.REPLIED, kind_of_reply="R1", parts=parts)
    assert [(part.content, part.result, part.facts) for part in read_parts(kept.facts[PARTS])] == [
        (ERASED_NAME, "R1", {}),
        (ERASED_NAME, "R6", {}),
    ]
    assert rest(Event.REPLIED, parts="甄测试").facts == {PARTS: []}


def test_the_archiving_says_when_it_was_erased() -> None:
    kept = rest(Event.ARCHIVED, retention="10年", retention_until="2036-12-31", place="3柜")
    assert kept.facts == {
        "retention": "10年",
        "retention_until": "2036-12-31",
        DISPOSED_ON: "2038-01-04",
    }
