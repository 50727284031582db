"""The fields of all other replies: what cannot be given, what is not handled, and what is no government information."""

from __future__ import annotations

import re
from datetime import date

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry
from gkcase.domain.terms import Event, LetterKind, chinese_date
from gkcase.services.dossier import Dossier
from gkcase.services.letter_builders import Draft, Fields
from gkcase.services.letter_facts import Given, numbered, quoted, sentence

ADDRESS = re.compile(r"https?://|www\.|[\w-]+\.(?:cn|com|net|org)\b", re.IGNORECASE | re.ASCII)
ON_THE_NET = ("网站", "网页", "互联网", "网上", "官网", "门户网")


def listed(given: Given, name: str) -> list[str]:
    """The members of a list that the letter cannot do without, numbered, each a sentence."""
    return [sentence(part) for part in numbered(given.many(name))]


def said(given: Given, name: str) -> str:
    """A sentence that the letter cannot do without."""
    return sentence(given.text(name))


def said_if(given: Given, name: str) -> str:
    """A sentence that may be missing."""
    text = given.maybe(name)
    return sentence(text) if text else ""


def past_day(draft: Draft, name: str) -> str:
    """A day that the letter cannot do without and that does not lie ahead of it."""
    day: date | None = draft.given.day(name)
    if day is None:
        return draft.given.lacking(name)
    if day > draft.day:
        label = draft.given.label(name)
        raise Refusal(f"“{label}”不能晚于本告知书的日期", draft.given.basis, name)
    return chinese_date(day)


def public(draft: Draft) -> Fields:
    """已主动公开 (第三十六条第（一）项): the way must really lead there, so a website is named by its address."""
    published = listed(draft.given, "published")
    places = draft.given.many("where_published")
    for place in places:
        if any(word in place for word in ON_THE_NET) and not ADDRESS.search(place):
            reason = f"“{place}”没有写明网址，请写明可以直接查到该信息的具体网址"
            raise Refusal(reason, "第三十六条第（一）项", "where_published")
    return {
        "published": published,
        "where_published": numbered(places),  # no full stop that would be copied with an address
    }


def query(draft: Draft) -> Fields:
    """行政查询事项 (第三十六条第（七）项): which law orders it, and where and how to query."""
    given = draft.given
    return {
        "category": given.text("category").rstrip("。"),
        "query_law": given.text("query_law").rstrip("。"),
        "query_ways": listed(given, "query_way"),
    }


def not_held(draft: Draft) -> Fields:
    """第三十六条第（四）项: the search as it stands in the record, or as the form tells it."""
    given = draft.given
    record = draft.dossier.last(Event.SEARCHED)
    searched = given.day("searched_on") or (record.on if record else None)
    if searched is None:
        given.lacking("searched_on")
    return {
        "searched_on": chinese_date(searched) if searched else "",
        "searcher": given.text("searcher"),
        "places": listed(given, "places"),
        "method": said(given, "method"),
        "outcome": said(given, "outcome"),
    }


def not_ours(draft: Draft) -> Fields:
    """第三十六条第（五）项: the reason; the right organ and how to reach it, unless it cannot be found out."""
    given, agency = draft.given, draft.given.maybe("agency").rstrip("。")
    if agency:
        contact = said(given, "agency_contact")
    else:
        given.confirmed("agency_unknown")
        contact = ""
    return {"not_ours": said(given, "not_ours"), "agency": agency, "agency_contact": contact}


def processing(draft: Draft) -> Fields:
    """第三十八条: nothing ready exists, and what would have to be made of it."""
    return {"not_ready": said(draft.given, "not_ready"), "processing": said(draft.given, "processing")}


def unclear(draft: Draft) -> Fields:
    """第三十条: what was asked for, what was put right, what is still unclear, all from the record."""
    notice, answer = (
        draft.dossier.last(Event.CORRECTION_REQUESTED),
        draft.dossier.last(Event.CORRECTION_RECEIVED),
    )
    if notice is None or answer is None:
        reason = "没有告知补正和收到补正的记录，不能以补正后仍不明确答复"
        raise Refusal(reason, "第三十条", "kind_of_reply")
    corrected = answer.text("wanted")
    first = (
        {}
        if draft.in_part
        else {"request": quoted(draft.dossier.received.text("wanted") or draft.dossier.wanted)}
    )
    return {
        **first,
        **notice_of(draft.dossier, notice, LetterKind.CORRECTION_NOTICE),
        "points": points_of(notice),
        "corrected_date": chinese_date(answer.on),
        "corrected": quoted(corrected) if corrected else "",
        "still_unclear": said(draft.given, "still_unclear"),
    }


def notice_of(dossier: Dossier, notice: Entry, kind: LetterKind) -> dict[str, str]:
    """When the notice of a step was given, and under which number."""
    numbers = [file.number for file in dossier.files if file.kind is kind and file.number]
    return {"notice_date": chinese_date(notice.on), "notice_number": f"以{numbers[-1]}" if numbers else ""}


def points_of(notice: Entry) -> list[str]:
    """What a correction notice asked to be put right, as it was recorded."""
    items = notice.facts.get("items")
    points = (
        [str(item) for item in items] if isinstance(items, list | tuple) else str(items or "").split("\n")
    )
    return [sentence(point) for point in numbered([point for point in points if point])]


def petition(draft: Draft) -> Fields:
    """第三十九条第一款: why it is a petition, complaint or report, and where that may be brought."""
    given = draft.given
    return {
        "petition": said(given, "petition"),
        "category": given.text("category").rstrip("。"),
        "channel_for": said_if(given, "channel_for"),
    }


def repeated(draft: Draft) -> Fields:
    """第三十六条第（六）项: number and date of the earlier reply, and that the same was asked."""
    return {
        "earlier_number": draft.given.text("earlier_number"),
        "earlier_on": past_day(draft, "earlier_on"),
        "same_information": said(draft.given, "same_information"),
    }


def publication(draft: Draft) -> Fields:
    """第三十九条第二款: which publication, and where it can be had."""
    return {"publications": listed(draft.given, "publication"), "obtain": said(draft.given, "obtain")}


def excessive(draft: Draft) -> Fields:
    """第三十五条: how many requests, that reasons were asked for, what was given, why it is not reasonable."""
    asked, given = draft.dossier.last(Event.REASONS_REQUESTED), draft.given
    if asked is None:
        reason = "没有要求申请人说明理由的记录，不能以无正当理由大量反复申请为由不予处理"
        raise Refusal(reason, "第三十五条", "kind_of_reply")
    told = draft.dossier.last(Event.REASONS_RECEIVED)
    reasons = given.maybe("reasons_given") or (told.text("reason") if told else "")
    return {
        "requests_made": said(given, "requests_made"),
        "asked_on": chinese_date(asked.on),
        "reasons_given": sentence(reasons) if reasons else "",
        "why_unreasonable": said(given, "why_unreasonable"),
    }


def reissue(draft: Draft) -> Fields:
    """确认或者重新出具 (report format only): what was given, and when."""
    return {"given_before": listed(draft.given, "given_before"), "given_on": past_day(draft, "given_on")}


def not_information(draft: Draft) -> Fields:
    """不属于政府信息 (第二条): why it is none."""
    given = draft.given
    return {"not_information": said(given, "not_information"), "channel_for": said_if(given, "channel_for")}


def other(draft: Draft) -> Fields:
    """其他处理: what the case is, what is decided, and the article where there is one."""
    given = draft.given
    return {
        "ground_fact": said(given, "ground_fact"),
        "decision": said(given, "decision"),
        "article": given.maybe("article").rstrip("。"),
    }
