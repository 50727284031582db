"""How the copies stand (备份状况): the list for 设置 and `gkcase backups`, one line for the status line, reminders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from gkcase.domain.terms import chinese_date
from gkcase.services.backups import BY_ADMINISTRATOR, Why, folder_of, second_folder, second_place
from gkcase.services.keeping import last_backup
from gkcase.services.office import BEIJING, Office
from gkcase.services.values import spoken_size
from gkcase.storage import manifest
from gkcase.storage.manifest import CopyLine, Line, Told

SECOND_DAYS, DRILL_DAYS = 7, 31
"""After so many days without a copy at the second place, or without a drill, the program speaks of it."""


@dataclass(frozen=True)
class ListedCopy:
    """A copy as it is listed; `made` is Beijing time, `proven`: opened again, and the whole office stands in it."""

    path: Path
    made: datetime
    why: str
    n: int
    cases: int
    entries: int
    files: int
    missing: int
    bytes: int
    proven: bool

    @property
    def size(self) -> str:
        """How large its file is, for people."""
        return spoken_size(self.bytes)

    def document(self) -> dict[str, object]:
        """As `gkcase backups --json` prints it."""
        told = {"file": str(self.path), "made": self.made.isoformat(), "why": self.why, "proven": self.proven}
        counts = {"chain": self.n, "cases": self.cases, "entries": self.entries}
        return {**told, **counts, "files": self.files, "missing": self.missing, "bytes": self.bytes}


@dataclass(frozen=True)
class Standing:
    """How the copies stand; `words` is the sentence for the status line, `sound` whether nothing has failed."""

    words: str
    sound: bool
    copies: tuple[ListedCopy, ...] = ()
    reminders: tuple[str, ...] = ()
    second_place: str = ""
    second: str = ""
    drilled: str = ""

    @property
    def line(self) -> str:
        """What the status line says: the last copy, and what has been put off too long."""
        return "；".join((self.words, *self.reminders))


def standing(office: Office) -> Standing:
    """Read the list and say how it stands; asks little enough for every visit of a page."""
    folder = folder_of(office)
    if folder is None:
        return Standing(BY_ADMINISTRATOR, True)
    lines, now = manifest.read(folder), office.now().astimezone(BEIJING)
    found = manifest.copies(folder, lines)
    words, sound = _words(office, lines, found, now)
    second, late = _second(office, lines, now)
    drilled, undrilled = _drilled(lines, found, now)
    reminders = tuple(one for one in (late, undrilled) if one)
    place = second_place(office)
    return Standing(
        words, sound, listed(folder, found), reminders, str(place[0]) if place else "", second, drilled
    )


def listed(folder: Path, found: Sequence[CopyLine]) -> tuple[ListedCopy, ...]:
    """Copies as a list shows them."""
    return tuple(
        ListedCopy(
            path=folder / line.file,
            made=line.made.astimezone(BEIJING),
            why=_why(line.why),
            n=line.n,
            cases=line.cases,
            entries=line.entries,
            files=line.files,
            missing=line.missing,
            bytes=line.bytes,
            proven=line.green,
        )
        for line in found
    )


def _why(code: str) -> str:
    return Why.of(code).label if Why.knows(code) else code


def told_moment(at: datetime, today: date) -> str:
    """A moment as the status line tells it: 今天 14:30."""
    at = at.astimezone(BEIJING)
    return f"{'今天' if at.date() == today else chinese_date(at.date())} {at:%H:%M}"


def _words(office: Office, lines: list[Line], found: list[CopyLine], now: datetime) -> tuple[str, bool]:
    """The last copy; red while the newest attempt has failed, has found papers missing, or did not stand a drill."""
    asked = last_backup(office)
    by_hand = [datetime.fromisoformat(asked)] if asked else []
    last = max([line.made for line in found if line.green] + by_hand, default=None)
    good = f"最近备份{told_moment(last, now.date())}，已验证可恢复" if last else "还没有备份"
    newest = next(
        (one for one in lines if isinstance(one, CopyLine) or one.kind in ("failed", "drill")), None
    )
    if isinstance(newest, Told) and not newest.ok and all(newest.at > at for at in by_hand):
        if newest.kind == "drill":
            return f"{newest.said}；请立即重新备份", False
        before = f"；{good}" if last else ""
        return f"{told_moment(newest.at, now.date())}的备份没有成功：{newest.said}{before}", False
    if found and found[0].missing and all(found[0].made > at for at in by_hand):
        return (
            f"最近备份缺少{found[0].missing}份附件或文书（原件已丢失或损坏），请在设置里检查全部案件",
            False,
        )
    return good, True


def _second(office: Office, lines: list[Line], now: datetime) -> tuple[str, str]:
    """What the card says of the second place, and the reminder after a week."""
    place, folder = second_place(office), second_folder(office)
    if place is None or folder is None:
        return "", ""
    tried = [one for one in lines if isinstance(one, Told) and one.kind == "second"]
    last = next((one.at for one in tried if one.ok), None)
    days = (now - (last or place[1])).days
    late = f"第二存放处已有{days}天没有备份" if days > SECOND_DAYS else ""
    said = f"最近一次{told_moment(last, now.date())}，已验证可恢复" if last else "还没有存过"
    if not folder.parent.is_dir():
        said += "；现在找不到这个文件夹，插上U盘或者连上共享文件夹以后会自动补存"
    elif tried and not tried[0].ok:
        said += f"；最近一次没有成功：{tried[0].said}"
    elif not last:
        said += "，下次自动备份时存入"
    return said, late


def _drilled(lines: list[Line], found: list[CopyLine], now: datetime) -> tuple[str, str]:
    """What the card says of the last drill, and the reminder after a month."""
    last = next((one for one in lines if isinstance(one, Told) and one.kind == "drill"), None)
    if last is None:
        first = min((line.made for line in found), default=now)
        late = "备份还没有演练过恢复" if now - first > timedelta(DRILL_DAYS) else ""
        return "还没有演练过", late
    days = (now - last.at).days
    result = "恢复以后检查全部正常" if last.ok else f"没有通过：{last.said}"
    late = f"已有{days}天没有做恢复演练" if days > DRILL_DAYS else ""
    return f"最近一次{told_moment(last.at, now.date())}，{result}", "" if not last.ok else late
