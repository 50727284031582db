"""Sentence blocks: each belongs to a fact of a result; an office's words win over the shipped ones."""

from __future__ import annotations

import pytest

from gkcase.domain.errors import Trouble
from gkcase.domain.phrases import Phrase, merged, parse_phrases
from gkcase.domain.replies import CODES, parse_replies
from gkcase.paths import RESOURCES

TEXT = (RESOURCES / "law" / "phrases.toml").read_text("utf-8")
SHIPPED = parse_phrases(TEXT)


def test_every_block_belongs_to_a_fact_that_its_result_asks_for() -> None:
    results = parse_replies((RESOURCES / "law" / "replies.toml").read_text("utf-8"))
    for phrase in SHIPPED:
        for code in phrase.results:
            assert phrase.fact in {spec.name for spec in results[code].facts}, (phrase.key, code)


def test_every_refusal_has_a_block_for_its_reasons() -> None:
    for code in CODES:
        if code.startswith("R4"):
            assert any(phrase.fits(code, "reasons") for phrase in SHIPPED), code


def test_a_block_is_offered_for_its_own_result_and_fact() -> None:
    block = Phrase("a", ("R4f",), "reasons", "尚在讨论")
    assert block.fits("R4f", "reasons")
    assert not block.fits("R4g", "reasons")
    assert not block.fits("R4f", "ground_fact")
    assert Phrase("b", (), "reasons", "经查").fits("R8", "reasons")


def test_the_office_changes_leaves_out_and_adds() -> None:
    shipped = (Phrase("a", ("R6",), "method", "按标题检索"), Phrase("b", ("R6",), "outcome", "没有"))
    own = {
        "a": {"text": "按文号检索"},
        "b": {"text": ""},
        "own1": {"result": "R6", "fact": "outcome", "text": "未检得"},
        "own2": {"result": "", "fact": "reasons", "text": "经查"},
    }
    assert merged(shipped, own) == [
        Phrase("a", ("R6",), "method", "按文号检索", own=True),
        Phrase("own1", ("R6",), "outcome", "未检得", own=True),
        Phrase("own2", (), "reasons", "经查", own=True),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[phrase.a]\nfact = "reasons"\ntext = "x"', "没有写明适用的答复类型"),
        ('[phrase.a]\nresult = ["R99"]\nfact = "reasons"\ntext = "x"', "没有 R99"),
        ('[phrase.a]\nresult = []\nfact = "reasons"', "缺少项目 text"),
        ('[phrase.a]\nresult = []\nfact = "reasons"\ntext = "x"\nmore = 1', "未知的项目 more"),
        ("more = 1", "未知的项目 more"),
    ],
)
def test_a_damaged_table_is_told(text: str, said: str) -> None:
    with pytest.raises(Trouble) as told:
        parse_phrases(text)
    assert said in str(told.value)
