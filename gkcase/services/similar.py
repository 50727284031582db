"""How the office decided requests like this one (案例库): result, article, what became of it in review and in court.

Only what was decided counts. Other people's personal data is covered. What was overturned (结果纠正) stands last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from gkcase.domain.identity import mask_name
from gkcase.domain.journal import Entry, Fact, in_force
from gkcase.domain.terms import (
    DECISION_KINDS,
    DECISIONS,
    ApplicantKind,
    Event,
    Remedy,
    RemedyResult,
    StageKind,
)
from gkcase.services.earlier import likeness
from gkcase.services.hits import secrets_of, veiled
from gkcase.services.office import Office
from gkcase.services.search_words import kept_words
from gkcase.storage import journal_store, search
from gkcase.storage.tables import Case, CaseCopy, LetterRow, StageRow

SHOWN, LOOKED_AT = 30, 200
LEAST = 0.25
"""Requests that share less of their words are about something else."""

REASONS = (
    "reasons", "law", "interest", "category", "public_interest", "not_ours", "agency", "agency_contact",
    "not_ready", "processing", "still_unclear", "petition", "channel_for", "publication", "obtain",
    "published", "where_published", "query_law", "query_way", "same_information", "why_unreasonable",
    "not_information", "decision", "article", "not_corrected", "why_passed", "passed_to",
)  # fmt: skip
"""The facts of a reply that are reasons and hold for other cases too; what was found out in the case does not."""


@dataclass(frozen=True)
class Attack:
    """A review or suit against the reply, in words, and whether it overturned it."""

    words: str
    overturned: bool


@dataclass(frozen=True)
class Decided:
    """A case that was decided; `days` are working days, `applicant` is covered unless it is the same one."""

    id: int
    number: str
    applicant: str
    same_applicant: bool
    wanted: str
    code: str
    result: str
    basis: str
    decided_on: date | None
    days: int | None
    attacks: tuple[Attack, ...] = ()
    likeness: float = 0.0

    @property
    def overturned(self) -> bool:
        """Whether a review or a court put the reply right."""
        return any(attack.overturned for attack in self.attacks)


@dataclass(frozen=True)
class Similar:
    """The cases most alike, those that were overturned last."""

    cases: tuple[Decided, ...] = ()

    @property
    def counts(self) -> tuple[tuple[str, str, int], ...]:
        """How requests of this kind were decided: code, label, number, the most frequent first."""
        labels = {case.code: case.result for case in self.cases}
        counted = Counter(case.code for case in self.cases)
        ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
        return tuple((code, labels[code], count) for code, count in ordered)

    @property
    def words(self) -> str:
        """The counts in one line: 信息不存在 5件、予以公开 2件."""
        return "、".join(f"{label} {count}件" for _, label, count in self.counts)


_COLUMNS = (
    CaseCopy.case_id,
    CaseCopy.number,
    CaseCopy.applicant,
    CaseCopy.applicant_kind,
    CaseCopy.wanted,
    CaseCopy.result,
    CaseCopy.replied_on,
    CaseCopy.working_days,
    Case.applicant_id,
)


def similar_cases(office: Office, wanted: str, *, besides: int = 0, code: str = "") -> Similar:
    """The decided cases whose requests are most alike; `besides` is the case itself, `code` the only result."""
    with office.reading() as session:
        own = session.scalar(select(Case.applicant_id).where(Case.id == besides)) if besides else None
        ids = search.alike(session, wanted, limit=LOOKED_AT)
        near = _near(session, [case_id for case_id in ids if case_id != besides], wanted, code)
        attacks = _attacks(session, [row.case_id for row, _ in near])
    found = [_decided(office, row, share, own, attacks) for row, share in near]
    found.sort(key=lambda case: (case.overturned, -case.likeness, -case.id))
    return Similar(tuple(found))


def _near(
    session: Session, ids: Sequence[int], wanted: str, code: str
) -> list[tuple[Row[*tuple[object, ...]], float]]:
    chosen = select(*_COLUMNS).join(Case, Case.id == CaseCopy.case_id)
    chosen = chosen.where(CaseCopy.case_id.in_(ids), CaseCopy.replied_on.is_not(None), CaseCopy.result != "")
    if code:
        chosen = chosen.where(CaseCopy.result == code)
    rated = [(row, likeness(wanted, row.wanted)) for row in session.execute(chosen)]
    near = [(row, share) for row, share in rated if share >= LEAST]
    near.sort(key=lambda one: (-one[1], -one[0].case_id))
    return near[:SHOWN]  # type: ignore[return-value]  # a row of these columns is a row of objects


def _attacks(session: Session, ids: Sequence[int]) -> dict[int, list[Attack]]:
    chosen = select(StageRow.case_id, StageRow.code, StageRow.result).order_by(StageRow.case_id, StageRow.seq)
    rows = session.execute(chosen.where(StageRow.kind == StageKind.REMEDY, StageRow.case_id.in_(ids)))
    found: dict[int, list[Attack]] = {}
    for case_id, code, result in rows:
        way = Remedy.of(code).label if Remedy.knows(code) else "复议诉讼"
        ended = RemedyResult.of(result).label if RemedyResult.knows(result) else "尚未审结"
        overturned = result == RemedyResult.CORRECTED.value
        found.setdefault(case_id, []).append(Attack(f"{way}：{ended}", overturned))
    return found


def _decided(
    office: Office,
    row: Row[*tuple[object, ...]],
    share: float,
    own: int | None,
    attacks: Mapping[int, list[Attack]],
) -> Decided:
    same = own is not None and row.applicant_id == own
    known = office.replies.get(row.result)
    kind = row.applicant_kind if isinstance(row.applicant_kind, ApplicantKind) else ApplicantKind.NATURAL
    shown = mask_name(row.applicant, kind)
    secrets = {row.applicant: shown} if shown != row.applicant else {}
    return Decided(
        id=row.case_id,
        number=row.number,
        applicant=shown,
        same_applicant=same,
        wanted="\n".join(veiled(line, secrets) for line in row.wanted.splitlines()),
        code=row.result,
        result=known.label if known else row.result,
        basis=known.basis if known else "",
        decided_on=row.replied_on,
        days=row.working_days,
        attacks=tuple(attacks.get(row.case_id, ())),
        likeness=share,
    )


# -- what was written then ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Precedent:
    """The reply of a decided case: its text, and the facts in it that are reasons; personal data is covered."""

    text: str
    code: str
    reasons: Mapping[str, Fact]


def precedent(office: Office, case_id: int) -> Precedent:
    """The reply that decided a case, as it may be shown beside another one."""
    with office.reading() as session:
        past = in_force(journal_store.entries(session, case_id))
        decision = next((entry for entry in reversed(past) if _decides(entry)), None)
        sha256 = decision.text("sha256") if decision else _letter(session, case_id)
        body = kept_words(session, [sha256]).get(sha256, "")
    secrets = secrets_of(past)
    text = "\n".join(veiled(line.strip(), secrets) for line in body.splitlines() if line.strip())
    if decision is None:
        return Precedent(text, "", {})
    facts = {name: _covered(decision.facts[name], secrets) for name in REASONS if decision.facts.get(name)}
    return Precedent(text, decision.text("kind_of_reply"), facts)


def _decides(entry: Entry) -> bool:
    return entry.event is Event.LETTER_WRITTEN and entry.text("kind") in DECISION_KINDS


def _letter(session: Session, case_id: int) -> str:
    chosen = select(LetterRow.sha256).where(LetterRow.case_id == case_id, LetterRow.kind.in_(DECISIONS))
    return session.scalar(chosen.order_by(LetterRow.seq.desc()).limit(1)) or ""


def _covered(value: Fact, secrets: Mapping[str, str]) -> Fact:
    if isinstance(value, list | tuple):
        return [_covered(one, secrets) for one in value]
    return (
        "\n".join(veiled(line, dict(secrets)) for line in value.splitlines())
        if isinstance(value, str)
        else value
    )
