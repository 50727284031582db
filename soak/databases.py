"""All tests of services on PostgreSQL too, those among them that CI runs on a file only."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from soak.measured import Measured

ROOT = Path(__file__).resolve().parent.parent
FEW = "tests/services/test_documents.py"


def run(quick: bool) -> list[Measured]:
    """Run them in a process of their own; without a server nothing is measured."""
    if not os.environ.get("GKCASE_TEST_POSTGRES"):
        return []
    order = [sys.executable, "-m", "pytest", "-q", "-k", "postgresql", FEW if quick else "tests/services"]
    environment = os.environ | {"GKCASE_EVERY_DATABASE": "1"}
    ended = subprocess.run(order, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    said = ended.stdout.strip().splitlines() or [ended.stderr]
    passed = re.search(r"(\d+) passed", said[-1])
    figure = f"{passed[1] if passed else 0} tests passed: {said[-1]}"
    return [Measured(11, "services on PostgreSQL", figure, "all pass", ended.returncode == 0)]
