"""What can be done with a row of the browse pane, for the right button and the menu key."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ideogram_desk.desktop.browse.rows import Kind, Row
from ideogram_desk.desktop.browse.sections import COLLECTIONS
from ideogram_desk.desktop.kit import caption

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


class Deed(NamedTuple):
    """`name` is what the pane is told; "" stands for a line between two groups."""

    name: str
    text: str = ""
    keys: str = ""


LINE = Deed("")


def deeds(row: Row, *, cut: Row | None, selected: int) -> list[Deed]:
    """`cut` is the collection that waits for another place, `selected` counts pictures."""
    is_tag = row.kind is Kind.FACET and bool(row.target)
    match row.kind:
        case Kind.FACET:
            found = [*_of_filter(row), *(_of_pictures(row, selected) if is_tag else ())]
        case Kind.COLLECTION:
            new = (LINE, Deed("new", "New collection in it", "Ins"), Deed("cut", "Move…", "Ctrl+X"))
            found = [*_of_filter(row), *_of_pictures(row, selected), *new, *_of_cut(row, cut)]
        case Kind.SAVED:
            found = [Deed("press", "Search for it", "Enter")]
        case Kind.SECTION if row.key == COLLECTIONS:
            found = [Deed("new", "New collection", "Ins"), *_of_cut(row, cut)]
        case _:
            found = []
    if is_tag or row.kind in (Kind.COLLECTION, Kind.SAVED):
        found += [LINE, Deed("rename", "Rename", "F2")]
    if row.kind in (Kind.COLLECTION, Kind.SAVED):
        found.append(Deed("remove", "Remove", "Del"))
    return found


def _of_cut(row: Row, cut: Row | None) -> list[Deed]:
    if cut is None or cut.key == row.key:
        return []
    where = "into it" if row.kind is Kind.COLLECTION else "at the top"
    return [Deed("paste", f"Put “{cut.title}” {where}", "Ctrl+V")]


def _of_filter(row: Row) -> list[Deed]:
    only = "Take out of the search" if row.is_on else "Show only these"
    out = "Leave them out no longer" if row.is_out else "Leave these out"
    return [Deed("press", only, "Enter"), Deed("leave_out", out, "Shift+Enter")]


def _of_pictures(row: Row, selected: int) -> list[Deed]:
    if not selected:
        return []
    count = f"{selected:,} selected" if selected > 1 else "the selected picture"
    if row.kind is Kind.COLLECTION:
        return [LINE, Deed("add", f"Put {count} into it"), Deed("take", f"Take {count} out of it")]
    return [LINE, Deed("add", f"Tag {count} with it"), Deed("take", f"Take the tag from {count}")]


def make_menu(parent: QWidget, found: list[Deed], do: Callable[[str], None]) -> QMenu:
    """A menu of them; it is gone with its closing."""
    menu = QMenu(parent)
    menu.setObjectName("browse_menu")
    menu.aboutToHide.connect(menu.deleteLater)
    for deed in found:
        if not deed.name:
            menu.addSeparator()
            continue
        text = f"{caption(deed.text)}\t{deed.keys}" if deed.keys else caption(deed.text)
        action = QAction(text, menu)
        action.setObjectName(f"browse_{deed.name}")
        action.triggered.connect(lambda _checked=False, name=deed.name: do(name))
        menu.addAction(action)
    return menu
