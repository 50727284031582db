"""Letters beside the reply: steps that write them, and the forms that are chosen for one of them."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QPlainTextEdit

from gkcase.desktop.paper_tabs import writable
from gkcase.domain.terms import Event, LetterKind
from gkcase.services import lettering
from gkcase.services.dossier import Dossier
from gkcase.services.reading import dossier
from tests.desktop.case_desk import DISCLOSE, CaseDesk

E, K = Event, LetterKind


def told(desk: CaseDesk, case_id: int, kind: LetterKind) -> str:
    """What the latest letter of that kind says."""
    file: Dossier = dossier(desk.office, case_id)
    [*_, last] = [paper for paper in file.files if paper.kind is kind]
    return lettering.draft_text(desk.office, last.sha256)


def step(desk: CaseDesk, case_id: int, event: Event) -> None:
    screen = desk.open(case_id)
    screen.reload()
    version = dossier(desk.office, case_id).version
    desk.qtbot.waitUntil(lambda: screen.view is not None and screen.view.file.version == version)
    assert screen.view is not None
    screen.panels.step(screen.view, event)
    desk.qtbot.waitUntil(lambda: screen.panels.open_one is not None)


def letter(desk: CaseDesk, case_id: int, kind: LetterKind) -> None:
    screen = desk.open(case_id)
    screen.write(kind)
    desk.qtbot.waitUntil(lambda: screen.panels.open_one is not None)


def test_the_third_party_that_objected_is_told_with_its_letter(desk: CaseDesk) -> None:
    case_id = desk.register()
    for name, opinion in (("甲公司", "objection"), ("乙公司", "consent")):
        desk.record(case_id, E.CONSULTATION_SENT, to="third_party", name=name, information="合同")
        desk.record(case_id, E.CONSULTATION_ANSWERED, opinion=opinion)
    step(desk, case_id, E.THIRD_PARTY_TOLD)
    assert desk.panel.form.confirm_button.text().startswith("登记并生成告知书")
    desk.fill(information="采购合同第一页", reason="涉及公共安全")
    desk.confirm()
    said = told(desk, case_id, K.THIRD_PARTY_DECISION)
    assert "甲公司" in said
    assert "你（单位）不同意公开" in said


def test_the_requests_of_the_applicant_are_offered_with_their_days(desk: CaseDesk) -> None:
    desk.register()
    case_id = desk.register(wanted="2024年征地补偿款发放表")
    step(desk, case_id, E.REASONS_REQUESTED)
    editor = desk.panel.form.fact_form.editor("requests")
    assert isinstance(editor, QPlainTextEdit)
    assert editor.toPlainText().splitlines() == [
        "〔2026〕2号，2026年12月1日收到",
        "〔2026〕1号，2026年12月1日收到",
    ]
    desk.fill(reason="一日内多次提出")
    desk.confirm()
    assert "自收到本告知书之日起7个工作日内" in told(desk, case_id, K.REASONS_NOTICE)


def test_a_number_of_a_parcel_is_asked_for_only_where_it_goes_by_post(desk: CaseDesk) -> None:
    case_id = desk.register()
    step(desk, case_id, E.EXTENDED)
    number = desk.panel.form.fact_form.editor("tracking_number")
    assert not number.isVisible()
    desk.fill(delivery="post")
    desk.qtbot.waitUntil(number.isVisible)
    desk.fill(delivery="hand")
    desk.qtbot.waitUntil(lambda: not number.isVisible())


def test_a_fee_that_does_not_add_up_is_refused_in_its_field(desk: CaseDesk) -> None:
    case_id = desk.register()
    step(desk, case_id, E.FEE_REQUESTED)
    desk.fill(amount="100", pages="44", pay_way="窗口缴纳")
    desk.refused()
    assert desk.wrong() == ["金额（元）"]
    desk.fill(amount="140")
    desk.confirm()
    assert "140" in told(desk, case_id, K.FEE_NOTICE)
    assert desk.entries(case_id)[-2:] == [E.FEE_REQUESTED, E.LETTER_WRITTEN]


def test_an_envelope_is_made_for_the_letter_that_is_chosen(desk: CaseDesk) -> None:
    case_id = desk.register()
    lettering.write_letter(desk.office, case_id, K.REPLY, facts=DISCLOSE)
    desk.record(case_id, E.CONSULTATION_SENT, to="third_party", name="甲公司", information="合同")
    lettering.write_letter(desk.office, case_id, K.THIRD_PARTY_CONSULTATION)
    letter(desk, case_id, K.ENVELOPE)
    combo = desk.panel.form.fact_form.editor("document")
    assert isinstance(combo, QComboBox)
    assert [combo.itemText(n) for n in range(1, combo.count())] == [
        "第三方意见征询书 云公开〔2026〕2号",
        "政府信息予以公开告知书 云公开〔2026〕1号",
    ]
    desk.fill(document=combo.itemData(2))
    desk.confirm()
    assert "陈溪石　收" in told(desk, case_id, K.ENVELOPE)


def test_the_applicant_is_told_of_the_consultation_that_is_chosen(desk: CaseDesk) -> None:
    case_id = desk.register()
    desk.record(case_id, E.CONSULTATION_SENT, to="third_party", name="甲公司", information="合同")
    desk.record(case_id, E.CONSULTATION_SENT, to="joint_agency", name="县水利局", information="批复")
    letter(desk, case_id, K.CONSULTATION_NOTICE)
    desk.fill(id="c1", named=True)
    desk.confirm()
    assert "甲公司" in told(desk, case_id, K.CONSULTATION_NOTICE)


def test_letters_are_offered_once_there_is_something_for_them_to_say(desk: CaseDesk) -> None:
    case_id = desk.register()
    view = desk.open(case_id).view
    assert view is not None
    assert not {K.ENVELOPE, K.SIGNOFF_SHEET, K.FILE_INDEX, K.CONSULTATION_NOTICE} & {*writable(view)}
    lettering.write_letter(desk.office, case_id, K.REPLY, facts=DISCLOSE)
    step(desk, case_id, E.WITHDRAWN)
    desk.fill(note="2026年12月7日书面撤回")
    desk.confirm()
    assert "本机关确认你撤回申请" in told(desk, case_id, K.WITHDRAWAL)
    view = desk.open(case_id).view
    assert view is not None
    wanted = {K.SERVICE_PROOF, K.ENVELOPE, K.EMS_LABEL, K.SIGNOFF_SHEET, K.FILE_INDEX, K.WITHDRAWAL}
    assert wanted <= {*writable(view)}
