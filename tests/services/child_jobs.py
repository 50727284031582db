"""What a job may do wrong, done in the child process by the tests of it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from gkcase.domain.errors import Refusal, Trouble

CANARY = "甄测试 999999199003070039 13800001111"


def echo(value: Any) -> Any:
    """Give back what came, after noise where answers are not spoken."""
    print(CANARY)
    sys.stderr.write(CANARY)
    os.write(1, b"noise")
    return value


def refuse(kind: str) -> Any:
    """Say no in one of the ways."""
    if kind == "refusal":
        raise Refusal("不行", "第一条", "file")
    if kind == "trouble":
        raise Trouble("坏了")
    raise LookupError(CANARY)


def eat() -> int:
    """Take all memory there is."""
    return sum(len(bytearray(64 << 20)) for _ in [bytearray(64 << 20) for _ in range(64)])


def spin() -> None:
    """Reckon for ever."""
    while True:
        pass


def sleep() -> None:
    """Wait for ever, which costs no processor time."""
    time.sleep(3600)


def die() -> None:
    """End as a broken library ends."""
    os.abort()


def shout() -> list[str]:
    """Say more than anybody wants to hear."""
    return ["x" * 1000] * 100_000


def write(path: str) -> None:
    """Put a file somewhere."""
    with Path(path).open("wb") as file:
        file.write(b"x" * 100)


def limits() -> dict[str, int]:
    """What the process may take."""
    resource: Any = import_module("resource")
    names = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NOFILE")
    return {name: resource.getrlimit(getattr(resource, name))[0] for name in names}


def environment() -> list[str]:
    """Which variables it sees."""
    return sorted(os.environ)


def parts() -> Iterator[int]:
    """Tell how far it is, without end."""
    number = 0
    while True:
        number += 1
        yield number


def remember(value: str) -> list[str]:
    """What is left of earlier jobs."""
    _seen.append(value)
    return _seen


def day() -> date:
    """A day."""
    return date(2026, 3, 1)


_seen: list[str] = []
