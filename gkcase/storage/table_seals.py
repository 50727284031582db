"""Seals the small tables that decide days and rights: what they are worth goes on the chain with each change.

Calendar, choices, persons and their rights, absences, the office's own data. Whoever edits one of them past the
program leaves a table that is not what the chain says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import ORMExecuteState, Session

from gkcase.storage import audit
from gkcase.storage.canonical import canonical, moment
from gkcase.storage.schema import DATABASE_ID
from gkcase.storage.tables import Base, Setting
from gkcase.storage.vault import CODE_KEPT

HISTORY = "history"
"""The setting that says where the last seals stand; it only spares a search, and proves nothing."""

TRIES = ("login_strangers", "login_door")
"""The settings that count tries in vain at the door: they change with every try and decide nothing for long."""

OF_THIS_PLACE = ("files_folder", "second_place", "last_backup", DATABASE_ID, HISTORY, CODE_KEPT, *TRIES)
"""Settings that are true of this database only."""

WATCHED: Mapping[str, tuple[str, ...]] = {
    "offices": (),
    "persons": (),
    "accounts": ("earlier", "failures", "locked_until"),
    "absences": (),
    "calendar_years": (),
    "office_days": (),
    "settings": (),
}
"""The tables, each with the columns that change without anybody's deciding it."""

NAMES: Mapping[str, str] = {
    "offices": "单位信息",
    "persons": "人员和角色",
    "accounts": "登录密码",
    "absences": "外出代签",
    "calendar_years": "放假安排",
    "office_days": "本机关上班日、休息日",
    "settings": "设置",
}
TOUCHED = "touched_tables"


def digest(session: Session, name: str) -> str:
    """What a table is worth: the hash of its rows in the order of their keys."""
    table = Base.metadata.tables[name]
    columns = [column for column in table.c if column.key not in WATCHED[name]]
    chosen = select(*columns).order_by(*table.primary_key)
    if name == "settings":
        chosen = chosen.where(table.c.key.not_in(OF_THIS_PLACE))
    made = hashlib.sha256()
    for row in session.execute(chosen):
        made.update(canonical([_told(value) for value in row]).encode() + b"\n")
    return made.hexdigest()


def _told(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    return value.isoformat() if isinstance(value, date) else value


def watch(sessions: Any) -> None:
    """Notice in every session of this maker which of the tables are written to."""
    event.listen(sessions, "do_orm_execute", _statement)
    event.listen(sessions, "after_flush", _flushed)


def _statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        name = getattr(getattr(state.statement, "table", None), "name", "")
        if name in WATCHED:
            touched(state.session).add(name)


def _flushed(session: Session, context: object) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        name = row.__tablename__
        if name in WATCHED and not (isinstance(row, Setting) and row.key in OF_THIS_PLACE):
            touched(session).add(name)


def touched(session: Session) -> set[str]:
    """The tables that this transaction has written to so far."""
    found: set[str] = session.info.setdefault(TOUCHED, set())
    return found


def digests(session: Session, names: Iterable[str] = WATCHED) -> dict[str, str]:
    """What these tables are worth."""
    return {name: digest(session, name) for name in sorted(names)}


def differing(session: Session, sealed: Mapping[str, object]) -> Iterator[audit.Problem]:
    """The tables that are not what the chain says last of them."""
    for name, words in NAMES.items():
        if name in sealed and digest(session, name) != sealed[name]:
            yield audit.Problem(f"“{words}”与审计链里最后一次封存的不一致，可能有人绕过程序改过数据库")
