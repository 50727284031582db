"""Requests and steps as clerks type them, for the tests of services."""

from __future__ import annotations

from typing import Any

from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind
from gkcase.services import handling, intake, lettering
from gkcase.services.office import Office

POSTED: dict[str, Fact] = {
    "channel": "post_signed",
    "signed_on": "2026-12-08",
    "applicant.name": "陈某某",
    "applicant.id_number": "999999199003070039",
    "applicant.phone": "13800005678",
    "wanted": "2025年集体土地征收补偿款发放明细",
    "form_wanted": "paper",
}
NOTICE: dict[str, Fact] = {"items": ["身份证明"], "guidance": "请附身份证复印件"}
THIRD: dict[str, Fact] = {"to": "third_party", "name": "云溪建材有限公司", "information": "采购合同"}
EXTENSION: dict[str, Fact] = {"days": 20, "reason": "需要汇总", "approver": "周某"}
NOT_HELD: dict[str, Fact] = {
    "kind_of_reply": "R6",
    "places": ["镇档案室"],
    "method": "按名称检索",
    "searcher": "李某",
    "outcome": "未检索到",
    "searched_on": "2026-12-08",
    "delivery": "post",
}
POSTED_OUT: dict[str, Fact] = {"delivery": "post", "posted_on": "2026-12-08"}


def request(**changed: Fact) -> dict[str, Fact]:
    """The usual request with some facts changed: `applicant__name` stands for applicant.name."""
    return {**POSTED, **{name.replace("__", "."): value for name, value in changed.items()}}


def register(office: Office, **changed: Fact) -> int:
    """Log a request and give its id."""
    return intake.register(office, request(**changed)).case_id


def do(office: Office, case_id: int, event: Event, on: Any = None, **facts: Fact) -> None:
    """Take a step today or on a day; whoever signs acts."""
    by = str(facts.get("signer") or "") if not facts.get("on_paper") else ""
    handling.record(office, case_id, event, on=on or office.today(), facts=facts, by=by)


def approved(office: Office, case_id: int) -> None:
    """Write a reply, submit and sign it."""
    search = {name: NOT_HELD[name] for name in ("places", "method", "searcher", "outcome")}
    do(office, case_id, Event.SEARCHED, **search)
    lettering.write_letter(office, case_id, LetterKind.REPLY, facts=NOT_HELD)
    do(office, case_id, Event.SUBMITTED)
    do(office, case_id, Event.SIGNED, signer="周某")
