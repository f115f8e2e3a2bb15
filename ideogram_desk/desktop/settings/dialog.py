"""The settings: sections at the left, everything takes effect at once, and Esc closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ideogram_desk.desktop.kit import Button, PlainLabel, named
from ideogram_desk.desktop.money.page import MoneyPage
from ideogram_desk.desktop.settings.about_page import AboutPage
from ideogram_desk.desktop.settings.callbacks.page import CallbacksPage
from ideogram_desk.desktop.settings.choices import Choices
from ideogram_desk.desktop.settings.connection_page import ConnectionPage
from ideogram_desk.desktop.settings.look_page import LookPage
from ideogram_desk.desktop.settings.queue_page import QueuePage
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from ideogram_desk.base.settings import Settings
    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.money.page import Books
    from ideogram_desk.desktop.settings.about_page import LibraryPlace
    from ideogram_desk.desktop.settings.callbacks.outbox import Outbox
    from ideogram_desk.desktop.settings.key_section import KeyActions, Place
    from ideogram_desk.desktop.theme import Theme

SECTIONS_WIDTH = 168
_SIZE = QSize(900, 720)


class _Sections(QListWidget):
    """The names of the pages; arrow keys go through them."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "settings_sections", "Sections", "Sections of the settings (arrow keys)")
        self.setFixedWidth(SECTIONS_WIDTH)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSpacing(1)

    def add(self, name: str, title: str) -> None:
        item = QListWidgetItem(title)
        item.setData(Qt.ItemDataRole.UserRole, name)
        item.setSizeHint(QSize(0, 32))
        self.addItem(item)


class _Hairline(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(tokens_now().line))


class SettingsDialog(QDialog):
    """Opened with `.open()`; `changed` brings the new settings at every change."""

    changed = Signal(object)  # Settings
    reveal_requested = Signal(object)  # a Path

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        tasks: Tasks,
        key_actions: KeyActions,
        library: LibraryPlace,
        books: Books,
        outbox: Outbox,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, "settings_dialog", "Settings")
        self.setWindowTitle("Settings")
        self.choices = Choices(settings, self)
        self.choices.changed.connect(self.changed)
        self.connection = ConnectionPage(self.choices, tasks, key_actions)
        self.queue = QueuePage(self.choices)
        self.money = MoneyPage(self.choices, books, tasks)
        self.callbacks = CallbacksPage(self.choices, outbox, tasks)
        self.look = LookPage(self.choices, theme)
        self.about = AboutPage(library)
        self.about.reveal_requested.connect(self.reveal_requested)
        self._sections = _Sections()
        self._stack = named(QStackedWidget(), "settings_stack", "Settings")
        for name, page in self.pages.items():
            self._sections.add(name, page.accessibleName())
            self._stack.addWidget(_scrolled(page, name))
        self._sections.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._sections.setCurrentRow(0)
        self._lay_out()
        self.resize(_SIZE)
        self.connection.key.field.setFocus()

    @property
    def pages(self) -> dict[str, QWidget]:
        return {
            "connection": self.connection,
            "queue": self.queue,
            "money": self.money,
            "callbacks": self.callbacks,
            "look": self.look,
            "about": self.about,
        }

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(10, 14, 10, 10)
        left.addWidget(self._sections)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left)
        middle.addWidget(_Hairline())
        middle.addWidget(self._stack, 1)
        frame = QVBoxLayout(self)
        frame.setContentsMargins(0, 0, 0, 0)
        frame.setSpacing(0)
        frame.addLayout(middle, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 12, 24, 16)
        foot.addWidget(PlainLabel("Changes take effect at once.", "dim", name="settings_hint"), 1)
        close = Button("Close", tooltip="Close (Esc)", name="settings_close_button")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        frame.addLayout(foot)

    @property
    def page(self) -> str:
        """The name of the page in sight."""
        return str(self._sections.currentItem().data(Qt.ItemDataRole.UserRole))

    def show_page(self, name: str) -> None:
        """Raises ValueError for a name that is none of `pages`."""
        self._sections.setCurrentRow(list(self.pages).index(name))
        self._sections.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def settings(self) -> Settings:
        return self.choices.now

    def set_key_place(self, place: Place, *, keyring: bool = True) -> None:
        self.connection.key.set_place(place, keyring=keyring)


def _scrolled(page: QWidget, name: str) -> QScrollArea:
    inside = QWidget()
    inside.setProperty("surface", "clear")
    column = QVBoxLayout(inside)
    column.setContentsMargins(24, 8, 24, 8)
    column.addWidget(page)
    scroll = named(QScrollArea(), f"{name}_scroll", page.accessibleName())
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(inside)
    return scroll
