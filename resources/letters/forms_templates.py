"""The office's own forms: proof of service, sheet of signatures, envelope, label of the post, directory."""

from __future__ import annotations

from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt
from parts import REGULATION
from sheet import Sheet

ENVELOPES = {"envelope": (220, 110), "envelope_c5": (229, 162)}
"""DL and C5 after GB/T 1416, in millimetres."""


def _heading(sheet: Sheet) -> None:
    """Whose form it is and for which case, each on a line of its own: names of offices can be long."""
    sheet.small("{{ office }}", gap=1)
    sheet.small("登记编号：{{ case_number }}", gap=0)


def service_proof() -> Sheet:
    """送达回证: filled in by hand where it is handed over; also for refusal, with a witness."""
    sheet = Sheet(compact=True)
    sheet.title("{{ title }}", gap=0)
    _heading(sheet)
    signed = "\n　　　　　　　　　　　　年　　月　　日"
    sheet.table(
        (4.0, 11.6),
        [
            ("送达文书名称\n和文号", "{% for letter in letters %}{{ letter }}{% endfor %}", 1.6),
            ("受送达人", "{{ addressee }}", 1.1),
            ("送达方式", "{{ ways }}", 1.6),
            ("送达地点", "{{ place }}", 1.2),
            ("受送达人签名\n或者盖章", signed, 2.1),
            ("代收人签名\n及代收理由", signed, 2.1),
            ("拒收情况", "拒收事由：\n　　　　　　　　　　　　年　　月　　日", 2.1),
            ("见证人签名\n或者盖章", signed, 2.1),
            ("送达人签名", signed, 2.1),
            ("备注", "", 1.2),
        ],
    )
    sheet.small(
        "说明：直接送达、委托送达的，以受送达人签收之日为送达日期；邮寄送达的，附邮政企业的交邮凭证和签收记录。"
        "受送达人是法人或者其他组织的，由其法定代表人、主要负责人或者负责收件的人签收；代收的，写明与受送达人的关系。"
    )
    return sheet


def signoff_sheet() -> Sheet:
    """审签单: what is signed, by whom, and by which number of the record it can be found again."""
    sheet = Sheet(compact=True)
    sheet.title("{{ title }}", gap=0)
    _heading(sheet)
    sheet.table(
        (3.6, 12.0),
        [
            ("申请人", "{{ addressee }}", 1.0),
            ("申请内容", "{{ wanted }}", 1.4),
            ("收到申请之日", "{{ received_date }}", 1.0),
            ("答复期限", "{% if due %}至{{ due }}（含当日）{% endif %}", 1.0),
            ("答复类型\n和依据", f"{{{{ result }}}}\n{REGULATION}{{{{ articles }}}}", 1.6),
            ("文书", "{{ letter }}", 1.0),
            ("文件校验值", "SHA-256：{{ sha256 }}", 1.0),
            ("拟稿人", "{{ drafter }}", 1.0),
            ("保密审查", "{{ secrecy }}", 1.0),
        ],
    )
    sheet.rows(
        (2.7, 3.0, 3.8, 4.2, 1.9),
        ("审签环节", "姓名", "意见", "日期", "方式"),
        "signatures",
        height=1.7,
        style="表格小字",
    )
    sheet.small("{{ seal }}。制表日期：{{ date }}。", gap=0.2)
    sheet.small(
        "说明：空白的环节可以用笔签署，签署后扫描，随“审签”一项存入案卷；文书有改动的，前面的签署作废，应当重新送审。"
    )
    return sheet


def file_index() -> Sheet:
    """案卷目录: one line a paper, in the order in which they are laid; the pages are numbered by hand."""
    sheet = Sheet(compact=True)
    sheet.title("{{ title }}", gap=0)
    sheet.small("{{ office }}", gap=1)
    sheet.table(
        (3.6, 12.0),
        [
            ("登记编号", "{{ case_number }}", 0.9),
            ("申请人", "{{ addressee }}", 0.9),
            ("申请内容", "{{ wanted }}", 0.9),
            ("登记日期", "{{ received_date }}", 0.9),
            ("办理结果", "{{ result }}", 0.9),
            ("保管期限", "{{ retention }}", 0.9),
            ("存放位置", "{{ place }}", 0.9),
        ],
    )
    sheet.rows(
        (1.2, 2.6, 2.8, 3.9, 2.2, 1.2, 1.7),
        ("序号", "责任者", "文号", "题名", "日期", "页号", "备注"),
        "index_rows",
        style="目录文字",
    )
    sheet.small("立卷人：{{ handler }}　　　　　　检查人：　　　　　　　　　制表日期：{{ date }}", gap=0.2)
    return sheet


def _envelope(width: int, height: int) -> Sheet:
    """One size of envelope: boxes for the postcode, the addressee, and the sender at the foot."""
    sheet = Sheet(compact=True)
    section = sheet.document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(14)
    section.top_margin, section.bottom_margin = Mm(10), Mm(12)
    section.header_distance, section.footer_distance = Mm(5), Mm(8)
    sheet.boxes("to_digits", 0.85)
    sheet.paragraph("", "表格小字").paragraph_format.line_spacing = Mm((height - 110) / 3 + 6)
    for field, more, sizes in (("to_address", "", (16, 12)), ("to_name", "　收", (22, 16))):
        for size, points in zip(("large", "small"), sizes, strict=True):
            sheet.when(f"{field}_{size}")
            line = sheet.paragraph(f"{{{{ {field}_{size} }}}}{more}", "信封")
            line.runs[0].font.size = Pt(points)
            line.paragraph_format.line_spacing = Pt(points * 1.6)
            line.paragraph_format.left_indent = Mm(22 if field == "to_address" else 36)
            sheet.end()
    lines = (
        "{{ document }}",
        "{{ office }}",
        "{{ from_address }}",
        "{% if from_postcode %}邮政编码：{{ from_postcode }}{% endif %}",
    )
    sheet.foot(lines)
    return sheet


def envelope() -> Sheet:
    """信封, DL (220 × 110 mm): an A4 sheet folded in three."""
    return _envelope(*ENVELOPES["envelope"])


def envelope_c5() -> Sheet:
    """信封, C5 (229 × 162 mm): an A4 sheet folded in two, for letters with annexes."""
    return _envelope(*ENVELOPES["envelope_c5"])


def ems_label() -> Sheet:
    """面单: the fields of the post's label and what has to be copied into them, on a sheet of A4."""
    sheet = Sheet(compact=True)
    sheet.title("{{ title }}", gap=0)
    _heading(sheet)
    sheet.table(
        (3.4, 12.2),
        [
            ("收件人", "{{ addressee }}　{{ to_phone }}", 0.9),
            ("收件地址", "{{ to_address }}", 1.2),
            ("收件邮编", "{{ to_postcode }}", 0.9),
            ("寄件人", "{{ office }}　{{ from_person }}　{{ from_phone }}", 0.9),
            ("寄件地址", "{{ from_address }}", 0.9),
            ("寄件邮编", "{{ from_postcode }}", 0.9),
            ("内件品名", "{{ goods }}", 0.9),
            ("备注", "{{ document }}", 0.9),
        ],
    )
    sheet.small(
        "说明：公文须交邮政企业寄递，邮费不得向收件人收取；面单上不写申请内容。以交邮之日为答复日期，"
        "请保存加盖邮戳的交寄凭证，并在程序中登记邮件号码。"
    )
    return sheet


TEMPLATES = (service_proof, signoff_sheet, envelope, envelope_c5, ems_label, file_index)
