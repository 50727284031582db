"""The command line: what may be typed, and how it ends. The commands themselves stand in `commands`."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from traceback import extract_tb
from typing import Any, NoReturn

from gkcase import __version__
from gkcase.commands import (
    boards,
    cases,
    clocks,
    copies,
    erasing,
    keeping,
    keys,
    moving,
    people,
    reports,
    templates,
)
from gkcase.commands.common import FAILED, WRONG, Misused
from gkcase.domain.errors import ClockBack, Refusal, Trouble
from gkcase.domain.passwords import Policy
from gkcase.domain.terms import Role, Status
from gkcase.domain.words import parse_day

Options = argparse.Namespace
Command = Callable[[Options], int]

# -- what may be typed ----------------------------------------------------------------------------------------


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except Refusal as refused:
        raise argparse.ArgumentTypeError(refused.reason) from None


SPOKEN = (
    (r"the following arguments are required: (.*)", r"缺少 \1"),
    (r"unrecognized arguments: (.*)", r"不认识 \1"),
    (r"argument (.*): invalid int value: (.*)", r"\1 应为整数，不能是 \2"),
    (r"argument (.*): expected one argument", r"\1 后面缺少内容"),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", r"\1 不能是 \2，可用的有 \3"),
    (r"argument (.*): ignored explicit argument (.*)", r"\1 后面不能有 \2"),
    (r"argument ([^:]*): (.*)", r"\1 \2"),
)
"""What argparse says, and how it is said to people."""


class _Parser(argparse.ArgumentParser):
    """Wrong arguments end with status 2 and one Chinese sentence after the usage; nothing is abbreviated."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG, f"参数不对：{in_chinese(message)}\n")


def in_chinese(message: str) -> str:
    """A message of argparse in Chinese; one that is not known stays as it is."""
    for pattern, words in SPOKEN:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return found.expand(words)
    return message


@cache
def parser() -> argparse.ArgumentParser:
    """What may be typed; the same for every command of one process."""
    top = _Parser(prog="gkcase", description="政府信息公开依申请公开办件")
    top.add_argument("--version", action="version", version=__version__)
    _shared(top)
    commands = top.add_subparsers(dest="command", parser_class=_Parser, metavar="COMMAND")
    _office_commands(commands)
    _case_commands(commands)
    _calendar_commands(commands)
    _keeping_commands(commands)
    _people_commands(commands)
    _key_commands(commands)
    _report_commands(commands)
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
    new = _command(commands, "init", keeping.init)
    new.add_argument("--office", required=True, metavar="NAME")
    new.add_argument("--short", required=True, metavar="ZI")
    new.add_argument("--head", default="", metavar="NAME", help="负责人，签发答复书")
    new.add_argument("--plain", action="store_true", help="不加密")
    new.add_argument("--files", default="", metavar="DIR", help="共享数据库的附件文件夹")
    new.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    shown = _command(commands, "demo", keeping.demo_)
    shown.add_argument("--from-report", default=None, metavar="FILE.json", help="生成年度报告与此相同的案件")


def _case_commands(commands: Commands[_Parser]) -> None:
    step = _command(commands, "record", cases.record)
    step.add_argument("case", metavar="CASE|new")
    step.add_argument("event", metavar="EVENT")
    step.add_argument("--on", type=_day, default=None, metavar="DATE")
    step.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    step.add_argument("--reason", default="", metavar="TEXT")
    undo = _command(commands, "void", cases.void)
    undo.add_argument("case", metavar="CASE")
    undo.add_argument("entry", type=int, metavar="ENTRY")
    undo.add_argument("--reason", required=True, metavar="TEXT")
    _command(commands, "show", cases.show).add_argument("case", metavar="CASE")
    why = _command(commands, "explain", cases.explain)
    why.add_argument("case", metavar="CASE")
    why.add_argument("--what-if", default="", metavar="EVENT")
    why.add_argument("--on", type=_day, default=None, metavar="DATE")
    why.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    rows = _command(commands, "list", cases.list_)
    rows.add_argument("--status", choices=[status.value for status in Status], default=None)
    rows.add_argument("--overdue", action="store_true")
    rows.add_argument("--due-within", type=int, default=None, metavar="N")
    rows.add_argument("--search", default="", metavar="WORDS")
    rows.add_argument("--year", type=int, default=None, metavar="Y")
    paper = _command(commands, "letter", cases.letter)
    paper.add_argument("case", nargs="?", metavar="CASE")
    paper.add_argument("kind", nargs="?", metavar="KIND")
    paper.add_argument("--to", default=None, metavar="FILE.docx")
    paper.add_argument("--pdf", action="store_true")
    paper.add_argument("--kinds", action="store_true")
    paper.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")


