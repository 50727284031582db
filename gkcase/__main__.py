"""The program: with a command the command line, without one the window."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from datetime import date


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the arguments; without a command open the window on the database named."""
    window = window_options(sys.argv[1:] if arguments is None else arguments)
    if window is None:
        from gkcase import cli

        return cli.main(arguments)
    gc.disable()  # what is loaded now stays; the window collects by itself, see desktop.sweeping
    from gkcase.desktop.app import main as open_window

    return open_window(window.database, window.today, window.person)


def window_options(words: Sequence[str]) -> argparse.Namespace | None:
    """The options of the window; None where there is a command or a mistake, both of which the command line reads.

    The command line itself loads every service, for which a window should not wait.
    """
    options = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    options.add_argument("--database", default="")
    options.add_argument("--today", type=date.fromisoformat, default=None)
    options.add_argument("--as", dest="person", default="")
    try:
        found, rest = options.parse_known_args(words)
    except argparse.ArgumentError:
        return None
    return None if rest else found


if __name__ == "__main__":
    sys.exit(main())
