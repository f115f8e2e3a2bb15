"""How the list is arranged: by which order, in which groups, stacked or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from ideogram_desk.desktop.kit import IconButton, Pick, named
from ideogram_desk.domain.search import Grouping, Sort

if TYPE_CHECKING:
    from collections.abc import Mapping

SORTS: Mapping[Sort, str] = {
    Sort.NEWEST: "Newest",
    Sort.OLDEST: "Oldest",
    Sort.RATING: "Best rated",
    Sort.SIZE: "Largest",
}
GROUPINGS: Mapping[Grouping, str] = {
    Grouping.NONE: "Not grouped",
    Grouping.DAY: "Group by day",
    Grouping.CAMPAIGN: "Group by campaign",
    Grouping.RUN: "Group by run",
}
_TIP = "Groups and stacks"


class SortPick(Pick):
    """Newest, oldest, best rated or largest first."""

    sort_chosen = Signal(object)  # a Sort, by the user

    def __init__(self) -> None:
        super().__init__("sort_pick", "Order of the pictures", "Which pictures come first")
        self.set_options((sort.value, words) for sort, words in SORTS.items())
        self.chosen.connect(lambda value: self.sort_chosen.emit(Sort(value)))

    @property
    def sort(self) -> Sort:
        return Sort(self.value)


class GroupingButton(IconButton):
    """One menu: by what the list is grouped, and whether runs are closed stacks."""

    arranged = Signal()  # by the user

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("layers", _TIP, "grouping_button", parent=parent)
        self.setFixedSize(QSize(34, 34))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = named(QMenu(self), "grouping_menu", _TIP)
        choices = QActionGroup(self)
        self._groupings: dict[Grouping, QAction] = {}
        for grouping, words in GROUPINGS.items():
            action = QAction(words, self, checkable=True)
            action.setObjectName(f"group_{grouping.value}_action")
            choices.addAction(action)
            menu.addAction(action)
            self._groupings[grouping] = action
        menu.addSeparator()
        self._stacks = QAction("Close stacks", self, checkable=True)
        self._stacks.setObjectName("stacked_action")
        menu.addAction(self._stacks)
        self._groupings[Grouping.NONE].setChecked(True)
        menu.triggered.connect(lambda _action: self._tell())
        self.setMenu(menu)

    @property
    def grouping(self) -> Grouping:
        return next(g for g, action in self._groupings.items() if action.isChecked())

    @property
    def stacked(self) -> bool:
        return self._stacks.isChecked()

    def show_arranged(self, grouping: Grouping, *, stacked: bool) -> None:
        """Stand like this; silent."""
        self._groupings[grouping].setChecked(True)
        self._stacks.setChecked(stacked)
        self._say()

    def _tell(self) -> None:
        self._say()
        self.arranged.emit()

    def _say(self) -> None:
        """The button tells by its tooltip and its tint that something is in force."""
        parts = [GROUPINGS[self.grouping]] if self.grouping is not Grouping.NONE else []
        if self.stacked:
            parts.append("Stacks closed")
        said = f"{_TIP}: {', '.join(parts).casefold()}" if parts else _TIP
        named(self, "grouping_button", said, said)
        self.set_icon("layers", token="link" if parts else "")
