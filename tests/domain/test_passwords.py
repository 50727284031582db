"""密码规则: length and common words for everybody, the habits of 等保 by one switch; how long tries in vain lock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gkcase.domain.passwords import LONGEST, Policy, expired, locked_for, pause_for, unfit

COMMON = frozenset({"password1", "woaini1314"})
NAMES = ("甄测试", "云溪镇人民政府", "云")
NOW = datetime(2026, 12, 8, 9, tzinfo=UTC)

GOOD = [
    *(
        "三只小猪去云南看海",
        "correct horse",
        "        空格也算 字符",
        "k7mf-2xqp-9wtd",
        "\U00020bb7野家的牛肉饭很好",
    ),
    "长" * 20 + "短中" * (LONGEST // 2 - 10),
]
BAD = {
    "short": ("七个字的密码啊", "登录密码至少要8个字，建议15个字以上"),
    "long": ("甲乙丙" * 43, "登录密码最多128个字，请缩短"),
    "common, in capitals": ("PassWord1", "这是常见的密码，容易被猜到，请换一个"),
    "one sign": ("aaaaaaaaaaaaaaaa", "这是常见的密码，容易被猜到，请换一个"),
    "two signs": ("ababababab", "这是常见的密码，容易被猜到，请换一个"),
    "a run": ("abcdefghijkl", "这是常见的密码，容易被猜到，请换一个"),
    "a run down": ("987654321", "这是常见的密码，容易被猜到，请换一个"),
    "own name": ("我是甄测试本人啊", "登录密码不能包含本人姓名或者单位名称，请换一个"),
    "the office": ("云溪镇人民政府2026", "登录密码不能包含本人姓名或者单位名称，请换一个"),
}


@pytest.mark.parametrize("password", GOOD)
def test_long_words_of_any_signs_are_good(password: str) -> None:
    assert unfit(password, Policy.ASVS, names=NAMES, common=COMMON) is None


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("policy", Policy)
def test_what_can_be_guessed_is_refused_in_a_sentence(name: str, policy: Policy) -> None:
    password, words = BAD[name]
    found = unfit(password, policy, names=NAMES, common=COMMON)
    assert found is not None
    assert (found.text, found.field) == (words, "password")


@pytest.mark.parametrize(
    ("password", "fits"),
    [
        ("Yunnan-2019", True),
        ("yunnan-2019", True),
        ("看海Yunnan", True),
        ("yunnanhai2019", False),
        ("去云南看海吧海", False),
    ],
)
def test_dengbao_wants_three_of_four_kinds(password: str, fits: bool) -> None:
    found = unfit(password, Policy.DENGBAO)
    assert (found is None) is fits
    if found and len(password) >= 8:
        assert found.text == "登录密码须包含大写字母、小写字母、数字、其他字符中的三种"
        assert "22239" in found.article


def test_only_dengbao_lets_a_password_expire() -> None:
    old = NOW - timedelta(days=91)
    assert not expired(old, NOW, Policy.ASVS)
    assert not expired(None, NOW, Policy.ASVS)
    assert expired(old, NOW, Policy.DENGBAO)
    assert expired(None, NOW, Policy.DENGBAO)
    assert not expired(NOW - timedelta(days=90), NOW, Policy.DENGBAO)


def test_five_failures_lock_for_one_five_and_fifteen_minutes() -> None:
    assert [locked_for(count) for count in range(12)] == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 5, 0]
    assert [locked_for(count) for count in (15, 20, 500)] == [15, 15, 15]


def test_many_failures_under_any_names_slow_everybody_down() -> None:
    assert [pause_for(count) for count in (0, 9, 10, 11, 14, 15, 40)] == [0, 0, 1, 2, 16, 30, 30]
