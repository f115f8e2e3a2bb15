"""The large preview: the neighbours, the states, and files that cannot be shown."""

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QLineEdit

from ideogram_desk.desktop.gallery import originals
from ideogram_desk.desktop.gallery.preview import Preview
from ideogram_desk.domain.change import Flag, Rate
from ideogram_desk.domain.job import JobState, PictureState
from tests.desktop.gallery.conftest import NOW


@pytest.fixture
def shown(desk, poster):
    for number in (48, 49, 50):
        poster(f"pictures/{number}.png")
    return desk(50)


@pytest.fixture
def preview(qtbot, shown, loader):
    made = Preview(shown.view, loader, lambda: NOW, shown.view)
    yield made
    made.originals.close()


def test_it_shows_the_picture_at_the_size_of_the_window(qtbot, shown, preview):
    shown.view.select_row(0)
    with qtbot.waitSignal(preview.originals.ready):
        preview.open(50)
    assert preview.geometry() == shown.view.rect()
    pixmap, trouble = preview.originals.get(preview._wish(shown.model.look(50)))
    assert trouble == ""
    assert pixmap.width() == preview.room().width()
    assert not preview.grab().isNull()


def test_the_arrows_go_on_and_the_selection_follows(qtbot, shown, preview):
    shown.view.select_row(0)
    preview.open(50)
    qtbot.keyClick(preview, Qt.Key.Key_Right)
    assert preview._number == 49
    assert list(shown.view.selected_numbers()) == [49]
    qtbot.keyClick(preview, Qt.Key.Key_Down)
    assert preview._number == 49 - shown.view.grid.columns
    qtbot.keyClick(preview, Qt.Key.Key_Home)
    assert preview._number == 50


def test_the_neighbours_are_decoded_beforehand(qtbot, shown, preview):
    shown.view.select_row(1)
    preview.open(49)
    near = [preview._wish(shown.model.look(n)) for n in (48, 49, 50)]
    qtbot.waitUntil(lambda: all(preview.originals.get(wish) for wish in near))


@pytest.mark.parametrize("code", [Qt.Key.Key_Space, Qt.Key.Key_Escape])
def test_space_and_escape_go_back_to_the_grid(qtbot, shown, preview, code):
    preview.open(50)
    with qtbot.waitSignal(preview.closed):
        qtbot.keyClick(preview, code)
    assert not preview.isVisible()
    assert shown.view.hasFocus()


def test_enter_opens_the_picture(qtbot, shown, preview):
    preview.open(50)
    with qtbot.waitSignal(shown.view.open_requested) as asked:
        qtbot.keyClick(preview, Qt.Key.Key_Return)
    assert asked.args == [50]


def test_it_closes_when_its_last_picture_leaves(qtbot, shown, preview):
    shown.view.select_row(0)
    preview.open(50)
    shown.model.remove(range(1, 51))
    assert not preview.isVisible()


def test_a_picture_in_the_making_says_so(qtbot, shown, preview):
    shown.source.special[50] = {"state": PictureState.EXPECTED, "job_state": JobState.ACCEPTED}
    shown.model.refresh([50])
    shown.model.flush()
    shown.tasks.run_all()
    shown.view.select_row(0)
    preview.open(50)
    preview.repaint()
    assert preview._clock.isActive()
    preview.dismiss()
    assert not preview._clock.isActive()


def test_a_file_that_is_gone_says_so_over_its_thumbnail(qtbot, shown, preview):
    preview.open(7)
    wish = preview._wish(shown.model.look(7))
    qtbot.waitUntil(lambda: preview.originals.get(wish) is not None)
    assert preview.originals.get(wish)[1] == originals.MISSING
    assert not preview.grab().isNull()


@pytest.mark.qt_log_ignore("Rejecting image as it exceeds", extend=True)
def test_a_picture_too_large_for_the_reader_is_told_apart(poster):
    path = poster("large.png", (1300, 1300))
    limit = QImageReader.allocationLimit()
    QImageReader.setAllocationLimit(1)
    try:
        image, trouble = originals.decode(originals.Original(1, path, 400, 400))
    finally:
        QImageReader.setAllocationLimit(limit)
    assert image.isNull()
    assert trouble == originals.TOO_LARGE


def test_it_gives_the_keyboard_back_to_where_it_was_opened_from(qtbot, shown, preview):
    elsewhere = QLineEdit(shown.view.window())
    elsewhere.show()
    elsewhere.setFocus()
    preview.open(50)
    assert preview.hasFocus()
    preview.open(49)
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert elsewhere.hasFocus()


def test_keys_cull_the_one_that_is_looked_at(qtbot, shown, preview):
    changes = []
    preview.change_requested.connect(changes.append)
    shown.view.select_row(0)
    preview.open(50)
    qtbot.keyClick(preview, Qt.Key.Key_4)
    assert preview.number() == 50
    qtbot.keyClick(preview, Qt.Key.Key_X)
    assert preview.number() == 49
    assert changes == [Rate((50,), 4), Flag((50,), -1)]


def test_checkers_show_through_what_is_transparent(qtbot, shown, preview, files):
    Image.new("RGBA", (1280, 720), (0, 0, 0, 0)).save(files("pictures/50.png"))
    with qtbot.waitSignal(preview.originals.ready):
        preview.open(50)
    image = preview.grab().toImage()
    centre = preview.room().center() * preview.devicePixelRatioF()
    assert len({image.pixelColor(centre.x() + x, centre.y()).rgb() for x in range(40)}) == 2


def test_gone_it_wants_no_picture_any_more(qtbot, shown, preview):
    preview.open(50)
    assert preview.originals._wanted
    preview.dismiss()
    assert not preview.originals._wanted
    assert preview.number() == -1
