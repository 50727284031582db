"""Live cells in what leaves (scorecard 20): registers and the yearly report of an office full of formulas, read by
openpyxl, by csv and by LibreOffice, which would reckon whatever is alive.
"""

from __future__ import annotations

import csv
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from gkcase.domain.annual import format_of
from gkcase.domain.errors import Refusal
from gkcase.services import annual_export, intake, register_export
from gkcase.services.cell_text import is_live
from gkcase.services.dossier import OfficeProfile
from gkcase.services.letter_pdf import find_soffice
from gkcase.services.office import Office, create_office
from gkcase.services.register_fields import Register
from gkcase.services.registers import RegisterFilter
from soak.measured import Measured
from tests.services.live_cells import PAYLOADS
from tests.services.requests import request

REASON = "核对导出的内容"
"""Names are not masked, so that what was typed stands in the cells."""


def run(quick: bool) -> list[Measured]:
    """One office, every export; quick: every fourth text."""
    texts = PAYLOADS[::4] if quick else PAYLOADS
    with tempfile.TemporaryDirectory(prefix="gkcase-cells-") as folder:
        files = _exported(Path(folder), texts)
        live = [found for path in files for found in _live(path)]
        soffice = find_soffice()
        reckoned = list(_reckoned(Path(folder), str(soffice), files)) if soffice else ["no LibreOffice"]
    told = f"{len(live)} of {len(texts)} texts in {len(files)} exports"
    return [
        Measured(20, "live cells", told, "0", not live and len(files) == 3),
        Measured(20, "cells that LibreOffice reckons", str(len(reckoned)), "0", not reckoned),
    ]


def _exported(folder: Path, texts: tuple[str, ...]) -> list[Path]:
    """Every text as a name and as the words of a request; then a register as a workbook and as CSV, and the report."""
    profile = OfficeProfile("=1+1", "云政依复", contact="@SUM(1)")
    office = create_office(folder / "a.gkdb", profile, today=lambda: date(2026, 12, 8), acting="李某")
    try:
        for text in texts:
            _register(office, text)
        wanted = RegisterFilter(Register.CASES)
        for name in ("a.xlsx", "a.csv"):
            register_export.export_register(office, wanted, folder / name, reason=REASON)
        annual_export.export_report(office, 2026, format_of(2026), folder / "b.xlsx")
    finally:
        office.close()
    return [folder / name for name in ("a.xlsx", "a.csv", "b.xlsx")]


def _register(office: Office, text: str) -> None:
    try:
        intake.register(office, request(applicant__name=text, wanted=f"{text}"))
    except Refusal:  # control characters do not come in at all
        return


def _live(path: Path) -> Iterator[str]:
    """The cells of a file that a spreadsheet might reckon."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from (cell for row in csv.reader(file) for cell in row if is_live(cell))
        return
    for sheet in load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            yield from (str(cell.value) for cell in row if cell.data_type in ("f", "e") or cell.hyperlink)


def _reckoned(folder: Path, soffice: str, files: list[Path]) -> Iterator[str]:
    """The formulas that are in a file once LibreOffice has opened and saved it."""
    for path in files:
        target = folder / "office" / path.stem
        asked = [soffice, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        asked += ["--convert-to", "xlsx", "--outdir", str(target), str(path)]
        subprocess.run(asked, capture_output=True, check=True, timeout=180)
        yield from _live(target / path.with_suffix(".xlsx").name)
