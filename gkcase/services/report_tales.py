"""Made-up cases told day by day (示例数据): who asks for what, what happens to it, reviews and suits after it."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from stdnum.cn import ric

from gkcase.domain.fees import page_fee
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.terms import CaseKind, Event, Remedy
from gkcase.paths import RESOURCES
from gkcase.services.bulk import IMPORTED, History
from gkcase.services.office import Office
from gkcase.services.report_days import Days

EXTENDED_SHARE = 0.06
"""So many of the cases that are answered take an extension."""

HURRIED = "示例数据按报告数字生成，时间有限"
"""The reason of steps that had to be taken earlier or later than the rules allow, so that the year comes out right."""

ANSWERED = 3
"""Working days from the filing of a review or suit to the answer, in time also around a long holiday."""

PAGES = 120
"""So many pages are charged for where a fee is not paid."""


@dataclass(frozen=True)
class Step:
    """What happens so many working days after the beginning."""

    after: int
    event: Event
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass
class Tale:
    """One case: its kind of applicant, the working day on which it came, what happens how many days after it.

    The steps in `later` are reviews and suits; their `after` is the number of the working day itself.
    """

    kind: str
    came: int
    steps: list[Step]
    hurried: bool = False
    row: str = ""
    later: list[Step] = field(default_factory=list)
    remedies: int = 0

    @property
    def ended(self) -> int:
        """The working day of its end."""
        return self.came + self.steps[-1].after

    @property
    def replied(self) -> bool:
        """Whether it ends with a reply that can be attacked."""
        return self.steps[-1].event is Event.REPLIED

    @property
    def withheld(self) -> bool:
        """Whether it was refused under articles 14 to 16, so that a review comes before a suit."""
        return self.row.startswith("deny_") and self.row != "deny_query"


class Teller:
    """Tells cases: the same ones for the same seed."""

    def __init__(self, office: Office, chance: random.Random) -> None:
        self.words: dict[str, Any] = tomllib.loads((RESOURCES / "demo" / "report.toml").read_text("utf-8"))
        self.chance = chance
        self._profile = office.profile
        self._limits = {name: office.rules.law.period[name].days for name in ("reply", "fee_payment")}
        self._correction = office.rules.policy.correction_limit_days
        self.codes: dict[str, list[str]] = {}
        for code, result in office.replies.items():
            if result.row and result.answers(CaseKind.REQUEST):
                self.codes.setdefault(result.row, []).append(code)
        self._special: Mapping[str, Callable[[], Iterable[Step]]] = {
            "cant_unclear": self._cant_unclear,
            "oth_nocorrect": self._oth_nocorrect,
            "oth_nofee": self._oth_nofee,
            "deny_third": self._deny_third,
            "np_mass": self._np_mass,
        }

    # -- the request ------------------------------------------------------------------------------------------

    def request(self, kind: str, on: date) -> dict[str, Fact]:
        """A request of that day: channel, applicant, what is wanted."""
        channel = self.chance.choices(list(self.words["channels"]), list(self.words["channels"].values()))[0]
        arrival = "signed_on" if channel == "post_signed" else "submitted_on"
        facts: dict[str, Fact] = {"channel": channel, arrival: on.isoformat(), **self._applicant(kind)}
        if channel in ("internet", "email"):
            facts["auto_confirmed"] = True
        if channel == "post_signed":
            facts["tracking_number"] = self._tracking()
        subject, place = self.chance.choice(self.words["subjects"]), self.chance.choice(self.words["places"])
        year = on.year - self.chance.randrange(1, 5)
        facts |= {"wanted": f"{place}{year}年{subject}", "form_wanted": "paper", "way_wanted": "post"}
        return facts

    def _applicant(self, kind: str) -> dict[str, Fact]:
        at = self.chance.randrange(10**6)
        facts: dict[str, Fact] = {
            "applicant.kind": kind,
            "applicant.phone": f"1380000{at % 10**4:04}",
            "applicant.address": f"清河县{self.chance.choice(self.words['places'])}{at % 9 + 1}组",
            "applicant.postcode": "999999",
        }
        if kind != "natural":
            name = self.chance.choice(self.words["organisations"][kind])
            return {**facts, "applicant.name": name, "applicant.id_kind": "other"} | {
                "applicant.id_number": f"登记证{at % 10**4:04}"
            }
        surnames, given = self.words["surnames"], self.words["given"]
        place = at % (len(surnames) * len(given))
        born = date(1955, 1, 1) + timedelta(days=place * 13)
        number = f"999999{born:%Y%m%d}{place % 1000:03}"
        return {
            **facts,
            "applicant.name": surnames[place % len(surnames)] + given[place // len(surnames)],
            "applicant.id_kind": "resident_id",
            "applicant.id_number": number + ric.calc_check_digit(f"{number}0"),
        }

    def _tracking(self) -> str:
        return f"EB{self.chance.randrange(10**9):09}CN"

    # -- what happens until the end ---------------------------------------------------------------------------

    def steps(self, row: str, *, long: bool = True) -> list[Step]:
        """What happens to a request that ends in that row, each so many working days after it came."""
        if row in ("oth", "oth_other") and self.chance.random() < 0.6:
            return [Step(self._between(1, 9), Event.WITHDRAWN, {"note": "申请人书面撤回"})]
        if row in self._special:
            return list(self._special[row]())
        if long and self.chance.random() < EXTENDED_SHARE:
            asked = self._between(14, self._limits["reply"] - 2)
            facts: dict[str, Fact] = {"days": 20, "reason": "需要查找档案", "approver": self.words["head"]}
            return [Step(asked, Event.EXTENDED, facts), self._reply(row, self._between(22, 38))]
        days = self._between(3, self._limits["reply"] - 1)
        return [*self._search(row, days), self._reply(row, days)]

    def _search(self, row: str, days: int) -> list[Step]:
        if row != "cant_nohold":
            return []
        facts: dict[str, Fact] = {
            "places": "档案室、办公系统",
            "method": "按文件名称和关键词检索",
            "searcher": self.chance.choice(self.words["handlers"]),
            "outcome": "未检索到相关政府信息",
        }
        return [Step(max(days - 2, 1), Event.SEARCHED, facts)]

    def _reply(self, row: str, days: int) -> Step:
        codes = self.codes["oth_other" if row == "oth" else row]
        return Step(days, Event.REPLIED, {"kind_of_reply": self.chance.choice(codes), IMPORTED: True})

    def _between(self, low: int, high: int) -> int:
        return self.chance.randint(low, high)

    def _correction_asked(self) -> Step:
        facts: dict[str, Fact] = {"items": "所需信息的名称、文号或者其他特征", "delivery": "email"}
        return Step(self._between(1, 5), Event.CORRECTION_REQUESTED, facts)

    def _cant_unclear(self) -> Iterable[Step]:
        asked = self._correction_asked()
        corrected = asked.after + self._between(2, 8)
        yield asked
        yield Step(corrected, Event.CORRECTION_RECEIVED)
        yield self._reply("cant_unclear", corrected + self._between(3, 15))

    def _oth_nocorrect(self) -> Iterable[Step]:
        asked = self._correction_asked()
        yield asked
        yield Step(asked.after + self._correction + self._between(1, 3), Event.CORRECTION_LAPSED)

    def _oth_nofee(self) -> Iterable[Step]:
        asked = self._between(3, 8)
        yield Step(asked, Event.FEE_REQUESTED, {"amount": page_fee(PAGES), "pages": PAGES})
        yield Step(asked + self._limits["fee_payment"] + self._between(1, 3), Event.FEE_LAPSED)

    def _deny_third(self) -> Iterable[Step]:
        sent = self._between(1, 3)
        answered = sent + self._between(4, 12)
        name = self.chance.choice(self.words["organisations"]["enterprise"])
        facts: dict[str, Fact] = {"id": "c1", "to": "third_party", "name": name, "information": "涉及的合同"}
        yield Step(sent, Event.CONSULTATION_SENT, facts)
        yield Step(sent + 2, Event.CONSULTATION_DELIVERED, {"id": "c1"})
        yield Step(answered, Event.CONSULTATION_ANSWERED, {"id": "c1", "opinion": "objection"})
        yield self._reply("deny_third", answered + self._between(2, 6))

    def _np_mass(self) -> Iterable[Step]:
        asked = self._between(2, 4)
        told = asked + self._between(3, 6)
        yield Step(asked, Event.REASONS_REQUESTED, {"reason": "申请数量明显超过合理范围"})
        yield Step(told, Event.REASONS_RECEIVED, {"reason": "未说明合理理由"})
        yield self._reply("np_mass", told + self._between(3, 8))

    # -- reviews and suits ------------------------------------------------------------------------------------

    def remedy(self, tale: Tale, remedy: Remedy, filed: int, decided: int, result: str) -> None:
        """Add a review or suit, filed and decided on these working days."""
        tale.remedies += 1
        key = f"r{tale.remedies}"
        if remedy is Remedy.ADMINISTRATIVE_REVIEW:
            body = self._profile.review_body or "上一级行政机关"
        else:
            body = self._profile.court or "人民法院"
        facts: dict[str, Fact] = {"id": key, "remedy": remedy.value, "body": body}
        told: dict[str, Fact] = {"id": key, "result": result, "outcome": "见决定书、裁判文书"}
        tale.later += [
            Step(filed, Event.REMEDY_FILED, facts),
            Step(
                min(filed + ANSWERED, decided), Event.DEFENCE_FILED, {"id": key, "papers": "书面答复和证据"}
            ),
            Step(decided, Event.REMEDY_DECIDED, told),
        ]

    # -- the whole case ---------------------------------------------------------------------------------------

    def history(self, tale: Tale, days: Days) -> History:
        """The case as far as it has happened by today."""
        on = days.on(tale.came)
        facts = self.request(tale.kind, on)
        by = self.chance.choice(self.words["handlers"])
        entries = [
            Entry(Event.RECEIVED, on, by, facts),
            Entry(Event.ASSIGNED, on, by, {"to": by, "unit": self.chance.choice(self.words["units"])}),
        ]
        steps = [replace(step, after=tale.came + step.after) for step in tale.steps] + tale.later
        for step in sorted(steps, key=lambda step: step.after):
            if not days.over(step.after):
                break
            day = days.on(step.after)
            more = self._delivery(str(facts["channel"]), day) if step.event is Event.REPLIED else {}
            reason = HURRIED if tale.hurried else ""
            entries.append(Entry(step.event, day, by, {**step.facts, **more}, reason=reason))
        return History(entries, on.year, imported=True)

    def _delivery(self, channel: str, day: date) -> dict[str, Fact]:
        """How a reply leaves: back the way by which the request came."""
        if channel == "post_signed":
            sent: dict[str, Fact] = {"delivery": "post", "posted_on": day.isoformat()}
            return {**sent, "carrier": "china_post", "tracking_number": self._tracking()}
        if channel == "in_person":
            return {"delivery": "hand", "signed_on": day.isoformat()}
        return {"delivery": "email" if channel == "email" else "online", "sent_on": day.isoformat()}
