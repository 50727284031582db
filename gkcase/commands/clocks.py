"""Commands about days: read or import a holiday notice, reckon cases, print a limit."""

from __future__ import annotations

import json
import sys
from argparse import Namespace as Options
from datetime import date

from gkcase.commands.common import FAILED, Misused, Told, iso, lines_of, office_of, say, text_of
from gkcase.domain.errors import Refusal
from gkcase.domain.limits import LIMITS, limit
from gkcase.domain.notices import read_notice
from gkcase.domain.rules import Rules
from gkcase.services import calendar, clock_lines
from gkcase.services.office import beijing_today
from gkcase.services.rulebook import rulebook


def calendar_read(options: Options) -> int:
    """Read a notice and print what it says; exit 1 while it contradicts itself."""
    read = read_notice(text_of(options.file), options.year)
    print(json.dumps(read.document(), ensure_ascii=False))
    if not read.problems:
        return 0
    told = "；".join(str(problem) for problem in read.problems)
    print(f"通知有{len(read.problems)}处对不上：{told}", file=sys.stderr)
    return FAILED


def calendar_import(options: Options) -> int:
    """Store an arrangement after showing which open cases move."""
    with office_of(options) as office:
        read = calendar.read_text(office, text_of(options.file), options.year)
        arrangement = calendar.imported(office, read, options.number)
        plan = calendar.preview_import(office, arrangement)
        out = sys.stderr if options.json else sys.stdout  # with --json only the document goes to stdout
        for moved in plan.moved:
            print(moved.sentence, file=out)
            for name in moved.letters:
                print(f"  已写文书引用了原日期：{name}", file=out)
        if not options.yes:
            print(f"{len(plan.moved)}件案件的期限将变化，启用{options.year}年安排？(y/n) ", file=out, end="")
            out.flush()
            if sys.stdin.readline().strip().lower() not in ("y", "yes", "是"):
                raise Refusal("没有启用，未作任何改动")
        change = calendar.apply_import(office, arrangement)
        document = {
            "year": options.year,
            "number": arrangement.number,
            "moved": [_move(moved) for moved in plan.moved],
        }
        return say(options, Told(document, [change.said]), office)


def _move(moved: calendar.Moved) -> dict[str, object]:
    before, after = iso(moved.before), iso(moved.after)
    return {"case": moved.number, "before": before, "after": after, "letters": list(moved.letters)}


def clock(options: Options) -> int:
    """Reckon one case a line, in order and in constant memory."""
    if options.database:
        with office_of(options) as office:
            return _clock(options, office.rules, office.today(), practice=office.practice)
    today = options.today or beijing_today()
    return _clock(options, rulebook().rules(), today, practice=options.today is not None)


def _clock(options: Options, rules: Rules, today: date, *, practice: bool) -> int:
    failed = 0
    lines = lines_of(options.file)
    for line, good in clock_lines.answers(lines, rules, today, with_ledger=options.ledger, practice=practice):
        sys.stdout.write(line + "\n")
        failed += not good
    if failed:
        sys.stdout.flush()
        print(f"有{failed}行不能计算，原因写在该行的 error 中", file=sys.stderr)
    return FAILED if failed else 0


def limit_(options: Options) -> int:
    """Print one of the other limits, or their names."""
    if not options.name:
        print(json.dumps({"limits": list(LIMITS)}, ensure_ascii=False))
        return 0
    if options.from_ is None:
        raise Misused("请用 --from 写明起算日期")
    book = rulebook()
    if options.database:
        with office_of(options) as office:
            found = limit(options.name, options.from_, office.rules.calendar, book.law, book.remedies)
    else:
        found = limit(options.name, options.from_, book.rules().calendar, book.law, book.remedies)
    print(json.dumps(found.document(), ensure_ascii=False))
    return 0
