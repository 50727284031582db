"""Everything that CI runs, one heading each: `python3 start.py test` prepares the machine and calls this.

Each check runs even when one before it failed; the exit status is that of the first failure.
What cannot be checked on this machine is said aloud before and after, never passed over.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run all checks; 0 when every one of them passed."""
    signal.signal(signal.SIGTERM, _leave)  # so that PostgreSQL is stopped in this case too
    unchecked: list[str] = []
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    environment.pop("GKCASE_TEST_POSTGRES", None)
    with postgres() as url:
        if url:
            environment["GKCASE_TEST_POSTGRES"] = url
        else:
            unchecked.append(
                "PostgreSQL could not be started: storage and services were tested on SQLite only"
            )
        left_out = [] if has_office() else ["-m", "not libreoffice"]
        if left_out:
            unchecked.append("LibreOffice is not installed: no letter was turned into a PDF and compared")
        for problem in unchecked:
            shout(problem)
        statuses = [run(title, command, environment) for title, command in checks().items()]
        statuses += run_beside(rest(left_out), environment)
    for problem in unchecked:
        shout(problem)
    return next(filter(None, statuses), 0)


def checks() -> Mapping[str, list[str]]:
    """The checks that come one after another: heading and arguments of this interpreter."""
    return {
        "ruff check": ["ruff", "check", "."],
        "ruff format --check": ["ruff", "format", "--check", "."],
        "mypy": ["mypy"],
        "pytest of the law, with coverage": ["coverage", "run", "-m", "pytest", "tests/domain"],
        "coverage of gkcase/domain, by branch": [
            *("coverage", "report", "--include=gkcase/domain/*"),
            *("--show-missing", "--skip-covered", "--fail-under=100"),
        ],
    }


def rest(left_out: list[str]) -> Mapping[str, list[str]]:
    """The long ones, which run beside each other: two processors are there in any computer."""
    front = ("tests/desktop", "tests/cli")
    others = [f"--ignore={folder}" for folder in ("tests/domain", *front)]
    return {
        "pytest of window and command line": ["pytest", *front, *left_out],
        "pytest of all else": ["pytest", *others, *left_out],
    }


def run_beside(commands: Mapping[str, list[str]], environment: Mapping[str, str]) -> list[int]:
    """Run checks at the same time; what each of them prints comes in one piece when it has ended."""
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        started = []
        for title, command in commands.items():
            said = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace"))
            full = [sys.executable, "-m", *command]
            one = subprocess.Popen(full, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT)
            stack.enter_context(one)
            started.append((title, one, said))
        statuses = []
        for title, one, said in started:
            statuses.append(one.wait())
            said.seek(0)
            print(f"\n=== {title} ===\n{said.read()}", end="", flush=True)
            verdict = f"FAILED with status {statuses[-1]}" if statuses[-1] else "ok"
            print(f"--- {title}: {verdict}, {time.monotonic() - began:.1f} s", flush=True)
    return statuses


def run(title: str, command: list[str], environment: Mapping[str, str]) -> int:
    """Run one check under its heading and say how it ended and how long it took."""
    print(f"\n=== {title} ===", flush=True)
    began = time.monotonic()
    status = subprocess.call([sys.executable, "-m", *command], cwd=ROOT, env=environment)
    verdict = f"FAILED with status {status}" if status else "ok"
    print(f"--- {title}: {verdict}, {time.monotonic() - began:.1f} s", flush=True)
    return status


def shout(problem: str) -> None:
    """Say what is not checked so that nobody overlooks it."""
    frame = "!" * 100
    print(f"\n{frame}\n!!! NOT CHECKED: {problem}\n{frame}", flush=True)


def has_office() -> bool:
    """Whether LibreOffice can be had."""
    from gkcase.services.letter_pdf import find_soffice

    return find_soffice() is not None


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


# A PostgreSQL of our own -----------------------------------------------------------------------------


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """The URL of a server in a folder of its own on a loopback port, or nothing; stopped in any case."""
    programs = postgres_programs()
    if programs is None:
        print("no initdb on the PATH or below /usr/lib/postgresql", flush=True)
        yield ""
        return
    folder = Path(tempfile.mkdtemp(prefix="gkcase-postgres-"))
    port = free_port()
    try:
        started = start_server(programs, folder, port)
        yield f"postgresql+psycopg://gkcase@127.0.0.1:{port}/postgres" if started else ""
    finally:
        stop = [str(programs / "pg_ctl"), "stop", "-D", str(folder / "data"), "-m", "immediate", "-w"]
        subprocess.run(as_server(stop), capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def start_server(programs: Path, folder: Path, port: int) -> bool:
    """Make a cluster and start it; prints what the programs say where that fails."""
    if runs_as_root():  # PostgreSQL refuses to run as root
        try:
            shutil.chown(folder, "postgres")
        except (LookupError, OSError) as error:
            print(f"the account postgres cannot be used: {error}", flush=True)
            return False
    data = str(folder / "data")
    # Speed matters here, not what survives a power cut; no socket file, so that Windows is alike.
    settings = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c fsync=off"
    steps = [
        [*("initdb", "-D", data, "-U", "gkcase", "-A", "trust", "-E", "UTF8"), "--no-locale", "--no-sync"],
        ["pg_ctl", "start", "-D", data, "-l", str(folder / "log"), "-w", "-t", "60", "-o", settings],
    ]
    for program, *arguments in steps:
        # Through a file, not a pipe: the server would keep the pipe open for ever.
        with (folder / "said").open("w+", encoding="utf-8", errors="replace") as said:
            command = as_server([str(programs / program), *arguments])
            if subprocess.call(command, cwd=folder, stdout=said, stderr=said):
                said.seek(0)
                print(said.read(), flush=True)
                return False
    return True


def as_server(command: list[str]) -> list[str]:
    """The command under the account that may run the server."""
    return ["runuser", "-u", "postgres", "--", *command] if runs_as_root() else command


def runs_as_root() -> bool:
    """Whether this process is root; never on Windows."""
    return bool(getattr(os, "geteuid", lambda: 1)() == 0)


def postgres_programs() -> Path | None:
    """The folder of the newest PostgreSQL that has a server, from the PATH and from Debian's place."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve()] if on_path else []
    found += Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max(found, key=version_of).parent if found else None


def version_of(initdb: Path) -> int:
    """The major version that `initdb --version` tells, 0 where it tells none."""
    told = subprocess.run([str(initdb), "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\d+", told)
    return int(number[0]) if number else 0


def free_port() -> int:
    """A port on the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
