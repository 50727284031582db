"""The history at the command line: a printed head held against the chain, and what may be erased."""

from __future__ import annotations

from gkcase.services.office import open_office
from gkcase.services.people import save_person
from gkcase.services.sealing import chain_head
from tests.cli.conftest import Program


def test_a_printed_head_is_checked_and_nothing_is_to_be_erased_yet(gk: Program) -> None:
    office = open_office(gk.database)
    save_person(office, "周某")
    end = chain_head(office)
    office.close()
    assert gk.json("check", "--no-files", "--anchor", f"{end.acts}-{end.digest}")["ok"]
    assert "有记录在印出以后被改写过" in gk("check", "--anchor", f"1-{end.digest}").out
    assert "八组" in gk.refused("check", "--anchor", "7F3A")
    assert "不需要确认" in gk.refused("check", "--accept-shorter", "恢复了备份")
    assert gk.json("erase")["due"] == []
