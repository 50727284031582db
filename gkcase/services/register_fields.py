"""The six registers (台账) and their columns: what each says, from which stored column, and how wide it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import aliased

from gkcase.domain.parcels import CHINA_POST, COURIER
from gkcase.domain.stages import CLOSED, INVALID, LAPSED, RECEIVED, VALID
from gkcase.domain.terms import (
    ApplicantKind,
    CaseKind,
    Channel,
    Delivery,
    Event,
    Opinion,
    Party,
    Remedy,
    RemedyResult,
    Status,
    Term,
)
from gkcase.services.dispatch_list import LETTERS
from gkcase.storage.tables import OPEN, CaseCopy, MailingRow, StageRow

FREE = -1
"""On paper: takes the width that is left."""


class Register(Term):
    """A register (台账) that the office keeps."""

    CASES = "cases", "登记台账"
    CORRECTIONS = "corrections", "补正台账"
    EXTENSIONS = "extensions", "延期台账"
    CONSULTATIONS = "consultations", "征求意见台账"
    REMEDIES = "remedies", "复议诉讼台账"
    MAILINGS = "mailings", "送达台账"


class FieldKind(Enum):
    """What stands in a column, and so how it can be narrowed."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    CHOICE = "choice"
    FLAG = "flag"


class Veil(Enum):
    """Whose name a column holds, or words that may name somebody: it decides how it is masked."""

    APPLICANT = "applicant"
    PARTY = "party"
    ADDRESSEE = "addressee"
    WORDS = "words"


@dataclass(frozen=True)
class Field:
    """A column. `source` is what the database sorts and narrows by, of a day where it hangs on one.

    `width` is in signs; `paper` in tenths of a point, 0 where it does not stand on paper. `shown`: it stands in the
    list from the beginning. `choices` are what a stored code is called.
    """

    key: str
    heading: str
    kind: FieldKind
    source: Any
    width: float
    paper: int = 0
    shown: bool = True
    choices: Mapping[str, str] = field(default_factory=dict)
    veil: Veil | None = None

    def column(self, today: date) -> Any:
        """The column of the database as of today."""
        return self.source(today) if callable(self.source) else self.source


Source = Callable[[date], ColumnElement[Any]]


def _labels(*terms: type[Term]) -> dict[str, str]:
    return {term.value: term.label for each in terms for term in each}


def text(key: str, heading: str, source: Any, width: float = 14, **more: Any) -> Field:
    """A column of words."""
    return Field(key, heading, FieldKind.TEXT, source, width, **more)


def day(key: str, heading: str, source: Any, **more: Any) -> Field:
    """A column of days."""
    return Field(key, heading, FieldKind.DAY, source, 13, **{"paper": 710, **more})


def number(key: str, heading: str, source: Any, width: float = 9, **more: Any) -> Field:
    """A column of numbers."""
    return Field(key, heading, FieldKind.NUMBER, source, width, **more)


def flag(key: str, heading: str, source: Any, **more: Any) -> Field:
    """A column that says yes or nothing."""
    return Field(key, heading, FieldKind.FLAG, source, 9, **more)


def choice(key: str, heading: str, source: Any, choices: Mapping[str, str], **more: Any) -> Field:
    """A column of which each cell says one of a few things."""
    return Field(key, heading, FieldKind.CHOICE, source, more.pop("width", 12), choices=choices, **more)


NUMBER = text("number", "编号", CaseCopy.number, 18, paper=760)
APPLICANT = text("applicant", "申请人", CaseCopy.applicant, 16, paper=640, veil=Veil.APPLICANT)
WANTED = text("wanted", "所需信息", CaseCopy.wanted, 40, paper=FREE, veil=Veil.WORDS)
HANDLER = text("handler", "承办人", CaseCopy.handler, 10, paper=420)
UNIT = text("unit", "承办机构", CaseCopy.unit, 16, shown=False)
STATUS = choice("status", "状态", CaseCopy.status, _labels(Status), paper=430)
UNDECIDED = "尚未审结"


def _late(today: date) -> ColumnElement[bool]:
    return or_(CaseCopy.late.is_(True), and_(OPEN, CaseCopy.due_on < today))


