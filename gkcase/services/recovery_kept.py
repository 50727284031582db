"""Whether somebody has said that the recovery code (恢复码) lies in a safe place: until then the program reminds."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from gkcase.domain.rights import May
from gkcase.services.keys import KeyStatus, key_status
from gkcase.services.office import Change, Office, Topic
from gkcase.storage.tables import Setting
from gkcase.storage.vault import CODE_KEPT

SHORT = {"keyring": "已加密", "file": "已加密·钥匙在本机文件", "": "已加密·本机不存钥匙"}
PLAIN = "未加密"


@dataclass(frozen=True)
class Protection:
    """How the office's data is protected, and whether its recovery code was put away; `words` for the status line."""

    status: KeyStatus
    code_kept: bool

    @property
    def words(self) -> str:
        """Two or three words."""
        if not self.status.encrypted:
            return PLAIN
        return SHORT[self.status.kept_in] + ("" if self.code_kept else "·恢复码未封存")

    @property
    def sound(self) -> bool:
        """Whether nothing is left to be done."""
        return self.status.encrypted and self.status.kept_in != "file" and self.code_kept


def protection(office: Office) -> Protection | None:
    """How it stands; None for a shared database, which others protect."""
    if office.store.path is None:
        return None
    return Protection(key_status(office), code_is_kept(office))


def code_is_kept(office: Office) -> bool:
    """Whether the recovery code in force was put away; nothing is to be put away where nothing is encrypted."""
    if office.store.key is None:
        return True
    with office.reading() as session:
        row = session.get(Setting, CODE_KEPT)
        return row is not None and row.value is True


def keep_code(office: Office) -> Change:
    """Put on record that the code was put away."""
    with office.transaction(May.SETTINGS) as session:
        put_down(office, session)
    return Change(Topic.SETTINGS, said="恢复码已登记为妥善保存")


def put_down(office: Office, session: Session) -> None:
    """The same in a transaction of the caller's."""
    session.merge(Setting(key=CODE_KEPT, value=True))
    office.on_record(session, "recovery_code_kept")
