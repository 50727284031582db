"""答复: a path of four steps from the result to 送审, in the window of the case; nothing that was typed gets lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from gkcase.desktop.act_panel import ActPanel, Made
from gkcase.desktop.case_view import CaseView
from gkcase.desktop.dressing import restyle
from gkcase.desktop.fact_form import FactSpec
from gkcase.desktop.layout import button
from gkcase.desktop.letter_out import LetterOut
from gkcase.desktop.letter_panel import KIND, letter_text, own_facts
from gkcase.desktop.parts_editor import PartsEditor
from gkcase.desktop.path_bar import PathBar
from gkcase.desktop.phrase_menu import Phrases
from gkcase.desktop.reply_look import LookPage, SubmitPage
from gkcase.desktop.reply_result import PARTLY, ResultPage, offered
from gkcase.desktop.shell import Shell
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.journal import Fact
from gkcase.domain.terms import CaseKind, Event, LetterKind
from gkcase.services import lettering
from gkcase.services.handling import NeedsReason
from gkcase.services.lettering import reply_draft
from gkcase.services.letters import LETTERS, asks
from gkcase.services.office import Office
from gkcase.services.replying import LookedOver, decision_letter, look_over, submit_reply

STEPS = ("结果", "事实和理由", "预览", "送审")
RESULT, FACTS, LOOK, SUBMIT = range(4)
NEXT = ("下一步", "预览", "下一步", "送审")
PARTS = "parts"
AID, APART, STEP, COMMENT, WHY = "_aid", "_apart", "_step", "_comment", "_reason"
"""What a draft holds beside the facts of the reply."""

BLOCKED = "有错误，改正后才能送审"


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
        self._code, self._apart = "", False
        self._known: dict[str, Fact] = {}
        self._out: LetterOut | None = None
        self.phrases = Phrases(office, shell, self)
        self.path = PathBar(STEPS, "答复的步骤")
        self.result_page = ResultPage(office)
        self.parts = PartsEditor(self._asks_of_part, self.phrases)
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
        last = body.itemAt(body.count() - 1)
        line = last.layout() if last else None
        assert isinstance(line, QBoxLayout)  # step.ui
        # Its pages are as high as their width makes them, which is more than the form would ask for by itself.
        self.form.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        line.insertWidget(2, self.back_button)
        line.addWidget(self.write_button)
        restyle(self.form)

    def _connect(self) -> None:
        self.path.wanted.connect(self.ask_for)
        self.result_page.chosen.connect(self._result_chosen)
        self.parts.edited.connect(self._edited)
        self.submit_page.edited.connect(self._edited)
        self.submit_page.followed.connect(self.follow)
        self.back_button.clicked.connect(self.back)
        self.write_button.clicked.connect(self._write)
        self.phrases.changed.connect(self._offer_phrases)

    def _letter_out(self) -> LetterOut:
        if self._out is None:
            self._out = LetterOut(self._office, self._shell, self)
        return self._out

    # -- opening ----------------------------------------------------------------------------------------------

    def open(self, view: CaseView) -> None:
        """Open for a case; it begins with the draft that has not left the house, and with what was typed since."""
        draft = reply_draft(view.file)
        known = own_facts(draft) if draft else {}
        about = f"将代替{draft.text('number')}的前一稿；前一稿保留在案卷中。" if draft else ""
        self.start(
            view, f"letter:{LetterKind.REPLY.value}", "答复", LETTERS[LetterKind.REPLY].basis, NEXT[0], about
        )
        self.phrases.read()
        with self.filling():
            self.result_page.open(view.file.kind)
            self.parts.open(self._part_choices(), self._office.rules.calendar, self._office.today)
            self.submit_page.put("", "")
            self._code, self._apart, self._known = "", False, {}
            self.form.fact_form.ask([])
            self.fill(known)
        self.go(FACTS if known.get(KIND) else RESULT)
        self.bring_back()

    def fill(self, facts: dict[str, Fact]) -> None:
        """Put in a draft: the facts of the reply, how far one had come, and what the aid was answered."""
        own = {name: value for name, value in facts.items() if not name.startswith("_") and name != PARTS}
        parts = facts.get(PARTS)
        self._known |= own
        aid = facts.get(AID)
        answers = [int(str(place)) for place in aid] if isinstance(aid, list) else []
        apart = bool(facts.get(APART) or parts)
        self.result_page.put(str(facts.get(KIND) or ""), answers, apart=apart)
        if isinstance(parts, list):
            self.parts.put([part for part in parts if isinstance(part, Mapping)])
        self.submit_page.put(facts.get(COMMENT), facts.get(WHY))
        self._ask()
        self.form.fact_form.fill(own)
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
        self.parts.setVisible(step == FACTS and self._apart)
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
        elif self.at == FACTS and self._apart:
            self.parts.cards[0].about.focus_first()
        elif self.at == FACTS:
            self.form.fact_form.focus_first()
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
        fine = self.form.fact_form.check() and (not self._apart or self.parts.check())
        if not fine:
            self._bring_into_sight()
        return fine

    # -- what is asked ----------------------------------------------------------------------------------------

    def _result_chosen(self) -> None:
        self._ask()
        self._edited()

    def _ask(self) -> None:
        """Another result asks for other facts; what was typed for one result is there again when it comes back."""
        page, form = self.result_page, self.form.fact_form
        code, apart = page.code, page.apart
        self.form.basis_label.setText(self._basis(code))
        if (code, apart) == (self._code, self._apart):
            return
        self._known |= form.facts()
        self._code, self._apart = code, apart
        form.ask(self._specs(), ("searched_on",))
        self._offer_phrases()
        form.fill({**self._searched(), **self._known})
        if apart and self.view is not None:
            self.parts.begin_with(self.view.file.wanted)
        self.parts.setVisible(self.at == FACTS and apart)
        restyle(form)

    def _offer_phrases(self) -> None:
        """The sentence blocks have been read: they stand beside the fields that take them."""
        if self._code:
            self.phrases.offer(self.form.fact_form, self._specs(), self._code)
            self.parts.offer_phrases()

    def _basis(self, code: str) -> str:
        result = self._office.replies.get(code)
        return result.basis if result and result.basis else LETTERS[LetterKind.REPLY].basis

    def _specs(self) -> list[FactSpec]:
        """What the result asks for; a reply of several parts asks here for what they have in common."""
        specs = list(asks(LetterKind.REPLY, self._code)) if self._code else []
        if not self._apart:
            return list(specs)
        return [spec for spec in asks(LetterKind.REPLY, PARTLY) if spec.kind != PARTS]

    def _asks_of_part(self, code: str) -> list[FactSpec]:
        whole = {spec.name for spec in asks(LetterKind.REPLY, PARTLY)}
        return [spec for spec in asks(LetterKind.REPLY, code) if spec.name not in whole]

    def _part_choices(self) -> tuple[tuple[str, str], ...]:
        if self.view is None:
            return ()
        results = offered(self._office, self.view.file.kind)
        return tuple((result.code, result.label) for result in results if result.code != PARTLY)

    def _searched(self) -> dict[str, Fact]:
        """A search on record fills in what the letter tells of it; a rectification, which record it is about."""
        searched = self.view.file.last(Event.SEARCHED) if self.view else None
        if self.view is not None and self.view.file.kind is CaseKind.RECTIFICATION:
            return {"record": self.view.file.received.facts.get("recorded")}
        if searched is None or self._code != "R6":
            return {}
        return {**searched.facts, "searched_on": searched.on.isoformat()}

    def facts(self) -> dict[str, Fact]:
        """The facts of the reply."""
        made: dict[str, Fact] = {**self.form.fact_form.facts()}
        if code := self.result_page.code:
            made[KIND] = code
        if self._apart:
            made[PARTS] = self.parts.value()
        return made

    def draft_name(self, view: CaseView) -> str:
        """A reply waits while other acts of its case are done."""
        return f"{super().draft_name(view)}:reply"

    def typed(self) -> dict[str, Fact]:
        """All that a draft keeps."""
        page, told = self.result_page, self.submit_page
        return {
            **self._known,
            **self.facts(),
            AID: list(page.aid.answers),
            APART: self._apart,
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
        if isinstance(error, Refusal) and self._is_asked(error.field) and self.at != FACTS:
            self.go(FACTS)
        if isinstance(error, Refusal) and self._apart and self.parts.take(error):
            return True
        return super().take(error)

    def _is_asked(self, field: str) -> bool:
        asked = self.form.fact_form.find_editor(field) is not None
        return asked or (self._apart and field.startswith("parts."))
