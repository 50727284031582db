"""新登记: what a clerk does, from an empty form to a printed receipt, and what must never be lost."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QSettings, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QKeyEvent, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gkcase.desktop import letter_out
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.screens import intake_draft
from gkcase.desktop.screens.intake import SAVED, IntakeScreen
from gkcase.desktop.screens.intake_beside import Comparison, marked
from gkcase.desktop.screens.intake_fields import put
from gkcase.desktop.tasks import Tasks
from gkcase.domain.journal import Facts
from gkcase.domain.terms import ApplicantKind, CaseKind, LetterKind, Status
from gkcase.services import mail
from gkcase.services.drafts import load_draft, save_draft
from gkcase.services.office import Change, Office, Topic
from gkcase.services.queries import CaseFilter, case_ids
from gkcase.services.reading import dossier
from tests.desktop.audit import clipped, doubled_keys, nameless, out_of_reach
from tests.desktop.workplace import REQUEST, Workplace, focused, press, write

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
K = Qt.Key


@pytest.fixture
def place(tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Iterator[Workplace]:
    made = Workplace(tmp_path, tasks, settings, qtbot)
    yield made
    made.close()


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that turns letters into PDFs at once."""

    def to_pdf(source: Path, target: Path) -> Path:
        assert source.read_bytes().startswith(b"PK")
        writer = QPdfWriter(str(target))
        painter = QPainter(writer)
        painter.drawText(QPoint(100, 400), source.stem)
        painter.end()
        return target

    monkeypatch.setattr(letter_out, "to_pdf", to_pdf)
    monkeypatch.setattr(letter_out, "find_soffice", lambda: Path("soffice"))


def key(code: Qt.Key) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier)


def fill(screen: IntakeScreen, **facts: object) -> None:
    for name, value in facts.items():
        put(screen.fields.editors[name.replace("__", ".")], value)  # type: ignore[arg-type]  # plain values


def posted(screen: IntakeScreen) -> None:
    fill(
        screen,
        channel="post_signed",
        arrival="2026-06-15",
        tracking_number="EB120800123CN",
        applicant__name="林某",
        applicant__phone="13900001234",
        wanted="东湾村六组集体土地征收补偿款发放明细",
        form_wanted="paper",
    )


def save(screen: IntakeScreen, qtbot: QtBot) -> int:
    screen.save()
    qtbot.waitUntil(lambda: screen.state_stack.currentIndex() == SAVED)
    return case_ids(screen._office, CaseFilter())[0]


def count(place: Workplace) -> int:
    return len(case_ids(place.office, CaseFilter()))


# -- the whole way --------------------------------------------------------------------------------------------


def test_a_posted_request_from_an_empty_form_to_the_printed_receipt_by_keyboard(
    place: Workplace, paper: None, qtbot: QtBot
) -> None:
    press(K.Key_N, CTRL)
    screen = place.intake()
    assert focused() is screen.channel.channel_row.buttons["in_person"]
    press(K.Key_3, ALT)
    write("6-12")
    press(K.Key_Return)
    assert screen.channel.arrival_field.day == date(2026, 6, 12)
    write("EB120800123CN")
    press(K.Key_Return)
    press(K.Key_Return)  # a citizen
    write("陈某")
    press(K.Key_Return)
    press(K.Key_Return)  # resident ID
    write("110101199003070038")
    press(K.Key_Return)
    write("13800005678")
    press(K.Key_W, ALT)
    write("2025年征地补偿款发放表")
    press(K.Key_Tab)
    press(K.Key_Return)
    press(K.Key_Return)
    press(K.Key_Right)  # on paper
    press(K.Key_Return)
    press(K.Key_Right)  # by post
    qtbot.waitUntil(lambda: screen.channel.received_label.text() == "收到申请之日 2026-06-12 周五")
    assert "依据第三十一条第（二）项" in screen.channel.why_label.text()
    assert screen.channel.due_label.text() == "答复不迟于 2026-07-13 周一"
    press(K.Key_Return, CTRL)
    qtbot.waitUntil(lambda: screen.state_stack.currentIndex() == SAVED)
    assert screen.saved.saved_number.text() == "〔2026〕1号"
    assert focused() is screen.saved.print_button
    press(K.Key_Space)
    qtbot.waitUntil(lambda: bool(screen.findChildren(QPrintPreviewDialog)), timeout=10_000)
    [dialog] = screen.findChildren(QPrintPreviewDialog)
    assert "登记回执" in dialog.windowTitle()
    dialog.close()
    file = dossier(place.office, case_ids(place.office, CaseFilter())[0])
    assert file.applicant.id_number == "110101199003070038"
    assert (file.received.text("form_wanted"), file.received.text("way_wanted")) == ("paper", "post")
    assert [paper.kind for paper in file.files] == [LetterKind.RECEIPT]


