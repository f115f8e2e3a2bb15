"""What the library does by itself with what is selected: copy it, show it, order its jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from ideogram_desk.desktop.clipboard import FileClipboard, files_data
from ideogram_desk.desktop.gallery.menu import jobs_for

if TYPE_CHECKING:
    from pathlib import Path

    from ideogram_desk.desktop.gallery.view import GalleryView
    from ideogram_desk.domain.job import Tile

MOST = 2000  # pictures that one order is given for


class Orders(QObject):
    open_requested = Signal(int)
    cancel_requested = Signal(str)  # a job, as the two below
    retry_requested = Signal(str)
    dismiss_requested = Signal(str)
    reveal_requested = Signal(object)  # the Path of a picture

    def __init__(self, view: GalleryView) -> None:
        super().__init__(view)
        self._view = view
        self._listed = view.listed
        self._clipboard = FileClipboard(self)

    def tiles(self) -> list[Tile]:
        """The records at hand of what is selected."""
        tiles = (self._listed.look(n) for n in self._view.selected_numbers()[:MOST])
        return [tile for tile in tiles if tile is not None]

    def do(self, name: str) -> None:
        """Do what a menu or a key names to what is selected."""
        tiles = self.tiles()
        match name:
            case "preview":
                self._view.preview_requested.emit(self._view.current_number())
            case "open":
                self.open_requested.emit(self._view.current_number())
            case "copy_prompt":
                QGuiApplication.clipboard().setText("\n\n".join(t.prompt for t in tiles))
            case "copy_seed":
                seeds = "\n".join(str(t.seed) for t in tiles if t.seed is not None)
                QGuiApplication.clipboard().setText(seeds)
            case "copy_files":
                numbers = self._view.selected_numbers()[:MOST]
                self._clipboard.copy(lambda: self._listed.mime_of(numbers))
            case "reveal":
                for tile in tiles[:1]:
                    self.reveal_requested.emit(self._listed.path_of(tile))
            case _:
                self._order_jobs(name, tiles)

    def copy_file(self, path: Path) -> None:
        """Put a file on the clipboard, and the picture in it."""
        self._clipboard.copy(lambda: files_data([path]))

    def _order_jobs(self, name: str, tiles: list[Tile]) -> None:
        signals = {
            "cancel": self.cancel_requested,
            "retry": self.retry_requested,
            "dismiss": self.dismiss_requested,
        }
        for job in jobs_for(name, tiles):
            signals[name].emit(job)
