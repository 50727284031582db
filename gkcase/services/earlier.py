"""What is known beside a new request: earlier ones of the same applicant, similar ones of others, a repetition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from gkcase.domain.identity import check_id, tidy_id
from gkcase.domain.journal import Facts
from gkcase.domain.terms import ApplicantKind, IdKind, Status
from gkcase.domain.words import sought
from gkcase.services.office import Office
from gkcase.storage import search
from gkcase.storage.tables import ApplicantRow, Case, CaseCopy

SHOWN = 8
"""How many earlier cases are offered while somebody types."""

_COMPARED = (
    200  # an applicant who asks more often than that repeats himself among his latest requests, if at all
)
_FEWEST_PAIRS = 4
_REPEATS = 0.5
_SAYS_NOTHING = re.compile("申请公开|信息公开|政府信息|有关|相关|关于|以及|情况|[的和及与]")


@dataclass(frozen=True)
class Earlier:
    """A case that may have to do with the one being logged."""

    id: int
    number: str
    applicant: str
    wanted: str
    received_on: date | None
    status: Status
    replied_on: date | None
    kind: ApplicantKind = ApplicantKind.NATURAL


@dataclass(frozen=True)
class Beside:
    """What stands beside the form: the applicant's earlier requests (the latest of `count`), how many of them were
    received this month, similar ones of others, and the one that this request seems to repeat (第三十六条第（六）项).
    """

    earlier: tuple[Earlier, ...] = ()
    count: int = 0
    this_month: int = 0
    similar: tuple[Earlier, ...] = ()
    repeated: Earlier | None = None


def beside(office: Office, facts: Facts, *, on: date | None = None, besides: int = 0) -> Beside:
    """All of it at once, of one moment.

    `on` is the day whose month is counted (today where it is not known yet), `besides` the case itself where it is
    registered already.
    """
    name, wanted = str(facts.get("applicant.name") or ""), str(facts.get("wanted") or "")
    same = _same_applicant(name, _sure_number(facts))
    with office.reading() as session:
        own = _cases(session, same, _COMPARED, besides) if same is not None else []
        count = _count(session, same, besides) if len(own) == _COMPARED and same is not None else len(own)
        alike = _alike(session, wanted, {case.id for case in own} | {besides})
    day = on or office.today()
    month = sum(_same_month(case.received_on, day) for case in own)
    return Beside(tuple(own[:SHOWN]), count, month, tuple(alike), repeated(wanted, own))


def earlier_requests(office: Office, name: str, id_number: str = "") -> list[Earlier]:
    """Earlier requests of the same applicant, the latest first."""
    return list(beside(office, {"applicant.name": name, "applicant.id_number": id_number}).earlier)


def similar_requests(office: Office, wanted: str) -> list[Earlier]:
    """Requests in similar words, whoever made them, the most alike first."""
    return list(beside(office, {"wanted": wanted}).similar)


def requests_this_month(office: Office, name: str, id_number: str = "") -> int:
    """How many requests of this applicant were received in the calendar month of today (信息处理费, 第四十二条)."""
    return beside(office, {"applicant.name": name, "applicant.id_number": id_number}).this_month


def repeated(wanted: str, own: Iterable[Earlier]) -> Earlier | None:
    """The earlier request of the same applicant whose words this one repeats, the most alike one."""
    near = [(likeness(wanted, case.wanted), case.id, case) for case in own]
    best = max(near, key=lambda found: found[:2], default=None)
    return best[2] if best is not None and best[0] >= _REPEATS else None


def repeated_among(office: Office, facts: Facts, texts: Sequence[str]) -> dict[int, Earlier]:
    """Of several contents those that repeat an earlier request of this applicant, by their place."""
    same = _same_applicant(str(facts.get("applicant.name") or ""), _sure_number(facts))
    if same is None:
        return {}
    with office.reading() as session:
        own = _cases(session, same, _COMPARED, 0)
    known = [(_telling(case.wanted), case) for case in own]
    found = {}
    for place, text in enumerate(texts):
        pairs = _telling(text)
        near = [(_alikeness(pairs, other), case.id, case) for other, case in known]
        best = max(near, key=lambda one: one[:2], default=None)
        if best is not None and best[0] >= _REPEATS:
            found[place] = best[2]
    return found


def likeness(one: str, other: str) -> float:
    """How much of the shorter of two texts stands in the longer one, in pairs of characters, from 0 to 1."""
    return _alikeness(_telling(one), _telling(other))


def _alikeness(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / min(len(one), len(other)) if shared >= _FEWEST_PAIRS else 0.0


def _telling(text: str) -> frozenset[str]:
    words = _SAYS_NOTHING.sub(" ", text)
    return frozenset(gram for gram in search.grams(words) if len(gram) == 2)


def _same_month(one: date | None, other: date) -> bool:
    return one is not None and (one.year, one.month) == (other.year, other.month)


def _sure_number(facts: Facts) -> str:
    """The ID number; empty while it is being typed or where it cannot be right: then only the name tells."""
    number, kind = tidy_id(str(facts.get("applicant.id_number") or "")), facts.get("applicant.id_kind")
    papers = IdKind.of(kind) if IdKind.knows(kind) else IdKind.RESIDENT_ID
    return "" if check_id(papers, number) else number


def _same_applicant(name: str, number: str) -> ColumnElement[bool] | None:
    """Who carries the same ID number; by name alone only where one of the two shows none: many share a name."""
    name, number = sought(name.strip()), sought(number)
    if not name and not number:
        return None
    if not number:
        return ApplicantRow.name == name
    without = and_(ApplicantRow.name == name, ApplicantRow.id_number == "")
    return or_(ApplicantRow.id_number == number, without) if name else ApplicantRow.id_number == number


def _of(same: ColumnElement[bool], besides: int) -> ColumnElement[bool]:
    known = select(Case.id).join(ApplicantRow, Case.applicant_id == ApplicantRow.id).where(same)
    return and_(CaseCopy.case_id.in_(known), CaseCopy.case_id != besides)


def _count(session: Session, same: ColumnElement[bool], besides: int) -> int:
    return session.scalar(select(func.count()).select_from(CaseCopy).where(_of(same, besides))) or 0


_COLUMNS = (
    CaseCopy.case_id,
    CaseCopy.number,
    CaseCopy.applicant,
    CaseCopy.wanted,
    CaseCopy.received_on,
    CaseCopy.status,
    CaseCopy.replied_on,
    CaseCopy.applicant_kind,
)


def _cases(session: Session, same: ColumnElement[bool], most: int, besides: int) -> list[Earlier]:
    chosen = select(*_COLUMNS).where(_of(same, besides)).order_by(CaseCopy.case_id.desc()).limit(most)
    return [Earlier(*row) for row in session.execute(chosen)]


def _alike(session: Session, wanted: str, known: set[int]) -> Sequence[Earlier]:
    """Requests of others: those that stand among the applicant's own already are left out."""
    if len(_telling(wanted)) < _FEWEST_PAIRS:
        return []
    ids = [case_id for case_id in search.alike(session, wanted, limit=5 * SHOWN) if case_id not in known]
    ids = ids[:SHOWN]
    rows = session.execute(select(*_COLUMNS).where(CaseCopy.case_id.in_(ids)))
    found = {case.id: case for case in (Earlier(*row) for row in rows)}
    return [found[case_id] for case_id in ids if case_id in found]
