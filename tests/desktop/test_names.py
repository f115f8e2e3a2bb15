"""Everything that can be used has a name for those who hear the window, and one for style sheets."""

import re

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

from ideogram_desk.domain.job import PictureState
from tests.desktop.driving import generate, in_session

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
)


def controls(window):
    """What people can use; not what Qt puts inside its own widgets."""
    for widget in window.findChildren(QWidget):
        inside = widget.parentWidget()
        own = widget.objectName().startswith("qt_") or isinstance(widget, QScrollBar | QHeaderView)
        part = isinstance(inside, QAbstractSpinBox | QComboBox | QLineEdit)
        popup = inside is not None and isinstance(inside.parentWidget(), QComboBox)
        if own or part or popup or widget.isHidden():
            continue
        if isinstance(widget, CONTROLS) or _stops(widget):
            yield widget


def _stops(widget):
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _beside_a_stop(widget):
    """In a group whose members the arrows go through, of which one takes the focus."""
    inside = widget.parentWidget()
    beside = inside.findChildren(type(widget)) if inside is not None else []
    return any(_stops(other) for other in (inside, *beside) if other is not None)


def described(widget):
    line = [widget]
    while line[-1].parentWidget() is not None:
        line.append(line[-1].parentWidget())
    return " < ".join(f"{type(w).__name__}({w.objectName()})" for w in line[:4])


async def whole(start):
    """A window in which everything has been shown once."""
    desk = await start()
    await generate(desk, "a red fox", 3)
    await desk.all_in(PictureState.STORED, 3)
    window = desk.window
    numbers = [tile.number for tile in desk.tiles()]
    window.columns.show_left("batch")
    window.columns.show_activity()
    window.columns.show_left("compose")
    window.columns.show_right("inspector")
    for shown in (numbers[:1], numbers):
        window.columns.show_numbers(shown)
        await desk.until(lambda shown=shown: window.gallery.view.selection_count() == len(shown))
    window.commanding.show_keys()
    window.commanding.show_palette()
    for deed, view in (
        ("preview", "preview"),
        ("open", "full_view"),
        ("compare", "compare_view"),
        ("survey", "survey_view"),
    ):
        window.gallery.view.setFocus()
        window.deeds.run(deed)
        await desk.until(lambda view=view: desk.find(QWidget, view) is not None)
    window.gallery.view.setFocus()
    return desk


@in_session
async def test_every_control_has_a_name_to_be_heard_and_one_in_snake_case(start):
    desk = await whole(start)
    nameless, unspoken = [], []
    for widget in controls(desk.window):
        if not re.fullmatch(r"[a-z][a-z0-9_]*", widget.objectName()):
            nameless.append(described(widget))
        spoken = QAccessible.queryAccessibleInterface(widget)
        if spoken is None or not spoken.text(QAccessible.Text.Name).strip():
            unspoken.append(described(widget))
    assert "\n".join(sorted(set(nameless))) == ""
    assert "\n".join(sorted(set(unspoken))) == ""


@in_session
async def test_every_control_without_words_says_what_it_is_in_a_tooltip(start):
    desk = await whole(start)
    silent = [
        described(widget)
        for widget in controls(desk.window)
        if isinstance(widget, QAbstractButton) and not widget.text() and not widget.toolTip()
    ]
    assert "\n".join(sorted(set(silent))) == ""


@in_session
async def test_names_that_scripts_and_checks_rely_on_are_there(start):
    desk = await whole(start)
    names = {child.objectName() for child in desk.window.findChildren(QObject)}
    names.add(desk.window.objectName())
    assert {
        "main_window", "compose_tab", "batch_tab", "prompt_edit", "model_picker", "style_picker",
        "aspect_picker", "count_spin", "seed_edit", "generate_button", "search_edit",
        "gallery_view", "inspector_panel", "activity_panel", "campaign_view", "compare_view",
        "status_bar",
    } <= names  # fmt: skip


@in_session
async def test_nothing_that_can_be_used_is_out_of_the_keyboard_s_reach(start):
    """By Tab, or by a deed: what takes neither the focus nor a key is there for the mouse only."""
    desk = await whole(start)
    out_of_reach = [
        described(widget)
        for widget in controls(desk.window)
        if widget.isVisible()
        and widget.isEnabled()
        and isinstance(widget, CONTROLS)
        and not _stops(widget)
        and widget.focusProxy() is None
        and not _beside_a_stop(widget)
    ]
    assert "\n".join(sorted(set(out_of_reach))) == ""
