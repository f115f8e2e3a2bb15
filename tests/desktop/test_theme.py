"""The theme: readable, in one place, and changed live."""

from __future__ import annotations

import re
import time
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel

import ideogram_desk.desktop
from ideogram_desk.desktop import icons
from ideogram_desk.desktop.kit import PlainLabel, Stepper, button
from ideogram_desk.desktop.theme import DARK, LIGHT, Theme, tokens_now


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def theme(qapp):
    made = Theme()
    made.choose("dark")
    made.apply(qapp)
    yield made
    made.choose("system")


TEXTS = ("text", "dim", "link", "good_text", "warn_text", "bad_text")
GROUNDS = ("window", "panel", "raised")


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda t: t.name)
def test_every_text_can_be_read_on_every_ground(tokens):
    poor = [
        (text, ground)
        for text, ground in product(TEXTS, GROUNDS)
        if contrast(getattr(tokens, text), getattr(tokens, ground)) < 4.5
    ]
    assert poor == []
    for ground in ("wash", "field_hover", "segment"):
        assert contrast(tokens.text, getattr(tokens, ground)) >= 4.5, ground
        assert contrast(tokens.dim, getattr(tokens, ground)) >= 4.5, ground
    for ground in (tokens.accent_fill, tokens.hover):
        assert contrast(tokens.on_accent, ground) >= 4.5


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=lambda t: t.name)
def test_the_focus_ring_stands_out_from_what_is_around_it(tokens):
    for ground in GROUNDS:
        assert contrast(tokens.accent, getattr(tokens, ground)) >= 3


def test_no_colour_is_written_outside_the_theme():
    folder = Path(ideogram_desk.desktop.__file__).parent
    literal = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{8}\b|QColor\(\s*\d|Color\.fromRgb\(\s*\d")
    found = [
        f"{file.name}:{number}: {line.strip()}"
        for file in sorted(folder.rglob("*.py"))
        if file.name != "theme.py"
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if literal.search(line)
    ]
    assert found == []


def test_a_choice_restyles_live(theme, qapp, qtbot):
    label = PlainLabel("words", "dim")
    save = button("Save", icon="plus")
    for widget in (label, save):
        qtbot.addWidget(widget)
        widget.show()
    before = save.icon().pixmap(14, 14).toImage()
    with qtbot.waitSignal(theme.changed):
        theme.choose("light")
    assert theme.tokens is LIGHT
    assert tokens_now() is LIGHT
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.window)
    assert LIGHT.panel in qapp.styleSheet()
    qtbot.waitUntil(lambda: save.icon().pixmap(14, 14).toImage() != before)
    with qtbot.assertNotEmitted(theme.changed):
        theme.choose("light")


def test_a_number_stays_in_sight_when_the_theme_changes(theme, qapp, qtbot):
    stepper = Stepper("count_spin", "Images", 1, 8)
    qtbot.addWidget(stepper)
    stepper.resize(130, 34)
    stepper.show()
    theme.choose("light")
    qtbot.waitUntil(lambda: stepper.spin.lineEdit().width() > 20)


def test_what_is_put_into_a_window_already_shown_has_the_programs_font(qapp, qtbot):
    made = Theme()
    made.prepare(qapp)
    frame = QLabel()
    qtbot.addWidget(frame)
    frame.show()
    inside = button("Save", parent=frame)
    made.apply(qapp)
    assert inside.font().family() == qapp.font().family() == "Inter"


def test_without_a_system_scheme_the_system_is_dark(theme):
    theme.choose("light")
    theme.choose("system")
    assert theme.tokens is DARK


def test_two_hundred_widgets_are_restyled_before_anybody_notices(theme, qapp, qtbot):
    frame = QLabel()
    qtbot.addWidget(frame)
    for number in range(200):
        button(str(number), "chip", parent=frame)
    frame.show()
    qapp.processEvents()
    best = 1.0
    for choice in ("light", "dark", "light", "dark"):
        started = time.perf_counter()
        theme.choose(choice)
        best = min(best, time.perf_counter() - started)
    assert best < 0.2  # 0.02 s on an idle machine


def test_the_program_brings_its_own_letters(theme, qapp):
    assert qapp.font().family() == "Inter"
    assert qapp.font().pixelSize() == 13


def test_an_icon_is_tinted_and_sharp(theme):
    drawn = icons.pixmap("x", DARK.bad, 16, 2.0)
    assert drawn.width() == 32
    assert drawn.devicePixelRatio() == 2
    image = drawn.toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(32)
        for y in range(32)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert colours == {DARK.bad}


def test_a_missing_icon_is_empty_and_logged(theme, caplog):
    assert icons.icon("no-such-icon", DARK.text).isNull()
    assert "no-such-icon" in caplog.text
