"""What the yearly report says besides its tables: an outline of parts 一, 五 and 六 with the figures filled in.

What no record holds stands as 〔请填写：…〕, for the office writes it itself (条例第五十条).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from gkcase.domain.annual import (
    CARRIED_IN,
    CARRIED_OUT,
    CELL_LABELS,
    COLUMN_LABELS,
    FORMATS,
    NEW,
    RESULTS,
    TOTAL,
    Figures,
)
from gkcase.domain.report_rows import ROW_LABELS
from gkcase.domain.terms import Channel, chinese_date

PARTS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
"""The six parts of the report, as its form names them."""

NOTICES = {FORMATS[0]: "国办公开办函〔2019〕60号", FORMATS[1]: "国办公开办函〔2021〕30号"}
GAP = re.compile(r"〔请填写：[^〕]*〕")
"""What the office has to write itself."""

_ROUTES = (
    ("当面提交", frozenset({Channel.IN_PERSON})),
    ("口头提出", frozenset({Channel.ORAL})),
    ("信函提交", frozenset({Channel.POST_SIGNED, Channel.POST_UNSIGNED})),
    ("网上平台提交", frozenset({Channel.INTERNET})),
    ("电子邮件提交", frozenset({Channel.EMAIL})),
    ("传真提交", frozenset({Channel.FAX})),
    ("其他渠道提交", frozenset({Channel.OTHER, None})),
)
_FEES_SINCE = 2021
"""Since 1 January 2021 the fee for handling information may be asked (国办函〔2020〕109号)."""


@dataclass(frozen=True)
class YearFacts:
    """What the records say of a year: the figures of the tables, and what the text tells besides.

    `replied` are the requests finished by a reply; `days` are the working days of those `counted`; fees are in yuan.
    `changed`: the cases are no more as they were frozen, so that only the tables are told.
    """

    figures: Figures
    channels: Mapping[Channel | None, int] = field(default_factory=dict)
    extended: int = 0
    corrected: int = 0
    replied: int = 0
    late: int = 0
    days: int = 0
    counted: int = 0
    fees: int = 0
    yuan: int = 0
    changed: bool = False


@dataclass(frozen=True)
class Line:
    """A paragraph; `level` 2 is a heading of the second level (（一）…)."""

    text: str
    level: int = 0


def lead(figures: Figures, contact: str = "") -> str:
    """By what rules and for what time the report was made, and whom to ask."""
    end = chinese_date(figures.as_of or date(figures.year, 12, 31)).removeprefix(f"{figures.year}年")
    open_ = "，本年度尚未结束，数据随办理情况变动" if figures.as_of else ""
    return (
        "本报告根据《中华人民共和国政府信息公开条例》第四十九条、第五十条，"
        f"按照{NOTICES[figures.format]}规定的格式编制。数据的统计期限为{figures.year}年1月1日至{end}{open_}。{contact}"
    )


def overview(facts: YearFacts) -> list[Line]:
    """一、总体情况: what was published, what was asked for, how it was managed."""
    return [
        Line("（一）主动公开情况", 2),
        _gap("主动公开政府信息的数量，重点领域信息公开、政策解读、回应关切等情况"),
        Line("（二）依申请公开情况", 2),
        *(Line(text) for text in _requests(facts)),
        Line("（三）政府信息管理情况", 2),
        _gap("政府信息的制作、公开属性认定、保存和动态调整，规范性文件清理等情况"),
        Line("（四）政府信息公开平台建设情况", 2),
        _gap("政府网站、政务新媒体、政府公报和查阅场所的建设、维护情况"),
        Line("（五）监督保障情况", 2),
        _gap("机构和人员、业务培训、工作考核、社会评议和责任追究情况"),
    ]


def shortcomings(facts: YearFacts) -> list[Line]:
    """五、存在的主要问题及改进情况: what the figures show, the rest is for the office to say."""
    return [
        Line("（一）存在的主要问题", 2),
        *([Line(f"从办理情况看，{'，'.join(shown)}。")] if (shown := list(_shortcomings(facts))) else []),
        _gap("存在的主要问题"),
        Line("（二）改进情况", 2),
        _gap("针对上述问题采取的措施，上一年度报告所列问题的改进情况"),
    ]


def other_matters(facts: YearFacts) -> list[Line]:
    """六、其他需要报告的事项: the fees that were charged, and what else there is."""
    said = []
    if facts.changed:
        said = [_gap("收取信息处理费的件数和金额；没有收取的，写明未收取")]
    elif facts.fees:
        said = [Line(f"本年依申请提供政府信息收取信息处理费{facts.fees}件，共{facts.yuan:,}元。")]
    elif facts.figures.year >= _FEES_SINCE:
        said = [Line("本年依申请提供政府信息，未收取信息处理费。")]
    return [*said, _gap("其他需要报告的事项；没有的，删去本段")]


def _gap(what: str) -> Line:
    return Line(f"〔请填写：{what}〕")


def share(part: int, whole: int) -> str:
    """A share in percent; all is said of nothing less than all, and nothing of nothing more than nothing."""
    tenths = (2000 * part + whole) // (2 * whole)
    if part and not tenths:
        return "不足0.1%"
    if part < whole and tenths == 1000:
        tenths = 999
    return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"


def _requests(facts: YearFacts) -> Iterator[str]:
    """The paragraphs on requests: what came, what became of it, how long it took, who complained."""
    new, before, done, after = (
        facts.figures.cell(row, TOTAL) for row in (NEW, CARRIED_IN, TOTAL, CARRIED_OUT)
    )
    if new or before:
        yield f"本年新收政府信息公开申请{new}件，上年结转{before}件。{_came(facts, new)}"
        yield f"本年办结{done}件，结转下年度继续办理{after}件。{_results(facts.figures, done)}{_course(facts, done)}"
    else:
        yield "本年没有收到政府信息公开申请，也没有上年结转的申请。"
    if facts.changed:
        yield "〔请填写：申请渠道、延期、补正、平均办理工作日和按期答复的情况（定稿后案件有变动，没有自动填写）〕"
    if facts.figures.table4 is not None:
        yield _remedies(facts.figures)


def _came(facts: YearFacts, new: int) -> str:
    if not new:
        return ""
    counts = [(name, sum(facts.channels.get(one, 0) for one in some)) for name, some in _ROUTES]
    routes = "、".join(f"{name}{count}件" for name, count in sorted(counts, key=lambda one: -one[1]) if count)
    natural = facts.figures.cell(NEW, "natural")
    kinds = f"{COLUMN_LABELS['natural']}申请{natural}件，法人或其他组织申请{new - natural}件。"
    return f"新收的申请中，{routes + '；' if routes else ''}{kinds}"


def _results(figures: Figures, done: int) -> str:
    """The shares of the six groups of results, those that occurred."""
    if not done:
        return ""
    groups: dict[str, int] = {}
    for row in RESULTS[figures.format]:
        group = ROW_LABELS.get(row, "（六）其他处理").split(" ", 1)[0][3:]
        groups[group] = groups.get(group, 0) + figures.cell(row, TOTAL)
    said = "；".join(f"{group}{count}件，占{share(count, done)}" for group, count in groups.items() if count)
    return f"办结的申请中，{said}。"


def _course(facts: YearFacts, done: int) -> str:
    """Extensions, corrections, working days and punctuality."""
    said = []
    if facts.changed:
        return ""
    if done:
        extended = f"，占办结的{share(facts.extended, done)}" if facts.extended else ""
        said.append(f"延长答复期限{facts.extended}件{extended}，告知补正{facts.corrected}件。")
    if facts.replied:
        average = f"，平均办理{facts.days / facts.counted:.1f}个工作日" if facts.counted else ""
        punctual = facts.replied - facts.late
        said.append(
            f"作出答复{facts.replied}件{average}，按期答复{punctual}件，占{share(punctual, facts.replied)}。"
        )
    return "".join(said)


def _remedies(figures: Figures) -> str:
    """Reviews and suits by how they ended."""
    reviews, direct, after = (
        figures.remedies(group, TOTAL) for group in ("review", "suit_direct", "suit_after_review")
    )
    if not reviews + direct + after:
        return "本年没有因政府信息公开工作被申请行政复议、被提起行政诉讼。"
    review = f"因政府信息公开工作被申请行政复议{reviews}件{_ended(figures, 'review')}"
    suit = f"被提起行政诉讼{direct + after}件{_ended(figures, 'suit_direct', 'suit_after_review')}"
    return (
        f"{review if reviews else '没有因政府信息公开工作被申请行政复议'}；"
        f"{suit if direct + after else '没有被提起行政诉讼'}。"
    )


def _ended(figures: Figures, *groups: str) -> str:
    counts = [
        (words, sum(figures.remedies(group, cell) for group in groups))
        for cell, words in CELL_LABELS.items()
        if cell != TOTAL
    ]
    told = "、".join(f"{words}{count}件" for words, count in counts if count)
    return f"，其中{told}" if told else ""


def _shortcomings(facts: YearFacts) -> Iterator[str]:
    if facts.late:
        yield f"逾期答复{facts.late}件"
    lost = sum(facts.figures.remedies(group, "corrected") for group in facts.figures.table4 or ())
    if lost:
        yield f"在行政复议、行政诉讼中被纠正{lost}件"
