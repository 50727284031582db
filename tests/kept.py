"""One database of every schema that ever was, filled with the demo township of its day, as file and as SQL."""

from __future__ import annotations

import gzip
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine

from gkcase.storage import cipher, vault
from gkcase.storage.revisions import APPLICATION_ID, REVISIONS

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(__file__).parent / "data" / "schemas"
OLD = REVISIONS[:-1]
"""The schemas before today's."""


def kept_file(revision: str, path: Path, key: bytes | None = None) -> None:
    """Put the database of a schema at `path`, encrypted where there is a key."""
    content = gzip.decompress((FOLDER / f"{revision}.gkdb.gz").read_bytes())
    if key is None:
        path.write_bytes(content)
        return
    plain = path.with_name(f"{path.name}.plain")
    plain.write_bytes(content)
    with closing(cipher.connect(path, key)) as made:
        made.execute(f"ATTACH '{plain}' AS plain KEY ''")
        made.execute("SELECT sqlcipher_export('main', 'plain')")
        made.execute("DETACH plain")
        made.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        made.execute(f"PRAGMA user_version = {REVISIONS.index(revision) + 1}")
    plain.unlink()
    vault.write_key_file(path, vault.new_key_file(vault.new_id(), key))


def kept_on_server(revision: str, url: str) -> None:
    """Fill an empty database of PostgreSQL with that of a schema."""
    script = gzip.decompress((FOLDER / f"{revision}.sql.gz").read_bytes()).decode()
    engine = create_engine(url)
    connection = engine.raw_connection()
    try:
        connection.cursor().execute(script)  # several statements in one go
        connection.commit()
    finally:
        connection.close()
        engine.dispose()


def contents(path: Path, key: bytes | None = None) -> tuple[object, ...]:
    """What is in a file: its schema and how many rows each table has."""
    with closing(cipher.connect(path, key)) as connection:
        made = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        tables = [name for kind, name, sql in made if kind == "table" and "VIRTUAL" not in sql]
        counts = {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()
            for name in tables
            if not name.startswith("grams_")
        }
        sound = connection.execute("PRAGMA integrity_check").fetchone()
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return sound, version, tuple(made), tuple(sorted(counts.items()))


DYING = """
import sys
from pathlib import Path
from sqlalchemy import event
from gkcase.storage.engine import sqlite_engine
from gkcase.storage.migrating import upgrade
key = bytes.fromhex(sys.argv[3]) or None
left = int(sys.argv[1])
def count(*_):
    global left
    left -= 1
    if left == 0:
        print("there", flush=True)
        sys.stdin.read()
engine = sqlite_engine(Path(sys.argv[2]), "IMMEDIATE", key, foreign_keys=False)
event.listen(engine, "before_cursor_execute", count)
event.listen(engine, "commit", count)
with engine.begin() as connection:
    upgrade(connection)
"""


def die_at(statement: int, path: Path, key: bytes | None = None) -> bool:
    """Upgrade a file in a process of its own that is killed before its n-th statement; whether it came so far."""
    order = [sys.executable, "-c", DYING, str(statement), str(path), (key or b"").hex()]
    with subprocess.Popen(order, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout is not None
        came = child.stdout.readline().strip() == b"there"
        child.kill()
    return came
