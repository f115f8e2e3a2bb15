"""A field for a key: masked, with an eye to look, and masked again as soon as one looks away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.kit import named
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QHideEvent

LONGEST = 512


class KeyField(QLineEdit):
    """Takes a key; nothing but `text()` ever gives it out."""

    def __init__(self, name: str, placeholder: str, what: str = "Ideogram key") -> None:
        super().__init__()
        named(self, name, what, f"Paste the {what} here")
        self.setPlaceholderText(placeholder)
        self.setMaxLength(LONGEST)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._eye = QAction(self)
        self._eye.setObjectName(f"{name}_show")
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._show(shown=False)

    @property
    def key(self) -> str:
        """The key without what comes along in a paste."""
        return self.text().strip()

    @property
    def eye(self) -> QAction:
        return self._eye

    def _show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        said = "Hide the key" if shown else "Show the key"
        self._eye.setText(said)
        self._eye.setToolTip(said)
        self._draw_eye()

    def _draw_eye(self) -> None:
        name = "eye-off" if self._eye.isChecked() else "eye"
        self._eye.setIcon(icons.icon(name, tokens_now().dim))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._eye.setChecked(False)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._eye.setChecked(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_eye"):
            self._draw_eye()
