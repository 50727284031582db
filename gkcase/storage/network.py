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
    """Whether a path lies on a share of another machine; no where the system does not say."""
    if os.name != "nt":
        return mounted_share(path)
    place = str(path.resolve())
    return named_share(place) or _mapped_drive(place)


def mounted_share(path: Path) -> bool:
    """Whether the folder is mounted from another machine, as Linux lists it."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    mounts = {Path(_unescaped(line.split()[1])): line.split()[2] for line in lines if len(line.split()) > 2}
    # A root that comes over the network (a container, a diskless machine) is the only disk there is.
    folders = [folder for folder in path.resolve().parents if folder in mounts and folder != folder.parent]
    return bool(folders) and mounts[folders[0]] in _REMOTE


def _unescaped(name: str) -> str:
    """Blanks in the names of mounts are written in octal."""
    return name.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")


def named_share(place: str) -> bool:
    """Whether a Windows path names another machine."""
    return PureWindowsPath(place).drive.startswith("\\\\")


def _mapped_drive(place: str) -> bool:
    """Whether a drive letter of Windows stands for a share."""
    import ctypes  # only Windows has windll

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - elsewhere mypy does not know the attribute
    return bool(kernel.GetDriveTypeW(f"{PureWindowsPath(place).drive}\\") == _DRIVE_REMOTE)
