"""Letters (文书): one row per kind says which template, which facts, which article, after which step, to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path

from gkcase.domain.errors import Refusal
from gkcase.domain.facts import FactSpec
from gkcase.domain.journal import Entry, Facts
from gkcase.domain.parts import PARTS, with_main_result
from gkcase.domain.policy import Policy
from gkcase.domain.replies import Reply, Result
from gkcase.domain.terms import DECISIONS, Event, LetterKind
from gkcase.services import closing_builders as closing
from gkcase.services import form_builders as forms
from gkcase.services import letter_builders as build
from gkcase.services import notice_builders as notices
from gkcase.services.application_builder import application
from gkcase.services.dossier import Dossier, OfficeProfile
from gkcase.services.letter_builders import Built, Draft, Fields
from gkcase.services.letter_facts import LETTER_FACTS, Given, reply_facts, results
from gkcase.services.letter_file import About, file_name, text_of
from gkcase.services.own_templates import BUILT_IN, OwnTemplates
from gkcase.services.reply_builders import reply
from gkcase.services.values import Seal

__all__ = [
    "LETTERS",
    "Composed",
    "Letter",
    "asks",
    "compose",
    "file_name",
    "results",
    "template_path",
    "text_of",
]

Builder = Callable[[Draft], Built]
LETTER_FORMAT = "letter"
"""The heading of an office that writes in 信函格式 (GB/T 9704-2012 10.1), and the folder of those templates."""


class Addressee(Enum):
    """Whom a letter goes to."""

    APPLICANT = "申请人"
    CONSULTED = "征求意见对象"
    FILE = "存档"


@dataclass(frozen=True)
class Letter:
    """How one kind of letter is made.

    `template` is the name of the Word file, empty where the result of the case names it; `basis` the article,
    `follows` the step that calls for it (None: it shows the file as it stands), `numbered` whether it bears a
    document number, `result` the code of the result that it tells where it can tell only one.
    """

    template: str
    build: Builder
    basis: str
    follows: Event | None
    title: str
    numbered: bool
    to: Addressee
    result: str = ""


@dataclass(frozen=True)
class Composed:
    """A finished letter: its title and file name, what was filled in, the Word file, the due day it names."""

    kind: LetterKind
    title: str
    name: str
    fields: Fields
    content: bytes
    quoted_due: date | None = None


K, E, A = LetterKind, Event, Addressee
# fmt: off
LETTERS: Mapping[LetterKind, Letter] = {
    K.APPLICATION_FORM: Letter("application_form", application, "第二十九条", E.RECEIVED,
                               "政府信息公开申请表", False, A.FILE),
    K.RECEIPT: Letter("receipt", build.receipt, "第四十五条", E.RECEIVED,
                      "政府信息公开申请登记回执", False, A.APPLICANT),
    K.CORRECTION_NOTICE: Letter("correction_notice", build.correction, "第三十条", E.CORRECTION_REQUESTED,
                                "政府信息公开申请补正告知书", True, A.APPLICANT),
    K.EXTENSION_NOTICE: Letter("extension_notice", build.extension, "第三十三条第二款", E.EXTENDED,
                               "延长政府信息公开答复期限告知书", True, A.APPLICANT),
    K.THIRD_PARTY_CONSULTATION: Letter("third_party_consultation", build.third_party, "第三十二条",
                                       E.CONSULTATION_SENT, "政府信息公开第三方意见征询书", True, A.CONSULTED),
    K.AGENCY_CONSULTATION: Letter("agency_consultation", build.agency, "第十一条第一款、第三十四条",
                                  E.CONSULTATION_SENT, "关于征求政府信息公开意见的函", True, A.CONSULTED),
    K.REPLY: Letter("", reply, "第三十六条", E.SUBMITTED, "政府信息公开告知书", True, A.APPLICANT),
    K.RECTIFICATION: Letter("", closing.rectification, "第四十一条", E.SUBMITTED,
                            "政府信息更正告知书", True, A.APPLICANT),
    K.CLOSED_NO_CORRECTION: Letter("closed_no_correction", closing.no_correction, "第三十条", E.CORRECTION_LAPSED,
                                   "逾期不补正不再处理告知书", True, A.APPLICANT, "R15"),
    K.CLOSED_NO_FEE: Letter("closed_no_fee", closing.no_fee, "第四十二条第一款", E.FEE_LAPSED,
                            "逾期未缴费不再处理告知书", True, A.APPLICANT, "R16"),
    K.REASONS_NOTICE: Letter("reasons_notice", notices.reasons, "第三十五条", E.REASONS_REQUESTED,
                             "政府信息公开申请说明理由告知书", True, A.APPLICANT),
    K.DELAY_NOTICE: Letter("delay_notice", notices.delay, "第三十五条", E.DELAYED,
                           "政府信息公开延迟答复告知书", True, A.APPLICANT),
    K.CONSULTATION_NOTICE: Letter("consultation_notice", notices.consultation, "第三十三条第三款",
                                  E.CONSULTATION_SENT, "政府信息公开征求意见告知书", True, A.APPLICANT),
    K.THIRD_PARTY_DECISION: Letter("third_party_decision", notices.third_party_decision, "第三十二条",
                                   E.THIRD_PARTY_TOLD, "政府信息公开决定告知书", True, A.CONSULTED),
    K.FEE_NOTICE: Letter("fee_notice", notices.fee, "第四十二条", E.FEE_REQUESTED,
                         "政府信息公开信息处理费收费通知书", True, A.APPLICANT),
    K.WITHDRAWAL: Letter("withdrawal", notices.withdrawal, "第四十五条", E.WITHDRAWN,
                         "撤回政府信息公开申请确认书", True, A.APPLICANT),
    K.SERVICE_PROOF: Letter("service_proof", forms.service_proof, "国办公开办函〔2016〕235号", None,
                            "政府信息公开文书送达回证", False, A.FILE),
    K.SIGNOFF_SHEET: Letter("signoff_sheet", forms.signoff_sheet, "第四十五条", None,
                            "政府信息公开答复审签单", False, A.FILE),
    K.ENVELOPE: Letter("envelope", forms.envelope, "国办公开办函〔2016〕235号", None, "信封", False, A.FILE),
    K.EMS_LABEL: Letter("ems_label", forms.ems_label, "国办公开办函〔2016〕235号", None,
                        "邮政特快专递面单填写内容", False, A.FILE),
    K.FILE_INDEX: Letter("file_index", forms.file_index, "国家档案局令第8号", None,
                         "政府信息公开申请案卷目录", False, A.FILE),
}
# fmt: on


SIZES = {"c5": "envelope_c5"}
"""Templates of an envelope beside the usual one, by the size that is asked for."""


def asks(kind: LetterKind, result: str = "") -> tuple[FactSpec, ...]:
    """The extra facts that a letter asks for; those of a decision by the code of its result."""
    code = result if kind in DECISIONS else LETTERS[kind].result
    return reply_facts(code) if code else LETTER_FACTS[kind]


def template_path(name: str) -> Path:
    """The built-in template of that name."""
    return BUILT_IN / f"{name}.docx"


def headed(template: Path, heading: str) -> Path:
    """The built-in template with the office's heading (信函格式); an own template stays what it is."""
    other = BUILT_IN / LETTER_FORMAT / template.name
    wanted = heading == LETTER_FORMAT and template.parent == BUILT_IN
    return other if wanted and other.is_file() else template


