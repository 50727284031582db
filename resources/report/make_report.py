"""Make the empty sheet of the yearly report (年度报告): python resources/report/make_report.py [FILE].

Page, fonts and styles are those of the letters (GB/T 9704-2012); the program puts text and tables into it. The same
script gives the same bytes every time.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "letters"), str(HERE.parents[1])]  # sheet.py; gkcase two folders up

from docx.oxml import parse_xml  # noqa: E402 - only found once the paths above are set
from paper import CENTRED, HEADING, KEPT, fonts, lines, sized, style  # noqa: E402
from sheet import Sheet  # noqa: E402

KAI = "楷体_GB2312"
INDENT = '<w:ind w:firstLineChars="200" w:firstLine="630"/>'
CELL = '<w:spacing w:val="-2"/>'
STYLES = (
    HEADING,
    style("二级标题", KEPT + INDENT, fonts(KAI)),
    style("报告说明", lines(24) + CENTRED, sized(14)),
    style("报表栏目", lines(11.5) + CENTRED, CELL + sized(9)),
    style("报表行名", lines(11.5), CELL + sized(9)),
    style("报表数字", lines(13) + CENTRED, sized(10)),
    style("报告校验", lines(12) + CENTRED, sized(8)),
)
SUBSTITUTE = (
    f'<w:font w:name="{KAI}"><w:altName w:val="楷体,KaiTi,STKaiti"/><w:charset w:val="86"/>'
    '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font></w:fonts>'
)


def empty_report() -> Sheet:
    """The sheet with the styles that only the report has."""
    sheet = Sheet()
    for one in STYLES:
        sheet.document.styles.element.append(parse_xml(one))
    for relation in sheet.document.part.rels.values():
        if relation.reltype.endswith("fontTable"):
            part = relation.target_part
            part._blob = part.blob.decode("utf-8").replace("</w:fonts>", SUBSTITUTE).encode("utf-8")
    return sheet


if __name__ == "__main__":
    empty_report().save(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "annual_report.docx")
