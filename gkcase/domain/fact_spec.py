"""What one fact of a step is: its key, its Chinese name, and what it may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gkcase.domain.terms import Term

Kind = Literal["day", "text", "lines", "number", "choice", "flag", "parts"]
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FactSpec:
    """One fact of a step: its key in the journal, its Chinese name, what it may be, and whether it must be there.

    `choices` pairs stored code and label; `hint` says what to fill in; `default` is offered, never assumed.
    """

    name: str
    label: str
    kind: Kind = "text"
    required: bool = False
    choices: Choices = ()
    hint: str = ""
    default: str = ""


def choices_of(kind: type[Term], only: Iterable[Term] = ()) -> Choices:
    """A term's members as choices."""
    return tuple((member.value, member.label) for member in (tuple(only) or tuple(kind)))
