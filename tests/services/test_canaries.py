"""No personal data in the open: the whole data folder is searched after the life of a case, with everything still open.

The same search finds them in a plain office, or it would prove nothing (T8, scorecard line 21).
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest

from gkcase import settings
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind
from gkcase.services import (
    attachments,
    drafts,
    gkbak,
    handling,
    intake,
    lettering,
    secrets,
)
from gkcase.services.backups import Why, make_copy
from gkcase.services.checking import check_office
from gkcase.services.dossier import OfficeProfile
from gkcase.services.keeping import back_up
from gkcase.services.keys import set_password
from gkcase.services.office import Office, create_office
from gkcase.storage.argon import Cost
from tests.services.requests import POSTED

TODAY = date(2026, 12, 8)
PROFILE = OfficeProfile("云溪镇人民政府", "云政依复")
CANARIES = ("甄测试", "999999199003070039", "13800001111", "石桥村甲鱼塘租约")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
NEEDLES = {(word, how): word.encode(how) for word in CANARIES for how in ENCODINGS}
HEADER = b"SQLite format"
NAME, ID_NUMBER, PHONE, WORDS = CANARIES
REQUEST: dict[str, Fact] = {
    **POSTED,
    "applicant.name": NAME,
    "applicant.id_number": ID_NUMBER,
    "applicant.phone": PHONE,
    "wanted": WORDS,
}


def found_in(folder: Path) -> dict[str, set[str]]:
    """Which canaries, and headers of SQLite, stand in which files of a folder as anybody can read them."""
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            seen = {word for (word, _), needle in NEEDLES.items() if needle in content}
            seen |= {"SQLite"} if HEADER in content else set()
            found[path.relative_to(folder).as_posix()] = seen
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with everything in it: keys, settings, what is temporary."""
    made = tmp_path / "data"
    (made / "tmp").mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(made / "tmp"))
    kept = secrets.PrivateFile(made / "keys.json")
    monkeypatch.setattr("gkcase.services.secrets.secrets", lambda: kept)
    monkeypatch.setattr("gkcase.settings.data_folder", lambda: made)
    return made


def life_of_a_case(folder: Path, scans: Path, *, encrypted: bool) -> Office:
    """An office with a case that was worked on, in the course of a day; it is still open."""
    database = folder / "gkcase.gkdb"
    office = create_office(database, PROFILE, today=lambda: TODAY, acting="李某", encrypted=encrypted)
    settings.save(settings.Settings(str(database), office.acting))
    papers = []
    for how in ENCODINGS:
        paper = scans / f"{how}.txt"
        paper.write_bytes("，".join(CANARIES).encode(how) * 200)
        papers.append(paper)
    case_id = intake.register(office, REQUEST, files=papers[:2]).case_id
    attachments.add_files(office, case_id, papers[2:])
    handling.record(office, case_id, Event.NOTED, on=TODAY, facts={"note": f"{NAME}来电{PHONE}询问"})
    lettering.write_letter(office, case_id, LetterKind.RECEIPT)
    make_copy(office, Why.TIMED)
    back_up(office, folder / "copy.gkdb")
    drafts.save_draft(office, REQUEST)
    assert check_office(office).ok
    return office


def test_an_encrypted_office_shows_nothing_to_whoever_has_its_folder(folder: Path, tmp_path: Path) -> None:
    office = life_of_a_case(folder, tmp_path, encrypted=True)
    set_password(office, "云溪镇 2026", cost=Cost(8, 1, 1))
    seen = found_in(folder)
    office.close()
    wal, keys = "gkcase.gkdb-wal", {"keys.json", "gkcase.gkdb.key", "copy.gkdb.key"}
    assert {wal, "gkcase.gkdb", "gkcase.json", "copy.gkdb", *keys} <= seen.keys()
    for place in (".files/", ".backups/", "copy.gkdb.files/"):
        assert any(place in path for path in seen), place
    assert {path: words for path, words in {**seen, **found_in(folder)}.items() if words} == {}


def test_the_same_search_finds_them_in_a_plain_office(folder: Path, tmp_path: Path) -> None:
    office = life_of_a_case(folder, tmp_path, encrypted=False)
    seen = found_in(folder)
    office.close()
    assert seen["gkcase.gkdb-wal"] >= set(CANARIES)
    assert seen["copy.gkdb"] >= {*CANARIES, "SQLite"}
    for place in ("gkcase.gkdb.files/", "gkcase.gkdb.backups/pool/", "copy.gkdb.files/"):
        papers = [words for path, words in seen.items() if path.startswith(place)]
        assert sum(words == set(CANARIES) for words in papers) == len(ENCODINGS), place
    [copy] = [words for path, words in seen.items() if ".backups/" in path and path.endswith(".gkdb")]
    assert copy >= {*CANARIES, "SQLite"}


def test_an_export_of_everything_is_in_the_open_and_says_so(folder: Path, tmp_path: Path) -> None:
    """That is what it is for: any later program reads it. It asks for a reason."""
    office = life_of_a_case(folder, tmp_path, encrypted=True)
    target = tmp_path / "all" / "office.gkbak"
    target.parent.mkdir()
    gkbak.export_all(office, target, reason="移交档案馆")
    office.close()
    assert found_in(target.parent) == {"office.gkbak": set(CANARIES)}
