"""What comes from outside meets a reader, and what is typed meets the database, only at doors that are named here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.sources import MODULES, dotted, imports, nodes, place

S = "gkcase/services/"
READERS: dict[str, dict[str, str]] = {
    "pypdfium2": {f"{S}paper_text.py": "in the child", f"{S}pdf_pages.py": "in the child"},
    "openpyxl": {
        f"{S}foreign_sheet.py": "only its list of formats",
        **dict.fromkeys((f"{S}annual_xlsx.py", f"{S}workbook.py", f"{S}sheet_parts.py"), "writes"),
    },
    "docx": {
        f"{S}letter_render.py": "templates that passed the gates; unknown ones in the child",
        f"{S}letter_file.py": "letters that the program wrote, or that were looked at when they were imported",
        f"{S}template_places.py": "templates that passed the gates",
        **dict.fromkeys((f"{S}register_docx.py", f"{S}annual_docx.py"), "writes"),
    },
    "docxtpl": {f"{S}letter_render.py": "templates that passed the gates; unknown ones in the child"},
    "icalendar": {f"{S}duty_ics.py": "writes"},
    "zipfile": {
        f"{S}office_guard.py": "the guard",
        f"{S}office_look.py": "the guard of evidence: names and lists, no more",
        f"{S}foreign_sheet.py": "in the child",
        f"{S}foreign_tables.py": "in the child",
        f"{S}paper_text.py": "in the child; letters of our own in the program",
        f"{S}gkbak_file.py": "in the child first",
        f"{S}template_places.py": "templates that passed the gates",
        **dict.fromkeys((f"{S}letter_render.py", f"{S}letter_file.py"), "templates that passed, letters"),
        **dict.fromkeys((f"{S}gkbak.py", f"{S}sheet_parts.py"), "writes"),
    },
    "xml.parsers": {
        f"{S}office_guard.py": "the guard",
        f"{S}template_file.py": "the guard",
        **dict.fromkeys((f"{S}foreign_parts.py", f"{S}paper_text.py"), "in the child"),
        **dict.fromkeys((f"{S}letter_gate.py", f"{S}template_slips.py"), "text that passed the guard"),
    },
    "email": {f"{S}paper_text.py": "in the child"},
    "html.parser": {f"{S}paper_text.py": "in the child"},
    "csv": {f"{S}annual_reading.py": "pasted text, 200 000 signs at most", f"{S}workbook.py": "writes"},
    "tomllib": {
        "gkcase/domain/workdays.py": "our own files",
        "gkcase/domain/lawfile.py": "our own files",
        f"{S}demo.py": "our own files",
        f"{S}report_tales.py": "our own files",
    },
    "zlib": {f"{S}office_guard.py": "the guard", f"{S}paper_guard.py": "the guard, 32 MiB at most"},
}
"""Every reader of a format, who calls it, and why that may be."""

RUNNING = """
    pickle marshal shelve xmlrpc xml.etree xml.dom xml.sax.expatreader tarfile gzip bz2 lzma yaml PIL imghdr plistlib
    dbm configparser defusedxml xlrd
"""
"""Readers that nothing here needs; some of them run what they read."""

ONLINE = """
    socket ssl http urllib.request requests ftplib smtplib imaplib poplib asyncio socketserver webbrowser aiohttp httpx
    urllib3 PySide6.QtNetwork PySide6.QtWebEngineWidgets PySide6.QtWebEngineCore PySide6.QtWebSockets
