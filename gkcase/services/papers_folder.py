"""Where the attachments and letters of a shared database lie; beside a database file they need no setting."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy import select

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.rights import May
from gkcase.services.office import Change, Office, Topic
from gkcase.storage.engine import FILES_FOLDER
from gkcase.storage.files import FileStore
from gkcase.storage.tables import AttachmentRow, LetterRow, Setting


def papers_folder(office: Office) -> Path | None:
    """The folder of attachments and letters; None where a shared database has none yet."""
    return office.store.files.folder


def use_folder(office: Office, folder: Path) -> Change:
    """Keep the papers of a shared database in this folder from now on; it must hold all that there are."""
    if office.store.path is not None:
        raise Refusal("单机数据库的附件和文书就在数据库旁边，不需要另设文件夹", "", "folder")
    _look_at(folder)
    files = FileStore(folder)
    with office.transaction(May.SETTINGS) as session:
        named = {sha for model in (AttachmentRow, LetterRow) for sha in session.scalars(select(model.sha256))}
        missing = sum(not files.path(sha256).is_file() for sha256 in named)
        if missing:
            said = f"这个文件夹里缺少{missing}份已有的附件或文书，请先把原文件夹的内容全部复制过来，再更换"
            raise Refusal(said, "", "folder")
        session.merge(Setting(key=FILES_FOLDER, value=str(folder)))
        office.on_record(session, "files_folder_changed")
    office.store.files = files
    return Change(Topic.SETTINGS, said=f"附件和文书今后存放在{folder}；其他电脑重新启动后生效")


def _look_at(folder: Path) -> None:
    """Every computer must find the folder under the same name, and be able to write there."""
    if not folder.is_absolute():
        raise Refusal(f"请填写附件文件夹的完整位置，现在是“{folder}”", "", "folder")
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise Trouble(f"附件文件夹不存在或不能写入，请检查位置和权限：{folder}") from error
