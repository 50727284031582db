"""Step one of a reply: which kind it is, chosen or found by answering, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy, QWidget

from gkcase.desktop.decision_aid import DecisionAid
from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.layout import button, clear, column, frame, label, row
from gkcase.desktop.still import ChoiceBox
from gkcase.desktop.tokens import sp, tag
from gkcase.domain.decision import CHOSEN
from gkcase.domain.policy import Policy
from gkcase.domain.replies import Result, remedy_route
from gkcase.domain.report_rows import ROW_LABELS
from gkcase.domain.terms import CaseKind
from gkcase.services.office import Office
from gkcase.services.rulebook import decision

PARTLY = "R3"
REMEDIES = {
    "review_first": "必须先申请行政复议，对复议决定不服再提起行政诉讼",
    "choice": "申请行政复议或者提起行政诉讼，由申请人选择",
    "split": "不予公开的部分必须先申请行政复议，其他部分由申请人选择",
    "none": "不写救济途径",
}


def offered(office: Office, kind: CaseKind) -> list[Result]:
    """The results that can be chosen for a case of this kind."""
    return [result for result in office.replies.values() if result.answers(kind)]


def follows_from(result: Result, policy: Policy, on: date) -> list[tuple[str, str]]:
    """What a result brings with it: the letter, its article, the remedy that it must name, the row of the report."""
    remedy = REMEDIES[remedy_route(result, policy, on=on)]
    row_ = ROW_LABELS.get(result.row, "不计入申请办理情况表")
    return [
        ("文书", result.letter_title),
        ("依据", result.basis or "没有专门条文，按年度报告格式归类"),
        ("救济途径", remedy),
        ("年度报告", row_),
    ]


class ResultPage(QWidget):
    """Chooses a result, directly or by the aid. `chosen`: another one holds, or contents are answered apart."""

    chosen = Signal()
    similar_wanted = Signal()

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._results: dict[str, Result] = {}
        self._whole = False
        self.combo = ChoiceBox()
        self.combo.setAccessibleName("答复类型")
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(8)
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.error = ErrorLabel()
        self.apart_box = QCheckBox("申请有多项内容，分项答复")
        self.apart_box.setToolTip("每项内容各有答复类型和理由，合写在一份答复书里（第三十六条、第三十七条）")
        self.aid = DecisionAid(decision())
        self.aid_button = button("不确定？回答几个问题", "flat", "help")
        self.similar_button = button("", "flat", "cases")
        self.similar_button.setToolTip("看同类申请怎样答复、答复书怎样写")
        self.similar_button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.similar_button.hide()
        self.facts_box = column(gap="xs", margins=("m", "s"))
        self.facts_frame = frame("note", self.facts_box)
        head = label("答复类型", tone="muted")
        head.setBuddy(self.combo)
        items = (
            head,
            self.combo,
            self.error,
            self.facts_frame,
            self.similar_button,
            self.apart_box,
            row(self.aid_button, None),
            self.aid,
        )
        self.setLayout(column(*items, gap="s"))
        self.combo.currentIndexChanged.connect(lambda _: self._changed())
        self.apart_box.toggled.connect(lambda _: self.chosen.emit())
        self.aid.found.connect(self._found)
        self.aid.changed.connect(self.chosen)
        self.aid_button.clicked.connect(self.ask)
        self.similar_button.clicked.connect(self.similar_wanted)

    def show_similar(self, words: str) -> None:
        """Say how requests like this one were decided; empty: none was."""
        self.similar_button.setText(f"类似案件：{words}")
        self.similar_button.setAccessibleName(f"类似案件：{words}")
        self.similar_button.setVisible(bool(words))

    def forbid_parts(self) -> None:
        """Many cases are answered with one result, whole: no parts, and no result that needs them."""
        self._whole = True

    @property
    def code(self) -> str:
        """The result that is chosen; empty while none is."""
        return str(self.combo.currentData() or "")

    @property
    def apart(self) -> bool:
        """Whether each content has its own result: a partly open reply always does."""
        return self.code == PARTLY or (self.apart_box.isChecked() and self._can_be_apart)

    @property
    def _can_be_apart(self) -> bool:
        return bool(self.code) and not self._whole and not self.code.startswith("X")

    def open(self, kind: CaseKind) -> None:
        """Begin anew for a case of this kind."""
        results = [one for one in offered(self._office, kind) if not (self._whole and one.code == PARTLY)]
        self._results = {result.code: result for result in results}
        self.combo.blockSignals(True)
        self.combo.clear()
        self.combo.addItem("请选择", "")
        for result in results:
            self.combo.addItem(
                f"{result.label}（{result.basis}）" if result.basis else result.label, result.code
            )
        self.combo.blockSignals(False)
        self.apart_box.setChecked(False)
        self.aid.put(())
        self._show(asking=kind is CaseKind.REQUEST)

    def put(self, code: str, answers: Sequence[int] = (), *, apart: bool = False) -> None:
        """Show what was chosen before."""
        self.aid.put(answers)
        self.apart_box.setChecked(apart)
        self.combo.setCurrentIndex(max(self.combo.findData(code), 0))
        self._show(asking=bool(answers) or not code)

    def ask(self) -> None:
        """Let the aid ask from the beginning."""
        self.aid.put(())
        self._show(asking=True)
        if self.aid.buttons:
            self.aid.buttons[0].setFocus()

    def check(self) -> bool:
        """Say that nothing is chosen."""
        self.tell("" if self.code else "请选择答复类型", "" if self.code else "第三十六条")
        return bool(self.code)

    def tell(self, sentence: str, basis: str = "") -> None:
        """Say beside the choice what is wrong with it; empty: nothing."""
        tag(self.combo, wrong=bool(sentence))
        self.combo.setAccessibleDescription(sentence)
        self.error.tell(sentence, basis)
        if sentence:
            self.combo.setFocus()

    def _found(self, code: str) -> None:
        self.combo.setCurrentIndex(max(self.combo.findData(code), 0))
        self.combo.setFocus()
        if code not in self._results:
            self.tell("“部分公开”要分项写明，请逐件答复", "第三十七条")

    def _changed(self) -> None:
        self.tell("")
        if self.aid.result != self.code:
            self.aid.put(())
        self._show(asking=bool(self.aid.answers) or not self.code)
        self.chosen.emit()

    def _show(self, *, asking: bool) -> None:
        result = self._results.get(self.code)
        clear(self.facts_box)
        office = self._office
        brings = follows_from(result, office.rules.policy, office.today()) if result else []
        for words, said in brings:
            name = label(words, "caption", "muted")
            name.setMinimumWidth(sp(60))
            self.facts_box.addLayout(row(name, label(said, "caption", wrap=True), gap="m", grow=1))
        self.facts_frame.setVisible(result is not None)
        self.apart_box.setVisible(self._can_be_apart and self.code != PARTLY)
        has_aid = any(code in CHOSEN for code in self._results)
        self.aid.setVisible(asking and has_aid)
        self.aid_button.setVisible(not asking and has_aid)
