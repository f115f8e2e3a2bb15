"""The grid's selection and current picture, by number: they outlive the list that they are in."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPersistentModelIndex, Signal
from PySide6.QtWidgets import QAbstractItemView

from ideogram_desk.desktop.gallery.grid import AnyIndex
from ideogram_desk.desktop.gallery.rows import runs
from ideogram_desk.desktop.gallery.steady import SteadyView

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from PySide6.QtWidgets import QWidget

    from ideogram_desk.desktop.gallery.model import GalleryModel
    from ideogram_desk.domain.search import Group

ASKED_FOR = 500  # selected records read beforehand, so that a drag can take their files
PIECES = 5000  # runs of selected rows; Qt goes through all of them for each cell it asks about
NEAR = 500  # rows around the current one that may take its place

_Flag = QItemSelectionModel.SelectionFlag


class Kept(NamedTuple):
    """What the user is at, told without rows: to be found again in another list."""

    selected: array[int]
    everything: bool
    current: int
    after: Sequence[int]  # who may be the current one if it has gone: nearest first
    visible: Sequence[tuple[int, int]]  # numbers and their heights on the screen
    first: int  # the row of the first of them
    top: bool  # nothing was scrolled
    unseen: int


class SelectingView(SteadyView):
    selection_changed = Signal(int)  # how many are selected
    current_changed = Signal(int)  # a picture's number, -1 for none

    pieces = PIECES

    def __init__(self, listed: GalleryModel, parent: QWidget | None = None) -> None:
        super().__init__(listed, parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._anchor = QPersistentModelIndex()
        self._gap = -1  # where the current picture is being taken out
        self._wished: array[int] | None = None  # selected, though a filter may hide some of it
        self._restoring = False
        self.setModel(listed)  # which tells of a selection at once, and so comes last

    # What is selected

    def selection_count(self) -> int:
        ranges = self.selectionModel().selection()
        return sum(ranges.at(i).height() for i in range(ranges.count()))

    def selected_numbers(self) -> array[int]:
        """In the list's order; by ranges, for a million may be selected."""
        ranges = self.selectionModel().selection()
        spans = sorted((ranges.at(i).top(), ranges.at(i).bottom()) for i in range(ranges.count()))
        numbers: array[int] = array("q")
        for first, last in spans:
            numbers.extend(self.listed.slice(first, last))
        return numbers

    def current_number(self) -> int:
        return self.listed.number_at(self.currentIndex().row())

    def select_row(self, row: int) -> None:
        """Select this one alone, and make it the current one."""
        self._anchor = QPersistentModelIndex(self.index_of(row))
        self._go(row, _Flag.ClearAndSelect)

    def select_all(self) -> None:
        self.select_rows(0, self.count() - 1, _Flag.ClearAndSelect)

    def select_none(self) -> None:
        self.clearSelection()

    def invert_selection(self) -> None:
        self.select_rows(0, self.count() - 1, _Flag.Toggle)

    def select_rows(self, first: int, last: int, command: _Flag) -> None:
        if 0 <= first <= last < self.count():
            run = QItemSelection(self.index_of(first), self.index_of(last))
            self.selectionModel().select(run, command)

    def advance(self) -> None:
        """Go on to the picture after those selected: they have been dealt with."""
        ranges = self.selectionModel().selection()
        bottoms = [ranges.at(i).bottom() for i in range(ranges.count())]
        row = max(bottoms, default=self.currentIndex().row()) + 1
        if row < self.count():
            self._go_to(row, extend=False)

    def _go_to(self, row: int, *, extend: bool) -> None:
        if row < 0:
            return
        if extend and self._anchor.isValid():
            self._select_run(row, _Flag.ClearAndSelect)
        else:
            self.select_row(row)
        self.scrollTo(self.index_of(row))

    def _go(self, row: int, command: _Flag) -> None:
        self.selectionModel().setCurrentIndex(self.index_of(row), command)

    def _select_run(self, row: int, command: _Flag) -> None:
        ends = sorted((self._anchor.row(), row))
        self.select_rows(ends[0], ends[1], command)
        self._go(row, _Flag.NoUpdate)

    # Groups

    def groups(self) -> tuple[Group, ...]:
        return self.listed.groups

    def jump(self, key: str) -> bool:
        """Put a group's heading at the top, and its first picture under the keys."""
        places = (place for place, group in enumerate(self.groups()) if group.key == key)
        place = next(places, -1)
        if place < 0 or self.listed.sections is None:
            return False
        self.select_row(self.listed.sections.starts[place])
        self.verticalScrollBar().setValue(self.grid.top_of_group(place) if place else 0)
        return True

    def go_to_group(self, step: int) -> bool:
        """To the first picture of the next group, or of this and then the one before."""
        sections = self.listed.sections
        if sections is None or not self.count():
            return False
        row = max(0, self.currentIndex().row())
        group = sections.of(row)
        if step > 0 or row == sections.starts[group]:
            group += step
        if 0 <= group < len(sections):
            self._go_to(sections.starts[group], extend=False)
        return True

    def select_group(self, place: int, *, more: bool) -> None:
        sections = self.listed.sections
        if sections is not None:
            first, last = sections.starts[place], sections.starts[place + 1] - 1
            self._anchor = QPersistentModelIndex(self.index_of(first))
            self._go(first, _Flag.NoUpdate)
            self.select_rows(first, last, _Flag.Select if more else _Flag.ClearAndSelect)

    # Into another list and back

    @property
    def is_wishing(self) -> bool:
        """Whether some of what is selected is not in the list just now."""
        return self._wished is not None

    def kept(self) -> Kept:
        row, offset = self.currentIndex().row(), self.verticalOffset()
        after = self.listed.slice(row + 1, row + NEAR) if row >= 0 else array("q")
        before = self.listed.slice(max(0, row - NEAR), row - 1) if row > 0 else array("q")
        return Kept(
            selected=self._wished if self._wished is not None else self.selected_numbers(),
            everything=bool(self.count()) and self.selection_count() == self.count(),
            current=self.listed.number_at(row),
            after=[*after, *reversed(before)],
            visible=[
                (self.listed.number_at(row), self.row_rect(row).y()) for row in self.visible_rows()
            ],
            first=self.visible_rows().start,
            top=offset == 0,
            unseen=self.unseen(),
        )

    def restore(self, kept: Kept, *, everything: bool = False, follow: bool = False) -> None:
        """Select again, by number, what is still in a list that was put in whole.

        `everything`: all of the list was selected before. `follow`: where the current one
        has gone, the next one takes its place. A reset clears selections without a word, so this
        one tells in any case.
        """
        found = QItemSelection()
        if everything:
            pieces = [(0, self.count() - 1)] if self.count() else []
        else:
            pieces = runs(self.listed.rows_of(kept.selected), self.pieces)
        if len(pieces) <= self.pieces:
            for first, last in pieces:
                found.select(self.index_of(first), self.index_of(last))
        row = self.listed.row_of(kept.current)
        moved = row < 0 and follow and kept.current >= 0
        if moved:
            row = next((r for n in kept.after if (r := self.listed.row_of(n)) >= 0), -1)
        self._anchor = QPersistentModelIndex(self.index_of(row))
        if found.isEmpty():
            self.selection_changed.emit(0)
        self._restoring = True
        self.selectionModel().select(found, _Flag.ClearAndSelect)
        if row >= 0:
            chosen = moved and found.isEmpty() and len(kept.selected) > 0
            self._go(row, _Flag.ClearAndSelect if chosen else _Flag.NoUpdate)
        elif kept.current >= 0:
            self.current_changed.emit(-1)
        self._restoring = False
        self._wished = kept.selected if len(kept.selected) > self.selection_count() else None

    def go_back(self, kept: Kept, moved: Container[int] = (), *, news: bool = False) -> None:
        """Scroll to where the first picture that was visible, and has not moved, is now.

        `news`: rows that are above it now, and were not before, are new and have not been seen.
        """
        if kept.top:
            return
        for place, (number, height) in enumerate(kept.visible):
            row = self.listed.row_of(number) if number not in moved else -1
            if row >= 0:
                self.verticalScrollBar().setValue(self.grid.rect(row)[1] - height)
                grown = max(0, row - kept.first - place) if news else 0
                if self.verticalOffset():
                    self._tell_unseen(kept.unseen + grown)
                return

    # What Qt tells

    def rowsAboutToBeRemoved(self, parent: AnyIndex, start: int, end: int) -> None:
        current = self.currentIndex().row()
        self._gap = start if start <= current <= end else -1
        super().rowsAboutToBeRemoved(parent, start, end)

    def _rows_removed(self, parent: AnyIndex, start: int, end: int) -> None:
        super()._rows_removed(parent, start, end)
        if self._gap >= 0 and self.count():
            # The next picture, not the one before that Qt has chosen: one goes on downwards.
            self.select_row(min(self._gap, self.count() - 1))
        self._gap = -1

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not self._restoring:
            self._wished = None
        count = self.selection_count()
        if 1 < count <= ASKED_FOR:
            self.listed.ask_for(self.selected_numbers())
        self.selection_changed.emit(count)

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        self.update_row(previous.row())
        self.update_row(current.row())
        self.current_changed.emit(self.listed.number_at(current.row()))
