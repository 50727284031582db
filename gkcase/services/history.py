"""The history that shows tampering (审计链): its key, its mark here, and the seals of tables that decide."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.rights import May
from gkcase.services import secrets
from gkcase.services.marks import Kept, Mark, place_of
from gkcase.services.values import Change, Topic
from gkcase.storage import audit, table_seals
from gkcase.storage.audit import Head, Problem
from gkcase.storage.cipher import KEY_BYTES
from gkcase.storage.schema import DATABASE_ID
from gkcase.storage.table_seals import HISTORY
from gkcase.storage.tables import AuditRow, Setting
from gkcase.storage.vault import subkey

if TYPE_CHECKING:
    from gkcase.services.office import Office
    from gkcase.storage.chain import Chain

PURPOSE = b"history"
_ADOPTED = "adopted_chain"


class Keeper:
    """Seals what an office writes; the key is fetched at the first save, so that looking never waits for it."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._key: bytes | None = None
        self._mark: Mark | None = None
        self._ready = self._trusted = False

    # -- with every transaction -------------------------------------------------------------------------------

    def begin(self, session: Session) -> None:
        """Bring the key; where the chain does not know it yet, say from where on it holds."""
        if not self._ready:
            self._prepare(session)
        session.info[audit.KEY] = self._key

    def finish(self, session: Session) -> None:
        """Seal the tables that were changed; at the first time all of them."""
        session.flush()
        changed = table_seals.touched(session)
        if self._ready and not changed:
            return
        kept = _pointer(session)
        before: dict[str, str] = kept.get("tables") or _sealed(session)
        now = table_seals.digests(session, changed if before else table_seals.WATCHED)
        fresh = {name: told for name, told in now.items() if before.get(name) != told}
        if fresh:
            self._act(session, audit.SEALED, tables=fresh)
            _point(session, kept | {"tables": before | fresh})

    def saved(self, session: Session) -> None:
        """The acts are in the database: the mark may follow them."""
        adopted: Head | None = session.info.get(_ADOPTED)
        if adopted is not None:
            self.accept(adopted, keyed=False)
            return
        self._ready = True
        end: Head | None = session.info.get(audit.END)
        if end is not None and self._mark is not None and self._trusted:
            self._mark.forward(Kept(end.n, end.hash, self._key is not None))

    def _prepare(self, session: Session) -> None:
        self._key = own_key(self._office, session, make=True)
        self._mark = mark_of(self._office, session)
        self._trusted = not self._mark.judge(session)[0]
        session.info[audit.KEY] = self._key
        if self._key is None:
            return
        kept, name = _pointer(session), audit.name_of(self._key)
        row = session.get(AuditRow, kept.get("n", 0)) if kept.get("key") == name else None
        if row is None or row.act != audit.KEYED or name not in row.detail:
            end = self._act(session, audit.KEYED, key=name)
            _point(session, kept | {"key": name, "n": end.n})

    def _act(self, session: Session, act: str, **detail: object) -> Head:
        office = self._office
        return audit.append(session, at=office.now(), who=office.acting, act=act, detail=detail)

    # -- once -------------------------------------------------------------------------------------------------

    def accept(self, end: Head, *, keyed: bool = True) -> None:
        """This end is the mark from now on."""
        if self._mark is not None:
            self._mark.accept(Kept(end.n, end.hash, keyed and self._key is not None))
            self._trusted = True

    def adopt(self, session: Session) -> None:
        """Another chain has come in the place of the one that was there (导入): take its seals over."""
        session.info.pop(audit.CLOCK_RIGHT, None)  # what another clock has written is no measure of this one
        _point(session, {"tables": _sealed(session)})
        self._ready = False
        session.info[_ADOPTED] = audit.head(session)

    def close(self) -> None:
        """Bring the mark to the end."""
        if self._mark is not None:
            self._mark.close()


def own_key(office: Office, session: Session, *, make: bool = False) -> bytes | None:
    """The key under which this computer seals the history; None on a server, and where there is none yet."""
    store = office.store
    if store.dialect != "sqlite":
        return None
    if store.key is not None:
        return subkey(store.key, PURPOSE)
    name = f"{identity(session)}/{PURPOSE.decode()}"
    place = secrets.secrets()
    key = place.get(name)
    if key is None and make:
        key = os.urandom(KEY_BYTES)
        place.put(name, key)
    return key


def known_keys(office: Office, session: Session) -> list[bytes]:
    """All keys at hand: also the one from before the file was encrypted."""
    own = own_key(office, session)
    earlier = secrets.secrets().get(f"{identity(session)}/{PURPOSE.decode()}") if office.store.key else None
    return [key for key in (own, earlier) if key is not None]


def identity(session: Session) -> str:
    """By what name keys of this database are kept."""
    row = session.get(Setting, DATABASE_ID)
    return str(row.value) if row else ""


def mark_of(office: Office, session: Session) -> Mark:
    """The mark of this database here."""
    return Mark(identity(session), place_of(office.store.path))


def _pointer(session: Session) -> dict[str, Any]:
    row = session.get(Setting, HISTORY)
    return dict(row.value) if row and isinstance(row.value, dict) else {}


def _point(session: Session, value: dict[str, Any]) -> None:
    session.merge(Setting(key=HISTORY, value=value))
    session.flush()


def _sealed(session: Session) -> dict[str, str]:
    """The last seals by the chain itself: the pointer can be taken away, and nothing be sealed anew for that."""
    from gkcase.storage.chain import told

    tables: dict[str, str] = {}
    for one in told(session, audit.SEALED):
        tables |= one.read().get("tables", {})
    return tables


def judge(
    office: Office, session: Session, read: Chain, keys: Sequence[bytes]
) -> tuple[list[Problem], list[str]]:
    """What the key, the mark and the seals of the tables say of a chain that was read: findings and remarks."""
    mark = mark_of(office, session)
    wrong, said = mark.judge(session)
    found = [Problem(wrong)] if wrong else []
    if keys and not read.sealed_from and mark.keyed():
        found.append(Problem("审计链里没有本机钥匙的启用记录，可能整条链被人重写过"))
    tables: dict[str, object] = {}
    for one in read.told:
        if one.act == audit.SEALED:
            tables |= one.read().get("tables", {})
    found += table_seals.differing(session, tables)
    notes = [*read.notes, *([said] if said else [])]
    if office.store.dialect != "sqlite":
        notes.append("共享数据库的审计链没有封存码（本机钥匙），核对了链本身和最高水位")
    return found, notes


def mark_trouble(office: Office) -> str:
    """What is wrong with the end of the chain by the mark of this computer; empty where nothing is."""
    with office.reading() as session:
        return mark_of(office, session).judge(session)[0]


def accept_mark(office: Office, reason: str) -> Change:
    """Take the chain as it is for the one that holds, with the reason on it: this is a backup that was restored."""
    if not reason.strip():
        raise Refusal("确认审计链的现状须写明理由，如“硬盘损坏，恢复到11月20日的备份”", "", "reason")
    with office.reading() as session:
        if not mark_of(office, session).judge(session)[0]:
            raise Refusal("审计链与本机记录的最高水位一致，不需要确认", "", "reason")
    with office.transaction(May.BACKUP) as session:
        before = audit.head(session)
        office.on_record(session, "mark_accepted", reason=reason.strip(), n=before.n, hash=before.hash)
    with office.reading() as session:
        office.history.accept(audit.head(session))
    return Change(Topic.SETTINGS, said="已按现状确认审计链，理由已记录")
