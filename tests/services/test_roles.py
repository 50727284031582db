"""角色 × 权限: for each role and each act of the one table a service is really called, and goes as the table says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.rights import RIGHTS, May
from gkcase.domain.terms import Event, Role
from gkcase.services import (
    annual_report,
    calendar,
    disclosing,
    erasing,
    gkbak,
    gkbak_in,
    handling,
    keeping,
    login,
    mail,
    people,
    queries,
    remembering,
    signing,
    template_checks,
)
from gkcase.services.checking import check_office
from gkcase.services.office import Office, change_profile
from gkcase.storage.tables import Base
from tests.services.conftest import TODAY
from tests.services.logging_in import ADMIN, CHEAP, SECRET, told, with_password
from tests.services.signers import submitted, written

Act = Callable[[], object]
NAMES = {
    Role.REVIEWER: "钱某",
    Role.HEAD: "周某",
    Role.MANAGER: "冯某",
    Role.AUDITOR: "陈某",
    Role.ADMINISTRATOR: ADMIN,
    Role.CLERK: "李某",
}
"""Who has the role; the clerk comes last, whose signature the others wait for."""

BY_RIGHT = ("的角色是", "系统管理员不能查看案件内容")


def services(office: Office, review: int, draft: int, place: Path) -> dict[May, Act]:
    """A service for each act."""
    step = partial(handling.record, office, draft, on=TODAY)

    def sign(code: str) -> Act:
        return partial(signing.sign, office, review, step_code=code, password=SECRET)

    return {
        May.OWN: partial(remembering.remember, office, "columns", ["number"], office.acting),
        May.SEE_CASES: partial(queries.handlers, office),
        May.REVEAL: partial(disclosing.reveal, office, draft, "核对身份"),
        May.EXPORT_OPEN: partial(gkbak.export_all, office, place / f"{office.acting}.gkbak"),
        May.REGISTER: partial(mail.enter, office, arrived_on=TODAY, way="post_signed"),
        May.HANDLE: lambda: step(Event.ASSIGNED, facts={"to": "孙某"}),
        May.NOTE: lambda: step(Event.NOTED, facts={"note": "来电询问进度"}),
        May.DECIDE: lambda: step(Event.SUBMITTED),
        May.EXTEND: lambda: step(Event.EXTENDED, facts={"days": "20", "approver": "周某"}),
        May.SIGN_LEGAL: sign("reviewer"),
        May.SIGN_HEAD: sign("head"),
        May.RETURN: partial(signing.return_, office, draft, comment="依据不准"),
        May.SEND: lambda: step(Event.REPLIED, facts={"delivery": "post", "posted_on": TODAY.isoformat()}),
        May.ARCHIVE: lambda: step(Event.ARCHIVED),
        May.VOID: partial(handling.void, office, draft, 99, reason="记错"),
        May.ERASE: partial(erasing.erase_words, office, draft, 2),
        May.REPORT: partial(annual_report.freeze, office, TODAY.year, note="提前定稿"),
        May.IMPORT: partial(gkbak_in.import_all, office, place / "没有.gkbak"),
        May.RULES: partial(calendar.choose, office, {}),
        May.TEMPLATES: partial(template_checks.forget, office, "reply"),
        May.SETTINGS: partial(change_profile, office, office.profile),
        May.PEOPLE: partial(people.save_person, office, "孙某", roles=[Role.CLERK]),
        May.BACKUP: partial(keeping.back_up, office, place / f"{office.acting}.copy.gkdb"),
        May.CHECK: partial(check_office, office),
        May.HISTORY: partial(office.ask, May.HISTORY),
    }


def rows(office: Office) -> dict[str, int]:
    """How many rows each table has, and the end of the chain with them."""
    tables = Base.metadata.tables
    counts = (select(func.count()).select_from(tables[name]).scalar_subquery() for name in tables)
    with office.store.reading(whole=True) as session:
        return dict(zip(tables, session.execute(select(*counts)).one(), strict=True))


def outcome(act: Act) -> str:
    try:
        act()
    except (Refusal, Trouble) as refused:
        return str(refused)
    return ""


def test_every_role_does_what_the_table_says_and_nothing_else(office: Office, tmp_path: Path) -> None:
    people.save_person(office, NAMES[Role.REVIEWER], roles=[Role.REVIEWER])
    review, draft = submitted(office), written(office)
    for role in (Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR):
        people.save_person(office, NAMES[role], roles=[role])
    login.switch_on(office, ADMIN, SECRET, cost=CHEAP)
    for name in NAMES.values():
        if name != ADMIN:
            with_password(office, name)
    done: set[May] = set()
    for role, name in NAMES.items():
        login.log_out(office)
        login.log_in(office, name, SECRET)
        acts = services(office, review, draft, tmp_path)
        assert acts.keys() == set(May)
        for may, act in acts.items():
            before, allowed = rows(office), may in RIGHTS[role]
            said = outcome(act)
            assert bool(office.may(may)) is not allowed
            if allowed:
                assert not said.startswith(name) or BY_RIGHT[0] not in said, (role, may, said)
                done |= set() if said else {may}
            else:
                assert said, f"{role} must not {may}"
                if may not in (
                    May.SIGN_LEGAL,
                    May.SIGN_HEAD,
                ):  # a signer is refused another signer's step by the route
                    assert any(words in said for words in BY_RIGHT), (role, may, said)
                assert rows(office) == before, f"{role} {said} was refused {may}, and something was written"
    unlikely = {May.DECIDE, May.EXTEND, May.SEND, May.ARCHIVE, May.VOID, May.RETURN, May.IMPORT}
    assert set(May) - done <= unlikely | ({May.BACKUP} if office.store.path is None else set())
    assert not list(tmp_path.glob(f"{NAMES[Role.AUDITOR]}*"))


def test_the_veil_holds_raw_sql_and_whatever_thread_asks(office: Office) -> None:
    people.save_person(office, ADMIN, roles=[Role.ADMINISTRATOR])
    login.switch_on(office, ADMIN, SECRET, cost=CHEAP)
    for statement in (
        "SELECT count(*) FROM cases",
        'select 1 from "payloads"',
        "SELECT * FROM Journal WHERE 1=0",
    ):
        with pytest.raises(Refusal, match="系统管理员不能查看案件内容"), office.reading() as session:
            session.execute(text(statement))
    with office.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM persons")) == 3
    with office.reading_all() as session:
        assert session.scalar(text("SELECT count(*) FROM cases")) == 0
    assert people.persons(office)


def test_a_signature_asks_for_the_password_and_bears_the_own_name(office: Office) -> None:
    people.save_person(office, "钱某", roles=[Role.REVIEWER])
    case_id = submitted(office)
    people.save_person(office, ADMIN, roles=[Role.ADMINISTRATOR])
    login.switch_on(office, ADMIN, SECRET, cost=CHEAP)
    with_password(office, "钱某")
    login.log_out(office)
    login.log_in(office, "钱某", SECRET)
    sign = partial(signing.sign, office, case_id)
    assert told(sign) == "审签须输入本人的登录密码"
    assert told(partial(sign, password="不是这个密码")) == "登录密码不对，请重新输入"
    record = partial(handling.record, office, case_id, Event.SIGNED, on=TODAY)
    assert told(partial(record, facts={"signer": "钱某"})) == "审签须输入本人的登录密码"
    note = partial(handling.record, office, case_id, Event.NOTED, on=TODAY, facts={"note": "来电"})
    assert told(partial(note, by="周某")) == "现在登录的是钱某，不能以周某的名义办理"
    named = partial(signing.record_signature, office, case_id, {"signer": "周某"}, on=TODAY, password=SECRET)
    assert told(named) != ""
    assert "下一环节：负责人" in sign(password=SECRET).said
