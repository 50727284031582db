"""Proves a copy of a database: whole pages, its chain computed again, its rows counted, its papers looked at."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from gkcase.domain.errors import Trouble
from gkcase.storage import cipher
from gkcase.storage.audit import Head
from gkcase.storage.canonical import canonical, sha256
from gkcase.storage.progress import Progress, silent

NOT_SOUND = "副本的页面校验没有通过"
NOT_ALIKE = "副本与原件的行数不一致"
BROKEN = "副本里的审计链第{n}条接不上或者被改动过"

_LINK = "SELECT n, at, who, act, case_id, seq, detail, payload_hash, previous, hash FROM audit ORDER BY n"
_OURS = "type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'grams%'"


@dataclass(frozen=True)
class Contents:
    """What a database holds: the end of its chain, the rows of each table, the papers that its rows name."""

    head: Head
    counts: Mapping[str, int]
    named: tuple[str, ...] = field(default=(), repr=False)


def look_into(path: Path, key: bytes | None) -> cipher.Connection:
    """A connection that cannot write."""
    return cipher.connect(f"{path.absolute().as_uri()}?mode=ro", key, uri=True)


def contents(connection: cipher.Connection, schema: str = "main") -> Contents:
    """Count what a connection sees; older schemas lack tables, which then hold nothing."""
    tables = [
        name for (name,) in connection.execute(f"SELECT name FROM {schema}.sqlite_master WHERE {_OURS}")
    ]
    counts = {
        name: connection.execute(f'SELECT count(*) FROM {schema}."{quoted(name)}"').fetchone()[0]
        for name in tables
    }
    row = connection.execute(f"SELECT n, hash FROM {schema}.audit ORDER BY n DESC LIMIT 1").fetchone()
    papers = [f"SELECT sha256 FROM {schema}.{name}" for name in ("attachments", "letters") if name in counts]
    named = connection.execute(f"{' UNION '.join(papers)} ORDER BY 1").fetchall() if papers else []
    return Contents(Head(*row) if row else Head(), counts, tuple(sha for (sha,) in named))


def quoted(name: str) -> str:
    """A name of a table as it stands between quotation marks: a file from elsewhere may call its tables anything."""
    return name.replace('"', '""')


def prove(path: Path, key: bytes | None, original: Contents, step: Progress = silent) -> None:
    """Open a copy again and compare it with what the original held at that moment; Trouble where it is not alike."""
    with closing(look_into(path, key)) as copy:
        if not cipher.sound(copy, key):
            raise Trouble(NOT_SOUND)
        step(1, 3)
        found = contents(copy)
        if found != original:
            raise Trouble(NOT_ALIKE)
        step(2, 3)
        if wrong := broken_link(copy, found.head):
            raise Trouble(BROKEN.format(n=wrong))
        step(3, 3)


def broken_link(connection: cipher.Connection, head: Head) -> int:
    """Compute the whole chain again: the first row that does not fit, 0 if all do up to this end."""
    last = Head()
    for *fields, seal in connection.execute(_LINK):
        if (fields[0], fields[-1]) != (last.n + 1, last.hash) or sha256(canonical(fields)) != seal:
            return last.n + 1
        last = Head(fields[0], seal)
    return 0 if last == head else head.n
