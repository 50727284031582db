"""The regulation's periods, read from a table that an officer can lay beside its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from gkcase.domain.errors import Refusal
from gkcase.domain.lawfile import as_table, broken, build, read_table, same_keys
from gkcase.domain.terms import chinese_date

Unit = Literal["workday", "day", "month"]

UNITS: Mapping[str, str] = {"workday": "个工作日", "day": "日", "month": "个月"}

PERIODS = frozenset(
    {
        "registration",
        "correction_notice",
        "correction_limit_default",
        "reply",
        "extension",
        "consultation_answer",
        "reasons_answer",
        "drafting",
        "fee_payment",
        "third_party_told",
        "proactive_publication",
        "personal_record_correction",
        "mail_sorting",
        "reassessment",
        "due_soon",
    }
)
"""The periods that an edition of the regulation must name."""

REMEDIES = frozenset(
    {
        "review_application",
        "suit_direct",
        "suit_after_review",
        "review_defence",
        "review_defence_simplified",
        "suit_defence",
        "suit_defence_simplified",
        "appeal_defence",
        "appeal_judgment",
        "appeal_ruling",
    }
)
"""The periods of review and litigation (行政复议法、行政诉讼法)."""

INTERNAL = "内部时限"


@dataclass(frozen=True)
class Period:
    """A number of working days, calendar days or months, and the article that sets it.

    `days` counts units; `since` says in Chinese from which day the period runs.
    """

    days: int
    unit: Unit
    basis: str
    label: str
    since: str = ""

    @property
    def is_internal(self) -> bool:
        """Whether it is the office's own practice (内部时限) and no rule of law."""
        return self.basis.startswith(INTERNAL)

    @property
    def words(self) -> str:
        """The length as a letter says it: 20个工作日."""
        return f"{self.days}{UNITS[self.unit]}"


@dataclass(frozen=True)
class Law:
    """One edition of the regulation (条例)."""

    title: str
    number: str
    in_force: date
    period: Mapping[str, Period]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an edition from TOML; unknown or missing keys are an error."""
        where = "条例"
        table = read_table(text, where)
        same_keys(table, frozenset({"title", "number", "in_force", "period"}), where)
        head = build(_Head, {key: value for key, value in table.items() if key != "period"}, where)
        return cls(head.title, head.number, head.in_force, _periods(table["period"], PERIODS, where))


@dataclass(frozen=True)
class _Head:
    title: str
    number: str
    in_force: date


def parse_remedies(text: str) -> Mapping[str, Period]:
    """Read the periods of review and litigation (复议、诉讼期限) from TOML."""
    where = "复议诉讼期限"
    table = read_table(text, where)
    same_keys(table, frozenset({"period"}), where)
    return _periods(table["period"], REMEDIES, where)


def law_on(day: date, laws: Iterable[Law]) -> Law:
    """The edition in force on a day; a day before the oldest edition is refused (条例第五十六条)."""
    editions = sorted(laws, key=lambda law: law.in_force)
    ruling = [law for law in editions if law.in_force <= day]
    if not ruling:
        first = editions[0]
        raise Refusal(
            f"{chinese_date(day)}早于《{first.title}》（{first.number}）施行之日{chinese_date(first.in_force)}，"
            "适用修订前的规定，本程序不能计算期限",
            "第五十六条",
        )
    return ruling[-1]


def _periods(table: object, names: frozenset[str], where: str) -> Mapping[str, Period]:
    rows = as_table(table, where)
    same_keys(rows, names, where)
    periods = {name: build(Period, row, f"{where} {name}") for name, row in rows.items()}
    for name, period in periods.items():
        if period.days < 1:
            raise broken(f"{where} {name}", "期限应为正数")
    return periods
