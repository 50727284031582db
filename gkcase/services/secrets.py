"""Where keys are kept on this computer (钥匙串): the keyring of the system, or one private file in its place."""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Protocol

from gkcase.domain.errors import Trouble
from gkcase.paths import data_folder
from gkcase.storage import cipher
from gkcase.storage.durable import write_private

SERVICE = "GKCase"
"""Under this name the keyring of the system lists what is ours."""


NO_KEYRING = "系统钥匙串不能使用或没有解锁，请解锁后重试"


class Secrets(Protocol):
    """A place for keys, by name; `kind` says which: "keyring" or "file"."""

    kind: str

    def get(self, name: str) -> bytes | None:
        """What is kept under a name; None where there is nothing."""

    def put(self, name: str, value: bytes) -> None:
        """Keep a value under a name, in place of what was there."""

    def forget(self, name: str) -> None:
        """Remove a name; no harm where there is none."""


class Keyring:
    """The keyring of the system: Windows' Credential Manager, macOS' Keychain, the Secret Service of Linux."""

    kind = "keyring"

    def get(self, name: str) -> bytes | None:
        """What is kept under a name; None where there is nothing."""
        import keyring

        kept = _asked(keyring.get_password, SERVICE, name)
        return b64decode(kept) if kept else None

    def put(self, name: str, value: bytes) -> None:
        """Keep a value under a name, in place of what was there."""
        import keyring

        _asked(keyring.set_password, SERVICE, name, b64encode(value).decode())

    def forget(self, name: str) -> None:
        """Remove a name; no harm where there is none."""
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError

        try:
            keyring.delete_password(SERVICE, name)
        except PasswordDeleteError:
            return
        except KeyringError as error:
            raise Trouble(NO_KEYRING) from error


class PrivateFile:
    """One file that only its owner may read, where the system has no keyring: no help against a stolen disk."""

    kind = "file"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()

    def get(self, name: str) -> bytes | None:
        """What is kept under a name; None where there is nothing."""
        kept = self._read().get(name)
        try:
            return b64decode(kept, validate=True) if kept else None
        except (TypeError, ValueError) as error:
            raise self._unreadable() from error

    def put(self, name: str, value: bytes) -> None:
        """Keep a value under a name, in place of what was there."""
        with self._alone():
            self._write(self._read() | {name: b64encode(value).decode()})

    def forget(self, name: str) -> None:
        """Remove a name; no harm where there is none."""
        with self._alone():
            kept = self._read()
            if kept.pop(name, None) is not None:
                self._write(kept)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """A window and a command keep keys at the same moment: without a lock one forgets what the other has kept.

        The lock is that of a file of SQLite with nothing in it: every system knows it, and it dies with the process.
        """
        with self._lock, closing(self._waiting()) as lock:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except Exception as error:
                if cipher.is_error(error):
                    raise self._unwritable() from error
                raise
            yield

    def _waiting(self) -> cipher.Connection:
        try:
            return cipher.connect(self._path.with_name(self._path.name + ".lock"), None)
        except Exception as error:
            if cipher.is_error(error):
                raise self._unwritable() from error
            raise

    def _read(self) -> dict[str, str]:
        try:
            return dict(json.loads(self._path.read_text("utf-8")))
        except FileNotFoundError:
            return {}
        except (OSError, TypeError, ValueError) as error:
            raise self._unreadable() from error

    def _write(self, kept: dict[str, str]) -> None:
        try:
            write_private(self._path, json.dumps(kept).encode())
        except OSError as error:
            raise self._unwritable() from error

    def _unreadable(self) -> Trouble:
        return Trouble(f"钥匙文件读不出来，请检查权限或从备份中取回：{self._path}")

    def _unwritable(self) -> Trouble:
        return Trouble(f"钥匙文件写不进去，请检查磁盘空间和权限：{self._path}")


def secrets() -> Secrets:
    """The keyring of the system if it has one, else the file that stands in for it."""
    return Keyring() if _has_keyring() else PrivateFile(data_folder() / "keys.json")


@cache
def _has_keyring() -> bool:
    """Whether the system has a keyring that works; the library takes a moment to look for it."""
    if os.environ.get("GKCASE_NO_KEYRING"):
        return False
    import keyring
    from keyring.backends.chainer import ChainerBackend
    from keyring.errors import KeyringError

    found = keyring.get_keyring()
    usable = found.backends if isinstance(found, ChainerBackend) else [found]
    if not any(one.priority > 0 for one in usable):
        return False
    try:
        keyring.get_password(SERVICE, "probe")
    except KeyringError:
        return False
    return True


def _asked(question: Callable[..., str | None], *words: str) -> str | None:
    """Ask the keyring; what it refuses comes out as a sentence."""
    from keyring.errors import KeyringError

    try:
        return question(*words)
    except KeyringError as error:
        raise Trouble(NO_KEYRING) from error
