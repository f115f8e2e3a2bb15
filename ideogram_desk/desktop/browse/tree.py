"""The tree of the browse pane as it looks: painted by hand, folded as it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyleOptionViewItem, QTreeView, QWidget

from ideogram_desk.desktop.browse.model import AnyIndex, BrowseModel
from ideogram_desk.desktop.browse.row_delegate import RowDelegate
from ideogram_desk.desktop.browse.row_painter import HEIGHT, Look, RowPainter
from ideogram_desk.desktop.browse.rows import Kind, Row
from ideogram_desk.desktop.gallery.ink import Ink
from ideogram_desk.desktop.kit import named
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from PySide6.QtGui import QPainter

OPEN_AFTER = 600  # milliseconds that a drag rests on a folded row


class FoldingTree(QTreeView):
    """`memory` keeps what is open, by the rows' keys."""

    def __init__(
        self,
        rows: BrowseModel,
        memory: MutableMapping[str, bool],
        folded_at_first: frozenset[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, "browse_tree", "Saved searches, collections, tags and kinds of pictures")
        self.rows = rows
        self.cut = ""  # the key of the row that waits to be put somewhere else
        self.hovered = ""  # the key of the row under the pointer
        self.target = ""  # and of the one that a drag would be dropped on
        self.keeps_folds = True  # False while everything is open to show what was looked for
        self._memory = memory
        self._folded_at_first = folded_at_first
        self._painter: RowPainter | None = None
        self._restoring = False
        self.setModel(rows)
        self.setItemDelegate(RowDelegate(self))
        self._look_plain()
        self.expanded.connect(lambda index: self._remember(index, is_open=True))
        self.collapsed.connect(lambda index: self._remember(index, is_open=False))
        rows.rowsInserted.connect(self._unfold_new)

    def _look_plain(self) -> None:
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)  # the painter does it
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDropIndicatorShown(False)  # the row itself shows it
        self.setAutoExpandDelay(OPEN_AFTER)
        self.setAutoScroll(True)
        self.viewport().setMouseTracking(True)
        self.viewport().setBackgroundRole(QPalette.ColorRole.NoRole)

    # --- folding -----------------------------------------------------------------------------

    def is_open(self, row: Row) -> bool:
        """As it was left; sections stand open at first, collections folded."""
        at_first = row.kind is Kind.SECTION and row.key not in self._folded_at_first
        return self._memory.get(row.key, at_first)

    def _remember(self, index: AnyIndex, *, is_open: bool) -> None:
        row = self.rows.row(index)
        if row is not None and self.keeps_folds and not self._restoring:
            self._memory[row.key] = is_open

    def _unfold_new(self, parent: AnyIndex, first: int, last: int) -> None:
        self._restoring = True
        for place in range(first, last + 1):
            self._restore(self.rows.index(place, 0, parent))
        if parent.isValid() and (row := self.rows.row(parent)) is not None:
            self.setExpanded(self.rows.index_of(row.key), not self.keeps_folds or self.is_open(row))
        self._restoring = False

    def restore_folds(self) -> None:
        """Everything folded or open as it was left."""
        self._restoring = True
        for place in range(self.rows.rowCount()):
            self._restore(self.rows.index(place, 0))
        self._restoring = False

    def _restore(self, index: QModelIndex) -> None:
        row = self.rows.row(index)
        if row is None or not row.rows:
            return
        self.setExpanded(index, not self.keeps_folds or self.is_open(row))
        for place in range(self.rows.rowCount(index)):
            self._restore(self.rows.index(place, 0, index))

    def toggle_fold(self, index: QModelIndex) -> None:
        self.setExpanded(index, not self.isExpanded(index))

    # --- painting ----------------------------------------------------------------------------

    def row_painter(self) -> RowPainter:
        tokens, dpr = tokens_now(), self.devicePixelRatioF()
        made = self._painter
        if made is None or made.ink.tokens is not tokens or made.ink.dpr != dpr:
            made = self._painter = RowPainter(Ink(tokens, self.font(), dpr))
        return made

    def row_height(self) -> int:
        return max(HEIGHT, self.row_painter().ink.title_metrics.height() + 8)

    def look_of(self, row: Row, index: AnyIndex) -> Look:
        current = index == self.currentIndex()
        return Look(
            depth=self.rows.depth(index),
            is_open=bool(row.rows) and self.isExpanded(self.rows.index_of(row.key)),
            selected=current and self.hasFocus(),
            focused=current and self.hasFocus(),
            hovered=row.key == self.hovered,
            is_target=row.key == self.target,
            is_cut=row.key == self.cut,
        )

    def paint_row(self, painter: QPainter, rect: QRect, index: AnyIndex) -> None:
        row = self.rows.row(index)
        if row is not None:
            self.row_painter().paint(painter, rect, row, self.look_of(row, index))

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """The row and nothing of the style's own."""
        self.paint_row(painter, option.rect, index)

    def name_place(self, index: AnyIndex, rect: QRect) -> QRect:
        """Where a row's name stands, or is written."""
        row = self.rows.row(index)
        if row is None:
            return rect
        place = self.row_painter().places(row, rect, self.look_of(row, index)).title
        return QRect(place.left(), place.top(), rect.right() - place.left() - 4, place.height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._painter = None
            self.scheduleDelayedItemsLayout()
