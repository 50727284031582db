"""Make the Word templates of this folder: python resources/letters/make_templates.py [FOLDER].

The layout is that of GB/T 9704-2012 (党政机关公文格式). Fields are plain names in {{ }}; a paragraph that holds only
{%p … %} steers the paragraphs after it and leaves no trace. The same script gives the same bytes every time.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]  # sheet.py stands beside this script; gkcase two folders up

import forms_templates  # noqa: E402 - only found once the paths above are set
import notice_templates  # noqa: E402
import reply_templates  # noqa: E402
from parts import CONTACT, RECEIVED, REGULATION, notice  # noqa: E402
from sheet import Sheet  # noqa: E402


def correction_notice() -> Sheet:
    """补正告知书 (第三十条): what is missing, how to mend it, until when, what silence means."""
    sheet = notice()
    sheet.body(RECEIVED)
    sheet.body("经审查，该申请有以下需要补正的事项：")
    sheet.each("points", "{{ point }}")
    sheet.body("补正的方法：{{ guidance }}")
    sheet.body(
        f"根据{REGULATION}第二十九条第二款、第三十条的规定，请{{{{ you }}}}自收到本告知书之日起"
        "{{ limit_days }}个工作日内，将补正后的申请提交本机关。答复期限自本机关收到补正的申请之日起计算。"
        "无正当理由逾期不补正的，视为放弃申请，本机关不再处理该政府信息公开申请。"
    )
    sheet.body(CONTACT, last=True)
    sheet.signature()
    return sheet


def extension_notice() -> Sheet:
    """延长答复期限告知书 (第三十三条第二款): both dates, the reason, the consent."""
    sheet = notice()
    sheet.body(RECEIVED)
    sheet.when("new_due")
    sheet.body("该申请的答复期限原至{{ original_due }}届满。因{{ reason }}，本机关不能在该期限内答复。")
    sheet.body(
        f"根据{REGULATION}第三十三条第二款的规定，经本机关政府信息公开工作机构负责人同意，决定将答复期限延长"
        "{{ days }}个工作日，延长至{{ new_due }}（含当日）。{{ provisional }}",
        last=True,
    )
    sheet.otherwise()
    sheet.body("因{{ reason }}，本机关不能在原答复期限内答复。")
    sheet.body(
        f"根据{REGULATION}第三十三条第二款的规定，经本机关政府信息公开工作机构负责人同意，决定将答复期限延长"
        "{{ days }}个工作日。根据该条第三款的规定，征求第三方和其他机关意见所需时间不计算在期限内；"
        "目前仍在征求意见，延长的期限自原答复期限届满之日的次日起计算。",
        last=True,
    )
    sheet.end()
    sheet.signature()
    return sheet


def third_party_consultation() -> Sheet:
    """第三方意见征询书 (第十五条、第三十二条) with a return slip; it does not say who asks."""
    sheet = notice()
    sheet.body("本机关收到一件政府信息公开申请，其中涉及你（单位）的政府信息为：{{ information }}")
    sheet.body(
        f"根据{REGULATION}第十五条、第三十二条的规定，涉及商业秘密、个人隐私等公开会对第三方合法权益造成损害的"
        "政府信息，行政机关不得公开；但是，第三方同意公开或者行政机关认为不公开会对公共利益造成重大影响的，"
        "予以公开。现就是否同意公开上述政府信息，书面征求你（单位）的意见。"
    )
    sheet.body(
        "请自收到本征询书之日起15个工作日内提出意见，填写所附回执，签名或者盖章后送交本机关。"
        "不同意公开或者部分同意公开的，请写明不同意公开的内容和理由，并可附上证明材料。"
    )
    sheet.body(
        "不同意公开且有合理理由的，本机关不予公开；逾期未提出意见的，由本机关依照该条例的规定决定是否公开。"
        "本机关认为不公开可能对公共利益造成重大影响的，可以决定予以公开，并将决定公开的政府信息内容和理由"
        "书面告知你（单位）。"
    )
    sheet.body(CONTACT, last=True)
    sheet.attachment("附件：第三方意见回执")
    sheet.signature()
    third_party_slip(sheet)
    return sheet


def third_party_slip(sheet: Sheet) -> None:
    """Put the return slip on a page of its own, addressed to the office and holding no applicant."""
    sheet.slip_title("附件", "第三方意见回执")
    sheet.addressee("{{ office }}：", gap=0)
    sheet.body("对《{{ title }}》（{{ number }}）征求意见的政府信息，提出意见如下：")
    sheet.table(
        (4.0, 11.6),
        [
            ("第三方", "{{ addressee }}", 1.1),
            ("涉及的政府信息", "{{ information }}", 1.6),
            ("意见\n（请选一项）", "□ 同意公开\n□ 部分同意公开，不同意公开的内容是：\n\n□ 不同意公开", 3.8),
            ("不同意公开\n的理由\n（可另附页）", "", 4.2),
            ("签名或者盖章", "\n\n　　　　　　　　　　　　年　　月　　日", 2.6),
            ("联系电话", "", 1.1),
        ],
    )


def agency_consultation() -> Sheet:
    """征求意见函 to a joint maker (第三十四条) or another agency (第十一条第一款)."""
    sheet = notice()
    sheet.body(
        "本机关于{{ received_date }}收到一件政府信息公开申请（登记编号：{{ case_number }}），"
        "申请内容为：{{ request }}经查，其中涉及贵机关的政府信息为：{{ information }}"
    )
    sheet.when("joint")
    sheet.body(
        f"上述政府信息由本机关牵头，与贵机关共同制作。根据{REGULATION}第三十四条的规定，"
        "现就是否同意公开征求贵机关意见。请自收到本函之日起15个工作日内提出意见；"
        "不同意公开或者部分同意公开的，请说明具体内容、理由和依据。逾期未提出意见的，视为同意公开。"
    )
    sheet.otherwise()
    sheet.body(
        f"根据{REGULATION}第十一条第一款、第三十三条第三款的规定，现就上述政府信息是否可以公开征求"
        "贵机关意见。请自收到本函之日起15个工作日内函复本机关；认为不宜公开或者只能部分公开的，"
        "请说明具体内容、理由和依据。"
    )
    sheet.end()
    sheet.body(CONTACT)
    sheet.body("特此函达，请予函复。", last=True)
    sheet.signature()
    return sheet


def receipt() -> Sheet:
    """登记回执: given at registration, one page, no number of its own; with the notice of 个人信息保护法第三十五条."""
    sheet = Sheet(compact=True)
    sheet.title("{{ title }}", gap=0)
    sheet.addressee("{{ addressee }}：", gap=0.5)
    sheet.body("{{ you }}提出的政府信息公开申请已予登记，告知如下：")
    sheet.table(
        (3.6, 12.0),
        [
            ("登记编号", "{{ case_number }}", 1.0),
            ("提交方式", "{{ channel_name }}", 1.0),
            ("收到申请之日", "{{ received_date }}", 1.0),
            ("申请内容", "{{ wanted }}", 1.6),
            ("答复期限", "至{{ due }}（含当日）{{ provisional }}", 1.0),
            (
                "期限说明",
                f"根据{REGULATION}第三十三条第二款的规定，本机关自收到申请之日起20个工作日内予以答复；需要延长答复"
                "期限的，另行告知。申请需要补正的，答复期限依照该条例第三十条自收到补正的申请之日起计算；征求第三方和"
                "其他机关意见所需时间，依照第三十三条第三款不计算在期限内。",
                1.6,
            ),
            ("联系地址", "{{ office_address }}", 1.0),
            ("联系方式", "{{ office_reach }}", 1.0),
        ],
    )
    sheet.signature()
    sheet.small(
        "个人信息处理说明：本机关为履行办理政府信息公开申请的法定职责，处理{{ you }}提供的姓名（名称）、身份证明、联系"
        "方式等信息，仅用于本申请的办理、答复和归档。需要查阅、更正的，可以按照上述联系方式向本机关提出。",
        gap=1,
    )
    return sheet


def application_form() -> Sheet:
    """申请表 (第二十九条): filled in by the office for an oral request, signed by the applicant."""
    sheet = Sheet(compact=True)
    sheet.title("{{ title }}", gap=0)
    sheet.grid(application_rows())
    sheet.when("oral")
    sheet.small(
        f"说明：申请人采用书面形式确有困难，口头提出申请。本表由本机关依照{REGULATION}第二十九条第一款代为填写，"
        "经申请人核对无误后签名、盖章或者按指印。"
    )
    sheet.end()
    return sheet


def application_rows() -> Sequence[Sequence[str]]:
    """The rows of the form: a heading over the whole width, label and value, or two labels and two values."""
    return [
        ["申请人为公民的"],
        ["姓名", "{{ person_name }}", "工作单位", "{{ person_unit }}"],
        ["证件名称", "{{ person_id_kind }}", "证件号码", "{{ person_id_number }}"],
        ["联系电话", "{{ person_phone }}", "邮政编码", "{{ person_postcode }}"],
        ["联系地址", "{{ person_address }}"],
        ["传真", "{{ person_fax }}", "电子邮箱", "{{ person_email }}"],
        ["申请人为法人或者其他组织的"],
        ["名称", "{{ body_name }}"],
        ["统一社会信用代码", "{{ body_code }}"],
        ["类别", "{{ body_kind }}", "法定代表人", "{{ body_representative }}"],
        ["联系人", "{{ body_contact }}", "联系电话", "{{ body_phone }}"],
        ["联系地址", "{{ body_address }}"],
        ["邮政编码", "{{ body_postcode }}", "传真", "{{ body_fax }}"],
        ["电子邮箱", "{{ body_email }}"],
        ["代理人", "{{ agent }}"],
        ["所需政府信息"],
        ["名称、文号或者\n其他特征性描述", "{{ wanted }}"],
        ["用途（选填）", "{{ purpose }}"],
        ["提供的形式", "{{ form_choices }}"],
        ["获取的方式", "{{ way_choices }}"],
        ["不能按要求提供的", "{{ other_form }}可以接受其他方式"],
        ["申请人签名、盖章\n或者按指印", "", "申请时间", "{{ submitted_date }}"],
        ["受理机关填写"],
        ["登记编号", "{{ case_number }}", "收到日期", "{{ received_date }}"],
        ["提交方式", "{{ channel_name }}", "经办人", "{{ handler }}"],
    ]


TEMPLATES = (
    application_form,
    receipt,
    correction_notice,
    extension_notice,
    third_party_consultation,
    agency_consultation,
    *notice_templates.TEMPLATES,
    *forms_templates.TEMPLATES,
)


def main(folder: Path) -> None:
    """Write every template into the folder, and those with a red head once more as 信函格式 into one below it."""
    (folder / "letter").mkdir(exist_ok=True)
    made = {make.__name__: make for make in TEMPLATES} | reply_templates.TEMPLATES
    for name, make in made.items():
        Sheet.heading = ""
        make().save(folder / f"{name}.docx")
        Sheet.heading = "letter"
        letter = make()
        if letter.headed:
            letter.save(folder / "letter" / f"{name}.docx")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
