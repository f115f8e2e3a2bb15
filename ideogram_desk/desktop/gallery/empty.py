"""What stands in the place of the grid when there is nothing to show, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ideogram_desk.desktop.kit import Button, PlainLabel, button, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.domain.search import Chip, Search

LONGEST = 60  # characters of a search that is named
MOST_PARTS = 6  # parts of a search that are offered for removal one by one
_WIDTH = 380


def cut(text: str, most: int = LONGEST) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most] + "…"


class _Empty(QWidget):
    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 24, 24, 24)
        self.column.setSpacing(16)
        self.column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title = PlainLabel(title, "title", wrap=True)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title.setFixedWidth(_WIDTH)  # a wrapped label left to itself is as narrow as can be
        self.column.addWidget(self.title, 0, Qt.AlignmentFlag.AlignHCenter)


class EmptyLibrary(_Empty):
    """The first run. The window may set its own words with `set_content`."""

    sample_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Pictures you make appear here, and stay here.", "empty_library", parent)
        self.sample = button("Try a sample prompt", "primary", name="sample_button")
        self.sample.clicked.connect(self.sample_requested)
        self.column.addWidget(self.sample, 0, Qt.AlignmentFlag.AlignHCenter)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.hide()
        self.column.addWidget(self._scroll, 1)

    def set_content(self, content: QWidget) -> None:
        """Show this in place of the sentence and the button."""
        self.title.hide()
        self.sample.hide()
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setAlignment(Qt.AlignmentFlag(0))
        self._scroll.setWidget(content)
        self._scroll.show()
        content.show()


class _Part(QWidget):
    """One part of the search, to be taken out; how much there is without it."""

    removed = Signal()

    def __init__(self, chip: Chip, place: int) -> None:
        super().__init__()
        words = cut(chip.text, 36)
        tip = f"Search without “{words}”: {cut(chip.label)}"
        self.button = Button(words, "chip", icon="x", tooltip=tip, name=f"without_button_{place}")
        named(self.button, "", tip)
        self.button.clicked.connect(self.removed)
        self.count = PlainLabel(role="dim", name=f"without_count_{place}")
        self.count.setMinimumWidth(90)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.button, 1)
        row.addWidget(self.count)


class EmptySearch(_Empty):
    """Names what hid everything, and takes each part of it away at a click."""

    clear_requested = Signal()
    remove_requested = Signal(object)  # a Chip of the search

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "empty_search", parent)
        self.why = PlainLabel("", "dim", wrap=True, name="empty_search_why")
        self.why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.why.setFixedWidth(_WIDTH)
        self._box = QWidget()
        self._rows = QVBoxLayout(self._box)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)
        self.clear = button("Clear the search", name="clear_search_button")
        self.clear.clicked.connect(self.clear_requested)
        for widget in (self.why, self._box, self.clear):
            self.column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        self._search: Search | None = None
        self._offered: Sequence[Chip] = ()
        self._parts: list[_Part] = []
        self._counts: dict[int, int] = {}

    @property
    def chips(self) -> Sequence[Chip]:
        """The parts that are offered for removal."""
        return self._offered

    def show_search(self, search: Search) -> bool:
        """Say that this finds nothing; whether that is news."""
        if self._search == search:
            return False
        self._search, self._counts = search, {}
        parts = sorted((*search.chips, *search.words), key=lambda chip: chip.start)
        trash = search.is_trash and len(parts) == 1
        self.title.setText(
            "The trash is empty." if trash else f"No picture matches “{cut(search.text)}”."
        )
        self.clear.set_text("Back to the library" if trash else "Clear the search")
        self._offered = parts[:MOST_PARTS] if len(parts) > 1 else ()
        self._list_parts()
        self._say_why()
        return True

    def _list_parts(self) -> None:
        chips = self._offered
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts = [_Part(chip, place) for place, chip in enumerate(chips)]
        for part, chip in zip(self._parts, chips, strict=True):
            part.removed.connect(lambda chip=chip: self.remove_requested.emit(chip))
            self._rows.addWidget(part)
        self._box.setVisible(bool(chips))

    def show_count(self, place: int, count: int) -> None:
        """How much the search finds without one of its parts."""
        if place < len(self._parts):
            self._counts[place] = count
            words = "1 picture" if count == 1 else f"{count:,} pictures"
            self._parts[place].count.setText(words if count else "none either")
            self._say_why()

    def _say_why(self) -> None:
        """Name the one part that alone hides everything, once all of them have been weighed."""
        said = "All parts must hold at once. Take one out:" if self._parts else ""
        hiding = [place for place, count in self._counts.items() if count]
        if self._parts and len(self._counts) == len(self._parts) and len(hiding) == 1:
            chip = self.chips[hiding[0]]
            said = f"“{cut(chip.text, 36)}” hides all that the rest would find."
        self.why.setText(said)
        self.why.setVisible(bool(said))
