"""Ways in which offices lose in review and in court (败诉情形): the program objects while there is still time."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from docx import Document

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services import intake, lettering
from gkcase.services.desk import desk
from gkcase.services.handling import NeedsReason, record, void
from gkcase.services.office import Office
from gkcase.services.own_templates import BUILT_IN
from gkcase.services.preflight_list import findings_of
from gkcase.services.reading import dossier
from gkcase.services.template_checks import remember
from tests.services.conftest import Clock
from tests.services.requests import EXTENSION, NOT_HELD, THIRD, approved, do, register, request

pytestmark = pytest.mark.file_only

REVIEW: dict[str, Fact] = {"reviewer": "周某", "outcome": "不涉及国家秘密，可以公开"}
OPENED: dict[str, Fact] = {
    "kind_of_reply": "R2",
    "documents": ["采购合同"],
    "form": "paper",
    "way": "post",
    "delivery": "post",
}
WITHHELD: dict[str, Fact] = {
    "kind_of_reply": "R4g",
    "ground_fact": "所申请的是行政执法案卷",
    "reasons": "案卷尚未办结，公开将影响执法",
    "no_rule": True,
    "delivery": "post",
}
DUE = date(2027, 1, 6)
"""The due day of the usual request, received on 2026-12-08."""


@pytest.fixture
def case(office: Office) -> int:
    return register(office)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the office's own templates."""
    folder = tmp_path / "letters"
    folder.mkdir()
    monkeypatch.setattr(lettering, "own_templates", lambda: folder)
    return folder


def said(office: Office, case: int) -> str:
    """Everything that the list beside the reply says."""
    return "；".join(finding.text for finding in findings_of(office, case))


def codes(office: Office, case: int) -> list[str]:
    return [finding.code for finding in findings_of(office, case)]


def write(office: Office, case: int, facts: dict[str, Fact]) -> str:
    return lettering.write_letter(office, case, LetterKind.REPLY, facts=facts).sha256


def status(office: Office, case: int) -> Status:
    return dossier(office, case).status


# -- late -----------------------------------------------------------------------------------------------------


def test_a_reply_dated_in_time_but_posted_a_day_late(office: Office, clock: Clock, case: int) -> None:
    clock.day = DUE
    write(office, case, NOT_HELD)
    assert "请当日交邮或者送出" in said(office, case)  # in time: on the day itself
    do(office, case, Event.SUBMITTED)
    do(office, case, Event.SIGNED, signer="周某")
    clock.day = DUE + timedelta(days=1)
    with pytest.raises(NeedsReason, match="答复期限已于2027年1月6日届满"):
        do(office, case, Event.REPLIED, delivery="post", posted_on=clock.day.isoformat())
    assert status(office, case) is Status.APPROVED
    record(
        office,
        case,
        Event.REPLIED,
        on=clock.day,
        facts={"delivery": "post", "posted_on": clock.day.isoformat()},
        reason="邮局停业一日",
    )
    replied = dossier(office, case).last(Event.REPLIED)
    assert replied is not None
    assert (replied.on, replied.breaches) == (clock.day, ("reply_late",))


def test_a_reply_counted_without_the_make_up_working_days(office: Office, clock: Clock) -> None:
    """Between 10 September and 14 October 2026 two rest days are worked: 20 September and 10 October."""
    clock.day = date(2026, 9, 10)
    case = register(office, signed_on="2026-09-10")
    by_weekdays = date(2026, 10, 16)  # what comes out when only holidays are taken off
    assert dossier(office, case).standing.due == date(2026, 10, 14)
    clock.day = date(2026, 10, 13)
    search = {name: NOT_HELD[name] for name in ("places", "method", "searcher", "outcome")}
    do(office, case, Event.SEARCHED, **search)
    write(office, case, {**NOT_HELD, "searched_on": "2026-10-13"})
    assert "2026年10月14日届满" in said(office, case)
    do(office, case, Event.SUBMITTED)
    do(office, case, Event.SIGNED, signer="周某")
    clock.day = by_weekdays
    with pytest.raises(NeedsReason, match="2026年10月14日届满"):
        do(office, case, Event.REPLIED, delivery="post", posted_on="2026-10-16")


def test_an_extension_told_after_the_base_due_date(office: Office, clock: Clock, case: int) -> None:
    clock.day = DUE + timedelta(days=1)
    with pytest.raises(NeedsReason, match=r"延期应于2027年1月6日前告知申请人，逾期告知不产生效力"):
        do(office, case, Event.EXTENDED, **EXTENSION)
    record(office, case, Event.EXTENDED, on=clock.day, facts=EXTENSION, reason="经办人生病")
    assert dossier(office, case).standing.due == DUE  # recorded as it was, and without effect
    write(office, case, NOT_HELD)
    assert "答复期限已于2027年1月6日届满" in said(office, case)


