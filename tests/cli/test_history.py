"""The history at the command line: a printed head held against the chain, and what may be erased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gkcase.services.office import Office, open_office
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


def test_a_clock_set_back_stops_and_a_reason_goes_on(gk: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    gk.json("person", "add", "周某")
    monkeypatch.setattr(Office, "now", lambda _: yesterday)
    said = gk.refused("person", "add", "吴某")
    assert said.startswith("时钟倒退，没有保存：")
    assert said.endswith("（gkcase check --accept-clock REASON）")
    assert [line["name"] for line in gk.json("person", "list")["persons"]] == ["李某", "周某"]
    assert gk.json("check", "--accept-clock", "开机时日期设成了明天")["ok"]
    gk.json("person", "add", "吴某")
    assert "不需要说明理由" in gk.refused("check", "--accept-clock", "再说一次")
