"""A case whose reply is being written."""

from __future__ import annotations

from gkcase.desktop.reply_panel import RESULT
from gkcase.domain.journal import Fact
from gkcase.domain.terms import LetterKind
from tests.desktop.case_desk import CaseDesk

WITHHELD: dict[str, Fact] = {
    "ground_fact": "会议记录形成于2024年3月",
    "reasons": "记载的是讨论意见，不是最终决定",
    "category": "讨论记录",
    "no_rule": True,
}


def begin(desk: CaseDesk, **changed: str) -> int:
    """A case at the first step of its reply."""
    case_id = desk.register(**changed)
    desk.open(case_id).write(LetterKind.REPLY)
    desk.qtbot.waitUntil(lambda: desk.path.at == RESULT and bool(desk.path.phrases.known))
    return case_id
