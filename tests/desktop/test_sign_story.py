"""部分公开、涉及第三方: drafted, returned by paragraph, corrected, signed by two, sent and proved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gkcase.desktop.tasks import Tasks
from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Fact
from gkcase.domain.terms import Event, LetterKind, Status
from gkcase.services import handling, intake, lettering
from gkcase.services.checking import check_office
from gkcase.services.reading import dossier
from gkcase.services.signing import signatures_of
from tests.desktop.case_desk import REQUEST, SEARCH, TODAY
from tests.desktop.sign_desk import SignDesk, sign_desk

E = Event
OPEN: dict[str, Fact] = {"documents": ["采购合同正文，共12页"], "form": "paper", "way": "post"}
KEPT: dict[str, Fact] = {
    "ground_fact": "合同附件记载供货方的成本构成",
    "category": "商业秘密",
    "public_interest": "合同正文已能说明采购情况",
    "reasons": "属于供货方的商业秘密，公开会造成损害",
}


def parts(reasons: str) -> dict[str, Fact]:
    """A reply that opens the contract and keeps its annex back."""
    kept: dict[str, Fact] = {**KEPT, "reasons": reasons}
    told: list[Fact] = [
        {"content": "合同正文", "result": "R2", "facts": OPEN},
        {"content": "报价附件", "result": "R4d", "facts": kept},
    ]
    return {"kind_of_reply": "R3", "parts": told, "delivery": "post"}


@pytest.fixture
def desk(tmp_path: Path, tasks: Tasks, settings: QSettings, qtbot: QtBot) -> Iterator[SignDesk]:
    with sign_desk(tmp_path, tasks, settings, qtbot) as made:
        yield made


def drafted(desk: SignDesk) -> int:
    """A request whose third party was asked and objects; the reply is under review."""
    case_id = intake.register(desk.office, REQUEST).case_id
    third: dict[str, Fact] = {
        "to": "third_party",
        "name": "云溪建材有限公司",
        "information": "采购合同",
        "delivery": "post",
        "carrier": "china_post",
    }
    for event, facts in (
        (E.SEARCHED, SEARCH),
        (E.SECRECY_REVIEWED, {"reviewer": "钱某", "outcome": "不涉及国家秘密"}),
        (E.CONSULTATION_SENT, third),
        (E.CONSULTATION_DELIVERED, {}),
        (E.CONSULTATION_ANSWERED, {"opinion": "objection", "grounds": "附件是商业秘密"}),
    ):
        handling.record(desk.office, case_id, event, on=TODAY, facts=facts)
    lettering.write_letter(desk.office, case_id, LetterKind.REPLY, facts=parts("公开会造成损害"))
    handling.record(desk.office, case_id, E.SUBMITTED, on=TODAY)
    return case_id


def test_from_draft_through_return_and_two_signatures_to_proof(desk: SignDesk) -> None:
    case_id = drafted(desk)

    screen = desk.sit_down("钱某")
    desk.wait_for(case_id)
    assert screen.beside.texts("征求意见") == ["第三方 云溪建材有限公司：不同意公开（附件是商业秘密）"]
    place = next(at for at, one in enumerate(screen.text.visible) if "公开会造成损害" in one.text)
    screen.text.setTextCursor(QTextCursor(screen.text.document().findBlockByNumber(place)))
    screen.text.setFocus()
    QTest.keyClick(screen.text, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    screen.act.comment_edit.insertPlainText("请写明是谁的什么利益")
    desk.press("Ctrl+Return")
    desk.qtbot.waitUntil(lambda: desk.status(case_id) is Status.IN_PROGRESS)
    desk.qtbot.waitUntil(lambda: screen.table.rowCount() == 0 and screen.reading is None)

    desk.office.acting = "李某"
    fixed = parts("属于供货方的商业秘密，公开会损害其竞争利益")
    lettering.write_letter(desk.office, case_id, LetterKind.REPLY, facts=fixed)
    handling.record(desk.office, case_id, E.SUBMITTED, on=TODAY)

    desk.sit_down("钱某")
    desk.wait_for(case_id)
    assert "【改动】" in screen.text.toPlainText()
    desk.press("Ctrl+Return")
    desk.qtbot.waitUntil(lambda: screen.table.rowCount() == 0)
    with pytest.raises(Refusal, match="案件审签中，不能办理“答复”"):
        send(desk, case_id)
    desk.sit_down("赵某")
    desk.wait_for(case_id)
    desk.press("Ctrl+Return")
    desk.qtbot.waitUntil(lambda: desk.status(case_id) is Status.APPROVED)

    desk.office.acting = "李某"
    send(desk, case_id)
    handling.record(desk.office, case_id, E.SERVED, on=TODAY, facts={"proof": "EMS签收记录"})
    file = dossier(desk.office, case_id)
    assert (file.status, file.result) == (Status.REPLIED, "R3")
    assert [one.who for one in signatures_of(file)] == ["钱某", "赵某"]
    assert check_office(desk.office).ok


def send(desk: SignDesk, case_id: int) -> None:
    """Post the reply by EMS."""
    facts: dict[str, Fact] = {
        "delivery": "post",
        "posted_on": date(2026, 12, 8).isoformat(),
        "carrier": "china_post",
        "tracking_number": "EB261208001CN",
    }
    handling.record(desk.office, case_id, E.REPLIED, on=TODAY, facts=facts)
