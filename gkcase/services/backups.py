"""Copies that the program makes by itself (自动备份): when, kept how long, in which places; each proven first."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from sqlalchemy import func, select

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.rights import May
from gkcase.domain.terms import Term
from gkcase.domain.thinning import Stamp, kept
from gkcase.services.office import BEIJING, Change, Office, Topic
from gkcase.services.progress import Cancelled, Progress, never, silent, stepping
from gkcase.storage import audit, manifest
from gkcase.storage.backup import backups_folder
from gkcase.storage.manifest import CopyLine, Told
from gkcase.storage.pooled import bring_copy, copy_to_folder, remove_copies
from gkcase.storage.tables import DraftRow, Setting

EVERY = timedelta(minutes=30)
"""As often a copy is made while something changes."""

SECOND_PLACE = "second_place"
"""The setting that names a folder on another disk, and since when."""

BY_ADMINISTRATOR = "共享数据库由数据库管理员用 pg_dump 备份"

MANY = 20
"""Steps in so many cases at once are begun after a copy."""


class Why(Term):
    """Why a copy was made."""

    EXIT = "exit", "退出时"
    TIMED = "timed", "定时"
    UPGRADE = "upgrade", "升级前"
    IMPORT = "import", "导入前"
    BULK = "bulk", "批量办理前"
    ASKED = "asked", "手动"


GUARDED = frozenset({Why.UPGRADE, Why.IMPORT})
"""What follows them cannot be undone step by step."""

_ONE_AT_A_TIME = Lock()


def folder_of(office: Office) -> Path | None:
    """Where the copies lie; None for a shared database, which its administrator copies."""
    return backups_folder(office.store.path) if office.store.path else None


def make_copy(
    office: Office, why: Why, *, report: Progress = silent, cancelled: Cancelled = never
) -> CopyLine | None:
    """Copy, prove, list, thin out; what fails is told and put on the list. None for a shared database."""
    path, folder = office.store.path, folder_of(office)
    if path is None or folder is None:
        return None
    store, now, step = office.store, office.now(), stepping(report, cancelled)
    with _ONE_AT_A_TIME:
        try:
            line = copy_to_folder(path, folder, store.files, store.key, why=why.value, now=now, step=step)
        except Trouble as trouble:
            put_on_list(folder, Told("failed", now, ok=False, said=str(trouble)))
            raise
        thin(folder, now, store.key)
        _to_second_place(office, folder, step)
    return line


def put_on_list(folder: Path, line: Told) -> None:
    """Add to the list of copies; on a disk that is full just now what happened is told, and only not kept."""
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
        manifest.write(folder, line)


def copy_before(office: Office, why: Why) -> Path | None:
    """The copy from before an import or a step in many cases; where nothing has changed since the last, that one."""
    folder = folder_of(office)
    if folder is None:
        return None
    if why not in GUARDED and not changed(office):
        return folder / manifest.copies(folder)[0].file
    line = make_copy(office, why)
    return folder / line.file if line else None


def before_many(office: Office, count: int) -> None:
    """Whatever is done to many cases at once begins with a copy."""
    if count >= MANY:
        copy_before(office, Why.BULK)


def changed(office: Office) -> bool:
    """Whether anything was saved since the newest whole copy: an act, or a draft."""
    folder = folder_of(office)
    if folder is None:
        return False
    last = next((line for line in manifest.copies(folder) if line.green), None)
    with office.reading_all() as session:
        head = audit.head(session)
        typed = session.scalar(select(func.max(DraftRow.saved_at)))
    if last is None:
        return head.n > 0 or typed is not None
    return (head.n, head.hash) != (last.n, last.hash) or (typed is not None and typed > last.made)


def due(office: Office) -> bool:
    """Whether it is time for a copy: half an hour after the last attempt, if something has changed."""
    folder = folder_of(office)
    if folder is None:
        return False
    lines = manifest.read(folder)
    tried = [
        line.made if isinstance(line, CopyLine) else line.at
        for line in lines
        if isinstance(line, CopyLine) or line.kind == "failed"
    ]
    return (not tried or office.now() - max(tried) >= EVERY) and changed(office)


def thin(folder: Path, now: datetime, key: bytes | None) -> int:
    """Remove the copies that need not stay (近密远疏); gives back how many went."""
    lines = manifest.copies(folder)
    stamps = [
        Stamp(line.file, line.made.astimezone(BEIJING).replace(tzinfo=None), line.green, _guarded(line))
        for line in lines
    ]
    if not any(stamp.proven for stamp in stamps):
        return 0
    staying = kept(stamps, now.astimezone(BEIJING).date())
    going = [line.file for line in lines if line.file not in staying]
    remove_copies(folder, going, key)
    return len(going)


def _guarded(line: CopyLine) -> bool:
    return Why.knows(line.why) and Why.of(line.why) in GUARDED


# -- the second place -----------------------------------------------------------------------------------------


def second_place(office: Office) -> tuple[Path, datetime] | None:
    """The folder on another disk and since when it is wanted; None where none was chosen."""
    with office.reading() as session:
        row = session.get(Setting, SECOND_PLACE)
    if row is None or not isinstance(row.value, dict) or not row.value.get("folder"):
        return None
    return Path(str(row.value["folder"])), datetime.fromisoformat(str(row.value["since"]))


def use_second_place(office: Office, folder: Path | None) -> Change:
    """Bring a copy to this folder every day, or (None) to no second place any more."""
    if office.store.path is None:
        raise Refusal(f"{BY_ADMINISTRATOR}，不需要第二存放处", "", "second_place")
    if folder is not None:
        _look_at(office.store.path, folder)
    with office.transaction(May.BACKUP) as session:
        value = {"folder": str(folder), "since": office.now().isoformat()} if folder else {}
        session.merge(Setting(key=SECOND_PLACE, value=value))
        office.on_record(session, "second_place_changed")
    said = f"今后每天存一份到{folder}" if folder else "不再存到第二存放处"
    return Change(Topic.SETTINGS, said=said)


def _look_at(database: Path, folder: Path) -> None:
    if not folder.is_absolute() or not folder.is_dir():
        raise Refusal(f"找不到这个文件夹，请插上U盘或者连上共享文件夹后再选：{folder}", "", "second_place")
    if database.parent == folder or backups_folder(database) in (folder, *folder.parents):
        raise Refusal("第二存放处要在另一块磁盘、U盘或者共享文件夹里，请另选", "", "second_place")


def second_folder(office: Office) -> Path | None:
    """The folder of this office's copies at the second place, whether or not it can be reached."""
    place = second_place(office)
    path = office.store.path
    return backups_folder(place[0] / path.name) if place and path else None


def _to_second_place(office: Office, folder: Path, step: Callable[[int, int], None]) -> None:
    """The newest whole copy once a day, if the place can be reached; a missing stick is no failure of the copy."""
    to, newest = second_folder(office), next((one for one in manifest.copies(folder) if one.green), None)
    if to is None or newest is None or not to.parent.is_dir() or _there_today(to, newest):
        return
    now = office.now()
    try:
        brought = bring_copy(folder / newest.file, newest, to, office.store.key, step)
        thin(to, now, office.store.key)
    except Trouble as trouble:
        put_on_list(folder, Told("second", now, newest.file, ok=False, said=str(trouble)))
        return
    said = "" if brought.green else f"第二存放处的备份缺少{brought.missing}份附件或文书"
    put_on_list(folder, Told("second", now, newest.file, ok=brought.green, said=said))


def _there_today(to: Path, newest: CopyLine) -> bool:
    day = newest.made.astimezone(BEIJING).date()
    return any(one.green and one.made.astimezone(BEIJING).date() == day for one in manifest.copies(to))
