"""The first start (首次启动): whose office it is, who works there, where the data is kept; or the demo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QLineEdit, QPushButton, QScrollArea, QWidget

from gkcase.desktop.fields import ErrorLabel
from gkcase.desktop.notices import NoticeBar, Notices
from gkcase.desktop.screen import Screen
from gkcase.desktop.task_bar import TaskBar
from gkcase.desktop.tasks import Tasks
from gkcase.desktop.tokens import tag
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.terms import Role
from gkcase.domain.words import clean_text
from gkcase.services.dossier import OfficeProfile
from gkcase.services.encrypting import keep_first_code
from gkcase.services.office import create_office
from gkcase.services.people import save_person

if TYPE_CHECKING:
    from gkcase.desktop.recovery_page import RecoveryPage

FILE_NAME = "gkcase.gkdb"
SHORT_MOST = 20


@dataclass(frozen=True)
class Answers:
    """What was answered at the first start."""

    profile: OfficeProfile
    person: str
    head: str
    folder: Path
    encrypted: bool = False

    @property
    def database(self) -> Path:
        """The file that will hold the office's data."""
        return self.folder / FILE_NAME


@dataclass(frozen=True)
class Question:
    """One field, and what may be wrong with its answer."""

    words: str
    edit: QLineEdit
    error: ErrorLabel
    problem: Callable[[str], str] = lambda _: ""

    def answer(self) -> str:
        """The answer as it is kept; refused where it holds what no file can carry."""
        return clean_text(self.edit.text(), self.words).strip()

    def ask(self) -> bool:
        """Whether the answer can be taken; if not, the field says why."""
        try:
            problem = self.problem(self.answer())
        except Refusal as refusal:
            problem = refusal.reason
        self.error.tell(problem)
        tag(self.edit, wrong=bool(problem))
        return not problem

    def clear(self, _: str) -> None:
        """Somebody types: what was said about the answer before is over."""
        self.error.tell("")
        tag(self.edit, wrong=False)


def establish(answers: Answers) -> str:
    """Make the office with its persons; the head may be entered later. The recovery code, if there is one."""
    if answers.folder.exists() and not answers.folder.is_dir():
        raise Trouble(f"这不是文件夹，请另选一个：{answers.folder}")
    try:
        answers.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(f"文件夹不能建立，请换一个位置或检查权限：{answers.folder}") from error
    office = create_office(
        answers.database, answers.profile, acting=answers.person, encrypted=answers.encrypted
    )
    try:
        if answers.head:
            save_person(office, answers.head, title="负责人", roles=[Role.HEAD])
        return office.recovery_code
    finally:
        office.close()


