"""The browse pane at the left of the grid: kinds of pictures to choose from, and the history."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from ideogram_desk.desktop.browse.history_model import HistoryModel, steps
from ideogram_desk.desktop.browse.history_view import HistoryView
from ideogram_desk.desktop.browse.page import BrowsePage
from ideogram_desk.desktop.browse.rows import BROWSE, HISTORY
from ideogram_desk.desktop.kit import PlainLabel, Segmented, named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping, Sequence

    from PySide6.QtGui import QShowEvent

    from ideogram_desk.domain.change import Entry
    from ideogram_desk.domain.collection import Collection
    from ideogram_desk.domain.search import Facets, SavedSearch

WIDTH = 236
LEAST = 180


def _utc_now() -> datetime:
    return datetime.now(UTC)


class BrowsePane(QFrame):
    """It shows and asks, and knows no store; `refresh_wanted` when it comes into sight."""

    refresh_wanted = Signal()
    filter_toggled = Signal(str)  # 'tag:launch' into the search or out of it; '-tag:launch' too
    saved_chosen = Signal(object)  # a View
    search_saved = Signal(str)  # the search as it stands, under this name
    saved_renamed = Signal(str, str)
    saved_removed = Signal(str)
    change_requested = Signal(object)  # a domain change
    go_to_requested = Signal(int)  # the change that shall be the last one made; 0: none

    def __init__(
        self,
        memory: MutableMapping[str, bool] | None = None,
        selected: Callable[[], Sequence[int]] = tuple,
        now: Callable[[], datetime] = _utc_now,
        parent: QWidget | None = None,
    ) -> None:
        """`memory` keeps what is folded; `selected` gives the numbers of the chosen pictures."""
        super().__init__(parent)
        named(self, "browse_pane", "Browse")
        self.setProperty("surface", "panel")
        self.setMinimumWidth(LEAST)
        self._now = now
        self._memory: MutableMapping[str, bool] = {} if memory is None else memory
        self.tabs = Segmented(
            "browse_tabs",
            "Browse or history",
            (
                (BROWSE, "Browse", "Browse by tag, collection, model and more"),
                (HISTORY, "History", "What was changed, and the way back"),
            ),
        )
        self.page = BrowsePage(self._memory, selected)
        self.steps = HistoryModel(self)
        self.history = HistoryView(self.steps)
        self.empty = PlainLabel(
            "What you change in the library is listed here, and can be taken back.",
            "dim",
            wrap=True,
            name="history_empty",
        )
        self.empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.empty.setContentsMargins(16, 24, 16, 0)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        top = QVBoxLayout()
        top.setContentsMargins(10, 12, 10, 8)
        top.addWidget(self.tabs)
        self._stack = QStackedWidget()
        for page in (self.page, self.history, self.empty):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._stack, 1)

    def _wire(self) -> None:
        self.tabs.chosen.connect(self.show_tab)
        page = self.page
        page.filter_toggled.connect(self.filter_toggled)
        page.saved_chosen.connect(self.saved_chosen)
        page.search_saved.connect(self.search_saved)
        page.saved_renamed.connect(self.saved_renamed)
        page.saved_removed.connect(self.saved_removed)
        page.change_requested.connect(self.change_requested)
        self.history.chosen.connect(self.go_to_requested)

    # --- what is told ------------------------------------------------------------------------

    def show_facets(self, facets: Facets) -> None:
        self.page.shelf.facets = facets
        self.page.show_shelf()

    def show_collections(self, collections: Sequence[Collection]) -> None:
        self.page.shelf.collections = tuple(collections)
        self.page.show_shelf()

    def show_saved(self, saved: Sequence[SavedSearch]) -> None:
        self.page.shelf.saved = tuple(saved)
        self.page.show_shelf()

    def show_search(self, text: str, filters: Sequence[str]) -> None:
        """The search as it stands, and the filters in it as they are written."""
        self.page.shelf.text = text
        self.page.shelf.filters = tuple(filters)
        self.page.show_shelf()

    def show_all(
        self,
        facets: Facets,
        collections: Sequence[Collection],
        saved: Sequence[SavedSearch],
        text: str,
        filters: Sequence[str],
    ) -> None:
        """Everything at once."""
        shelf = self.page.shelf
        shelf.facets, shelf.collections, shelf.saved = facets, tuple(collections), tuple(saved)
        self.show_search(text, filters)

    def show_history(self, entries: Sequence[Entry], *, whole: bool = True) -> None:
        """Newest first; `whole` if no earlier change is left out."""
        self.steps.show(steps(entries, self._now(), whole=whole))
        self._turn_to(self.tabs.value)

    # --- how it stands -----------------------------------------------------------------------

    @property
    def tab(self) -> str:
        return self.tabs.value

    def show_tab(self, tab: str) -> None:
        """Show "browse" or "history"."""
        self.tabs.set_value(tab)
        self._turn_to(tab)
        self.refresh_wanted.emit()

    def _turn_to(self, tab: str) -> None:
        history = self.history if self.steps.rowCount() else self.empty
        self._stack.setCurrentWidget(self.page if tab == BROWSE else history)

    def enter(self) -> None:
        """Take the focus where it is of use."""
        page = self._stack.currentWidget()
        if page is self.page:
            self.page.enter()
        elif page is self.history:
            self.history.enter()
        else:
            self.tabs.setFocus()

    def state(self) -> dict[str, object]:
        """What is folded, for the next start."""
        return {"folds": dict(self._memory), "tab": self.tab}

    def restore(self, state: Mapping[str, object]) -> None:
        """Stand as it was left; whatever is not understood is left out."""
        folds = state.get("folds")
        if isinstance(folds, dict):
            for key, is_open in folds.items():
                if isinstance(key, str) and isinstance(is_open, bool):
                    self._memory[key] = is_open
            self.page.tree.restore_folds()
        if state.get("tab") in (BROWSE, HISTORY):
            self.tabs.set_value(str(state["tab"]))
            self._turn_to(self.tab)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh_wanted.emit()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 600)
