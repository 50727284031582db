"""The Word file of a letter as bytes: what it says, who is named in its properties, the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from xml.sax.saxutils import escape

EPOCH = (1980, 1, 1, 0, 0, 0)
APP_PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>GKCase</Application></Properties>"
)
MOMENT = time(9, 0)  # a file's properties hold a moment; of a letter only the day is known
UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{name}{n}" for name in ("COM", "LPT") for n in range(10))}
)
NAME_BYTES = 200
DASHES = "—–- "
NO_DAY = date(2019, 5, 15)
"""What a template's properties hold instead of a day: the regulation's first."""

CORE_PROPERTIES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\
<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><cp:lastModifiedBy>{author}</cp:lastModifiedBy>\
<cp:revision>1</cp:revision><dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>\
<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified><dc:language>zh-CN</dc:language>\
</cp:coreProperties>"""


@dataclass(frozen=True)
class About:
    """What the properties of a letter's file say; `mark` is printed at the top of every page."""

    title: str = ""
    author: str = ""
    on: date | None = None
    mark: str = ""


def core_properties(about: About) -> bytes:
    """The part of the file that names the letter, the office and the day, and nothing of this computer."""
    moment = f"{datetime.combine(about.on or NO_DAY, MOMENT).isoformat()}Z"
    said = {"title": escape(about.title[:255]), "author": escape(about.author[:255]), "moment": moment}
    return CORE_PROPERTIES.format(**said).encode("utf-8")


def steady(content: bytes) -> bytes:
    """The same parts in a zip file that holds no time of packing, so that equal letters are equal bytes."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = zipfile.ZipInfo(name, EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            new.writestr(part, old.read(name))
    return target.getvalue()


def described(content: bytes, title: str, author: str, on: date | None, mark: str = "") -> bytes:
    """Name the letter and the office in the file's properties, and nothing of the template or this computer.

    `mark` is printed at the top of every page: what was made for practice must not pass for a letter.
    """
    from docx import Document

    document = Document(io.BytesIO(content))
    about = document.core_properties
    about.title, about.author, about.last_modified_by = title[:255], author[:255], author[:255]
    for name in ("subject", "comments", "keywords", "category", "identifier", "content_status", "version"):
        setattr(about, name, "")
    about.revision = 1
    about.language = "zh-CN"
    about.created = about.modified = datetime.combine(on or NO_DAY, MOMENT)
    for relation in document.part.package.rels.values():
        if relation.reltype.endswith("extended-properties"):
            relation.target_part._blob = APP_PROPERTIES
    if mark:
        mark_pages(document, mark)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def mark_pages(document: Any, mark: str) -> None:
    """Print a mark in all headers, in a paragraph of its own where the template has a text there."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for section in document.sections:
        for header in (section.header, section.first_page_header, section.even_page_header):
            header.is_linked_to_previous = False
            paragraph = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            if paragraph.text.strip():
                paragraph = paragraph.insert_paragraph_before()
            paragraph.add_run(mark)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def text_of(content: bytes) -> str:
    """What the letter says: headers, paragraphs and tables in the order of the page, footers; one line each."""
    from docx import Document

    document = Document(io.BytesIO(content))
    heads = [head for s in document.sections for head in (s.first_page_header, s.header, s.even_page_header)]
    above = dict.fromkeys(line for head in heads for line in _lines(head))  # what stands on every page, once
    feet = [foot for s in document.sections for foot in (s.first_page_footer, s.footer, s.even_page_footer)]
    below = [line for foot in feet for line in _lines(foot) if line.strip(DASHES)]  # page numbers say nothing
    return "\n".join([*above, *_lines(document), *below])


def _lines(container: Any) -> Iterator[str]:
    """The lines of a body, header, footer or cell; a header that only repeats the one before says nothing."""
    from docx.table import Table

    if getattr(container, "is_linked_to_previous", False):
        return
    for block in container.iter_inner_content():
        if not isinstance(block, Table):
            yield block.text
            continue
        for row in block.rows:
            yield "\t".join("\n".join(_lines(cell)) for cell in _cells(row))


def _cells(row: Any) -> Iterator[Any]:
    """The cells of a row; one that spans several columns once."""
    seen = None
    for cell in row.cells:
        if cell._tc is not seen:
            yield cell
        seen = cell._tc


def file_name(number: str, title: str, on: date, suffix: str = ".docx") -> str:
    """依申请公开〔2026〕12号_补正告知书_20261201.docx: found again in any folder, taken by any system."""
    name = "_".join((f"依申请公开{number}", title, f"{on:%Y%m%d}"))
    name = UNSAFE.sub("＿", name).strip(" .")
    while len(name.encode("utf-8")) + len(suffix) > NAME_BYTES:
        name = name[:-1]
    return ("＿" + name if name.upper() in DEVICES else name) + suffix
