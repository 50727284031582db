"""Information that is turned over to publication (转主动公开)."""

from __future__ import annotations

from gkcase.domain.journal import Entry
from gkcase.domain.lifecycle import judge, replay
from gkcase.domain.publication import Publication, next_id, publications_of
from gkcase.domain.terms import Event
from tests.domain.telling import RULES, day, entry, tell

RECEIVED = "2026-03-02 登记"


def publications(story: str) -> tuple[Publication, ...]:
    return publications_of(replay(tell(f"{RECEIVED}\n{story}"), RULES))


def test_a_decision_is_out_by_the_twentieth_working_day() -> None:
    [one] = publications("2026-04-01 转主动公开 suggested=true")
    assert (one.id, one.information, one.decided_by, one.suggested) == ("p1", "补助发放名册", "赵某", True)
    assert one.pending
    assert one.due(RULES) == day("2026-04-30")


def test_several_are_told_apart() -> None:
    one, other = publications(
        """2026-04-01 转主动公开 id=p1
           2026-04-02 转主动公开 id=p2
           2026-04-08 主动公开完成 id=p2 place=公报第4期"""
    )
    assert (one.pending, other.pending) == (True, False)
    assert (other.published_on, other.place) == (day("2026-04-08"), "公报第4期")


def test_without_an_id_the_first_that_is_open() -> None:
    one, other = publications("2026-04-01 转主动公开\n2026-04-02 转主动公开\n2026-04-08 主动公开完成")
    assert (one.pending, other.pending) == (False, True)
    assert publications("2026-04-08 主动公开完成") == ()


def test_several_papers_in_one_decision() -> None:
    step = Entry(Event.PUBLICATION_DECIDED, day("2026-04-01"), facts={"information": ["方案", "名册"]}, seq=2)
    state = replay([*tell(RECEIVED), step], RULES)
    assert publications_of(state)[0].information == "方案；名册"


def test_an_id_that_is_free() -> None:
    assert [next_id({}), next_id({"p2": 1})] == ["p1", "p3"]


def test_what_was_decided_can_be_reported_as_published() -> None:
    story = tell(f"{RECEIVED}\n2026-04-01 转主动公开 id=p1")
    state = judge(story, entry("2026-04-08 主动公开完成 id=p1"), RULES, day("2026-12-31")).state
    assert not publications_of(state)[0].pending
