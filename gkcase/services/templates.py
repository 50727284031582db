"""The templates of the office (文书模板): which there are, what state they are in, looked over and remembered."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from gkcase.domain.errors import Refusal, Trouble
from gkcase.services import letter_pdf
from gkcase.services.letters import headed, template_path
from gkcase.services.office import Change, Office, Topic
from gkcase.services.own_templates import (
    BUILT_IN,
    Check,
    OwnTemplates,
    bring_in,
    content_of,
    edited_copy,
    put_away,
)
from gkcase.services.paper_guard import check_opening
from gkcase.services.pdf_pages import page_count
from gkcase.services.template_checks import ask_right, forget, own_in, remember
from gkcase.services.template_child import look_over_apart
from gkcase.services.template_doctor import Checkup, look_over
from gkcase.services.template_trial import Use, short_of, templates, title_of


class State(Enum):
    """Whose template is used, and whether it may be."""

    BUILT_IN = "内置"
    OWN = "本单位"
    UNCHECKED = "需检查"
    BROKEN = "有错误"


@dataclass(frozen=True)
class TemplateLine:
    """One template in the list: what it is called in full and in short, which letters it serves, its state and file."""

    name: str
    title: str
    short: str
    letters: str
    state: State
    path: Path
    check: Check | None = None


def template_lines(office: Office, folder: Path) -> list[TemplateLine]:
    """Every template of the program, with the office's own in place of the built-in ones."""
    own = own_in(office, folder)
    return [_line(own, built_in(office, name), name, uses) for name, uses in templates().items()]


def built_in(office: Office, name: str) -> Path:
    """The built-in template that the office's letters are made with, by the heading that it has chosen."""
    return headed(template_path(name), office.profile.heading)


def _line(own: OwnTemplates, ours: Path, name: str, uses: tuple[Use, ...]) -> TemplateLine:
    path, check = own.path(name), own.checks.get(name)
    letters = "、".join(dict.fromkeys(use.label for use in uses))
    title, short = title_of(uses), short_of(uses)
    if own.is_missing(name):
        return TemplateLine(name, title, short, letters, State.BROKEN, path, check)
    if not path.is_file():
        return TemplateLine(name, title, short, letters, State.BUILT_IN, ours)
    if check is None or check.sha256 != content_of(path):
        return TemplateLine(name, title, short, letters, State.UNCHECKED, path)
    state = State.BROKEN if check.errors else State.OWN
    return TemplateLine(name, title, short, letters, state, path, check)


def check_up(office: Office, folder: Path, name: str) -> Checkup:
    """Look over the template that is used under a name; the outcome for an own one is put on record."""
    own = own_in(office, folder)
    path = own.path(name)
    if not path.is_file() and not own.is_missing(name):
        return examined(name, built_in(office, name))
    found, content = examined(name, path), path.read_bytes()
    if hashlib.sha256(content).hexdigest() != found.sha256:
        raise Trouble(f"“{path.name}”在体检时又改动了，请保存完再体检")
    remember(office, name, content, found.errors)
    return found


def import_template(office: Office, folder: Path, name: str, source: Path) -> Checkup:
    """Take a file over as the office's own template of that name; one that the gates stop does not come in."""
    ask_right(office)
    found = examined(name, source)
    if found.errors and not found.fields:
        raise Trouble(found.remarks[0].text)
    bring_in(own_in(office, folder), name, source)
    return check_up(office, folder, name)


def to_edit(office: Office, folder: Path, name: str) -> Path:
    """The office's own template to be opened in Word or WPS; a copy of the built-in one where there was none."""
    own = own_in(office, folder)
    if not own.path(name).is_file():
        ask_right(office)  # a copy that nobody may check would keep the letters from being written
    path = edited_copy(own, name, built_in(office, name))
    check_opening(path.read_bytes(), path.name)
    return path


def restore(office: Office, folder: Path, name: str) -> Change:
    """Let the built-in template come back (恢复内置); the office's own file is put away, not lost."""
    ask_right(office)
    own = own_in(office, folder)
    gone = put_away(own, name)
    if gone is None and name not in own.checks:
        raise Refusal(f"“{name}.docx”用的就是内置模板", "", "templates")
    forget(office, name)
    where = f"，原来的文件移到了 {gone}" if gone else ""
    return Change(Topic.LETTERS | Topic.SETTINGS, said=f"已恢复内置模板{where}")


def examined(name: str, path: Path) -> Checkup:
    """Look over a file as the template of that name; nothing is remembered."""
    uses = templates().get(name)
    if uses is None:
        raise Refusal(
            f"没有名为“{name}.docx”的文书模板，文件名应为：{'、'.join(templates())}", "", "templates"
        )
    if BUILT_IN in path.parents:
        return look_over(name, uses, path, template_path(name))
    return look_over_apart(name, path)


def files_in(folder: Path) -> list[Path]:
    """The templates in a folder, as Word and WPS leave them there."""
    if not folder.is_dir():
        raise Trouble(f"没有文件夹“{folder}”，请检查路径")
    return sorted(path for path in folder.glob("*.docx") if not path.name.startswith(("~$", ".~", ".")))


def page_counts(letters: Sequence[bytes]) -> list[int]:
    """How many pages each letter has; empty where the computer has no LibreOffice."""
    if not letters or letter_pdf.find_soffice() is None:
        return []
    with tempfile.TemporaryDirectory(prefix="gkcase-pages-", ignore_cleanup_errors=True) as room:
        pairs = [(Path(room, f"{n}.docx"), Path(room, f"{n}.pdf")) for n in range(len(letters))]
        for (source, _), content in zip(pairs, letters, strict=True):
            source.write_bytes(content)
        return [page_count(made) for made in letter_pdf.to_pdfs(pairs)]
