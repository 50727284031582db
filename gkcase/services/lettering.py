"""Writes letters into a case (成文): numbered, kept by content, hung on the journal in one transaction.

Writing, previewing and handing out stand together, though it is long: all three compose the same letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.journal import Entry, Fact, Facts
from gkcase.domain.lifecycle import judge
from gkcase.domain.numbering import document_number
from gkcase.domain.parts import PARTS, with_main_result
from gkcase.domain.result_codes import Reply
from gkcase.domain.rights import May, needed
from gkcase.domain.state import CaseState
from gkcase.domain.terms import (
    DECISION_KINDS,
    DECISIONS,
    Event,
    LetterKind,
    Party,
    chinese_date,
    decided_with,
)
from gkcase.paths import data_folder
from gkcase.services import letters
from gkcase.services.attachments import Incoming, attach
from gkcase.services.dossier import Dossier
from gkcase.services.handling import append, entry_of, find_case, step
from gkcase.services.letter_builders import Fields
from gkcase.services.letters import LETTERS, Composed
from gkcase.services.office import OFFICE_ID, Change, Office, Topic
from gkcase.services.reading import dossier_in
from gkcase.services.sealing import seal_in
from gkcase.services.search_words import keep_words
from gkcase.services.template_checks import trusted
from gkcase.storage import journal_store
from gkcase.storage.durable import write_whole
from gkcase.storage.tables import Case, LetterRow

DOCUMENT = "document"
"""The series of document numbers (文号), apart from that of case numbers."""

UNTRUE = {"approver_missing": "没有批准人", "reasons_missing": "申请人没有说明理由"}
"""What nobody approved or gave reasons for can be recorded as it happened; a letter that says otherwise cannot."""

FORMS = frozenset(kind.value for kind, letter in LETTERS.items() if letter.follows is None)
"""The office's own forms: each shows the file as it stands, and changes nothing in it."""

UNNUMBERED = "（文号在成文时编定）"


@dataclass(frozen=True)
class Written:
    """A letter that has been written into a case."""

    change: Change
    composed: Composed
    number: str
    sha256: str


def letter_of(event: Event, facts: Facts) -> LetterKind | None:
    """The letter that goes with a step; None where the step needs none."""
    if event is Event.CONSULTATION_SENT:
        third = facts.get("to") == Party.THIRD_PARTY.value
        return LetterKind.THIRD_PARTY_CONSULTATION if third else LetterKind.AGENCY_CONSULTATION
    return {
        Event.RECEIVED: LetterKind.RECEIPT,
        Event.CORRECTION_REQUESTED: LetterKind.CORRECTION_NOTICE,
        Event.EXTENDED: LetterKind.EXTENSION_NOTICE,
        Event.REASONS_REQUESTED: LetterKind.REASONS_NOTICE,
        Event.DELAYED: LetterKind.DELAY_NOTICE,
        Event.THIRD_PARTY_TOLD: LetterKind.THIRD_PARTY_DECISION,
        Event.FEE_REQUESTED: LetterKind.FEE_NOTICE,
        Event.WITHDRAWN: LetterKind.WITHDRAWAL,
        Event.CORRECTION_LAPSED: LetterKind.CLOSED_NO_CORRECTION,
        Event.FEE_LAPSED: LetterKind.CLOSED_NO_FEE,
    }.get(event)


def own_templates() -> Path:
    """The folder in which an office's own templates win over the built-in ones."""
    return data_folder() / "letters"


def write_letter(
    office: Office, case_id: int, kind: LetterKind, *, on: date | None = None, facts: Facts | None = None
) -> Written:
    """Write one letter of a case: its file, its number, its entry in the journal."""
    with office.transaction(May.HANDLE) as session:
        case = find_case(session, case_id)
        return write_in(office, session, case, kind, on or office.today(), facts or {})


def record_with_letter(
    office: Office,
    case_id: int,
    event: Event,
    *,
    on: date,
    facts: Facts,
    reason: str = "",
    version: int | None = None,
    papers: Incoming = (),
) -> Written | Change:
    """Take a step, hang its scans on it and write the letter that goes with it, all or nothing."""
    if event is Event.SIGNED and papers:
        facts = {**facts, "scan": papers[0].sha256}
    entry = entry_of(office, event, on, facts, reason=reason)
    with office.transaction(*needed(event, on_paper=entry.flag("on_paper"))) as session:
        case = find_case(session, case_id)
        kept, _ = step(office, session, case, entry, version=version)
        attach(office, session, case_id, kept.seq, papers)
        kind = letter_of(event, kept.facts)
        said = f"{case.number}已登记“{event.label}”"
        if untrue := next((UNTRUE[code] for code in kept.breaches if code in UNTRUE), ""):
            kind, said = None, f"{said}；{untrue}，未生成文书"
        if kind is None:
            return Change(Topic.CASES, frozenset([case_id]), said)
        return write_in(office, session, case, kind, on, {}, entry=kept, said=f"{said}，文书已生成")


