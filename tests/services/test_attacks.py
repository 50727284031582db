"""Twelve attacks on the history against its five layers: eleven are shown, the twelfth is explained in the manual."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gkcase.domain.errors import Refusal
from gkcase.paths import RESOURCES
from gkcase.services.anchors import check_anchor
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import Office, create_office, open_office
from gkcase.services.sealing import chain_head
from tests.offices import Pockets
from tests.services import attacks
from tests.services.attacks import MATRIX, Attack, attempt, findings, scene

TODAY = date(2026, 12, 8)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    profile = OfficeProfile("云溪镇人民政府", "云")
    made = create_office(tmp_path / "office.gkdb", profile, today=lambda: TODAY, acting="李某")
    yield made
    made.close()


NAMED: dict[Attack, str] = {
    attacks.edit: "审计链第20条被改动过",
    attacks.edit_words: "第2条办理记录的内容被改动过",
    attacks.swap: "审计链第20条与上一条接不上",
    attacks.cut_out: "审计链缺少第20条至第25条记录",
    attacks.rechain: "审计链第20条的封存码不对，不是用本机的钥匙写的（从这一条起共",
    attacks.cut_tail: "审计链短于本机记录的最高水位：到过第{end}条，现在到第{left}条",
    attacks.wipe: "审计链短于本机记录的最高水位：到过第{end}条，现在到第0条",
}
"""What the check says, by the exact row or the mark."""


@pytest.mark.parametrize("attack", MATRIX, ids=lambda attack: attack.__name__)
def test_an_attack_is_shown_by_the_layers_that_can(office: Office, attack: Attack) -> None:
    staged = scene(office)
    assert findings(office) == []
    end = chain_head(office).acts
    assert attempt(attack, staged) == MATRIX[attack]
    if attack in NAMED:
        expected = NAMED[attack].format(end=end, left=end - attacks.CUT)
        assert any(what.startswith(expected) for what in findings(office))


def test_a_paper_is_held_against_the_chain(office: Office) -> None:
    staged = scene(office)
    end = chain_head(office)
    assert check_anchor(office, end.words).said == f"纸上的摘要与审计链第{end.acts}条一致"
    assert check_anchor(office, f"{end.acts}-{end.digest.lower()}").ok
    assert check_anchor(office, f"{end.acts} {end.hash[:32]}").ok, "as sheets bore it before"
    beyond = check_anchor(office, f"99-{end.digest}")
    assert beyond.said == f"纸上到第99条，审计链只到第{end.acts}条：后面的记录不见了"
    assert "有记录在印出以后被改写过" in check_anchor(office, f"20-{end.digest}").said
    for typed in ("", "20", "20-7F3A", "0-" + end.digest):
        with pytest.raises(Refusal, match="八组"):
            check_anchor(office, typed)
    attempt(attacks.rechain_with_key, staged)
    assert "被改写过" in check_anchor(office, staged.printed.words).said


def test_what_nothing_shows_is_explained() -> None:
    told = (RESOURCES / "help" / "history.md").read_text(encoding="utf-8")
    assert "最后一张纸" in told


def test_the_same_is_shown_in_an_encrypted_office(tmp_path: Path, pockets: Pockets) -> None:
    """By somebody who has the data key; each attack on the same file, put back in between with its mark."""
    path = tmp_path / "office.gkdb"
    profile = OfficeProfile("云溪镇人民政府", "云")
    office = create_office(path, profile, today=lambda: TODAY, acting="李某", encrypted=True)
    staged = scene(office)
    assert findings(office) == []
    key = office.store.key
    office.close()
    whole, marked = path.read_bytes(), dict(pockets.kept)
    shown = {}
    for attack in MATRIX:
        path.write_bytes(whole)
        pockets.kept = dict(marked)
        office = open_office(path, today=lambda: TODAY, acting="李某", key=key)
        shown[attack] = attempt(attack, replace(staged, office=office))
        office.close()
    assert shown == MATRIX
