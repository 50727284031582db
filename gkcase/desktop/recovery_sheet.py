"""The recovery code on paper (恢复码): what it opens, how it is used, where it belongs; never kept in a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import escape

from PySide6.QtWidgets import QWidget

from gkcase.desktop.printing import Sheet, preview, sheet_of, text_document
from gkcase.domain.terms import chinese_date

TITLE = "恢复码"
GROUP, PER_LINE = 4, 4
_FACTS = 'border="0" cellspacing="0" cellpadding="3" width="100%"'
_CODE = 'border="1" cellspacing="0" cellpadding="14" width="100%" style="border-collapse: collapse"'
USES = (
    "换电脑、重装系统、从备份恢复以后，程序打不开数据库时使用：在“打开加密的数据库”窗口选“恢复码”，照这张纸输入。"
    "不分大小写，组间空格可以不输。",
    "放进信封封好，存入保险柜或者交档案室保管；不要和电脑放在一起，不要拍照，不要录入电脑。",
    "拿到这张纸的人能读出全部案件。丢失、外泄时，在“设置 → 存储和备份 → 加密”换发恢复码，换发后这张纸作废。",
    "没有打开密码、也没有恢复码，电脑里的钥匙又丢失的，任何人都读不出数据，包括软件的开发者。",
)


def groups_of(code: str) -> list[str]:
    """A code in groups of four, however it is written."""
    plain = "".join(sign for sign in code if sign.isalnum())
    return [plain[start : start + GROUP] for start in range(0, len(plain), GROUP)]


def lines_of(code: str) -> list[str]:
    """The groups on lines, four on each."""
    groups = groups_of(code)
    return ["  ".join(groups[start : start + PER_LINE]) for start in range(0, len(groups), PER_LINE)]


def recovery_html(code: str, office: str, database: str, day: date) -> str:
    """The sheet in words."""
    facts = (("单位", office), ("打开的数据库", database), ("生成日期", chinese_date(day)))
    about = "".join(
        f'<tr><td width="22%">{name}</td><td><b>{escape(what)}</b></td></tr>' for name, what in facts
    )
    groups = groups_of(code)
    lines = [groups[start : start + PER_LINE] for start in range(0, len(groups), PER_LINE)]
    cells = "".join(
        "<tr>"
        + "".join(f'<td align="center" style="font-size: 24pt"><b>{group}</b></td>' for group in line)
        + "</tr>"
        for line in lines
    )
    uses = "".join(f"<p>{number}. {words}</p>" for number, words in enumerate(USES, 1))
    keeper = "保管人：________________　　存放地点：________________________　　日期：______________"
    return (
        f'<h1 align="center">{TITLE}</h1><p align="center">依申请公开办件 · 加密数据的钥匙</p><p>&nbsp;</p>'
        f"<table {_FACTS}>{about}</table><p>&nbsp;</p><table {_CODE}>{cells}</table><p>&nbsp;</p>"
        f"{uses}<p>&nbsp;</p><p>{keeper}</p>"
    )


def recovery_sheet(code: str, office: str, database: str, day: date) -> Sheet:
    """The code as an A4 page."""
    made = sheet_of(text_document(recovery_html(code, office, database, day)), f"{TITLE} {office}")
    return replace(made, once_saved="打印以后请删除这个文件")


def print_recovery(code: str, office: str, database: str, day: date, parent: QWidget) -> None:
    """Show the page as it will be printed."""
    preview(recovery_sheet(code, office, database, day), parent)
