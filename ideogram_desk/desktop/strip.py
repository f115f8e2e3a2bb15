"""A line above the status bar for what holds up everything: a sentence and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.kit import Button, PlainLabel, named
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

Answer = tuple[str, str, str]  # its name, the button's text, its tooltip


class Strip(QFrame):
    """`answered` with the name of the button; the strip stays until `leave`."""

    answered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        named(self, "strip")
        self.setProperty("surface", "panel")
        self._sign = PlainLabel(name="strip_sign")
        self.label = PlainLabel(wrap=True, name="strip_text")
        self._icon = "info"
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 7, 10, 6)
        self._row.setSpacing(8)
        self._row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.label, 1)
        self._asked: tuple[str, tuple[Answer, ...]] = ("", ())
        self._buttons: list[Button] = []
        self.hide()

    def ask(self, text: str, answers: Sequence[Answer], icon: str = "triangle-alert") -> None:
        """Say a sentence; the last answer is the one that most people want."""
        wanted = (text, tuple(answers))
        if wanted != self._asked:
            self._asked, self._icon = wanted, icon
            self.label.setText(text)
            self.setAccessibleName(text)
            self._make(answers)
            self._draw_sign()
        self.show()

    def leave(self) -> None:
        self._asked = ("", ())
        self.hide()

    def _make(self, answers: Sequence[Answer]) -> None:
        for had in self._buttons:
            self._row.removeWidget(had)
            had.hide()
            had.deleteLater()
        self._buttons = []
        for name, text, tooltip in answers:
            made = Button(text, "", tooltip=tooltip, name=f"strip_{name}")
            made.clicked.connect(lambda _checked=False, name=name: self.answered.emit(name))
            self._row.addWidget(made)
            self._buttons.append(made)

    def _draw_sign(self) -> None:
        tokens = tokens_now()
        colour = tokens.dim if self._icon == "info" else tokens.warn
        self._sign.setPixmap(icons.pixmap(self._icon, colour, 16, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_buttons"):
            self._draw_sign()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QPainter(self).fillRect(0, 0, self.width(), 1, QColor(tokens_now().line))
