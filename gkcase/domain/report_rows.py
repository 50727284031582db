"""The result rows of table 三 of the yearly report in the words of its form (国办公开办函〔2021〕30号)."""

from __future__ import annotations

from collections.abc import Mapping

_DENIED, _CANNOT, _NOT_HANDLED, _OTHER = (
    "（三）不予公开",
    "（四）无法提供",
    "（五）不予处理",
    "（六）其他处理",
)

ROW_LABELS: Mapping[str, str] = {
    "open": "（一）予以公开",
    "partial": "（二）部分公开",
    "deny_secret": f"{_DENIED} 1.属于国家秘密",
    "deny_law": f"{_DENIED} 2.其他法律行政法规禁止公开",
    "deny_safety": f"{_DENIED} 3.危及“三安全一稳定”",
    "deny_third": f"{_DENIED} 4.保护第三方合法权益",
    "deny_internal": f"{_DENIED} 5.属于三类内部事务信息",
    "deny_process": f"{_DENIED} 6.属于四类过程性信息",
    "deny_casefile": f"{_DENIED} 7.属于行政执法案卷",
    "deny_query": f"{_DENIED} 8.属于行政查询事项",
    "cant_nohold": f"{_CANNOT} 1.本机关不掌握相关政府信息",
    "cant_make": f"{_CANNOT} 2.没有现成信息需要另行制作",
    "cant_unclear": f"{_CANNOT} 3.补正后申请内容仍不明确",
    "np_petition": f"{_NOT_HANDLED} 1.信访举报投诉类申请",
    "np_repeat": f"{_NOT_HANDLED} 2.重复申请",
    "np_publication": f"{_NOT_HANDLED} 3.要求提供公开出版物",
    "np_mass": f"{_NOT_HANDLED} 4.无正当理由大量反复申请",
    "np_reissue": f"{_NOT_HANDLED} 5.要求行政机关确认或重新出具已获取信息",
    "oth_nocorrect": f"{_OTHER} 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "oth_nofee": f"{_OTHER} 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "oth_other": f"{_OTHER} 3.其他",
}
"""Group and row, by the key under which a result is counted."""
