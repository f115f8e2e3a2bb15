"""The panel's tabs: a word over a figure, so that changing figures move nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSizePolicy

from ideogram_desk.desktop.activity.board import TABS, Tab
from ideogram_desk.desktop.kit import Button, named

if TYPE_CHECKING:
    from collections.abc import Mapping

_TIPS: Mapping[Tab, str] = {
    "running": "What is being made, and what is tried again",
    "queued": "What waits for a place",
    "review": "What needs a look: refused, failed, or perhaps paid for",
    "done": "What was finished last",
}


class ActivityTabs(QFrame):
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        named(self, "activity_tabs", "Which jobs are listed")
        self.setProperty("surface", "segmented")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self._halves: dict[Tab, Button] = {}
        for tab in TABS:
            half = Button("", "segment", tooltip=_TIPS[tab], name=f"activity_{tab}")
            half.setProperty("letters", "tab")
            half.setCheckable(True)
            half.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            half.setMinimumHeight(42)
            font = QFont(half.font())
            font.setFeature(QFont.Tag("tnum"), 1)
            half.setFont(font)
            half.clicked.connect(lambda _checked=False, tab=tab: self.chosen.emit(tab))
            self._group.addButton(half)
            row.addWidget(half, 1)
            self._halves[tab] = half
        self.set_value("running")
        self.show_counts(dict.fromkeys(TABS, 0))

    @property
    def value(self) -> Tab:
        return next(tab for tab, half in self._halves.items() if half.isChecked())

    def set_value(self, tab: Tab) -> None:
        self._halves[tab].setChecked(True)

    def show_counts(self, counts: Mapping[Tab, int]) -> None:
        for tab, half in self._halves.items():
            count = counts[tab]
            word = tab.capitalize()
            text = f"{word}\n{count:,}" if count and tab != "done" else word
            if half.text() != text:
                half.setText(text)
                half.setAccessibleName(f"{word}, {count:,}")
