"""Small frames over a cell: its prompt to edit and queue again, and the price before a re-run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ideogram_desk.desktop.compose.prompt_edit import GrowingEdit
from ideogram_desk.desktop.kit import Button, PlainLabel, named
from ideogram_desk.domain.catalogue import MAX_PROMPT

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_MARGIN = 8
_WIDTH = 340


class _Lines(GrowingEdit):
    """A prompt in which Enter sends, and Shift+Enter breaks the line."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sent.emit(False)
        else:
            super().keyPressEvent(event)


class Popover(QFrame):
    """A frame beside a cell that Escape closes, and that follows the cell."""

    closed = Signal()

    def __init__(self, over: QWidget, name: str, accessible: str) -> None:
        super().__init__(over)
        named(self, name, accessible)
        self.setProperty("surface", "card")
        self._over = over
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 10, 12, 12)
        self.column.setSpacing(8)
        self.setFixedWidth(_WIDTH)
        self.hide()

    def stand_at(self, cell: QRect) -> None:
        """Over the cell, wholly inside what it hangs over; `cell` in that one's coordinates."""
        self.adjustSize()
        room = self._over.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        left = min(max(cell.x(), room.left()), room.right() + 1 - self.width())
        top = min(max(cell.y(), room.top()), room.bottom() + 1 - self.height())
        self.move(QPoint(max(left, room.left()), max(top, room.top())))
        self.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def leave(self) -> None:
        inside = self.isAncestorOf(QApplication.focusWidget() or self._over)
        self.hide()
        self.closed.emit()
        if inside:
            self._over.setFocus(Qt.FocusReason.OtherFocusReason)

    def _feet(self, *buttons: Button) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        self.column.addLayout(row)


class EditPopover(Popover):
    """The prompt of a job that was refused or failed, to be changed and queued again."""

    edited = Signal(str, str)  # job, the prompt it is to have

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, "edit_popover", "Edit the prompt and queue it again")
        self._job = ""
        self._price = ""
        self.reason = PlainLabel("", "bad", wrap=True, name="edit_reason")
        self.text = _Lines(
            "edit_prompt", "Prompt", "Prompt. Enter queues it again, Esc leaves it", 84, 220
        )
        self.text.sent.connect(lambda _next: self._send())
        self.text.edited.connect(lambda _text: self._judge())
        self.why = PlainLabel("", "label", wrap=True, name="edit_problem")
        self.cancel = Button("Cancel", "quiet", tooltip="Leave it (Esc)", name="edit_cancel")
        self.send = Button("Queue again", "primary", tooltip="Enter", name="edit_send")
        self.cancel.clicked.connect(self.leave)
        self.send.clicked.connect(self._send)
        for part in (self.reason, self.text, self.why):
            self.column.addWidget(part)
        self._feet(self.cancel, self.send)

    @property
    def job(self) -> str:
        return self._job

    def ask(self, job: str, prompt: str, reason: str, price: str, cell: QRect) -> None:
        self._job, self._price = job, price
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        self.text.show_text(prompt)
        self._judge()
        self.show()
        self.stand_at(cell)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self, problem: str) -> None:
        """Why it was not queued; the popover stays."""
        self.why.setText(problem)
        self.why.setVisible(bool(problem))

    def _judge(self) -> None:
        prompt = self.text.toPlainText().strip()
        problem = "" if prompt else "Write a prompt."
        if len(prompt) > MAX_PROMPT:
            problem = f"A prompt holds {MAX_PROMPT:,} characters; this one has {len(prompt):,}."
        self.send.setEnabled(not problem)
        self.send.set_text(f"Queue again · {self._price}")
        self.tell(problem)

    def _send(self) -> None:
        if self.send.isEnabled():
            self.edited.emit(self._job, self.text.toPlainText().strip())


class AskPopover(Popover):
    """Asks once, with the price, before a cell is run once more."""

    agreed = Signal(str)  # job

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, "again_popover", "Run this cell again")
        self._job = ""
        self.setFixedWidth(280)
        self.words = PlainLabel("", wrap=True, name="again_words")
        self.cancel = Button("Cancel", "quiet", tooltip="Leave it (Esc)", name="again_cancel")
        self.go = Button("Run again", "primary", tooltip="Enter", name="again_go")
        self.cancel.clicked.connect(self.leave)
        self.go.clicked.connect(self._agree)
        self.column.addWidget(self.words)
        self._feet(self.cancel, self.go)

    def ask(self, job: str, what: str, price: str, cell: QRect) -> None:
        self._job = job
        self.words.setText(f"Run “{what}” once more? The picture that is there stays.")
        self.go.set_text(f"Run again · {price}")
        self.show()
        self.stand_at(cell)
        self.go.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._agree()
        else:
            super().keyPressEvent(event)

    def _agree(self) -> None:
        job = self._job
        self.leave()
        self.agreed.emit(job)
