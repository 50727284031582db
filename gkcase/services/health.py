"""How the office's storage stands, for the status line: asked behind, after the first picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from gkcase.domain.errors import Trouble
from gkcase.services.keeping import last_backup
from gkcase.services.keys import key_status
from gkcase.services.office import BEIJING, Office


@dataclass(frozen=True)
class Health:
    """The storage in a sentence and whether it is sound; the last proven copy; how far holidays are known.

    `protection` says whether a database file is encrypted and where its key lies; empty for a shared database.
    """

    storage: str
    sound: bool
    backed_up: datetime | None
    published_to: int
    protection: str = ""


def health(office: Office) -> Health:
    """Look the database over (SQLite: quick_check, which reads every page) and read what is kept of copies."""
    try:
        sound, said = _storage(office)
        stamp = last_backup(office)
    except Trouble as trouble:
        sound, said, stamp = False, str(trouble), ""
    backed_up = datetime.fromisoformat(stamp).astimezone(BEIJING) if stamp else None
    return Health(said, sound, backed_up, office.rules.calendar.last_published, _protection(office))


def _storage(office: Office) -> tuple[bool, str]:
    if office.store.path is None:
        with office.reading() as session:
            session.execute(text("SELECT 1"))
        return True, "共享数据库已连接"
    sound = office.store.sound()
    return sound, "本机存储正常" if sound else "数据库已损坏，请停止登记并用备份恢复"


def _protection(office: Office) -> str:
    if office.store.path is None:
        return ""
    try:
        return key_status(office).said
    except Trouble as trouble:
        return f"已加密（{trouble}）"
