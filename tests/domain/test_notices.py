"""Holiday notices: every year's wording, every layout, and every way to contradict oneself."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcase.domain.errors import Refusal
from gkcase.domain.notice_text import parse_number
from gkcase.domain.notices import Problem, Reading, read_notice
from gkcase.domain.terms import WEEKDAYS
from gkcase.domain.workdays import Arrangement, days_of
from gkcase.paths import RESOURCES

DATA = Path(__file__).parent.parent / "data"
VECTORS: dict[str, list[dict[str, Any]]] = json.loads((DATA / "notices.json").read_text(encoding="utf-8"))
WORDINGS: dict[str, str] = tomllib.loads((DATA / "notice_wordings.toml").read_text(encoding="utf-8"))
ONE_DAY = timedelta(days=1)


def span(*spans: str) -> tuple[date, ...]:
    return tuple(sorted(day for each in spans for day in days_of(each)))


def reasons(text: str, year: int = 2026) -> list[str]:
    return [each.reason for each in read_notice(text, year).problems]


def clean(text: str, year: int) -> Reading:
    reading = read_notice(text, year)
    assert reading.problems == ()
    return reading


# --- what the contract shows


@pytest.mark.parametrize("vector", VECTORS["lines"] + VECTORS["full"], ids=lambda each: each["text"][:24])
def test_contract(vector: dict[str, Any]) -> None:
    reading = clean(vector["text"], vector["year"])
    assert reading.off == span(*vector["off"])
    assert reading.work == span(*vector["work"])


@pytest.mark.parametrize("vector", VECTORS["bad"], ids=lambda each: each["why"])
def test_contract_refuses(vector: dict[str, Any]) -> None:
    assert read_notice(vector["text"], vector["year"]).problems


def test_document() -> None:
    text = "一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。"
    off = ["2026-01-01", "2026-01-02", "2026-01-03"]
    assert clean(text, 2026).document() == {
        "year": 2026,
        "off": off,
        "work": ["2026-01-04"],
        "by_festival": [{"name": "元旦", "off": off, "work": ["2026-01-04"]}],
        "problems": [],
    }
    assert read_notice("祝大家节日快乐", 2026).document() == {
        "year": 2026,
        "off": [],
        "work": [],
        "by_festival": [],
        "problems": ["没有读到放假或者上班的日期，请粘贴通知的正文"],
    }


# --- every year from 2007 on


def read_year(key: str) -> Reading:
    year = int(key[:4])
    earlier = clean(WORDINGS["2020"], 2020).arrangement("16号") if key == "2020-prolonged" else None
    return read_notice(WORDINGS[key], year, earlier)


def test_twenty_years_of_notices_give_the_days_that_were_worked() -> None:
    off: set[date] = set()
    work: set[date] = set()
    for key in WORDINGS:
        reading = read_year(key)
        assert reading.problems == (), key
        off = off - set(reading.work) | set(reading.off)
        work = work - set(reading.off) | set(reading.work)
    day = date(2007, 1, 1)
    while day < date(2027, 1, 1):
        works = day in work or (day not in off and day.weekday() < 5)
        assert works == chinese_calendar.is_workday(day), day
        day += ONE_DAY
    assert {date(2006, 12, 30), date(2006, 12, 31)} <= work


@pytest.mark.parametrize("year", range(2019, 2027))
def test_the_shipped_years_are_what_their_notices_say(year: int) -> None:
    shipped = Arrangement.parse((RESOURCES / "calendar" / f"{year}.toml").read_text(encoding="utf-8"))
    read = clean(WORDINGS[str(year)], year).arrangement(shipped.number, shipped.dated)
    for key in WORDINGS:
        if key.startswith(f"{year}-"):
            amended = read_notice(WORDINGS[key], year, read)
            read = amended.arrangement(shipped.number, shipped.dated, read)
    assert read == shipped


LAYOUTS: dict[str, Callable[[str], str]] = {
    "one line": lambda text: text.replace("\n", ""),
    "blanks inside": " ".join,
    "empty lines between": lambda text: text.replace("\n", "\n\n\u3000\u3000"),
    "full-width digits": lambda text: text.translate({ord("0") + n: ord("０") + n for n in range(10)}),
    "half-width marks": lambda text: text.translate(str.maketrans("（），：；", "(),:;")),
    "other brackets": lambda text: text.translate(str.maketrans("（）", "【】")),
    "周 for 星期": lambda text: text.replace("星期", "周"),
    "a dash for 至": lambda text: text.replace("日至", "日—"),
    "a tilde, no 日 before it": lambda text: re.sub("日至(?=[0-9])", "～", text),
    "星期天": lambda text: text.replace("星期日", "星期天"),
    "zero-width marks": "\u200b".join,
    "radicals of a PDF": lambda text: text.translate(str.maketrans("月日", "⽉⽇")),
    "whole page": lambda text: (
        "首页 > 政策 > 国务院文件\n字号：默认 大 超大\n2026-11-04 12:00\n来源：新华社\n新华社北京11月4日电\n"
        + text
        + "\n节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。\n国务院办公厅\n2024年11月12日"
        + "\n相关稿件\n扫一扫在手机打开当前页\n京ICP备05070218号"
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("key", [key for key in WORDINGS if key != "2020-prolonged"])
def test_layout_does_not_matter(key: str, layout: str) -> None:
    body = WORDINGS[key].strip()
    expected = read_notice(body, int(key[:4]))
    read = read_notice(LAYOUTS[layout](body), int(key[:4]))
    assert (read.off, read.work, read.by_festival, read.problems) == (
        expected.off,
        expected.work,
        expected.by_festival,
        (),
    )


@given(key=st.sampled_from(sorted(set(WORDINGS) - {"2020-prolonged"})), width=st.integers(5, 70))
def test_lines_may_be_wrapped_anywhere(key: str, width: int) -> None:
    lines = WORDINGS[key].strip().splitlines()
    wrapped = "\n".join(line[at : at + width] for line in lines for at in range(0, len(line), width))
    assert clean(wrapped, int(key[:4])) == read_notice(WORDINGS[key], int(key[:4]))


# --- single wordings


@pytest.mark.parametrize(
    ("text", "year", "off", "work"),
    [
        ("12月31日（星期六）上班。", 2012, (), ("2011-12-31",)),
        ("12月30日、31日（星期六、星期日）上班。", 2007, (), ("2006-12-30/2006-12-31",)),
        ("12月30日、31日（星期六、日）上班。", 2007, (), ("2006-12-30/2006-12-31",)),
        (
            "12月30日至1月1日放假，共3天。12月29日（星期六）上班。",
            2019,
            ("2018-12-30/2019-01-01",),
            ("2018-12-29",),
        ),
        ("9月28日（星期日），10月11日（星期六）上班。", 2025, (), ("2025-09-28", "2025-10-11")),
        ("9月28日（星期日）和10月11日（星期六）调休上班。", 2025, (), ("2025-09-28", "2025-10-11")),
        ("4月5日（星期二，农历清明当日）放假。", 2016, ("2016-04-05",), ()),
        ("5月1日（星期五）放假1天,与周末连休。", 2026, ("2026-05-01",), ()),
        ("5月1日放假一天。", 2026, ("2026-05-01",), ()),
        ("4月4日至6日（周六至周一）放假，共三天。", 2026, ("2026-04-04/2026-04-06",), ()),
        ("10月1日星期四至7日星期三放假调休7天。", 2026, ("2026-10-01/2026-10-07",), ()),
        ("元旦放假时间：1月1日-3日放假，为期3天。", 2026, ("2026-01-01/2026-01-03",), ()),
        ("春节\n2月15日至25日放假，共十一天。", 2026, ("2026-02-15/2026-02-25",), ()),
        ("10月1日至7日（共7天）放假。", 2026, ("2026-10-01/2026-10-07",), ()),
        ("1月1日放假1天。1月4日（周日）\n上班。", 2026, ("2026-01-01",), ("2026-01-04",)),
        ("国庆节：10月1日至7日放假，10月8日（周四）正常上班。", 2026, ("2026-10-01/2026-10-07",), ()),
        ("6月8日、9日放假，6月7日（星期六）上班。", 2008, ("2008-06-08/2008-06-09",), ("2008-06-07",)),
        ("3月\n8日放假。2026\n1月1日放假。", 2026, ("2026-01-01", "2026-03-08"), ()),
    ],
)
def test_wordings(text: str, year: int, off: tuple[str, ...], work: tuple[str, ...]) -> None:
    reading = clean(text, year)
    assert (reading.off, reading.work) == (span(*off), span(*work))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("10月1日至7日放假。", ["国庆节"]),
        ("9月3日放假。", ["节假日"]),
        ("9月25日放假。6月19日放假。6月14日（周日）上班。", ["中秋节", "端午节"]),
        ("一、“五一”国际劳动节：5月1日放假。二、端午：6月19日放假。", ["劳动节", "端午节"]),
        ("中秋、国庆：9月25日至27日放假。", ["中秋节、国庆节"]),
    ],
)
def test_festivals(text: str, names: list[str]) -> None:
    assert [each.name for each in clean(text, 2026).by_festival] == names


def test_a_recommendation_arranges_nothing() -> None:
    reading = clean(WORDINGS["2024"], 2024)
    assert date(2024, 2, 9) not in reading.off


def test_missing_festivals_are_told() -> None:
    assert clean(WORDINGS["2026"], 2026).missing == ()
    assert clean(WORDINGS["2007"], 2007).missing == ("清明节", "端午节", "中秋节")


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("七", 7), ("两", 2), ("十", 10), ("十一", 11), ("二十", 20), ("二十三", 23)],
)
def test_numbers(text: str, number: int) -> None:
    assert parse_number(text) == number


# --- what contradicts itself

CONTRADICTIONS = [
    ("4月4日（周日）放假。", "4月4日是周六，不是周日"),
    ("4月4日、5日（周六、周一）放假。", "4月5日是周日，不是周一"),
    ("1月1日（周三、周四）放假。", "括号里的星期比日期多"),
    ("10月1日至7日放假，共8天。", "写的是8天，数出来是7天"),
    ("5月1日放假两天。", "写的是2天，数出来是1天"),
    ("10月1日至7日放假。10月3日（周六）上班。", "10月3日又放假（第1行）又上班"),
    ("9月30日（周三）上班。", "9月30日是周三，调休上班只能在周末"),
    ("2月30日放假。", "没有2026年2月30日这一天"),
    ("13月1日放假。", "没有2026年13月1日这一天"),
    ("131日放假。", "131日没有写月份"),
    ("99999999年1月1日放假。", "没有99999999年1月1日这一天"),
    ("10月7日至1日放假。", "10月1日早于10月7日，起止日期倒了"),
    ("2024年10月1日放假。", "2024年10月1日不属于2026年的安排"),
    ("2025年11月30日（周日）上班。", "2025年11月30日不属于2026年的安排"),
    ("元旦：1月1日放假。\n元旦：1月2日放假。", "元旦在第1行已经写过"),
    ("10月1日至2日放假。\n10月1日至2日放假。", "10月1日、10月2日放假在第1行已经写过"),
    ("元旦：1月1日放假，1月1日放假。", "1月1日放假写了两次"),
    ("元旦：1月1日放假。1月4日（周日）上班。1月4日上班。", "1月4日上班写了两次"),
    ("1月1日放假。春节：2月15日放假。1月1日（周四）放价。", "看不出这里的日期是放假还是上班"),
    ("1月1日（周四）放价。", "看不出这里的日期是放假还是上班"),
    ("一、元旦：\n二、春节：2月15日放假。", "没有读到元旦的放假日期"),
    ("9月28日、10月10日（周六）调休。", "10月10日是周六，看不出调休是放假还是上班"),
    ("9月30日放假，与周末连休。", "放假日期不挨着周末，不能与周末连休"),
    ("1月1日放假。其中，1月2日为法定节假日。", "1月2日不在本节放假日期之内"),
    ("1月1日至2日放假，1月4日（周日）两个公休日调至1月2日。", "写的是2个公休日，列出来是1个"),
    ("1月1日至2日放假，1月4日公休日调至1月1日、2日。", "调出1天，调入2天，对不上"),
    ("1月1日至2日放假，1月5日公休日调至1月2日。", "1月5日是周一，没有公休日可调"),
    ("国务院办公厅关于2025年部分节假日安排的通知\n1月1日放假。", "通知写的是2025年，不是2026年，请核对年份"),
    ("延长春节假期至2月30日。", "没有2026年2月30日这一天"),
    (
        "延长春节假期至2月25日。",
        "只写了春节延长到哪一天，没有原来的放假日期，请把原通知一起粘贴",
    ),
    ("春节：2月15日至23日放假。\n延长春节假期至2月20日。", "春节原来就放到2月23日，没有延长"),
    ("各地区要妥善安排好值班工作。", "没有读到放假或者上班的日期，请粘贴通知的正文"),
    ("", "没有读到放假或者上班的日期，请粘贴通知的正文"),
]


@pytest.mark.parametrize(("text", "reason"), CONTRADICTIONS, ids=[reason for _, reason in CONTRADICTIONS])
def test_contradictions(text: str, reason: str) -> None:
    assert reason in reasons(text)


def test_a_problem_names_its_line_and_words() -> None:
    text = "国务院办公厅\n\n  一、元旦：1月1日放假1天。\n  三、清明节：4月4日（周日）放假。\n"
    (problem,) = read_notice(text, 2026).problems
    assert problem == Problem(4, "三、清明节：4月4日（周日）放假。", "4月4日是周六，不是周日")
    assert str(problem) == "第4行“三、清明节：4月4日（周日）放假。”：4月4日是周六，不是周日"


def test_of_a_long_line_a_problem_names_the_sentence() -> None:
    line = WORDINGS["2026"].replace("\n", "").replace("4月4日（周六）", "4月4日（周五）")
    (problem,) = read_notice(line, 2026).problems
    assert problem.words == "三、清明节:4月4日(周五)至6日(周一)放假,共3天"
    long = "元旦：" + "、".join(f"1月{day}日" for day in range(1, 20)) + "放假，共3天。" + "好" * 60
    (problem,) = read_notice(long, 2026).problems
    assert len(problem.words) == 60
    assert problem.words.endswith("…")


# --- amendments


def test_a_prolongation_beside_its_notice_cancels_the_make_up_day() -> None:
    joined = clean(WORDINGS["2020"] + WORDINGS["2020-prolonged"], 2020)
    assert date(2020, 2, 1) not in joined.work
    (spring,) = (each for each in joined.by_festival if each.name == "春节")
    assert (spring.off, spring.work) == (span("2020-01-24/2020-02-02"), span("2020-01-19"))
    assert clean("延长2020年春节假期至2月2日，\n" + WORDINGS["2020"], 2020).off == joined.off


def test_an_amendment_keeps_the_other_festivals() -> None:
    first = clean(WORDINGS["2019"], 2019).arrangement("15号")
    amended = clean(WORDINGS["2019-labour"], 2019).arrangement("3号", date(2019, 3, 22), first)
    assert (amended.number, amended.dated) == ("3号", date(2019, 3, 22))
    assert [day for day, name in amended.off.items() if name == "劳动节"] == list(
        span("2019-05-01/2019-05-04")
    )
    assert amended.off[date(2018, 12, 31)] == "元旦"
    assert len(amended.off) == len(first.off) + 3
    assert len(amended.work) == len(first.work) + 2


def test_nothing_is_imported_while_a_problem_stands() -> None:
    with pytest.raises(Refusal, match=r"通知有1处对不上.*4月4日是周六"):
        read_notice("4月4日（周日）放假。", 2026).arrangement("7号")


# --- render and read back

ANCHORS = {
    "元旦": (1, 1),
    "春节": (2, 5),
    "清明节": (4, 4),
    "劳动节": (5, 1),
    "端午节": (6, 10),
    "中秋节": (9, 15),
    "国庆节": (10, 1),
}
Plan = dict[str, tuple[list[date], list[date]]]


@st.composite
def plans(draw: st.DrawFn) -> tuple[int, Plan]:
    year = draw(st.integers(2007, 2060))
    plan: Plan = {}
    taken: set[date] = set()
    for name, (month, day) in ANCHORS.items():
        first = date(year, month, day) - draw(st.integers(0, 2)) * ONE_DAY
        plan[name] = ([first + ONE_DAY * index for index in range(draw(st.integers(1, 8)))], [])
        taken.update(plan[name][0])
    for off, work in plan.values():
        around = [off[0] + ONE_DAY * index for index in range(-12, 20)]
        free = [day for day in around if day.weekday() > 4 and day not in taken]
        work += sorted(draw(st.lists(st.sampled_from(free), max_size=2, unique=True)))
        taken.update(work)
    return year, plan


class Style:
    """One way to word a notice."""

    def __init__(self, draw: st.DrawFn, *, full: bool) -> None:
        self.weekday = draw(
            st.sampled_from(["（周{}）", "（星期{}）", "(农历某日、周{})"] + [""] * (not full))
        )
        self.until = draw(st.sampled_from(["至", "—", "－", "～", "到"]))
        self.verb = draw(st.sampled_from(["放假", "放假调休", "放假公休"]))
        self.count = draw(st.sampled_from(["，共{}天", "{}天"] + [""] * (not full)))
        self.ordinal = draw(st.booleans())
        self.end = draw(st.sampled_from(["\n", "", "\n\n", "\r\n"]))
        self.years = draw(st.booleans())

    def day(self, day: date, year: int, before: date | None = None) -> str:
        text = f"{day.day}日"
        if before is None or before.month != day.month:
            text = f"{day.month}月{text}"
        if self.years and (before is None or before.year != day.year):
            text = f"{day.year}年{text}"
        return text + self.weekday.format(WEEKDAYS[day.weekday()])

    def render(self, year: int, plan: Plan) -> str:
        lines = []
        for index, (name, (off, work)) in enumerate(plan.items()):
            line = f"{'一二三四五六七'[index]}、" * self.ordinal + f"{name}：" + self.day(off[0], year)
            if len(off) > 1:
                line += self.until + self.day(off[-1], year, off[0])
            line += self.verb + self.count.format(len(off)) + "。"
            if work:
                line += "、".join(self.day(day, year) for day in work) + "上班。"
            lines.append(line)
        return self.end.join(lines)


@given(st.data())
def test_what_is_written_is_read_back(data: st.DataObject) -> None:
    year, plan = data.draw(plans())
    style = data.draw(st.composite(lambda draw: Style(draw, full=False))())
    reading = clean(style.render(year, plan), year)
    assert {each.name: (list(each.off), list(each.work)) for each in reading.by_festival} == plan
    arrangement = reading.arrangement("1号")
    assert (
        sorted(arrangement.off) == list(reading.off) == sorted(day for off, _ in plan.values() for day in off)
    )
    assert sorted(arrangement.work) == list(reading.work)


def _other_weekday(found: re.Match[str], by: int) -> str:
    return found[1] + WEEKDAYS[(WEEKDAYS.index(found[2]) + by) % 7]


def _other_count(found: re.Match[str], by: int) -> str:
    return f"{int(found[1]) + by}天"


def _other_day(found: re.Match[str], by: int) -> str:
    return f"{(int(found[1]) + by - 1) % 28 + 1}日{found[2]}"


MUTATIONS: dict[str, tuple[str, Callable[[re.Match[str], int], str]]] = {
    "weekday": (r"((?:周|星期))([一二三四五六日])", _other_weekday),
    "count": (r"(\d+)天", _other_count),
    "date": (r"(\d+)日([（(])", _other_day),
}


@given(st.data(), st.sampled_from(sorted(MUTATIONS)), st.integers(1, 6))
def test_one_wrong_character_is_a_problem(data: st.DataObject, kind: str, by: int) -> None:
    year, plan = data.draw(plans())
    text = data.draw(st.composite(lambda draw: Style(draw, full=True))()).render(year, plan)
    pattern, change = MUTATIONS[kind]
    places = list(re.finditer(pattern, text))
    found = places[data.draw(st.integers(0, len(places) - 1))]
    changed = text[: found.start()] + change(found, by) + text[found.end() :]
    if kind == "date" and (int(found[1]) + by - 1) % 28 + 1 - int(found[1]) in (
        0,
        7,
        14,
        21,
        -7,
        -14,
        -21,
        -28,
    ):
        return  # the weekday in the bracket is right again: only a count could tell
    assert read_notice(changed, year).problems


@given(
    st.text(alphabet="一二、元旦国庆节：1230年月日（周六）至放假上班，共天。\n 其中公休日调延长", max_size=60)
)
def test_no_text_makes_it_stumble(text: str) -> None:
    reading = read_notice(text, 2026)
    assert reading.problems or reading.off or reading.work
    assert all(each.reason for each in reading.problems)
