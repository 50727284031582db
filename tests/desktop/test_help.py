"""The manual: a text for every page, links that lead somewhere, the article behind each page."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from gkcase.desktop.help import FIRST, FOLDER, TOPICS, HelpWindow, article
from tests.desktop.audit import nameless

LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


@pytest.fixture
def window(qtbot: QtBot) -> HelpWindow:
    made = HelpWindow()
    qtbot.addWidget(made)
    return made


def test_every_text_is_a_topic_and_every_topic_has_a_text() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_text_begins_with_its_title(topic: str) -> None:
    assert article(topic).startswith(f"# {TOPICS[topic]}\n")


@pytest.mark.parametrize("topic", sorted(TOPICS.keys() - {"keys"}))
def test_a_text_names_the_law_behind_it(topic: str) -> None:
    assert re.search(r"第[一二三四五六七八九十]+条|条例|办法", article(topic))


@pytest.mark.parametrize("topic", TOPICS)
def test_every_link_leads_to_a_text(topic: str, window: HelpWindow) -> None:
    for words, target in LINK.findall(article(topic)):
        assert target.removesuffix(".md") in TOPICS, f"{words} in {topic}"
        window._follow(QUrl(target))
        assert window.topic == target.removesuffix(".md")


def test_every_topic_is_linked_from_somewhere() -> None:
    linked = {target.removesuffix(".md") for topic in TOPICS for _, target in LINK.findall(article(topic))}
    assert TOPICS.keys() - linked == {FIRST}


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_shown_and_chosen_in_the_list(topic: str, window: HelpWindow) -> None:
    window.open_topic(topic)
    assert window.browser.toPlainText().startswith(TOPICS[topic])
    assert window.list.currentItem().text() == TOPICS[topic]
    assert window.isVisible()


def test_the_list_leads_to_the_text(window: HelpWindow) -> None:
    window.list.setCurrentRow(3)
    assert window.topic == list(TOPICS)[3]


def test_an_unknown_page_gets_the_first_text(window: HelpWindow) -> None:
    window.open_topic("nowhere")
    assert window.topic == FIRST


def test_a_screen_reader_can_name_everything(window: HelpWindow) -> None:
    window.open_topic(FIRST)
    assert nameless(window) == []
