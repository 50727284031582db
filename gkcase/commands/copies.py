"""Commands about copies: backup, backups, restore, drill."""

from __future__ import annotations

from argparse import Namespace as Options
from pathlib import Path

from gkcase.commands.common import FAILED, Told, database_of, key_of, office_of, say
from gkcase.commands.reported import report_on
from gkcase.domain.errors import Refusal, Trouble
from gkcase.services import backup_state, checking, drills, keeping
from gkcase.services.office import open_office


def backup(options: Options) -> int:
    """Copy the database and its papers, proven before the copy gets its name."""
    with office_of(options) as office:
        kept = keeping.back_up(office, Path(options.to))
        report = checking.counted(office, kept.missing)
    return report_on(options, report, _kept(kept), [f"已备份到{kept.path}，{kept.files}份文件"])


def backups(options: Options) -> int:
    """List the copies that the program has made by itself."""
    with office_of(options) as office:
        found = backup_state.standing(office)
        document = {
            "ok": found.sound,
            "said": found.words,
            "reminders": list(found.reminders),
            "copies": [one.document() for one in found.copies],
        }
        lines = [found.words, *found.reminders, *(_line(one) for one in found.copies)]
        say(options, Told(document, lines), office)
    return 0 if found.sound else FAILED


def _line(copy: backup_state.ListedCopy) -> str:
    mark = "已验证可恢复" if copy.proven else "不完整"
    counts = f"{copy.cases}件案件、{copy.entries}条经过、{copy.files}份文件"
    return f"{copy.made:%Y-%m-%d %H:%M}  {copy.why}  {counts}  {copy.size}  {mark}  {copy.path}"


def restore(options: Options) -> int:
    """Bring a copy back as a new database, and check it."""
    key = key_of(options.source)
    kept = keeping.restore(Path(options.source), Path(options.to), key)
    office = open_office(kept.path, key=key)
    try:
        report = checking.check_office(office)
    finally:
        office.close()
    later = _entries_after(options, kept)
    said = [f"已恢复到{kept.path}，{kept.files}份文件"]
    if later:
        said.append(f"现在的数据库在这份备份之后还有{later}条经过，恢复出来的文件里没有")
    return report_on(options, report, {**_kept(kept), "later": later}, said)


def _entries_after(options: Options, kept: keeping.Kept) -> int | None:
    """What came after the copy; None where the database of now cannot be asked, or is another office's."""
    if Path(database_of(options)).absolute() == kept.path:
        return None
    try:
        with office_of(options) as office:
            return keeping.entries_after(office, kept.n, kept.head)
    except (Refusal, Trouble):
        return None


def _kept(kept: keeping.Kept) -> dict[str, object]:
    return {"file": str(kept.path), "chain": kept.head, "files": kept.files, "missing": list(kept.missing)}


def drill(options: Options) -> int:
    """Restore a copy into a private folder, check everything in it, and remove it again."""
    source = Path(options.source) if options.source else None
    with office_of(options) as office:
        done = drills.drill(office, source)
        lines = [f"{finding.case or '备份'}：{finding.what}" for finding in done.findings]
        say(options, Told(done.document(), [*lines, done.said, f"演练的备份：{done.copy}"]), office)
    return 0 if done.ok else FAILED
