"""归档: five lists of what remains after the reply, and the acts that are taken from them."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QCheckBox

from gkcase.desktop import printing
from gkcase.desktop.after_lists import LISTS, read_rows
from gkcase.desktop.after_sheet import TITLES, list_html, list_sheet
from gkcase.desktop.after_table import AfterTable
from gkcase.desktop.badges import MARK_ROLE
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.screens.archive import ArchiveScreen
from gkcase.desktop.step_asks import ON, REASON
from gkcase.domain.errors import Trouble
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services import handling, intake, many
from gkcase.services.archiving import file_check
from gkcase.services.office import Change, Topic
from gkcase.services.reading import dossier
from tests.desktop.archive_desk import REVIEW, Archive
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.case_desk import REQUEST
from tests.desktop.workplace import focused, press

K = Qt.Key


def cells(screen: ArchiveScreen, row: int = 0) -> tuple[str, ...]:
    return (*screen.table.rows[row].cells, screen.table.rows[row].mark[1])


# -- 待归档 ---------------------------------------------------------------------------------------------------


def test_what_waits_says_what_it_lacks_and_how_long_it_is_kept(archive: Archive) -> None:
    archive.answered()
    screen = archive.open()
    assert cells(screen) == ("〔2026〕1号", "陈**", REQUEST["wanted"], "2026-12-01 周二", "10年", "缺 6 项")
    said = screen.detail_label.text()
    assert "保管期限10年（一般案卷），自 2027-01-01 至 2036-12-31" in said
    assert "申请复议、提起诉讼的期限到 2027-06-01 周二，此前归档须写明理由" in said
    assert "缺登记回执：生成登记回执" in said
    assert screen.count_label.text() == "待归档 1 件"


def test_several_are_archived_at_once_with_one_reason(archive: Archive) -> None:
    first, second = archive.answered(), archive.answered()
    screen = archive.open(count=2)
    screen.file_view.selectAll()
    archive.act(Event.ARCHIVED)
    panel = screen.panel
    assert panel.form.effect_label.text() == "〔2026〕1号、〔2026〕2号"
    archive.fill(place="3柜2层")
    assert not panel.form.fact_form.editor(REASON.name).isVisible()
    panel.confirm()
    archive.qtbot.waitUntil(panel.form.fact_form.editor(REASON.name).isVisible)
    assert "案卷缺少" in panel.form.error_label.text()
    archive.fill(reason_="纸质案卷已移交档案室")
    archive.confirm()
    assert archive.notice == "2件已登记“归档”"
    for case_id in (first, second):
        entry = dossier(archive.office, case_id).last(Event.ARCHIVED)
        assert entry is not None
        assert (entry.facts["place"], entry.reason) == ("3柜2层", "纸质案卷已移交档案室")
        assert set(entry.breaches) == {"file_incomplete", "remedy_period_running"}
    archive.qtbot.waitUntil(lambda: screen.table.rowCount() == 0)
    assert screen.empty_page.isVisible()
    assert screen.empty_label.text() == "没有待归档的案件"


def test_what_lies_in_the_paper_file_is_ticked(archive: Archive) -> None:
    case_id = archive.answered()
    archive.days[0] = date(2027, 7, 1)
    screen = archive.open()
    archive.act(Event.ARCHIVED)
    ticks = screen.panel.form.fact_form.findChildren(QCheckBox)
    assert [tick.text() for tick in ticks] == [
        "申请书和信封：纸质件已在卷",
        "身份证明复印件：纸质件已在卷",
        "登记回执：纸质件已在卷",
        "检索记录：纸质件已在卷",
        "答复书正本：纸质件已在卷",
        "送达凭证：纸质件已在卷",
    ]
    for tick in ticks:
        tick.setChecked(True)
    archive.confirm()
    entry = dossier(archive.office, case_id).last(Event.ARCHIVED)
    assert entry is not None
    assert entry.breaches == ()
    assert file_check(archive.office, case_id).missing != ()


def test_a_case_that_is_attacked_cannot_be_archived(archive: Archive) -> None:
    case_id = archive.answered()
    archive.record(case_id, Event.REMEDY_FILED, **REVIEW)
    screen = archive.open()
    assert cells(screen)[-1] == "复议诉讼中"
    button = screen.buttons[Event.ARCHIVED]
    assert not button.isEnabled()
    assert "尚未审结" in button.accessibleDescription()
    assert "行政复议（清河县人民政府）尚未审结，审结后才能归档" in screen.detail_label.text()


def test_of_several_those_that_can_be_archived_are(archive: Archive) -> None:
    attacked, free = archive.answered(), archive.answered()
    archive.record(attacked, Event.REMEDY_FILED, **REVIEW)
    screen = archive.open(count=2)
    screen.file_view.selectAll()
    archive.act(Event.ARCHIVED)
    assert screen.panel.form.effect_label.text() == "〔2026〕2号"
    assert dossier(archive.office, free).status is Status.REPLIED


def test_the_directories_of_several_files_are_written_at_once(archive: Archive) -> None:
    ids = [archive.answered(), archive.answered()]
    screen = archive.open(count=2)
    screen.file_view.selectAll()
    screen.buttons["index"].click()
    archive.qtbot.waitUntil(lambda: archive.notice == "2份文书已生成")
    for case_id in ids:
        assert [file.kind for file in dossier(archive.office, case_id).files] == [LetterKind.FILE_INDEX]


def test_a_directory_that_cannot_be_written_is_said(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.answered()
    screen = archive.open()

    def refuse(*_: object) -> None:
        raise Trouble("磁盘已满，请清理后重试")

    monkeypatch.setattr(many, "letter_for", refuse)
    screen.buttons["index"].click()
    archive.qtbot.waitUntil(lambda: archive.notice == "磁盘已满，请清理后重试")
    assert screen.buttons["index"].isEnabled()


def test_what_changed_meanwhile_is_refused_in_words(archive: Archive) -> None:
    case_id = archive.answered()
    screen = archive.open()
    archive.act(Event.ARCHIVED)
    archive.record(case_id, Event.REMEDY_FILED, **REVIEW)
    screen.panel.confirm()
    archive.qtbot.waitUntil(lambda: "复议或诉讼尚未审结，不能归档" in archive.notice)
    assert archive.notice.startswith("0件已登记“归档”，1件没有办成") or "没有办成" in archive.notice
    assert dossier(archive.office, case_id).status is Status.REPLIED
    press(K.Key_Escape)
    assert not screen.panel_frame.isVisible()


def test_marks_by_what_comes_first(archive: Archive) -> None:
    archive.answered()
    unserved = archive.answered()
    archive.record(unserved, Event.REPLY_ORDERED, body="清河县人民政府")
    archive.record(
        unserved, Event.REPLIED, delivery="post", posted_on="2026-12-01", on_the_spot=True, kind_of_reply="R6"
    )
    whole = intake.register(archive.office, {**REQUEST, "imported": True}).case_id
    archive.record(whole, Event.WITHDRAWN, note="书面撤回")
    attackable = intake.register(archive.office, {**REQUEST, "imported": True}).case_id
    archive.record(
        attackable,
        Event.REPLIED,
        delivery="hand",
        signed_on="2026-12-01",
        on_the_spot=True,
        kind_of_reply="R6",
    )
    archive.record(attackable, Event.SERVED, proof="送达回证")
    screen = archive.open(count=4)
    marks = {row.case_id: row.mark for row in screen.table.rows}
    assert marks == {
        1: ("soon", "缺 6 项"),
        unserved: ("waiting", "未登记送达"),
        whole: ("safe", "可以归档"),
        attackable: ("waiting", "救济期限内"),
    }


# -- 复议诉讼 -------------------------------------------------------------------------------------------------


def test_a_review_is_defended_decided_and_a_new_reply_ordered(archive: Archive) -> None:
    case_id = archive.answered()
    archive.record(case_id, Event.REMEDY_FILED, **REVIEW)
    screen = archive.open("remedies")
    assert cells(screen) == (
        "〔2026〕1号",
        "陈**",
        "行政复议",
        "清河县人民政府 清政复〔2026〕8号",
        "2026-12-01 周二",
        "最迟 2026-12-15 周二",
        "临近",
    )
    assert not screen.buttons[Event.REPLY_ORDERED].isEnabled()
    archive.act(Event.DEFENCE_FILED)
    archive.fill(papers="行政复议答复书\n证据清单")
    archive.confirm()
    archive.qtbot.waitUntil(lambda: cells(screen)[-2:] == ("2026-12-08 周二 已提交", "待结果"))
    archive.act(Event.REMEDY_DECIDED)
    archive.fill(result="corrected", outcome="撤销并责令重新答复")
    archive.confirm()
    archive.qtbot.waitUntil(lambda: screen.table.rowCount() == 0)
    screen.done_chip.click()
    archive.qtbot.waitUntil(lambda: screen.table.rowCount() == 1)
    assert cells(screen)[-1] == "结果纠正"
    assert not screen.buttons[Event.DEFENCE_FILED].isEnabled()
    archive.act(Event.REPLY_ORDERED)
    archive.fill(body="清河县人民政府", days=15)
    archive.confirm()
    file = dossier(archive.office, case_id)
    assert (file.status, file.standing.due) == (Status.IN_PROGRESS, date(2026, 12, 29))
    archive.qtbot.waitUntil(lambda: "责令重新答复" in screen.detail_label.text())
    assert "结果：撤销并责令重新答复" in screen.detail_label.text()


def test_one_defence_at_a_time(archive: Archive) -> None:
    for _ in range(2):
        archive.record(archive.answered(), Event.REMEDY_FILED, **REVIEW)
    screen = archive.open("remedies", count=2)
    screen.file_view.selectAll()
    button = screen.buttons[Event.DEFENCE_FILED]
    assert (button.isEnabled(), button.toolTip()) == (False, "一次只能办理一件，请只选择一行")


def test_a_late_defence_is_marked(archive: Archive) -> None:
    archive.record(archive.answered(), Event.REMEDY_FILED, **REVIEW)
    archive.days[0] = date(2026, 12, 16)
    screen = archive.open("remedies")
    assert cells(screen)[-1] == "逾期"
    assert screen.count_label.text() == "复议诉讼 1 件，其中 1 件已过期"


# -- 转主动公开, 定期评估, 到期鉴定 ------------------------------------------------------------------------------


def test_what_was_decided_to_be_published_is_published(archive: Archive) -> None:
    for words in ("方案", "名册"):
        archive.record(
            archive.answered(),
            Event.PUBLICATION_DECIDED,
            information=words,
            decided_by="赵某",
            suggested=True,
        )
    screen = archive.open("publications", count=2)
    assert cells(screen) == (
        "〔2026〕1号",
        "方案",
        "2026-12-01 周二",
        "赵某",
        "2026-12-29 周二",
        "有余",
    )
    assert screen.detail_label.text() == "申请人建议公开。"
    screen.file_view.selectAll()
    archive.act(Event.PUBLISHED)
    archive.fill(place="镇政府网站")
    archive.confirm()
    archive.qtbot.waitUntil(lambda: screen.table.rowCount() == 0)
    screen.done_chip.click()
    archive.qtbot.waitUntil(lambda: screen.table.rowCount() == 2)
    assert cells(screen)[-1] == "已公开"


def test_refusals_are_looked_at_again_several_at_once(archive: Archive) -> None:
    for _ in range(2):
        archive.answered("R4d")
    archive.days[0] = date(2027, 12, 3)
    screen = archive.open("reassessments", count=2)
    assert cells(screen) == (
        "〔2026〕1号",
        REQUEST["wanted"],
        "R4d",
        "2026-12-01 周二",
        "—",
        "2027-12-01 周三",
        "逾期",
    )
    screen.file_view.selectAll()
    archive.act(Event.REASSESSED)
    archive.fill(outcome="keep", reason="理由仍在")
    QTest.keyClick(focused(), K.Key_Return, Qt.KeyboardModifier.ControlModifier)
    archive.qtbot.waitUntil(lambda: not screen.panel_frame.isVisible())
    assert archive.notice == "2件已登记“定期评估”"
    entry = dossier(archive.office, 1).last(Event.REASSESSED)
    assert entry is not None
    assert entry.facts["reviewer"] == "李某"


def test_what_is_missing_is_said_beside_its_field(archive: Archive) -> None:
    archive.answered("R4d")
    archive.days[0] = date(2027, 12, 3)
    screen = archive.open("reassessments")
    archive.act(Event.REASSESSED)
    screen.panel.confirm()
    assert screen.panel_frame.isVisible()
    assert screen.panel.form.fact_form.editor("outcome").property("wrong")
    assert dossier(archive.office, 1).last(Event.REASSESSED) is None


def test_a_file_whose_period_is_over_can_be_printed_for_appraisal(archive: Archive) -> None:
    case_id = archive.answered()
    handling.record(
        archive.office,
        case_id,
        Event.ARCHIVED,
        on=archive.office.today(),
        facts={"retention": "5年", "place": "3柜"},
        reason="已移交",
    )
    archive.days[0] = date(2032, 1, 5)
    screen = archive.open("disposal")
    assert cells(screen)[-3:] == ("5年", "2031-12-31", "待鉴定")
    assert screen.detail_label.text() == "存放位置：3柜"
    html = list_html(archive.office, LISTS["disposal"], screen.table.rows)
    assert "到期案卷鉴定清单" in html
    assert "鉴定意见：" in html
    assert "陈**" in html
    assert "陈溪石" not in html


def test_personal_data_is_erased_after_a_question(archive: Archive) -> None:
    case_id = archive.answered()
    facts: dict[str, Fact] = {"retention": "5年"}
    handling.record(
        archive.office, case_id, Event.ARCHIVED, on=archive.office.today(), facts=facts, reason="已移交"
    )
    archive.days[0] = date(2032, 1, 5)
    screen = archive.open("disposal")
    archive.qtbot.waitUntil(lambda: screen.buttons["erase"].isEnabled())
    screen.buttons["erase"].click()
    panel = screen.erase_panel
    archive.qtbot.waitUntil(panel.confirm_button.isEnabled)
    assert panel.what_label.text() == "〔2026〕1号：4项记录、0份文件"
    panel.confirm()
    archive.qtbot.waitUntil(lambda: "须写明批准的人和理由" in panel.error_label.text())
    panel.reason_edit.setText("馆长批准，期满销毁")
    panel.confirm()
    archive.qtbot.waitUntil(lambda: not screen.panel_frame.isVisible())
    assert "已清除1件案卷的个人信息" in archive.notice
    archive.qtbot.waitUntil(lambda: screen.table.rowCount() == 0)
    assert dossier(archive.office, case_id).applicant.name == ""


# -- the page -------------------------------------------------------------------------------------------------


def test_enter_opens_the_case(archive: Archive) -> None:
    case_id = archive.answered()
    screen = archive.open()
    screen.file_view.setFocus()
    press(K.Key_Return)
    assert archive.visited.subjects == [case_id]


def test_the_list_is_read_again_when_cases_change(archive: Archive) -> None:
    archive.answered()
    screen = archive.open()
    archive.answered()
    archive.shell.announce(Change(Topic.CASES))
    archive.qtbot.waitUntil(lambda: screen.table.rowCount() == 2)
    archive.shell.go("desk")
    archive.answered()
    archive.shell.announce(Change(Topic.CASES))
    assert screen.table.rowCount() == 2
    archive.open(count=3)


def test_an_empty_list_prints_nothing(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(printing, "preview", lambda sheet, _: shown.append(sheet.title))
    screen = archive.open(count=0)
    archive.qtbot.waitUntil(screen.empty_page.isVisible)
    screen.print_list()
    assert (shown, screen.print_button.isEnabled()) == ([], False)
    archive.answered()
    archive.shell.announce(Change(Topic.CASES))
    archive.qtbot.waitUntil(lambda: screen.table.rowCount() == 1)
    screen.print_button.click()
    assert shown == ["待归档案卷清单"]


@pytest.mark.parametrize("code", LISTS)
def test_every_list_can_be_printed_and_read(archive: Archive, code: str) -> None:
    archive.answered("R4d")
    rows = read_rows(archive.office, code, with_done=True)
    assert len(list_sheet(archive.office, LISTS[code], rows).pages) == 1
    table = AfterTable(LISTS[code])
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table.show(LISTS[code], rows)
    assert tester.model() is table
    assert len(LISTS[code].heads) == len(LISTS[code].widths)
    assert code in TITLES
    assert [table.headerData(0, side) for side in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical)] == [
        "编号",
        None,
    ]
    for row in rows:
        assert len(row.cells) == len(LISTS[code].heads) - 1
        assert table.index(0, len(row.cells)).data(MARK_ROLE) == row.mark


@pytest.mark.parametrize("points", [10.5, 20.0])
def test_the_page_can_be_read_named_and_reached_at_any_size(
    archive: Archive, wardrobe: Wardrobe, points: float
) -> None:
    archive.record(archive.answered(), Event.REMEDY_FILED, **REVIEW)
    wardrobe.resize_type(points)
    screen = archive.open("remedies")
    archive.act(Event.DEFENCE_FILED)
    assert screen.list_frame.isVisible() is (points < 12)
    QApplication.processEvents()
    assert clipped(screen) == []
    assert nameless(screen) == []
    assert out_of_reach(archive.shell) == []
    assert doubled_keys(screen) == []
    assert archive.shell.width() == 1440
    press(K.Key_Escape)
    assert screen.list_frame.isVisible()
    assert ON in screen.panel.form.fact_form.facts()
