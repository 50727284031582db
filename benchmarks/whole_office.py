"""An office whose cases are whole: made by the services, then multiplied in the database: a million entries and more.

Each of the first cases comes `times` times, one after the other as if as many people had asked on that day. All that
the cases are made of is multiplied: journal, words, chain, copies, stages, mailings, and on demand the search index.
What is not: the hashes of the chain no longer join.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing
from itertools import islice
from pathlib import Path

from benchmarks.histories import histories
from benchmarks.large_office import HANDLERS, TODAY
from gkcase.domain.terms import Role
from gkcase.services.bulk import PART, prepare, write
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import Office, create_office
from gkcase.services.people import save_person
from gkcase.storage import search

FIRST = 15_000
"""So many different cases are made by the services."""

TABLES = ("cases", "case_copies", "journal", "payloads", "audit", "stages", "mailings")
NEW = {
    **{("cases", "id"): "(p.id - 1) * :times + k + 1", ("audit", "n"): "(p.n - 1) * :times + k + 1"},
    ("cases", "serial"): "(p.serial - 1) * :times + k + 1",
    ("cases", "number"): "'〔' || p.year || '〕' || ((p.serial - 1) * :times + k + 1) || '号'",
    ("case_copies", "number"): "(SELECT number FROM main.cases WHERE id = (p.case_id - 1) * :times + k + 1)",
}
"""The columns that differ between the copies of a case, beside its id."""


def make_whole_office(database: Path, cases: int, *, searchable: bool = False) -> None:
    """Make the office; `cases` is rounded to a multiple of FIRST where it is larger; found by words on demand."""
    times = max(1, cases // FIRST)
    with tempfile.TemporaryDirectory(dir=database.parent) as folder:
        first = Path(folder) / "first.gkdb"
        _first(first, min(cases, FIRST))
        _new_office(database).close()
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            _multiply(connection, first, times)
            if searchable:
                _index(connection, times)


def _new_office(database: Path) -> Office:
    profile = OfficeProfile(
        "清河县云溪镇人民政府", "云公开", review_body="清河县人民政府", court="清河县人民法院"
    )
    office = create_office(database, profile, today=lambda: TODAY, acting=HANDLERS[0])
    for name in HANDLERS:
        save_person(office, name, roles=[Role.CLERK])
    return office


def _first(database: Path, cases: int) -> None:
    office = _new_office(database)
    try:
        coming = histories(office.rules.calendar, cases)
        while part := [prepare(office, one) for one in islice(coming, PART)]:
            with office.unasked() as session:
                write(office, session, part)
    finally:
        office.close()


def _multiply(connection: sqlite3.Connection, first: Path, times: int) -> None:
    """Every row so many times, in the order of their ids; indexes and triggers are made again afterwards."""
    for statement in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -100000"):
        connection.execute(f"PRAGMA {statement}")
    connection.execute("ATTACH ? AS first", (str(first),))
    marks = ", ".join("?" * len(TABLES))
    chosen = f"type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name IN ({marks})"
    found = connection.execute(f"SELECT type, name, sql FROM main.sqlite_master WHERE {chosen}", TABLES)
    aside = found.fetchall()
    for kind, name, _ in aside:
        connection.execute(f'DROP {kind} main."{name}"')
    connection.execute("CREATE TEMP TABLE times AS WITH RECURSIVE t(k) AS"
                       " (SELECT 0 UNION ALL SELECT k + 1 FROM t WHERE k < :times - 1) SELECT k FROM t",
                       {"times": times})  # fmt: skip
    for table in TABLES:
        connection.execute(_copying(connection, table), {"times": times})
    connection.execute("DELETE FROM main.counters")
    connection.execute("INSERT INTO main.counters SELECT * FROM first.counters")
    connection.execute("UPDATE main.counters SET last = last * :times", {"times": times})
    for _, _, sql in sorted(aside):
        connection.execute(sql)
    connection.execute("ANALYZE main")
    connection.execute("PRAGMA journal_mode = WAL")


def _index(connection: sqlite3.Connection, times: int) -> None:
    """Every copy is found by the words of its case."""
    connection.create_function("grams", 1, lambda body: " ".join(search.grams(body)), deterministic=True)
    connection.execute("BEGIN")
    connection.execute(_copying(connection, "texts"), {"times": times})
    connection.execute("INSERT INTO main.grams (rowid, words) SELECT case_id, grams(body) FROM main.texts")
    connection.execute("COMMIT")


def _copying(connection: sqlite3.Connection, table: str) -> str:
    columns = [str(row[1]) for row in connection.execute(f"PRAGMA main.table_info({table})")]
    values = ", ".join(NEW.get((table, name)) or _plain(name) for name in columns)
    key = "id" if table == "cases" else "case_id"
    return (  # CROSS JOIN: the loops run in this order, so rows are only ever put at the end
        f"INSERT INTO main.{table} ({', '.join(columns)}) SELECT {values}"
        f" FROM first.cases AS c CROSS JOIN temp.times CROSS JOIN first.{table} AS p WHERE p.{key} = c.id"
    )


def _plain(name: str) -> str:
    return "(p.case_id - 1) * :times + k + 1" if name == "case_id" else f"p.{name}"


if __name__ == "__main__":
    make_whole_office(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 150_000)
