"""The long tests can be called by name, and docs/reliability.md says for each of its lines how to measure it again."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from gkcase.paths import data_folder
from soak import __main__ as soak
from soak.measured import Measured
from tests.sources import ROOT

LINES = [*range(1, 5), *range(7, 13), *range(15, 25), *range(27, 32)]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d+ \|", line)
]


def test_the_table_has_every_line_once() -> None:
    assert [int(row[0]) for row in ROWS] == LINES
    assert {len(row) for row in ROWS} == {7}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_every_figure_says_how_it_is_measured_again(row: list[str]) -> None:
    *_, figure, day, _, again = row
    modules = re.findall(r"`soak (\w+)`", again)
    tests = re.findall(r"`(tests/[\w/]+\.py)`", again)
    assert set(modules) <= set(soak.names())
    assert all((ROOT / test).is_file() for test in tests)
    if figure != "–":
        assert tests
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", day)


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two long tests, one of which misses its target."""
    for name, ok in (("good", True), ("bad", False)):
        module = ModuleType(f"soak.{name}")
        found = [Measured(1, f"what {name} measures", "3", "0", ok)]
        module.run = lambda quick, found=found: found  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, f"soak.{name}", module)
        text = "def run(quick: bool) -> list[Measured]:\n    ...\n"
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    (tmp_path / "measured.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(soak, "HERE", tmp_path)
    monkeypatch.setenv(soak.SERVER, "somewhere")
    monkeypatch.setattr("gkcase.services.secrets.data_folder", data_folder)  # put back afterwards


@pytest.mark.usefixtures("modules")
def test_a_missed_target_is_told_by_the_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert soak.main(["good"]) == 0
    assert soak.main([]) == 1
    said = capsys.readouterr().out
    assert "1  MISSED  what bad measures: 3 (target: 0)" in said
    assert "2 measured, 1 missed" in said


@pytest.mark.usefixtures("modules")
def test_a_name_that_does_not_exist_is_said_with_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert soak.main(["ugly"]) == 2
    assert "there are bad, good" in capsys.readouterr().err
