"""No call to another computer (T16): the window through a whole case, and the command line, under `strace`.

The tests that do what a clerk does run with every call to the network noted; none may open a socket of an address
family other than that of this computer alone.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from soak.measured import Measured
from tests.sources import ROOT

STORIES = ("tests/desktop/test_case_life.py", "tests/cli/test_cases.py")
MORE = (
    "tests/desktop/test_program.py",
    "tests/desktop/test_templates.py",
    "tests/services/test_letter_pdf.py",
)
FAMILY = re.compile(r"\bAF_[A-Z0-9]+|\bPF_[A-Z0-9]+")
LOCAL = {"AF_UNIX", "AF_NETLINK"}
"""AF_NETLINK asks the kernel of this computer which network cards there are; nothing leaves it."""


def run(quick: bool) -> list[Measured]:
    """Trace the stories and count the families of the sockets that were opened."""
    strace = shutil.which("strace")
    if strace is None:
        return [Measured(0, "calls to the network in a whole case", "no strace on this computer", "0", False)]
    with tempfile.TemporaryDirectory(prefix="gkcase-offline-") as folder:
        noted = Path(folder, "calls")
        stories = STORIES if quick else (*STORIES, *MORE)
        asked = [strace, "-f", "-qq", "-e", "trace=socket,connect,sendto,sendmsg", "-o", str(noted)]
        asked += [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *stories]
        done = subprocess.run(
            asked, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False
        )
        found = Counter(FAMILY.findall(noted.read_text("utf-8", "replace")))
    away = {family: count for family, count in found.items() if family not in LOCAL}
    told = (
        f"{sum(away.values())} {' '.join(away)}".strip()
        + f" ({found['AF_UNIX']} calls stay on this computer)"
    )
    return [Measured(0, "calls to the network in a whole case", told, "0", not away and done.returncode == 0)]


def _environment() -> dict[str, str]:
    """Without the server of the tests, which is reached over the loopback."""
    return {name: value for name, value in os.environ.items() if name != "GKCASE_TEST_POSTGRES"}
