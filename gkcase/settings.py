"""Where this person's data lies and nothing else: what matters for the law stands in the database."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from gkcase.domain.errors import Trouble
from gkcase.paths import data_folder


@dataclass(frozen=True)
class Settings:
    """What is remembered between two starts: the database (a file or an URL) and who worked last."""

    database: str = ""
    person: str = ""


def settings_file() -> Path:
    """The file in which the settings stand."""
    return data_folder() / "gkcase.json"


def load() -> Settings:
    """Read the settings; the defaults where there are none yet."""
    file = settings_file()
    if not file.is_file():
        return Settings()
    try:
        data = json.loads(file.read_text("utf-8"))
        return Settings(str(data.get("database", "")), str(data.get("person", "")))
    except (OSError, ValueError, AttributeError) as error:
        raise Trouble(f"设置文件{file}无法读取，请改名保存后重新启动本程序") from error


def save(settings: Settings) -> None:
    """Keep the settings, whole or not at all."""
    file = settings_file()
    fresh = file.with_suffix(".new")
    try:
        fresh.write_text(json.dumps(asdict(settings), ensure_ascii=False, indent=1), "utf-8")
        fresh.replace(file)
    except OSError as error:
        raise Trouble(f"设置无法保存到{file.parent}，请检查磁盘空间和权限") from error


def default_database() -> Path:
    """Where an embedded database is kept if nobody says otherwise."""
    return data_folder() / "gkcase.gkdb"
