"""The panel of one act, inside the window: asks for its facts, says what it does, records it. No modal box."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from gkcase.desktop.case_view import CaseView
from gkcase.desktop.draft_keeper import Pause
from gkcase.desktop.fact_form import FactSpec
from gkcase.desktop.layout import button, column, label, row, scrolled
from gkcase.desktop.shell import Shell
from gkcase.desktop.side_panel import SidePanel
from gkcase.desktop.step import StepForm
from gkcase.desktop.tokens import tag
from gkcase.domain.errors import Conflict, Refusal, Trouble
from gkcase.domain.journal import Fact
from gkcase.services.drafts import drop_draft, load_draft, save_draft
from gkcase.services.lettering import Written
from gkcase.services.office import Change, Office

PAUSE_MS = 200
SIGHT = 80
ACT = "act"
RESTORED = "已恢复上次没有记录的内容"
Made = Change | Written


class ActPanel(SidePanel):
    """What all panels share. `done` carries the change, `left` that it was given up, `stale` that the case moved on.

    What is typed is kept as a draft of this person and case until the act is recorded, so nothing is lost by going
    away, by closing the program or by a power cut.
    """

    draft_word = "事项"
    done = Signal(object)
    stale = Signal()

    work: Callable[[], Callable[[], Made]]
    """What is to be done off the GUI thread, as each panel knows."""

    def __init__(self, office: Office, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tag(self, role="plain")
        self._office, self._shell = office, shell
        self.view: CaseView | None = None
        self.act = ""
        self._pointed = ""
        self._is_filling = self._touched = False
        self.form = StepForm(self)
        self.form.body.setProperty("boundsAtBase", None)
        self.form.body.setMinimumWidth(0)
        self.form.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.about_label = label("", "caption", "muted", wrap=True)
        self.refresh_button = button("刷新案件", "flat", "refresh")
        self.refresh_button.clicked.connect(self.stale)
        self.inside = QWidget()
        items = (self.about_label, self.form, row(self.refresh_button, None, margins=("xl", 0)), None)
        self.inside.setLayout(column(*items, gap="xs", margins=(0, "xs")))
        self._area = scrolled(self.inside)
        self.setLayout(column(self._area, gap=0))
        self._typing = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._typing.timeout.connect(self.look)
        self._keeping = Pause(self)
        self._keeping.timeout.connect(self._keep)
        self.form.fact_form.edited.connect(self._edited)
        self.form.confirm_button.clicked.connect(self.confirm)
        self.form.cancel_button.clicked.connect(self.leave)

    # -- opening ----------------------------------------------------------------------------------------------

    def start(self, view: CaseView, act: str, title: str, basis: str, confirm: str, about: str = "") -> None:
        """Open for an act; `act` names it among the drafts."""
        self.view, self.act, self._pointed, self._touched = view, act, "", False
        form = self.form
        form.title_label.setText(title)
        form.basis_label.setText(basis)
        form.confirm_button.setText(confirm)
        form.confirm_button.setEnabled(True)
        form.error_label.tell("")
        self.about_label.setText(about)
        self.about_label.setVisible(bool(about))
        self.about_label.setContentsMargins(24, 8, 24, 0)
        self.show_effect("")
        self.refresh_button.hide()
        form.fact_form.use(self._office.rules.calendar, self._office.today)

    def ask(self, specs: Iterable[FactSpec], future: Sequence[str] = ()) -> None:
        """Ask for facts, put the cursor into the first, and bring back what was typed and not recorded."""
        self.form.fact_form.ask(specs, future)
        self.form.fact_form.focus_first()
        self.point(self._pointed)
        self._typing.start()

    def point(self, name: str) -> None:
        """Put the cursor into the field of that fact; it stays the one when the fields are asked for again."""
        self._pointed = name
        editor = self.form.fact_form.find_editor(name) if name else None
        if editor is not None:
            editor.setFocus()
            QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(editor, 0, SIGHT))

    @contextmanager
    def filling(self) -> Iterator[None]:
        """What the program fills in itself is no draft of the officer's."""
        self._is_filling = True
        try:
            yield
        finally:
            self._is_filling = False

    def bring_back(self) -> None:
        """Fill in what was typed for this act of this case and never recorded."""
        if self.view is not None:
            work = partial(load_draft, self._office, self.draft_name(self.view))
            self._shell.tasks.run(self, work, self._brought_back, self._shell.notices.tell, topic="draft")

    def _brought_back(self, draft: object) -> None:
        body = getattr(draft, "body", {})
        if body.get(ACT) == self.act and not self._keeping.isActive():
            with self.filling():
                self.fill({name: value for name, value in body.items() if name != ACT})
            self.about_label.setText(RESTORED)
            self.about_label.show()

    def fill(self, facts: dict[str, Fact]) -> None:
        """Put in what was typed before."""
        self.form.fact_form.fill(facts)

    def draft_name(self, view: CaseView) -> str:
        """Under which name the unfinished act is kept: a case has one, whichever act it is."""
        return draft_kind(view.file.id)

    def typed(self) -> dict[str, Fact]:
        """What a draft keeps."""
        return self.form.fact_form.facts()

    # -- while typing -----------------------------------------------------------------------------------------

    def _edited(self) -> None:
        self.form.error_label.tell("")
        self._typing.start()
        if not self._is_filling:
            self._touched = True
            self._keeping.touch()

    def look(self) -> None:
        """Say what the act would do; a panel whose act does nothing to the period says nothing."""

    def show_effect(self, words: str) -> None:
        """Say what the act will do; empty: nothing."""
        self.form.effect_label.setText(words)
        self.form.effect_frame.setVisible(bool(words))

    def _keep(self) -> None:
        work = self._draft()
        if work is not None:
            self._shell.tasks.run(self, work, _nothing, self._shell.notices.tell, topic="keep")

    def _draft(self) -> Callable[[], object] | None:
        """Puts away what stands in the panel now."""
        if self.view is None or not self.act:
            return None
        body: dict[str, Fact] = {**self.typed(), ACT: self.act}
        return partial(save_draft, self._office, body, self.draft_name(self.view))

    def put_by(self) -> bool:
        """Keep what has been typed, at once; whether there is any."""
        work = self._draft()
        if work is None or not self._touched or self.isHidden():
            return False
        if self._keeping.isActive():
            self._keeping.stop()
            work()
        return True

    def leave(self) -> None:
        """Close; what was typed waits until the act is opened again."""
        if self._keeping.isActive():
            self._keeping.stop()
            self._keep()
        self.left.emit()

    # -- recording --------------------------------------------------------------------------------------------

    def confirm(self) -> None:
        """Record the act, unless something is missing; the button waits for the answer."""
        made = self.form.confirm_button
        if self.view is None or not self.isVisible() or not made.isEnabled():
            return
        if not self.form.fact_form.check():
            self._bring_into_sight()
            return
        self.form.error_label.tell("")
        made.setEnabled(False)
        self._keeping.stop()
        self._shell.tasks.run(self, self.work(), self._recorded, self._shell.notices.beside(self))

    def _recorded(self, made: Made) -> None:
        self.form.confirm_button.setEnabled(True)
        self._touched = False
        if self.view is not None:
            work = partial(drop_draft, self._office, self.draft_name(self.view))
            self._shell.tasks.run(self, work, _nothing, self._shell.notices.tell, topic="keep")
        self.done.emit(made)

    def take(self, error: Refusal | Trouble) -> bool:
        """Show a refusal beside its field, else above the button; after a conflict offer to read the case again."""
        self.form.confirm_button.setEnabled(True)
        self._keeping.touch()
        if isinstance(error, Conflict):
            self.refresh_button.show()
            return self.form.error_label.take(error)
        taken = self.form.fact_form.take(error) or self.form.error_label.take(error)
        self._bring_into_sight()
        return taken

    def _bring_into_sight(self) -> None:
        """What was refused, with its sentence, which takes its place only after this."""
        told = self.form.error_label
        seen = told if not told.isHidden() else self.form.fact_form.focusWidget()
        if seen is not None:
            QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(seen, 0, SIGHT))

    def refreshed(self, view: CaseView) -> None:
        """The case has been read again while the panel was open; what was typed stays."""
        self.view = view
        if not self.refresh_button.isHidden():
            self.refresh_button.hide()
            self.form.error_label.tell("")
        self._typing.start()


def draft_kind(case_id: int) -> str:
    """Under which name the unfinished act of a case is kept."""
    return f"case:{case_id}"


def _nothing(_: object) -> None:
    """A draft that is kept or dropped needs no word."""
