#!/usr/bin/env python3
"""Set the program up and start it; needs Python 3.11-3.13 and nothing else.

python3 start.py              open the window; where there is no display, run the demo job
python3 start.py test         everything that CI runs
python3 start.py soak [NAME]  the long tests behind docs/reliability.md
python3 start.py COMMAND …    the command line, as described in README.md
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed.txt"
LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
TAG = f"{sys.version_info[0]}.{sys.version_info[1]}"
SUITABLE = ((3, 11), (3, 12), (3, 13))

# What Qt's libraries and its X11 and Wayland plugins load and a bare Debian lacks, and Chinese glyphs.
DEBIAN_PACKAGES = """
    libdbus-1-3 libegl1 libfontconfig1 libgl1 libglib2.0-0 libx11-xcb1 libxcb-cursor0 libxcb-icccm4
    libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-sync1
    libwayland-cursor0 libwayland-egl1 libxcb-xfixes0 libxcb-xkb1 libxkbcommon-x11-0 fonts-noto-cjk
"""
# What the tests call, by program: another package may have brought it (LibreOffice with its windows).
DEBIAN_TEST_PACKAGES = {
    "initdb": "postgresql",
    "soffice": "libreoffice-writer-nogui",
    "pdftotext": "poppler-utils",
    "Xvfb": "xvfb",
    "strace": "strace",
}


def main(arguments: list[str]) -> int:
    """Set up what is missing, then hand over to the program or to the checks."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a console without Chinese
    python = suitable_python()
    if not python:
        say("本程序需要 Python 3.11、3.12 或 3.13。请安装其中一个版本，再用它运行 start.py。")
        return 1
    if python != sys.executable:
        return subprocess.call([python, str(Path(__file__).resolve()), *arguments])
    if arguments == ["test"]:
        return test("tests.suite")
    if arguments[:1] == ["soak"]:
        return test("soak", *arguments[1:])
    if not set_up(LOCK):
        return 1
    if arguments or has_display():
        return run_module("gkcase", *arguments)
    return demo_job()


def say(text: str) -> None:
    """Tell the user; on stderr, because stdout belongs to the command that is started."""
    print(text, file=sys.stderr, flush=True)


def suitable_python() -> str:
    """This interpreter, or another on the PATH where this one is too old or too new."""
    if sys.version_info[:2] in SUITABLE:
        return sys.executable
    found = (shutil.which(f"python{major}.{minor}") for major, minor in reversed(SUITABLE))
    return next(filter(None, found), "")


# What is started ---------------------------------------------------------------------------------