def write_in(
    office: Office,
    session: Session,
    case: Case,
    kind: LetterKind,
    on: date,
    facts: Facts,
    *,
    entry: Entry | None = None,
    said: str = "",
    version: int | None = None,
) -> Written:
    """Write one letter in the caller's transaction; `entry` is the step it goes with where that was just taken."""
    file, facts = dossier_in(office, session, case.id), with_main_result(facts)
    kind = decided_with(kind, file.kind)
    entry = _step_behind(kind, file, on, facts, entry)
    number = _number(office, session, file, kind)
    composed = letters.compose(
        kind,
        file,
        office.profile,
        on,
        facts,
        number,
        entry=entry,
        own=trusted(session, own_templates()),
        policy=office.rules.policy,
        mark=practice_mark(office),
        seal=seal_in(session),
    )
    stored = office.store.files.put_bytes(composed.content, composed.name)
    keep_words(session, kind, stored.sha256, composed.content, composed.name)
    kept = _written_entry(office, session, case, on, version, {
        **facts, "kind": kind.value, "name": composed.name, "number": number, "sha256": stored.sha256,
    })  # fmt: skip
    session.add(
        LetterRow(
            case_id=case.id,
            seq=kept.seq,
            kind=kind,
            number=number,
            sha256=stored.sha256,
            name=composed.name,
            size=stored.size,
            made_at=office.now(),
            made_by=office.acting,
            quoted_due=composed.quoted_due,
        )
    )
    session.flush()
    change = Change(
        Topic.CASES | Topic.LETTERS, frozenset([case.id]), said or f"{case.number}的{kind.label}已生成"
    )
    return Written(change, composed, number, stored.sha256)


def _step_behind(
    kind: LetterKind, file: Dossier, on: date, facts: Facts, entry: Entry | None
) -> Entry | None:
    """The step that a letter goes with: the one just taken, else the latest that calls for this very letter.

    A reply is written from what is given now, never from an earlier round that was returned.
    """
    if entry is not None:
        return entry
    if kind in DECISIONS:
        return Entry(Event.LETTER_WRITTEN, on, facts=facts)
    found = _calling_for(kind, file, str(facts.get("id") or ""))
    if found is None and LETTERS[kind].follows is Event.CONSULTATION_SENT:
        return Entry(Event.CONSULTATION_SENT, on, facts=facts)  # not the letter to somebody else
    return found


def _calling_for(kind: LetterKind, file: Dossier, key: str = "") -> Entry | None:
    """The latest step in force that calls for this letter: of several consultations the one of that id and kind."""
    follows = LETTERS[kind].follows
    found = [
        line.entry
        for line in file.journal
        if line.entry.event is follows and not line.voided and key in ("", line.entry.text("id"))
    ]
    if follows is Event.CONSULTATION_SENT and kind is not LetterKind.CONSULTATION_NOTICE:
        found = [entry for entry in found if letter_of(entry.event, entry.facts) is kind]
    return found[-1] if found else None


def _number(office: Office, session: Session, file: Dossier, kind: LetterKind) -> str:
    """A new document number, or that of the draft which this letter takes the place of."""
    if not LETTERS[kind].numbered:
        return ""
    if kind in DECISIONS and (draft := reply_draft(file)):
        return draft.text("number")
    year = office.today().year
    return document_number(
        office.profile.short, year, journal_store.next_number(session, OFFICE_ID, DOCUMENT, year)
    )


def expected_document_number(office: Office) -> str:
    """The document number that the next letter would get if it were written now."""
    year = office.today().year
    with office.reading() as session:
        last = journal_store.last_number(session, OFFICE_ID, DOCUMENT, year)
    return document_number(office.profile.short, year, last + 1)


def reply_draft(file: Dossier) -> Entry | None:
    """The latest reply letter that has not left the house; None after a reply has been sent or ordered anew."""
    written = [
        line.entry
        for line in file.journal
        if line.entry.event is Event.LETTER_WRITTEN
        and line.entry.text("kind") in DECISION_KINDS
        and not line.voided
    ]
    before = file.last(Event.REPLIED, Event.REPLY_ORDERED)
    fresh = [entry for entry in written if before is None or entry.seq > before.seq]
    return fresh[-1] if fresh else None


def _written_entry(
    office: Office, session: Session, case: Case, on: date, version: int | None, facts: dict[str, Fact]
) -> Entry:
    entry = Entry(Event.LETTER_WRITTEN, on, office.acting, facts)
    state: CaseState = judge(
        journal_store.entries(session, case.id), entry, office.rules, office.today()
    ).state
    return append(office, session, case, entry, state, version=version)


def preview_letter(
    office: Office,
    case_id: int,
    kind: LetterKind,
    *,
    on: date,
    facts: Facts,
    event: Event | None = None,
    number: str = UNNUMBERED,
) -> Composed:
    """Compose a letter without writing anything; a new `number` is only supposed, a draft keeps its own."""
    with office.reading() as session:
        file, facts = dossier_in(office, session, case_id), with_main_result(facts)
        seal = seal_in(session)
        own = trusted(session, own_templates())
    kind = decided_with(kind, file.kind)
    entry = Entry(event, on, facts=facts) if event else _step_behind(kind, file, on, facts, None)
    draft = reply_draft(file) if kind in DECISIONS else None
    number = draft.text("number") if draft else number
    return letters.compose(
        kind,
        file,
        office.profile,
        on,
        facts,
        number,
        entry=entry,
        own=own,
        policy=office.rules.policy,
        mark=practice_mark(office),
        seal=seal,
    )


