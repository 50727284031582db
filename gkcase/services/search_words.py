"""The words by which a case is found (全文检索): its facts, notes and letters, piece by piece with where they stand.

A pure function of the journal and of what the letters say, so that the index can be compared and made again. Papers
that came in (附件) are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Trouble
from gkcase.domain.facts import spec_of
from gkcase.domain.journal import Entry
from gkcase.domain.terms import Event, LetterKind
from gkcase.storage.ids import among_texts
from gkcase.storage.tables import PaperTextRow

if TYPE_CHECKING:
    from gkcase.services.office import Office

NAMES = (
    "applicant.name",
    "applicant.contact",
    "applicant.unit",
    "agent.name",
    "wanted",
    "document_number",
    "tracking_number",
    "number",
    "name",
)
"""Names, words of the request, document and tracking numbers: of every step."""

WORDS = (
    "recorded", "should_be", "purpose", "unit", "note", "items", "guidance", "places", "method", "searcher",
    "members", "information", "reason", "outcome", "grounds", "requests", "comment", "paragraphs", "body",
    "case_number", "document", "papers", "proof", "place", "pay_way", "receipt_number", "signed_by",
)  # fmt: skip
"""What was written down on the way: notes, reasons, correction items, opinions, bodies and numbers of remedies."""

_OF_STEPS, _OF_LETTERS = NAMES + WORDS, NAMES

SILENT = frozenset(
    {
        LetterKind.APPLICATION_FORM,
        LetterKind.RECEIPT,
        LetterKind.SERVICE_PROOF,
        LetterKind.SIGNOFF_SHEET,
        LetterKind.ENVELOPE,
        LetterKind.EMS_LABEL,
        LetterKind.FILE_INDEX,
    }
)
"""Forms: they repeat what the case says already."""

_AT_ONCE = 100
"""So many letters are read together: some megabytes."""

_STANDING = re.compile(
    r"如不服本|网上申请行政复议渠道|个人信息处理说明|期限说明|联系(?:地址|方式)"
    r"|本机关于.{0,60}政府信息公开申请（登记编号|\d{4}年\d{1,2}月\d{1,2}日$"
)
"""Paragraphs that every letter bears: who looks for 行政复议 means the cases with a review, not all replies."""


@dataclass(frozen=True)
class Piece:
    """Some words of a case and where they stand: 所需信息, 记事, 答复书; `name` is the fact, empty for a letter."""

    where: str
    words: str
    name: str = ""


def searched_text(number: str, past: Sequence[Entry], papers: Mapping[str, str]) -> str:
    """All words by which a case is found, each line once; `papers` is what its letters say, by their hash."""
    said = [number]
    for entry in past:
        said += [words for _, words in _said(entry)]
    said += [words for _, words in _letters(past, papers)]
    lines = map(str.strip, "\n".join(said).splitlines())
    return "\n".join(dict.fromkeys(filter(None, lines)))


def pieces(number: str, past: Iterable[Entry], papers: Mapping[str, str]) -> list[Piece]:
    """The same piece by piece; letters come last, so that a long one never crowds out a name."""
    entries = list(past)
    found = [Piece("编号", number, "number")]
    for entry in entries:
        found += _facts(entry)
    return [*found, *(Piece(where, words) for where, words in _letters(entries, papers))]


def _facts(entry: Entry) -> Iterator[Piece]:
    for name, words in _said(entry):
        where = _where(entry, name) if name else f"{entry.event.label}的理由"
        yield Piece(where, words, name or "reason")


def _said(entry: Entry) -> Iterator[tuple[str, str]]:
    """The words of a step by the name of the fact; why an irregular step was taken has no name."""
    facts = entry.facts
    for name in _OF_LETTERS if entry.event is Event.LETTER_WRITTEN else _OF_STEPS:
        if name in facts:
            value = facts[name]
            words = "\n".join(map(str, value)) if isinstance(value, list | tuple) else value
            if words and isinstance(words, str):
                yield name, words
    if entry.reason:
        yield "", entry.reason


def _where(entry: Entry, name: str) -> str:
    if entry.event is Event.LETTER_WRITTEN:
        return "文号" if name == "number" else "文书"
    if entry.event is Event.RECEIVED:
        spec = spec_of(entry.event, name)
        return {"applicant.name": "申请人", "wanted": "所需信息"}.get(name) or (
            spec.label if spec else "登记"
        )
    return entry.event.label


def _letters(entries: Iterable[Entry], papers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What each letter says, behind what it is called."""
    for entry in entries:
        sha256 = _heard(entry)
        if sha256 and (words := telling(papers.get(sha256, ""))):
            yield LetterKind.of(entry.text("kind")).label, words


def telling(letter: str) -> str:
    """What a letter says of its case: without the paragraphs that every letter bears."""
    lines = (line.strip() for line in letter.splitlines())
    return "\n".join(line for line in lines if line and not _STANDING.match(line))


def _heard(entry: Entry) -> str:
    """The hash of a letter that is read for the index; empty for other steps and for forms."""
    if entry.event is not Event.LETTER_WRITTEN or not LetterKind.knows(entry.text("kind")):
        return ""
    return "" if LetterKind.of(entry.text("kind")) in SILENT else entry.text("sha256")


def hashes(past: Iterable[Entry]) -> list[str]:
    """The letters of a case whose words are kept."""
    return [sha256 for entry in past if (sha256 := _heard(entry))]


# -- what letters say, by their hash --------------------------------------------------------------------------


def kept_words(session: Session, wanted: Iterable[str]) -> dict[str, str]:
    """What these letters say; one whose words are not kept is missing."""
    asked = sorted(set(wanted))
    if not asked:
        return {}
    chosen = select(PaperTextRow.sha256, PaperTextRow.body)
    found = session.execute(chosen.where(among_texts(session, PaperTextRow.sha256, asked)))
    return {row.sha256: row.body for row in found}


def keep_words(session: Session, kind: LetterKind, sha256: str, content: bytes, name: str) -> None:
    """Keep what a letter says that has just been written; forms say nothing of their own."""
    if kind not in SILENT and session.get(PaperTextRow, sha256) is None:
        _insert(session, {sha256: _read(content, name)})


def complete(office: Office, session: Session, journals: Iterable[Sequence[Entry]]) -> None:
    """Read the letters again whose words are not kept; one that cannot be read is found by its name only."""
    wanted = {sha256 for past in journals for sha256 in hashes(past)}
    lacking = sorted(wanted.difference(kept_words(session, wanted)))
    for start in range(0, len(lacking), _AT_ONCE):
        _insert(session, _read_again(office, lacking[start : start + _AT_ONCE]))


def _read_again(office: Office, lacking: Sequence[str]) -> dict[str, str]:
    """Letters that may have come from elsewhere, with everything else: read in a child process."""
    from gkcase.services.paper_text import texts_apart

    papers: dict[str, tuple[bytes, str]] = {}
    for sha256 in lacking:
        with suppress(Trouble):  # `gkcase check` names the paper that is gone
            papers[sha256] = (office.store.files.read(sha256), ".docx")
    return dict(zip(papers, texts_apart(list(papers.values())), strict=True)) if papers else {}


def _read(content: bytes, name: str) -> str:
    from gkcase.services.paper_text import (  # with the first letter, not at the start
        Unreadable,
        text_of_paper,
    )

    try:
        return text_of_paper(content, name)
    except Unreadable:
        return ""


def _insert(session: Session, found: Mapping[str, str]) -> None:
    if found:
        session.execute(insert(PaperTextRow), [{"sha256": key, "body": body} for key, body in found.items()])
