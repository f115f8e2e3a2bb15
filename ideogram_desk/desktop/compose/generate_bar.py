"""The foot of the composer: a notice, why it cannot go yet, and the button with its price."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ideogram_desk.desktop.compose.question import RepeatQuestion
from ideogram_desk.desktop.kit import Button, Notice, PlainLabel
from ideogram_desk.desktop.theme import set_role
from ideogram_desk.desktop.words import counted, dollars

KEYS = "⌘↵" if sys.platform == "darwin" else "Ctrl ↵"
REPEAT = 0.3  # seconds; a second press within them is the same double click
READ = 0.6  # seconds; only after them is a press an answer to what stands there


class GenerateBar(QWidget):
    """The button that spends money says what it will do and what that costs."""

    pressed = Signal()
    notice_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("generate_bar")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 14)
        column.setSpacing(6)
        self.notice = Notice(name="compose_notice")
        self.notice.link_clicked.connect(self.notice_clicked)
        self.notice.hide()
        self.question = RepeatQuestion()
        self.reason = PlainLabel("", "label", wrap=True, name="generate_reason")
        self.reason.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = Button(
            "Generate",
            "primary",
            tooltip="Generate (Ctrl+Enter; Ctrl+Shift+Enter to run next)",
            name="generate_button",
        )
        self.button.setMinimumHeight(36)
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.pressed)
        self.sandbox = PlainLabel("Sandbox, nothing is billed", "label", name="sandbox_note")
        self.sandbox.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.sandbox.hide()
        for part in (self.notice, self.question, self.reason, self.button, self.sandbox):
            column.addWidget(part)

    def show_offer(self, count: int, micros: int, reason: str, *, serious: bool) -> None:
        """The offer; with a reason it cannot be taken, and the reason stands above it."""
        words = f"Generate {counted(count, 'image')}  ·  {dollars(micros)}"
        self.button.set_text(words)
        self.button.setText(f"{words}   {KEYS}")
        self.button.setEnabled(not reason)
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        set_role(self.reason, "role", "bad" if serious else "label")
        self.button.setAccessibleDescription(reason)
