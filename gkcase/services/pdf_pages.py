"""Pages of a PDF as pictures, and how many there are: drawn in a limited child process, never in the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gkcase.domain.errors import Trouble
from gkcase.services import child
from gkcase.services.paper_guard import look
from gkcase.services.progress import Cancelled, never

MOST_PIXELS = 100_000_000
"""A sheet of A3 at 600 dots an inch has 70 million."""

MOST_PAGES = 500
BROKEN = "生成的PDF不完整，请重试；仍然不行的，请用Word或WPS打开文书后打印"


@dataclass(frozen=True)
class Page:
    """One page: three bytes a point, blue, green, red, in rows of `stride` bytes."""

    width: int
    height: int
    stride: int
    points: bytes


def pages(path: Path, resolution: int, cancelled: Cancelled = never) -> list[Page]:
    """The pages of a PDF at so many dots an inch."""
    made: list[Page] = []
    heard: Callable[[list[Any]], object] = lambda told: made.append(Page(*told))  # noqa: E731
    named = f"文件“{path.name}”"
    child.run("pages", path.read_bytes(), resolution, named=named, part=heard, cancelled=cancelled)
    return made


def page_count(path: Path) -> int:
    """How many pages a PDF has."""
    return int(child.run("page_count", path.read_bytes(), named=f"文件“{path.name}”"))


def job(content: bytes, resolution: int) -> Iterator[list[Any]]:
    """In a child process: draw page after page."""
    document = _opened(content)
    for page in document:
        wide, high = (side * resolution / 72 for side in page.get_size())
        if wide * high > MOST_PIXELS:
            raise Trouble("PDF的页面过大，请检查文书模板的纸张大小")
        bitmap = page.render(scale=resolution / 72)
        yield [bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer)]
        bitmap.close()
        page.close()


def count_job(content: bytes) -> int:
    """In a child process: count the pages."""
    return len(_opened(content))


def _opened(content: bytes) -> Any:
    import pypdfium2  # loads a library of 20 MB

    seen = look(content, "a.pdf")
    if seen.wrong or seen.locked:
        raise Trouble(BROKEN)
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Trouble(BROKEN) from error
    if len(document) > MOST_PAGES:
        raise Trouble(f"PDF超过{MOST_PAGES}页，请分成几份")
    return document
