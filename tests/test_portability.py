"""The program runs on Windows as on Linux: what only POSIX has stays in two modules, or behind getattr."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.sources import EVERYTHING, dotted, for_each, imports, parsed, place

POSIX_HOMES = {
    "gkcase/storage/durable.py": 'os.name == "nt"',  # syncing a folder
    "gkcase/services/child_limits.py": 'sys.platform == "win32"',  # limiting and ending a child process
}
"""The things for which the systems have two ways, and how each module asks which it is on."""

POSIX_MODULES = """
    crypt curses fcntl grp nis ossaudiodev posix pty pwd readline resource spwd syslog termios tty
"""
POSIX_OF_OS = """
    chown chroot confstr ctermid fchdir fchown fdatasync fork forkpty fpathconf fstatvfs getegid geteuid getgid
    getgrouplist getgroups getloadavg getpgid getpgrp getpriority getresgid getresuid getsid getuid initgroups
    killpg lchmod lchown lockf major minor makedev mkfifo mknod nice openpty pathconf pidfd_open pipe2
    posix_fadvise posix_fallocate posix_spawn posix_spawnp pread preadv pwrite pwritev readv register_at_fork
    sched_getaffinity sched_setaffinity sched_yield sendfile setegid seteuid setgid setgroups setpgid
    setpriority setregid setreuid setsid setuid statvfs sync sysconf tcgetpgrp tcsetpgrp ttyname uname wait
    wait3 wait4 waitid writev O_CLOEXEC O_DIRECTORY O_DSYNC O_NOFOLLOW O_SYNC WEXITSTATUS WIFEXITED WIFSIGNALED
"""
POSIX_OF_SIGNAL = """
    SIGALRM SIGBUS SIGCHLD SIGCONT SIGHUP SIGKILL SIGPIPE SIGQUIT SIGSTOP SIGTSTP SIGUSR1 SIGUSR2 alarm pause
    pthread_kill pthread_sigmask setitimer siginterrupt sigpending sigtimedwait sigwait sigwaitinfo
"""
POSIX_CALLS = {
    *(f"os.{name}" for name in POSIX_OF_OS.split()),
    *(f"signal.{name}" for name in POSIX_OF_SIGNAL.split()),
    *("select.poll", "select.epoll", "select.kqueue", "socket.AF_UNIX", "time.tzset"),
}
POSIX_ARGUMENTS = {"preexec_fn", "pass_fds"}
POSIX_PATHS = ("/dev/null", "/dev/shm", "/etc/", "/tmp/", "/var/")

every_file = for_each([p for p in EVERYTHING if place(p) not in POSIX_HOMES])


def offences(tree: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and dotted(node) in POSIX_CALLS:
            found.append(f"line {node.lineno}: {dotted(node)}")
        elif isinstance(node, ast.keyword) and node.arg in POSIX_ARGUMENTS:
            found.append(f"line {node.value.lineno}: {node.arg}=")
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node.value.startswith(POSIX_PATHS)
        ):
            found.append(f"line {node.lineno}: {node.value}")
    return found


@every_file
def test_no_posix_module_is_imported(path: Path) -> None:
    names = set(imports(path))
    assert not {name.split(".")[0] for name in names} & set(POSIX_MODULES.split())
    assert not names & POSIX_CALLS


@every_file
def test_no_posix_call_is_made(path: Path) -> None:
    if path.name != Path(__file__).name:
        assert offences(parsed(path)) == []


@pytest.mark.parametrize(
    "bad",
    [
        "os.fork()",
        "os.kill(pid, signal.SIGKILL)",
        "os.getuid()",
        "subprocess.Popen(command, preexec_fn=drop)",
        "open('/tmp/letter.docx')",
    ],
)
def test_such_calls_would_be_found(bad: str) -> None:
    assert len(offences(ast.parse(bad))) == 1


def test_the_exceptions_are_still_needed() -> None:
    sources = {
        place(path): path.read_text(encoding="utf-8") for path in EVERYTHING if place(path) in POSIX_HOMES
    }
    assert {home: asked in sources[home] for home, asked in POSIX_HOMES.items()} == dict.fromkeys(
        POSIX_HOMES, True
    )
