"""What comes in from a file and goes out into one: import, export; the ending of the name says which."""

from __future__ import annotations

from argparse import Namespace as Options
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gkcase.commands.common import Misused, Told, office_of, say

if TYPE_CHECKING:
    from gkcase.services.ledger_row import Line


def _import_all(options: Options) -> int:
    from gkcase.services.gkbak_in import import_all

    if options.dry_run:
        raise Misused("--dry-run 只用于导入台账，导入全部总是先核对再写入")
    with office_of(options) as office:
        came = import_all(office, Path(options.file))
        less = f"，其中{came.missing}份附件在导出时已经缺失" if came.missing else ""
        said = (
            f"已导入{came.office}：{came.cases}件案件，{came.entries}项记录，附件和文书{came.files}份{less}"
        )
        document = {
            "read": came.cases,
            "imported": came.cases,
            "listed": [],
            "entries": came.entries,
            "files": came.files,
            "missing": came.missing,
        }
        return say(options, Told(document, [said]), office)


def _import_ledger(options: Options) -> int:
    """Bring in an old ledger, or say what would come of it (--dry-run)."""
    from gkcase.services.ledger_import import bring_in
    from gkcase.services.ledger_plan import document, look, open_book

    with office_of(options) as office:
        plan = look(office, open_book(office, Path(options.file)))
        brought = None if options.dry_run or not plan.ready else bring_in(office, plan)
        done = len(brought.cases) if brought else 0
        verb = f"可以导入{len(plan.ready)}件（试读，没有写入）" if options.dry_run else f"导入{done}件"
        lines = [f"读到{plan.read}行，{verb}，{len(plan.listed)}行没有导入，其中逾期{plan.late}件"]
        lines += [f"未导入　{_said(line)}" for line in plan.listed]
        lines += [f"请核对　{_said(line)}" for line in plan.findings]
        passed = [(table.sheet, one) for table in plan.book.tables for one in table.passed]
        lines += [f"略过　{sheet} 第{one.row}行：{one.why}" for sheet, one in passed]
        lines += [f"导入前的备份在{brought.backup}"] if brought and brought.backup else []
        return say(options, Told(document(plan, done), lines), office)


def _said(line: Line) -> str:
    place = line.cell or (f"第{line.row}行" if line.row else "")
    return f"{line.sheet} {place}：{line.problem}。{line.proposal}"


def _export_all(options: Options) -> int:
    from gkcase.services.gkbak import export_all

    with office_of(options) as office:
        made = export_all(office, Path(options.file), reason=options.open or "")
        said = f"已导出到{made.path}：{made.cases}件案件，{made.entries}项记录，附件和文书{made.files}份"
        lines = [said, "文件里的个人信息没有遮盖，请妥善保管；这次导出已记入审计链"]
        lines += [f"有{len(made.missing)}份附件或文书缺失或已损坏，没有导出，请运行检查"] * bool(made.missing)
        document = {
            "file": str(made.path),
            "cases": made.cases,
            "entries": made.entries,
            "files": made.files,
            "missing": list(made.missing),
        }
        return say(options, Told(document, lines), office)


def _export_registers(options: Options) -> int:
    from gkcase.services.register_export import export_all

    with office_of(options) as office:
        made = export_all(office, Path(options.file), reason=options.open)
        lines = [
            f"已导出到{made.file}：" + "，".join(f"{name} {rows}行" for name, rows in made.sheets.items())
        ]
        told = "个人信息没有遮盖，请妥善保管；这次导出已记入审计链"
        lines.append(told if options.open else "自然人姓名已遮盖；要不遮盖的，请用 --open 写明理由")
        return say(options, Told({"file": str(made.file), "sheets": made.sheets}, lines), office)


Run = Callable[[Options], int]
IMPORTS: Mapping[str, Run] = {
    ".gkbak": _import_all,
    ".xlsx": _import_ledger,
    ".xls": _import_ledger,
}
"""An old .xls is refused by the guard, which says how to save it anew."""

EXPORTS: Mapping[str, Run] = {".gkbak": _export_all, ".xlsx": _export_registers, ".csv": _export_registers}
"""By the ending of the file."""


def import_(options: Options) -> int:
    """Bring in what another program or another office has written."""
    return _by_ending(IMPORTS, options)


def export(options: Options) -> int:
    """Write out what there is."""
    return _by_ending(EXPORTS, options)


def _by_ending(known: Mapping[str, Run], options: Options) -> int:
    run = known.get(Path(options.file).suffix.lower())
    if run is None:
        raise Misused(f"文件名应以{'或'.join(known)}结尾，不能是“{Path(options.file).name}”")
    return run(options)
