"""The templates of the office (文书模板): which there are, what state they are in, looked over and remembered."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from gkcase.domain.errors import Refusal, Trouble
from gkcase.services import letter_pdf
from gkcase.services.letters import headed, template_path
from gkcase.services.office import Office
from gkcase.services.own_templates import Check, OwnTemplates, content_of
from gkcase.services.template_checks import own_in, remember
from gkcase.services.template_doctor import Checkup, look_over
from gkcase.services.template_trial import Use, templates, title_of


class State(Enum):
    """Whose template is used, and whether it may be."""

    BUILT_IN = "内置"
    OWN = "本单位"
    UNCHECKED = "需检查"
    BROKEN = "有错误"


@dataclass(frozen=True)
class TemplateLine:
    """One template in the list: what it is called, which letters it serves, its state and its file."""

    name: str
    title: str
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
    if not path.is_file():
        return TemplateLine(name, title_of(uses), letters, State.BUILT_IN, ours)
    if check is None or check.sha256 != content_of(path):
        return TemplateLine(name, title_of(uses), letters, State.UNCHECKED, path)
    state = State.BROKEN if check.errors else State.OWN
    return TemplateLine(name, title_of(uses), letters, state, path, check)


def check_up(office: Office, folder: Path, name: str) -> Checkup:
    """Look over the template that is used under a name; the outcome for an own one is put on record."""
    path = own_in(office, folder).path(name)
    if not path.is_file():
        return examined(name, built_in(office, name))
    found = examined(name, path)
    remember(office, name, found.sha256, found.errors)
    return found


def examined(name: str, path: Path) -> Checkup:
    """Look over a file as the template of that name; nothing is remembered."""
    uses = templates().get(name)
    if uses is None:
        raise Refusal(
            f"没有名为“{name}.docx”的文书模板，文件名应为：{'、'.join(templates())}", "", "templates"
        )
    return look_over(name, uses, path, template_path(name))


def files_in(folder: Path) -> list[Path]:
    """The templates in a folder, as Word and WPS leave them there."""
    if not folder.is_dir():
        raise Trouble(f"没有文件夹“{folder}”，请检查路径")
    return sorted(path for path in folder.glob("*.docx") if not path.name.startswith(("~$", ".~", ".")))


def page_counts(letters: Sequence[bytes]) -> list[int]:
    """How many pages each letter has; empty where the computer has no LibreOffice."""
    if not letters or letter_pdf.find_soffice() is None:
        return []
    import pypdfium2  # loads a library of 20 MB

    with tempfile.TemporaryDirectory(prefix="gkcase-pages-", ignore_cleanup_errors=True) as room:
        pairs = [(Path(room, f"{n}.docx"), Path(room, f"{n}.pdf")) for n in range(len(letters))]
        for (source, _), content in zip(pairs, letters, strict=True):
            source.write_bytes(content)
        counts = []
        for made in letter_pdf.to_pdfs(pairs):
            document = pypdfium2.PdfDocument(made)
            counts.append(len(document))
            document.close()
        return counts
