"""The inspector: a column that tells everything about what is selected, and takes its edits."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ideogram_desk.desktop.inspector import making
from ideogram_desk.desktop.inspector.making_view import MakingView
from ideogram_desk.desktop.inspector.many_view import ManyView
from ideogram_desk.desktop.inspector.picture_view import PictureView
from ideogram_desk.desktop.inspector.rows import IconLine
from ideogram_desk.desktop.inspector.shared import of_picture, of_summary
from ideogram_desk.desktop.kit import named
from ideogram_desk.domain.money import PUBLISHED, Prices

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtGui import QImage, QPixmap

    from ideogram_desk.desktop.inspector.collecting import CollectionsGroup
    from ideogram_desk.desktop.inspector.remark import RemarkGroup
    from ideogram_desk.desktop.inspector.tagging import TagsGroup
    from ideogram_desk.desktop.theme import Theme
    from ideogram_desk.domain.change import Summary
    from ideogram_desk.domain.collection import Collection
    from ideogram_desk.domain.job import Job, Picture, Tile

WIDTH, LEAST = 308, 292  # with less, the marks would be cut off
_GROUPS = ("inspector_", "making_", "many_")  # how the names of what folds begin

View = TypeVar("View", PictureView, MakingView, ManyView)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class InspectorPanel(QFrame):
    """What is selected: nothing, a picture, one in the making, or many.

    It never touches the composer, and what it shows never depends on it. Its edits are domain
    changes of the pictures that it shows, whatever has been selected since.
    """

    change_requested = Signal(object)
    collection_wanted = Signal(str, object)  # a new one's name, the numbers to put into it
    known_wanted = Signal()  # tags and collections, to be completed: `set_known`
    rerun_requested = Signal(int)  # a picture's number: into the composer with it
    compare_requested = Signal()
    left = Signal()  # a field, by its own keys: the grid may have the focus again
    answer_wanted = Signal(str)  # a job's id; `set_answer` brings it
    cancel_requested = Signal(str)
    retry_requested = Signal(str)
    dismiss_requested = Signal(str)
    reveal_requested = Signal(object)  # a Path
    copy_file_requested = Signal(object)

    def __init__(
        self,
        theme: Theme,
        now: Callable[[], datetime] = _utc_now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, "inspector_panel", "Inspector")
        self.setProperty("surface", "panel")
        self._theme, self._now = theme, now
        self._prices: Prices = PUBLISHED
        self._memory: dict[str, bool] = {}
        self._collections: Sequence[Collection] = ()
        self.empty = IconLine("image", "Select a picture to see everything about it")
        self._made: list[PictureView | MakingView | ManyView] = []
        self._lay_out()
        self.show_nothing()

    # Each view is made when it is first shown: the first frame of the window shows none.

    @cached_property
    def picture(self) -> PictureView:
        view = PictureView(self._memory)
        view.file.reveal_requested.connect(self.reveal_requested)
        view.file.copy_file_requested.connect(self.copy_file_requested)
        view.raw.answer_wanted.connect(self.answer_wanted)
        view.rerun_requested.connect(self.rerun_requested)
        self._take_edits(view)
        return self._take_in(view)

    @cached_property
    def making(self) -> MakingView:
        view = MakingView(self._memory)
        view.cancel_requested.connect(self.cancel_requested)
        view.retry_requested.connect(self.retry_requested)
        view.dismiss_requested.connect(self.dismiss_requested)
        view.raw.answer_wanted.connect(self.answer_wanted)
        return self._take_in(view)

    @cached_property
    def many(self) -> ManyView:
        view = ManyView(self._memory)
        self._take_edits(view)
        return self._take_in(view)

    def _take_edits(self, view: PictureView | ManyView) -> None:
        for group in view.edited:
            group.change_requested.connect(self.change_requested)
        view.marks.compare_requested.connect(self.compare_requested)
        view.tags.known_wanted.connect(self.known_wanted)
        view.collections.known_wanted.connect(self.known_wanted)
        view.collections.new_wanted.connect(self.collection_wanted)
        for group in (view.tags, view.remark, view.collections):
            group.left.connect(self.left)
        view.collections.set_known(self._collections)

    def _take_in(self, view: View) -> View:
        view.hide()
        self._column.addWidget(view)
        self._made.append(view)
        for section in view.sections:
            section.title_widget.setToolTip("Fold or open this group")
        return view

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("surface", "clear")
        self._column = column = QVBoxLayout(inside)
        column.setSpacing(0)
        column.addWidget(self.empty)
        self._scroll = named(QScrollArea(), "inspector_scroll", "Inspector")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setBackgroundRole(QPalette.ColorRole.NoRole)
        self._scroll.setWidget(inside)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._make_room)
        self._make_room(0, 0)
        frame = QVBoxLayout(self)
        frame.setContentsMargins(0, 0, 0, 0)
        frame.addWidget(self._scroll)
        self.setMinimumWidth(LEAST)

    def _make_room(self, _least: int, most: int) -> None:
        """The scroll bar takes its width from the margin: the content keeps its own."""
        bar = self._scroll.verticalScrollBar().sizeHint().width() if most > 0 else 0
        self._column.setContentsMargins(16, 16, 16 - bar, 16)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 600)

    def set_prices(self, prices: Prices) -> None:
        """What pictures cost, as the user has it; told with the next job that is shown."""
        self._prices = prices

    def show_nothing(self) -> None:
        self._turn_to(self.empty)

    def show_picture(
        self,
        picture: Picture,
        preview: QImage | QPixmap | None,
        path: Path | None,
        summary: Summary | None = None,
    ) -> None:
        """`summary` tells its collections too, of which the record has only the names."""
        self.picture.show_picture(picture, preview, path, self._now())
        numbers = (picture.number,)
        shared = of_picture(picture) if summary is None else of_summary(numbers, summary)
        self.picture.show_shared(shared)
        self._turn_to(self.picture)

    def show_tile(self, tile: Tile) -> None:
        """What the grid knows already; `show_job` tells the rest."""
        self.making.show_making(making.of_tile(tile, self._now()))
        self._turn_to(self.making)

    def show_job(self, job: Job, tile: Tile | None = None) -> None:
        self.making.show_making(making.of(job, tile, self._now(), self._prices))
        self._turn_to(self.making)

    def show_many(
        self,
        pictures: Sequence[Picture],
        numbers: Sequence[int],
        summary: Summary | None = None,
    ) -> None:
        """All of `numbers`; of the first of them the records."""
        self.many.show_many(pictures, len(numbers), self._now(), summary)
        if summary is not None:
            self.many.show_shared(of_summary(numbers, summary))
        self._turn_to(self.many)

    def set_known(self, tags: Sequence[str], collections: Sequence[Collection]) -> None:
        """Every tag, to be completed, and every collection."""
        self.set_collections(collections)
        for view in self._editors():
            view.tags.set_known(tags)

    def set_collections(self, collections: Sequence[Collection]) -> None:
        if self._collections != collections:
            self._collections = collections
            for view in self._editors():
                view.collections.set_known(collections)

    def edit_field(self, name: str) -> None:
        """Put the cursor into "tags", "remark" or "collections" of what is shown."""
        for view in self._editors():
            if view.isVisibleTo(self):
                group: TagsGroup | RemarkGroup | CollectionsGroup = getattr(view, name)
                group.set_open(True)
                self._scroll.ensureWidgetVisible(group)
                group.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def commit(self) -> None:
        """Keep what is being written, as when the field is left."""
        for view in self._editors():
            view.remark.commit()

    def _editors(self) -> list[PictureView | ManyView]:
        return [view for view in self._made if not isinstance(view, MakingView)]

    def set_answer(self, job_id: str, body: bytes) -> None:
        for view in self._made:
            if not isinstance(view, ManyView):
                view.raw.set_answer(job_id, body)

    def state(self) -> dict[str, bool]:
        """Which groups are folded, to be kept with the window's settings."""
        return dict(self._memory)

    def restore(self, state: Mapping[str, object]) -> None:
        for name, is_open in state.items():
            if isinstance(is_open, bool) and name.startswith(_GROUPS):
                self._memory[name] = is_open
        for view in self._made:
            for section in view.sections:
                section.set_open(self._memory.get(section.objectName(), section.is_open))

    def _turn_to(self, shown: QWidget) -> None:
        if not shown.isHidden() and self.isVisible():
            return
        for view in (self.empty, *self._made):
            view.setVisible(view is shown)
        self._scroll.verticalScrollBar().setValue(0)
