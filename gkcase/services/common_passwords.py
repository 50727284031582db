"""The common passwords that nobody may choose (常见密码): a list of our own, one a line, read when first asked."""

from __future__ import annotations

from functools import cache

from gkcase.paths import RESOURCES

FILE = "common_passwords.txt"


@cache
def common_passwords() -> frozenset[str]:
    """All of them in small letters."""
    text = (RESOURCES / FILE).read_text(encoding="utf-8")
    return frozenset(line.casefold() for line in text.splitlines() if line and not line.startswith("# "))
