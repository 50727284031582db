"""From a finding to where it is put right: a step, a field of the reply, a setting, a paper of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gkcase.desktop.case_tab_row import SIMILAR
from gkcase.domain.terms import Event, LetterKind

if TYPE_CHECKING:
    from gkcase.desktop.screens.case import CaseScreen
    from gkcase.desktop.shell import Shell


SETTINGS = "settings"


def follow_into(shell: Shell, case_id: int, spot: str) -> None:
    """Go there from another page: to the setting, or into the case."""
    where, _, what = spot.partition(":")
    if where == SETTINGS:
        shell.go("settings", ("office", what))
    else:
        shell.go("case", (case_id, spot))


def follow(screen: CaseScreen, shell: Shell, spot: str) -> None:
    """Go there: `step:searched`, `fact:reasons`, `settings:review_body`, `paper:12` (the entry it hangs on)."""
    where, _, what = spot.partition(":")
    if where == "step" and Event.knows(what):
        screen.choose(Event.of(what))
    elif where == "fact":
        screen.write(LetterKind.REPLY)
        if (panel := screen.panels.open_one) is not None:
            panel.point(what)
    elif where == SETTINGS:
        shell.go("settings", ("office", what))
    elif where == "similar":
        screen.rows.turn(SIMILAR)
    elif where == "paper" and what.isdecimal():
        screen.rows.show_paper(int(what))
