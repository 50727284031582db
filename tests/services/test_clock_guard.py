"""The clock set back (时钟倒退): nothing is saved, looking goes on, and a reason on the chain lets work go on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from gkcase.domain.errors import ClockBack
from gkcase.domain.rights import May
from gkcase.domain.terms import Role
from gkcase.services import absences, bulk, disclosing, keeping, login, people, queries
from gkcase.services.checking import check_office
from gkcase.services.clock_guard import IN_ORDER, go_on
from gkcase.services.dossier import OfficeProfile
from gkcase.services.drafts import load_draft, save_draft
from gkcase.services.gkbak import export_all
from gkcase.services.gkbak_in import import_all
from gkcase.services.office import Office, create_office
from gkcase.services.values import PRACTICE
from gkcase.storage import triggers
from gkcase.storage.tables import AuditRow, CaseCopy, Setting
from tests.services.conftest import TODAY, Clock
from tests.services.logging_in import ADMIN, Watch, sit_down, switched_on, told, with_password
from tests.services.requests import register
from tests.services.test_bulk import history

SAID = (
    "时钟倒退，没有保存：本机现在是2026年12月8日08:00，最近的记录是2026年12月8日09:00（北京时间）；"
    "请校准本机的日期和时间再办，如果是当时的时钟快了，请说明理由后继续"
)
REASON = "上次开机时钟快了一小时，现已校准"


@pytest.fixture
def watch(office: Office, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """09:00 in Beijing on the day of the office."""
    made = Watch()
    monkeypatch.setattr(office, "now", made)
    return made


def acts(office: Office) -> list[tuple[str, dict[str, object]]]:
    with office.store.reading(whole=True) as session:
        rows = session.execute(select(AuditRow.act, AuditRow.detail).order_by(AuditRow.n))
        return [(row.act, json.loads(row.detail)) for row in rows]


def stopped(act: Callable[[], object]) -> bool:
    try:
        act()
    except ClockBack:
        return True
    return False


def test_five_minutes_are_borne_and_no_second_more(office: Office, watch: Watch) -> None:
    people.save_person(office, "吴某")
    at = watch.moment
    before = acts(office)
    watch.moment = at - timedelta(minutes=5, microseconds=1)
    assert stopped(lambda: people.save_person(office, "郑某"))
    assert acts(office) == before
    watch.moment = at - timedelta(minutes=5)
    people.save_person(office, "郑某")
    assert len(acts(office)) > len(before)


def test_it_says_both_times_and_writes_nothing(office: Office, watch: Watch) -> None:
    first = register(office)
    before = acts(office)
    watch.pass_(hours=-1)
    with pytest.raises(ClockBack) as caught:
        register(office, wanted="另一件")
    assert str(caught.value) == SAID
    assert acts(office) == before
    assert queries.case_ids(office, queries.CaseFilter()) == [first]
    watch.pass_(hours=1)
    register(office, wanted="另一件")


def test_many_at_once_are_stopped_too(office: Office, watch: Watch) -> None:
    register(office)
    watch.pass_(hours=-1)
    with pytest.raises(ClockBack), office.transaction(May.IMPORT) as session:
        bulk.write(office, session, [bulk.prepare(office, history(day)) for day in (2, 3)])
    with office.reading() as session:
        assert session.scalar(select(func.count()).select_from(CaseCopy)) == 1


def test_looking_drafts_and_copies_go_on_and_do_not_hide_the_gap(
    office: Office, watch: Watch, tmp_path: Path
) -> None:
    case = register(office)
    last = watch.moment
    watch.pass_(days=-1)
    save_draft(office, {"wanted": "写了一半"})
    assert load_draft(office) is not None
    disclosing.reveal(office, case, "核对身份")
    if office.store.dialect == "sqlite":
        keeping.back_up(office, tmp_path / "copy.gkdb")
    name, detail = acts(office)[-1]
    assert name == ("backed_up" if office.store.dialect == "sqlite" else "revealed")
    assert datetime.fromisoformat(str(detail["clock_behind"])) == last
    assert stopped(lambda: register(office, wanted="另一件")), "what was looked at has not moved the mark"
    assert check_office(office).findings == ()
    watch.moment = last + timedelta(minutes=1)
    register(office, wanted="另一件")
    assert "clock_behind" not in acts(office)[-1][1]


def test_people_log_in_and_out_with_any_clock(office: Office, watch: Watch) -> None:
    switched_on(office)
    with_password(office, "李某")
    watch.pass_(days=-30)
    sit_down(office, "李某")
    assert office.acting == "李某"
    assert "登录密码不对" in told(lambda: login.log_in(office, "李某", "wrong"))
    assert stopped(lambda: register(office))
    assert [name for name, detail in acts(office) if "clock_behind" in detail] == [
        "logged_out",
        "logged_in",
        "login_failed",
    ]


def test_with_a_reason_on_the_chain_work_goes_on(office: Office, watch: Watch) -> None:
    register(office)
    last = watch.moment
    watch.pass_(hours=-1)
    assert told(lambda: go_on(office, " ")).startswith("时钟倒退后继续须写明理由")
    assert go_on(office, REASON).said == "理由已记入审计链，按本机现在的时间继续"
    name, detail = acts(office)[-1]
    assert (name, detail["reason"]) == ("clock_set_back", REASON)
    assert datetime.fromisoformat(str(detail["now"])) == watch.moment
    assert datetime.fromisoformat(str(detail["last"])) == last
    register(office, wanted="另一件")
    assert told(lambda: go_on(office, REASON)) == IN_ORDER
    assert check_office(office).findings == ()
    watch.pass_(minutes=-6)
    assert stopped(lambda: register(office, wanted="第三件"))


def test_after_a_look_with_the_wrong_clock_the_reason_names_the_last_good_moment(
    office: Office, watch: Watch
) -> None:
    case, last = register(office), watch.moment
    watch.pass_(hours=-2)
    disclosing.reveal(office, case, "核对身份")
    watch.pass_(minutes=10)
    go_on(office, REASON)
    assert datetime.fromisoformat(str(acts(office)[-1][1]["last"])) == last


def test_who_answers_for_days_or_computers_may_go_on(office: Office, watch: Watch) -> None:
    people.save_person(office, "钱某", roles=[Role.REVIEWER])
    switched_on(office)
    for name in ("李某", "钱某"):
        with_password(office, name)
    watch.pass_(hours=-1)
    sit_down(office, "钱某")
    assert told(lambda: go_on(office, REASON)).startswith("钱某的角色是法制审核，不能")
    for name in ("李某", ADMIN):
        sit_down(office, name)
        go_on(office, REASON)
        watch.pass_(hours=-1)


def test_an_export_of_a_computer_whose_clock_was_ahead_comes_in(tmp_path: Path) -> None:
    profile = OfficeProfile("云溪镇人民政府", "云政依复")
    source = create_office(tmp_path / "one.gkdb", profile, today=lambda: TODAY, acting="李某")
    watch = Watch()
    watch.pass_(days=400)
    source.now = watch  # type: ignore[method-assign]  # its clock is ours
    register(source)
    export_all(source, tmp_path / "all.gkbak", reason="换电脑")
    source.close()
    target = create_office(tmp_path / "two.gkdb", profile, today=lambda: TODAY, acting="李某")
    target.now = Watch()  # type: ignore[method-assign]
    assert import_all(target, tmp_path / "all.gkbak").cases == 1
    assert stopped(lambda: register(target, wanted="另一件"))
    go_on(target, REASON)
    register(target, wanted="另一件")
    target.close()


@pytest.mark.parametrize(
    ("at", "detail"),
    [
        ("gestern", "{}"),
        ("2026-12-08", "{}"),
        ("2026-12-08T01:00:00+00:00", '{"clock_behind":"2026"}'),
        ("2026-12-08T01:00:00+00:00", '["clock_behind":'),
    ],
)
def test_what_is_no_moment_stops_nobody(office: Office, watch: Watch, at: str, detail: str) -> None:
    people.save_person(office, "吴某")
    with office.store.writing.begin() as connection:
        triggers.remove(connection, "audit")
        connection.execute(
            text("UPDATE audit SET at = :at, detail = :detail WHERE n = (SELECT max(n) FROM audit)"),
            {"at": at, "detail": detail},
        )
    watch.pass_(days=-1)
    people.save_person(office, "郑某")


# -- the day of rights ----------------------------------------------------------------------------------------


def deputy(office: Office, clock: Clock) -> tuple[str, str]:
    """What keeps 李某 from signing for 周某, who was away a week ago: today, and with the day set back to then."""
    away = TODAY - timedelta(days=7)
    absences.record_absence(office, "周某", "李某", since=away, until=away)
    switched_on(office)
    with_password(office, "李某")
    sit_down(office, "李某")
    now = office.may(May.SIGN_HEAD)
    clock.day = away
    office.reload()
    return now, office.may(May.SIGN_HEAD)


def test_a_day_that_is_set_lends_no_rights(office: Office, watch: Watch, clock: Clock) -> None:
    assert all("不能签发" in said for said in deputy(office, clock))


def test_a_practice_office_lends_them_on_its_own_day(office: Office, watch: Watch, clock: Clock) -> None:
    with office.store.transaction() as session:
        session.add(Setting(key=PRACTICE, value=TODAY.isoformat()))
    now, then = deputy(office, clock)
    assert "不能签发" in now
    assert then == ""


def test_rights_change_at_midnight_in_beijing(office: Office, watch: Watch, clock: Clock) -> None:
    tomorrow = TODAY + timedelta(days=1)
    absences.record_absence(office, "周某", "李某", since=tomorrow, until=tomorrow)
    switched_on(office)
    with_password(office, "李某")
    sit_down(office, "李某")
    watch.pass_(hours=14, minutes=59)
    office.reload()
    assert office.may(May.SIGN_HEAD) != ""
    watch.pass_(minutes=2)
    clock.day = date(2020, 1, 1)
    office.reload()
    assert office.may(May.SIGN_HEAD) == ""
