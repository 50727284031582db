"""An officer in a hurry: every save path of the services in a random mix, each act said once it has returned."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from benchmarks.histories import histories
from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry
from gkcase.domain.terms import Event, Role
from gkcase.domain.workdays import load_arrangements
from gkcase.paths import RESOURCES
from gkcase.services import (
    annual_report,
    attachments,
    bulk,
    calendar,
    cases,
    drafts,
    erasing,
    gkbak,
    handling,
    intake,
    keeping,
    ledger_import,
    mail,
    many,
    people,
    phrases,
    remembering,
)
from gkcase.services.ledger_plan import Book, Plan, Ready
from gkcase.services.office import Office, change_profile
from soak.saids import Said
from soak.stories import Act, Story, told
from tests.services.requests import POSTED, request

GOING, DONE = "going", "done"
Tell = Callable[[str, tuple[Said, ...]], None]
AT_ONCE = 6
"""So many cases are on their way at a time."""

LEDGER = 25
"""So many cases come in from an old ledger at a time."""


class Worker:
    """Works in an office for ever; `tell` is told before an act what it is about, and after it what must be there."""

    def __init__(
        self, office: Office, folder: Path, chance: random.Random, tell: Tell, scans: Path | None = None
    ) -> None:
        self.office, self.folder, self.chance, self.tell = office, folder, chance, tell
        self.scans = scans or folder
        self.name = uuid4().hex[:8]
        self.serial = 0
        self.stories: list[Iterator[Act]] = []
        self.cases: list[tuple[int, str]] = []
        self.notes: list[tuple[int, int]] = []
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def work(self, acts: int = 0) -> None:
        """Do so many acts; 0: for ever."""
        while not acts or self.done.total() < acts:
            self.one()

    def one(self) -> None:
        """One act, whichever comes."""
        if len(self.stories) < AT_ONCE:
            self.begin()
        elif self.chance.random() < 0.45:
            self.go_on()
        else:
            [other] = self.chance.choices([*OTHERS], [*OTHERS.values()])
            self.try_it(other.__name__, lambda: other(self))

    def try_it(self, what: str, act: Act) -> bool:
        """Do one act and say so; what the rules refuse is none."""
        try:
            must_be_there = act()
        except Refusal as refused:
            self.refused[f"{what}: {refused.reason}"] += 1
            return False
        self.done[what] += 1
        self.tell(DONE, must_be_there)
        return True

    # -- cases --------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A request comes in and its story begins."""
        if self.try_it("register", self.register):
            case_id, _ = self.cases[-1]
            story = Story(self.office, case_id, self.a_case()[1], self.scan)
            self.stories.append(told(story, len(self.cases)))

    def go_on(self) -> None:
        """The next step of one of the stories."""
        story = self.chance.choice(self.stories)
        act = next(story, None)
        if act is None or not self.try_it(act.__qualname__.split(".")[1], act):
            self.stories.remove(story)

    def scan(self) -> Path:
        """A new file of some size."""
        path = self.scans / f"扫描{self.name}-{self.next()}.pdf"
        path.write_bytes(b"%PDF" + self.chance.randbytes(self.chance.randint(100, 40_000)))
        return path

    def next(self) -> int:
        """A number that only grows."""
        self.serial += 1
        return self.serial

    def register(self) -> tuple[Said, ...]:
        """A request, every other one with its scan, from a draft, for an applicant who is remembered."""
        name, wanted = str(uuid4()), f"征收补偿{uuid4()}"
        phone = f"138{self.chance.randrange(10**8):08}"
        facts = request(wanted=wanted, applicant__name=f"甄测试{name}", applicant__phone=phone)
        if self.chance.random() < 0.15:  # its day of receipt is that of the confirmation
            facts |= {"channel": "internet", "submitted_on": "2026-12-08", "signed_on": ""}
        files = [] if len(self.cases) % 2 else [self.scan()]
        change = intake.register(self.office, facts, files=files, op_id=name, draft=f"登记{self.serial}")
        self.cases.append((change.case_id, change.said.removeprefix("已登记，编号")))
        told = [Said("scan", file.name) for file in files]
        return (Said("act", name, wanted), Said("applicant", facts["applicant.name"], phone), *told)  # type: ignore[arg-type]

    def a_case(self) -> tuple[int, str]:
        """One of those that came in here."""
        return self.chance.choice(self.cases)

    def note(self) -> tuple[Said, ...]:
        """A line in a case, which may be taken back or emptied later."""
        case_id, _ = self.a_case()
        name, words = str(uuid4()), f"说明{uuid4()}"
        handling.record(
            self.office, case_id, Event.NOTED, on=self.office.today(), facts={"note": words}, op_id=name
        )
        with self.office.reading() as session:
            from gkcase.storage.journal_store import find_operation

            found = find_operation(session, name)
        assert found is not None
        self.notes.append(found)
        return (Said("act", name, words),)

    def void(self) -> tuple[Said, ...]:
        """A line is taken back."""
        case_id, seq = self.a_note()
        handling.void(self.office, case_id, seq, reason="记错了")
        return (Said("voided", f"{case_id}/{seq}"),)

    def erase(self) -> tuple[Said, ...]:
        """The words of a line are emptied for good."""
        case_id, seq = self.a_note()
        erasing.erase_words(self.office, case_id, seq)
        return (Said("erased", f"{case_id}/{seq}"),)

    def a_note(self) -> tuple[int, int]:
        """A line that was written here, once."""
        if not self.notes:
            raise Refusal("no note yet")
        return self.notes.pop(self.chance.randrange(len(self.notes)))

    def add_files(self) -> tuple[Said, ...]:
        """Scans are hung on a case."""
        files = [self.scan() for _ in range(self.chance.randint(1, 2))]
        attachments.add_files(self.office, self.a_case()[0], files)
        return tuple(Said("scan", file.name) for file in files)

    def amend(self) -> tuple[Said, ...]:
        """A registration is put right."""
        wanted = f"更正{uuid4()}"
        case_id, _ = self.a_case()
        handling.amend(self.office, case_id, {**POSTED, "wanted": wanted}, reason="内容录错")
        return (Said("words", f"{case_id}", wanted),)

    def link(self) -> tuple[Said, ...]:
        """Two cases have to do with each other."""
        (case_id, _), (_, number) = self.a_case(), self.a_case()
        note = f"关联{uuid4()}"
        cases.link(self.office, case_id, number, note)
        return (Said("words", f"{case_id}", note),)

    def register_many(self) -> tuple[Said, ...]:
        """Several requests of one applicant in one act."""
        words = f"一并{uuid4()}"
        count = self.chance.randint(2, 5)
        self.tell(GOING, (Said("many", words, str(count)),))
        wanted = [f"{words}之{place}" for place in range(count)]
        many.register_many(self.office, POSTED, wanted, op_id=str(uuid4()))
        return (Said("many", words, str(count)),)

    def ledger(self) -> tuple[Said, ...]:
        """An old ledger comes in, after a copy of the database."""
        words = f"旧台账{uuid4()}"
        self.tell(GOING, (Said("many", words, str(LEDGER)),))
        seed = self.chance.randrange(10**9)
        ready = []
        for place, one in enumerate(histories(self.office.rules.calendar, LEDGER, seed)):
            first = one.entries[0]
            facts = {**first.facts, "wanted": f"{words}之{place}"}
            entries: list[Entry] = [replace(first, facts=facts), *one.entries[1:]]
            ready.append(Ready("台账", place, bulk.prepare(self.office, replace(one, entries=entries))))
        brought = ledger_import.bring_in(self.office, Plan(Book("旧台账.xlsx", uuid4().hex, ()), ready=ready))
        assert brought.backup is not None
        return (Said("many", words, str(LEDGER)), Said("copy", str(brought.backup)))

    # -- beside the cases ---------------------------------------------------------------------------------------

    def mail(self) -> tuple[Said, ...]:
        """An envelope at the door, and what becomes of it."""
        number = f"EB{uuid4().hex[:9].upper()}CN"
        today = self.office.today()
        mail.enter(self.office, arrived_on=today, way="post_signed", tracking_number=number, sender="甄测试")
        return (Said("mail", number),)

    def settle_mail(self) -> tuple[Said, ...]:
        """The latest open envelope is put to a case, or is none."""
        lines = mail.mail_lines(self.office, only_open=True, limit=1)
        if not lines:
            raise Refusal("no envelope")
        [line] = lines
        if self.chance.random() < 0.5:
            mail.link(self.office, line.id, self.a_case()[0])
            return (Said("mail", line.tracking_number, "linked"),)
        mail.mark_no_request(self.office, line.id, "广告")
        return (Said("mail", line.tracking_number, "none"),)

    def value(self, place: str, keep: Callable[[str], object], *, drop: bool = False) -> tuple[Said, ...]:
        """A value that takes the place of the one before; said before too, for it may be there unsaid."""
        value = "" if drop else f"{self.name}-{self.next()}"
        self.tell(GOING, (Said("value", place, value),))
        keep(value)
        return (Said("value", place, value),)

    def draft(self) -> tuple[Said, ...]:
        """What somebody types is kept, or thrown away."""
        kind = f"草稿{self.chance.randrange(3)}"
        if self.chance.random() < 0.2:
            return self.value(f"draft:{kind}", lambda _: drafts.drop_draft(self.office, kind), drop=True)
        rest = "打字" * self.chance.randint(1, 500)
        return self.value(
            f"draft:{kind}",
            lambda value: drafts.save_draft(self.office, {"value": value, "rest": rest}, kind),
        )

    def remember(self) -> tuple[Said, ...]:
        """A choice is remembered."""
        key = f"试验:{self.chance.randrange(5)}"
        return self.value(
            f"remembered:{key}", lambda value: remembering.remember(self.office, key, {"value": value})
        )

    def profile(self) -> tuple[Said, ...]:
        """The office changes its contact."""
        return self.value(
            "profile:", lambda value: change_profile(self.office, replace(self.office.profile, contact=value))
        )

    def person(self) -> tuple[Said, ...]:
        """A person gets another title."""
        name = f"郑某{self.chance.randrange(3)}"
        return self.value(
            f"person:{name}",
            lambda value: people.save_person(self.office, name, title=value, roles=[Role.CLERK]),
        )

    def phrase(self) -> tuple[Said, ...]:
        """A block of words is kept."""
        return self.value("phrase:own", lambda value: phrases.keep_phrase(self.office, value, key="own-1"))

    def office_day(self) -> tuple[Said, ...]:
        """The office decides a day for itself; every open case is reckoned anew."""
        day = date(2027, 3, 1) + timedelta(self.chance.randrange(5))
        return self.value(
            f"day:{day}", lambda value: calendar.set_office_day(self.office, day, works=True, name=value)
        )

    def arrangement(self) -> tuple[Said, ...]:
        """The notice of a year is read in."""
        text = (RESOURCES / "calendar" / "2026.toml").read_text("utf-8")
        [known] = load_arrangements([text])
        return self.value(
            "arrangement:2026", lambda value: calendar.apply_import(self.office, replace(known, number=value))
        )

    def copy(self) -> tuple[Said, ...]:
        """A copy of all, proven."""
        target = self.folder / f"备份{self.name}-{self.next()}.gkdb"
        self.tell(GOING, (Said("copy", str(target)),))
        keeping.back_up(self.office, target)
        return (Said("copy", str(target)),)

    def export(self) -> tuple[Said, ...]:
        """Everything in one neutral file."""
        target = self.folder / f"导出{self.name}-{self.next()}.gkbak"
        self.tell(GOING, (Said("export", str(target)),))
        gkbak.export_all(self.office, target)
        return (Said("export", str(target)),)

    def freeze(self) -> tuple[Said, ...]:
        """The report of the year is frozen."""
        return self.value("report:2026", lambda value: annual_report.freeze(self.office, 2026, note=value))


OTHERS: dict[Callable[[Worker], tuple[Said, ...]], float] = {
    Worker.note: 30,
    Worker.draft: 70,
    Worker.remember: 45,
    Worker.add_files: 12,
    Worker.mail: 40,
    Worker.settle_mail: 8,
    Worker.void: 6,
    Worker.register_many: 5,
    Worker.link: 5,
    Worker.erase: 3,
    Worker.profile: 3,
    Worker.person: 3,
    Worker.phrase: 3,
    Worker.amend: 2,
    Worker.office_day: 0.6,
    Worker.ledger: 0.6,
    Worker.copy: 0.6,
    Worker.arrangement: 0.4,
    Worker.export: 0.2,
    Worker.freeze: 0.2,
}
"""How often each comes, against the others."""
