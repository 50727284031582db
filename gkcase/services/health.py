"""How the office's storage stands, for the status line: asked behind, after the first picture."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from gkcase.domain.errors import Trouble
from gkcase.services import rescue
from gkcase.services.backup_state import Standing, standing
from gkcase.services.history import mark_trouble
from gkcase.services.keys import key_status
from gkcase.services.office import Office


@dataclass(frozen=True)
class Health:
    """The storage in a sentence and whether it is sound; how the copies stand; how far holidays are known.

    `protection` says whether a database file is encrypted and where its key lies; empty for a shared database.
    `amiss`: the database is damaged, or is not the one that was worked in last, and this is why.
    """

    storage: str
    sound: bool
    backup: Standing
    published_to: int
    protection: str = ""
    amiss: str = ""


def health(office: Office) -> Health:
    """Look the database over: every page (quick_check), then the end of its chain against the copies' list."""
    amiss, backup = "", Standing("", True)
    try:
        sound, said = _storage(office)
        amiss = rescue.amiss(office) if sound else said
        if sound and not amiss and (doubt := mark_trouble(office)):
            sound, said = False, doubt
        backup = standing(office)
    except Trouble as trouble:
        sound, said, amiss = False, str(trouble), str(trouble)
    if amiss and sound:
        sound, said = False, "数据库缺少已保存的内容"
    return Health(said, sound, backup, office.rules.calendar.last_published, _protection(office), amiss)


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
