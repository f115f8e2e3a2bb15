"""The prompt box: plain text that grows, remembers earlier prompts, and sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy

from ideogram_desk.desktop.kit import named
from ideogram_desk.domain.catalogue import MAX_PROMPT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QResizeEvent

_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_KEYS |= Qt.KeyboardModifier.AltModifier


class GrowingEdit(QPlainTextEdit):
    """Plain text as high as its lines, between two limits; Tab moves on, Ctrl+Enter sends."""

    edited = Signal(str)  # by the user
    sent = Signal(bool)  # True: to run next
    said = Signal(str)  # a sentence about what was just done to the text, "" when it is over

    def __init__(self, name: str, accessible: str, tooltip: str, least: int, most: int) -> None:
        super().__init__()
        named(self, name, accessible, tooltip)
        self._least, self._most = least, most
        self._silent = False
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        self.textChanged.connect(self._changed)
        self._fit()

    def show_text(self, text: str) -> None:
        """Show another text, silently and with nothing to undo; no-op if it is there already."""
        if text != self.toPlainText():
            self._silent = True
            self.setPlainText(text)
            self.moveCursor(QTextCursor.MoveOperation.End)
            self._silent = False

    def replace_text(self, text: str) -> None:
        """Put another text in its place, as one step that undo takes back."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.setTextCursor(cursor)

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text()
        here = self.textCursor()
        room = MAX_PROMPT - len(self.toPlainText()) + len(here.selectedText())
        # A text of its own, never the clipboard's markup.
        here.insertText(text[: max(room, 0)])
        if len(text) > max(room, 0):
            self.said.emit(f"The paste was cut: a prompt holds {MAX_PROMPT:,} characters.")
        self.ensureCursorVisible()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() and not source.hasUrls()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = event.modifiers() & _KEYS
        control = Qt.KeyboardModifier.ControlModifier
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and keys in (control, control | Qt.KeyboardModifier.ShiftModifier):
            self.sent.emit(keys != control)
            return
        super().keyPressEvent(event)

    def _changed(self) -> None:
        self._fit()
        if not self._silent:
            self.said.emit("")
            self.edited.emit(self.toPlainText())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = self.document().size().height()  # in lines, for plain text
        frame = self.height() - self.viewport().height()
        wanted = round(lines * self.fontMetrics().lineSpacing() + 4) + max(frame, 0)
        height = min(max(wanted, self._least), self._most)
        if height != self.minimumHeight() or height != self.maximumHeight():
            self.setFixedHeight(height)
        as_needed = wanted > self._most
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if as_needed else policy.ScrollBarAlwaysOff
        )


class PromptEdit(GrowingEdit):
    """The prompt: Alt+Up and Alt+Down go through earlier ones, as in a shell."""

    undo_asked = Signal()  # Ctrl+Z with nothing left to undo in the text itself
    redo_asked = Signal()  # Ctrl+Shift+Z, likewise

    def __init__(self) -> None:
        super().__init__(
            "prompt_edit",
            "Prompt",
            "Prompt. Ctrl+Enter generates, Ctrl+Shift+Enter runs next, Alt+Up is history",
            110,
            280,
        )
        self.setPlaceholderText("Describe the picture")
        self._history: tuple[str, ...] = ()
        self._at = -1  # -1 is the text being written
        self._own = ""

    def set_history(self, prompts: Sequence[str]) -> None:
        """Earlier prompts, the newest first."""
        self._history = tuple(prompts)
        self._at = -1

    @property
    def history(self) -> tuple[str, ...]:
        return self._history

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & _KEYS == Qt.KeyboardModifier.AltModifier:
            if event.key() == Qt.Key.Key_Up:
                self._walk(1)
                return
            if event.key() == Qt.Key.Key_Down:
                self._walk(-1)
                return
        undo = event.matches(QKeySequence.StandardKey.Undo)
        if undo and not self.document().isUndoAvailable():
            self.undo_asked.emit()
            return
        redo = event.matches(QKeySequence.StandardKey.Redo)
        if redo and not self.document().isRedoAvailable():
            self.redo_asked.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.said.emit("")

    def _walk(self, step: int) -> None:
        there = self._at + step
        if not -1 <= there < len(self._history):
            return
        if self._at == -1:
            self._own = self.toPlainText()
        self._at = there
        self.replace_text(self._own if there == -1 else self._history[there])