def test_a_double_click_on_save_registers_once(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    screen.save_button.click()
    screen.save_button.click()
    screen.save()
    qtbot.waitUntil(lambda: screen.state_stack.currentIndex() == SAVED)
    assert count(place) == 1


def test_after_saving_one_opens_the_case_or_logs_the_next(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    case_id = save(screen, qtbot)
    screen.saved.again_button.click()
    qtbot.waitUntil(lambda: screen.is_ready and screen.form_page.isVisible())
    assert screen.fields.values().keys() == {"who", "applicant.id_kind"}
    assert screen.advice.number_label.text() == "编号〔2026〕2号 · 保存时确定"
    posted(screen)
    save(screen, qtbot)
    press(K.Key_O, ALT)
    assert place.cases.subjects == [case_id + 1]
    press(K.Key_N, CTRL)
    qtbot.waitUntil(lambda: screen.form_page.isVisible() and screen.is_ready)
    assert not screen.fields.value("wanted")


# -- channel and days -----------------------------------------------------------------------------------------

ASKED = {
    "in_person": ("提交日期 *", set()),
    "oral": ("填表日期 *", set()),
    "post_signed": ("签收日期 *", {"tracking_number"}),
    "post_unsigned": ("信件到达日期 *", {"tracking_number", "confirmed_on"}),
    "internet": ("提交日期 *", {"confirmed_on", "auto_confirmed"}),
    "email": ("邮件到达日期 *", {"confirmed_on"}),
    "fax": ("传真收到日期 *", {"confirmed_on"}),
    "other": ("提交日期 *", {"confirmed_on", "auto_confirmed"}),
}


@pytest.mark.parametrize("channel", ASKED)
def test_only_the_days_of_the_channel_are_asked_for(place: Workplace, channel: str) -> None:
    screen = place.intake()
    assert not screen.fields.asks("arrival")
    fill(screen, channel=channel)
    words, names = ASKED[channel]
    label = screen.findChild(QLabel, "arrival_label")
    assert isinstance(label, QLabel)
    assert label.text() == words
    asked = {
        name for name in ("tracking_number", "confirmed_on", "auto_confirmed") if screen.fields.asks(name)
    }
    assert asked == names


def test_what_another_channel_asked_for_is_not_registered(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    fill(screen, channel="in_person")
    entry = dossier(place.office, save(screen, qtbot)).received
    assert entry.text("submitted_on") == "2026-06-15"
    assert not entry.text("signed_on") + entry.text("tracking_number")


def test_an_unconfirmed_letter_waits_and_gets_no_receipt_yet(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    fill(screen, channel="post_unsigned")
    qtbot.waitUntil(lambda: screen.channel.received_label.text() == "收到申请之日 待确认")
    assert screen.channel.due_note.text() == "收到当日即与申请人确认"
    file = dossier(place.office, save(screen, qtbot))
    assert file.status is Status.AWAITING_CONFIRMATION
    assert not screen.saved.print_button.isEnabled()
    assert "确认后才能出具" in screen.saved.print_reason.text()
    assert focused() is screen.saved.open_button


def test_a_site_that_confirms_by_itself_fixes_the_day(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    fill(screen, channel="internet", auto_confirmed=True)
    assert not screen.fields.asks("confirmed_on")
    qtbot.waitUntil(lambda: screen.channel.received_label.text() == "收到申请之日 2026-06-15 周一")


def test_a_day_of_an_unpublished_year_is_provisional(place: Workplace, qtbot: QtBot) -> None:
    place.today = date(2026, 12, 8)
    screen = place.intake()
    posted(screen)
    fill(screen, arrival="2026-12-08")
    qtbot.waitUntil(lambda: screen.channel.due_label.text() == "答复不迟于 2027-01-06 周三", timeout=15_000)
    assert screen.channel.provisional_badge.isVisible()
    assert screen.channel.due_note.text() == "2027年放假安排尚未公布"


def test_the_guide_says_what_is_missing_first(place: Workplace) -> None:
    screen = place.intake()
    assert screen.channel.received_label.text().startswith("选择申请渠道")
    fill(screen, channel="post_signed")
    screen.advice.say()
    assert screen.channel.received_label.text().startswith("填写签收日期后")


# -- errors stand beside their field --------------------------------------------------------------------------


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    fill(screen, applicant__name="陈某")
    screen.save()
    assert "请先选择申请渠道" in screen.fields.told("channel")
    fill(screen, channel="email")
    assert screen.fields.told("channel") == ""
    screen.save()
    qtbot.waitUntil(lambda: "请填写邮件到达日期" in screen.fields.told("arrival"))
    fill(screen, arrival="2-30")
    screen.save()
    assert "没有2月30日" in screen.fields.told("arrival")
    fill(screen, arrival="2026-06-16")
    screen.save()
    assert "还没有到" in screen.fields.told("arrival")
    fill(screen, arrival="2026-06-12", confirmed_on="2026-06-11")
    qtbot.waitUntil(lambda: "早于" in screen.fields.told("confirmed_on"))
    fill(screen, confirmed_on="2026-06-12")
    screen.fields.line("applicant.fax").setText("传真\x07")
    screen.save()
    qtbot.waitUntil(lambda: "控制字符" in screen.fields.told("applicant.fax"))
    assert focused() is screen.fields.line("applicant.fax")
    assert screen.save_button.isEnabled()
    assert count(place) == 0


def test_numbers_are_checked_as_they_are_typed_and_never_block(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    line = screen.fields.line("applicant.id_number")
    line.setFocus()
    write("11010119900307003")
    assert screen.fields.told("applicant.id_number") == ""  # still being typed
    write("0")
    assert screen.fields.told("applicant.id_number") == "末位校验码应为 8，请核对证件"
    press(K.Key_Backspace)
    press(K.Key_Tab)
    assert "应为18位" in screen.fields.told("applicant.id_number")
    put(screen.applicant.id_kind_combo, "passport")
    assert screen.fields.told("applicant.id_number") == ""
    assert dossier(place.office, save(screen, qtbot)).applicant.id_number == "11010119900307003"


def test_an_organisation_shows_its_own_fields_and_its_kind_is_guessed(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    fill(screen, who="organisation", applicant__name="东湾某某")
    screen.save()
    assert "请选择单位类别" in screen.fields.told("applicant.kind")
    fill(screen, applicant__name="东湾建材有限公司", applicant__id_number="91110000MA0000000A")
    assert screen.fields.told("applicant.kind") == ""
    assert screen.fields.told("applicant.id_number").startswith("末位校验码应为")
    put(screen.applicant.kind_combo, "research")
    screen.applicant.kind_combo.activated.emit(screen.applicant.kind_combo.currentIndex())
    fill(screen, applicant__name="东湾律师事务所")  # what the officer has chosen stays
    applicant = dossier(place.office, save(screen, qtbot)).applicant
    assert (applicant.kind, applicant.id_kind.value) == (ApplicantKind.RESEARCH, "uscc")


def test_what_article_29_misses_is_told_calmly(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    screen.advice.say()
    assert screen.advice.lacking_label.text() == ""
    fill(screen, applicant__name="陈某")
    screen.advice.say()
    assert "申请人的身份证明" in screen.advice.lacking_label.text()
    assert "不影响登记" in screen.advice.lacking_label.text()
    fill(screen, channel="in_person", arrival="2026-06-15")
    save(screen, qtbot)
    assert count(place) == 1


def test_an_agent_is_asked_for_on_demand(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    assert not screen.fields.asks("agent.name")
    press(K.Key_G, ALT)
    assert focused() is screen.fields.line("agent.name")
    write("周某")
    screen.fields.line("agent.id_number").setText("1")
    screen.fields.line("agent.id_number").editingFinished.emit()
    assert "应为18位" in screen.fields.told("agent.id_number")
    screen.applicant.agent_remove_button.click()
    assert "agent.name" not in screen.facts()
    screen.applicant.agent_button.click()
    entry = dossier(place.office, save(screen, qtbot)).received
    assert entry.text("agent.name") == "周某"


def test_a_rectification_has_its_own_numbers(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    fill(screen, rectification=True)
    qtbot.waitUntil(lambda: "更" in screen.advice.number_label.text())
    assert dossier(place.office, save(screen, qtbot)).kind is CaseKind.RECTIFICATION


# -- remembered applicants, earlier requests ------------------------------------------------------------------


def test_a_remembered_applicant_fills_all_fields_and_undo_takes_it_back(
    place: Workplace, qtbot: QtBot
) -> None:
    place.register()
    screen = place.intake()
    press(K.Key_A, ALT)
    screen.fields.line("applicant.phone").setText("0557-1")
    write("陈")
    popup = screen.applicant.suggester.completer.popup()
    qtbot.waitUntil(lambda: popup.isVisible())
    shown = screen.applicant.suggester.model.item(0).text()
    assert "138****5678" in shown
    assert "13800005678" not in shown
    QApplication.sendEvent(popup, key(K.Key_Down))
    QApplication.sendEvent(popup, key(K.Key_Return))
    values = screen.fields.values()
    assert {name: values[name] for name in REQUEST if name.startswith("applicant.")} == {
        name: value for name, value in REQUEST.items() if name.startswith("applicant.")
    }
    screen.fields.line("applicant.phone").setFocus()
    press(K.Key_Z, CTRL)
    assert screen.fields.line("applicant.phone").text() == "0557-1"


def test_earlier_requests_stand_beside_and_a_repetition_can_be_compared(
    place: Workplace, qtbot: QtBot
) -> None:
    first = place.register()
    place.register(applicant__name="林某", applicant__id_number="", wanted="征地补偿款发放标准和依据")
    screen = place.intake()
    panel = screen.beside
    assert not panel.earlier_part.isVisible()
    fill(screen, applicant__name="陈某", wanted="申请公开2025年征地补偿款发放明细")
    qtbot.waitUntil(lambda: panel.repeat_frame.isVisible())
    assert panel.earlier_title.text() == "陈某以前的申请"
    assert (panel.earlier_count.text(), panel.earlier_aside.text()) == ("1 件", "本月第 2 件")
    assert panel.repeat_label.text().startswith("与〔2026〕1号内容相近，该件尚在办理")
    assert panel.similar_count.text() == "1 件"
    panel.compare_button.click()
    [dialog] = screen.findChildren(Comparison)
    assert any("2025年征地补偿款发放" in label.text() for label in dialog.findChildren(QLabel))
    QApplication.sendEvent(dialog, key(K.Key_Escape))
    assert not dialog.isVisible()
    number = panel.earlier_frame.findChildren(QPushButton)[-1]
    qtbot.waitUntil(number.isVisible)
    number.click()
    assert place.cases.subjects == [first]


def test_words_of_both_requests_are_marked_and_nothing_counts_as_markup() -> None:
    assert marked("", "甲") == "（尚未填写）"
    html = marked("<b>征地补偿\n名单", "征地补偿")
    assert html.startswith("&lt;b&gt;<span")
    assert html.count("</span>") == 1
    assert "<br>" in html


# -- papers ---------------------------------------------------------------------------------------------------


def drop(window: QWidget, *urls: QUrl) -> None:
    mime = QMimeData()
    mime.setUrls(urls)
    action, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), action, mime, button, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPoint(5, 5), action, mime, button, none))


def local(path: Path) -> QUrl:
    return QUrl.fromLocalFile(str(path))


def test_files_dropped_anywhere_are_kept_and_the_bad_ones_told(
    place: Workplace, tmp_path: Path, qtbot: QtBot
) -> None:
    scan, empty = tmp_path / "申请书.pdf", tmp_path / "空.jpg"
    scan.write_bytes(b"%PDF")
    empty.touch()
    screen = place.intake()
    posted(screen)
    drop(place.shell, *map(local, (scan, empty, tmp_path / "走了.pdf", tmp_path)))
    qtbot.waitUntil(lambda: bool(screen.papers.papers))
    assert [paper.name for paper in screen.papers.papers] == ["申请书.pdf"]
    assert len(screen.papers.papers_error.text().splitlines()) == 3
    assert screen.papers.papers_hint.text() == "1 份"
    scan.unlink()  # the stick is pulled out
    file = dossier(place.office, save(screen, qtbot))
    assert [paper.name for paper in file.files] == ["申请书.pdf"]


def test_a_file_dropped_on_a_field_does_not_become_text(place: Workplace, tmp_path: Path) -> None:
    screen = place.intake()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "申请书.pdf"))])
    for target in (screen.fields.line("applicant.name"), screen.layout_of_form.wanted_edit.viewport()):
        event = QDragEnterEvent(
            QPoint(5, 5),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        assert screen.fields.eventFilter(target, event)
        assert not event.isAccepted()


def test_a_paper_can_be_taken_off_and_is_not_added_twice(
    place: Workplace, tmp_path: Path, qtbot: QtBot
) -> None:
    scan = tmp_path / "信封.jpg"
    scan.write_bytes(b"\xff\xd8" * 700_000)
    screen = place.intake()
    screen.papers.add([scan])
    qtbot.waitUntil(lambda: len(screen.papers.papers) == 1)
    screen.papers.add([scan])
    qtbot.waitUntil(lambda: "已经添加过" in screen.papers.papers_error.text())
    assert len(screen.papers.papers) == 1
    screen.papers.paper_list.findChildren(QToolButton)[-1].click()
    assert not screen.papers.papers


def test_what_lies_on_the_web_is_refused(place: Workplace) -> None:
    screen = place.intake()
    drop(place.shell, QUrl("https://example.cn/a.pdf"))
    assert "这台电脑上的文件" in screen.papers.papers_error.text()


# -- drafts ---------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_restored_with_its_time_and_dropped_at_saving(
    place: Workplace, tmp_path: Path, qtbot: QtBot
) -> None:
    scan = tmp_path / "申请书.pdf"
    scan.write_bytes(b"%PDF")
    screen = place.intake()
    posted(screen)
    fill(screen, arrival="6-1")
    screen.papers.add([scan])
    qtbot.waitUntil(lambda: bool(screen.papers.papers))
    screen.fields.line("applicant.fax").setFocus()
    press(K.Key_Tab)  # leaving a field keeps what is there
    qtbot.waitUntil(lambda: screen.draft_label.text().startswith("草稿已存"))
    qtbot.waitUntil(lambda: not screen.keeper.is_busy)
    place.leave()
    place.open()
    screen = place.intake()
    assert screen.draft_label.text().startswith("已恢复")
    assert screen.fields.value("wanted") == "东湾村六组集体土地征收补偿款发放明细"
    assert screen.channel.arrival_field.day == date(2026, 6, 1)
    assert [paper.name for paper in screen.papers.papers] == ["申请书.pdf"]
    save(screen, qtbot)
    qtbot.waitUntil(lambda: not screen.keeper.is_busy)
    assert load_draft(place.office) is None


def test_leaving_with_escape_asks_nothing_and_loses_nothing(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    fill(screen, applicant__name="陈某")
    screen.fields.line("applicant.name").setFocus()
    press(K.Key_Escape)
    assert place.shell.here is not None
    assert place.shell.here.key == "desk"
    qtbot.waitUntil(lambda: load_draft(place.office) is not None)
    assert place.intake() is screen
    assert screen.fields.value("applicant.name") == "陈某"


def test_a_form_that_was_emptied_comes_back_with_undo(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    screen.keeper.keep()
    qtbot.waitUntil(lambda: screen.clear_button.isVisible())
    screen.clear_button.click()
    assert screen.fields.value("wanted") is None
    qtbot.waitUntil(lambda: load_draft(place.office) is None)
    place.shell.notice_bar.action_button.click()
    assert screen.fields.value("wanted") == "东湾村六组集体土地征收补偿款发放明细"
    qtbot.waitUntil(lambda: load_draft(place.office) is not None)


def test_a_draft_being_written_while_saving_does_not_come_after(
    place: Workplace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_write = threading.Event()

    def late(office: Office, body: Facts, kind: str) -> datetime:
        may_write.wait(5)
        return save_draft(office, body, kind)

    monkeypatch.setattr(intake_draft, "save_draft", late)
    screen = place.intake()
    posted(screen)
    screen.keeper.keep()
    save(screen, qtbot)
    may_write.set()
    qtbot.waitUntil(lambda: not screen.keeper.is_busy)
    qtbot.wait(50)
    assert load_draft(place.office) is None


TYPING = """
import sys
from datetime import date
from pathlib import Path
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from gkcase.desktop.pages import Page
from gkcase.desktop.screens.intake import IntakeScreen
from gkcase.desktop.shell import Shell
from gkcase.desktop.tasks import Tasks
from gkcase.services.office import open_office

app = QApplication([])
office = open_office(sys.argv[1], today=lambda: date(2026, 6, 15), acting="李某")
shell = Shell([Page("intake", "新登记", "plus", lambda shell: IntakeScreen(office, shell))], Tasks(),
              QSettings(sys.argv[1] + ".ini", QSettings.Format.IniFormat))
shell.show()
shell.go("intake")
screen = shell.page("intake")

def type_and_tell():
    if not screen.is_ready:
        QTimer.singleShot(10, type_and_tell)
        return
    screen.fields.line("applicant.name").setText("停电前")
    screen.keeper.kept.connect(lambda _: print("kept", flush=True))

QTimer.singleShot(0, type_and_tell)
app.exec()
"""


def test_a_draft_survives_a_killed_process(place: Workplace, tmp_path: Path, qtbot: QtBot) -> None:
    order = [sys.executable, "-c", TYPING, str(tmp_path / "office.gkdb")]
    typing = subprocess.Popen(order, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    assert typing.stdout is not None
    try:
        assert typing.stdout.readline().strip() == b"kept"
    finally:
        typing.kill()
        typing.stdout.close()
        typing.wait()
    screen = place.intake()
    assert screen.fields.value("applicant.name") == "停电前"
    assert screen.draft_label.text().startswith("已恢复")


# -- envelopes ------------------------------------------------------------------------------------------------


def test_an_envelope_prefills_the_form_and_is_settled_with_it(place: Workplace, qtbot: QtBot) -> None:
    mail.enter(
        place.office, arrived_on=date(2026, 6, 12), way="post_signed", tracking_number="EB7", sender="陈某"
    )
    [letter] = mail.mail_lines(place.office)
    screen = place.intake()
    fill(screen, applicant__name="别的申请")
    place.mail()
    screen = place.intake(letter.id)
    assert focused() is screen.channel.channel_row.buttons["post_signed"]
    assert screen.fields.value("applicant.name") is None
    assert screen.channel.channel_row.code == "post_signed"
    assert screen.channel.arrival_field.day == date(2026, 6, 12)
    assert screen.fields.value("tracking_number") == "EB7"
    assert "寄件人 陈某" in screen.beside.mail_label.text()
    fill(screen, applicant__name="陈某", wanted="征地批文")
    case_id = save(screen, qtbot)
    assert mail.envelope(place.office, letter.id).case_id == case_id
    screen = place.intake()
    qtbot.waitUntil(lambda: screen.fields.value("applicant.name") == "别的申请")
    screen = place.intake(letter.id)
    assert "已归入〔2026〕1号" in screen.beside.mail_label.text()


def test_an_envelope_that_is_gone_leaves_an_empty_form(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake(99)
    assert "不存在" in place.shell.notice_bar.words.text()
    posted(screen)
    save(screen, qtbot)
    assert count(place) == 1


# -- letters --------------------------------------------------------------------------------------------------


def test_without_libreoffice_the_receipt_is_opened_in_word(
    place: Workplace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def remember(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(letter_out, "find_soffice", lambda: None)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: remember(url))
    screen = place.intake()
    posted(screen)
    save(screen, qtbot)
    screen.saved.print_button.click()
    qtbot.waitUntil(lambda: bool(opened))
    assert Path(opened[0]).name == screen.saved.letter_label.text()
    assert Path(opened[0]).read_bytes().startswith(b"PK")
    assert "请在其中打印" in place.shell.notice_bar.words.text()
    assert not screen.saved.letter_pdf_button.isEnabled()
    screen.saved.print_button.click()  # again: the same letter
    qtbot.waitUntil(lambda: len(opened) == 2)
    assert len(dossier(place.office, case_ids(place.office, CaseFilter())[0]).files) == 1


def test_where_nothing_opens_word_files_it_is_said_where_the_letter_is(
    place: Workplace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: False)
    monkeypatch.setattr(letter_out, "find_soffice", lambda: None)
    screen = place.intake()
    posted(screen)
    save(screen, qtbot)
    screen.saved.print_button.click()
    qtbot.waitUntil(lambda: "没有能打开Word文书的程序" in place.shell.notice_bar.words.text())


def test_a_pdf_is_written_where_the_officer_says(
    place: Workplace, paper: None, tmp_path: Path, qtbot: QtBot
) -> None:
    screen = place.intake()
    posted(screen)
    fill(screen, channel="oral")
    save(screen, qtbot)
    assert screen.saved.print_button.text() == "打印申请表"
    assert screen.saved.receipt_button.isVisible()
    screen.saved.receipt_button.click()
    qtbot.waitUntil(lambda: screen.saved.letter_part.isVisible())
    target = tmp_path / "回执.pdf"
    written = screen.saved._last
    assert written is not None
    screen.saved._out.write_pdf(written.sha256, written.composed.name, target)
    qtbot.waitUntil(target.exists)
    qtbot.waitUntil(lambda: "已保存为" in place.shell.notice_bar.words.text())
    for dialog in screen.findChildren(QPrintPreviewDialog):
        dialog.close()


def test_a_letter_that_cannot_be_written_says_why_beside_the_button(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    posted(screen)
    fill(screen, applicant__name="")
    save(screen, qtbot)
    screen.saved.print_button.click()
    qtbot.waitUntil(lambda: "尚未登记申请人姓名" in screen.saved.saved_error.text())
    assert screen.saved.print_button.isEnabled()


# -- for everybody --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("points", [10.5, 15.75, 20.0])
def test_the_form_can_be_read_named_and_reached_at_any_size(
    place: Workplace, wardrobe: Wardrobe, points: float
) -> None:
    wardrobe.resize_type(points)
    screen = place.intake()
    posted(screen)
    press(K.Key_G, ALT)
    fill(screen, channel="post_unsigned", applicant__id_number="110101199003070030")
    QApplication.processEvents()
    assert clipped(screen.form_page) == []
    assert nameless(screen) == []
    rows = (screen.channel.channel_row, screen.layout_of_form.form_wanted_row, screen.applicant.who_row)
    by_arrows = {f"QPushButton {made.text()}" for row in rows for made in row.buttons.values()}
    assert set(out_of_reach(place.shell)) <= by_arrows
    assert doubled_keys(screen) == []
    assert place.shell.width() == 1440


def test_in_a_small_window_the_side_stands_below(place: Workplace, wardrobe: Wardrobe) -> None:
    screen = place.intake()
    assert screen.layout_of_form.side_area.isVisible()
    wardrobe.resize_type(15.75)
    place.shell.resize(1200, 800)
    QApplication.processEvents()
    assert not screen.layout_of_form.side_area.isVisible()
    assert screen.layout_of_form.form_content.isAncestorOf(screen.layout_of_form.side_panel)


def test_arrows_choose_a_segment_and_enter_goes_on(place: Workplace) -> None:
    screen = place.intake()
    press(K.Key_Right)
    press(K.Key_Right)
    assert screen.channel.channel_row.code == "post_signed"
    press(K.Key_Return)
    assert focused() is screen.channel.arrival_field.edit


def test_the_number_changes_when_a_colleague_registers(place: Workplace, qtbot: QtBot) -> None:
    screen = place.intake()
    place.register()
    place.shell.announce(Change(Topic.CASES | Topic.CALENDAR))
    qtbot.waitUntil(lambda: "〔2026〕2号" in screen.advice.number_label.text())
