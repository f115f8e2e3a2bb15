"""What the window itself can do, bound to its deeds; and palette, key sheet and the menu of R."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ideogram_desk.desktop.actions.deed import Where
from ideogram_desk.desktop.panes import Panes
from ideogram_desk.domain.search import Grouping, Sort

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from ideogram_desk.desktop.actions.palette import Palette
    from ideogram_desk.desktop.actions.recall import RecallMenu
    from ideogram_desk.desktop.actions.sheet import KeySheet
    from ideogram_desk.desktop.window import MainWindow

_STEP = 32  # pixels that a key makes the cells larger or smaller
_JOBS = ("cancel", "retry", "dismiss")
# What the library's panel does with what is selected.
_ORDERS = ("preview", "open", "copy_files", "copy_prompt", "copy_seed", "reveal")


class Commanding:
    """One for a window, when its columns stand; presenters bind the rest afterwards."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._deeds = window.deeds
        self.panes = Panes(self._parts)
        self._palette: Palette | None = None
        self._sheet: KeySheet | None = None
        self._menu: RecallMenu | None = None
        self._bind()
        gallery = window.gallery
        gallery.menu.adopt(self._deeds)
        view = gallery.view
        self._deeds.attend(
            view, Where.GRID, view.selected_numbers, view.selection_count, advance=view.advance
        )
        self._deeds.refused.connect(window.status.say)

    def _bind(self) -> None:
        window, columns, gallery = self._window, self._window.columns, self._window.gallery
        doing: dict[str, Callable[[], object]] = {
            "find": columns.go_search,
            "select_all": gallery.view.select_all,
            "select_none": gallery.view.select_none,
            "select_invert": gallery.view.invert_selection,
            "browse": self._browse,
            "save_search": gallery.offer_to_save,
            "jump": gallery.jump,
            "larger": lambda: self._size(_STEP),
            "smaller": lambda: self._size(-_STEP),
            "fit": gallery.bar.fit.toggle,
            "stacks": lambda: gallery.set_stacked(not gallery.view_state().stacked),
            **{f"sort_{sort}": partial(gallery.set_sort, sort) for sort in Sort},
            **{f"group_{kind}": partial(gallery.set_grouping, kind) for kind in Grouping},
            "newest": self._go_to_newest,
            "trash": window.put_away,
            "export": window.export_requested.emit,
            "generate": lambda: self._generate(run_next=False),
            "run_next": lambda: self._generate(run_next=True),
            "recall": self._ask_recall,
            "palette": self.show_palette,
            "keys": self.show_keys,
            "prompt": columns.go_compose,
            "compose": columns.go_compose,
            "batch": columns.go_batch,
            "activity": columns.toggle_activity,
            "inspector": columns.toggle_inspector,
            "fold_compose": lambda: columns.fold(0),
            "fold_inspector": lambda: columns.fold(2),
            "next_pane": lambda: self.panes.go(1),
            "last_pane": lambda: self.panes.go(-1),
            "settings": window.settings_requested.emit,
            "quit": window.close,
            **{name: partial(gallery.order, name) for name in _ORDERS},
        }
        for name, do in doing.items():
            self._deeds.bind(name, do)
        for name in _JOBS:
            can = partial(self._has_jobs, name)
            self._deeds.bind(name, partial(gallery.order, name), enabled=can)

    # --- what lies over the window -----------------------------------------------------------

    def show_palette(self) -> None:
        if self._palette is None:
            from ideogram_desk.desktop.actions.palette import Palette

            self._palette = Palette(self._deeds, self._window)
        self._palette.present()

    def show_keys(self) -> None:
        if self._sheet is None:
            from ideogram_desk.desktop.actions.sheet import KeySheet

            self._sheet = KeySheet(self._deeds, self._window)
        self._sheet.present()

    def _ask_recall(self) -> None:
        if self._menu is None:
            from ideogram_desk.desktop.actions.recall import RecallMenu

            self._menu = RecallMenu(self._deeds, self._window)
        self._menu.present()

    # --- parts of the window -----------------------------------------------------------------

    def _parts(self) -> list[tuple[QWidget, QWidget]]:
        """From left to right, each with where it is entered."""
        window, columns = self._window, self._window.columns
        browse, view = window.gallery.browse, window.gallery.view
        parts: list[tuple[QWidget, QWidget]] = [(columns.left, columns.left)]
        if browse is not None:
            parts.append((browse, browse))
        grid = view if view.isVisible() else columns.middle
        return [*parts, (columns.middle, grid), *((w, w) for w in (columns.right, window.status))]

    def _browse(self) -> None:
        """Show the browse pane and go there, or fold it away and go back to the grid."""
        gallery = self._window.gallery
        gallery.toggle_browse()
        if gallery.browse is not None and gallery.browse.isVisible():
            gallery.browse.enter()
        else:
            gallery.view.setFocus()

    def _size(self, step: int) -> None:
        view = self._window.gallery.view
        view.set_cell(view.cell() + step)

    def _go_to_newest(self) -> None:
        view = self._window.gallery.view
        view.verticalScrollBar().setValue(0)
        view.setFocus()

    def _generate(self, *, run_next: bool) -> None:
        """Send what the left column shows, as its button would."""
        columns = self._window.columns
        if columns.left.page == "batch" and columns.batch is not None:
            columns.batch.send()
        else:
            self._window.compose.send(run_next=run_next)

    def _has_jobs(self, order: str) -> bool:
        from ideogram_desk.desktop.gallery.menu import jobs_for

        return bool(jobs_for(order, self._window.gallery.selected_tiles()))
