"""What a Word template may contain. Offices pass templates on by mail, so none of them is trusted.

Two gates: `checked` looks at the file (no macros, no links to elsewhere, no bombs), `LetterEnvironment` at the
Jinja in it. The second is the only door by which docxtpl gets at a template's text, wherever in the file that
stands: body, headers, footers, footnotes, properties. It knows names, if and for; all else is refused.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from jinja2 import StrictUndefined, Template, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from gkcase.domain.errors import Trouble

MEBIBYTE = 1 << 20
LARGEST_FILE, LARGEST_UNPACKED, MOST_PARTS = 5 * MEBIBYTE, 50 * MEBIBYTE, 500
DEEPEST_LOOP = 2
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.If,
    nodes.For,
    nodes.And,
    nodes.Or,
    nodes.Not,
)
LOOP = frozenset({"index", "first", "last", "length"})
FORBIDDEN_PARTS = ("vbaproject", "activex", "embeddings", "oleobject", "afchunk", "altchunk")


class LetterTemplate(Template):
    """A filled-in part; one whose tags were opened and closed in different places is Trouble, not text lost."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Fill in, and check that what came out is still a whole document."""
        text = super().render(*args, **kwargs)
        if text.lstrip().startswith("<"):
            try:
                ParserCreate().Parse(text.encode("utf-8"), True)
            except ExpatError as error:
                where = getattr(self.environment, "template", "")
                said = f"文书模板“{where}”中的标记没有成对地放在段落或者表格行里，请改正或者恢复内置模板"
                raise Trouble(said) from error
        return text


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Jinja for one letter: only the declared fields exist, and nothing can be called."""

    template_class = LetterTemplate

    def __init__(self, template: str, fields: Mapping[str, object]) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True, finalize=literal)
        self.template = template
        self.fields = fields
        for names in (self.globals, self.filters, self.tests):
            names.clear()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        Gate(self.template, self.fields).check(tree)
        return tree


def literal(value: object) -> Markup:
    """A value as text that stays as it is: docxtpl would read `{_{` in it as a bracket of its own."""
    return Markup(str(escape(value)).replace("_", "&#95;"))


class Gate:
    """Walks a template's syntax tree and refuses what is not on the list."""

    def __init__(self, template: str, fields: Mapping[str, object]) -> None:
        self.template = template
        self.fields = fields

    def check(self, tree: nodes.Node) -> None:
        """Refuse the template unless everything in it is allowed."""
        self._walk(tree, frozenset(), 0)

    def _walk(self, node: nodes.Node, members: frozenset[str], depth: int) -> None:
        if not isinstance(node, ALLOWED):
            raise self._no(f"不允许的写法“{type(node).__name__}”")
        if isinstance(node, nodes.Name) and node.ctx == "load":
            self._known(node.name, members, depth)
        if isinstance(node, nodes.Getattr):
            self._of_loop(node, depth)
            return
        if isinstance(node, nodes.For):
            self._loop(node, members, depth)
            return
        for child in node.iter_child_nodes():
            self._walk(child, members, depth)

    def _known(self, name: str, members: frozenset[str], depth: int) -> None:
        if name not in self.fields and name not in members:
            raise self._no(f"未知字段“{name}”")

    def _of_loop(self, node: nodes.Getattr, depth: int) -> None:
        inside = depth > 0 and isinstance(node.node, nodes.Name) and node.node.name == "loop"
        if not inside or node.attr not in LOOP:
            raise self._no(f"不允许的写法“.{node.attr}”")

    def _loop(self, node: nodes.For, members: frozenset[str], depth: int) -> None:
        plain = isinstance(node.target, nodes.Name) and isinstance(node.iter, nodes.Name)
        if not plain or node.recursive or node.test is not None or depth == DEEPEST_LOOP:
            raise self._no("循环只能逐项列出一个字段，且不得超过两层")
        self._walk(node.iter, members, depth)
        inner = members | {node.target.name}  # type: ignore[attr-defined]
        for child in (*node.body, *node.else_):
            self._walk(child, inner, depth + 1)

    def _no(self, what: str) -> Trouble:
        return Trouble(f"文书模板“{self.template}”中有{what}，请改正模板或者恢复内置模板")


def checked(content: bytes, template: str) -> bytes:
    """The file of a template, unless it holds macros, outside links, a document type or is a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(content) > LARGEST_FILE or len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
                raise Trouble(f"文书模板“{template}”过大，请恢复内置模板")
            for part in parts:
                _part(part.filename, archive, template)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Trouble(f"文书模板“{template}”不是完好的Word文件（.docx），请换一份或者恢复内置模板") from error
    return content


def _part(name: str, archive: zipfile.ZipFile, template: str) -> None:
    if any(word in name.casefold() for word in FORBIDDEN_PARTS):
        raise Trouble(f"文书模板“{template}”中有宏或者嵌入的文件，不能使用")
    if not name.endswith((".xml", ".rels")):
        return
    parser = ParserCreate()

    def element(tag: str, attributes: dict[str, str]) -> None:
        if attributes.get("TargetMode") == "External" and not attributes.get("Type", "").endswith(
            "/hyperlink"
        ):
            raise Trouble(f"文书模板“{template}”引用了外部文件，请去掉后再用")
        if any(word in attributes.get("ContentType", "").casefold() for word in ("macroenabled", "vba")):
            raise Trouble(f"文书模板“{template}”中有宏或者嵌入的文件，不能使用")

    def doctype(*_: object) -> None:
        raise Trouble(f"文书模板“{template}”中有不允许的文档类型声明")

    parser.StartElementHandler, parser.StartDoctypeDeclHandler = element, doctype
    try:
        parser.Parse(archive.read(name), True)
    except ExpatError as error:
        raise Trouble(f"文书模板“{template}”的内容已损坏，请换一份或者恢复内置模板") from error
