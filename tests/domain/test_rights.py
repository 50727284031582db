"""角色和权限: the one table, roles that have to be apart, which act a step needs, and the sentences that refuse."""

from __future__ import annotations

from itertools import combinations

import pytest

from gkcase.domain.rights import (
    APART,
    HARMLESS,
    RIGHTS,
    May,
    holders,
    incompatible,
    lacking,
    may,
    needed,
    rights_of,
    who_may,
)
from gkcase.domain.signoff import SIGNING
from gkcase.domain.terms import Event, Role

WORK = {May.REGISTER, May.HANDLE, May.DECIDE, May.SEND, May.ARCHIVE}


def test_every_role_stands_in_the_table_and_every_act_has_somebody() -> None:
    assert set(RIGHTS) == set(Role)
    assert rights_of(Role) == set(May)
    assert all(May.OWN in acts for acts in RIGHTS.values())
    assert len({act.label for act in May}) == len(May)


def test_auditors_change_nothing_and_administrators_see_no_case() -> None:
    assert RIGHTS[Role.AUDITOR] <= HARMLESS
    assert May.HISTORY in RIGHTS[Role.AUDITOR]
    assert holders({May.SEE_CASES}) == tuple(role for role in Role if role is not Role.ADMINISTRATOR)
    keeps = {May.PEOPLE, May.SETTINGS, May.BACKUP, May.TEMPLATES}
    assert all(holders({act}) == (Role.ADMINISTRATOR,) for act in keeps)
    assert not RIGHTS[Role.ADMINISTRATOR] & (WORK | {May.REVEAL, May.EXPORT_OPEN, May.SIGN_HEAD})


def test_managers_see_all_and_change_reports_only() -> None:
    changes = RIGHTS[Role.MANAGER] - HARMLESS - {May.REVEAL, May.EXPORT_OPEN}
    assert changes == {May.REPORT}


def test_who_drafts_does_not_sign() -> None:
    assert holders({May.DECIDE}) == (Role.CLERK,)
    assert holders({May.SIGN_LEGAL}) == (Role.REVIEWER,)
    assert holders({May.SIGN_HEAD}) == (Role.HEAD,)
    assert set(who_may(Event.SIGNED)) == set(SIGNING)


@pytest.mark.parametrize("event", Event)
def test_every_step_needs_an_act_that_somebody_has(event: Event) -> None:
    assert who_may(event) == tuple(role for role in Role if may({role}, event))
    assert who_may(event)


def test_a_signature_on_paper_is_entered_by_the_clerk_too() -> None:
    assert needed(Event.SIGNED, on_paper=True) - needed(Event.SIGNED) == {May.HANDLE}
    assert needed(Event.NOTED, on_paper=True) == needed(Event.NOTED)


@pytest.mark.parametrize(
    "pair", list(combinations(Role, 2)), ids=lambda pair: f"{pair[0].value}+{pair[1].value}"
)
def test_only_those_who_stand_apart_go_with_nobody(pair: tuple[Role, Role]) -> None:
    found = incompatible(pair)
    if any(role in APART for role in pair):
        assert found is not None
        assert "”不能与“" in found.text
        assert found.text.endswith("”由同一人担任，请分给两个人")
    else:
        assert found is None


def test_one_role_or_none_is_always_possible() -> None:
    assert all(incompatible({role}) is None for role in Role)
    assert incompatible(()) is None


REFUSED = {
    "a clerk keeps no persons": (
        Role.CLERK,
        May.PEOPLE,
        "李某的角色是经办，不能管理人员和登录密码，应由角色为“系统管理”的人办理",
    ),
    "a clerk does not sign": (
        Role.CLERK,
        May.SIGN_HEAD,
        "李某的角色是经办，不能签发，应由角色为“负责人”的人办理",
    ),
    "an administrator sees no case": (
        Role.ADMINISTRATOR,
        May.SEE_CASES,
        "系统管理员不能查看案件内容，请由办理或者监督案件的人员登录",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_sentence_says_who_may(name: str) -> None:
    role, act, words = REFUSED[name]
    found = lacking("李某", {role}, RIGHTS[role], {act})
    assert found is not None
    assert found.text == words


def test_somebody_without_a_role_is_told_where_roles_are_given() -> None:
    found = lacking("李某", set(), set(), {May.SEE_CASES})
    assert found is not None
    assert found.text == "李某还没有角色，请系统管理员在“设置”的“人员”中指定"


def test_one_of_several_acts_is_enough_and_deputies_have_more_than_their_roles() -> None:
    assert lacking("李某", {Role.CLERK}, RIGHTS[Role.CLERK], {May.PEOPLE, May.OWN}) is None
    lent = rights_of({Role.CLERK, Role.HEAD})
    assert lacking("李某", {Role.CLERK}, lent, needed(Event.SIGNED)) is None
