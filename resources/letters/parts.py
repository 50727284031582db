"""What many letters say in the same words: the head, which request it is about, how to reach the office."""

from __future__ import annotations

from sheet import Sheet

REGULATION = "《中华人民共和国政府信息公开条例》"
RECEIVED = (
    "本机关于{{ received_date }}收到{{ you }}{{ channel }}的政府信息公开申请"
    "（登记编号：{{ case_number }}），申请内容为：{{ request }}"
)
CONTACT = "{{ contact_line }}"


def notice() -> Sheet:
    """Begin a letter with the red head: organ mark, number, line, title, addressee."""
    sheet = Sheet()
    sheet.red_head()
    sheet.title("{{ title }}")
    sheet.addressee("{{ addressee }}：")
    return sheet
