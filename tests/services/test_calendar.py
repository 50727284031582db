"""A notice moves the open cases that it touches and no other; what was previewed is what happens."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from gkcase.domain.errors import Refusal
from gkcase.domain.terms import Event, LetterKind
from gkcase.domain.workdays import Arrangement, OfficeDay
from gkcase.services import calendar, intake, lettering
from gkcase.services.handling import record
from gkcase.services.office import Change, Office, Topic, open_office
from gkcase.services.reading import dossier
from gkcase.services.years import year_of
from gkcase.storage.audit import KEYED, SEALED
from gkcase.storage.tables import AuditRow, CalendarYear, CaseCopy, OfficeDayRow, Setting
from tests.services.conftest import Clock

pytestmark = pytest.mark.file_only

NUMBER = "国办发明电〔2026〕8号"
NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至4日（周一）放假调休，共4天。1月9日（周六）上班。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""


@pytest.fixture
def cases(office: Office, clock: Clock) -> dict[str, int]:
    """Due in December, due in January, and one that is over; all on 2026-12-08."""
    found = {}
    for name, day in (
        ("december", date(2026, 11, 17)),
        ("over", date(2026, 12, 7)),
        ("january", date(2026, 12, 8)),
    ):
        clock.day = day
        facts = {
            "channel": "in_person",
            "submitted_on": day.isoformat(),
            "applicant.name": "陈某",
            "applicant.phone": "13800005678",
            "wanted": f"云溪镇的预算（{name}）",
        }
        found[name] = intake.register(office, facts).case_id
    clock.day = date(2026, 12, 8)
    record(office, found["over"], Event.WITHDRAWN, on=clock.day, facts={"note": "12月8日书面撤回"})
    return found


def notice(office: Office, text: str = NOTICE, year: int = 2027) -> Arrangement:
    return calendar.imported(office, calendar.read_text(office, text, year), NUMBER)


def due(office: Office, case_id: int) -> date | None:
    return dossier(office, case_id).standing.due


def copied_due(office: Office, case_id: int) -> date | None:
    with office.reading() as session:
        return session.scalar(select(CaseCopy.due_on).where(CaseCopy.case_id == case_id))


def acts(office: Office) -> list[str]:
    with office.reading() as session:
        acts = session.scalars(select(AuditRow.act).order_by(AuditRow.n))
        return [act for act in acts if act not in (KEYED, SEALED)]


# -- a notice -----------------------------------------------------------------------------------------------------


def test_an_import_moves_the_open_cases_that_it_touches_and_only_them(
    office: Office, cases: dict[str, int]
) -> None:
    before = {name: due(office, case_id) for name, case_id in cases.items()}
    assert before["january"] == date(2027, 1, 6)
    assert dossier(office, cases["january"]).standing.provisional
    planned = calendar.preview_import(office, notice(office))
    change = calendar.apply_import(office, notice(office))
    assert [moved.case_id for moved in planned.moved] == [cases["january"]]
    assert due(office, cases["january"]) == copied_due(office, cases["january"]) == date(2027, 1, 7)
    assert not dossier(office, cases["january"]).standing.provisional
    assert due(office, cases["december"]) == before["december"] == copied_due(office, cases["december"])
    assert due(office, cases["over"]) == before["over"]
    assert change.said == "2027年放假安排已启用，1件案件的期限有变化"
    assert change.topics == Topic.CALENDAR | Topic.CASES


def test_a_preview_says_what_then_happens(office: Office, cases: dict[str, int]) -> None:
    planned = calendar.preview_import(office, notice(office))
    [moved] = planned.moved
    assert (moved.before, moved.after) == (due(office, cases["january"]), date(2027, 1, 7))
    assert moved.sentence == "〔2026〕3号：答复期限由1月6日（周三）变为1月7日（周四）"
    assert planned.stale == 2  # the open cases that were looked at
    assert not office.rules.calendar.is_published(2027)
    calendar.apply_import(office, notice(office))
    assert due(office, cases["january"]) == moved.after
    assert office.rules.calendar.fingerprint == planned.rules.calendar.fingerprint
    assert calendar.preview_import(office, notice(office)).moved == ()


def test_letters_that_quote_the_old_day_are_named(office: Office, cases: dict[str, int]) -> None:
    lettering.write_letter(office, cases["january"], LetterKind.RECEIPT, on=office.today())
    lettering.write_letter(office, cases["december"], LetterKind.RECEIPT, on=office.today())
    [moved] = calendar.preview_import(office, notice(office)).moved
    [name] = moved.letters
    assert "登记回执" in name
    calendar.apply_import(office, notice(office))
    # The letter now quotes a day that no longer holds: a later change does not name it again.
    [again] = calendar.preview_office_days(office, [OfficeDay(date(2027, 1, 6), False, "州庆")]).moved
    assert again.letters == ()


def test_an_import_is_kept_and_stands_on_the_chain(
    office: Office, cases: dict[str, int], database: str, clock: Clock
) -> None:
    calendar.apply_import(office, notice(office))
    known = calendar.arrangement_of(office, 2027)
    assert known is not None
    assert (known.number, known.off[date(2027, 1, 4)]) == (NUMBER, "元旦")
    assert acts(office)[-1] == "calendar_imported"
    again = open_office(database, today=clock)
    try:
        assert again.rules.calendar.fingerprint == office.rules.calendar.fingerprint
        assert due(again, cases["january"]) == date(2027, 1, 7)
    finally:
        again.close()


def test_an_imported_year_wins_over_the_one_that_was_shipped(office: Office) -> None:
    text = "七、国庆节：10月1日（周四）至8日（周四）放假调休，共8天。9月20日（周日）、10月10日（周六）上班。"
    changed = notice(office, text, 2026)
    calendar.apply_import(office, changed)
    assert office.rules.calendar.name_of(date(2026, 10, 8)) == "国庆节"
    assert office.rules.calendar.name_of(date(2026, 5, 1)) == "劳动节"  # of which this notice is silent
    with office.reading() as session:
        assert session.get_one(CalendarYear, 2026).imported_by == "李某"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (NOTICE.replace("4日（周一）放假调休", "4日（周二）放假调休"), "周一"),
        (NOTICE.replace("共5天", "共6天"), "5天"),
        (NOTICE.replace("1月9日（周六）", "1月4日（周一）"), "又放假"),
        (NOTICE.replace("2027年", "2028年"), "2028年"),
        ("请各地妥善安排好值班。", "没有读到"),
    ],
)
def test_a_notice_that_contradicts_itself_changes_nothing(
    office: Office, cases: dict[str, int], text: str, says: str
) -> None:
    reading = calendar.read_text(office, text, 2027)
    assert reading.problems
    assert any(says in str(problem) for problem in reading.problems)
    before, chain = office.rules.calendar.fingerprint, acts(office)
    with pytest.raises(Refusal):
        calendar.imported(office, reading, NUMBER)
    assert calendar.arrangement_of(office, 2027) is None
    assert office.rules.calendar.fingerprint == before
    assert acts(office) == chain
    assert due(office, cases["january"]) == date(2027, 1, 6)


def test_half_a_notice_and_a_notice_without_number_are_refused(office: Office) -> None:
    half = calendar.read_text(office, NOTICE.split("\n")[1], 2027)
    assert not half.problems
    with pytest.raises(Refusal, match="没有春节、清明节") as caught:
        calendar.imported(office, half, NUMBER)
    assert caught.value.field == "text"
    with pytest.raises(Refusal) as caught:
        calendar.imported(office, calendar.read_text(office, NOTICE, 2027), "  ")
    assert caught.value.field == "number"


def test_a_notice_that_cannot_be_stored_moves_nothing(
    office: Office, cases: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> list[int]:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(calendar, "reckon_anew", broken)
    with pytest.raises(RuntimeError):
        calendar.apply_import(office, notice(office))
    assert calendar.arrangement_of(office, 2027) is None
    assert not office.rules.calendar.is_published(2027)
    assert copied_due(office, cases["january"]) == date(2027, 1, 6)


# -- the office's own days ----------------------------------------------------------------------------------------


def set_day(office: Office, day: date, *, works: bool = False, name: str = "州庆") -> Change:
    return calendar.set_office_day(office, day, works=works, name=name)


def test_an_own_day_off_moves_what_lies_behind_it(office: Office, cases: dict[str, int]) -> None:
    day = date(2026, 12, 10)
    planned = calendar.preview_office_days(office, [OfficeDay(day, False, "州庆")])
    change = set_day(office, day)
    assert [(moved.case_id, moved.after) for moved in planned.moved] == [
        (cases["december"], date(2026, 12, 16)),
        (cases["january"], date(2027, 1, 7)),
    ]
    for moved in planned.moved:
        assert due(office, moved.case_id) == copied_due(office, moved.case_id) == moved.after
    assert change.said == "2026年12月10日已设为州庆，2件案件的期限有变化"
    assert office.rules.calendar.name_of(day) == "州庆"
    assert acts(office)[-1] == "office_days_changed"


def test_an_own_working_day_brings_dates_forward_and_goes_again(
    office: Office, cases: dict[str, int]
) -> None:
    before = due(office, cases["december"])
    saturday = date(2026, 12, 12)
    set_day(office, saturday, works=True, name="防汛值守")
    assert due(office, cases["december"]) == date(2026, 12, 14)
    change = calendar.drop_office_day(office, saturday)
    assert due(office, cases["december"]) == copied_due(office, cases["december"]) == before
    assert calendar.office_days(office) == []
    assert change.said.startswith("2026年12月12日恢复按国家安排")


def test_a_day_can_be_set_again_and_keeps_the_others(office: Office) -> None:
    set_day(office, date(2026, 12, 10))
    set_day(office, date(2026, 12, 11), name="防汛停工")
    set_day(office, date(2026, 12, 10), name=" 自治州成立纪念日 ")
    assert calendar.office_days(office) == [
        OfficeDay(date(2026, 12, 10), False, "自治州成立纪念日"),
        OfficeDay(date(2026, 12, 11), False, "防汛停工"),
    ]


def test_an_own_day_needs_a_reason(office: Office) -> None:
    with pytest.raises(Refusal) as caught:
        set_day(office, date(2026, 12, 10), name="  ")
    assert caught.value.field == "name"
    with office.reading() as session:
        assert session.scalars(select(OfficeDayRow)).all() == []


# -- doubtful points ----------------------------------------------------------------------------------------------


def test_a_choice_moves_the_open_cases_as_previewed(office: Office, cases: dict[str, int]) -> None:
    planned = calendar.preview_choices(office, {"receipt_day_counts": True})
    assert {moved.case_id: moved.after for moved in planned.moved} == {
        cases["december"]: date(2026, 12, 14),
        cases["january"]: date(2027, 1, 5),
    }
    assert not office.rules.policy.receipt_day_counts
    change = calendar.choose(office, {"receipt_day_counts": True})
    assert office.rules.policy.receipt_day_counts
    for moved in planned.moved:
        assert due(office, moved.case_id) == copied_due(office, moved.case_id) == moved.after
    assert change.said == "设置已保存，2件案件的期限有变化"
    assert calendar.choices_of(office) == {"receipt_day_counts": True}


def test_choosing_the_default_again_moves_everything_back(office: Office, cases: dict[str, int]) -> None:
    before = due(office, cases["january"])
    calendar.choose(office, {"receipt_day_counts": True})
    calendar.choose(office, {})
    assert due(office, cases["january"]) == copied_due(office, cases["january"]) == before


@pytest.mark.parametrize(
    "choices",
    [{"receipt_day_counts": 1}, {"correction_limit_days": 3}, {"deliberation_stops": True}, {"x": 1}],
)
def test_what_the_law_does_not_leave_open_cannot_be_chosen(
    office: Office, choices: dict[str, object]
) -> None:
    with pytest.raises(Refusal) as caught:
        calendar.choose(office, choices)
    assert caught.value.field == next(iter(choices))
    with office.reading() as session:
        assert session.get(Setting, "policy") is None


# -- the year at a glance -----------------------------------------------------------------------------------------


def test_a_year_tells_its_notice_its_working_days_and_own_days(office: Office) -> None:
    year = year_of(office, 2026)
    assert year.arrangement is not None
    assert (year.arrangement.number, year.workdays, year.own) == ("国办发明电〔2025〕7号", 248, ())
    set_day(office, date(2026, 12, 10))
    year = year_of(office, 2026)
    assert (year.workdays, [own.name for own in year.own]) == (247, ["州庆"])


def test_years_out_of_reach_become_the_nearest(office: Office) -> None:
    assert (year_of(office, 1900).year, year_of(office, 2200).year) == (2019, 2100)
    assert year_of(office, 2019).workdays == 250
    assert not year_of(office, 2027).published
