"""What a process does to the files below a folder, call by call, as strace saw it."""

from __future__ import annotations

import codecs
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    "openat,open,creat,close,write,pwrite64,writev,pwritev,pwritev2,lseek,fsync,fdatasync,sync_file_range,"
    "ftruncate,truncate,fallocate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,"
    "symlink,symlinkat,sendfile,copy_file_range,splice,dup,dup2,dup3"
)
ACK = b"ACK "
"""What the traced process writes to its stderr once an act has returned."""


@dataclass(frozen=True)
class Call:
    """One thing that was done: `what` to the file `path`, with bytes at a place, a length, or a second name."""

    what: str
    path: str = ""
    at: int = 0
    data: bytes = b""
    to: str = ""


def has_strace() -> bool:
    """Whether calls can be recorded here: strace is there, and may trace."""
    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-qq", "true"], capture_output=True, check=False).returncode == 0


def record(command: Sequence[str], folder: Path, trace: Path, environment: Mapping[str, str]) -> list[Call]:
    """Run a command under strace and give back all that it did to the files below `folder`, in order."""
    traced = [
        "strace",
        "-f",
        "-y",
        "-xx",
        "-qq",
        "-s",
        "4000000",
        "-e",
        f"trace={CALLS}",
        "-e",
        "signal=none",
    ]
    ended = subprocess.run(
        [*traced, "--seccomp-bpf", "-o", str(trace), *command],
        env=dict(environment),
        capture_output=True,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(ended.stderr.decode(errors="replace")[-2000:])
    with trace.open(encoding="ascii") as lines:
        return list(_Reader(folder).calls(lines))


_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+)(.*)$")
_UNFINISHED = re.compile(r"(\d+) +(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"(\d+) +<\.\.\. \w+ resumed>(.*)$")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FD = re.compile(r"(-?\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>")


def _text(escaped: str) -> bytes:
    return codecs.escape_decode(escaped.encode())[0]


class _Reader:
    """Makes calls of strace's lines; keeps where each open file stands, for a write that names no place."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._places: dict[tuple[str, str], int] = {}
        self._appending: set[tuple[str, str]] = set()

    def calls(self, lines: Iterator[str]) -> Iterator[Call]:
        """All that concerns the folder."""
        begun: dict[str, str] = {}
        for raw in lines:
            line = raw.rstrip("\n")
            if found := _UNFINISHED.match(line):
                begun[found[1]] = found[2]
                continue
            if (found := _RESUMED.match(line)) and found[1] in begun:
                line = f"{found[1]} {begun.pop(found[1])}{found[2]}"
            if (found := _LINE.match(line)) and int(found[4]) >= 0:
                yield from self._call(found[2], found[3], int(found[4]), found[5])

    def _call(self, name: str, arguments: str, result: int, rest: str) -> Iterator[Call]:
        strings = [_text(found).decode("utf-8", "surrogateescape") for found in _STRING.findall(arguments)]
        fd = _FD.match(arguments)
        path = _text(fd[2]).decode("utf-8", "surrogateescape") if fd else ""
        if name == "write" and fd and fd[1] == "2" and (said := _STRING.search(arguments)):
            data = _text(said[1])
            if data.startswith(ACK):
                yield Call("ack", at=int(data[len(ACK) :]))
            return
        if name in ("openat", "open", "creat"):
            yield from self._open(self._full(arguments, strings[0]), arguments, result)
        elif name in ("rename", "renameat", "renameat2", "link", "linkat"):
            yield from self._of(Call(name[:6] if name[0] == "r" else "link", strings[0], to=strings[1]))
        elif name in ("unlink", "unlinkat", "mkdir", "mkdirat", "rmdir"):
            what = "rmdir" if "AT_REMOVEDIR" in arguments else name.removesuffix("at")
            yield from self._of(
                Call("unlink" if what == "rmdir" else what, self._full(arguments, strings[0]))
            )
        elif fd and self._is_ours(path):
            yield from self._on_open_file(name, path, fd[1], arguments, result)

    def _full(self, arguments: str, given: str) -> str:
        """Names are given whole, or below an open folder (shutil.rmtree)."""
        if given.startswith("/"):
            return given
        fd = _FD.match(arguments)
        return f"{_text(fd[2]).decode('utf-8', 'surrogateescape')}/{given}" if fd else given

    def _open(self, path: str, arguments: str, result: int) -> Iterator[Call]:
        if not self._is_ours(path):
            return
        self._places[path, str(result)] = 0
        self._appending.discard((path, str(result)))
        if "O_CREAT" in arguments:
            yield Call("create", path)
        if "O_TRUNC" in arguments:
            yield Call("trunc", path, 0)
        if "O_APPEND" in arguments:
            self._appending.add((path, str(result)))

    def _on_open_file(self, name: str, path: str, fd: str, arguments: str, result: int) -> Iterator[Call]:
        key = (path, fd)
        if name == "write" and key in self._appending:
            yield Call("append", path, 0, _text(_STRING.search(arguments)[1])[:result])  # type: ignore[index]
        elif name == "write":
            place = self._places.get(key, 0)
            yield Call("write", path, place, _text(_STRING.search(arguments)[1])[:result])  # type: ignore[index]
            self._places[key] = place + result
        elif name == "pwrite64":
            place = int(arguments.rsplit(",", 1)[1])
            yield Call("write", path, place, _text(_STRING.search(arguments)[1])[:result])  # type: ignore[index]
        elif name == "lseek":
            self._places[key] = result
        elif name in ("fsync", "fdatasync"):
            yield Call("sync", path)
        elif name == "ftruncate":
            yield Call("trunc", path, int(arguments.rsplit(",", 1)[1]))
        elif name != "close":
            raise NotImplementedError(f"{name} on {path}")

    def _of(self, call: Call) -> Iterator[Call]:
        if self._is_ours(call.path) or self._is_ours(call.to):
            yield call

    def _is_ours(self, path: str) -> bool:
        """Shared memory is left out: nobody trusts it after a power failure."""
        inside = path == self._folder or path.startswith(f"{self._folder}/")
        return inside and not path.endswith("-shm")
