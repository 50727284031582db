"""What the archive page asks of the services, and which of its lines an act can be taken with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gkcase.desktop.after_lists import Act, Row, read_rows
from gkcase.desktop.tasks import Cancelled, Progress
from gkcase.domain.terms import LetterKind
from gkcase.services.afterwards import waiting_for_archive
from gkcase.services.office import Office

if TYPE_CHECKING:
    from gkcase.services.many import Batch


def read_list(office: Office, code: str, with_done: bool) -> tuple[str, list[Row], int]:
    """A list with its code, and how many cases wait for it in all."""
    rows = read_rows(office, code, with_done)
    return code, rows, waiting_for_archive(office) if code == "archive" else len(rows)


def write_indexes_of(office: Office, ids: Sequence[int], report: Progress, cancelled: Cancelled) -> Batch:
    """The directory of each of these files (案卷目录), one after the other."""
    from gkcase.services.many import Job, write_many  # Word comes with the first letter, not with the page

    jobs = [Job(case_id, LetterKind.FILE_INDEX, {}) for case_id in ids]
    return write_many(office, jobs, report, cancelled)


def fit_for(act: Act, rows: Sequence[Row]) -> list[Row]:
    """The lines with which an act can be taken; of several the others are left out."""
    return [row for row in rows if row.open is not act.done]


def why_not(act: Act, rows: Sequence[Row]) -> str:
    """Why an act cannot be taken with these lines; empty where it can."""
    if not rows:
        return "请先在清单中选择案件"
    if len(rows) > 1 and not act.several:
        return "一次只能办理一件，请只选择一行"
    if act.done and rows[0].open:
        return "尚未审结；审结后才能登记责令重新答复"
    if not fit_for(act, rows):
        return "选中的案件已经办结，或者复议、诉讼尚未审结"
    return ""
