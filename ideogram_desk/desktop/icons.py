"""The drawn icons, tinted from the tokens and sharp at every scale factor."""

from __future__ import annotations

import logging
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QImage, QPainter, QPixmap, QPixmapCache

from ideogram_desk.base.paths import resources

log = logging.getLogger(__name__)

SIZE = 16  # pixels, of an icon beside 13 px text


@lru_cache(maxsize=256)
def _drawing(name: str) -> str | None:
    try:
        return (resources() / "icons" / f"{name}.svg").read_text("utf-8")
    except OSError as error:
        log.warning("The icon %r is missing: %s", name, error)
        return None


def pixmap(
    name: str, colour: str, size: int = SIZE, dpr: float = 1.0, *, filled: bool = False
) -> QPixmap:
    """One icon in one colour, for painting by hand; empty if there is no such icon."""
    key = f"icon/{name}/{colour}/{size}/{dpr}/{filled}"
    kept = QPixmap()
    # Qt's own cache: it is emptied with the application, a Python cache would outlive it.
    if QPixmapCache.find(key, kept):
        return kept
    drawing = _drawing(name)
    if drawing is None:
        return QPixmap()
    if filled:
        drawing = drawing.replace('fill="none"', f'fill="{colour}"', 1)
    made = _render(drawing.replace("currentColor", colour), size, dpr)
    QPixmapCache.insert(key, made)
    return made


def _render(drawing: str, size: int, dpr: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    side = max(1, round(size * dpr))
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    image.setDevicePixelRatio(dpr)
    return QPixmap.fromImage(image)


def _with_air(drawn: QPixmap, air: int) -> QPixmap:
    dpr = drawn.devicePixelRatio()
    wider = QPixmap(drawn.width() + round(air * dpr), drawn.height())
    wider.setDevicePixelRatio(dpr)
    wider.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wider)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return wider


def icon(name: str, colour: str, *, size: int = SIZE, filled: bool = False, air: int = 0) -> QIcon:
    """An icon for a button, with a drawing for each screen's scale factor.

    `air` pixels stand free at its right, before the button's words; the icon is so much wider.
    """
    made = QIcon()
    scales = {screen.devicePixelRatio() for screen in QGuiApplication.screens()} | {1.0}
    for dpr in sorted(scales):
        drawn = pixmap(name, colour, size, dpr, filled=filled)
        if not drawn.isNull():
            made.addPixmap(_with_air(drawn, air) if air else drawn)
    return made
