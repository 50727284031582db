"""Journals told in Chinese: “日期 环节 [项目=值 …]”, one entry a line; and the rules that the tests reckon by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from gkcase.domain.journal import Entry, Fact
from gkcase.domain.policy import Policy
from gkcase.domain.rules import Rules
from gkcase.domain.terms import Event
from gkcase.services.rulebook import rulebook

RULES = rulebook().rules()
WORDS = {event.label: event for event in Event}
DEFAULTS: Mapping[Event, Mapping[str, Fact]] = {
    Event.RECEIVED: {"channel": "in_person"},
    Event.CORRECTION_REQUESTED: {"items": "写明名称"},
    Event.CONSULTATION_SENT: {"id": "甲", "to": "third_party", "name": "甲公司"},
    Event.CONSULTATION_DELIVERED: {"id": "甲"},
    Event.CONSULTATION_ANSWERED: {"id": "甲"},
    Event.EXTENDED: {"days": 20, "approver": "赵某"},
    Event.SUBMITTED: {"sha256": "a" * 64, "kind_of_reply": "R2", "drafter": "李某"},
    Event.SIGNED: {"sha256": "a" * 64, "signer": "赵某", "step": "head"},
    Event.RETURNED: {"comment": "依据不准确"},
    Event.REPLIED: {"delivery": "post", "kind_of_reply": "R2"},
    Event.SERVED: {"proof": "EMS签收记录"},
    Event.REMEDY_FILED: {"remedy": "administrative_review", "body": "县政府"},
    Event.DEFENCE_FILED: {"papers": "书面答复"},
    Event.REMEDY_DECIDED: {"outcome": "维持"},
    Event.PUBLICATION_DECIDED: {"information": "补助发放名册", "decided_by": "赵某"},
    Event.PUBLISHED: {"place": "县政府网站"},
    Event.REASSESSED: {"outcome": "keep", "reason": "理由仍在", "reviewer": "王某"},
    Event.ASSIGNED: {"to": "周某"},
    Event.MERGED: {"case": "〔2026〕1号"},
    Event.DELAYED: {"until": "2026-12-31"},
}


def rules_with(**choices: object) -> Rules:
    """The shipped rules with other choices among the doubtful points."""
    return replace(RULES, policy=replace(Policy(), **choices))  # type: ignore[arg-type]


def day(text: str) -> date:
    return date.fromisoformat(text)


def entry(line: str, seq: int = 0) -> Entry:
    """Read one line of a story."""
    on, word, *pairs = line.split()
    event = WORDS[word]
    facts: dict[str, Fact] = dict(DEFAULTS.get(event, {}))
    by, reason = "李某", ""
    for pair in pairs:
        name, _, value = pair.partition("=")
        if name in ("by", "reason"):
            by, reason = (value, reason) if name == "by" else (by, value)
        else:
            facts[name] = int(value) if value.isdigit() and name in NUMBERS else value
    if event is Event.RECEIVED and "submitted_on" not in facts and "arrived_on" not in facts:
        facts.setdefault("signed_on" if facts["channel"] == "post_signed" else "submitted_on", on)
    if event is Event.REPLIED:
        facts.setdefault(
            {"post": "posted_on", "hand": "signed_on"}.get(str(facts["delivery"]), "sent_on"), on
        )
    return Entry(event, day(on), by, facts, seq, reason)


NUMBERS = frozenset(
    {"mailing", "days", "defence_days", "limit_days", "entry", "pages", "nth_in_month", "amount"}
)


def tell(story: str) -> list[Entry]:
    """Read a story, one entry a line, numbered in the order of telling."""
    lines = [line.strip() for line in story.splitlines() if line.strip()]
    return [entry(line, seq) for seq, line in enumerate(lines, 1)]
