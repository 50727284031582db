"""Hostile files (scorecard 19): each is read as the program reads it, in a process of its own that is measured.

Time is that of the processor, in the program and in its child, starting the child included.

Honest files pass: what the program itself writes, and the same workbook and letter after LibreOffice wrote them anew.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gkcase.services.letter_pdf import find_soffice
from soak.measured import Measured
from tests.services.hostile_files import honest_letter, honest_workbook, hostile_files
from tests.services.hostile_papers import honest_papers, hostile_exports, hostile_papers
from tests.sources import ROOT

MOST_MEMORY, MOST_SECONDS = 150, 1.0
Told = tuple[str, str, float, int]


def run(quick: bool) -> list[Measured]:
    """Every file, each in its own process; quick: every sixth."""
    contents = {**hostile_files(), **hostile_exports()}
    contents |= {name: content for name, (content, _) in hostile_papers().items()}
    if quick:
        contents = dict(list(contents.items())[::6])
    with tempfile.TemporaryDirectory(prefix="gkcase-hostile-") as folder:
        told = [_read(Path(folder), name, content) for name, content in contents.items()]
        taken = [name for name, said in _honest(Path(folder)) if said]
    named = sum(bool(said) for _, said, _, _ in told)
    slowest, largest = max(told, key=lambda one: one[2]), max(told, key=lambda one: one[3])
    return [
        Measured(19, "hostile files named", f"{named} of {len(told)}", "all, ≥ 30", named == len(told)),
        _figure(
            "slowest, processor",
            f"{slowest[2]:.2f} s ({slowest[0]})",
            f"≤ {MOST_SECONDS:.0f} s",
            slowest[2] <= 1,
        ),
        _figure("most memory", f"{largest[3]} MiB ({largest[0]})", "≤ 150 MiB", largest[3] <= MOST_MEMORY),
        _figure("honest files refused", f"{len(taken)} {' '.join(taken)}".strip(), "0", not taken),
    ]


def _figure(what: str, figure: str, target: str, ok: bool) -> Measured:
    return Measured(19, f"hostile files, {what}", figure, target, ok)


def _read(folder: Path, name: str, content: bytes) -> Told:
    """What was said of one file, after how many seconds, with how much memory in the program or in its child."""
    path = folder / name
    path.write_bytes(content)
    asked = [sys.executable, "-m", "tests.services.read_hostile", str(path)]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    path.unlink()
    (_, said, _), (own, child, seconds) = map(json.loads, done.stdout.splitlines())
    return name, said, seconds, max(own, child)


def _honest(folder: Path) -> Iterator[tuple[str, str]]:
    """What was said of honest files: nothing, as it should be."""
    files = {**honest_papers(), "台账.xlsx": honest_workbook(), "年报.docx": honest_letter()}
    soffice = find_soffice()
    if soffice is not None:
        files |= _rewritten(folder, str(soffice))
    for name, content in files.items():
        yield name, _read(folder, name, content)[1]


def _rewritten(folder: Path, soffice: str) -> dict[str, bytes]:
    """A workbook, a letter and a PDF as LibreOffice writes them."""
    made = {}
    for name, content, kinds in (
        ("a.xlsx", honest_workbook(), ["xlsx"]),
        ("b.docx", honest_letter(), ["docx", "pdf"]),
    ):
        (folder / name).write_bytes(content)
        for kind in kinds:
            target = folder / "office"
            asked = [soffice, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
            asked += ["--convert-to", kind, "--outdir", str(target), str(folder / name)]
            subprocess.run(asked, capture_output=True, check=True, timeout=120)
            written = target / Path(name).with_suffix(f".{kind}")
            made[f"LibreOffice-{written.name}"] = written.read_bytes()
    return made
