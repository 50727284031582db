"""The panel of one letter: its facts, and beside it what the letter will say, before it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gkcase.desktop.act_panel import ActPanel, Made
from gkcase.desktop.case_view import CaseView, party_name
from gkcase.desktop.shell import Shell
from gkcase.domain.errors import Refusal
from gkcase.domain.facts import FACTS, FactSpec
from gkcase.domain.journal import Entry, Fact, Facts
from gkcase.domain.terms import LetterKind
from gkcase.services import lettering
from gkcase.services.form_builders import letter_title, letters_out
from gkcase.services.letters import LETTERS, asks, text_of
from gkcase.services.office import Office

KIND = "kind_of_reply"
NO_FIELDS = "没有要填写的内容，文书取自案件登记。"
OF_THE_PROGRAM = frozenset({"kind", "name", "number", "sha256"})


def letter_text(office: Office, case_id: int, kind: LetterKind, on: date, facts: Facts) -> str:
    """What a letter would say, drawn from the file that would be written."""
    return text_of(lettering.preview_letter(office, case_id, kind, on=on, facts=facts).content)


def own_facts(entry: Entry) -> dict[str, Fact]:
    """What was given for a letter that is written, without what the program added."""
    return {name: value for name, value in entry.facts.items() if name not in OF_THE_PROGRAM}


class LetterPanel(ActPanel):
    """Writes a letter other than a reply. `previewed` carries what it will say, or what it still lacks."""

    previewed = Signal(str)

    def __init__(self, office: Office, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(office, shell, parent)
        self.kind = LetterKind.RECEIPT

    def open(self, view: CaseView, kind: LetterKind) -> None:
        """Open for a letter; most of what it says comes from the case."""
        self.kind = kind
        self.view = view
        specs = self._specs()
        about = "" if specs else NO_FIELDS
        self.start(view, f"letter:{kind.value}", f"写{kind.label}", LETTERS[kind].basis, "成文", about)
        with self.filling():
            self.ask(specs)
        if not specs:
            self.form.confirm_button.setFocus()
        self.bring_back()

    def _specs(self) -> list[FactSpec]:
        """What the letter asks for beyond its step."""
        follows = LETTERS[self.kind].follows
        told = {spec.name for spec in FACTS.get(follows, ())} if follows else set()
        return [self._of_case(spec) for spec in asks(self.kind) if spec.name not in told]

    def _of_case(self, spec: FactSpec) -> FactSpec:
        """Which letter or consultation it is about is chosen from those that the case has."""
        if self.view is None or spec.name not in ("document", "id"):
            return spec
        if spec.name == "id":
            asked = reversed(self.view.file.consultations)
            names = ((one.id, f"{one.to.label} {party_name(one.to, one.name)}".strip()) for one in asked)
            return replace(spec, choices=tuple(names))
        found = reversed(letters_out(self.view.file))
        choices = tuple((str(one.seq), f"{letter_title(one)} {one.text('number')}".strip()) for one in found)
        return replace(spec, label="哪一份文书", kind="choice", choices=choices)

    def look(self) -> None:
        """Ask what the letter would say."""
        if self.view is None or not self.isVisible():
            return
        facts, today = self.form.fact_form.facts(), self._office.today()
        work = partial(letter_text, self._office, self.view.file.id, self.kind, today, facts)
        self._shell.tasks.run(self, work, self.previewed.emit, self._no_text, topic="look")

    def _no_text(self, error: Exception) -> None:
        """While facts are missing there is no letter yet; what is missing is said where the text will stand."""
        if isinstance(error, Refusal):
            self.previewed.emit(f"（{error.reason}）")
        else:
            self._shell.notices.tell(error)

    def work(self) -> Callable[[], Made]:
        """Write the letter."""
        assert self.view is not None  # asked by confirm
        facts = self.form.fact_form.facts()
        return partial(lettering.write_letter, self._office, self.view.file.id, self.kind, facts=facts)
