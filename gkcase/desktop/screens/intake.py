"""新登记: the request as the official form has it, channel first; what follows from it is said at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from uuid import uuid4

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QStackedWidget, QWidget

from gkcase.desktop.draft_keeper import DraftKeeper
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import scrolled
from gkcase.desktop.letter_out import LetterOut
from gkcase.desktop.screen import Screen
from gkcase.desktop.screens.intake_advice import IntakeAdvice
from gkcase.desktop.screens.intake_applicant import CITIZEN, ApplicantBlock
from gkcase.desktop.screens.intake_beside import BesidePanel, Comparison
from gkcase.desktop.screens.intake_channel import ChannelBlock
from gkcase.desktop.screens.intake_fields import ARRIVAL, MANY, RECTIFICATION, WHO, IntakeFields
from gkcase.desktop.screens.intake_layout import IntakeLayout
from gkcase.desktop.screens.intake_many import ManyBlock
from gkcase.desktop.screens.intake_papers import PapersBlock
from gkcase.desktop.screens.intake_saved import SavedPage
from gkcase.desktop.screens.intake_start import Start, body_of, kept_words, mail_words, slot_of, start
from gkcase.desktop.shell import Shell
from gkcase.domain.errors import Refusal
from gkcase.domain.journal import Fact
from gkcase.domain.terms import CaseKind, IdKind
from gkcase.services import intake, many
from gkcase.services.dossier import Dossier
from gkcase.services.earlier import Earlier
from gkcase.services.office import Change, Office, Topic
from gkcase.services.reading import dossier
from gkcase.services.values import LETTERS_OF_EACH

FORM, SAVED = 0, 1
BLANK: Mapping[str, Fact] = {
    WHO: CITIZEN,
    "applicant.id_kind": IdKind.RESIDENT_ID.value,
}


class IntakeScreen(Screen):
    """Logs a request. A visit with the id of an envelope registers that one; every envelope has its own draft."""

    form = "intake"
    help_topic = "intake"
    state_stack: QStackedWidget
    saved_page: QWidget
    form_page: QWidget
    form_area: QScrollArea
    form_content: QWidget
    draft_label: QLabel
    draft_word = "登记表"
    clear_button: QPushButton
    save_button: QPushButton
    cancel_button: QPushButton
    channel_error: ErrorLabel

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        tasks, tell = shell.tasks, shell.notices.tell
        self.fields = IntakeFields(self.form_page)
        self.channel = ChannelBlock(self.form_page, self.fields, office)
        self.layout_of_form = IntakeLayout(self.form_page, self.fields)
        self.applicant = ApplicantBlock(self.form_page, self.fields, office, tasks, tell)
        self.papers = PapersBlock(self.form_page, office, tasks, tell, self._is_open)
        self.beside = BesidePanel(self.form_page)
        self.advice = IntakeAdvice(
            self.form_page, office, shell, self.fields, self.channel, self.beside, self.facts
        )
        self.many = ManyBlock(self.form_page, office, shell, self.fields, self.facts)
        self.keeper = DraftKeeper(office, tasks, self._body, tell, self)
        self.state_stack.insertWidget(
            SAVED, scrolled(self.saved_page)
        )  # unseen it must not make the window higher
        self.saved = SavedPage(self.body, office, shell, LetterOut(office, shell, self))
        self._begun = self._busy = self._when_rested = False
        self._mail_id: int | None = None
        self._linked_mail: int | None = None
        self._op_id = ""
        self._connect()
        self.layout_of_form.order_tabs()
        self.layout_of_form.suit(False)

    def _connect(self) -> None:
        self.fields.edited.connect(self._edited)
        self.fields.left.connect(self.keeper.flush)
        self.papers.changed.connect(self.keeper.touch)
        self.papers.rested.connect(self._papers_are_here)
        self.keeper.kept.connect(self._say_kept)
        self.beside.opened.connect(self._open_case)
        self.beside.compared.connect(self._compare)
        self.many.stopped.connect(self._rest)
        self.saved.opened.connect(self._open_case)
        self.saved.again.connect(self._again)
        self.clear_button.clicked.connect(self.clear)
        self.save_button.clicked.connect(self.save)
        self.cancel_button.clicked.connect(self.leave)
        self.layout_of_form.confirmed.connect(self.save)
        self.setFocusProxy(self.form_area)
        self._shell.new_day.connect(lambda _: self.advice.say())

    # -- what the shell says ----------------------------------------------------------------------------------

    def visit(self, subject: object) -> None:
        """Go on where the form was left; with the id of an envelope register that one."""
        mail_id = subject if isinstance(subject, int) else None
        if self._begun and mail_id == self._mail_id and self.state_stack.currentIndex() == FORM:
            return
        self.keeper.flush()
        self._begin(mail_id)

    def react(self, change: object) -> None:
        """A calendar or a choice moves days, a case takes the number."""
        if isinstance(change, Change) and self._is_open():
            if change.topics & (Topic.CALENDAR | Topic.SETTINGS):
                self.advice.say()
            if change.topics & Topic.CASES:
                self.advice.ask_number()

    def may_leave(self) -> bool:
        """Nothing is lost by leaving: the draft is kept."""
        self.keeper.flush()
        return True

    def put_by(self) -> bool:
        """Keep what has been typed, at once."""
        return self.keeper.put_by()

    def leave(self) -> None:
        """Back to where one came from; the draft stays."""
        here = self._shell.here
        self._shell.back()
        if self._shell.here == here:
            self._shell.go("desk")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.papers.watch(self.window())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.layout_of_form.fit(self.width())

    @property
    def is_ready(self) -> bool:
        """Whether one can type: the draft or the envelope has come."""
        return self._begun

    def _is_open(self) -> bool:
        """Whether the form is in sight and waits for what is typed."""
        return self.isVisible() and self._begun and self.state_stack.currentIndex() == FORM

    # -- beginning --------------------------------------------------------------------------------------------

    def _begin(self, mail_id: int | None) -> None:
        """Fetch what the form begins with; nothing can be typed before it is there."""
        self._begun, self._when_rested, self._mail_id = False, False, mail_id
        self.advice.rest()
        self.keeper.begin(slot_of(mail_id))
        self.state_stack.setCurrentIndex(FORM)
        self.form_content.setEnabled(False)
        self.setFocusProxy(self.form_area)  # a disabled field would hand the cursor to the search field
        work = partial(start, self._office, mail_id, BLANK)
        self._shell.tasks.run(self, work, self._show_start, self._not_begun, topic="start")

    def _show_start(self, begun: Start) -> None:
        letter = begun.mail
        self._linked_mail = letter.id if letter is not None and letter.case_id is None else None
        self.beside.show_mail(mail_words(letter) if letter else "")
        self.advice.show_number(begun.number)
        self._fill(begun.fields, begun)
        kept = begun.kept_at
        self.draft_label.setText(f"已恢复{kept_words(kept, self._office.today())}的草稿" if kept else "")
        self.clear_button.setVisible(kept is not None)
        if self.isVisible() and not self._shell.search_edit.hasFocus():
            self.setFocus()

    def _fill(self, fields: Mapping[str, Fact], begun: Start) -> None:
        self._begun = False
        self.applicant.show_agent(any(name.startswith("agent.") for name in fields))
        self.fields.restore(fields)
        self.layout_of_form.suit(self._kind is CaseKind.RECTIFICATION)
        self.papers.show_papers(begun.papers)
        self._op_id = begun.op_id or str(uuid4())
        self._begun, self._busy = True, False
        self.form_content.setEnabled(True)
        self.setFocusProxy(self.channel.channel_row)
        self.save_button.setEnabled(True)
        self.advice.say()
        self.advice.look_beside()

    def _not_begun(self, error: Exception) -> None:
        """An envelope that is no longer there leaves an empty form."""
        self._shell.notices.tell(error)
        self._mail_id = self._linked_mail = None
        self.keeper.begin(slot_of(None))
        self._fill(BLANK, Start("", BLANK))
        self.advice.ask_number()

    def clear(self) -> None:
        """Empty the form; the notice brings everything back."""
        before = Start("", self.fields.state(), self.papers.papers, self._op_id)
        slot = self.keeper.kind
        self.keeper.forget()
        self.keeper.begin(slot)
        self._fill(BLANK, Start("", BLANK))
        self.draft_label.setText("")
        self.clear_button.hide()
        self.setFocus()
        self._shell.notices.say("表格已清空", ("撤销", partial(self._bring_back, slot, before)))

    def _bring_back(self, slot: str, before: Start) -> None:
        if self.keeper.kind == slot and self._is_open():
            self._fill(before.fields, before)
            self.keeper.touch()

    def _again(self) -> None:
        if self._shell.here is not None and self._shell.here.subject is None:
            self._begin(None)
        else:
            self._shell.go("intake")

    # -- while it is typed ------------------------------------------------------------------------------------

    def facts(self) -> dict[str, Fact]:
        """What the form says, as a registration takes it."""
        own = (
            ARRIVAL,
            WHO,
            RECTIFICATION,
            MANY,
            "channel",
            "confirmed_on",
            "auto_confirmed",
            "tracking_number",
        )
        rest = {
            name: value
            for name, value in self.fields.values().items()
            if name not in own and not name.startswith(("applicant.", "agent."))
        }
        return {**self.channel.facts(), **self.applicant.facts(), **rest, "case_kind": self._kind.value}

    @property
    def _kind(self) -> CaseKind:
        return CaseKind.RECTIFICATION if self.fields.value(RECTIFICATION) else CaseKind.REQUEST

    def _body(self) -> dict[str, Fact]:
        return body_of(self.fields.state(), self.papers.papers, self._op_id)

    def _edited(self, name: str) -> None:
        if name == RECTIFICATION:
            self.layout_of_form.suit(self._kind is CaseKind.RECTIFICATION)
        if self._begun:
            self.keeper.touch()
            self.advice.edited(name)

    def _say_kept(self, moment: datetime) -> None:
        self.draft_label.setText(f"草稿已存 {moment:%H:%M}")
        self.clear_button.show()

    def _open_case(self, case_id: int) -> None:
        self._shell.go("case", case_id)

    def _compare(self, case: Earlier) -> None:
        Comparison(self, str(self.fields.value("wanted") or ""), case).show()

    # -- saving -----------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Log the request, once, however often one asks for it."""
        if self._busy or not self._is_open() or not self.fields.days_are_right():
            return
        self._when_rested = self.papers.is_busy
        if self._when_rested:
            return
        try:
            if self.channel.channel is None:
                raise Refusal("请先选择申请渠道", "第三十一条", "channel")
            self.applicant.refuse_without_kind()
        except Refusal as refusal:
            self.fields.take(refusal)
            return
        self._busy = True
        self.save_button.setEnabled(False)
        register = partial(
            many.register_many if self.many.on else intake.register,
            self._office,
            self.facts(),
            papers=self.papers.papers,
            op_id=self._op_id,
            mail_id=self._linked_mail,
            draft=self.keeper.kind,
        )
        if self.many.on:
            self.many.save(register, self._registered_many, self._refused)
        else:
            self._shell.tasks.run(self, register, self._registered, self._refused)

    def _papers_are_here(self) -> None:
        """Saving waited for them: a case must not leave a paper behind."""
        if self._when_rested:
            self.save()

    def _registered_many(self, change: Change) -> None:
        """On with all of them: a receipt for each, or one reply."""
        self.keeper.became_a_case()
        self.advice.rest()
        self._begun = self._busy = False
        self._shell.announce(change)
        self._shell.notices.say(change.said)
        self._shell.go("together", (LETTERS_OF_EACH, tuple(sorted(change.case_ids))))

    def _registered(self, change: Change) -> None:
        self.keeper.became_a_case()
        self.advice.rest()
        self._begun = False
        self._shell.announce(change)
        work = partial(dossier, self._office, change.case_id)
        self._shell.tasks.run(self, work, self._show_saved, self._shell.notices.tell)

    def _show_saved(self, file: Dossier) -> None:
        self.state_stack.setCurrentIndex(SAVED)
        self.saved.show_case(file)

    def _refused(self, error: Exception) -> None:
        """Nothing was saved: everything stays as it was typed."""
        self._rest()
        self._shell.notices.beside(self.fields)(error)

    def _rest(self) -> None:
        self._busy = False
        self.save_button.setEnabled(True)
