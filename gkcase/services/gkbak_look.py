"""An export that comes in (.gkbak), read through to its end in a limited child process before anything is written.

Every member against its hash, every line as a row, and each letter as the Word file that letters are: what is read
again afterwards, when the rows are written, has been read without harm once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from gkcase.domain.errors import Trouble
from gkcase.services import child
from gkcase.services.gkbak_file import CHANGED, Reader, file_path, opened, table_path
from gkcase.services.office_guard import MEBIBYTE, WORD, Gate, checked
from gkcase.services.progress import Cancelled
from gkcase.storage import whole

LETTER = Gate("导出文件里的文书", WORD, instead="没有导入任何内容")
LARGEST_LETTER = 50 * MEBIBYTE


def look_through(source: Path, done: Callable[[], object], cancelled: Cancelled) -> None:
    """Read an export through; `done` hears of each file in it. Raises BrokenOff when it is cancelled."""
    named = f"导出文件“{source.name}”"
    child.run("export", str(source.absolute()), named=named, part=lambda _: done(), cancelled=cancelled)


def job(path: str) -> Iterator[int]:
    """In a child process: the same."""
    with opened(Path(path)) as reader:
        letters: set[str] = set()
        for name, lines in reader.manifest.tables.items():
            reader.verify(table_path(name), lines.sha256, name)
            letters |= _letters(reader, name)
        for sha256 in reader.files():
            reader.verify(file_path(sha256), sha256, sha256[:12])
            if sha256 in letters:
                _check_letter(reader, sha256)
            yield 1


def _letters(reader: Reader, name: str) -> set[str]:
    """Read the rows of a table; gives back the hashes of Word files where it is the table of letters."""
    found: set[str] = set()
    with reader.open(table_path(name)) as handle:
        while line := handle.readline(whole.LONGEST_LINE + 1):
            row: dict[str, Any] = {}
            with suppress(whole.Unfit):  # it is said with the table's name when the rows are written
                row = whole.row_of(name, line, older=reader.older)
            if name == "letters" and row and str(row["name"]).casefold().endswith(".docx"):
                found.add(row["sha256"])
    return found


def _check_letter(reader: Reader, sha256: str) -> None:
    if reader.size(sha256) > LARGEST_LETTER:
        raise Trouble(CHANGED.format(what=sha256[:12], name=reader.name))
    with reader.open(file_path(sha256)) as handle:
        checked(handle.read(), LETTER)
