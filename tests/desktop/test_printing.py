"""What is printed can be previewed, and the text of a PDF is the text that was printed."""

from __future__ import annotations

import gc
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from gkcase.desktop import pdf_text, printing
from gkcase.desktop.practice import practise
from gkcase.desktop.printing import Sheet, preview, print_font, save_pdf, sheet_of, text_document
from gkcase.domain.errors import Trouble


def gb2312() -> list[str]:
    """Every character of the standard that can be seen: symbols, letters and 6,763 hanzi.

    Decoded as GB 18030, which is what is typed: · is U+00B7 and not the Japanese U+30FB.
    """
    codes = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return [code.decode("gb18030") for code in codes if _is_visible(code)]


def _is_visible(code: bytes) -> bool:
    try:
        return not code.decode("gb2312").isspace()
    except UnicodeDecodeError:
        return False


def text_of(path: Path) -> str:
    """The text as a reader finds it, without the breaks between glyphs that it guesses."""
    document = pypdfium2.PdfDocument(path)
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


def drawing(words: list[str], bold: bool = False) -> printing.Draw:
    def draw(painter: QPainter, page: QRectF) -> None:
        painter.setFont(print_font(9, bold))
        for number, line in enumerate(words):
            painter.drawText(QRectF(400, 300 + number * 140, page.width(), 140), line)

    return draw


@pytest.mark.parametrize("bold", [False, True])
def test_every_character_of_gb2312_is_found_in_the_pdf(bold: bool, tmp_path: Path) -> None:
    characters = gb2312()
    assert len(characters) > 7400
    lines = ["".join(characters[start : start + 40]) for start in range(0, len(characters), 40)]
    pages = [drawing(lines[start : start + 45], bold) for start in range(0, len(lines), 45)]
    save_pdf(Sheet("全部汉字", pages), tmp_path / "all.pdf")
    said = {chr(code) for code in pdf_text.mapped_codes((tmp_path / "all.pdf").read_bytes())}
    assert [character for character in characters if character not in said] == []
    read = text_of(tmp_path / "all.pdf")
    assert [character for character in characters if character not in read] == []


@pytest.mark.parametrize("words", ["二", "日曰", "一丨丶丿乙亅二亠人", "人民政府〔2026〕日曰"])
def test_neighbours_among_the_radicals_are_repaired_too(words: str, tmp_path: Path) -> None:
    """A run of neighbours is written as one range, which then has to become a list."""
    save_pdf(Sheet(words, [drawing([words])]), tmp_path / "run.pdf")
    said = {chr(code) for code in pdf_text.mapped_codes((tmp_path / "run.pdf").read_bytes())}
    assert set(words) <= said
    assert words in text_of(tmp_path / "run.pdf")


def test_a_map_without_room_is_an_error_not_a_wrong_text() -> None:
    map_ = b"begincmap <0001> <0005> <2F00> endcmap"
    with pytest.raises(pdf_text.RadicalLeft, match="no room"):
        pdf_text._corrected(map_, {0x2F00: 0x4E00})


def test_without_the_repair_characters_would_be_radicals() -> None:
    """Should Qt mend this one day, the repair can go."""
    pdf = printing._painted(Sheet("日", [drawing(["2026年12月8日 人民政府"])]))
    with pytest.raises(pdf_text.RadicalLeft):
        pdf_text.repaired(pdf, [])


def test_the_repair_leaves_every_offset_where_it_was() -> None:
    pdf = printing._painted(Sheet("日", [drawing(["2026年12月8日"])]))
    mended = pdf_text.repaired(pdf, printing._fonts(Sheet("日", [])))
    assert len(mended) == len(pdf)
    assert mended != pdf


