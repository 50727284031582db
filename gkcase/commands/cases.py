"""Commands about cases: record, void, show, explain, list, letter."""

from __future__ import annotations

from argparse import Namespace as Options
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from gkcase.commands.common import (
    Misused,
    Told,
    case_named,
    event_named,
    facts_of,
    items,
    office_of,
    say,
)
from gkcase.commands.logging_in import password_of
from gkcase.domain.clock import Caution, Day
from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.terms import Event, Status, spoken
from gkcase.services import (
    cases,
    disclosing,
    documents,
    handling,
    intake,
    lettering,
    queries,
    reading,
    signing,
)
from gkcase.services.dossier import JournalLine
from gkcase.services.letters import LETTERS
from gkcase.services.office import Office

FRESH = (Status.AWAITING_CONFIRMATION, Status.IN_PROGRESS)

SECOND_CASE = {Event.LINKED: "case", Event.MERGED: "case", Event.SPLIT: "wanted"}
"""Acts that touch or make a second case, and the fact that each of them needs."""

SPOKEN = {"case": "另一件案件的编号", "wanted": "拆分出的内容，每项一次"}

# -- steps ----------------------------------------------------------------------------------------------------


def record(options: Options) -> int:
    """Log a request, or any step of a case."""
    facts = facts_of(options.set)
    event = event_named(options.event)
    with office_of(options) as office:
        if options.case == "new":
            case_id = _new_case(office, event, facts, options.on)
        else:
            case_id = case_named(office, options.case)
            secret = password_of(options, office) if event is Event.SIGNED else ""
            _step(office, case_id, event, facts, options.on or office.today(), options.reason, secret)
        return say(options, _after(office, case_id), office)


def _new_case(office: Office, event: Event, facts: Facts, on: date | None) -> int:
    if event is not Event.RECEIVED:
        raise Refusal("新案件只能登记 received", "第四十五条", "event")
    if on is not None and intake.read_request(office, facts)[0].on != on:
        said = f"--on {on.isoformat()} 与申请渠道的日期不一致；登记的日期请用 --set 写明，不必写 --on"
        raise Refusal(said, "第三十一条", "on")
    return intake.register(office, facts).case_id


def _step(
    office: Office, case_id: int, event: Event, facts: Facts, on: date, reason: str, secret: str
) -> None:
    """Acts that touch a second case go through their own service, so that both histories tell of it."""
    if event in SECOND_CASE:
        _only(event, facts)
    other, note = _text(facts, "case"), _text(facts, "note") or reason
    if event is Event.LINKED:
        cases.link(office, case_id, other, note, on=on)
    elif event is Event.MERGED:
        cases.merge(office, case_id, other, note, on=on)
    elif event is Event.SPLIT:
        cases.split(office, case_id, _texts(facts, "wanted"), note, on=on)
    elif event is Event.SIGNED:
        signing.record_signature(office, case_id, facts, on=on, reason=reason, password=secret)
    else:
        handling.record(office, case_id, event, on=on, facts=facts, reason=reason)


def _only(event: Event, facts: Facts) -> None:
    """Refuse a fact that such an act does not know, and the act where its own one is missing."""
    known = (SECOND_CASE[event], "note")
    strange = next((name for name in facts if name not in known), None)
    if strange is not None:
        said = f"“{event.label}”没有名为“{strange}”的项目，可用的有：{'、'.join(known)}"
        raise Refusal(said, "", strange)
    if not facts.get(known[0]):
        raise Refusal(f"“{event.label}”请用 --set {known[0]}= 写明{SPOKEN[known[0]]}", "", known[0])


def _text(facts: Facts, name: str) -> str:
    return "、".join(_texts(facts, name))


def _texts(facts: Facts, name: str) -> list[str]:
    value: Fact = facts.get(name) or []
    return [str(part) for part in value] if isinstance(value, list) else [str(value)]


def _after(office: Office, case_id: int) -> Told:
    file = reading.dossier(office, case_id)
    document = documents.case_document(file)
    lines = [f"{file.number}\t{file.status.label}"]
    if file.standing.due:
        provisional = "（暂定）" if file.standing.provisional else ""
        lines.append(f"答复期限：{file.standing.due.isoformat()} {spoken(file.standing.due)}{provisional}")
    if file.status in FRESH and file.last(Event.CORRECTION_REQUESTED) is None:
        lacking = [item["what"] for item in items(document["shortcomings"])]
        lines += [f"缺少：{what}（第二十九条第二款），可告知补正" for what in lacking]
    lines += _cautions(file.standing.warnings)
    return Told(document, lines)


def _cautions(warnings: Iterable[Caution]) -> list[str]:
    return [f"注意：{caution.text}" for caution in warnings]


def void(options: Options) -> int:
    """Take an entry back with a reason."""
    with office_of(options) as office:
        case_id = case_named(office, options.case)
        handling.void(office, case_id, options.entry, reason=options.reason)
        return say(options, _after(office, case_id), office)