"""
IN_THE_CHILD = {
    "sheets_of": {f"{S}foreign_sheet.py"},
    "text_of_paper": {f"{S}paper_text.py", f"{S}preflight.py", f"{S}search_words.py"},  # letters of our own
    "look_over": {
        f"{S}template_doctor.py",
        f"{S}template_child.py",
        f"{S}templates.py",
    },  # built-in templates
}
"""Functions that take a foreign file apart, and the modules that may name them."""

FROM_FILES = frozenset(
    {"QImageReader", "QMovie", "QPdfDocument", "QMediaPlayer", "QWebEngineView", "QTextBrowser"}
)
"""What in Qt decodes files; help pages are our own."""

DECODES = frozenset({"loadFromData", "fromData"})
OWN_PAGES = {"gkcase/desktop/help.py", "gkcase/desktop/settings_about.py"}


@cache
def imported(path: Path) -> set[str]:
    return {name for full in imports(path) for name in _prefixes(full)}


def _prefixes(name: str) -> Iterator[str]:
    parts = name.split(".")
    return (".".join(parts[:count]) for count in range(1, len(parts) + 1))


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_is_called_only_at_its_doors(reader: str) -> None:
    callers = {place(path) for path in MODULES if reader in imported(path)}
    assert callers - set(READERS[reader]) == set()


def test_what_runs_what_it_reads_and_what_goes_online_is_nowhere() -> None:
    found = {place(path): imported(path) & {*RUNNING.split(), *ONLINE.split()} for path in MODULES}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize("function", IN_THE_CHILD)
def test_foreign_files_are_taken_apart_in_the_child(function: str) -> None:
    users = {
        place(path)
        for path in MODULES
        for node in nodes(path)
        if (isinstance(node, ast.Name) and node.id == function)
        or (isinstance(node, ast.FunctionDef) and node.name == function)
        or (isinstance(node, ast.Attribute) and node.attr == function)
    }
    replies = {"gkcase/desktop/reply_panel.py", "gkcase/desktop/screens/together.py", f"{S}replying.py"}
    assert users - (replies if function == "look_over" else set()) == IN_THE_CHILD[function]


def test_the_window_decodes_no_file() -> None:
    found = []
    for path in MODULES:
        names = {full.rpartition(".")[2] for full in imports(path) if full.startswith("PySide6")}
        if names & FROM_FILES and place(path) not in OWN_PAGES:
            found.append(place(path))
        calls = (node for node in nodes(path) if isinstance(node, ast.Call))
        found += [f"{place(path)}:{call.lineno}" for call in calls if _decodes(call)]
    assert found == []


def _decodes(call: ast.Call) -> bool:
    """QImage("file"), QPixmap("file"), and whatever is made from the bytes of a file; also the clipboard read."""
    name = dotted(call.func)
    if name in ("QImage", "QPixmap", "QIcon") and call.args:
        return isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    reads_clipboard = isinstance(call.func, ast.Attribute) and "clipboard" in ast.unparse(call.func.value)
    return name.rpartition(".")[2] in DECODES or (reads_clipboard and name.endswith((".text", ".mimeData")))


# -- SQL ------------------------------------------------------------------------------------------------------

SINKS = frozenset(
    {"text", "exec_driver_sql", "execute", "executemany", "executescript", "literal_column", "DDL"}
)
D = "gkcase/storage/"
HONEST = {
    (f"{D}cipher.py", "PRAGMA key = \"x'{key.hex()}{_salt(key).hex()}'\""): "figures and letters of a key",
    (f"{D}chain.py", "_ROWS.format(last=last, part=PART)"): "two numbers",
    (f"{S}intake.py", "applicant.{name}"): "no SQL: a fact of an entry",
    (f"{D}engine.py", "SET lock_timeout = '{BUSY_SECONDS}s'"): "a constant",
    (f"{D}engine.py", "PRAGMA foreign_keys = {foreign_keys:d}"): "a number",
    (f"{D}engine.py", "PRAGMA journal_mode = {mode}"): "one of two words of ours",
    (f"{D}opening.py", "PRAGMA {name}"): "one of the names of a constant",
    (f"{D}schema.py", "PRAGMA application_id = {APPLICATION_ID}"): "a constant",
    (f"{D}schema.py", "PRAGMA user_version = {len(REVISIONS)}"): "a number",
    (f"{D}tables.py", "case_copies.{NOT_ENDED}"): "a constant",
    (f"{D}whole.py", "NOT ({NOT_ENDED})"): "a constant",
    (f"{D}triggers.py", 'DROP TRIGGER "{name}"'): "a trigger of ours, by our prefix",
    (f"{D}triggers.py", "DROP TRIGGER IF EXISTS {name} ON {table}"): "names of our list",
    (
        f"{D}triggers.py",
        "CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()",
    ): "names of our list",
    (f"{D}triggers.py", "declaration.replace('%', '%%')"): "functions of our list",
    (f"{D}proof.py", "SELECT name FROM {schema}.sqlite_master WHERE {_OURS}"): "a constant",
    (f"{D}proof.py", 'SELECT count(*) FROM {schema}."{quoted(name)}"'): "a table of the file, quoted",
    (
        f"{D}proof.py",
        "SELECT n, hash FROM {schema}.audit ORDER BY n DESC LIMIT 1",
    ): "one of two words of ours",
    (f"{D}converting.py", "PRAGMA {source}.locking_mode = EXCLUSIVE"): "one of two words of ours",
    (f"{D}converting.py", "PRAGMA {source}.journal_mode = DELETE"): "one of two words of ours",
    (f"{D}converting.py", "PRAGMA {target}.synchronous = OFF"): "one of two words of ours",
    (f"{D}converting.py", "PRAGMA {source}.{mark}"): "words of ours",
    (f"{D}converting.py", "PRAGMA {target}.{mark} = {value:d}"): "words of ours and a number",
    (f"{D}proof.py", "{' UNION '.join(papers)} ORDER BY 1"): "two statements of ours",
}
"""Statements that are put together, and why nothing that is typed can get into them."""


def put_together(call: ast.Call) -> str:
    """The statement of a call where it is an f-string, a sum, %, format or the like; empty where it is not."""
    if not call.args or dotted(call.func).rpartition(".")[2] not in SINKS:
        return ""
    said = call.args[0]
    if isinstance(said, ast.JoinedStr):
        return "".join(_piece(part) for part in said.values)
    if isinstance(said, ast.BinOp):
        return ast.unparse(said)
    method = said.func.attr if isinstance(said, ast.Call) and isinstance(said.func, ast.Attribute) else ""
    return ast.unparse(said) if method in ("format", "join", "replace", "format_map") else ""


def _piece(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.FormattedValue)
    told = f":{_piece(part.format_spec.values[0])}" if isinstance(part.format_spec, ast.JoinedStr) else ""
    return f"{{{ast.unparse(part.value)}{told}}}"


def statements(path: Path) -> Iterator[str]:
    """Those of a module; a text that a function puts together under a name counts where the name is used."""
    for node in nodes(path):
        if isinstance(node, ast.Call) and (said := put_together(node)):
            yield said
    for function in (node for node in nodes(path) if isinstance(node, ast.FunctionDef)):
        made = {
            target.id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.JoinedStr | ast.BinOp)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(function):
            known = isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in SINKS and node.args
            if known and isinstance(node.args[0], ast.Name) and node.args[0].id in made:  # type: ignore[attr-defined]
                yield node.args[0].id  # type: ignore[attr-defined]


def test_no_statement_is_put_together_from_what_was_typed() -> None:
    layers = ("gkcase/storage/", "gkcase/services/")
    found = {
        (place(path), said)
        for path in MODULES
        if place(path).startswith(layers) and _knows_sql(path) and "migrations" not in place(path)
        for said in statements(path)
    }
    assert found - set(HONEST) == set()


def _knows_sql(path: Path) -> bool:
    return any(name.startswith(("sqlalchemy", "sqlite3", "gkcase.storage.cipher")) for name in imports(path))


@pytest.mark.parametrize(
    "bad",
    [
        "session.execute(text(f'SELECT {x}'))",
        "session.execute('SELECT ' + x)",
        "session.execute('SELECT %s' % x)",
        "connection.exec_driver_sql('SELECT {}'.format(x))",
        "literal_column(f'{x}')",
    ],
)
def test_such_a_statement_would_be_found(bad: str) -> None:
    assert any(put_together(node) for node in ast.walk(ast.parse(bad)) if isinstance(node, ast.Call))


def test_no_column_is_named_by_what_was_typed() -> None:
    """Columns to sort by are looked up in a list of ours: nothing takes a name from a table at run time."""
    for path in MODULES:
        if place(path).startswith(("gkcase/services/", "gkcase/storage/")):
            calls = [node for node in nodes(path) if isinstance(node, ast.Call)]
            named = [
                c.lineno for c in calls if dotted(c.func) in ("column", "desc", "asc", "text") and _typed(c)
            ]
            assert named == [] or not _knows_sql(path), place(path)


def _typed(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Subscript)
