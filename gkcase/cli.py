"""The command line: what may be typed, and how it ends. The commands themselves stand in `commands`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from io import TextIOWrapper
from typing import NoReturn

from gkcase import __version__
from gkcase import commands as does
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.terms import Status
from gkcase.domain.words import parse_day

Options = argparse.Namespace
Command = Callable[[Options], int]

# -- what may be typed ----------------------------------------------------------------------------------------


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except Refusal as refused:
        raise argparse.ArgumentTypeError(refused.reason) from None


class _Parser(argparse.ArgumentParser):
    """Wrong arguments end with status 2 and one Chinese sentence before the usage."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"参数不对：{message}\n")


def parser() -> argparse.ArgumentParser:
    """What may be typed (contracts: the command line)."""
    top = _Parser(prog="gkcase", description="政府信息公开依申请公开办件")
    top.add_argument("--version", action="version", version=__version__)
    _shared(top)
    commands = top.add_subparsers(dest="command", parser_class=_Parser, metavar="COMMAND")
    _office_commands(commands)
    _case_commands(commands)
    _calendar_commands(commands)
    _keeping_commands(commands)
    return top


def _shared(top: argparse.ArgumentParser, *, again: bool = False) -> None:
    """Options that may stand before the command; --json, --open also after it."""
    default = argparse.SUPPRESS if again else None
    top.add_argument("--json", action="store_true", default=argparse.SUPPRESS if again else False)
    top.add_argument("--open", metavar="REASON", default=default, help="不遮盖个人信息，并记录理由")
    if not again:
        top.add_argument("--database", metavar="PATH|URL", default=None)
        top.add_argument("--today", type=_day, default=None, metavar="DATE")
        top.add_argument("--as", dest="person", default=None, metavar="PERSON")


Commands = argparse._SubParsersAction


def _command(commands: Commands[_Parser], name: str, run: Command) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=run.__doc__)
    _shared(made, again=True)
    made.set_defaults(run=run)
    return made


def _office_commands(commands: Commands[_Parser]) -> None:
    new = _command(commands, "init", does.init)
    new.add_argument("--office", required=True, metavar="NAME")
    new.add_argument("--short", required=True, metavar="ZI")
    _command(commands, "demo", does.demo_)


def _case_commands(commands: Commands[_Parser]) -> None:
    step = _command(commands, "record", does.record)
    step.add_argument("case", metavar="CASE|new")
    step.add_argument("event", metavar="EVENT")
    step.add_argument("--on", type=_day, default=None, metavar="DATE")
    step.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    step.add_argument("--reason", default="", metavar="TEXT")
    undo = _command(commands, "void", does.void)
    undo.add_argument("case", metavar="CASE")
    undo.add_argument("entry", type=int, metavar="ENTRY")
    undo.add_argument("--reason", required=True, metavar="TEXT")
    _command(commands, "show", does.show).add_argument("case", metavar="CASE")
    why = _command(commands, "explain", does.explain)
    why.add_argument("case", metavar="CASE")
    why.add_argument("--what-if", default="", metavar="EVENT")
    why.add_argument("--on", type=_day, default=None, metavar="DATE")
    why.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    rows = _command(commands, "list", does.list_)
    rows.add_argument("--status", choices=[status.value for status in Status], default=None)
    rows.add_argument("--overdue", action="store_true")
    rows.add_argument("--due-within", type=int, default=None, metavar="N")
    rows.add_argument("--search", default="", metavar="WORDS")
    rows.add_argument("--year", type=int, default=None, metavar="Y")
    paper = _command(commands, "letter", does.letter)
    paper.add_argument("case", nargs="?", metavar="CASE")
    paper.add_argument("kind", nargs="?", metavar="KIND")
    paper.add_argument("--to", default=None, metavar="FILE.docx")
    paper.add_argument("--pdf", action="store_true")
    paper.add_argument("--kinds", action="store_true")
    paper.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")


def _calendar_commands(commands: Commands[_Parser]) -> None:
    days = commands.add_parser("calendar", help="Read or import a holiday notice.")
    kinds = days.add_subparsers(dest="act", required=True, parser_class=_Parser)
    read = _command(kinds, "read", does.calendar_read)
    read.add_argument("file", metavar="FILE|-")
    read.add_argument("--year", type=int, required=True, metavar="Y")
    take = _command(kinds, "import", does.calendar_import)
    take.add_argument("file", metavar="FILE")
    take.add_argument("--year", type=int, required=True, metavar="Y")
    take.add_argument("--number", required=True, metavar="NUMBER")
    take.add_argument("--yes", action="store_true")
    ticks = _command(commands, "clock", does.clock)
    ticks.add_argument("file", nargs="?", default="-", metavar="FILE|-")
    ticks.add_argument("--ledger", action="store_true")
    last = _command(commands, "limit", does.limit_)
    last.add_argument("name", nargs="?", default="", metavar="NAME")
    last.add_argument("--from", dest="from_", type=_day, default=None, metavar="DATE")


def _keeping_commands(commands: Commands[_Parser]) -> None:
    _command(commands, "check", does.check)
    _command(commands, "backup", does.backup).add_argument("to", metavar="TO")
    back = _command(commands, "restore", does.restore)
    back.add_argument("source", metavar="FROM")
    back.add_argument("--to", required=True, metavar="NEW")
    _command(commands, "migrate", does.migrate)


def run(options: Options) -> int:
    """Run one command; a refusal is a sentence on standard error, never a traceback."""
    try:
        command: Command = options.run
        return command(options)
    except (Refusal, Trouble) as told:
        basis = f"（{told.basis}）" if isinstance(told, Refusal) and told.basis else ""
        print(f"{told}{basis}", file=sys.stderr)
        return does.FAILED
    except BrokenPipeError:
        return does.FAILED


def read(arguments: Sequence[str] | None = None) -> Options:
    """Read the arguments; `command` is None where the window is wanted."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    return parser().parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command of the command line."""
    options = read(arguments)
    if options.command is None:
        parser().error("缺少命令")
    return run(options)
