"""The journal as a list that one can go back in: newest first, what was undone above what holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ideogram_desk.desktop.inspector.wording import exactly, when
from ideogram_desk.desktop.kit import tip

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ideogram_desk.domain.change import Entry

BEGINNING = 0  # the place before every change
_FIRST, _BEFORE = "As it was at first", "before every change"

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Step:
    """A place in the history: the library as it was right after this change."""

    number: int
    said: str
    when: str = ""
    exactly: str = ""
    undone: bool = False
    is_now: bool = False

    def read(self) -> str:
        """The step as a screen reader reads it."""
        state = "undone" if self.undone else "where the library is now" if self.is_now else ""
        return ", ".join(part for part in (self.said, self.when, state) if part)


def steps(entries: Sequence[Entry], now: datetime, *, whole: bool) -> list[Step]:
    """`whole`: no earlier change is left out, so that the beginning can be gone back to."""
    found: list[Step] = []
    at_now = False
    for entry in entries:
        is_now = not entry.undone and not at_now
        at_now = at_now or is_now
        moment, full = when(entry.at, now), exactly(entry.at)
        found.append(Step(entry.number, entry.said, moment, full, entry.undone, is_now))
    if entries and whole:
        found.append(Step(BEGINNING, _FIRST, _BEFORE, is_now=not at_now))
    return found


class HistoryModel(QAbstractListModel):
    """`show` puts other steps in place; new ones come in at the top."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: list[Step] = []

    def show(self, wanted: Sequence[Step]) -> None:
        """Show these steps: what is the same stays where it is."""
        numbers = [step.number for step in self._steps]
        wanted_numbers = [step.number for step in wanted]
        if numbers != wanted_numbers:
            self._replace(numbers, wanted, wanted_numbers)
        for place, (had, step) in enumerate(zip(self._steps, wanted, strict=True)):
            if had != step:
                self._steps[place] = step
                self.dataChanged.emit(self.index(place), self.index(place))

    def _replace(self, had: list[int], wanted: Sequence[Step], numbers: list[int]) -> None:
        """Take out what differs between the same beginning and the same end, and put in the new."""
        start = _shared(had, numbers)
        rest = min(len(had), len(numbers)) - start
        end = min(rest, _shared(had[::-1], numbers[::-1]))
        if len(had) - end > start:
            self.beginRemoveRows(_ROOT, start, len(had) - end - 1)
            del self._steps[start : len(had) - end]
            self.endRemoveRows()
        if len(numbers) - end > start:
            self.beginInsertRows(_ROOT, start, len(numbers) - end - 1)
            self._steps[start:start] = wanted[start : len(numbers) - end]
            self.endInsertRows()

    def step(self, index: AnyIndex) -> Step | None:
        return self._steps[index.row()] if 0 <= index.row() < len(self._steps) else None

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._steps)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        step = self.step(index)
        if step is None:
            return None
        match role:
            case Qt.ItemDataRole.UserRole:
                return step
            case Qt.ItemDataRole.DisplayRole:
                return step.said
            case Qt.ItemDataRole.AccessibleTextRole:
                return step.read()
            case Qt.ItemDataRole.ToolTipRole:
                return tip(f"{step.said}\n{step.exactly}".strip())
        return None


def _shared(one: list[int], other: list[int]) -> int:
    """How many of both are the same from the beginning."""
    same = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        same += 1
    return same
