"""The yearly report into a file: Word, Excel or JSON by its ending, written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

from gkcase.domain.annual_document import document
from gkcase.domain.errors import Refusal
from gkcase.services.annual_paper import AnnualPaper, annual_paper
from gkcase.services.office import Office
from gkcase.services.outgoing import written_whole

ENDINGS = (".docx", ".xlsx", ".json")


def checked_target(target: Path) -> Path:
    """The file, where its ending says what it shall be; Refusal otherwise, before anything is counted."""
    if target.suffix.casefold() not in ENDINGS:
        raise Refusal(f"“{target.name}”应以.docx、.xlsx或者.json结尾", "", "to")
    return target


def export_report(office: Office, year: int, form: str, target: Path) -> AnnualPaper:
    """Write the report of a year: as it was frozen where it was, else as it stands now."""
    ending = checked_target(target).suffix.casefold()
    paper = annual_paper(office, year, form)
    if ending == ".docx":
        from gkcase.services.annual_docx import write_docx  # Word loads with the first report

        write_docx(paper, target)
    elif ending == ".xlsx":
        from gkcase.services.annual_xlsx import write_xlsx

        write_xlsx(paper, target)
    else:
        _write_json(paper, target)
    return paper


def _write_json(paper: AnnualPaper, target: Path) -> None:
    """The document of the command line; practice and 定稿 are said in it too."""
    told = {**document(paper.figures, paper.problems), "office": paper.office}
    if paper.seal:
        told["seal"] = paper.seal
    if paper.mark:
        told["practice_today"] = paper.made_on.isoformat()
    content = json.dumps(told, ensure_ascii=False, indent=1)
    with written_whole(target) as draft:
        draft.write_text(f"{content}\n", encoding="utf-8", newline="\n")
