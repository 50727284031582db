"""From a case to the fields of its notices (告知书), which go out before and beside a reply."""

from __future__ import annotations

from datetime import date, timedelta

from gkcase.domain.errors import Refusal
from gkcase.domain.fees import Band, Fee, item_calculation, page_calculation
from gkcase.domain.policy import Policy
from gkcase.domain.replies import remedy_text
from gkcase.domain.terms import Delivery, Event, Opinion, Party, chinese_date
from gkcase.services.dossier import Consultation
from gkcase.services.letter_builders import Built, Draft, Fields, contact, head, party, request, to_applicant
from gkcase.services.letter_facts import numbered, sentence
from gkcase.services.rulebook import rulebook

ELECTRONIC = frozenset({Delivery.EMAIL.value, Delivery.ONLINE.value})
THEM = "你（单位）"
STANCES = {
    Opinion.OBJECTION: "不同意公开",
    Opinion.PARTIAL: "同意公开部分内容",
    Opinion.CONSENT: "同意公开",
}
BY_ITEM = (
    "按件计收：同一申请人一个自然月内的申请，10件以下（含10件）不收费；11至30件（含30件）的部分每件100元；"
    "31件以上的部分以10件为一档，每增加一档，收费标准提高100元/件。"
)
BY_PAGE = (
    "按量计收：每件申请30页以下（含30页）不收费；31至100页（含100页）的部分每页10元；"
    "101至200页（含200页）的部分每页20元；201页以上的部分每页40元。"
)


def reasons(draft: Draft) -> Built:
    """说明理由告知书 (第三十五条): which requests, why they are beyond reason, until when, what follows."""
    given = draft.given
    usual = rulebook().law.period["reasons_answer"].days
    return Built(
        to_applicant(draft)
        | contact(draft)
        | {
            "requests": [sentence(part) for part in numbered(given.many("requests"))],
            "reason": sentence(given.text("reason")),
            "limit_days": str(given.whole("limit_days", str(usual))),
            "stops": "是" if (draft.policy or Policy()).reasons_stop else "",
        }
    )


def delay(draft: Draft) -> Built:
    """延迟答复告知书 (第三十五条): the reasons were given and are accepted, so a later day is fixed."""
    given, until = draft.given, draft.given.day("until")
    if until is None:
        given.lacking("until")
    told = draft.dossier.last(Event.REASONS_RECEIVED)
    if told is None:
        raise Refusal("申请人尚未说明理由，不能告知延迟答复", "第三十五条", "reason")
    fields: Fields = {
        "reasons_on": chinese_date(told.on),
        "reason": given.text("reason").rstrip("。，；"),
        "until": chinese_date(until) if until else "",
    }
    return Built(to_applicant(draft) | contact(draft) | fields, until)


def consultation(draft: Draft) -> Built:
    """征求意见告知书 (第三十三条第三款): since when time is not counted; the third party is named only on purpose."""
    asked = _asked(draft)
    kind = asked.to
    third = kind is Party.THIRD_PARTY
    stopped = _stopped_from(asked.sent_on, draft.policy or Policy())
    return Built(
        to_applicant(draft)
        | contact(draft)
        | {
            "party": asked.name if not third or draft.given.is_set("named") else "",
            "third": "是" if third else "",
            "joint": "是" if kind is Party.JOINT_AGENCY else "",
            "sent_on": chinese_date(asked.sent_on),
            "stopped_from": chinese_date(stopped),
        }
    )


def _asked(draft: Draft) -> Consultation:
    """The consultation on record that the applicant is told of."""
    key = draft.given.maybe("id")
    found = [one for one in draft.dossier.consultations if key in ("", one.id)]
    if found:
        return found[-1]
    raise Refusal("尚未征求第三方或者其他机关的意见，请先登记征求意见", "第三十三条第三款", "id")


def _stopped_from(sent: date, policy: Policy) -> date:
    """The first day that is not counted, by the office's choice on the edges of the window."""
    return sent if policy.window_edges == "both_in" else sent + timedelta(days=1)


