"""The one place that fills a Word template in; nothing else in the program calls docxtpl.

docxtpl is the language of the templates: it joins what Word split, and takes paragraphs and rows that a tag rules.
A template is compiled once, by docxtpl and Jinja; each letter is then its text parts filled in and packed.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections import OrderedDict
from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from gkcase.domain.errors import Trouble
from gkcase.services.letter_file import APP_PROPERTIES, EPOCH, About, core_properties, mark_pages
from gkcase.services.letter_fonts import has_title_font

if TYPE_CHECKING:
    from jinja2 import Template

    from gkcase.services.letter_gate import LetterEnvironment

BOLD_WITHOUT_FONT = frozenset({"公文标题", "发文机关标志42号", "发文机关标志26号", "发文机关标志22号"})
TEXT_PARTS = (
    ("wordprocessingml.document.main+xml", "正文"),
    ("wordprocessingml.header+xml", "页眉"),
    ("wordprocessingml.footer+xml", "页脚"),
    ("wordprocessingml.footnotes+xml", "脚注"),
    ("wordprocessingml.endnotes+xml", "尾注"),
    ("wordprocessingml.comments+xml", "批注"),
    ("custom-properties+xml", "自定义属性"),
)
"""The parts in which fields are filled in: those of docxtpl, and three that it leaves out."""

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CORE, APP = "core-properties+xml", "extended-properties+xml"
TAGS = re.compile(r"\{[{%#]")
IN_MARKUP = re.compile(r"<[^>]*\{[{%#][^>]*>")
BETWEEN = re.compile("[\t\n\a\f]")
TREE = re.compile("<w:tbl[ >]|docPr ")
LARGEST_TEXT, MOST_TAGS = 1 << 20, 2_000
KEPT = 64
"""So many templates stay compiled: some hundred kilobytes each."""


@dataclass(frozen=True)
class TextPart:
    """A part of the file with fields in it; `tree` says whether docxtpl looks at its tables and drawings again."""

    template: Template
    tree: bool

    def filled(self, fields: Mapping[str, object]) -> bytes:
        """The part of one letter."""
        text = finished(self.template.render(fields))
        return (DECLARATION + (_mended(text) if self.tree else text)).encode("utf-8")


@dataclass(frozen=True)
class Compiled:
    """A template that passed the gate: what is the same in every letter, what is filled in."""

    name: str
    core: str
    parts: tuple[tuple[str, bytes | TextPart], ...]

    def letter(self, fields: Mapping[str, object], about: About) -> bytes:
        """One letter; equal letters are equal bytes."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in self.parts:
                content = part if isinstance(part, bytes) else part.filled(fields)
                entry = zipfile.ZipInfo(name, EPOCH)
                entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
                archive.writestr(entry, core_properties(about) if name == self.core else content)
        return target.getvalue()


_compiled: OrderedDict[tuple[object, ...], Compiled] = OrderedDict()
_lock = Lock()


def render(
    template: Path, fields: Mapping[str, object], about: About | None = None, *, sha256: str = ""
) -> bytes:
    """Fill the template with the fields; whatever is wrong with the template is Trouble that names it.

    With `sha256` only the very file of that content is taken.
    """
    about = about or About()
    try:
        content = template.read_bytes()
    except OSError as error:
        raise Trouble(f"读不到文书模板“{template}”，请恢复内置模板") from error
    found = hashlib.sha256(content).hexdigest()
    if sha256 and found != sha256:
        raise Trouble(f"文书模板“{template.name}”检查以后又改动过，请在“文书模板”中重新体检")
    from jinja2.exceptions import TemplateError

    compiled = _cached(content, found, template.name, fields, about.mark)
    try:
        return compiled.letter(fields, about)
    except TemplateError as error:
        raise Trouble(f"文书模板“{template.name}”填写时出错：{error.message}，请恢复内置模板") from error
    except (AttributeError, TypeError, ValueError, SyntaxError) as error:
        raise Trouble(
            f"文书模板“{template.name}”中的表格不完整，请在Word或WPS中另存一次，或者恢复内置模板"
        ) from error


def _cached(content: bytes, sha256: str, name: str, fields: Collection[str], mark: str) -> Compiled:
    key = (sha256, name, frozenset(fields), mark, has_title_font())
    with _lock:
        if found := _compiled.get(key):
            _compiled.move_to_end(key)
            return found
    made = compiled(content, name, fields, mark)
    with _lock:
        _compiled[key] = made
        while len(_compiled) > KEPT:
            _compiled.popitem(last=False)
    return made


def compiled(content: bytes, name: str, fields: Collection[str], mark: str = "") -> Compiled:
    """Compile a template; the gates are passed here, once, and whatever they stop is Trouble."""
    return _taken_apart(content, name, frozenset(fields), mark).compiled


def _taken_apart(content: bytes, name: str, fields: Container[str], mark: str) -> _Compiler:
    from jinja2.exceptions import TemplateError

    from gkcase.services.letter_gate import LetterEnvironment
    from gkcase.services.template_file import BROKEN, checked
    from gkcase.services.template_slips import said_of

    checked(content, name)
    try:
        return _Compiler(content, LetterEnvironment(name, fields), mark)
    except TemplateError as error:
        raise Trouble(f"文书模板“{name}”的写法有误：{said_of(error)}，请改正或者恢复内置模板") from error
    except (KeyError, ValueError, AttributeError, TypeError, SyntaxError, RecursionError) as error:
        raise Trouble(f"文书模板“{name}”{BROKEN}") from error


