"""The picture at the top of the inspector: its own shape, rounded, sharp at every scale factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.kit import named
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

TALLEST = 368  # pixels: what stands below has to be in sight too
TALLEST_EMPTY = 168  # an empty place is worth less of it
RADIUS = 8.0
_NARROWEST, _WIDEST = 1 / 3, 3.0  # no model makes anything longer; a broken file might claim it


class Preview(QWidget):
    """One picture, or a quiet place in its shape while there is none."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "inspector_preview", "Preview")
        self._source = QPixmap()
        self._scaled = QPixmap()
        self._ratio = 1.0
        self._sign = "image"
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_image(self, image: QImage | QPixmap | None, ratio: float, sign: str = "image") -> None:
        """Show a picture, or an icon on a ground with the shape `ratio`, width over height."""
        if isinstance(image, QImage):
            image = QPixmap.fromImage(image)
        self._source = image if image is not None else QPixmap()
        self._scaled = QPixmap()
        if not self._source.isNull():
            ratio = self._source.width() / self._source.height()
        self._ratio = min(_WIDEST, max(_NARROWEST, ratio))
        self._sign = sign
        self._fit()
        self.update()

    @property
    def has_image(self) -> bool:
        return not self._source.isNull()

    def sizeHint(self) -> QSize:
        return QSize(276, self._height_for(276))

    def _height_for(self, width: int) -> int:
        tallest = TALLEST if self.has_image else TALLEST_EMPTY
        return min(tallest, max(1, round(width / self._ratio)))

    def _fit(self) -> None:
        self.setFixedHeight(self._height_for(max(1, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._scaled = QPixmap()

    def _box(self) -> QRectF:
        """Where the picture stands: in its shape, in the middle of the column."""
        width = min(float(self.width()), self.height() * self._ratio)
        return QRectF((self.width() - width) / 2, 0, width, width / self._ratio)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = self._box()
        path = QPainterPath()
        path.addRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        if self.has_image:
            painter.save()
            painter.setClipPath(path)
            painter.drawPixmap(box, self._drawn(box), QRectF(self._drawn(box).rect()))
            painter.restore()
        else:
            painter.fillPath(path, QColor(tokens.raised))
            self._draw_sign(painter, box, tokens.faint)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawPath(path)

    def _draw_sign(self, painter: QPainter, box: QRectF, colour: str) -> None:
        sign = icons.pixmap(self._sign, colour, 28, self.devicePixelRatioF())
        painter.drawPixmap(round(box.center().x()) - 14, round(box.center().y()) - 14, sign)

    def _drawn(self, box: QRectF) -> QPixmap:
        """The picture in the device's own pixels, scaled once and not at every paint."""
        wanted = (box.size() * self.devicePixelRatioF()).toSize()
        if self._scaled.size() != wanted:
            self._scaled = self._source.scaled(
                wanted,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._scaled.setDevicePixelRatio(1)
        return self._scaled
