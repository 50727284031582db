"""What a row of a register says: labels, days left, and names behind a mask unless they were asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gkcase.domain.identity import mask_name, mask_party
from gkcase.domain.terms import ENDED, ApplicantKind, Term
from gkcase.services.office import Office
from gkcase.services.register_fields import FIELDS, TO_OTHERS, Field, FieldKind, Register, Veil
from gkcase.services.workbook import Value

_SEQ_BITS = 20


def packed(case_id: int, seq: int) -> int:
    """A row's name: its case and its entry in one number of eight bytes; a case has fewer than a million entries."""
    return (case_id << _SEQ_BITS) | seq


def unpacked(key: int) -> tuple[int, int]:
    """The case and the entry that a row's name stands for."""
    return key >> _SEQ_BITS, key & ((1 << _SEQ_BITS) - 1)


@dataclass(frozen=True)
class RegisterLine:
    """A row as it is shown, printed and exported: `values` in the order of the register's fields."""

    key: int
    case_id: int
    values: tuple[Value, ...]


def choices_of(office: Office, field: Field) -> dict[str, str]:
    """What the cells of a column can say, by the stored code."""
    if field.key == "result" and not field.choices:
        return {code: result.label for code, result in office.replies.items()}
    return dict(field.choices)


def reader(office: Office, register: Register, unmasked: bool) -> Callable[[Any], RegisterLine]:
    """How a row of the database becomes a line; personal data is masked unless it was asked for."""
    fields = FIELDS[register]
    read = [_value_reader(office, register, field, unmasked) for field in fields]

    def line(row: Any) -> RegisterLine:
        case_id, seq, kind, status, *found = row
        values = tuple([one(value, kind, status, found) for one, value in zip(read, found, strict=True)])
        return RegisterLine(packed(case_id, seq), case_id, values)

    return line


Reading = Callable[[Any, ApplicantKind, Any, Sequence[Any]], Value]


def _value_reader(office: Office, register: Register, field: Field, unmasked: bool) -> Reading:
    if field.veil is not None and not unmasked:
        return _veiled(field.veil, register)
    if field.key == "left":
        return _days_left(office)
    if field.kind is FieldKind.CHOICE:
        return _labelled(choices_of(office, field))
    if field.kind is FieldKind.FLAG:
        return lambda value, *_: bool(value)
    return lambda value, *_: value


def _veiled(veil: Veil, register: Register) -> Reading:
    if veil is Veil.WORDS:
        return _words(register)
    if veil is Veil.APPLICANT:
        return lambda name, kind, *_: mask_name(name, kind)
    if veil is Veil.PARTY:
        return lambda name, *_: mask_party(name)
    letter = next(at for at, field in enumerate(FIELDS[Register.MAILINGS]) if field.key == "letter")
    return lambda name, kind, _, row: mask_party(name) if row[letter] in TO_OTHERS else mask_name(name, kind)


def _words(register: Register) -> Reading:
    """Words without the name of the applicant and without the numbers of IDs and mobile phones."""
    from gkcase.services.documents import veiled  # it knows whole cases; the start does without

    keys = [field.key for field in FIELDS[register]]
    place = keys.index("applicant") if "applicant" in keys else None

    def words(text: Any, kind: ApplicantKind, _: Any, row: Sequence[Any]) -> Value:
        name = row[place] if place is not None else ""
        shown = mask_name(name, kind) if name else ""
        return veiled(text, {name: shown} if len(name) > 1 and shown != name else {})

    return words


def _days_left(office: Office) -> Reading:
    today, calendar = office.today(), office.rules.calendar

    def left(due: Any, _: ApplicantKind, status: Any, __: Sequence[Any]) -> Value:
        return None if due is None or status in ENDED else calendar.count(today, due)

    return left


def _labelled(choices: Mapping[str, str]) -> Reading:
    def label(value: Any, *_: object) -> Value:
        code = value.value if isinstance(value, Term) else value or ""
        return choices.get(code, code)

    return label
