"""What lies over the window for a moment and gives the focus back: palette and key sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from ideogram_desk.desktop.kit import named

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class Overlay(QFrame):
    """A panel over a window, with a field to search in; Esc or a look elsewhere puts it away."""

    def __init__(self, window: QWidget, name: str, accessible: str, hint: str) -> None:
        super().__init__(window)
        named(self, name, accessible)
        self.setProperty("surface", "card")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.field = QLineEdit()
        named(self.field, f"{name}_edit", hint)
        self.field.setPlaceholderText(hint)
        self.field.installEventFilter(self)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(8, 8, 8, 8)
        self.column.setSpacing(8)
        self.column.addWidget(self.field)
        self._came_from: QWidget | None = None
        self.hide()
        window.installEventFilter(self)

    def present(self) -> None:
        if not self.isVisible():
            self._came_from = QApplication.focusWidget()
            QApplication.instance().focusChanged.connect(self._look)  # type: ignore[union-attr]
        self.field.clear()
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self, *, back: bool = True) -> None:
        """Put it away; the focus goes back to where it was unless it has gone elsewhere."""
        if not self.isVisible():
            return
        QApplication.instance().focusChanged.disconnect(self._look)  # type: ignore[union-attr]
        came_from, self._came_from = self._came_from, None
        if back and came_from is not None and isValid(came_from) and came_from.isVisible():
            came_from.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()

    def _look(self, _old: QWidget | None, now: QWidget | None) -> None:
        # To nothing it goes when another program is looked at: that is no reason.
        if now is not None and now is not self and not self.isAncestorOf(now):
            self.dismiss(back=False)

    def _place(self) -> None:
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and self.isVisible():
            if event.type() == QEvent.Type.Resize:
                self._place()
            elif event.type() == QEvent.Type.MouseButtonPress:
                self.dismiss()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)
            event.accept()  # nothing that is typed here means anything below
