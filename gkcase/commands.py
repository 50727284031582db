"""The commands of the command line: each calls the services that the desktop calls and prints what they say."""

from __future__ import annotations

import json
import sys
from argparse import Namespace as Options
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.facts import FACTS
from gkcase.domain.journal import Fact
from gkcase.domain.limits import LIMITS, limit
from gkcase.domain.notices import read_notice
from gkcase.domain.rules import Rules
from gkcase.domain.terms import Event, Status, spoken
from gkcase.services import (
    calendar,
    checking,
    clock_lines,
    demo,
    documents,
    handling,
    intake,
    keeping,
    lettering,
    queries,
    reading,
)
from gkcase.services.dossier import JournalLine, OfficeProfile
from gkcase.services.letters import LETTERS
from gkcase.services.office import Office, beijing_today, create_office, open_office
from gkcase.services.rulebook import rulebook
from gkcase.settings import default_database, load

FAILED = 1


@dataclass(frozen=True)
class Told:
    """What a command says: the document for programs, the lines for people."""

    document: object
    lines: Iterable[str]


# -- the office behind the commands ---------------------------------------------------------------------------


def database_of(options: Options) -> str:
    """The database named, else the one used last, else the usual place."""
    return str(options.database or load().database or default_database())


@contextmanager
def _office(options: Options) -> Iterator[Office]:
    day = options.today
    office = open_office(
        database_of(options),
        today=(lambda: day) if day else beijing_today,
        acting=options.person or load().person,
    )
    try:
        yield office
    finally:
        office.close()


def _say(options: Options, told: Told) -> int:
    if options.json:
        print(json.dumps(told.document, ensure_ascii=False))
        return 0
    for line in told.lines:
        print(line)
    return 0


def _case_id(office: Office, words: str) -> int:
    found = queries.case_id_of(office, words)
    if found is None:
        raise Refusal(f"没有编号为“{words}”的案件，请核对", "", "case")
    return found


def _facts(pairs: Sequence[str]) -> dict[str, Fact]:
    """KEY=VALUE pairs; a key given twice makes a list, true and false are flags."""
    made: dict[str, Fact] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise Refusal(f"“{pair}”应写成 KEY=VALUE 的样式", "", "set")
        read: Fact = {"true": True, "false": False}.get(value, value)
        before = made.get(name)
        if before is None:
            made[name] = read
        else:
            made[name] = [*before, read] if isinstance(before, list) else [before, read]
    return made


def _event(name: str) -> Event:
    if not Event.knows(name):
        known = "、".join(event.value for event in FACTS)
        raise Refusal(f"没有名为“{name}”的环节，可用的有：{known}", "", "event")
    return Event.of(name)


# -- commands -------------------------------------------------------------------------------------------------


def init(options: Options) -> int:
    """Make a new, empty office."""
    path = database_of(options)
    office = create_office(path, OfficeProfile(options.office, options.short), acting=options.person or "")
    office.close()
    return _say(
        options,
        Told({"office": options.office, "database": path}, [f"已建立{options.office}，数据库在{path}"]),
    )


def record(options: Options) -> int:
    """Log a request, or any step of a case."""
    facts = _facts(options.set)
    event = _event(options.event)
    with _office(options) as office:
        if options.case == "new":
            if event is not Event.RECEIVED:
                raise Refusal("新案件只能登记 received", "第四十五条", "event")
            case_id = intake.register(office, facts).case_id
        else:
            case_id = _case_id(office, options.case)
            on = options.on or office.today()
            handling.record(office, case_id, event, on=on, facts=facts, reason=options.reason or "")
        return _say(options, _after(office, case_id))


def _after(office: Office, case_id: int) -> Told:
    file = reading.dossier(office, case_id)
    document = documents.case_document(file)
    lines = [f"{file.number}\t{file.status.label}"]
    if file.standing.due:
        provisional = "（暂定）" if file.standing.provisional else ""
        lines.append(f"答复期限：{file.standing.due.isoformat()} {spoken(file.standing.due)}{provisional}")
    lines += [
        f"缺少：{item['what']}（第二十九条第二款），可告知补正" for item in _items(document["shortcomings"])
    ]
    lines += [f"注意：{caution.text}" for caution in file.standing.warnings]
    return Told(document, lines)


def _items(value: object) -> list[dict[str, str]]:
    return value if isinstance(value, list) else []


def void(options: Options) -> int:
    """Take an entry back with a reason."""
    with _office(options) as office:
        case_id = _case_id(office, options.case)
        handling.void(office, case_id, options.entry, reason=options.reason)
        return _say(options, _after(office, case_id))


