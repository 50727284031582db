"""What each letter needs to be told beyond the case itself, and how it is read: exact, or refused with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from gkcase.domain.errors import Refusal
from gkcase.domain.facts import FACTS, FactSpec, choices_of
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.replies import Result
from gkcase.domain.terms import Delivery, Event, LetterKind
from gkcase.domain.words import clean_text, parse_day
from gkcase.services.rulebook import rulebook

K = LetterKind


def _step(event: Event, *names: str) -> tuple[FactSpec, ...]:
    """The facts that the letter takes from its step, as that step declares them."""
    return tuple(spec for spec in FACTS[event] if spec.name in names)


_DOCUMENT = FactSpec("document", "文号", hint="哪一份文书，不填为最近一份")
_TO = (
    _DOCUMENT,
    FactSpec("to_name", "收件人", hint="不填为申请人；征求意见的文书为对方"),
    FactSpec("to_address", "收件人地址", hint="不填为申请人登记的联系地址"),
    FactSpec("to_postcode", "收件人邮政编码"),
)
LETTER_FACTS: Mapping[LetterKind, tuple[FactSpec, ...]] = {
    K.APPLICATION_FORM: (),
    K.RECEIPT: (),
    K.CORRECTION_NOTICE: _step(Event.CORRECTION_REQUESTED, "items", "guidance", "limit_days"),
    K.EXTENSION_NOTICE: _step(Event.EXTENDED, "days", "reason", "approver"),
    K.THIRD_PARTY_CONSULTATION: _step(Event.CONSULTATION_SENT, "to", "name", "information"),
    K.AGENCY_CONSULTATION: _step(Event.CONSULTATION_SENT, "to", "name", "information"),
    K.REPLY: (),
    K.REASONS_NOTICE: _step(Event.REASONS_REQUESTED, "requests", "reason", "limit_days"),
    K.DELAY_NOTICE: _step(Event.DELAYED, "until", "reason"),
    K.CONSULTATION_NOTICE: (
        FactSpec("id", "哪一件征求意见", "choice", hint="不填为最近一件"),
        FactSpec("named", "写明第三方的名称", "flag", hint="第三方的名称本身需要保护的，不要勾选"),
    ),
    K.THIRD_PARTY_DECISION: _step(Event.THIRD_PARTY_TOLD, "name", "information", "reason", "delivery"),
    K.FEE_NOTICE: _step(Event.FEE_REQUESTED, "amount", "pages", "nth_in_month", "items", "pay_way"),
    K.RECTIFICATION: (),
    K.CLOSED_NO_CORRECTION: (),
    K.CLOSED_NO_FEE: (),
    K.WITHDRAWAL: _step(Event.WITHDRAWN, "requested_on"),
    K.SERVICE_PROOF: (
        _DOCUMENT,
        FactSpec("to_name", "受送达人", hint="不填为申请人；征求意见的文书为对方"),
        FactSpec("delivery", "送达方式", "choice", choices=choices_of(Delivery)),
        FactSpec("place", "送达地点", hint="可以留空，送达时填写"),
    ),
    K.SIGNOFF_SHEET: (),
    K.ENVELOPE: (
        *_TO,
        FactSpec(
            "size", "信封规格", "choice", choices=(("dl", "DL（220×110毫米）"), ("c5", "C5（229×162毫米）"))
        ),
    ),
    K.EMS_LABEL: (*_TO, FactSpec("to_phone", "收件人电话", hint="不填为申请人登记的联系电话")),
    K.FILE_INDEX: (
        FactSpec("retention", "保管期限", hint="10年、30年或者永久"),
        FactSpec("place", "存放位置"),
    ),
}
"""The extra facts of each kind of letter; those of a decision hang on its result."""


def results() -> Mapping[str, Result]:
    """Every kind of reply, as resources/law/replies.toml has it."""
    return rulebook().replies


def reply_facts(code: str) -> tuple[FactSpec, ...]:
    """The extra facts of a reply, by the code of its result; none for an unknown one."""
    return results()[code].facts if code in results() else ()


@cache
def labels() -> Mapping[str, str]:
    """The Chinese name of every fact of a letter."""
    asked = [*LETTER_FACTS.values(), *(result.facts for result in results().values())]
    return {spec.name: spec.label for specs in asked for spec in specs}


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
    """The facts that may go into a letter, first source first: the step, what the form adds, then the `records`."""

    letter: str
    basis: str
    sources: tuple[Facts, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    records: tuple[Facts, ...] = ()

    def fact(self, name: str) -> Fact:
        """The first value that is given; None where there is none."""
        every = (*self.sources, *self.records)
        found = (source[name] for source in every if source.get(name) not in (None, "", [], ()))
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
        if not self.is_set(name):
            self.lacking(name)

    def is_set(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.fact(name) in (True, 1, "1", "true", "yes", "是")

    def lacking(self, name: str) -> str:
        """Refuse the letter for want of a fact."""
        said = f"{self.letter}缺少“{self.label(name)}”，请填写后再生成文书"
        raise Refusal(said, self.basis, name)

    def label(self, name: str) -> str:
        """The Chinese name of a fact: what this letter calls it, else what others do."""
        return self.names.get(name) or labels().get(name, name)
