"""Whether the file of a case is complete (归档材料齐全): for what happened in this case, which papers must be there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gkcase.domain.errors import Refusal
from gkcase.domain.filing import PARTS, Paper, part_of
from gkcase.domain.journal import Entry
from gkcase.domain.rules import Rules
from gkcase.domain.state import CaseState, Objection
from gkcase.domain.terms import CaseKind, Event

SUPPLYING = frozenset({"R2", "R3"})
"""Results with which information is handed over, so that a copy of it belongs into the file."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """One part that the file of this case must have: whether it is there, and what to do where it is not.

    `event` is the step at which the paper is added, None where a letter is written instead.
    """

    code: str
    label: str
    there: bool
    todo: str
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """The case as the check sees it: its parts by paper, the entries that carry scans, the kinds of its letters."""

    state: CaseState
    parts: frozenset[str]
    scanned: frozenset[int]
    kinds: frozenset[str]
    results: tuple[str, ...]

    def all_scanned(self, *events: Event) -> bool:
        """Whether every entry of these events carries a paper."""
        return all(entry.seq in self.scanned for entry in self.state.past if entry.event in events)

    def happened(self, *events: Event) -> bool:
        """Whether one of these steps was taken."""
        return self.state.last(*events) is not None


@dataclass(frozen=True, slots=True)
class _Rule:
    code: str
    wanted: Callable[[_Seen], bool]
    there: Callable[[_Seen], bool]
    todo: str
    event: Event | None = None


def _letters(*pairs: tuple[Event, tuple[str, ...]]) -> Callable[[_Seen], bool]:
    """Every step taken has one of its letters."""
    return lambda seen: all(seen.kinds & set(kinds) for event, kinds in pairs if seen.happened(event))


E = Event
_CONSULTED = (E.CONSULTATION_SENT, ("third_party_consultation", "agency_consultation"))
_EXTENDED = (
    (E.EXTENDED, ("extension_notice",)),
    (E.REASONS_REQUESTED, ("reasons_notice",)),
    (E.DELAYED, ("delay_notice",)),
)
_LAPSED = frozenset({"closed_no_correction", "closed_no_fee"})
_COURT = (E.REMEDY_FILED, E.DEFENCE_FILED, E.REMEDY_DECIDED)


def _reviewed(seen: _Seen) -> bool:
    """The sheet was printed, or every signature on paper carries its scan."""
    on_paper = [entry for entry in seen.state.all(E.SIGNED) if entry.flag("on_paper")]
    return "signoff_sheet" in seen.kinds or (
        bool(on_paper) and all(entry.seq in seen.scanned or entry.text("scan") for entry in on_paper)
    )


def _searched(seen: _Seen) -> bool:
    """The search stands as a step of its own, or with the letter that rests on it."""
    return seen.happened(E.SEARCHED) or any(
        entry.text("places") for entry in seen.state.all(E.LETTER_WRITTEN)
    )


_RULES = (
    _Rule(
        "request",
        lambda seen: True,
        lambda seen: "request" in seen.parts,
        "把申请书（邮寄的连同信封）扫描后添加到“登记”",
        E.RECEIVED,
    ),
    _Rule(
        "identity",
        lambda seen: True,
        lambda seen: "identity" in seen.parts,
        "把身份证明复印件扫描后添加到“登记”，文件名写明身份证或者营业执照",
        E.RECEIVED,
    ),
    _Rule("receipt", lambda seen: True, lambda seen: "receipt" in seen.parts, "生成登记回执"),
    _Rule(
        "correction",
        lambda seen: seen.happened(E.CORRECTION_REQUESTED),
        lambda seen: (
            _letters((E.CORRECTION_REQUESTED, ("correction_notice",)))(seen)
            and seen.all_scanned(E.CORRECTION_RECEIVED)
        ),
        "生成补正告知书，把收到的补正材料添加到“收到补正”",
        E.CORRECTION_RECEIVED,
    ),
    _Rule(
        "consultation",
        lambda seen: seen.happened(E.CONSULTATION_SENT),
        lambda seen: _letters(_CONSULTED)(seen) and seen.all_scanned(E.CONSULTATION_ANSWERED),
        "生成征求意见书，把对方的书面意见添加到“收到意见”",
        E.CONSULTATION_ANSWERED,
    ),
    _Rule(
        "extension",
        lambda seen: seen.happened(E.EXTENDED, E.REASONS_REQUESTED, E.DELAYED),
        lambda seen: _letters(*_EXTENDED)(seen) and seen.all_scanned(E.REASONS_RECEIVED),
        "生成延期或者说明理由的告知书，把申请人的说明添加到案卷",
        E.REASONS_RECEIVED,
    ),
    _Rule(
        "fee",
        lambda seen: seen.happened(E.FEE_REQUESTED),
        lambda seen: _letters((E.FEE_REQUESTED, ("fee_notice",)))(seen) and seen.all_scanned(E.FEE_PAID),
        "生成收费通知书，把票据添加到“已缴费”",
        E.FEE_PAID,
    ),
    _Rule("search", lambda seen: "R6" in seen.results, _searched, "登记检索记录", E.SEARCHED),
    _Rule(
        "review",
        lambda seen: seen.happened(E.SIGNED),
        _reviewed,
        "打印审签单入卷，或者把纸质审签单扫描后添加到“审签”",
        E.SIGNED,
    ),
    _Rule(
        "closing",
        lambda seen: seen.happened(E.WITHDRAWN, E.CORRECTION_LAPSED, E.FEE_LAPSED),
        lambda seen: (
            seen.all_scanned(E.WITHDRAWN)
            and (not seen.happened(E.CORRECTION_LAPSED, E.FEE_LAPSED) or bool(seen.kinds & _LAPSED))
        ),
        "把撤回申请书添加到“撤回申请”；逾期终止的生成不再处理告知书",
        E.WITHDRAWN,
    ),
    _Rule(
        "reply",
        lambda seen: seen.happened(E.REPLIED),
        lambda seen: "reply" in seen.parts,
        "把发出的答复书添加到“答复”",
        E.REPLIED,
    ),
    _Rule(
        "supplied",
        lambda seen: bool(SUPPLYING & set(seen.results)),
        lambda seen: "supplied" in seen.parts,
        "把提供给申请人的信息添加到“答复”",
        E.REPLIED,
    ),
    _Rule(
        "proof",
        lambda seen: seen.happened(E.REPLIED),
        lambda seen: "proof" in seen.parts and seen.all_scanned(E.SERVED),
        "登记送达，把送达回证或者签收记录添加到“送达”",
        E.SERVED,
    ),
    _Rule(
        "remedy",
        lambda seen: seen.happened(E.REMEDY_FILED),
        lambda seen: seen.all_scanned(*_COURT),
        "把申请书或起诉状副本、答复材料、决定书或判决书添加到各环节",
        E.REMEDY_FILED,
    ),
)
"""What belongs into the file (第四十五条), part by part; what did not happen is not asked for."""


def file_parts(
    state: CaseState,
    papers: Sequence[Paper],
    results: tuple[str, ...],
    on_paper: frozenset[str] = frozenset(),
) -> tuple[FilePart, ...]:
    """The parts that the file of this case must have; those in `on_paper` lie in the paper file.

    A case that was taken over from another register (补录) has its papers there.
    """
    first = state.last(Event.RECEIVED)
    elsewhere = first is not None and first.flag("imported")
    seen = _seen(state, papers, results)
    rules = [rule for rule in _RULES if rule.wanted(seen)]
    return tuple(
        FilePart(
            rule.code,
            PARTS[rule.code],
            elsewhere or rule.code in on_paper or rule.there(seen),
            rule.todo,
            rule.event,
        )
        for rule in rules
    )


def _seen(state: CaseState, papers: Sequence[Paper], results: tuple[str, ...]) -> _Seen:
    entries: Mapping[int, Entry] = {entry.seq: entry for entry in state.past}
    sent = frozenset(entry.text("sha256") for entry in state.all(Event.REPLIED))
    kept = [paper for paper in papers if paper.seq in entries]
    parts = {part_of(paper, entries[paper.seq], sent) for paper in kept}
    if any(not paper.kind and entries[paper.seq].event is Event.REPLIED for paper in kept):
        parts.add("reply")  # an answer on the spot or from before: its scan hangs on the step itself
    asked = results if state.kind is CaseKind.REQUEST else ()
    return _Seen(
        state,
        frozenset(parts),
        frozenset(paper.seq for paper in kept if not paper.kind),
        frozenset(paper.kind for paper in kept if paper.kind),
        asked,
    )


def lacking(parts: Iterable[FilePart]) -> tuple[str, ...]:
    """The codes of the parts that are not there."""
    return tuple(part.code for part in parts if not part.there)


def read_parts(words: object) -> frozenset[str]:
    """The parts that somebody says lie in the paper file: by code or Chinese name, one a line or with commas."""
    text = "\n".join(map(str, words)) if isinstance(words, list | tuple) else str(words or "")
    by_label = {label: code for code, label in PARTS.items()}
    found = set()
    for name in filter(None, (word.strip() for word in re.split("[,，\n]", text))):
        code = name if name in PARTS else by_label.get(name)
        if code is None:
            known = "，".join(PARTS.values())
            raise Refusal(f"“{name}”不是案卷材料的名称，可用的有：{known}", "", "on_paper")
        found.add(code)
    return frozenset(found)


# -- guards ---------------------------------------------------------------------------------------------------


def service_unproved(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """A replied case is archived with its proof of service; that of an earlier reply is not enough."""
    if state.last(Event.REPLIED) is None or any(
        past.event is Event.SERVED for past in state.since(Event.REPLIED)
    ):
        return None
    return Objection("尚未登记送达凭证", "service_unproved", "国办公开办函〔2016〕235号")


def file_incomplete(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """The file must hold what happened in the case; `lacking` was found by the check of its papers."""
    codes = entry.facts.get("lacking")
    names = [PARTS[str(code)] for code in codes] if isinstance(codes, list | tuple) else []
    if not names:
        return None
    return Objection(f"案卷缺少{'、'.join(names)}", "file_incomplete", "第四十五条")


def remedy_periods_running(state: CaseState, entry: Entry, rules: Rules) -> Objection | None:
    """Until the applicant can no longer attack the reply, the file is better kept at hand."""
    until = entry.day("remedy_until")
    if until is None or until < entry.on:
        return None
    said = f"申请复议、提起诉讼的期限到{until.year}年{until.month}月{until.day}日为止，尚未届满"
    return Objection(said, "remedy_period_running", "《行政复议法》第二十条、《行政诉讼法》第四十六条")
