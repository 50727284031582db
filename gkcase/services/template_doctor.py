"""Looks a template over (体检): its fields, what the gates say, and how it comes out full and nearly empty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from gkcase.domain.errors import Refusal, Trouble
from gkcase.services.letter_builders import HEADS, SIGNATURES, Fields
from gkcase.services.letter_facts import labels
from gkcase.services.letters import LETTERS, Addressee, asks
from gkcase.services.template_labels import LABELS
from gkcase.services.template_trial import Use, title_of, trial

Level = Literal["error", "warning", "hint"]
NECESSARY = ("number", "addressee", "date", "remedy_before", "remedy")
"""What a letter to somebody must show where it has it, beside the facts that it cannot be written without."""

REMEDY_BASIS = "《行政复议法》第二十条、第二十三条第二款"
OFFICE_NAMES = frozenset({"office", *(name for name, _ in (*HEADS, *SIGNATURES))})
HOLLOW = re.compile(r"[^。；\n]{0,12}(?:（）|“”|《》|〔〕|[：、，；][。；，])")
"""Marks with nothing between them: a field was empty and the words around it stayed."""


@dataclass(frozen=True)
class Remark:
    """One thing that the doctor has to say: what is wrong, with which field, under which article."""

    level: Level
    text: str
    field: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Checkup:
    """What came of looking over one template; `sha256` is the content that was looked at."""

    template: str
    title: str
    path: Path
    sha256: str
    fields: Mapping[str, list[str]]
    remarks: tuple[Remark, ...]
    longest: bytes = b""
    emptiest: bytes = b""

    @property
    def errors(self) -> int:
        """How many remarks keep the template from being used."""
        return sum(remark.level == "error" for remark in self.remarks)

    @property
    def verdict(self) -> str:
        """In a word."""
        if self.errors:
            return f"有{self.errors}处错误"
        warnings = sum(remark.level == "warning" for remark in self.remarks)
        return f"可用，有{warnings}处提醒" if warnings else "可用"


def label_of(name: str) -> str:
    """A field as officers know it."""
    known = LABELS.get(name) or labels().get(name, "")
    return f"{known}（{name}）" if known else name


def look_over(name: str, uses: tuple[Use, ...], path: Path, built_in: Path | None = None) -> Checkup:
    """Examine one template for all letters that it serves; `built_in` is what an own template is compared with."""
    from gkcase.services.letter_render import fields_in
    from gkcase.services.own_templates import content_of
    from gkcase.services.template_places import left_behind

    sha256 = content_of(path)
    try:
        used = fields_in(path)
        expected = fields_in(built_in) if built_in else {}
    except Trouble as told:
        return Checkup(name, title_of(uses), path, sha256, {}, (Remark("error", str(told)),))
    examined = _Examined(path, used)
    remarks = dict.fromkeys(remark for use in uses for remark in examined.letter(use))
    unused = [
        Remark("hint", f"没有用到内置模板中的“{label_of(field)}”", field)
        for field in expected
        if field not in used and not any(remark.field == field for remark in remarks)
        if not (field in OFFICE_NAMES and OFFICE_NAMES & set(used))
    ]
    left = [
        Remark("warning", f"模板中有{what}，会随每一份文书发出去，请在Word或WPS中清除后保存")
        for what in left_behind(path.read_bytes())
    ]
    found = (*remarks, *left, *unused)
    return Checkup(name, title_of(uses), path, sha256, used, found, examined.longest, examined.emptiest)


class _Examined:
    """A template on the table; keeps the letters that came out of it."""

    def __init__(self, path: Path, used: Mapping[str, list[str]]) -> None:
        self.path, self.used = path, used
        self.longest = self.emptiest = b""

    def letter(self, use: Use) -> Iterator[Remark]:
        """What there is to say of the template for one letter."""
        try:
            full, bare = trial(use, True), trial(use, False)
        except (Refusal, Trouble) as told:
            yield Remark("warning", f"没有能试填“{use.label}”的示例：{told}", "", use.basis)
            return
        unknown = [name for name in self.used if name not in full or name not in bare]
        yield from (self._unknown(name, full) for name in unknown)
        yield from self._missing(use, full)
        if not unknown:
            yield from self._filled(use, full, bare)

    def _unknown(self, name: str, fields: Fields) -> Remark:
        close = get_close_matches(name, fields, 1)
        instead = f"，是不是“{close[0]}”" if close else ""
        return Remark("error", f"{self._where(name)}有未知字段“{name}”{instead}", name)

    def _where(self, name: str) -> str:
        return "、".join(self.used.get(name, []))

    def _missing(self, use: Use, fields: Fields) -> Iterator[Remark]:
        letter = LETTERS[use.kind]
        facts = [spec.name for spec in asks(use.kind, use.code) if spec.required]
        for name in dict.fromkeys((*(() if letter.to is Addressee.FILE else NECESSARY), *facts)):
            if not fields.get(name) or name in self.used or (name == "number" and not letter.numbered):
                continue
            basis = REMEDY_BASIS if name.startswith("remedy") else use.basis
            yield Remark(
                "error", f"{use.kind.label}必须写明“{label_of(name)}”，模板中没有这个字段", name, basis
            )

    def _filled(self, use: Use, full: Fields, bare: Fields) -> Iterator[Remark]:
        from gkcase.services.letter_file import text_of
        from gkcase.services.letter_render import render

        try:
            longest, emptiest = render(self.path, full), render(self.path, bare)
        except Trouble as told:
            yield Remark("error", str(told))
            return
        self.longest, self.emptiest = self.longest or longest, self.emptiest or emptiest
        for hollow in dict.fromkeys(HOLLOW.findall(text_of(emptiest))):
            said = f"没有内容可填时留下“{hollow}”，请用{{%p if 字段 %}}和{{%p endif %}}把整段围起来"
            yield Remark("warning", said, "", use.basis)
