"""Columns that hold one of several pages: a side column with its tabs, and the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from ideogram_desk.desktop.kit import Segmented

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ideogram_desk.desktop.kit_choices import Option


class Stack(QStackedWidget):
    """Pages by name, of which one is shown; a page may come later."""

    def __init__(self, first: QWidget, name: str = "library") -> None:
        super().__init__()
        self._pages: dict[str, QWidget] = {}
        self.add(name, first)

    def add(self, name: str, page: QWidget) -> None:
        self._pages[name] = page
        self.addWidget(page)

    def show_page(self, name: str) -> None:
        self.setCurrentWidget(self._pages[name])

    @property
    def page(self) -> str:
        return next(name for name, page in self._pages.items() if page is self.currentWidget())


class Side(QFrame):
    """`chosen` by the user: then show the page, and make it first if it is not there yet."""

    chosen = Signal(str)

    def __init__(
        self, name: str, accessible: str, options: Iterable[Option], first: QWidget
    ) -> None:
        super().__init__()
        listed = tuple(options)
        self.setProperty("surface", "panel")
        self.tabs = Segmented(name, accessible, listed)
        self.tabs.chosen.connect(self.chosen)
        self.stack = Stack(first, listed[0][0])
        head = QVBoxLayout()
        head.setContentsMargins(14, 12, 14, 4)
        head.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.stack, 1)

    def add(self, name: str, page: QWidget) -> None:
        self.stack.add(name, page)

    def show_page(self, name: str) -> None:
        self.tabs.set_value(name)
        self.stack.show_page(name)

    @property
    def page(self) -> str:
        return self.stack.page
