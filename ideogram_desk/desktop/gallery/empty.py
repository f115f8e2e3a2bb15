"""What stands in the place of the grid when there is nothing to show, and says why."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ideogram_desk.desktop.kit import PlainLabel, button

LONGEST = 60  # characters of a search that is named


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
        self.title.setFixedWidth(380)  # a wrapped label left to itself is as narrow as can be
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


class EmptySearch(_Empty):
    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "empty_search", parent)
        clear = button("Clear the search", name="clear_search_button")
        clear.clicked.connect(self.clear_requested)
        self.column.addWidget(clear, 0, Qt.AlignmentFlag.AlignHCenter)

    def name_search(self, text: str) -> None:
        line = " ".join(text.split())
        shown = line if len(line) <= LONGEST else line[:LONGEST] + "…"
        self.title.setText(f"No picture matches “{shown}”.")
