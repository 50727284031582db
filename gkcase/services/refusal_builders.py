"""The fields of a refusal (不予公开): for each ground of articles 14 to 16 the fact and the reasons that carry it."""

from __future__ import annotations

from gkcase.domain.errors import Refusal
from gkcase.domain.terms import Opinion, Party
from gkcase.services.letter_builders import Draft, Fields
from gkcase.services.letter_facts import sentence
from gkcase.services.reply_words import REGULATION

INTERESTS = ("国家安全", "公共安全", "经济安全", "社会稳定")
NO_RULE = "经核对，法律、法规、规章没有规定该政府信息应当公开。"


def _withhold(draft: Draft, finding: str, **more: str) -> Fields:
    """What all refusals share: the fact, the kind of information, the reasons, the articles."""
    return {
        "ground_fact": sentence(draft.given.text("ground_fact")),
        "finding": finding,
        "reasons": sentence(draft.given.text("reasons")),
        "articles": draft.result.basis if draft.result else "",
        "consultation": "",
        "public_interest": "",
        "no_rule": "",
        **more,
    }


def secret(draft: Draft) -> Fields:
    """国家秘密 (第十四条): the letter says that it is one and nothing of what it holds."""
    return _withhold(draft, "该政府信息依法确定为国家秘密。")


def prohibited(draft: Draft) -> Fields:
    """法律、行政法规禁止公开 (第十四条): which article forbids it."""
    law = draft.given.text("law").rstrip("。")
    return _withhold(draft, f"根据{law}的规定，该政府信息属于法律、行政法规禁止公开的政府信息。")


def safety(draft: Draft) -> Fields:
    """三安全一稳定 (第十四条): which of the four interests is endangered."""
    interest = draft.given.text("interest").rstrip("。")
    if not any(word in interest for word in INTERESTS):
        said = "请写明危及国家安全、公共安全、经济安全、社会稳定中的哪一项"
        raise Refusal(said, "第十四条", "interest")
    return _withhold(draft, f"该政府信息公开后可能危及{interest}。")


def third_party_rights(draft: Draft) -> Fields:
    """第三方合法权益 (第十五条、第三十二条): the third party was asked, and no public interest outweighs."""
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
        if draft.in_part:
            return told + "第三方不同意公开该部分内容并说明了理由。经审查，其理由合理。"
        raise Refusal("第三方同意公开部分内容，应当区分处理，作部分公开的答复", "第三十七条", "kind_of_reply")
    if opinions == {Opinion.CONSENT}:
        raise Refusal("第三方已同意公开，不能以保护第三方合法权益为由不予公开", "第十五条", "kind_of_reply")
    raise Refusal("尚未征求第三方的意见，或者其提出意见的期限未满", "第三十二条", "kind_of_reply")


def internal(draft: Draft) -> Fields:
    """内部事务信息 (第十六条第一款): which of the three kinds, and that no rule orders disclosure."""
    draft.given.confirmed("no_rule")
    category = draft.given.text("category").rstrip("。")
    said = f"该政府信息属于行政机关的内部事务信息中{category}方面的信息。"
    return _withhold(draft, said, no_rule=NO_RULE)


def deliberative(draft: Draft) -> Fields:
    """过程性信息 (第十六条第二款): which of the four kinds, and that no rule orders disclosure."""
    draft.given.confirmed("no_rule")
    category = draft.given.text("category").rstrip("。")
    said = f"该政府信息系行政机关在履行行政管理职能过程中形成的{category}，属于过程性信息。"
    return _withhold(draft, said, no_rule=NO_RULE)


def enforcement(draft: Draft) -> Fields:
    """行政执法案卷 (第十六条第二款): that no law, regulation or rule orders disclosure."""
    draft.given.confirmed("no_rule")
    return _withhold(draft, "该政府信息属于行政执法案卷信息。", no_rule=NO_RULE)
