"""The registry: one QAction for each deed, what it does, and the keys that do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ideogram_desk.desktop.actions.deed import Where, why_not
from ideogram_desk.desktop.actions.keys import pressed
from ideogram_desk.desktop.actions.table import DEEDS, NAMED

if TYPE_CHECKING:
    from ideogram_desk.desktop.actions.deed import Deed

Numbers = Callable[[], Sequence[int]]


@dataclass(slots=True)
class _Place:
    """A widget with pictures, where the keys of the library work."""

    widget: QWidget
    where: Where
    numbers: Numbers
    count: Callable[[], int]
    advance: Callable[[], object] | None
    keeps: frozenset[str]


class Deeds(QObject):
    """Keys of the window are shortcuts; those of the library are read where they are pressed."""

    triggered = Signal(str)  # the name of what was done
    refused = Signal(str)  # why it could not be done, a sentence

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.recent: list[str] = []  # what was done by the palette, the last first
        self._bound: dict[str, Callable[[], object]] = {}
        self._rules: dict[str, Callable[[], bool]] = {}
        self._actions: dict[str, QAction] = {}
        self._places: list[_Place] = []
        self._last: _Place | None = None
        self._by_key: dict[str, list[tuple[Where, Deed]]] = {}
        for deed in DEEDS:
            for keys in deed.keys if not deed.answered else ():
                self._by_key.setdefault(keys, []).append((deed.where, deed))
            for keys in deed.near:
                self._by_key.setdefault(keys, []).append((Where.LIBRARY, deed))

    # --- what a deed does --------------------------------------------------------------------

    def bind(
        self,
        name: str,
        do: Callable[[], object],
        *,
        enabled: Callable[[], bool] | None = None,
    ) -> None:
        """Say what a deed does; who binds later takes its place. `enabled` is asked each time."""
        deed = NAMED[name]
        self._bound[name] = do
        self._rules.pop(name, None)
        if enabled is not None:
            self._rules[name] = enabled
        if deed.where is Where.WINDOW:
            self.action(name)

    def is_bound(self, name: str) -> bool:
        return name in self._bound

    def bound(self) -> list[Deed]:
        """What can be done in this window at all, in the order of the sheet."""
        return [deed for deed in DEEDS if deed.name in self._bound]

    def action(self, name: str) -> QAction:
        """The deed's one action, for buttons and menus; made when it is first asked for."""
        made = self._actions.get(name)
        if made is None:
            made = self._actions[name] = self._make(NAMED[name])
        return made

    def _make(self, deed: Deed) -> QAction:
        action = QAction(deed.title, self)
        action.setObjectName(f"{deed.name}_action")
        action.setAutoRepeat(deed.repeats)
        action.setShortcutVisibleInContextMenu(True)
        action.triggered.connect(lambda _checked=False: self.run(deed.name))
        if deed.keys:
            # A shortcut acts only for an action that a widget has; in the library it is a word.
            of_window = deed.where is Where.WINDOW and not deed.answered
            keys = deed.keys if of_window else deed.keys[:1]
            action.setShortcuts([QKeySequence(key) for key in keys])
            if of_window:
                self._window.addAction(action)
        return action

    def why_not(self, name: str) -> str:
        """Why a deed cannot be done now; "" if it can."""
        if name not in self._bound:
            return "This is not there yet."
        sentence = why_not(NAMED[name], self.count()) if NAMED[name].fewest else ""
        rule = self._rules.get(name)
        if not sentence and rule is not None and not rule():
            sentence = "There is nothing to do for this now."
        return sentence

    def run(self, name: str) -> bool:
        """Do it, or say why not."""
        sentence = self.why_not(name)
        if sentence:
            self.refused.emit(sentence)
            return False
        self._bound[name]()
        self.triggered.emit(name)
        return True

    def remember(self, names: Iterable[object]) -> None:
        """What was done by the palette of late, as an earlier start left it."""
        self.recent = [name for name in names if isinstance(name, str) and name in NAMED]

    # --- the places with pictures ------------------------------------------------------------

    def attend(
        self,
        widget: QWidget,
        where: Where,
        numbers: Numbers,
        count: Callable[[], int] | None = None,
        *,
        advance: Callable[[], object] | None = None,
        keeps: str = "",
    ) -> None:
        """Let the library's keys work in a widget and what is in it.

        `numbers` are the pictures that deeds act on there, `advance` goes on to the next one.
        The keys in `keeps` ("CX") are the widget's own.
        """
        counted = count or (lambda: len(numbers()))
        place = _Place(widget, where, numbers, counted, advance, frozenset(keeps))
        self._places = [had for had in self._places if isValid(had.widget)]
        self._places.append(place)
        self._last = self._last or place
        widget.installEventFilter(self)

    def _place(self) -> _Place | None:
        """The place that has the focus, else the one that had it last and is still seen."""
        focus = QApplication.focusWidget()
        for place in self._places:
            if isValid(place.widget) and _holds(place.widget, focus):
                self._last = place
                return place
        last = self._last
        if last is not None and isValid(last.widget) and last.widget.isVisible():
            return last
        seen = [p for p in self._places if isValid(p.widget) and p.widget.isVisible()]
        return seen[-1] if seen else (self._places[0] if self._places else None)

    def numbers(self) -> Sequence[int]:
        """The pictures that a deed acts on now: selected in the grid, or looked at."""
        place = self._place()
        return place.numbers() if place is not None else ()

    def count(self) -> int:
        place = self._place()
        return place.count() if place is not None else 0

    def advance(self) -> None:
        """Go on to the next picture of the place where the deed was done."""
        place = self._place()
        if place is not None and place.advance is not None:
            place.advance()

    # --- keys --------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusIn:
            self._last = self._attended(watched) or self._last
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            place = self._attended(watched)
            if place is not None:
                self._last = place
                return self.take(event, place.where, place.keeps)
        return super().eventFilter(watched, event)

    def _attended(self, watched: QObject) -> _Place | None:
        return next((place for place in self._places if place.widget is watched), None)

    def take(self, event: QKeyEvent, where: Where, keeps: frozenset[str] = frozenset()) -> bool:
        """Do what a key means there; False if it means nothing."""
        for keys in pressed(event):
            if keys in keeps:
                return False
            for reach, deed in self._by_key.get(keys, ()):
                if reach & where and deed.name in self._bound:
                    if not event.isAutoRepeat() or deed.repeats:
                        self.run(deed.name)
                    return True
        return False


def _holds(widget: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (focus is widget or widget.isAncestorOf(focus))
