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
from concurrent.futures import ThreadPoolExecutor
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
        if not has_strace():
            unchecked.append("strace is not installed or may not trace: no power failure was played through")
        for problem in unchecked:
            shout(problem)
        statuses = run_beside(checks(left_out), environment)
    for problem in unchecked:
        shout(problem)
    return next(filter(None, statuses), 0)


def checks(left_out: list[str]) -> Mapping[str, list[list[str]]]:
    """Heading and commands of each check, the longest first: a lane that has done its work takes the next.

    The commands are arguments of this interpreter and come one after another.
    """
    folders = ("domain", "desktop", "services", "cli")
    others = [f"--ignore=tests/{folder}" for folder in folders]
    return {
        "pytest of services": [["pytest", "tests/services", *left_out]],
        "pytest of the windows": [["pytest", "tests/desktop", *left_out]],
        "pytest of all else": [["pytest", *others, *left_out]],
        "pytest of the law, with coverage of gkcase/domain by branch": [
            ["coverage", "run", "-m", "pytest", "tests/domain"],
            [
                *("coverage", "report", "--include=gkcase/domain/*"),
                *("--show-missing", "--skip-covered", "--fail-under=100"),
            ],
        ],
        "pytest of the command line": [["pytest", "tests/cli", *left_out]],
        "mypy": [["mypy"]],
        "ruff": [["ruff", "check", "."], ["ruff", "format", "--check", "."]],
    }


LANES = 3
"""Checks that run beside each other: one more than the two processors of any computer, as each waits now and then."""


def run_beside(checks: Mapping[str, list[list[str]]], environment: Mapping[str, str]) -> list[int]:
    """Run checks in lanes; the statuses come in the order of the checks."""
    with ThreadPoolExecutor(LANES) as lanes:
        try:
            started = [lanes.submit(run, title, commands, environment) for title, commands in checks.items()]
            return [one.result() for one in started]
        finally:
            lanes.shutdown(cancel_futures=True)


def run(title: str, commands: list[list[str]], environment: Mapping[str, str]) -> int:
    """Run one check; what it prints comes in one piece under its heading when it has ended."""
    began = time.monotonic()
    status = 0
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        for command in commands:
            full = [sys.executable, "-m", *command]
            ended = subprocess.call(full, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT)
            status = status or ended
        said.seek(0)
        verdict = f"FAILED with status {status}" if status else "ok"
        took = f"--- {title}: {verdict}, {time.monotonic() - began:.1f} s"
        print(f"\n=== {title} ===\n{said.read()}{took}\n", end="", flush=True)
    return status


def shout(problem: str) -> None:
    """Say what is not checked so that nobody overlooks it."""
    frame = "!" * 100
    print(f"\n{frame}\n!!! NOT CHECKED: {problem}\n{frame}", flush=True)


def has_office() -> bool:
    """Whether LibreOffice can be had."""
    from gkcase.services.letter_pdf import find_soffice

    return find_soffice() is not None


def has_strace() -> bool:
    """Whether the calls of a process can be recorded."""
    from soak.tracing import has_strace

    return has_strace()


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
