"""Reads files as the program does and tells what became of each: `python -m tests.services.read_hostile FILE …`.

A line of JSON for each file: its name, what was said (empty: it was taken), the seconds; then the peak of memory in
mebibytes of this process and of the child that reads, and the seconds of processor time that both took to read.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from gkcase.domain.errors import Refusal, Trouble
from gkcase.services import child
from gkcase.services.foreign_files import read_book, read_word
from gkcase.services.gkbak_look import look_through
from gkcase.services.paper_guard import look
from gkcase.services.paper_text import Unreadable, text_apart
from gkcase.services.progress import never


def read(path: Path) -> str:
    """What is said of one file: imports by their readers, all else as a paper that came in."""
    try:
        if path.suffix == ".gkbak":
            look_through(path, lambda: None, never)
        elif path.suffix == ".xlsx":
            read_book(path)
        elif path.suffix == ".docx":
            read_word(path)
        else:
            return as_paper(path)
    except (Refusal, Trouble) as told:
        return str(told)
    return ""


def as_paper(path: Path) -> str:
    """What is said when it is hung on a case; its text may not be read."""
    content = path.read_bytes()
    try:
        text_apart(content, path.name)
    except Unreadable:
        return look(content, path.name).said(path.name)
    return look(content, path.name).said(path.name)


def taken(began: float) -> list[float]:
    """The peaks of memory of this process and of its children, in MiB, and processor time; 0 where nobody tells."""
    own_time = time.process_time() - began
    child.end_all()
    if sys.platform != "linux":
        return [0, 0, own_time]
    resource: Any = import_module("resource")
    own = next(row for row in Path("/proc/self/status").read_text("utf-8").splitlines() if "VmHWM" in row)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    time_taken = own_time + children.ru_utime + children.ru_stime
    return [int(own.split()[1]) >> 10, children.ru_maxrss >> 10, time_taken]


def main() -> None:
    """Read the files that are named."""
    started = time.process_time()
    for name in sys.argv[1:]:
        path, began = Path(name), time.perf_counter()
        said = read(path)
        print(json.dumps([path.name, said, time.perf_counter() - began]))
    print(json.dumps(taken(started)))


if __name__ == "__main__":
    main()
