"""The rows above the grid: search and arrangement, and what is being shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QWidget

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.gallery.grid import LARGEST, SMALLEST, USUAL
from ideogram_desk.desktop.gallery.search_arranging import GroupingButton, SortPick
from ideogram_desk.desktop.gallery.search_field import SearchField
from ideogram_desk.desktop.kit import Button, IconButton, PlainLabel, named
from ideogram_desk.desktop.theme import tokens_now
from ideogram_desk.domain.search import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QResizeEvent

    from ideogram_desk.domain.search import Grouping, Search, Sort

LEAST = 268  # pixels, of the bar
ROOM = {"slider": 560, "fit": 460, "sort": 380}  # pixels of the bar from which on they are shown
FILL_TIP, FIT_TIP = "Fill the cells with the pictures", "Fit the pictures into the cells"
BROWSE_TIP = "Browse: saved searches, collections, tags, history (Ctrl+B)"


class SearchBar(QWidget):
    """What is looked for and how it is arranged: one View, told whenever the user changes it."""

    asked = Signal(object)  # a View, a moment after the last keystroke
    cell_asked = Signal(int)
    fill_asked = Signal(bool)

    def __init__(self, read: Callable[[str], Search], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.browse = IconButton("panel-left", BROWSE_TIP, "browse_toggle", checkable=True)
        self.browse.setFixedSize(QSize(34, 34))
        self.field = SearchField(read, self)
        self.edit = self.field.edit
        self.sort = SortPick()
        self.groups = GroupingButton()
        self.slider = self._make_slider()
        self.fit = IconButton("crop", FIT_TIP, "fit_toggle", checkable=True)
        self.fit.setFixedSize(QSize(34, 34))
        row = QHBoxLayout(self)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.browse, self.field, self.sort, self.groups, self.slider, self.fit):
            row.addWidget(widget, 1 if widget is self.field else 0)
        self.field.searched.connect(lambda _text: self.tell())
        self.sort.sort_chosen.connect(lambda _sort: self.tell())
        self.groups.arranged.connect(self.tell)
        self.slider.valueChanged.connect(self.cell_asked)
        self.fit.toggled.connect(self._toggle_fit)
        self.browse.toggled.connect(
            lambda shown: self.browse.set_icon("panel-left", token="link" if shown else "")
        )

    def _make_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal, self)
        named(slider, "size_slider", "Size of the pictures", "Size (Ctrl+wheel)")
        slider.setRange(SMALLEST, LARGEST)
        slider.setPageStep(32)
        slider.setSingleStep(8)
        slider.setFixedWidth(88)
        slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        slider.setValue(USUAL)
        return slider

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, self.field.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow bar keeps the field; what is left out has keys, or stands in the palette."""
        super().resizeEvent(event)
        for name, room in ROOM.items():
            widget: QWidget = getattr(self, name)
            widget.setVisible(self.width() >= room)

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        rest = (self.sort, self.groups, self.slider, self.fit)
        return self.browse, *self.field.stops(), *rest

    def view(self) -> View:
        """What is asked for."""
        return View(self.edit.text(), self.sort.sort, self.groups.grouping, self.groups.stacked)

    def show_view(self, view: View) -> None:
        """Stand like this, and have it shown if it is another one."""
        self.arrange(view.sort, view.grouping, stacked=view.stacked)
        if self.edit.text() != view.text:
            self.edit.put(view.text)
        self.tell()

    def arrange(self, sort: Sort, grouping: Grouping, *, stacked: bool) -> None:
        """Stand like this; silent."""
        self.sort.set_value(sort.value)
        self.groups.show_arranged(grouping, stacked=stacked)

    def show_cell(self, cell: int) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(cell)
        self.slider.blockSignals(False)

    def tell(self) -> None:
        """Have it shown now."""
        self.field.settle()
        self.asked.emit(self.view())

    def _toggle_fit(self, fitted: bool) -> None:
        self.fit.set_icon("maximize-2" if fitted else "crop")
        tip = FILL_TIP if fitted else FIT_TIP
        named(self.fit, "fit_toggle", tip, tip)
        self.fill_asked.emit(not fitted)


class Header(QWidget):
    """The day at the top of the grid and how much of it there is; what the search found.

    A sentence about what the search did not understand takes the day's place, so that nothing
    below it moves.
    """

    jump_asked = Signal()
    restore_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sign = PlainLabel(name="search_problem_sign")
        self.problem = PlainLabel(role="warn", elide=True, name="search_problem_label")
        self.note = PlainLabel(role="dim", name="search_note_label")
        self.day = PlainLabel(name="day_label")
        self.day.setStyleSheet("font-weight: 600")
        self.images = PlainLabel(role="dim", elide=True, name="day_count_label")
        self.jump = Button("Jump to", "link", icon="chevron-down", name="jump_button")
        named(self.jump, "", "Jump to a group", "Jump to a group")
        self.selected = PlainLabel(role="dim", elide=True, name="selected_label")
        self.restore = Button("Restore", "link", icon="archive-restore", name="restore_button")
        self.found = PlainLabel(role="dim", name="found_label")
        row = QHBoxLayout(self)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        left = (self.sign, self.problem, self.note, self.day, self.images, self.jump)
        for label in (*left, self.selected):
            row.addWidget(label, 1 if label is self.problem else 0)
        row.addStretch(0)
        row.addWidget(self.restore)
        row.addWidget(self.found)
        self.problem.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setFixedHeight(20)
        self.jump.clicked.connect(self.jump_asked)
        self.restore.clicked.connect(self.restore_asked)
        for hidden in (*left, self.restore):
            hidden.hide()
        self._tint()

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, 20)

    def name_day(self, day: str | None, count: str | None) -> None:
        """The day that is looked at and how much there is of it; None leaves one as it is."""
        if day is not None:
            self.day.setText(day)
        if count is not None:
            self.images.setText(count)
        self._show_day()

    def _show_day(self) -> None:
        """One thing at a time: what is wrong, else what is odd, else the day."""
        wrong, odd = bool(self.problem.text()), bool(self.note.text())
        self.note.setVisible(odd and not wrong)
        for label in (self.day, self.images):
            label.setVisible(bool(label.text()) and not wrong and not odd)

    def tell_note(self, sentence: str) -> None:
        """Something about what was found that is no mistake."""
        self.note.setText(sentence)
        self._show_day()

    def tell_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        for label in (self.sign, self.problem):
            label.setVisible(bool(sentence))
        self._show_day()

    def offer_jump(self, offered: bool) -> None:
        self.jump.setVisible(offered)

    def offer_restore(self, words: str) -> None:
        """A button with these words; "" takes it away."""
        self.restore.setVisible(bool(words))
        if words:
            self.restore.set_text(words)

    def _tint(self) -> None:
        drawn = icons.pixmap("triangle-alert", tokens_now().warn, 12, self.devicePixelRatioF())
        self.sign.setPixmap(drawn)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange and hasattr(self, "sign"):
            self._tint()


def images(count: int) -> str:
    return "1 image" if count == 1 else f"{count:,} images"
