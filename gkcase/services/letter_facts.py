"""What each letter needs to be told beyond the case itself, and how it is read: exact, or refused with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gkcase.domain.errors import Refusal
from gkcase.domain.facts import FACTS, FactSpec
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.terms import Delivery, Event, FormWanted, LetterKind, WayWanted
from gkcase.domain.words import clean_text, parse_day

K = LetterKind


def _step(event: Event, *names: str) -> tuple[FactSpec, ...]:
    """The facts that the letter takes from its step, as that step declares them."""
    return tuple(spec for spec in FACTS[event] if spec.name in names)


LETTER_FACTS: Mapping[LetterKind, tuple[FactSpec, ...]] = {
    K.APPLICATION_FORM: (),
    K.RECEIPT: (),
    K.CORRECTION_NOTICE: _step(Event.CORRECTION_REQUESTED, "items", "guidance", "limit_days"),
    K.EXTENSION_NOTICE: _step(Event.EXTENDED, "days", "reason", "approver"),
    K.THIRD_PARTY_CONSULTATION: _step(Event.CONSULTATION_SENT, "to", "name", "information"),
    K.AGENCY_CONSULTATION: _step(Event.CONSULTATION_SENT, "to", "name", "information"),
    K.REPLY: (),
}
"""The extra facts of each kind of letter; those of a reply hang on its result, see REPLY_FACTS."""

_FORMS = "、".join(kind.label for kind in FormWanted if kind is not FormWanted.OTHER)
_WAYS = "、".join(kind.label for kind in WayWanted)
_DELIVERIES = tuple((kind.value, kind.label) for kind in Delivery)
_DELIVERY = FactSpec(
    "delivery", "拟采用的送达方式", "choice", choices=_DELIVERIES, hint="决定是否写明网上复议渠道"
)
_NO_RULE = FactSpec("no_rule", "已核对：法律、法规、规章没有规定应当公开", "flag", True)
_WITHHOLD = (
    FactSpec("ground_fact", "认定的事实", "lines", True, hint="申请公开的是什么信息，何时形成、由谁形成"),
    FactSpec("reasons", "不予公开的理由", "lines", True, hint="不能只写条文"),
    _DELIVERY,
)


def _category(hint: str) -> FactSpec:
    return FactSpec("category", "属于哪一类信息", required=True, hint=hint)


REPLY_FACTS: Mapping[str, tuple[FactSpec, ...]] = {
    "R2": (
        FactSpec("documents", "提供的文件", "lines", True, hint="每行一份：标题、文号、页数"),
        FactSpec("form", "提供的形式", hint=f"{_FORMS}或者其他；不填则按申请人要求的形式"),
        FactSpec("way", "获取的方式", hint=f"{_WAYS}；不填则按申请人要求的方式"),
        FactSpec("pickup", "领取、查阅的地点和时间", hint="自行领取或者当场查阅时必填"),
        FactSpec("form_reason", "未按要求的形式提供的原因", hint="接在“因”字后面"),
        FactSpec("attachments", "随文附件", "lines", hint="每行一份"),
        _DELIVERY,
    ),
    "R4a": _WITHHOLD,
    "R4b": (*_WITHHOLD, FactSpec("law", "禁止公开的法律、行政法规及条款", required=True)),
    "R4c": (
        *_WITHHOLD,
        FactSpec("interest", "危及哪一项", required=True, hint="国家安全、公共安全、经济安全、社会稳定"),
    ),
    "R4d": (
        *_WITHHOLD,
        _category("商业秘密、个人隐私"),
        FactSpec("public_interest", "不公开不会对公共利益造成重大影响的理由", "lines", True),
    ),
    "R4e": (*_WITHHOLD, _category("人事管理、后勤管理、内部工作流程"), _NO_RULE),
    "R4f": (*_WITHHOLD, _category("讨论记录、过程稿、磋商信函、请示报告"), _NO_RULE),
    "R4g": (*_WITHHOLD, _NO_RULE),
    "R6": (*FACTS[Event.SEARCHED], FactSpec("searched_on", "检索日期", "day"), _DELIVERY),
}
"""The extra facts of each reply that has a template, by the code of its result."""

LABELS = {
    spec.name: spec.label for specs in (*LETTER_FACTS.values(), *REPLY_FACTS.values()) for spec in specs
}
STOPS = tuple("。！？；…")
CLOSING = "”’）》」】"


def sentence(text: str) -> str:
    """The text with a full stop at its end, unless it has one."""
    return text if text.rstrip(CLOSING).endswith(STOPS) else text + "。"


def quoted(text: str) -> str:
    """The very words of the applicant in quotation marks, with one full stop in all."""
    return f"“{text}”" if text.endswith(STOPS) else f"“{text}”。"


def numbered(parts: Sequence[str]) -> list[str]:
    """1. 2. 3. before several parts; a single one needs no number."""
    return list(parts) if len(parts) == 1 else [f"{n}. {part}" for n, part in enumerate(parts, 1)]


@dataclass(frozen=True)
class Given:
    """The facts that may go into a letter, first source first: the step, what the form adds, the records."""

    letter: str
    basis: str
    sources: tuple[Facts, ...]

    def fact(self, name: str) -> Fact:
        """The first value that is given; None where there is none."""
        found = (source[name] for source in self.sources if source.get(name) not in (None, "", [], ()))
        return next(found, None)

    def text(self, name: str) -> str:
        """A text that the letter cannot do without."""
        return self.maybe(name) or self.lacking(name)

    def maybe(self, name: str) -> str:
        """A text that may be empty; a list is joined by line breaks."""
        value = self.fact(name)
        lines = [str(part) for part in value] if isinstance(value, list | tuple) else [str(value)]
        return "" if value is None else clean_text("\n".join(lines), self.label(name), lines=True, field=name)

    def many(self, name: str) -> list[str]:
        """A list that the letter cannot do without; the lines of a text are its parts."""
        return self.maybe_many(name) or [self.lacking(name)]

    def maybe_many(self, name: str) -> list[str]:
        """A list that may be empty."""
        value = self.fact(name)
        parts = value if isinstance(value, list | tuple) else self.maybe(name).split("\n")
        texts = [clean_text(str(part), self.label(name), lines=True, field=name) for part in parts]
        return [text for text in texts if text]

    def whole(self, name: str, default: str = "") -> int:
        """A whole number above zero."""
        text = self.maybe(name) or default or self.lacking(name)
        if not (text.isascii() and text.isdecimal()) or int(text) < 1:
            raise Refusal(f"“{self.label(name)}”应为大于0的整数", self.basis, name)
        return int(text)

    def day(self, name: str) -> date | None:
        """A day that may be missing."""
        text = self.maybe(name)
        return parse_day(text, self.label(name), field=name) if text else None

    def confirmed(self, name: str) -> None:
        """A check that somebody has to vouch for."""
        if self.fact(name) not in (True, 1, "1", "true", "yes", "是"):
            self.lacking(name)

    def lacking(self, name: str) -> str:
        """Refuse the letter for want of a fact."""
        said = f"{self.letter}缺少“{self.label(name)}”，请填写后再生成文书"
        raise Refusal(said, self.basis, name)

    @staticmethod
    def label(name: str) -> str:
        """The Chinese name of a fact."""
        return LABELS.get(name, name)
