"""What may stand in the text of a Word template. Offices pass templates on by mail, so none of them is trusted.

`LetterEnvironment` is the only door by which a template's text is compiled, wherever in the file that stands: body,
headers, footers, notes, comments, properties. It knows names, if and for; all else is refused. The file around the
text is looked at by `template_file`.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from jinja2 import StrictUndefined, Template, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from gkcase.domain.errors import Trouble

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
RAW = re.compile(r"\{%[-+]?\s*raw\b")
"""What Jinja takes out before it parses, so that the tree does not show it."""

BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
"""What Word, web pages and old systems write for a new line."""

UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no Word file can carry; it would cut the text or leave a file that does not open."""


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

    def __init__(self, template: str, fields: Container[str]) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True, finalize=literal)
        self.template = template
        self.fields = fields
        self.used: set[str] = set()
        for names in (self.globals, self.filters, self.tests):
            names.clear()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        gate = Gate(self.template, self.fields)
        if RAW.search(source):
            raise gate.no("不允许的写法“raw”")
        tree = super()._parse(source, name, filename)
        gate.check(tree)
        self.used |= gate.used
        return tree


def literal(value: object) -> Markup:
    """A value as text that stays as it is: docxtpl would read `{_{` in it as a bracket of its own."""
    text = UNPRINTABLE.sub("", BREAKS.sub("\n", str(value)))
    return Markup(str(escape(text)).replace("_", "&#95;"))


class Gate:
    """Walks a template's syntax tree and refuses what is not on the list."""

    def __init__(self, template: str, fields: Container[str]) -> None:
        self.template = template
        self.fields = fields
        self.used: set[str] = set()

    def check(self, tree: nodes.Node) -> None:
        """Refuse the template unless everything in it is allowed."""
        self._walk(tree, frozenset(), 0)

    def _walk(self, node: nodes.Node, members: frozenset[str], depth: int) -> None:
        if not isinstance(node, ALLOWED):
            raise self.no(f"不允许的写法“{type(node).__name__}”")
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
        if name in members:
            return
        if name not in self.fields:
            raise self.no(f"未知字段“{name}”")
        self.used.add(name)

    def _of_loop(self, node: nodes.Getattr, depth: int) -> None:
        inside = depth > 0 and isinstance(node.node, nodes.Name) and node.node.name == "loop"
        if not inside or node.attr not in LOOP:
            raise self.no(f"不允许的写法“.{node.attr}”")

    def _loop(self, node: nodes.For, members: frozenset[str], depth: int) -> None:
        plain = isinstance(node.target, nodes.Name) and isinstance(node.iter, nodes.Name)
        if not plain or node.recursive or node.test is not None or depth == DEEPEST_LOOP:
            raise self.no("循环只能逐项列出一个字段，且不得超过两层")
        self._walk(node.iter, members, depth)
        inner = members | {node.target.name}  # type: ignore[attr-defined]
        for child in (*node.body, *node.else_):
            self._walk(child, inner, depth + 1)

    def no(self, what: str) -> Trouble:
        """The sentence that names the template and the way out."""
        return Trouble(f"文书模板“{self.template}”中有{what}，请改正模板或者恢复内置模板")
