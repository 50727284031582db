"""To which part of the file a paper belongs."""

from __future__ import annotations

import pytest

from gkcase.domain.filing import PARTS, Paper, part_of
from gkcase.domain.journal import Entry
from gkcase.domain.terms import Event, LetterKind
from tests.domain.telling import day

SENT = frozenset({"b" * 64})


@pytest.mark.parametrize(
    ("name", "kind", "event", "part"),
    [
        ("申请书.pdf", "", Event.RECEIVED, "request"),
        ("信封.jpg", "", Event.RECEIVED, "request"),
        ("身份证复印件.jpg", "", Event.RECEIVED, "identity"),
        ("营业执照.jpg", "", Event.CONFIRMED, "identity"),
        ("回执.docx", "receipt", Event.LETTER_WRITTEN, "receipt"),
        ("补充说明.pdf", "", Event.CORRECTION_RECEIVED, "correction"),
        ("回函.pdf", "", Event.CONSULTATION_ANSWERED, "consultation"),
        ("检索截图.png", "", Event.SEARCHED, "search"),
        ("签发单.pdf", "", Event.SIGNED, "review"),
        ("审签单.docx", "signoff_sheet", Event.LETTER_WRITTEN, "review"),
        ("撤回申请书.pdf", "", Event.WITHDRAWN, "closing"),
        ("发放名册.xlsx", "", Event.REPLIED, "supplied"),
        ("交邮收据.jpg", "", Event.REPLIED, "proof"),
        ("签收记录.jpg", "", Event.SERVED, "proof"),
        ("再次寄送的收据.jpg", "", Event.RESENT, "proof"),
        ("补正告知书回执.jpg", "", Event.NOTICE_SERVED, "proof"),
        ("行政复议答复书.pdf", "", Event.DEFENCE_FILED, "remedy"),
        ("复议决定书.pdf", "", Event.REMEDY_DECIDED, "remedy"),
        ("电话记录.pdf", "", Event.NOTED, "other"),
        ("以后的文书.docx", "unheard_of", Event.LETTER_WRITTEN, "other"),
    ],
)
def test_a_paper_goes_where_its_step_belongs(name: str, kind: str, event: Event, part: str) -> None:
    assert part_of(Paper(2, name, kind), Entry(event, day("2026-03-02")), SENT) == part
    assert part in PARTS


def test_the_reply_that_left_is_the_original_and_the_others_are_drafts() -> None:
    written = Entry(Event.LETTER_WRITTEN, day("2026-03-20"), facts={"kind": "reply"})
    first, last = (Paper(4, "告知书.docx", "reply", sha256=sign * 64) for sign in "ab")
    assert [part_of(paper, written, SENT) for paper in (first, last)] == ["draft", "reply"]


def test_what_hangs_on_a_letter_goes_with_the_letter() -> None:
    reply, notice = (
        Entry(Event.LETTER_WRITTEN, day("2026-03-20"), facts={"kind": kind.value})
        for kind in (LetterKind.REPLY, LetterKind.CORRECTION_NOTICE)
    )
    assert part_of(Paper(4, "名册.xlsx"), reply, SENT) == "supplied"
    assert part_of(Paper(4, "签收照片.jpg"), reply, SENT) == "proof"
    assert part_of(Paper(4, "扫描件.pdf"), notice, SENT) == "correction"
