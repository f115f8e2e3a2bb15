"""A window with a place for pictures, a text field, and deeds that only write down what was done."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMainWindow, QVBoxLayout, QWidget

from ideogram_desk.desktop.actions.deed import Where
from ideogram_desk.desktop.actions.registry import Deeds
from ideogram_desk.desktop.actions.table import DEEDS


class Stand(QMainWindow):
    def __init__(self):
        super().__init__()
        self.done = []
        self.selected = [7]
        self.moved = 0
        inside = QWidget()
        column = QVBoxLayout(inside)
        self.grid, self.viewer, self.text = QWidget(), QWidget(), QLineEdit()
        for widget in (self.grid, self.viewer, self.text):
            widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            column.addWidget(widget)
        self.setCentralWidget(inside)
        self.resize(1200, 800)
        self.deeds = Deeds(self)
        self.deeds.attend(self.grid, Where.GRID, lambda: self.selected, advance=self.advance)
        self.deeds.attend(self.viewer, Where.VIEWER, lambda: [99], keeps="C")

    def advance(self):
        self.moved += 1

    def bind_all(self):
        for deed in DEEDS:
            self.deeds.bind(deed.name, lambda name=deed.name: self.done.append(name))

    def keyPressEvent(self, event):
        if not self.deeds.take(event, Where.WINDOW | Where.UNDER):
            super().keyPressEvent(event)


@pytest.fixture
def stand(qtbot):
    window = Stand()
    qtbot.addWidget(window)
    window.bind_all()
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    window.grid.setFocus()
    return window
