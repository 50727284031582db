"""`report dashboard`: one page of vectors or a picture, without a display and in a running program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.cli.conftest import WHOLE, Program, sets
from tests.sources import ROOT


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "".join(document[0].get_textpage().get_text_range().split())
    finally:
        document.close()


def test_the_dashboard_is_written_and_told(gk: Program, tmp_path: Path, qapp: QApplication) -> None:
    gk.record("new", "received", *WHOLE)
    target = tmp_path / "看板.pdf"
    told = gk.json("report", "dashboard", "--to", str(target))
    assert (told["file"], told["as_of"], told["published_to"]) == (str(target), "2026-12-08", 2026)
    assert told["figures"] == {
        "open": 1, "soon": 0, "late": 0, "paused": 0, "new": 1, "done": 0, "on_time": 0, "average": 0,
    }  # fmt: skip
    found = text_of(target)
    assert "".join(told["headline"].split()) in found
    assert "征收补偿款发放明细" in found
    assert "陈**" in found
    assert "陈某某" not in found
    assert "练习模式·今天按2026年12月8日计算" in found


def test_no_display_and_no_program_are_needed(gk: Program, tmp_path: Path) -> None:
    target = tmp_path / "看板.PNG"
    gk.json("record", "new", "received", *sets(*WHOLE))
    words = (
        "--database",
        gk.database,
        "--today",
        gk.today,
        "report",
        "dashboard",
        "--to",
        str(target),
        "--json",
    )
    bare = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "DISPLAY")}
    ran = subprocess.run(
        [sys.executable, "-m", "gkcase", *words],
        cwd=ROOT,
        env={**bare, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["file"] == str(target)
    image = QImage(str(target))
    assert image.width() == 3508
    marked = image.copy(image.width() // 2 - 400, 60, 800, 60)
    assert any(marked.pixelColor(x, y).lightness() < 150 for x in range(800) for y in range(60))  # 练习模式


def test_what_cannot_be_written_is_one_sentence(gk: Program, tmp_path: Path, qapp: QApplication) -> None:
    ran = gk("report", "dashboard", "--to", str(tmp_path / "看板.doc"))
    assert (ran.status, ran.err) == (2, "参数不对：“看板.doc”应以 .pdf 或 .png 结尾\n")
    said = gk.refused("report", "dashboard", "--to", str(tmp_path / "没有" / "看板.pdf"))
    assert said.endswith("“看板.pdf”没有写成；请换一个位置再试")
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".pdf"]
