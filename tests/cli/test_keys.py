"""`gkcase key …`: what opens an encrypted database, and that no password ever stands on the command line."""

from __future__ import annotations

import io
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from gkcase.commands import common, keys
from gkcase.services import keys as ways
from gkcase.services import secrets
from gkcase.storage import cipher, vault
from gkcase.storage.argon import Cost
from tests.cli import conftest
from tests.cli.conftest import OFFICE, POSTED, SHORT, Program, sets

INIT = ("init", "--office", OFFICE, "--short", SHORT)
CODE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")
PASSWORD = "云溪镇 2026"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are stretched by as little as argon2id allows."""
    set_password = ways.set_password
    monkeypatch.setattr(
        ways, "set_password", lambda office, words: set_password(office, words, cost=Cost(8, 1, 1))
    )


@pytest.fixture
def alone(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Program:
    """A program on a file that is not there yet."""
    return Program(capsys, monkeypatch, str(tmp_path / "office.gkdb"))


def moved_away(program: Program) -> None:
    """As if the file had come to another computer."""
    kept = vault.read_key_file(Path(program.database))
    assert kept is not None
    secrets.secrets().forget(f"{kept.id}/data")


def test_a_new_office_is_encrypted_and_says_how_it_is_opened_without_its_key(
    alone: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = alone(*INIT)
    assert made.status == 0
    assert len(made.out.splitlines()) == 2  # the mark of practice, and what was made
    [line] = made.err.splitlines()
    [code] = CODE.findall(line)
    assert not cipher.is_plain(Path(alone.database))
    moved_away(alone)
    assert "请输入恢复码" in alone.refused("list")
    monkeypatch.setenv(common.PASSWORD, code.lower())
    assert alone.json("list")["cases"] == []
    found = {"encrypted": True, "kept_in": "", "password": False, "recovery_code": True}
    assert found.items() <= alone.json("key", "status").items()
    monkeypatch.setenv(common.PASSWORD, "something else")
    assert "没有设置打开密码" in alone.refused("list")


def test_a_plain_office_is_made_by_wish(alone: Program) -> None:
    assert alone(*INIT, "--plain").err == ""
    assert cipher.is_plain(Path(alone.database))
    assert alone.json("key", "status")["encrypted"] is False
    assert "未加密" in alone("key", "status").out
    for act in ("password", "recovery"):
        assert "没有加密" in alone.refused("key", act)


def test_the_document_of_a_new_office_is_what_it_was(alone: Program) -> None:
    assert alone.json(*INIT) == {"office": OFFICE, "database": alone.database, "practice_today": alone.today}
    status = alone("key", "status").out
    assert "已加密；钥匙存放在本机文件，整台电脑或者硬盘被偷时不能保护" in status
    assert "打开密码：未设置" in status
    assert "恢复码：已生成" in status


def test_password_and_code_are_changed_and_asked_for(alone: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    alone(*INIT)
    assert "请在终端里运行" in alone("key", "password").err
    monkeypatch.setenv(keys.NEW_PASSWORD, PASSWORD)
    assert alone.json("key", "password")["password"] is True
    first = alone.json("key", "recovery")["recovery_code"]
    said = alone("key", "recovery").out
    assert "原来的恢复码已失效" in said
    moved_away(alone)
    monkeypatch.setenv(common.PASSWORD, first)
    assert "已被新的恢复码取代" in alone.refused("list")
    for opens in (PASSWORD, CODE.findall(said)[0]):
        monkeypatch.setenv(common.PASSWORD, opens)
        assert alone.json("list")["cases"] == []
    monkeypatch.delenv(common.PASSWORD)
    assert "请输入打开密码或恢复码" in alone.refused("list")


class Terminal(io.StringIO):
    """Standard input where somebody sits."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_it_is_typed_and_not_shown(alone: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    alone(*INIT)
    asked = []
    typed = iter([PASSWORD, "another", PASSWORD, PASSWORD, PASSWORD])

    def type_it(words: str) -> str:
        asked.append(words)
        return next(typed)

    monkeypatch.setattr("getpass.getpass", type_it)
    monkeypatch.setattr(conftest, "io", SimpleNamespace(StringIO=Terminal))
    assert "两次输入的打开密码不一样" in alone("key", "password").err
    assert alone("key", "password").status == 0
    moved_away(alone)
    found = alone("list")
    assert (found.status, asked) == (
        0,
        ["新的打开密码：", "再输一遍：", "新的打开密码：", "再输一遍：", "打开密码或恢复码："],
    )
    assert PASSWORD not in found.out + found.err


def test_an_office_is_encrypted_and_the_other_way_round(
    alone: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone(*INIT, "--plain")
    alone("record", "new", "received", *sets(*POSTED))
    said = alone.json("key", "encrypt")
    assert said["encrypted"] is True
    assert not cipher.is_plain(Path(alone.database))
    assert len(alone.json("list")["cases"]) == 1
    copy, back = str(tmp_path / "copy.gkdb"), str(tmp_path / "back.gkdb")
    assert alone.json("backup", copy)["ok"] is True
    moved_away(alone)
    monkeypatch.setenv(common.PASSWORD, said["recovery_code"])
    assert alone.json("restore", copy, "--to", back)["ok"] is True
    assert alone.json("migrate")["revision"]
    assert alone.json("key", "decrypt", "--reason", "改用整盘加密")["encrypted"] is False
    assert cipher.is_plain(Path(alone.database))
    assert alone.json("check")["ok"] is True


def test_nothing_takes_a_password_as_an_argument(alone: Program) -> None:
    for act in ("password", "recovery", "encrypt"):
        assert alone("key", act, PASSWORD).status == 2
