"""答复: a path of four steps from the result to 送审, in the window of the case; nothing that was typed gets lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QWidget

from gkcase.desktop.act_panel import ActPanel, Made
from gkcase.desktop.case_view import CaseView
from gkcase.desktop.dressing import restyle
from gkcase.desktop.flow import Flow
from gkcase.desktop.layout import button
from gkcase.desktop.letter_out import LetterOut
from gkcase.desktop.letter_panel import KIND, letter_text, own_facts
from gkcase.desktop.path_bar import PathBar
from gkcase.desktop.phrase_menu import Phrases
from gkcase.desktop.reply_facts import PARTS, ReplyFacts
from gkcase.desktop.reply_look import LookPage, SubmitPage
from gkcase.desktop.reply_result import ResultPage
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import look, sp
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.journal import Fact, Facts
from gkcase.domain.terms import Event, LetterKind, spoken
from gkcase.services import lettering
from gkcase.services.handling import NeedsReason
from gkcase.services.lettering import reply_draft
from gkcase.services.letters import LETTERS
from gkcase.services.office import Office
from gkcase.services.replying import LookedOver, decision_letter, look_over, submit_reply

STEPS = ("结果", "事实和理由", "预览", "送审")
RESULT, FACTS, LOOK, SUBMIT = range(4)
NEXT = ("下一步", "预览", "下一步", "送审")
AID, APART, STEP, COMMENT, WHY = "_aid", "_apart", "_step", "_comment", "_reason"
"""What a draft holds beside the facts of the reply."""

BLOCKED = "有错误，改正后才能送审"


def sent_back(view: CaseView) -> str:
    """Who returned the reply and why, for whoever has to put it right; empty once it was submitted again."""
    last = view.file.last(Event.SUBMITTED, Event.RETURNED, Event.REPLY_ORDERED)
    if last is None or last.event is not Event.RETURNED:
        return ""
    return f"{spoken(last.on)}{last.by}退回：{last.text('comment')}"


class ReplyPanel(ActPanel):
    """Writes and submits a reply. `previewed` carries what it will say, `turned` the step one has come to,
    `followed` the spot of a finding that lies outside the path.
    """

    previewed = Signal(str)
    turned = Signal(int)
    followed = Signal(str)

    def __init__(self, office: Office, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(office, shell, parent)
        self.at = RESULT
        self._out: LetterOut | None = None
        self.phrases = Phrases(office, shell, self)
        self.path = PathBar(STEPS, "答复的步骤")
        self.result_page = ResultPage(office)
        self.second = ReplyFacts(office, self.form.fact_form, self.phrases)
        self.parts = self.second.parts
        self.look_page = LookPage(self._letter_out)
        self.submit_page = SubmitPage()
        self.back_button = button("上一步")
        self.write_button = button("只成文", "flat")
        self.write_button.setToolTip("写成答复书，暂不送审")
        self._lay()
        self._connect()

    def _lay(self) -> None:
        """The pages stand in the form of all acts, between its head and its foot."""
        body = self.form.body.layout()
        assert isinstance(body, QBoxLayout)  # step.ui
        for place, page in enumerate((self.path, self.result_page), 1):
            body.insertWidget(place, page)
        for place, page in enumerate((self.parts, self.look_page, self.submit_page), 4):
            body.insertWidget(place, page)
        form = self.form
        # Its pages are as high as their width makes them, which is more than the form would ask for by itself.
        form.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        foot = QWidget()
        self._foot = Flow(foot)
        keys = [form.body.findChild(QLabel, name) for name in ("confirm_key", "cancel_key")]
        acts = (
            form.confirm_button,
            keys[0],
            self.back_button,
            form.cancel_button,
            keys[1],
            self.write_button,
        )
        for act in acts:
            assert act is not None  # step.ui
            self._foot.addWidget(act)
        body.addWidget(foot)
        look.changed.connect(self._space)
        self._space()
        restyle(self.form)

    def _space(self) -> None:
        """With large type the acts stand in as many lines as they need."""
        self._foot.gap, self._foot.line_gap = sp("s"), sp("xs")
        self._foot.invalidate()

    def _connect(self) -> None:
        self.path.wanted.connect(self.ask_for)
        self.result_page.chosen.connect(self._result_chosen)
        self.result_page.similar_wanted.connect(partial(self.followed.emit, "similar"))
        self.second.edited.connect(self._edited)
        self.submit_page.edited.connect(self._edited)
        self.submit_page.followed.connect(self.follow)
        self.back_button.clicked.connect(self.back)
        self.write_button.clicked.connect(self._write)

    def _letter_out(self) -> LetterOut:
        if self._out is None:
            self._out = LetterOut(self._office, self._shell, self)
        return self._out

    # -- opening ----------------------------------------------------------------------------------------------

    def open(self, view: CaseView) -> None:
        """Open for a case; it begins with the draft that has not left the house, and with what was typed since."""
        draft = reply_draft(view.file)
        known = own_facts(draft) if draft else {}
        replaces = f"将代替{draft.text('number')}的前一稿；前一稿保留在案卷中。" if draft else ""
        about = "\n".join(filter(None, (sent_back(view), replaces)))
        self.start(
            view, f"letter:{LetterKind.REPLY.value}", "答复", LETTERS[LetterKind.REPLY].basis, NEXT[0], about
        )
        self.phrases.read()
        with self.filling():
            self.result_page.open(view.file.kind)
            self.submit_page.put("", "")
            self.second.begin(view)
            self.fill(known)
        self.go(FACTS if known.get(KIND) else RESULT)
        self.bring_back()

    def fill(self, facts: dict[str, Fact]) -> None:
        """Put in a draft: the facts of the reply, how far one had come, and what the aid was answered."""
        own = {name: value for name, value in facts.items() if not name.startswith("_") and name != PARTS}
        self.second.known |= own
        aid, parts = facts.get(AID), facts.get(PARTS)
        answers = [int(str(place)) for place in aid] if isinstance(aid, list) else []
        apart = bool(facts.get(APART) or parts)
        self.result_page.put(str(facts.get(KIND) or ""), answers, apart=apart)
        self.submit_page.put(facts.get(COMMENT), facts.get(WHY))
        self._ask()
        self.second.fill(own, parts)
        step = facts.get(STEP)
        if isinstance(step, int) and self.result_page.code:
            self.go(min(step, FACTS))
        self.point(self._pointed)

    def refreshed(self, view: CaseView) -> None:
        """The case has been read again: what the letter says may be another thing now."""
        super().refreshed(view)
        if self.at >= LOOK and self.isVisible():
            self._look_over(self.at)

    # -- the steps --------------------------------------------------------------------------------------------

    def go(self, step: int) -> None:
        """Show a step."""
        self.at = step
        self.path.show_step(step)
        form = self.form
        self.result_page.setVisible(step == RESULT)
        form.fact_form.setVisible(step == FACTS)
        self.parts.setVisible(step == FACTS and self.second.apart)
        self.look_page.setVisible(step == LOOK)
        self.submit_page.setVisible(step == SUBMIT)
        self.back_button.setVisible(step > RESULT)
        self.write_button.setVisible(step == SUBMIT)
        form.confirm_button.setText(NEXT[step])
        form.confirm_button.setEnabled(True)
        form.error_label.tell("")
        self._area.verticalScrollBar().setValue(0)
        self.turned.emit(step)
        self._focus()
        self._typing.start()

    def _focus(self) -> None:
        if not self.isVisible():
            return
        if self.at == RESULT:
            asked = self.result_page.aid.buttons
            (self.result_page.combo if self.result_page.code or not asked else asked[0]).setFocus()
        elif self.at == FACTS:
            self.second.focus()
        elif self.at == LOOK:
            self.look_page.text_edit.setFocus()
        else:
            self.submit_page.form.focus_first()

    def back(self) -> None:
        """To the step before."""
        if self.at > RESULT:
            self.go(self.at - 1)

    def ask_for(self, step: int) -> None:
        """A step was asked for by its name: back at once, ahead by way of what lies between."""
        if step < self.at:
            self.go(step)
        elif step == self.at + 1:
            self.confirm()
        self.path.show_step(self.at)

    def confirm(self) -> None:
        """On to the next step, and from the last one 送审."""
        made = self.form.confirm_button
        if self.view is None or not self.isVisible() or not made.isEnabled():
            return
        self.form.error_label.tell("")
        if self.at == RESULT and self.result_page.check():
            self._ask()
            self.go(FACTS)
        elif self.at == FACTS and self._facts_are_there():
            self._look_over(LOOK)
        elif self.at == LOOK:
            self._look_over(SUBMIT)
        elif self.at == SUBMIT and self.submit_page.form.check():
            super().confirm()

    def _facts_are_there(self) -> bool:
        fine = self.second.check()
        if not fine:
            self._bring_into_sight()
        return fine

    # -- what is asked ----------------------------------------------------------------------------------------

    def _result_chosen(self) -> None:
        self._ask()
        self._edited()

    def _ask(self) -> None:
        page = self.result_page
        result = self._office.replies.get(page.code)
        basis = result.basis if result and result.basis else LETTERS[LetterKind.REPLY].basis
        self.form.basis_label.setText(basis)
        self.second.ask(page.code, apart=page.apart)
        self.parts.setVisible(self.at == FACTS and page.apart)

    def facts(self) -> dict[str, Fact]:
        """The facts of the reply."""
        made = self.second.value()
        return {**made, KIND: self.result_page.code} if self.result_page.code else made

    def draft_name(self, view: CaseView) -> str:
        """A reply waits while other acts of its case are done."""
        return f"{super().draft_name(view)}:reply"

    def typed(self) -> dict[str, Fact]:
        """All that a draft keeps."""
        page, told = self.result_page, self.submit_page
        return {
            **self.second.known,
            **self.facts(),
            AID: list(page.aid.answers),
            APART: self.second.apart,
            STEP: self.at,
            COMMENT: told.comment,
            WHY: told.reason,
        }

    def point(self, name: str) -> None:
        """Go to the step where a fact is asked for, and into its field."""
        self._pointed = name
        if not name:
            return
        if name == KIND:
            self.go(RESULT)
        elif self.result_page.code:
            self.go(FACTS)
            if not self.parts.point(name):
                super().point(name)

    def follow(self, spot: str) -> None:
        """To where a finding is put right: on the path itself, else it is told to the window."""
        where, _, what = spot.partition(":")
        if where == "fact":
            self.point(what)
        else:
            self.followed.emit(spot)

    def adopt(self, code: str, reasons: Facts, number: str) -> None:
        """Take over the reasons of another reply, and its result where none is chosen yet; all can be undone."""
        before, step, chosen = dict(self.facts()), self.at, self.result_page.code
        self.result_page.put(chosen or code, apart=self.result_page.apart)
        self._ask()
        taken = {name: value for name, value in reasons.items() if self.second.asks_for(name)}
        if not taken:
            self.result_page.put(chosen, apart=self.result_page.apart)
            self._ask()
            self._shell.notices.say(f"{number}的理由不适用于所选的答复类型")
            return
        self.form.fact_form.fill(taken)
        self.go(FACTS)
        self._edited()

        def undo() -> None:
            self.form.fact_form.fill({name: before.get(name, "") for name in taken})
            self.second.known.update({name: before.get(name, "") for name in taken})
            self.result_page.put(chosen, apart=self.result_page.apart)
            self._ask()
            self.go(step)
            self._edited()

        self._shell.notices.say(f"已填入{number}的理由，请按本案情况改写", ("撤销", undo))

    # -- looking ----------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Ask what the letter would say, while its facts are typed."""
        if self.view is None or not self.isVisible() or self.at != FACTS:
            return
        facts, today = self.facts(), self._office.today()
        kind = decision_letter(self.view.file.kind)
        work = partial(letter_text, self._office, self.view.file.id, kind, today, facts)
        self._shell.tasks.run(self, work, self.previewed.emit, self._no_text, topic="look")

    def _no_text(self, error: Exception) -> None:
        """While facts are missing there is no letter yet; what is missing is said where the text will stand."""
        if isinstance(error, Refusal):
            self.previewed.emit(f"（{error.reason}）")
        else:
            self._shell.notices.tell(error)

    def _look_over(self, step: int) -> None:
        """Make the letter and check it, then show the step."""
        assert self.view is not None  # asked by confirm
        self.form.confirm_button.setEnabled(False)
        work = partial(look_over, self._office, self.view.file.id, self.facts())
        then = partial(self._looked, step)
        self._shell.tasks.run(self, work, then, self._shell.notices.beside(self), topic="look over")

    def _looked(self, step: int, seen: LookedOver) -> None:
        self.look_page.show_letter(seen)
        self.submit_page.show_findings(seen)
        self.previewed.emit(seen.text)
        self.go(step)
        made = self.form.confirm_button
        made.setEnabled(step != SUBMIT or seen.ready)
        made.setToolTip("" if made.isEnabled() else BLOCKED)
        if not made.isEnabled():
            self.form.error_label.tell(BLOCKED)

    # -- recording --------------------------------------------------------------------------------------------

    def work(self) -> Callable[[], Made]:
        """Write the letter and submit it, as one act."""
        assert self.view is not None  # asked by confirm
        told, file = self.submit_page, self.view.file
        return partial(
            submit_reply,
            self._office,
            file.id,
            self.facts(),
            comment=told.comment,
            reason=told.reason,
            version=file.version,
        )

    def _write(self) -> None:
        """Write the letter and leave it at that."""
        if self.view is None:
            return
        self.form.confirm_button.setEnabled(False)
        self._keeping.stop()
        facts, kind = self.facts(), decision_letter(self.view.file.kind)
        work = partial(lettering.write_letter, self._office, self.view.file.id, kind, facts=facts)
        self._shell.tasks.run(self, work, self._recorded, self._shell.notices.beside(self))

    def take(self, error: Refusal | Trouble) -> bool:
        """A refusal goes back to the step of its field; an irregular reply asks for its reason."""
        self.form.confirm_button.setEnabled(True)
        if isinstance(error, NeedsReason):
            self.submit_page.ask_reason(True)
            self.submit_page.form.editor("reason_").setFocus()
            return self.form.error_label.take(Refusal(error.reason, error.basis))
        if isinstance(error, Refusal) and error.field == KIND:
            self.go(RESULT)
            self.result_page.tell(error.reason, error.basis)
            return True
        if isinstance(error, Refusal) and self.second.asks_for(error.field) and self.at != FACTS:
            self.go(FACTS)
        return self.second.take(error) or super().take(error)
