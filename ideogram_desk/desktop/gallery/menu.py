"""The grid's context menu: one shared object, filled for what is selected when it is called up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ideogram_desk.domain.job import CANCELLABLE, RETRYABLE, SETTLED, JobState, PictureState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.domain.job import Tile

_ACTIONS = (
    ("preview", "Preview\tSpace"),
    ("open", "Open\tEnter"),
    ("", ""),
    ("copy_prompt", "Copy prompt\tCtrl+Shift+C"),
    ("copy_files", "Copy file\tCtrl+C"),
    ("copy_seed", "Copy seed"),
    ("reveal", "Show in folder"),
    ("", ""),
    ("cancel", "Cancel"),
    ("retry", "Try again"),
    ("dismiss", "Dismiss"),
)


def jobs_for(action: str, tiles: Sequence[Tile]) -> list[str]:
    """The jobs of these tiles to which an order applies as they stand, each once."""
    match action:
        case "cancel":
            fit = [t for t in tiles if t.job_state in CANCELLABLE]
        case "retry":
            fit = [t for t in tiles if _is_empty(t) and t.job_state in RETRYABLE]
        case _:
            fit = [t for t in tiles if _is_empty(t) and t.job_state in SETTLED]
    return list(dict.fromkeys(t.job for t in fit))


def _is_empty(tile: Tile) -> bool:
    return tile.state is not PictureState.STORED


class GalleryMenu(QMenu):
    chosen = Signal(str)  # a name from the list above

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gallery_menu")
        self._named: dict[str, QAction] = {}
        for name, text in _ACTIONS:
            if not name:
                self.addSeparator()
                continue
            action = QAction(text, self)
            action.setObjectName(f"{name}_action")
            action.setData(name)
            self._named[name] = action
            self.addAction(action)
        self.triggered.connect(self._choose)

    def _choose(self, action: QAction) -> None:
        self.chosen.emit(str(action.data()))

    def fill(self, tiles: Sequence[Tile]) -> None:
        """Show what can be done with these."""
        stored = [t for t in tiles if t.state is PictureState.STORED]
        many = len(tiles) > 1
        self._set("copy_prompt", "Copy prompts" if many else "Copy prompt", shown=bool(tiles))
        files = f"Copy {len(stored):,} files" if len(stored) > 1 else "Copy file"
        self._set("copy_files", files, shown=bool(stored))
        self._set("open", "Open", shown=bool(stored))
        self._set("copy_seed", "Copy seed", shown=not many and tiles[0].seed is not None)
        self._set("reveal", "Show in folder", shown=len(stored) == 1)
        unsure = any(t.job_state is JobState.UNSURE for t in tiles)
        labels = {
            "cancel": "Cancel",
            "retry": "Send again, may be paid twice" if unsure else "Try again",
            "dismiss": "Dismiss",
        }
        for name, label in labels.items():
            count = len(jobs_for(name, tiles))
            self._set(name, f"{label} ({count:,})" if count > 1 else label, shown=count > 0)

    def _set(self, name: str, text: str, *, shown: bool) -> None:
        action = self._named[name]
        _old, tab, key = action.text().partition("\t")
        action.setText(text + tab + key)
        action.setVisible(shown)
