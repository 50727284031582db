"""Papers that hang on an entry (附件): kept by content before the row that names them is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.journal import Entry, Fact
from gkcase.domain.rights import May
from gkcase.domain.terms import Event
from gkcase.services.office import Change, Office, Topic
from gkcase.services.routing import check_right
from gkcase.storage.files import StoredFile
from gkcase.storage.tables import AttachmentRow, JournalRow

Incoming = tuple[StoredFile, ...]


def take_in(office: Office, files: Sequence[Path]) -> Incoming:
    """Copy files into the store; a file that cannot be read, is empty or too large is refused by name."""
    return tuple(office.store.files.put(file) for file in files)


@dataclass(frozen=True)
class TakenIn:
    """What became of several files: those that are kept, and one sentence for each that is not."""

    papers: Incoming
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()
    """What is to be said of papers that are kept: nothing reads or opens them."""


def take_in_each(
    office: Office, files: Sequence[Path], *, before_each: Callable[[int], bool] = lambda _: True
) -> TakenIn:
    """Copy into the store whatever can be, before any case names it; `before_each` may end it by saying no."""
    papers: list[StoredFile] = []
    problems: list[str] = []
    notes: list[str] = []
    for place, file in enumerate(files):
        if not before_each(place):
            break
        try:
            papers.append(office.store.files.put(file))
            notes.append(_note(office, papers[-1]))
        except (Refusal, Trouble) as error:
            problems.append(str(error))
    return TakenIn(tuple(papers), tuple(problems), tuple(filter(None, notes)))


def _note(office: Office, paper: StoredFile) -> str:
    """What the officer is told of a paper that acts by itself or that nobody may read: evidence is kept."""
    from gkcase.services.paper_guard import look

    return look(office.store.files.read(paper.sha256), paper.name).said(paper.name)


def packed(papers: Incoming) -> list[Fact]:
    """Papers that have been taken in, as a draft keeps them."""
    return [asdict(paper) for paper in papers]


def unpacked(office: Office, kept: object) -> Incoming:
    """The papers that a draft names, as far as they still lie in the store."""
    found = [StoredFile(**paper) for paper in kept] if isinstance(kept, list) else []
    return tuple(paper for paper in found if office.store.files.path(paper.sha256).is_file())


def attach(office: Office, session: Session, case_id: int, seq: int, incoming: Incoming) -> None:
    """Hang stored files on an entry, in the caller's transaction."""
    for file in incoming:
        session.add(
            AttachmentRow(
                case_id=case_id,
                seq=seq,
                sha256=file.sha256,
                name=file.name,
                size=file.size,
                media_type=file.media_type,
                added_at=office.now(),
                added_by=office.acting,
            )
        )
    session.flush()


def add_files(
    office: Office,
    case_id: int,
    files: Sequence[Path],
    *,
    seq: int = 0,
    before_each: Callable[[int], bool] = lambda _: True,
) -> Change:
    """Add scans to a case: to the entry named, else to its latest one.

    Whatever can be kept is kept; each file that cannot be has its sentence, and if none can, that is refused.
    """
    taken = take_in_each(office, files, before_each=before_each)
    if not taken.papers:
        raise Refusal("；".join(taken.problems) or "没有添加文件", "", "file")
    with office.transaction(May.NOTE, May.HANDLE) as session:
        chosen = select(func.max(JournalRow.seq)).where(JournalRow.case_id == case_id)
        place = session.scalar(chosen.where(JournalRow.seq == seq) if seq else chosen)
        if not place:
            what = f"案件没有第{seq}项记录，文件没有添加" if seq else f"没有编号为{case_id}的案件"
            raise Refusal(f"{what}，请核对", "", "seq" if seq else "case")
        check_right(office, session, Entry(Event.NOTED, office.today(), office.acting))
        attach(office, session, case_id, place, taken.papers)
    names = "、".join(file.name for file in taken.papers)
    return Change(
        Topic.CASES, frozenset([case_id]), "；".join([f"已添加{names}", *taken.notes, *taken.problems])
    )
