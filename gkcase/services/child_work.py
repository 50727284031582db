"""The jobs that a limited child process does: each by its name, and nothing else is ever run there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from gkcase.services.child_limits import MEBIBYTE


@dataclass(frozen=True)
class Job:
    """One job: where its function is, what is loaded before, how long and with how large an answer it may work."""

    module: str
    function: str
    seconds: int = 10
    answer: int = 64 * MEBIBYTE
    before: Sequence[str] = ()
    warm: str = ""

    def get_ready(self) -> None:
        """Load what the job needs; where it says how, also what all of its files need."""
        self.load()
        if self.warm:
            _warmed(self.module, self.warm)

    def load(self) -> Callable[..., Any]:
        """Import what the job needs: our own code and libraries, before anything foreign is looked at."""
        for name in self.before:
            import_module(name)
        found: Callable[..., Any] = getattr(import_module(self.module), self.function)
        return found


@cache
def _warmed(module: str, function: str) -> None:
    getattr(import_module(module), function)()


_SERVICES = "gkcase.services"
JOBS: dict[str, Job] = {
    "workbook": Job(f"{_SERVICES}.foreign_sheet", "job", seconds=20, before=("openpyxl.styles.numbers",)),
    "word": Job(f"{_SERVICES}.foreign_tables", "job", seconds=20),
    "text": Job(f"{_SERVICES}.paper_text", "job", seconds=20, before=("pypdfium2",)),
    "pages": Job(f"{_SERVICES}.pdf_pages", "job", seconds=60, answer=256 * MEBIBYTE, before=("pypdfium2",)),
    "page_count": Job(f"{_SERVICES}.pdf_pages", "count_job", before=("pypdfium2",)),
    "template": Job(f"{_SERVICES}.template_child", "job", seconds=30, warm="warm"),
    "check": Job(f"{_SERVICES}.check_apart", "job", seconds=3600, answer=256 * MEBIBYTE),
    "export": Job(f"{_SERVICES}.gkbak_look", "job", seconds=1800, answer=MEBIBYTE),
}