def third_party_decision(draft: Draft) -> Built:
    """决定公开告知第三方 (第三十二条): what will be opened and why, some days before it is; who asks is not said."""
    given, name = draft.given, draft.dossier.applicant.name.strip()
    said = {fact: given.text(fact) for fact in ("information", "reason")}
    for fact, text in said.items():
        if name and name in text:
            what = given.label(fact)
            told = f"“{what}”中出现了申请人姓名，请改写，不要向第三方透露申请人"
            raise Refusal(told, "第十五条", fact)
    third = party(draft)
    return Built(
        head(draft, third)
        | contact(draft)
        | {fact: sentence(text) for fact, text in said.items()}
        | {
            "asked": _stance(draft, third),
            "wait_days": str(rulebook().law.period["third_party_told"].days),
            "remedy": _remedy(draft),
        }
    )


def _stance(draft: Draft, name: str) -> str:
    """That this third party was asked and what it said, as on record; empty where it was not asked."""
    asked = [
        one for one in draft.dossier.consultations if one.to is Party.THIRD_PARTY and one.name.strip() == name
    ]
    if not asked:
        return ""
    one = asked[-1]
    said = f"本机关于{chinese_date(one.sent_on)}就下列政府信息是否公开书面征求{THEM}的意见"
    if one.opinion is not None:
        return f"{said}，{THEM}{STANCES[one.opinion]}。"
    late = one.answer_by is not None and one.answer_by < draft.day
    return f"{said}，{THEM}逾期未提出意见。" if late else f"{said}。"


def _remedy(draft: Draft) -> str:
    """The third party may choose between review and suit: nothing was kept from it."""
    profile = draft.profile
    return remedy_text(
        rulebook().replies["R2"],
        on=draft.day,
        review_body=profile.review_body,
        court=profile.court,
        online_review=profile.online_review,
        electronic=draft.given.maybe("delivery") in ELECTRONIC,
        policy=draft.policy,
    )


def fee(draft: Draft) -> Built:
    """收费通知书 (第四十二条): by item or by page, reckoned step by step; the amount must be what comes out."""
    given = draft.given
    found = _calculation(draft)
    amount = given.whole("amount")
    if amount != found.yuan:
        said = f"按填写的件数或者页数计算应收{found.yuan:,}元，与填写的{amount:,}元不一致，请核对"
        raise Refusal(said, "《政府信息公开信息处理费管理办法》第三条", "amount")
    by_page = bool(given.maybe("pages"))
    policy = draft.policy or Policy()
    return Built(
        to_applicant(draft)
        | contact(draft)
        | {
            "standard": BY_PAGE if by_page else BY_ITEM,
            "article": "第五条" if by_page else "第四条",
            "fee_rows": [_row(band, "页" if by_page else "件") for band in found.bands],
            "amount": f"{found.yuan:,}",
            "pay_way": sentence(given.text("pay_way")),
            "pay_days": str(rulebook().law.period["fee_payment"].days),
            "restarts": "是" if policy.fee_restart == "full" else "",
        }
    )


def _calculation(draft: Draft) -> Fee:
    """The office picks one standard for a request, never both (办法第三条)."""
    given, article = draft.given, "《政府信息公开信息处理费管理办法》第三条"
    pages, nth = given.maybe("pages"), given.maybe("nth_in_month")
    if pages and nth:
        raise Refusal("按件和按量只能选择一种计收，请只填写件数或者只填写页数", article, "pages")
    if not pages and not nth:
        raise Refusal("收费通知书须写明计算过程，请填写页数（按量）或者本月第几件（按件）", article, "pages")
    if pages:
        return page_calculation(given.whole("pages"))
    return item_calculation(given.whole("nth_in_month"), given.whole("items", "1"))


def _row(band: Band, unit: str) -> list[str]:
    """One line of the calculation: which items or pages, how many, at what price, together."""
    count = band.last - band.first + 1
    span = f"第{band.first}{unit}" if count == 1 else f"第{band.first}{unit}至第{band.last}{unit}"
    return [span, f"{count}{unit}", f"{band.yuan}" if band.yuan else "不收费", f"{band.total:,}"]


def withdrawal(draft: Draft) -> Built:
    """撤回确认: the applicant's written withdrawal and the end of the case; it may come before the receipt day."""
    given, gone = draft.given, draft.entry
    asked_on = given.day("requested_on") or (gone.on if gone else None)
    if asked_on is None:
        given.lacking("requested_on")
    return Built(
        head(draft, draft.dossier.applicant.name or given.lacking("applicant.name"))
        | contact(draft)
        | request(draft, arrived=True)
        | {
            "requested_on": chinese_date(asked_on) if asked_on else "",
            "ended_on": chinese_date(gone.on if gone else draft.day),
        }
    )
