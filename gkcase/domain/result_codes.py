"""The codes under which a decision is recorded: kinds of reply, their grounds, and corrections (第四十一条)."""

from __future__ import annotations

from gkcase.domain.terms import Term


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
    RECTIFIED = "X1", "更正"
    NOT_RECTIFIED = "X2", "不予更正"
    PASSED_ON = "X3", "转送"


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


CODES = tuple(
    code
    for reply in Reply
    for code in ([ground.value for ground in Ground if ground.value[:-1] == reply.value] or [reply.value])
)
"""Every code under which a result is recorded: R1-R3, R4a-R4g, R5-R16, R17a-R17d, X1-X3."""

OF_WHOLE_CASES = frozenset({"R15", "R16", "R17a", "R17b"})
"""Results by which a whole request ends without an answer to what was asked; no part of it can have them."""

RECTIFICATIONS = frozenset({"X1", "X2", "X3"})
"""Results of a request to put a record right (第四十一条); table 三 of the yearly report does not count them."""

OPENED = frozenset({"R1", "R2"})
WITHHELD = frozenset(code for code in CODES if code.startswith("R4"))
"""Refusals under articles 14 to 16 (第三十六条第（三）项)."""
