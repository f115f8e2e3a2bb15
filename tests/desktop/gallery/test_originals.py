"""Whole pictures: their colours, their orientation, what is missing, and how much is kept."""

import threading

import pytest
from PIL import Image
from PySide6.QtGui import QColor, QColorSpace, QImage

from ideogram_desk.desktop.gallery import originals
from ideogram_desk.desktop.gallery.errands import Errands
from ideogram_desk.desktop.gallery.originals import Original, Originals, decode


@pytest.fixture
def kept(qtbot):
    made = Originals(megabytes=1)
    yield made
    made.close()


def test_a_colour_profile_is_turned_into_srgb_in_every_band(tmp_path):
    image = QImage(1600, 1400, QImage.Format.Format_RGB32)
    image.fill(QColor(200, 100, 50))
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3))
    path = tmp_path / "wide.png"
    assert image.save(str(path))
    decoded, trouble = decode(Original(1, path, 4000, 4000))
    assert trouble == ""
    expected = image.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    colour = expected.pixelColor(0, 0).rgb()
    assert colour != QColor(200, 100, 50).rgb()
    assert {decoded.pixelColor(9, y).rgb() for y in range(0, 1400, 7)} == {colour}
    assert decoded.format() == QImage.Format.Format_RGB32


def test_what_is_transparent_stays_so(tmp_path):
    path = tmp_path / "clear.png"
    Image.new("RGBA", (40, 30), (255, 0, 0, 128)).save(path)
    image, _trouble = decode(Original(1, path, 400, 400))
    assert image.hasAlphaChannel()
    assert image.format() == QImage.Format.Format_ARGB32_Premultiplied
    assert image.pixelColor(5, 5).alpha() == 128


@pytest.mark.parametrize("mode", ["L", "P", "1", "I;16"])
def test_other_kinds_of_pixels_become_the_ones_that_are_painted_fast(tmp_path, mode):
    path = tmp_path / "grey.png"
    Image.new("L", (40, 30), 255).convert(mode if mode != "I;16" else "I").convert(mode).save(path)
    image, trouble = decode(Original(1, path, 400, 400))
    assert trouble == ""
    assert image.format() == QImage.Format.Format_RGB32
    assert image.pixelColor(5, 5).lightness() > 250 or mode == "I;16"


def test_a_picture_lying_on_its_side_is_fitted_in_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right to look at it
    path = tmp_path / "lying.jpg"
    Image.new("RGB", (400, 200)).save(path, exif=exif)
    image, _trouble = decode(Original(1, path, 100, 300))
    assert (image.width(), image.height()) == (100, 200)


def test_a_file_that_is_gone_and_one_that_is_broken_are_told_apart(tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    assert decode(Original(1, tmp_path / "gone.png", 9, 9))[1] == originals.MISSING
    assert decode(Original(1, broken, 9, 9))[1] == originals.UNREADABLE


def test_a_picture_of_16000_pixels_is_decoded_no_larger_than_wanted(qtbot, kept, poster):
    path = poster("long.jpg", (16_000, 2_000))
    wish = Original(1, path, 1_000, 1_000)
    with qtbot.waitSignal(kept.ready, timeout=20_000):
        kept.ask([wish])
    assert kept.get(wish)[0].size().toTuple() == (1_000, 125)
    assert kept.bytes == 1_000 * 125 * 4


def test_the_largest_picture_the_library_takes_is_shown_at_its_true_pixels(qtbot, kept, poster):
    path = poster("huge.jpg", (16_000, 4_500))  # more than Qt's own bound
    image, trouble = decode(Original(1, path, 16_000, 4_500))
    assert trouble == ""
    assert image.width() == 16_000


def test_what_is_wanted_is_kept_and_the_rest_within_a_bound(qtbot, kept, poster):
    wishes = [Original(n, poster(f"{n}.png", (400, 400)), 400, 400) for n in range(1, 5)]
    for wish in wishes:
        with qtbot.waitSignal(kept.ready):
            kept.ask([wish])
    assert kept.bytes <= 1024 * 1024
    assert kept.get(wishes[0]) is None
    assert kept.get(wishes[-1]) is not None
    kept.ask(wishes)
    qtbot.waitUntil(lambda: all(kept.get(wish) for wish in wishes))
    assert kept.bytes == 4 * 400 * 400 * 4


def test_with_nothing_wanted_only_a_little_is_kept(qtbot, poster):
    roomy = Originals(megabytes=400)
    wishes = [Original(n, poster(f"{n}.png", (3000, 3000)), 3000, 3000) for n in (1, 2, 3)]
    roomy.ask(wishes)
    qtbot.waitUntil(lambda: all(roomy.get(wish) for wish in wishes), timeout=20_000)
    assert roomy.bytes > 100 << 20
    roomy.ask([])
    assert 0 < roomy.bytes <= originals.RESTING << 20
    roomy.close()


def test_what_stands_in_is_the_largest_that_is_kept(qtbot, kept, poster):
    path = poster("1.png", (400, 400))
    wishes = [Original(1, path, side, side) for side in (100, 200, 50)]
    kept.ask(wishes)
    qtbot.waitUntil(lambda: all(kept.get(wish) for wish in wishes))
    assert kept.best(1).width() == 200
    assert kept.best(2) is None


def test_a_wish_left_behind_is_never_served():
    may, served = threading.Event(), []

    def run(wish):
        may.wait(5)
        served.append(wish)

    told = threading.Semaphore(0)
    errands = Errands(run, told.release, waiting=9, name="test")
    errands.want(["first"])
    while errands._under_way is None:
        pass
    errands.want(["left behind"])
    errands.want(["first", "now", "perhaps"])
    may.set()
    for _ in range(3):
        assert told.acquire(timeout=5)
    errands.close()
    assert served == ["first", "now", "perhaps"]


def test_a_failing_errand_does_not_end_the_thread(caplog):
    told = threading.Semaphore(0)
    errands = Errands(lambda wish: 1 // wish, told.release, waiting=9, name="test")
    errands.want([0])
    assert told.acquire(timeout=5)
    errands.want([1])
    assert told.acquire(timeout=5)
    assert list(errands.done) == [(1, 1)]
    errands.close()