class _AnyField:
    """Stands for the fields of a letter where those of the template are only looked for."""

    def __contains__(self, _: object) -> bool:
        return True


def fields_in(template: Path) -> dict[str, list[str]]:
    """Every field that a template uses and where it stands, for a template that passes the gates whatever it names."""
    found = _fields_in(template.read_bytes(), template.name)
    return {name: list(where) for name, where in found.items()}


@lru_cache(maxsize=KEPT)  # an own template is compared with the built-in one each time it is looked over
def _fields_in(content: bytes, name: str) -> dict[str, list[str]]:
    from gkcase.services.template_places import places

    return places(_taken_apart(content, name, _AnyField(), "").sources)


class _Compiler:
    """Takes a template apart once."""

    def __init__(self, content: bytes, environment: LetterEnvironment, mark: str) -> None:
        self.environment = environment
        self.document = _docxtpl(io.BytesIO(content))
        self.document.init_docx()
        if not has_title_font():
            for style in self.document.styles:
                if style.name in BOLD_WITHOUT_FONT:
                    style.font.bold = True
        if mark:
            mark_pages(self.document, mark)
        self.document.core_properties.revision = 1  # made here, where the template has none
        self.sources: list[tuple[str, str, frozenset[str]]] = []
        self.compiled = self._compile()

    def _compile(self) -> Compiled:
        """Every part, as it is or as a template."""
        saved = io.BytesIO()
        self.document.docx.save(saved)
        kinds = {
            str(part.partname)[1:]: str(part.content_type) for part in self.document.part.package.iter_parts()
        }
        with zipfile.ZipFile(saved) as archive:
            parts = tuple(
                (name, self._part(name, kinds.get(name, ""), archive.read(name)))
                for name in archive.namelist()
            )
        core = next(name for name, kind in kinds.items() if kind.endswith(CORE))
        return Compiled(self.environment.template, core, parts)

    def _part(self, name: str, kind: str, content: bytes) -> bytes | TextPart:
        if kind.endswith((CORE, APP)):
            self._properties(content)
            return APP_PROPERTIES if kind.endswith(APP) else content
        if any(kind.endswith(text) for text, _ in TEXT_PARTS):
            return self._text_part(content, kind)
        if kind.endswith("xml") or name.endswith((".xml", ".rels")):
            self._no_tags(name, content)
        return content

    def _text_part(self, content: bytes, kind: str) -> bytes | TextPart:
        """A part with fields, or the bytes of one without; docxtpl turns tabs into tab marks in both."""
        from gkcase.services.template_slips import check_closed, check_joined

        source = str(self.document.xml_to_string(_parsed(content)))
        plain = re.sub("<[^>]*>", "", source)
        if not TAGS.search(plain) and not TAGS.search(source):
            return (DECLARATION + finished(source)).encode("utf-8")
        if len(source) > LARGEST_TEXT or len(TAGS.findall(plain)) > MOST_TAGS:
            raise Trouble(f"文书模板“{self.environment.template}”中的文字或者字段过多，请换一份")
        for text in (plain, *IN_MARKUP.findall(source)):
            check_closed(text, self.environment)
        patched = self.document.patch_xml(source)
        self.environment.used.clear()
        template = self.environment.from_string(patched)
        label = next(label for text, label in TEXT_PARTS if kind.endswith(text))
        self.sources.append((label, source, frozenset(self.environment.used)))
        check_joined(source, patched, self.environment)
        tree = "document.main" in kind and TREE.search(patched) is not None
        return TextPart(template, tree)

    def _properties(self, content: bytes) -> None:
        """What the file says of itself is written anew in each letter; nothing in it may do harm all the same."""
        for element in _parsed(content).iter():
            if element.text and TAGS.search(element.text):
                self.environment.from_string(element.text)

    def _no_tags(self, name: str, content: bytes) -> None:
        """Refuse fields where docxtpl does not fill them in."""
        root = _parsed(content)
        texts = ["".join(root.itertext()), *(value for node in root.iter() for value in node.attrib.values())]
        if any(TAGS.search(text) for text in texts):
            kinds = {
                "charts": "图表",
                "diagrams": "SmartArt图形",
                "glossary": "构建基块",
                "_rels": "超链接地址",
            }
            where = next((word for part, word in kinds.items() if f"/{part}" in f"/{name}"), f"“{name}”")
            raise Trouble(
                f"文书模板“{self.environment.template}”的字段写在{where}里，那里不能填写，请移到正文、页眉或者页脚"
            )


def _docxtpl(file: object = "") -> Any:
    from docxtpl import DocxTemplate

    return DocxTemplate(file)


def _parsed(content: bytes) -> Any:
    """A part as docxtpl reads it: blanks between elements left out, entities left alone."""
    from docx.opc.oxml import parse_xml

    return parse_xml(cast("Any", content))  # its annotation says str, its callers pass bytes


def finished(text: str) -> str:
    """What docxtpl does to a part that is filled in: its brackets, then line breaks and tabs as Word has them."""
    text = text.replace("{_{", "{{").replace("}_}", "}}").replace("{_%", "{%").replace("%_}", "%}")
    if not BETWEEN.search(text):
        return text
    return str(_docxtpl().resolve_listing(text))


def _mended(text: str) -> str:
    """What docxtpl does to a body that is filled in: the columns of its tables, the numbers of its drawings."""
    helper = _docxtpl()
    helper.docx_ids_index = 1000
    tree = helper.fix_tables(text)
    helper.fix_docpr_ids(tree)
    return str(helper.xml_to_string(tree))
