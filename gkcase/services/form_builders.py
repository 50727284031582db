"""The fields of the office's own forms: proof of service, sheet of signatures, envelope, label, directory."""

from __future__ import annotations

from collections.abc import Iterator

from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Entry
from gkcase.domain.parts import results_in
from gkcase.domain.policy import Policy
from gkcase.domain.retention import retention_of
from gkcase.domain.state import CaseState
from gkcase.domain.terms import DECISION_KINDS, DECISIONS, Delivery, Event, LetterKind, chinese_date
from gkcase.domain.words import clean_text
from gkcase.services.application_builder import choices
from gkcase.services.archive import file_index_of
from gkcase.services.dossier import Dossier
from gkcase.services.letter_builders import Built, Draft, Fields, contact, fitted, head, wanted
from gkcase.services.letter_facts import results
from gkcase.services.signatures import steps_of

K, E = LetterKind, Event
INSIDE = frozenset(
    {K.APPLICATION_FORM, K.SERVICE_PROOF, K.SIGNOFF_SHEET, K.ENVELOPE, K.EMS_LABEL, K.FILE_INDEX}
)
"""Papers that never leave the house as a letter."""
TO_OTHERS = {
    K.THIRD_PARTY_CONSULTATION: E.CONSULTATION_SENT,
    K.AGENCY_CONSULTATION: E.CONSULTATION_SENT,
    K.THIRD_PARTY_DECISION: E.THIRD_PARTY_TOLD,
}
"""Letters that go to somebody else than the applicant, and the step that names whom."""
BY_PROGRAM, ON_PAPER = "程序内", "纸质"


def letters_out(dossier: Dossier) -> list[Entry]:
    """The letters of the case that leave the house, the oldest first."""
    kept = [line.entry for line in dossier.journal if not line.voided]
    return [
        entry
        for entry in sorted(kept, key=lambda entry: entry.seq)
        if entry.event is E.LETTER_WRITTEN
        and LetterKind.knows(entry.text("kind"))
        and LetterKind.of(entry.text("kind")) not in INSIDE
    ]


def letter_title(entry: Entry) -> str:
    """What a letter is called: a reply by its result, any other by its kind."""
    result = results().get(entry.text("kind_of_reply"))
    kind = LetterKind.of(entry.text("kind"))
    return result.letter_title if kind in DECISIONS and result else kind.label


def _chosen(draft: Draft) -> Entry | None:
    """The letter that the form is about: by its number, else the latest; None while none is written."""
    found, number = letters_out(draft.dossier), draft.given.maybe("document")
    if number:
        found = [entry for entry in found if number in (entry.text("number"), str(entry.seq))]
        if not found:
            raise Refusal(f"案卷里没有文号为“{number}”的文书，请核对", "", "document")
    return found[-1] if found else None


def _addressee(draft: Draft, letter: Entry | None) -> tuple[str, bool]:
    """Whom the letter goes to, and whether that is the applicant."""
    told, asks = draft.given.maybe("to_name"), draft.dossier.applicant.name.strip()
    kind = LetterKind.of(letter.text("kind")) if letter else None
    if kind in TO_OTHERS and letter is not None:
        step = _step_before(draft.dossier, letter, TO_OTHERS[kind])
        return told or (step.text("name") if step else "") or draft.given.lacking("to_name"), False
    if not asks and not told:
        raise Refusal("尚未登记申请人姓名或者名称，无法制作文书", "第二十九条第二款", "applicant.name")
    return told or asks, told in ("", asks)


def _step_before(dossier: Dossier, letter: Entry, event: Event) -> Entry | None:
    """The step that a letter was written with: the latest before it, of several consultations the one of its id."""
    key = letter.text("id")
    found = [
        line.entry
        for line in dossier.journal
        if line.entry.event is event and line.entry.seq < letter.seq and key in ("", line.entry.text("id"))
    ]
    return max(found, key=lambda entry: entry.seq, default=None)


