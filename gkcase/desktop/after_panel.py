"""The panel of one act of the archive page: asks once, records it for every line that was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from gkcase.desktop.after_lists import Row
from gkcase.desktop.draft_keeper import DraftKeeper
from gkcase.desktop.fact_form import Ask, FactSpec
from gkcase.desktop.layout import column, scrolled
from gkcase.desktop.shell import Shell
from gkcase.desktop.side_panel import SidePanel
from gkcase.desktop.step import StepForm
from gkcase.desktop.step_asks import DAYS, ON, REASON, confirm_word
from gkcase.desktop.tasks import Cancelled, Progress
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.facts import FACTS
from gkcase.domain.filing import PARTS
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.procedure import PROCEDURE
from gkcase.domain.terms import Event
from gkcase.services.office import Office
from gkcase.services.several import Taken, record_each

TICKED = "part."
LEFT_OUT = frozenset({"id", "on_paper"})
NAMED = 3


class AfterPanel(SidePanel):
    """`done` that something was recorded, `left` that the panel was closed."""

    draft_word = "归档登记"

    done = Signal()

    def __init__(self, office: Office, shell: Shell, host: QFrame) -> None:
        super().__init__(host)
        self._office, self._shell = office, shell
        self.event_: Event | None = None
        self._rows: Sequence[Row] = ()
        self.form = StepForm(self)
        self.form.body.setProperty("boundsAtBase", None)
        self.form.body.setMinimumWidth(0)
        self.form.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.form.confirm_button.clicked.connect(self.confirm)
        self.form.cancel_button.clicked.connect(self.left)
        self.keeper = DraftKeeper(office, shell.tasks, self.form.fact_form.facts, shell.notices.tell, self)
        self.form.fact_form.edited.connect(self.keeper.touch)
        self.left.connect(self.keeper.flush)
        inside = QFrame()
        inside.setLayout(column(self.form, None, gap=0))
        self._area = scrolled(inside)
        self.setLayout(column(self._area, gap=0))
        host.setLayout(column(self, gap=0))

    def put_by(self) -> bool:
        """Put away at once what has been typed."""
        return self.keeper.put_by()

    def start(self, event: Event, rows: Sequence[Row]) -> None:
        """Ask for what this act needs, once for all of these lines."""
        self.event_, self._rows = event, rows
        form = self.form
        form.title_label.setText(event.label)
        form.basis_label.setText(PROCEDURE[event].basis)
        form.confirm_button.setText(confirm_word(event))
        form.confirm_button.setEnabled(True)
        form.error_label.tell("")
        self._say_which()
        form.fact_form.use(self._office.rules.calendar, self._office.today)
        form.fact_form.ask(self._asks(event, rows))
        form.fact_form.fill({ON: self._office.today().isoformat(), "reviewer": self._office.acting})
        self._ask_reason(event is Event.ARCHIVED and not all(row.ready or row.parts for row in rows))
        form.fact_form.focus_first()
        self.keeper.begin(f"after:{event.value}:{rows[0].case_id}")
        self.keeper.bring_back(form.fact_form.fill)

    def _say_which(self) -> None:
        numbers = [row.number for row in self._rows]
        more = f"等 {len(numbers)} 件" if len(numbers) > NAMED else ""
        self.form.effect_label.setText("、".join(numbers[:NAMED]) + more)

    def _asks(self, event: Event, rows: Sequence[Row]) -> list[FactSpec]:
        asks: list[FactSpec] = [Ask(ON, DAYS.get(event, "日期"), "day", required=True)]
        if event is Event.ARCHIVED:
            lacking = [code for code in PARTS if any(part.code == code for row in rows for part in row.parts)]
            asks += [Ask(TICKED + code, f"{PARTS[code]}：纸质件已在卷", "flag") for code in lacking]
        asks += [spec for spec in FACTS[event] if spec.name not in LEFT_OUT]
        return [*asks, REASON]

    def _ask_reason(self, irregular: bool) -> None:
        form = self.form.fact_form
        names = {spec.name for spec in self._asks(self.event_ or Event.ARCHIVED, self._rows)}
        form.show_only(names if irregular else names - {REASON.name})

    # -- recording --------------------------------------------------------------------------------------------

    def confirm(self) -> None:
        """Record the act for every line; once, and only what is filled in completely."""
        if self.event_ is None or not self.form.confirm_button.isEnabled():
            return
        if not self.form.fact_form.check():
            return
        self.form.error_label.tell("")
        self.form.confirm_button.setEnabled(False)
        on, facts, reason = self._read()
        steps = [(row.case_id, _with_key(facts, row)) for row in self._rows]
        work = partial(_record, self._office, steps, self.event_, on, reason)
        self._shell.tasks.run_long(self, self.event_.label, work, self._recorded, self._failed)

    def _read(self) -> tuple[date, dict[str, Fact], str]:
        facts = self.form.fact_form.facts()
        ticked: list[Fact] = [name.removeprefix(TICKED) for name in facts if name.startswith(TICKED)]
        kept = {name: value for name, value in facts.items() if not name.startswith(TICKED)}
        on = date.fromisoformat(str(kept.pop(ON)))
        reason = str(kept.pop(REASON.name, ""))
        return on, {**kept, "on_paper": ticked} if ticked else kept, reason

    def _recorded(self, taken: Taken) -> None:
        """Say what was done; what needs a reason stays open, with its sentence."""
        self.form.confirm_button.setEnabled(True)
        if taken.change.case_ids:
            self.keeper.forget()
            self._shell.announce(taken.change)
            self.done.emit()
        waiting = [one for one in taken.refused if one.needs_reason]
        hard = [one for one in taken.refused if not one.needs_reason]
        words = [taken.change.said, *(f"{one.number}：{one.reason}" for one in hard)]
        if taken.trouble:
            self._shell.notices.tell(Trouble(taken.trouble))
        elif taken.change.case_ids or not waiting:
            self._say(words, bool(hard))
        if waiting:
            ids = {one.case_id for one in waiting}
            self._rows = [row for row in self._rows if row.case_id in ids]
            self._say_which()
            self._ask_reason(True)
            self.form.error_label.take(Refusal(f"{waiting[0].number}：{waiting[0].reason}"))
            self.form.fact_form.editor(REASON.name).setFocus()
            QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self.form.error_label))
        elif not (hard and not taken.change.case_ids) and not taken.trouble:
            self.left.emit()

    def _say(self, words: Sequence[str], refused: bool) -> None:
        said = "；".join(words)
        if refused:
            self._shell.notices.tell(Refusal(said))
        else:
            self._shell.notices.say(said)

    def _failed(self, error: Exception) -> None:
        self.form.confirm_button.setEnabled(True)
        self._shell.notices.beside(self.form.fact_form, self.form.error_label)(error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter records."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers():
            self.confirm()
        else:
            super().keyPressEvent(event)


def _with_key(facts: Facts, row: Row) -> Facts:
    return {**facts, "id": row.key} if row.key else facts


def _record(
    office: Office,
    steps: Sequence[tuple[int, Facts]],
    event: Event,
    on: date,
    reason: str,
    report: Progress,
    cancelled: Cancelled,
) -> Taken:
    return record_each(office, steps, event, on=on, reason=reason, report=report, cancelled=cancelled)
