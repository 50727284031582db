"""The fields of the replies (答复书): what the law says of each result, and the facts that carry it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.replies import Result, remedy_text
from gkcase.domain.terms import Delivery, Event, FormWanted, Opinion, Party, Term, WayWanted, chinese_date
from gkcase.services.letter_builders import Built, Draft, Fields, to_applicant
from gkcase.services.letter_facts import numbered, sentence

ELECTRONIC = frozenset({Delivery.EMAIL.value, Delivery.ONLINE.value})
FETCHED = frozenset({WayWanted.PICK_UP.value, WayWanted.READ_ON_SITE.value})
REGULATION = "《中华人民共和国政府信息公开条例》"
INTERESTS = ("国家安全", "公共安全", "经济安全", "社会稳定")


def reply(draft: Draft) -> Built:
    """The letter of the case's result."""
    result = _result(draft)
    if result.code not in REPLIES:
        raise Trouble(f"“{result.label}”还没有文书模板，请用本机关的文书答复")
    fields = to_applicant(draft) | REPLIES[result.code](draft) | {"remedy": _remedy(draft, result)}
    return Built(fields)


def _result(draft: Draft) -> Result:
    if draft.result is None:
        raise Refusal("尚未确定答复类型，请先选择答复类型", "第三十六条", "kind_of_reply")
    return draft.result


def _remedy(draft: Draft, result: Result) -> str:
    """The remedy paragraph; a reply sent through the internet also names the channel there."""
    profile = draft.profile
    sent = draft.given.maybe("delivery") or draft.given.maybe("way") or draft.given.maybe("way_wanted")
    return remedy_text(
        result,
        on=draft.day,
        review_body=profile.review_body,
        court=profile.court,
        online_review=profile.online_review,
        electronic=sent in ELECTRONIC,
        policy=draft.policy,
    )


def _disclose(draft: Draft) -> Fields:
    """第三十六条第（二）项, 第四十条: form as asked unless a reason is given; what is fetched needs place and time."""
    given = draft.given
    form, way = _chosen(draft, "form", FormWanted), _chosen(draft, "way", WayWanted)
    pickup = given.text("pickup") if way[0] in FETCHED else given.maybe("pickup")
    asked = given.maybe("form_wanted")
    reason = given.text("form_reason") if asked and asked != form[0] else given.maybe("form_reason")
    return {
        "documents": [sentence(part) for part in numbered(given.many("documents"))],
        "form": form[1],
        "way": way[1],
        "pickup": sentence(pickup) if pickup else "",
        "form_reason": reason.rstrip("。，；"),
        "attachments": numbered(given.maybe_many("attachments")),
    }


def _chosen(draft: Draft, name: str, kinds: type[Term]) -> tuple[str, str]:
    """The office's choice, else what the applicant asked for: (code, words); “其他” has to be put in words."""
    said = draft.given.maybe(name) or draft.given.maybe(f"{name}_wanted") or draft.given.text(name)
    found = next((kind for kind in kinds if said in (kind.value, kind.label)), None)
    if found is FormWanted.OTHER:
        raise Refusal("请写明提供的具体形式", "第四十条", name)
    return (found.value, found.label) if found else (said, said)


def _withhold(draft: Draft, finding: str, **more: str) -> Fields:
    """What all refusals share: the fact, the kind of information, the reasons, the articles."""
    return {
        "ground_fact": sentence(draft.given.text("ground_fact")),
        "finding": finding,
        "reasons": sentence(draft.given.text("reasons")),
        "articles": _result(draft).basis,
        "consultation": "",
        "public_interest": "",
        "no_rule": "",
        **more,
    }


def _secret(draft: Draft) -> Fields:
    return _withhold(draft, "该政府信息依法确定为国家秘密。")


def _prohibited(draft: Draft) -> Fields:
    law = draft.given.text("law").rstrip("。")
    return _withhold(draft, f"根据{law}的规定，该政府信息属于法律、行政法规禁止公开的政府信息。")


