"""Reports of a year that are kept (定稿、已公布): stored with a hash, put on the chain, proved when they are read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gkcase.domain.annual import Figures, format_of, from_cells
from gkcase.domain.annual_document import from_document, tables
from gkcase.domain.errors import Refusal
from gkcase.services.office import Office
from gkcase.storage import audit
from gkcase.storage.canonical import canonical, moment, sha256
from gkcase.storage.tables import AnnualReportRow, AuditRow

Source = Literal["frozen", "published"]
FROZEN: Source = "frozen"
PUBLISHED: Source = "published"
WORDS: Mapping[str, str] = {FROZEN: "定稿数据", PUBLISHED: "已公布数据"}
ACTS: Mapping[str, str] = {FROZEN: "report_frozen", PUBLISHED: "report_published"}

Placements = dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """A report that was kept; `unsound` is the sentence to be shown where it is not what was put on the chain."""

    id: int
    figures: Figures
    source: Source
    sha256: str
    note: str
    made_at: datetime
    made_by: str
    replaced: bool
    placements: Placements | None
    unsound: str = ""


def hash_of(figures: Figures) -> str:
    """The hash that stands for the figures: SHA-256 over year, form and tables as canonical JSON."""
    return sha256(canonical(tables(figures)))


def keep(
    office: Office,
    session: Session,
    figures: Figures,
    source: Source,
    note: str,
    placements: Placements | None = None,
    **detail: object,
) -> str:
    """Store a report in the caller's transaction, in place of the one before, which stays; gives back its hash."""
    same = (AnnualReportRow.year == figures.year, AnnualReportRow.source == source)
    session.execute(update(AnnualReportRow).where(*same).values(replaced=True))
    found, at = tables(figures), office.now()
    row = AnnualReportRow(
        year=figures.year,
        format=figures.format,
        source=source,
        figures={"table3": found["table3"], "table4": found["table4"]},
        placements=placements,
        sha256=hash_of(figures),
        note=note,
        made_at=at,
        made_by=office.acting,
        replaced=False,
    )
    session.add(row)
    session.flush()
    told = {"report": row.id, "year": row.year, "format": row.format, "sha256": row.sha256}
    told |= {"placements": _hash_of(placements), "note": _hash_of(note), **detail}
    audit.append(session, at=at, who=office.acting, act=ACTS[source], detail=told)
    return row.sha256


def _hash_of(told: Placements | str | None) -> str:
    return "" if told is None else sha256(canonical(told))


def kept(office: Office, year: int, source: Source) -> Kept | None:
    """The report of a year that counts as frozen or published, the latest; None where there is none."""
    chosen = select(AnnualReportRow).where(AnnualReportRow.year == year, AnnualReportRow.source == source)
    with office.reading() as session:
        row = session.scalars(chosen.order_by(AnnualReportRow.id.desc()).limit(1)).first()
        return _kept(row, _sealed(session)) if row else None


def every_kept(office: Office, year: int) -> list[Kept]:
    """All reports that were ever kept of a year, the newest first, also those that were replaced."""
    chosen = select(AnnualReportRow).where(AnnualReportRow.year == year).order_by(AnnualReportRow.id.desc())
    with office.reading() as session:
        sealed = _sealed(session)
        return [_kept(row, sealed) for row in session.scalars(chosen)]


def _kept(row: AnnualReportRow, sealed: Mapping[int, str]) -> Kept:
    figures, unsound = _proved(row, sealed)
    return Kept(
        row.id,
        figures,
        FROZEN if row.source == FROZEN else PUBLISHED,
        row.sha256,
        row.note,
        row.made_at,
        row.made_by,
        row.replaced,
        row.placements,
        unsound,
    )


def _proved(row: AnnualReportRow, sealed: Mapping[int, str]) -> tuple[Figures, str]:
    """The figures of a row, and the sentence to be told where it is not what the chain has."""
    what = WORDS.get(row.source, "数据")
    said = f"{row.year}年度报告的{what}与保存时的校验值不一致，数据库可能被改动过，请核对后重新保存"
    stored = row.figures if isinstance(row.figures, dict) else {}
    try:
        figures = from_document({**stored, "year": row.year, "format": row.format})
    except Refusal:
        return from_cells(row.year, format_of(row.year), {}), said
    held = _link(
        *(row.source, row.year, row.format, hash_of(figures), _hash_of(row.placements), _hash_of(row.note)),
        *(moment(row.made_at), row.made_by, row.replaced),
    )
    return figures, "" if row.sha256 == hash_of(figures) and sealed.get(row.id) == held else said


def _link(*said: object) -> str:
    return canonical(said)


def _sealed(session: Session) -> dict[int, str]:
    """What the chain says of each report that was kept, by its id; the latest of a year is the one not replaced."""
    columns = (AuditRow.act, AuditRow.at, AuditRow.who, AuditRow.detail)
    chosen = select(*columns).where(AuditRow.case_id.is_(None), AuditRow.act.in_(ACTS.values()))
    acts = [(*row[:3], json.loads(row.detail)) for row in session.execute(chosen.order_by(AuditRow.n))]
    latest = {(act, one["year"]): one["report"] for act, _, _, one in acts}
    sources = {act: source for source, act in ACTS.items()}
    return {
        one["report"]: _link(
            *(sources[act], *(one.get(name) for name in ("year", "format", "sha256", "placements", "note"))),
            *(moment(at), who, one["report"] != latest[act, one["year"]]),
        )
        for act, at, who, one in acts
    }


def unsound(session: Session) -> Iterator[str]:
    """What `gkcase check` says of the reports that are kept, against the chain both ways."""
    sealed = _sealed(session)
    for row in session.scalars(select(AnnualReportRow).order_by(AnnualReportRow.id)):
        _, said = _proved(row, sealed)
        sealed.pop(row.id, None)
        if said:
            yield said
    for _ in sealed:
        yield "年度报告保存过的一份数据不见了，审计链里还有它"
