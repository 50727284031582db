"""The lock files: exact, with hashes, of no particular registry or machine."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from typing import Any

import pytest

from tests.sources import ROOT

RUN, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"


def locked(name: str) -> dict[str, tuple[str, list[str]]]:
    """Package → locked version (with its marker) and hashes."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", "")
    found = {}
    for line in text.splitlines():
        requirement, *hashes = line.split("--hash=")
        package, _, release = requirement.strip().partition("==")
        found[package] = release, [value.strip() for value in hashes]
    return found


def wanted(names: list[str]) -> set[str]:
    return {re.split(r"[\[<>=]", name)[0].lower().replace("_", "-") for name in names}


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", [RUN, DEVELOPMENT])
def test_every_line_is_a_version_with_hashes(name: str) -> None:
    for package, (release, hashes) in locked(name).items():
        assert re.match(r"[0-9][\w.]*( ; .*)?$", release), package
        assert hashes, package
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes), package


def test_the_development_lock_contains_the_other() -> None:
    """So that a start after the tests has nothing to set up."""
    assert locked(RUN).items() <= locked(DEVELOPMENT).items()


def test_what_the_project_asks_for_is_locked(project: dict[str, Any]) -> None:
    assert wanted(project["project"]["dependencies"]) <= locked(RUN).keys()
    assert wanted(project["dependency-groups"]["dev"]) <= locked(DEVELOPMENT).keys()


def test_tests_run_with_the_locked_qt() -> None:
    for package in ("pyside6-essentials", "shiboken6"):
        assert locked(RUN)[package][0] == version(package)


def test_every_locked_package_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").lower()
    rows = [line for line in readme.splitlines() if line.startswith("|")]
    for package, (release, _) in locked(DEVELOPMENT).items():
        number = release.split(" ")[0]
        assert any(f"`{package}`" in row and f"| {number} |" in row for row in rows), package
