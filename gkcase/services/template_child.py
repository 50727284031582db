"""The first rendering of a template that nobody knows yet, or that was changed (T1): in a limited child process.

Only what was found good there, and put on record by its hash, is ever filled in by the program itself
(`own_templates.taken`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gkcase.services import child
from gkcase.services.letters import template_path
from gkcase.services.template_doctor import Checkup, Remark, look_over
from gkcase.services.template_trial import templates, title_of


def look_over_apart(name: str, path: Path) -> Checkup:
    """Look a template over as `look_over` does, longest and emptiest letter included, at no risk to the program."""
    told = child.run("template", name, str(path), named=f"文书模板“{path.name}”")
    remarks = tuple(Remark(*one) for one in told["remarks"])
    letters = (told["longest"], told["emptiest"])
    return Checkup(name, title_of(templates()[name]), path, told["sha256"], told["fields"], remarks, *letters)


def job(name: str, path: str) -> dict[str, Any]:
    """In a child process: the same as plain values."""
    found = look_over(name, templates()[name], Path(path), template_path(name))
    return {
        "sha256": found.sha256,
        "fields": dict(found.fields),
        "remarks": [[one.level, one.text, one.field, one.basis] for one in found.remarks],
        "longest": found.longest,
        "emptiest": found.emptiest,
    }


def warm() -> None:
    """In a child process, before anything foreign is looked at: what every template needs is loaded once."""
    name = next(iter(templates()))
    look_over(name, templates()[name], template_path(name), template_path(name))
