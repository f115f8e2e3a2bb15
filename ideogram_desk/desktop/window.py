"""The main window: where the columns stand, what the keys do, and how it was left."""

from __future__ import annotations

import base64
import contextlib
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QRect, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent

    from ideogram_desk.desktop.bridge import Tasks
    from ideogram_desk.desktop.gallery.listing import GallerySource
    from ideogram_desk.desktop.theme import Theme
    from ideogram_desk.engine.ports import ThumbnailStore

COMPOSE_WIDTH = 300
INSPECTOR_WIDTH = 308
STATUS_HEIGHT = 30
SIZE = (1440, 900)


class MainWindow(QMainWindow):
    """Three columns over a status bar. It shows and asks; `Session` answers."""

    closing = Signal()  # the user wants to leave; `let_close` when everything is in order
    settings_requested = Signal()
    export_requested = Signal()
    left_changed = Signal()  # how the window stands has changed

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("Ideogram Desk")
        self.setMinimumSize(900, 560)
        self.resize(*SIZE)
        self._theme = theme
        self._may_close = False
        self.is_leaving = False  # the strip asks how to leave
        self._undo: Callable[[], object] | None = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Before the columns are furnished, their outlines: the first frame comes at once."""
        if self.centralWidget() is not None:
            super().paintEvent(event)
            return
        tokens, painter = self._theme.tokens, QPainter(self)
        height = self.height() - STATUS_HEIGHT
        right = QRect(self.width() - INSPECTOR_WIDTH, 0, INSPECTOR_WIDTH, height)
        status = QRect(0, height, self.width(), STATUS_HEIGHT)
        painter.fillRect(self.rect(), QColor(tokens.window))
        for panel in (QRect(0, 0, COMPOSE_WIDTH, height), right, status):
            painter.fillRect(panel, QColor(tokens.panel))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(COMPOSE_WIDTH, 0, COMPOSE_WIDTH, height)
        painter.drawLine(right.left() - 1, 0, right.left() - 1, height)
        painter.drawLine(0, height, self.width(), height)
        painter.end()

    def furnish(
        self,
        tasks: Tasks,
        source: GallerySource,
        thumbnails: ThumbnailStore,
        files: Callable[[str], Path],
    ) -> None:
        """Put the columns in; what they import is the greater part of a start."""
        from ideogram_desk.desktop.actions.registry import Deeds
        from ideogram_desk.desktop.columns import Columns
        from ideogram_desk.desktop.commanding import Commanding
        from ideogram_desk.desktop.compose.panel import ComposePanel
        from ideogram_desk.desktop.gallery.panel import GalleryPanel
        from ideogram_desk.desktop.inspector.panel import InspectorPanel
        from ideogram_desk.desktop.kit import Toast
        from ideogram_desk.desktop.status import StatusBar
        from ideogram_desk.desktop.strip import Strip

        self.compose = ComposePanel()
        self.gallery = GalleryPanel(source, thumbnails, tasks, self._theme, files)
        self.inspector = InspectorPanel(self._theme)
        self.columns = Columns(self._theme, self.compose, self.gallery, self.inspector)
        self.columns.changed.connect(self.left_changed)
        self.status = StatusBar(self._theme)
        self.status.settings_clicked.connect(self.settings_requested)
        self.strip = Strip()
        self._lay_out()
        self.toast = Toast(self.columns.middle)
        self.toast.acted.connect(self._take_back)
        self.inspector.copy_file_requested.connect(self.gallery.copy_file)
        self.deeds = Deeds(self)
        self.commanding = Commanding(self)
        self.compose.focus_prompt()

    def _lay_out(self) -> None:
        frame = QWidget()
        whole = QVBoxLayout(frame)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.columns, 1)
        whole.addWidget(self.strip)
        whole.addWidget(self.status)
        self.setCentralWidget(frame)

    # --- keys --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key that nobody below has answered."""
        from ideogram_desk.desktop.actions.deed import Where

        if self.centralWidget() is None or not self.deeds.take(event, Where.WINDOW | Where.UNDER):
            super().keyPressEvent(event)

    def show_number(self, number: int) -> None:
        """Select a picture in the library and bring it into sight."""
        self.columns.show_numbers([number])

    def offer_undo(self, said: str, undo: Callable[[], object]) -> None:
        """Tell what was done, and take it back if that is wanted within ten seconds."""
        self._undo = undo
        self.toast.tell(said, "Undo")

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        if undo is not None:
            undo()

    def put_away(self) -> None:
        """Del on tiles without a picture: take the waiting out of the queue, the rest away."""
        self.gallery.order("cancel")
        self.gallery.order("dismiss")

    # --- how it was left ---------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """How the window stands, for the next start."""
        return {
            "geometry": base64.b64encode(self.saveGeometry().data()).decode(),
            **self.columns.state(),
            "inspector": self.inspector.state(),
            "gallery": self.gallery.state(),
            "cell": self.gallery.view.cell(),
            "fitted": self.gallery.bar.fit.isChecked(),
            "draft": self.compose.draft(),
            "recent": self.deeds.recent,
        }

    def restore_place(self, state: Mapping[str, Any]) -> None:
        """Be where it was left on the screen; before the first frame."""
        with contextlib.suppress(ValueError, TypeError):
            saved = QByteArray(base64.b64decode(state.get("geometry", "")))
            if not saved.isEmpty():
                self.restoreGeometry(saved)

    def restore(self, state: Mapping[str, Any]) -> None:
        """Stand as it was left; whatever is not understood is left out."""
        self.columns.restore(state)
        for key, put in (
            ("inspector", self.inspector.restore),
            ("gallery", self.gallery.restore),
            ("draft", self.compose.restore),
        ):
            if isinstance(state.get(key), dict):
                put(state[key])
        if isinstance(state.get("cell"), int):
            self.gallery.view.set_cell(state["cell"])
        if isinstance(state.get("fitted"), bool):
            self.gallery.bar.fit.setChecked(state["fitted"])

        if isinstance(state.get("recent"), list):
            self.deeds.remember(state["recent"])

    # --- leaving -----------------------------------------------------------------------------

    def let_close(self) -> None:
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self.closing.emit()
