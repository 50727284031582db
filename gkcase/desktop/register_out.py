"""How rows of a register leave the program: printed with a preview, as a workbook, as CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from gkcase.desktop.list_sheet import MOST_PRINTED
from gkcase.desktop.menus import menu_of, pop_below
from gkcase.desktop.printing import preview
from gkcase.desktop.register_words import lines_of, register_sheet
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Cancelled, Progress
from gkcase.domain.errors import Refusal
from gkcase.services.office import Office
from gkcase.services.register_export import Exported, export_all, export_lines, export_register
from gkcase.services.register_fields import Register
from gkcase.services.register_values import RegisterLine, packed
from gkcase.services.registers import RegisterFilter

XLSX, CSV = ".xlsx", ".csv"
KINDS = {XLSX: "Excel工作簿 (*.xlsx)", CSV: "CSV文件 (*.csv)"}

Writing = Callable[[Progress, Cancelled], Exported]


def write_view(
    office: Office,
    wanted: RegisterFilter,
    to: Path,
    reason: str | None,
    progress: Progress,
    cancelled: Cancelled,
) -> Exported:
    """One register as it is narrowed and sorted."""
    return export_register(office, wanted, to, reason=reason, report=progress, cancelled=cancelled)


def write_rows(
    office: Office,
    register: Register,
    keys: Sequence[int],
    to: Path,
    progress: Progress,
    cancelled: Cancelled,
) -> Exported:
    """Just these rows."""
    return export_lines(office, register, keys, to, report=progress, cancelled=cancelled)


def write_all(
    office: Office, to: Path, reason: str | None, progress: Progress, cancelled: Cancelled
) -> Exported:
    """All six registers."""
    return export_all(office, to, reason=reason, report=progress, cancelled=cancelled)


class RegisterOut(QObject):
    """Prints and writes for one page; what goes wrong is said in the shell's notice bar."""

    def __init__(self, page: QWidget, office: Office, shell: Shell) -> None:
        super().__init__(page)
        self._page, self._office, self._shell = page, office, shell

    # -- on paper ---------------------------------------------------------------------------------------------

    def print_rows(
        self, register: Register, keys: Sequence[int], chosen: str, unmasked: bool = False
    ) -> None:
        """Show these rows as they will be printed."""
        if len(keys) > MOST_PRINTED:
            said = f"一次最多打印 {MOST_PRINTED:,} 行，请先用“本年”等条件缩小范围"
            self._shell.notices.tell(Refusal(said))
            return
        work = partial(lines_of, self._office, register, list(keys), unmasked)
        then = partial(self._preview, register, chosen)
        self._shell.tasks.run_long(self, f"正在准备{register.label}", work, then, self._shell.notices.tell)

    def _preview(self, register: Register, chosen: str, lines: Sequence[RegisterLine]) -> None:
        preview(register_sheet(self._office, register, lines, chosen), self._page)

    def print_cases(self, ids: Sequence[int], chosen: str) -> None:
        """Show the register of these cases as it will be printed."""
        self.print_rows(Register.CASES, _keys(ids), chosen)

    # -- into a file ------------------------------------------------------------------------------------------

    def export_view(self, wanted: RegisterFilter, suffix: str, reason: str | None = None) -> None:
        """Write one register as it is shown."""
        year = f"{wanted.year}年" if wanted.year else ""
        if to := self._ask_where(f"{year}{wanted.register.label}", suffix):
            self._write(partial(write_view, self._office, wanted, to, reason))

    def export_rows(self, register: Register, keys: Sequence[int], suffix: str) -> None:
        """Write just these rows."""
        if to := self._ask_where(register.label, suffix):
            self._write(partial(write_rows, self._office, register, list(keys), to))

    def offer_cases(self, act: QPushButton, ids: Sequence[int]) -> None:
        """Offer the kinds of file below a button of the case list."""
        menu, keys = menu_of(act), _keys(ids)
        menu.addAction("导出Excel…", lambda: self.export_rows(Register.CASES, keys, XLSX))
        menu.addAction("导出CSV…", lambda: self.export_rows(Register.CASES, keys, CSV))
        pop_below(act, menu)

    def export_all(self, reason: str | None = None) -> None:
        """Write all six registers into one workbook."""
        if to := self._ask_where("依申请公开台账", XLSX):
            self._write(partial(write_all, self._office, to, reason))

    def _ask_where(self, title: str, suffix: str) -> Path | None:
        name = f"{self._office.profile.name}_{title}_{self._office.today():%Y%m%d}{suffix}"
        chosen, _ = QFileDialog.getSaveFileName(self._page, "导出到", str(Path.home() / name), KINDS[suffix])
        if not chosen:
            return None
        to = Path(chosen)
        return to if to.suffix.lower() == suffix else to.with_name(to.name + suffix)

    def _write(self, work: Writing) -> None:
        self._shell.tasks.run_long(self, "正在导出台账", work, self._written, self._shell.notices.tell)

    def _written(self, made: Exported) -> None:
        self._shell.notices.say(f"已导出 {made.rows:,} 行：{made.file}")


def _keys(ids: Sequence[int]) -> list[int]:
    return [packed(case_id, 0) for case_id in ids]
