"""Office files from elsewhere: hostile ones are refused in a sentence, quickly and for little memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gkcase.domain.errors import Trouble
from gkcase.services.office_guard import WORD, WORKBOOK, Kind, admitted
from tests.services.hostile_files import OLE, honest_letter, honest_workbook, hostile_files

MOST_MEMORY, MOST_SECONDS = 150, 20
"""Mebibytes and seconds for one file; on a quiet machine each takes far below one."""

CHILD = """
import json, sys, time
from pathlib import Path
from gkcase.domain.errors import Trouble
from gkcase.services.office_guard import WORD, admitted
from gkcase.services.foreign_sheet import read_book

def peak():
    try:
        return next(int(row.split()[1]) >> 10 for row in open("/proc/self/status") if row.startswith("VmHWM"))
    except OSError:
        return 0

for name in sys.argv[1:]:
    path, began = Path(name), time.perf_counter()
    try:
        read_book(path) if path.suffix == ".xlsx" else admitted(path, WORD)
        said = ""
    except Trouble as trouble:
        said = str(trouble)
    print(json.dumps([path.name, said, time.perf_counter() - began, peak()]))
"""


def test_every_hostile_file_is_refused_quickly_and_for_little_memory(tmp_path: Path) -> None:
    paths = []
    for name, content in hostile_files().items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, paths)],
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [name for name, *_ in told] == [path.name for path in paths]
    assert {name for name, said, *_ in told if not said} == set()
    assert {name: seconds for name, _, seconds, _ in told if seconds > MOST_SECONDS} == {}
    assert max(peak for *_, peak in told) < MOST_MEMORY


@pytest.mark.parametrize(("content", "kind"), [(honest_workbook(), WORKBOOK), (honest_letter(), WORD)])
def test_an_honest_file_is_read_as_it_is(content: bytes, kind: Kind, tmp_path: Path) -> None:
    path = tmp_path / f"台账{kind.ending}"
    path.write_bytes(content)
    assert admitted(path, kind) == content


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
        admitted(path, WORKBOOK)
    assert str(refused.value).startswith(f"文件“旧台账.xlsx”{said}")


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"文件“没有\.xlsx”无法读取，请确认文件存在、没有被其他程序独占"):
        admitted(tmp_path / "没有.xlsx", WORKBOOK)
