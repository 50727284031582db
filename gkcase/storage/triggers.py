"""The one list of triggers: journal, audit, letters and attachments only grow, payloads may only be emptied.

Whoever drafts does not sign either (`separation`). All are made again after each migration and compared with the
database's own, because an altered table loses its triggers without a word.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from gkcase.domain.erasure import ERASED_NAME
from gkcase.storage import separation

GROWING = ("journal", "audit", "letters", "attachments")
"""The tables that only grow."""

_IN_SEQUENCE = {
    "journal": "NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal WHERE case_id = NEW.case_id)"
    " OR EXISTS (SELECT 1 FROM journal WHERE op_id = NEW.op_id)",
    "audit": "NEW.n IS NOT (SELECT coalesce(max(n), 0) + 1 FROM audit)"
    " OR NEW.previous IS NOT coalesce((SELECT hash FROM audit ORDER BY n DESC LIMIT 1), '')",
    "letters": "EXISTS (SELECT 1 FROM letters WHERE id = NEW.id)",
    "attachments": "EXISTS (SELECT 1 FROM attachments WHERE id = NEW.id)",
    "payloads": "NEW.body IS NULL"
    " OR EXISTS (SELECT 1 FROM payloads WHERE case_id = NEW.case_id AND seq = NEW.seq)",
}
"""Without these INSERT OR REPLACE would overwrite a row: SQLite fires no DELETE trigger for it."""

_EMPTIED = (
    "NEW.case_id = OLD.case_id AND NEW.seq = OLD.seq AND OLD.body IS NOT NULL"
    " AND OLD.erased_at IS NULL AND NEW.salt IS NULL AND NEW.erased_at IS NOT NULL"
)
"""Once, and for good; what stays of the words then has its hash on the chain."""

_UNNAMED: dict[str, tuple[str, ...]] = {
    "attachments": ("id", "case_id", "seq", "sha256", "size", "media_type", "added_at", "added_by"),
    "letters": (
        *("id", "case_id", "seq", "kind", "number", "sha256", "size", "made_at", "made_by", "quoted_due"),
    ),
}
"""Of a paper only the name may go, which may be a person's; all else of the row stays as it is."""


def _sqlite() -> dict[str, str]:
    found = {}
    for table in (*GROWING, "payloads"):
        told = "may only be emptied" if table == "payloads" else "is append-only"
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} {told}'); END"
        kept = f" WHEN NOT ({_EMPTIED})" if table == "payloads" else ""
        if table in _UNNAMED:
            same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in _UNNAMED[table])
            kept = f" WHEN NOT (NEW.name = '{ERASED_NAME}' AND {same})"
        found[f"{table}_update"] = f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table}{kept} {refuse}"
        found[f"{table}_delete"] = f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {refuse}"
        found[f"{table}_insert"] = (
            f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} WHEN {_IN_SEQUENCE[table]}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is out of sequence'); END"
        )
    return found | separation.SQLITE


_FUNCTIONS = {
    "gkcase_refuse": "BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'GK001'; END",
    "gkcase_only_unnamed": f"BEGIN IF TG_OP = 'UPDATE' AND NEW.name = '{ERASED_NAME}'"
    " AND to_jsonb(NEW) - 'name' = to_jsonb(OLD) - 'name' THEN RETURN NEW; END IF;"
    " RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'GK001'; END",
    "gkcase_only_emptied": f"BEGIN IF {_EMPTIED} THEN RETURN NEW; END IF;"
    " RAISE EXCEPTION 'a payload may only be emptied' USING ERRCODE = 'GK001'; END",
    **separation.FUNCTIONS,
}

_PG_TYPES = {"INSERT": 7, "UPDATE OR DELETE": 27, "UPDATE": 19, "DELETE": 11, "TRUNCATE": 34}
"""pg_trigger.tgtype of a BEFORE trigger: row 1, before 2, insert 4, delete 8, update 16, truncate 32."""


def _postgresql() -> dict[str, tuple[str, str, str]]:
    """Name of each trigger with its table, events and function."""
    found = {}
    for table in GROWING:
        refuse = "gkcase_only_unnamed" if table in _UNNAMED else "gkcase_refuse"
        found[f"{table}_change"] = (table, "UPDATE OR DELETE", refuse)
        found[f"{table}_truncate"] = (table, "TRUNCATE", "gkcase_refuse")
    found["payloads_update"] = ("payloads", "UPDATE", "gkcase_only_emptied")
    found["payloads_delete"] = ("payloads", "DELETE", "gkcase_refuse")
    found["payloads_truncate"] = ("payloads", "TRUNCATE", "gkcase_refuse")
    return found | separation.POSTGRESQL


def install(connection: Connection) -> None:
    """Make all triggers again, from this list only."""
    if connection.dialect.name == "sqlite":
        for name in _own_sqlite(connection):
            connection.execute(text(f'DROP TRIGGER "{name}"'))
        for sql in _sqlite().values():
            connection.execute(text(sql))
        return
    for name, body in _FUNCTIONS.items():
        declaration = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        connection.exec_driver_sql(declaration.replace("%", "%%"))
    for name, (table, events, function) in _postgresql().items():
        each = "STATEMENT" if events == "TRUNCATE" else "ROW"
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name} ON {table}"))
        connection.execute(
            text(
                f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()"
            )
        )


def remove(connection: Connection, table: str) -> None:
    """Take the triggers of one table off, inside a transaction that makes them again before its end."""
    if connection.dialect.name == "sqlite":
        for name in _own_sqlite(connection):
            if name.startswith(f"{table}_"):
                connection.execute(text(f'DROP TRIGGER "{name}"'))
        return
    for name, (of, _, _) in _postgresql().items():
        if of == table:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name} ON {table}"))


def differing(connection: Connection) -> list[str]:
    """The names of triggers that are missing, altered, switched off or not ours."""
    if connection.dialect.name == "sqlite":
        wanted: dict[str, object] = dict(_sqlite())
        own: dict[str, object] = dict(_own_sqlite(connection))
    else:
        wanted = {
            name: (table, _PG_TYPES[events], "O", _FUNCTIONS[function])
            for name, (table, events, function) in _postgresql().items()
        }
        own = _own_postgresql(connection)
    return sorted(name for name in wanted.keys() | own.keys() if wanted.get(name) != own.get(name))


def _own_sqlite(connection: Connection) -> dict[str, str]:
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return {row.name: row.sql for row in rows}


def _own_postgresql(connection: Connection) -> dict[str, object]:
    rows = connection.execute(
        text(
            "SELECT t.tgname, c.relname, t.tgtype, t.tgenabled::text, p.prosrc FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
    )
    return {name: (table, kind, enabled, body) for name, table, kind, enabled, body in rows}
