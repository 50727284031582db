"""The notices (告知书) that go out before and beside a reply, and to whom a reply concerns."""

from __future__ import annotations

from parts import CONTACT, RECEIVED, REGULATION, notice
from sheet import Sheet

FEE_RULES = "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）"


def reasons_notice() -> Sheet:
    """说明理由告知书 (第三十五条): which requests, why beyond reason, until when, what silence means."""
    sheet = notice()
    sheet.body(RECEIVED)
    sheet.body("经核对，{{ you }}向本机关提出的政府信息公开申请有：")
    sheet.each("requests", "{{ request_line }}")
    sheet.body("上述申请的数量、频次明显超过合理范围，具体情形是：{{ reason }}")
    sheet.body(
        f"根据{REGULATION}第三十五条的规定，请{{{{ you }}}}自收到本告知书之日起{{{{ limit_days }}}}个工作日内"
        "向本机关书面说明申请的理由。理由不合理的，本机关告知{{ you }}不予处理；理由合理，但是无法在该条例"
        "第三十三条规定的期限内答复的，本机关可以确定延迟答复的合理期限并告知{{ you }}；逾期不说明理由的，"
        "本机关根据现有情况认定理由是否合理，认定不合理的，告知{{ you }}不予处理。"
    )
    sheet.when("stops")
    sheet.body("答复期限自本机关收到{{ you }}说明的理由之日起重新计算。")
    sheet.end()
    sheet.body(CONTACT, last=True)
    sheet.signature()
    return sheet


def delay_notice() -> Sheet:
    """延迟答复告知书 (第三十五条): the reasons are accepted, the new day is named."""
    sheet = notice()
    sheet.body(RECEIVED)
    sheet.body(
        "因申请数量、频次明显超过合理范围，本机关要求{{ you }}说明理由，{{ you }}于{{ reasons_on }}作了说明。"
        "经审查，本机关认为{{ you }}的申请理由合理。"
    )
    sheet.body(
        f"因{{{{ reason }}}}，本机关无法在{REGULATION}第三十三条规定的期限内答复。根据该条例第三十五条的规定，"
        "确定延迟答复的期限，本机关将于{{ until }}前（含当日）答复{{ you }}。"
    )
    sheet.body(CONTACT, last=True)
    sheet.signature()
    return sheet


def consultation_notice() -> Sheet:
    """征求意见告知书 (第三十三条第三款) to the applicant: since when time is not counted."""
    sheet = notice()
    sheet.body(RECEIVED)
    sheet.when("third")
    sheet.body(
        "经审查，{{ you }}申请公开的政府信息涉及{% if party %}{{ party }}{% else %}第三方{% endif %}的合法权益。"
        f"根据{REGULATION}第三十二条的规定，本机关已于{{{{ sent_on }}}}书面征求第三方的意见。"
    )
    sheet.otherwise()
    sheet.when("joint")
    sheet.body(
        "经审查，{{ you }}申请公开的政府信息由本机关牵头，与{{ party }}共同制作。"
        f"根据{REGULATION}第三十四条的规定，本机关已于{{{{ sent_on }}}}征求该机关的意见。"
    )
    sheet.otherwise()
    sheet.body(
        "经审查，{{ you }}申请公开的政府信息涉及{{ party }}。"
        f"根据{REGULATION}第十一条第一款的规定，本机关已于{{{{ sent_on }}}}征求该机关的意见。"
    )
    sheet.end()
    sheet.end()
    sheet.body(
        f"根据{REGULATION}第三十三条第三款的规定，征求第三方和其他机关意见所需时间不计算在答复期限内。"
        "本申请的答复期限自{{ stopped_from }}起停止计算，收到意见或者提出意见的期限届满后继续计算。"
    )
    sheet.body(CONTACT, last=True)
    sheet.signature()
    return sheet


def third_party_decision() -> Sheet:
    """决定公开告知第三方 (第三十二条): what will be opened, why, when; the remedies are the third party's."""
    sheet = notice()
    sheet.optional("asked")
    sheet.body("经审查，本机关决定公开以下政府信息：{{ information }}")
    sheet.body("决定公开的理由：{{ reason }}")
    sheet.body(
        f"根据{REGULATION}第十五条、第三十二条的规定，现将决定公开的政府信息内容和理由书面告知你（单位）。"
        "上述政府信息将在你（单位）收到本告知书之日起满{{ wait_days }}日后公开。"
    )
    sheet.body("{{ remedy }}")
    sheet.body(CONTACT, last=True)
    sheet.signature()
    return sheet


def fee_notice() -> Sheet:
    """收费通知书 (第四十二条): standard, calculation, amount, way, period, consequence."""
    sheet = notice()
    sheet.body(RECEIVED)
    sheet.body(
        f"根据{REGULATION}第四十二条和{FEE_RULES}第三条、{{{{ article }}}}的规定，本机关对该申请收取信息处理费。"
        "收费标准为{{ standard }}"
    )
    sheet.body("计算如下：", last=True)
    sheet.rows(
        (6.0, 2.8, 3.4, 3.4),
        ("计费范围", "数量", "单价（元）", "金额（元）"),
        "fee_rows",
        ("合计", "{{ amount }}"),
    )
    sheet.body(
        "请{{ you }}自收到本通知书的次日起{{ pay_days }}个工作日内缴纳信息处理费{{ amount }}元。"
        "缴费方式：{{ pay_way }}"
    )
    sheet.body(
        "根据上述办法第六条的规定，{{ you }}逾期未缴纳的，视为放弃申请，本机关不再处理该政府信息公开申请；"
        "按期缴纳的，{% if restarts %}答复期限自缴费的次日起重新计算{% else %}答复期限自缴费的次日起继续计算"
        "{% endif %}，本机关依法开具财政票据。"
    )
    sheet.body(CONTACT, last=True)
    sheet.signature()
    return sheet


def withdrawal() -> Sheet:
    """撤回确认: what was withdrawn, when in writing, and that the case ends."""
    sheet = notice()
    sheet.body(RECEIVED)
    sheet.body(
        "{{ requested_on }}，{{ you }}向本机关书面提出撤回该申请。本机关确认{{ you }}撤回申请，自{{ ended_on }}起"
        "终止办理。今后需要获取政府信息的，{{ you }}可以依法另行提出申请。"
    )
    sheet.body(CONTACT, last=True)
    sheet.signature()
    return sheet


TEMPLATES = (
    reasons_notice,
    delay_notice,
    consultation_notice,
    third_party_decision,
    fee_notice,
    withdrawal,
)