def test_an_email_confirmed_only_days_later(office: Office, clock: Clock) -> None:
    """Submitted on Tuesday, confirmed on Friday: a court reckons from Tuesday (指导案例26号)."""
    mailed = request(channel="email", signed_on="", submitted_on="2026-12-08")
    mailed = {name: value for name, value in mailed.items() if value}
    at_once = {**mailed, "confirmed_on": "2026-12-08"}
    assert intake.preview(office, at_once).standing.warnings == ()
    case = intake.register(office, mailed).case_id
    clock.day = date(
        2026, 12, 10
    )  # while there is time: the desk asks for the confirmation, which is late already
    [line] = [line for line in desk(office).lines if line.event is Event.CONFIRMED]
    assert line.state == "late"
    clock.day = date(2026, 12, 11)
    do(office, case, Event.CONFIRMED)
    warned = [caution.text for caution in dossier(office, case).standing.warnings]
    assert any("应于2026年12月9日前与申请人确认" in text for text in warned)
    assert any("若以到达之日2026年12月8日起算，答复期限为2027年1月6日" in text for text in warned)
    clock.day = date(2027, 1, 5)
    write(office, case, {**NOT_HELD, "searched_on": "2027-01-05"})
    assert "请在此前送出" in said(office, case)
    clock.day = date(2027, 1, 7)
    with pytest.raises(NeedsReason, match="若以到达之日2026年12月8日起算"):
        do(office, case, Event.SUBMITTED)


# -- without what it rests on ---------------------------------------------------------------------------------


def test_not_held_without_a_search_record(office: Office, case: int) -> None:
    lacking = {name: value for name, value in NOT_HELD.items() if name not in ("places", "outcome")}
    with pytest.raises(Refusal, match="检索范围"):
        write(office, case, lacking)
    search = {name: NOT_HELD[name] for name in ("places", "method", "searcher", "outcome")}
    do(office, case, Event.SEARCHED, **search)
    write(office, case, lacking)
    assert codes(office, case) == []
    record_of_search = dossier(office, case).last(Event.SEARCHED)
    assert record_of_search is not None
    void(office, case, record_of_search.seq, reason="检索的是另一件案件")
    with pytest.raises(Refusal, match="须有检索记录"):
        do(office, case, Event.SUBMITTED)
    assert status(office, case) is Status.IN_PROGRESS


def test_a_part_that_does_not_exist_without_a_search_record(office: Office, case: int) -> None:
    do(office, case, Event.SECRECY_REVIEWED, **REVIEW)
    write(office, case, OPENED)
    found: list[Fact] = [
        {"content": "采购合同", "result": "R2", "facts": {}},
        {"content": "验收记录", "result": "R6", "facts": {}},
    ]
    with pytest.raises(Refusal, match="须有检索记录"):
        do(office, case, Event.SUBMITTED, parts=found)


def objected(office: Office, case: int) -> None:
    do(office, case, Event.CONSULTATION_SENT, **THIRD)
    do(office, case, Event.CONSULTATION_DELIVERED)
    do(office, case, Event.CONSULTATION_ANSWERED, opinion="objection", grounds=["报价属于商业秘密"])
    do(office, case, Event.SECRECY_REVIEWED, **REVIEW)


def test_a_third_party_opened_against_without_being_told(office: Office, clock: Clock, case: int) -> None:
    objected(office, case)
    write(office, case, OPENED)
    with pytest.raises(Refusal, match="书面告知第三方"):
        do(office, case, Event.SUBMITTED)
    told = {"name": THIRD["name"], "information": ["采购合同"], "delivery": "post"}
    do(office, case, Event.THIRD_PARTY_TOLD, **told)
    with pytest.raises(Refusal, match="没有写明不顾第三方异议而公开的理由"):
        do(office, case, Event.SUBMITTED)
    do(office, case, Event.THIRD_PARTY_TOLD, **told, reason=["合同涉及公共安全"])
    do(office, case, Event.SUBMITTED)
    do(office, case, Event.SIGNED, signer="周某")
    with pytest.raises(NeedsReason, match="宜留15日再公开"):
        do(office, case, Event.REPLIED, delivery="post", posted_on="2026-12-08")
    clock.day = date(2026, 12, 24)
    do(office, case, Event.REPLIED, delivery="post", posted_on="2026-12-24")


