"""The window's three columns: compose or batch, library or campaign, inspector or activity."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QSplitter

from ideogram_desk.desktop.side import Side, Stack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ideogram_desk.desktop.activity.panel import ActivityPanel
    from ideogram_desk.desktop.campaign.panel import BatchPanel
    from ideogram_desk.desktop.campaign.view import CampaignView
    from ideogram_desk.desktop.compose.panel import ComposePanel
    from ideogram_desk.desktop.gallery.panel import GalleryPanel
    from ideogram_desk.desktop.inspector.panel import InspectorPanel
    from ideogram_desk.desktop.theme import Theme

LEFT, MIDDLE, RIGHT = 300, 832, 308  # pixels
_BATCH_TIP = "A campaign: one prompt over products and formats, or a file of prompts (Ctrl+2)"


class Columns(QSplitter):
    """Batch and Activity are made when they are first shown: a start must not wait for them."""

    changed = Signal()  # by the user, how they stand
    activity_made = Signal(object)  # the panel
    batch_made = Signal(object, object)  # its panel and its grid
    budget_clicked = Signal()

    def __init__(
        self,
        theme: Theme,
        compose: ComposePanel,
        gallery: GalleryPanel,
        inspector: InspectorPanel,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("columns")
        self.setHandleWidth(1)
        self._theme = theme
        self._compose, self._gallery = compose, gallery
        self.activity: ActivityPanel | None = None
        self.batch: BatchPanel | None = None
        self.campaign: CampaignView | None = None
        self._kept: object = None  # the Batch tab as the last start left it, until it is made
        batch = ("batch", "Batch", _BATCH_TIP)
        self.left = Side(
            "left_tabs",
            "Compose or batch",
            (("compose", "Compose", "One prompt (Ctrl+1)"), batch),
            compose,
        )
        self.middle = Stack(gallery)
        about = ("inspector", "Inspector", "Everything about what is selected (I)")
        activity = ("activity", "Activity", "What runs, waits and needs a look (Ctrl+J)")
        self.right = Side("right_tabs", "Inspector or activity", (about, activity), inspector)
        for widget, name in (
            (self.left, "left_column"),
            (self.middle, "middle_column"),
            (self.right, "right_column"),
        ):
            widget.setObjectName(name)
            self.addWidget(widget)
        self.setStretchFactor(1, 1)
        self.setCollapsible(1, False)
        self.setSizes([LEFT, MIDDLE, RIGHT])
        self.splitterMoved.connect(lambda _position, _index: self.changed.emit())
        self.left.chosen.connect(self.show_left)
        self.right.chosen.connect(self.show_right)

    # --- left and middle ---------------------------------------------------------------------

    def show_left(self, name: str) -> None:
        """Compose over the library, or Batch over its campaign."""
        self._put_left(name)
        self.changed.emit()

    def _put_left(self, name: str) -> None:
        if name == "batch" and self.batch is None:
            self._make_batch()
        self.left.show_page(name)
        self.middle.show_page("library" if name == "compose" else "campaign")

    def _make_batch(self) -> None:
        from ideogram_desk.desktop.campaign.panel import BatchPanel
        from ideogram_desk.desktop.campaign.view import CampaignView

        batch = self.batch = BatchPanel()
        campaign = self.campaign = CampaignView(self._theme, self._gallery.loader)
        self.left.add("batch", batch)
        self.middle.add("campaign", campaign)
        if isinstance(self._kept, dict):
            batch.restore(self._kept)
        for asked in (campaign.open_requested, campaign.preview_requested):
            asked.connect(self._gallery.view.preview_requested)
        campaign.show_requested.connect(lambda number: self.show_numbers([number]))
        batch.draft_changed.connect(self.changed)
        batch.budget_clicked.connect(self.budget_clicked)
        self.batch_made.emit(batch, campaign)

    def go_compose(self) -> None:
        self.show_left("compose")
        self._compose.focus_prompt()

    def go_batch(self) -> None:
        self.show_left("batch")
        assert self.batch is not None
        self.batch.focus_first()

    def go_search(self) -> None:
        self.show_left("compose")
        self._gallery.focus_search()

    def show_numbers(self, numbers: Sequence[int]) -> None:
        """Select pictures in the library; a search that hides them is taken away first."""
        self.show_left("compose")
        gallery = self._gallery
        if gallery.listed.row_of(numbers[0]) >= 0 or not gallery.listing.searching:
            self._select(numbers)
            return

        def found() -> None:
            gallery.listing.changed.disconnect(found)
            self._select(numbers)

        gallery.listing.changed.connect(found)
        gallery.search("")

    def _select(self, numbers: Sequence[int]) -> None:
        view, row = self._gallery.view, self._gallery.listed.row_of(numbers[0])
        if row >= 0:
            view.select_row(row)
            for more in (self._gallery.listed.row_of(number) for number in numbers[1:]):
                view.select_rows(more, more, QItemSelectionModel.SelectionFlag.Select)

    # --- right -------------------------------------------------------------------------------

    def show_right(self, name: str) -> None:
        self._put_right(name)
        self.changed.emit()

    def _put_right(self, name: str) -> None:
        if name == "activity" and self.activity is None:
            from ideogram_desk.desktop.activity.panel import ActivityPanel

            self.activity = ActivityPanel()
            self.right.add("activity", self.activity)
            self.activity_made.emit(self.activity)
        self.right.show_page(name)

    def show_activity(self, tab: str = "") -> None:
        """Activity, at one of its tabs; the column unfolds for it."""
        self.show_right("activity")
        assert self.activity is not None
        if tab:
            from ideogram_desk.desktop.activity.panel import tab_named

            self.activity.show_tab(tab_named(tab))
        if not self.sizes()[2]:
            self.fold(2)

    def toggle_activity(self) -> None:
        if self.right.page == "activity" and self.sizes()[2]:
            self.show_right("inspector")
        else:
            self.show_activity()

    def toggle_inspector(self) -> None:
        """Show the inspector, or fold it away where it is shown."""
        if self.right.page == "inspector" or not self.sizes()[2]:
            self.fold(2)
        self.show_right("inspector")

    # --- how they stand ----------------------------------------------------------------------

    def fold(self, column: int) -> None:
        """Fold a side column away, or back to its width."""
        sizes = self.sizes()
        change = -sizes[column] if sizes[column] else (LEFT if column == 0 else RIGHT)
        sizes[column] += change
        sizes[1] -= change
        self.setSizes(sizes)
        self.changed.emit()

    def state(self) -> dict[str, Any]:
        """For the next start."""
        return {
            "columns": self.sizes(),
            "left": self.left.page,
            "right": self.right.page,
            "batch": self.batch.state() if self.batch is not None else self._kept,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Stand as they were left; whatever is not understood is left out."""
        sizes = state.get("columns")
        if isinstance(sizes, list) and len(sizes) == self.count():
            with contextlib.suppress(TypeError):
                self.setSizes([int(size) for size in sizes])
        self._kept = state.get("batch")
        if state.get("right") == "activity":
            self._put_right("activity")
        if state.get("left") == "batch":
            self._put_left("batch")
