"""Colours can be read by everybody, lengths and type grow together, the style sheet holds no sizes of type."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from gkcase.desktop import icons, layout
from gkcase.desktop.badges import _ROLE, STATES
from gkcase.desktop.dressing import Wardrobe, style_sheet
from gkcase.desktop.tokens import SCHEMES, colour, font, look, palette, sp
from gkcase.paths import RESOURCES
from tests.desktop.audit import BLINDNESS, contrast, smallest_distance

STYLE = (RESOURCES / "style.qss").read_text(encoding="utf-8")
INKS = ("text", "muted", "faint", "accent", "safe", "late", "paused")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ink", INKS)
@pytest.mark.parametrize("ground", ["card", "surface", "zebra", "rail", "hover", "accent_tint"])
def test_text_can_be_read(scheme: str, ink: str, ground: str) -> None:
    tokens = SCHEMES[scheme]
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("on_soon", "soon_tint"),
        ("on_late", "late"),
        ("accent", "accent_tint"),
        ("text", "accent_tint"),
        ("text", "safe_tint"),
        ("text", "soon_tint"),
        ("text", "late_tint"),
        ("text", "paused_tint"),
        ("late", "late_tint"),
        ("paused", "paused_tint"),
        ("muted", "late_tint"),
        ("muted", "paused_tint"),
        ("safe", "safe_tint"),
        ("muted", "safe_tint"),
        ("muted", "accent_tint"),
    ],
)
def test_text_can_be_read_on_its_fill(scheme: str, ink: str, ground: str) -> None:
    tokens = SCHEMES[scheme]
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_outlines_of_fields_can_be_seen(scheme: str) -> None:
    tokens = SCHEMES[scheme]
    assert contrast(tokens.field, tokens.card) >= 3


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_three_lights_are_told_apart_by_every_eye(scheme: str, blindness: str) -> None:
    tokens = SCHEMES[scheme]
    assert smallest_distance((tokens.safe, tokens.soon, tokens.late), blindness) >= 40


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_all_five_inks_of_states_are_told_apart_by_every_eye(scheme: str, blindness: str) -> None:
    """有余, 临近, 逾期, 暂停 (待补正 is a ring of the same grey) and 办理中 in the ink of the text."""
    tokens = SCHEMES[scheme]
    inks = {getattr(tokens, _ROLE.get(state, state)) for state in STATES} | {tokens.text}
    assert len(inks) == 5
    assert smallest_distance(tuple(inks), blindness) >= 15


def test_the_check_would_find_a_traffic_light() -> None:
    assert smallest_distance(("#00C000", "#FFC000", "#FF0000"), "deutan") < 40


def test_the_style_sheet_holds_no_sizes_of_type() -> None:
    assert "font" not in STYLE


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_style_sheet_is_filled_completely(scheme: str) -> None:
    made = style_sheet(SCHEMES[scheme], Path("icons"))
    assert "$" not in made
    assert SCHEMES[scheme].accent in made


def test_every_colour_of_the_style_sheet_is_a_token() -> None:
    assert not re.findall(r"#[0-9A-Fa-f]{3,8}\b", STYLE)


def test_type_and_lengths_grow_together(wardrobe: Wardrobe) -> None:
    small = font("h1").pointSizeF(), sp("xl")
    wardrobe.resize_type(20)
    assert font("h1").pointSizeF() / small[0] == pytest.approx(20 / 10.5)
    assert sp("xl") / small[1] == pytest.approx(20 / 10.5, rel=0.03)


def test_the_size_of_type_has_bounds(wardrobe: Wardrobe) -> None:
    wardrobe.resize_type(200)
    assert look.points == 20
    wardrobe.resize_type(1)
    assert look.points == 9


def test_the_system_s_colour_scheme_is_followed(
    wardrobe: Wardrobe, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    wardrobe.choose_scheme("system")
    hints = qapp.styleHints()
    monkeypatch.setattr(type(hints), "colorScheme", lambda _: Qt.ColorScheme.Dark)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert look.scheme == "dark"
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == SCHEMES["dark"].surface
    assert SCHEMES["dark"].surface in qapp.styleSheet()


def test_a_chosen_scheme_stays_when_the_system_changes(wardrobe: Wardrobe, qapp: QApplication) -> None:
    wardrobe.choose_scheme("dark")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert look.scheme == "dark"


def test_widgets_that_exist_change_with_the_look(wardrobe: Wardrobe, qtbot: QtBot) -> None:
    button = layout.button("新登记", "primary", "plus")
    row = layout.row(button, gap="m")
    window = layout.frame("card", row)
    qtbot.addWidget(window)
    before = button.icon().pixmap(16, 16).toImage()
    wardrobe.choose_scheme("dark")
    assert button.icon().pixmap(16, 16).toImage() != before
    wardrobe.resize_type(20)
    assert row.spacing() == sp("m") == 23
    assert button.iconSize().width() == sp(16)


def test_a_property_changed_later_reaches_the_style(qtbot: QtBot) -> None:
    from gkcase.desktop.tokens import tag

    button = QPushButton("送审")
    qtbot.addWidget(button)
    button.ensurePolished()
    plain = button.grab().toImage()
    tag(button, role="primary")
    assert button.grab().toImage() != plain


def test_the_palette_speaks_the_same_colours() -> None:
    made = palette(SCHEMES["light"])
    assert made.color(QPalette.ColorRole.Highlight) == colour("accent")


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_is_drawn_in_the_ink_of_its_token(name: str) -> None:
    assert b"currentColor" in (icons.FOLDER / f"{name}.svg").read_bytes()
    drawing = icons.svg(name, "#123456")
    assert b"#123456" in drawing
    assert b"currentColor" not in drawing
    picture = icons.pixmap(name, "late", 24).toImage()
    inks = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() == 255
    }
    assert inks == {colour("late").name()}
