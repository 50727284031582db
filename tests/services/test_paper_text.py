"""The words of attached papers: every kind that offices send, and what cannot be read without harm."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document

from gkcase.services import paper_text
from gkcase.services.paper_text import Unreadable, text_of_paper

ID = "999999199003070039"
SHEET = (
    "<worksheet><sheetData><row><c t='s'><v>0</v></c><c><v>13800005678</v></c>"
    "<c t='inlineStr'><is><t>东湾村</t></is></c></row></sheetData></worksheet>"
)
STRINGS = f"<sst><si><t>李四</t></si><si><r><t>{ID[:6]}</t></r><r><t>{ID[6:]}</t></r></si></sst>"
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 59>>stream
BT /F 12 Tf 20 50 Td (ID 999999199003070039 phone) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
"""


def zipped(**parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()


def word(*paragraphs: str, cell: str = "", head: str = "") -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if cell:
        document.add_table(1, 1).rows[0].cells[0].text = cell
    document.sections[0].header.paragraphs[0].text = head
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_word_with_tables_headers_and_runs_that_word_split() -> None:
    document = Document()
    paragraph = document.add_paragraph(ID[:9])
    paragraph.add_run(ID[9:]).bold = True
    target = io.BytesIO()
    document.save(target)
    assert ID in text_of_paper(target.getvalue(), "名册.docx")
    text = text_of_paper(word("正文", cell="表格", head="页眉"), "名册.docx")
    assert [line for line in text.split("\n") if line] == ["正文", "表格", "页眉"]


def test_excel_with_shared_strings_numbers_and_strings_in_place() -> None:
    content = zipped(**{"xl/worksheets/sheet1.xml": SHEET, "xl/sharedStrings.xml": STRINGS})
    text = text_of_paper(content, "名册.xlsx")
    assert ID in text
    assert {"李四", "13800005678", "东湾村"} <= set(text.split("\n"))
    assert "0" not in text.split("\n")  # an index is no content


def test_slides() -> None:
    content = zipped(**{"ppt/slides/slide1.xml": "<p:sld><a:p><a:r><a:t>汇报</a:t></a:r></a:p></p:sld>"})
    assert text_of_paper(content, "汇报.pptx").strip() == "汇报"


def test_pdf_with_a_text_layer() -> None:
    assert ID in text_of_paper(PDF, "名册.pdf")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_in_the_encodings_of_windows(encoding: str) -> None:
    assert text_of_paper(f"李四 {ID}".encode(encoding), "名册.txt") == f"李四 {ID}"


def test_web_pages_and_mails() -> None:
    assert text_of_paper("<p>李四<b>电话</b></p>".encode(), "页.html").split() == ["李四", "电话"]
    mail = b"Subject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>" + "李四".encode() + b"</p>"
    assert text_of_paper(mail, "信.eml").split() == ["李四"]
    plain = b"Content-Type: text/plain; charset=gb18030\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    assert "李四" in text_of_paper(plain + "李四".encode("gb18030"), "信.eml")


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"\x89PNG\r\n", "a.png"), (b"\xff\xd8\xff\xe0", "a.jpg"), (b"II*\x00", "a.tif"), (b"?", "a.heic")],
)
def test_pictures_hold_no_text(content: bytes, name: str) -> None:
    assert text_of_paper(content, name) == ""


def overwritten(content: bytes) -> bytes:
    """A Word file whose packed text was hit on the disk: the directory still says that all is well."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        begin = archive.getinfo("word/document.xml").header_offset + 30 + len("word/document.xml")
    return content[:begin] + b"\xff" * 20 + content[begin + 20 :]


BOMB = zipped(**{"word/document.xml": "<a>" + " " * 1_000_000 + "</a>"})
MAIL_WITH_PAPER = b"""Content-Type: multipart/mixed; boundary=b

--b
Content-Disposition: attachment

x
--b--"""
ENTITIES = '<!DOCTYPE a [<!ENTITY x "x">]><a>&x;</a>'


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "加密.docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "旧.doc"),
        (b"PK\x03\x04broken", "坏.docx"),
        (word("完整")[:-200], "半.docx"),
        (zipped(**{"word/document.xml": "<a><b></a>"}), "乱.docx"),
        (zipped(**{"word/document.xml": ENTITIES}), "实体.docx"),
        (overwritten(word("完整")), "磁盘坏道.docx"),
        (zipped(**{"word/document.xml": '<?xml version="1.0" encoding="big5"?><a/>'}), "编码.docx"),
        (zipped(**{"word/document.xml": '<?xml version="1.0" encoding="x-none"?><a/>'}), "编码.docx"),
        (b"<p>x</p><![foo[ x ]]>", "网页.html"),
        (zipped(**{"readme.md": "x"}), "压缩包.zip"),
        (b"%PDF-1.4 broken", "坏.pdf"),
        (b"\x81", "坏.txt"),
        (b"\x00\x01", "版式.ofd"),
        (b"abc", "没有后缀"),
        (MAIL_WITH_PAPER, "信.eml"),
        (b"Content-Type: text/plain; charset=unheard-of\r\n\r\n\xff", "信.eml"),
    ],
)
def test_what_is_damaged_encrypted_or_unknown_is_unreadable_and_no_crash(content: bytes, name: str) -> None:
    with pytest.raises(Unreadable):
        text_of_paper(content, name)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_text, "LARGEST_UNPACKED", 900_000)
    with pytest.raises(Unreadable):
        text_of_paper(BOMB, "炸弹.docx")
    monkeypatch.setattr(paper_text, "MOST_PARTS", 0)
    with pytest.raises(Unreadable):
        text_of_paper(word("x"), "很多.docx")
    monkeypatch.setattr(paper_text, "LARGEST_FILE", 10)
    with pytest.raises(Unreadable):
        text_of_paper(b"x" * 11, "大.txt")


def test_a_pdf_of_too_many_pages_is_left_to_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_text, "MOST_PAGES", 0)
    with pytest.raises(Unreadable):
        text_of_paper(PDF, "长.pdf")


def test_of_a_very_long_text_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_text, "MOST_SIGNS", 5)
    assert text_of_paper(b"123456789", "长.txt") == "12345"