def _unanswered(today: date) -> ColumnElement[bool]:
    after = and_(StageRow.ended_on.is_not(None), StageRow.ended_on > StageRow.limit_on)
    return or_(after, and_(StageRow.ended_on.is_(None), StageRow.limit_on < today))


CASE_FIELDS = (
    NUMBER,
    choice("kind", "类别", CaseCopy.kind, _labels(CaseKind), shown=False, width=14),
    APPLICANT,
    choice(
        "applicant_kind", "申请人类别", CaseCopy.applicant_kind, _labels(ApplicantKind), shown=False, width=14
    ),
    WANTED,
    choice("channel", "渠道", CaseCopy.channel, _labels(Channel), paper=560, width=14),
    day("received_on", "收到申请之日", CaseCopy.received_on),
    STATUS,
    day("due_on", "届满日", CaseCopy.due_on),
    number("left", "剩余工作日", CaseCopy.due_on, 13, paper=330),
    UNIT,
    HANDLER,
    flag("corrected", "补正", CaseCopy.corrected, shown=False),
    flag("extended", "延期", CaseCopy.extended, shown=False),
    choice("result", "处理结果", CaseCopy.result, {}, paper=760, width=24),
    day("replied_on", "答复日期", CaseCopy.replied_on),
    day("finished_on", "办结日期", CaseCopy.finished_on, shown=False, paper=0),
    number("working_days", "用时工作日", CaseCopy.working_days, 10),
    flag("late", "是否逾期", _late, paper=330),
    number("fee", "收费（元）", CaseCopy.fee, 10, shown=False),
)
"""登记台账, in the words of the field."""

CORRECTION_FIELDS = (
    NUMBER,
    APPLICANT,
    text("wanted", "所需信息", CaseCopy.wanted, 40, paper=0, shown=False),
    text("words", "补正内容", StageRow.words, 36, paper=FREE, veil=Veil.WORDS),
    day("began_on", "告知日", StageRow.began_on),
    day("reached_on", "送达日", StageRow.reached_on),
    number("days", "补正工作日", StageRow.days, 12, paper=400),
    day("limit_on", "补正届满日", StageRow.limit_on),
    day("ended_on", "补正或终结日", StageRow.ended_on),
    choice(
        "result",
        "结果",
        StageRow.result,
        {RECEIVED: "已补正", LAPSED: "逾期不补正，不再处理", CLOSED: "案件已办结", "": "待补正"},
        paper=700,
        width=20,
    ),
    flag("late", "逾期未补正", _unanswered, paper=330),
    UNIT,
    HANDLER,
)
EXTENSION_FIELDS = (
    NUMBER,
    APPLICANT,
    text("wanted", "所需信息", CaseCopy.wanted, 40, paper=0, shown=False),
    day("began_on", "告知日", StageRow.began_on),
    day("due_before", "原届满日", StageRow.due_before),
    number("days", "延长工作日", StageRow.days, 12, paper=400),
    day("limit_on", "延期后届满日", StageRow.limit_on),
    text("party", "批准人", StageRow.party, 10, paper=480),
    text("words", "延期理由", StageRow.words, 36, paper=FREE, veil=Veil.WORDS),
    choice("result", "是否有效", StageRow.result, {VALID: "有效", INVALID: "无效"}, paper=430),
    STATUS,
    UNIT,
    HANDLER,
)
CONSULTATION_FIELDS = (
    NUMBER,
    text("party", "征求意见对象", StageRow.party, 24, paper=860, veil=Veil.PARTY),
    choice("code", "对象类别", StageRow.code, _labels(Party), paper=560, width=16),
    text("words", "涉及信息", StageRow.words, 36, paper=FREE, veil=Veil.WORDS),
    day("began_on", "发出日", StageRow.began_on),
    day("reached_on", "签收日", StageRow.reached_on),
    day("limit_on", "意见期限", StageRow.limit_on),
    day("ended_on", "回复日", StageRow.ended_on),
    choice(
        "result",
        "意见",
        StageRow.result,
        {**_labels(Opinion), CLOSED: "案件已办结", "": "未回复"},
        paper=560,
    ),
    flag("late", "逾期", _unanswered, paper=330),
    UNIT,
    HANDLER,
)
REMEDY_FIELDS = (
    NUMBER,
    APPLICANT,
    choice("code", "途径", StageRow.code, _labels(Remedy), paper=580, width=22),
    text("party", "复议机关、法院", StageRow.party, 24, paper=FREE),
    text("case_number", "案号", StageRow.number, 24, paper=720),
    day("began_on", "提起日", StageRow.began_on),
    day("reached_on", "收到副本日", StageRow.reached_on),
    day("limit_on", "答辩期限", StageRow.limit_on),
    day("ended_on", "作出日期", StageRow.ended_on),
    choice("result", "结果", StageRow.result, {**_labels(RemedyResult), "": UNDECIDED}, paper=480, width=14),
    text("words", "结果内容", StageRow.words, 30, veil=Veil.WORDS),
    UNIT,
    HANDLER,
)
FIRST = aliased(MailingRow)
"""The first sending of the same letter: its step says which letter it is."""

