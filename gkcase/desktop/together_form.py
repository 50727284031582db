"""What many cases have in common: one reply with its facts for all of them, or one kind of letter for each."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from gkcase.desktop.choice_row import SegmentRow
from gkcase.desktop.draft_keeper import DraftKeeper
from gkcase.desktop.dressing import restyle
from gkcase.desktop.fact_form import FactForm
from gkcase.desktop.layout import column, label
from gkcase.desktop.phrase_menu import Phrases
from gkcase.desktop.reply_look import COMMENT_ASK, REASON, REASON_ASK
from gkcase.desktop.reply_result import ResultPage
from gkcase.desktop.shell import Shell
from gkcase.desktop.still import ChoiceBox
from gkcase.domain.errors import Refusal
from gkcase.domain.facts import FACTS, FactSpec
from gkcase.domain.journal import Fact
from gkcase.domain.terms import DECISIONS, CaseKind, LetterKind
from gkcase.services.letters import LETTERS, asks
from gkcase.services.office import Office
from gkcase.services.values import ANSWER, LETTERS_OF_EACH

MODES = ((ANSWER, "一并答复"), (LETTERS_OF_EACH, "批量生成文书"))
KIND = "kind_of_reply"
DRAFT = "together"
ONE_FOR_ALL = "每件各有一份答复书和文号，答复类型、事实和理由相同。"
KEPT = "已经生成过的不重复生成；案件没有相应环节的，逐件说明。"


def letters_for_many() -> list[LetterKind]:
    """The letters that can be written without asking anything more."""
    return [kind for kind in LETTERS if kind not in DECISIONS and not _asked(kind)]


def _asked(kind: LetterKind) -> list[FactSpec]:
    follows = LETTERS[kind].follows
    told = {spec.name for spec in FACTS.get(follows, ())} if follows else set()
    return [spec for spec in asks(kind) if spec.required and spec.name not in told]


class TogetherForm(QWidget):
    """Asks once for all. `changed` tells that it is for something else now."""

    draft_word = "一并答复"

    changed = Signal()

    def __init__(self, office: Office, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._code = ""
        self._known: dict[str, Fact] = {}
        self.phrases = Phrases(office, shell, self)
        self.modes = SegmentRow()
        self.modes.offer(MODES, "办什么")
        self.about = label("", "caption", "muted", wrap=True)
        self.result_page = ResultPage(office)
        self.result_page.forbid_parts()
        self.result_page.open(CaseKind.REQUEST)
        self.facts = FactForm(stacked=True)
        self.submit = FactForm(stacked=True)
        self.submit.ask([COMMENT_ASK, REASON_ASK])
        self.letter_combo = ChoiceBox()
        self.letter_combo.setAccessibleName("文书")
        self.letter_combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for kind in letters_for_many():
            self.letter_combo.addItem(kind.label, kind)
        items = (self.modes, self.about, self.result_page, self.facts, self.submit, self.letter_combo)
        self.setLayout(column(*items, gap="m"))
        self.modes.chosen.connect(lambda _: self._turn())
        self.result_page.chosen.connect(self._ask)
        self.phrases.changed.connect(self._offer_phrases)
        self.letter_combo.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.keeper = DraftKeeper(office, shell.tasks, self.typed, shell.notices.tell, self)
        self.facts.edited.connect(self.keeper.touch)
        self.submit.edited.connect(self.keeper.touch)
        self.choose(ANSWER)
        self.keeper.begin(DRAFT)
        self.keeper.bring_back(self._fill)

    def put_by(self) -> bool:
        """Put away at once what has been typed."""
        return self.keeper.put_by()

    def typed(self) -> dict[str, Fact]:
        """What was chosen and written for all of them."""
        return {**self.facts.facts(), KIND: self.result_page.code, COMMENT_ASK.name: self.comment}

    def _fill(self, body: dict[str, Fact]) -> None:
        self._known = body
        self.result_page.put(str(body.get(KIND) or ""))
        self._ask()
        self.submit.fill({COMMENT_ASK.name: body.get(COMMENT_ASK.name)})

    def done(self) -> None:
        """All of them have their reply: what was written stands in their letters."""
        self.keeper.forget()
        self.keeper.begin(DRAFT)

    @property
    def answering(self) -> bool:
        """Whether a reply is given; else letters are written."""
        return self.modes.code == ANSWER

    @property
    def kind(self) -> LetterKind:
        """The kind of letter that is written."""
        found = self.letter_combo.currentData()
        return LetterKind.REPLY if self.answering else found

    def choose(self, mode: str) -> None:
        """Reply, or letters."""
        self.modes.choose(mode)
        self._turn()

    def begin(self) -> None:
        """Begin anew for other cases; what was typed stays, the reason does not."""
        self.facts.use(self._office.rules.calendar, self._office.today)
        self.submit.fill({REASON: ""})
        self.ask_reason(False)
        self.phrases.read()

    def ask_reason(self, wanted: bool) -> None:
        """Ask why it is submitted all the same."""
        names = {COMMENT_ASK.name, REASON} if wanted else {COMMENT_ASK.name}
        self.submit.show_only(names)

    def given(self) -> dict[str, Fact]:
        """The facts of the reply."""
        return {**self.facts.facts(), KIND: self.result_page.code} if self.answering else {}

    @property
    def comment(self) -> str:
        """What is said to those who sign."""
        return str(self.submit.facts().get(COMMENT_ASK.name) or "")

    @property
    def reason(self) -> str:
        """Why it is submitted all the same."""
        return str(self.submit.facts().get(REASON) or "")

    def check(self) -> bool:
        """Say what is missing."""
        if not self.answering:
            return True
        return self.result_page.check() and self.facts.check() and self.submit.check()

    def take(self, error: Refusal) -> bool:
        """Put a refusal beside its field."""
        if error.field == KIND:
            self.result_page.tell(error.reason, error.basis)
            return True
        return self.answering and self.facts.take(error)

    def _turn(self) -> None:
        answering = self.answering
        self.about.setText(ONE_FOR_ALL if answering else KEPT)
        for part in (self.result_page, self.facts, self.submit):
            part.setVisible(answering)
        self.letter_combo.setVisible(not answering)
        self.changed.emit()

    def _ask(self) -> None:
        code = self.result_page.code
        if code == self._code:
            return
        self._known |= self.facts.facts()
        self._code = code
        self.facts.ask(self._specs(), ("searched_on",))
        self._offer_phrases()
        self.facts.fill(self._known)
        restyle(self.facts)
        self.changed.emit()

    def _specs(self) -> list[FactSpec]:
        return list(asks(LetterKind.REPLY, self._code)) if self._code else []

    def _offer_phrases(self) -> None:
        if self._code:
            self.phrases.offer(self.facts, self._specs(), self._code)
