"""Several requests of one applicant in one form: one a line, repetitions and fees said before, all of them or none."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtWidgets import QLabel

from gkcase.desktop.screens.intake import IntakeScreen
from gkcase.desktop.screens.intake_fields import put
from gkcase.desktop.screens.intake_many import listed_words
from gkcase.services import intake, many
from gkcase.services.earlier import requests_this_month
from gkcase.services.many import Listed
from gkcase.services.office import Office
from gkcase.services.queries import CaseFilter, case_ids
from gkcase.services.reading import dossier
from gkcase.services.values import LETTERS_OF_EACH
from tests.desktop.filling import fill
from tests.desktop.workplace import Workplace, focused

LIST = "1. 征地批复文件\n2. 补偿安置方案\n3. 征地批复文件\n"


def several(place: Workplace, text: str = LIST) -> IntakeScreen:
    """A form filled in with a list."""
    screen = place.intake()
    fill(
        screen,
        channel="in_person",
        arrival="2026-06-01",
        applicant__name="陈某",
        applicant__id_number="999999199003070039",
        applicant__phone="13800005678",
    )
    screen.many.many_check.click()
    put(screen.fields.editors["wanted"], text)
    return screen


def test_a_list_becomes_as_many_cases(place: Workplace) -> None:
    """陈某一次递来三项申请：一张表登记，三个编号，接着给每件开回执。"""
    screen = several(place)
    place.qtbot.waitUntil(
        lambda: "共 3 件，一件一个编号。第3行与第1行相同。" in screen.many.many_label.text()
    )
    screen.save()
    place.qtbot.waitUntil(lambda: bool(place.together.subjects))
    files = [dossier(place.office, case_id) for case_id in sorted(case_ids(place.office, CaseFilter()))]
    assert place.together.subjects == [(LETTERS_OF_EACH, tuple(file.id for file in files))]
    assert [file.wanted for file in files] == ["征地批复文件", "补偿安置方案", "征地批复文件"]
    assert {file.applicant.name for file in files} == {"陈某"}
    assert requests_this_month(place.office, "陈某", "999999199003070039") == 3
    assert place.shell.notice_bar.words.text() == "已登记3件，编号〔2026〕1号至〔2026〕3号"
    fresh = place.intake()
    assert not fresh.many.on
    assert not fresh.fields.value("wanted")


def test_the_switch_is_reached_by_its_key_and_says_what_a_line_is(place: Workplace) -> None:
    screen = place.intake()
    label = screen.body.findChild(QLabel, "wanted_label")
    assert label is not None
    assert label.text() == "内容描述 *"
    screen.many.many_check.setFocus()
    assert focused() is screen.many.many_check
    screen.many.many_check.click()
    assert label.text() == "每行一件 *"
    place.qtbot.waitUntil(lambda: "行首的编号自动去掉" in screen.many.many_label.text())
    screen.many.many_check.click()
    assert label.text() == "内容描述 *"
    assert not screen.many.many_label.isVisible()
    screen.many.look()


def test_a_list_too_long_is_said_before(place: Workplace) -> None:
    screen = several(place, "\n".join(f"第{n}份合同" for n in range(1001)))
    place.qtbot.waitUntil(lambda: "一次最多登记 1,000 件，现有 1,001 件" in screen.many.many_label.text())
    screen.save()
    place.qtbot.waitUntil(lambda: "一次最多登记1000件" in screen.fields.told("wanted"))
    assert case_ids(place.office, CaseFilter()) == []


def test_an_empty_list_is_refused_beside_its_field(place: Workplace) -> None:
    screen = several(place, "")
    screen.save()
    place.qtbot.waitUntil(lambda: "请逐行写明所需信息的内容" in screen.fields.told("wanted"))
    assert screen.save_button.isEnabled()


def test_a_stopped_list_is_there_to_be_saved_again(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    reached, stopped = threading.Event(), threading.Event()
    real = intake.log_request

    def slow(office: Office, *given: object) -> object:
        reached.set()
        assert stopped.wait(10)
        return real(office, *given)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(many, "log_request", slow)
    screen = several(place)
    screen.save()
    place.qtbot.waitUntil(reached.is_set)
    place.tasks.cancel(screen.many._ticket)
    stopped.set()
    place.qtbot.waitUntil(screen.save_button.isEnabled)
    assert "已停止登记" in place.shell.notice_bar.words.text()
    monkeypatch.setattr(many, "log_request", real)
    place.qtbot.wait(100)
    screen.save()
    place.qtbot.waitUntil(lambda: bool(place.together.subjects))
    assert len(case_ids(place.office, CaseFilter())) == 3


def test_what_is_said_of_a_list() -> None:
    plain = Listed(2, {}, {}, 0, 0)
    assert listed_words(plain) == "共 2 件，一件一个编号。"
    told = Listed(30, {4: 1, 2: 0}, {7: "〔2026〕2号"}, 12, 3400)
    assert listed_words(told) == (
        "共 30 件，一件一个编号。第3行与第1行、第5行与第2行相同。第8行与〔2026〕2号内容相近。"
        "该申请人本月已有 12 件，登记后共 42 件。按件计收的信息处理费为 3,400 元（第四十二条）；"
        "数量、频次明显超过合理范围的，可以要求说明理由（第三十五条）。"
    )
    repeated = Listed(9, dict.fromkeys(range(1, 9), 0), {}, 0, 0)
    assert "第6行与第1行等8处相同" in listed_words(repeated)
