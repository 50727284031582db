"""The wording of every reply, once: its Word template is laid out from it, and so is its section in a mixed reply."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

REGULATION = "《中华人民共和国政府信息公开条例》"
BLANK = re.compile(r"\{\{ (\w+) \}\}")


@dataclass(frozen=True)
class Line:
    """A paragraph with blanks {{ field }}.

    It stands only where the field `when` is filled and `unless` is empty; with `each` once for every member of
    that list, whose name in the text is its blank.
    """

    text: str
    when: str = ""
    unless: str = ""
    each: str = ""


BODIES: Mapping[str, tuple[Line, ...]] = {
    "reply_public": (
        Line(
            f"经审查，{{{{ you }}}}申请公开的政府信息已经主动公开。根据{REGULATION}第三十六条第（一）项的规定，"
            "现告知{{ you }}获取该政府信息的方式、途径。"
        ),
        Line("已主动公开的政府信息："),
        Line("{{ paper }}", each="published"),
        Line("获取的方式、途径："),
        Line("{{ place }}", each="where_published"),
    ),
    "reply_disclose": (
        Line(
            f"经审查，{{{{ you }}}}申请公开的政府信息可以公开。根据{REGULATION}第三十六条第（二）项的规定，"
            "本机关予以公开，现向{{ you }}提供以下政府信息："
        ),
        Line("{{ document }}", each="documents"),
        Line("提供的形式：{{ form }}。获取的方式：{{ way }}。"),
        Line("获取的途径和时间：{{ pickup }}", when="pickup"),
        Line(
            f"因{{{{ form_reason }}}}，根据{REGULATION}第四十条的规定，未按照{{{{ you }}}}要求的形式提供。",
            when="form_reason",
        ),
    ),
    "reply_withhold": (
        Line("经审查，{{ ground_fact }}{{ finding }}"),
        Line("{{ consultation }}", when="consultation"),
        Line("{{ public_interest }}", when="public_interest"),
        Line("不予公开的理由：{{ reasons }}{{ no_rule }}"),
        Line(f"根据{REGULATION}{{{{ articles }}}}的规定，本机关决定对上述政府信息不予公开。"),
    ),
    "reply_query": (
        Line(
            "经审查，{{ you }}申请公开的信息属于{{ category }}，{{ query_law }}对该类信息的获取有特别规定。"
        ),
        Line(
            f"根据{REGULATION}第三十六条第（七）项的规定，现告知{{{{ you }}}}依照有关法律、行政法规的规定办理。"
            "查询的机构、地点和方式："
        ),
        Line("{{ way_to_query }}", each="query_ways"),
    ),
    "reply_not_held": (
        Line("{{ searched_on }}，{{ searcher }}对以下范围进行了检索："),
        Line("{{ place }}", each="places"),
        Line("检索的方法：{{ method }}"),
        Line("检索的结果：{{ outcome }}"),
        Line(
            f"根据{REGULATION}第三十六条第（四）项的规定，现告知{{{{ you }}}}：经检索，没有{{{{ you }}}}所申请公开的"
            "信息，该政府信息不存在。"
        ),
    ),
    "reply_not_ours": (
        Line("经审查，{{ you }}申请公开的政府信息不属于本机关负责公开。理由：{{ not_ours }}"),
        Line(
            f"根据{REGULATION}第三十六条第（五）项的规定，现告知{{{{ you }}}}：负责公开该政府信息的行政机关为"
            "{{ agency }}，联系方式：{{ agency_contact }}",
            when="agency",
        ),
        Line(
            f"根据{REGULATION}第三十六条第（五）项的规定，现予告知。负责公开该政府信息的行政机关，本机关不能确定。",
            unless="agency",
        ),
    ),
    "reply_processing": (
        Line("经审查，{{ you }}申请公开的内容没有现成的政府信息。{{ not_ready }}"),
        Line("提供{{ you }}申请公开的内容，需要对现有政府信息作以下加工、分析：{{ processing }}"),
        Line(
            f"根据{REGULATION}第三十八条的规定，行政机关向申请人提供的信息，应当是已制作或者获取的政府信息；"
            "需要行政机关对现有政府信息进行加工、分析的，行政机关可以不予提供。本机关决定不予提供。"
        ),
    ),
    "reply_unclear": (
        Line("因申请内容不明确，本机关于{{ notice_date }}{{ notice_number }}告知{{ you }}补正以下事项："),
        Line("{{ point }}", each="points"),
        Line(
            "{{ corrected_date }}，本机关收到补正的申请，补正后的申请内容为：{{ corrected }}",
            when="corrected",
        ),
        Line("{{ corrected_date }}，本机关收到补正的申请，所写的申请内容没有变化。", unless="corrected"),
        Line("经审查，补正后的申请内容仍不明确：{{ still_unclear }}"),
        Line(
            f"根据{REGULATION}第三十条、第三十六条的规定，本机关无法按照{{{{ this_request }}}}提供政府信息，现予告知。"
            "{{ you }}能够提供所需政府信息的名称、文号或者便于查询的其他特征性描述的，可以另行提出申请。"
        ),
    ),
    "reply_petition": (
        Line("经审查，{{ petition }}{{ you }}以政府信息公开申请的形式进行{{ category }}活动。"),
        Line(
            f"根据{REGULATION}第三十九条第一款的规定，本机关对{{{{ this_request }}}}不作为"
            "政府信息公开申请处理，现予告知。"
        ),
        Line("上述事项可以通过以下渠道提出：{{ channel_for }}", when="channel_for"),
    ),
    "reply_repeated": (
        Line(
            "经审查，本机关已于{{ earlier_on }}以{{ earlier_number }}对{{ you }}的政府信息公开申请作出答复。"
        ),
        Line("{{ same_information }}"),
        Line(
            f"根据{REGULATION}第三十六条第（六）项的规定，行政机关已就申请人提出的政府信息公开申请作出答复、申请人重复"
            "申请公开相同政府信息的，告知申请人不予重复处理。本机关对{{ this_request }}不予重复处理。"
        ),
    ),
    "reply_publication": (
        Line("经审查，{{ you }}申请提供的是以下公开出版物："),
        Line("{{ work }}", each="publications"),
        Line(f"根据{REGULATION}第三十九条第二款的规定，现告知{{{{ you }}}}获取的途径：{{{{ obtain }}}}"),
    ),
    "reply_excessive": (
        Line("经审查，{{ requests_made }}"),
        Line(
            f"本机关认为上述申请的数量、频次明显超过合理范围，于{{{{ asked_on }}}}根据{REGULATION}第三十五条的规定"
            "要求{{ you }}说明理由。"
        ),
        Line("{{ you }}说明的理由是：{{ reasons_given }}", when="reasons_given"),
        Line("{{ you }}没有说明理由。", unless="reasons_given"),
        Line("本机关认为{{ you }}申请公开政府信息的理由不合理：{{ why_unreasonable }}"),
        Line(f"根据{REGULATION}第三十五条的规定，本机关对{{{{ this_request }}}}不予处理，现予告知。"),
    ),
    "reply_reissue": (
        Line(
            "经审查，{{ you }}申请的是对已经获取的信息予以确认或者重新出具。{{ given_on }}，已向{{ you }}提供以下信息："
        ),
        Line("{{ paper }}", each="given_before"),
        Line(
            f"{REGULATION}规定的是政府信息的获取，要求行政机关确认或者重新出具已获取的信息，不属于该条例规定的"
            "政府信息公开申请。本机关对{{ this_request }}不予处理，现予告知。"
        ),
    ),
    "reply_not_information": (
        Line("经审查，{{ you }}申请公开的信息不属于政府信息。理由：{{ not_information }}"),
        Line(
            f"{REGULATION}第二条规定，政府信息是指行政机关在履行行政管理职能过程中制作或者获取的，以一定形式记录、"
            "保存的信息。上述信息不符合该条规定，不适用该条例，现予告知。"
        ),
        Line("上述信息或者事项可以通过以下渠道查询、提出：{{ channel_for }}", when="channel_for"),
    ),
    "reply_other": (
        Line("经审查，{{ ground_fact }}"),
        Line(f"根据{REGULATION}{{{{ article }}}}的规定，本机关决定：{{{{ decision }}}}", when="article"),
        Line("本机关决定：{{ decision }}", unless="article"),
    ),
    "closed_no_correction": (
        Line("该申请需要补正，本机关于{{ notice_date }}{{ notice_number }}告知{{ you }}补正以下事项："),
        Line("{{ point }}", each="points"),
        Line(
            "补正期限为自收到补正告知书之日起{{ limit_days }}个工作日。{{ delivered }}{{ ended }}"
            "截至{{ closed_on }}，本机关没有收到补正的申请。"
        ),
        Line(
            f"根据{REGULATION}第三十条的规定，申请人无正当理由逾期不补正的，视为放弃申请，行政机关不再处理该政府信息"
            "公开申请。本机关不再处理该申请，现予告知。"
        ),
    ),
    "closed_no_fee": (
        Line(
            "本机关于{{ notice_date }}{{ notice_number }}通知{{ you }}缴纳信息处理费{{ amount }}元，缴费期限为收到"
            "收费通知次日起20个工作日。{{ delivered }}{{ ended }}截至{{ closed_on }}，{{ you }}没有缴纳。"
        ),
        Line(
            f"根据{REGULATION}第四十二条第一款和《政府信息公开信息处理费管理办法》第六条的规定，申请人逾期未缴纳信息"
            "处理费的，视为放弃申请，行政机关不再处理该政府信息公开申请。本机关不再处理该申请，现予告知。"
        ),
    ),
    "rectification_made": (
        Line("经核实，{{ record }}中与{{ you }}相关的政府信息记录不准确。"),
        Line(
            f"根据{REGULATION}第四十一条的规定，本机关已于{{{{ corrected_on }}}}予以更正：{{{{ corrected }}}}"
        ),
    ),
    "rectification_refused": (
        Line("{{ you }}申请更正的是{{ record }}中与{{ you }}相关的政府信息记录。"),
        Line("经审核，本机关不予更正，理由：{{ not_corrected }}"),
        Line(f"根据{REGULATION}第四十一条的规定，现予告知。"),
    ),
    "rectification_passed": (
        Line("{{ you }}申请更正的是{{ record }}中与{{ you }}相关的政府信息记录。"),
        Line("经审核，该更正申请不属于本机关职能范围。理由：{{ why_passed }}"),
        Line(
            f"根据{REGULATION}第四十一条的规定，本机关已于{{{{ passed_on }}}}将该申请转送有权更正的"
            "{{ passed_to }}处理，联系方式：{{ agency_contact }}",
            when="passed_on",
        ),
        Line(
            f"根据{REGULATION}第四十一条的规定，现告知{{{{ you }}}}向有权更正的{{{{ passed_to }}}}提出，"
            "联系方式：{{ agency_contact }}",
            unless="passed_on",
        ),
    ),
}
"""The paragraphs between the request that is answered and the remedies, by the name of the template."""

SEPARATED = (
    f"经审查，{{{{ you }}}}申请公开的信息中含有不应当公开或者不属于政府信息的内容，能够作区分处理。根据{REGULATION}"
    "第三十七条的规定，本机关提供可以公开的政府信息内容，并对不予公开的内容说明理由。现就各部分内容告知如下："
)
IN_PARTS = "经审查，该申请包含多项内容，现就各项内容分别告知如下："


def filled(template: str, fields: Mapping[str, object]) -> Iterator[str]:
    """The paragraphs of a reply as text, for its section in a mixed reply."""
    for line in BODIES[template]:
        if (line.when and not fields[line.when]) or (line.unless and fields[line.unless]):
            continue
        if not line.each:
            yield BLANK.sub(lambda blank: str(fields[blank[1]]), line.text)
            continue
        members = fields[line.each]
        yield from (str(member) for member in members) if isinstance(members, list) else ()
