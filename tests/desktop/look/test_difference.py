"""The difference of two pictures: where, how much, and that a single pixel is not overlooked."""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from ideogram_desk.desktop.gallery.originals import Original
from ideogram_desk.desktop.look.difference import Differences, Pair, difference

GREY = (100, 100, 100)


def flat(width=64, height=48, colour=GREY):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(*colour))
    return image


def pair_of(first, second, *, brighter=False, number=2):
    wishes = (Original(1, Path("1"), 64, 48), Original(number, Path("2"), 64, 48))
    return Pair(*wishes, brighter, (first, second))


def test_the_same_is_black_and_said_to_be_the_same():
    found = difference(pair_of(flat(), flat()))
    assert found.same
    assert found.part == 0
    assert found.image.pixelColor(5, 5) == QColor(0, 0, 0)
    assert found.in_words(whole=True) == "The same, pixel for pixel."
    assert "pixel" not in found.in_words(whole=False)


def test_a_quarter_that_differs_is_a_quarter():
    other = flat()
    for y in range(24):
        for x in range(32):
            other.setPixelColor(x, y, QColor(140, 90, 100))
    found = difference(pair_of(flat(), other))
    assert found.part == pytest.approx(0.25)
    assert found.image.pixelColor(5, 5) == QColor(40, 10, 0)
    assert found.image.pixelColor(40, 5) == QColor(0, 0, 0)
    assert found.in_words(whole=True) == "25 % of it differs."


@pytest.mark.parametrize("width", [61, 62, 63, 64])  # rows of bytes are padded to four
@pytest.mark.parametrize("step", [1, 20])
def test_one_pixel_is_not_overlooked(width, step):
    other = flat(width)
    other.setPixelColor(width - 1, 47, QColor(100 + step, 100, 100))
    found = difference(pair_of(flat(width), other))
    assert not found.same
    assert found.in_words(whole=True) == "Less than 1 % of it differs."
    assert 0 <= found.part < 0.001


def test_large_pictures_are_worked_on_in_bands_without_a_seam():
    first, second = flat(2000, 1500), flat(2000, 1500, (110, 100, 90))
    found = difference(pair_of(first, second))
    assert {found.image.pixelColor(7, y).getRgb()[:3] for y in range(0, 1500, 3)} == {(10, 0, 10)}
    assert found.part == 1


def test_brighter_is_eight_times_as_bright():
    other = flat(colour=(103, 100, 150))
    found = difference(pair_of(flat(), other, brighter=True))
    assert found.image.pixelColor(5, 5) == QColor(24, 0, 255)


def test_the_second_is_laid_over_the_first_at_the_firsts_size():
    found = difference(pair_of(flat(), flat(32, 24)))
    assert (found.image.width(), found.image.height()) == (64, 48)
    assert found.same


def test_it_is_computed_elsewhere_and_kept(qtbot):
    differences = Differences()
    pair = pair_of(flat(), flat(colour=(1, 2, 3)))
    with qtbot.waitSignal(differences.ready):
        differences.ask(pair)
    assert differences.get(pair) is differences.get(pair_of(flat(), flat()))
    assert differences.of(pair_of(flat(), flat(), brighter=True)) is differences.get(pair)
    assert differences.of(pair_of(flat(), flat(), number=3)) is None
    differences.close()
