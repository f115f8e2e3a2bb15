"""The page of the browse pane that one chooses from: a field to find in it, over the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ideogram_desk.desktop.browse.drops import dropped_change, given, move_into, taken, welcome
from ideogram_desk.desktop.browse.menu import Deed, deeds, make_menu
from ideogram_desk.desktop.browse.model import BrowseModel
from ideogram_desk.desktop.browse.rows import PRESSABLE, Kind, Row
from ideogram_desk.desktop.browse.sections import (
    COLLECTIONS,
    NEW_COLLECTION,
    PART,
    SAVE_SEARCH,
    SAVED,
    WHOLE,
    Shelf,
    collection_key,
    sections,
    view_named,
)
from ideogram_desk.desktop.browse.view import BrowseView
from ideogram_desk.desktop.kit import named
from ideogram_desk.domain.change import (
    NewCollection,
    RemoveCollection,
    RenameCollection,
    RenameTag,
)

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping, Sequence

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QKeyEvent

    from ideogram_desk.domain.change import Change

_FOLDED_AT_FIRST = frozenset({"styles", "aspects", "campaigns", "states"})


class _NarrowField(QLineEdit):
    """Down goes into the list, Esc takes the words out."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class BrowsePage(QWidget):
    """`shelf` holds what is told; `show_shelf` after each change of it."""

    filter_toggled = Signal(str)
    saved_chosen = Signal(object)  # a View
    search_saved = Signal(str)
    saved_renamed = Signal(str, str)
    saved_removed = Signal(str)
    change_requested = Signal(object)  # a domain change

    def __init__(
        self, memory: MutableMapping[str, bool], selected: Callable[[], Sequence[int]]
    ) -> None:
        super().__init__()
        named(self, "browse_page", "Browse")
        self.shelf = Shelf()
        self.selected = selected
        self._awaited: tuple[str, int | None] | None = None  # a collection that is being made
        self.field = named(
            _NarrowField(), "browse_field", "Find in this list", "Find a tag, a collection, a model"
        )
        self.field.setPlaceholderText("Find a tag, collection…")
        self.field.setClearButtonEnabled(True)
        self.rows = BrowseModel(self)
        self.tree = BrowseView(self.rows, self._welcome, memory, _FOLDED_AT_FIRST)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        top = QVBoxLayout()
        top.setContentsMargins(10, 0, 10, 0)
        top.addWidget(self.field)
        column.addLayout(top)
        column.addWidget(self.tree, 1)
        self._wire()

    def _wire(self) -> None:
        tree = self.tree
        self.field.textChanged.connect(self._narrow)
        self.field.left.connect(self.enter)
        self.rows.named.connect(self._take_name)
        self.rows.pressed.connect(lambda row: self._press(row, leave_out=False))
        tree.pressed_row.connect(lambda row, leave_out: self._press(row, leave_out=leave_out))
        tree.remove_asked.connect(self._remove)
        tree.new_asked.connect(self._new_in)
        tree.cut_asked.connect(self._cut)
        tree.paste_asked.connect(self._paste)
        tree.menu_asked.connect(self._call_menu)
        tree.dropped.connect(self._take_drop)
        tree.draft_left.connect(self.rows.end_draft)

    def show_shelf(self) -> None:
        self.rows.show(sections(self.shelf))
        if self._awaited is not None:
            self._go_to_new(*self._awaited)

    def _go_to_new(self, name: str, parent: int | None) -> None:
        """Stand on the collection that was just made, to go on with it."""
        for each in self.shelf.collections:
            if (each.name, each.parent) != (name, parent):
                continue
            index = self.rows.index_of(collection_key(each.id))
            if index.isValid():
                self._awaited = None
                self.tree.setCurrentIndex(index)
                self.tree.scrollTo(index)

    def enter(self) -> None:
        self.tree.setFocus(Qt.FocusReason.TabFocusReason)
        if not self.tree.currentIndex().isValid():
            self.tree.setCurrentIndex(self.rows.index(0, 0))

    def _narrow(self, words: str) -> None:
        narrowed = bool(words.split())
        was, self.tree.keeps_folds = not self.tree.keeps_folds, not narrowed
        self.shelf.words = words
        self.show_shelf()
        if narrowed or was:
            self.tree.restore_folds()

    # --- what is asked -----------------------------------------------------------------------

    def _press(self, row: Row, *, leave_out: bool) -> None:
        if row.kind in PRESSABLE:
            self.filter_toggled.emit(f"-{row.filter}" if leave_out else row.filter)
        elif row.kind is Kind.SAVED:
            view = view_named(self.shelf.saved, row.target)
            if view is not None:
                self.saved_chosen.emit(view)
        elif row.kind is Kind.ORDER:
            self._order(row.target)

    def _order(self, target: str) -> None:
        order, _, section = target.partition(" ")
        if order == SAVE_SEARCH:
            self.tree.write_new(SAVED)
        elif order == NEW_COLLECTION:
            self.tree.write_new(COLLECTIONS)
        elif order in (WHOLE, PART):
            (self.shelf.whole.add if order == WHOLE else self.shelf.whole.discard)(section)
            self.show_shelf()

    def _take_name(self, row: Row, name: str) -> None:
        match row.kind:
            case Kind.DRAFT if row.target == SAVED:
                self.search_saved.emit(name)
            case Kind.DRAFT:
                parent = self.rows.row_named(row.target)
                is_inner = parent is not None and parent.kind is Kind.COLLECTION
                into = int(parent.target) if parent is not None and is_inner else None
                self._awaited = (name, into)
                self.change_requested.emit(NewCollection(name, into))
            case Kind.COLLECTION:
                self.change_requested.emit(RenameCollection(int(row.target), name))
            case Kind.SAVED:
                self.saved_renamed.emit(row.target, name)
            case Kind.FACET:
                self.change_requested.emit(RenameTag(row.target, name))

    def _remove(self, row: Row) -> None:
        if row.kind is Kind.COLLECTION:
            self.change_requested.emit(RemoveCollection(int(row.target)))
        elif row.kind is Kind.SAVED:
            self.saved_removed.emit(row.target)

    def _new_in(self, row: Row) -> None:
        """A new collection: in this one, beside the orders of its section, or at the top."""
        inside = row.kind is Kind.COLLECTION
        self.tree.write_new(row.key if inside else COLLECTIONS)

    def _cut(self, row: Row) -> None:
        if row.kind is Kind.COLLECTION:
            self.tree.set_cut(row.key)

    def _paste(self, row: Row) -> None:
        self._ask(move_into(self.rows, self.tree.cut, row) if self.tree.cut else None)
        self.tree.set_cut("")

    def _welcome(self, data: QMimeData, row: Row) -> bool:
        return welcome(self.rows, data, row)

    def _take_drop(self, row: Row, data: QMimeData) -> None:
        self._ask(dropped_change(self.rows, data, row))

    def _ask(self, change: Change | None) -> None:
        if change is not None:
            self.change_requested.emit(change)

    def _call_menu(self, row: Row, where: QPoint) -> None:
        found = self.deeds_of(row)
        if found:
            make_menu(self, found, lambda name: self.do(name, row)).popup(where)

    def deeds_of(self, row: Row) -> list[Deed]:
        cut = self.rows.row_named(self.tree.cut) if self.tree.cut else None
        return deeds(row, cut=cut, selected=len(self.selected()))

    def do(self, deed: str, row: Row) -> None:
        """What the menu names, to a row."""
        match deed:
            case "press" | "leave_out":
                self._press(row, leave_out=deed == "leave_out")
            case "add":
                self._ask(given(row, self.selected()))
            case "take":
                self._ask(taken(row, self.selected()))
            case "rename":
                self.tree.rename(row)
            case "remove":
                self._remove(row)
            case "new":
                self._new_in(row)
            case "cut":
                self._cut(row)
            case "paste":
                self._paste(row)
