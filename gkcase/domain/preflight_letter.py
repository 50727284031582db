"""What the letter itself must say, laid beside its case: each rule yields what is wrong, with article and spot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from gkcase.domain import personal_data
from gkcase.domain.errors import Refusal
from gkcase.domain.findings import Finding
from gkcase.domain.leaving import WHOLE_REPLY, Leaving
from gkcase.domain.personal_data import squeezed
from gkcase.domain.replies import Result, remedy_text
from gkcase.domain.review_body import COURT, Level, article_of, body_problem, court_problem
from gkcase.domain.terms import chinese_date

UNFILLED = re.compile(
    r"\{\{|\}\}|\{%|【\s*】|【[^】]*(?:请|填|待定)[^】]*】|_{3,}|×{2,}|文号在成文时编定|(?<![A-Za-z])None(?![A-Za-z])"
)
"""What a template or a hasty hand leaves behind; 【2024】8号 is how some offices number their papers."""

DAY_LINE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
FIRST = re.compile(r"先向.{2,60}?申请行政复议")
CHOICE = re.compile(r"也可以自收到.{0,40}?提起行政诉讼")
WHOLE = "第三十六条"
REMEDY = "《行政复议法》第二十三条第二款"
ONLINE = "《行政复议法》第二十二条第二款"


def unfilled(leaving: Leaving) -> Iterator[Finding]:
    """Nothing was left open."""
    if found := UNFILLED.search(leaving.text):
        left = found[0]
        spot = leaving.spot_where(lambda said: left in said)
        yield Finding("unfilled", f"答复书里还有没填的地方：“{left}”", WHOLE, spot=spot)


def same_as_the_case(leaving: Leaving) -> Iterator[Finding]:
    """Number, name and receipt day in the letter are those of the case."""
    plain, receipt = _body(leaving), leaving.state.receipt
    received = chinese_date(receipt.on) if receipt and receipt.on else ""
    name = str(leaving.asked.get("applicant.name") or "")
    for word, said in ((leaving.number, "登记编号"), (name, "申请人"), (received, "收到申请之日")):
        if word and squeezed(word) not in plain:
            told = f"答复书里的{said}与案件不一致，案件为“{word}”"
            yield Finding("differs", told, WHOLE, spot=WHOLE_REPLY)


def _body(leaving: Leaving) -> str:
    """What the letter says, without its own number and day: those of the case might hide behind them."""
    lines = [squeezed(line) for line in leaving.text.splitlines()]
    said = "".join(line for line in lines if not DAY_LINE.fullmatch(line))
    letter = leaving.letter
    number = squeezed(letter.text("number")) if letter else ""
    return said.replace(number, "") if number else said


def numbered(leaving: Leaving) -> Iterator[Finding]:
    """The letter bears the number that the journal gave it, written as GB/T 9704 has it."""
    letter = leaving.letter
    number = letter.text("number") if letter else ""
    if not number or squeezed(number) in squeezed(leaving.text):
        return
    short = re.escape(squeezed(leaving.sender.short))
    written = rf"{short}[\[(【〔〖](\d{{2,4}})[\])】〕〗]?(?:第|0+)*\d+号?"
    found = re.search(written, squeezed(leaving.text)) if short else None
    said = f"答复书没有写编定的文号“{number}”"
    if found:
        said = f"文号“{found[0]}”应写作“{number}”：年份用六角括号，序号不加“第”、不编虚位"
    yield Finding("document_number", said, "GB/T 9704", spot=WHOLE_REPLY)


def dated(leaving: Leaving) -> Iterator[Finding]:
    """The day below the letter lies between receipt and today, and not after the day on which it leaves."""
    day, receipt, due = (
        _day(leaving.text),
        leaving.state.receipt,
        leaving.state.sum.position(leaving.rules).due,
    )
    if day is None:
        return
    said = ""
    if day > min(leaving.today, leaving.entry.on):
        when = ("送出之日" if leaving.leaves else "送审之日") if leaving.entry.on < leaving.today else "今天"
        late = f"，且已过答复期限{chinese_date(due)}" if due and day > due else ""
        said = f"答复书落款日期{chinese_date(day)}晚于{when}{late}"
    elif receipt and receipt.on and day < receipt.on:
        said = f"答复书落款日期{chinese_date(day)}早于收到申请之日{chinese_date(receipt.on)}"
    if said:
        yield Finding("letter_day", said, WHOLE, spot=WHOLE_REPLY)


def _day(text: str) -> date | None:
    """The day below the letter: the last line that is nothing but a day."""
    lines = [squeezed(line) for line in text.splitlines()]
    days = [found for line in lines if (found := DAY_LINE.fullmatch(line))]
    if not days:
        return None
    year, month, day = (int(part) for part in days[-1].groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def remedy(leaving: Leaving) -> Iterator[Finding]:
    """The remedy paragraph of the right kind, whole, and no other (《行政复议法》第二十三条)."""
    if leaving.result is None:
        return
    try:
        wanted = squeezed(_remedy(leaving, leaving.result))
    except Refusal as refused:
        yield Finding("remedy", refused.reason, refused.basis, spot=f"settings:{refused.field}")
        return
    said = _wrong_remedy(wanted, squeezed(leaving.text))
    if said:
        yield Finding("remedy", said, REMEDY, spot=WHOLE_REPLY)
    elif wanted:
        yield from _online(leaving)


def _remedy(leaving: Leaving, result: Result) -> str:
    """The paragraph without its online channel, which is looked at by itself."""
    sender = leaving.sender
    return remedy_text(
        result,
        on=leaving.entry.on,
        review_body=sender.review_body,
        court=sender.court,
        policy=leaving.rules.policy,
        parts=leaving.results,
    )


def _wrong_remedy(wanted: str, text: str) -> str:
    """What is wrong with the remedy of a letter; empty where nothing is."""
    rest = text.replace(wanted, "") if wanted else text
    if not wanted:
        return "这种答复不写救济途径" if FIRST.search(text) or CHOICE.search(text) else ""
    if wanted in text:
        return (
            "答复书写了两种救济途径，请只留与答复类型相符的"
            if FIRST.search(rest) or CHOICE.search(rest)
            else ""
        )
    if FIRST.search(wanted) and not FIRST.search(text):
        return "依据第十四条至第十六条不予公开的，救济途径应当写明先申请行政复议"
    if FIRST.search(text) and not FIRST.search(wanted):
        return "这种答复不适用复议前置，救济途径不能写先申请行政复议"
    return "答复书没有写明救济途径，或者与设置中的复议机关、法院不一致"


def _online(leaving: Leaving) -> Iterator[Finding]:
    channel = leaving.sender.online_review
    if not leaving.electronic:
        return
    if not channel.strip():
        said = "以电子方式送达的答复应当同时告知网上申请行政复议的渠道，请先在“设置”中填写"
        yield Finding("online", said, ONLINE, spot="settings:online_review")
    elif squeezed(channel) not in squeezed(leaving.text):
        said = "以电子方式送达的，答复书应当写明网上申请行政复议的渠道"
        yield Finding("online", said, ONLINE, spot="fact:delivery")


def right_bodies(leaving: Leaving) -> Iterator[Finding]:
    """The body and the court that the letter names can be the right ones for such an organ (第二十四条至第二十七条)."""
    sender = leaving.sender
    if not Level.knows(sender.level) or "申请行政复议" not in leaving.text:
        return
    level = Level.of(sender.level)
    if said := body_problem(level, sender.name, sender.review_body):
        yield Finding("review_body", said, article_of(level), is_error=False, spot="settings:review_body")
    if said := court_problem(level, sender.court):
        yield Finding("court", said, COURT, is_error=False, spot="settings:court", is_hint=True)


# -- personal data --------------------------------------------------------------------------------------------

PRIVATE = "《个人信息保护法》第六条"
OWN_NUMBERS = ("applicant.id_number", "applicant.phone", "agent.id_number", "agent.phone")
OWN_PLACES = ("applicant.address",)
CERTAIN = frozenset({"身份证号码", "银行卡号"})
"""Kinds that have no place in a reply; a mobile number or a dwelling may be that of an office."""


def personal(leaving: Leaving) -> Iterator[Finding]:
    """No ID number, phone or address, neither the applicant's own nor another's; their quoted words stay."""
    text = personal_data.without(leaving.text, _words_of_the_applicant(leaving))
    own = _own(leaving, text)
    office = squeezed(leaving.sender.address) + squeezed(leaving.sender.phone)
    others = [datum for datum in personal_data.found_in(text) if datum.plain not in office]
    certain = [f"{one.kind}{one.shown}" for one in others if one.kind in CERTAIN]
    maybe = [f"{one.kind}{one.shown}" for one in others if one.kind not in CERTAIN and one.plain not in own]
    if told := [*dict.fromkeys((*certain, *own.values()))]:
        said = f"答复书里写有{'、'.join(told)}，请删去"
        yield Finding("personal", said, PRIVATE, spot=_where(leaving, own))
    if maybe:
        said = f"答复书里可能写有个人信息：{'、'.join(maybe)}，确需写明的请说明理由"
        yield Finding("personal_maybe", said, PRIVATE, is_error=False, spot=_where(leaving, own))


def _where(leaving: Leaving, own: Iterable[str]) -> str:
    """The field in which somebody's data stands."""

    def holds(said: str) -> bool:
        return bool(personal_data.found_in(said)) or any(one in squeezed(said) for one in own)

    return leaving.spot_where(holds)


def _own(leaving: Leaving, text: str) -> dict[str, str]:
    """What of the applicant's and agent's own data the text shows, and what it is called."""
    plain = squeezed(text)
    numbers = [squeezed(str(leaving.asked.get(name) or "")) for name in OWN_NUMBERS]
    found = {number: "申请人或者代理人的号码" for number in numbers if len(number) > 6 and number in plain}
    places = [str(leaving.asked.get(name) or "") for name in OWN_PLACES]
    at_home = {squeezed(place): "申请人的住址" for place in places if personal_data.says_address(text, place)}
    return {**found, **at_home}


def _words_of_the_applicant(leaving: Leaving) -> str:
    corrected = [past.facts.get("wanted") for past in leaving.state.past if past.facts.get("wanted")]
    return str(corrected[-1]) if corrected else ""


RULES = (unfilled, same_as_the_case, numbered, dated, remedy, right_bodies, personal)
