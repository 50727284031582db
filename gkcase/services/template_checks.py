"""What is remembered of an office's own templates: which content was checked, by whom, with what outcome."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.terms import Role
from gkcase.services.office import Change, Office, Topic
from gkcase.services.own_templates import Check, OwnTemplates
from gkcase.services.people import persons
from gkcase.storage.tables import Setting

TEMPLATES = "templates"
"""The key under which the checks are kept."""


def trusted(session: Session, folder: Path) -> OwnTemplates:
    """The office's own templates with what is remembered of them."""
    row = session.get(Setting, TEMPLATES)
    kept = row.value if row is not None and isinstance(row.value, dict) else {}
    return OwnTemplates(folder, {name: Check(**check) for name, check in kept.items()})


def own_in(office: Office, folder: Path) -> OwnTemplates:
    """The same, for who has no transaction open."""
    with office.reading() as session:
        return trusted(session, folder)


def remember(office: Office, name: str, sha256: str, errors: int) -> Change:
    """Put the outcome of a check on record; a template that is good is used from now on."""
    _may_check(office)
    check = {"sha256": sha256, "errors": errors, "who": office.acting, "at": office.now().isoformat()}
    with office.transaction() as session:
        row = session.get(Setting, TEMPLATES)
        if row is None:
            session.add(Setting(key=TEMPLATES, value={name: check}))
        else:
            row.value = {**row.value, name: check}
        office.on_record(session, "template_checked", template=name, sha256=sha256, errors=errors)
    said = f"有{errors}处错误，改正后才能使用" if errors else "通过检查，今后用它制作文书"
    return Change(Topic.SETTINGS | Topic.LETTERS, said=f"模板“{name}.docx”{said}")


def _may_check(office: Office) -> None:
    """Where somebody administers the system, templates are let in by nobody else."""
    known = [person for person in persons(office) if Role.ADMINISTRATOR in person.roles]
    if known and office.acting not in [person.name for person in known]:
        names = "、".join(person.name for person in known)
        raise Refusal(f"文书模板由系统管理人员体检后启用，请由{names}体检", "", "templates")
