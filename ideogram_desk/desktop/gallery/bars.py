"""The rows above the grid: search with the size of the cells, and what is being shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSlider, QWidget

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.gallery.grid import LARGEST, SMALLEST, USUAL
from ideogram_desk.desktop.kit import IconButton, PlainLabel, named
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

DEBOUNCE = 60  # milliseconds after a keystroke
FILL_TIP, FIT_TIP = "Fill the cells with the pictures", "Fit the pictures into the cells"


class SearchEdit(QLineEdit):
    """Esc takes the words out again; in an empty field it goes to whoever wants it."""

    left = Signal()  # by the Down key: to the grid

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "search_edit", "Search prompts", "Search prompts (Ctrl+F)")
        self.setPlaceholderText("Search prompts")
        self.setMinimumHeight(36)
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._cross = QAction("Clear the search", self)
        self._cross.triggered.connect(self.clear)
        self._cross.setVisible(False)
        self.addAction(self._cross, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(self._offer_to_clear)
        self._tint()

    def _offer_to_clear(self, text: str) -> None:
        self._cross.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        self._glass.setIcon(icons.icon("search", tokens_now().dim))
        self._cross.setIcon(icons.icon("x", tokens_now().dim))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class SearchBar(QWidget):
    searched = Signal(str)  # a moment after the last keystroke
    cell_asked = Signal(int)
    fill_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = SearchEdit(self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        named(self.slider, "size_slider", "Size of the pictures", "Size (Ctrl+wheel)")
        self.slider.setRange(SMALLEST, LARGEST)
        self.slider.setPageStep(32)
        self.slider.setSingleStep(8)
        self.slider.setFixedWidth(88)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setValue(USUAL)
        self.fit = IconButton("crop", FIT_TIP, "fit_toggle", checkable=True)
        self.fit.setFixedSize(QSize(34, 34))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.edit, 1)
        row.addWidget(self.slider)
        row.addWidget(self.fit)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(DEBOUNCE)
        self._rest.timeout.connect(self._tell)
        self.edit.textChanged.connect(self._rest.start)
        self.edit.returnPressed.connect(self._tell)
        self.slider.valueChanged.connect(self.cell_asked)
        self.fit.toggled.connect(self._toggle)

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return self.edit, self.slider, self.fit

    def show_cell(self, cell: int) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(cell)
        self.slider.blockSignals(False)

    def _tell(self) -> None:
        self._rest.stop()
        self.searched.emit(self.edit.text())

    def _toggle(self, fitted: bool) -> None:
        self.fit.set_icon("maximize-2" if fitted else "crop")
        tip = FILL_TIP if fitted else FIT_TIP
        named(self.fit, "fit_toggle", tip, tip)
        self.fill_asked.emit(not fitted)


class Header(QWidget):
    """The day at the top of the grid and how much of it there is; what the search found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.day = PlainLabel(name="day_label")
        self.day.setStyleSheet("font-weight: 600")
        self.images = PlainLabel(role="dim", name="day_count_label")
        self.selected = PlainLabel(role="dim", name="selected_label")
        self.found = PlainLabel(role="dim", name="found_label")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for label in (self.day, self.images, self.selected):
            row.addWidget(label)
        row.addStretch(1)
        row.addWidget(self.found)
        self.setFixedHeight(20)


def images(count: int) -> str:
    return "1 image" if count == 1 else f"{count:,} images"
