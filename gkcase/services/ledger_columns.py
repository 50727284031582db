"""What the columns of an old ledger mean: guessed from their headings and their contents, corrected by people."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gkcase.domain.errors import Refusal
from gkcase.domain.ledger_words import Value, plain, read_channel, read_day, read_result
from gkcase.services import remembering
from gkcase.services.office import Office

KEPT = "ledger:"
"""Under this key the office remembers what the columns of a ledger mean."""


@dataclass(frozen=True)
class Field:
    """What a column may hold: its key, its Chinese name, and the headings that it goes by."""

    key: str
    label: str
    headings: str


FIELDS = (
    Field("postcode", "邮政编码", "邮编|邮政编码"),
    Field("tracking", "邮件号码", "(邮件|邮寄|快递|邮政|EMS|运单|挂号)(单)?(编)?号"),
    Field("review", "行政复议", "复议"),
    Field("suit", "行政诉讼", "诉讼|起诉"),
    Field(
        "correction_back",
        "收到补正日期",
        "(收到|材料|回复|返回|提交|申请人|完成)补正|补正(收到|材料|回复|返回|提交|完成)",
    ),
    Field("correction_sent", "告知补正日期", "补正"),
    Field(
        "consult_back",
        "收到意见日期",
        "(征求|征询|第三方|第三人).*(回复|收到|反馈|答复|回函)|(反馈|复函|回函)(日期|时间)",
    ),
    Field("consult_opinion", "第三方意见", "^(第三方|第三人|反馈)意见$|意见(内容|结果)"),
    Field("consult_name", "第三方名称", "^(第三方|第三人)(名称|单位)?$|征求(对象|单位)"),
    Field("consult_sent", "征求意见日期", "征求|征询|发函"),
    Field("extended", "延期告知日期", "延期|延长"),
    Field("due", "答复期限", "期限|截止|到期|届满|应答复|应办结|最迟|时限"),
    Field("withdrawn", "撤回日期", "撤回(日期|时间)"),
    Field("archived", "归档日期", "归档"),
    Field("document", "答复文号", "(答复|告知|回复)书?(文号|编号|字号)|^发?文号"),
    Field("delivery", "送达方式", "(送达|答复|寄送|发送|回复|提供)(方式|途径|渠道|形式)"),
    Field("reason", "不予公开理由", "理由|原因|依据"),
    Field(
        "replied",
        "答复日期",
        "(答复|回复|送达|寄出|发出|发送)(书)?(送达|完成)?(的)?(日期|时间|日$)",
    ),
    Field("finished", "办结日期", "(办结|完结|办理|办理完结|终结|结案)(的)?(日期|时间|日$)"),
    Field("confirmed", "确认日期", "确认(日期|时间)"),
    Field("registered", "登记日期", "(登记|录入)(日期|时间|日$)"),
    Field(
        "received",
        "收到日期",
        "(收到|受理|收件|来件|接收|提交|收文|来文|递交|收)(申请)?(书|表)?(的)?(日期|时间|日$)"
        "|^(收到|日期|时间)$|^签收(日期|时间)$",
    ),
    Field("applied", "申请日期", "申请(日期|时间|日$)"),
    Field("kind", "申请人类别", "申请人?(类别|类型|性质|身份$|主体)|主体(类别|类型|性质)?|^(类别|性质)$"),
    Field("id_number", "证件号码", "身份证|证件|信用代码"),
    Field("email", "电子邮箱", "邮箱|电子邮件"),
    Field("phone", "联系电话", "电话|手机|联系方式|联系号码"),
    Field("address", "联系地址", "地址|住址|住所"),
    Field(
        "channel",
        "申请渠道",
        "(申请|来件|提交|受理|收件|接收|来文|收文|递交)(的)?(方式|渠道|途径|形式)|^(方式|渠道|途径)$",
    ),
    Field("unit", "承办机构", "(承办|责任|办理|主办|经办)(单位|部门|科室|机构|股室|站所)|^(科室|部门)$"),
    Field("handler", "承办人", "经办|承办人|办理人|责任人|负责人|^承办"),
    Field(
        "result",
        "答复结果",
        "(答复|回复|办理|处理|公开|办结)(的)?(类型|结果|内容|情况|意见|结论|类别|与否)?$|结果|是否公开",
    ),
    Field(
        "wanted",
        "申请内容",
        "(申请|公开|所需|信息)(的)?(公开)?(的)?(政府)?(信息)?(的)?(内容|事项|名称|描述|标题|信息)"
        "|^(内容|事项)|申请公开|更正(内容|事项)",
    ),
    Field(
        "applicant", "申请人", "^申请(人|单位|者)(信息|情况)?(姓名|名称|单位)?(或者?名称)?$|姓名|当事人|名称$"
    ),
    Field("number", "编号", "编号|登记号|受理号|申请号|收件号|流水号|案号"),
    Field("order", "序号", "序号|^序$|^NO|^No"),
    Field("note", "备注", "备注|说明|其他"),
)
"""In the order in which a heading is tried: the narrower words first."""

BY_KEY: Mapping[str, Field] = {field.key: field for field in FIELDS}
LABELS: Mapping[str, str] = {field.label: field.key for field in FIELDS}
NONE = ""
"""A column that is of no field is kept as a remark of the case."""

LONGEST_HEADING = 30


def heading_of(*texts: str) -> str:
    """The heading of a column, its group's first: 申请人/姓名."""
    kept = [re.sub(r"\s", "", plain(text)) for text in texts if text]
    return "/".join(dict.fromkeys(text for text in kept if text))


