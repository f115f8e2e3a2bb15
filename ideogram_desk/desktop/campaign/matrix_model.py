"""The matrix as a Qt model: one cell an index, told in words to who listens instead of looking."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from ideogram_desk.desktop.campaign.board import Board, Finder, Place, Spot
from ideogram_desk.desktop.campaign.cell_words import words_of
from ideogram_desk.desktop.kit import tip
from ideogram_desk.domain.job import JobState, PictureState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ideogram_desk.domain.job import Job, Picture

AnyIndex = QModelIndex | QPersistentModelIndex
Shape = tuple[int, int | None, int | None]  # a picture's number, width, height

_ROOT = QModelIndex()


def _now() -> datetime:
    return datetime.now(UTC)


class MatrixModel(QAbstractTableModel):
    """Holds a board; pictures are asked for by `pictures_wanted` when their cells are drawn."""

    pictures_wanted = Signal()  # `take_wanted` gives the jobs
    tally_changed = Signal()

    def __init__(self, parent: QObject | None = None, now: Callable[[], datetime] = _now) -> None:
        super().__init__(parent)
        self.now = now
        self.board = Board()
        self._finder = Finder(self.board)
        self._shapes: dict[str, tuple[Shape, ...]] = {}  # a job's stored pictures
        self._wanted: dict[str, None] = {}
        self._received: dict[str, tuple[int, int | None]] = {}  # bytes, of a job

    # --- what is shown -----------------------------------------------------------------------

    def show(self, board: Board) -> None:
        """Show another board; where it has the same rows and columns, nothing scrolls."""
        old = self.board
        same = old.rows == board.rows and old.columns == board.columns
        if not same:
            self.beginResetModel()
        if old.queued is not board.queued:
            self._received.clear()
        self.board = board
        self._finder = Finder(board)
        if same:
            self._changed(0, 0, self.rowCount() - 1, self.columnCount() - 1)
        else:
            self.endResetModel()
        self.tally_changed.emit()

    def apply(self, job: Job, stands_for: str = "") -> None:
        """A job of this batch is new, perhaps in another one's place, or has taken a step."""
        place = self.board.places.get(stands_for) or self._finder.place(job)
        if place is None and self.board.is_list:
            self.beginInsertRows(_ROOT, len(self.board.rows), len(self.board.rows))
            self.board.append(job)
            self.endInsertRows()
            self._finder.know(job)
        else:
            at = self.board.take(job, place)
            if at is not None:
                self._changed(*at, *at)
        self._shapes.pop(job.id, None)  # it may have more pictures by now
        if job.state is not JobState.DOWNLOADING:
            self._received.pop(job.id, None)
        self.tally_changed.emit()

    def set_received(self, job_id: str, received: int, total: int | None) -> None:
        place = self.board.places.get(job_id)
        if place is not None:
            self._received[job_id] = (received, total)
            self._changed(*place, *place)

    def received(self, spot: Spot) -> tuple[int, int | None] | None:
        return self._received.get(spot.job.id) if spot.job else None

    # --- pictures ----------------------------------------------------------------------------

    def shapes(self, spot: Spot) -> tuple[Shape, ...]:
        """The stored pictures of a cell; () while they are not known, and then asked for."""
        if spot.job is not None:
            job_id = spot.job.id
            if spot.job.state not in (JobState.DONE, JobState.PARTIAL):
                return ()
        elif spot.earlier is not None:
            job_id = spot.earlier.job
            if not spot.earlier.numbers:
                return ()
        else:
            return ()
        known = self._shapes.get(job_id)
        if known is None:
            if not self._wanted:
                self.pictures_wanted.emit()
            self._wanted[job_id] = None
            return ()
        return known

    def take_wanted(self) -> list[str]:
        wanted = list(self._wanted)
        self._wanted.clear()
        return wanted

    def set_pictures(self, asked: Iterable[str], found: Mapping[str, Sequence[Picture]]) -> None:
        everywhere = False
        for job_id in asked:
            self._shapes[job_id] = tuple(
                (p.number, p.width, p.height)
                for p in found.get(job_id, ())
                if p.state is PictureState.STORED
            )
            place = self.board.places.get(job_id)
            if place is not None:
                self._changed(*place, *place)
            else:  # an earlier job's; where it is shown is not kept
                everywhere = True
        if everywhere:
            self._changed(0, 0, self.rowCount() - 1, self.columnCount() - 1)

    def _changed(self, top: int, left: int, bottom: int, right: int) -> None:
        if bottom >= 0 and right >= 0:
            self.dataChanged.emit(self.index(top, left), self.index(bottom, right))

    # --- as Qt asks --------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.board.rows)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.board.columns)

    def place(self, index: AnyIndex) -> Place:
        return index.row(), index.column()

    def spot_at(self, index: AnyIndex) -> Spot:
        return self.board.spot(self.place(index))

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.told(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            spot = self.spot_at(index)
            words = words_of(spot, self.now(), self.received(spot))
            why = words.detail if words is not None and not words.ticking else ""
            return tip("\n\n".join(filter(None, (why, spot.prompt)))) or None
        return None

    def told(self, index: AnyIndex) -> str:
        """A cell in one sentence."""
        board, spot = self.board, self.spot_at(index)
        words = words_of(spot, self.now(), self.received(spot))
        if words is None:
            said = "picture" if spot.job is not None else "already run"
        else:
            said = ", ".join(filter(None, (words.title, words.detail, words.action)))
        column = board.columns[index.column()].name
        return ": ".join((", ".join(filter(None, (board.rows[index.row()], column))), said))

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        rows = orientation == Qt.Orientation.Vertical
        if rows and section < len(self.board.rows):
            if role == Qt.ItemDataRole.ToolTipRole:
                return tip(self.board.rows[section])
            return self.board.rows[section] if role == Qt.ItemDataRole.DisplayRole else None
        if not rows and section < len(self.board.columns):
            column = self.board.columns[section]
            if role == Qt.ItemDataRole.ToolTipRole:
                return tip(column.about)
            return column.name if role == Qt.ItemDataRole.DisplayRole else None
        return None
