"""The key file (钥匙文件) beside an encrypted database: the data key, wrapped by a password and by a recovery code.

What stands in it opens nothing by itself. A password is stretched by argon2id (RFC 9106); a recovery code has 135
random bits and needs no stretching. Both wrap the same data key with AES-256-GCM, so that either can be changed alone.
"""

from __future__ import annotations

import hmac
import json
import os
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from gkcase.domain.errors import Trouble
from gkcase.storage.argon import Cost, stretched
from gkcase.storage.canonical import canonical, sha256
from gkcase.storage.cipher import KEY_BYTES
from gkcase.storage.durable import open_file, prepared
from gkcase.storage.recovery_code import new_code, read_code

CODE_KEPT = "recovery_kept"
"""The setting of a database that says whether the recovery code of its key file in force was put away."""

ENDING = ".key"
VERSION = 1
PASSWORD, RECOVERY = "password", "recovery"
FILES, HISTORY = b"files", b"history"
"""What subkeys are for: attachments and letters; the seal on each row of the chain."""

DAMAGED_KEY_FILE = "钥匙文件已损坏，请把备份旁边的同名钥匙文件复制回来：{path}"
NEWER_KEY_FILE = "钥匙文件由较新版本的程序建立，请先升级程序：{path}"
_NONCE, _SALT = 12, 16


@dataclass(frozen=True)
class KeyFile:
    """What stands in a key file; `mixed` while attachments and letters are being sealed or opened one by one."""

    id: str
    check: str
    slots: Mapping[str, Mapping[str, Any]]
    mixed: bool = False

    @property
    def has_password(self) -> bool:
        """Whether a password was set."""
        return PASSWORD in self.slots

    def fits(self, key: bytes) -> bool:
        """Whether this is the data key that belongs here."""
        return hmac.compare_digest(self.check, _check(key))


def key_file(database: Path) -> Path:
    """Where the key file of a database lies."""
    return database.with_name(database.name + ENDING)


def subkey(key: bytes, purpose: bytes) -> bytes:
    """A key for one purpose, drawn from the data key by HKDF-SHA256 (RFC 5869); nothing leads back."""
    drawn = hmac.digest(b"gkcase/1", key, "sha256")
    return hmac.digest(drawn, purpose + b"\x01", "sha256")


def new_key() -> bytes:
    """A data key."""
    return os.urandom(KEY_BYTES)


def new_id() -> str:
    """An id for a database that is to be made."""
    return uuid4().hex


def new_key_file(database_id: str, key: bytes) -> KeyFile:
    """A key file without any way in."""
    return KeyFile(database_id, _check(key), {})


def with_password(kept: KeyFile, key: bytes, password: str, cost: Cost) -> KeyFile:
    """The key file with a password in place of the one before."""
    salt = os.urandom(_SALT)
    wrapped = _wrap(_stretched(password, salt, cost), key, _bound(kept, PASSWORD))
    slot = {"kdf": "argon2id", **asdict(cost), "salt": _text(salt), **wrapped}
    return replace(kept, slots={**kept.slots, PASSWORD: slot})


def with_code(kept: KeyFile, key: bytes) -> tuple[KeyFile, str]:
    """The key file with a new recovery code, and the code, which is kept nowhere; the one before opens nothing."""
    code = new_code()
    wrapped = _wrap(subkey(read_code(code).encode(), b"recovery"), key, _bound(kept, RECOVERY))
    slot = {"kdf": "hkdf-sha256", **wrapped}
    return replace(kept, slots={**kept.slots, RECOVERY: slot}), code


def key_by_password(kept: KeyFile, password: str) -> bytes | None:
    """The data key, where the password is the right one."""
    slot = kept.slots[PASSWORD]
    cost = Cost(*(int(slot[name]) for name in ("memory", "rounds", "lanes")))
    return _unwrap(_stretched(password, b64decode(slot["salt"]), cost), slot, _bound(kept, PASSWORD))


def key_by_code(kept: KeyFile, typed: str) -> bytes | None:
    """The data key, where the recovery code is the right one; raises Mistyped for what is no code at all."""
    outer = subkey(read_code(typed).encode(), b"recovery")
    return _unwrap(outer, kept.slots.get(RECOVERY, {}), _bound(kept, RECOVERY))


def read_key_file(database: Path) -> KeyFile | None:
    """The key file of a database; None where there is none."""
    path = key_file(database)
    try:
        with open_file(path) as file:
            return _parsed(json.loads(file.read()), path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Trouble(f"钥匙文件读不出来，请检查权限：{path}") from error
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise Trouble(DAMAGED_KEY_FILE.format(path=path)) from error


def write_key_file(database: Path, kept: KeyFile) -> None:
    """Write the key file beside a database, whole and on the disk when this returns."""
    with key_file_to_come(database, kept) as put:
        put()


@contextmanager
def key_file_to_come(database: Path, kept: KeyFile) -> Iterator[Callable[[], None]]:
    """A key file that lies on the disk already and takes its place when what is given is called.

    What could fail for want of room or of rights has failed before anything is said of the new file.
    """
    path = key_file(database)
    told = {"version": VERSION, **asdict(kept)}
    content = json.dumps({**told, "sum": sha256(canonical(told))}, indent=1).encode()
    with ExitStack() as held:
        with _written(path):
            put = held.enter_context(prepared(path, content))
        yield _written(path)(put)


@contextmanager
def _written(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Trouble(f"钥匙文件写不进去，请检查磁盘空间和权限：{path}") from error


def carry_key_file(database: Path, copy: Path) -> None:
    """Put the key file of a database beside a copy of it; without it nobody could ever open the copy."""
    kept = read_key_file(database)
    if kept is None:
        raise Trouble(f"找不到钥匙文件，没有生成副本：{key_file(database)}")
    write_key_file(copy, replace(kept, mixed=False))


def put_aside(database: Path) -> None:
    """A key file without its database may be the only way into a copy that lies elsewhere: it is not overwritten."""
    kept = read_key_file(database)
    if kept is not None:
        lonely = key_file(database)
        lonely.replace(lonely.with_name(f"{lonely.name}.{kept.id[:8]}"))


def _parsed(found: Any, path: Path) -> KeyFile:
    if found.pop("sum") != sha256(canonical(found)):
        raise ValueError("not as it was written")
    if found.pop("version") > VERSION:
        raise Trouble(NEWER_KEY_FILE.format(path=path))
    return KeyFile(**found)


def _check(key: bytes) -> str:
    """Tells the right data key from another one, and nothing about it."""
    return subkey(key, b"check")[:8].hex()


def _bound(kept: KeyFile, slot: str) -> bytes:
    """What a slot is bound to: it opens nothing in the key file of another database, or as another slot."""
    return f"gkcase/{VERSION}/{kept.id}/{slot}".encode()


def _wrap(outer: bytes, key: bytes, bound: bytes) -> dict[str, str]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # only where a way in is made or used

    nonce = os.urandom(_NONCE)
    return {"nonce": _text(nonce), "wrapped": _text(AESGCM(outer).encrypt(nonce, key, bound))}


def _unwrap(outer: bytes, slot: Mapping[str, Any], bound: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if not slot:
        return None
    try:
        return AESGCM(outer).decrypt(b64decode(slot["nonce"]), b64decode(slot["wrapped"]), bound)
    except InvalidTag:
        return None


def _stretched(password: str, salt: bytes, cost: Cost) -> bytes:
    """The key that a password stands for; the same letters typed by another input method are the same password."""
    return stretched(unicodedata.normalize("NFC", password), salt, cost)


def _text(value: bytes) -> str:
    return b64encode(value).decode()
