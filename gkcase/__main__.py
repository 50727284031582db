"""The program: with a command the command line, without one the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from gkcase import cli


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the arguments; without a command open the window on the database named."""
    options = cli.read(arguments)
    if options.command is not None:
        return cli.run(options)
    from gkcase.desktop.app import main as open_window  # Qt is loaded only for the window

    return open_window(options.database or "", options.today, options.person or "")


if __name__ == "__main__":
    sys.exit(main())
