"""Bars that tell something: a banner inside a panel, and an undo bar over a window."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.kit_basics import Button, IconButton, PlainLabel, named
from ideogram_desk.desktop.theme import set_role, tokens_now

Kind = Literal["info", "warn", "bad"]

_SIGNS = {
    "info": ("info", "dim"),
    "warn": ("triangle-alert", "warn"),
    "bad": ("circle-alert", "bad"),
}


class Notice(QFrame):
    """A sentence in a frame, told apart by its icon too, with one thing to do about it."""

    link_clicked = Signal()

    def __init__(
        self, kind: Kind = "info", text: str = "", *, link: str = "", name: str = "notice"
    ) -> None:
        super().__init__()
        named(self, name)
        self.setProperty("surface", "notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(8)
        self._sign = PlainLabel(name=f"{name}_sign")
        self.label = PlainLabel(wrap=True, name=f"{name}_text")
        self._link = Button(link, "link", name=f"{name}_link")
        self._link.clicked.connect(self.link_clicked)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.label, 1)
        row.addWidget(self._link, 0, Qt.AlignmentFlag.AlignVCenter)
        self._kind: Kind = kind
        self.tell(kind, text, link)

    def tell(self, kind: Kind, text: str, link: str = "") -> None:
        self._kind = kind
        set_role(self, "kind", kind)
        self.label.setText(text)
        self.setAccessibleName(text)
        self._link.set_text(link)
        self._link.setVisible(bool(link))
        self._draw_sign()

    def _draw_sign(self) -> None:
        name, token = _SIGNS[self._kind]
        colour = str(getattr(tokens_now(), token))
        self._sign.setPixmap(icons.pixmap(name, colour, 16, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_kind"):
            self._draw_sign()


class Toast(QFrame):
    """A bar over the foot of a widget: what was done, and Undo, for ten seconds."""

    acted = Signal()

    def __init__(self, over: QWidget, name: str = "toast") -> None:
        super().__init__(over)
        self._over = over
        named(self, name)
        self.setProperty("surface", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(12)
        self.label = PlainLabel(name=f"{name}_text")
        self.action = Button("Undo", "quiet", tooltip="Undo (Ctrl+Z)", name=f"{name}_action")
        self._close = IconButton("x", "Close this bar", f"{name}_close", size=14)
        row.addWidget(self.label, 1)
        row.addWidget(self.action)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._close.clicked.connect(self.hide)
        self.action.clicked.connect(self._act)
        over.installEventFilter(self)
        self.hide()

    def tell(self, text: str, action: str = "Undo", seconds: float = 10) -> None:
        """Show a sentence; `action` "" shows no button. A new one takes the old one's place."""
        self.label.setText(text)
        self.setAccessibleName(text)
        self.action.set_text(action)
        self.action.setVisible(bool(action))
        self._timer.start(round(seconds * 1000))
        self.show()
        self._place()
        self.raise_()

    def _act(self) -> None:
        self._timer.stop()
        self.hide()
        self.acted.emit()

    def _place(self) -> None:
        over = self._over
        self.adjustSize()
        self.resize(min(self.width(), over.width() - 24), self.height())
        self.move((over.width() - self.width()) // 2, over.height() - self.height() - 16)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
