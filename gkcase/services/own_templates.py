"""An office's own templates as files: where they lie, which of them may be used, how they come and go.

A template is a program in a way, so its content is remembered by hash when it was found good, and by whom; what was
changed since is not used until it was checked again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from gkcase.domain.errors import Trouble
from gkcase.paths import RESOURCES
from gkcase.storage.durable import write_whole

BUILT_IN = RESOURCES / "letters"
PUT_AWAY = "停用"
"""The folder below the office's own into which a template goes when the built-in one comes back."""


@dataclass(frozen=True)
class Check:
    """What came of checking a file: its content, how many errors, who checked it and when."""

    sha256: str
    errors: int
    who: str = ""
    at: str = ""


@dataclass(frozen=True)
class OwnTemplates:
    """The folder of an office's own templates, and what is known of them."""

    folder: Path
    checks: Mapping[str, Check] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        """Where the office's own template of that name lies, or would lie."""
        return self.folder / f"{name}.docx"

    def is_missing(self, name: str) -> bool:
        """Whether one that was in use is gone; without a word the built-in one would take its place."""
        check = self.checks.get(name)
        return check is not None and not check.errors and not self.path(name).is_file()

    def taken(self, name: str) -> tuple[Path, str]:
        """The template that is used, and the content that it must have; empty for a built-in one.

        An own template wins; one that was not found good as it is now is not used, and nor is the built-in one in
        its place, for the office would not notice.
        """
        path, check = self.path(name), self.checks.get(name)
        if self.is_missing(name):
            raise Trouble(f"本单位的文书模板“{path.name}”不见了，请把它放回{self.folder}，或者恢复内置模板")
        if not path.is_file():
            return BUILT_IN / path.name, ""
        if check is None or check.sha256 != content_of(path):
            raise Trouble(
                f"本单位的文书模板“{path.name}”还没有检查，或者检查后又改动过，请在“文书模板”中体检，或者恢复内置模板"
            )
        if check.errors:
            raise Trouble(
                f"本单位的文书模板“{path.name}”有错误，请在“文书模板”中查看并改正，或者恢复内置模板"
            )
        return path, check.sha256


def content_of(path: Path) -> str:
    """The hash of a template as it is now."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise Trouble(f"读不到文书模板“{path}”，请检查文件和权限，或者恢复内置模板") from error


def edited_copy(own: OwnTemplates, name: str, built_in: Path) -> Path:
    """The office's own file to edit, made from the built-in one where there is none yet."""
    path = own.path(name)
    return path if path.is_file() else _put(built_in, path)


def bring_in(own: OwnTemplates, name: str, source: Path) -> Path:
    """Take a template file over from elsewhere; one that was there before is put away, not lost."""
    put_away(own, name)
    return _put(source, own.path(name))


def put_away(own: OwnTemplates, name: str) -> Path | None:
    """Let the built-in template come back; the office's own goes into a folder beside. None: there was none."""
    path = own.path(name)
    if not path.is_file():
        return None
    moment = datetime.now(UTC).astimezone().strftime("%Y%m%d-%H%M%S-%f")
    target = own.folder / PUT_AWAY / f"{name}-{moment}.docx"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    except OSError as error:
        raise Trouble(f"不能移走“{path.name}”，它可能正在Word或WPS中打开，请关闭后再试") from error
    return target


def _put(source: Path, target: Path) -> Path:
    """Copy a file into the folder."""
    try:
        content = source.read_bytes()
    except OSError as error:
        raise Trouble(f"读不到“{source}”，请检查文件和权限") from error
    return write_template(target, content)


def write_template(target: Path, content: bytes) -> Path:
    """Write a template into the folder, whole or not at all."""
    try:
        write_whole(target, content)
    except OSError as error:
        raise Trouble(f"不能把“{target.name}”写到{target.parent}，请检查磁盘空间和权限") from error
    return target
