"""What is irregular about replies on the spot and about a case that was opened again."""

from __future__ import annotations

import pytest

from gkcase.domain.lifecycle import judge
from tests.domain.telling import RULES, day, entry, tell

RECEIVED = "2026-03-02 登记"
SIGNED = f"{RECEIVED}\n2026-03-20 送审\n2026-03-23 审签"
OVERTURNED = f"""{RECEIVED}
    2026-03-04 征求意见
    2026-03-20 送审
    2026-03-23 审签
    2026-03-24 答复
    2026-07-01 责令重新答复"""

FOUND = {
    "on the spot a day later": (
        RECEIVED,
        "2026-03-03 答复 on_the_spot=true delivery=hand",
        ["not_on_the_spot"],
    ),
    "signed, and said to be on the spot": (SIGNED, "2026-03-24 答复 on_the_spot=true", []),
    "asked again after a reply was overturned": (OVERTURNED, "2026-07-02 征求意见 id=乙", []),
}


@pytest.mark.parametrize(("story", "step", "codes"), FOUND.values(), ids=FOUND)
def test_the_irregular_is_named(story: str, step: str, codes: list[str]) -> None:
    breaches = judge(tell(story), entry(step), RULES, day("2026-12-31")).breaches
    assert [breach.code for breach in breaches] == codes
    assert all(breach.text and breach.article for breach in breaches)
