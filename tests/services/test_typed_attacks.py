"""What is typed into a search or a filter is looked for, never run: by the columns, by the index, by every register."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest
from sqlalchemy import func, inspect, select, table

from gkcase.services import mail, queries, similar
from gkcase.services.case_filter import CaseFilter
from gkcase.services.earlier import earlier_requests, similar_requests
from gkcase.services.hits import found_where
from gkcase.services.office import Office
from gkcase.services.register_fields import FIELDS, FieldKind, Register
from gkcase.services.registers import Condition, RegisterFilter, register_figures, register_keys
from gkcase.storage import audit
from tests.services.requests import register

SHARE = 6
"""Every column of every register meets a sixth of the attacks, every attack a sixth of the columns."""

ATTACKS = (
    "' OR '1'='1",
    "' OR 1=1--",
    '" OR ""="',
    "') OR ('1'='1",
    "'; DROP TABLE cases;--",
    "'; DELETE FROM journal; --",
    "'); UPDATE people SET roles='[]';--",
    "' UNION SELECT name, sql FROM sqlite_master--",
    "' UNION ALL SELECT NULL,NULL,version()--",
    "1; ATTACH DATABASE '/x/y.db' AS z; --",
    "1 AND (SELECT load_extension('x'))",
    "1' AND SLEEP(5)#",
    "1) AND pg_sleep(5)--",
    "'||(SELECT pg_read_file('/etc/hostname'))||'",
    "$$; DROP TABLE audit; $$",
    "E'\\'' OR 1=1",
    "\\' OR 1=1 --",
    "%' OR '%'='",
    "%",
    "_",
    "\\",
    "%%%",
    "%s%s%s",
    ":name",
    ":1 ? $1",
    "{0} {x!r}",
    "x' COLLATE NOCASE --",
    "NEAR(a b)",
    "a* OR b*",
    'words:"x" OR "y"',
    "{words} : x",
    "^x",
    '"',
    "'",
    "''",
    "--",
    "/*",
    "*/ OR 1=1 /*",
    "NULL",
    "0x27204f5220313d31",
    "＇ OR ＇1＇=＇1",
    "\u02bc OR 1=1",
    "\x00' OR 1=1",
    "\ud800' OR 1=1",
    "' OR 1=1\n--",
    "(" * 400,
    "'" * 400,
)


def counted(office: Office) -> dict[str, int]:
    """How many rows every table has, and how long the history is."""
    with office.reading() as session:
        names = inspect(session.connection()).get_table_names()
        found = {name: session.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}
        return {**found, "head": audit.head(session).n}


def filters(words: str) -> Iterator[CaseFilter]:
    """The words in every place of the filter of cases that takes words."""
    for name in ("text", "number", "applicant", "wanted", "duty", "handler", "unit"):
        yield CaseFilter(**{name: words})  # type: ignore[arg-type]  # all of these are words
    yield CaseFilter(results=frozenset([words]))


def conditions(words: str) -> Iterator[RegisterFilter]:
    """The same for every column of every register."""
    for kind in Register:
        for field in FIELDS[kind]:
            if field.kind is FieldKind.TEXT:
                yield RegisterFilter(kind, conditions=(Condition(field.key, words),))


def test_what_is_typed_into_a_search_finds_nothing_and_changes_nothing(office: Office) -> None:
    case = register(office, applicant__name="甄测试", wanted="街道改造资金")
    mail.enter(office, arrived_on=office.today(), way="post_signed", sender="甄测试")
    before, stored = counted(office), queries.case_lines(office, [case])[0].next_duty
    for number, words in enumerate(ATTACKS):
        for wanted in filters(words):
            found = [case] if wanted.duty and words in stored else []  # as Python would look
            assert queries.case_ids(office, wanted) == found, (words, wanted)
        for narrowed in islice(conditions(words), number % SHARE, None, SHARE):
            assert list(register_keys(office, narrowed)) == [], (words, narrowed)
        assert mail.mail_lines(office, text=words) == []
        assert queries.case_id_of(office, words) is None
        assert similar.similar_cases(office, words).cases == ()
        assert all(
            hit.where == "编号" for hit in found_where(office, case, words)
        )  # 1 is part of 〔2026〕1号
        assert earlier_requests(office, words) == []
        assert similar_requests(office, words) == []
    assert counted(office) == before
    assert queries.case_ids(office, CaseFilter(text="街道改造")) == [case]


def test_a_register_is_sorted_by_its_own_columns_only(office: Office) -> None:
    register(office)
    for words in ATTACKS:
        wanted = RegisterFilter(order=words)
        assert len(register_keys(office, wanted)) == 1
        assert register_figures(office, wanted).rows == 1


@pytest.mark.parametrize("words", ["'; DROP TABLE cases;--", "{{ 7*7 }}", "=1+1", "%_\\"])
def test_what_is_typed_into_a_form_is_kept_to_the_letter(words: str, office: Office) -> None:
    case = register(office, applicant__name=words, wanted=f"资金{words}")
    [line] = queries.case_lines(office, [case])
    assert (line.applicant, line.wanted) == (words, f"资金{words}")
    assert queries.case_ids(office, CaseFilter(applicant=words)) == [case]
