"""What a reply decides (条例第三十六条 and its neighbours): letter, article, yearly-report row and remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gkcase.domain.errors import Refusal
from gkcase.domain.lawfile import as_table, broken, build, read_table, same_keys
from gkcase.domain.policy import Policy
from gkcase.domain.terms import Term

Route = Literal["review_first", "choice", "none"]
"""Review before suit (复议前置), either at the applicant's choice, or nothing to attack."""

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


class Reply(Term):
    """What the office decided (答复类型)."""

    ALREADY_PUBLIC = "R1", "已主动公开"
    DISCLOSE = "R2", "予以公开"
    DISCLOSE_PART = "R3", "部分公开"
    WITHHOLD = "R4", "不予公开"
    SPECIAL_ACCESS = "R5", "行政查询事项"
    NOT_HELD = "R6", "信息不存在"
    WRONG_AGENCY = "R7", "不属于本机关负责公开"
    NEEDS_CREATION = "R8", "需要加工、分析"
    STILL_UNCLEAR = "R9", "补正后仍不明确"
    NOT_A_REQUEST = "R10", "信访、投诉、举报"
    REPEATED = "R11", "重复申请"
    PUBLICATION = "R12", "公开出版物"
    EXCESSIVE_VOLUME = "R13", "大量反复申请"
    REISSUE = "R14", "要求确认或者重新出具"
    NOT_CORRECTED = "R15", "逾期不补正"
    FEE_UNPAID = "R16", "逾期未缴费"
    OTHERWISE_ENDED = "R17", "其他处理"


class Ground(Term):
    """Why, where one kind of reply has several reasons (理由); 商业秘密 and 个人隐私 both are R4d."""

    STATE_SECRET = "R4a", "国家秘密"
    PROHIBITED_BY_LAW = "R4b", "法律、行政法规禁止公开"
    SAFETY_AND_STABILITY = "R4c", "危及“三安全一稳定”"
    THIRD_PARTY_RIGHTS = "R4d", "保护第三方合法权益"
    INTERNAL_AFFAIRS = "R4e", "内部事务信息"
    DELIBERATIVE = "R4f", "过程性信息"
    ENFORCEMENT_FILE = "R4g", "行政执法案卷"
    WITHDRAWN = "R17a", "申请人撤回"
    MERGED = "R17b", "并案处理"
    NOT_GOVERNMENT_INFORMATION = "R17c", "不属于政府信息"
    OTHER = "R17d", "其他"


@dataclass(frozen=True)
class RemedyTexts:
    """The remedy paragraphs (救济途径) with blanks for {review_body}, {court} and {online_review}."""

    review_first: str
    review_first_part: str
    choice: str
    online: str


@dataclass(frozen=True)
class Result:
    """One kind of reply with its ground, as it is recorded (`code`), written and counted.

    `basis` is the article as the letter quotes it, `row` the key in table 三 of the yearly report, `letter` the
    template (empty where there is none yet), `remedy` the route that the law gives before the office's choices.
    """

    code: str
    reply: Reply
    ground: Ground | None
    label: str
    letter: str
    letter_title: str
    basis: str
    row: str
    remedy: Route
    texts: RemedyTexts


_REPLIES = {reply.value: reply for reply in Reply}
_GROUNDS = {ground.value: ground for ground in Ground}

CODES = tuple(
    code
    for reply in Reply
    for code in ([ground.value for ground in Ground if ground.value[:-1] == reply.value] or [reply.value])
)
"""Every code under which a result is recorded: R1-R3, R4a-R4g, R5-R16, R17a-R17d."""


def parse_replies(text: str) -> Mapping[str, Result]:
    """Read all results from TOML, by code in the order of the file."""
    where = "答复类型"
    table = read_table(text, where)
    same_keys(table, frozenset({"remedy", "reply"}), where)
    texts = build(RemedyTexts, table["remedy"], f"{where} remedy")
    rows = as_table(table["reply"], where)
    same_keys(rows, frozenset(CODES), where)
    return {code: _result(code, row, texts) for code, row in rows.items()}


def remedy_route(result: Result, policy: Policy, *, withheld: bool = True) -> Route:
    """The route by law and by the office's choices (行政复议法第二十三条第一款第（四）项).

    `withheld` says of a partly open reply whether a part was kept back under articles 14-16; where the rest is
    only no government information, review does not come first.
    """
    if result.reply is Reply.DISCLOSE_PART and not (withheld and policy.partial_review_first):
        return "choice"
    if result.reply is Reply.SPECIAL_ACCESS and policy.query_and_silence_review_first:
        return "review_first"
    return result.remedy


def remedy_text(
    result: Result,
    *,
    review_body: str,
    court: str,
    online_review: str = "",
    electronic: bool = False,
    policy: Policy | None = None,
    withheld: bool = True,
) -> str:
    """The remedy paragraph of a letter; empty where nothing can be attacked, refused while an address lacks."""
    route = remedy_route(result, policy or Policy(), withheld=withheld)
    if route == "none":
        return ""
    if not review_body.strip():
        raise Refusal(
            "尚未填写行政复议机关，请先在“设置”中填写", "《行政复议法》第二十三条第二款", "review_body"
        )
    if not court.strip():
        raise Refusal("尚未填写有管辖权的人民法院，请先在“设置”中填写", "《行政诉讼法》第四十六条", "court")
    if electronic and not online_review.strip():
        reason = "以电子方式送达的答复应当同时告知网上申请行政复议的渠道，请先在“设置”中填写"
        raise Refusal(reason, "《行政复议法》第二十二条第二款", "online_review")
    text = _body(result, route) + (result.texts.online if electronic else "")
    facts = {"review_body": review_body, "court": court, "online_review": online_review}
    # In one pass and not by str.format: an address may hold braces.
    return re.sub(r"\{(\w+)\}", lambda blank: facts[blank[1]].strip(), text)


def _body(result: Result, route: Route) -> str:
    if route == "choice":
        return result.texts.choice
    partly = result.reply is Reply.DISCLOSE_PART
    return result.texts.review_first_part if partly else result.texts.review_first


@dataclass(frozen=True)
class _Row:
    label: str
    letter: str
    letter_title: str
    basis: str
    row: str
    remedy: Route


def _result(code: str, table: object, texts: RemedyTexts) -> Result:
    where = f"答复类型 {code}"
    row = build(_Row, table, where)
    if row.row not in REPORT_ROWS:
        raise broken(where, f"年度报告没有 {row.row} 一行")
    ground = _GROUNDS.get(code)
    reply = _REPLIES[code[:-1] if ground else code]
    return Result(
        code, reply, ground, row.label, row.letter, row.letter_title, row.basis, row.row, row.remedy, texts
    )
