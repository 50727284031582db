"""What is remembered of an office's own templates: which content was checked, by whom, with what outcome."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from pathlib import Path

from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal
from gkcase.domain.rights import May
from gkcase.domain.terms import Role
from gkcase.services.office import Change, Office, Topic
from gkcase.services.own_templates import Check, OwnTemplates, write_template
from gkcase.services.routing import staff_in
from gkcase.storage.tables import Setting

TEMPLATES = "templates"
"""The key under which the checks are kept."""

CONTENT = "template:"
"""The keys under which the templates themselves are kept, that they are in every backup and on every computer."""


def trusted(session: Session, folder: Path) -> OwnTemplates:
    """The office's own templates with what is remembered of them.

    One that was found good comes back where its file is missing: on another computer of a shared database, or after
    a backup was restored.
    """
    row = session.get(Setting, TEMPLATES)
    kept = row.value if row is not None and isinstance(row.value, dict) else {}
    own = OwnTemplates(folder, {name: Check(**check) for name, check in kept.items()})
    for name, check in own.checks.items():
        if not check.errors and not own.path(name).is_file():
            _bring_back(session, own, name, check)
    return own


def _bring_back(session: Session, own: OwnTemplates, name: str, check: Check) -> None:
    row = session.get(Setting, f"{CONTENT}{name}")
    content = b64decode(str(row.value)) if row is not None else b""
    if hashlib.sha256(content).hexdigest() == check.sha256:  # else it is missed when it is to be used
        write_template(own.path(name), content)


def own_in(office: Office, folder: Path) -> OwnTemplates:
    """The same, for who has no transaction open."""
    with office.reading() as session:
        return trusted(session, folder)


def remember(office: Office, name: str, content: bytes, errors: int) -> Change:
    """Put the outcome of a check on record; a template that is good is kept, and used from now on."""
    sha256 = hashlib.sha256(content).hexdigest()
    check = {"sha256": sha256, "errors": errors, "who": office.acting, "at": office.now().isoformat()}
    with office.transaction(May.TEMPLATES) as session:
        _may_change(office, session)
        row = session.get(Setting, TEMPLATES)
        kept = row.value if row is not None and isinstance(row.value, dict) else {}
        _set(session, TEMPLATES, {**kept, name: check})
        if not errors:
            _set(session, f"{CONTENT}{name}", b64encode(content).decode("ascii"))
        office.on_record(session, "template_checked", template=name, sha256=sha256, errors=errors)
    said = f"有{errors}处错误，改正后才能使用" if errors else "通过检查，今后用它制作文书"
    return Change(Topic.SETTINGS | Topic.LETTERS, said=f"模板“{name}.docx”{said}")


def forget(office: Office, name: str) -> None:
    """The built-in template is used again; what was known of the own one no longer counts."""
    with office.transaction(May.TEMPLATES) as session:
        _may_change(office, session)
        row = session.get(Setting, TEMPLATES)
        if row is not None and isinstance(row.value, dict):
            row.value = {other: check for other, check in row.value.items() if other != name}
        if content := session.get(Setting, f"{CONTENT}{name}"):
            session.delete(content)
        office.on_record(session, "template_restored", template=name)


def _set(session: Session, key: str, value: object) -> None:
    row = session.get(Setting, key)
    if row is None:
        session.add(Setting(key=key, value=value))
    else:
        row.value = value


def ask_right(office: Office) -> None:
    """Refuse who may not change the office's templates, before any file of theirs is touched."""
    with office.reading() as session:
        _may_change(office, session)


def _may_change(office: Office, session: Session) -> None:
    """Where somebody administers the system, templates are let in and taken out by nobody else."""
    known = staff_in(session).holders(Role.ADMINISTRATOR)
    if known and office.acting not in known:
        names = "、".join(known)
        raise Refusal(f"文书模板由系统管理人员导入、体检和恢复，请由{names}办理", "", "templates")
