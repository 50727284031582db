"""From the start of the process to the first painted page, against a program that only shows an empty window.

Both are started in turn, so that a busy moment of the machine meets both; each reports its own time since its start
and its resident memory. Usage: `python benchmarks/startup.py [--rounds 15] [--platform offscreen|xcb]`.
Exit status 1 where the desk needs more than four times as long as the empty window, or loads what can wait.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.large_office import TODAY, make_large_office

BUDGET = 4.0
HEAVY = ("docx", "docxtpl", "openpyxl", "holidays", "alembic", "numpy", "PySide6.QtPrintSupport")

# The clock of the operating system is the only one that parent and child share.
REPORT = """
def report():
    import json, os, sys, time
    took = time.time() - float(sys.argv[1])
    try:
        pages = int(open("/proc/self/statm", encoding="ascii").read().split()[1])
        memory = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, AttributeError):
        memory = float("nan")
    heavy = [name for name in {heavy!r} if name in sys.modules]
    print(json.dumps([took * 1000, memory, ", ".join(heavy)]), flush=True)
    os._exit(0)

def after_paint(window):
    from PySide6.QtCore import QEvent, QObject, QTimer
    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() is QEvent.Type.Paint:
                QTimer.singleShot(0, report)
            return False
    window.watch = Watch(window)
    window.installEventFilter(window.watch)
"""

EMPTY = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
after_paint(window)
window.show()
app.exec()
"""

SHELL = """
from pathlib import Path
from PySide6.QtWidgets import QWidget
from gkcase.desktop.app import make_desktop
from gkcase.desktop.pages import Page, Place
from gkcase.desktop.shell import Health, Sign
desktop = make_desktop(Path(sys.argv[2]) / "window.ini")
words = {"desk": "工作台", "cases": "案件", "mailbox": "收件簿", "calendar": "日历", "settings": "设置"}
pages = [Page(k, w, k, lambda _: QWidget(), Place.FOOT if k == "settings" else Place.RAIL) for k, w in words.items()]
shell = desktop.shell(pages)
shell.show_sign(Sign("云溪镇人民政府", "李某", "经办"))
shell.show_health(Health("本机存储正常", True, "尚未备份", 2026))
shell.restore("desk")
after_paint(shell.page("desk"))
shell.show()
desktop.app.exec()
"""

DESK = """
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QListView
app = QApplication(["gkcase"])
class Duties(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint and isinstance(watched.parent(), QListView):
            if watched.parent().model() is not None and watched.parent().model().rowCount():
                QTimer.singleShot(0, report)
        return False
duties = Duties()
app.installEventFilter(duties)
from gkcase.__main__ import main
main(["--database", sys.argv[3], "--today", "{today}"])
"""

PROGRAMS = {
    "empty QMainWindow": EMPTY,
    "shell with an empty desk": SHELL,
    "desk of a large office": DESK.replace("{today}", TODAY.isoformat()),
}


def start(program: str, folder: str, platform: str, office: str) -> tuple[float, float, str]:
    """Run one program once: milliseconds to the first paint, MiB, heavy modules that were loaded by then."""
    code = "import sys\n" + REPORT.format(heavy=HEAVY) + program
    command = [sys.executable, "-c", code, str(time.time()), folder, office]
    root = Path(__file__).parents[1]
    environment = {**os.environ, "QT_QPA_PLATFORM": platform, "PYTHONPATH": str(root)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its byte code
    environment |= {"PYTHONPYCACHEPREFIX": folder, "XDG_DATA_HOME": folder, "LOCALAPPDATA": folder}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=root)
    took, memory, heavy = json.loads(done.stdout)
    return took, memory, heavy


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure in turns and print medians with their spread."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--platform", default=os.environ.get("QT_QPA_PLATFORM", "offscreen"))
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--office", type=Path, help="a large office made before (benchmarks.large_office)")
    options = parser.parse_args(arguments)
    found: dict[str, list[tuple[float, float, str]]] = {name: [] for name in PROGRAMS}
    with tempfile.TemporaryDirectory() as folder:
        office = options.office or Path(folder) / "large.gkdb"
        if options.office is None:
            make_large_office(office, options.cases)
        for program in PROGRAMS.values():
            start(program, folder, options.platform, str(office))  # warm: byte code and disk cache
        for _ in range(options.rounds):
            for name, program in PROGRAMS.items():
                found[name].append(start(program, folder, options.platform, str(office)))
    for name, runs in found.items():
        times = sorted(run[0] for run in runs)
        memory = statistics.median(run[1] for run in runs)
        print(
            f"{name:28} {statistics.median(times):6.0f} ms ({times[0]:.0f}..{times[-1]:.0f})  {memory:5.0f} MiB"
            f"  heavy: {runs[0][2] or 'none'}"
        )
    empty, _, desk = (statistics.median(run[0] for run in runs) for runs in found.values())
    heavy = next(iter(found["desk of a large office"]))[2]
    print(f"{'ratio':28} {desk / empty:6.2f}  (budget {BUDGET})")
    return 0 if desk / empty <= BUDGET and not heavy else 1


if __name__ == "__main__":
    sys.exit(main())
