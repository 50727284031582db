"""import and export: which of them is meant, what they print, how they end."""

from __future__ import annotations

from pathlib import Path

from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import create_office
from tests.cli.conftest import POSTED, Program, one_sentence


def test_everything_moves_to_a_new_office(gk: Program, tmp_path: Path) -> None:
    gk.record("new", "received", *POSTED)
    file = str(tmp_path / "全部.gkbak")
    told = gk.json("export", file, "--open", "更换电脑")
    del told["practice_today"]
    assert told == {"file": file, "cases": 1, "entries": 1, "files": 0, "missing": []}
    said = gk("export", str(tmp_path / "again.gkbak"))
    assert (said.status, said.err) == (0, "")
    assert "个人信息没有遮盖" in said.out
    assert "已经有案件" in gk.refused("import", file)
    gk.database = str(tmp_path / "new.gkdb")
    create_office(gk.database, OfficeProfile("新单位", "新依复")).close()
    came = gk.json("import", file)
    del came["practice_today"]
    assert came == {"read": 1, "imported": 1, "listed": [], "entries": 1, "files": 0, "missing": 0}
    assert gk.json("check")["ok"] is True
    assert gk.json("show", "1")["case"] == "〔2026〕1号"


def test_the_ending_says_what_is_meant(gk: Program, tmp_path: Path) -> None:
    for words in (("export", "x.doc"), ("import", "x"), ("import", "x.gkbak", "--dry-run")):
        ran = gk(*words)
        assert (ran.status, ran.out) == (2, "")
        assert one_sentence(ran.err).startswith("参数不对")
    assert "找不到要导入的文件" in gk.refused("import", str(tmp_path / "x.gkbak"))
    assert "不是本程序导出的文件" in gk.refused("import", str(junk(tmp_path)))


def junk(folder: Path) -> Path:
    file = folder / "junk.gkbak"
    file.write_bytes(b"junk")
    return file


def test_registers_leave_masked_or_for_a_reason(gk: Program, tmp_path: Path) -> None:
    gk.record("new", "received", *POSTED)
    file = str(tmp_path / "台账.xlsx")
    told = gk.json("export", file)
    assert told["file"] == file
    assert told["sheets"] == {
        "登记台账2026年": 1,
        **dict.fromkeys(["补正台账", "延期台账", "征求意见台账", "复议诉讼台账", "送达台账"], 0),
    }
    table = tmp_path / "登记台账.csv"
    assert "自然人姓名已遮盖" in gk("export", str(table)).out
    assert "陈**" in table.read_text("utf-8-sig")
    assert "登记台账 1行" in gk("export", str(table), "--open", "向上级报送").out
    assert "陈某某" in table.read_text("utf-8-sig")
    assert "须写明理由" in gk.refused("export", str(table), "--open", "")
    assert "不存在" in gk.refused("export", str(tmp_path / "no" / "a.csv"))
