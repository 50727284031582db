"""From Word letters to PDF through LibreOffice, where the computer has it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from gkcase.domain.errors import Trouble
from gkcase.paths import RESOURCES
from gkcase.storage import durable

NAMES = ("soffice", "libreoffice")
PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/opt/libreoffice/program/soffice",
)
FONTS = RESOURCES / "letters" / "fonts.conf"
SECONDS_TO_START, SECONDS_EACH = 90, 15
MISSING = "这台电脑没有安装LibreOffice，不能转成PDF；请安装LibreOffice，或者用Word、WPS打开文书后另存为PDF"


def find_soffice() -> Path | None:
    """The LibreOffice program: on the path, else where Windows and macOS install it."""
    return next(_candidates(), None)


def _candidates() -> Iterator[Path]:
    for name in NAMES:
        if found := shutil.which(name):
            yield Path(found)
    yield from (Path(place) for place in PLACES if Path(place).is_file())


def to_pdf(source: Path, target: Path) -> Path:
    """Convert one letter."""
    return to_pdfs([(source, target)])[0]


def to_pdfs(pairs: Sequence[tuple[Path, Path]]) -> list[Path]:
    """Convert several letters in one start of LibreOffice; a file is written whole or not at all."""
    program = find_soffice()
    if program is None:
        raise Trouble(MISSING)
    with tempfile.TemporaryDirectory(prefix="gkcase-pdf-", ignore_cleanup_errors=True) as folder:
        room = Path(folder)
        copies = [room / f"{n}.docx" for n in range(len(pairs))]
        for copy, (source, _) in zip(copies, pairs, strict=True):
            shutil.copyfile(source, copy)
        _run(program, room, copies)
        return [_taken(copy.with_suffix(".pdf"), *pair) for copy, pair in zip(copies, pairs, strict=True)]


def _run(program: Path, room: Path, copies: Sequence[Path]) -> None:
    """Call LibreOffice with a profile of its own, so that an open one of the user does not swallow the order."""
    profile = f"-env:UserInstallation={(room / 'profile').as_uri()}"
    order = [str(program), profile, "--headless", "--convert-to", "pdf", "--outdir", str(room)]
    try:
        subprocess.run(
            [*order, *map(str, copies)],
            env={**_without_passwords(), "FONTCONFIG_FILE": str(FONTS)},
            capture_output=True,
            timeout=SECONDS_TO_START + SECONDS_EACH * len(copies),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Trouble("LibreOffice转换PDF超时，请稍后再试，或者用Word、WPS另存为PDF") from error
    except OSError as error:
        raise Trouble(f"LibreOffice不能启动（{error.strerror}），请检查安装") from error


def _without_passwords() -> dict[str, str]:
    """The environment of another program: our passwords (GKCASE_PASSWORD and the like) are none of its business."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GKCASE_")}


def _taken(made: Path, source: Path, target: Path) -> Path:
    """Put the finished file in its place; beside it first, so that half a file is never seen."""
    if not made.is_file() or made.stat().st_size == 0:
        raise Trouble(f"LibreOffice没能把“{source.name}”转成PDF，请用Word、WPS打开后另存为PDF")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with durable.temporary(target) as fresh:
            shutil.copyfile(made, fresh)
            durable.replace(fresh, target)
    except OSError as error:
        raise Trouble(f"不能写入“{target}”（{error.strerror}），请换一个位置") from error
    return target
