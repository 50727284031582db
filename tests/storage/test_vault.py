"""The key file: what opens it, what does not, what is said of a damaged one; the recovery code as people type it."""

from __future__ import annotations

import itertools
import os
import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gkcase.domain.errors import Trouble
from gkcase.storage import recovery_code, vault
from gkcase.storage.argon import Cost
from gkcase.storage.recovery_code import Mistyped, read_code
from gkcase.storage.vault import KeyFile

CHEAP = Cost(8, 1, 1)
KEY = bytes(range(32))


@pytest.fixture
def kept() -> KeyFile:
    return vault.new_key_file("id", KEY)


def test_a_code_is_read_as_people_type_it() -> None:
    code = recovery_code.new_code()
    groups = code.split("-")
    assert [len(group) for group in groups] == [4] * 7
    assert set(code) <= set(recovery_code.SIGNS + "-")
    plain = code.replace("-", "")
    for typed in (
        code.lower(),
        f"  {' '.join(groups)}\n",
        plain.replace("0", "o").replace("1", "l"),
        plain.replace("0", "O").replace("1", "i"),
        "".join(chr(ord(sign) + 0xFEE0) for sign in plain),  # an input method that was left in full width
        " — ".join(groups),
    ):
        assert read_code(typed) == plain


def test_every_wrong_sign_and_every_exchange_is_noticed() -> None:
    code = recovery_code.new_code().replace("-", "")
    for place, sign in itertools.product(range(len(code)), recovery_code.SIGNS):
        if sign != code[place]:
            with pytest.raises(Mistyped):
                read_code(code[:place] + sign + code[place + 1 :])
    for one, other in itertools.combinations(range(len(code)), 2):
        if code[one] != code[other]:
            signs = list(code)
            signs[one], signs[other] = signs[other], signs[one]
            with pytest.raises(Mistyped):
                read_code("".join(signs))


@pytest.mark.parametrize("typed", ["", "ABCD", "恢复码", "U" * 28, "0" * 27, "0" * 29])
def test_what_is_no_code_is_mistyped(typed: str) -> None:
    with pytest.raises(Mistyped):
        read_code(typed)


def test_codes_do_not_repeat() -> None:
    assert len({recovery_code.new_code() for _ in range(100)}) == 100


@pytest.mark.parametrize("purpose", [vault.FILES, vault.HISTORY, b"check"])
def test_subkeys_are_those_of_hkdf(purpose: bytes) -> None:
    key = os.urandom(32)
    assert vault.subkey(key, purpose) == HKDF(SHA256(), 32, b"gkcase/1", purpose).derive(key)


def test_what_a_password_costs_stands_in_its_slot_for_every_other_computer(kept: KeyFile) -> None:
    kept = vault.with_password(kept, KEY, "正确 horse", Cost(memory=24, rounds=5, lanes=2))
    assert {"rounds": 5, "memory": 24, "lanes": 2}.items() <= kept.slots["password"].items()
    assert vault.key_by_password(kept, "正确 horse") == KEY


def test_password_and_code_lead_to_the_same_key(kept: KeyFile, tmp_path: Path) -> None:
    kept, code = vault.with_code(vault.with_password(kept, KEY, "正确 horse", CHEAP), KEY)
    vault.write_key_file(tmp_path / "office.gkdb", kept)
    read = vault.read_key_file(tmp_path / "office.gkdb")
    assert read == kept
    assert vault.key_by_password(read, "正确 horse") == KEY
    assert vault.key_by_password(read, "正确 Horse") is None
    assert vault.key_by_code(read, code.lower()) == KEY
    assert vault.key_by_code(read, recovery_code.new_code()) is None


def test_one_way_in_is_changed_without_the_other(kept: KeyFile) -> None:
    kept, code = vault.with_code(vault.with_password(kept, KEY, "first password", CHEAP), KEY)
    changed = vault.with_password(kept, KEY, "second password", CHEAP)
    assert vault.key_by_password(changed, "first password") is None
    assert vault.key_by_password(changed, "second password") == KEY
    assert vault.key_by_code(changed, code) == KEY
    again, other = vault.with_code(changed, KEY)
    assert vault.key_by_code(again, code) is None
    assert vault.key_by_code(again, other) == KEY
    assert vault.key_by_password(again, "second password") == KEY


def test_a_code_without_a_place_for_it_opens_nothing(kept: KeyFile) -> None:
    assert vault.key_by_code(kept, recovery_code.new_code()) is None


def test_a_slot_opens_nothing_in_another_key_file(kept: KeyFile) -> None:
    mine = vault.with_password(kept, KEY, "my password", CHEAP)
    theirs = KeyFile("other", kept.check, mine.slots)
    assert vault.key_by_password(theirs, "my password") is None


def test_the_key_that_fits_is_told_from_others(kept: KeyFile) -> None:
    assert kept.fits(KEY)
    assert not kept.fits(os.urandom(32))


def test_the_key_file_shows_neither_key_nor_password_nor_code(kept: KeyFile, tmp_path: Path) -> None:
    kept, code = vault.with_code(vault.with_password(kept, KEY, "my password", CHEAP), KEY)
    vault.write_key_file(tmp_path / "office.gkdb", kept)
    path = vault.key_file(tmp_path / "office.gkdb")
    written = path.read_text("utf-8")
    for secret in ("my password", code, code.replace("-", ""), KEY.hex(), vault._text(KEY)):
        assert secret not in written
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600


def test_damage_to_the_key_file_is_said(kept: KeyFile, tmp_path: Path) -> None:
    database = tmp_path / "office.gkdb"
    vault.write_key_file(database, vault.with_code(kept, KEY)[0])
    path = vault.key_file(database)
    content, chance = path.read_bytes(), random.Random(5)
    for _ in range(300):
        spoilt = bytearray(content)
        place = chance.randrange(len(spoilt))
        spoilt[place] ^= 1 << chance.randrange(7)
        path.write_bytes(spoilt)
        if content[place : place + 1].isspace() and spoilt[place : place + 1].isspace():
            continue
        with pytest.raises(Trouble, match="复制回来"):
            vault.read_key_file(database)
    for other in (b"", b"[]", b"null", b"\xff", b'{"sum": 1}', content[:-2]):
        path.write_bytes(other)
        with pytest.raises(Trouble, match="复制回来"):
            vault.read_key_file(database)


def test_a_key_file_of_a_newer_program_is_left_alone(
    kept: KeyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "office.gkdb"
    monkeypatch.setattr(vault, "VERSION", 2)
    vault.write_key_file(database, kept)
    monkeypatch.undo()
    with pytest.raises(Trouble, match="升级程序"):
        vault.read_key_file(database)


def test_there_may_be_no_key_file(tmp_path: Path) -> None:
    assert vault.read_key_file(tmp_path / "office.gkdb") is None
    with pytest.raises(Trouble, match="没有生成副本"):
        vault.carry_key_file(tmp_path / "office.gkdb", tmp_path / "copy.gkdb")
