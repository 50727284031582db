"""The power is cut at every moment of an office's work, and what the disk may look like then is opened again.

strace records all that the program does to its files while it makes an office, or upgrades one, and does acts of every
kind. For each moment many disks are made of that (soak/disks.py). The database on each must hold exactly what it held
after the last act that had returned, or after a later one: then nothing is lost and nothing is there by half, in no
table. Every paper that a row names must be there, every copy that was acknowledged, every key file be whole. Some of
the disks are opened with the program itself. With less syncing (the control runs) the same must find losses.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gkcase.domain.errors import Trouble
from gkcase.services.checking import check_office
from gkcase.services.keys import data_key
from gkcase.storage import cipher
from gkcase.storage.engine import file_store, files_folder
from soak.disks import Disk, Files
from soak.measured import Measured
from soak.offices import keep_keys_in, make_office, make_older, open_again
from soak.tracing import has_strace, record
from soak.worker import Worker

NAME = "office.gkdb"
EVERY = 200
"""One disk in so many is opened with the program itself."""

ABSENT = "absent"


@dataclass
class Found:
    """What came of the disks: how many there were, and those that were not as they must be, by what was wrong."""

    disks: int = 0
    opened: int = 0
    acks: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def add(self, problem: str, where: str) -> None:
        """Count a disk that is not as it must be."""
        self.bad[problem] += 1
        if len(self.told) < 12:
            self.told.append(f"{problem}: {where}")


@dataclass(frozen=True)
class Moment:
    """Between two acknowledgements: the contents that the database may have, and the copies that must be there."""

    place: int
    legal: frozenset[str]
    copies: frozenset[str]


class Recording:
    """What a process did, with what was there before it began."""

    def __init__(
        self, folder: Path, seed: int, acts: int, *switches: str, before: Path | None = None
    ) -> None:
        self.office = folder / "office"
        self.office.mkdir()
        if before:
            shutil.copytree(before, self.office, dirs_exist_ok=True)
        self.before: Files = _files(self.office)
        command = [
            sys.executable,
            "-m",
            "soak.power_child",
            str(self.office / NAME),
            str(seed),
            str(acts),
            *switches,
        ]
        self.calls = record(
            command, self.office, folder / "trace", os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
        )
        if self.disk_at_the_end() != _files(self.office):
            raise AssertionError("what was recorded does not give the files that are there")
        self.key = self._key() if "encrypted" in switches else None

    def _key(self) -> bytes | None:
        keep_keys_in(self.office / "keys")
        return data_key(self.office / NAME)

    def disk_at_the_end(self) -> Files:
        """All calls applied, without any loss."""
        disk = Disk(str(self.office), self.before)
        for call in self.calls:
            disk.take(call)
        return disk.whole()


def _files(folder: Path) -> Files:
    return {
        str(path): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm")
    }


class Digests:
    """Hashes of contents; that of the same object is reckoned once, for most files stay as they are."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[bytes, bytes]] = {}

    def of(self, content: bytes) -> bytes:
        """The hash of a content."""
        known = self._known.get(id(content))
        if known is None:
            if len(self._known) > 200:
                self._known.clear()
            known = self._known[id(content)] = (content, hashlib.blake2b(content, digest_size=16).digest())
        return known[1]


