"""Files from elsewhere: hostile ones are refused in a sentence, quickly and for little memory, honest ones are read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gkcase.domain.errors import Trouble
from gkcase.services.foreign_files import read_book, read_word
from gkcase.services.foreign_tables import WordText
from gkcase.services.paper_guard import look
from tests.services.hostile_files import OLE, honest_letter, honest_workbook, hostile_files
from tests.services.hostile_papers import hostile_exports, hostile_papers
from tests.sources import ROOT

MOST_MEMORY, MOST_SECONDS = 150, 20
"""Mebibytes and seconds for one file; on a quiet machine each takes far below one (`soak.hostile`)."""


def test_every_hostile_file_is_refused_quickly_and_for_little_memory(tmp_path: Path) -> None:
    """In a process of its own, with the child that reads: what both took at most is told at the end."""
    contents = {**hostile_files(), **hostile_exports()}
    contents |= {name: content for name, (content, _) in hostile_papers().items()}
    for name, content in contents.items():
        tmp_path.joinpath(name).write_bytes(content)
    asked = [
        sys.executable,
        "-m",
        "tests.services.read_hostile",
        *(str(tmp_path / name) for name in contents),
    ]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True, timeout=100)
    *told, (own, of_child, _) = map(json.loads, done.stdout.splitlines())
    assert [name for name, *_ in told] == list(contents)
    assert {name for name, said, _ in told if not said} == set()
    assert {name: seconds for name, _, seconds in told if seconds > MOST_SECONDS} == {}
    assert own < MOST_MEMORY
    assert of_child < MOST_MEMORY
    assert len(contents) >= 60


def test_the_fault_of_a_paper_is_named() -> None:
    told = {
        name: (look(content, name).said(name), said) for name, (content, said) in hostile_papers().items()
    }
    assert {name: found for name, found in told.items() if found[1] not in found[0]} == {}


def test_an_honest_workbook_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(honest_workbook())
    content, [sheet] = read_book(path)
    assert (content, sheet.rows[0].cells) == (path.read_bytes(), {1: "申请人", 2: "文"})


def test_an_honest_letter_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "年报.docx"
    path.write_bytes(honest_letter())
    assert read_word(path) == WordText([], ["正文"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "不是完好的Excel文件（.xlsx），请换一份"),
        (b"PK\x03\x04", "不是完好的Excel文件"),
        (OLE + bytes(500), "是旧格式（.xls）的文件，请在Excel或WPS中另存为.xlsx再用"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "设有打开密码，请在Excel或WPS中取消密码后再用"),
        (b"<html><table></table></html>", "实际是网页或者XML文件"),
        (b"%PDF-1.7", "实际是PDF文件"),
        (honest_letter(), "实际是Word文件，请在Excel或WPS中另存为.xlsx再用"),
        (bytes((50 << 20) + 1), "过大（最多50 MiB），请分成几个文件"),
    ],
    ids=["empty", "cut", "xls", "encrypted", "web page", "pdf", "letter", "large"],
)
def test_what_is_no_workbook_says_what_it_is(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "旧台账.xlsx"
    path.write_bytes(content)
    with pytest.raises(Trouble) as refused:
        read_book(path)
    assert str(refused.value).startswith(f"文件“旧台账.xlsx”{said}")


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"文件“没有\.xlsx”无法读取，请确认文件存在、没有被其他程序独占"):
        read_book(tmp_path / "没有.xlsx")
