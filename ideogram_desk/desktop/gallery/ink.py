"""What tiles are painted with: fonts, chips, scrims and corners, each drawn once and kept."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QLinearGradient,
    QPainter,
    QPixmap,
    QTextLayout,
    QTextOption,
)

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.theme import BODY, DARK, LABEL, LABELS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ideogram_desk.desktop.theme import Tokens

RADIUS = 8
CHIP_RADIUS = 5
CHIP_PAD = 6
FILLED = ("heart", "star", "flag")
KEPT = 2000  # drawn pieces and broken lines

_Piece = TypeVar("_Piece")


def over_picture(alpha: float) -> QColor:
    """The dark that lies over pictures, in both themes the same: pictures have no theme."""
    colour = QColor(DARK.window)
    colour.setAlphaF(alpha)
    return colour


class Ink:
    """One theme's, one font's and one screen's drawn pieces; made anew when any of them changes."""

    def __init__(self, tokens: Tokens, font: QFont, dpr: float) -> None:
        self.tokens = tokens
        self.dpr = dpr
        self.title = _sized(font, BODY, QFont.Weight.Medium)
        self.label = _sized(font, LABEL, QFont.Weight.Normal)
        self.strong = _sized(font, LABEL, QFont.Weight.DemiBold)
        self.label_metrics = QFontMetrics(self.label)
        self.title_metrics = QFontMetrics(self.title)
        self.strong_metrics = QFontMetrics(self.strong)
        self.colours = {
            name: QColor(getattr(tokens, name))
            for name in ("window", "panel", "raised", "line", "text", "dim", "accent", "wash")
        }
        self.on_picture = QColor(tokens.on_accent)
        self.dimmed = QColor(tokens.window)  # over what is rejected
        self.dimmed.setAlphaF(0.66)
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()

    def keep(self, key: tuple[Any, ...], make: Callable[[], _Piece]) -> _Piece:
        piece: _Piece | None = self._kept.get(key)
        if piece is None:
            piece = self._kept[key] = make()
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return piece

    def icon(self, name: str, colour: str, size: int, *, filled: bool = False) -> QPixmap:
        return self.keep(
            ("icon", name, colour, size, filled),
            lambda: icons.pixmap(name, colour, size, self.dpr, filled=filled),
        )

    def elided(self, text: str, width: int) -> str:
        """A caption's one line."""
        line = text[:400].replace("\n", " ")
        return self.keep(
            ("elided", line, width),
            lambda: self.label_metrics.elidedText(line, Qt.TextElideMode.ElideRight, width),
        )

    def wrapped(self, text: str, font: QFont, width: int, lines: int) -> tuple[str, ...]:
        cut = " ".join(text[:600].split())
        if not cut:
            return ()
        return self.keep(
            ("wrapped", cut, font.key(), width, lines),
            lambda: _broken(cut, font, width, lines),
        )

    def blank(self, width: int, height: int) -> QPixmap:
        pixmap = QPixmap(QSize(round(width * self.dpr), round(height * self.dpr)))
        pixmap.setDevicePixelRatio(self.dpr)
        pixmap.fill(Qt.GlobalColor.transparent)
        return pixmap

    def corners(self, colour: str) -> QPixmap:
        """The four corners that a rounded tile leaves of its square, in the colour behind it."""
        return self.keep(("corners", colour), lambda: self._draw_corners(colour))

    def _draw_corners(self, colour: str) -> QPixmap:
        pixmap = self.blank(2 * RADIUS, 2 * RADIUS)
        painter = QPainter(pixmap)
        painter.fillRect(QRectF(0, 0, 2 * RADIUS, 2 * RADIUS), self.colours[colour])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.on_picture)
        painter.drawRoundedRect(QRectF(0, 0, 2 * RADIUS, 2 * RADIUS), RADIUS, RADIUS)
        painter.end()
        return pixmap

    def scrim(self, height: int) -> QPixmap:
        """A column of darkness that grows downwards, to be stretched under a caption."""
        return self.keep(("scrim", height), lambda: self._draw_scrim(height))

    def _draw_scrim(self, height: int) -> QPixmap:
        pixmap = self.blank(8, height)
        gradient = QLinearGradient(QPointF(0, 0), QPointF(0, height))
        gradient.setColorAt(0, over_picture(0))
        gradient.setColorAt(0.45, over_picture(0.7))
        gradient.setColorAt(1, over_picture(0.86))
        painter = QPainter(pixmap)
        painter.fillRect(QRectF(0, 0, 8, height), gradient)
        painter.end()
        return pixmap

    def chip(self, text: str, icon: str = "") -> QPixmap:
        """A small dark label that can be read on any picture."""
        return self.keep(("chip", text, icon), lambda: self._draw_chip(text, icon))

    @property
    def chip_height(self) -> int:
        return max(self.strong_metrics.height() + 4, 18)

    def letter(self, letter: str, label: int) -> QPixmap:
        """A colour label: its letter on its colour, for who does not see the one or the other."""
        return self.keep(("letter", letter, label), lambda: self._draw_letter(letter, label))

    def _draw_letter(self, letter: str, label: int) -> QPixmap:
        side = self.chip_height
        pixmap = self.blank(side, side)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LABELS[label]))
        painter.drawRoundedRect(QRectF(0, 0, side, side), CHIP_RADIUS, CHIP_RADIUS)
        painter.setFont(self.strong)
        painter.setPen(QColor(DARK.window))
        painter.drawText(QRectF(0, 0, side, side), Qt.AlignmentFlag.AlignCenter, letter)
        painter.end()
        return pixmap

    def _draw_chip(self, text: str, icon: str) -> QPixmap:
        drawn, gap = (12, 3) if icon and text else (12 if icon else 0, 0)
        words = self.strong_metrics.horizontalAdvance(text)
        height = self.chip_height
        width = drawn + gap + words + 2 * CHIP_PAD - (2 if icon else 0)
        pixmap = self.blank(width, height)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(over_picture(0.76))
        painter.drawRoundedRect(QRectF(0, 0, width, height), CHIP_RADIUS, CHIP_RADIUS)
        left = CHIP_PAD - (1 if icon else 0)
        if icon:
            filled = icon in FILLED
            mark = icons.pixmap(icon, DARK.on_accent, 12, self.dpr, filled=filled)
            painter.drawPixmap(QPointF(left, (height - 12) / 2), mark)
        painter.setFont(self.strong)
        painter.setPen(self.on_picture)
        base = (height + self.strong_metrics.ascent() - self.strong_metrics.descent()) / 2
        painter.drawText(QPointF(left + drawn + gap, base), text)
        painter.end()
        return pixmap


def _sized(font: QFont, pixels: int, weight: QFont.Weight) -> QFont:
    sized = QFont(font)
    # In step with the font that was chosen for the program: 13 is what the design calls body.
    body = font.pixelSize() if font.pixelSize() > 0 else BODY
    sized.setPixelSize(max(8, round(pixels * body / BODY)))
    sized.setWeight(weight)
    return sized


def _broken(text: str, font: QFont, width: int, lines: int) -> tuple[str, ...]:
    """The text in at most so many lines, the last one elided."""
    metrics = QFontMetrics(font)
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    found: list[str] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start = line.textStart()
        if len(found) == lines - 1:
            rest = text[start:]
            found.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width))
            break
        found.append(text[start : start + line.textLength()].strip())
    layout.endLayout()
    return tuple(found)
