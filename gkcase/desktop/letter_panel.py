"""The panel of one letter: its facts, and beside it what the letter will say, before it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from gkcase.desktop.act_panel import ActPanel, Made
from gkcase.desktop.case_view import CaseView, party_name
from gkcase.desktop.fact_form import Ask
from gkcase.desktop.shell import Shell
from gkcase.desktop.step_asks import Specs
from gkcase.domain.errors import Refusal
from gkcase.domain.facts import FACTS, FactSpec
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.terms import CaseKind, Event, LetterKind
from gkcase.services import lettering
from gkcase.services.form_builders import letter_title, letters_out
from gkcase.services.lettering import reply_draft
from gkcase.services.letters import LETTERS, asks, text_of
from gkcase.services.office import Office

KIND = "kind_of_reply"
NO_FIELDS = "没有要填写的内容，文书取自案件登记。"
OF_THE_PROGRAM = frozenset({"kind", "name", "number", "sha256"})


def letter_text(office: Office, case_id: int, kind: LetterKind, on: date, facts: Facts) -> str:
    """What a letter would say, drawn from the file that would be written."""
    return text_of(lettering.preview_letter(office, case_id, kind, on=on, facts=facts).content)


class LetterPanel(ActPanel):
    """Writes a letter. `previewed` carries what it will say, or what it still lacks."""

    previewed = Signal(str)

    def __init__(self, office: Office, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(office, shell, parent)
        self.kind = LetterKind.REPLY
        self._code = ""

    def open(self, view: CaseView, kind: LetterKind) -> None:
        """Open for a letter; a reply begins with the draft that has not left the house."""
        self.kind = kind
        draft = reply_draft(view.file) if kind is LetterKind.REPLY else None
        known = {n: v for n, v in draft.facts.items() if n not in OF_THE_PROGRAM} if draft else {}
        about = "" if self._specs(str(known.get(KIND) or "")) else NO_FIELDS
        if draft:
            about = f"将代替{draft.text('number')}的前一稿；前一稿保留在案卷中。"
        self.start(view, f"letter:{kind.value}", f"写{kind.label}", LETTERS[kind].basis, "成文", about)
        self._code = str(known.get(KIND) or "")
        with self.filling():
            self._ask(known)
        self.form.fact_form.focus_first()
        self.bring_back()

    def _specs(self, code: str) -> Specs:
        if self.kind is not LetterKind.REPLY:
            follows = LETTERS[self.kind].follows
            told = {spec.name for spec in FACTS.get(follows, ())} if follows else set()
            return [self._of_case(spec) for spec in asks(self.kind) if spec.name not in told]
        case = self.view.file.kind if self.view else CaseKind.REQUEST
        results = [found for found in self._office.replies.values() if found.letter and found.answers(case)]
        results = [found for found in results if not any(spec.kind == "parts" for spec in found.facts)]
        choices = tuple((result.code, f"{result.label}（{result.basis}）") for result in results)
        return [
            Ask(KIND, "答复类型", "choice", choices, required=True),
            *(asks(self.kind, code) if code else ()),
        ]

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

    def _ask(self, facts: Facts) -> None:
        searched = self.view.file.last(Event.SEARCHED) if self.view else None
        self.ask(self._specs(self._code), ("searched_on",))
        known: dict[str, Fact] = dict(searched.facts) if searched and self._code == "R6" else {}
        if searched and self._code == "R6":
            known["searched_on"] = searched.on.isoformat()
        self.form.fact_form.fill({**known, **facts})

    def fill(self, facts: dict[str, Fact]) -> None:
        """Put in what was typed before; its result says what is asked."""
        self._code = str(facts.get(KIND) or "")
        self._ask(facts)

    def _edited(self) -> None:
        facts = self.form.fact_form.facts()
        code = str(facts.get(KIND) or "")
        if not self._is_filling and self.kind is LetterKind.REPLY and code != self._code:
            self._code = code
            # Not at once: the choice is still telling that it has changed.
            QTimer.singleShot(0, self, partial(self._turn, facts))
        super()._edited()

    def _turn(self, facts: Facts) -> None:
        """Another result asks for other facts; what both ask for stays, and the cursor with the choice."""
        with self.filling():
            self._ask(facts)
        self.form.fact_form.editor(KIND).setFocus()

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
