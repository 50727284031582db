"""Every form loads without a word from the loader, is bound to its screen, and can be read at any size of type."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import gkcase.desktop.screen as screen_module
from gkcase.desktop import icons
from gkcase.desktop.custom import CUSTOM_WIDGETS, custom_widget
from gkcase.desktop.dressing import Wardrobe
from gkcase.desktop.fields import DateField
from gkcase.desktop.screen import FormError, Screen, load_form
from gkcase.desktop.step import StepForm
from gkcase.desktop.tokens import TYPE, sp
from gkcase.paths import FORMS
from tests.desktop.audit import clipped

ALL_FORMS = sorted(path.stem for path in FORMS.glob("*.ui"))
HEAD = '<?xml version="1.0" encoding="UTF-8"?><ui version="4.0"><class>trial</class>'


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(screen_module, "FORMS", tmp_path)
    return tmp_path


def write(forms: Path, widget: str, root: str = "QWidget") -> None:
    body = f'<widget class="{root}" name="trial"><layout class="QVBoxLayout" name="box">{widget}</layout></widget>'
    (forms / "trial.ui").write_text(f"{HEAD}{body}</ui>", encoding="utf-8")


class Trial(Screen):
    form = "trial"
    search_edit: QLineEdit


@pytest.mark.parametrize("form", ALL_FORMS)
def test_every_form_loads_without_a_warning(form: str, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    assert type(load_form(form, parent)) is QWidget


def test_there_are_forms() -> None:
    assert {"shell", "step"} <= set(ALL_FORMS)


@pytest.mark.parametrize("form", ALL_FORMS)
def test_a_form_names_only_icons_and_type_that_exist(form: str) -> None:
    tree = ElementTree.parse(FORMS / f"{form}.ui")
    wanted = {"iconName": set(icons.names()), "typeRole": set(TYPE)}
    for entry in tree.iter("property"):
        known = wanted.get(entry.get("name", ""))
        assert known is None or "".join(entry.itertext()).strip() in known


@pytest.mark.parametrize("form", ALL_FORMS)
def test_a_form_sets_no_font_and_no_colour(form: str) -> None:
    text = (FORMS / f"{form}.ui").read_text(encoding="utf-8")
    assert 'name="font"' not in text
    assert "styleSheet" not in text
    assert 'name="palette"' not in text


@pytest.mark.parametrize("form", ALL_FORMS)
@pytest.mark.parametrize("points", [9, 14, 20])
def test_nothing_is_cut_off(
    form: str, points: float, qtbot: QtBot, wardrobe: Wardrobe, qapp: QApplication
) -> None:
    wardrobe.resize_type(points)
    window = QWidget()
    qtbot.addWidget(window)
    box = QVBoxLayout(window)
    box.addWidget(load_form(form, window))
    window.show()
    window.resize(window.sizeHint())
    qapp.processEvents()
    assert clipped(window) == []


@pytest.mark.parametrize("name", CUSTOM_WIDGETS)
def test_every_widget_of_ours_can_stand_in_a_form(name: str, forms: Path, qtbot: QtBot) -> None:
    write(forms, f'<item><widget class="{name}" name="it"/></item>')
    parent = QWidget()
    qtbot.addWidget(parent)
    kind = custom_widget(name)
    assert kind is not None
    assert isinstance(load_form("trial", parent).findChild(kind, "it"), kind)


def test_a_form_without_its_widgets_is_an_error(forms: Path, qtbot: QtBot) -> None:
    write(forms, '<item><widget class="QLineEdit" name="other_edit"/></item>')
    with pytest.raises(FormError, match=r"trial\.ui has no QLineEdit named search_edit"):
        Trial()


def test_a_widget_of_another_kind_is_an_error(forms: Path, qtbot: QtBot) -> None:
    write(forms, '<item><widget class="QLabel" name="search_edit"/></item>')
    with pytest.raises(FormError, match="no QLineEdit"):
        Trial()


def test_what_the_loader_grumbles_about_is_an_error(forms: Path, qtbot: QtBot) -> None:
    write(forms, '<item><widget class="NoSuchThing" name="search_edit"/></item>')
    with pytest.raises(FormError):
        Trial()


@pytest.mark.parametrize("form", ALL_FORMS)
def test_a_form_sets_only_properties_that_exist(form: str, qtbot: QtBot) -> None:
    """The loader drops a misspelt property without a word; a deliberate one of ours says stdset=0."""
    parent = QWidget()
    qtbot.addWidget(parent)
    body = load_form(form, parent)
    for widget in ElementTree.parse(FORMS / f"{form}.ui").iter("widget"):
        made = body if widget.get("name") == form else body.findChild(QWidget, widget.get("name", ""))
        assert isinstance(made, QWidget)
        names = {
            entry.get("name", "") for entry in widget.findall("property") if entry.get("stdset") != "0"
        } - {"buddy"}
        assert [name for name in names if made.metaObject().indexOfProperty(name) < 0] == []


def test_a_broken_form_is_an_error(forms: Path, qtbot: QtBot) -> None:
    (forms / "trial.ui").write_text(f"{HEAD}<widget", encoding="utf-8")
    with pytest.raises(FormError):
        Trial()


def test_a_root_of_another_kind_is_an_error(forms: Path, qtbot: QtBot) -> None:
    write(forms, '<item><widget class="QLineEdit" name="search_edit"/></item>', root="QFrame")
    with pytest.raises(FormError, match="QFrame"):
        Trial()


def test_widgets_are_bound_by_their_annotation(forms: Path, qtbot: QtBot) -> None:
    write(forms, '<item><widget class="QLineEdit" name="search_edit"/></item>')
    trial = Trial()
    qtbot.addWidget(trial)
    assert isinstance(trial.search_edit, QLineEdit)
    assert trial.may_leave()
    assert not trial.search("张")


def test_a_label_belongs_to_the_part_that_takes_the_keys(forms: Path, qtbot: QtBot) -> None:
    write(
        forms,
        '<item><widget class="QLabel" name="words"><property name="text"><string>日期(&amp;D)</string></property>'
        '<property name="buddy"><cstring>day</cstring></property></widget></item>'
        '<item><widget class="DateField" name="day"/></item>'
        '<item><widget class="QLineEdit" name="search_edit"/></item>',
    )
    trial = Trial()
    qtbot.addWidget(trial)
    words, day = trial.findChild(QLabel, "words"), trial.findChild(DateField, "day")
    assert isinstance(words, QLabel)
    assert isinstance(day, DateField)
    assert words.buddy() is day.edit


def test_lengths_of_a_form_grow_with_the_type(forms: Path, qtbot: QtBot, wardrobe: Wardrobe) -> None:
    size = '<property name="minimumSize"><size><width>100</width><height>0</height></size></property>'
    write(forms, f'<item><widget class="QPushButton" name="wide">{size}</widget></item>')

    class Wide(Screen):
        form = "trial"
        wide: QPushButton

    trial = Wide()
    qtbot.addWidget(trial)
    assert trial.wide.minimumWidth() == 100
    wardrobe.resize_type(20)
    assert trial.wide.minimumWidth() == sp(100) == 190
    wardrobe.resize_type(10.5)
    assert trial.wide.minimumWidth() == 100


def test_a_form_made_while_the_type_is_large_grows_once(qtbot: QtBot, wardrobe: Wardrobe) -> None:
    """Our own widgets have grown when they are put into the form; they must not grow again from there."""
    wardrobe.resize_type(15.75)
    step = StepForm()
    qtbot.addWidget(step)
    grid = step.fact_form.layout()
    assert isinstance(grid, QGridLayout)
    assert (grid.horizontalSpacing(), grid.verticalSpacing()) == (sp(12), sp(8)) == (18, 12)
    wardrobe.resize_type(10.5)
    assert (grid.horizontalSpacing(), grid.verticalSpacing()) == (12, 8)
