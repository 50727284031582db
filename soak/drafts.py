"""Kills the window while somebody types without a rest: what had been typed two seconds before is in the draft."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from soak.measured import Measured

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 6, 15)
EVERY_MS = 40
LOSS_SECONDS = 2.0

TYPIST = """
import sys, time
from datetime import date
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from gkcase.desktop.pages import Page
from gkcase.desktop.screens.intake import IntakeScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.services.office import open_office

app = QApplication([])
office = open_office(sys.argv[1], today=lambda: date(2026, 6, 15), acting="李某")
shell = Shell([Page("intake", "新登记", "plus", lambda shell: IntakeScreen(office, shell))], Tasks(),
              QSettings(sys.argv[1] + ".ini", QSettings.Format.IniFormat))
shell.show()
shell.go("intake")
screen = shell.page("intake")
typed = 0

def type_on():
    global typed
    if not screen.is_ready:
        return
    one = QInputMethodEvent()
    one.setCommitString("字")
    QApplication.sendEvent(screen.fields.editors["wanted"], one)
    typed += 1
    print(typed, time.time(), flush=True)

keys = QTimer(interval=int(sys.argv[2]))
keys.timeout.connect(type_on)
keys.start()
app.exec()
"""


@dataclass(frozen=True)
class Killed:
    """What one kill cost: signs typed, signs in the draft, and the seconds of typing between them."""

    typed: int
    kept: int
    lost_seconds: float


def kill_while_typing(database: Path, after: float) -> Killed:
    """Open the window of an office in a process of its own, let it be typed into, and kill it so much later."""
    from gkcase.services.drafts import load_draft
    from gkcase.services.office import open_office

    said = database.with_name("said")
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    with said.open("w", encoding="utf-8") as out:
        order = [sys.executable, "-c", TYPIST, str(database), str(EVERY_MS)]
        child = subprocess.Popen(order, stdout=out, cwd=ROOT, env=environment)
        try:
            _until_typing(said, child)
            time.sleep(after)
        finally:
            child.kill()
            ended = time.time()
            child.wait()
    told = [line.split() for line in said.read_text(encoding="utf-8").splitlines()]
    times = [float(words[1]) for words in told if len(words) == 2]
    with closing(open_office(database, today=lambda: TODAY, acting="李某")) as office:
        draft = load_draft(office)
    fields = draft.body["fields"] if draft else {}
    kept = len(str(fields.get("wanted") or "")) if isinstance(fields, Mapping) else 0
    lost = ended - times[kept] if kept < len(times) else 0.0
    return Killed(len(times), kept, lost)


def _until_typing(said: Path, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while not said.read_text(encoding="utf-8"):
        if child.poll() is not None or time.monotonic() > until:
            raise RuntimeError("the window never came")
        time.sleep(0.02)


def run(quick: bool) -> list[Measured]:
    """Some kills at random moments of typing without a rest."""
    from tests.desktop.workplace import PROFILE
    from tests.offices import new_office

    chance = random.Random(20261121)
    worst, typed = 0.0, 0
    kills = 3 if quick else 40
    for _ in range(kills):
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "office.gkdb"
            new_office(database, PROFILE, today=lambda: TODAY).close()
            one = kill_while_typing(database, chance.uniform(1.0, 6.0))
        worst, typed = max(worst, one.lost_seconds), typed + one.typed
    figure = f"at most {worst:.1f} s of typing lost in {kills} kills ({typed:,} signs typed at {1000 // EVERY_MS}/s)"
    return [Measured(9, "typed text lost by kill -9", figure, "≤ 2 s", worst <= LOSS_SECONDS)]
