"""The tabs of the case window: what each shows of the case, and what is read for it when it is looked at."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QTabWidget

from gkcase.desktop.case_papers import CasePapers
from gkcase.desktop.case_tabs import (
    ChangesTab,
    ConsultationsTab,
    RequestTab,
)
from gkcase.desktop.case_view import CaseView
from gkcase.desktop.layout import button
from gkcase.desktop.ledger_tab import LedgerTab
from gkcase.desktop.paper_tabs import LettersTab, PapersTab
from gkcase.desktop.remedies_tab import RemediesTab
from gkcase.desktop.service_tab import ServiceTab
from gkcase.desktop.shell import Shell
from gkcase.desktop.sign_tab import SignTab
from gkcase.desktop.similar_view import SimilarView
from gkcase.domain.terms import LetterKind
from gkcase.services.afterwards import others_who_asked
from gkcase.services.dossier import FileLine
from gkcase.services.lettering import draft_text
from gkcase.services.office import Office
from gkcase.services.preflight_list import findings_of
from gkcase.services.reading import LedgerView

WORDS = (
    "申请内容",
    "期限台账",
    "文书",
    "附件",
    "征求意见",
    "审签",
    "送达",
    "复议诉讼",
    "修改记录",
    "类似案件",
)
REQUEST, LEDGER, LETTERS, FILES, CONSULTATIONS, SIGN, SERVED, ATTACKED, CHANGES, SIMILAR = range(10)


class CaseTabs(QObject):
    """Fills the tabs. `chosen` carries an act, `write` a kind of letter, `add` asks for scans."""

    chosen = Signal(object)
    write = Signal(object)
    add = Signal()

    def __init__(self, office: Office, shell: Shell, tabs: QTabWidget, papers: CasePapers) -> None:
        super().__init__(tabs)
        self._office, self._shell, self._tabs = office, shell, tabs
        self._read = ""
        self.write_button = button("写文书", icon="letters")
        self.add_button = button("添加附件", icon="plus")
        self.request_tab = RequestTab()
        self.ledger_tab = LedgerTab(office)
        self.letters_tab = LettersTab("文书", "还没有文书", [self.write_button])
        self.files_tab = PapersTab("附件", "还没有附件；扫描件可以拖到窗口上", [self.add_button])
        self.consultations_tab = ConsultationsTab()
        self.sign_tab = SignTab()
        self.remedies_tab = RemediesTab()
        self.service_tab = ServiceTab()
        self.changes_tab = ChangesTab()
        self.similar_tab = SimilarView(office, shell)
        self._view: CaseView | None = None
        self._add()
        self._connect(papers)

    def _add(self) -> None:
        made = (
            self.request_tab,
            self.ledger_tab,
            self.letters_tab,
            self.files_tab,
            self.consultations_tab,
            self.sign_tab,
            self.service_tab,
            self.remedies_tab,
            self.changes_tab,
            self.similar_tab,
        )
        for place, (word, tab) in enumerate(zip(WORDS, made, strict=True)):
            self._tabs.addTab(tab, word)
            self._tabs.setTabToolTip(place, f"Ctrl+Shift+{(place + 1) % 10}")
        self._tabs.tabBar().setAccessibleName("案件的各方面")
        self._tabs.tabBar().setUsesScrollButtons(True)

    def _connect(self, papers: CasePapers) -> None:
        from gkcase.desktop.act_bar import AMEND, WRITE

        self.write_button.clicked.connect(lambda: self.chosen.emit(WRITE))
        self.add_button.clicked.connect(self.add)
        self.request_tab.amend.connect(lambda: self.chosen.emit(AMEND))
        for tab in (self.consultations_tab, self.sign_tab, self.service_tab, self.remedies_tab):
            tab.chosen.connect(self.chosen)
        self.sign_tab.write.connect(lambda: self.write.emit(LetterKind.REPLY))
        self.sign_tab.open_letter.connect(lambda sha256, name: papers.out.open(sha256, name))
        self.letters_tab.picked.connect(lambda _: self.show_picked())
        self._tabs.currentChanged.connect(lambda place: self.look_for_similar() if place == SIMILAR else None)
        papers.serve(self.letters_tab)
        papers.serve(self.files_tab)

    def turn(self, place: int) -> None:
        """Show a tab."""
        self._tabs.setCurrentIndex(place)

    def show_paper(self, seq: int) -> None:
        """Show the papers with the one that hangs on that entry selected."""
        tabs = ((FILES, self.files_tab), (LETTERS, self.letters_tab))
        found = next((place for place, tab in tabs if tab.select(seq)), None)
        if found is not None:
            self.turn(found)

    def show_case(self, view: CaseView) -> None:
        """Show a case; personal data is shown by the request tab alone, when it may."""
        lines = [(line, file) for line in view.file.journal for file in line.files]
        letters = [(line, file) for line, file in lines if file.kind is not None]
        scans = [(line, file) for line, file in lines if file.kind is None]
        self.ledger_tab.show_case(view)
        self.letters_tab.show_papers(letters)
        if not letters:
            self.letters_tab.show_text("")
        self.files_tab.show_papers(scans)
        for tab in (self.consultations_tab, self.sign_tab, self.service_tab, self.remedies_tab):
            tab.show_case(view)
        self.changes_tab.show_case(view)
        counted = (
            (LETTERS, len(letters)),
            (FILES, len(scans)),
            (CONSULTATIONS, len(view.file.consultations)),
            (ATTACKED, len(view.file.remedies)),
        )
        for place, count in counted:
            self._tabs.setTabText(place, f"{WORDS[place]} {count}" if count else WORDS[place])
        self._ask_for_findings(view)
        self._ask_for_others(view)
        if self._view is None or self._view.file.id != view.file.id:
            self.similar_tab.told.emit("")  # what was said of the case before
        self.similar_tab.again()
        self._view = view
        if self._tabs.currentIndex() == SIMILAR:
            self.look_for_similar()

    def look_for_similar(self) -> None:
        """Ask how requests like this one were decided: when the tab or the path of a reply is looked at."""
        if self._view is not None:
            self.similar_tab.ask(self._view.file.wanted, self._view.file.id)

    def _ask_for_others(self, view: CaseView) -> None:
        """Whether others asked for the same: looked up when the case is shown, off the screen's thread."""
        work = partial(others_who_asked, self._office, view.file.id, view.file.wanted)
        told = self._shell.notices.tell
        self._shell.tasks.run(self, work, self.remedies_tab.show_others, told, topic="others")

    def _ask_for_findings(self, view: CaseView) -> None:
        told = self._shell.notices.tell
        work = partial(findings_of, self._office, view.file.id)
        self._shell.tasks.run(self, work, self.sign_tab.show_findings, told, topic="findings")
        if sha256 := self.sign_tab.sha256:
            text = partial(draft_text, self._office, sha256)
            self._shell.tasks.run(self, text, self.sign_tab.show_text, told, topic="signed text")

    def show_supposed(self, ledger: LedgerView | None) -> None:
        """Show the ledger as it would be; None: as it is."""
        self.ledger_tab.show_supposed(ledger)

    def show_coming(self, text: str) -> None:
        """Show what the letter that is being written will say."""
        self._read = ""
        self.letters_tab.show_text(text, coming=True)

    def show_picked(self) -> None:
        """Show what the selected letter says, drawn from its own file."""
        file = self.letters_tab.table.key()
        if not isinstance(file, FileLine) or file.sha256 == self._read:
            return

        def show(text: str) -> None:
            self._read = file.sha256
            self.letters_tab.show_text(text)

        work = partial(draft_text, self._office, file.sha256)
        self._shell.tasks.run(self, work, show, self._shell.notices.tell, topic="letter text")
