"""Temporary folders of a killed program go; those in use stay."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from gkcase.services.rooms import HOUR, WEEK, sweep, viewing_room


def test_what_a_killed_program_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead = f"gkcase-view-{ended.pid}-abcdef"
    over = ["gkcase-pages-abc123", "gkcase-pdf-abc123", dead]
    mine = Path(viewing_room()).name.replace("XXXXXX", "abcdef")
    assert str(os.getpid()) in mine
    for name in (*over, mine, "gkcase-demo", "other-pdf-abc123"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "letter.docx").write_bytes(b"a letter")
    (tmp_path / "gkcase-pdf-file").write_bytes(b"no folder")
    now = time.time()
    assert sweep(tmp_path, now) == []
    later = now + (2 * HOUR if os.name == "posix" else 2 * WEEK)
    assert set(over) <= set(sweep(tmp_path, later))
    left = {path.name for path in tmp_path.iterdir()}
    assert left.isdisjoint(over)
    assert {"gkcase-demo", "other-pdf-abc123", "gkcase-pdf-file"} <= left
    assert mine in left or os.name != "posix"
