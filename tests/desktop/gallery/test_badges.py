"""What lies over a picture: the signs of what was made of it, and no more."""

from array import array
from itertools import pairwise

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter, QPixmap

from ideogram_desk.desktop.gallery.ink import Ink
from ideogram_desk.desktop.gallery.painter import Look, TilePainter
from ideogram_desk.desktop.gallery.stacks import Listed
from ideogram_desk.desktop.theme import DARK
from tests.desktop.gallery.conftest import NOW, make_tile


def looked_at(desk, **changes):
    shown = desk(40)
    shown.source.special[40] = changes
    shown.model.refresh([40])
    shown.model.flush()
    shown.tasks.run_all()
    shown.view._painter.ink._kept.clear()
    shown.paint()
    return shown


def kept(shown):
    return {piece for piece in shown.view._painter.ink._kept if piece[0] in ("chip", "letter")}


@pytest.mark.parametrize(
    ("changes", "piece"),
    [
        ({"rating": 3}, ("chip", "3", "star")),
        ({"favorite": True}, ("chip", "", "heart")),
        ({"flag": 1}, ("chip", "", "flag")),
        ({"flag": -1}, ("chip", "", "x")),
        ({"label": 1}, ("letter", "R", 1)),
        ({"label": 2}, ("letter", "Y", 2)),
        ({"label": 3}, ("letter", "G", 3)),
        ({"label": 4}, ("letter", "B", 4)),
        ({"exported": True}, ("chip", "", "arrow-up-right")),
        ({"is_safe": False}, ("chip", "", "eye-off")),
        ({"missing": True}, ("chip", "", "image-off")),
    ],
)
def test_each_sign_is_drawn_where_it_holds(desk, changes, piece):
    assert kept(looked_at(desk, **changes)) == {("chip", "16:9", ""), piece}


def test_a_picture_nobody_has_touched_has_no_sign(desk):
    assert kept(looked_at(desk, is_safe=True)) == {("chip", "16:9", "")}


def test_what_is_rejected_is_dim(qtbot, desk, loader):
    shown = looked_at(desk, flag=-1)
    qtbot.waitUntil(lambda: loader.pixmap(40) is not None and loader.pixmap(39) is not None)
    image = shown.view.viewport().grab().toImage()
    ground = shown.view._painter.ink.colours["window"]
    dim, plain = (image.pixelColor(shown.view.row_rect(row).center()) for row in (0, 1))
    apart = [abs(each.green() - ground.green()) for each in (dim, plain)]
    assert apart[0] < apart[1] / 2


def test_a_closed_stack_shows_its_edges_and_its_count(qtbot, desk):
    shown = desk(40)
    before = shown.view.viewport().grab().toImage()
    shown.model.reset(Listed(array("q", range(40, 0, -1)), stacks=array("H", [7] + [1] * 39)))
    shown.paint()
    assert ("chip", "7", "images") in kept(shown)
    rect, inside = shown.view.row_rect(0), QPoint(14, 14)
    above = rect.center().x(), rect.top() - 5
    assert shown.view.viewport().grab().toImage().pixelColor(*above) != before.pixelColor(*above)
    assert shown.view.is_badge(0, rect.bottomRight() - inside)
    assert not shown.view.is_badge(0, rect.center())
    assert not shown.view.is_badge(1, shown.view.row_rect(1).bottomRight() - inside)


@pytest.mark.parametrize("dpr", [1.0, 1.25, 1.5, 1.75, 2.0])
def test_a_picture_of_the_right_size_is_drawn_pixel_for_pixel(qapp, dpr):
    ink = Ink(DARK, qapp.font(), dpr)
    rect = QRect(13, 11, 143, 143)
    box = round(rect.width() * dpr)
    checkers = Image.new("L", (box, box))
    checkers.putdata([255 * ((x + y) % 2) for y in range(box) for x in range(box)])
    data = checkers.convert("RGB").tobytes()
    pixmap = QPixmap.fromImage(QImage(data, box, box, 3 * box, QImage.Format.Format_RGB888))
    canvas = QPixmap(round(200 * dpr), round(200 * dpr))
    canvas.setDevicePixelRatio(dpr)
    painter = QPainter(canvas)
    TilePainter(ink).paint(painter, rect, make_tile(1, aspect=""), pixmap, Look(), (NOW, 0.0))
    painter.end()
    drawn = canvas.toImage()
    line = [
        drawn.pixelColor(x, round(80 * dpr)).red() for x in range(int(30 * dpr), int(140 * dpr))
    ]
    assert set(line) == {0, 255}
    assert all(one != other for one, other in pairwise(line))
