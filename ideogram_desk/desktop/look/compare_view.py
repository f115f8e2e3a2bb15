"""Two to four pictures held against each other, over the whole window, judged from the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ideogram_desk.desktop.actions.keys import pressed
from ideogram_desk.desktop.gallery.cover import Cover
from ideogram_desk.desktop.gallery.culling import Culling, culling, culling_of
from ideogram_desk.desktop.gallery.words import first_words
from ideogram_desk.desktop.look.canvas import FULL, Canvas
from ideogram_desk.desktop.look.compare_bars import (
    WAY_KEYS,
    CompareFoot,
    CompareHead,
    Way,
    dress_dark,
)
from ideogram_desk.desktop.look.comparing import Comparison
from ideogram_desk.desktop.look.difference import Differences
from ideogram_desk.desktop.look.filmstrip import Filmstrip
from ideogram_desk.desktop.look.lens import Lens
from ideogram_desk.desktop.look.painting import SightPainter
from ideogram_desk.desktop.look.pair import DifferenceCanvas, PairCanvas, SwipeCanvas
from ideogram_desk.desktop.look.parameters import parameters
from ideogram_desk.desktop.look.side_by_side import SideBySide
from ideogram_desk.desktop.look.sight import Sight, sight_of
from ideogram_desk.desktop.look.table import ParameterTable
from ideogram_desk.desktop.look.zooming import lens_after, lens_of
from ideogram_desk.domain.change import Rate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent

    from ideogram_desk.desktop.gallery.originals import Originals
    from ideogram_desk.desktop.gallery.thumbs import ThumbnailLoader
    from ideogram_desk.domain.job import Picture

_PLACES = {
    2: ("Left", "Right"),
    3: ("Left", "Middle", "Right"),
    4: ("1st", "2nd", "3rd", "4th"),
}
_LAST = "That was the last one."


class CompareView(Cover):
    """`open` it with whole records; `renew` those that have changed, `drop` those that went."""

    def __init__(
        self,
        loader: ThumbnailLoader,
        originals: Originals,
        files: Callable[[str], Path],
        home: QWidget,
        parent: QWidget,
    ) -> None:
        super().__init__("compare_view", "Compare", parent)
        self.setAutoFillBackground(True)
        self.home = home
        self._files = files
        self._originals = originals
        self.differences = Differences(self)
        self.compared = Comparison([], [])
        self.way = Way.SIDE
        self._pictures: dict[int, Picture] = {}
        self._lens = Lens()
        self._paints = SightPainter(originals, loader)
        self._lay_out()
        dress_dark(self)
        self._connect()

    def _lay_out(self) -> None:
        self.head = CompareHead()
        self.table = ParameterTable()
        self.strip = Filmstrip(self._paints)
        self.foot = CompareFoot(self.table, self.strip)
        self.side = SideBySide(self._paints)
        self.panes = self.side.panes
        self.swipe = SwipeCanvas(self._paints)
        self.difference = DifferenceCanvas(self._paints, self.differences)
        self._pages: dict[Way, QWidget] = {
            Way.SIDE: self.side,
            Way.SWIPE: self.swipe,
            Way.DIFFERENCE: self.difference,
        }
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        middle = QVBoxLayout()
        middle.setContentsMargins(16, 0, 16, 0)
        middle.addWidget(self._stack)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(middle, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self.head.way_chosen.connect(lambda way: self.set_way(Way(way)))
        self.head.brighter_chosen.connect(self._set_brighter)
        self.head.done.connect(self.dismiss)
        self.foot.order.connect(self.obey)
        self.strip.chosen.connect(self._choose)
        self.difference.told.connect(self.head.told.setText)
        self._originals.ready.connect(self._decoded)
        self.side.pressed.connect(self._press)
        for canvas in (*self.panes, self.swipe, self.difference):
            canvas.lens_asked.connect(self.set_lens)
            canvas.resized.connect(self._ask)

    # Coming and going

    def open(self, pictures: Sequence[Picture]) -> None:
        """Hold these against each other; more than four take turns."""
        self._pictures = {picture.number: picture for picture in pictures}
        self.compared = Comparison.of([picture.number for picture in pictures])
        self._lens = Lens()
        self.swipe.set_split(0.5)
        self.come(self.home)
        self.set_way(Way.SIDE)

    def numbers(self) -> list[int]:
        """All candidates, for who keeps them up to date."""
        return list(self.compared.candidates) if self.isVisible() else []

    def judged(self) -> int:
        return self.compared.judged if self.isVisible() and self.compared.shown else -1

    def renew(self, pictures: Iterable[Picture]) -> None:
        for picture in pictures:
            if picture.number in self._pictures:
                self._pictures[picture.number] = picture
        if self.isVisible():
            self._show()

    def drop(self, numbers: Iterable[int]) -> None:
        if self.isVisible():
            self.compared.drop(numbers)
            if self.compared.is_over:
                self.dismiss()
            else:
                self._show()

    def left(self) -> None:
        for canvas in (*self.panes, self.swipe, self.difference):
            canvas.show_sight(None)
        self.differences.clear()
        self._originals.ask([])

    def uncovered(self) -> None:
        self._ask()

    # What is shown

    def set_way(self, way: Way) -> None:
        self.way = way
        self.head.show_way(way)
        self._stack.setCurrentWidget(self._pages[way])
        self._show()

    def _sight(self, number: int) -> Sight:
        picture = self._pictures[number]
        return sight_of(picture, self._files(picture.path) if picture.path else None)

    def _show(self) -> None:
        compared = self.compared
        self.head.told.setText("")
        sights = [(sight, _corner(sight)) for sight in map(self._sight, compared.shown)]
        self.side.show_sights(sights, compared.active)
        first, second = (compared.shown.index(number) for number in compared.pair())
        pairs: tuple[PairCanvas, ...] = (self.swipe, self.difference)
        for canvas in pairs:
            canvas.most = FULL // 3
            canvas.show_pair(sights[first], sights[second])
        told = [self._pictures[number] for number in compared.shown]
        self.table.show_rows(parameters(told), _PLACES.get(len(told), ()))
        strip = [self._sight(number) for number in compared.candidates]
        self.strip.show_sights(strip, compared.shown, compared.judged)
        self.head.title.setText(self._title())
        self.setAccessibleDescription(self._sight(compared.judged).spoken())
        self.set_lens(self._lens)

    def _title(self) -> str:
        compared = self.compared
        shown, count = len(compared.shown), len(compared.candidates)
        counted = f"{shown} pictures" if compared.all_shown else f"{shown} of {count:,}"
        prompt = first_words(self._sight(compared.judged).prompt)
        return f"Compare · {counted} — “{prompt}”"

    # The lens, one for all

    def set_lens(self, lens: Lens) -> None:
        self._lens = lens
        for canvas in (*self.panes, self.swipe, self.difference):
            canvas.set_lens(lens)
        self._ask()

    @property
    def lens(self) -> Lens:
        return self._lens

    def canvas(self) -> Canvas:
        """The one that keys zoom in."""
        if self.way is Way.SIDE:
            return self.panes[self.compared.active]
        return self.swipe if self.way is Way.SWIPE else self.difference

    def zoom(self, deed: str) -> None:
        """What the deeds "zoom", "zoom_in" and "zoom_out" do while this is seen."""
        canvas = self.canvas()
        if canvas.sight is not None:
            self.set_lens(lens_of(deed, self._lens, canvas.sight.extent, canvas.extent()))

    def _ask(self) -> None:
        """What is seen, the judged one first; then the candidate that comes next."""
        if not self.on_top() or not self.compared.shown:
            return
        canvas = self.canvas()
        beside = self.way is Way.SIDE
        wishes = self.side.wishes(self.compared.active) if beside else canvas.wishes()
        following = None if self.compared.all_shown else self.compared.beside(1)
        if following is not None:
            wish = self._sight(following).wish(self._lens, canvas.extent(), canvas.most)
            wishes += [wish] if wish else []
        self._originals.ask(wishes)

    def _decoded(self, _number: int) -> None:
        if self.isVisible() and self.way is Way.DIFFERENCE:
            self.difference.update()

    # Orders

    def answer(self, event: QKeyEvent) -> bool:
        if not self.compared.shown:
            return False
        asked = culling(event, self._pictures[self.compared.judged])
        if asked is not None:
            self._cull(asked)
            return True
        canvas = self.canvas()
        if canvas.sight is not None:
            room = canvas.extent()
            lens = lens_after(event, self._lens, canvas.sight.extent, room)
            if lens is not None:
                self.set_lens(lens)
                return True
        return any(self._do(key) for key in pressed(event))

    def obey(self, key: str) -> None:
        """Do what a key means, for the buttons that stand for keys."""
        asked = culling_of(key, self._pictures[self.compared.judged])
        if asked is not None:
            self._cull(asked)
        else:
            self._do(key)

    def _do(self, key: str) -> bool:
        match key:
            case "Esc":
                self.dismiss()
            case "Left" | "Right":
                self._step(-1 if key == "Left" else 1)
            case "Up" | "Down":
                self.compared.focus(-1 if key == "Up" else 1)
                self._show()
            case "Alt+Left" | "Alt+Right" if self.way is Way.SWIPE:
                self.swipe.nudge(-1 if key == "Alt+Left" else 1)
            case "C":
                self.compared.swap()
                self._show()
            case "B" if self.way is Way.DIFFERENCE:
                self.head.brighter.toggle()
            case _ if key in WAY_KEYS:
                self.set_way(WAY_KEYS[key])
            case _:
                return False
        return True

    def _cull(self, asked: Culling) -> None:
        """Stars and rejecting are a verdict: the next one is judged then."""
        self.change_requested.emit(asked.change)
        if asked.goes_on or isinstance(asked.change, Rate):
            self._step(1)

    def _step(self, by: int) -> None:
        more = self.compared.step(by)
        self._show()
        if not more:
            self.head.told.setText(_LAST if by > 0 else "This is the first one.")

    def go_on(self) -> None:
        """To the next candidate."""
        self._step(1)

    def _press(self, place: int) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if place != self.compared.active and place < len(self.compared.shown):
            self.compared.active = place
            self._show()

    def _choose(self, number: int) -> None:
        self.compared.choose(number)
        self._show()

    def _set_brighter(self, brighter: bool) -> None:
        self.difference.set_brighter(brighter)


def _corner(sight: Sight) -> str:
    return f"seed {sight.seed}" if sight.seed is not None else ""
