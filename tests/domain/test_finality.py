"""Until when a reply can still be attacked."""

from __future__ import annotations

import pytest

from gkcase.domain.finality import attackable_until
from gkcase.domain.lifecycle import replay
from gkcase.domain.replies import Route
from tests.domain.telling import RULES, tell

REPLIED = "2026-03-02 登记\n2026-03-20 送审\n2026-03-23 审签\n2026-03-24 答复"
SERVED = f"{REPLIED}\n2026-03-27 送达"


@pytest.mark.parametrize(
    ("story", "route", "until"),
    [
        (SERVED, "choice", "2026-09-28"),
        (SERVED, "review_first", "2026-05-26"),
        (SERVED, "none", None),
        (REPLIED, "choice", None),
        (f"{SERVED}\n2026-05-20 复议诉讼\n2026-07-20 复议诉讼结果", "review_first", "2026-08-04"),
        (f"{SERVED}\n2026-05-20 复议诉讼", "review_first", "2026-05-26"),
        (
            f"{SERVED}\n2026-09-01 复议诉讼 remedy=litigation\n2026-12-01 复议诉讼结果",
            "choice",
            "2026-12-16",
        ),
        (f"{SERVED}\n2026-09-01 复议诉讼 remedy=litigation", "choice", "2026-09-28"),
    ],
)
def test_the_last_day_of_all_periods(story: str, route: Route, until: str | None) -> None:
    found = attackable_until(replay(tell(story), RULES), RULES, route)
    assert (found.isoformat() if found else None) == until
