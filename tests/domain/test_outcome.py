"""How a case ended, and so the row in which the year counts it."""

from __future__ import annotations

import pytest

from gkcase.domain.lifecycle import replay
from gkcase.domain.standing import outcome_of
from tests.domain.telling import RULES, tell

RECEIVED = "2026-03-02 登记"
REPLIED = f"{RECEIVED}\n2026-03-20 送审\n2026-03-23 审签\n2026-03-24 答复"


@pytest.mark.parametrize(
    ("story", "code"),
    [
        (RECEIVED, ""),
        (REPLIED, "R2"),
        (f"{RECEIVED}\n2026-03-05 告知补正\n2026-04-10 逾期不补正", "R15"),
        (f"{RECEIVED}\n2026-03-05 通知缴费\n2026-04-30 逾期未缴费", "R16"),
        (f"{RECEIVED}\n2026-03-05 撤回申请", "R17a"),
        (f"{RECEIVED}\n2026-03-05 并案", "R17b"),
        (f"{RECEIVED}\n2026-03-05 撤回申请\n2026-04-10 责令重新答复", ""),
    ],
)
def test_every_ending_has_its_result(story: str, code: str) -> None:
    assert outcome_of(replay(tell(story), RULES)) == code
