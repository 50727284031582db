"""Whether this computer has the title font of official letters (方正小标宋, GB/T 9704), which is not ours to ship."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TITLE_FONT = "方正小标宋简体"
FILE_NAMES = ("fzxbs", "方正小标宋")
WAIT_SECONDS = 20


@cache
def has_title_font() -> bool:
    """Whether titles can be set in their own font; asked once, as far as this system can be asked."""
    return _by_fontconfig() or any(
        file.name.casefold().startswith(FILE_NAMES) for folder in _folders() for file in folder.glob("*.*")
    )


def _folders() -> Iterator[Path]:
    """Where Windows and macOS keep their fonts."""
    for variable, below in (("WINDIR", "Fonts"), ("LOCALAPPDATA", "Microsoft/Windows/Fonts")):
        if variable in os.environ:
            yield Path(os.environ[variable], below)
    yield from (Path("/Library/Fonts"), Path("~/Library/Fonts").expanduser())


def _by_fontconfig() -> bool:
    program = shutil.which("fc-list")
    if program is None:
        return False
    asked = [program, f":family={TITLE_FONT}", "family"]
    try:
        found = subprocess.run(asked, capture_output=True, timeout=WAIT_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return TITLE_FONT in found.stdout.decode("utf-8", "replace")
