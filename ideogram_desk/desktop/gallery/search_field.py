"""The frame of the search field: its glass, its key, and the buttons that save and clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.gallery.search_edit import SearchEdit
from ideogram_desk.desktop.gallery.spoken import announce
from ideogram_desk.desktop.kit import IconButton, PlainLabel, named
from ideogram_desk.desktop.theme import set_role, tokens_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QMouseEvent

    from ideogram_desk.domain.search import Search

DEBOUNCE = 60  # milliseconds after a keystroke
PATIENCE = 700  # milliseconds that a half-typed word is not complained about


class SearchField(QFrame):
    """One box for words and filters; `searched` a moment after the last keystroke."""

    searched = Signal(str)
    doubted = Signal(str)  # a sentence about what was not understood, "" for nothing
    save_asked = Signal()

    def __init__(self, read: Callable[[str], Search], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "search_field")
        self.setProperty("surface", "raised")
        self.setFixedHeight(36)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.glass = PlainLabel(name="search_glass")
        self.edit = SearchEdit(read, self)
        key = QKeySequence("Ctrl+F").toString(QKeySequence.SequenceFormat.NativeText)
        self.hint = PlainLabel(key, "faint", name="search_key_hint")
        self.save = IconButton("bookmark", "Save this search", "save_search_button", size=14)
        self.clear = IconButton("x", "Clear the search (Esc)", "search_clear_button", size=14)
        for control in (self.save, self.clear):
            control.setFixedSize(26, 26)
            control.setCursor(Qt.CursorShape.ArrowCursor)
            control.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 4, 0)
        row.setSpacing(2)
        row.addWidget(self.glass)
        row.addWidget(self.edit, 1)
        row.addWidget(self.hint)
        row.addSpacing(4)
        row.addWidget(self.save)
        row.addWidget(self.clear)
        self._said = ""
        self._rest = QTimer(self)
        self._patience = QTimer(self)
        for timer, pause in ((self._rest, DEBOUNCE), (self._patience, PATIENCE)):
            timer.setSingleShot(True)
            timer.setInterval(pause)
        self._rest.timeout.connect(self.tell)
        self._patience.timeout.connect(self._complain)
        self.edit.textChanged.connect(self._changed)
        self.edit.cursorPositionChanged.connect(lambda _old, _new: self._complain_less())
        self.edit.returnPressed.connect(self.tell)
        self.edit.focused.connect(self._focus)
        self.save.clicked.connect(self.save_asked)
        self.clear.clicked.connect(self._clear)
        self._tint()

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return self.edit, self.save, self.clear

    def tell(self) -> None:
        """Have the search made now."""
        self.searched.emit(self.edit.text())

    def settle(self) -> None:
        """The search is being made: say what of it was not understood."""
        self._rest.stop()
        self._complain()

    def _changed(self, text: str) -> None:
        self._rest.start()
        self._patience.start()
        self._complain_less()
        self.save.setVisible(bool(text.strip()))
        self.clear.setVisible(bool(text))
        self._show_hint()

    def _clear(self) -> None:
        self.edit.put("")
        self.edit.setFocus()

    # What was not understood

    def _complain_less(self) -> None:
        """What is right by now is no longer complained about; what is wrong waits a moment."""
        if self._said and self._said not in {p.sentence for p in self.edit.search.problems}:
            self._say("")
        if self.edit.search.problems and not self._patience.isActive():
            self._patience.start()

    def _complain(self) -> None:
        doubts = self.edit.search.problems if self._is_resting() else self.edit.doubts()
        said = doubts[0].sentence if doubts else ""
        if len(doubts) > 1:
            said += f" ({len(doubts) - 1} more)"
        self._say(said)

    def _is_resting(self) -> bool:
        return not self._patience.isActive()

    def _say(self, said: str) -> None:
        if said != self._said:
            self._said = said
            self.edit.setAccessibleDescription(said)
            announce(self.edit, said)
            self.doubted.emit(said)

    # How it looks

    def _focus(self, here: bool) -> None:
        set_role(self, "active", here)
        self._show_hint()
        self._complain()

    def _show_hint(self) -> None:
        self.hint.setVisible(not self.edit.text() and not self.edit.hasFocus())

    def _tint(self) -> None:
        drawn = icons.pixmap("search", tokens_now().dim, 14, self.devicePixelRatioF())
        self.glass.setPixmap(drawn)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "glass"):
            self._tint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.edit.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)