class FirstStart(Screen):
    """Three questions on one page, then the recovery code. `ready` carries the database and who works with it."""

    form = "first_start"
    notice_bar: NoticeBar
    task_bar: TaskBar
    name_edit: QLineEdit
    name_error: ErrorLabel
    short_edit: QLineEdit
    short_error: ErrorLabel
    short_note: QLabel
    review_edit: QLineEdit
    review_error: ErrorLabel
    court_edit: QLineEdit
    court_error: ErrorLabel
    person_edit: QLineEdit
    person_error: ErrorLabel
    head_edit: QLineEdit
    head_error: ErrorLabel
    place_edit: QLineEdit
    place_error: ErrorLabel
    place_button: QPushButton
    start_button: QPushButton
    demo_button: QPushButton
    open_button: QPushButton
    seal_box: QCheckBox
    scroll_area: QScrollArea

    ready = Signal(str, str)
    demo_wanted = Signal()
    open_wanted = Signal()

    def __init__(self, tasks: Tasks, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("首次使用 · 依申请公开办件")
        self._tasks = tasks
        self.notices = Notices(self.notice_bar, self)
        self.task_bar.watch(tasks)
        self.place_edit.setText(str(folder))
        self._asked = self._questions()
        for question in self._asked:
            question.edit.textChanged.connect(question.clear)
        self._sample = self.short_note.text()
        self.short_edit.textChanged.connect(self._show_sample)
        self.place_button.clicked.connect(self._choose_folder)
        self.start_button.clicked.connect(self.begin)
        self.demo_button.clicked.connect(self.demo_wanted)
        self.open_button.clicked.connect(self.open_wanted)
        self._keys = [QShortcut(QKeySequence(keys), self) for keys in ("Ctrl+Return", "Ctrl+Enter")]
        for key in self._keys:
            key.activated.connect(self.begin)
        self.recovery: RecoveryPage | None = None
        self.name_edit.setFocus()

    def begin(self) -> None:
        """Check the answers and make the office."""
        if not self.start_button.isEnabled():
            return
        answers = self._answers()
        if answers is None:
            return
        self.work_begins()
        work = partial(establish, answers)
        self._tasks.run(self, work, partial(self._established, answers), self._refused)

    def work_begins(self) -> None:
        """Nothing can be pressed twice."""
        self._enable(False)

    def work_failed(self, error: Exception) -> None:
        """Give the buttons back and say what went wrong."""
        self._enable(True)
        self.notices.tell(error)

    def _established(self, answers: Answers, code: str) -> None:
        if not code:
            self._ready(answers)
            return
        from gkcase.desktop.recovery_page import RecoveryPage

        for key in self._keys:
            key.setEnabled(False)
        self.scroll_area.hide()
        self.recovery = RecoveryPage(code, answers.profile.name, answers.database.name)
        self.recovery.card.left.connect(partial(self._ready, answers))
        self.recovery.card.kept.connect(partial(self._code_kept, answers))
        box = self.body.layout()
        assert box is not None  # the form has it
        box.addWidget(self.recovery)
        self.recovery.setFocus()

    def _code_kept(self, answers: Answers) -> None:
        """It is put on record behind; that this fails keeps nobody from beginning, the reminder stays then."""
        work = partial(keep_first_code, answers.database, answers.person)
        self._tasks.run(self, work, lambda _: self._ready(answers), self._refused_late(answers))

    def _refused_late(self, answers: Answers) -> Callable[[Exception], None]:
        def failed(error: Exception) -> None:
            self.notices.tell(error)
            self._ready(answers)

        return failed

    def _ready(self, answers: Answers) -> None:
        self.ready.emit(str(answers.database), answers.person)

    def _refused(self, error: Exception) -> None:
        self._enable(True)
        self.notices.beside(self.place_error)(error)

    def _enable(self, on: bool) -> None:
        for button in (self.start_button, self.demo_button, self.open_button):
            button.setEnabled(on)

    def _questions(self) -> list[Question]:
        return [
            Question("单位名称", self.name_edit, self.name_error, _needed("单位名称")),
            Question("文号简称", self.short_edit, self.short_error, _short_problem),
            Question("行政复议机关", self.review_edit, self.review_error),
            Question("行政诉讼法院", self.court_edit, self.court_error),
            Question("姓名", self.person_edit, self.person_error, _needed("您的姓名")),
            Question("单位负责人", self.head_edit, self.head_error, self._head_problem),
            Question("数据文件夹", self.place_edit, self.place_error, _place_problem),
        ]

    def _answers(self) -> Answers | None:
        """The answers, or None with a sentence beside each that cannot be taken; the first gets the cursor."""
        wrong = [question for question in self._asked if not question.ask()]
        if wrong:
            wrong[0].edit.setFocus()
            return None
        name, short, review, court, person, head, place = (question.answer() for question in self._asked)
        profile = OfficeProfile(name, short, review_body=review, court=court)
        return Answers(profile, person, head, Path(place).expanduser(), self.seal_box.isChecked())

    def _head_problem(self, text: str) -> str:
        same = text and text == self.person_edit.text().strip()
        return "起草人不能自己签发，请填写另一个人，或者先空着" if same else ""

    def _show_sample(self, text: str) -> None:
        self.short_note.setText(self._sample.replace("云公开", text.strip() or "云公开"))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "数据放在哪个文件夹", self.place_edit.text())
        if chosen:
            self.place_edit.setText(str(Path(chosen)))


def _needed(words: str) -> Callable[[str], str]:
    return lambda text: "" if text else f"请填写{words}"


def _short_problem(text: str) -> str:
    if not text:
        return "请填写文号简称，如“云公开”"
    if len(text) > SHORT_MOST:
        return f"文号简称最多{SHORT_MOST}个字"
    return "文号简称里不要写括号和年份" if any(sign in "〔〕[]（）()" for sign in text) else ""


def _place_problem(text: str) -> str:
    if not text:
        return "请选择数据文件夹"
    folder = Path(text).expanduser()
    if not folder.is_absolute():
        return "请写完整的文件夹路径，或点“选择…”"
    if (folder / FILE_NAME).exists():
        return "这个文件夹里已经有数据库，请点“打开已有数据库”，或换一个文件夹"
    return ""
