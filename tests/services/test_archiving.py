"""Archiving a case: what its papers say, what is stored with the act, and what it asks a reason for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services import lettering
from gkcase.services.calendar import choose
from gkcase.services.handling import NeedsReason, record, what_if
from gkcase.services.office import Office
from gkcase.services.reading import dossier
from gkcase.services.several import record_each
from tests.services.conftest import Clock
from tests.services.requests import POSTED_OUT, approved, do, register
from tests.services.test_archive import scan

pytestmark = pytest.mark.file_only

WHOLE: dict[str, Any] = {"on_paper": ["request", "identity", "receipt", "review", "supplied", "proof"]}


def replied(office: Office, clock: Clock) -> int:
    """A reply that was served on 10 December 2026; the day is left in July 2027, after all periods."""
    clock.day = date(2026, 12, 8)
    case_id = register(office)
    approved(office, case_id)
    do(office, case_id, Event.REPLIED, **POSTED_OUT)
    do(office, case_id, Event.SERVED, on=date(2026, 12, 8), proof="EMS签收记录")
    clock.day = date(2027, 7, 1)
    return case_id


def archive(office: Office, case_id: int, because: str = "", **facts: Any) -> Entry:
    record(office, case_id, Event.ARCHIVED, on=office.today(), facts=facts, reason=because)
    stored = dossier(office, case_id).last(Event.ARCHIVED)
    assert stored is not None
    return stored


def test_a_complete_file_is_archived_with_its_class_and_end(office: Office, clock: Clock) -> None:
    entry = archive(office, replied(office, clock), **WHOLE, place="3柜2层")
    assert entry.facts["retention"] == "10年"
    assert (entry.day("retention_since"), entry.day("retention_until")) == (
        date(2027, 1, 1),
        date(2036, 12, 31),
    )
    assert entry.facts["retention_why"] == "一般案卷"
    assert entry.breaches == ()
    assert "lacking" not in entry.facts


def test_papers_that_are_there_need_not_be_named(office: Office, clock: Clock, tmp_path: Path) -> None:
    case_id = replied(office, clock)
    for name, seq in (("申请书.pdf", 1), ("身份证.pdf", 1), ("送达回证.pdf", 7)):
        scan(office, case_id, tmp_path / "in", name, seq)
    lettering.write_letter(office, case_id, LetterKind.RECEIPT)
    assert archive(office, case_id, on_paper="审签材料").breaches == ()


def test_what_lacks_is_named_and_asks_for_a_reason(office: Office, clock: Clock) -> None:
    case_id = replied(office, clock)
    with pytest.raises(
        NeedsReason, match="案卷缺少申请书和信封、身份证明复印件、登记回执、审签材料、送达凭证"
    ) as asked:
        archive(office, case_id)
    assert [breach.code for breach in asked.value.breaches] == ["file_incomplete"]
    entry = archive(office, case_id, "历史案卷，纸质材料已移交")
    assert entry.breaches == ("file_incomplete",)
    assert entry.facts["lacking"] == ["request", "identity", "receipt", "review", "proof"]


def test_while_the_reply_can_be_attacked_a_reason_is_asked(office: Office, clock: Clock) -> None:
    case_id = replied(office, clock)
    clock.day = date(2027, 6, 8)
    with pytest.raises(NeedsReason, match="期限到2027年6月8日为止，尚未届满"):
        archive(office, case_id, **WHOLE)
    clock.day = date(2027, 6, 9)
    assert archive(office, case_id, **WHOLE).breaches == ()


def test_a_pending_review_keeps_the_file_out_of_the_archive(office: Office, clock: Clock) -> None:
    case_id = replied(office, clock)
    do(office, case_id, Event.REMEDY_FILED, remedy="administrative_review", body="云溪县人民政府")
    with pytest.raises(Refusal, match="复议或诉讼尚未审结，不能归档"):
        archive(office, case_id, "先归档", **WHOLE)
    assert dossier(office, case_id).status is Status.REPLIED


def test_a_remedy_makes_it_thirty_years(office: Office, clock: Clock) -> None:
    case_id = replied(office, clock)
    do(office, case_id, Event.REMEDY_FILED, remedy="administrative_review", body="云溪县人民政府")
    do(office, case_id, Event.REMEDY_DECIDED, outcome="维持")
    entry = archive(office, case_id, "复议决定已生效", **WHOLE)
    assert (entry.facts["retention"], entry.facts["retention_why"]) == ("30年", "有复议或者诉讼")
    assert entry.day("retention_until") == date(2057, 12, 31)


def test_an_office_has_its_own_table(office: Office, clock: Clock) -> None:
    choose(office, {"retention": "5/15/永久"})
    assert archive(office, replied(office, clock), **WHOLE).facts["retention"] == "5年"
    choose(office, {"retention": "按本机关保管期限表"})
    entry = archive(office, replied(office, clock), **WHOLE)
    assert (entry.facts["retention"], entry.day("retention_until")) == ("按本机关保管期限表", None)


def test_the_officer_may_choose_another_period(office: Office, clock: Clock) -> None:
    entry = archive(office, replied(office, clock), **WHOLE, retention="30")
    assert (entry.facts["retention"], entry.day("retention_until")) == ("30年", date(2056, 12, 31))
    with pytest.raises(Refusal, match="保管期限“很久”无法识别"):
        archive(office, replied(office, clock), **WHOLE, retention="很久")


def test_a_part_that_is_none_is_refused_beside_its_field(office: Office, clock: Clock) -> None:
    with pytest.raises(Refusal, match="“照片”不是案卷材料的名称") as refused:
        archive(office, replied(office, clock), on_paper="照片")
    assert refused.value.field == "on_paper"


def test_trying_says_what_lacks_before_anything_is_recorded(office: Office, clock: Clock) -> None:
    case_id = replied(office, clock)
    effect = what_if(office, case_id, Event.ARCHIVED, on=office.today())
    assert [breach.code for breach in effect.breaches] == ["file_incomplete"]
    assert effect.sentence == "保管期限：10年（一般案卷），到2036年12月31日为止"
    assert dossier(office, case_id).status is Status.REPLIED


# -- several at once ------------------------------------------------------------------------------------------


def test_several_are_archived_and_the_others_say_why_not(office: Office, clock: Clock) -> None:
    ready, attacked, lacking = (replied(office, clock) for _ in range(3))
    do(office, attacked, Event.REMEDY_FILED, remedy="litigation", body="云溪县人民法院")
    told: list[tuple[int, int]] = []
    made = record_each(
        office,
        [(ready, WHOLE), (attacked, WHOLE)],
        Event.ARCHIVED,
        on=office.today(),
        report=lambda done, total: told.append((done, total)),
    )
    assert made.change.case_ids == {ready}
    assert made.change.said == "1件已登记“归档”，1件没有办成"
    assert [(one.number, one.needs_reason) for one in made.refused] == [("〔2026〕2号", False)]
    assert told == [(1, 2), (2, 2)]
    [refused] = record_each(office, [(lacking, {})], Event.ARCHIVED, on=office.today()).refused
    assert refused.needs_reason
    assert "案卷缺少" in refused.reason


def test_what_was_not_begun_is_left(office: Office, clock: Clock) -> None:
    first, second = (replied(office, clock) for _ in range(2))
    stops = iter([False, True])
    made = record_each(
        office,
        [(first, WHOLE), (second, WHOLE)],
        Event.ARCHIVED,
        on=office.today(),
        cancelled=lambda: next(stops),
    )
    assert made.left == (second,)
    assert made.change.said == "1件已登记“归档”，1件未办"


def test_trouble_ends_the_whole_and_says_so(
    office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gkcase.domain.errors import Trouble
    from gkcase.services import several

    def full(*_: object, **__: object) -> None:
        raise Trouble("磁盘已满，请清理后重试")

    case_id = replied(office, clock)
    monkeypatch.setattr(several, "record", full)
    made = record_each(office, [(case_id, WHOLE)], Event.ARCHIVED, on=office.today())
    assert (made.trouble, made.left) == ("磁盘已满，请清理后重试", (case_id,))