def practice_mark(office: Office) -> str:
    """What stands on every page of a letter that was made for practice; empty for a real one."""
    if not office.practice:
        return ""
    return f"练习模式 · 今天按{chinese_date(office.today())}计算 · 不具效力"


def copy_out(office: Office, sha256: str, target: Path) -> Path:
    """Hand a stored paper out under a name of the officer's choice, whole or not at all."""
    return write_file(target, office.store.files.read(sha256))


def copy_to_look_at(office: Office, sha256: str, target: Path) -> Path:
    """The same for a copy that another program opens at once; refused where something in it would act by itself."""
    from gkcase.services.paper_guard import check_opening

    content = office.store.files.read(sha256)
    check_opening(content, target.name)
    return write_file(target, content)


def write_file(target: Path, content: bytes) -> Path:
    """Write a file that leaves the program: the old one stays, or the new one is there whole."""
    try:
        write_whole(target, content)
    except OSError as error:
        raise Trouble(f"文件无法写到{target.parent}，请检查磁盘空间和权限，或换一个位置") from error
    return target


def draft_text(office: Office, sha256: str) -> str:
    """What a letter of the case says, drawn from its own file."""
    return letters.text_of(office.store.files.read(sha256))


def kind_named(name: str) -> LetterKind:
    """The kind of letter that the command line names."""
    if not LetterKind.knows(name):
        known = "、".join(kind.value for kind in LETTERS)
        raise Refusal(f"没有名为“{name}”的文书，可用的有：{known}", "", "kind")
    return LetterKind.of(name)


@dataclass(frozen=True)
class Handed:
    """A letter of a case that is kept: its number, its file by content, and what was filled in."""

    number: str
    sha256: str
    fields: Fields
    name: str = ""


def letter_for(office: Office, case_id: int, kind: LetterKind, facts: Facts) -> Handed:
    """The letter of a case: the one kept, or a new one where the step behind it came later or facts are given.

    What was made is never made again to look at it.
    """
    with office.reading() as session:
        file = dossier_in(office, session, case_id)
    kind = decided_with(kind, file.kind)
    _known_facts(kind, facts, file.result)
    if not facts and (kept := _kept_letter(file, kind)):
        return _handed(kept)
    with office.transaction(May.HANDLE) as session:
        case = find_case(session, case_id)
        if not facts and (kept := _kept_letter(dossier_in(office, session, case_id), kind)):
            return _handed(kept)  # a colleague wrote it in the meantime
        written = write_in(office, session, case, kind, office.today(), facts)
    return Handed(written.number, written.sha256, written.composed.fields, written.composed.name)


def _handed(kept: Entry) -> Handed:
    number, name = kept.text("number"), kept.text("name")
    return Handed(number, kept.text("sha256"), {"number": number, "name": name}, name)


def _known_facts(kind: LetterKind, facts: Facts, result: str) -> None:
    """A fact that the letter does not ask for is a typing mistake, and is not kept in silence."""
    code = Reply.DISCLOSE_PART.value if facts.get(PARTS) else str(facts.get("kind_of_reply") or result)
    asked = letters.asks(kind, code)
    known = [spec.name for spec in asked] + (["kind_of_reply"] if kind in DECISIONS else [])
    if LETTERS[kind].follows is Event.CONSULTATION_SENT and "id" not in known:
        known.append("id")
    strange = next((name for name in facts if name not in known), None)
    if strange is None:
        return
    ones = f"可用的有：{'、'.join(known)}" if known else "它不需要另外填写"
    raise Refusal(f"“{kind.label}”没有名为“{strange}”的项目，{ones}", "", strange)


def _kept_letter(file: Dossier, kind: LetterKind) -> Entry | None:
    written = [
        line.entry
        for line in file.journal
        if line.entry.event is Event.LETTER_WRITTEN
        and line.entry.text("kind") == kind.value
        and not line.voided
    ]
    if kind not in DECISIONS and LETTERS[kind].follows is None:
        return _still_true(written, file)
    behind = _calling_for(kind, file) if kind not in DECISIONS else None
    fresh = [entry for entry in written if behind is None or entry.seq > behind.seq]
    return fresh[-1] if fresh else None


def _still_true(written: list[Entry], file: Dossier) -> Entry | None:
    """The latest form that shows the file as it stands: nothing but forms came after it."""
    last = max(
        (
            line.entry.seq
            for line in file.journal
            if line.entry.event is not Event.LETTER_WRITTEN or line.entry.text("kind") not in FORMS
        ),
        default=0,
    )
    fresh = [entry for entry in written if entry.seq > last]
    return fresh[-1] if fresh else None
