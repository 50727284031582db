"""What the steps after the reply ask for (救济、转主动公开、定期评估、归档), and a rectification when it comes in."""

from __future__ import annotations

from collections.abc import Mapping

from gkcase.domain.fact_spec import FactSpec, choices_of
from gkcase.domain.terms import Event, Remedy, RemedyResult

_REMEDY = FactSpec("id", "哪一件复议或诉讼", "choice", True, hint="选择是哪一件复议或者诉讼")

RECTIFICATION_FACTS = (
    FactSpec("recorded", "认为不准确的记录", "lines", hint="更正申请填写：现在怎样记录（第四十一条）"),
    FactSpec("should_be", "要求更正为", "lines", hint="更正申请填写"),
    FactSpec("proof", "证据材料", "lines", hint="更正申请填写：能够证明记录不准确的材料"),
)
"""What a rectification says beside name and contact (第四十一条)."""

LATER_FACTS: Mapping[Event, tuple[FactSpec, ...]] = {
    Event.REMEDY_FILED: (
        FactSpec("remedy", "救济途径", "choice", True, choices_of(Remedy)),
        FactSpec("body", "复议机关或法院", required=True),
        FactSpec("case_number", "案号", hint="受理的案号，如：云府复〔2026〕8号"),
        FactSpec("filed_on", "提起日期", "day", hint="申请复议或者起诉之日"),
        FactSpec("simplified", "适用简易程序", "flag"),
        FactSpec(
            "defence_days", "法院指定的答辩期限（日）", "number", hint="诉讼适用简易程序时填写，最多15日"
        ),
        FactSpec("appeal_of", "对哪一件诉讼上诉", "choice", hint="二审填写"),
        FactSpec(
            "filed_by",
            "提起人",
            "choice",
            choices=(("applicant", "申请人"), ("third_party", "第三方"), ("office", "本机关")),
            default="applicant",
        ),
        FactSpec("note", "请求事项", "lines"),
    ),
    Event.DEFENCE_FILED: (
        _REMEDY,
        FactSpec("papers", "提交的材料", "lines", True, hint="如：书面答复、证据清单、法律依据，每行一份"),
    ),
    Event.REMEDY_DECIDED: (
        _REMEDY,
        FactSpec("result", "结果", "choice", True, choices_of(RemedyResult)),
        FactSpec("outcome", "决定或者判决的内容", "lines", hint="如：维持；撤销并责令20个工作日内重新答复"),
        FactSpec("decided_on", "作出日期", "day", hint="决定书、判决书上的日期，不填为收到之日"),
        FactSpec("document", "文书号"),
        FactSpec("ruling", "是裁定（上诉期限10日）", "flag"),
    ),
    Event.REPLY_ORDERED: (
        FactSpec("id", "哪一件复议或诉讼", "choice", hint="选择据以重新答复的决定或者判决"),
        FactSpec("body", "作出决定的机关", required=True),
        FactSpec("days", "期限（工作日）", "number", hint="决定未写明的为20个工作日"),
        FactSpec("until", "决定指定的最后日期", "day"),
        FactSpec("note", "决定的要求", "lines"),
    ),
    Event.PUBLICATION_DECIDED: (
        FactSpec("information", "转为主动公开的信息", "lines", True),
        FactSpec("decided_by", "决定人", required=True, hint="同意转为主动公开的负责人"),
        FactSpec("suggested", "申请人建议公开", "flag"),
    ),
    Event.PUBLISHED: (
        FactSpec("id", "哪一项转主动公开", "choice", True, hint="选择是哪一项"),
        FactSpec("place", "公开的位置", required=True, hint="网址、公报期号或者公开场所"),
    ),
    Event.REASSESSED: (
        FactSpec(
            "outcome",
            "评估结论",
            "choice",
            True,
            (("keep", "仍不予公开"), ("open", "情形变化，可以公开")),
        ),
        FactSpec("reason", "理由", "lines", True),
        FactSpec("reviewer", "评估人", required=True),
    ),
    Event.ARCHIVED: (
        FactSpec("retention", "保管期限", hint="不填按本机关的保管期限规定，如：10年、30年、永久"),
        FactSpec("place", "存放位置", hint="如：档案室3柜2层"),
        FactSpec(
            "on_paper", "已在纸质案卷中的材料", "lines", hint="系统中没有、纸质案卷里有的材料，每行一种"
        ),
    ),
}
"""The facts of the steps that follow a reply."""
