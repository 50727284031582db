"""The styles of official paper after GB/T 9704-2012 as WordprocessingML: fonts, sizes, lines, settings.

Every measure names its place in the standard. The styles carry the layout, so an office that edits a template in
Word or WPS keeps it; fonts that a computer lacks are named with a substitute in the font table (altName).
"""

from __future__ import annotations

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY_FONT, TITLE_FONT, HEAVY_FONT, NUMBER_FONT = "仿宋_GB2312", "方正小标宋简体", "黑体", "宋体"
SUBSTITUTES = {
    BODY_FONT: "仿宋,FangSong,STFangsong",
    TITLE_FONT: "宋体,SimSun,STSong",
    HEAVY_FONT: "SimHei,STHeiti",
    NUMBER_FONT: "SimSun,STSong",
}
LINE = 28.9  # 22 lines in 225 mm (5.2.3): 28.99 pt, less a hair so that the last line always fits
GRID_PITCH = (
    579  # twentieths of a point; the grid is for lines only, for LibreOffice spreads characters on one
)
# Flush left and not justified: LibreOffice 7.4 drops a full stop that hangs at the end of a justified line.
TIGHTER = -5  # twentieths of a point between characters: 28 of 16 pt fit into 156 mm (5.2.3)
RED = "FF0000"
HEADS = (("organ_large", 42), ("organ_medium", 26), ("organ_small", 22))
SIGNATURES = (("sign_narrow", 14.5), ("sign_wide", 20.5), ("sign_full", 27.5))
SIDE = 4.0  # the date ends four characters from the right edge (7.3.5.1)


def style(name: str, ppr: str = "", rpr: str = "", based: str = "Normal") -> str:
    """Write one paragraph style; its id is its name."""
    return (
        f'<w:style {W} w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/><w:qFormat/><w:pPr>{ppr}</w:pPr><w:rPr>{rpr}</w:rPr></w:style>'
    )


def fonts(name: str) -> str:
    """One font for hanzi, digits and letters: so quotation marks and boxes cannot fall into a Latin font."""
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def lines(points: float, before: float = 0) -> str:
    """Exact line spacing, off the grid so that it stays exact, and the space before, in points."""
    space = f'w:before="{before * 20:.0f}" w:line="{points * 20:.0f}" w:lineRule="exact"'
    return f'<w:snapToGrid w:val="0"/><w:spacing {space}/>'


def sized(points: float) -> str:
    """A font size in half points."""
    return f'<w:sz w:val="{points * 2:.0f}"/><w:szCs w:val="{points * 2:.0f}"/>'


CENTRED = '<w:jc w:val="center"/>'
KEPT = "<w:keepNext/><w:keepLines/>"
RED_LINE = f'<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="11" w:color="{RED}"/></w:pBdr>'
WIDE = '<w:ind w:left="-454" w:right="-340"/>'
"""170 mm centred on the page: 8 mm beyond the text at the left, 6 mm at the right (10.1)."""


def two_lines(upper: int, lower: int) -> str:
    """Two red lines of their own, in eighths of a point: names such as thickThin are read differently by programs."""
    edges = (("top", upper), ("bottom", lower))
    made = "".join(
        f'<w:{edge} w:val="single" w:sz="{size}" w:space="0" w:color="{RED}"/>' for edge, size in edges
    )
    return f"<w:pBdr>{made}</w:pBdr>"


DOUBLE_TOP, DOUBLE_FOOT = two_lines(20, 6), two_lines(6, 20)
DEFAULTS = (
    f'<w:docDefaults {W}><w:rPrDefault><w:rPr>{fonts(BODY_FONT)}<w:spacing w:val="{TIGHTER}"/>{sized(16)}'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    f'<w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="{LINE * 20:.0f}" w:lineRule="exact"/><w:jc w:val="left"/>'
    "</w:pPr></w:pPrDefault></w:docDefaults>"
)
NORMAL = (
    f'<w:style {W} w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>',
    f'<w:style {W} w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    "<w:tblPr><w:tblCellMar>"
    '<w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
)
STYLES = (
    *(
        style(f"发文机关标志{size}号", KEPT + lines(size * 1.25) + CENTRED,
              fonts(TITLE_FONT) + f'<w:color w:val="{RED}"/>' + sized(size))
        for _, size in HEADS
    ),
    style("信函红线上", DOUBLE_TOP + lines(3) + WIDE, sized(2)),
    style("信函红线下", DOUBLE_FOOT + lines(3) + WIDE, sized(2)),
    style("信函发文字号", lines(LINE, 8) + '<w:jc w:val="right"/>'),
    style("发文字号", RED_LINE + lines(LINE, 2 * LINE) + CENTRED),
    style("公文标题", KEPT + lines(36) + CENTRED, fonts(TITLE_FONT) + sized(22)),
    style("主送"),
    style("公文正文", '<w:ind w:firstLineChars="200" w:firstLine="630"/>'),
    style("附件说明", '<w:ind w:leftChars="500" w:left="1575" w:hangingChars="300" w:hanging="945"/>'),
    style("附件字样", "", fonts(HEAVY_FONT)),
    style("署名", KEPT + CENTRED),
    style("表格文字", lines(22) + "<w:jc w:val=\"left\"/>", sized(14)),
    style("表格小字", lines(18) + "<w:jc w:val=\"left\"/>", sized(12)),
    style("目录文字", lines(15) + "<w:jc w:val=\"left\"/>", sized(10.5)),
    style("信封"),
    style("页码", lines(14), fonts(NUMBER_FONT) + sized(14)),
)  # fmt: skip
HEADING = style("一级标题", KEPT + '<w:ind w:firstLineChars="200" w:firstLine="630"/>', fonts(HEAVY_FONT))
"""The first level of headings (7.3.3), in the letters that have sections."""
SETTINGS = (
    f'<w:settings {W}><w:evenAndOddHeaders/><w:defaultTabStop w:val="420"/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:spaceForUL/>'
    "<w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>"
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


def font_table() -> str:
    """The fonts with the substitutes to take where one is missing."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, other in SUBSTITUTES.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {W}>{rows}</w:fonts>'
