"""Which body reviews a reply, and which court hears a suit, by the kind of organ that replied (复议机关、管辖法院)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gkcase.domain.terms import Term


class Level(Term):
    """What kind of organ the office is (机关类别)."""

    TOWNSHIP = "township", "乡镇人民政府"
    STREET = "street", "街道办事处"
    COUNTY_DEPARTMENT = "county_department", "县级人民政府部门"
    COUNTY_GOVERNMENT = "county_government", "县级人民政府"
    CITY_DEPARTMENT = "city_department", "市级人民政府部门"
    CITY_GOVERNMENT = "city_government", "市级人民政府"
    PROVINCE_DEPARTMENT = "province_department", "省级人民政府部门"
    PROVINCE_GOVERNMENT = "province_government", "省级人民政府"
    MINISTRY = "ministry", "国务院部门"
    VERTICAL = "vertical", "垂直领导的机关（海关、金融、外汇、税务、国家安全）"
    AGENCY = "agency", "部门的派出机构"
    AUTHORISED = "authorised", "法律、法规、规章授权的组织"


COUNTY, CITY, PROVINCE = "county", "city", "province"
MUNICIPALITIES = frozenset({"北京市", "天津市", "上海市", "重庆市"})
_TIERS: tuple[tuple[str, frozenset[str]], ...] = (
    ("省", frozenset({PROVINCE})),
    ("自治区", frozenset({PROVINCE})),
    ("县", frozenset({COUNTY})),
    ("区", frozenset({COUNTY})),
    ("旗", frozenset({COUNTY})),
    ("州", frozenset({CITY})),
    ("盟", frozenset({CITY})),
    ("市", frozenset({COUNTY, CITY})),  # 设区的市 and 县级市 bear the same name
)
GOVERNMENT = "人民政府"


@dataclass(frozen=True)
class _Rule:
    """Who reviews: a government of these tiers (`itself`: the organ's own name), in words, by which article."""

    words: str
    article: str
    tiers: frozenset[str] = frozenset()
    itself: bool = False


_SAME = "《行政复议法》第二十四条第一款第（一）项"
_BELOW = "《行政复议法》第二十四条第一款第（二）项"
_ANY = frozenset({COUNTY, CITY, PROVINCE})
RULES: Mapping[Level, _Rule] = {
    Level.TOWNSHIP: _Rule("上一级人民政府（县、市、区人民政府）", _BELOW, frozenset({COUNTY})),
    Level.STREET: _Rule(
        "设立街道办事处的人民政府", "《行政复议法》第二十四条第一款第（三）项", frozenset({COUNTY})
    ),
    Level.COUNTY_DEPARTMENT: _Rule("本级人民政府，不再是上一级主管部门", _SAME, frozenset({COUNTY})),
    Level.COUNTY_GOVERNMENT: _Rule("上一级人民政府", _BELOW, frozenset({CITY, PROVINCE})),
    Level.CITY_DEPARTMENT: _Rule("本级人民政府，不再是上一级主管部门", _SAME, frozenset({CITY})),
    Level.CITY_GOVERNMENT: _Rule("省级人民政府", _BELOW, frozenset({PROVINCE})),
    Level.PROVINCE_DEPARTMENT: _Rule("本级人民政府，不再是上一级主管部门", _SAME, frozenset({PROVINCE})),
    Level.PROVINCE_GOVERNMENT: _Rule("本机关", "《行政复议法》第二十四条第二款", itself=True),
    Level.MINISTRY: _Rule("本机关", "《行政复议法》第二十五条", itself=True),
    Level.VERTICAL: _Rule("上一级主管部门", "《行政复议法》第二十七条"),
    Level.AGENCY: _Rule("设立该机构的部门的本级人民政府", "《行政复议法》第二十四条第四款", _ANY),
    Level.AUTHORISED: _Rule(
        "直接管理该组织的人民政府或者部门所属的人民政府", "《行政复议法》第二十四条第一款第（四）项"
    ),
}
INTERMEDIATE = frozenset(
    {Level.COUNTY_GOVERNMENT, Level.CITY_GOVERNMENT, Level.PROVINCE_GOVERNMENT, Level.MINISTRY}
)
COURT = "《行政诉讼法》第十五条第（一）项"


def explanation(level: Level) -> str:
    """Who reviews the replies of such an organ, with the article, for the settings."""
    rule = RULES[level]
    court = f"；第一审由中级人民法院管辖，依据{COURT}" if level in INTERMEDIATE else ""
    return f"复议机关为{rule.words}，依据{rule.article}{court}。"


def article_of(level: Level) -> str:
    """The article that names the review body."""
    return RULES[level].article


def body_problem(level: Level, office: str, body: str) -> str:
    """Why the named body can hardly be the right one, in one sentence; empty where it can."""
    rule, named = RULES[level], _bare(body)
    if not named or _fits(rule, level, _bare(office), named):
        return ""
    return f"{level.label}的复议机关为{rule.words}，设置中的“{body.strip()}”可能不对，请核对"


def _fits(rule: _Rule, level: Level, office: str, named: str) -> bool:
    if rule.itself:
        return named == office
    if named == office:
        return False
    if level is Level.VERTICAL:
        return not named.endswith(GOVERNMENT)
    return not rule.tiers or bool(rule.tiers & _tiers(named))


def _bare(name: str) -> str:
    """The name without what is added in brackets (an address, a telephone number)."""
    return re.sub(r"[（(].*", "", re.sub(r"\s+", "", name))


def _tiers(name: str) -> frozenset[str]:
    """At which tiers a government of that name can stand; a department or a township stands at none of them."""
    if not name.endswith(GOVERNMENT):
        return frozenset()
    place = name.removesuffix(GOVERNMENT)
    if place in MUNICIPALITIES:
        return frozenset({PROVINCE, CITY})
    return next((tiers for ending, tiers in _TIERS if place.endswith(ending)), frozenset())


def court_problem(level: Level, court: str) -> str:
    """A hint where a basic court is named though an intermediate one hears the case; courts of pilots may differ."""
    if level not in INTERMEDIATE or not court.strip() or "中级" in court or "高级" in court:
        return ""
    return f"以{level.label}为被告的第一审案件由中级人民法院管辖，设置中的“{court.strip()}”可能不对，请核对"
