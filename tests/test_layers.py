"""domain <- storage <- services <- desktop, cli: an arrow is an import, and no import points outwards."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TypeGuard

import pytest

from tests.sources import MODULES, PACKAGE, ROOT, dotted, for_each, imports, nodes, place

FRONT = {"services", "domain", "paths", "settings"}
MAY_IMPORT = {
    "__init__.py": set[str](),
    "paths.py": set[str](),
    "settings.py": {"paths", "domain"},
    "domain": {"domain"},
    "storage": {"storage", "domain"},
    "services": {"services", "storage", "domain", "paths", "settings"},
    "desktop": {"desktop", *FRONT},
    "cli.py": {"commands", *FRONT},
    "commands": {"commands", *FRONT},
    "demo_job.py": FRONT,
    "child_job.py": FRONT,
    "__main__.py": {"cli", "desktop"},
}
DOORS = {"gkcase/commands/boards.py": "gkcase.desktop.paper_job"}
"""A command may reach one module of another layer, inside a function: the page that `report dashboard` writes is drawn
by Qt, and a second drawing beside the desktop's would sooner or later show something else."""

OUTSIDE_DOMAIN = {"holidays": "gkcase/domain/workdays.py", "stdnum": "gkcase/domain/identity.py"}
PRINTING = {"cli.py", "commands", "demo_job.py"}

every_module = for_each(MODULES)


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


@every_module
def test_imports_point_inwards(path: Path) -> None:
    layer = layer_of(path)
    assert layer in MAY_IMPORT, f"{layer} is new: say in MAY_IMPORT what it may import"
    for name in imports(path):
        assert not name.startswith("."), f"relative import {name}: write it in full"
        if name.startswith("gkcase.") and name != DOORS.get(place(path)):
            assert name.split(".")[1] in MAY_IMPORT[layer] | {"__version__"}, (
                f"{layer} must not import {name}"
            )


@pytest.mark.parametrize("path", DOORS)
def test_a_door_to_another_layer_opens_only_when_it_is_gone_through(path: str) -> None:
    module = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    inside = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    within = {id(node) for function in inside for node in ast.walk(function)}
    package, _, name = DOORS[path].rpartition(".")
    doors = [node for node in ast.walk(module) if isinstance(node, ast.ImportFrom) and node.module == package]
    assert [[alias.name for alias in node.names] for node in doors] == [[name]]
    assert all(id(node) in within for node in doors)


@every_module
def test_only_the_desktop_knows_qt(path: Path) -> None:
    if layer_of(path) != "desktop":
        assert not [name for name in imports(path) if name.startswith(("PySide6", "shiboken6"))]


@every_module
def test_only_storage_and_services_know_the_database(path: Path) -> None:
    if layer_of(path) not in ("storage", "services"):
        drivers = ("sqlalchemy", "alembic", "sqlite3", "psycopg")
        assert not [name for name in imports(path) if name.startswith(drivers)]


@every_module
def test_the_domain_needs_the_standard_library_and_two_packages(path: Path) -> None:
    if layer_of(path) != "domain":
        return
    for name in imports(path):
        top = name.split(".")[0]
        known = top == "gkcase" or top in sys.stdlib_module_names or OUTSIDE_DOMAIN.get(top) == place(path)
        assert known, f"the domain must not import {name}"


@every_module
def test_only_the_command_line_prints(path: Path) -> None:
    calls = [node for node in nodes(path) if isinstance(node, ast.Call)]
    if layer_of(path) not in PRINTING:
        assert not [call.lineno for call in calls if dotted(call.func) == "print"]


def test_docxtpl_has_one_caller() -> None:
    callers = [
        place(path) for path in MODULES if any(name.split(".")[0] == "docxtpl" for name in imports(path))
    ]
    assert callers == ["gkcase/services/letter_render.py"]


WRITER = "gkcase/services/workbook.py"


def test_cells_of_a_workbook_have_one_writer() -> None:
    """A value that is given to a cell of openpyxl in any other way may become a formula."""
    users = [path for path in MODULES if any(name.split(".")[0] == "openpyxl" for name in imports(path))]
    assert {place(path) for path in users} > {WRITER}
    for path in users:
        if place(path) != WRITER:
            assert not [node.lineno for node in nodes(path) if writes_a_cell(node)], place(path)


def writes_a_cell(node: ast.AST) -> TypeGuard[ast.expr]:
    """cell.value = …, or a call with value=…"""
    if isinstance(node, ast.Attribute):
        return isinstance(node.ctx, ast.Store) and node.attr in ("value", "_value", "hyperlink")
    return isinstance(node, ast.Call) and any(word.arg == "value" for word in node.keywords)


LAZY = {"docx", "docxtpl", "lxml", "holidays", "alembic", "openpyxl", "icalendar"}


@pytest.mark.parametrize(
    ("module", "absent"),
    [("gkcase.cli", {"PySide6", "shiboken6", *LAZY}), ("gkcase.desktop.app", LAZY)],
)
def test_heavy_packages_load_only_when_they_are_needed(module: str, absent: set[str]) -> None:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", f"import {module}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert told.returncode == 0, told.stderr.splitlines()[-1]
    lines = [line for line in told.stderr.splitlines() if line.startswith("import time:")]
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in lines}
    assert "gkcase" in loaded
    assert not loaded & absent


PROGRAMS_OWN = {"login.py", "renewing.py", "drills.py", "encrypting.py"}
"""The services that may write whoever works: log-in, copies kept up to date, backups of its own."""


LOOK_AT_ALL = {"checking.py", "renewing.py", "backups.py", "keeping.py", "rescue.py"}
"""The services that read past the veil: what they show are sums and sentences, never a case."""


@every_module
def test_few_read_what_administrators_may_not_see(path: Path) -> None:
    calls = [
        node for node in nodes(path) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    past = [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "reading_all"
    ]
    assert not past or path.name in LOOK_AT_ALL, f"lines {past}: read with office.reading()"


@every_module
def test_every_transaction_of_an_office_names_its_act(path: Path) -> None:
    """Rights are asked for where something is written, so no writer may leave out which right it needs."""
    if place(path) == "gkcase/services/office.py":
        return
    calls = [
        node for node in nodes(path) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    for call in calls:
        assert isinstance(call.func, ast.Attribute)
        if call.func.attr == "transaction" and dotted(call.func.value) not in ("store", "self.store"):
            assert call.args, (
                f"line {call.lineno}: name the act, office.transaction(May.…); see domain/rights.py"
            )
        if call.func.attr == "unasked":
            assert path.name in PROGRAMS_OWN, f"line {call.lineno}: only {PROGRAMS_OWN} write without a right"
