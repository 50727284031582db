"""Every window of the program in nine sizes: names, Tab, clipped words, doubled keys (scorecard 27) and colours (28).

The factor of the screen is fixed when a process begins, so each has a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from PySide6.QtWidgets import QWidget

from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import SCHEMES
from soak.edges import closed_edges
from soak.measured import Measured
from soak.monkey import window_of
from soak.walk import Walk, settle
from tests.desktop.audit import (
    BLINDNESS,
    clipped,
    contrast,
    doubled_keys,
    nameless,
    passed_by,
    smallest_distance,
)
from tests.desktop.composing import halved, hasty, unread_days

POINTS = (9.0, 14.0, 20.0)
SCALES = ("1", "1.5", "2")
WIDTH, HEIGHT = 1280, 800
"""Of the window, in points of the screen; a page that needs more in large type widens it."""

PATIENCE = 10

CHECKS: dict[str, Callable[[QWidget], list[str]]] = {
    "no name": nameless,
    "cut": clipped,
    "doubled key": doubled_keys,
    "passed by Tab": passed_by,
    "half a word taken": hasty,
    "half a character": halved,
    "day not read": unread_days,
}


def _laid_out(shell: Shell, window: QWidget) -> None:
    """Words that wrap are laid out anew when what was read has come; only what stays cut is a fault."""
    for _ in range(PATIENCE):
        if not clipped(window):
            return
        settle(shell, 150)


def audit(database: Path, folder: Path, points: Sequence[float], *, every: bool) -> dict[str, list[str]]:
    """What is wrong, by size and sight; an empty list for a sight where nothing is."""
    found: dict[str, list[str]] = {}
    with closed_edges(folder, Random(0)), window_of(database, folder) as (desktop, shell, office):
        for size in points:
            desktop.remember_look("light", size)
            shell.resize(WIDTH, HEIGHT)
            settle(shell, 50)
            walk = Walk(desktop, shell, office, every=every)
            for name, window in walk.sights():
                _laid_out(shell, window)
                wrong = [f"{what}: {one}" for what, check in CHECKS.items() for one in check(window)]
                found.setdefault(f"{size:g} pt {name}", []).extend(wrong)
            found[f"{size:g} pt all classes"] = walk.unseen
    return found


def distances() -> tuple[float, float, float]:
    """The smallest distance of the three lights and of all five inks of states, the smallest contrast of ink."""
    three, five, ratios = [], [], []
    for tokens in SCHEMES.values():
        lights = (tokens.safe, tokens.soon, tokens.late)
        for eye in BLINDNESS:
            three.append(smallest_distance(lights, eye))
            five.append(smallest_distance((*lights, tokens.paused, tokens.text), eye))
        inks = ("text", "muted", "faint", "accent", "safe", "late", "paused")
        grounds = ("card", "surface", "zebra", "rail", "hover", "accent_tint")
        ratios += [
            contrast(getattr(tokens, ink), getattr(tokens, ground)) for ink in inks for ground in grounds
        ]
    return min(three), min(five), min(ratios)


def faults(told: str) -> dict[str, list[str]]:
    """The sights that have any, of what a process has printed."""
    return {name: wrong for name, wrong in json.loads(told).items() if wrong}


def _elsewhere(scale: str, points: Sequence[float], every: bool) -> dict[str, list[str]]:
    """The audit in a process whose screen has this factor."""
    command = [sys.executable, "-m", "soak.gui", *map(str, points), *(["--every"] if every else [])]
    environment = os.environ | {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, text=True, check=True, encoding="utf-8"
    )
    told: dict[str, list[str]] = json.loads(ran.stdout)
    return {f"×{scale} {name}": wrong for name, wrong in told.items()}


def run(quick: bool) -> list[Measured]:
    """Lines 27 and 28."""
    found: dict[str, list[str]] = {}
    for scale in SCALES[-1:] if quick else SCALES:
        for size in (
            POINTS[-1:] if quick else POINTS
        ):  # each in an office of its own: the walk leaves drafts behind
            found |= _elsewhere(scale, [size], not quick)
    for name, wrong in found.items():
        if wrong:
            print(f"{name}: {'; '.join(wrong)}", flush=True)
    good = sum(not wrong for wrong in found.values())
    three, five, ratio = distances()
    return [
        Measured(27, "sights without a fault", f"{good} of {len(found)}", "all", good == len(found)),
        Measured(
            28,
            "ΔE of three lights and of five states, contrast",
            f"{three:.1f}, {five:.1f}, {ratio:.2f}",
            "≥ 40, ≥ 15, ≥ 4.5",
            three >= 40 and five >= 15 and ratio >= 4.5,
        ),
    ]


def main() -> None:
    """The audit of this process, as JSON."""
    from gkcase.services.demo import make_demo

    asked = argparse.ArgumentParser()
    asked.add_argument("points", nargs="+", type=float)
    asked.add_argument("--every", action="store_true")
    asked.add_argument(
        "--office", type=Path, help="a database that may be changed; a demo office where none is given"
    )
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        database = options.office or make_demo(folder)
        json.dump(audit(database, folder, options.points, every=options.every), sys.stdout)


if __name__ == "__main__":
    main()
