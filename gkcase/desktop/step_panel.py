"""The panel of one act: asks for its facts, shows its effect on the due day before it is confirmed, records it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QWidget

from gkcase.desktop.case_view import CaseView
from gkcase.desktop.layout import column, label, scrolled
from gkcase.desktop.shell import Shell
from gkcase.desktop.step import StepForm
from gkcase.desktop.step_asks import FUTURE, ON, effect_words, reply_asks, step_asks
from gkcase.desktop.tokens import sp
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.procedure import PROCEDURE
from gkcase.domain.terms import Event, LetterKind
from gkcase.services import cases, handling, lettering
from gkcase.services.handling import Effect, NeedsReason
from gkcase.services.lettering import Written
from gkcase.services.letters import LETTERS, Composed, asks, text_of
from gkcase.services.office import Change, Office

PAUSE_MS = 150
ACROSS = frozenset({Event.LINKED, Event.MERGED, Event.SPLIT})


@dataclass(frozen=True)
class Task:
    """What the panel is open for: a step, or a letter."""

    event: Event | None = None
    letter: LetterKind | None = None

    @property
    def title(self) -> str:
        """Its name."""
        if self.event is not None:
            return self.event.label
        return f"写{self.letter.label}" if self.letter else ""

    @property
    def basis(self) -> str:
        """The article behind it."""
        if self.event is not None:
            return PROCEDURE[self.event].basis
        return LETTERS[self.letter].basis if self.letter else ""


class StepPanel(QWidget):
    """One panel for all acts. `done` carries the change when an act is recorded, `left` when it is given up."""

    done = Signal(object)
    left = Signal()

    def __init__(self, office: Office, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office, self._shell = office, shell
        self.view: CaseView | None = None
        self.task = Task()
        self.irregular = False
        self._code = ""
        self.form = StepForm(self)
        self.try_check = QCheckBox("假设：只看效果，不记录(&Y)")
        self.preview_label = label("按文书文字显示，版式以文件为准", "caption", "muted")
        self.preview_edit = QPlainTextEdit()
        self.preview_edit.setReadOnly(True)
        self.preview_edit.setMinimumHeight(sp(220))
        self.preview_edit.setAccessibleName("文书文字")
        inside = QWidget()
        items = (self.form, self.try_check, self.preview_label, self.preview_edit, None)
        inside.setLayout(column(*items, gap="s", margins=("l", "s")))
        self.setLayout(column(scrolled(inside), gap=0))
        self._typing = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._typing.timeout.connect(self.look)
        self._connect()

    def _connect(self) -> None:
        self.form.fact_form.edited.connect(self._edited)
        self.form.confirm_button.clicked.connect(self.confirm)
        self.form.cancel_button.clicked.connect(self.left)
        self.try_check.toggled.connect(self._tried)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.confirm)

    # -- opening ----------------------------------------------------------------------------------------------

    def open(self, view: CaseView, task: Task, facts: Facts | None = None) -> None:
        """Open for an act of a case; `facts` is what is known already."""
        self.view, self.task, self.irregular, self._code = view, task, False, ""
        self.form.title_label.setText(task.title)
        self.form.basis_label.setText(task.basis)
        self.form.confirm_button.setText("成文" if task.letter else f"记录{task.title}")
        self.try_check.setVisible(task.event is not None and task.event not in ACROSS)
        self.try_check.setChecked(False)
        for widget in (self.preview_label, self.preview_edit):
            widget.setVisible(task.letter is not None)
        self.preview_edit.clear()
        self.form.error_label.tell("")
        self.form.effect_frame.hide()
        self.form.confirm_button.setEnabled(True)
        self.form.fact_form.use(self._office.rules.calendar, self._office.today)
        if task.letter is LetterKind.REPLY:
            self._code = str((facts or {}).get("kind_of_reply") or "")
        self._ask({**self._defaults(), **(facts or {})})
        self.form.fact_form.focus_first()

    def _defaults(self) -> dict[str, Fact]:
        made: dict[str, Fact] = {ON: self._office.today().isoformat()}
        if self.task.event is Event.EXTENDED:
            made["days"] = "20"
        if self.task.event is Event.REPLIED and self.view is not None:
            made |= {
                "delivery": "post",
                "posted_on": self._office.today().isoformat(),
                "carrier": "china_post",
            }
        if self.task.event in (Event.CONSULTATION_DELIVERED, Event.CONSULTATION_ANSWERED) and self.view:
            waiting = [one.id for one in self.view.file.consultations if one.answered_on is None]
            made |= {"id": waiting[0]} if len(waiting) == 1 else {}
        if self.task.event is Event.SIGNED and self.view and len(self.view.heads) == 1:
            made["signer"] = self.view.heads[0].name
        if self.task.event is Event.SEARCHED:
            made["searcher"] = self._office.acting
        return made

    def _ask(self, facts: Facts) -> None:
        if self.view is None:
            return
        if self.task.event is not None:
            specs = step_asks(self.view, self.task.event, irregular=self.irregular)
        elif self.task.letter is LetterKind.REPLY:
            specs = reply_asks(self._office, self._code)
        else:
            specs = list(asks(self.task.letter)) if self.task.letter else []
        self.form.fact_form.ask(specs, FUTURE)
        self.form.fact_form.fill(facts)
        self._typing.start()

    # -- the effect -------------------------------------------------------------------------------------------

    def _edited(self) -> None:
        self.form.error_label.tell("")
        facts = self.form.fact_form.facts()
        if self.task.letter is LetterKind.REPLY and facts.get("kind_of_reply", "") != self._code:
            self._code = str(facts.get("kind_of_reply") or "")
            QTimer.singleShot(
                0, self, partial(self._ask, facts)
            )  # not while the choice still tells its change
        self._typing.start()

    def look(self) -> None:
        """Ask what the act would do, or what the letter would say."""
        if self.view is None:
            return
        on, facts = self._read()
        file = self.view.file
        if self.task.letter is not None:
            wanted = partial(
                lettering.preview_letter,
                self._office,
                file.id,
                self.task.letter,
                on=self._office.today(),
                facts=facts,
            )
            self._shell.tasks.run(self, wanted, self._show_text, self._no_text, topic="look")
        elif self.task.event is not None and self.task.event not in ACROSS:
            tried = partial(handling.what_if, self._office, file.id, self.task.event, on=on, facts=facts)
            self._shell.tasks.run(
                self, tried, self._show_effect, self._shell.notices.beside(self), topic="look"
            )

    def _read(self) -> tuple[date, dict[str, Fact]]:
        facts = self.form.fact_form.facts()
        on = facts.pop(ON, None)
        facts.pop("reason_", None)
        return date.fromisoformat(str(on)) if on else self._office.today(), facts

    def _show_effect(self, effect: Effect) -> None:
        words = effect_words(effect.before, effect.after, [breach.text for breach in effect.breaches])
        if effect.refusal and not effect.field:
            words = f"现在不能办理：{effect.refusal}"
        self.form.effect_label.setText(words)
        self.form.effect_frame.setVisible(bool(words))
        if bool(effect.breaches) != self.irregular:
            self.irregular = bool(effect.breaches)
            self._keep_and_ask()

    def _keep_and_ask(self) -> None:
        """Ask for the reason, or no longer, without losing what was typed or where the cursor stands."""
        facts = self.form.fact_form.facts()
        named = self.focusWidget()
        name = named.accessibleName() if named else ""
        self._ask(facts)
        again = next(
            (w for w in self.form.findChildren(QWidget) if name and w.accessibleName() == name), None
        )
        if again is not None:
            again.setFocus()

    def _show_text(self, composed: Composed) -> None:
        self.preview_edit.setPlainText(text_of(composed.content))

    def _no_text(self, error: Exception) -> None:
        """While facts are missing there is no letter yet; what is missing is said where the text will stand."""
        if isinstance(error, Refusal):
            self.preview_edit.setPlainText(f"（{error.reason}）")
        else:
            self._shell.notices.tell(error)

    def _tried(self, on: bool) -> None:
        self.form.confirm_button.setEnabled(not on)
        self.form.title_label.setText(("假设 · " if on else "") + self.task.title)

    # -- recording --------------------------------------------------------------------------------------------

    def confirm(self) -> None:
        """Record the act, unless something is missing; the button waits for the answer."""
        button = self.form.confirm_button
        if (
            self.view is None
            or not self.isVisible()
            or not button.isEnabled()
            or not self.form.fact_form.check()
        ):
            return
        self.form.error_label.tell("")
        button.setEnabled(False)
        self._shell.tasks.run(self, self._work(), self._recorded, self._shell.notices.beside(self))

    def _work(self) -> Callable[[], Change | Written]:
        assert self.view is not None  # asked by confirm
        office, file = self._office, self.view.file
        reason = str(self.form.fact_form.facts().get("reason_") or "")
        on, facts = self._read()
        if self.task.letter is not None:
            return partial(lettering.write_letter, office, file.id, self.task.letter, facts=facts)
        event = self.task.event
        assert event is not None  # a task is a step or a letter
        if event in ACROSS:
            return partial(_across, office, file.id, event, facts)
        return partial(
            lettering.record_with_letter,
            office,
            file.id,
            event,
            on=on,
            facts=facts,
            reason=reason,
            version=file.version,
        )

    def _recorded(self, made: Change | Written) -> None:
        self.form.confirm_button.setEnabled(True)
        self.done.emit(made)

    def take(self, error: Refusal | Trouble) -> bool:
        """Show a refusal beside its field; an irregular step asks for its reason."""
        self.form.confirm_button.setEnabled(not self.try_check.isChecked())
        if isinstance(error, NeedsReason) and not self.irregular:
            self.irregular = True
            self._keep_and_ask()
        if isinstance(error, Refusal) and error.field == "reason":
            return self.form.error_label.take(error)
        return self.form.fact_form.take(error) or self.form.error_label.take(error)


def _across(office: Office, case_id: int, event: Event, facts: Facts) -> Change:
    note = str(facts.get("note") or "")
    if event is Event.SPLIT:
        parts = [line.strip() for line in str(facts.get("parts") or "").splitlines() if line.strip()]
        return cases.split(office, case_id, parts, note)
    act = cases.link if event is Event.LINKED else cases.merge
    return act(office, case_id, str(facts.get("case") or ""), note)
