"""Where in a case the words stand that were looked for: a line of it, personal data covered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from gkcase.domain.identity import mask_name, mask_party
from gkcase.domain.journal import Entry, in_force
from gkcase.domain.personal_data import Datum, found_in
from gkcase.domain.terms import ApplicantKind, Event
from gkcase.services.office import Office
from gkcase.services.search_words import Piece, hashes, kept_words, pieces
from gkcase.storage import journal_store
from gkcase.storage.search import folded
from gkcase.storage.tables import Case

MOST = 3
BEFORE, AFTER = 16, 28
_PERSONS = ("applicant.contact", "applicant.legal_representative", "agent.name", "signed_by")
_GAP = r"[\s-]*"

Span = tuple[int, int]


@dataclass(frozen=True)
class Hit:
    """A passage and where it stands; `parts` are its words in order, each with whether it was looked for."""

    where: str
    parts: tuple[tuple[str, bool], ...]

    @property
    def words(self) -> str:
        """The passage as one text: …征收补偿…（答复书）."""
        return f"{''.join(words for words, _ in self.parts)}（{self.where}）"


def found_where(office: Office, case_id: int, text: str) -> list[Hit]:
    """The passages of a case that hold the words of a query, one for each word at the most; none for no words."""
    wanted = list(dict.fromkeys(folded(text).split()))
    if not wanted:
        return []
    with office.reading() as session:
        case = session.get(Case, case_id)
        if case is None:
            return []
        past = in_force(journal_store.entries(session, case_id))
        told = pieces(case.number, past, kept_words(session, hashes(past)))
    return list(_hits(told, wanted, secrets_of(past)))[:MOST]


def _hits(told: Iterable[Piece], wanted: Sequence[str], secrets: dict[str, str]) -> Iterator[Hit]:
    """The first line for each word; a line that holds several words stands for all of them."""
    left = set(wanted)
    for piece in told:
        for line in piece.words.splitlines():
            spans = _spans(line, wanted)
            if left & spans.keys():
                left -= spans.keys()
                yield _passage(piece.where, veiled(line, secrets), sorted(spans.values()))


def _spans(line: str, wanted: Iterable[str]) -> dict[str, Span]:
    """Where each word stands in the line as it was written; folding may make one sign into several."""
    whole, place = _unfolded(line, folded)
    found = {}
    for word in wanted:
        if (at := whole.find(word)) >= 0:
            found[word] = place[at], place[at + len(word) - 1] + 1
    return found


def _unfolded(line: str, fold: Callable[[str], str]) -> tuple[str, list[int]]:
    """The line sign by sign in another form, and for each sign of it where it stood."""
    made = [(one, at) for at, sign in enumerate(line) for one in fold(sign)]
    return "".join(one for one, _ in made), [at for _, at in made]


def _passage(where: str, line: str, spans: Sequence[Span]) -> Hit:
    first, last = max(spans[0][0] - BEFORE, 0), spans[0][1] + AFTER
    parts: list[tuple[str, bool]] = [("…" if first else "", False)]
    at = first
    for begin, end in spans:
        if at <= begin and end <= last:
            parts += [(line[at:begin], False), (line[begin:end], True)]
            at = end
    parts += [(line[at:last], False), ("…" if last < len(line) else "", False)]
    return Hit(where, tuple(part for part in parts if part[0]))


# -- personal data --------------------------------------------------------------------------------------------


def secrets_of(past: Iterable[Entry]) -> dict[str, str]:
    """The names of the persons of a case, each with what may be shown of it."""
    found: dict[str, str] = {}
    for entry in past:
        found |= {name: mask_name(name) for key in _PERSONS if (name := entry.text(key).strip())}
        if name := entry.text("applicant.name").strip():
            found[name] = mask_name(name, ApplicantKind.of(entry.text("applicant.kind") or "natural"))
        party = entry.event in (Event.CONSULTATION_SENT, Event.THIRD_PARTY_TOLD)
        if party and (name := entry.text("name").strip()):
            found[name] = mask_party(name)
    return {name: shown for name, shown in found.items() if name != shown}


def veiled(line: str, secrets: dict[str, str]) -> str:
    """The line with names, numbers and dwellings covered, sign for sign."""
    signs = list(line)
    for name, shown in secrets.items():
        for found in re.finditer(re.escape(name), line):
            _cover(signs, found.span(), shown)
    plain, place = _unfolded(line, lambda sign: unicodedata.normalize("NFKC", sign))
    for datum in found_in(line):
        for found in re.finditer(_loosely(datum), plain):  # figures may be full-width ones
            _cover(signs, (place[found.start()], place[found.end() - 1] + 1), datum.shown)
    return "".join(signs)


def _loosely(datum: Datum) -> str:
    return _GAP.join(re.escape(sign) for sign in datum.plain)


def _cover(signs: list[str], span: Span, shown: str) -> None:
    begin, end = span
    length = end - begin
    signs[begin:end] = shown if len(shown) == length else (shown[:1] + "*" * length)[:length]
