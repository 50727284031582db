"""The restore drill (恢复演练): a copy is restored into a private folder, checked as a whole, and removed again."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gkcase.domain.errors import Trouble
from gkcase.services.backups import BY_ADMINISTRATOR, folder_of, put_on_list
from gkcase.services.checking import Finding, check_office
from gkcase.services.office import Office
from gkcase.services.progress import BrokenOff, Cancelled, Progress, never, silent, stepping
from gkcase.storage import backup as copying
from gkcase.storage import manifest
from gkcase.storage.engine import open_store
from gkcase.storage.manifest import Told

DRILLED = "restore_drilled"
NO_COPY = "还没有可以演练的备份，请先备份一次"
SHARED = f"{BY_ADMINISTRATOR}，恢复演练也由数据库管理员做"


@dataclass(frozen=True)
class Drilled:
    """The outcome of a drill."""

    copy: Path
    cases: int
    entries: int
    files: int
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether the whole office came back."""
        return not self.findings

    @property
    def said(self) -> str:
        """The outcome in a sentence."""
        if self.ok:
            what = f"{self.cases:,}件案件、{self.entries:,}条经过、{self.files:,}份附件和文书"
            return f"恢复演练通过：{what}都能恢复，检查全部正常"
        first = self.findings[0]
        case = f"{first.case}：" if first.case else ""
        return f"恢复演练发现{len(self.findings)}个问题：{case}{first.what}"

    @property
    def listed(self) -> str:
        """The same for the list of copies, which lies in plain words beside them: what is in a case stays out of it."""
        first = self.findings[0] if self.findings else None
        if first is None or not first.case:
            return "" if self.ok else self.said
        return f"恢复演练发现{len(self.findings)}个问题，在{first.case}等处，重新演练可以看到"

    def document(self) -> dict[str, object]:
        """As `gkcase drill --json` prints it."""
        problems = [{"case": finding.case, "what": finding.what} for finding in self.findings]
        counts = {"cases": self.cases, "entries": self.entries, "files": self.files}
        told = {"ok": self.ok, **counts, "problems": problems}
        return {**told, "file": str(self.copy), "seconds": round(self.seconds, 1)}


def newest_copy(office: Office) -> Path:
    """The newest copy in which the whole office stands."""
    folder = folder_of(office)
    if folder is None:
        raise Trouble(SHARED)
    line = next((line for line in manifest.copies(folder) if line.green), None)
    if line is None:
        raise Trouble(NO_COPY)
    return folder / line.file


def drill(
    office: Office, source: Path | None = None, *, report: Progress = silent, cancelled: Cancelled = never
) -> Drilled:
    """Restore a copy, by default the newest, check everything in it, and put the outcome on record."""
    copy, began = (source or newest_copy(office)).absolute(), time.monotonic()
    if not copy.is_file():
        raise Trouble(f"找不到备份文件，请检查路径：{copy}")
    try:
        with _private_place(office, copy) as place:
            done = _checked(office, copy, place, report, cancelled, began)
    except Trouble as trouble:
        done = Drilled(copy, 0, 0, 0, (Finding("", str(trouble)),), time.monotonic() - began)
    _put_on_record(office, done)
    return done


def _put_on_record(office: Office, done: Drilled) -> None:
    folder = folder_of(office)
    if folder is not None and folder.is_dir():
        ours = done.copy.name if done.copy.parent == folder else ""
        put_on_list(folder, Told("drill", office.now(), ours, done.ok, done.listed))
    with office.unasked() as session:
        office.on_record(session, DRILLED, file=done.copy.name, ok=done.ok, findings=len(done.findings))


@contextmanager
def _private_place(office: Office, copy: Path) -> Iterator[Path]:
    """A folder of one's own on the disk of the copies, not among the files that everybody may read."""
    near = folder_of(office) or copy.parent
    try:
        near.mkdir(exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix="drill-", dir=near))
    except OSError as error:
        raise Trouble(f"不能在这个文件夹里演练，请检查权限和磁盘空间：{near}") from error
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _checked(
    office: Office, copy: Path, place: Path, report: Progress, cancelled: Cancelled, began: float
) -> Drilled:
    store = office.store
    made = copying.restore(copy, place / copy.name, store.key, stepping(report, cancelled))
    if cancelled():
        raise BrokenOff
    opened = open_store(made.path, key=store.key)
    try:
        restored = Office(opened, office.book, today=office.today)
        found = check_office(restored, report=report, cancelled=cancelled)
    finally:
        opened.close()
    missing = tuple(Finding("", f"备份里缺少一份附件或文书（{sha[:8]}）") for sha in made.missing)
    findings = found.findings or missing
    return Drilled(copy, found.cases, found.entries, made.files, findings, time.monotonic() - began)
