"""Export of everything (导出全部): all that the office has, in one file that any later program can read.

The file shows one moment of the database. It holds personal data unmasked, so that it was made goes on the chain,
after the moment that it shows: the export of what has been imported from it has the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from gkcase.domain.errors import Trouble
from gkcase.domain.rights import May
from gkcase.services.bulk import BrokenOff
from gkcase.services.gkbak_file import (
    ENDING,
    MANIFEST,
    MEMBERS,
    Lines,
    Manifest,
    file_path,
    member,
    table_path,
)
from gkcase.services.office import Office
from gkcase.services.outgoing import written_whole
from gkcase.services.several import Cancelled, Progress, never, silent
from gkcase.storage import audit, whole
from gkcase.storage.canonical import canonical
from gkcase.storage.revisions import HEAD
from gkcase.storage.tables import AttachmentRow, LetterRow

_NAMED = re.compile(rb'"sha256":"([0-9a-f]{64})"')
_TOLD_EVERY = 500


@dataclass(frozen=True)
class Exported:
    """What was written; `missing` are attachments and letters that are gone or damaged and could not go with it."""

    path: Path
    cases: int
    entries: int
    files: int
    missing: tuple[str, ...]


@dataclass
class _Seen:
    """One moment of the database: what has been written of it."""

    tables: dict[str, Lines] = field(default_factory=dict)
    named: list[str] = field(default_factory=list)
    drafted: set[str] = field(default_factory=set)
    head: audit.Head = field(default_factory=audit.Head)


def export_all(
    office: Office, to: Path, *, reason: str = "", report: Progress = silent, cancelled: Cancelled = never
) -> Exported:
    """Write everything to a file, whole or not at all; raises BrokenOff when it is cancelled."""
    target = to.absolute()
    if target.suffix.lower() != ENDING:
        raise Trouble(f"导出全部的文件名应以{ENDING}结尾：{target.name}")
    office.ask(May.EXPORT_OPEN)
    with written_whole(target) as draft:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
            manifest = _Writing(office, archive, report, cancelled).write()
        _put_on_record(office, manifest, draft, reason)
    tables = manifest.tables
    return Exported(target, tables["cases"].count, tables["journal"].count, manifest.files, manifest.missing)


def _put_on_record(office: Office, manifest: Manifest, made: Path, reason: str) -> None:
    """Nobody gets everything without a line on the chain (PIPL 51, 54); it comes before the file gets its name."""
    with made.open("rb") as handle:
        sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
    cases = manifest.tables["cases"].count
    why = {"reason": reason.strip()} if reason.strip() else {}
    with office.transaction(May.EXPORT_OPEN) as session:
        office.on_record(session, "exported", sha256=sha256, cases=cases, **why)


class _Writing:
    """Writes the members one after the other and counts what has been done."""

    def __init__(
        self, office: Office, archive: zipfile.ZipFile, report: Progress, cancelled: Cancelled
    ) -> None:
        self._office, self._archive = office, archive
        self._report, self._cancelled = report, cancelled
        self._done = self._total = 0

    def write(self) -> Manifest:
        """All tables in one view of the database, then the files, which never change, then what there is."""
        seen = _Seen()
        with self._office.reading() as session:
            counts = {name: whole.count(session, name) for name in MEMBERS}
            seen.named = _named(session)
            self._total = sum(counts.values()) + len(seen.named)
            for name in MEMBERS:
                seen.tables[name] = self._table(session, name, seen)
            seen.head = audit.head(session)
        missing = tuple(sha256 for sha256 in seen.named if not self._file(sha256))
        extra = sorted(seen.drafted - set(seen.named))
        drafted = sum(self._file(sha256) for sha256 in extra)
        manifest = Manifest(
            office=self._office.profile.name,
            revision=HEAD,
            tables=seen.tables,
            head=seen.head.hash,
            acts=seen.head.n,
            files=len(seen.named) - len(missing) + drafted,
            missing=missing,
        )
        self._archive.writestr(member(MANIFEST), canonical(manifest.document()))
        return manifest

    def _table(self, session: Session, name: str, seen: _Seen) -> Lines:
        digest, count = hashlib.sha256(), 0
        with (
            self._archive.open(member(table_path(name)), "w", force_zip64=True) as handle,
            closing(whole.lines(session, name)) as lines,
        ):
            for told in lines:
                line = told.encode() + b"\n"
                digest.update(line)
                handle.write(line)
                count += 1
                self._step()
                if name == "drafts":
                    seen.drafted.update(found.decode() for found in _NAMED.findall(line))
        return Lines(count, digest.hexdigest())

    def _file(self, sha256: str) -> bool:
        """One file, if it still is what it was."""
        self._step()
        files = self._office.store.files
        if files.folder is None or files.verify(sha256):
            return False
        with self._archive.open(member(file_path(sha256)), "w", force_zip64=True) as handle:
            for block in files.blocks(sha256):
                handle.write(block)
        return True

    def _step(self) -> None:
        self._done += 1
        if self._done % _TOLD_EVERY == 0 or self._done == self._total:
            self._report(min(self._done, self._total), self._total)
            if self._cancelled():
                raise BrokenOff


def _named(session: Session) -> list[str]:
    """The files that attachments and letters name."""
    both = union(select(AttachmentRow.sha256), select(LetterRow.sha256)).subquery()
    return list(session.scalars(select(both.c.sha256).order_by(both.c.sha256)))
