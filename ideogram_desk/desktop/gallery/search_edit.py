"""The search field: its words, the chips in them, and what could come next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from ideogram_desk.desktop.gallery import search_pills as pills
from ideogram_desk.desktop.gallery.search_options import OptionList
from ideogram_desk.desktop.kit import named, tip
from ideogram_desk.domain.search import Completion, Option, Vocabulary, complete, without
from ideogram_desk.domain.search_filters import FILTERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from ideogram_desk.desktop.gallery.search_pills import Pill, Span
    from ideogram_desk.domain.search import Chip, Problem, Search

HINT = "Search words, tag:, model:, rating:>=4 …"
FILTERS_OFFERED = tuple(Option(f"{f.name}:", f"{f.name}:", f.label) for f in FILTERS.values())
FEW = 6  # options for a plain word, which needs none
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CTRL = Qt.KeyboardModifier.ControlModifier


class SearchEdit(QLineEdit):
    """Its text is the whole search. Esc takes the words out; Down goes to the grid.

    Backspace after a chip takes hold of it, and once more takes it out; so does its cross.
    """

    left = Signal()  # by the Down key: to the grid
    focused = Signal(bool)

    def __init__(self, read: Callable[[str], Search], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "search_edit", "Search the library", "Search (Ctrl+F)")
        self.setProperty("role", "bare")
        self.setPlaceholderText(HINT)
        self.setMinimumHeight(34)
        self.setTextMargins(pills.EDGE, 0, 2, 0)
        self.setMouseTracking(True)
        self._read = read
        self.search, self._seen = read(""), ""
        self.vocabulary = Vocabulary()
        self._options: OptionList | None = None
        self._pointed: Chip | None = None
        self._composing = False
        self._quiet = False  # nothing is offered for what is put in
        self._typed = False  # since the focus came; a chip that ends at the cursor may go on
        self.textChanged.connect(self._look)
        self.textEdited.connect(lambda _text: self._go_on())
        self.cursorPositionChanged.connect(lambda _old, _new: self._set())

    # What was understood

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The parts of the search that stand in frames; a plain word needs none."""
        return self.search.chips

    def _look(self, text: str) -> None:
        self.search, self._seen = self._read(text), text
        self._pointed = None
        self._set()

    def look_again(self) -> None:
        """Read the same words once more: another day has begun, or the theme is another."""
        self._look(self.text())

    def _spans(self) -> list[Span]:
        return pills.spans(self.text(), self.chips, self.doubts(), self._growing())

    def _growing(self) -> int:
        """Where a word is being typed; -1 for nowhere."""
        return self._place() if self._typed and self.hasFocus() else -1

    def _place(self) -> int:
        """Where the cursor is, by Python's count of letters."""
        return pills.place(self.text(), self.cursorPosition())

    def _select(self, start: int, end: int) -> None:
        first = pills.units(self.text(), start)
        self.setSelection(first, pills.units(self.text(), end) - first)

    def _go_on(self) -> None:
        self._typed = not self._quiet
        self.offer()

    def doubts(self) -> tuple[Problem, ...]:
        """What was not understood, but for the word that is being typed."""
        growing = self._growing()
        return tuple(p for p in self.search.problems if p.end != growing)

    def _set(self) -> None:
        """Set the words anew; not while an input method composes, whose own format this is."""
        if not self._composing and self._seen == self.text():
            event = pills.as_event(self._spans(), self.cursorPosition())
            super().inputMethodEvent(event)
            self.update()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self._composing = bool(event.preeditString())
        self._set()

    def put(self, text: str) -> None:
        """Replace the search by one step that Ctrl+Z takes back; nothing is offered for it."""
        self.blockSignals(True)
        self.selectAll()
        self.blockSignals(False)
        before = self.text()
        self._hold_offers(lambda: self.insert(text) if text else self.del_())
        if before == self.text():
            self.deselect()

    def _hold_offers(self, do: Callable[[], object]) -> None:
        self._quiet = True
        do()
        self._quiet = False

    def remove(self, chip: Chip) -> None:
        self.put(without(self.text(), chip))

    # What could come next

    def offer(self, *, asked: bool = False) -> None:
        """Show what the word at the cursor may become; `asked` for, also without a word."""
        if self._quiet or not self.hasFocus():
            self.close_options()
            return
        here = self._place()
        found = complete(self.text(), here, self.vocabulary)
        if asked and not found.options:
            found = Completion(here, here, FILTERS_OFFERED)
        elif ":" not in self.text()[found.start : found.end]:
            found = replace(found, options=found.options[:FEW])
        if not found.options:
            self.close_options()
            return
        if self._options is None:
            self._options = OptionList(self)
            self._options.chosen.connect(self._take)
        self._options.offer(found)

    @property
    def offers(self) -> bool:
        return self._options is not None and self._options.isVisible()

    def close_options(self) -> None:
        if self._options is not None:
            self._options.hide()

    def _take(self, start: int, end: int, words: str) -> None:
        """Put an option in the place of what was typed, and go on after it."""
        follows = self.text()[end : end + 1].isspace()
        self._select(start, end)
        if not words.endswith(" "):  # a filter's name: its values are offered next
            self.insert(words)
            return
        self._hold_offers(lambda: self.insert(words.rstrip() if follows else words))
        if follows:
            self.cursorForward(False)
        self.close_options()

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._steer(event):
            return
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Escape and self.text():
            self.clear()
        elif key is Qt.Key.Key_Down:
            self.left.emit()
        elif key is Qt.Key.Key_Space and event.modifiers() & _CTRL:
            self.offer(asked=True)
        elif key is Qt.Key.Key_Backspace and not event.modifiers() and self._hold_chip():
            return
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            self._tell_about(event)
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab takes what is offered, before it moves the focus."""
        if forward and self.offers:
            assert self._options is not None
            self._options.take_first()
            return True
        return super().focusNextPrevChild(forward)

    def _steer(self, event: QKeyEvent) -> bool:
        """A key that is for the list of options."""
        if not self.offers:
            return False
        assert self._options is not None
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._options.walk(1 if key is Qt.Key.Key_Down else -1)
        elif key is Qt.Key.Key_Escape:
            self._options.hide()
        elif key in _ENTER and self._options.take_current():
            pass
        else:
            if key in _ENTER:
                self._options.hide()
            return False
        return True

    def _hold_chip(self) -> bool:
        """Select the chip that ends before the cursor, as Backspace's first half."""
        cursor, text = self._place(), self.text()
        if self.hasSelectedText() or not cursor or not text[cursor - 1].isspace():
            return False
        ending = len(text[:cursor].rstrip())
        for chip in self.chips:
            if chip.end == ending:
                self._select(cursor, chip.start)
                return True
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = pills.cross_at(self.pills(), event.position())
        if hit is not None and event.button() is Qt.MouseButton.LeftButton:
            self.remove(hit.chip)
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            return
        self.close_options()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        hit = pills.cross_at(self.pills(), event.position())
        pointed = hit.chip if hit is not None else None
        if pointed != self._pointed:
            self._pointed = pointed
            self.setCursor(pills.HAND if pointed is not None else pills.BEAM)
            self.update()

    def _tell_about(self, event: QHelpEvent) -> None:
        found = pills.pill_at(self.pills(), event.pos().toPointF())
        said = self.toolTip() if found is None else tip(found.chip.label)
        QToolTip.showText(event.globalPos(), said, self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.close_options()
        self._typed = False
        self._set()
        self.focused.emit(False)

    # How it looks

    def pills(self) -> list[Pill]:
        layout = pills.laid_out(self.text(), self.font(), self._spans())
        at = pills.x_at(layout, self.cursorPosition())
        origin = self.cursorRect().x() + 5 - at  # the cursor's box begins 5 pixels before it
        return pills.pills(layout, self.chips, self._growing(), origin, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.chips and not self._composing and self._seen == self.text():
            painter = QPainter(self)
            painter.setClipRect(self._line())
            pills.paint(painter, self.pills(), self._pointed)
            painter.end()
        before = self.cursorRect().x()
        super().paintEvent(event)
        if self.cursorRect().x() != before:
            self.update()  # the line was scrolled while it was painted

    def _line(self) -> QRect:
        return self.rect().adjusted(0, 0, -2, 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(
            self, "search"
        ):
            self._set()
