"""The yearly report reckoned a second way: plain Python over the journals, sharing nothing with what counts it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gkcase.domain.journal import Entry

ROW = {
    **{"R1": "open", "R2": "open", "R3": "partial"},
    **{"R4a": "deny_secret", "R4b": "deny_law", "R4c": "deny_safety", "R4d": "deny_third"},
    **{"R4e": "deny_internal", "R4f": "deny_process", "R4g": "deny_casefile", "R5": "deny_query"},
    **{"R6": "cant_nohold", "R7": "cant_nohold", "R8": "cant_make", "R9": "cant_unclear"},
    **{"R10": "np_petition", "R11": "np_repeat", "R12": "np_publication", "R13": "np_mass"},
    **{"R14": "np_reissue", "R15": "oth_nocorrect", "R16": "oth_nofee"},
    **{"R17a": "oth_other", "R17b": "oth_other", "R17c": "oth_other", "R17d": "oth_other"},
}
"""LAW: which result is counted in which row."""

CLOSED = {"correction_lapsed": "R15", "fee_lapsed": "R16", "withdrawn": "R17a", "merged": "R17b"}
GROUP = {
    "administrative_review": "review",
    "litigation": "suit_direct",
    "litigation_after_review": "suit_after_review",
}

Cell = tuple[str, str]
Counted = Mapping[Cell, list[int]]


@dataclass(frozen=True)
class Told:
    """What the journal of a case tells the report."""

    kind: str
    received: date | None
    ended: date | None
    row: str
    past: Sequence[Entry]


def in_force(journal: Sequence[Entry]) -> list[Entry]:
    """What was not voided, in the order of days."""
    gone = {int(str(entry.facts["entry"])) for entry in journal if entry.event.value == "voided"}
    past = [entry for entry in journal if entry.seq not in gone and entry.event.value != "voided"]
    return sorted(past, key=lambda entry: (entry.on, entry.event.value != "received", entry.seq))


def told(journal: Sequence[Entry]) -> Told | None:
    """Read a journal; None for a request to put a record right, which table 三 does not count."""
    past = in_force(journal)
    first = past[0]
    if first.facts.get("case_kind") == "rectification":
        return None
    arrived = str(first.facts.get("signed_on") or first.facts.get("submitted_on") or "")
    confirmed = [entry.on for entry in past if entry.event.value == "confirmed"]
    received = confirmed[0] if confirmed else date.fromisoformat(arrived) if arrived else None
    ends = [
        (entry.on, str(entry.facts.get("kind_of_reply") or "") or CLOSED[entry.event.value])
        for entry in past
        if entry.event.value in (*CLOSED, "replied")
    ]
    ended, row = None, ""
    if ends:
        ended = ends[0][0]
        row = ROW[[code for on, code in ends if on.year == ended.year][-1]]
    return Told(str(first.facts.get("applicant.kind") or ""), received, ended, row, past)


def table3(journals: Mapping[int, Sequence[Entry]], year: int, form: str) -> Counted:
    """The cases of every cell of table 三, totals too."""
    found: dict[Cell, list[int]] = defaultdict(list)
    for case_id, journal in journals.items():
        case = told(journal)
        if case is None or case.received is None or not case.kind or case.received.year > year:
            continue
        open_before = case.received.year < year and (case.ended is None or case.ended.year >= year)
        rows = ["new"] * (case.received.year == year) + ["carried_in"] * open_before
        if case.ended is not None and case.ended.year == year:
            older = form == "2019" and case.row.startswith("oth_")
            rows += ["oth" if older else case.row, "total"]
        if case.ended is None or case.ended.year > year:
            rows.append("carried_out")
        for row in rows:
            found[row, case.kind].append(case_id)
            found[row, "total"].append(case_id)
    return found


def uncounted(journals: Mapping[int, Sequence[Entry]], year: int) -> set[int]:
    """Requests that have to do with the year and lack what the report asks for."""
    found = set()
    for case_id, journal in journals.items():
        case = told(journal)
        if case is None or (case.received and case.kind):
            continue
        begun = case.received or case.past[0].on
        if begun.year <= year and (case.ended is None or case.ended.year >= year):
            found.add(case_id)
    return found


def table4(journals: Mapping[int, Sequence[Entry]], year: int) -> Counter[Cell]:
    """Every suit once, under what it began as, in the state in which it is on 31 December."""
    found: Counter[Cell] = Counter()
    for journal in journals.values():
        past = in_force(journal)
        filed = {str(e.facts["id"]): e for e in past if e.event.value == "remedy_filed"}
        decided = {str(e.facts["id"]): e for e in past if e.event.value == "remedy_decided"}
        known = {
            key
            for key in filed
            if _day(filed[key], "filed_on").year <= year
            or (key in decided and _day(decided[key], "decided_on").year <= year)
        }
        for key, entry in filed.items():
            if entry.facts.get("appeal_of") or key not in known:
                continue
            ends = [
                (_day(decided[last], "decided_on"), str(decided[last].facts["result"]))
                if last in decided
                else (date.max, "")
                for last in _last_instances(key, filed, known)
            ]
            on, result = max(ends, key=lambda end: end[0])
            if on.year >= year:
                group = GROUP[str(entry.facts["remedy"])]
                found[group, result if on.year == year else "pending"] += 1
                found[group, "total"] += 1
    return found


def _day(entry: Entry, name: str) -> date:
    return date.fromisoformat(str(entry.facts.get(name) or entry.on))


def _last_instances(key: str, filed: Mapping[str, Entry], known: set[str]) -> list[str]:
    appeals = [one for one, entry in filed.items() if entry.facts.get("appeal_of") == key and one in known]
    return [last for appeal in appeals for last in _last_instances(appeal, filed, known)] or [key]