def show(options: Options) -> int:
    """Print the dossier of a case."""
    with _office(options) as office:
        case_id = _case_id(office, options.case)
        _opened(office, options, case_id)
        file = reading.dossier(office, case_id)
        document = documents.dossier_document(file, unmasked=bool(options.open))
        lines = [f"{file.number}  {file.status.label}  {document['applicant']}  {file.wanted}"]
        lines += [_journal_line(line) for line in file.journal]
        lines += [f"→ {duty.text}（{duty.basis}）" for duty in file.duties]
        return _say(options, Told(document, lines))


def _journal_line(line: JournalLine) -> str:
    entry, gone = line.entry, "（已作废）" if line.voided else ""
    return f"{entry.seq:>3}  {entry.on}  {entry.event.label}{gone}  {entry.by}"


def _opened(office: Office, options: Options, case_id: int | None = None) -> None:
    """Who looks at personal data without the mask says why, and it is put on record."""
    if options.open:
        from gkcase.services.disclosing import reveal

        reveal(office, case_id, options.open)


def explain(options: Options) -> int:
    """Print the deadline ledger day by day, or what it would be after a step."""
    with _office(options) as office:
        case_id = _case_id(office, options.case)
        file = reading.dossier(office, case_id)
        view = reading.ledger_of(office, case_id)
        document = documents.dossier_document(file, unmasked=False)
        lines: list[str] = []
        if options.what_if:
            event, facts = _event(options.what_if), _facts(options.set)
            on = options.on or office.today()
            effect = handling.what_if(office, case_id, event, on=on, facts=facts)
            if effect.refusal:
                raise Refusal(effect.refusal, effect.basis, effect.field)
            view = reading.supposed_ledger(office, case_id, event, on=on, facts=facts)
            document["what_if"] = effect.sentence
            lines.append(f"假设“{event.label}”：{effect.sentence}")
        document |= documents.ledger_document(view)
        for day in view.days:
            number = f"{day.number:>3}" if day.counts else "  –"
            lines.append(f"{day.on.isoformat()}  {number}  {day.why}")
        return _say(options, Told(document, lines))


def list_(options: Options) -> int:
    """Print the register."""
    with _office(options) as office:
        within = options.due_within
        _opened(office, options)
        wanted = queries.CaseFilter(
            text=options.search or "",
            statuses=frozenset([Status.of(options.status)]) if options.status else frozenset(),
            overdue=options.overdue,
            due_by=None if within is None else _within(office, within),
            year=options.year,
            descending=False,
        )
        ids = queries.case_ids(office, wanted)
        rows = {line.id: line for line in queries.case_lines(office, ids)}
        document = documents.list_document(
            office, [rows[case_id] for case_id in ids], unmasked=bool(options.open)
        )
        return _say(options, Told(document, _list_lines(document)))


def _within(office: Office, days: int) -> date:
    if days < 0:
        raise Refusal("--due-within 应为不小于0的整数", "", "due_within")
    return office.rules.calendar.nth_after(office.today(), days) if days else office.today()


def _list_lines(document: dict[str, object]) -> Iterator[str]:
    for case in _items(document["cases"]):
        left = "" if case["remaining"] is None else f"{case['remaining']}天"
        due = case["due"] or "—"
        status = Status.of(case["status"]).label
        yield "\t".join((case["case"], str(case["applicant"]), status, due, left, str(case["wanted"])))


def letter(options: Options) -> int:
    """Write a letter of a case into the case and hand its file out."""
    if options.kinds:
        kinds = {kind.value: kind.label for kind in LETTERS}
        return _say(options, Told({"kinds": kinds}, [f"{name}\t{label}" for name, label in kinds.items()]))
    if not (options.case and options.kind and options.to):
        raise Refusal("请写明案件编号、文书名称和 --to 文件", "", "letter")
    with _office(options) as office:
        case_id = _case_id(office, options.case)
        written = lettering.letter_for(
            office, case_id, lettering.kind_named(options.kind), _facts(options.set)
        )
        target = lettering.copy_out(office, written.sha256, Path(options.to))
        files = [str(target)]
        if options.pdf:
            from gkcase.services.letter_pdf import to_pdf

            files.append(str(to_pdf(target, target.with_suffix(".pdf"))))
        document = {
            "letter": options.kind,
            "number": written.number,
            "file": str(target),
            "sha256": written.sha256,
            "fields": dict(written.fields),
        }
        return _say(options, Told(document, [f"已写入{file}" for file in files]))


def calendar_read(options: Options) -> int:
    """Read a notice and print what it says; exit 1 while it contradicts itself."""
    read = read_notice(_text_of(options.file), options.year)
    print(json.dumps(read.document(), ensure_ascii=False))
    for problem in read.problems:
        print(problem, file=sys.stderr)
    return FAILED if read.problems else 0


