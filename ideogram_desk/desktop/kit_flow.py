"""A layout that puts its widgets side by side and wraps where the line is full."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

_MOST_SPARE = 12  # pixels that one item may grow by


class FlowLayout(QLayout):
    """Items side by side, wrapping where the line is full.

    With `even`, items that stand in one line share what is left of it, so that it ends where
    the fields above and below end.
    """

    def __init__(self, parent: QWidget | None = None, *, gap: int = 6, even: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._even = even
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert(self, index: int, widget: QWidget) -> None:
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def clear(self) -> None:
        """Take every widget out and let it go."""
        while self._items:
            widget = self._items.pop().widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._flow(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._flow(rect, move=True)

    def sizeHint(self) -> QSize:
        """All in one line: what wraps is told by `heightForWidth`."""
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _flow(self, rect: QRect, *, move: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        shown = [item for item in self._items if not item.isEmpty()]
        spare = self._spare(shown, rect.width())
        for place, item in enumerate(shown):
            size = item.sizeHint().boundedTo(QSize(max(1, rect.width()), 10_000))
            if spare:
                size.setWidth(size.width() + spare // len(shown) + (place < spare % len(shown)))
            if x + size.width() > rect.right() + 1 and line:
                x, y, line = rect.x(), y + line + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._gap
            line = max(line, size.height())
        return y + line - rect.y()

    def _spare(self, shown: list[QLayoutItem], width: int) -> int:
        """Pixels to deal out among items that leave a little of their one line empty."""
        if not self._even or not shown:
            return 0
        taken = sum(item.sizeHint().width() for item in shown) + self._gap * (len(shown) - 1)
        return min(width - taken, _MOST_SPARE * len(shown)) if taken <= width else 0
