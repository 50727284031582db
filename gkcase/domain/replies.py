"""What a reply decides (条例第三十六条 and its neighbours): letter, article, yearly-report row, facts and remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from gkcase.domain.errors import Refusal
from gkcase.domain.facts import FactSpec, Kind
from gkcase.domain.lawfile import Table, as_table, broken, build, read_table, same_keys
from gkcase.domain.parts import main_result as main_result
from gkcase.domain.parts import results_in as results_in
from gkcase.domain.policy import Policy
from gkcase.domain.result_codes import CODES as CODES
from gkcase.domain.result_codes import RECTIFICATIONS
from gkcase.domain.result_codes import Ground as Ground
from gkcase.domain.result_codes import Reply as Reply
from gkcase.domain.terms import CaseKind, LetterKind

Route = Literal["review_first", "split", "choice", "none"]
"""Review before suit (复议前置), that for the part withheld only, either at choice, or nothing to attack."""

REPORT_ROWS = (
    "open",
    "partial",
    "deny_secret",
    "deny_law",
    "deny_safety",
    "deny_third",
    "deny_internal",
    "deny_process",
    "deny_casefile",
    "deny_query",
    "cant_nohold",
    "cant_make",
    "cant_unclear",
    "np_petition",
    "np_repeat",
    "np_publication",
    "np_mass",
    "np_reissue",
    "oth_nocorrect",
    "oth_nofee",
    "oth_other",
)
"""The result rows of table 三 of the yearly report, in print order (国办公开办函〔2021〕30号)."""


@dataclass(frozen=True)
class RemedyTexts:
    """One edition of the remedy paragraphs (救济途径), with blanks {review_body}, {court} and {online_review}.

    `since` is the first day of letters that bear it. Empty is what the law did not know then: no review that
    comes first, no channel on the internet to name.
    """

    since: date
    choice: str
    review_first: str = ""
    review_first_part: str = ""
    online: str = ""


@dataclass(frozen=True)
class Result:
    """One kind of reply with its ground, as it is recorded (`code`), written and counted.

    `basis` is the article as the letter quotes it, `row` the key in table 三 of the yearly report (empty: not
    counted there), `letter` the template and `kind` the kind of letter that tells it (empty and None where nobody
    is told), `remedy` the route that the law gives before the office's choices, `facts` what the letter needs.
    """

    code: str
    reply: Reply
    ground: Ground | None
    label: str
    kind: LetterKind | None
    letter: str
    letter_title: str
    basis: str
    row: str
    remedy: Route
    facts: tuple[FactSpec, ...]
    editions: tuple[RemedyTexts, ...]

    def answers(self, kind: CaseKind) -> bool:
        """Whether a case of that kind can be answered with it; how a request ends unanswered is no answer."""
        if kind is CaseKind.RECTIFICATION:
            return self.code in RECTIFICATIONS
        return self.kind is LetterKind.REPLY

    def texts(self, on: date) -> RemedyTexts:
        """The remedy paragraphs in force on the day of the letter; the oldest for days before them."""
        newest_first = sorted(self.editions, key=lambda edition: edition.since, reverse=True)
        return next((found for found in newest_first if found.since <= on), newest_first[-1])


_REPLIES = {reply.value: reply for reply in Reply}
_GROUNDS = {ground.value: ground for ground in Ground}


def parse_replies(text: str) -> Mapping[str, Result]:
    """Read all results from TOML, by code in the order of the file."""
    where = "答复类型"
    table = read_table(text, where)
    same_keys(table, frozenset({"remedy", "fact", "reply"}), where)
    editions = _editions(table["remedy"], f"{where} remedy")
    facts = {name: _fact(name, row) for name, row in as_table(table["fact"], where).items()}
    rows = as_table(table["reply"], where)
    same_keys(rows, frozenset(CODES), where)
    results = {code: _result(code, row, facts, editions) for code, row in rows.items()}
    used = {spec.name for result in results.values() for spec in result.facts}
    if unused := facts.keys() - used:
        raise broken(where, f"没有答复类型用到事实 {min(unused)}")
    return results


def remedy_route(result: Result, policy: Policy, *, on: date, parts: Sequence[Result] = ()) -> Route:
    """The route by law and by the office's choices (行政复议法第二十三条第一款第（四）项).

    `parts` are the results of a reply's parts: review comes first for those under articles 14-16, and where all
    that was kept back is no government information, for none. `on` is the day of the letter.
    """
    routes = {_route(part, policy) for part in parts} or {_route(result, policy)}
    partly_open = result.reply is Reply.DISCLOSE_PART
    if partly_open and not policy.partial_review_first:
        return "choice"
    if not routes & {"review_first", "split"}:
        return "none" if routes == {"none"} else "choice"
    if not result.texts(on).review_first:
        return "choice"
    return "review_first" if routes == {"review_first"} else "split"


def _route(result: Result, policy: Policy) -> Route:
    if result.reply is Reply.SPECIAL_ACCESS and policy.query_and_silence_review_first:
        return "review_first"
    return result.remedy


def remedy_text(
    result: Result,
    *,
    on: date,
    review_body: str,
    court: str,
    online_review: str = "",
    electronic: bool = False,
    policy: Policy | None = None,
    parts: Sequence[Result] = (),
) -> str:
    """The remedy paragraph of a letter of that day; empty where nothing can be attacked.

    Refused while an address lacks that it has to name.
    """
    route = remedy_route(result, policy or Policy(), on=on, parts=parts)
    if route == "none":
        return ""
    if not review_body.strip():
        raise Refusal(
            "尚未填写行政复议机关，请先在“设置”中填写", "《行政复议法》第二十三条第二款", "review_body"
        )
    if not court.strip():
        raise Refusal("尚未填写有管辖权的人民法院，请先在“设置”中填写", "《行政诉讼法》第四十六条", "court")
    texts = result.texts(on)
    if electronic and texts.online and not online_review.strip():
        reason = "以电子方式送达的答复应当同时告知网上申请行政复议的渠道，请先在“设置”中填写"
        raise Refusal(reason, "《行政复议法》第二十二条第二款", "online_review")
    bodies = {"review_first": texts.review_first, "split": texts.review_first_part}
    text = bodies.get(route, texts.choice) + (texts.online if electronic else "")
    facts = {"review_body": review_body, "court": court, "online_review": online_review}
    # In one pass and not by str.format: an address may hold braces.
    return re.sub(r"\{(\w+)\}", lambda blank: facts[blank[1]].strip(), text)


def _editions(value: object, where: str) -> tuple[RemedyTexts, ...]:
    if not isinstance(value, list) or not value:
        raise broken(where, "应为列表")
    return tuple(build(RemedyTexts, row, where) for row in value)


@dataclass(frozen=True)
class _FactRow:
    label: str
    kind: str = "text"
    required: bool = False
    hint: str = ""


def _fact(name: str, row: object) -> FactSpec:
    where = f"答复类型的事实 {name}"
    table = dict(as_table(row, where))
    choices = as_table(table.pop("choices", {}), where)
    words = build(_FactRow, table, where)
    kind = next((kind for kind in get_args(Kind) if kind == words.kind), None)
    if kind is None or bool(choices) != (kind == "choice"):
        raise broken(where, f"kind {words.kind} 不合要求")
    pairs = tuple((code, str(label)) for code, label in choices.items())
    return FactSpec(name, words.label, kind, words.required, pairs, words.hint)


@dataclass(frozen=True)
class _Row:
    label: str
    kind: str
    letter: str
    letter_title: str
    basis: str
    row: str
    remedy: Route


def _result(
    code: str, table: object, facts: Mapping[str, FactSpec], editions: tuple[RemedyTexts, ...]
) -> Result:
    where = f"答复类型 {code}"
    rest = dict(as_table(table, where))
    asked = _asked(rest.pop("facts", []), as_table(rest.pop("hints", {}), where), facts, where)
    row = build(_Row, rest, where)
    if (row.row or code not in RECTIFICATIONS) and row.row not in REPORT_ROWS:
        raise broken(where, f"年度报告没有 {row.row} 一行")
    if row.kind and not LetterKind.knows(row.kind):
        raise broken(where, f"没有 {row.kind} 这种文书")
    ground = _GROUNDS.get(code)
    return Result(
        code=code,
        reply=_REPLIES[code[:-1] if ground else code],
        ground=ground,
        label=row.label,
        kind=LetterKind.of(row.kind) if row.kind else None,
        letter=row.letter,
        letter_title=row.letter_title,
        basis=row.basis,
        row=row.row,
        remedy=row.remedy,
        facts=asked,
        editions=editions,
    )


def _asked(names: object, hints: Table, facts: Mapping[str, FactSpec], where: str) -> tuple[FactSpec, ...]:
    """The facts that a result names, in its order; `hints` say what to fill in where that is a matter of the result."""
    if not isinstance(names, list):
        raise broken(where, "facts 应为列表")
    if unknown := [str(name) for name in (*names, *hints) if name not in facts]:
        raise broken(where, f"没有事实 {unknown[0]}")
    if idle := hints.keys() - set(names):
        raise broken(where, f"hints 中的 {min(idle)} 不在 facts 中")
    return tuple(replace(facts[name], hint=str(hints.get(name) or facts[name].hint)) for name in names)
