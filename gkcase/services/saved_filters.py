"""Filters that are kept under a name (常用筛选), each person's own and those for all; one may be the first view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from typing import Any

from gkcase.domain.errors import Refusal
from gkcase.domain.rights import May
from gkcase.domain.terms import ApplicantKind, CaseKind, Channel, Status
from gkcase.domain.words import clean_text
from gkcase.services.case_filter import CaseFilter, Moving, Order, Span
from gkcase.services.filter_words import LABELS
from gkcase.services.office import Office
from gkcase.services.people import persons
from gkcase.services.queries import handlers, units
from gkcase.services.remembering import EVERYBODY, forget, recall, recalled, remember, remember_in
from gkcase.storage.tables import RememberedRow

KEY = "filter:案件:"
FIRST = "first_view:案件"
"""Under this key a person keeps which filter the list begins with."""

LONGEST_NAME = 30
THIS_YEAR = "this"
MOST = 9999
"""No year and no number of days that is kept goes beyond."""

_SETS: Mapping[str, type[Enum]] = {
    "statuses": Status,
    "channels": Channel,
    "applicant_kinds": ApplicantKind,
}
_ONES: Mapping[str, type[Enum]] = {"kind": CaseKind, "order": Order}
_SPANS = ("received", "due", "replied", "finished", "next_on")
_NOT_KEPT = ("chosen",)
_SAID = {"text": "查找的字", "year": "年度", "order": "排序", **LABELS}


@dataclass(frozen=True)
class SavedFilter:
    """A filter under its name; `gone` says in one sentence each what it names and the office no longer has."""

    name: str
    wanted: CaseFilter
    shared: bool = False
    first: bool = False
    gone: tuple[str, ...] = ()


# -- as it is stored ------------------------------------------------------------------------------------------


def document(wanted: CaseFilter, today: date) -> dict[str, Any]:
    """A filter as it is kept: what differs from no filter at all; the year that runs now stays the running one."""
    kept: dict[str, Any] = {}
    for field in fields(wanted):
        value = getattr(wanted, field.name)
        if value != field.default and field.name not in _NOT_KEPT:
            kept[field.name] = _plain(value)
    if wanted.year == today.year:
        kept["year"] = THIS_YEAR
    return kept


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(_plain(one) for one in value)
    if isinstance(value, Span):
        if value.moving:
            return value.moving.value
        return [day.isoformat() if day else None for day in (value.since, value.until)]
    return value.value if isinstance(value, Enum) else value


def read(kept: object, today: date) -> tuple[CaseFilter, tuple[str, ...]]:
    """A filter out of what was kept, and what of it could not be read; that is left out."""
    found: dict[str, Any] = {}
    lost: list[str] = []
    for name, value in (kept if isinstance(kept, dict) else {}).items():
        try:
            found[name] = _value(name, value, today)
        except (KeyError, TypeError, ValueError, AttributeError):
            lost.append(f"“{_SAID.get(name, name)}”的条件已不能用，没有采用")
    return CaseFilter(**found), tuple(lost)


_TYPES: Mapping[str, type] = {
    field.name: type(field.default) for field in fields(CaseFilter) if isinstance(field.default, str | bool)
}
_NUMBERS = ("within", "year")
_FLAGS = ("late", "extended", "corrected", "fee", "imported")


def _value(name: str, value: Any, today: date) -> Any:
    if name in _SETS:
        return frozenset(_SETS[name](code) for code in value)
    if name in _ONES:
        return _ONES[name](value)
    if name in _SPANS:
        return _span(value)
    if name == "results":
        return frozenset(str(code) for code in value)
    if name == "year" and value == THIS_YEAR:
        return today.year
    kind = int if name in _NUMBERS else bool if name in _FLAGS else _TYPES[name]
    if type(value) is not kind:
        raise TypeError(name)
    if isinstance(value, int) and not 0 <= value <= MOST:
        raise ValueError(name)
    return value


def _span(value: Any) -> Span:
    if isinstance(value, str):
        return Span(moving=Moving.of(value))
    since, until = (date.fromisoformat(day) if day else None for day in value)
    return Span(since, until)


# -- keeping --------------------------------------------------------------------------------------------------


def saved_filters(office: Office) -> list[SavedFilter]:
    """The filters of the person who is acting, then those for all."""
    first = recall(office, FIRST, office.acting)
    own = recalled(office, KEY, office.acting) if office.acting else {}
    people = _people(office)
    return [
        _saved(office, name, kept, shared, first == [name, shared], people)
        for listed, shared in ((own, False), (recalled(office, KEY), True))
        for name, kept in listed.items()
    ]


def _people(office: Office) -> frozenset[str]:
    return frozenset({*(person.name for person in persons(office)), *handlers(office)})


def _saved(
    office: Office, name: str, kept: object, shared: bool, first: bool, people: Iterable[str]
) -> SavedFilter:
    wanted, lost = read(kept, office.today())
    gone = list(lost)
    if wanted.handler and wanted.handler not in people:
        gone.append(f"“{wanted.handler}”已不在人员名单里，也没有经办的案件")
    if wanted.unit and wanted.unit not in units(office):
        gone.append(f"没有由“{wanted.unit}”承办的案件")
    if unknown := sorted(wanted.results.difference(office.replies)):
        gone.append(f"没有处理结果“{'、'.join(unknown)}”")
    return SavedFilter(name, wanted, shared, first, tuple(gone))


def save_filter(office: Office, name: str, wanted: CaseFilter, *, shared: bool = False) -> SavedFilter:
    """Keep a filter under a name, in place of the one that had it."""
    name = _name(name)
    if wanted.narrowing.without(*_NOT_KEPT) == CaseFilter():
        raise Refusal("现在没有筛选条件，请先选条件，再存为常用筛选", "", "name")
    remember(office, KEY + name, document(wanted, office.today()), _whose(office, shared))
    return SavedFilter(name, wanted, shared)


def _name(typed: str) -> str:
    name = clean_text(typed, "名称").strip()
    if not name:
        raise Refusal("请给常用筛选起个名称", "", "name")
    if len(name) > LONGEST_NAME:
        raise Refusal(f"名称最多{LONGEST_NAME}个字", "", "name")
    return name


def _whose(office: Office, shared: bool) -> str:
    if shared:
        return EVERYBODY
    if not office.acting:
        raise Refusal("请先选择经办人，或者存为全单位共用", "", "name")
    return office.acting


def rename_filter(office: Office, kept: SavedFilter, name: str) -> None:
    """Give a kept filter another name; refused where another one has it."""
    name = _name(name)
    person = _whose(office, kept.shared)
    if name == kept.name:
        return
    with office.transaction(May.OWN) as session:
        if session.get(RememberedRow, (person, KEY + name)):
            raise Refusal(f"已有名为“{name}”的常用筛选，请换一个名称", "", "name")
        row = session.get(RememberedRow, (person, KEY + kept.name))
        if row is None:
            raise Refusal(f"“{kept.name}”已经被删除", "", "name")
        remember_in(session, KEY + name, row.value, person)
        session.delete(row)
        if kept.first:
            remember_in(session, FIRST, [name, kept.shared], office.acting)


def delete_filter(office: Office, kept: SavedFilter) -> None:
    """Keep it no longer."""
    forget(office, KEY + kept.name, _whose(office, kept.shared))


def begin_with(office: Office, kept: SavedFilter | None) -> None:
    """Let the list begin with a kept filter for the person who is acting; None: with all cases."""
    if kept is None:
        forget(office, FIRST, office.acting)
    else:
        remember(office, FIRST, [kept.name, kept.shared], office.acting)


def first_view(office: Office) -> SavedFilter | None:
    """The filter with which the list begins; None where none was chosen, or it is gone."""
    return next((kept for kept in saved_filters(office) if kept.first), None)