def test_a_third_party_whose_rights_are_the_reason_but_who_was_never_asked(office: Office, case: int) -> None:
    facts = {**WITHHELD, "kind_of_reply": "R4d", "category": "商业秘密", "public_interest": "不涉及公共安全"}
    with pytest.raises(Refusal, match="尚未征求第三方的意见"):
        write(office, case, facts)
    write(office, case, WITHHELD)
    with pytest.raises(Refusal, match="应当先书面征求第三方意见"):
        do(office, case, Event.SUBMITTED, kind_of_reply="R4d")


# -- with the wrong words -------------------------------------------------------------------------------------


def template_saying(office: Office, own: Path, name: str, remedy: str) -> None:
    """The office's own template of that name, in which somebody has written the remedy by hand."""
    document = Document(str(BUILT_IN / f"{name}.docx"))
    for paragraph in document.paragraphs:
        if "remedy" in paragraph.text:
            for run in paragraph.runs[1:]:
                run.text = ""
            paragraph.runs[0].text = remedy
    target = io.BytesIO()
    document.save(target)
    path = own / f"{name}.docx"
    path.write_bytes(target.getvalue())
    remember(office, name, target.getvalue(), 0)


CHOICE = (
    "如不服本告知，可以自收到本告知书之日起六十日内向云溪县人民政府申请行政复议，"
    "也可以自收到本告知书之日起六个月内依法向云溪县人民法院提起行政诉讼。"
)
FIRST = (
    "如不服本告知，应当自收到本告知书之日起六十日内先向云溪县人民政府申请行政复议；"
    "对行政复议决定不服的，可以自收到复议决定书之日起十五日内依法向云溪县人民法院提起行政诉讼。"
)


@pytest.mark.parametrize("remedy", ["", CHOICE])
def test_a_refusal_under_articles_14_to_16_without_review_first(
    office: Office, case: int, own: Path, remedy: str
) -> None:
    template_saying(office, own, "reply_withhold", remedy)
    write(office, case, WITHHELD)
    with pytest.raises(Refusal, match="应当写明先申请行政复议"):
        do(office, case, Event.SUBMITTED)
    template_saying(office, own, "reply_withhold", FIRST)
    write(office, case, WITHHELD)
    do(office, case, Event.SUBMITTED)


def test_any_other_reply_with_review_first(office: Office, case: int, own: Path) -> None:
    template_saying(office, own, "reply_not_held", FIRST)
    write(office, case, NOT_HELD)
    with pytest.raises(Refusal, match="不适用复议前置"):
        do(office, case, Event.SUBMITTED)
    template_saying(office, own, "reply_not_held", CHOICE)
    write(office, case, NOT_HELD)
    do(office, case, Event.SUBMITTED)


# -- another letter than the one that was signed --------------------------------------------------------------


def test_a_letter_written_anew_after_it_was_signed(office: Office, case: int) -> None:
    approved(office, case)
    write(office, case, {**NOT_HELD, "outcome": "改了一个字"})
    assert status(office, case) is Status.IN_PROGRESS
    with pytest.raises(Refusal, match="尚未审签"):
        do(office, case, Event.REPLIED, delivery="post", posted_on="2026-12-08")


def test_another_file_than_the_one_that_was_signed(office: Office, case: int) -> None:
    approved(office, case)
    other = office.store.files.put_bytes(b"another letter", "answer.docx").sha256
    with pytest.raises(Refusal, match="不是同一文件"):
        do(office, case, Event.REPLIED, delivery="post", posted_on="2026-12-08", sha256=other)


def test_the_file_was_edited_on_the_disk_between_signing_and_dispatch(office: Office, case: int) -> None:
    approved(office, case)
    signed = dossier(office, case).last(Event.SIGNED)
    assert signed is not None
    path = office.store.files.path(signed.text("sha256"))
    kept, before = path.read_bytes(), dossier(office, case).version
    path.write_bytes(kept + b"edited")
    assert codes(office, case) == ["letter_changed"]
    with pytest.raises((Refusal, Trouble), match="改动"):
        do(office, case, Event.REPLIED, delivery="post", posted_on="2026-12-08")
    assert (status(office, case), dossier(office, case).version) == (Status.APPROVED, before)
    path.write_bytes(kept)  # put back from a backup: nothing was lost
    do(office, case, Event.REPLIED, delivery="post", posted_on="2026-12-08")
    assert status(office, case) is Status.REPLIED
