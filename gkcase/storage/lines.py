"""Files of one JSON object a line, which only grow: a line that was cut by a power failure is passed over."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from gkcase.storage.durable import replace, temporary

_NEWEST = 1024 * 1024
"""No more of a file's end is read for its newest lines: a file of any size costs the same."""


def add_lines(path: Path, lines: Iterable[Mapping[str, object]], *, sync: bool = False) -> int:
    """Append lines and give back the file's size; `sync` waits until they are on the disk."""
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    with path.open("ab+") as file:
        if file.tell() and _cut(path):
            text = "\n" + text  # what was cut stays a line of its own, and spoils no other
        file.write(text.encode())
        if sync:
            file.flush()
            os.fsync(file.fileno())
        return file.tell()


def _cut(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


def newest_lines(path: Path, most: int = _NEWEST) -> Iterator[dict[str, Any]]:
    """The lines at the end of a file, the newest first; none where it cannot be read."""
    with suppress(OSError), path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - most, 0))
        kept = file.read().split(b"\n")[1 if size > most else 0 :]
        for line in reversed(kept):
            with suppress(ValueError):
                read = json.loads(line)
                if isinstance(read, dict):
                    yield read


def keep_newest(path: Path, most: int) -> None:
    """Forget the older lines of a file that has grown beyond so many bytes."""
    lines = [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in newest_lines(path, most)]
    with temporary(path) as fresh:
        fresh.write_text("".join(f"{line}\n" for line in reversed(lines)), "utf-8")
        replace(fresh, path)
