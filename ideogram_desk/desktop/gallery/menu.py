"""The grid's context menu: one shared object, filled for what is selected when it is called up."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from ideogram_desk.desktop.actions.deed import Where
from ideogram_desk.desktop.actions.registry import Deeds
from ideogram_desk.desktop.actions.table import NAMED
from ideogram_desk.domain.job import CANCELLABLE, RETRYABLE, SETTLED, JobState, PictureState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.domain.job import Tile

_STARS = tuple(f"rate_{count}" for count in (5, 4, 3, 2, 1, 0))
_LABELS = ("label_red", "label_yellow", "label_green", "label_blue")
_RECALL = ("recall_all", "recall_prompt", "recall_seed")
# Deeds, one after another; "" is a line, and what stands in brackets is a menu of its own.
_ORDER: tuple[str | tuple[str, tuple[str, ...]], ...] = (
    *("preview", "open", "compare", "survey", ""),
    *(("Rate", _STARS), "pick", "reject", "clear_flag", ("Label", _LABELS), "favorite", ""),
    *("edit_tags", "edit_remark", "collect", "stack", "unstack", ""),
    *(("Recall into the composer", _RECALL), ""),
    *("copy_prompt", "copy_files", "copy_seed", "reveal", "export", ""),
    *("cancel", "retry", "dismiss", "restore", "trash"),
)
_PANEL = (
    *("preview", "open", "copy_prompt", "copy_files", "copy_seed", "reveal"),
    *("cancel", "retry", "dismiss"),
)
_JOBS = ("cancel", "retry", "dismiss")
_ANY = ("preview", "copy_prompt", *_JOBS)  # what can be done where there is no picture yet


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
    """Made of the window's deeds once it has adopted them; before, of what the panel can do."""

    chosen = Signal(str)  # before `adopt`: a deed of the panel's own

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gallery_menu")
        self._deeds: Deeds | None = None
        self._menus: list[QMenu] = []
        self._tiles: Sequence[Tile] = ()
        self.aboutToHide.connect(self._put_back)

    def adopt(self, deeds: Deeds) -> None:
        """Take the actions from there; they are put in when the menu is first filled."""
        self._deeds = deeds
        self.clear()
        self._menus.clear()

    def _own(self) -> Deeds:
        deeds = Deeds(self)
        for name in _PANEL:
            deeds.bind(name, partial(self.chosen.emit, name))
        deeds.attend(self, Where.GRID, lambda: [tile.number for tile in self._tiles])
        return deeds

    def _take(self) -> Deeds:
        if self._deeds is None:
            self._deeds = self._own()
        if self.isEmpty():
            self._lay_out(self._deeds)
        return self._deeds

    def _lay_out(self, deeds: Deeds) -> None:
        for entry in _ORDER:
            if isinstance(entry, tuple):
                title, names = entry
                menu = QMenu(title, self)
                menu.setObjectName(f"{names[0].partition('_')[0]}_menu")
                for name in names:
                    menu.addAction(deeds.action(name))
                self._menus.append(menu)
                self.addMenu(menu)
            elif entry:
                self.addAction(deeds.action(entry))
            else:
                self.addSeparator()

    def fill(self, tiles: Sequence[Tile]) -> None:
        """Show what can be done with these."""
        deeds, self._tiles = self._take(), tiles
        stored = [t for t in tiles if t.state is PictureState.STORED]
        for name in (name for entry in _ORDER for name in _names(entry)):
            shown = deeds.is_bound(name) and not _too_many(name, len(tiles))
            self._set(name, NAMED[name].short, shown=shown and bool(stored or name in _ANY))
        self._set_copies(tiles, stored)
        trashed = any(tile.trashed for tile in tiles)
        self._set("restore", shown=trashed)
        self._set("trash", shown=bool(stored) and not trashed)
        self._set("unstack", shown=any(tile.stack is not None for tile in tiles))
        self._set("clear_flag", shown=any(tile.flag for tile in tiles))
        self._set_jobs(tiles)
        for menu in self._menus:
            menu.menuAction().setVisible(any(action.isVisible() for action in menu.actions()))

    def _put_back(self) -> None:
        """The actions are others' too: what was hidden or worded here is so only meanwhile."""
        deeds = self._take()
        for name in (name for entry in _ORDER for name in _names(entry)):
            deeds.action(name).setVisible(True)
            deeds.action(name).setText(NAMED[name].title)

    def _set_copies(self, tiles: Sequence[Tile], stored: Sequence[Tile]) -> None:
        many = len(tiles) > 1
        self._set("copy_prompt", "Copy prompts" if many else "Copy prompt", shown=bool(tiles))
        files = f"Copy {len(stored):,} files" if len(stored) > 1 else "Copy file"
        self._set("copy_files", files, shown=bool(stored))
        self._set("copy_seed", "Copy seed", shown=not many and tiles[0].seed is not None)

    def _set_jobs(self, tiles: Sequence[Tile]) -> None:
        unsure = any(t.job_state is JobState.UNSURE for t in tiles)
        labels = {"retry": "Send again, may be paid twice"} if unsure else {}
        for name in _JOBS:
            count = len(jobs_for(name, tiles))
            label = labels.get(name, NAMED[name].short)
            self._set(name, f"{label} ({count:,})" if count > 1 else label, shown=count > 0)

    def _set(self, name: str, text: str = "", *, shown: bool) -> None:
        """Its words and whether it is seen; what nobody has bound never is."""
        deeds = self._take()
        action = deeds.action(name)
        if text:
            action.setText(text)
        action.setVisible(shown and deeds.is_bound(name))


def _names(entry: str | tuple[str, tuple[str, ...]]) -> tuple[str, ...]:
    if isinstance(entry, tuple):
        return entry[1]
    return (entry,) if entry else ()


def _too_many(name: str, count: int) -> bool:
    """Or too few: then a menu does not show it, for it would only say no."""
    deed = NAMED[name]
    return count < deed.fewest or (deed.most is not None and count > deed.most)
