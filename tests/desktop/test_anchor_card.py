"""The card that holds a printed digest against the chain, and takes a restored chain for good."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from gkcase.desktop.anchor_card import AnchorCard
from gkcase.desktop.shell import Shell
from gkcase.services.office import Office
from gkcase.services.people import save_person
from gkcase.services.sealing import chain_head


@pytest.fixture
def card(office: Office, shell: Shell, qtbot: QtBot) -> AnchorCard:
    save_person(office, "周某")
    made = AnchorCard(office, shell)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_paper_is_held_against_the_chain(card: AnchorCard, office: Office, qtbot: QtBot) -> None:
    end = chain_head(office)
    card.anchor_edit.setText(end.words)
    card.compare()
    qtbot.waitUntil(lambda: card.result_label.text() == f"纸上的摘要与审计链第{end.acts}条一致")
    card.anchor_edit.setText(f"{end.acts - 1}-{end.digest}")
    card.compare_button.click()
    qtbot.waitUntil(lambda: "有记录在印出以后被改写过" in card.error_label.text())
    assert card.result_label.text() == ""
    card.anchor_edit.setText("7F3A")
    card.compare()
    qtbot.waitUntil(lambda: "八组" in card.error_label.text())


def test_a_chain_in_doubt_is_taken_only_with_a_reason(card: AnchorCard, office: Office, qtbot: QtBot) -> None:
    card.look_up()
    qtbot.waitUntil(card.doubt_frame.isHidden)
    office.history.close()
    with office.store.writing.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_delete"))
        connection.execute(text("DELETE FROM audit WHERE n = (SELECT max(n) FROM audit)"))
    card.look_up()
    qtbot.waitUntil(lambda: "最高水位" in card.doubt_label.text())
    assert card.doubt_frame.isVisible()
    card.accept()
    qtbot.waitUntil(lambda: "须写明理由" in card.doubt_label.text())
    card.reason_edit.setText("恢复到昨天的备份")
    with qtbot.waitSignal(card.told):
        card.accept()
    assert card.doubt_frame.isHidden()
