"""A disk as it may look after its power was cut: what was synced is there, of the rest anything.

A file's bytes are certain once the file was synced; before that each sector of 512 bytes was written, was not, or holds
rubbish, and a new length may be there without its bytes. A name in a folder (new, changed, gone) is certain once the
folder was synced; before that it is as it was, or as it will be.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import PurePosixPath

from soak.tracing import Call

SECTOR = 512
Files = dict[str, bytes]


@dataclass
class Node:
    """A file or folder, whatever its name: certain bytes, and what was written since."""

    folder: bool = False
    certain: bytearray = field(default_factory=bytearray)
    since: list[Call] = field(default_factory=list)
    length: int = 0
    whole: bytes | None = None

    def settled(self) -> bytes:
        """The certain bytes; the same object as long as they are the same."""
        if self.whole is None:
            self.whole = bytes(self.certain)
        return self.whole

    def change(self, call: Call) -> None:
        """Let a write happen; what is appended goes where the file ends now."""
        if call.what == "append":
            call = replace(call, what="write", at=self.length)
        ends = call.at + len(call.data)
        self.length = call.at if call.what == "trunc" else max(self.length, ends)
        self.since.append(call)


@dataclass(frozen=True)
class Naming:
    """One change of names, whole or not at all; certain once `home` was synced."""

    home: str
    changes: tuple[tuple[str, Node | None], ...]


class Disk:
    """Takes the calls one after the other; at any time it can say how it may look without power."""

    def __init__(self, folder: str, files: Files) -> None:
        self.folder = folder
        self.root = Node(folder=True)
        self.certain: dict[str, Node] = {folder: self.root}
        for path, content in files.items():
            for above in reversed(PurePosixPath(path).parents):
                if str(above).startswith(f"{folder}/"):
                    self.certain.setdefault(str(above), Node(folder=True))
            self.certain[path] = Node(certain=bytearray(content), length=len(content))
        self.names = dict(self.certain)
        self.namings: list[Naming] = []

    def take(self, call: Call) -> None:
        """Let one call happen."""
        node = self.names.get(call.path)
        match call.what:
            case "create" if node is None:
                self._name(call.path, Node())
            case "mkdir" if node is None:
                self._name(call.path, Node(folder=True))
            case "write" | "append" | "trunc" if node is not None:
                node.change(call)
            case "sync" if node is not None:
                self._sync(call.path, node)
            case "rename" if node is not None:
                self._change(_home(call.to), (call.path, None), (call.to, node))
            case "link" if node is not None:
                self._change(_home(call.to), (call.to, node))
            case "unlink" if node is not None:
                self._change(_home(call.path), (call.path, None))

    def _name(self, path: str, node: Node) -> None:
        self._change(_home(path), (path, node))

    def _change(self, home: str, *changes: tuple[str, Node | None]) -> None:
        naming = Naming(home, changes)
        self.namings.append(naming)
        _apply(self.names, naming)

    def _sync(self, path: str, node: Node) -> None:
        if not node.folder:
            for call in node.since:
                _write(node.certain, call)
                node.whole = None
            node.since.clear()
            return
        for naming in [one for one in self.namings if one.home == path]:
            _apply(self.certain, naming)
            self.namings.remove(naming)

    def whole(self) -> Files:
        """Everything as it is while the power is on."""
        return {path: _content(node, None) for path, node in self.names.items() if not node.folder}

    def without_power(self, chance: random.Random) -> Files:
        """One of the ways in which it may look now without power."""
        names = dict(self.certain)
        share = chance.choice((0, 0.5, 0.5, 1))
        for naming in self.namings:
            if chance.random() < share:
                _apply(names, naming)
        found = {}
        for path, node in names.items():
            if not node.folder and self._is_reached(path, names):
                found[path] = _content(node, chance)
        return found

    def _is_reached(self, path: str, names: dict[str, Node]) -> bool:
        home = _home(path)
        return home == self.folder or (home in names and self._is_reached(home, names))


def _home(path: str) -> str:
    return path.rpartition("/")[0]


def _apply(names: dict[str, Node], naming: Naming) -> None:
    for path, node in naming.changes:
        if node is None:
            names.pop(path, None)
        else:
            names[path] = node


def _content(node: Node, chance: random.Random | None) -> bytes:
    """The bytes of a file: all that was written, or what chance leaves of what is not certain."""
    if not node.since:
        return node.settled()
    made = bytearray(node.certain)
    if chance is None:
        for call in node.since:
            _write(made, call)
        return bytes(made)
    keep = chance.choice((0, 0.1, 0.5, 0.5, 0.9, 1))
    longest = len(made)
    for call in node.since:
        _write_in_part(made, call, keep, chance)
        longest = max(longest, call.at + len(call.data))
    if chance.random() < 0.1:  # the new length is there, its bytes are not
        made.extend(bytes(max(0, longest - len(made))))
    return bytes(made)


def _write(made: bytearray, call: Call) -> None:
    if call.what == "trunc":
        made.extend(bytes(max(0, call.at - len(made))))
        del made[call.at :]
    else:
        _put(made, call.at, call.data)


def _write_in_part(made: bytearray, call: Call, keep: float, chance: random.Random) -> None:
    if call.what == "trunc":
        if chance.random() < keep:
            _write(made, call)
        return
    for start, sector in _sectors(call):
        drawn = chance.random()
        if drawn < keep:
            _put(made, start, sector)
        elif drawn > 0.97 and 0 < keep < 1:
            _put(made, start, chance.randbytes(len(sector)))


def _sectors(call: Call) -> Sequence[tuple[int, bytes]]:
    """A write by the sectors of the disk, which it need not begin with."""
    first = -call.at % SECTOR or SECTOR
    cuts = [0, *range(first, len(call.data), SECTOR), len(call.data)]
    return [(call.at + start, call.data[start:end]) for start, end in pairwise(cuts)]


def _put(made: bytearray, at: int, data: bytes) -> None:
    made.extend(bytes(max(0, at - len(made))))
    made[at : at + len(data)] = data
