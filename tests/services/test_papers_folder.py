"""The folder of attachments and letters: beside a database file, chosen for a shared database."""

from __future__ import annotations

from pathlib import Path

import pytest

from gkcase.domain.errors import Refusal, Trouble
from gkcase.services.attachments import add_files
from gkcase.services.office import Office, open_office
from gkcase.services.papers_folder import papers_folder, use_folder
from gkcase.storage.files import FileStore
from tests.services.requests import register


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    file = tmp_path / "申请表.pdf"
    file.write_bytes(b"%PDF-1.4 scan")
    return file


def shared(office: Office) -> bool:
    return office.store.path is None


def test_a_database_file_needs_no_folder_of_its_own(office: Office, tmp_path: Path) -> None:
    if not shared(office):
        with pytest.raises(Refusal, match="单机数据库的附件和文书就在数据库旁边"):
            use_folder(office, tmp_path)
    assert papers_folder(office) == tmp_path / "files"


def test_a_shared_database_remembers_its_folder(
    office: Office, database: str, tmp_path: Path, scan: Path
) -> None:
    if not shared(office):
        return
    office.store.files = FileStore(None)
    case = register(office)
    with pytest.raises(Refusal, match="没有设置附件文件夹"):
        add_files(office, case, [scan])
    folder = tmp_path / "shared"
    with pytest.raises(Trouble, match="附件文件夹不存在或不能写入"):
        use_folder(office, folder)
    folder.mkdir()
    use_folder(office, folder)
    add_files(office, case, [scan])
    again = open_office(database)
    assert papers_folder(again) == folder
    again.close()


def test_papers_that_are_not_in_the_new_folder_are_not_left_behind(
    office: Office, tmp_path: Path, scan: Path
) -> None:
    if not shared(office):
        return
    add_files(office, register(office), [scan])
    folder = tmp_path / "other"
    folder.mkdir()
    with pytest.raises(Refusal, match="缺少1份已有的附件或文书"):
        use_folder(office, folder)
    assert papers_folder(office) == tmp_path / "files"


def test_the_folder_is_named_in_full(office: Office) -> None:
    if shared(office):
        with pytest.raises(Refusal, match="完整位置"):
            use_folder(office, Path("附件"))
