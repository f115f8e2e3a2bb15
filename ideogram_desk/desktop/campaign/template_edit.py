"""The prompt template: its fields are drawn as rounded tokens inside the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeySequence,
    QPainter,
    QPen,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextLine,
)

from ideogram_desk.desktop.compose.prompt_edit import GrowingEdit
from ideogram_desk.desktop.theme import tokens_now
from ideogram_desk.domain.campaign import template_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QTextDocument

_RADIUS = 6


def field_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Where fields begin and end, braces and all, and their names."""
    at = 0
    while (end := text.find("}", at)) >= 0:
        start = text.rfind("{", at, end)
        names = template_fields(text[start : end + 1]) if start >= 0 else ()
        if names:
            yield start, end + 1, names[0]
        at = end + 1


class _Braces(QSyntaxHighlighter):
    """Hides the braces of fields that are known: the token's frame stands in their place."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.known: frozenset[str] = frozenset()

    def highlightBlock(self, text: str) -> None:
        tokens = tokens_now()
        hidden, wrong = QTextCharFormat(), QTextCharFormat()
        hidden.setForeground(Qt.GlobalColor.transparent)
        wrong.setForeground(QColor(tokens.bad_text))
        for start, end, name in field_spans(text):
            if name in self.known:
                self.setFormat(start, 1, hidden)
                self.setFormat(end - 1, 1, hidden)
            else:
                self.setFormat(start, end - start, wrong)


class TemplateEdit(GrowingEdit):
    """Text with fields; Backspace behind a field takes it whole."""

    undo_asked = Signal()  # Ctrl+Z with nothing left to undo in the text itself

    def __init__(self) -> None:
        super().__init__(
            "template_edit",
            "Prompt template",
            "Prompt template: {product} and {format} become each cell's own. Ctrl+Enter queues",
            76,
            200,
        )
        self.setPlaceholderText("{product}, professional {format} design")
        self._known: frozenset[str] = frozenset()
        self._braces = _Braces(self.document())

    def set_fields(self, known: frozenset[str]) -> None:
        """The names that may stand in braces."""
        if known != self._known:
            self._known = self._braces.known = known
            self._braces.rehighlight()
            self.viewport().update()

    def insert_field(self, name: str) -> None:
        self.textCursor().insertText(f"{{{name}}}")
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable():
            self.undo_asked.emit()
            return
        erases = {Qt.Key.Key_Backspace: True, Qt.Key.Key_Delete: False}
        before = erases.get(Qt.Key(event.key()))
        if not plain or before is None or not self._take_field(before=before):
            super().keyPressEvent(event)

    def _take_field(self, *, before: bool) -> bool:
        """Remove the field that ends, or begins, at the cursor; False if there is none."""
        cursor = self.textCursor()
        if cursor.hasSelection():
            return False
        at, block = cursor.positionInBlock(), cursor.block()
        for start, end, name in field_spans(block.text()):
            if name in self._known and at == (end if before else start):
                cursor.setPosition(block.position() + start)
                cursor.setPosition(block.position() + end, QTextCursor.MoveMode.KeepAnchor)
                cursor.removeSelectedText()
                return True
        return False

    def token_rects(self) -> list[tuple[QRectF, bool]]:
        """Where the fields in sight stand in the viewport, line by line, and whether known."""
        found: list[tuple[QRectF, bool]] = []
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(offset)
            if box.top() > self.viewport().height():
                break
            for start, end, name in field_spans(block.text()):
                lines = _lines(block, start, end)
                found += [(rect.translated(box.topLeft()), name in self._known) for rect in lines]
            block = block.next()
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = tokens_now()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for rect, known in self.token_rects():
            if known:
                painter.setPen(QPen(QColor(tokens.accent), 1))
                painter.setBrush(QColor(tokens.wash))
            else:
                painter.setPen(QPen(QColor(tokens.bad), 1, Qt.PenStyle.DashLine))
                painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
        painter.end()
        super().paintEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange and hasattr(self, "_braces"):
            self._braces.rehighlight()


def _lines(block: QTextBlock, start: int, end: int) -> list[QRectF]:
    """The rectangles of a stretch of text, one for each line that it runs over."""
    layout = block.layout()
    found = []
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        first = max(start, line.textStart())
        last = min(end, line.textStart() + line.textLength())
        if first >= last:
            continue
        left, right = _x(line, first), _x(line, last)
        found.append(QRectF(left + 0.5, line.y() + 0.5, right - left - 1, line.height() - 1))
    return found


def _x(line: QTextLine, at: int) -> float:
    found: Any = line.cursorToX(at)  # the place and the cursor that it is of
    return float(found[0] if isinstance(found, tuple) else found)
