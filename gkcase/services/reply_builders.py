"""The fields of the replies (答复书): what the law says of each result, the facts that carry it, and the remedies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from gkcase.domain.errors import Refusal
from gkcase.domain.parts import PARTS, Part, read_parts, separated
from gkcase.domain.replies import Reply, Result, remedy_text
from gkcase.domain.terms import Delivery, FormWanted, Term, WayWanted
from gkcase.services import answer_builders as answer
from gkcase.services import refusal_builders as refusal
from gkcase.services.letter_builders import Built, Draft, Fields, to_applicant
from gkcase.services.letter_facts import Given, numbered, results, sentence
from gkcase.services.reply_words import filled

ELECTRONIC = frozenset(
    word for way in (Delivery.EMAIL, Delivery.ONLINE, WayWanted.EMAIL) for word in (way.value, way.label)
)
FETCHED = frozenset({WayWanted.PICK_UP.value, WayWanted.READ_ON_SITE.value})
ORDINALS = "一二三四五六七八九"


def reply(draft: Draft) -> Built:
    """The letter of the case's result, or of the results of its parts."""
    result = _result(draft)
    several = result.reply is Reply.DISCLOSE_PART or draft.given.fact(PARTS)
    fields = in_parts(draft) if several else {"this_request": "该申请", **REPLIES[result.code](draft)}
    told = remedy(draft)
    if several:
        before, _, told = told.rpartition("\n")
        fields = fields | {"remedy_before": before}
    return Built(to_applicant(draft) | fields | {"remedy": told})


def _result(draft: Draft) -> Result:
    if draft.result is None:
        raise Refusal("尚未确定答复类型，请先选择答复类型", "第三十六条", "kind_of_reply")
    return draft.result


def _parts(draft: Draft) -> tuple[Part, ...]:
    value = draft.given.fact(PARTS)
    return read_parts(value) if value else ()


def remedy(draft: Draft) -> str:
    """The remedy paragraph; a reply sent through the internet also names the channel there."""
    profile, parts = draft.profile, _parts(draft)
    ways = {str(part.facts.get("way") or "") for part in parts} & ELECTRONIC
    sent = draft.given.maybe("delivery") or draft.given.maybe("way") or next(iter(ways), "")
    return remedy_text(
        _result(draft),
        on=draft.day,
        review_body=profile.review_body,
        court=profile.court,
        online_review=profile.online_review,
        electronic=(sent or draft.given.maybe("way_wanted")) in ELECTRONIC,
        policy=draft.policy,
        parts=[results()[part.result] for part in parts],
    )


def in_parts(draft: Draft) -> Fields:
    """第三十七条: every content under its own heading, with the very words of a reply on it alone."""
    parts = _parts(draft)
    if not parts:
        draft.given.lacking(PARTS)
    sections: list[list[str]] = []
    attachments: list[str] = []
    for place, part in enumerate(parts, 1):
        fields = _of_part(draft, part, place)
        heading = f"{_ordinal(place)}、关于“{part.content}”"
        sections.append([heading, *filled(results()[part.result].letter, fields)])
        attachments += [str(one) for one in fields.get("attachments", ())]
    return {
        "sections": sections,
        "separated": "是" if separated(parts) else "",
        "attachments": numbered(attachments),
    }


def _of_part(draft: Draft, part: Part, place: int) -> Fields:
    """The fields of one part; a refusal says in which part, and its field is `parts.2.reasons`."""
    result = results()[part.result]
    where = f"“{draft.title}”第{place}部分"
    names = {spec.name: spec.label for spec in result.facts}
    if strange := sorted(part.facts.keys() - names.keys()):
        said = f"{where}没有名为“{strange[0]}”的项目，请核对"
        raise Refusal(said, result.basis, f"{PARTS}.{place}.{strange[0]}")
    given = Given(where, result.basis, (part.facts,), names, draft.given.records)
    own = replace(draft, given=given, result=result, in_part=True)
    try:
        return {"you": draft.you, "this_request": "该部分申请", **REPLIES[part.result](own)}
    except Refusal as refused:
        reason = refused.reason if refused.reason.startswith(where) else f"第{place}部分：{refused.reason}"
        raise Refusal(reason, refused.basis, f"{PARTS}.{place}.{refused.field}") from refused


def _ordinal(place: int) -> str:
    """一 to 九十九, as the first level of an official paper counts (GB/T 9704 7.3.3)."""
    tens, ones = divmod(place, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else f"{ORDINALS[tens - 1]}十"
    return lead + (ORDINALS[ones - 1] if ones else "")


def disclose(draft: Draft) -> Fields:
    """第三十六条第（二）项, 第四十条: form as asked unless a reason is given; what is fetched needs place and time."""
    given = draft.given
    form, way = _chosen(draft, "form", FormWanted), _chosen(draft, "way", WayWanted)
    pickup = given.text("pickup") if way[0] in FETCHED else given.maybe("pickup")
    asked = given.maybe("form_wanted")
    reason = given.text("form_reason") if asked and asked != form[0] else given.maybe("form_reason")
    attachments = given.maybe_many("attachments")
    return {
        "documents": [sentence(part) for part in numbered(given.many("documents"))],
        "form": form[1],
        "way": way[1],
        "pickup": sentence(pickup) if pickup else "",
        "form_reason": reason.rstrip("。，；"),
        "attachments": attachments if draft.in_part else numbered(attachments),
    }


def _chosen(draft: Draft, name: str, kinds: type[Term]) -> tuple[str, str]:
    """The office's choice, else what the applicant asked for: (code, words); “其他” has to be put in words."""
    said = draft.given.maybe(name) or draft.given.maybe(f"{name}_wanted") or draft.given.text(name)
    found = next((kind for kind in kinds if said in (kind.value, kind.label)), None)
    if found is FormWanted.OTHER:
        raise Refusal("请写明提供的具体形式", "第四十条", name)
    return (found.value, found.label) if found else (said, said)


REPLIES: Mapping[str, Callable[[Draft], Fields]] = {
    "R1": answer.public,
    "R2": disclose,
    "R4a": refusal.secret,
    "R4b": refusal.prohibited,
    "R4c": refusal.safety,
    "R4d": refusal.third_party_rights,
    "R4e": refusal.internal,
    "R4f": refusal.deliberative,
    "R4g": refusal.enforcement,
    "R5": answer.query,
    "R6": answer.not_held,
    "R7": answer.not_ours,
    "R8": answer.processing,
    "R9": answer.unclear,
    "R10": answer.petition,
    "R11": answer.repeated,
    "R12": answer.publication,
    "R13": answer.excessive,
    "R14": answer.reissue,
    "R17c": answer.not_information,
    "R17d": answer.other,
}
"""The results that answer one content; 部分公开 is made of them."""
