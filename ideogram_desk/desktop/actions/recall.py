"""The menu that R opens: what of a picture's request goes back into the composer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu

from ideogram_desk.desktop.actions.table import NAMED

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ideogram_desk.desktop.actions.registry import Deeds

RECALLS = ("recall_all", "recall_prompt", "recall_seed")


class RecallMenu(QMenu):
    """A for all of it, P for the prompt, S for the seed."""

    def __init__(self, deeds: Deeds, parent: QWidget) -> None:
        super().__init__("Recall into the composer", parent)
        self.setObjectName("recall_menu")
        self.setAccessibleName(self.title())
        for name in RECALLS:
            # Its own letters need words of its own: the deed's action is in another menu too.
            action = QAction(f"&{NAMED[name].short}", self)
            action.setObjectName(f"{name}_here")
            action.triggered.connect(deeds.action(name).trigger)
            self.addAction(action)

    def present(self) -> None:
        """In the middle of what has the focus, for there is no pointer to go by."""
        under = QApplication.focusWidget() or self.parentWidget()
        if under is not None:
            centre = under.mapToGlobal(under.rect().center())
            half = self.sizeHint() / 2
            self.popup(centre - QPoint(half.width(), half.height()))
