"""The twelve attacks on the history, made on the database of the product past the program."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from gkcase.domain.errors import Refusal
from gkcase.domain.rights import May
from gkcase.domain.terms import Event
from gkcase.services import history
from gkcase.services.anchors import check_anchor
from gkcase.services.checking import check_office
from gkcase.services.handling import record
from gkcase.services.intake import register
from gkcase.services.marks import Kept
from gkcase.services.office import Office
from gkcase.services.sealing import chain_head
from gkcase.services.values import Seal
from gkcase.storage import audit, chain, check, cipher
from gkcase.storage.canonical import canonical
from tests.services.requests import POSTED

EDITED, CUT = 20, 20
"""The row that is edited, and how many rows are cut off."""


@dataclass(frozen=True)
class Scene:
    """An office with a history, what was printed of it, and what a thief of the keyring has."""

    office: Office
    path: Path
    printed: Seal
    key: bytes

    def raw(self) -> Connection:
        """A connection of somebody who has the file, and the data key where there is one."""
        return cipher.connect(self.path, self.office.store.key)


def scene(office: Office) -> Scene:
    """A case, seventy acts, and a sheet that was printed on the way."""
    case_id = register(office, POSTED).case_id
    record(office, case_id, Event.NOTED, on=office.today(), facts={"note": "电话联系"})
    _acts(office, 45)
    head = chain_head(office)
    _acts(office, 25)
    with office.reading() as session:
        key = history.own_key(office, session)
    office.history.close()
    assert office.store.path
    assert key
    return Scene(office, office.store.path, head, key)


def _acts(office: Office, count: int) -> None:
    with office.transaction(May.OWN) as session:
        for number in range(count):
            office.on_record(session, "office_changed", number=number)


# -- what is done -----------------------------------------------------------------------------------------------


def update(db: Connection, _: Scene) -> None:
    db.execute("UPDATE audit SET who = '王' WHERE n = 20")


def delete(db: Connection, _: Scene) -> None:
    db.execute("DELETE FROM audit WHERE n > 60")


def replace_(db: Connection, _: Scene) -> None:
    row = list(db.execute("SELECT * FROM audit WHERE n = 20").fetchone())
    row[2] = "王"
    db.execute(f"INSERT OR REPLACE INTO audit VALUES ({', '.join('?' * len(row))})", row)


def drop(db: Connection) -> None:
    """Whoever has the file takes the triggers off first, and puts them back afterwards."""
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")


def edit(db: Connection, scene: Scene) -> None:
    drop(db)
    update(db, scene)


def edit_words(db: Connection, _: Scene) -> None:
    drop(db)
    db.execute("UPDATE payloads SET body = replace(body, '电话', '当面') WHERE seq = 2")


def swap(db: Connection, _: Scene) -> None:
    drop(db)
    for old, new in ((20, -1), (21, 20), (-1, 21)):
        db.execute("UPDATE audit SET n = ? WHERE n = ?", (new, old))


def cut_out(db: Connection, _: Scene) -> None:
    drop(db)
    db.execute("DELETE FROM audit WHERE n BETWEEN 20 AND 25")


def rechain(db: Connection, scene: Scene, key: bytes | None = None, start: int = EDITED) -> None:
    """Edit one row and compute every later hash again; with the key the macs too."""
    drop(db)
    columns = "n, at, who, act, case_id, seq, detail, payload_hash, previous, mac"
    previous = ""
    for row in db.execute(f"SELECT {columns} FROM audit WHERE n >= ? ORDER BY n", (start,)).fetchall():
        *fields, mac = row
        if fields[0] == start:
            fields[2], previous = "王", fields[8]
        fields[8] = previous
        previous = hashlib.sha256(canonical(fields).encode()).hexdigest()
        mac = audit.mac_of(key, previous) if key else mac
        told = (fields[2], fields[8], previous, mac, fields[0])
        db.execute("UPDATE audit SET who = ?, previous = ?, hash = ?, mac = ? WHERE n = ?", told)


def cut_tail(db: Connection, _: Scene) -> None:
    drop(db)
    db.execute(f"DELETE FROM audit WHERE n > (SELECT max(n) - {CUT} FROM audit)")


def wipe(db: Connection, _: Scene) -> None:
    drop(db)
    for table in ("audit", "payloads", "attachments", "letters", "journal"):
        db.execute(f"DELETE FROM {table}")


def rechain_with_key(db: Connection, scene: Scene) -> None:
    rechain(db, scene, scene.key)


def rechain_after_anchor(db: Connection, scene: Scene) -> None:
    rechain(db, scene, scene.key, scene.printed.acts + 5)


STOLEN = (rechain_with_key, rechain_after_anchor)
Attack = Callable[[Connection, Scene], None]
MATRIX: dict[Attack, tuple[str, ...]] = {
    update: ("triggers",),
    delete: ("triggers",),
    replace_: ("triggers",),
    edit: ("chain", "key", "mark", "paper"),
    edit_words: ("chain", "key", "mark", "paper"),
    swap: ("chain", "key", "mark", "paper"),
    cut_out: ("chain", "key", "mark", "paper"),
    rechain: ("key", "mark", "paper"),
    cut_tail: ("mark", "paper"),
    wipe: ("mark", "paper"),
    rechain_with_key: ("paper",),
    rechain_after_anchor: (),
}
"""Every attack with the layers that show it; from each layer on all that are added to it show it too."""


def attempt(attack: Attack, scene: Scene) -> tuple[str, ...]:
    """Make the attack and say which layers stop or show it."""
    with closing(scene.raw()) as db:
        try:
            attack(db, scene)
        except Exception as error:
            if not cipher.is_error(error):
                raise
            return ("triggers",)
        if attack in STOLEN:  # a thief of the keyring writes the mark anew as well
            end = db.execute("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
            with scene.office.reading() as session:
                history.mark_of(scene.office, session).accept(Kept(end[0], end[1], True))
    return tuple(layer for layer, shows in layers(scene).items() if shows)


def layers(scene: Scene) -> dict[str, bool]:
    """Which layers show something now, each with all before it."""
    office = scene.office
    with office.reading() as session:
        entries = chain.walk(session), chain.walk(session, [scene.key])
        marked = bool(history.mark_of(office, session).judge(session)[0])
        words = [one for one in check.problems(session, None) if "触发器" not in one.what]
    plain = bool(entries[0].problems or words)
    keyed = plain or bool(entries[1].problems)
    try:
        paper = not check_anchor(office, scene.printed.words).ok
    except Refusal:
        paper = True
    return {"chain": plain, "key": keyed, "mark": keyed or marked, "paper": keyed or marked or paper}


def findings(office: Office) -> list[str]:
    """What the check of the product says, beside the triggers that are gone."""
    report = check_office(office, files=False)
    return [one.what for one in report.findings if "触发器" not in one.what]
