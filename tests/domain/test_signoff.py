"""审签: routes and their union, who may take a step, deputies, and every reason why a signature is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.lifecycle import judge, replay
from gkcase.domain.rights import may, who_may
from gkcase.domain.signoff import (
    FULL,
    HEAD_ALONE,
    Route,
    Routes,
    Step,
    check_route,
    drafter_of_reply,
    is_last_signature,
    next_step,
    route_for,
    route_of,
    signatures,
)
from gkcase.domain.staffing import (
    Absence,
    Staff,
    not_by_own_hand,
    signing_for,
    takers,
    unchosen,
    understaffed,
    unentitled,
)
from gkcase.domain.terms import Event, Role, Status
from tests.domain.telling import RULES, entry, tell

TODAY = date(2026, 12, 31)
LEGAL, HEAD, BUREAU = Step(Role.REVIEWER), Step(Role.HEAD), Step(Role.REVIEWER, "司法局把关")
BOTH = {Role.REVIEWER, Role.HEAD}
RECEIVED = "2026-03-02 登记"
SUBMITTED = f"{RECEIVED}\n2026-03-20 送审"


def under_review(*codes: str, more: str = "") -> list[Entry]:
    """A journal whose reply was submitted for these steps."""
    story = tell(SUBMITTED + more)
    return [
        replace(one, facts={**one.facts, "route": [*codes]}) if one.event is Event.SUBMITTED else one
        for one in story
    ]


def signed(**facts: Fact) -> Entry:
    made = entry("2026-03-23 审签")
    return replace(made, by=str(facts.get("signer", "赵某")), facts={**made.facts, **facts})


def refused(journal: list[Entry], step: Entry) -> str:
    with pytest.raises(Refusal) as caught:
        judge(journal, step, RULES, TODAY)
    return caught.value.reason


# -- routes as data -------------------------------------------------------------------------------------------


def test_a_step_is_kept_as_its_role_with_the_name_the_office_gave_it() -> None:
    assert [one.code for one in (LEGAL, HEAD, BUREAU)] == ["reviewer", "head", "reviewer:司法局把关"]
    assert [one.label for one in (LEGAL, HEAD, BUREAU)] == ["法制审核", "负责人", "司法局把关"]
    assert [Step.read(one.code) for one in (LEGAL, BUREAU)] == [LEGAL, BUREAU]
    assert Step.read("clerk") is None
    assert Step.read("") is None


def test_a_route_is_read_as_far_as_signing_roles_go() -> None:
    assert Route.read(["reviewer", "auditor", "head"]) == FULL
    assert Route.read(None).steps == ()
    assert (FULL.codes, FULL.label) == (["reviewer", "head"], "法制审核 → 负责人")


def test_the_built_in_route_passes_over_legal_review_while_nobody_does_it() -> None:
    assert route_for(["R2"], Routes(), BOTH) == FULL
    assert route_for(["R2"], Routes(), {Role.HEAD}) == HEAD_ALONE
    assert route_for([], Routes(), set()) == HEAD_ALONE


def test_an_offices_own_route_is_taken_as_it_is() -> None:
    bound = Routes(FULL, {"R4": Route((LEGAL, BUREAU, HEAD)), "R4d": Route((BUREAU, HEAD))})
    assert route_for(["R1"], bound, {Role.HEAD}) == FULL
    assert route_for(["R4a"], bound, {Role.HEAD}).steps == (LEGAL, BUREAU, HEAD)
    assert route_for(["R4d"], bound, {Role.HEAD}).steps == (BUREAU, HEAD)


def test_several_results_need_every_signature_in_order() -> None:
    bound = Routes(HEAD_ALONE, {"R4": Route((BUREAU, HEAD)), "R6": Route((LEGAL, HEAD))})
    assert route_for(["R2", "R4a"], bound, BOTH).steps == (BUREAU, HEAD)
    assert route_for(["R4a", "R6"], bound, BOTH).steps == (BUREAU, LEGAL, HEAD)
    later = Routes(HEAD_ALONE, {"R4": Route((LEGAL, BUREAU)), "R6": HEAD_ALONE})
    assert route_for(["R6", "R4a"], later, BOTH).steps == (LEGAL, BUREAU, HEAD)


def test_a_route_that_cannot_be_walked_is_refused() -> None:
    check_route(FULL)
    with pytest.raises(Refusal, match="至少要有一个环节"):
        check_route(Route(()))
    with pytest.raises(Refusal, match="“法制审核”出现两次"):
        check_route(Route((LEGAL, HEAD, LEGAL)))


# -- the route of a case --------------------------------------------------------------------------------------


def test_a_journal_without_a_route_asks_for_the_head_alone() -> None:
    assert route_of(replay(tell(RECEIVED), RULES)) == HEAD_ALONE
    assert route_of(replay(tell(SUBMITTED), RULES)) == HEAD_ALONE
    state = replay(tell(f"{SUBMITTED}\n2026-03-23 审签 step="), RULES)
    assert (state.status, next_step(state)) == (Status.APPROVED, None)


def test_the_case_is_approved_with_the_last_signature_of_its_route() -> None:
    journal = under_review("reviewer", "head")
    state = judge(journal, signed(signer="钱某", step="reviewer"), RULES, TODAY).state
    assert (state.status, next_step(state)) == (Status.UNDER_REVIEW, HEAD)
    journal.append(replace(signed(signer="钱某", step="reviewer"), seq=3))
    last = signed(signer="赵某", step="head")
    assert is_last_signature(replay(journal, RULES), last)
    state = judge(journal, last, RULES, TODAY).state
    assert (state.status, next_step(state)) == (Status.APPROVED, None)
    assert [one.text("signer") for one in signatures(state)] == ["钱某", "赵某"]
    assert drafter_of_reply(state) == "李某"


@pytest.mark.parametrize(
    "ended",
    ["2026-03-24 退回", "2026-03-24 成文 kind=reply sha256=bbb", "2026-03-24 成文 kind=signoff_sheet"],
)
def test_a_new_letter_or_a_return_voids_the_signatures_and_the_sheet_does_not(ended: str) -> None:
    state = replay(tell(f"{SUBMITTED}\n2026-03-23 审签\n{ended}"), RULES)
    assert bool(signatures(state)) is ("signoff_sheet" in ended)
    assert state.status is (Status.APPROVED if "signoff_sheet" in ended else Status.IN_PROGRESS)


def test_a_result_changed_after_signing_has_to_be_signed_again() -> None:
    story = f"{SUBMITTED}\n2026-03-23 审签"
    assert "答复类型在审签后改变了" in refused(tell(story), entry("2026-03-24 答复 kind_of_reply=R6"))
    parts: Fact = [{"content": "名单", "result": "R2"}]
    mixed = [
        replace(one, facts={**one.facts, "parts": parts}) if one.event is Event.SUBMITTED else one
        for one in tell(story)
    ]
    reply = entry("2026-03-24 答复")
    other = replace(reply, facts={**reply.facts, "parts": [{"content": "名单", "result": "R6"}]})
    assert "答复类型在审签后改变了" in refused(mixed, other)
    assert judge(tell(story), reply, RULES, TODAY).state.status is Status.REPLIED


# -- why a signature is refused -------------------------------------------------------------------------------

SIGNATURES: dict[str, tuple[tuple[str, ...], str, dict[str, Fact], str]] = {
    "the drafter": (("head",), "", {"signer": "李某"}, "拟稿人不能签发本人拟的稿"),
    "in the drafter's place": (("head",), "", {"deputy_for": "李某"}, "李某是拟稿人，不能由他人代签"),
    "out of order": (("reviewer", "head"), "", {"step": "head"}, "应先由“法制审核”环节审签"),
    "no such step": (("head",), "", {"step": "reviewer"}, "审签路线“负责人”里没有“reviewer”这一环节"),
    "another file": (("head",), "", {"sha256": "b" * 64}, "不是同一文件"),
    "a second step": (
        ("reviewer", "head"),
        "\n2026-03-21 审签 step=reviewer signer=赵某",
        {"signer": "赵某"},
        "赵某已经签过这一路线的另一环节",
    ),
    "a step twice": (
        ("reviewer", "head"),
        "\n2026-03-21 审签 step=reviewer signer=钱某",
        {"signer": "孙某", "step": "reviewer"},
        "这一审签环节已经签过",
    ),
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_signature_is_refused(name: str) -> None:
    codes, more, facts, words = SIGNATURES[name]
    assert words in refused(under_review(*codes, more=more), signed(**facts))


def test_a_signature_on_paper_without_its_scan_needs_a_reason() -> None:
    [breach] = judge(tell(SUBMITTED), signed(on_paper=True), RULES, TODAY).breaches
    assert (breach.code, breach.text) == ("scan_missing", "纸质签字没有附扫描件")
    assert judge(tell(SUBMITTED), signed(on_paper=True, scan="c" * 64), RULES, TODAY).breaches == ()


def test_a_consultation_was_held_before_it_was_concluded() -> None:
    held = "2026-03-10 会商 members=司法所 outcome=可以公开 held_on="
    assert "晚于得出结论的日期2026年3月10日" in refused(tell(RECEIVED), entry(f"{held}2026-03-11"))
    assert judge(tell(RECEIVED), entry(f"{held}2026-03-10"), RULES, TODAY).breaches == ()


# -- who may take a step --------------------------------------------------------------------------------------

DAY = date(2026, 3, 23)
STAFF = Staff(
    {
        "李某": frozenset({Role.CLERK}),
        "钱某": frozenset({Role.REVIEWER}),
        "赵某": frozenset({Role.HEAD}),
        "孙某": frozenset({Role.CLERK}),
    },
    (Absence("赵某", "孙某", date(2026, 3, 20), date(2026, 3, 23)),),
)


def test_holders_and_deputies_may_take_a_step_and_the_drafter_may_not() -> None:
    assert takers(HEAD, STAFF, DAY, "李某") == {"赵某": "", "孙某": "赵某"}
    assert takers(HEAD, STAFF, date(2026, 3, 24), "李某") == {"赵某": ""}
    assert takers(HEAD, STAFF, DAY, "孙某") == {"赵某": ""}, "no drafter signs as deputy"
    assert takers(HEAD, STAFF, DAY, "赵某") == {}, "nobody signs in the drafter's place"


def test_a_deputy_who_left_signs_for_nobody() -> None:
    left = replace(STAFF, roles={name: held for name, held in STAFF.roles.items() if name != "孙某"})
    assert takers(HEAD, left, DAY, "李某") == {"赵某": ""}
    assert left.principals("孙某", DAY) == []


def test_a_deputy_acts_in_the_signing_roles_of_the_absent_only() -> None:
    assert STAFF.roles_on("孙某", DAY) == {Role.CLERK, Role.HEAD}
    assert STAFF.roles_on("孙某", date(2026, 3, 24)) == {Role.CLERK}
    manager = replace(STAFF, roles={**STAFF.roles, "赵某": frozenset({Role.MANAGER, Role.HEAD})})
    assert Role.MANAGER not in manager.roles_on("孙某", DAY)


def test_a_deputy_signs_for_the_absent_and_says_so() -> None:
    assert signing_for(signed(signer="孙某"), HEAD, STAFF, "李某") == "赵某"
    assert signing_for(signed(signer="赵某"), HEAD, STAFF, "李某") == ""
    assert unentitled(signed(signer="孙某", deputy_for="赵某"), HEAD, STAFF, "李某") is None
    claimed = unentitled(signed(signer="赵某", deputy_for="钱某"), HEAD, STAFF, "李某")
    assert claimed is not None
    assert claimed.text == "没有赵某在2026年3月23日代钱某签的外出登记，请先在“设置”中登记"


@pytest.mark.parametrize(
    ("signer", "day"), [("钱某", "2026-03-23"), ("孙某", "2026-03-24"), ("王某", "2026-03-23")]
)
def test_who_neither_holds_the_role_nor_stands_in_that_day_may_not_sign(signer: str, day: str) -> None:
    objection = unentitled(replace(signed(signer=signer), on=date.fromisoformat(day)), HEAD, STAFF, "李某")
    assert objection is not None
    assert f"“{signer}”不是本单位登记的负责人，也没有" in objection.text


def test_whoever_works_signs_as_themselves_or_enters_paper() -> None:
    assert not_by_own_hand(signed(signer="赵某"), STAFF) is None
    other = replace(signed(signer="赵某"), by="李某")
    objection = not_by_own_hand(other, STAFF)
    assert objection is not None
    assert "只能由赵某本人审签" in objection.text
    on_paper = replace(other, facts={**other.facts, "on_paper": True})
    assert not_by_own_hand(on_paper, STAFF) is None
    assert not_by_own_hand(replace(other, by=""), STAFF) is None, "nobody logs in yet"


def test_the_built_in_route_counts_legal_review_only_beside_another_head() -> None:
    assert STAFF.held >= BOTH
    alone = Staff({"赵某": frozenset(BOTH), "李某": frozenset({Role.CLERK})})
    assert alone.held == {Role.HEAD, Role.CLERK}
    assert Staff().held == frozenset()


UNDERSTAFFED = {
    "a route that names nobody": (Route(()), "李某", "没有写明任何环节"),
    "nobody holds the role": (Route((BUREAU, HEAD)), "李某", "审签环节“司法局把关”没有人能签"),
    "only the drafter does": (HEAD_ALONE, "赵某", "审签环节“负责人”只有拟稿人赵某能签，请由他人拟稿"),
}


@pytest.mark.parametrize("name", UNDERSTAFFED)
def test_a_route_that_nobody_can_walk_is_refused_with_the_way_out(name: str) -> None:
    route, drafter, words = UNDERSTAFFED[name]
    staff = Staff({"赵某": frozenset({Role.HEAD}), "李某": frozenset({Role.CLERK})})
    objection = understaffed(route, staff, DAY, drafter)
    assert objection is not None
    assert words in objection.text


def test_each_step_needs_somebody_of_its_own() -> None:
    both = Staff({"赵某": frozenset(BOTH), "李某": frozenset({Role.CLERK})})
    objection = understaffed(FULL, both, DAY, "李某")
    assert objection is not None
    assert "要由不同的人签" in objection.text
    two = replace(both, roles={**both.roles, "钱某": frozenset({Role.REVIEWER})})
    assert understaffed(FULL, two, DAY, "李某") is None


# -- roles ----------------------------------------------------------------------------------------------------

MAY: dict[Role, set[Event]] = {
    Role.CLERK: set(Event) - {Event.SIGNED},
    Role.REVIEWER: {Event.SIGNED, Event.RETURNED, Event.DELIBERATED, Event.NOTED, Event.VOIDED},
    Role.HEAD: {Event.SIGNED, Event.RETURNED, Event.DELIBERATED, Event.NOTED, Event.VOIDED, Event.EXTENDED},
    Role.MANAGER: set(),
    Role.AUDITOR: set(),
    Role.ADMINISTRATOR: set(),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("event", Event)
def test_every_role_and_every_step(role: Role, event: Event) -> None:
    assert may({role}, event) is (event in MAY[role])
    assert (role in who_may(event)) is (event in MAY[role])


def test_two_roles_may_what_either_may_and_the_clerk_enters_paper() -> None:
    assert may({Role.CLERK, Role.HEAD}, Event.SIGNED)
    assert may({Role.CLERK}, Event.SIGNED, on_paper=True)
    assert not may({Role.AUDITOR}, Event.SIGNED, on_paper=True)
    assert not may(set(), Event.NOTED)


# -- ways round the rule that nobody signs their own draft ----------------------------------------------------

WRITTEN = f"{RECEIVED}\n2026-03-19 成文 kind=reply sha256={'a' * 64} by=赵某\n2026-03-20 送审"


def test_who_wrote_the_file_is_its_drafter_whatever_the_submission_says() -> None:
    assert drafter_of_reply(replay(tell(WRITTEN), RULES)) == "赵某"
    assert "拟稿人不能签发" in refused(tell(f"{WRITTEN} drafter=李某"), signed(signer="赵某"))
    other = tell(f"{WRITTEN} sha256={'b' * 64} drafter=李某")
    assert drafter_of_reply(replay(other, RULES)) == "李某", "another file than the one written here"


@pytest.mark.parametrize("name", ["李 某", "李\u3000某", " 李某 "])
def test_a_name_spelled_with_spaces_is_still_that_name(name: str) -> None:
    assert "拟稿人不能签发" in refused(under_review("head"), signed(signer=name))
    assert "不能由他人代签" in refused(under_review("head"), signed(deputy_for=name))
    both = under_review("reviewer", "head", more="\n2026-03-21 审签 step=reviewer signer=赵某")
    assert "已经签过" in refused(both, signed(signer="赵 某"))


def test_parts_that_were_not_signed_do_not_leave() -> None:
    story = f"{SUBMITTED}\n2026-03-23 审签"
    reply = entry("2026-03-24 答复")
    parts: Fact = [{"content": "名单", "result": "R2"}, {"content": "纪要", "result": "R6"}]
    mixed = replace(reply, facts={**reply.facts, "parts": parts})
    assert "答复类型在审签后改变了" in refused(tell(story), mixed)


def test_a_journal_that_names_its_result_with_the_reply_alone_goes_on() -> None:
    old = [
        replace(one, facts={"sha256": "a" * 64}) if one.event is Event.SUBMITTED else one
        for one in tell(f"{SUBMITTED}\n2026-03-23 审签")
    ]
    assert judge(old, entry("2026-03-24 答复"), RULES, TODAY).state.status is Status.REPLIED


def test_a_letter_that_was_submitted_is_not_taken_back_under_its_signatures() -> None:
    written = f"{RECEIVED}\n2026-03-19 成文 kind=reply sha256={'a' * 64}"
    void = replace(entry("2026-03-24 作废 entry=2 reason=写错"), seq=0)
    assert "已经送审" in refused(tell(f"{written}\n2026-03-20 送审\n2026-03-23 审签"), void)
    assert judge(tell(written), void, RULES, TODAY).state.last(Event.LETTER_WRITTEN) is None
    other = f"{written}\n2026-03-20 送审 sha256={'b' * 64}"
    assert judge(tell(other), void, RULES, TODAY).state.status is Status.UNDER_REVIEW
    twice = f"{written}\n2026-03-19 成文 kind=reply sha256={'a' * 64}\n2026-03-20 送审"
    assert judge(tell(twice), void, RULES, TODAY).state.status is Status.UNDER_REVIEW


@pytest.mark.parametrize(
    ("event", "assumed", "refused"),
    [
        (Event.SIGNED, True, True),
        (Event.RETURNED, True, True),
        (Event.SIGNED, False, False),
        (Event.SUBMITTED, True, False),
    ],
)
def test_nothing_is_signed_before_it_is_said_who_works(event: Event, assumed: bool, refused: bool) -> None:
    found = unchosen(event, assumed=assumed)
    assert (found.text if found else "") == ("请先选定现在由谁办理，再审签" if refused else "")
