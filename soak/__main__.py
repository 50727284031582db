"""Runs long tests by name, all of them where none is named: `python -m soak [--quick] [NAME …]`.

Prints one line per measurement; exit status 1 where a target was missed, 2 for a name that does not exist.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from soak.measured import Measured
from soak.offices import keep_keys_in
from tests.suite import postgres, shout

HERE = Path(__file__).resolve().parent
RUN = re.compile(r"^def run\(quick: bool\) -> list\[Measured\]:", re.MULTILINE)
SERVER = "GKCASE_TEST_POSTGRES"


def names() -> list[str]:
    """The modules that can be run, without loading any."""
    files = sorted(HERE.glob("*.py"))
    return [file.stem for file in files if RUN.search(file.read_text(encoding="utf-8"))]


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for."""
    asked = argparse.ArgumentParser(prog="soak", description=__doc__)
    asked.add_argument("name", nargs="*", help=f"of {', '.join(names())}; all of them where none is given")
    asked.add_argument("--quick", action="store_true", help="a small share of each, to see that it runs")
    options = asked.parse_args(arguments)
    if unknown := [name for name in options.name if name not in names()]:
        print(f"no such soak: {', '.join(unknown)}; there are {', '.join(names())}", file=sys.stderr)
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if os.environ.get(SERVER):
        return run(options.name or names(), options.quick)
    with postgres() as url:
        if url:
            os.environ[SERVER] = url
        else:
            shout("PostgreSQL could not be started: what concerns it was measured on SQLite only")
        return run(options.name or names(), options.quick)


def run(modules: Sequence[str], quick: bool) -> int:
    """Run one after another; each line is printed as soon as it is known."""
    measured: list[Measured] = []
    for name in modules:
        began = time.monotonic()
        print(f"=== {name}", flush=True)
        module = importlib.import_module(f"soak.{name}")
        with tempfile.TemporaryDirectory(prefix="gkcase-soak-") as keys:
            keep_keys_in(Path(keys))
            found: list[Measured] = module.run(quick)
        print("\n".join(map(str, found)))
        print(f"--- {name}: {time.monotonic() - began:.0f} s", flush=True)
        measured += found
    missed = [one for one in measured if not one.ok]
    print(f"{len(measured)} measured, {len(missed)} missed", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
