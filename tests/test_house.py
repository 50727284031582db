"""The habits of the house, held where a machine can hold them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.sources import EVERYTHING, MODULES, PACKAGE, ROOT, dotted, for_each, nodes, parsed, place

LONGEST_FUNCTION, LONGEST_MODULE = 60, 500
DOCUMENTED = {"domain", "storage", "services"}
EDGE = {"gkcase/cli.py", "gkcase/desktop/app.py", "gkcase/services/office.py"}  # where a day becomes today

TEXTS = sorted(
    path
    for path in [
        *EVERYTHING,
        *ROOT.glob("*.*"),
        *(ROOT / "docs").glob("*.md"),
        ROOT / ".ci" / "run",
        *(ROOT / "resources").rglob("*"),
    ]
    if path.is_file()
    and not path.name.startswith(".")  # .coverage is a database
    and path.suffix in {".py", ".md", ".toml", ".lock", ".txt", ".ui", ".qss", ".json", ""}
)
# Folders of one machine and of one person; in pieces, so that this file does not find itself.
MACHINE = re.compile(r"/root" r"/|/work" r"/")
PERSONAL = re.compile(r"/home" r"/\w|/Users" r"/\w|[A-Z]:\\+Users")

every_module = for_each(MODULES)
every_file = for_each(EVERYTHING)
VARIABLE = re.compile(r"\bGKCASE_[A-Z][A-Z_]*[A-Z]\b")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@every_file
def test_functions_and_modules_stay_short(path: Path) -> None:
    functions = [node for node in nodes(path) if isinstance(node, Function)]
    lengths = {f"{f.name}, line {f.lineno}": (f.end_lineno or f.lineno) - f.lineno + 1 for f in functions}
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION}
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@every_module
def test_every_public_name_says_what_it_is(path: Path) -> None:
    if path.relative_to(PACKAGE).parts[0] in DOCUMENTED:
        assert undocumented(parsed(path)) == []


def undocumented(tree: ast.Module | ast.ClassDef) -> list[str]:
    """Public classes, functions and methods without a docstring; magic methods say it by their name."""
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    public = [n for n in tree.body if isinstance(n, kinds) and not n.name.startswith("_")]
    missing = [] if ast.get_docstring(tree) else ["module" if isinstance(tree, ast.Module) else tree.name]
    for node in public:
        if isinstance(node, ast.ClassDef):
            missing += undocumented(node)
        elif not ast.get_docstring(node) and not is_overload(node):
            missing.append(f"{node.name}, line {node.lineno}")
    return missing


def is_overload(function: Function) -> bool:
    return any(dotted(decorator).endswith("overload") for decorator in function.decorator_list)


@every_module
def test_today_is_asked_for_at_the_edge_only(path: Path) -> None:
    calls = [node for node in nodes(path) if isinstance(node, ast.Call)]
    asked = [call.lineno for call in calls if re.search(r"\b(date|datetime)\.today$", dotted(call.func))]
    assert place(path) in EDGE or not asked


@every_module
def test_no_date_format_fails_on_windows(path: Path) -> None:
    strings = [node.value for node in nodes(path) if isinstance(node, ast.Constant)]
    assert not [text for text in strings if isinstance(text, str) and re.search(r"%[-#][a-zA-Z]", text)]


@every_file
def test_files_are_opened_with_their_encoding(path: Path) -> None:
    """Windows opens text in the local encoding, which cannot hold rare hanzi."""
    for call in (node for node in nodes(path) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        place_of_encoding = {"read_text": 0, "write_text": 1}.get(name)
        if place_of_encoding is not None and len(call.args) <= place_of_encoding:
            given = {keyword.arg for keyword in call.keywords}
            assert "encoding" in given, f"line {call.lineno}: {name} without encoding"


@every_file
def test_no_test_is_skipped_and_no_error_swallowed(path: Path) -> None:
    for node in nodes(path):
        if isinstance(node, ast.Attribute):
            assert not re.fullmatch(
                r"(pytest|mark)\.(skip|skipif|xfail|importorskip)", ".".join(dotted(node).split(".")[-2:])
            )
        if isinstance(node, ast.ExceptHandler) and dotted(node.type or ast.Name("Exception")) in WIDE:
            assert not all(isinstance(step, ast.Pass | ast.Continue) for step in node.body), node.lineno


WIDE = {"Exception", "BaseException"}


@for_each(TEXTS)
def test_no_path_of_one_machine_and_nothing_put_off(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not MACHINE.findall(text)
    assert place(path).startswith("tests/") or not PERSONAL.findall(text)  # tests invent such paths
    assert not re.findall(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b", text)


def test_every_variable_of_the_environment_stands_in_the_readme() -> None:
    named = {name for path in MODULES for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}
    told = set(VARIABLE.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    assert named == told
