"""The pane's rows as Qt's tree views want them; rows keep their identity while they change."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from ideogram_desk.desktop.browse.rows import PRESSABLE, Kind, Row
from ideogram_desk.desktop.kit import tip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COLLECTION_MIME = "application/x-ideogram-desk-collection"
DRAFT = "draft"  # the key of the row that a new thing's name is written in

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_TOP = Row("", "", Kind.SECTION)


class _Node:
    """A row in its place."""

    __slots__ = ("id", "nodes", "parent", "place", "row")

    def __init__(self, number: int, row: Row, parent: _Node | None, place: int) -> None:
        self.id = number
        self.row = row
        self.parent = parent
        self.place = place
        self.nodes: list[_Node] = []


class BrowseModel(QAbstractItemModel):
    """`show` puts other rows in place and tells only what differs."""

    named = Signal(object, str)  # a Row, and the name that was written for it
    pressed = Signal(object)  # a Row, by assistive technology

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._nodes: dict[int, _Node] = {}
        self._by_key: dict[str, _Node] = {}
        self._top = _Node(0, _TOP, None, 0)
        self._draft_under: str | None = None

    # --- rows --------------------------------------------------------------------------------

    def show(self, rows: Sequence[Row]) -> None:
        """Show these sections, and what is in them."""
        self._match(self._top, rows)

    def _match(self, parent: _Node, wanted: Sequence[Row]) -> None:
        if self._draft_under is not None and parent.row.key == self._draft_under:
            wanted = (_draft(parent.row), *wanted)
        keys = [row.key for row in wanted]
        if [node.row.key for node in parent.nodes] != keys:
            self._remove_all_but(parent, set(keys))
            self._insert_missing(parent, wanted)
            if [node.row.key for node in parent.nodes] != keys:
                self._reorder(parent, keys)
        self._rewrite(parent, wanted)

    def _rewrite(self, parent: _Node, wanted: Sequence[Row]) -> None:
        first = -1
        for at, row in enumerate(wanted):
            node = parent.nodes[at]
            had, node.row = node.row, row
            differs = had is not row and not had.shows_as(row)
            if differs and first < 0:
                first = at
            elif not differs and first >= 0:
                self._tell(parent, first, at - 1)
                first = -1
            if had.rows is not row.rows or row.key == self._draft_under:
                self._match(node, row.rows)
        if first >= 0:
            self._tell(parent, first, len(wanted) - 1)

    def _tell(self, parent: _Node, first: int, last: int) -> None:
        self.dataChanged.emit(self._index(parent.nodes[first]), self._index(parent.nodes[last]))

    def _remove_all_but(self, parent: _Node, staying: set[str]) -> None:
        last = len(parent.nodes) - 1
        while last >= 0:
            if parent.nodes[last].row.key in staying:
                last -= 1
                continue
            first = last
            while first > 0 and parent.nodes[first - 1].row.key not in staying:
                first -= 1
            self.beginRemoveRows(self._index(parent), first, last)
            gone = parent.nodes[first : last + 1]
            del parent.nodes[first : last + 1]
            self._number(parent, first)
            for node in gone:
                self._forget(node)
            self.endRemoveRows()
            last = first - 1

    def _insert_missing(self, parent: _Node, wanted: Sequence[Row]) -> None:
        had = {node.row.key for node in parent.nodes}
        at = 0
        while at < len(wanted):
            if wanted[at].key in had:
                at += 1
                continue
            end = at
            while end < len(wanted) and wanted[end].key not in had:
                end += 1
            place = min(at, len(parent.nodes))
            self.beginInsertRows(self._index(parent), place, place + end - at - 1)
            parent.nodes[place:place] = [self._make(row, parent) for row in wanted[at:end]]
            self._number(parent, place)
            self.endInsertRows()
            at = end

    def _reorder(self, parent: _Node, keys: list[str]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._node(index) for index in before]
        by_key = {node.row.key: node for node in parent.nodes}
        parent.nodes = [by_key[key] for key in keys]
        self._number(parent, 0)
        self.changePersistentIndexList(before, [self._index(node) for node in held])
        self.layoutChanged.emit()

    def _make(self, row: Row, parent: _Node) -> _Node:
        self._count += 1
        node = _Node(self._count, row, parent, 0)
        self._nodes[node.id] = self._by_key[row.key] = node
        node.nodes = [self._make(child, node) for child in row.rows]
        self._number(node, 0)
        return node

    def _forget(self, node: _Node) -> None:
        del self._nodes[node.id]
        if self._by_key.get(node.row.key) is node:  # else it stands elsewhere by now
            del self._by_key[node.row.key]
        for child in node.nodes:
            self._forget(child)

    @staticmethod
    def _number(parent: _Node, start: int) -> None:
        for place in range(start, len(parent.nodes)):
            parent.nodes[place].place = place

    # --- a name for something new ------------------------------------------------------------

    def begin_draft(self, under: str) -> QModelIndex:
        """A row to write a new name in, the first under that one; where it stands."""
        self.end_draft()
        node = self._by_key.get(under)
        if node is None:
            return QModelIndex()
        self._draft_under = under
        self._match(node, node.row.rows)
        return self._index(node.nodes[0])

    def end_draft(self) -> None:
        under, self._draft_under = self._draft_under, None
        node = self._by_key.get(under) if under is not None else None
        if node is not None:
            self._match(node, node.row.rows)

    # --- looking up --------------------------------------------------------------------------

    def row(self, index: AnyIndex) -> Row | None:
        node = self._nodes.get(index.internalId()) if index.isValid() else None
        return node.row if node is not None else None

    def index_of(self, key: str) -> QModelIndex:
        node = self._by_key.get(key)
        return self._index(node) if node is not None else QModelIndex()

    def row_named(self, key: str) -> Row | None:
        node = self._by_key.get(key)
        return node.row if node is not None else None

    def above(self, key: str) -> Iterator[Row]:
        """What the row stands under, from the nearest up."""
        node = self._by_key.get(key)
        while node is not None and node.parent is not None and node.parent is not self._top:
            node = node.parent
            yield node.row

    def depth(self, index: AnyIndex) -> int:
        """How many rows it stands under."""
        row = self.row(index)
        return sum(1 for _ in self.above(row.key)) if row is not None else 0

    def _node(self, index: AnyIndex) -> _Node | None:
        return self._nodes.get(index.internalId()) if index.isValid() else self._top

    def _index(self, node: _Node | None) -> QModelIndex:
        if node is None or node is self._top:
            return QModelIndex()
        return self.createIndex(node.place, 0, node.id)

    # --- for Qt ------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: AnyIndex = _ROOT) -> QModelIndex:
        node = self._node(parent)
        if node is None or column != 0 or not 0 <= row < len(node.nodes):
            return QModelIndex()
        return self.createIndex(row, 0, node.nodes[row].id)

    def parent(self, index: AnyIndex = _ROOT) -> Any:
        node = self._nodes.get(index.internalId()) if index.isValid() else None
        return self._index(node.parent) if node is not None else QModelIndex()

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        node = self._node(parent)
        return len(node.nodes) if node is not None and parent.column() <= 0 else 0

    def columnCount(self, _parent: AnyIndex = _ROOT) -> int:
        return 1

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index)
        said: Any = None
        if row is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                said = row.target if row.kind is Kind.FACET and row.target else row.title
            case Qt.ItemDataRole.UserRole:
                said = row
            case Qt.ItemDataRole.AccessibleTextRole:
                said = row.said()
            case Qt.ItemDataRole.ToolTipRole:
                said = tip(row.tip) if row.tip else None
            case Qt.ItemDataRole.CheckStateRole if row.kind in PRESSABLE:
                said = Qt.CheckState.Checked if row.is_on else Qt.CheckState.Unchecked
        return said

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        row = self.row(index)
        if row is None:
            return Qt.ItemFlag.NoItemFlags
        return _flags(row.kind, is_named=can_be_named(row))

    def hasChildren(self, parent: AnyIndex = _ROOT) -> bool:
        return self.rowCount(parent) > 0

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A name was written, or a filter pressed: both are asked for, and come back by `show`."""
        row = self.row(index)
        if row is None:
            return False
        if role == Qt.ItemDataRole.CheckStateRole and row.kind in PRESSABLE:
            self.pressed.emit(row)
            return True
        name = " ".join(str(value).split()) if role == Qt.ItemDataRole.EditRole else ""
        if not name or not can_be_named(row) or name == self.data(index):
            return False
        self.named.emit(row, name)
        return True

    def mimeTypes(self) -> list[str]:
        return [COLLECTION_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        row = self.row(indexes[0]) if indexes else None
        if row is not None and row.kind is Kind.COLLECTION:
            data.setData(COLLECTION_MIME, row.target.encode())
        return data


@cache  # Qt asks for them at every row that it lays out, and putting flags together is slow
def _flags(kind: Kind, *, is_named: bool) -> Qt.ItemFlag:
    flag = Qt.ItemFlag
    flags = flag.ItemIsEnabled | flag.ItemIsDropEnabled
    if kind is not Kind.SAYING:
        flags |= flag.ItemIsSelectable
    if kind in PRESSABLE:
        flags |= flag.ItemIsUserCheckable
    if is_named:
        flags |= flag.ItemIsEditable
    if kind is Kind.COLLECTION:
        flags |= flag.ItemIsDragEnabled
    return flags


def can_be_named(row: Row) -> bool:
    """Whether a name can be written into it: a tag, a collection, a saved search."""
    if row.kind is Kind.FACET:
        return bool(row.target)  # only tags have one
    return row.kind in (Kind.COLLECTION, Kind.SAVED, Kind.DRAFT)


def _draft(under: Row) -> Row:
    return Row(DRAFT, "", Kind.DRAFT, target=under.key, mark="folder")
