"""A list of the archive page on paper: A4 across, as of the day, with room to sign where approval is asked."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gkcase.desktop.after_lists import AfterList, Row
from gkcase.desktop.printing import Sheet, sheet_of, text_document
from gkcase.domain.terms import chinese_date
from gkcase.services.office import Office

TITLES = {
    "archive": "待归档案卷清单",
    "remedies": "行政复议、行政诉讼案件清单",
    "publications": "转主动公开事项清单",
    "reassessments": "不予公开信息定期评估清单",
    "disposal": "到期案卷鉴定清单",
}


def list_html(office: Office, shown: AfterList, rows: Sequence[Row]) -> str:
    """The list as it is printed; where approval is asked, the last column is for the opinion."""
    heads = ("序号", *shown.heads)
    head = "".join(f'<th align="left">{escape(word)}</th>' for word in heads)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td>{escape(text)}</td>" for text in (str(place), *row.cells, "" if shown.sign else row.mark[1])
        )
        + "</tr>"
        for place, row in enumerate(rows, 1)
    )
    stand = f"{office.profile.name}　共 {len(rows)} 件　截至{chinese_date(office.today())}"
    style = 'border="1" cellspacing="0" cellpadding="4" width="100%" style="border-collapse: collapse"'
    sign = "".join(f"<p>{escape(words)}{'＿' * 12}</p>" for words in shown.sign)
    return (
        f'<h2 align="center">{TITLES[shown.code]}</h2><p>{escape(stand)}</p>'
        f"<table {style}><thead><tr>{head}</tr></thead>{body}</table>{sign}"
    )


def list_sheet(office: Office, shown: AfterList, rows: Sequence[Row]) -> Sheet:
    """The list as a sheet."""
    return sheet_of(text_document(list_html(office, shown, rows)), TITLES[shown.code], landscape=True)