def _calendar_commands(commands: Commands[_Parser]) -> None:
    days = commands.add_parser("calendar", help="Read or import a holiday notice.")
    kinds = days.add_subparsers(dest="act", required=True, parser_class=_Parser)
    read = _command(kinds, "read", clocks.calendar_read)
    read.add_argument("file", metavar="FILE|-")
    read.add_argument("--year", type=int, required=True, metavar="Y")
    take = _command(kinds, "import", clocks.calendar_import)
    take.add_argument("file", metavar="FILE")
    take.add_argument("--year", type=int, required=True, metavar="Y")
    take.add_argument("--number", required=True, metavar="NUMBER")
    take.add_argument("--yes", action="store_true")
    ticks = _command(commands, "clock", clocks.clock)
    ticks.add_argument("file", nargs="?", default="-", metavar="FILE|-")
    ticks.add_argument("--ledger", action="store_true")
    last = _command(commands, "limit", clocks.limit_)
    last.add_argument("name", nargs="?", default="", metavar="NAME")
    last.add_argument("--from", dest="from_", type=_day, default=None, metavar="DATE")


def _keeping_commands(commands: Commands[_Parser]) -> None:
    proof = _command(commands, "check", keeping.check)
    proof.add_argument("--no-files", action="store_true", help="不读附件和文书的文件")
    proof.add_argument("--anchor", default="", metavar="N-GROUPS", help="审签单、每周清单上印的审计链")
    proof.add_argument("--accept-shorter", default="", metavar="REASON", help="恢复了备份：确认审计链的现状")
    proof.add_argument("--accept-clock", default="", metavar="REASON", help="时钟倒退：认定本机现在的时间")
    gone = _command(commands, "erase", erasing.erase)
    gone.add_argument("case", nargs="*", metavar="CASE")
    gone.add_argument("--reason", default="", metavar="TEXT", help="批准的人和理由，写在审计链上")
    _command(commands, "backup", copies.backup).add_argument("to", metavar="TO")
    _command(commands, "backups", copies.backups)
    try_out = _command(commands, "drill", copies.drill)
    try_out.add_argument(
        "--from", dest="source", default="", metavar="FILE", help="演练这份备份，默认最近一份"
    )
    back = _command(commands, "restore", copies.restore)
    back.add_argument("source", metavar="FROM")
    back.add_argument("--to", required=True, metavar="NEW")
    _command(commands, "migrate", keeping.migrate)
    come = _command(commands, "import", moving.import_)
    come.add_argument("file", metavar="FILE")
    come.add_argument("--dry-run", action="store_true")
    _command(commands, "export", moving.export).add_argument("file", metavar="FILE")
    papers = commands.add_parser("templates", help="Look over the Word templates.")
    acts = papers.add_subparsers(dest="act", required=True, parser_class=_Parser)
    _command(acts, "check", templates.check).add_argument("folder", nargs="?", default=None, metavar="DIR")