def _bare(heading: str) -> str:
    return re.sub(r"[（(].*?[)）]|[/：:\s*]", "", plain(heading))


@lru_cache(2000)
def field_of(heading: str) -> str:
    """The field that a heading goes by; empty where none is known."""
    bare = _bare(heading)
    last = plain(heading).rpartition("/")[2]
    for text in (bare, last) if last != bare else (bare,):
        for field in FIELDS:
            if len(text) <= LONGEST_HEADING and re.search(field.headings, text):
                return field.key
    return NONE


def guess(headings: Mapping[int, str], samples: Mapping[int, Sequence[Value]]) -> dict[int, str]:
    """What each column holds; each field once, and never two columns for one."""
    # What is called exactly as a field comes before what only sounds like it.
    exact = {
        column: LABELS[text] for column, heading in headings.items() if (text := _bare(heading)) in LABELS
    }
    made: dict[int, str] = dict.fromkeys(headings, "")
    for column in (*exact, *headings):
        key = exact.get(column) or field_of(headings[column])
        made[column] = made[column] or (key if key not in made.values() else NONE)
    for wanted, instead in (("received", "applied"), ("received", "registered"), ("replied", "finished")):
        if wanted not in made.values():
            _rename(made, instead, wanted)
    if "number" not in made.values():
        _rename(made, "order", "number")
    for column in headings:
        if not made[column]:
            made[column] = _by_content(samples.get(column, ()), made.values())
    return made


def _rename(made: dict[int, str], before: str, after: str) -> None:
    for column, key in made.items():
        if key == before:
            made[column] = after


def _is_day(value: Value) -> bool:
    try:
        return read_day(value, 2020).on is not None and not isinstance(value, float)
    except Refusal:
        return False


NAMED = re.compile(r"(?!周|星期)[\u4e00-\u9fff]{2,4}|.{3,20}(公司|事务所|委员会|合作社)")
LOOKS: Mapping[str, Callable[[Value], bool]] = {
    "id_number": lambda value: bool(re.fullmatch(r"\d{15}|\d{17}[\dXx]|[0-9A-Z]{18}", plain(value))),
    "phone": lambda value: bool(re.fullmatch(r"1\d{10}|0\d{2,3}-?\d{7,8}", plain(value))),
    "channel": lambda value: len(plain(value)) <= 8 and read_channel(plain(value)) is not None,
    "result": lambda value: isinstance(value, str) and not _is_day(value) and bool(read_result(value).code),
    "received": _is_day,
    "applicant": lambda value: bool(NAMED.fullmatch(plain(value))),
}  # fmt: skip
"""What the contents of a column look like where its heading says nothing."""


def _by_content(values: Sequence[Value], taken: Iterable[str]) -> str:
    filled = [value for value in values if plain(value)]
    if not filled:
        return NONE
    free = [key for key in LOOKS if key not in taken]
    for key in free:
        if sum(map(LOOKS[key], filled)) >= 0.8 * len(filled):
            return key
    return NONE


def key_of(headings: Mapping[int, str]) -> str:
    """Under which key the meaning of these headings is remembered."""
    text = "\n".join(f"{column}:{heading}" for column, heading in sorted(headings.items()))
    return f"{KEPT}{hashlib.sha256(text.encode()).hexdigest()[:24]}"


def recalled(office: Office, headings: Mapping[int, str]) -> dict[int, str] | None:
    """What somebody said before about a ledger with these headings; None where nobody did."""
    kept = remembering.recall(office, key_of(headings))
    if not isinstance(kept, dict):
        return None
    known = {str(column): key for column, key in kept.items() if isinstance(key, str) and key in BY_KEY}
    return {column: known.get(str(column), NONE) for column in headings}


def remember(office: Office, headings: Mapping[int, str], mapping: Mapping[int, str]) -> None:
    """Keep what the columns of such a ledger mean."""
    remembering.remember(office, key_of(headings), {str(column): key for column, key in mapping.items()})
