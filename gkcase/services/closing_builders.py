"""The fields of letters that close a case unanswered (不再处理), and of those about corrections (第四十一条)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry
from gkcase.domain.policy import Policy
from gkcase.domain.terms import Event, LetterKind, chinese_date
from gkcase.services.answer_builders import notice_of, past_day, points_of, said
from gkcase.services.letter_builders import Built, Draft, Fields, to_applicant
from gkcase.services.reply_builders import remedy


def no_correction(draft: Draft) -> Built:
    """逾期不补正不再处理告知书 (第三十条): when it was asked for, until when, that nothing came."""
    notice = _behind(draft, Event.CORRECTION_REQUESTED, Event.CORRECTION_LAPSED)
    limit = notice.number("limit_days", (draft.policy or Policy()).correction_limit_days)
    fields: Fields = {"points": points_of(notice), "limit_days": str(limit)}
    return _closed(draft, fields, notice, LetterKind.CORRECTION_NOTICE)


def no_fee(draft: Draft) -> Built:
    """逾期未缴费不再处理告知书 (《政府信息公开信息处理费管理办法》第六条): which amount, until when."""
    notice = _behind(draft, Event.FEE_REQUESTED, Event.FEE_LAPSED)
    return _closed(draft, {"amount": notice.text("amount")}, notice, LetterKind.FEE_NOTICE)


def _behind(draft: Draft, asked: Event, lapsed: Event) -> Entry:
    """The notice that was not complied with; refused while that is not on record."""
    notice = draft.dossier.last(asked)
    if notice is None or draft.dossier.last(lapsed) is None:
        raise Refusal(f"尚未登记“{lapsed.label}”，不能告知不再处理", draft.given.basis, "kind")
    return notice


def _closed(draft: Draft, fields: Fields, notice: Entry, kind: LetterKind) -> Built:
    delivered, ended = notice.day("delivered_on"), draft.given.maybe("ended_on")
    told: Fields = {
        **notice_of(draft.dossier, notice, kind),
        "delivered": f"该通知已于{chinese_date(delivered)}送达。" if delivered else "",
        "ended": f"上述期限已于{past_day(draft, 'ended_on')}届满。" if ended else "",
        "closed_on": chinese_date(draft.day),
    }
    return Built(to_applicant(draft) | fields | told | {"remedy": remedy(draft)})


def rectification(draft: Draft) -> Built:
    """更正、不予更正、转送告知书 (第四十一条)."""
    if draft.result is None:
        raise Refusal("尚未确定处理结果，请先选择更正、不予更正或者转送", "第四十一条", "kind_of_reply")
    fields = RECTIFIED[draft.result.code](draft)
    return Built(to_applicant(draft) | fields | {"remedy": remedy(draft)})


def rectified(draft: Draft) -> Fields:
    """更正 (第四十一条): which record was wrong, and how it reads now."""
    return {
        "record": draft.given.text("record").rstrip("。"),
        "corrected_on": past_day(draft, "corrected_on"),
        "corrected": said(draft.given, "corrected"),
    }


def not_rectified(draft: Draft) -> Fields:
    """不予更正 (第四十一条): which record, and why it stays."""
    return {
        "record": draft.given.text("record").rstrip("。"),
        "not_corrected": said(draft.given, "not_corrected"),
    }


def passed_on(draft: Draft) -> Fields:
    """转送 (第四十一条): to whom it was passed on, or to whom the applicant is to turn."""
    given = draft.given
    return {
        "record": given.text("record").rstrip("。"),
        "why_passed": said(given, "why_passed"),
        "passed_to": given.text("passed_to").rstrip("。"),
        "agency_contact": said(given, "agency_contact"),
        "passed_on": past_day(draft, "passed_on") if given.maybe("passed_on") else "",
    }


RECTIFIED: Mapping[str, Callable[[Draft], Fields]] = {
    "X1": rectified,
    "X2": not_rectified,
    "X3": passed_on,
}
"""The results of a request to put a record right."""
