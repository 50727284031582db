"""类似案件: how requests like this one were decided, the letter of one of them beside, its reasons to take over."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QSizePolicy, QWidget

from gkcase.desktop.flow import Flow
from gkcase.desktop.layout import button, chip, clear, column, label, row, scrolled
from gkcase.desktop.plain_table import PlainTable
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import look, sp, tag
from gkcase.domain.terms import dated
from gkcase.services.office import Office
from gkcase.services.similar import Decided, Precedent, Similar, precedent, similar_cases

HEADS = ("编号", "结果", "复议诉讼", "答复日期", "工作日", "申请人", "所需信息")
NONE = "没有答复过内容相近的申请"
_LEAST = 150
OVERTURNED = "被纠正"
SAME = "（同一申请人）"
NO_REASONS = "这份答复没有可以采用的理由"


class SimilarView(QWidget):
    """Cases, counted by result. `told` carries the counts in words, `adopted` the reasons of one of them."""

    told = Signal(str)
    adopted = Signal(object, str)

    def __init__(self, office: Office, shell: Shell, *, adopting: bool = True) -> None:
        super().__init__()
        self._office, self._shell = office, shell
        self._asked: tuple[str, int] | None = None
        self._found = Similar()
        self._code = ""
        self._precedent = Precedent("", "", {})
        self.sentence = label("", tone="muted", wrap=True)
        self.chips: dict[str, QPushButton] = {}
        self._chips_host = QWidget()
        self._flow = Flow(self._chips_host)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._chips_host.setSizePolicy(policy)
        self.table = PlainTable(HEADS, 6, "类似案件", numbers=(4,))
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setAccessibleName("所选案件的答复")
        self.text.setTabChangesFocus(True)
        self.open_button = button("打开案件")
        self.adopt_button = button("采用它的理由")
        self.note = label("", "caption", "muted", wrap=True)
        self._lay()
        self.adopt_button.setVisible(adopting)
        self._connect()

    def _lay(self) -> None:
        acts = row(self.open_button, self.adopt_button, None, gap="s")
        inside = QWidget()
        box = column(
            self.sentence,
            self._chips_host,
            self.table,
            self.text,
            self.note,
            acts,
            gap="s",
            margins=("m", "m"),
        )
        box.setStretch(2, 3)
        box.setStretch(3, 4)
        inside.setLayout(box)
        self.setLayout(column(scrolled(inside), gap=0))
        look.changed.connect(self._fit)
        self._fit()
        self._show_found(Similar())

    def _fit(self) -> None:
        self._flow.gap, self._flow.line_gap = sp("s"), sp("xs")
        self.table.setMinimumHeight(sp(_LEAST))
        self.text.setMinimumHeight(sp(_LEAST))
        self._flow.invalidate()

    def _connect(self) -> None:
        self.table.itemSelectionChanged.connect(self._read)
        self.table.opened.connect(self._open)
        self.open_button.clicked.connect(lambda: self._open(self.current.id if self.current else None))
        self.adopt_button.clicked.connect(self._adopt)

    # -- asking -----------------------------------------------------------------------------------------------

    def ask(self, wanted: str, besides: int = 0) -> None:
        """Look for cases whose requests read like this; the same question is asked once."""
        asked = (wanted.strip(), besides)
        if asked == self._asked:
            return
        self._asked = asked
        work = partial(similar_cases, self._office, asked[0], besides=besides)
        self._shell.tasks.run(self, work, self._arrived, self._shell.notices.tell, topic="similar")

    def again(self) -> None:
        """What was found may have changed: the next question is asked anew."""
        self._asked = None

    def _arrived(self, found: Similar) -> None:
        if found != self._found or not found.cases:
            self._code = ""
            self._show_found(found)
        self.told.emit(found.words)

    def _show_found(self, found: Similar) -> None:
        self._found = found
        clear(self._flow)
        self.chips = {}
        for code, words, count in found.counts:
            made = chip(f"{words} {count}件")
            made.toggled.connect(partial(self._narrow, code))
            self._flow.addWidget(made)
            self.chips[code] = made
        self.sentence.setText("同类申请怎样办结（最近似的在前，被纠正的在后）" if found.cases else NONE)
        for part in (self._chips_host, self.table, self.text, self.open_button, self.note):
            part.setVisible(bool(found.cases))
        self.adopt_button.setEnabled(False)
        self._list()

    def _narrow(self, code: str, on: bool) -> None:
        self._code = code if on else "" if self._code == code else self._code
        for other, made in self.chips.items():
            made.setChecked(other == self._code)
        self._list()

    @property
    def listed(self) -> list[Decided]:
        """The cases in sight."""
        return [case for case in self._found.cases if self._code in ("", case.code)]

    def _list(self) -> None:
        cases = self.listed
        self.table.show_rows([_cells(case) for case in cases], [case.id for case in cases])
        if cases:
            self.table.setCurrentCell(0, 0)
        self._read()

    # -- one of them ------------------------------------------------------------------------------------------

    @property
    def current(self) -> Decided | None:
        """The case that is selected."""
        at, cases = self.table.currentRow(), self.listed
        return cases[at] if 0 <= at < len(cases) else None

    def _read(self) -> None:
        case = self.current
        self.open_button.setEnabled(case is not None)
        self.adopt_button.setEnabled(False)
        if case is None:
            self.text.clear()
            return
        work = partial(precedent, self._office, case.id)
        self._shell.tasks.run(self, work, partial(self._show, case), self._shell.notices.tell, topic="letter")

    def _show(self, case: Decided, told: Precedent) -> None:
        self._precedent = told
        self.text.setPlainText(told.text or "这件案件的答复书不在系统里")
        self.adopt_button.setEnabled(bool(told.reasons))
        self.adopt_button.setToolTip("填进正在写的答复，可以撤销" if told.reasons else NO_REASONS)
        how = "、".join(attack.words for attack in case.attacks if attack.overturned)
        self.note.setText(f"这份答复后来被纠正（{how}），不宜照用" if case.overturned else "")
        tag(self.note, tone="late" if case.overturned else "muted")

    def _open(self, case_id: object) -> None:
        if isinstance(case_id, int):
            self._shell.go("case", case_id)

    def _adopt(self) -> None:
        if self.current is not None and self._precedent.reasons:
            self.adopted.emit(self._precedent, self.current.number)


def _cells(case: Decided) -> tuple[str, ...]:
    attacks = "；".join(attack.words for attack in case.attacks)
    return (
        case.number,
        f"{case.result}（{OVERTURNED}）" if case.overturned else case.result,
        attacks,
        dated(case.decided_on) if case.decided_on else "",
        "" if case.days is None else str(case.days),
        f"{case.applicant}{SAME}" if case.same_applicant else case.applicant,
        " ".join(case.wanted.split()),
    )