def _people_commands(commands: Commands[_Parser]) -> None:
    who = commands.add_parser("person", help="The persons and their roles.")
    acts = who.add_subparsers(dest="act", required=True, parser_class=_Parser)
    _command(acts, "list", people.person_list)
    for name, run in (("add", people.person_add), ("roles", people.person_roles)):
        one = _command(acts, name, run)
        one.add_argument("name", metavar="NAME")
        one.add_argument("--role", action="append", default=[], choices=[role.value for role in Role])
        if name == "add":
            one.add_argument("--title", default="", metavar="TEXT")
    _command(acts, "disable", people.person_disable).add_argument("name", metavar="NAME")
    secret = _command(commands, "password", people.password)
    secret.add_argument("--of", default="", metavar="PERSON", help="给此人一次性密码")
    door = commands.add_parser("login", help="Whether persons log in.")
    turns = door.add_subparsers(dest="act", required=True, parser_class=_Parser)
    _command(turns, "status", people.login_status)
    on = _command(turns, "on", people.login_on)
    on.add_argument("--policy", choices=[policy.value for policy in Policy], default=Policy.ASVS.value)
    on.add_argument("--idle", type=int, default=10, metavar="MINUTES")
    _command(turns, "off", people.login_off)


def _key_commands(commands: Commands[_Parser]) -> None:
    ways = commands.add_parser("key", help="What opens an encrypted database.")
    turns = ways.add_subparsers(dest="act", required=True, parser_class=_Parser)
    _command(turns, "status", keys.status)
    _command(turns, "password", keys.password)
    _command(turns, "recovery", keys.recovery)
    _command(turns, "encrypt", keys.encrypt)
    _command(turns, "decrypt", keys.decrypt).add_argument("--reason", required=True, metavar="TEXT")


def _report_commands(commands: Commands[_Parser]) -> None:
    papers = commands.add_parser("report", help="The yearly report and the dashboard.")
    kinds = papers.add_subparsers(dest="act", required=True, parser_class=_Parser)
    _command(kinds, "dashboard", boards.dashboard).add_argument("--to", required=True, metavar="F.pdf|F.png")
    yearly = _command(kinds, "annual", reports.annual)
    yearly.add_argument("--year", type=int, required=True, metavar="Y")
    yearly.add_argument("--format", choices=("2019", "2021"), default=None)
    yearly.add_argument("--to", default=None, metavar="FILE.docx|FILE.xlsx|FILE.json")


def run(options: Options) -> int:
    """Run one command; a refusal is a sentence on standard error, never a traceback."""
    try:
        command: Command = options.run
        status = command(options)
        sys.stdout.flush()
        return status
    except (Refusal, Trouble) as told:
        basis = f"（{told.basis}）" if isinstance(told, Refusal) and told.basis else ""
        basis = "（gkcase check --accept-clock REASON）" if isinstance(told, ClockBack) else basis
        print(f"{told}{basis}", file=sys.stderr)
        return FAILED
    except Misused as told:
        print(f"参数不对：{told}", file=sys.stderr)
        return WRONG
    except BrokenPipeError:  # whoever read our output has left; nobody is there to be told
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        print("已中断", file=sys.stderr)
        return FAILED
    except Exception as error:  # its words may quote the data: only its kind and its place are told
        print(unforeseen(error), file=sys.stderr)
        return FAILED


def unforeseen(error: Exception) -> str:
    """The sentence for what nobody has thought of: a damaged database, or a fault of this program."""
    last = extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__}，{Path(last.filename).name} 第{last.lineno}行"
    return f"没有完成（{where}）：数据库可能已损坏或被人改过，请先用备份恢复；仍然如此请把这句话交给维护人员"


def read(arguments: Sequence[str] | None = None) -> Options:
    """Read the arguments; `command` is None where the window is wanted."""
    for stream, errors in (
        (sys.stdout, "backslashreplace"),  # a lone surrogate comes out as JSON writes it
        (sys.stderr, "backslashreplace"),
        (sys.stdin, "surrogateescape"),
    ):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)
    return parser().parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command of the command line."""
    options = read(arguments)
    if options.command is None:
        parser().error("缺少命令")
    return run(options)
