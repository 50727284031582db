"""Which pages and acts the person who works may not come to, and why (按权限): asked of the one table of rights."""

from __future__ import annotations

from gkcase.desktop.shell import Shell
from gkcase.domain.rights import RIGHTS, May
from gkcase.domain.terms import Role
from gkcase.services.office import Office

NEEDS: dict[str, May] = {
    **dict.fromkeys(("desk", "cases", "mail", "signing", "sending", "archive"), May.SEE_CASES),
    **dict.fromkeys(("board", "registers", "report", "case"), May.SEE_CASES),
    "intake": May.REGISTER,
    "together": May.HANDLE,
    "report_import": May.REPORT,
    "ledger": May.IMPORT,
}
"""What one must be allowed to come to a page; the others are open to everybody."""


def fit_pages(shell: Shell, office: Office) -> None:
    """Bar the pages that the person may not see; those that would be empty leave the rail."""
    barred = {key: why for key, act in NEEDS.items() if (why := office.may(act))}
    shell.bar(barred, {key for key in barred if NEEDS[key] is May.SEE_CASES})


def role_words(role: Role) -> str:
    """What somebody with this role may do, for the list of roles."""
    acts = "、".join(act.label for act in May if act in RIGHTS[role] and act is not May.OWN)
    return f"{role.label}：{acts}"
