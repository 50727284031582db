"""Requests as they come to a large office over all years that the calendar knows, in the shares of published reports.

Every case is whole: its entries are those that an officer would have made, and the rules judge them as any other.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from benchmarks.large_office import GIVEN, HANDLERS, PLACES, SUBJECTS, SURNAMES, TODAY
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.terms import Event
from gkcase.domain.workdays import WorkCalendar
from gkcase.services.bulk import IMPORTED, History

FIRST_YEAR = 2019
UNITS = ("党政办公室", "财政所", "自然资源所", "村镇建设办公室", "综合执法队", "社会事务办公室")
CHANNELS = {"internet": 50, "post_signed": 30, "in_person": 12, "email": 8}
KINDS = {
    **{"natural": 976, "enterprise": 14, "legal_service": 4, "welfare": 2, "research": 1, "other_org": 3},
}
RESULTS = {
    **{"R1": 130, "R2": 276, "R3": 134},
    **{"R4a": 1, "R4b": 1, "R4c": 2, "R4d": 9, "R4e": 3, "R4f": 6, "R4g": 3, "R5": 1},
    **{"R6": 190, "R7": 57, "R8": 17, "R9": 3},
    **{"R10": 18, "R11": 6, "R12": 3, "R13": 3, "R14": 3},
    **{"lapsed": 20, "withdrawn": 100, "R17d": 14},
}
"""In a thousand: open 406, partly 134, refused 26, cannot 267, not processed 33, other 134."""
REMEDY_RESULTS = ("upheld", "upheld", "corrected", "other")


def histories(calendar: WorkCalendar, cases: int, seed: int = 7) -> Iterator[History]:
    """So many requests in the order in which they came, evenly over the working days since FIRST_YEAR."""
    chance = random.Random(seed)
    first, last = calendar.rank(date(FIRST_YEAR, 1, 2)), calendar.rank(TODAY)
    for place in range(cases):
        rank = first + place * (last - first) // cases
        story = Story(calendar, chance, rank)
        story.tell()
        yield History(story.entries, story.entries[0].on.year, imported=True)


@dataclass
class Story:
    """One request from its arrival until today; what would happen after today has not happened."""

    calendar: WorkCalendar
    chance: random.Random
    rank: int
    entries: list[Entry] = field(default_factory=list)
    over: bool = False

    def after(self, workdays: int, event: Event, **facts: Fact) -> None:
        """The next step, so many working days later."""
        self.rank += workdays
        day = self.calendar.at_rank(self.rank)
        self.over = self.over or day > TODAY
        if not self.over:
            told = {name.replace("__", "."): value for name, value in facts.items()}
            days = {name: day.isoformat() for name, value in told.items() if value == "today"}
            self.entries.append(Entry(event, day, self.by, {**told, **days}, reason="补录"))

    def chosen(self, shares: dict[str, int]) -> str:
        """One of these by its share."""
        return self.chance.choices(list(shares), list(shares.values()))[0]

    def tell(self) -> None:
        """All that happens."""
        self.by = self.chance.choice(HANDLERS)
        self.arrive()
        result = self.chosen(RESULTS)
        if result == "lapsed" or result == "R9" or self.chance.random() < 0.06:
            self.correct(result)
        if result == "withdrawn":
            self.after(self.chance.randrange(2, 9), Event.WITHDRAWN, note="申请人书面撤回")
        elif result != "lapsed":
            self.handle()
            self.reply(result)
        if self.chance.random() < 0.85:
            self.after(self.chance.randrange(5, 40), Event.ARCHIVED, place="档案室3柜1层")

    def arrive(self) -> None:
        """The request and who gets it."""
        channel, kind = self.chosen(CHANNELS), self.chosen(KINDS)
        day = {"post_signed": "signed_on"}.get(channel, "submitted_on")
        wanted = f"{self.chance.choice(PLACES)}{self.chance.choice(SUBJECTS)}"
        facts: dict[str, Fact] = {"applicant.kind": kind, day: "today", "wanted": wanted}
        if channel in ("internet", "email"):
            facts["confirmed_on"] = "today"
        if channel == "post_signed":
            facts["tracking_number"] = f"EB{self.chance.randrange(10**9):09}CN"
        facts["applicant.name"] = self.applicant(kind)
        self.after(0, Event.RECEIVED, channel=channel, form_wanted="paper", way_wanted="post", **facts)
        unit = self.chance.choice(UNITS)
        self.after(self.chance.randrange(2), Event.ASSIGNED, to=self.chance.choice(HANDLERS), unit=unit)

    def applicant(self, kind: str) -> str:
        """A name; no person is meant."""
        pick = self.chance.choice
        if kind == "natural":
            return pick(SURNAMES) + "".join(self.chance.choices(GIVEN, k=self.chance.randrange(1, 3)))
        return f"{pick(PLACES)}{pick(GIVEN)}{pick(GIVEN)}{'律师事务所' if kind == 'legal_service' else '有限公司'}"

    def correct(self, result: str) -> None:
        """The applicant is asked to make it clear, and does or does not."""
        asked = {"items": "写明文件名称", "guidance": "请写明", "delivery": "post", "delivered_on": "today"}
        self.after(self.chance.randrange(1, 5), Event.CORRECTION_REQUESTED, limit_days=15, **asked)
        if result == "lapsed":
            self.after(17, Event.CORRECTION_LAPSED)
        else:
            self.after(self.chance.randrange(2, 12), Event.CORRECTION_RECEIVED)

    def handle(self) -> None:
        """Searching, asking others, extending, reviewing."""
        found = {"places": "档案室", "method": "按名称检索", "searcher": self.by, "outcome": "见检索记录"}
        self.after(self.chance.randrange(1, 4), Event.SEARCHED, **found)
        if self.chance.random() < 0.05:
            name = f"{self.chance.choice(PLACES)}建材有限公司"
            self.after(
                1,
                Event.CONSULTATION_SENT,
                id="c1",
                to="third_party",
                name=name,
                information="合同",
                delivery="hand",
            )
            self.after(1, Event.CONSULTATION_DELIVERED, id="c1", proof="送达回证")
            opinion = self.chance.choice(("consent", "objection"))
            self.after(self.chance.randrange(3, 14), Event.CONSULTATION_ANSWERED, id="c1", opinion=opinion)
        if self.chance.random() < 0.08:
            self.after(3, Event.EXTENDED, days=20, reason="档案较多", approver="赵某", delivery="post")
            self.rank += 8
        if self.chance.random() < 0.9:
            self.after(2, Event.SECRECY_REVIEWED, reviewer="钱某", outcome="不涉及国家秘密，可以公开")

    def reply(self, result: str) -> None:
        """The reply leaves and arrives; some go to review or to court."""
        number = f"EB{self.chance.randrange(10**9):09}CN"
        sent: dict[str, Fact] = {"delivery": "post", "carrier": "china_post", "tracking_number": number}
        late = self.chance.choices((self.chance.randrange(3, 14), 25), (98, 2))[0]
        self.after(late, Event.REPLIED, posted_on="today", kind_of_reply=result, **{IMPORTED: True}, **sent)
        if self.chance.random() < 0.95:
            self.after(self.chance.randrange(1, 5), Event.SERVED, proof="EMS签收记录")
        if self.chance.random() < 0.025:
            self.dispute()

    def dispute(self) -> None:
        """A review or a suit."""
        remedy = self.chance.choice(("administrative_review", "administrative_review", "litigation"))
        self.after(
            self.chance.randrange(5, 30), Event.REMEDY_FILED, id="r1", remedy=remedy, body="清河县人民政府"
        )
        result = self.chance.choice(REMEDY_RESULTS)
        self.after(self.chance.randrange(20, 90), Event.REMEDY_DECIDED, id="r1", result=result)
