"""The parts of the window that F6 goes through, each with the place where it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_TAB = Qt.FocusPolicy.TabFocus


class Panes:
    """`parts` gives each part with where it is entered first; what is inside another, before it."""

    def __init__(self, parts: Callable[[], Sequence[tuple[QWidget, QWidget]]]) -> None:
        self._parts = parts
        self._left: dict[QWidget, QWidget] = {}

    def go(self, step: int) -> None:
        """To the next part that can be seen and has something to go to."""
        parts = [each for each in self._parts() if each[0].isVisible() and each[0].width() > 0]
        focus = QApplication.focusWidget()
        at = next((i for i, (part, _entry) in enumerate(parts) if _holds(part, focus)), -1)
        if at >= 0 and focus is not None:
            self._left[parts[at][0]] = focus
        start = at if at >= 0 else (-1 if step > 0 else 0)
        for turn in range(1, len(parts) + 1):
            stop = self._stop(*parts[(start + step * turn) % len(parts)])
            if stop is not None:
                stop.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _stop(self, part: QWidget, entry: QWidget) -> QWidget | None:
        left = self._left.get(part)
        if left is not None and isValid(left) and _holds(part, left) and _stops(left):
            return left
        if _stops(entry):
            return entry
        at = part.nextInFocusChain()
        while at is not None and at is not part:
            if part.isAncestorOf(at) and _stops(at):
                return at
            at = at.nextInFocusChain()
        return None


def _holds(part: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and (part is widget or part.isAncestorOf(widget))


def _stops(widget: QWidget) -> bool:
    tab = widget.focusPolicy() & _TAB
    return bool(tab) and widget.isVisible() and widget.isEnabled() and widget.width() > 0
