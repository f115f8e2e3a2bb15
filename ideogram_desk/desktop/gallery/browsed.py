"""The grid with the browse pane beside it, which is made when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from ideogram_desk.desktop.browse.pane import BrowsePane

WIDTH, LEAST, MOST = 224, 160, 480  # pixels, of the pane


class Browsed(QSplitter):
    made = Signal(object)  # the pane
    shown = Signal(bool)

    def __init__(self, selected: Callable[[], Sequence[int]], now: Callable[[], datetime]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("browse_splitter")
        self.setHandleWidth(1)
        self.pane: BrowsePane | None = None
        self._selected = selected
        self._now = now
        self._width = WIDTH
        self._folds: dict[str, bool] = {}
        self.splitterMoved.connect(self._keep_width)

    def put_beside(self, middle: QWidget) -> None:
        self.addWidget(middle)
        self.setStretchFactor(0, 1)
        self.setCollapsible(0, False)

    def show_pane(self, shown: bool) -> None:
        """Show it or fold it away; it keeps its width."""
        if shown == self.is_shown:
            return
        if self.pane is None:
            self._make()
        assert self.pane is not None
        self.pane.setVisible(shown)
        if shown:
            # Once it has been laid out: before, a splitter takes no sizes.
            self._set_width()
            QTimer.singleShot(0, self, self._set_width)
        self.shown.emit(shown)

    @property
    def is_shown(self) -> bool:
        return self.pane is not None and not self.pane.isHidden()

    def _make(self) -> None:
        from ideogram_desk.desktop.browse.pane import BrowsePane

        self.pane = BrowsePane(self._folds, self._selected, self._now)
        self.insertWidget(0, self.pane)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.setCollapsible(1, False)
        self.pane.hide()
        self.made.emit(self.pane)

    def _set_width(self) -> None:
        self.setSizes([self._width, max(1, self.width() - self._width - 1)])

    def _keep_width(self, position: int, _handle: int) -> None:
        if position < LEAST // 2:  # drawn to the edge: folded, as by its button
            self.show_pane(False)
        else:
            self._width = min(max(position, LEAST), MOST)

    def state(self) -> dict[str, Any]:
        return {"browse": self.is_shown, "browse_width": self._width, "folds": dict(self._folds)}

    def restore(self, state: Mapping[str, Any]) -> None:
        width, folds = state.get("browse_width"), state.get("folds")
        if isinstance(width, int):
            self._width = min(max(width, LEAST), MOST)
        if isinstance(folds, dict):
            self._folds.update({str(name): fold is True for name, fold in folds.items()})
