"""The tables of the yearly report on paper, before they are handed in: both on A4, with their state and their sums."""

from __future__ import annotations

from html import escape

from gkcase.desktop.printing import Sheet, sheet_of, text_document
from gkcase.desktop.report_grid import Heads, Line
from gkcase.desktop.report_reading import Picture
from gkcase.desktop.report_tables import HEADS3, HEADS4, lines3, lines4

_CELL = 'style="padding:3px; border:1px solid #666;"'


def report_sheet(office: str, picture: Picture) -> Sheet:
    """Tables 三 and 四 of one year as a sheet for the printer."""
    figures = picture.figures
    title = f"{office}{figures.year}年政府信息公开工作年度报告（表三、表四）"
    wrong = "".join(f"<li>{escape(problem.text)}</li>" for problem in picture.problems)
    parts = [
        f"<h3 align='center'>{escape(title)}</h3><p>{escape(picture.state)}；{escape(picture.carried)}</p>",
        "<h4>三、收到和处理政府信息公开申请情况</h4>",
        _table(HEADS3, lines3(figures)),
        f"<p>核对不符：</p><ul>{wrong}</ul>" if wrong else "<p>各列各行核对相符。</p>",
        "<h4>四、因政府信息公开工作被申请行政复议、提起行政诉讼情况</h4>",
        _table(HEADS4, lines4(figures)),
    ]
    return sheet_of(text_document("<body>" + "".join(parts) + "</body>"), title, landscape=True)


def _table(heads: Heads, lines: list[Line]) -> str:
    names = [f"{heads.over}：{word}" if heads.over and heads.first <= place <= heads.last else word
             for place, word in enumerate(heads.columns)]  # fmt: skip
    head = "".join(f"<th {_CELL}>{escape(word)}</th>" for word in ["项目", *names])
    rows = []
    for line in lines:
        words = f"{line.group} {line.words}".strip()
        said = f"<b>{escape(words)}</b>" if line.strong else escape(words)
        cells = "".join(f"<td {_CELL} align='right'>{number}</td>" for number in line.numbers)
        rows.append(f"<tr><td {_CELL}>{said}</td>{cells}</tr>")
    body = "".join(rows)
    return f"<table width='100%' cellspacing='0'><thead><tr>{head}</tr></thead>{body}</table>"
