"""Search: words of one character or more, names, numbers; nothing missed, nothing false."""

from __future__ import annotations

import random

from sqlalchemy import select

from gkcase.storage import search
from gkcase.storage.engine import Store
from gkcase.storage.tables import Case
from tests.storage.shorthand import add_case

TEXTS = [
    "〔2026〕1号 张伟 环保局2019年征收补偿方案，附件A-3",
    "〔2026〕12号 买买提·阿布都拉 申请公开土地征收批准文件",
    "〔2025〕12号 𠮷田商事𰻞面馆 Ａ１２３ ＰＤＦ文件",
    "环保、局部 补偿。方案",
    "张 伟大 2019 年",
    "葛\U000e0100城 “引号” it's 100% a_b \\ \" ' * AND OR NOT",
]


def fill(store: Store) -> dict[int, str]:
    ids = [add_case(store) for _ in TEXTS]
    with store.transaction() as session:
        for case_id, words in zip(ids, TEXTS, strict=True):
            search.index(session, case_id, words)
    return dict(zip(ids, TEXTS, strict=True))


def found(store: Store, query: str) -> set[int]:
    with store.reading() as session:
        return set(session.scalars(select(Case.id).where(search.matching(session, Case.id, query))))


WORDS = {
    "张伟": {0},
    "环保": {0, 3},
    "环保局": {0},
    "征收补偿": {0},
    "征收": {0, 1},
    "征收 补偿": {0},
    "局": {0, 3},
    "案": {0, 3},
    "12号": {1, 2},
    "〔2026〕12号": {1},
    "〔2026〕1号": {0},
    "2019年": {0},
    "019": {0, 4},
    "pdf": {2},
    "a123": {2},
    "买买提·阿布都拉": {1},
    "买买提·阿卜杜拉": set(),
    "𠮷田": {2},
    "𰻞面": {2},
    "𰻞": {2},
    "葛城": {5},
    "100%": {5},
    "a_b": {5},
    "aXb": set(),
    "it's": {5},
    '"': {5},
    "'": {5},
    "\\": {5},
    "*": {5},
    "AND": {5},
    "保局": {0},
    "“引号”": {5},
    "没有这个词": set(),
}


def test_words(store: Store) -> None:
    ids = list(fill(store))
    wrong = {
        query: places for query, places in WORDS.items() if found(store, query) != {ids[at] for at in places}
    }
    assert wrong == {}


def test_an_empty_query_holds_for_all(store: Store) -> None:
    everything = set(fill(store))
    assert found(store, "  ") == everything


def test_any_piece_of_a_text_finds_exactly_where_it_stands(store: Store) -> None:
    texts = {case_id: search.folded(words) for case_id, words in fill(store).items()}
    chance = random.Random(1)
    for _ in range(150):
        body = chance.choice(list(texts.values()))
        start = chance.randrange(len(body))
        piece = body[start : start + chance.randint(1, 8)]
        expected = {case_id for case_id, body in texts.items() if all(word in body for word in piece.split())}
        assert found(store, piece) == expected, piece


def test_new_words_replace_the_old_ones(store: Store) -> None:
    first, *_ = fill(store)
    with store.transaction() as session:
        search.index(session, first, "王芳 河道整治")
        search.index(session, first, "王芳 河道整治")
    assert found(store, "张伟") == set()
    assert found(store, "王芳") == {first}
    with store.transaction() as session:
        search.remove(session, first)
        search.remove(session, first)
    assert found(store, "王芳") == set()


def test_alike_puts_the_nearest_first(store: Store) -> None:
    first, second, *_ = fill(store)
    with store.reading() as session:
        assert search.alike(session, "2019年环保局征收补偿方案") == [first]
        assert search.alike(session, "土地征收批准文件的副本")[0] == second
        assert search.alike(session, "财政预算决算") == []


def test_very_long_words_are_cut_for_the_index_only(store: Store) -> None:
    case_id = add_case(store)
    with store.transaction() as session:
        search.index(session, case_id, "河道" + "整治" * 20_000)
    assert found(store, "河道整治") == {case_id}
