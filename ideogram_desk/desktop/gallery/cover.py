"""A view that lies over its whole window for a while: it comes, holds the keyboard, and goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent


class Cover(QWidget):
    """Lies over its parent. Whoever derives from it answers keys in `answer`."""

    closed = Signal()
    change_requested = Signal(object)  # a domain change to what is looked at

    def __init__(self, name: str, spoken: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()
        self._came_from: QWidget | None = None
        self._home: QWidget | None = None
        parent.installEventFilter(self)
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._focus_went)

    # Coming and going

    def come(self, home: QWidget) -> None:
        """Cover the window; the keyboard goes back to where it was, or `home`, afterwards."""
        if not self.isVisible():
            self._came_from = QApplication.focusWidget()
        self._home = home
        self._cover()
        self.show()
        self.raise_()
        self.setFocus()

    def dismiss(self) -> None:
        if self.isVisible():
            held = self._holds(QApplication.focusWidget())
            self._leave()
            if not held:
                return
            back = self._came_from
            usable = back is not None and isValid(back) and back.isVisible()
            to = back if usable else self._home
            if to is not None:
                to.setFocus()

    def _leave(self) -> None:
        self.hide()
        self.left()
        self.closed.emit()

    def on_top(self) -> bool:
        """Whether it is seen, with no other one over it."""
        over = self.parent()
        beside = over.children() if over is not None else []
        seen = [each for each in beside if isinstance(each, Cover) and each.isVisible()]
        return bool(seen) and seen[-1] is self

    def _holds(self, widget: QWidget | None) -> bool:
        return widget is None or widget is self or self.isAncestorOf(widget)

    def uncovered(self) -> None:
        """It has the keyboard, perhaps again: another one over it has gone."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.uncovered()

    def left(self) -> None:
        """Let go of what is needed only while it is looked at."""

    def resized(self) -> None:
        """The window has another size now."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent() and self.isVisible():
            self._cover()
            self.resized()
        return super().eventFilter(watched, event)

    def _cover(self) -> None:
        under = self.parentWidget()
        if under is not None:
            self.setGeometry(under.rect())

    def _focus_went(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Somebody went on with the keyboard in what lies beneath: then this is over."""
        if new is None or not self.isVisible():
            return
        over = self.parentWidget()
        under = over.centralWidget() if isinstance(over, QMainWindow) else None
        if under is not None and under.isAncestorOf(new):
            self._leave()

    # Keys

    def answer(self, event: QKeyEvent) -> bool:
        """Do what a key means here; False if it means nothing."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.answer(event):
            event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round in here, never to what lies beneath."""
        stops = [self, *(w for w in self.findChildren(QWidget) if self._stops_at(w))]
        now = QApplication.focusWidget()
        place = stops.index(now) if now in stops else 0
        step = 1 if forward else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(place + step) % len(stops)].setFocus(reason)
        return True

    def _stops_at(self, widget: QWidget) -> bool:
        tabs = Qt.FocusPolicy.TabFocus.value & widget.focusPolicy().value
        return bool(tabs) and widget.isVisibleTo(self) and widget.isEnabled()
