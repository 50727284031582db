"""When a database cannot be opened or is not what it was (救援): the copies there are, and what was saved since."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from gkcase.domain.errors import Trouble
from gkcase.domain.terms import Event
from gkcase.services.backup_state import ListedCopy, listed
from gkcase.services.keeping import Kept, restore
from gkcase.services.keys import Locked, file_of
from gkcase.services.office import BEIJING, Office
from gkcase.services.progress import Cancelled, Progress, never, silent
from gkcase.storage import audit, manifest
from gkcase.storage.backup import backups_folder
from gkcase.storage.opening import FOLDER_CLOSED, NEWER, SHARE
from gkcase.storage.operations import Noted, log_of, noted_since
from gkcase.storage.tables import AuditRow

OFFERED = 3
"""So many copies are offered; all of them stand in the folder."""

UNTOUCHED = "原文件没有作任何改动。"
NO_COPIES = "旁边没有自动备份。U盘或者共享文件夹里有备份的，请用它恢复。"
CUT_OFF = (
    "数据库里缺少最近{lost}次保存：操作记录写到第{noted}条，库里只到第{kept}条。"
    "可能只复制了.gkdb这一个文件，或者换回了旧文件。请先不要登记，从备份恢复"
)
NOT_THE_SAME = (
    "数据库与{day}的备份对不上：那时的审计链不在现在的数据库里。请先不要登记，从备份恢复并联系维护人员"
)

_ACTS = {"attached": "添加附件", "written": "生成文书", "erased": "删除个人信息"}


@dataclass(frozen=True)
class Since:
    """What was saved after a copy: when, in which case, what."""

    at: datetime
    case: str
    what: str


@dataclass(frozen=True)
class Rescue:
    """The ways back: proven copies, the newest first, and what was saved after the newest one."""

    database: Path
    copies: tuple[ListedCopy, ...]
    since: tuple[Since, ...]
    more: int = 0

    @property
    def words(self) -> str:
        """What the newest copy lacks, in a sentence."""
        if not self.copies:
            return NO_COPIES
        if not self.since:
            return "这份备份以后没有再保存过，恢复以后一件不少。" if log_of(self.database).is_file() else ""
        return f"最近一份备份以后还保存过{len(self.since) + self.more}次，恢复以后请照下面的清单补记："


def rescue(database: str) -> Rescue | None:
    """What can be done about a database file that does not open; None where it is none, as a shared one."""
    path = file_of(database)
    if path is None:
        return None
    folder = backups_folder(path)
    found = [line for line in manifest.copies(folder) if line.green][:OFFERED]
    noted = noted_since(path, found[0].n) if found else []
    return Rescue(path, listed(folder, found), tuple(_since(noted)), sum(one.more for one in noted))


def _since(noted: Sequence[Noted]) -> list[Since]:
    numbers = {one.case_id: one.number for one in noted if one.number}
    return [Since(_moment(one.at), numbers.get(one.case_id, ""), _what(one)) for one in noted]


def _moment(at: str) -> datetime:
    with suppress(ValueError):
        return datetime.fromisoformat(at).astimezone(BEIJING)
    return datetime.fromtimestamp(0, BEIJING)


def _what(one: Noted) -> str:
    words = Event.of(one.act).label if Event.knows(one.act) else _ACTS.get(one.act, "修改设置、人员或者名册")
    return f"{words}（连同前面共{one.more + 1}次）" if one.more else words


def is_wanted(error: Exception) -> bool:
    """Whether copies help against what was said: a newer program or another place is no matter of copies."""
    others = (NEWER, SHARE, FOLDER_CLOSED, "数据库文件是只读的")
    told = isinstance(error, Trouble) and not isinstance(error, Locked)
    return told and not str(error).startswith(tuple(words.partition("：")[0] for words in others))


def free_place(database: Path, made: str) -> Path:
    """A new name beside a damaged database; nothing that is there is touched."""
    stem = f"{database.stem}_恢复_{made}"
    place, number = database.with_name(f"{stem}{database.suffix}"), 1
    while place.exists():
        number += 1
        place = database.with_name(f"{stem}-{number}{database.suffix}")
    return place


def bring_back(
    database: Path, source: Path, *, report: Progress = silent, cancelled: Cancelled = never
) -> Kept:
    """Restore a copy beside the damaged file under a new name."""
    if not source.is_file():
        raise Trouble(f"找不到备份文件，请检查路径：{source}")
    made = datetime.fromtimestamp(source.stat().st_mtime, BEIJING)
    return restore(source, free_place(database, f"{made:%Y%m%d-%H%M}"), report=report, cancelled=cancelled)


# -- a database that opens and is not what it was -------------------------------------------------------------


def amiss(office: Office) -> str:
    """What speaks against this being the database that was worked in last, as a sentence; empty if nothing does.

    What was noted before the newest copy is settled by it: that copy was compared with the database itself.
    """
    path = office.store.path
    if path is None:
        return ""
    line = next(iter(manifest.copies(backups_folder(path))), None)
    with office.reading_all() as session:
        head = audit.head(session)
        kept = session.get(AuditRow, line.n) if line else None
    since = line.made if line else datetime.min.replace(tzinfo=BEIJING)
    beyond = [one.n for one in noted_since(path, head.n) if _moment(one.at) > since]
    if beyond:
        return CUT_OFF.format(lost=max(beyond) - head.n, noted=max(beyond), kept=head.n)
    if line is not None and line.n and (kept is None or kept.hash != line.hash):
        return NOT_THE_SAME.format(day=_day(line.made.astimezone(BEIJING).date()))
    return ""


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
