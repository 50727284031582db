"""Which pages and acts the person who works may not come to, and why (按权限): asked of the one table of rights."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

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
    shell.rights_changed.emit()


class ByRight(QObject):
    """Keeps a control grey whose act the person who works may not do, and says why; lives as long as the control.

    The page goes on enabling it as it likes: what it last wanted holds as soon as the act is allowed.
    """

    def __init__(self, control: QWidget, why_not: Callable[[], str], shell: Shell) -> None:
        super().__init__(control)
        self._control, self._why_not = control, why_not
        self._why = ""
        self._wanted, self._tip = control.isEnabled(), ""
        control.installEventFilter(self)
        shell.rights_changed.connect(self.fit)
        self.fit()

    def fit(self) -> None:
        """Ask again."""
        before, self._why = self._why, ""
        if before:
            self._control.setToolTip(self._tip)
            self._control.setEnabled(self._wanted)
        why = self._why_not()
        if before or why:
            self._control.setAccessibleDescription(why)
        if why:
            self._wanted, self._tip = self._control.isEnabled(), self._control.toolTip()
            self._control.setEnabled(False)
            self._control.setToolTip(why)
            self._why = why

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page wants it enabled, or says something else about it: that waits."""
        control = self._control
        if not self._why or watched is not control:
            return False
        if event.type() is QEvent.Type.EnabledChange and control.isEnabled():
            self._wanted = True
            control.setEnabled(False)
        elif event.type() is QEvent.Type.ToolTipChange and control.toolTip() != self._why:
            self._tip = control.toolTip()
            control.setToolTip(self._why)
        return False


def why_none(office: Office, acts: Collection[May]) -> str:
    """Why the person who works may do none of these acts; empty where one is allowed, or where nobody logs in."""
    if office.person is None:
        return ""
    refused = [office.may(act) for act in sorted(acts, key=list(May).index)]
    return refused[0] if refused and all(refused) else ""


def by_right(office: Office, shell: Shell, acts: Mapping[May, Sequence[QWidget]]) -> None:
    """Grey for those who may not: the controls of a page by the act that they begin."""
    for act, controls in acts.items():
        for control in controls:
            ByRight(control, partial(why_none, office, (act,)), shell)


def role_words(role: Role) -> str:
    """What somebody with this role may do, for the list of roles."""
    acts = "、".join(act.label for act in May if act in RIGHTS[role] and act is not May.OWN)
    return f"{role.label}：{acts}"
