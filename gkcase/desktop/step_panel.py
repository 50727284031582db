"""The panel of one step: its facts, its effect on the due day before it is confirmed, why it is irregular."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gkcase.desktop.act_panel import ActPanel, Made
from gkcase.desktop.case_view import CaseView
from gkcase.desktop.layout import button, label, row
from gkcase.desktop.shell import Shell
from gkcase.desktop.step_asks import (
    DELIVERED,
    ON,
    REASON,
    confirm_word,
    defaults,
    effect_words,
    future_days,
    relevant,
    step_asks,
)
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.procedure import PROCEDURE
from gkcase.domain.reply_guards import legal_date_words, reply_date
from gkcase.domain.terms import Delivery, Event
from gkcase.services import attachments, cases, handling, lettering, reading
from gkcase.services.handling import Effect, NeedsReason
from gkcase.services.office import Change, Office
from gkcase.services.reading import LedgerView

ACROSS = frozenset({Event.LINKED, Event.MERGED, Event.SPLIT})
SUPPOSED = "假设 · "
ATTACHED = "attached"
"""Stands for the scan of a signature until it is taken in and known by its hash."""


@dataclass(frozen=True)
class Tried:
    """What a step would do, and the ledger as it would be then."""

    effect: Effect
    ledger: LedgerView | None = None


def try_out(office: Office, case_id: int, event: Event, on: date, facts: Facts) -> Tried:
    """Try a step without recording it; a void tried needs no reason yet."""
    effect = handling.what_if(office, case_id, event, on=on, facts=facts, reason="假设")
    return Tried(effect, reading.ledger_view(effect.state, office) if effect.state else None)


class StepPanel(ActPanel):
    """Takes a step, or (假设) only tries it. `supposed` carries the ledger of the state that would be."""

    supposed = Signal(object)
    for_good = Signal(object)
    attach = Signal()

    def __init__(self, office: Office, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(office, shell, parent)
        self.step: Event | None = None
        self.trying = False
        self.irregular = False
        self.files: tuple[Path, ...] = ()
        self.attach_button = button("选择扫描件…", "flat", "plus")
        self.attach_button.clicked.connect(self.attach)
        self.files_label = label("", "caption", "muted", wrap=True)
        self.files_label.setContentsMargins(24, 0, 24, 0)
        column = self.inside.layout()
        assert isinstance(column, QVBoxLayout)  # made by ActPanel
        column.addWidget(self.files_label)
        column.addLayout(row(self.attach_button, None, margins=("xl", 0)))

    # -- opening ----------------------------------------------------------------------------------------------

    def open(self, view: CaseView, event: Event, *, trying: bool = False, facts: Facts | None = None) -> None:
        """Open for a step of a case; `facts` is what is known already."""
        self.step, self.trying, self.irregular, self.files = event, trying, False, ()
        mark = SUPPOSED if trying else ""
        about = "试一试：只看影响，不记录；日期可以在将来" if trying else ""
        word = "照此办理…" if trying else confirm_word(event)
        self.start(
            view, "" if trying else event.value, mark + event.label, PROCEDURE[event].basis, word, about
        )
        self._say_files()
        with self.filling():
            self.ask(step_asks(view, event), future_days(event, trying=trying))
            self.form.fact_form.fill({**defaults(view, event, self._office), **(facts or {})})
        self._show_relevant()
        self.form.fact_form.focus_first()
        if not trying:
            self.bring_back()

    def add_files(self, files: Sequence[Path]) -> None:
        """Scans that will hang on the entry of this step."""
        self.files = (*self.files, *(file for file in files if file not in self.files))
        self._say_files()
        self.look()

    def _say_files(self) -> None:
        names = "、".join(file.name for file in self.files)
        said = f"随本项存入附件：{names}" if names else "扫描件可以拖到窗口上，随本项存入附件。"
        self.files_label.setText(said)
        for part in (self.files_label, self.attach_button):
            part.setVisible(not self.trying and self.step not in ACROSS)

    # -- while typing -----------------------------------------------------------------------------------------

    def _edited(self) -> None:
        self._show_relevant()
        super()._edited()

    def _show_relevant(self) -> None:
        if self.step is not None and self.view is not None:
            names = relevant(self.step, self.form.fact_form.facts(), self._office.rules.policy)
            names = names if self.irregular and not self.trying else names - {REASON.name}
            self.form.fact_form.show_only(names)

    def look(self) -> None:
        """Ask what the step would do."""
        if self.view is None or self.step is None or self.step in ACROSS or not self.isVisible():
            return
        on, facts = self._read()
        work = partial(try_out, self._office, self.view.file.id, self.step, on, facts)
        self._shell.tasks.run(self, work, self._show_effect, self._shell.notices.beside(self), topic="look")

    def _read(self) -> tuple[date, dict[str, Fact]]:
        """The day of effect and the facts; a reply takes effect on the day that its way of delivery names."""
        facts = self.form.fact_form.facts()
        on = facts.pop(ON, None)
        facts.pop(REASON.name, None)
        if self.step is Event.SIGNED and self.files:
            facts["scan"] = ATTACHED
        if self.step in DELIVERED:
            return reply_date(facts, self._office.rules.policy) or self._office.today(), facts
        return date.fromisoformat(str(on)) if on else self._office.today(), facts

    def _show_effect(self, tried: Tried) -> None:
        effect = tried.effect
        breaches = [breach.text for breach in effect.breaches]
        words = effect_words(effect.before, effect.after, breaches, effect.sentence)
        if self.step in DELIVERED and Delivery.knows(way := self.form.fact_form.facts().get("delivery")):
            words = f"{legal_date_words(Delivery.of(way), self._office.rules.policy)}\n{words}"
        if effect.refusal and not effect.field:
            words = f"现在不能办理：{effect.refusal}" + (f"（{effect.basis}）" if effect.basis else "")
        self.show_effect(words)
        filled = self.form.fact_form.facts()
        self._ask_reason(any(not b.field or b.field in filled or b.field == ON for b in effect.breaches))
        self.supposed.emit(tried.ledger)

    def _ask_reason(self, irregular: bool) -> None:
        self.irregular = irregular
        self._show_relevant()

    # -- recording --------------------------------------------------------------------------------------------

    def confirm(self) -> None:
        """Record the step; what was only tried is opened again to be taken for good."""
        if not self.trying:
            super().confirm()
        elif self.isVisible() and self.view is not None and self.step is not None:
            facts = self.form.fact_form.facts()
            if str(facts.get(ON) or "") > self._office.today().isoformat():
                facts.pop(ON)
            self.for_good.emit((self.step, facts))

    def work(self) -> Callable[[], Made]:
        """Record the step with its letter and its scans."""
        assert self.view is not None  # asked by confirm
        assert self.step is not None  # a panel is opened for a step
        reason = str(self.form.fact_form.facts().get(REASON.name) or "")
        on, facts = self._read()
        file = self.view.file
        if self.step in ACROSS:
            return partial(_across, self._office, file.id, self.step, on, facts)
        return partial(_record, self._office, file.id, self.step, on, facts, reason, file.version, self.files)

    def take(self, error: Refusal | Trouble) -> bool:
        """An irregular step asks for its reason, in the same form."""
        if not isinstance(error, NeedsReason):
            return super().take(error)
        self.form.confirm_button.setEnabled(True)
        self._ask_reason(True)
        self.form.fact_form.editor(REASON.name).setFocus()
        return self.form.error_label.take(Refusal(error.reason, error.basis))


def _record(
    office: Office,
    case_id: int,
    event: Event,
    on: date,
    facts: Facts,
    reason: str,
    version: int,
    files: Sequence[Path],
) -> Made:
    """The scans are taken into the store first: one that cannot be read is refused before anything is written."""
    papers = attachments.take_in(office, files)
    return lettering.record_with_letter(
        office, case_id, event, on=on, facts=facts, reason=reason, version=version, papers=papers
    )


def _across(office: Office, case_id: int, event: Event, on: date, facts: Facts) -> Change:
    note = str(facts.get("note") or "")
    if event is Event.SPLIT:
        parts = [line.strip() for line in str(facts.get("parts") or "").splitlines() if line.strip()]
        return cases.split(office, case_id, parts, note, on=on)
    act = cases.link if event is Event.LINKED else cases.merge
    return act(office, case_id, str(facts.get("case") or ""), note, on=on)