class Examiner:
    """Looks at disks: writes their database into a scratch folder and reads all of it."""

    def __init__(self, recording: Recording, scratch: Path) -> None:
        self.recording, self.scratch = recording, scratch / "lean"
        self.papers, self.copies = scratch / "papers", scratch / "copies"
        for folder in (self.scratch, self.papers, self.copies):
            folder.mkdir()
        self.main = str(recording.office / NAME)
        self.digests = Digests()
        self._papers: dict[tuple[str, bytes], bool] = {}
        self._copies: dict[bytes, bool] = {}

    def content(self, files: Files) -> tuple[str, list[str]]:
        """A digest of every row of every table, and the papers that rows name; raises where it cannot be read."""
        if self.main not in files:
            return ABSENT, []
        for place in self.scratch.iterdir():
            place.unlink()
        for end in ("", "-wal", "-journal"):
            if self.main + end in files:
                (self.scratch / (NAME + end)).write_bytes(files[self.main + end])
        return self.read(self.scratch / NAME)

    def read(self, database: Path) -> tuple[str, list[str]]:
        """Every row of a database file."""
        digest = hashlib.blake2b(digest_size=16)
        with closing(cipher.connect(database, self.recording.key)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise ValueError("damaged")
            made = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()
            digest.update(repr(made).encode())
            for kind, name, _ in made:
                if kind == "table" and not str(name).startswith("sqlite_"):
                    rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
                    digest.update(repr((name, rows)).encode())
            named = connection.execute("SELECT sha256 FROM attachments UNION SELECT sha256 FROM letters")
            return digest.hexdigest(), [sha256 for (sha256,) in named]

    def missing(self, files: Files, named: Sequence[str]) -> str:
        """The first paper that is named and is not there as it was."""
        folder = files_folder(self.recording.office / NAME)
        for sha256 in named:
            content = files.get(str(folder / sha256[:2] / sha256))
            if content is None or not self._is_paper(sha256, content):
                return sha256
        return ""

    def _is_paper(self, sha256: str, content: bytes) -> bool:
        """Read by the program's own store, which opens what is sealed; the same bytes once."""
        name = (sha256, self.digests.of(content))
        if name not in self._papers:
            store = file_store(self.papers, self.recording.key)
            store.path(sha256).parent.mkdir(parents=True, exist_ok=True)
            store.path(sha256).write_bytes(content)
            self._papers[name] = not store.verify(sha256)
        return self._papers[name]

    def is_copy(self, content: bytes | None) -> bool:
        """Whether a copy of the database is whole."""
        if content is None:
            return False
        name = self.digests.of(content)
        if name not in self._copies:
            place = self.copies / "copy.gkdb"
            place.write_bytes(content)
            try:
                self._copies[name] = bool(self.read(place)[0])
            except Exception as error:
                if not (cipher.is_error(error) or isinstance(error, ValueError)):
                    raise
                self._copies[name] = False
        return self._copies[name]


def moments(recording: Recording, examiner: Examiner) -> list[Moment]:
    """What is legal after each call: what the database held at the last acknowledgement, or up to the next one."""
    disk = Disk(str(recording.office), recording.before)
    spans: list[set[str]] = [{examiner.content(disk.whole())[0]}]
    copies: list[frozenset[str]] = [frozenset()]
    at: list[int] = []
    for call in recording.calls:
        disk.take(call)
        if call.what in ("sync", "ack"):
            files = disk.whole()
            held = examiner.content(files)[0]
            spans[-1].add(held)
            if call.what == "ack":
                spans.append({held})
                copies.append(frozenset(path for path in files if _is_copy(path, recording)))
        at.append(len(spans) - 1)
    legal = [Moment(place, frozenset(span), copies[place]) for place, span in enumerate(spans)]
    return [legal[place] for place in at]


def _is_copy(path: str, recording: Recording) -> bool:
    return path.endswith((".gkdb", ".gkbak")) and path != str(recording.office / NAME)


def cut(recording: Recording, each: int, seed: int, *, share: float = 1, enough: int = 0) -> Found:
    """Cut the power after every call, or a share of them, `each` times; `enough`: stop after so many bad disks."""
    chance, found = random.Random(seed), Found()
    with tempfile.TemporaryDirectory(prefix="gkcase-power-") as folder:
        examiner = Examiner(recording, Path(folder))
        legal = moments(recording, examiner)
        disk = Disk(str(recording.office), recording.before)
        seen: set[tuple[int, bytes]] = set()
        for call, moment in zip(recording.calls, legal, strict=True):
            disk.take(call)
            found.acks += call.what == "ack"
            if chance.random() > share:
                continue
            for files in _distinct(disk, each, chance, seen, moment.place, examiner.digests):
                found.disks += 1
                problem = look(examiner, files, moment)
                if not problem and found.disks % EVERY == 0:
                    found.opened += 1
                    problem = open_whole(recording, files, Path(folder) / "whole")
                if problem:
                    found.add(problem, f"after {call.what} {call.path} {found.acks} acknowledged")
            if enough and found.bad.total() >= enough:
                break
    return found


def _distinct(
    disk: Disk, each: int, chance: random.Random, seen: set[tuple[int, bytes]], moment: int, digests: Digests
) -> Iterator[Files]:
    """Disks that differ from all those looked at since the same acknowledgement."""
    for _ in range(each):
        files = disk.without_power(chance)
        digest = hashlib.blake2b(digest_size=16)
        for path in sorted(files):
            digest.update(path.encode())
            digest.update(digests.of(files[path]))
        key = (moment, digest.digest())
        if key not in seen:
            seen.add(key)
            yield files


def look(examiner: Examiner, files: Files, moment: Moment) -> str:
    """What is wrong with a disk; empty where nothing is."""
    try:
        held, named = examiner.content(files)
    except Exception as error:
        if not (cipher.is_error(error) or isinstance(error, ValueError)):
            raise
        return "unreadable"
    if held not in moment.legal:
        return "saves lost or by half"
    if examiner.missing(files, named):
        return "a paper is missing"
    copies = (path for path in moment.copies if path.endswith(".gkdb"))
    if not all(examiner.is_copy(files.get(path)) for path in copies):
        return "a copy is missing"
    return ""


def open_whole(recording: Recording, files: Files, place: Path) -> str:
    """Open a disk with the program itself: it works, and its own check finds nothing; absent, it can be made anew."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for path, content in files.items():
        target = place / Path(path).relative_to(recording.office)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    database = place / NAME
    keep_keys_in(place / "keys")
    try:
        office = open_again(database) if database.exists() else make_office(database)
    except Trouble as trouble:
        return f"the program says {trouble}"
    try:
        findings = check_office(office).findings
        return f"the check says {findings[0].what}" if findings else ""
    finally:
        office.close()


def measured(found: Found, what: str, least: int) -> list[Measured]:
    """Lines 2 and 4 of the scorecard."""
    for told in found.told:
        print(f"    {told}")
    bad = found.bad.total()
    figure = f"{bad} of {found.disks} disk states, {found.acks} saves, {found.opened} opened with the program"
    good = bad == 0 and found.disks >= least
    return [Measured(2, f"lost or by half, power loss, {what}", figure, f"0 of {least}", good)]


def older(folder: Path, seed: int) -> Path:
    """An office with some cases, as the release before left it."""
    keep_keys_in(folder / "keys")
    office = make_office(folder / NAME)
    Worker(office, folder, random.Random(seed), lambda *_: None, scans=folder.parent).work(8)
    office.close()
    make_older(folder / NAME)
    return folder


@contextmanager
def recorded(seed: int, acts: int, *switches: str) -> Iterator[Recording]:
    """A recording in a folder of its own; `old`: of an office of the release before."""
    with tempfile.TemporaryDirectory(prefix="gkcase-power-") as place:
        folder = Path(place)
        before = folder / "before"
        if "old" in switches:
            before.mkdir()
            older(before, seed)
        yield Recording(folder, seed, acts, *switches, before=before if "old" in switches else None)


STATES = {"plain": 22_000, "encrypted": 22_000, "old": 6_000}
"""So many disk states make the long run, by what the office is."""


def run(quick: bool) -> list[Measured]:
    """Cut the power in offices of three kinds, and in the control runs (scorecard, lines 2 to 4)."""
    if not has_strace():
        return [Measured(2, "power loss", "not measured: strace is not here or may not trace", "0", False)]
    seed, acts, each = random.randrange(10**6), 6 if quick else 60, 1 if quick else 7
    print(f"    seed {seed}", flush=True)
    lines = []
    for kind, states in STATES.items():
        with recorded(seed, acts // 3 if kind == "old" else acts, kind) as recording:
            lines += measured(cut(recording, each, seed), kind, 0 if quick else states)
            print(f"    {lines[-1]}", flush=True)
    return lines + controls(seed)


def controls(seed: int) -> list[Measured]:
    """With less syncing than the program does something must be lost, or the test proves nothing."""
    lines = []
    for switch in ("NORMAL", "OFF", "nofolders"):
        with recorded(seed, 12, switch) as recording:
            found = cut(recording, 2, seed)
        figure = f"{found.bad.total()} of {found.disks} disk states bad"
        lines.append(Measured(3, f"control run, {switch}", figure, "> 0", found.bad.total() > 0))
    return lines
