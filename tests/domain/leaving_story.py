"""A reply about to leave, told as a case in Chinese and the letter's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from gkcase.domain.findings import Finding
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.leaving import Leaving, Sender
from gkcase.domain.lifecycle import replay
from gkcase.domain.parts import results_in
from gkcase.domain.rules import Rules
from gkcase.domain.terms import Event
from gkcase.services.rulebook import rulebook
from tests.domain.telling import RULES, entry, tell

REPLIES = rulebook().replies
SENDER = Sender(
    "清河县云溪镇人民政府",
    "云公开",
    "清河县人民政府",
    "清河县人民法院",
    "https://fuyi.example.cn",
    "中心路1号",
    "0999-8000000",
    "township",
)
CHOICE = (
    "如不服本告知，可以自收到本告知书之日起六十日内向清河县人民政府申请行政复议，"
    "也可以自收到本告知书之日起六个月内依法向清河县人民法院提起行政诉讼。"
)
FIRST = (
    "如不服本告知，应当自收到本告知书之日起六十日内先向清河县人民政府申请行政复议；"
    "对行政复议决定不服的，可以自收到复议决定书之日起十五日内依法向清河县人民法院提起行政诉讼。"
)
LETTER = """云公开〔2026〕5号
政府信息告知书
陈溪石：
本机关于2026年12月1日收到你的政府信息公开申请（登记编号：〔2026〕12号）。
{remedy}
清河县云溪镇人民政府
{day}"""
RECEIVED = "2026-12-01 登记 applicant.name=陈溪石"
WRITTEN = f"2026-12-08 成文 kind=reply sha256={'a' * 64} number=云公开〔2026〕5号"


def letter(remedy: str = CHOICE, day: str = "2026年12月8日") -> str:
    """What a proper letter says."""
    return LETTER.format(remedy=remedy, day=day)


def leaving(
    story: str = "",
    *,
    result: str = "R6",
    text: str | None = None,
    today: str = "2026-12-08",
    step: str = "",
    sender: Sender = SENDER,
    rules: Rules = RULES,
    received: str = RECEIVED,
    wrote: Mapping[str, Fact] | None = None,
    **facts: Fact,
) -> Leaving:
    """The reply after this story; `step` is the line of the step, else it is submitted today."""
    lines = "\n".join(line for line in (received, story, WRITTEN) if line)
    state = replay([_with_reason(one, wrote or {}) for one in tell(lines)], rules)
    taken = entry(step or f"{today} 送审")
    given: dict[str, Fact] = {**taken.facts, "kind_of_reply": result, "sha256": "a" * 64, **facts}
    taken = replace(taken, facts=given)
    return Leaving(
        number="〔2026〕12号",
        state=state,
        entry=taken,
        rules=rules,
        today=date.fromisoformat(today),
        result=REPLIES.get(result),
        results=tuple(REPLIES[code] for code in results_in(given) if code in REPLIES),
        sender=sender,
        text=letter() if text is None else text,
    )


def _with_reason(told: Entry, wrote: Mapping[str, Fact]) -> Entry:
    """A story's reason is that of an irregular step; to a third party it is what the notice says."""
    if told.event is Event.LETTER_WRITTEN:
        return replace(told, facts={**told.facts, **wrote})
    if told.event is not Event.THIRD_PARTY_TOLD or not told.reason:
        return told
    return replace(told, facts={**told.facts, "reason": [told.reason]}, reason="")


def codes(found: object) -> list[str]:
    """The codes of what was found."""
    return [one.code for one in found if isinstance(one, Finding)]  # type: ignore[attr-defined]
