"""What a password must be (密码规则): OWASP ASVS 5.0, 6.2, or with one switch the stricter habits of 等保.

Length and a list of common words do more than rules about signs; whoever has to fulfil 等保 (GB/T 22239-2019, 8.1.4.1)
gets those as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from gkcase.domain.state import Objection
from gkcase.domain.terms import Term

STRICT_BASIS = "GB/T 22239-2019第8.1.4.1条"
SHORTEST, ADVISED, LONGEST = 8, 15, 128
KINDS, DAYS, REMEMBERED = 3, 90, 5
ADVICE = f"至少{SHORTEST}个字，建议{ADVISED}个字以上，例如几个不相干的词；汉字、空格和符号都可以用"


class Policy(Term):
    """By which rules passwords are judged (密码规则)."""

    ASVS = "asvs", "长度优先（国际通行做法）"
    DENGBAO = "dengbao", "等保要求"


def unfit(
    password: str, policy: Policy, *, names: Iterable[str] = (), common: Collection[str] = frozenset()
) -> Objection | None:
    """Why this cannot be a password; `names` are those of person and office, `common` in small letters."""
    if len(password) < SHORTEST:
        return _no(f"登录密码至少要{SHORTEST}个字，建议{ADVISED}个字以上")
    if len(password) > LONGEST:
        return _no(f"登录密码最多{LONGEST}个字，请缩短")
    plain = password.casefold()
    if plain in common or len(set(plain)) < KINDS or _runs(plain):
        return _no("这是常见的密码，容易被猜到，请换一个")
    if any(len(name) > 1 and name.casefold() in plain for name in names):
        return _no("登录密码不能包含本人姓名或者单位名称，请换一个")
    if policy is Policy.DENGBAO and _kinds(password) < KINDS:
        said = "登录密码须包含大写字母、小写字母、数字、其他字符中的三种"
        return Objection(said, article=STRICT_BASIS, field="password")
    return None


def _no(said: str) -> Objection:
    return Objection(said, field="password")


def _runs(plain: str) -> bool:
    """Whether the whole is one row of neighbouring signs, up or down: 123456789, hgfedcba."""
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    return steps in ({1}, {-1})


def _kinds(password: str) -> int:
    """How many of the four kinds of signs there are."""
    upper = any(sign.isascii() and sign.isupper() for sign in password)
    lower = any(sign.isascii() and sign.islower() for sign in password)
    digit = any(sign.isascii() and sign.isdigit() for sign in password)
    other = any(not (sign.isascii() and sign.isalnum()) for sign in password)
    return sum((upper, lower, digit, other))


def expired(set_at: datetime | None, now: datetime, policy: Policy) -> bool:
    """Whether a password has to be changed for its age, which only 等保 asks for."""
    return policy is Policy.DENGBAO and (set_at is None or now - set_at > timedelta(days=DAYS))


# -- tries in vain --------------------------------------------------------------------------------------------

TRIES = 5
LOCKS = (1, 5, 15)
FREE, SLOWEST = 10, 30


def locked_for(failures: int) -> int:
    """After how many failures in a row an account is locked for how many minutes; 0: it is not."""
    if failures < TRIES or failures % TRIES:
        return 0
    return LOCKS[min(failures // TRIES, len(LOCKS)) - 1]


def pause_for(failures: int) -> int:
    """How many seconds everybody waits after many failures in a row, under whichever names."""
    return 0 if failures < FREE else min(2 ** (failures - FREE), SLOWEST)
