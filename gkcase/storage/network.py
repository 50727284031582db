"""Tells a network share from a disk: write-ahead logging needs memory that both sides share (sqlite.org/wal.html)."""

from __future__ import annotations

import os
from pathlib import Path, PureWindowsPath

MOUNTS = Path("/proc/self/mounts")
_REMOTE = frozenset(
    ("9p", "afs", "ceph", "cifs", "davfs", "fuse.sshfs", "glusterfs", "ncpfs", "nfs", "nfs4", "smb3", "smbfs")
)
_DRIVE_REMOTE = 4  # GetDriveTypeW, learn.microsoft.com/windows/win32/api/fileapi


def is_network_share(path: Path) -> bool:
    """Whether a path lies on a share of another machine (RELIABILITY F5); no where the system does not say."""
    if os.name == "nt":
        return _on_windows_share(str(path.resolve()))
    return file_system(path) in _REMOTE


def file_system(path: Path) -> str:
    """The kind of file system under a path, as Linux lists it; empty elsewhere."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    mounts = {Path(_unescaped(line.split()[1])): line.split()[2] for line in lines if len(line.split()) > 2}
    place = path.resolve()
    # A root that comes over the network (a container, a diskless machine) is the only disk there is.
    return next(
        (mounts[folder] for folder in place.parents if folder in mounts and folder != folder.parent), ""
    )


def _unescaped(name: str) -> str:
    """Blanks in the names of mounts are written in octal."""
    return name.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")


def _on_windows_share(path: str) -> bool:
    drive = PureWindowsPath(path).drive
    if drive.startswith("\\\\"):
        return True
    import ctypes  # only Windows has windll

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - elsewhere mypy does not know the attribute
    return bool(kernel.GetDriveTypeW(f"{drive}\\") == _DRIVE_REMOTE)