def run_module(module: str, *arguments: str) -> int:
    """Run a module of the program in its own environment, from wherever the user stands."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    command = [str(PYTHON), "-m", module, *arguments]
    if os.name == "posix":  # in our place, so that a signal to end reaches the program itself
        os.execve(command[0], command, environment)
    return subprocess.call(command, env=environment)


def has_display() -> bool:
    """Whether a window could be shown."""
    return sys.platform != "linux" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def demo_job() -> int:
    """Without a screen: register, count and write letters into a folder; the job says where they are."""
    folder = ROOT / "demo-files" / time.strftime("%Y%m%d-%H%M%S")
    folder.mkdir(parents=True)
    say("没有可用的显示器，改为运行演示：登记、计算期限，写出文书和登记表。")
    return run_module("gkcase.demo_job", str(folder))


def test(module: str, *arguments: str) -> int:
    """Run what CI runs, or the long tests, with a PostgreSQL of its own and LibreOffice where they can be had."""
    if not set_up(DEV_LOCK):
        return 1
    missing = missing_packages(
        [package for name, package in DEBIAN_TEST_PACKAGES.items() if not has_program(name)]
    )
    if missing and not apt_install(missing):
        say("有的测试软件未能安装，相应的检查不会进行，见下面的说明。")
    return run_module(module, *arguments)


# The environment -----------------------------------------------------------------------------------


def set_up(lock: Path) -> bool:
    """Make sure that the environment holds what `lock` names; costs nothing when it does."""
    if PYTHON.exists() and mark_of(lock) in installed_marks():
        return True
    if not os.access(ROOT, os.W_OK):
        say(f"不能写入 {ROOT}，无法安装依赖。请把程序放到可以写入的文件夹再启动。")
        return False
    began = time.monotonic()
    say("首次启动或版本有变：正在准备运行环境，需要几分钟……")
    missing = missing_packages(debian_packages())
    if missing and not apt_install(missing):
        say("缺少的系统软件包可以稍后安装，先继续。")
    if not (install(lock) and qt_loads()):
        return False
    # The development lock contains the other one, so it serves both starts.
    marks = {mark_of(lock), mark_of(LOCK)}
    STAMP.write_text("\n".join(sorted(marks)) + "\n", encoding="utf-8")
    say(f"运行环境已就绪，用时 {time.monotonic() - began:.0f} 秒。")
    return True


def mark_of(lock: Path) -> str:
    """What the stamp says when `lock` is installed for this version of Python."""
    return f"{lock.name} {TAG} {hashlib.sha256(lock.read_bytes()).hexdigest()}"


def installed_marks() -> list[str]:
    """What the stamp says now."""
    return STAMP.read_text(encoding="utf-8").splitlines() if STAMP.exists() else []


def install(lock: Path) -> bool:
    """Install the locked packages, each checked against its hash; nothing is built from source."""
    pip = usable_pip() or make_environment()
    if not pip:
        return False
    options = [
        "--require-hashes",
        "--only-binary=:all:",
        "--no-compile",
        "--no-input",
        "-qq",
        "--requirement",
    ]
    environment = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_USER": "0"}
    command = [*pip, "install", *options, str(lock)]
    if subprocess.call(command, env=environment, stdout=sys.stderr) == 0:
        return True
    say(f"依赖未能装全。请检查网络后重新启动，或手工运行：\n    {' '.join(command)}")
    return False


def make_environment() -> list[str]:
    """Make .venv and return the pip that serves it, or say what to type and return nothing."""
    if make_venv() and (pip := usable_pip()):
        return pip
    if make_venv("--without-pip") and (pip := usable_pip()):
        return pip
    say(f"这个 Python 没有 pip 和 ensurepip：{sys.executable}")
    say("请按上面的命令安装系统软件包，或安装 pip，或换一个完整的 Python，再重新启动。")
    return []


def make_venv(*options: str) -> bool:
    """Make the environment anew."""
    return succeeds(sys.executable, "-m", "venv", "--clear", *options, str(VENV))


def usable_pip() -> list[str]:
    """The command of a pip that installs into .venv: its own, or one from outside it (pip 22.3 or later)."""
    if not succeeds(
        str(PYTHON), "-c", f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    ):
        return []
    outside = [
        [sys.executable, "-m", "pip"],
        *([found] for found in map(shutil.which, ("pip3", "pip")) if found),
    ]
    ways = [[str(PYTHON), "-m", "pip"], *([*pip, "--python", str(PYTHON)] for pip in outside)]
    return next((way for way in ways if succeeds(*way, "--version")), [])


def succeeds(*command: str) -> bool:
    """Whether a command exists and ends well; its words are dropped."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def qt_loads() -> bool:
    """Whether Qt finds its libraries; says what is missing where it does not."""
    command = [str(PYTHON), "-c", "import PySide6.QtWidgets"]
    tried = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if tried.returncode:
        reason = (tried.stderr.strip().splitlines() or ["?"])[-1]
        say(f"界面库 Qt 缺少系统组件，不能启动：{reason}\n请安装提供该文件的系统软件包，再重新启动。")
    return tried.returncode == 0


# Debian's packages -----------------------------------------------------------------------------------


def debian_packages() -> list[str]:
    """What the program needs of Debian; Debian keeps ensurepip in a package of its own."""
    bare = sys.base_prefix == "/usr" and importlib.util.find_spec("ensurepip") is None
    return DEBIAN_PACKAGES.split() + ([f"python{TAG}-venv"] if bare else [])


def missing_packages(names: list[str]) -> list[str]:
    """Those of Debian's packages that are not here; nothing where the system is no Debian."""
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        return []
    # Since 2024 some libraries carry the suffix t64 and only provide the old name.
    asked = [name + suffix for name in names for suffix in ("", "t64")]
    command = ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *asked]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split("\n")
    present = {line.split()[0] for line in told if line.endswith(" installed")}
    return [name for name in names if not {name, name + "t64"} & present]


def has_program(name: str) -> bool:
    """Whether a program can be called; Debian keeps PostgreSQL's server off the PATH."""
    return bool(shutil.which(name)) or any(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages where we may, else say what to type."""
    install_them = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    by_hand = f"sudo apt-get update && sudo {' '.join(install_them)}"
    if getattr(os, "geteuid", lambda: -1)() == 0:
        prefix = ["env"]
    elif succeeds("sudo", "-n", "true"):
        prefix = ["sudo", "-n", "env"]
    else:
        say(f"缺少系统软件包，请运行：\n    {by_hand}")
        return False
    prefix += ["DEBIAN_FRONTEND=noninteractive"]
    say(f"正在安装系统软件包：{' '.join(packages)}")
    # A fresh or long unused machine has no list of packages, or an old one.
    if succeeds(*prefix, *install_them) or (
        succeeds(*prefix, "apt-get", "update") and succeeds(*prefix, *install_them)
    ):
        return True
    say(f"系统软件包未能安装，请手工运行：\n    {by_hand}")
    return False


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
