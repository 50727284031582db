"""The high-water mark (最高水位): how far the chain has come on this computer, kept where the database is not.

A file that was cut, or replaced by an older one, ends before it. The mark is brought forward behind the saves, at the
latest two seconds after, and at the end. One database may lie in several places (a backup that was opened), so there
is one mark for each.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Timer

from sqlalchemy.orm import Session

from gkcase.domain.errors import Trouble
from gkcase.services import secrets
from gkcase.storage import audit
from gkcase.storage.audit import Head

log = logging.getLogger(__name__)

DELAY = 2.0
"""So many seconds a save may be ahead of its mark."""

_PLACES = 8  # what Windows keeps under one name is short
_SERVER = "server"
WAY_OUT = "如果这是恢复出来的备份，请在“设置 · 存储和备份”中写明理由确认"


OTHER = f"这个位置原来的数据库不是这一个，它也没有在本机用过，可能被人换过或改过编号。{WAY_OUT}"


def forget_place(path: Path | None) -> None:
    """A new or restored database comes into being here: what lay here before is no measure of it."""
    if path is not None:
        secrets.secrets().forget(_lies_at(place_of(path)))


def _lies_at(place: str) -> str:
    return f"{place}/identity"


def place_of(path: Path | None) -> str:
    """A short name for where a database lies."""
    if path is None:
        return _SERVER
    return hashlib.sha256(os.path.normcase(path.resolve()).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Kept(Head):
    """A mark as it is kept: the end of the chain, and whether its row bore a mac of this computer."""

    keyed: bool = False


class Mark:
    """The mark of one database in one place."""

    def __init__(self, identity: str, place: str) -> None:
        self._name, self._place = f"{identity}/mark", place
        self._identity, self._placed = identity.encode(), place == _SERVER
        self._lock = Lock()
        self._next: Kept | None = None
        self._timer: Timer | None = None

    def kept(self) -> dict[str, Kept]:
        """The marks by place, the latest last."""
        told = secrets.secrets().get(self._name)
        try:
            rows = json.loads(told or b"[]")
            return {place: Kept(int(n), str(seal), bool(keyed)) for place, n, seal, keyed in rows}
        except (ValueError, TypeError):
            return {}

    def keyed(self) -> bool:
        """Whether the chain of this place bore macs of this computer when the mark was made."""
        found = self.kept().get(self._place)
        return found is not None and found.keyed

    def judge(self, session: Session) -> tuple[str, str]:
        """What is wrong with the chain by this mark, and what is to be said where that is no proof of anything."""
        try:
            kept = self.kept()
            if not kept and self._is_another():
                return OTHER, ""
        except Trouble as trouble:
            return "", f"没有核对本机记录的最高水位：{trouble}"
        mark = kept.get(self._place)
        if mark is None:
            far = max(kept.values(), key=lambda one: one.n, default=Kept())
            if not far.n or audit.hash_at(session, far.n) == far.hash:
                return "", ""
            said = f"这份数据库在本机另一处到过审计链第{far.n}条，这里没有到；恢复出来的备份就是这样"
            return "", said
        found = audit.hash_at(session, mark.n)
        if found == mark.hash:
            return "", ""
        end = audit.head(session)
        if found:
            return f"审计链第{mark.n}条与本机记录的最高水位不同。{WAY_OUT}", ""
        return f"审计链短于本机记录的最高水位：到过第{mark.n}条，现在到第{end.n}条。{WAY_OUT}", ""

    def _is_another(self) -> bool:
        """Whoever gives a file another id would leave its key and its mark behind: they are kept by that id."""
        before = None if self._placed else secrets.secrets().get(_lies_at(self._place))
        return before is not None and before != self._identity

    def forward(self, end: Kept) -> None:
        """The chain has come so far; kept behind, after a moment."""
        with self._lock:
            if self._next is None or end.n > self._next.n:
                self._next = end
            if self._timer is None:
                self._timer = Timer(DELAY, self._behind)
                self._timer.daemon = True
                self._timer.start()

    def accept(self, end: Kept) -> None:
        """From now on this end is the mark, also where it lies before the old one."""
        with self._lock:
            self._next = None
            self._put(end, anyway=True)

    def close(self) -> None:
        """Keep what has not been kept yet."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._keep()

    def _behind(self) -> None:
        with self._lock:
            try:
                self._keep()
            except Trouble:
                log.warning("the mark could not be kept", exc_info=True)

    def _keep(self) -> None:
        self._timer, end, self._next = None, self._next, None
        if end is not None:
            self._put(end, anyway=False)

    def _put(self, end: Kept, *, anyway: bool) -> None:
        kept = self.kept()
        if not anyway and kept.get(self._place, Kept()).n >= end.n:
            return
        kept.pop(self._place, None)
        kept[self._place] = end
        rows = [[place, one.n, one.hash, int(one.keyed)] for place, one in kept.items()][-_PLACES:]
        secrets.secrets().put(self._name, json.dumps(rows, separators=(",", ":")).encode())
        if not self._placed:
            if secrets.secrets().get(_lies_at(self._place)) != self._identity:
                secrets.secrets().put(_lies_at(self._place), self._identity)
            self._placed = True
