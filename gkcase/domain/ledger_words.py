"""What people write into an old ledger (旧台账): days, results, applicants and ways, read into the program's own words.

The patterns were made for the habits of townships: 2026.3.1, 3月1日, 二〇二六年三月一日, 同上, “不予公开（过程性）”.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from gkcase.domain.errors import Refusal
from gkcase.domain.remedies import result_of_words
from gkcase.domain.terms import ApplicantKind, Channel, Delivery, Opinion, RemedyResult
from gkcase.domain.words import parse_day, spoken_count

Value = str | int | float | date
"""What a cell may hold."""

DITTO = frozenset({"同上", "同前", "〃", "″", "′′", '"', "”", "“", "々", "〃〃", "''", "同"})
NOTHING = frozenset({"", "-", "--", "—", "——", "－", "/", "\\", "无", "空", "未填", "/无", "N/A", "n/a", "*"})
SERIAL_START = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 36_526, 73_050
"""Serial numbers of the years 2000 to 2099."""

_FULL = r"(?P<y>\d{4}|\d{2})(?P<s>[-/.年])(?P<m>\d{1,2})(?:[-/.月])(?P<d>\d{1,2})[日号]?(?!\d)"
_COMPACT = r"(?P<cy>(?:19|20)\d{2})(?P<cm>\d{2})(?P<cd>\d{2})(?!\d)"
_SHORT = r"(?P<sm>\d{1,2})[-/.月](?P<sd>\d{1,2})[日号]?(?!\d|[-/.]\d)"
_DAY = re.compile(rf"(?<!\d)(?:{_FULL}|{_COMPACT}|{_SHORT})", re.ASCII)
_CHINESE = re.compile(
    "(?:([〇零○Oo一二三四五六七八九]{4})年)?([十一二三四五六七八九]{1,2})月([十廿卅一二三四五六七八九]{1,3})[日号]"
)
_SPACED = re.compile(r"\s*([-/.年月])\s*")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年|年度|$)|([〇零○一二三四五六七八九]{4})年")
_FIGURES = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}


@dataclass(frozen=True)
class DayRead:
    """The day that a cell means: the first of `found`; whether its year came from elsewhere, and other doubts."""

    found: tuple[date, ...] = ()
    year_taken: bool = False
    doubt: str = ""

    @property
    def on(self) -> date | None:
        """The day; None where the cell is empty."""
        return self.found[0] if self.found else None


def plain(value: Value) -> str:
    """A cell as one line of text: full-width figures and signs as plain ones, spaces trimmed."""
    text = value.isoformat() if isinstance(value, date) else str(value)
    return " ".join(unicodedata.normalize("NFKC", text).split())


def is_ditto(value: Value) -> bool:
    """Whether a cell repeats the one above (同上)."""
    return isinstance(value, str) and (value.strip() in DITTO or plain(value) in DITTO)


def is_nothing(value: Value) -> bool:
    """Whether a cell says that there is nothing."""
    return isinstance(value, str) and plain(value) in NOTHING


def read_day(value: Value, year: int = 0, where: str = "日期") -> DayRead:
    """The day in a cell; Refusal in one sentence where there is none. `year` is that of the sheet or the section."""
    if isinstance(value, date):
        return DayRead((date(value.year, value.month, value.day),))
    if is_nothing(value):
        return DayRead()
    if isinstance(value, int | float) and FIRST_SERIAL <= value <= LAST_SERIAL:
        return DayRead((SERIAL_START + timedelta(days=int(value)),))
    text = plain(value)
    if re.fullmatch(r"\d{5}(\.\d+)?", text, re.ASCII) and FIRST_SERIAL <= float(text) <= LAST_SERIAL:
        return DayRead((SERIAL_START + timedelta(days=int(float(text))),))
    return _days_in(text, year, where, isinstance(value, float))


def _days_in(text: str, year: int, where: str, numeric: bool) -> DayRead:
    closed = _SPACED.sub(r"\1", text)
    found: list[date] = []
    taken, last = False, year
    for match in _DAY.finditer(closed) if _DAY.search(closed) else _CHINESE.finditer(closed):
        named, month, day = _parts(match)
        if not named and not last:
            raise Refusal(f"“{where}”写的“{text}”没有年份，表名和上下文中也没有", "", "day")
        taken = taken or not named
        last = named or last
        found.append(parse_day(f"{last}-{month}-{day}", where))
    if not found:
        raise Refusal(f"“{where}”写的“{text}”不是日期", "", "day")
    unsure = numeric and found[0].day < 4
    doubt = f"“{text}”是数字，{found[0].month}月{found[0].day}日也可能是{found[0].day}0日" if unsure else ""
    return DayRead(tuple(found), taken, doubt)


def _parts(match: re.Match[str]) -> tuple[int, int, int]:
    """Year (0: not written), month and day of a match."""
    if match.re is _CHINESE:
        named = int("".join(_FIGURES.get(sign, "0") for sign in match[1])) if match[1] else 0
        return named, spoken_count(match[2]), spoken_count(match[3])
    kinds = (("y", "m", "d"), ("cy", "cm", "cd"), ("", "sm", "sd"))
    year, month, day = next(names for names in kinds if match[names[1]])
    named = int(match[year]) if year else 0
    return (named + 2000 if 0 < named < 100 else named), int(match[month]), int(match[day])


def year_in(text: str) -> int:
    """The year that a title, a sheet or a section names; 0 where it names none."""
    found = _YEAR.search(plain(text))
    if not found:
        return 0
    return int(found[1] or "".join(_FIGURES[sign] for sign in found[2]))


# -- results, applicants, ways --------------------------------------------------------------------------------

Patterns = tuple[tuple[str, str], ...]

DENIED = (
    "(不|未|免|拒绝|豁免|禁止|无法)(予|给予|能|得|可|可以|应|应当|宜|便|同意|准)?公开"
    "|(不|未|拒绝)(予|给予|得|可|可以|应|应当|宜|便|同意|准)?提供|不属于?(可以?|应当?|依申请|主动)?公开"
)
NOT_GIVEN, CANNOT = "(无法|不能)提供", frozenset({"R6", "R7", "R8", "R9"})
"""Words of the group （四）无法提供 of the yearly report, and its results."""
PARTLY = "(?<!内)部分"
GROUNDS: Patterns = (
    ("国家秘密|涉密|保密", "R4a"),
    ("三安全|安全.*稳定|社会稳定|公共安全|经济安全|国家安全", "R4c"),
    ("第三方|第三人|商业秘密|个人隐私|隐私", "R4d"),
    ("内部|人事|后勤", "R4e"),
    ("过程|讨论|磋商|请示|会议纪要", "R4f"),
    ("执法案卷|案卷", "R4g"),
    ("(法律|行政法规|法规).*禁止|禁止公开", "R4b"),
    ("行政查询|查询事项", "R5"),
)
"""Articles 14 to 16, by the words of their reasons."""

RESULTS: Patterns = (
    ("撤回|撤销申请|撤销了申请", "R17a"),
    ("并案|合并办理|合并答复|并入", "R17b"),
    (
        r"(逾期|未|不|没有)[^，。；]{0,6}补正.{0,8}(处理|放弃|终止)|(逾期|未|不|没有)[^，。；明]{0,4}补正(?!后)|视为放弃|放弃申请",
        "R15",
    ),
    ("(逾期|未|不|没有)[^，。；]{0,4}(缴费|交费|缴纳)", "R16"),
    ("不予更正", "X2"),
    ("转送.*更正|更正.*转送", "X3"),
    ("更正", "X1"),
    (PARTLY, "R3"),
    ("不(属于|是)政府信息|非政府信息", "R17c"),
    ("不存在|不掌握|未制作|未获取|未保存|查无|检索不到|未检索到|没有该信息|无此信息|无该信息", "R6"),
    ("非本(机关|单位|级|镇|街道)|不属于?本|不属我|不归本|不由本|本(机关|单位)不负责|应向|职责范围", "R7"),
    ("加工|分析|汇总|没有现成|非现成|无现成", "R8"),
    ("仍不明|仍然不明|补正后.*不明|内容不明|无法确定|不明确", "R9"),
    ("信访|投诉|举报", "R10"),
    ("大量|反复申请", "R13"),
    ("重新出具|再次出具|要求确认", "R14"),
    ("重复", "R11"),
    ("公开出版物|出版物|报刊|书籍", "R12"),
    ("行政查询", "R5"),
    ("主动公开|已公开|已经公开|网站上?可?查", "R1"),
    ("公开|提供|同意|给予", "R2"),
    ("其他|其它", "R17d"),
)
"""Article 36 and the rows of the yearly report, the narrower words first."""

OPEN = "办理中|在办|正在办|未办结|待答复|待办|未答复"
ANSWERED = "已答复|已办结|已回复|已答|办结|已办|已复|完成"


def _first(patterns: Iterable[tuple[str, str]], text: str) -> str:
    return next((code for words, code in patterns if re.search(words, text)), "")


@dataclass(frozen=True)
class ResultRead:
    """The result that words mean: its code, or what is lacking; `several` are those that stand side by side."""

    code: str = ""
    open: bool = False
    lacking: str = ""
    several: tuple[str, ...] = ()


def read_result(words: str, reason: str = "") -> ResultRead:
    """The code of a result; an answer that is not said, or a refusal without its ground, is lacking something."""
    text, more = re.sub(r"\s", "", plain(words)), re.sub(r"\s", "", plain(reason))
    if re.fullmatch(r"R(1[0-6]|17[a-d]|4[a-g]|[1-35-9])|X[123]", text):
        return ResultRead(text)
    if re.search(OPEN, text):
        return ResultRead(open=True)
    ground = _first(GROUNDS, text) or _first(GROUNDS, more)
    if not re.search(PARTLY, text) and re.search(NOT_GIVEN, text):
        code = next((code for said in (text, more) if (code := _first(RESULTS, said)) in CANNOT), ground)
        return ResultRead(code, lacking="" if code else "没有写明无法提供的理由")
    if not re.search(PARTLY, text) and re.search(DENIED, text):
        return ResultRead(ground, lacking="" if ground else "没有写明不予公开的理由")
    code = _first(RESULTS, text) or _first(GROUNDS, text) or _first(RESULTS, more) or _first(GROUNDS, more)
    if code:
        return ResultRead(code, several=_several(text))
    if not text or re.search(ANSWERED, text):
        return ResultRead(lacking="没有写明答复类型")
    return ResultRead(lacking=f"看不出“{plain(words)[:30]}”是哪一种答复")


def _several(text: str) -> tuple[str, ...]:
    """Results that stand side by side (公开；信息不存在) and of which only one can be kept; empty for a single one."""
    codes = dict.fromkeys(_first(RESULTS, part) for part in re.split("[;；]", text))
    told = tuple(code for code in codes if code)
    return () if "R3" in codes or len(told) < 2 else told


KINDS: Patterns = (
    ("律师(事务)?所|律所|法律服务|法律援助", "legal_service"),
    ("委员会|居委|村委", "other_org"),
    ("自然人|公民|个人|群众|居民|村民|律师|学生", "natural"),
    ("公益|社会组织|社会团体|慈善|基金会|协会", "welfare"),
    ("科研|研究|大学|学院|高校", "research"),
    ("企业|公司|商业|厂|个体|工商户", "enterprise"),
    ("其他|其它|法人|组织|单位|机关|合作社", "other_org"),
)
CHANNELS: Patterns = (
    ("邮箱|邮件|电邮|[Ee]-?[Mm][Aa][Ii][Ll]", "email"),
    ("口头|电话", "oral"),
    ("平信|普通信", "post_unsigned"),
    ("挂号|EMS|ems|特快|快递|快件|邮寄|邮政|寄|信函|来信", "post_signed"),
    ("传真", "fax"),
    ("网|平台|在线|系统|小程序|公众号|线上", "internet"),
    ("当面|现场|窗口|直接|自送|面交|上门|来访|递交|线下|柜台", "in_person"),
    ("其他|其它", "other"),
)
DELIVERIES: Patterns = (
    ("邮箱|邮件|电邮|[Ee]-?[Mm][Aa][Ii][Ll]", "email"),
    ("委托", "entrusted"),
    ("公告", "notice"),
    ("挂号|EMS|ems|特快|快递|快件|邮寄|邮政|寄|信函", "post"),
    ("网|平台|在线|系统|线上|短信|传真", "online"),
    ("当面|现场|窗口|直接|领取|自取|面交|上门|送达|留置", "hand"),
)
OPINIONS: Patterns = (
    ("部分", "partial"),
    ("不同意|反对|不予|拒绝|不愿", "objection"),
    ("同意|无意见|无异议|可以", "consent"),
)
REMEDY_RESULTS: Patterns = (("败诉|重作|履行", "corrected"), ("胜诉", "upheld"), ("撤诉|和解|其他", "other"))
"""What ledgers say of reviews and suits besides the words of decisions."""


def read_kind(words: str) -> ApplicantKind | None:
    """The kind of applicant that a column names."""
    code = _first(KINDS, plain(words))
    return ApplicantKind.of(code) if code else None


def read_channel(words: str) -> Channel | None:
    """The way a request came in."""
    code = _first(CHANNELS, plain(words))
    return Channel.of(code) if code else None


def read_delivery(words: str) -> Delivery | None:
    """The way an answer left."""
    code = _first(DELIVERIES, plain(words))
    return Delivery.of(code) if code else None


def read_opinion(words: str) -> Opinion | None:
    """What a consulted party said."""
    code = _first(OPINIONS, plain(words))
    return Opinion.of(code) if code else None


def read_remedy_result(words: str) -> RemedyResult | None:
    """How a review or suit ended: by the words of the decision, else by those of a ledger."""
    text = plain(words)
    code = _first(REMEDY_RESULTS, text)
    return result_of_words(text) or (RemedyResult.of(code) if code else None)


@dataclass(frozen=True)
class NumberRead:
    """A number of an old ledger: its running number, and its year where it is written."""

    n: int
    year: int = 0


_NUMBERED = re.compile(
    r"(?:.*?[\[(【〔]\s*)?((?:19|20)\d{2})\s*(?:[\])】〕]|年|[-/_.])\s*第?\s*0*([1-9]\d{0,5})\s*号?"
)
_RUN_TOGETHER = re.compile(r"((?:19|20)\d{2})0*([1-9]\d{0,3})")
_BARE = re.compile(r"(?:第|NO\.?|No\.?|编号)?\s*0*([1-9]\d{0,5})\s*号?")


def read_number(value: Value) -> NumberRead | None:
    """A number as ledgers write it: 〔2025〕3号, 2025-003, 2025003, 第3号, 3; None where it is none of them."""
    text = plain(value).removesuffix(".0")
    if found := _NUMBERED.fullmatch(text):
        return NumberRead(int(found[2]), int(found[1]))
    if (found := _RUN_TOGETHER.fullmatch(text)) and len(text) >= 6:
        return NumberRead(int(found[2]), int(found[1]))
    found = _BARE.fullmatch(text)
    return NumberRead(int(found[1])) if found else None
