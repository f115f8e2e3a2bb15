"""The pieces of the status bar: steady figures, the connection's dot, a message in passing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QGraphicsOpacityEffect, QSizePolicy, QStyle, QWidget

from ideogram_desk.desktop.kit import Button, PlainLabel, tip
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

SECONDS_SAID = 6  # a message that is not serious
_FADE = 400  # milliseconds


class Steady(PlainLabel):
    """A label that grows and does not shrink: changing figures move nothing beside them."""

    def __init__(self, name: str) -> None:
        super().__init__("", "dim", name=name)
        font = QFont(self.font())
        font.setFeature(QFont.Tag("tnum"), 1)  # all digits as wide as each other
        self.setFont(font)
        self._widest = 0

    def show_text(self, text: str, room: str = "") -> None:
        """Show text; `room` is the longest that it may become soon."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
        self.setVisible(bool(text))
        wanted = max(self.fontMetrics().horizontalAdvance(each) for each in (text, room))
        self._widest = max(self._widest, wanted + 2) if text else 0
        self.setMinimumWidth(self._widest)


class SteadyLink(Button):
    """As `Steady`, to be clicked."""

    def __init__(self, name: str, tooltip: str) -> None:
        super().__init__("", "link", tooltip=tooltip, name=name)
        self.setProperty("letters", "body")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        font = QFont(self.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        self.setFont(font)
        self._widest = 0

    def show_text(self, text: str, room: str = "") -> None:
        if text != self.text():
            self.set_text(text)
        wanted = max(self.fontMetrics().horizontalAdvance(each) for each in (text, room))
        self._widest = max(self._widest, wanted + 6)
        self.setFixedWidth(self._widest)


class Dot(QWidget):
    """The connection's colour; the word beside it says the same."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(9, 9))
        self._token = "faint"  # noqa: S105  a colour
        self._hollow = False

    def show_token(self, token: str, *, hollow: bool) -> None:
        self._token, self._hollow = token, hollow
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(str(getattr(tokens_now(), self._token)))
        painter.setPen(colour)
        painter.setBrush(Qt.BrushStyle.NoBrush if self._hollow else colour)
        painter.drawEllipse(1, 1, 7, 7)


class Message(Button):
    """A sentence in passing; a serious one stays until it is clicked."""

    def __init__(self) -> None:
        super().__init__("", "link", name="status_message")
        self.setProperty("letters", "body")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._said = ""
        self._effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(self._effect)
        self._effect.setEnabled(False)  # off while it is not fading: it costs a buffer
        self._fade = QPropertyAnimation(self._effect, b"opacity", self)
        self._fade.setEndValue(0.0)
        self._fade.setEasingCurve(QEasingCurve.Type.InQuad)
        self._fade.finished.connect(self.be_quiet)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._start_fading)
        self.clicked.connect(self.be_quiet)
        self.be_quiet()

    @property
    def said(self) -> str:
        return self._said

    def say(self, text: str, *, serious: bool) -> None:
        self.be_quiet()
        self._said = " ".join(text[:2000].split())
        self.set_icon("triangle-alert" if serious else "info")
        self.setToolTip(tip(self._said + (" (click to dismiss)" if serious else "")))
        self.setVisible(bool(self._said))
        self._elide()
        if not serious:
            self._timer.start(SECONDS_SAID * 1000)

    def be_quiet(self) -> None:
        self._timer.stop()
        self._fade.stop()
        self._effect.setEnabled(False)
        self._said = ""
        self.hide()

    def _start_fading(self) -> None:
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        if not self.style().styleHint(hint, None, self):  # the user wants nothing to move
            self.be_quiet()
            return
        self._effect.setOpacity(1.0)
        self._effect.setEnabled(True)
        self._fade.setStartValue(1.0)
        self._fade.setDuration(_FADE)
        self._fade.start()

    def _elide(self) -> None:
        room = self.width() - 26  # the icon and the padding
        cut = self.fontMetrics().elidedText(self._said, Qt.TextElideMode.ElideRight, room)
        self.set_text(cut)
        self.setAccessibleName(self._said)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._said) + 34, 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, 20)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._said:
            self._elide()
