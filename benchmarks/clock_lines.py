"""How fast `gkcase clock` answers, and how much memory it takes, as a process of its own.

Usage: `python benchmarks/clock_lines.py [--lines 100000]`. The lines mix simple requests with corrections,
consultations, extensions and fees, as a province would send them. Exit status 1 where fewer than 5,000 lines a second
are answered, or where ten times the lines take more memory.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

SLOWEST, MOST_GROWTH = 5_000, 8.0
"""Lines a second, and MiB that ten times the lines may take more."""

MEASURED = """
import runpy, sys
sys.argv = ["gkcase", "clock", sys.argv[1]]
status = 0
try:
    runpy.run_module("gkcase", run_name="__main__")
except SystemExit as ended:
    status = ended.code
sys.stdout.flush()
try:
    found = [line for line in open("/proc/self/status", encoding="ascii") if line.startswith("VmHWM")]
    print(int(found[0].split()[1]) / 1024, file=sys.stderr)
except OSError:
    print("nan", file=sys.stderr)
sys.exit(status)
"""


def cases(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Cases of every kind, the same every time."""
    chance = random.Random(seed)
    first = date(2019, 5, 20)
    for number in range(count):
        day = first + timedelta(days=chance.randrange(2_700))

        def later(days: int, day: date = day) -> str:
            return (day + timedelta(days=days)).isoformat()

        events: list[dict[str, Any]] = [{"kind": "received", "channel": "post_signed", "signed_on": later(0)}]
        kind = number % 6
        if kind == 1:
            events += [
                {"kind": "correction_requested", "on": later(3), "delivered_on": later(5)},
                {"kind": "correction_received", "on": later(15)},
            ]
        elif kind == 2:
            events += [
                {"kind": "consultation_sent", "id": "a", "to": "third_party", "on": later(4)},
                {"kind": "consultation_delivered", "id": "a", "on": later(6)},
                {"kind": "consultation_sent", "id": "b", "to": "joint_agency", "on": later(5)},
                {"kind": "consultation_answered", "id": "b", "on": later(12)},
            ]
        elif kind == 3:
            events.append({"kind": "extended", "on": later(10), "days": 20})
        elif kind == 4:
            events += [
                {"kind": "fee_requested", "on": later(9), "delivered_on": later(11)},
                {"kind": "fee_paid", "on": later(20)},
            ]
        if kind in (0, 3):
            events.append(
                {"kind": "replied", "kind_of_reply": "R2", "delivery": "post", "posted_on": later(21)}
            )
        yield {"id": f"K{number}", "as_of": later(22), "events": events}


def written(folder: Path, count: int) -> Path:
    """A file with that many lines."""
    file = folder / f"{count}.jsonl"
    with file.open("w", encoding="utf-8") as opened:
        opened.writelines(json.dumps(case, ensure_ascii=False) + "\n" for case in cases(count))
    return file


def measured(file: Path, answers: Path) -> tuple[float, float]:
    """Seconds from start to end of the process, and its largest resident memory in MiB."""
    began = time.perf_counter()
    with answers.open("wb") as out:
        ran = subprocess.run(
            [sys.executable, "-c", MEASURED, str(file)],
            stdout=out,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
            check=True,
        )
    return time.perf_counter() - began, float(ran.stderr.split()[-1])


def main() -> int:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lines", type=int, default=100_000)
    many = asked.parse_args().lines
    with tempfile.TemporaryDirectory(prefix="gkcase-clock-") as folder:
        room = Path(folder)
        answers = room / "answers.jsonl"
        few_took, few_memory = measured(written(room, many // 10), answers)
        many_took, many_memory = measured(written(room, many), answers)
        with answers.open(encoding="utf-8") as opened:
            good = sum('"error"' not in line for line in opened)
    speed = many / many_took
    print(
        f"{many // 10:>9,} lines  {few_took:6.2f} s  {many // 10 / few_took:9,.0f} lines/s  {few_memory:6.1f} MiB"
    )
    print(
        f"{many:>9,} lines  {many_took:6.2f} s  {speed:9,.0f} lines/s  {many_memory:6.1f} MiB, {good:,} reckoned"
    )
    fast, constant = speed >= SLOWEST, not many_memory > few_memory + MOST_GROWTH
    print(
        f"at least {SLOWEST:,} lines/s: {'yes' if fast else 'NO'}; constant memory: {'yes' if constant else 'NO'}"
    )
    return 0 if fast and constant and good == many else 1


if __name__ == "__main__":
    sys.exit(main())
