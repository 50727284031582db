"""What an attached paper says (附件文字): Word, Excel, PowerPoint, PDF, text, web pages and mails.

Papers come from anywhere, so every limit is checked before memory is spent: a bomb, a damaged or an encrypted file
is `Unreadable` and never more. Pictures and scanned pages hold no text; about them nothing can be said.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default as modern
from html.parser import HTMLParser
from xml.parsers.expat import ExpatError, ParserCreate

from gkcase.domain.errors import Trouble
from gkcase.services.template_file import DAMAGED

MEBIBYTE = 1 << 20
LARGEST_FILE, LARGEST_UNPACKED, MOST_PARTS = 30 * MEBIBYTE, 100 * MEBIBYTE, 5_000
MOST_PAGES, MOST_SIGNS = 500, 2_000_000
PICTURES = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF", b"\x00\x00\x00\x0cjP",
)  # fmt: skip
PICTURE_ENDINGS = frozenset({"heic", "heif", "webp", "svg"})
TEXTS = frozenset({"txt", "csv", "md", "log"})
PAGES = frozenset({"htm", "html", "mht", "xhtml"})
OFFICE = re.compile(
    r"(?:word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)|ppt/slides/slide\d+)\.xml"
)
SHEET = re.compile(r"xl/(?:sharedStrings|comments\d*|worksheets/sheet\d+)\.xml")


class Unreadable(Exception):
    """Nothing can be said about this paper; somebody has to look at it."""


def text_of_paper(content: bytes, name: str) -> str:
    """What the paper says, at most two million signs; Unreadable where it cannot be told."""
    if len(content) > LARGEST_FILE:
        raise Unreadable
    ending = name.rpartition(".")[2].lower()
    if ending in PICTURE_ENDINGS or content.startswith(PICTURES):
        return ""
    return _reader(content, ending)(content)[:MOST_SIGNS]


def text_apart(content: bytes, name: str) -> str:
    """What a paper from elsewhere says, read in a limited child process; Unreadable where nobody may read it."""
    from gkcase.services import child

    try:
        [text] = child.run("text", [[content, name]], named=f"附件“{name}”")
    except Trouble as error:
        raise Unreadable from error
    if text is None:
        raise Unreadable
    return str(text)


def texts_apart(papers: Sequence[tuple[bytes, str]]) -> list[str]:
    """The same for several at once; empty for one that cannot be read, and then the others are read singly."""
    from gkcase.services import child

    try:
        return [text or "" for text in child.run("text", list(papers), named="文书")]
    except Trouble:
        if len(papers) == 1:
            return [""]
        return [text for paper in papers for text in texts_apart([paper])]


def job(papers: list[tuple[bytes, str]]) -> list[str | None]:
    """In a child process: what each paper says, None for one that nobody may read."""
    return [_said(content, name) for content, name in papers]


def _said(content: bytes, name: str) -> str | None:
    from gkcase.services.paper_guard import look

    seen = look(content, name)
    if seen.wrong or seen.acts:
        return None
    try:
        return text_of_paper(content, name)
    except Unreadable:
        return None


def _reader(content: bytes, ending: str) -> Callable[[bytes], str]:
    """Told by the content where that is certain, else by the ending."""
    if content.startswith(b"PK\x03\x04"):
        return _office
    if content.lstrip()[:5] == b"%PDF-":
        return _pdf
    known: dict[str, Callable[[bytes], str]] = {"eml": _mail}
    known |= dict.fromkeys(TEXTS, _decoded) | dict.fromkeys(PAGES, _page)
    if ending not in known:
        raise Unreadable
    return known[ending]


# -- Word, Excel, PowerPoint ----------------------------------------------------------------------------------


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise Unreadable
            said = [part.filename for part in parts if _speaks(part.filename)]
            if not said:
                raise Unreadable
            return "\n".join(_xml(archive.read(name)) for name in said)
    except (*DAMAGED, ExpatError) as error:
        raise Unreadable from error


def _speaks(name: str) -> bool:
    return bool(OFFICE.fullmatch(name) or SHEET.fullmatch(name))


class _Runs:
    """Collects the words of a part: runs join, paragraphs and cells end a line."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._inside = False
        self._shared = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._shared = attributes.get("t") == "s"  # an index into the strings that are shared
        self._inside = name == "t" or (name == "v" and not self._shared)

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in ("p", "c", "si", "tab", "br"):
            self.words.append("\n")
        self._inside = False

    def words_of(self, text: str) -> None:
        if self._inside:
            self.words.append(text)


def _xml(part: bytes) -> str:
    runs, parser = _Runs(), ParserCreate()

    def doctype(*_: object) -> None:
        raise Unreadable

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler, parser.EndElementHandler = runs.start, runs.end
    parser.CharacterDataHandler = runs.words_of
    parser.Parse(part, True)
    return "".join(runs.words)


# -- PDF, text, web pages, mails ------------------------------------------------------------------------------


def _pdf(content: bytes) -> str:
    import pypdfium2  # loads a library of 20 MB, with the first PDF

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unreadable from error
    try:
        return "\n".join(_pages(document))
    except pypdfium2.PdfiumError as error:
        raise Unreadable from error
    finally:
        document.close()


def _pages(document: object) -> Iterator[str]:
    if len(document) > MOST_PAGES:  # type: ignore[arg-type]  # pypdfium2 has no types
        raise Unreadable
    for page in document:  # type: ignore[attr-defined]
        text = page.get_textpage()
        try:
            yield text.get_text_range()
        finally:
            text.close()
            page.close()


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for name in (encoding, "gb18030"):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise Unreadable


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _page(content: bytes) -> str:
    return _web(_decoded(content))


def _web(text: str) -> str:
    page = _Page()
    try:
        page.feed(text)
    except AssertionError as error:  # what Word leaves in its web pages, when it is damaged
        raise Unreadable from error
    return "\n".join(page.words)


def _mail(content: bytes) -> str:
    try:
        message = message_from_bytes(content, policy=modern)
        return "\n".join(_parts(message))
    except (MessageError, LookupError, ValueError) as error:
        raise Unreadable from error


def _parts(message: EmailMessage) -> Iterator[str]:
    """The texts of a mail; papers inside it cannot be looked at."""
    for part in message.walk():
        kind = part.get_content_type()
        if part.is_attachment() and not kind.startswith("image/"):
            raise Unreadable
        if kind.startswith("text/"):
            said = str(part.get_content())
            yield _web(said) if kind == "text/html" else said
