"""The key sheet: every key of the window by what it is for, with a field to search in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ideogram_desk.desktop.actions.caps import caps_width, draw_caps
from ideogram_desk.desktop.actions.keys import shown
from ideogram_desk.desktop.actions.overlay import Overlay
from ideogram_desk.desktop.actions.table import HABITS, SECTIONS
from ideogram_desk.desktop.kit import PlainLabel, heading, named, slug
from ideogram_desk.desktop.theme import tokens_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QPaintEvent

    from ideogram_desk.desktop.actions.deed import Deed
    from ideogram_desk.desktop.actions.registry import Deeds

COLUMN, ROW, GAP, EDGE, COLUMNS = 300, 27, 30, 20, 3
MANY = 4  # keys of one line from which on only the first and the last are drawn
NONE = "No key does such a thing."
RULE = (
    "Keys without Ctrl act where pictures are: in the grid and in the views over it, "
    "never while you write."
)


@dataclass(frozen=True, slots=True)
class Line:
    """What a row of the sheet says; `words` are all by which it is found."""

    title: str
    section: str
    keys: tuple[str, ...]
    words: str


def lines_of(deeds: Iterable[Deed]) -> list[Line]:
    """A line for each deed with keys, one for those that share one, then what widgets do."""
    rows: dict[tuple[str, str], list[Deed]] = {}
    for deed in deeds:
        if deed.keys:
            rows.setdefault((deed.section, deed.row or deed.title), []).append(deed)
    lines = []
    for (section, title), joined in rows.items():
        keys = [key for deed in joined for key in (*deed.keys, *deed.near)]
        words = " ".join((title, *(deed.title for deed in joined), *(d.words for d in joined)))
        lines.append(_line(title, section, keys, words))
    lines += [_line(habit.title, habit.section, habit.keys, habit.title) for habit in HABITS]
    return lines


def _line(title: str, section: str, keys: Sequence[str], words: str) -> Line:
    written = tuple(shown(key) for key in keys)
    found_by = " ".join((words, section, *keys, *written)).casefold()
    if len(written) >= MANY and written[0][-1:].isdigit():
        written = (written[0], "…", written[-1])
    return Line(title, section, written, found_by)


class Row(QWidget):
    """One line, painted: a sheet of labels would take ten times as long to make."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.line = line
        named(self, slug("key", line.title), f"{line.title}: {' '.join(line.keys)}")
        self.setFixedSize(COLUMN, ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, keys = QPainter(self), self.line.keys
        draw_caps(painter, keys, self.width(), self.height() / 2, self.font())
        room = self.rect().adjusted(0, 0, -caps_width(keys, self.font()) - 10, 0)
        metrics = painter.fontMetrics()
        cut = metrics.elidedText(self.line.title, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(QColor(tokens_now().text))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, cut)
        painter.end()


class _Part(QWidget):
    """A heading with its lines."""

    def __init__(self, title: str, lines: Iterable[Line], page: QWidget) -> None:
        super().__init__(page)
        self.rows = [Row(line) for line in lines]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(0)
        column.addWidget(PlainLabel(title, "label", name=slug("keys", title)))
        column.addSpacing(4)
        for row in self.rows:
            column.addWidget(row)

    def narrow(self, wanted: list[str]) -> int:
        """How many lines have all the words; the others are not shown."""
        fit = [all(word in row.line.words for word in wanted) for row in self.rows]
        for row, shows in zip(self.rows, fit, strict=True):
            row.setVisible(shows)
        self.setVisible(any(fit))
        return sum(fit)


class KeySheet(Overlay):
    """One for a window, made when it is first asked for; `present` shows what is bound by then."""

    def __init__(self, deeds: Deeds, window: QWidget) -> None:
        super().__init__(window, "key_sheet", "All keys", "Find a key")
        self._deeds = deeds
        self._parts: list[_Part] = []
        self._known: list[Line] = []
        self.column.setContentsMargins(EDGE, 16, EDGE, 12)
        self.column.insertWidget(0, heading("Keys", "key_sheet_title"))
        self._page = QWidget()
        self._page.setProperty("surface", "clear")
        row = QHBoxLayout(self._page)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(GAP)
        self._columns = [QVBoxLayout() for _ in range(COLUMNS)]
        for column in self._columns:
            column.setSpacing(0)
            row.addLayout(column)
        row.addStretch(1)
        self._scroll = QScrollArea()
        named(self._scroll, "key_sheet_scroll", "Keys and what they do")
        self._scroll.setWidget(self._page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._nothing = PlainLabel(NONE, "dim", name="key_sheet_none")
        self.column.addWidget(self._scroll, 1)
        self.column.addWidget(self._nothing, 1, Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(PlainLabel(RULE, "dim", wrap=True, name="key_sheet_rule"))
        self.field.textChanged.connect(self._find)

    def present(self) -> None:
        lines = lines_of(self._deeds.bound())
        if lines != self._known:
            self._known = lines
            self._make(lines)
        super().present()
        self._find("")

    def _make(self, lines: list[Line]) -> None:
        for part in self._parts:
            part.hide()
            part.deleteLater()
        sections = [(s, [line for line in lines if line.section == s]) for s in SECTIONS]
        self._parts = [_Part(title, found, self._page) for title, found in sections if found]

    def _find(self, wanted: str) -> None:
        words = wanted.casefold().split()
        found = sum(part.narrow(words) for part in self._parts)
        self._spread()
        self._scroll.setVisible(found > 0)
        self._nothing.setVisible(not found)

    def _spread(self) -> None:
        """Put the parts into columns, in their order and about equally long."""
        shown_ones = [part for part in self._parts if not part.isHidden()]
        for column in self._columns:
            while column.takeAt(0) is not None:
                pass
        heights = [sum(not row.isHidden() for row in part.rows) + 2 for part in shown_ones]
        columns = self._count()
        share, at, filled = sum(heights) / columns, 0, 0.0
        for part, height in zip(shown_ones, heights, strict=True):
            if filled and filled + height / 2 > share and at < columns - 1:
                at, filled = at + 1, 0.0
            self._columns[at].addWidget(part)
            filled += height
        for column in self._columns:
            column.addStretch(1)

    def _count(self) -> int:
        window = self.parentWidget()
        room = (window.width() if window is not None else 0) - 48 - 2 * EDGE - 12
        return max(1, min(COLUMNS, (room + GAP) // (COLUMN + GAP)))

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        columns = self._count()
        wide = columns * COLUMN + (columns - 1) * GAP + 2 * EDGE + 14
        high = min(760, window.height() - 64)
        self.setFixedSize(QSize(min(wide, window.width() - 24), high))
        self.move((window.width() - self.width()) // 2, (window.height() - high) // 2)
        self._spread()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            step = {
                Qt.Key.Key_Down: ROW,
                Qt.Key.Key_Up: -ROW,
                Qt.Key.Key_PageDown: self._scroll.height(),
                Qt.Key.Key_PageUp: -self._scroll.height(),
            }.get(Qt.Key(event.key()))
            if step is not None:
                bar = self._scroll.verticalScrollBar()
                bar.setValue(bar.value() + step)
                return True
        return super().eventFilter(watched, event)
