"""登录: who gets in, who waits, whose session ends, which passwords are taken, and what stands on the chain."""

from __future__ import annotations

import json
import threading
from functools import partial
from itertools import pairwise

import pytest
from sqlalchemy import select, update

from gkcase.domain.errors import Refusal
from gkcase.domain.passwords import SHORTEST, Policy, unfit
from gkcase.domain.rights import May
from gkcase.domain.terms import Role
from gkcase.services import absences, disclosing, intake, login, people, queries
from gkcase.services.checking import check_office
from gkcase.services.common_passwords import common_passwords
from gkcase.services.gate import LoggedOut, LoginRules
from gkcase.services.office import Office, open_office
from gkcase.services.tries import DOOR, STRANGERS
from gkcase.storage import argon
from gkcase.storage.tables import AccountRow, AuditRow, PersonRow, Setting
from tests.services.logging_in import (
    ADMIN,
    CHEAP,
    SECRET,
    Watch,
    sit_down,
    switched_on,
    told,
    with_password,
)

pytestmark = pytest.mark.file_only

WRONG = "姓名或者登录密码不对，请重新输入"
OTHER = "三只小猪去云南看海"


@pytest.fixture
def watch(office: Office, monkeypatch: pytest.MonkeyPatch) -> Watch:
    made = Watch()
    monkeypatch.setattr(office, "now", made)
    return made


@pytest.fixture
def guarded(office: Office, watch: Watch) -> Office:
    """管某 runs the system and is logged in; 李某 (经办) has a password too."""
    switched_on(office)
    with_password(office, "李某")
    return office


def acts(office: Office) -> list[tuple[str, dict[str, object]]]:
    with office.store.reading(whole=True) as session:
        own = AuditRow.act.not_in(["office_sealed", "history_key"])  # what the history adds by itself
        rows = session.execute(select(AuditRow.act, AuditRow.detail).where(own).order_by(AuditRow.n))
        return [(row.act, json.loads(row.detail)) for row in rows]


# -- in and out -----------------------------------------------------------------------------------------------


def test_without_the_switch_nobody_is_asked_anything(office: Office) -> None:
    assert told(lambda: login.log_in(office, "李某", SECRET)) == "本单位没有启用登录，不需要登录密码"
    assert [office.may(act) for act in May] == [""] * len(May)
    assert (office.person, office.person_id) == (None, None)
    login.log_out(office)
    with login.confirmed(office, ""):
        assert office.acting == "李某"
    office.ask(May.PEOPLE)


def test_who_logs_in_works_and_who_logs_out_no_longer_does(guarded: Office) -> None:
    login.log_out(guarded)
    assert told(lambda: disclosing.reveal(guarded, None, "核对")) == "请先登录"
    assert told(lambda: queries.handlers(guarded)) == "请先登录"
    assert guarded.may(May.OWN) == "请先登录"
    assert told(lambda: login.confirm(guarded, SECRET)) == "请先登录"
    guarded.acting, guarded.assumed = "周某", True
    person = login.log_in(guarded, " 李某 ", SECRET)
    assert (person.name, guarded.acting, guarded.person, guarded.assumed) == ("李某", "李某", person, False)
    guarded.acting = "周某"
    assert guarded.acting == "李某", "who is logged in works as nobody else"
    disclosing.reveal(guarded, None, "核对")
    assert acts(guarded)[-1][0] == "revealed"


