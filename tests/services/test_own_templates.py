"""The office's own templates: used only as they were checked, kept in the database, put back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.terms import LetterKind, Role
from gkcase.services import lettering
from gkcase.services.letter_file import text_of
from gkcase.services.letters import template_path
from gkcase.services.office import Office
from gkcase.services.own_templates import bring_in, edited_copy, put_away
from gkcase.services.people import save_person
from gkcase.services.template_checks import CONTENT, forget, own_in
from gkcase.services.templates import (
    State,
    check_up,
    examined,
    files_in,
    import_template,
    restore,
    template_lines,
    to_edit,
)
from gkcase.storage.tables import AuditRow, Setting
from tests.services.requests import register
from tests.services.test_templates import own

pytestmark = pytest.mark.file_only


def state(office: Office, folder: Path, name: str = "receipt") -> State:
    return next(line.state for line in template_lines(office, folder) if line.name == name)


def test_an_own_template_is_used_only_as_it_was_checked(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """改动以后，没有体检就不用；体检通过才用；恢复内置，原来的文件还在。"""
    monkeypatch.setattr(lettering, "own_templates", lambda: tmp_path)
    case_id = register(office)

    def receipt() -> str:
        made = lettering.preview_letter(office, case_id, LetterKind.RECEIPT, on=office.today(), facts={})
        return text_of(made.content)

    assert state(office, tmp_path) is State.BUILT_IN
    path = own(tmp_path, "receipt", "本镇自己的回执")
    assert state(office, tmp_path) is State.UNCHECKED
    unchecked = r"receipt\.docx”还没有检查，或者检查后又改动过，请在“文书模板”中体检，或者恢复内置模板"
    with pytest.raises(Trouble, match=unchecked):
        receipt()
    assert check_up(office, tmp_path, "receipt").verdict == "可用"
    assert state(office, tmp_path) is State.OWN
    assert "本镇自己的回执" in receipt()
    own(tmp_path, "receipt", "又改了")
    assert state(office, tmp_path) is State.UNCHECKED
    with pytest.raises(Trouble, match="检查后又改动过"):
        receipt()
    check_up(office, tmp_path, "receipt")
    assert "又改了" in receipt()
    assert "原来的文件移到了" in restore(office, tmp_path, "receipt").said
    assert len(list((tmp_path / "停用").iterdir())) == 1
    assert not path.exists()
    assert state(office, tmp_path) is State.BUILT_IN
    assert "又改了" not in receipt()
    assert put_away(own_in(office, tmp_path), "receipt") is None


def test_a_template_in_use_comes_back_on_another_computer_and_from_a_backup(
    office: Office, tmp_path: Path
) -> None:
    """共享数据库的另一台电脑上没有这个文件：从数据库里取回同一份，而不是悄悄改用内置模板。"""
    path = own(tmp_path, "receipt", "本镇自己的回执")
    check_up(office, tmp_path, "receipt")
    other = tmp_path / "other computer"
    assert state(office, other) is State.OWN
    assert (other / "receipt.docx").read_bytes() == path.read_bytes()
    restore(office, other, "receipt")
    assert state(office, tmp_path / "third") is State.BUILT_IN
    assert state(office, tmp_path) is State.UNCHECKED


def test_a_template_in_use_that_is_nowhere_is_missed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lettering, "own_templates", lambda: tmp_path)
    own(tmp_path, "receipt", "本镇自己的回执")
    check_up(office, tmp_path, "receipt")
    (tmp_path / "receipt.docx").unlink()
    with office.unasked() as session:
        session.delete(session.get_one(Setting, f"{CONTENT}receipt"))
    case_id = register(office)
    with pytest.raises(Trouble, match=r"receipt\.docx”不见了，请把它放回.*，或者恢复内置模板"):
        lettering.write_letter(office, case_id, LetterKind.RECEIPT)
    assert state(office, tmp_path) is State.BROKEN
    with pytest.raises(Trouble, match="读不到文书模板"):
        check_up(office, tmp_path, "receipt")
    assert restore(office, tmp_path, "receipt").said == "已恢复内置模板"
    lettering.write_letter(office, case_id, LetterKind.RECEIPT)


def test_a_template_saved_while_it_is_looked_over_is_not_let_in(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = own(tmp_path, "receipt", "甲")
    found = examined("receipt", path)
    monkeypatch.setattr("gkcase.services.templates.examined", lambda *_: found)
    own(tmp_path, "receipt", "乙")
    with pytest.raises(Trouble, match=r"“receipt\.docx”在体检时又改动了"):
        check_up(office, tmp_path, "receipt")


def test_a_template_with_errors_stays_out_of_use(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lettering, "own_templates", lambda: tmp_path)
    own(tmp_path, "receipt", "{{ unknown }}")
    assert check_up(office, tmp_path, "receipt").errors == 1
    assert state(office, tmp_path) is State.BROKEN
    with pytest.raises(Trouble, match=r"receipt\.docx”有错误，请在“文书模板”中查看并改正，或者恢复内置模板"):
        lettering.write_letter(office, register(office), LetterKind.RECEIPT)


def test_a_check_is_put_on_the_chain(office: Office, tmp_path: Path) -> None:
    found = check_up(office, tmp_path, "receipt")
    assert own_in(office, tmp_path).checks == {}
    own(tmp_path, "receipt")
    found = check_up(office, tmp_path, "receipt")
    check = own_in(office, tmp_path).checks["receipt"]
    assert (check.sha256, check.errors, check.who) == (found.sha256, 0, "李某")
    with office.reading() as session:
        assert "template_checked" in [row.act for row in session.query(AuditRow).all()]


def test_where_somebody_administers_the_system_only_he_lets_templates_in(
    office: Office, tmp_path: Path
) -> None:
    save_person(office, "吴某", roles=[Role.ADMINISTRATOR])
    own(tmp_path, "receipt")
    with pytest.raises(Refusal, match="文书模板由系统管理人员导入、体检和恢复，请由吴某办理"):
        check_up(office, tmp_path, "receipt")
    office.acting = "吴某"
    assert check_up(office, tmp_path, "receipt").errors == 0


def test_whoever_may_not_let_templates_in_touches_none_of_them(office: Office, tmp_path: Path) -> None:
    """经办人导入、编辑、恢复都要先问有没有权限：换下一半，全单位的文书就写不出来了。"""
    folder, source = tmp_path / "letters", tmp_path / "source"
    for place in (folder, source):
        place.mkdir()
    check_up(office, own(folder, "receipt", "甲").parent, "receipt")
    kept = (folder / "receipt.docx").read_bytes()
    save_person(office, "吴某", roles=[Role.ADMINISTRATOR])
    acts: tuple[Callable[[], object], ...] = (
        lambda: import_template(office, folder, "receipt", own(source, "receipt", "乙")),
        lambda: restore(office, folder, "receipt"),
        lambda: to_edit(office, folder, "withdrawal"),
        lambda: forget(office, "receipt"),
    )
    for act in acts:
        with pytest.raises(Refusal, match="请由吴某办理"):
            act()
    assert [path.name for path in folder.rglob("*")] == ["receipt.docx"]
    assert (folder / "receipt.docx").read_bytes() == kept
    assert to_edit(office, folder, "receipt") == folder / "receipt.docx"
    assert state(office, folder) is State.OWN


def test_two_templates_are_remembered_side_by_side(office: Office, tmp_path: Path) -> None:
    for name in ("receipt", "correction_notice"):
        own(tmp_path, name)
        check_up(office, tmp_path, name)
    assert [state(office, tmp_path, name) for name in ("receipt", "correction_notice")] == [State.OWN] * 2


def test_a_copy_to_edit_is_made_once(office: Office, tmp_path: Path) -> None:
    mine = own_in(office, tmp_path / "letters")
    path = edited_copy(mine, "receipt", template_path("receipt"))
    assert path.read_bytes() == template_path("receipt").read_bytes()
    own(path.parent, "receipt", "改过")
    assert edited_copy(mine, "receipt", template_path("receipt")) == path
    assert "改过" in text_of(path.read_bytes())


def test_a_template_from_elsewhere_takes_the_place_of_the_one_before(office: Office, tmp_path: Path) -> None:
    mine = own_in(office, tmp_path / "letters")
    (tmp_path / "a").mkdir()
    edited_copy(mine, "receipt", template_path("receipt"))
    path = bring_in(mine, "receipt", own(tmp_path / "a", "receipt", "县里发的"))
    assert "县里发的" in text_of(path.read_bytes())
    assert len(list((path.parent / "停用").iterdir())) == 1
    with pytest.raises(Trouble, match=r"读不到“.*gone\.docx”，请检查文件和权限"):
        bring_in(mine, "receipt", tmp_path / "gone.docx")


def test_an_own_template_that_cannot_be_moved_is_trouble(office: Office, tmp_path: Path) -> None:
    own(tmp_path, "receipt")
    (tmp_path / "停用").write_text("in the way", encoding="utf-8")
    with pytest.raises(Trouble, match=r"不能移走“receipt\.docx”"):
        put_away(own_in(office, tmp_path), "receipt")


def test_what_word_leaves_open_is_no_template(tmp_path: Path) -> None:
    for name in ("~$ceipt.docx", ".~receipt.docx", "b.docx", "a.docx", "c.txt"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in files_in(tmp_path)] == ["a.docx", "b.docx"]
    with pytest.raises(Trouble, match="没有文件夹"):
        files_in(tmp_path / "gone")
