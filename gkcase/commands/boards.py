"""Commands about the dashboard (看板)."""

from __future__ import annotations

from argparse import Namespace as Options
from pathlib import Path

from gkcase.commands.common import Misused, Told, office_of, say
from gkcase.services.board_values import Board

KINDS = (".pdf", ".png")


def dashboard(options: Options) -> int:
    """Write the dashboard as one page, PDF or PNG."""
    target = Path(options.to)
    if target.suffix.lower() not in KINDS:
        raise Misused(f"“{target.name}”应以 .pdf 或 .png 结尾")
    from gkcase.services.dashboard import board

    with office_of(options) as office:
        found = board(office)
        _write(target, found, office.practice)
        document = {
            "file": str(target),
            "as_of": found.as_of.isoformat(),
            "published_to": found.published_to,
            "headline": found.headline,
            "figures": {figure.key: figure.count for figure in found.figures},
        }
        return say(options, Told(document, [found.headline, f"已写入{target}"]), office)


def _write(target: Path, found: Board, practised: bool) -> None:
    # The one place where a command needs Qt: only it draws a page of vectors, and only here it is loaded.
    from gkcase.desktop import paper_job

    paper_job.write_board(found, target, found.as_of if practised else None)
