"""The command line, called in this process: what it prints, how it ends, and that it says one thing at a time."""

from __future__ import annotations

import io
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gkcase import cli

TODAY = "2026-12-08"
OFFICE, SHORT = "云溪镇人民政府", "云政依复"
POSTED = ("channel=post_signed", "signed_on=2026-12-08", "applicant.name=陈某某", "wanted=征收补偿款发放明细")
WHOLE = (
    *POSTED,
    "applicant.id_number=999999199003070039",
    "applicant.phone=13800005678",
    "form_wanted=paper",
)


def whole(*changed: str) -> list[str]:
    """The whole request with some facts changed."""
    return [
        f"{name}={value}" for name, value in dict(pair.split("=", 1) for pair in (*WHOLE, *changed)).items()
    ]


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


def sets(*pairs: str) -> list[str]:
    """--set before each pair."""
    return [word for pair in pairs for word in ("--set", pair)]


class Program:
    """`gkcase` as somebody types it; `office` and `today` are put before the command."""

    def __init__(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, database: str
    ) -> None:
        self._capsys, self._monkeypatch, self.database = capsys, monkeypatch, database
        self.today = TODAY
        self.person = "李某"

    def plain(self, *words: str, stdin: str = "") -> Ran:
        """Run without any option of ours."""
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        try:
            status = cli.main([str(word) for word in words])
        except SystemExit as ended:
            status = int(str(ended.code))
        said = self._capsys.readouterr()
        return Ran(status, said.out, said.err)

    def __call__(self, *words: str, stdin: str = "") -> Ran:
        return self.plain(
            "--database", self.database, "--today", self.today, "--as", self.person, *words, stdin=stdin
        )

    def json(self, *words: str, stdin: str = "") -> Any:
        """Run with --json: one document on stdout and nothing else anywhere."""
        ran = self(*words, "--json", stdin=stdin)
        assert (ran.status, ran.err) == (0, ""), ran.err
        [line] = ran.out.splitlines()
        return json.loads(line)

    def refused(self, *words: str, stdin: str = "") -> str:
        """Run what ends with 1: one sentence on stderr, nothing on stdout."""
        ran = self(*words, stdin=stdin)
        assert (ran.status, ran.out) == (1, "")
        return one_sentence(ran.err)

    def record(self, *words: str) -> Any:
        """Record a step; pairs with = are facts."""
        facts = [word for word in words if "=" in word and not word.startswith("--")]
        return self.json("record", *(word for word in words if word not in facts), *sets(*facts))


def one_sentence(said: str) -> str:
    """What was said on stderr: one line with Chinese words, no traceback."""
    [line] = said.splitlines()
    assert any("一" <= sign <= "鿿" for sign in line)
    assert "Traceback" not in line
    return line


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Program:
    """The program with settings and data of nobody."""
    monkeypatch.setattr("gkcase.paths.user_data_path", lambda *_, **__: tmp_path)
    return Program(capsys, monkeypatch, str(tmp_path / "office.gkdb"))


@pytest.fixture(scope="session")
def bare_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an office of which only the name is known; plain, so that a copy of the file is a copy."""
    path = tmp_path_factory.mktemp("bare") / "office.gkdb"
    words = ("--database", str(path), "--as", "李某", "init", "--office", OFFICE, "--short", SHORT, "--plain")
    assert cli.main(words) == 0
    return path


@pytest.fixture
def gk(program: Program, bare_office: Path) -> Program:
    """The program with a bare office."""
    shutil.copy(bare_office, program.database)
    return program


@pytest.fixture
def everywhere(program: Program, empty_place: str) -> Program:
    """The program with a bare office on each database."""
    program.database = empty_place
    program.json("init", "--office", OFFICE, "--short", SHORT, "--head", "周某")
    return program
