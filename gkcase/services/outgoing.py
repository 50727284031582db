"""Files that leave the program: written whole or not at all, and one sentence where they cannot be."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gkcase.domain.errors import Trouble
from gkcase.storage.durable import replace, temporary
from gkcase.storage.faults import NO_SPACE

_MISSING = {errno.ENOENT, errno.ENOTDIR}


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """A draft beside the target, which takes its place when the block ends well; otherwise nothing is left of it."""
    try:
        with temporary(target) as draft:
            yield draft
            replace(draft, target)
    except OSError as error:
        raise Trouble(why_not_written(target, error)) from error


def why_not_written(target: Path, error: OSError) -> str:
    """What is to be said where a file could not be written."""
    if error.errno in NO_SPACE:
        return f"磁盘空间不足，“{target.name}”没有写成；请清理磁盘，或换一个位置再试"
    if target.is_dir():
        return f"已有名为“{target.name}”的文件夹，没有写成；请换一个名字"
    if error.errno in _MISSING:
        return f"文件夹“{target.parent}”不存在，“{target.name}”没有写成；请换一个位置再试"
    if isinstance(error, PermissionError) and target.is_file():
        return f"“{target.name}”正在别的程序中打开或不允许改写，没有写成；请关闭后再试，或换一个名字"
    if isinstance(error, PermissionError):
        return f"没有权限写到“{target.parent}”，“{target.name}”没有写成；请换一个位置再试"
    return f"“{target.name}”没有写成，请检查磁盘和文件夹的权限，或换一个位置再试"
