"""设置 · 期限口径: the doubtful points of the law, each with its choices, and the cases that a choice moves."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout

from gkcase.desktop.choice_question import QuestionRow
from gkcase.desktop.moved_list import MovedList
from gkcase.desktop.settings_section import FormSection, History
from gkcase.desktop.shell import Shell
from gkcase.domain.policy import Value
from gkcase.domain.rights import May
from gkcase.services.calendar import Plan, choices_of, choose, preview_choices
from gkcase.services.office import Change, Office, Topic

PAUSE_MS = 150
Answers = dict[str, Value]


class ChoicesSection(FormSection[Answers]):
    """All questions one below the other; at the foot what the changes would move."""

    form = "settings_choices"
    help_topic = "settings"
    word = "期限口径"
    needs = May.RULES
    scroll_area: QScrollArea
    questions_frame: QFrame
    effect_frame: QFrame
    moved_list: MovedList

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__(office, shell)
        column = self.questions_frame.layout()
        assert isinstance(column, QVBoxLayout)  # the form has it
        self.rows: dict[str, QuestionRow] = {}
        for question in office.book.questions:
            made = QuestionRow(question, first=not self.rows)
            made.answered.connect(self._answered)
            self.rows[question.key] = made
            column.addWidget(made)
        self._defaults: Answers = {key: row.question.default for key, row in self.rows.items()}
        self._saved = dict(self._defaults)
        self._history = History(self._saved)
        self._filling = False
        self._saving = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.look)
        self.moved_list.table.most_rows = 4
        self.moved_list.opened.connect(lambda case_id: shell.go("case", case_id))
        self.effect_frame.hide()
        self.setFocusProxy(next(row.radios for row in self.rows.values() if row.radios is not None))
        self._compare()

    # -- what is saved ----------------------------------------------------------------------------------------

    def arrive(self) -> None:
        self.look_up()

    def hear(self, change: Change) -> None:
        if change.topics & Topic.SETTINGS:
            self.look_up()

    def look_up(self) -> None:
        """Ask what the office has chosen."""
        work = partial(choices_of, self.office)
        self.shell.tasks.run(self, work, self.show_saved, self.shell.notices.tell, topic="choices")

    def show_saved(self, choices: dict[str, object]) -> None:
        """Show what the office has chosen, unless something else is being chosen."""
        unsaved = self.unsaved
        known = {key: value for key, value in choices.items() if isinstance(value, str | int)}
        self._saved = self._defaults | known
        if not unsaved:
            self.revert()

    @property
    def answers(self) -> Answers:
        """What stands in the form."""
        return {key: row.value for key, row in self.rows.items()}

    @property
    def changed(self) -> list[str]:
        """The keys whose answer is not what is saved."""
        return [key for key, value in self.answers.items() if value != self._saved[key]]

    @property
    def unsaved(self) -> bool:
        return bool(self.changed)

    def revert(self) -> None:
        self._history.begin(self._saved)
        self._fill(self._saved)

    def _fill(self, answers: Answers) -> None:
        self._filling = True
        for key, row in self.rows.items():
            row.put(answers[key])
        self._filling = False
        self._compare()

    # -- what is being chosen ---------------------------------------------------------------------------------

    def _answered(self, key: str) -> None:
        if self._filling:
            return
        self._history.note(self.answers, key)
        self._compare()

    def _compare(self) -> None:
        for key, row in self.rows.items():
            row.compare(self._saved[key])
            row.check()
        self._show_plan(None)
        if self.unsaved:
            self._pause.start()
        else:
            self._pause.stop()
        self.edited.emit()

    @property
    def _wanted(self) -> dict[str, object]:
        """What is to be stored: only what differs from the default, so that a better default reaches the rest."""
        return {key: value for key, value in self.answers.items() if value != self._defaults[key]}

    def look(self) -> None:
        """Ask which open cases the changes would move."""
        if not self.unsaved or not all(row.check() for row in self.rows.values()):
            return
        wanted = self._wanted

        def show(plan: Plan) -> None:
            if self.unsaved and self._wanted == wanted:
                self._show_plan(plan)

        work = partial(preview_choices, self.office, wanted)
        self.shell.tasks.run(self, work, show, self.shell.notices.tell, topic="effect")

    def _show_plan(self, plan: Plan | None) -> None:
        self.effect_frame.setVisible(plan is not None)
        self.moved_list.show_plan(plan)

    def save(self) -> None:
        wrong = [row for row in self.rows.values() if not row.check()]
        if wrong and wrong[0].edit is not None:
            wrong[0].edit.setFocus()
        if self._saving or wrong or not self.unsaved:
            return
        self._saving = True
        self._pause.stop()
        answers = self.answers
        work = partial(choose, self.office, self._wanted)
        self.shell.tasks.run(self, work, partial(self._done, answers), self._refused)

    def _done(self, answers: Answers, change: Change) -> None:
        self._saving = False
        self._saved = answers
        self.revert()
        self.told(change)

    def _refused(self, error: Exception) -> None:
        self._saving = False
        self.shell.notices.tell(error)
