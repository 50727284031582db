"""Who asks: citizen or organisation, completed from those remembered, with numbers checked as they are typed."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QPushButton, QWidget

from gkcase.desktop.choice_row import SegmentRow
from gkcase.desktop.part import Part
from gkcase.desktop.screens.intake_fields import WHO, IntakeFields, put
from gkcase.desktop.suggest import Suggester, Suggestion
from gkcase.desktop.tasks import Failed, Tasks
from gkcase.domain.errors import Refusal
from gkcase.domain.identity import NEW_LENGTH, mask_address, mask_id, mask_phone, tidy_id
from gkcase.domain.journal import Fact
from gkcase.domain.terms import ApplicantKind, IdKind
from gkcase.services.dossier import Applicant
from gkcase.services.intake import applicants_like, likely_kind, problems_of
from gkcase.services.office import Office

CITIZEN, ORGANISATION = "natural", "organisation"
LINES = (
    "name",
    "id_number",
    "phone",
    "address",
    "postcode",
    "email",
    "fax",
    "unit",
    "contact",
    "legal_representative",
)


class ApplicantBlock(Part):
    """The block of the applicant and, on demand, of his agent."""

    who_row: SegmentRow
    name_edit: QLineEdit
    id_kind_combo: QComboBox
    kind_combo: QComboBox
    agent_frame: QFrame
    agent_button: QPushButton
    agent_remove_button: QPushButton

    def __init__(
        self, form: QWidget, fields: IntakeFields, office: Office, tasks: Tasks, failed: Failed
    ) -> None:
        super().__init__(form)
        self._fields, self._office, self._tasks, self._failed = fields, office, tasks, failed
        self._kind_by_hand = False
        self._fill_choices()
        self._watch_numbers()
        self._watch_name()
        self.agent_button.clicked.connect(self._add_agent)
        self.agent_remove_button.clicked.connect(lambda: self.show_agent(False))
        self.show_agent(False)
        self.ask()

    @property
    def is_organisation(self) -> bool:
        """Whether the applicant is no natural person."""
        return self.who_row.code == ORGANISATION

    def facts(self) -> dict[str, Fact]:
        """What is known of applicant and agent."""
        values = self._fields.values()
        found = {name: value for name, value in values.items() if name.startswith(("applicant.", "agent."))}
        if self.is_organisation:
            return {**found, "applicant.id_kind": IdKind.USCC.value}
        return {**found, "applicant.kind": ApplicantKind.NATURAL.value}

    def refuse_without_kind(self) -> None:
        """The yearly report counts by the kind of organisation; the name alone does not always tell it."""
        if self.is_organisation and not self.kind_combo.currentData():
            raise Refusal("请选择单位类别，年度报告按类别统计", "第五十条", "applicant.kind")

    def show_agent(self, on: bool) -> None:
        """Ask for an agent or not."""
        self.agent_frame.setVisible(on)
        self.agent_button.setVisible(not on)
        self._fields.edited.emit("agent.name")

    def ask(self) -> None:
        """Ask for what the official form has for a citizen, or for an organisation."""
        organisation, show = self.is_organisation, self._fields.show
        show("applicant.name", True, "名称 *" if organisation else "姓名 *")
        show("applicant.phone", True, "联系人电话 *" if organisation else "联系电话 *")
        show("applicant.id_number", True, "信用代码 *" if organisation else "证件号码 *")
        show("applicant.id_kind", not organisation)
        show("applicant.unit", not organisation)
        for name in ("kind", "contact", "legal_representative"):
            show(f"applicant.{name}", organisation)
        if organisation:
            self._fields.line("applicant.id_number").setAccessibleName(IdKind.USCC.label)
        self.check_number("applicant.id_number", done=True)

    # -- numbers ----------------------------------------------------------------------------------------------

    def check_number(self, name: str, *, done: bool) -> None:
        """Say beside a number what is wrong with it; while it is still being typed, not that it is short."""
        number = tidy_id(self._fields.line(name).text())
        short = len(number) < NEW_LENGTH and not done
        problem = "" if short else dict(problems_of(self.facts(), self._office.today())).get(name, "")
        self._fields.tell(name, problem)

    def _watch_numbers(self) -> None:
        for name in ("applicant.id_number", "agent.id_number"):
            line = self._fields.line(name)
            line.textChanged.connect(lambda _, name=name: self.check_number(name, done=False))
            line.editingFinished.connect(lambda name=name: self.check_number(name, done=True))
        self.id_kind_combo.currentIndexChanged.connect(
            lambda _: self.check_number("applicant.id_number", done=True)
        )

    # -- choices ----------------------------------------------------------------------------------------------

    def _fill_choices(self) -> None:
        self.who_row.offer(((CITIZEN, "公民"), (ORGANISATION, "法人或其他组织")), "申请人")
        self.who_row.choose(CITIZEN)
        for kind in IdKind:
            if kind is not IdKind.USCC:
                self.id_kind_combo.addItem(kind.label, kind.value)
        self.kind_combo.addItem("请选择", "")
        for column in ApplicantKind:
            if column is not ApplicantKind.NATURAL:
                self.kind_combo.addItem(column.label, column.value)
        self.who_row.chosen.connect(lambda _: self.ask())
        self.kind_combo.activated.connect(lambda _: self._chosen_by_hand())

    def _chosen_by_hand(self) -> None:
        self._kind_by_hand = bool(self.kind_combo.currentData())

    def _guess_kind(self, name: str) -> None:
        """Choose what the name points to, until the officer has chosen."""
        kind = likely_kind(name)
        if kind is not None and not self._kind_by_hand:
            self.kind_combo.setCurrentIndex(self.kind_combo.findData(kind.value))

    def _add_agent(self) -> None:
        self.show_agent(True)
        self._fields.line("agent.name").setFocus()

    # -- remembered applicants --------------------------------------------------------------------------------

    def _watch_name(self) -> None:
        ask = partial(suggested, self._office)
        self.suggester = Suggester(self.name_edit, self._tasks, ask, self._failed)
        self.suggester.taken.connect(self._taken)
        self.name_edit.textChanged.connect(self._guess_kind)

    def _taken(self, person: object) -> None:
        if isinstance(person, Applicant):
            self.fill(person)

    def fill(self, person: Applicant) -> None:
        """Take over everything that is known of an applicant; Ctrl+Z in a field brings back what stood there."""
        self.suggester.muted = True
        organisation = person.kind is not ApplicantKind.NATURAL
        put(self._fields.editors[WHO], ORGANISATION if organisation else CITIZEN)
        put(self.id_kind_combo, person.id_kind.value)
        for name in LINES:
            put(self._fields.editors[f"applicant.{name}"], getattr(person, name))
        if organisation:
            put(self.kind_combo, person.kind.value)
            self._kind_by_hand = True
        self.suggester.muted = False
        self.name_edit.end(False)


def suggested(office: Office, words: str) -> list[Suggestion]:
    """Remembered applicants of that name, with enough to tell two of the same name apart, and no more."""
    return [Suggestion(_described(person), person.name, person) for person in applicants_like(office, words)]


def _described(person: Applicant) -> str:
    known = (mask_phone(person.phone), mask_id(person.id_number), mask_address(person.address))
    return "  ·  ".join([person.name, *(words for words in known if words)])