def _safety(draft: Draft) -> Fields:
    interest = draft.given.text("interest").rstrip("。")
    if not any(word in interest for word in INTERESTS):
        said = "请写明危及国家安全、公共安全、经济安全、社会稳定中的哪一项"
        raise Refusal(said, "第十四条", "interest")
    return _withhold(draft, f"该政府信息公开后可能危及{interest}。")


def _third_party_rights(draft: Draft) -> Fields:
    category = draft.given.text("category").rstrip("。")
    why = sentence(draft.given.text("public_interest"))
    return _withhold(
        draft,
        f"该政府信息涉及{category}，公开会对第三方合法权益造成损害。",
        consultation=_consultation(draft),
        public_interest=f"不公开该政府信息不会对公共利益造成重大影响：{why}",
    )


def _consultation(draft: Draft) -> str:
    """That the third party was asked, and what came of it (第三十二条)."""
    asked = [one for one in draft.dossier.consultations if one.to is Party.THIRD_PARTY]
    opinions = {one.opinion for one in asked if one.answered_on}
    told = f"本机关已依照{REGULATION}第三十二条的规定，书面征求第三方的意见，"
    if Opinion.OBJECTION in opinions:
        return told + "第三方不同意公开并说明了理由。经审查，其理由合理。"
    if any(one.answered_on is None and one.answer_by and one.answer_by < draft.day for one in asked):
        return told + "第三方逾期未提出意见。本机关依照该条例的规定决定是否公开。"
    if Opinion.PARTIAL in opinions:
        raise Refusal("第三方同意公开部分内容，应当区分处理，作部分公开的答复", "第三十七条", "kind_of_reply")
    if opinions == {Opinion.CONSENT}:
        raise Refusal("第三方已同意公开，不能以保护第三方合法权益为由不予公开", "第十五条", "kind_of_reply")
    raise Refusal("尚未征求第三方的意见，或者其提出意见的期限未满", "第三十二条", "kind_of_reply")


NO_RULE = "经核对，法律、法规、规章没有规定该政府信息应当公开。"


def _internal(draft: Draft) -> Fields:
    draft.given.confirmed("no_rule")
    category = draft.given.text("category").rstrip("。")
    said = f"该政府信息属于行政机关的内部事务信息中{category}方面的信息。"
    return _withhold(draft, said, no_rule=NO_RULE)


def _deliberative(draft: Draft) -> Fields:
    draft.given.confirmed("no_rule")
    category = draft.given.text("category").rstrip("。")
    said = f"该政府信息系行政机关在履行行政管理职能过程中形成的{category}，属于过程性信息。"
    return _withhold(draft, said, no_rule=NO_RULE)


def _enforcement(draft: Draft) -> Fields:
    draft.given.confirmed("no_rule")
    return _withhold(draft, "该政府信息属于行政执法案卷信息。", no_rule=NO_RULE)


def _not_held(draft: Draft) -> Fields:
    """第三十六条第（四）项: the search as it stands in the record, or as the form tells it."""
    given = draft.given
    record = draft.dossier.last(Event.SEARCHED)
    searched = given.day("searched_on") or (record.on if record else None)
    if searched is None:
        given.lacking("searched_on")
    return {
        "searched_on": chinese_date(searched) if searched else "",
        "searcher": given.text("searcher"),
        "places": [sentence(place) for place in numbered(given.many("places"))],
        "method": sentence(given.text("method")),
        "outcome": sentence(given.text("outcome")),
    }


REPLIES: Mapping[str, Callable[[Draft], Fields]] = {
    "R2": _disclose,
    "R4a": _secret,
    "R4b": _prohibited,
    "R4c": _safety,
    "R4d": _third_party_rights,
    "R4e": _internal,
    "R4f": _deliberative,
    "R4g": _enforcement,
    "R6": _not_held,
}
"""The results that have a template."""
