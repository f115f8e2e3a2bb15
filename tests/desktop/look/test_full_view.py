"""The full view: the lens, the neighbours, culling, and coming and going."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMainWindow

from ideogram_desk.desktop.look.full_view import FullView
from ideogram_desk.domain.change import Flag, Label, Rate

_SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def full(qtbot, shown, loader, originals):
    made = FullView(shown.view, loader, originals, shown.view)
    made.changes = []
    made.change_requested.connect(made.changes.append)
    return made


def decoded(qtbot, full):
    wish = full.canvas.wishes()[0]
    qtbot.waitUntil(lambda: full.canvas.paints.originals.get(wish) is not None)
    return full.canvas.paints.originals.get(wish)[0]


def test_it_opens_fitted_in_and_covers_its_parent(qtbot, shown, full):
    shown.view.select_row(0)
    full.open(8)
    assert full.geometry() == shown.view.rect()
    assert full.hasFocus()
    assert full.number() == 8
    image = decoded(qtbot, full)
    assert image.width() == full.canvas.extent().width
    assert "1280 × 720 · seed 5 · 1 of 8" in full.facts()


def test_z_shows_its_true_pixels_and_z_again_the_whole(qtbot, full):
    full.open(8)
    qtbot.keyClick(full, Qt.Key.Key_Z)
    assert full.facts().startswith("100 %")
    assert decoded(qtbot, full).size().toTuple() == (1280, 720)
    qtbot.keyClick(full, Qt.Key.Key_Z)
    assert full.facts().startswith("fit")


def test_plus_and_minus_go_through_the_sizes(qtbot, full):
    full.open(8)
    fitted = full.canvas.lens
    qtbot.keyClick(full, Qt.Key.Key_Plus)
    assert full.canvas.lens.zoom == 2 / 3
    qtbot.keyClick(full, Qt.Key.Key_Plus)
    assert full.canvas.lens.zoom == 1
    for _ in range(3):
        qtbot.keyClick(full, Qt.Key.Key_Minus)
    assert full.canvas.lens == fitted


def test_shift_and_arrows_push_the_picture_and_not_the_list(qtbot, shown, full):
    shown.view.select_row(0)
    full.open(8)
    qtbot.keyClick(full, Qt.Key.Key_Z)
    qtbot.keyClick(full, Qt.Key.Key_Right, _SHIFT)
    assert full.canvas.lens.x > 0.5
    assert full.number() == 8


def test_arrows_go_to_the_neighbours_with_the_same_lens(qtbot, shown, full):
    shown.view.select_row(0)
    full.open(8)
    qtbot.keyClick(full, Qt.Key.Key_Z)
    qtbot.keyClick(full, Qt.Key.Key_Right)
    assert full.number() == 7
    assert full.canvas.lens.zoom == 1
    assert list(shown.view.selected_numbers()) == [7]


def test_the_neighbours_are_decoded_beforehand(qtbot, shown, full):
    shown.view.select_row(3)
    full.open(5)
    found = full.canvas.paints.originals
    qtbot.waitUntil(lambda: all(found.best(number) for number in (4, 5, 6)))


@pytest.mark.parametrize(
    ("key", "held", "change", "then"),
    [
        (Qt.Key.Key_3, Qt.KeyboardModifier.NoModifier, Rate((8,), 3), 8),
        (Qt.Key.Key_3, _SHIFT, Rate((8,), 3), 7),
        (Qt.Key.Key_P, Qt.KeyboardModifier.NoModifier, Flag((8,), 1), 8),
        (Qt.Key.Key_X, Qt.KeyboardModifier.NoModifier, Flag((8,), -1), 7),
        (Qt.Key.Key_U, Qt.KeyboardModifier.NoModifier, Flag((8,), 0), 8),
        (Qt.Key.Key_8, Qt.KeyboardModifier.NoModifier, Label((8,), 3), 8),
    ],
)
def test_keys_cull_the_one_that_is_looked_at(qtbot, shown, full, key, held, change, then):
    shown.view.select_row(0)
    full.open(8)
    qtbot.keyClick(full, key, held)
    assert full.changes == [change]
    assert full.number() == then


def test_what_has_changed_is_shown_and_said(qtbot, shown, full):
    shown.view.select_row(0)
    full.open(8)
    shown.source.special[8] = {"rating": 4, "flag": 1}
    shown.model.refresh([8])
    shown.model.flush()
    shown.tasks.run_all()
    assert "4 of 5 stars, picked" in full.accessibleDescription()


@pytest.mark.parametrize("code", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_it_goes_and_gives_the_keyboard_back(qtbot, shown, full, code):
    shown.view.setFocus()
    full.open(8)
    with qtbot.waitSignal(full.closed):
        qtbot.keyClick(full, code)
    assert shown.view.hasFocus()
    assert full.number() == -1


def test_space_goes_on_to_the_preview(qtbot, shown, full):
    full.open(8)
    with qtbot.waitSignal(shown.view.preview_requested) as asked:
        qtbot.keyClick(full, Qt.Key.Key_Space)
    assert asked.args == [8]
    assert not full.isVisible()


def test_it_follows_when_its_picture_leaves_and_closes_with_the_last(shown, full):
    shown.view.select_row(0)
    full.open(8)
    shown.model.remove([8])
    assert full.number() == 7
    shown.model.remove(range(1, 8))
    assert not full.isVisible()


def test_it_counts_the_pictures_that_come_in_meanwhile(shown, full):
    shown.view.select_row(0)
    full.open(8)
    shown.model.prepend([9])
    shown.model.flush()
    assert full.facts().endswith("2 of 9")
    assert full.number() == 8


def test_a_picture_in_the_making_says_that_there_is_none_yet(qtbot, shown, full):
    shown.source.special[8] = {"path": None, "width": None, "height": None, "state": "expected"}
    shown.model.refresh([8])
    shown.model.flush()
    shown.tasks.run_all()
    full.open(8)
    assert full.canvas.wishes() == []
    assert not full.grab().isNull()


def test_tab_stays_inside(qtbot, full):
    full.open(8)
    qtbot.keyClick(full, Qt.Key.Key_Tab)
    assert full.hasFocus()


def test_it_goes_when_the_keyboard_goes_on_beneath(qtbot, shown, loader, originals):
    window = QMainWindow()
    qtbot.addWidget(window)
    field = QLineEdit()
    window.setCentralWidget(field)
    with qtbot.waitExposed(window):
        window.show()
    full = FullView(shown.view, loader, originals, window)
    full.open(8)
    assert full.isVisible()
    field.setFocus()
    assert not full.isVisible()
    assert field.hasFocus()