def _about(letter: Entry | None) -> str:
    """The letter as the forms name it: 《补正告知书》（云政依复〔2026〕1号）."""
    if letter is None:
        return ""
    number = letter.text("number")
    return f"《{letter_title(letter)}》" + (f"（{number}）" if number else "")


def service_proof(draft: Draft) -> Built:
    """送达回证 (国办公开办函〔2016〕235号): what, to whom, how; the rest is filled in with the pen on the spot."""
    letter = _chosen(draft)
    name, _ = _addressee(draft, letter)
    way = draft.given.maybe("delivery")
    named = next((kind.value for kind in Delivery if way in (kind.value, kind.label)), "")
    return Built(
        head(draft, name)
        | {
            "letters": [_about(letter)] if letter else [""],
            "ways": _ways(named),
            "place": draft.given.maybe("place"),
        }
    )


def _ways(named: str) -> str:
    """Boxes for the ways of delivery, three to a line so that none is torn apart."""
    boxes = choices(Delivery, named).split(" ")
    return "\n".join(" ".join(boxes[place : place + 3]) for place in range(0, len(boxes), 3))


# -- sheet of signatures (审签单) ------------------------------------------------------------------------------


def signoff_sheet(draft: Draft) -> Built:
    """审签单 (第四十五条): the reply as it lies there, who signed it and who still has to, the end of the chain."""
    dossier = draft.dossier
    letter = next((one for one in reversed(letters_out(dossier)) if one.text("kind") in DECISION_KINDS), None)
    if letter is None:
        raise Refusal("还没有答复书，请先成文再制作审签单", "第四十五条", "kind_of_reply")
    result = results().get(letter.text("kind_of_reply"))
    standing = dossier.standing
    return Built(
        head(draft, dossier.applicant.name)
        | {
            "wanted": wanted(draft),
            "received_date": chinese_date(standing.receipt_date) if standing.receipt_date else "",
            "due": chinese_date(standing.due) if standing.due else "",
            "result": result.label if result else "",
            "articles": result.basis if result else "",
            "letter": _about(letter),
            "sha256": in_groups(letter.text("sha256"), 8),
            "drafter": letter.by,
            "secrecy": _secrecy(dossier),
            "signatures": list(_signatures(dossier)),
            "seal": _seal(draft),
        }
    )


def _secrecy(dossier: Dossier) -> str:
    """What came of the secrecy review, by whom and when; empty: room for the pen."""
    one = dossier.last(E.SECRECY_REVIEWED)
    return f"{one.text('outcome')}（{one.text('reviewer')}，{chinese_date(one.on)}）" if one else ""


def in_groups(text: str, size: int = 4) -> str:
    """A hash in groups, so that an eye can compare it."""
    return " ".join(text[place : place + size] for place in range(0, len(text), size))


def _seal(draft: Draft) -> str:
    """The end of the chain, which a check can hold against the database as long as the sheet exists."""
    return draft.seal.words if draft.seal else ""


def _signatures(dossier: Dossier) -> Iterator[list[str]]:
    """A row for each step of the route: who signed it how, or room for the pen."""
    for step, one in steps_of(dossier):
        if one is None:
            yield [step, "", "", "", ""]
            continue
        name = f"{one.name}（代{one.deputy_for}签）" if one.deputy_for else one.name
        how = ON_PAPER if one.on_paper else BY_PROGRAM
        yield [step, name, one.opinion, chinese_date(one.on), how]


# -- envelope (信封) and label (面单) --------------------------------------------------------------------------

POSTCODE = 6
ADDRESSES = (("to_address_large", 50.0), ("to_address_small", float("inf")))
NAMES = (("to_name_large", 15.0), ("to_name_small", float("inf")))
"""Up to how many full-width characters fit on an envelope at each size of address and name."""