# -- looking --------------------------------------------------------------------------------------------------


def _opened(office: Office, options: Options, case_id: int | None = None) -> bool:
    """Who looks at personal data without the mask says why, and it is put on record."""
    if options.open is None:
        return False
    disclosing.reveal(office, case_id, options.open)
    return True


def show(options: Options) -> int:
    """Print the dossier of a case."""
    with office_of(options) as office:
        case_id = case_named(office, options.case)
        unmasked = _opened(office, options, case_id)
        file = reading.dossier(office, case_id)
        document = documents.dossier_document(file, unmasked=unmasked)
        lines = [f"{file.number}  {file.status.label}  {document['applicant']}  {document['wanted']}"]
        lines += [_journal_line(line) for line in file.journal]
        lines += [f"→ {duty.text}（{duty.basis}）" for duty in file.duties]
        return say(options, Told(document, lines), office)


def _journal_line(line: JournalLine) -> str:
    entry, gone = line.entry, "（已作废）" if line.voided else ""
    return f"{entry.seq:>3}  {entry.on}  {entry.event.label}{gone}  {entry.by}"


def explain(options: Options) -> int:
    """Print the deadline ledger day by day, or what it would be after a step."""
    with office_of(options) as office:
        case_id = case_named(office, options.case)
        unmasked = _opened(office, options, case_id)
        document = documents.dossier_document(reading.dossier(office, case_id), unmasked=unmasked)
        lines: list[str] = []
        view = reading.ledger_of(office, case_id)
        if options.what_if:
            event, facts = event_named(options.what_if), facts_of(options.set)
            on = options.on or office.today()
            effect = handling.what_if(office, case_id, event, on=on, facts=facts)
            if effect.refusal:
                raise Refusal(effect.refusal, effect.basis, effect.field)
            view = reading.supposed_ledger(office, case_id, event, on=on, facts=facts)
            document |= documents.supposed_document(effect, event, on, office)
            lines.append(f"假设“{event.label}”：{effect.sentence}")
            lines += [f"不合规定，须写明理由：{breach.text}" for breach in effect.breaches]
        document |= documents.ledger_document(view)
        return say(options, Told(document, [*lines, *map(_day_line, view.days)]), office)


def _day_line(day: Day) -> str:
    number = f"{day.number:>3}" if day.counts else "  –"
    return f"{day.on.isoformat()}  {number}  {day.why}"


def list_(options: Options) -> int:
    """Print the register."""
    with office_of(options) as office:
        wanted = queries.CaseFilter(
            text=options.search,
            statuses=frozenset([Status.of(options.status)]) if options.status else frozenset(),
            overdue=options.overdue,
            within=_within(options),
            year=_year(options),
            descending=False,
        )
        unmasked = _opened(office, options)
        ids = queries.case_ids(office, wanted)
        rows = {line.id: line for line in queries.case_lines(office, ids)}
        document = documents.list_document(office, [rows[case_id] for case_id in ids], unmasked=unmasked)
        return say(options, Told(document, _list_lines(document)), office)


def _year(options: Options) -> int | None:
    year: int | None = options.year
    if year is not None and not 1 <= year <= 9999:
        raise Misused("--year 应为四位年份")
    return year


def _within(options: Options) -> int | None:
    days: int | None = options.due_within
    if days is not None and days < 0:
        raise Misused("--due-within 应为不小于0的整数")
    return days


def _list_lines(document: dict[str, object]) -> Iterator[str]:
    for case in items(document["cases"]):
        left = "" if case["remaining"] is None else f"{case['remaining']}天"
        due = case["due"] or "—"
        status = Status.of(case["status"]).label
        words = " ".join(str(case["wanted"]).split())
        yield "\t".join((case["case"], str(case["applicant"]), status, due, left, words))


# -- letters --------------------------------------------------------------------------------------------------


def letter(options: Options) -> int:
    """Write a letter of a case into the case and hand its file out."""
    if options.kinds:
        kinds = {kind.value: kind.label for kind in LETTERS}
        return say(options, Told({"kinds": kinds}, [f"{name}\t{label}" for name, label in kinds.items()]))
    if not (options.case and options.kind and options.to):
        raise Misused("请写明案件编号、文书名称和 --to 文件")
    facts, kind = facts_of(options.set), lettering.kind_named(options.kind)
    with office_of(options) as office:
        written = lettering.letter_for(office, case_named(office, options.case), kind, facts)
        target = lettering.copy_out(office, written.sha256, Path(options.to))
        files = [target, *_pdf(target, options.pdf)]
        document = {
            "letter": options.kind,
            "number": written.number,
            "file": str(target),
            "sha256": written.sha256,
            "fields": dict(written.fields),
        }
        return say(options, Told(document, [f"已写入{file}" for file in files]), office)


def _pdf(target: Path, wanted: bool) -> Sequence[Path]:
    if not wanted:
        return ()
    from gkcase.services.letter_pdf import to_pdf

    return (to_pdf(target, target.with_suffix(".pdf")),)
