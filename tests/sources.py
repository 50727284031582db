"""The project's own Python files as syntax trees, for the tests that hold its rules."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "gkcase"
MODULES = sorted(PACKAGE.rglob("*.py"))
BESIDE = ("tests", "benchmarks", "soak")
EVERYTHING = sorted(
    [*MODULES, *(path for one in BESIDE for path in (ROOT / one).rglob("*.py")), ROOT / "start.py"]
)


def place(path: Path) -> str:
    """A file's path from the top of the project, as tests name it."""
    return path.relative_to(ROOT).as_posix()


def for_each(paths: Iterable[Path]) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """One test of a check that each of many files must pass: thousands of tests would cost more than the checks."""
    every = tuple(paths)

    def decorate(check: Callable[[Path], None]) -> Callable[[], None]:
        def test() -> None:
            wrong: dict[str, str] = {}
            for path in every:
                try:
                    check(path)
                except AssertionError as error:
                    wrong[place(path)] = str(error)
            assert wrong == {}

        test.__name__, test.__doc__ = check.__name__, check.__doc__
        return test

    return decorate


@cache
def parsed(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=place(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All nodes of the file's syntax tree."""
    return tuple(ast.walk(parsed(path)))


def imports(path: Path) -> Iterator[str]:
    """Every module that the file imports, also inside functions; names taken from a package as its modules."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def dotted(node: ast.expr) -> str:
    """`os.path.join` for such an expression, "" for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (front := dotted(node.value)):
        return f"{front}.{node.attr}"
    return ""
