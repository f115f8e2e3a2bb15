"""What stands above and below compared pictures: the ways to compare, the table, the keys."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ideogram_desk.desktop.kit import Button, Chip, PlainLabel, named
from ideogram_desk.desktop.theme import DARK, palette_of

if TYPE_CHECKING:
    from ideogram_desk.desktop.look.filmstrip import Filmstrip
    from ideogram_desk.desktop.look.table import ParameterTable

FOOT = 104
_TABLE = """
QTableView { background: transparent; outline: 0; }
QTableView::item { border: 0; border-bottom: 1px solid $line; padding: 0; }
QTableView:focus { border: 1px solid $accent; }
QHeaderView, QHeaderView::section { background: transparent; border: 0; }
QHeaderView::section {
  border-bottom: 1px solid $line; color: $dim; font-size: 11px; font-weight: 500; padding: 0; }
"""


class Way(StrEnum):
    """How pictures are held against each other."""

    SIDE = "side"
    SWIPE = "swipe"
    DIFFERENCE = "difference"


WAY_KEYS = {"S": Way.SIDE, "W": Way.SWIPE, "D": Way.DIFFERENCE}
_WORDS = {
    Way.SIDE: ("Side by side", "Side by side (S)"),
    Way.SWIPE: ("Swipe", "One over the other, a line between them (W)"),
    Way.DIFFERENCE: ("Difference", "Only what differs (D)"),
}


def dress_dark(widget: QWidget) -> None:
    """Around large pictures it is dark in both themes, controls and all."""
    from ideogram_desk.desktop.theme_sheet import SHEET

    widget.setPalette(palette_of(DARK))
    widget.setStyleSheet(Template(SHEET.template + _TABLE).substitute(asdict(DARK)))


class CompareHead(QWidget):
    way_chosen = Signal(str)
    brighter_chosen = Signal(bool)
    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "compare_head")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(8)
        self.title = PlainLabel("", "dim", elide=True, name="compare_title")
        self.told = PlainLabel("", "dim", name="compare_told")
        row.addWidget(self.title, 1)
        row.addWidget(self.told)
        tooltip = "Faint differences eight times as bright (B)"
        self.brighter = Chip("Brighter", tooltip=tooltip, name="compare_brighter")
        self.brighter.toggled.connect(self.brighter_chosen)
        row.addWidget(self.brighter)
        self._ways: dict[Way, Chip] = {}
        for way, (text, what) in _WORDS.items():
            self._ways[way] = Chip(text, tooltip=what, name=f"compare_{way}")
            self._ways[way].clicked.connect(lambda _on, way=way: self.way_chosen.emit(way))
            row.addWidget(self._ways[way])
        leave = Button(
            "Done  Esc", "chip", tooltip="Back to the library (Esc)", name="compare_done"
        )
        leave.clicked.connect(self.done)
        row.addWidget(leave)

    def show_way(self, way: Way) -> None:
        for each, chip in self._ways.items():
            chip.setChecked(each is way)
        self.brighter.setVisible(way is Way.DIFFERENCE)


class CompareFoot(QWidget):
    order = Signal(str)  # a key, as if it had been pressed

    def __init__(self, table: ParameterTable, strip: Filmstrip) -> None:
        super().__init__()
        named(self, "compare_foot")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 12)
        row.setSpacing(24)
        table.setFixedHeight(FOOT)
        row.addWidget(table, 5)
        row.addWidget(strip, 4)
        row.addWidget(PlainLabel("0–5 rate", "dim", name="compare_rate_hint"))
        keys = QHBoxLayout()
        keys.setSpacing(8)
        for key, text, tooltip in (
            ("P", "Pick", "Pick the marked one (P)"),
            ("X", "Reject", "Reject the marked one and go on (X)"),
            ("C", "Swap", "Let the two change places (C)"),
            ("Left", "←", "The candidate before (Left)"),
            ("Right", "→", "The next candidate (Right)"),
        ):
            name = f"compare_{text.lower() if key not in ('Left', 'Right') else key.lower()}"
            press = Button(text, "chip", tooltip=tooltip, name=name)
            press.clicked.connect(lambda _on=False, key=key: self.order.emit(key))
            press.setAccessibleName(tooltip)
            keys.addWidget(press)
        row.addLayout(keys)