def compose(
    kind: LetterKind,
    dossier: Dossier,
    profile: OfficeProfile,
    day: date,
    facts: Facts,
    number: str = "",
    *,
    entry: Entry | None = None,
    own: OwnTemplates | None = None,
    policy: Policy | None = None,
    mark: str = "",
    seal: Seal | None = None,
) -> Composed:
    """Write a letter; refused, naming the field, while a fact is missing.

    `entry` is the step that it goes with where that is not recorded yet, else the latest one in force; its facts
    come before `facts`. `own` are the office's own templates, `mark` stands at the top of every page,
    `seal` is the end of the chain that a sheet of signatures shows.
    """
    draft, template = drafted(kind, dossier, profile, day, facts, number, entry=entry, policy=policy)
    built = LETTERS[kind].build(replace(draft, seal=seal))
    from gkcase.services.letter_render import render  # Word and Jinja load with the first letter, not before

    about = About(draft.title, profile.name, day, mark)
    path, sha256 = own.taken(template) if own else (template_path(template), "")
    content = render(headed(path, profile.heading), built.fields, about, sha256=sha256)
    name = file_name(dossier.number, draft.title if kind is K.REPLY else kind.label, day)
    return Composed(kind, draft.title, name, built.fields, content, built.quoted_due)


def drafted(
    kind: LetterKind,
    dossier: Dossier,
    profile: OfficeProfile,
    day: date,
    facts: Facts,
    number: str,
    *,
    entry: Entry | None,
    policy: Policy | None,
) -> tuple[Draft, str]:
    """Gather what the builder looks at, and the name of the template."""
    letter = LETTERS[kind]
    entry = entry or (dossier.last(letter.follows) if letter.follows else None)
    result, in_parts = _decided(kind, dossier, entry, facts)
    title = result.letter_title if result else letter.title
    template = result.letter if result else letter.template
    if in_parts:
        separated = results()[Reply.DISCLOSE_PART.value]
        template, title = separated.letter, title if result == separated else letter.title
    if letter.numbered and not number.strip():
        raise Refusal(f"“{title}”须有文号，请先编号", "", "number")
    if kind is K.ENVELOPE:
        template = SIZES.get(str(facts.get("size") or ""), template)
    given = Given(
        f"“{title}”",
        result.basis if result else letter.basis,
        (entry.facts if entry else {}, facts),
        {spec.name: spec.label for spec in asks(kind, result.code if result else "")},
        _records(kind, dossier),
    )
    return Draft(dossier, entry, profile, day, given, number.strip(), title, result, policy), template


def _decided(
    kind: LetterKind, dossier: Dossier, entry: Entry | None, facts: Facts
) -> tuple[Result | None, bool]:
    """What a decision decides and whether in parts; other letters decide nothing."""
    if code := LETTERS[kind].result:
        return results()[code], False
    if kind not in DECISIONS:
        return None, False
    told = with_main_result({**facts, **(entry.facts if entry else {})})
    code = str(told.get("kind_of_reply") or dossier.result)
    if not code:
        return None, False  # the builder refuses, naming the field
    if code not in results():
        raise Refusal(f"没有“{code}”这种答复类型", "第三十六条", "kind_of_reply")
    result = results()[code]
    if result.kind is not kind or not result.answers(dossier.kind):
        said = f"“{result.label}”不是对{dossier.kind.label}的答复，请选择其他答复类型"
        raise Refusal(said, LETTERS[kind].basis, "kind_of_reply")
    return result, bool(told.get(PARTS))


def _records(kind: LetterKind, dossier: Dossier) -> tuple[Facts, ...]:
    """What the case already holds and a letter may take from it: the search, the form and way asked for."""
    asked = {name: dossier.received.facts.get(name) for name in ("form_wanted", "way_wanted")}
    search = dossier.last(Event.SEARCHED) if kind is LetterKind.REPLY else None
    return (search.facts if search else {}, asked)
