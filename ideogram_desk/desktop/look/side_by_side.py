"""Up to four pictures side by side, each in a frame; the one being judged has the accent's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ideogram_desk.desktop.look.canvas import FULL, Canvas
from ideogram_desk.desktop.look.comparing import MOST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.desktop.gallery.originals import Original
    from ideogram_desk.desktop.look.painting import SightPainter
    from ideogram_desk.desktop.look.sight import Sight

GAP = 8


class SideBySide(QWidget):
    pressed = Signal(int)  # the place of a pane

    def __init__(self, paints: SightPainter) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        self.panes = [
            Canvas(paints, f"compare_pane_{place + 1}", f"Picture {place + 1}")
            for place in range(MOST)
        ]
        for place, pane in enumerate(self.panes):
            pane.framed = True
            pane.pressed.connect(lambda place=place: self.pressed.emit(place))

    def show_sights(self, sights: Sequence[tuple[Sight, str]], active: int) -> None:
        """Each with its words; two or three in a row, four in two rows."""
        in_a_row = len(sights) < MOST
        for place, pane in enumerate(self.panes):
            row, column = (0, place) if in_a_row else divmod(place, 2)
            self._grid.addWidget(pane, row, column)
            shown = place < len(sights)
            pane.setVisible(shown)
            if shown:
                pane.show_sight(sights[place][0], corner=sights[place][1])
            else:
                pane.show_sight(None)
            pane.set_active(place == active)
            pane.most = FULL // (len(sights) + 1)

    def wishes(self, first: int) -> list[Original]:
        """Of all of them; those of the one at this place come first."""
        others = [pane for place, pane in enumerate(self.panes) if place != first]
        return [wish for pane in (self.panes[first], *others) for wish in pane.wishes()]
