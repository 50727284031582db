"""Where resources/ and forms/ lie, in a checkout or in a wheel, and where an office keeps its data."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path

_PACKAGE = Path(__file__).parent
_BUNDLED = _PACKAGE / "_bundled"
_ROOT = _BUNDLED if _BUNDLED.is_dir() else _PACKAGE.parent

PACKAGES = _PACKAGE.parent
"""Where Python finds this program."""

RESOURCES = _ROOT / "resources"
FORMS = _ROOT / "forms"
CHANGELOG = _ROOT / "CHANGELOG.md"


def data_folder() -> Path:
    """The folder of the person who works here, made when it is first needed."""
    return user_data_path("GKCase", appauthor=False, ensure_exists=True)
