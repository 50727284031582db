"""Invented cases to try templates with: one filled to the brim, one with nothing that may be left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from gkcase.domain.clock import Standing
from gkcase.domain.errors import Refusal
from gkcase.domain.facts import FACTS, FactSpec
from gkcase.domain.journal import Entry, Fact, Facts
from gkcase.domain.result_codes import RECTIFICATIONS
from gkcase.domain.terms import (
    ApplicantKind,
    CaseKind,
    Channel,
    Event,
    IdKind,
    LetterKind,
    Opinion,
    Party,
    Status,
)
from gkcase.services.dossier import Applicant, Consultation, Dossier, JournalLine, OfficeProfile
from gkcase.services.letter_builders import Fields
from gkcase.services.letters import LETTERS, SIZES, asks, drafted, results
from gkcase.services.values import Seal

RECEIVED_ON, SENT_ON, ANSWERED_ON = date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 23)
DUE, TODAY = date(2026, 2, 2), date(2026, 1, 30)
NUMBER = "云青政公开〔2026〕1024号"
LONG_NAME = "买买提艾力·阿卜杜热合曼·吐尔逊尼亚孜·𠮷㐱䶮𬀩"
LONG_BODY = "云岭彝族哈尼族自治县青石镇柳巷片区𬭎鑫农产品产供销一体化专业合作社联合社有限责任公司"
LONG_ADDRESS = "云岭彝族哈尼族自治县青石镇柳巷村民委员会第十二村民小组1024号附1号"
LONG_TEXT = (
    "2019年5月至2026年1月青石镇柳巷片区农村危房改造、人居环境整治和高标准农田建设三个项目的立项批复、"
    "资金拨付凭证、招标公告、中标通知书、施工合同、竣工验收记录（含附件𰻞字第１号）及其公示材料"
)
SEAL = Seal(18_342, "7f3a" * 16)
OFFICE = OfficeProfile("云岭县青石镇人民政府", "云青政公开", "云岭县人民政府", "云岭县人民法院")
FULL_OFFICE = OfficeProfile(
    "云岭彝族哈尼族自治县自然资源和规划局青石镇中心管理所",
    "云自然资青公开",
    "云岭彝族哈尼族自治县人民政府",
    "云岭彝族哈尼族自治县人民法院",
    online_review="https://review.example.gov.cn/administrative/application/online",
    address="云岭彝族哈尼族自治县青石镇文昌路1024号综合服务中心三楼政府信息公开窗口",
    phone="0999-8880001转8001",
    postcode="999100",
    contact="欧阳文静",
)
EXAMPLES: dict[str, tuple[Fact, ...]] = {
    "interest": ("公共安全",),
    "category": ("商业秘密",),
    "law": ("《中华人民共和国统计法》第九条",),
    "amount": (40,),
    "pages": (34, None),
    "nth_in_month": (None, 11),
    "items": (None,),
    "days": (20,),
    "until": ("2026-03-02",),
    "form": ("paper",),
    "way": ("post",),
    "to": ("third_party", "joint_agency", "other_agency"),
    "id": ("c1", "c2"),
    "approver": ("郑国平",),
    "agency_unknown": (False, True),
    "document": (NUMBER,),
    "size": (None,),
}
"""What a builder takes where any text will not do, first choice first; None: left out."""

ALIKE: dict[str, tuple[str, str]] = {
    "postcode": ("999100", "999100"),
    "phone": ("0999-8880001转8001", "12345"),
    "address": (LONG_ADDRESS, "柳巷1号"),
    "name": (LONG_BODY, "某公司"),
}
"""What facts with such a word in their key look like, at their longest and at their shortest."""

CODES = ("2026-01-05", "〔2025〕7号", "12")
"""What a text may have to look like: a day, the number of a case, a count."""

MOST_TRIES = 24
SHORT = "简要说明"


@dataclass(frozen=True)
class Use:
    """One letter that a template serves: its kind, the code of the result it tells, the size of an envelope."""

    kind: LetterKind
    code: str = ""
    size: str = ""

    @property
    def basis(self) -> str:
        """The article of the letter."""
        return results()[self.code].basis if self.code else LETTERS[self.kind].basis

    @property
    def label(self) -> str:
        """What officers call it."""
        return f"{self.kind.label}（{results()[self.code].label}）" if self.code else self.kind.label


def templates() -> dict[str, tuple[Use, ...]]:
    """Every template of the program and the letters that it serves, as letters and results name them."""
    found: dict[str, tuple[Use, ...]] = {}
    for kind, letter in LETTERS.items():
        if letter.template:
            found[letter.template] = (*found.get(letter.template, ()), Use(kind))
    for code, result in results().items():
        if result.letter and result.kind is not None and not LETTERS[result.kind].template:
            found[result.letter] = (*found.get(result.letter, ()), Use(result.kind, code))
    return found | {template: (Use(LetterKind.ENVELOPE, size=size),) for size, template in SIZES.items()}


def title_of(uses: tuple[Use, ...]) -> str:
    """What a template is called in lists."""
    first = uses[0]
    title = results()[first.code].letter_title if first.code else LETTERS[first.kind].title
    return f"{title}（{first.size.upper()}）" if first.size else title


def short_of(uses: tuple[Use, ...]) -> str:
    """The same without the words that all titles begin with."""
    title = title_of(uses)
    return title.removeprefix("政府信息") if uses[0].code or uses[0].size else uses[0].kind.label


@cache
def trial(use: Use, full: bool) -> Fields:
    """The fields of a letter of an invented case; refused where none is found that its builder takes."""
    facts = _facts(asks(use.kind, use.code), full)
    facts |= {name: told for name, told in (("kind_of_reply", use.code), ("size", use.size)) if told}
    follows = LETTERS[use.kind].follows
    if follows is Event.CONSULTATION_SENT:
        facts |= {"to": "third_party", "id": "c1"}
    for facts_ in _tries(use, facts, full):
        case, profile = _case(full, use.code), FULL_OFFICE if full else OFFICE
        entry = Entry(follows, SENT_ON, "欧阳文静", facts_, 90) if follows else None
        draft, _ = drafted(use.kind, case, profile, TODAY, facts_, NUMBER, entry=entry, policy=None)
        try:
            return LETTERS[use.kind].build(replace(draft, seal=SEAL)).fields
        except Refusal as refused:
            _REFUSED[use, full] = refused
    raise _REFUSED[use, full]


_REFUSED: dict[tuple[Use, bool], Refusal] = {}


def _tries(use: Use, facts: dict[str, Fact], full: bool) -> Iterator[dict[str, Fact]]:
    """The facts as they are, then with the one changed that the builder stumbled over, and so on."""
    specs = {spec.name: spec for spec in (*asks(use.kind, use.code), *_step_specs(use))}
    tried: dict[str, int] = {}
    for _ in range(MOST_TRIES):
        yield facts
        name = _REFUSED[use, full].field.partition(".")[0]
        others = _examples(specs.get(name, FactSpec(name, name)), full)
        place = tried[name] = tried.get(name, -1) + 1
        if place >= len(others):
            return
        facts = {**facts, name: others[place]} | ({"id": "c2"} if name == "to" else {})


def _step_specs(use: Use) -> tuple[FactSpec, ...]:
    follows = LETTERS[use.kind].follows
    return FACTS.get(follows, ()) if follows else ()


def _facts(specs: tuple[FactSpec, ...], full: bool) -> dict[str, Fact]:
    """A value for every fact, or for those that must be there."""
    wanted = [spec for spec in specs if full or spec.required]
    made = {spec.name: _examples(spec, full)[0] for spec in wanted}
    return {name: value for name, value in made.items() if value is not None}


def _examples(spec: FactSpec, full: bool) -> list[Fact]:
    """What a fact may say: a known example, its choices, the words of its hint, any text."""
    known = [] if spec.kind == "lines" else list(EXAMPLES.get(spec.name, ()))
    if spec.kind == "choice":
        return known + [code for code, _ in spec.choices] + ["c1"]
    if spec.kind == "day":
        return [*known, ANSWERED_ON.isoformat()]
    if spec.kind == "number":
        return [*known, 15]
    if spec.kind == "flag":
        return [*known, True, False]
    if spec.kind == "lines":
        return [[f"{LONG_TEXT}（{n}）" for n in range(1, 9)] if full else [SHORT], LONG_TEXT, SHORT]
    if str(spec.kind) == "parts":
        return [_parts(full)]
    if alike := next((texts for part, texts in ALIKE.items() if part in spec.name), None):
        return [*known, alike[0] if full else alike[1]]
    return [*known, LONG_TEXT if full else SHORT, *spec.hint.split("、"), *CODES]


def _parts(full: bool) -> list[dict[str, Fact]]:
    """A reply in parts: some opened, some kept back."""
    codes = ("R2", "R4d", "R6", "R4c") if full else ("R2", "R4a")
    found = [code for code in codes if code in results()]
    return [
        {
            "content": f"{LONG_TEXT}（{n}）" if full else f"{SHORT}{n}",
            "result": code,
            "facts": {
                name: "".join(map(str, value)) if isinstance(value, list) else value
                for name, value in _facts(results()[code].facts, full).items()
            },
        }
        for n, code in enumerate(found, 1)
    ]


def _case(full: bool, code: str) -> Dossier:
    """The invented case itself, every step on record."""
    asked = (
        Consultation("c1", Party.THIRD_PARTY, LONG_BODY if full else "某公司", SENT_ON, SENT_ON, ANSWERED_ON),
        Consultation("c2", Party.JOINT_AGENCY, "云岭县水务局", SENT_ON),
    )
    received = Entry(Event.RECEIVED, RECEIVED_ON, "欧阳文静", _received(full), 1)
    steps = [event for event in FACTS if event is not Event.RECEIVED]
    entries = [
        Entry(event, SENT_ON, "欧阳文静", _facts(FACTS[event], full), place)
        for place, event in enumerate(steps, 2)
    ]
    letter = {"kind": "reply", "kind_of_reply": "R4a", "number": NUMBER, "sha256": "7f3a" * 16}
    entries.append(Entry(Event.LETTER_WRITTEN, SENT_ON, "欧阳文静", letter, len(steps) + 2))
    return Dossier(
        id=1,
        version=1,
        number="〔2026〕1024号",
        kind=CaseKind.RECTIFICATION if code in RECTIFICATIONS else CaseKind.REQUEST,
        status=Status.IN_PROGRESS,
        standing=Standing(
            "running",
            receipt_date=RECEIVED_ON,
            base_due=DUE,
            due=date(2026, 3, 6),
            provisional=full,
            extended_by=20,
        ),
        channel=Channel.ORAL if full else Channel.POST_SIGNED,
        applicant=_applicant(full),
        agent=f"{LONG_NAME}（授权委托书已收）" if full else "",
        wanted=LONG_TEXT * 3 if full else SHORT,
        handler="欧阳文静",
        received=received,
        journal=tuple(JournalLine(entry, datetime(2026, 1, 12, 9)) for entry in (received, *entries)),
        consultations=(replace(asked[0], answered_on=ANSWERED_ON, opinion=Opinion.OBJECTION), asked[1]),
        result=code,
    )


def _received(full: bool) -> Facts:
    more: Facts = {"purpose": LONG_TEXT, "accepts_other_form": True} if full else {}
    asked: Facts = {
        "channel": "post_signed",
        "signed_on": RECEIVED_ON.isoformat(),
        "form_wanted": "paper",
        "way_wanted": "post",
    }
    return {**asked, **more}


def _applicant(full: bool) -> Applicant:
    if not full:
        return Applicant("王某")
    return Applicant(
        LONG_NAME,
        ApplicantKind.NATURAL,
        IdKind.RESIDENT_ID,
        "999999199003070039",
        phone="13900000001",
        address=LONG_ADDRESS,
        postcode="999100",
        email="a.very.long.address@example.com",
        fax="0999-8880002",
        unit=LONG_BODY,
    )