def test_a_document_is_broken_into_numbered_pages(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>〔2026〕{n}号</td><td>陈*</td></tr>" for n in range(1, 121))
    sheet = sheet_of(text_document(f"<h2>登记台账</h2><table>{rows}</table>"), "登记台账")
    assert len(sheet.pages) > 1
    save_pdf(sheet, tmp_path / "register.pdf")
    text = text_of(tmp_path / "register.pdf")
    assert all(f"〔2026〕{n}号" in text for n in range(1, 121))
    assert f"1/{len(sheet.pages)}" in text
    assert f"{len(sheet.pages)}/{len(sheet.pages)}" in text


def test_digits_beside_latin_letters_are_found(tmp_path: Path) -> None:
    words = "挂号EB123456789CN，A4纸12页，n=18342"
    save_pdf(Sheet("邮件", [drawing([words])]), tmp_path / "drawn.pdf")
    save_pdf(sheet_of(text_document(f"<p>{words}</p>"), "邮件"), tmp_path / "text.pdf")
    assert all(words in text_of(tmp_path / name) for name in ("drawn.pdf", "text.pdf"))


def test_the_page_is_a4_upright_or_across(tmp_path: Path) -> None:
    for landscape, size in ((False, (595, 842)), (True, (842, 595))):
        save_pdf(Sheet("看", [drawing(["一"])], landscape), tmp_path / "page.pdf")
        document = pypdfium2.PdfDocument(tmp_path / "page.pdf")
        assert tuple(round(length) for length in document[0].get_size()) == size
        document.close()


def test_practice_is_marked_on_every_page(tmp_path: Path, qapp: QApplication) -> None:
    sheet = Sheet("练习", [drawing(["一"]), drawing(["二"])])
    practise(qapp, date(2026, 12, 8))
    try:
        save_pdf(sheet, tmp_path / "practice.pdf")
    finally:
        practise(qapp, None)
    assert text_of(tmp_path / "practice.pdf").count("练习模式") == 2
    save_pdf(sheet, tmp_path / "real.pdf")
    assert "练习模式" not in text_of(tmp_path / "real.pdf")


def test_a_pdf_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "台账.pdf"
    target.mkdir()
    with pytest.raises(Trouble, match=r"已有名为“台账\.pdf”的文件夹，没有写成"):
        save_pdf(Sheet("台账", [drawing(["一"])]), target)
    assert [path.name for path in tmp_path.iterdir()] == ["台账.pdf"]


def test_an_older_pdf_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "台账.pdf"
    target.write_bytes(b"old")
    save_pdf(Sheet("台账", [drawing(["一"])]), target)
    assert target.read_bytes().startswith(b"%PDF")


def test_type_on_paper_does_not_follow_the_screen() -> None:
    assert print_font(12).pixelSize() == 100
    assert print_font().hintingPreference() is QFont.HintingPreference.PreferNoHinting


def test_without_a_printer_that_is_said_and_a_pdf_is_offered(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[str] = []

    class Window(QWidget):
        """A window that says things."""

        class notices:  # noqa: N801 - named as the window names it
            tell = staticmethod(lambda error: told.append(str(error)))
            say = staticmethod(told.append)

    targets = [tmp_path / "台账", tmp_path / "没有" / "台账.pdf", ""]
    monkeypatch.setattr(printing, "has_printer", lambda: False)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(targets.pop(0)), ""))
    window = Window()
    qtbot.addWidget(window)
    for _ in range(3):
        preview(Sheet("期限台账", [drawing(["期限"])]), window)
    assert told.count("这台电脑没有打印机，请存为PDF，再到别处打印") == 3
    assert "期限" in text_of(tmp_path / "台账.pdf")
    assert told[1] == f"已保存为 {tmp_path / '台账.pdf'}"
    assert told[3].endswith("“台账.pdf”没有写成；请换一个位置再试")
    assert len(told) == 5


def test_printing_begins_with_a_preview(qtbot: QtBot) -> None:
    from PySide6.QtPrintSupport import QPrintPreviewDialog

    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 700)
    drawn: list[QSizeF] = []

    def draw(painter: QPainter, page: QRectF) -> None:
        drawn.append(page.size())
        drawing(["期限台账"])(painter, page)

    preview(Sheet("期限台账", [draw, draw]), window)
    qtbot.waitUntil(lambda: len(drawn) == 2)
    (dialog,) = window.findChildren(QPrintPreviewDialog)
    gc.collect()
    dialog.resize(500, 400)  # painted again, on a printer that nobody but the preview holds
    qtbot.wait(50)
    assert "期限台账" in dialog.windowTitle()
    dialog.close()
