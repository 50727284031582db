"""What the program can do, without a screen: `python -m gkcase.demo_job FOLDER`.

Makes the demo township in a folder, counts its cases, hands out its letters and writes a register sheet.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from gkcase.domain.errors import Refusal, Trouble
from gkcase.services import demo, lettering, queries, reading
from gkcase.services.office import Office, open_office
from gkcase.services.register_docx import write_register


def run(folder: Path) -> list[Path]:
    """Do the job and name the files it has written."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gkcase-") as place:
        office = open_office(demo.make_demo(Path(place)), acting="李某")
        try:
            return [*_letters(office, folder), write_register(office, folder / "登记台账.docx")]
        finally:
            office.close()


def _letters(office: Office, folder: Path) -> list[Path]:
    written = []
    for case_id in queries.case_ids(office, queries.CaseFilter(descending=False)):
        for file in reading.dossier(office, case_id).files:
            written.append(lettering.copy_out(office, file.sha256, folder / file.name))
    return written


def main() -> int:
    """Run in the folder named, else in ./gkcase-demo."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "gkcase-demo").absolute()
    try:
        files = run(folder)
    except (Refusal, Trouble) as told:
        print(told, file=sys.stderr)
        return 1
    for file in files:
        print(file.name)
    print(f"已生成{len(files)}份文件，在{folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
