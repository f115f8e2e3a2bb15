"""Choosing one of several: chips that wrap, a segmented control, a drop-down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from ideogram_desk.desktop import icons
from ideogram_desk.desktop.kit_basics import Button, named, slug
from ideogram_desk.desktop.kit_flow import FlowLayout
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QPaintEvent, QWheelEvent

Option = tuple[str, str, str]  # value, text, tooltip

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


def press_or_pass(press: Callable[[QKeyEvent], None], event: QKeyEvent) -> None:
    """Arrow keys are the group's; Qt's buttons would move the focus and not the choice."""
    if Qt.Key(event.key()) in _STEPS:
        event.ignore()
    else:
        press(event)


class Chip(Button):
    """A small button that stays pressed."""

    def __init__(
        self, text: str, *, icon: str | None = None, tooltip: str = "", name: str = ""
    ) -> None:
        super().__init__(text, "chip", icon=icon, tooltip=tooltip, name=name)
        self.setCheckable(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        press_or_pass(super().keyPressEvent, event)


class Tile(QPushButton):
    """A choice that is drawn by its subclass."""

    def __init__(self, name: str, accessible: str) -> None:
        super().__init__()
        self.setProperty("role", "tile")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        named(self, name, accessible, accessible)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        press_or_pass(super().keyPressEvent, event)


class ChipGroup(QWidget):
    """Chips of which one is chosen; Tab reaches the chosen one, arrow keys move the choice."""

    chosen = Signal(str)  # by the user; `set_value` is silent

    def __init__(self, name: str, accessible: str, *, gap: int = 6, even: bool = False) -> None:
        super().__init__()
        named(self, name, accessible)
        self._flow = FlowLayout(self, gap=gap, even=even)
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._clicked)
        self._options: list[Option] = []
        self._chips: dict[str, QAbstractButton] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_options(self, options: Iterable[Option]) -> None:
        """Show these; the choice stays if it is among them, else nothing is chosen."""
        wanted = list(options)
        if wanted == self._options:
            return
        before = self.value
        for chip in self._chips.values():
            self._group.removeButton(chip)
        self._flow.clear()
        self._options, self._chips = wanted, {}
        for option in wanted:
            chip = self.make_chip(option)
            self._group.addButton(chip)
            self._flow.addWidget(chip)
            self._chips[option[0]] = chip
        self.set_value(before)

    def make_chip(self, option: Option) -> QAbstractButton:
        value, text, tooltip = option
        return Chip(text, tooltip=tooltip, name=slug(self.objectName(), value))

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(self._chips)

    @property
    def value(self) -> str:
        return next((v for v, chip in self._chips.items() if chip.isChecked()), "")

    def set_value(self, value: str) -> None:
        chip = self._chips.get(value)
        if chip is not None:
            chip.setChecked(True)
            self._let_tab_stop_at(chip)
        elif (pressed := self._group.checkedButton()) is not None:
            self._group.setExclusive(False)
            pressed.setChecked(False)
            self._group.setExclusive(True)

    def _let_tab_stop_at(self, chosen: QAbstractButton) -> None:
        """Qt does so only once the group has had the focus."""
        for chip in self._chips.values():
            stops = chip is chosen or not chip.isCheckable()
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus if stops else Qt.FocusPolicy.NoFocus)

    def chips(self) -> tuple[QAbstractButton, ...]:
        return tuple(self._chips.values())

    def chip(self, value: str) -> QAbstractButton:
        return self._chips[value]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()), 0)
        if step:
            self._move(step)
        else:
            super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        """To the chip beside this one; a chip that is no choice is only reached, not pressed."""
        chips = list(self._chips.values())
        at = next((i for i, chip in enumerate(chips) if chip is self.focusWidget()), 0) + step
        if 0 <= at < len(chips):
            chips[at].setFocus(Qt.FocusReason.TabFocusReason)
            if chips[at].isCheckable():
                chips[at].click()

    def _clicked(self, clicked: QAbstractButton) -> None:
        for value, chip in self._chips.items():
            if chip is clicked:
                self.chosen.emit(value)


class Segmented(QFrame):
    """Two or three halves of one bar, of which one is chosen: Compose | Batch."""

    chosen = Signal(str)

    def __init__(self, name: str, accessible: str, options: Iterable[Option]) -> None:
        super().__init__()
        named(self, name, accessible)
        self.setProperty("surface", "segmented")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self._halves: dict[str, Button] = {}
        for value, text, tooltip in options:
            half = Button(text, "segment", tooltip=tooltip, name=slug(name, value))
            half.setCheckable(True)
            half.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._group.addButton(half)
            row.addWidget(half, 1)
            self._halves[value] = half
        next(iter(self._halves.values())).setChecked(True)
        self._group.buttonClicked.connect(lambda _button: self.chosen.emit(self.value))

    @property
    def value(self) -> str:
        return next(v for v, half in self._halves.items() if half.isChecked())

    def set_value(self, value: str) -> None:
        self._halves[value].setChecked(True)

    def set_text(self, value: str, text: str) -> None:
        """Another word on one half: "Queued 31"."""
        self._halves[value].set_text(text)


class Pick(QComboBox):
    """A drop-down of (value, text); the wheel scrolls the panel, not the choice."""

    chosen = Signal(str)

    def __init__(self, name: str, accessible: str, tooltip: str = "") -> None:
        super().__init__()
        named(self, name, accessible, tooltip or accessible)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(lambda _index: self.chosen.emit(self.value))
        self.currentTextChanged.connect(lambda _text: self.updateGeometry())

    def set_options(self, options: Iterable[tuple[str, str]]) -> None:
        wanted = list(options)
        if wanted == [(self.itemData(i), self.itemText(i)) for i in range(self.count())]:
            return
        before = self.value
        self.clear()
        for value, text in wanted:
            self.addItem(text, value)
        self.set_value(before)

    @property
    def value(self) -> str:
        return str(self.currentData() or "")

    def set_value(self, value: str) -> None:
        self.setCurrentIndex(max(0, self.findData(value)))

    def sizeHint(self) -> QSize:
        if self.property("role") != "flat":
            return super().sizeHint()
        words = self.fontMetrics().horizontalAdvance(self.currentText())
        return QSize(words + 24, self.fontMetrics().height() + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() if self.property("role") == "flat" else super().minimumSizeHint()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        flat = self.property("role") == "flat"
        if not flat:
            super().paintEvent(event)
        painter = QPainter(self)
        size, right = (12, 13) if flat else (14, 21)
        drawn = icons.pixmap("chevron-down", tokens_now().dim, size, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - right, (self.height() - size) // 2, drawn)
        if flat:
            self._paint_flat(painter)

    def _paint_flat(self, painter: QPainter) -> None:
        tokens = tokens_now()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QColor(tokens.accent))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QColor(tokens.text if self.underMouse() else tokens.dim))
        room = self.rect().adjusted(4, 0, -15, 0)
        words = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
