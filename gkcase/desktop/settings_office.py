"""设置 · 单位: what letters say of the office."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea

from gkcase.desktop.fact_form import Ask, FactForm
from gkcase.desktop.settings_section import FormSection, History
from gkcase.desktop.shell import Shell
from gkcase.desktop.tokens import look, sp
from gkcase.domain.errors import Refusal, Trouble
from gkcase.domain.fact_spec import choices_of
from gkcase.domain.identity import check_uscc
from gkcase.domain.numbering import document_number
from gkcase.domain.review_body import Level, body_problem, court_problem, explanation
from gkcase.domain.rights import May
from gkcase.domain.words import clean_text
from gkcase.services.dossier import OfficeProfile
from gkcase.services.office import Change, Office, Topic, change_profile

Values = dict[str, str]
FILE_FORMAT = "file"
"""How the choice of the usual heading stands in the field; the profile keeps it empty."""

HEADINGS = ((FILE_FORMAT, "文件格式"), ("letter", "信函格式"))
NAME = (
    Ask("name", "单位名称", required=True, hint="全称，如：清河县云溪镇人民政府"),
    Ask("short", "文号简称", required=True, hint="机关代字，如：云公开"),
    Ask("heading", "文书版头", "choice", HEADINGS, required=True),
    Ask("credit_code", "统一社会信用代码", hint="选填，18位"),
)
REMEDY = (
    Ask("level", "机关类别", "choice", choices_of(Level)),
    Ask("review_body", "行政复议机关", hint="如：清河县人民政府"),
    Ask("court", "行政诉讼法院", hint="如：清河县人民法院"),
    Ask("online_review", "网上复议渠道", hint="选填，网址或者平台名称"),
)
CONTACT = (
    Ask("address", "地址"),
    Ask("phone", "电话"),
    Ask("postcode", "邮政编码", hint="6位"),
    Ask("contact", "联系人"),
)
WORDS = {ask.name: ask.label for ask in (*NAME, *REMEDY, *CONTACT)}
SHORT_MOST = 20
NO_LEVEL = "选择机关类别后，这里说明由谁复议、由哪级法院管辖，并核对填写的名称。"


def checked_profile(values: Values, before: OfficeProfile) -> OfficeProfile:
    """The profile with what the fields say; refused beside the field that no letter could carry."""
    clean = {name: clean_text(value, WORDS[name], field=name) for name, value in values.items()}
    short = clean["short"]
    if any(sign in "〔〕[]（）()【】" for sign in short):
        raise Refusal("文号简称里不要写括号和年份", "", "short")
    if len(short) > SHORT_MOST:
        raise Refusal(f"文号简称最多{SHORT_MOST}个字", "", "short")
    if clean["credit_code"] and (problem := check_uscc(clean["credit_code"])):
        raise Refusal(problem, "", "credit_code")
    if clean["postcode"] and not (clean["postcode"].isascii() and clean["postcode"].isdecimal()):
        raise Refusal("邮政编码应为数字", "", "postcode")
    if clean["postcode"] and len(clean["postcode"]) != 6:
        raise Refusal(f"邮政编码应为6位，现在是{len(clean['postcode'])}位", "", "postcode")
    heading = "" if clean["heading"] == FILE_FORMAT else clean["heading"]
    return replace(before, **(clean | {"heading": heading}))


class OfficeSection(FormSection[Values]):
    """Three groups of fields; the sample shows at once how letters will be numbered."""

    form = "settings_office"
    help_topic = "settings"
    word = "单位"
    needs = May.SETTINGS
    scroll_area: QScrollArea
    name_form: FactForm
    remedy_form: FactForm
    contact_form: FactForm
    sample_label: QLabel
    level_label: QLabel
    doubt_label: QLabel

    def __init__(self, office: Office, shell: Shell) -> None:
        super().__init__(office, shell)
        self._filling = False
        self._saving = False
        self._shown = self._saved()
        self._history = History(self._shown)
        for form, asks in ((self.name_form, NAME), (self.remedy_form, REMEDY), (self.contact_form, CONTACT)):
            form.ask(asks)
            form.edited.connect(self._edited)
        look.changed.connect(self._align)
        self._align()
        self.setFocusProxy(self.name_form.editor("name"))
        self.revert()

    def _align(self) -> None:
        for form in self._forms():
            grid = form.layout()
            assert isinstance(grid, QGridLayout)
            grid.setColumnMinimumWidth(0, sp(124))

    def _forms(self) -> tuple[FactForm, ...]:
        return self.name_form, self.remedy_form, self.contact_form

    def _saved(self) -> Values:
        kept: Values = {name: getattr(self.office.profile, name) for name in WORDS}
        return kept | {"heading": kept["heading"] or FILE_FORMAT}

    @property
    def values(self) -> Values:
        """What stands in the fields."""
        found = dict.fromkeys(WORDS, "")
        for form in self._forms():
            found |= {name: str(value) for name, value in form.facts().items()}
        return found

    @property
    def unsaved(self) -> bool:
        return self.values != self._shown

    def revert(self) -> None:
        self._shown = self._saved()
        self._history.begin(self._shown)
        self._fill(self._shown)

    def point(self, field: str) -> None:
        """Into the field of that name, in sight."""
        editor = next((found for form in self._forms() if (found := form.find_editor(field))), None)
        if editor is not None:
            editor.setFocus()
            QTimer.singleShot(0, self, self._show_error)

    def hear(self, change: Change) -> None:
        """Somebody else has changed the office: show it, unless the fields hold something of their own."""
        if change.topics & Topic.SETTINGS and not self.unsaved:
            self.revert()

    def save(self) -> None:
        wrong = [form for form in self._forms() if not form.check()]  # each says what is missing
        if self._saving or wrong:
            QTimer.singleShot(0, self, self._show_error)
            return
        try:
            profile = checked_profile(self.values, self.office.profile)
        except Refusal as refusal:
            self._refused(refusal)
            return
        self._saving = True
        self.shell.tasks.run(self, partial(change_profile, self.office, profile), self._done, self._refused)

    def _done(self, change: Change) -> None:
        self._saving = False
        self.revert()
        self.told(change)

    def _refused(self, error: Refusal | Trouble | Exception) -> None:
        self._saving = False
        self.shell.notices.beside(*self._forms())(error)
        QTimer.singleShot(0, self, self._show_error)  # once the sentence has its place

    def _show_error(self) -> None:
        field = self.focusWidget()
        if field is not None:
            self.scroll_area.ensureWidgetVisible(field, 0, sp(64))

    def _fill(self, values: Values) -> None:
        self._filling = True
        for form in self._forms():
            form.fill(values)
        self._filling = False
        self._edited()

    def _show_bodies(self, values: Values) -> None:
        """Who reviews the replies of such an organ, and what of the fields below can hardly be right."""
        level = Level.of(values["level"]) if values["level"] else None
        self.level_label.setText(explanation(level) if level else NO_LEVEL)
        doubts = (
            [
                body_problem(level, values["name"], values["review_body"]),
                court_problem(level, values["court"]),
            ]
            if level
            else []
        )
        self.doubt_label.setText("\n".join(doubt for doubt in doubts if doubt))
        self.doubt_label.setVisible(bool(self.doubt_label.text()))

    def _edited(self) -> None:
        if self._filling:
            return
        values = self.values
        before = self._history.last
        changed = [name for name in values if values[name] != before[name]]
        self._history.note(values, changed[0] if len(changed) == 1 else "")
        sample = document_number(values["short"] or "……", self.office.today().year, 5)
        self.sample_label.setText(f"文书编号写成：{sample}")
        self._show_bodies(values)
        self.edited.emit()
