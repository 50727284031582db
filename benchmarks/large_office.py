"""An office with many cases, written straight into the tables: python -m benchmarks.large_office FILE [CASES]."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from gkcase.domain.numbering import case_number
from gkcase.domain.terms import ApplicantKind, CaseKind, Channel, Event, Role, Status, spoken
from gkcase.services.copies import StoredDuty
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import OFFICE_ID, Office, create_office
from gkcase.services.people import save_person
from gkcase.services.values import COPIED_AS
from gkcase.storage import search
from gkcase.storage.tables import Case, CaseCopy, SearchText

TODAY = date(2026, 12, 8)
FIRST_YEAR, LAST_YEAR = 2019, 2026
OPEN_SHARE = 0.01
HANDLERS = ("李某", "周某", "吴某", "郑某")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文玉兰红建国志海波宁"
PLACES = [
    "东湾村",
    "北坪村",
    "西岭村",
    "南塘村",
    "集镇",
    "城关",
    "河口",
    "新区",
    "高店",
    "柳林",
    "石桥",
    "青山",
    "长岗",
    "双庙",
    "沙河",
]
SUBJECTS = (
    "道路硬化工程合同",
    "高标准农田项目验收材料",
    "农村危房改造补助发放明细",
    "集体土地征收补偿安置方案",
    "防汛物资采购清单",
    "污水管网改造施工合同",
    "低保审核公示材料",
    "林权流转合同",
    "环保处罚决定书",
    "宅基地审批档案",
    "公益岗位名单",
    "养护经费使用情况",
    "村级财务代理服务采购结果",
    "河道采砂许可情况",
)
OPEN = (
    (Status.IN_PROGRESS, "running", 12),
    (Status.UNDER_REVIEW, "running", 3),
    (Status.APPROVED, "running", 2),
    (Status.AWAITING_CORRECTION, "awaiting_correction", 2),
    (Status.IN_PROGRESS, "suspended", 1),
)


def make_large_office(database: Path, cases: int = 100_000) -> None:
    """Make the office; its cases are spread over eight years, one in a hundred is open."""
    profile = OfficeProfile(
        "清河县云溪镇人民政府", "云公开", review_body="清河县人民政府", court="清河县人民法院"
    )
    office = create_office(database, profile, today=lambda: TODAY, acting=HANDLERS[0])
    try:
        for name in HANDLERS:
            save_person(office, name, roles=[Role.CLERK])
        rows = _rows(office, cases)
        with office.unasked() as session:
            while part := list(islice(rows, 5000)):
                _write(session, part)
        with office.store.writing.connect() as connection:
            connection.execute(text("ANALYZE"))
    finally:
        office.close()


def _write(session: Session, part: Iterable[dict[str, Any]]) -> None:
    rows = list(part)
    session.execute(insert(Case), [row["case"] for row in rows])
    session.execute(insert(CaseCopy), [row["copy"] for row in rows])
    texts = [{"case_id": row["case"]["id"], "body": search.folded(row["words"])} for row in rows]
    session.execute(insert(SearchText), texts)
    pairs = [{"rowid": text_["case_id"], "words": " ".join(search.grams(text_["body"]))} for text_ in texts]
    session.execute(text("INSERT INTO grams (rowid, words) VALUES (:rowid, :words)"), pairs)


def _rows(office: Office, cases: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(7)
    calendar = office.rules.calendar
    first_open = cases - int(cases * OPEN_SHARE)
    years = LAST_YEAR - FIRST_YEAR + 1
    serials: dict[int, int] = {}
    workdays = [
        calendar.at_rank(rank) for rank in range(calendar.rank(date(2019, 1, 2)), calendar.rank(TODAY))
    ]
    for place in range(cases):
        is_open = place >= first_open
        last = len(workdays) - 1
        at = last - chance.randrange(26) if is_open else place * (last - 30) // first_open
        received = workdays[at]
        year = received.year if not is_open else LAST_YEAR
        serials[year] = serials.get(year, 0) + 1
        number = case_number(year, serials[year], CaseKind.REQUEST)
        yield _row(office, chance, place + 1, number, received, year, serials[year], is_open)
    assert len(serials) == years


def _row(
    office: Office, chance: random.Random, case_id: int, number: str, received: date, year: int, serial: int,
    is_open: bool,
) -> dict[str, Any]:  # fmt: skip
    calendar = office.rules.calendar
    status, clock, _ = _status(chance, is_open)
    waiting = clock != "running" and is_open
    due = None if waiting else calendar.nth_after(received, 20)
    applicant, kind = _applicant(chance)
    wanted = f"{received.year}年{chance.choice(PLACES)}{chance.choice(SUBJECTS)}"
    tracking = f"EB{chance.randrange(10**9):09}CN" if chance.random() < 0.4 else ""
    replied = calendar.nth_after(received, chance.randrange(3, 20)) if not is_open else None
    said = f"最迟 {spoken(due)}答复" if due else "等待对方，期限未定"
    answer = Event.LETTER_WRITTEN.value
    duty = StoredDuty("reply", said, due, "第三十三条第二款", answer, theirs=False, soft=False)
    copy = {
        "case_id": case_id, "number": number, "applicant": applicant, "applicant_kind": kind, "wanted": wanted,
        "channel": chance.choice(list(Channel)), "received_on": received, "status": status,
        "clock_status": clock, "base_due": due, "due_on": due, "provisional": False,
        "suspended": clock == "suspended", "result": "" if is_open else chance.choice(("R2", "R4a", "R6")),
        "replied_on": replied, "late": False, "handler": chance.choice(HANDLERS), "drafter": "",
        "consulting": clock == "suspended", "next_duty": duty.line() if is_open else "",
        "next_on": due if is_open else None, "reckoned_with": office.rules.fingerprint, "closed_on": None,
        "copied_as": COPIED_AS,
    }  # fmt: skip
    case = {
        "id": case_id, "office_id": OFFICE_ID, "number": number, "year": year, "serial": serial,
        "kind": CaseKind.REQUEST, "registered_at": datetime(received.year, received.month, received.day, 1, tzinfo=UTC),
        "version": 1, "applicant_id": None, "imported": False,
    }  # fmt: skip
    return {"case": case, "copy": copy, "words": "\n".join((number, applicant, wanted, tracking))}


def _status(chance: random.Random, is_open: bool) -> tuple[Status, str, int]:
    if not is_open:
        return (chance.choice((Status.REPLIED, Status.ARCHIVED, Status.ARCHIVED)), "replied", 0)
    return chance.choices(OPEN, [weight for *_, weight in OPEN])[0]


def _applicant(chance: random.Random) -> tuple[str, ApplicantKind]:
    if chance.random() < 0.15:
        return (
            f"{chance.choice(PLACES)}{chance.choice(GIVEN)}{chance.choice(GIVEN)}有限公司",
            ApplicantKind.ENTERPRISE,
        )
    given = "".join(chance.choices(GIVEN, k=chance.randrange(1, 3)))
    return f"{chance.choice(SURNAMES)}{given}", ApplicantKind.NATURAL


if __name__ == "__main__":
    make_large_office(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
