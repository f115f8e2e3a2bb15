"""One picture through a lens: what is painted, at which pixels, and what the hand asks for."""

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from ideogram_desk.desktop.look.canvas import Canvas
from ideogram_desk.desktop.look.lens import Lens
from ideogram_desk.desktop.look.painting import SightPainter
from ideogram_desk.desktop.look.sight import sight_of
from tests.desktop.look.conftest import make_picture


@pytest.fixture
def canvas(qtbot, loader, originals):
    made = Canvas(SightPainter(originals, loader), "picture", "Picture")
    made.lens_asked.connect(made.set_lens)
    made.resize(400, 300)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def stripes(tmp_path):
    """Black and white columns, one pixel each: anything but pixel for pixel is grey."""
    path = tmp_path / "stripes.png"
    image = Image.new("L", (1000, 600))
    image.putdata([255 * (x % 2) for _ in range(600) for x in range(1000)])
    image.convert("RGB").save(path)
    return path


def show(qtbot, canvas, path, **changes):
    canvas.show_sight(sight_of(make_picture(1, **changes), path))
    canvas.paints.originals.ask(canvas.wishes())
    found = canvas.paints.originals
    qtbot.waitUntil(lambda: all(found.get(wish) for wish in canvas.wishes()))


def wheel(canvas, at, steps):
    point = QPointF(at)
    event = QWheelEvent(
        point,
        QPointF(canvas.mapToGlobal(at)),
        QPoint(),
        QPoint(0, steps * 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def greys(canvas):
    dpr = canvas.devicePixelRatioF()
    image = canvas.grab().toImage()
    row = round(150 * dpr)
    return {image.pixelColor(x, row).lightness() for x in range(round(40 * dpr))}


def test_at_true_size_each_pixel_is_one_of_the_screens(qtbot, canvas, stripes):
    canvas.set_lens(Lens(1.0))
    show(qtbot, canvas, stripes, width=1000, height=600)
    assert greys(canvas) == {0, 255}


def test_enlarged_pixels_are_the_squares_they_are(qtbot, canvas, stripes):
    canvas.set_lens(Lens(4.0))
    show(qtbot, canvas, stripes, width=1000, height=600)
    assert greys(canvas) == {0, 255}


def test_fitted_in_it_is_decoded_at_the_size_it_is_painted_at(qtbot, canvas, stripes):
    show(qtbot, canvas, stripes, width=1000, height=600)
    (wish,) = canvas.wishes()
    assert (wish.width, wish.height) == (400, 240)


@pytest.mark.parametrize(
    ("zoom", "expected"),
    [(1.0, (8000, 4000)), (0.6, (8000, 4000)), (0.5, (4000, 2000)), (0.2, (2000, 1000))],
)
def test_no_more_is_decoded_than_the_lens_shows(canvas, tmp_path, zoom, expected):
    sight = sight_of(make_picture(1, width=8000, height=4000), tmp_path)
    wish = sight.wish(Lens(zoom), canvas.extent(), 1 << 29)
    assert (wish.width, wish.height) == expected


def test_what_one_picture_may_take_is_bounded(canvas, tmp_path):
    sight = sight_of(make_picture(1, width=8000, height=4000), tmp_path)
    wish = sight.wish(Lens(1.0), canvas.extent(), 40_000_000)
    assert wish.width * wish.height * 4 <= 40_000_000


def test_the_wheel_zooms_about_the_pointer(qtbot, canvas, stripes):
    show(qtbot, canvas, stripes, width=1000, height=600)
    with qtbot.waitSignal(canvas.lens_asked) as asked:
        wheel(canvas, QPoint(100, 150), 3)
    (lens,) = asked.args
    assert lens.zoom == pytest.approx(0.4 * 1.25**3)
    assert lens.x < 0.5


def test_dragging_pushes_the_picture_about(qtbot, canvas, stripes):
    canvas.set_lens(Lens(1.0))
    show(qtbot, canvas, stripes, width=1000, height=600)
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    room, extent = canvas.extent(), canvas.sight.extent
    before = canvas.lens.place(extent, room)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    assert canvas.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    qtbot.mouseMove(canvas, QPoint(230, 140))
    after = canvas.lens.place(extent, room)
    dpr = canvas.devicePixelRatioF()
    assert (after.left - before.left, after.top - before.top) == (30 * dpr, -10 * dpr)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton)
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor


def test_a_double_click_goes_to_true_pixels_and_back(qtbot, canvas, stripes):
    show(qtbot, canvas, stripes, width=1000, height=600)
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert canvas.lens.zoom == 1
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert canvas.lens.fits


def test_checkers_show_through_what_is_transparent(qtbot, canvas, tmp_path):
    path = tmp_path / "clear.png"
    Image.new("RGBA", (400, 300), (0, 0, 0, 0)).save(path)
    show(qtbot, canvas, path, width=400, height=300)
    image = canvas.grab().toImage()
    middle = image.width() // 2, image.height() // 2
    around = {image.pixelColor(middle[0] + x, middle[1]).rgb() for x in range(40)}
    assert len(around) == 2


def test_a_missing_file_is_told_over_its_thumbnail(qtbot, canvas, tmp_path):
    show(qtbot, canvas, tmp_path / "gone.png", width=1280, height=720)
    with qtbot.waitSignal(canvas.paints.loader.ready):
        canvas.repaint()
    image = canvas.grab().toImage()
    dpr = canvas.devicePixelRatioF()
    colours = [image.pixelColor(round(x * dpr), round(100 * dpr)) for x in (20, 200, 380)]
    assert all(abs(colour.green() - 160) < 12 for colour in colours)  # the thumbnail's
    trouble = canvas.paints.originals.get(canvas.wishes()[0])[1]
    assert trouble.startswith("The file is not where it was kept")


def test_it_says_what_it_shows(canvas):
    canvas.show_sight(sight_of(make_picture(3, rating=4, flag=-1, label=2), None))
    assert canvas.accessibleName() == (
        "Picture: a poster of fern number 3, seed 33, 4 of 5 stars, rejected, yellow label"
    )
