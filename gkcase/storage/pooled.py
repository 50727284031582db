"""Copies made by the program itself: in one folder, their files in one pool by content, each proven and listed."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from contextlib import closing
from datetime import datetime
from pathlib import Path

from gkcase.domain.errors import Trouble
from gkcase.domain.terms import BEIJING
from gkcase.storage import cipher, manifest, vault
from gkcase.storage.backup import carry_all, copy_database, papers_of, pool_of, publish_copy, told
from gkcase.storage.durable import has_room, make_folder, sweep, temporary
from gkcase.storage.engine import file_store
from gkcase.storage.files import SHA256, FileStore
from gkcase.storage.manifest import CopyLine
from gkcase.storage.progress import Progress, silent
from gkcase.storage.proof import Contents, contents, look_into, prove

_BESIDE = (".key", ".jsonl")
"""What lies among the copies and is none."""

NO_ROOM = "磁盘剩余空间不足，没有备份；请清理磁盘后会自动重试：{folder}"


def copy_to_folder(
    source: Path,
    folder: Path,
    files: FileStore | None,
    key: bytes | None,
    *,
    why: str,
    now: datetime,
    step: Progress = silent,
) -> CopyLine:
    """Copy a database into its folder of copies, prove it and list it; without `files` only the rows."""
    target = _free_name(folder, source, f"{now.astimezone(BEIJING):%Y%m%d-%H%M%S}", why)
    with told(target):
        make_folder(folder)
        sweep(folder)
        _look_for_room(folder, source.stat().st_size)
        with temporary(target) as made:
            held = copy_database(source, made, key, step)
            last = _last_whole(folder, now)
            pool = file_store(pool_of(folder), key)
            missing = () if files is None else _pooled(pool, [files], held, last, step)
            publish_copy(source, made, target, key)
        line = _line(target, held, why, now, missing, every_file=files is not None and last is None)
        manifest.write(folder, line)
    return line


def bring_copy(
    source: Path, line: CopyLine, folder: Path, key: bytes | None, step: Progress = silent
) -> CopyLine:
    """Bring a proven copy to a second folder and prove it there; nothing happens where it already is."""
    target = folder / line.file
    with told(target):
        make_folder(folder)
        sweep(folder)
        _look_for_room(folder, line.bytes)
        with temporary(target) as made:
            shutil.copyfile(source, made)
            held = _held(source, key)
            if held.head.hash != line.hash:
                raise Trouble(f"这份备份与清单不一致，没有存到第二存放处：{source}")
            prove(made, key, held, step)
            last = _last_whole(folder, line.made)
            missing = _pooled(file_store(pool_of(folder), key), papers_of(source, key), held, last, step)
            publish_copy(source, made, target, key)
        brought = _line(target, held, line.why, line.made, missing, every_file=last is None)
        manifest.write(folder, brought)
    return brought


def _held(path: Path, key: bytes | None) -> Contents:
    with closing(look_into(path, key)) as copy:
        return contents(copy)


def _free_name(folder: Path, source: Path, stamp: str, why: str) -> Path:
    target, number = folder / f"{source.stem}.{stamp}.{why}{source.suffix}", 1
    while target.exists():
        number += 1
        target = folder / f"{source.stem}.{stamp}-{number}.{why}{source.suffix}"
    return target


def _look_for_room(folder: Path, size: int) -> None:
    if not has_room(folder, size):
        raise Trouble(NO_ROOM.format(folder=folder))


def _line(
    target: Path, held: Contents, why: str, now: datetime, missing: Collection[str], *, every_file: bool
) -> CopyLine:
    return CopyLine(
        file=target.name,
        made=now,
        why=why,
        n=held.head.n,
        hash=held.head.hash,
        counts=held.counts,
        files=len(held.named) - len(missing),
        missing=len(missing),
        bytes=target.stat().st_size,
        every_file=every_file,
        proven=datetime.now(now.tzinfo),
    )


# -- the pool -------------------------------------------------------------------------------------------------


def _last_whole(folder: Path, now: datetime) -> float | None:
    """When every paper was last read again, if that was on the same day."""
    day = now.astimezone(BEIJING).date()
    whole = [line for line in manifest.copies(folder) if line.every_file]
    same = [line.made for line in whole if line.made.astimezone(BEIJING).date() == day]
    return same[0].timestamp() if same else None


def _pooled(
    pool: FileStore, places: list[FileStore], held: Contents, last: float | None, step: Progress
) -> tuple[str, ...]:
    """Bring into the pool what it lacks, and read again what it holds: all once a day, else what has changed since."""
    wanting = [sha256 for sha256 in held.named if not _unchanged(pool.path(sha256), last)]
    return carry_all(places, pool, wanting, step)


def _unchanged(path: Path, since: float | None) -> bool:
    if since is None:
        return False
    try:
        return path.stat().st_mtime < since
    except OSError:
        return False


def remove_copies(folder: Path, names: Collection[str], key: bytes | None) -> int:
    """Remove copies, then the files of the pool that no copy names any more; gives back how many files went."""
    for name in names:
        for path in (folder / name, vault.key_file(folder / name)):
            path.unlink(missing_ok=True)
    return _drain(folder, key) if names else 0


def _drain(folder: Path, key: bytes | None) -> int:
    """Nothing goes while a copy is in the making or cannot be read: it may name what no other copy names."""
    files = [path for path in folder.iterdir() if path.is_file()]
    if any(path.suffix == ".new" for path in files):
        return 0
    spare = {path.name: path for path in pool_of(folder).rglob("*") if SHA256.fullmatch(path.name)}
    for copy in sorted((path for path in files if path.suffix not in _BESIDE), reverse=True):
        if not spare:
            return 0
        try:
            for sha256 in _held(copy, key).named:
                spare.pop(sha256, None)
        except Exception as error:
            if not cipher.is_error(error):
                raise
            return 0
    for path in spare.values():
        path.unlink(missing_ok=True)
    return len(spare)