def calendar_import(options: Options) -> int:
    """Store an arrangement after showing which open cases move."""
    with _office(options) as office:
        read = calendar.read_text(office, _text_of(options.file), options.year)
        arrangement = calendar.imported(office, read, options.number)
        plan = calendar.preview_import(office, arrangement)
        out = sys.stderr if options.json else sys.stdout
        for moved in plan.moved:
            print(moved.sentence, file=out)
            for name in moved.letters:
                print(f"  已写文书引用了原日期：{name}", file=out)
        if not options.yes and not _agreed(
            f"{len(plan.moved)}件案件的期限将变化，启用{options.year}年安排？(y/n) "
        ):
            raise Refusal("没有启用，未作任何改动")
        change = calendar.apply_import(office, arrangement)
        moves = [
            {
                "case": moved.number,
                "before": _iso(moved.before),
                "after": _iso(moved.after),
                "letters": list(moved.letters),
            }
            for moved in plan.moved
        ]
        return _say(
            options, Told({"year": options.year, "number": arrangement.number, "moved": moves}, [change.said])
        )


def _move(moved: calendar.Moved) -> dict[str, object]:
    before, after = _iso(moved.before), _iso(moved.after)
    return {"case": moved.number, "before": before, "after": after, "letters": list(moved.letters)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _agreed(question: str) -> bool:
    print(question, end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是")


def _text_of(file: str) -> str:
    return "".join(_lines_of(file))


def _lines_of(file: str) -> Iterator[str]:
    """The lines of a file or of standard input, one at a time."""
    if file == "-":
        stream: TextIO = sys.stdin
        yield from stream
        return
    try:
        with Path(file).open(encoding="utf-8-sig") as opened:
            yield from opened
    except OSError as error:
        raise Trouble(f"文件{file}无法读取，请检查路径和权限") from error
    except UnicodeDecodeError as error:
        raise Trouble(f"文件{file}不是 UTF-8 编码的文本，请另存为 UTF-8 后再试") from error


def clock(options: Options) -> int:
    """Reckon one case a line, in order and in constant memory."""
    if options.database:
        with _office(options) as office:
            return _clock(options, office.rules, office.today())
    return _clock(options, rulebook().rules(), options.today or beijing_today())


def _clock(options: Options, rules: Rules, today: date) -> int:
    failed = 0
    for line, good in clock_lines.answers(_lines_of(options.file), rules, today, with_ledger=options.ledger):
        sys.stdout.write(line + "\n")
        failed |= not good
    return FAILED if failed else 0


def limit_(options: Options) -> int:
    """Print one of the other limits, or their names."""
    if not options.name:
        print(json.dumps({"limits": list(LIMITS)}, ensure_ascii=False))
        return 0
    if options.from_ is None:
        raise Refusal("请用 --from 写明起算日期", "", "from")
    book = rulebook()
    if options.database:
        with _office(options) as office:
            found = limit(options.name, options.from_, office.rules.calendar, book.law, book.remedies)
    else:
        found = limit(options.name, options.from_, book.rules().calendar, book.law, book.remedies)
    print(json.dumps(found.document(), ensure_ascii=False))
    return 0


def demo_(options: Options) -> int:
    """Fill an empty office with the demo township."""
    with _office(options) as office:
        made = demo.fill(office)
        return _say(
            options, Told({"cases": made}, [f"示例数据已放入，共{made}件，练习的今天是{office.today()}"])
        )


def check(options: Options) -> int:
    """Check journal, copies, chain and papers."""
    with _office(options) as office:
        report = checking.check_office(office)
        lines = [f"{finding.case or '数据库'}：{finding.what}" for finding in report.findings]
        ending = "一切正常" if report.ok else f"发现{len(report.findings)}个问题"
        _say(
            options,
            Told(report.document(), [*lines, f"{report.cases}件案件，{report.entries}项记录，{ending}"]),
        )
        if not report.ok:
            print(f"检查发现{len(report.findings)}个问题", file=sys.stderr)
        return 0 if report.ok else FAILED


def backup(options: Options) -> int:
    """Copy the database and its papers, proven before the copy gets its name."""
    with _office(options) as office:
        kept = keeping.back_up(office, Path(options.to))
    return _say(options, Told(_kept(kept), [f"已备份到{kept.path}，{kept.files}份文件"]))


def restore(options: Options) -> int:
    """Bring a copy back as a new database."""
    kept = keeping.restore(Path(options.source), Path(options.to))
    return _say(options, Told(_kept(kept), [f"已恢复到{kept.path}，{kept.files}份文件"]))


def _kept(kept: keeping.Kept) -> dict[str, object]:
    return {"file": str(kept.path), "chain": kept.head, "files": kept.files, "missing": list(kept.missing)}


def migrate(options: Options) -> int:
    """Bring the database to this program's schema."""
    revision = keeping.migrate(database_of(options))
    return _say(options, Told({"revision": revision}, [f"数据库结构为{revision}"]))