def envelope(draft: Draft) -> Built:
    """信封 (GB/T 1416): who, where to, from where, which number, and nothing of what was asked."""
    sent = _posted(draft)
    sizes = fitted(str(sent["to_address"]), ADDRESSES) | fitted(str(sent["addressee"]), NAMES)
    return Built(sent | sizes | {"to_digits": _boxes(str(sent["to_postcode"]))})


def _boxes(postcode: str) -> list[str]:
    return list(postcode) if len(postcode) == POSTCODE else [""] * POSTCODE


def ems_label(draft: Draft) -> Built:
    """面单: what has to be copied to the label of the post; the goods are a letter, never what it is about."""
    letter = _chosen(draft)
    known = _addressee(draft, letter)[1]
    phone = draft.given.maybe("to_phone") or (draft.dossier.applicant.phone if known else "")
    about = f"{letter_title(letter)}1份" if letter else "政府信息公开文书"
    sender = clean_text(draft.profile.contact or draft.dossier.handler, "联系人", field="contact")
    return Built(
        _posted(draft)
        | {
            "to_phone": clean_text(phone, "联系电话", field="to_phone"),
            "from_phone": clean_text(draft.profile.phone, "联系电话", field="phone"),
            "from_person": sender,
            "goods": about,
        }
    )


def _posted(draft: Draft) -> Fields:
    """Sender and addressee; the applicant's address as registered, anybody else's as given."""
    given, applicant, profile = draft.given, draft.dossier.applicant, draft.profile
    letter = _chosen(draft)
    name, known = _addressee(draft, letter)
    address = given.maybe("to_address") or (applicant.address.strip() if known else "")
    if not address:
        raise Refusal("没有登记收件人的地址，请填写后再生成", "国办公开办函〔2016〕235号", "to_address")
    code = given.maybe("to_postcode") or (applicant.postcode.strip() if known else "")
    return head(draft, clean_text(name, "收件人", field="to_name")) | contact(draft) | {
        "to_address": clean_text(address, "收件人地址", lines=True, field="to_address"),
        "to_postcode": clean_text(code, "收件人邮政编码", field="to_postcode"),
        "from_address": clean_text(profile.address, "联系地址", field="address"),
        "from_postcode": clean_text(profile.postcode, "邮政编码", field="postcode"),
        "document": letter.text("number") if letter else "",
    }  # fmt: skip


# -- directory of the file (案卷目录) --------------------------------------------------------------------------


def _retention(draft: Draft, filed: Entry | None) -> str:
    """For how long: as told, else as archived, else by the office's table once the case has ended."""
    if told := draft.given.maybe("retention") or (filed.text("retention") if filed else ""):
        return told
    if draft.dossier.status.is_open:
        return ""
    past = tuple(line.entry for line in draft.dossier.journal if not line.voided)
    found = tuple(code for one in past if one.event is E.REPLIED for code in results_in(one.facts))
    kept = retention_of(CaseState(past=past), found, (draft.policy or Policy()).retention)
    return f"{kept.label}（{kept.why}）"


def file_index(draft: Draft) -> Built:
    """案卷目录 (国家档案局令第8号): the papers in the order in which they are laid; pages are numbered by hand."""
    dossier = draft.dossier
    filed = dossier.last(E.ARCHIVED)
    result = results().get(dossier.result)
    return Built(
        head(draft, dossier.applicant.name)
        | {
            "wanted": wanted(draft),
            "received_date": chinese_date(dossier.received.on),
            "result": result.label if result else dossier.status.label,
            "retention": _retention(draft, filed),
            "place": draft.given.maybe("place") or (filed.text("place") if filed else ""),
            "handler": clean_text(dossier.handler, "经办人", field="handler"),
            "index_rows": [
                [
                    str(line.place), line.author or "本机关", line.number, line.title,
                    f"{line.on:%Y%m%d}", line.pages, line.note,
                ]
                for line in file_index_of(dossier)
            ],
        }
    )  # fmt: skip
