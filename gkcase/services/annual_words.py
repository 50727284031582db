"""The words of a published yearly report, recognised as people write them: labels, figures, the year in the title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from gkcase.domain.annual import COLUMN_LABELS, TOTAL

_LEFT_OUT = re.compile(r"[\s、，,。“”\"'‘’《》:：;；]")
_NOTHING = re.compile(r"[-—–―─/\\·]+|无")
_PLAIN, _GROUPED = re.compile(r"([0-9]{1,9})(?:\.0+)?件?"), re.compile(r"[0-9]{1,3}(,[0-9]{3})+")
_ENUMERATED = re.compile(r"^(?:\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+|\(?[0-9]{1,2}\)?)?\.?")

_ROWS = (
    ("new", r"新收"),
    ("carried_in", r"上(?:一)?年度?结转"),
    ("open", r"(?<!不)予以公开"),
    ("partial", r"部分公开"),
    ("deny_secret", r"国家秘密"),
    ("deny_law", r"禁止公开"),
    ("deny_safety", r"三安全一稳定"),
    ("deny_third", r"第三方合法权益"),
    ("deny_internal", r"内部事务"),
    ("deny_process", r"过程性信息"),
    ("deny_casefile", r"执法案卷"),
    ("deny_query", r"行政查询"),
    ("cant_nohold", r"不掌握"),
    ("cant_make", r"没有现成信息|另行制作"),
    ("cant_unclear", r"仍不明确"),
    ("np_petition", r"信访举报投诉|信访投诉举报|信访类?申请"),
    ("np_repeat", r"重复申请"),
    ("np_publication", r"公开出版物"),
    ("np_mass", r"大量反复"),
    ("np_reissue", r"重新出具"),
    ("oth_nocorrect", r"逾期不补正"),
    ("oth_nofee", r"缴纳费用|收费通知|逾期未缴"),
    ("oth_other", r"[0-9]\.?其他(?:原因|情形)?$"),
    ("oth", r"其他处理"),
    ("total", r"(?:\(七\)|办理结果)(?:总|合)计"),
    ("carried_out", r"结转(?:到|至)?下(?:一)?年"),
)
_KNOWN = tuple((row, re.compile(words)) for row, words in _ROWS)
_TAIL = 40
"""So many signs of a label may follow the words by which it is known."""

HEADS = {words: column for column, words in COLUMN_LABELS.items()} | {"合计": TOTAL}
DISTINCT = frozenset(("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构"))
"""Heads that no row is called by."""

LUMPED = "法人或其他组织"
UPHELD = "结果维持"

_YEAR = re.compile(r"(20[0-9]{2})年?度?[^0-9]{0,40}?(?:年度报告|年报|信息公开)")
_SAID_YEAR, _BARE_YEAR = re.compile(r"(20[0-9]{2})年"), re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


def folded(text: str) -> str:
    """A label without what is written in many ways: widths, spaces, breaks, commas, quotation marks."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text)).replace("．", ".")


@lru_cache(maxsize=4096)
def row_of(text: str) -> str:
    """The row that a label names, by the last words in it that are known; empty where it names none."""
    label = folded(text)
    plain = _ENUMERATED.sub("", label)
    if plain in ("总计", "合计"):
        return TOTAL
    if plain == "其他":
        return "oth_other"
    found = [(hit.end(), row) for row, words in _KNOWN for hit in words.finditer(label)]
    place, row = max(found, default=(0, ""))
    return row if row and len(label) - place <= _TAIL else ""


def heads_table4(text: str) -> bool:
    """Whether words end in the heads of table 四."""
    label = folded(text)
    place = label.rfind(UPHELD)
    return place >= 0 and len(label) - place <= _TAIL


@lru_cache(maxsize=4096)
def is_figure(text: str) -> bool:
    """Whether a cell holds a figure, an empty one included: a dash, a stroke, 无."""
    try:
        figure(text)
    except ValueError:
        return False
    return True


def figure(text: str) -> int | None:
    """The figure in a cell, None where it is empty; ValueError where there is something else."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not plain or _NOTHING.fullmatch(plain):
        return None
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if found := _PLAIN.fullmatch(plain):
        return int(found[1])
    raise ValueError(plain)


def year_in(titles: Iterable[str], names: Iterable[str] = ()) -> int | None:
    """The year that a title tells (2023年政府信息公开工作年度报告, 二〇二三年度…), else the name of a sheet or file."""
    lines, called = ([folded(text).translate(_DIGITS) for text in some] for some in (titles, names))
    for pattern, some in ((_YEAR, [*lines, *called]), (_SAID_YEAR, [*lines, *called]), (_BARE_YEAR, called)):
        if found := next((hit for line in some if (hit := pattern.search(line))), None):
            return int(found[1])
    return None