MAILING_FIELDS = (
    NUMBER,
    choice(
        "letter",
        "文书",
        FIRST.event,
        {event.value: words for event, words in LETTERS.items()},
        paper=760,
        width=18,
    ),
    text("addressee", "收件人", MailingRow.addressee, 24, paper=FREE, veil=Veil.ADDRESSEE),
    choice("way", "方式", MailingRow.way, {**_labels(Delivery), "": "未记"}, paper=560),
    choice(
        "carrier",
        "寄递企业",
        MailingRow.carrier,
        {CHINA_POST: "中国邮政", COURIER: "其他快递企业", "": ""},
        shown=False,
        width=14,
    ),
    text("tracking_number", "邮件号码", MailingRow.tracking_number, 20, paper=900),
    flag("again", "再次寄送", MailingRow.seq != MailingRow.letter, paper=330),
    day("sent_on", "寄出日", MailingRow.sent_on),
    day("delivered_on", "签收日", MailingRow.delivered_on),
    day("returned_on", "退回日", MailingRow.returned_on),
    flag("proof", "有送达凭证", MailingRow.proof > 0, paper=400),
    UNIT,
    HANDLER,
)

FIELDS: Mapping[Register, tuple[Field, ...]] = {
    Register.CASES: CASE_FIELDS,
    Register.CORRECTIONS: CORRECTION_FIELDS,
    Register.EXTENSIONS: EXTENSION_FIELDS,
    Register.CONSULTATIONS: CONSULTATION_FIELDS,
    Register.REMEDIES: REMEDY_FIELDS,
    Register.MAILINGS: MAILING_FIELDS,
}
"""The columns of each register."""

BEGAN: Mapping[Register, Any] = {
    **dict.fromkeys(Register, StageRow.began_on),
    Register.CASES: CaseCopy.received_on,
    Register.MAILINGS: MailingRow.sent_on,
}
"""The day by which a register is kept in order."""


def figures(register: Register, today: date) -> tuple[tuple[str, Any], ...]:
    """What is counted over a register, besides its rows."""
    waiting = StageRow.ended_on.is_(None)
    return {
        Register.CASES: (("在办", OPEN), ("逾期", _late(today)), ("办结", CaseCopy.finished_on.is_not(None))),
        Register.CORRECTIONS: (("待补正", waiting), ("逾期不补正", StageRow.result == LAPSED)),
        Register.EXTENSIONS: (("有效", StageRow.result == VALID), ("无效", StageRow.result == INVALID)),
        Register.CONSULTATIONS: (
            ("未回复", waiting),
            ("不同意公开", StageRow.result == Opinion.OBJECTION.value),
            ("逾期", _unanswered(today)),
        ),
        Register.REMEDIES: (
            (UNDECIDED, waiting),
            ("结果纠正", StageRow.result == RemedyResult.CORRECTED.value),
        ),
        Register.MAILINGS: (
            ("未签收", and_(MailingRow.delivered_on.is_(None), MailingRow.returned_on.is_(None))),
            ("退回", MailingRow.returned_on.is_not(None)),
        ),
    }[register]


TO_OTHERS = frozenset({Event.CONSULTATION_SENT, Event.THIRD_PARTY_TOLD})
"""What goes to somebody else than the applicant."""
