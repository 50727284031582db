"""How commands print what a check has found."""

from __future__ import annotations

import sys
from argparse import Namespace as Options

from gkcase.commands.common import FAILED, Told, say
from gkcase.services.checking import Report
from gkcase.services.progress import Progress, silent


def report_on(options: Options, report: Report, more: dict[str, object], said: list[str]) -> int:
    """Print what a check found; with problems the command has failed, and says so in one sentence."""
    lines = [f"{finding.case or '数据库'}：{finding.what}" for finding in report.findings]
    ending = "一切正常" if report.ok else f"发现{len(report.findings)}个问题"
    lines += [
        *(f"说明：{note}" for note in report.notes),
        *said,
        f"{report.cases}件案件，{report.entries}项记录，{ending}",
    ]
    say(options, Told({**report.document(), **more}, lines))
    if not report.ok:
        print(f"发现{len(report.findings)}个问题，详见输出", file=sys.stderr)
    return 0 if report.ok else FAILED


def meter() -> Progress:
    """How far long work is, on one line of a terminal; nobody who reads a file wants to see that."""
    if not sys.stderr.isatty():
        return silent
    shown = -1

    def tell(done: int, total: int) -> None:
        nonlocal shown
        share = done * 100 // max(total, 1)
        if share != shown:
            shown = share
            print(f"\r正在检查 {share}%", end="\n" if share == 100 else "", file=sys.stderr, flush=True)

    return tell