def test_the_answer_is_the_same_whatever_is_wrong(guarded: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    prices: list[str] = []
    matches, hashed = argon.matches, argon.hashed

    def matching(kept: str, word: str) -> bool:
        prices.append(kept[: kept.index("p=1")])
        return matches(kept, word)

    def hashing(word: str, cost: argon.Cost) -> str:
        made = hashed(word, cost)
        prices.append(made[: made.index("p=1")])
        return made

    monkeypatch.setattr(argon, "matches", matching)
    monkeypatch.setattr(argon, "hashed", hashing)
    people.save_person(guarded, "吴某", roles=[Role.CLERK])
    people.save_person(guarded, "郑某", roles=[Role.CLERK], active=False)
    login.log_out(guarded)
    for name in ("李某", "周某", "吴某", "郑某", "没有这个人", ""):
        assert told(partial(login.log_in, guarded, name, OTHER)) == WRONG
    assert prices == ["$argon2id$v=19$m=8,t=1,"] * 6, "one hash of the same price for everybody"


def test_five_failures_lock_for_one_five_fifteen_minutes_whether_or_not_the_name_exists(
    guarded: Office, watch: Watch
) -> None:
    login.log_out(guarded)
    for name in ("李某", "没有这个人"):
        watch.pass_(hours=1)
        for round_, minutes in ((1, 1), (2, 5), (3, 15), (4, 15)):
            for _ in range(4):
                watch.pass_(seconds=31)
                assert told(partial(login.log_in, guarded, name, OTHER)) == WRONG
            watch.pass_(seconds=31)
            words = f"连续输错{round_ * 5}次，已锁定，请{minutes}分钟后再试"
            assert told(partial(login.log_in, guarded, name, OTHER)) == words
            watch.pass_(seconds=31)
            left = f"连续输错{round_ * 5}次，已锁定，请{minutes}分钟后再试"
            assert told(partial(login.log_in, guarded, name, SECRET)) == left, "the right one waits as well"
            watch.pass_(minutes=minutes)
    login.log_in(guarded, "李某", SECRET)
    login.log_out(guarded)
    assert told(lambda: login.log_in(guarded, "李某", OTHER)) == WRONG, "who got in begins anew"


def test_many_names_at_once_do_not_help_and_a_clock_set_back_locks_nobody_for_long(
    guarded: Office, watch: Watch
) -> None:
    login.log_out(guarded)
    for number in range(10):
        assert told(partial(login.log_in, guarded, f"甲{number}", OTHER)) == WRONG
    assert told(lambda: login.log_in(guarded, "李某", SECRET)) == "登录密码输错的次数较多，请1秒后再试"
    watch.pass_(seconds=2)
    assert told(lambda: login.log_in(guarded, "甲", OTHER)) == WRONG
    assert told(lambda: login.log_in(guarded, "李某", SECRET)) == "登录密码输错的次数较多，请2秒后再试"
    watch.pass_(days=-30)
    assert "秒后再试" in told(lambda: login.log_in(guarded, "李某", SECRET))
    watch.pass_(days=30, minutes=16)
    login.log_in(guarded, "李某", SECRET)


def test_tries_at_the_same_time_are_counted_one_by_one(guarded: Office) -> None:
    login.log_out(guarded)
    words: list[str] = []
    tries = [
        threading.Thread(target=lambda: words.append(told(lambda: login.log_in(guarded, "李某", OTHER))))
        for _ in range(8)
    ]
    for one in tries:
        one.start()
    for one in tries:
        one.join()
    assert len([said for said in words if said == WRONG]) == 4
    assert len([said for said in words if "连续输错5次" in said]) == 4


def test_the_count_lies_in_the_database_and_strangers_leave_no_names(guarded: Office) -> None:
    login.log_out(guarded)
    for number in range(3):
        assert told(partial(login.log_in, guarded, f"密码打错了地方{number}", OTHER)) == WRONG
    with guarded.store.reading() as session:
        kept = json.dumps([row.value for row in session.scalars(select(Setting))], ensure_ascii=False)
    assert "密码打错了地方" not in kept
    with guarded.store.transaction() as session:
        session.merge(Setting(key=STRANGERS, value={str(one): [4, None] for one in range(100)}))
        session.merge(Setting(key=DOOR, value="spoilt"))
    assert told(lambda: login.log_in(guarded, "谁", OTHER)) == WRONG
    with guarded.store.reading() as session:
        assert len(session.get_one(Setting, STRANGERS).value) == 1


def test_a_disabled_person_is_out_with_the_next_act(guarded: Office, database: str) -> None:
    other = open_office(database, today=guarded.today)
    other.now = guarded.now  # type: ignore[method-assign]  # the two computers have the same time
    try:
        login.log_in(other, "李某", SECRET)
        people.save_person(guarded, "李某", roles=[Role.CLERK], active=False)
        with pytest.raises(LoggedOut, match="李某的账号已停用，请重新登录"):
            disclosing.reveal(other, None, "核对")
        assert other.person is None
        assert told(lambda: queries.handlers(other)) == "请先登录"
        assert told(lambda: login.log_in(other, "李某", SECRET)) == WRONG
    finally:
        other.close()


def test_new_roles_and_a_new_password_count_at_once_in_open_sessions(guarded: Office, database: str) -> None:
    other = open_office(database, today=guarded.today)
    other.now = guarded.now  # type: ignore[method-assign]  # the two computers have the same time
    try:
        login.log_in(other, "李某", SECRET)
        people.save_person(guarded, "李某", roles=[Role.AUDITOR])
        assert "不能显示个人信息" in told(lambda: disclosing.reveal(other, None, "核对"))
        assert other.may(May.HISTORY) == ""
        once = login.reset_password(guarded, "李某")
        with pytest.raises(LoggedOut, match="您的登录密码已被重设，请重新登录"):
            disclosing.reveal(other, None, "核对")
        login.log_in(other, "李某", once)
        words = "您的登录密码是一次性的或者已经到期，请先换成自己的新密码"
        assert other.gate.must_change
        assert told(lambda: disclosing.reveal(other, None, "核对")) == words
        assert told(lambda: queries.handlers(other)) == words, "the administrator knows it: it opens nothing"
    finally:
        other.close()


# -- passwords ------------------------------------------------------------------------------------------------


def test_a_password_is_changed_by_who_knows_the_old_one(guarded: Office, watch: Watch) -> None:
    sit_down(guarded, "李某")
    assert told(lambda: login.change_password(guarded, OTHER, OTHER)) == "原登录密码不对，请重新输入"
    assert told(lambda: login.change_password(guarded, SECRET, SECRET)) == "新密码不能与原密码相同，请换一个"
    assert told(lambda: login.change_password(guarded, SECRET, "password123")).startswith("这是常见的密码")
    assert "姓名或者单位名称" in told(lambda: login.change_password(guarded, SECRET, "云溪镇人民政府的密码"))
    assert login.check_password(guarded, "李某", "李某的一个密码") != ""
    assert login.check_password(guarded, "李某", OTHER, Policy.ASVS) == ""
    assert login.change_password(guarded, SECRET, OTHER).said == "登录密码已修改"
    disclosing.reveal(guarded, None, "核对")
    login.log_out(guarded)
    assert told(lambda: login.log_in(guarded, "李某", SECRET)) == WRONG
    login.log_in(guarded, "李某", OTHER)


def test_a_one_time_password_is_given_by_the_administrator_only(guarded: Office) -> None:
    assert "没有登记为本单位人员" in told(lambda: login.reset_password(guarded, "没有这个人"))
    once = login.reset_password(guarded, "周某")
    assert once != login.reset_password(guarded, "周某")
    assert unfit(once, Policy.ASVS, common=common_passwords()) is None
    standing = {one.person.name: one for one in login.standings(guarded)}
    assert (standing["周某"].has_password, standing["周某"].must_change) == (True, True)
    assert (standing["李某"].has_password, standing["李某"].must_change) == (True, False)
    sit_down(guarded, "李某")
    assert "不能管理人员和登录密码" in told(lambda: login.reset_password(guarded, "周某"))


def test_dengbao_asks_for_kinds_for_news_and_for_a_new_one_every_ninety_days(
    office: Office, watch: Watch
) -> None:
    first = "Yunnan-2019a"
    assert "三种" in told(lambda: switched_on(office, Policy.DENGBAO, "三只小猪去云南看海"))
    login.switch_on(office, ADMIN, first, policy=Policy.DENGBAO, cost=CHEAP)
    words = [f"Yunnan-2019{sign}" for sign in "abcdef"]
    for old, new in pairwise(words):
        login.change_password(office, old, new)
    for used in words[1:]:
        assert told(partial(login.change_password, office, words[-1], used)).startswith("不能使用最近5次")
    watch.pass_(days=91)
    login.log_out(office)
    login.log_in(office, ADMIN, words[-1])
    assert told(lambda: login.reset_password(office, "李某")).startswith("您的登录密码是一次性的或者已经到期")
    login.change_password(office, words[-1], words[0])
    login.reset_password(office, "李某")
    refused = told(lambda: login.set_rules(office, policy=Policy.DENGBAO, idle_minutes=11))
    assert refused == "按等保要求，空闲锁定的时间最多10分钟"
    assert (
        told(lambda: login.set_rules(office, policy=Policy.ASVS, idle_minutes=0)) == "空闲锁定的时间至少1分钟"
    )
    assert login.set_rules(office, policy=Policy.ASVS, idle_minutes=30).said == "登录设置已保存"
    assert (office.gate.rules.policy, office.gate.rules.idle_minutes) == (Policy.ASVS, 30)


def test_the_list_of_common_passwords_is_our_own_and_long_enough() -> None:
    listed = common_passwords()
    assert len([one for one in listed if len(one) >= SHORTEST]) >= 3000
    assert {
        "password123",
        "woaini1314",
        "qwertyuiop",
        "zhangwei123",
        "中华人民共和国",
        "1qaz2wsx",
    } <= listed | {"中华人民共和国"}
    assert all(one == one.casefold() for one in listed)
    assert SECRET not in listed


# -- the switch -----------------------------------------------------------------------------------------------


def test_the_log_in_is_switched_on_only_where_it_can_work(office: Office) -> None:
    on = partial(login.switch_on, office, cost=CHEAP)
    assert "启用登录须有一名系统管理员，“李某”不是" in told(lambda: on("李某", SECRET))
    people.save_person(office, ADMIN, roles=[Role.ADMINISTRATOR])
    people.save_person(office, "吴某", roles=[Role.AUDITOR, Role.CLERK])
    assert "吴某：“监督”不能与“经办”由同一人担任" in told(lambda: on(ADMIN, SECRET))
    people.save_person(office, "吴某", roles=[Role.AUDITOR])
    assert "登录密码至少要8个字" in told(lambda: on(ADMIN, "短"))
    assert not login.rules_of(office).on
    assert on(ADMIN, SECRET).said == "登录已启用，请给每个人发一次性密码"
    assert told(lambda: on(ADMIN, SECRET)) == "登录已经启用"
    assert check_office(office).ok


def test_the_log_in_is_switched_off_by_the_administrator_with_the_password(guarded: Office) -> None:
    sit_down(guarded, "李某")
    assert "不能管理人员和登录密码" in told(lambda: login.switch_off(guarded, SECRET))
    sit_down(guarded, ADMIN)
    assert told(lambda: login.switch_off(guarded, OTHER)) == "登录密码不对，请重新输入"
    login.switch_off(guarded, SECRET)
    assert (guarded.person, guarded.acting) == (None, ADMIN)
    disclosing.reveal(guarded, None, "核对")


def test_what_cannot_be_read_means_on() -> None:
    assert not LoginRules.read(None).on
    assert not LoginRules.read({"on": False}).on
    assert LoginRules.read("spoilt").on
    rules = LoginRules.read({"on": True, "idle_minutes": 99, "policy": "dengbao", "cost": [1]})
    assert (rules.on, rules.idle_minutes, rules.policy) == (True, 10, Policy.DENGBAO)
    assert LoginRules.read(rules.value()) == rules


def test_roles_stay_apart_and_an_administrator_stays(guarded: Office) -> None:
    both = [Role.CLERK, Role.AUDITOR]
    assert "不能与“经办”由同一人担任" in told(lambda: people.save_person(guarded, "李某", roles=both))
    last = "至少要保留一名能登录的系统管理员，请先给另一人指定并发密码"
    assert told(lambda: people.save_person(guarded, ADMIN, roles=[])) == last
    assert told(lambda: people.save_person(guarded, ADMIN, roles=[Role.ADMINISTRATOR], active=False)) == last
    people.save_person(guarded, "吴某", roles=[Role.ADMINISTRATOR])
    assert told(lambda: people.save_person(guarded, ADMIN, roles=[])) == last, "吴某 has no password yet"
    login.reset_password(guarded, "吴某")
    people.save_person(guarded, ADMIN, roles=[])


def test_absences_are_recorded_by_oneself_or_by_the_administrator(guarded: Office) -> None:
    today = guarded.today()
    away = partial(absences.record_absence, guarded, since=today, until=today)
    sit_down(guarded, "李某")
    own = "周某的外出和代签由周某本人或者系统管理员登记"
    assert told(lambda: away("周某", "李某")) == own
    away("李某", "周某")
    sit_down(guarded, ADMIN)
    assert told(lambda: away("周某", ADMIN)) == f"{ADMIN}担任系统管理，不能代签，请选择他人"
    away("周某", "李某")
    sit_down(guarded, "李某")
    kept = {one.person: one.id for one in absences.absences(guarded)}
    assert told(lambda: absences.cancel_absence(guarded, kept["周某"])) == own
    assert guarded.may(May.SIGN_HEAD) == "", "the deputy signs while the head is away"
    absences.cancel_absence(guarded, kept["李某"])


# -- on the chain ---------------------------------------------------------------------------------------------


def test_the_chain_tells_of_logins_failures_locks_and_roles_by_number_only(guarded: Office) -> None:
    login.log_out(guarded, idle=True)
    for _ in range(5):
        told(lambda: login.log_in(guarded, "李某", OTHER))
    told(lambda: login.log_in(guarded, "没有这个人", OTHER))
    login.log_in(guarded, ADMIN, SECRET)
    people.save_person(guarded, "李某", roles=[Role.MANAGER])
    told_by = acts(guarded)
    assert (
        told_by[-8:]
        == [
            ("logged_out", {"person": 3, "idle": True}),
            *(("login_failed", {"person": 1, "failures": number}) for number in range(1, 5)),
            ("login_locked", {"person": 1, "failures": 5}),
            ("login_failed", {"person": None, "failures": 1}),
            ("logged_in", {"person": 3}),
            ("person_saved", {"person": 1, "roles": ["manager"], "active": True, "before": ["clerk"]}),
        ][-8:]
    )
    whole = json.dumps(told_by, ensure_ascii=False)
    assert not any(word in whole for word in ("李某", ADMIN, SECRET, OTHER, "没有这个人"))
    with guarded.store.reading() as session:
        failed = select(AuditRow.who).where(AuditRow.act.in_(["login_failed", "login_locked"]))
        assert set(session.scalars(failed)) == {""}, "who stands at the door is not known"
    assert check_office(guarded).ok


def test_what_is_entered_bears_the_number_of_who_was_logged_in(guarded: Office) -> None:
    sit_down(guarded, "李某")
    facts = {
        "channel": "in_person",
        "submitted_on": "2026-12-08",
        "applicant.name": "甄测试",
        "wanted": "预算",
    }
    intake.register(guarded, facts)
    assert [detail["person"] for act, detail in acts(guarded) if act == "entered"] == [1]


def test_an_account_without_a_password_opens_nothing(guarded: Office) -> None:
    login.log_out(guarded)
    with guarded.store.transaction() as session:
        session.execute(update(AccountRow).values(password=""))
        assert session.scalar(select(PersonRow.active).where(PersonRow.name == ADMIN))
    for word in ("", SECRET):
        with pytest.raises(Refusal, match=WRONG):
            login.log_in(guarded, ADMIN, word)
