"""import and export: which of them is meant, what they print, how they end."""

from __future__ import annotations

from pathlib import Path

from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import create_office
from tests.cli.conftest import POSTED, Program, one_sentence
from tests.services.ledger_books import HABITS, made


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


def test_an_old_ledger_is_tried_and_then_brought_in(gk: Program, tmp_path: Path) -> None:
    file = str(made(HABITS[6], tmp_path))
    tried = gk.json("import", file, "--dry-run")
    assert (tried["read"], tried["imported"], len(tried["listed"])) == (11, 0, 8)
    assert gk.json("check")["cases"] == 0
    came = gk.json("import", file)
    assert (came["read"], came["imported"], came["listed"]) == (11, 3, tried["listed"])
    assert set(came["listed"][0]) == {"sheet", "row", "cell", "problem", "proposal"}
    assert gk.json("check")["ok"]
    again = gk.json("import", file)
    assert (again["read"], again["imported"], len(again["listed"])) == (11, 0, 11)


def test_an_import_says_its_lines_to_people(gk: Program, tmp_path: Path) -> None:
    said = gk("import", str(made(HABITS[0], tmp_path))).out
    assert "读到4行，导入4件，0行没有导入，其中逾期1件" in said
    assert "请核对　台账 F6：答复期限为2025年7月1日，实际2025年7月15日答复。已照原样导入，请核对日期" in said
    assert "略过　台账 第7行：合计行" in said
    assert "导入前的备份在" in said


def test_an_old_workbook_is_refused_with_what_to_do(gk: Program, tmp_path: Path) -> None:
    old = tmp_path / "台账.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(500))
    assert "是旧格式（.xls）的文件，请在Excel或WPS中另存为.xlsx再用" in gk.refused("import", str(old))
