"""The file that stands in for a keyring: two programs at once, and what is in it that nobody can read."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

from gkcase.domain.errors import Trouble
from gkcase.services.secrets import PrivateFile


def keep(path: Path, who: str, count: int) -> None:
    for number in range(count):
        PrivateFile(path).put(f"{who}/{number}", b"x" * 32)


def test_two_programs_keep_keys_at_once_and_none_is_forgotten(tmp_path: Path) -> None:
    path, many = tmp_path / "keys.json", multiprocessing.get_context("spawn")
    others = [many.Process(target=keep, args=(path, who, 15)) for who in ("window", "command")]
    for one in others:
        one.start()
    for one in others:
        one.join()
    assert [one.exitcode for one in others] == [0, 0]
    assert len(json.loads(path.read_text("utf-8"))) == 30


@pytest.mark.parametrize("content", ['{"a/data": "!!!no base64"}', '{"a/data": 3}', "7", "{"])
def test_what_is_no_key_is_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content, "utf-8")
    with pytest.raises(Trouble, match="钥匙文件读不出来"):
        PrivateFile(path).get("a/data")


def test_a_folder_that_is_gone_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="钥匙文件写不进去"):
        PrivateFile(tmp_path / "gone" / "keys.json").put("a/data", b"x")
