"""The office's sentence blocks: changed, added, left out, brought back; every change stands on the chain."""

from __future__ import annotations

import pytest

from gkcase.domain.errors import Refusal
from gkcase.services.office import Office
from gkcase.services.phrases import (
    all_phrases,
    drop_phrase,
    keep_phrase,
    phrases_for,
    restore_phrases,
    shipped,
)


def texts(office: Office, result: str, fact: str) -> list[str]:
    return [phrase.text for phrase in phrases_for(office, result, fact)]


def test_an_office_words_its_blocks_itself(office: Office) -> None:
    [block] = phrases_for(office, "R4g", "reasons")
    assert not block.own
    keep_phrase(office, "该材料属于在办案件的执法案卷", key=block.key)
    keep_phrase(office, "可以依法查阅案卷", result="R4g", fact="reasons")
    assert texts(office, "R4g", "reasons") == ["该材料属于在办案件的执法案卷", "可以依法查阅案卷"]
    assert texts(office, "R4g", "ground_fact") == []
    keep_phrase(office, "可以查阅案卷", key="own1")
    keep_phrase(office, "另一句", result="R4g", fact="reasons")
    assert texts(office, "R4g", "reasons")[1:] == ["可以查阅案卷", "另一句"]
    drop_phrase(office, block.key)
    drop_phrase(office, "own1")
    assert texts(office, "R4g", "reasons") == ["另一句"]
    restore_phrases(office)
    assert texts(office, "R4g", "reasons") == [block.text, "另一句"]


def test_all_blocks_come_in_their_order(office: Office) -> None:
    keep_phrase(office, "经查", fact="reasons")
    assert [phrase.key for phrase in all_phrases(office)] == [*(phrase.key for phrase in shipped()), "own1"]
    assert texts(office, "R8", "reasons")[-1] == "经查"


@pytest.mark.parametrize(
    ("text", "said"), [(" ", "请先写出要存为句段的文字"), ("长" * 1001, "句段最长1000字，请缩短")]
)
def test_what_is_no_sentence_is_refused(office: Office, text: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        keep_phrase(office, text, result="R6", fact="outcome")


def test_the_same_block_is_kept_once(office: Office) -> None:
    keep_phrase(office, "未检得", result="R6", fact="outcome")
    with pytest.raises(Refusal, match="已有相同的句段"):
        keep_phrase(office, "未检得", result="R6", fact="outcome")


def test_a_block_that_is_gone_cannot_be_dropped(office: Office) -> None:
    with pytest.raises(Refusal, match="没有这个句段，请刷新后再试"):
        drop_phrase(office, "own7")
