"""The price table: what each model and speed costs as published, and as the user reckons with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ideogram_desk.desktop import words
from ideogram_desk.desktop.kit import Button, PlainLabel, named, slug
from ideogram_desk.desktop.money.amounts import typed
from ideogram_desk.desktop.money.dollar_field import DollarField
from ideogram_desk.desktop.theme import tokens_now
from ideogram_desk.domain.money import PUBLISHED

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QPaintEvent

    from ideogram_desk.domain.money import PriceLine, Prices

_WIDTHS = (84, 84, 118, 76, 92, 70)  # pixels: model, speed, inputs, published, yours, reset
_HEADS = ("Model", "Speed", "Input pictures", "Published", "Your price", "")
_SENTENCE = (
    "What one picture is reckoned at, before it is sent. Change a price when your bill says "
    "another; Ideogram’s own page has the ones that hold."
)


def date_words(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"


def line_words(line: PriceLine) -> str:
    """A line's name for screen readers: "4.5, high, with input pictures"."""
    speed = f", {words.readable(line.speed).lower()}" if line.speed else ""
    return f"{words.model_label(line.model)}{speed}{', with input pictures' if line.inputs else ''}"


class _Grid(QGridLayout):
    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setContentsMargins(0, 4, 0, 5)
        self.setHorizontalSpacing(8)
        self.setVerticalSpacing(4)
        for column, width in enumerate(_WIDTHS):
            self.setColumnMinimumWidth(column, width)
        self.setColumnStretch(len(_WIDTHS), 1)


class _Ruled(QWidget):
    """A row with a hairline below."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, QColor(tokens_now().line))


class PriceRow(_Ruled):
    """One line; `chosen` tells its key and the new price in millionths of a dollar."""

    chosen = Signal(str, int)

    def __init__(self, line: PriceLine, *, names_model: bool) -> None:
        super().__init__()
        self.line = line
        name = slug("price", line.key.replace("+", "_"))
        named(self, name, line_words(line))
        self.field = DollarField(f"{name}_edit", f"Your price of {line_words(line)}, in dollars")
        self.field.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.edit.setProperty("role", "chip")
        self.field.edit.setFixedWidth(_WIDTHS[4])
        self.field.chosen.connect(self._choose)
        tooltip = f"Back to the published price of {line_words(line)}"
        self.reset = Button("Reset", "link", icon="undo-2", tooltip=tooltip, name=f"{name}_reset")
        self.reset.setAccessibleName(tooltip)
        keeps = self.reset.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(keeps)
        self.reset.clicked.connect(lambda: self.chosen.emit(self.line.key, self.line.published))
        grid = _Grid(self)
        said = words.model_label(line.model) if names_model else ""
        grid.addWidget(PlainLabel(said, name=f"{name}_model"), 0, 0)
        speed = words.readable(line.speed) if line.speed else ""
        grid.addWidget(PlainLabel(speed, name=f"{name}_speed"), 0, 1)
        inputs = PlainLabel("With" if line.inputs else "", "dim", name=f"{name}_inputs")
        grid.addWidget(inputs, 0, 2)
        published = PlainLabel(f"${typed(line.published)}", "dim", name=f"{name}_published")
        grid.addWidget(published, 0, 3, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.field.edit, 0, 4)
        grid.addWidget(self.reset, 0, 5)
        grid.addWidget(self.field.problem, 1, 0, 1, len(_WIDTHS) + 1)
        self.show_line(line)

    def show_line(self, line: PriceLine) -> None:
        self.line = line
        if self.field.micros != line.price:
            self.field.set_micros(line.price)
        if self.reset.hasFocus() and line.price == line.published:
            self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reset.setVisible(line.price != line.published)

    def _choose(self, micros: int) -> None:
        self.chosen.emit(self.line.key, micros)


class PriceTable(QWidget):
    """All lines; `changed` tells the prices in dollars that differ from the published ones."""

    changed = Signal(dict)

    def __init__(self, prices: Prices) -> None:
        super().__init__()
        named(self, "price_table", "Prices of one picture")
        self._prices = prices
        self.dated = PlainLabel("", "dim", wrap=True, name="prices_dated")
        said = "Back to the published prices, all of them"
        self.reset = Button("Reset all", "link", tooltip=said, name="prices_reset_button")
        self.reset.clicked.connect(lambda: self.changed.emit({}))
        self.rows: dict[str, PriceRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PlainLabel(_SENTENCE, "dim", wrap=True, name="prices_sentence"))
        column.addSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self.dated, 1)
        head.addWidget(self.reset)
        column.addLayout(head)
        column.addSpacing(6)
        column.addWidget(self._head())
        model = ""
        for line in prices.lines():
            row = PriceRow(line, names_model=line.model != model)
            model = line.model
            row.chosen.connect(self._choose)
            self.rows[line.key] = row
            column.addWidget(row)
        self.show_prices(prices)

    def _head(self) -> QWidget:
        head = _Ruled()
        grid = _Grid(head)
        for column, text in enumerate(_HEADS):
            label = PlainLabel(text, "label", name=f"prices_head_{column}")
            figures = text in ("Published", "Your price")
            side = Qt.AlignmentFlag.AlignRight if figures else Qt.AlignmentFlag.AlignLeft
            grid.addWidget(label, 0, column, side)
        return head

    def show_prices(self, prices: Prices) -> None:
        self._prices = prices
        for line in prices.lines():
            self.rows[line.key].show_line(line)
        said = f"Published prices as of {date_words(PUBLISHED.as_of)}."
        if prices.changed:
            said += f" Changed on {date_words(prices.as_of)}."
        self.dated.setText(said)
        self.reset.setEnabled(bool(prices.changed))

    def _choose(self, key: str, micros: int) -> None:
        changed = dict(self._prices.changed) | {key: micros}
        if micros == self.rows[key].line.published:
            del changed[key]
        self.changed.emit({each: amount / 1_000_000 for each, amount in changed.items()})
