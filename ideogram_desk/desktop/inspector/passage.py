"""A read-only text of somebody else's: plain, selectable, as high as it needs, cut when endless."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from ideogram_desk.desktop.inspector.diff import Piece
from ideogram_desk.desktop.kit import named
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent, QWheelEvent

LONGEST = 12_000  # characters laid out; two million take the better part of a second
LINES = 9  # shown before "Show all"


class Passage(QTextEdit):
    """Text that is painted through character formats; nothing in it is ever read as markup."""

    overflowed = Signal(bool)  # whether more lines exist than are shown

    def __init__(
        self, name: str, accessible: str, *, mono: bool = False, lines: int = LINES
    ) -> None:
        super().__init__()
        named(self, name, accessible)
        self._lines, self._whole, self._over = lines, False, False
        self._pieces: tuple[Piece, ...] = ()
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTextEdit { background: transparent; border: 0; padding: 0; }")
        self.document().setDocumentMargin(0)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont) if mono else None
        if self._font is not None:
            self._font.setPixelSize(11)

    def show_text(self, text: str) -> None:
        self.show_pieces((Piece(text, added=False),))

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show stretches of text, the added ones marked."""
        if tuple(pieces) == self._pieces:
            return
        self._pieces = tuple(pieces)
        self._whole = False
        self._write()

    @property
    def is_whole(self) -> bool:
        return self._whole

    def show_whole(self, whole: bool) -> None:
        self._whole = whole
        self._fit()
        self.verticalScrollBar().setValue(0)

    def _write(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        room = LONGEST
        for piece in self._pieces:
            text = piece.text[:room]
            gap = text[: len(text) - len(text.lstrip())]
            cursor.insertText(gap, self._format(added=False))
            cursor.insertText(text[len(gap) :], self._format(added=piece.added))
            room -= len(piece.text)
            if room <= 0:
                length = sum(len(each.text) for each in self._pieces)
                cursor.insertText(f"… ({length:,} characters in all)", self._format(added=False))
                break
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._fit()

    def _format(self, *, added: bool) -> QTextCharFormat:
        tokens = tokens_now()
        how = QTextCharFormat()
        if self._font is not None:
            how.setFont(self._font)
        how.setForeground(QColor(tokens.text))
        if added:  # weight as well as ground: it has to be seen without colour
            how.setFontWeight(QFont.Weight.DemiBold)
            how.setBackground(QColor(tokens.wash))
        return how

    def _fit(self) -> None:
        self.document().setTextWidth(max(1, self.viewport().width()))
        needed = round(self.document().size().height())
        line = QFontMetrics(self._font or self.font()).lineSpacing()
        most = self._lines * line
        # One line more than the limit is shown at once: a link would take the same room.
        over = needed > most + line
        self.setFixedHeight(max(1, needed if self._whole or not over else most))
        if over != self._over:
            self._over = over
            self.overflowed.emit(over)

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_font"):
            self._write()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the column scrolls, not the text in it

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text only: the marks of the comparison are ours, not the prompt's."""
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data
