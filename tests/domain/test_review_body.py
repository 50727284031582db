"""Which body reviews which organ's replies (《行政复议法》第二十四条至第二十七条), and which court hears the suit."""

from __future__ import annotations

import pytest

from gkcase.domain.review_body import Level, article_of, body_problem, court_problem, explanation

OFFICE = "某机关"
RIGHT = [
    ("township", "清河县人民政府"),
    ("township", "清河市人民政府"),
    ("township", "清河县人民政府（地址：人民路1号）"),
    ("street", "某市 云山区人民政府"),
    ("county_department", "清河县人民政府"),
    ("county_department", "某自治旗人民政府"),
    ("county_government", "宿安市人民政府"),
    ("county_government", "某某州人民政府"),
    ("county_government", "北京市人民政府"),
    ("city_department", "宿安市人民政府"),
    ("city_department", "某盟人民政府"),
    ("city_government", "某省人民政府"),
    ("city_government", "某某自治区人民政府"),
    ("province_department", "上海市人民政府"),
    ("province_government", OFFICE),
    ("ministry", OFFICE),
    ("vertical", "国家税务总局某市税务局"),
    ("agency", "清河县人民政府"),
    ("authorised", "清河县人民政府"),
    ("authorised", "教育部"),
    ("township", ""),
]
WRONG = [
    ("township", "清河县司法局"),
    ("township", "云溪镇人民政府"),
    ("township", "某省人民政府"),
    ("street", "某某自治区人民政府"),
    ("county_department", "宿安市自然资源和规划局"),
    ("county_department", "某省人民政府"),
    ("county_government", "清河县人民政府"),
    ("county_government", OFFICE),
    ("city_department", "某省水利厅"),
    ("city_government", "宿安市人民政府"),
    ("province_department", "国务院"),
    ("province_government", "国务院"),
    ("ministry", "国务院"),
    ("vertical", "清河县人民政府"),
    ("vertical", OFFICE),
    ("agency", "清河县公安局"),
    ("authorised", OFFICE),
]


@pytest.mark.parametrize(("level", "body"), RIGHT)
def test_the_right_body_is_taken(level: str, body: str) -> None:
    assert body_problem(Level.of(level), OFFICE, body) == ""


@pytest.mark.parametrize(("level", "body"), WRONG)
def test_another_body_is_doubted(level: str, body: str) -> None:
    problem = body_problem(Level.of(level), OFFICE, body)
    assert problem.startswith(Level.of(level).label)
    assert f"“{body}”" in problem


@pytest.mark.parametrize(
    ("level", "article"),
    [
        ("township", "第二十四条第一款第（二）项"),
        ("street", "第二十四条第一款第（三）项"),
        ("county_department", "第二十四条第一款第（一）项"),
        ("province_government", "第二十四条第二款"),
        ("ministry", "第二十五条"),
        ("vertical", "第二十七条"),
        ("agency", "第二十四条第四款"),
        ("authorised", "第二十四条第一款第（四）项"),
    ],
)
def test_every_kind_of_organ_has_its_article(level: str, article: str) -> None:
    assert article_of(Level.of(level)).endswith(article)
    assert article in explanation(Level.of(level))


def test_departments_are_reviewed_by_their_own_government_only() -> None:
    assert "不再是上一级主管部门" in explanation(Level.COUNTY_DEPARTMENT)


@pytest.mark.parametrize("level", ["county_government", "city_government", "province_government", "ministry"])
def test_governments_from_the_county_up_and_ministries_are_sued_before_an_intermediate_court(
    level: str,
) -> None:
    known = Level.of(level)
    assert "中级人民法院" in court_problem(known, "清河县人民法院")
    assert "中级人民法院" in explanation(known)
    for court in ("宿安市中级人民法院", "某省高级人民法院", ""):
        assert court_problem(known, court) == ""


def test_other_organs_are_sued_before_a_basic_court_or_that_of_a_pilot() -> None:
    assert court_problem(Level.TOWNSHIP, "清河县人民法院") == ""
    assert court_problem(Level.COUNTY_DEPARTMENT, "某铁路运输法院") == ""
    assert "中级" not in explanation(Level.TOWNSHIP)
