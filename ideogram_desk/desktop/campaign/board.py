"""The matrix as data: rows, columns, and what stands in each cell. No Qt."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.batch import BatchKind
from ideogram_desk.domain.campaign import Campaign
from ideogram_desk.domain.job import JobState
from ideogram_desk.domain.request import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ideogram_desk.desktop.campaign.outlook import Outlook
    from ideogram_desk.domain.batch import Batch, Earlier
    from ideogram_desk.domain.job import Job
    from ideogram_desk.domain.money import Prices

PAID = frozenset({JobState.DONE, JobState.PARTIAL, JobState.WITHHELD})
REVIEW = frozenset({JobState.REFUSED, JobState.FAILED, JobState.UNSURE})
_HEAD = 160  # characters of a prompt that a row is called by

Place = tuple[int, int]  # row, column


@dataclass(frozen=True, slots=True)
class Column:
    """One format; `ratio` is width over height of its cells."""

    name: str
    ratio: float = 1.0
    about: str = ""  # "16:9, Realistic"


@dataclass(frozen=True, slots=True)
class Spot:
    """What stands in one cell: a job, or what a click would make of it."""

    prompt: str = ""
    price: int = 0  # of running it, millionths of a dollar
    job: Job | None = None
    earlier: Earlier | None = None  # where no job of this batch stands here
    problem: str = ""


NOTHING = Spot()


@dataclass(slots=True)
class Board:
    """The cells row by row. `queued` tells a batch from what is still being written."""

    rows: list[str] = field(default_factory=list)
    columns: tuple[Column, ...] = ()
    spots: list[Spot] = field(default_factory=list)
    queued: bool = False
    is_list: bool = False
    places: dict[str, Place] = field(default_factory=dict)  # by job
    states: Counter[JobState] = field(default_factory=Counter)  # of the jobs that stand in cells
    costs: dict[str, int] = field(default_factory=dict)  # charged, of every job of the batch
    prices: Prices | None = None
    is_play: bool = False  # of the sandbox, where nothing is billed

    def spot(self, place: Place) -> Spot:
        row, column = place
        return self.spots[row * len(self.columns) + column]

    def put(self, place: Place, spot: Spot) -> None:
        row, column = place
        self.spots[row * len(self.columns) + column] = spot

    @property
    def spent(self) -> int:
        return sum(self.costs.values())

    def take(self, job: Job, place: Place | None = None) -> Place | None:
        """A job as it is now; a new one takes its cell's place. None if it has none here."""
        self.costs[job.id] = job.cost
        self.is_play = job.sandbox
        known = self.places.get(job.id)
        at = known or place
        if at is None:
            return None
        here = self.spot(at)
        if here.job is not None and _is_older(job, here.job):
            return None
        if here.job is not None:
            self.states[here.job.state] -= 1
        self.states[job.state] += 1
        self.places[job.id] = at
        price = self.prices.of(job.request) if self.prices else here.price
        self.put(at, replace(here, prompt=job.request.prompt, job=job, price=price, earlier=None))
        return at

    def append(self, job: Job) -> Place:
        """A row of its own for a job of a list."""
        self.rows.append(row_head(job.request.prompt))
        self.spots.append(NOTHING)
        place = (len(self.rows) - 1, 0)
        self.take(job, place)
        return place


def _is_older(job: Job, here: Job) -> bool:
    """Whether a newer job, or newer news of the same one, stands there already."""
    if job.id != here.id or job.changed_at is None or here.changed_at is None:
        return job.number < here.number
    return job.changed_at < here.changed_at


def row_head(prompt: str) -> str:
    return " ".join(prompt[: _HEAD * 2].split())[:_HEAD]


def columns_of(campaign: Campaign) -> tuple[Column, ...]:
    return tuple(
        Column(one.name, _ratio(one.aspect), ", ".join(filter(None, (one.aspect, one.style))))
        for one in campaign.formats
    )


def _ratio(aspect: str | None) -> float:
    try:
        return catalogue.ratio(aspect) if aspect else 1.0
    except (ValueError, ZeroDivisionError):
        return 1.0  # it is being typed


def board_of_draft(outlook: Outlook) -> Board:
    """Each cell as it would be: new, run already, or impossible."""
    campaign = outlook.campaign
    board = Board(rows=list(campaign.products), columns=columns_of(campaign))
    prints = iter(outlook.fingerprints)
    for cell in outlook.cells:
        if cell.job is None:
            said = " ".join(problem.message for problem in cell.problems)
            board.spots.append(Spot(problem=said))
            continue
        request = cell.job.request
        earlier = outlook.earlier.get(next(prints))
        board.spots.append(Spot(request.prompt, outlook.prices.of(request), earlier=earlier))
    board.spots += [NOTHING] * (len(board.rows) * len(board.columns) - len(board.spots))
    return board


def board_of_batch(
    batch: Batch, jobs: Sequence[Job], prices: Prices, outlook: Outlook | None = None
) -> Board:
    """A batch as it stands; `outlook` fills the cells that were left out because they had run."""
    if batch.kind is BatchKind.CAMPAIGN and outlook is not None and outlook.cells:
        board = board_of_draft(outlook)
    else:
        board = Board(is_list=batch.kind is BatchKind.LIST)
    board.queued, board.prices = True, prices
    if board.is_list or not board.rows:
        _fill_list(board, jobs, batch.fingerprint)
    else:
        _fill_matrix(board, jobs)
    return board


def _fill_matrix(board: Board, jobs: Iterable[Job]) -> None:
    finder = Finder(board)
    for job in jobs:
        board.take(job, finder.place(job))


def _fill_list(board: Board, jobs: Sequence[Job], fingerprint: str) -> None:
    """A row for each job that was queued at first; what came later stands for one of them."""
    board.is_list = True
    board.columns = (Column(""),)
    first = first_lot([job.request.fingerprint for job in jobs], fingerprint)
    took_place_of = {job.replaced_by: job.id for job in jobs if job.replaced_by is not None}
    finder = Finder(board)
    for at, job in enumerate(jobs):
        place = None
        if at >= first:
            old = took_place_of.get(job.number)
            place = board.places.get(old) if old else finder.place(job)
        if place is None:
            board.append(job)
        else:
            board.take(job, place)
        finder.know(job)


def first_lot(prints: Sequence[str], fingerprint: str) -> int:
    """How many of a batch's jobs were queued together: those that its fingerprint is made of."""
    digest, found = hashlib.sha256(), len(prints)
    for count, one in enumerate(prints, 1):
        digest.update(bytes.fromhex(one))
        if digest.hexdigest() == fingerprint:
            found = count
    return found


class Finder:
    """Finds the cell of a job that was queued after the board was laid out."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._rows = {clean_text(name): at for at, name in enumerate(board.rows)}
        self._columns = {clean_text(one.name): at for at, one in enumerate(board.columns)}
        self._asked: dict[str, Place] = {}  # by fingerprint, in a list
        if board.is_list:
            for spot in board.spots:
                if spot.job is not None:
                    self.know(spot.job)

    def know(self, job: Job) -> None:
        place = self._board.places.get(job.id)
        if place is not None:
            self._asked[job.request.fingerprint] = place

    def place(self, job: Job) -> Place | None:
        known = self._board.places
        if job.id in known:
            return known[job.id]
        if self._board.is_list:
            return self._asked.get(job.request.fingerprint)
        return place_by_metadata(job.metadata, self._rows, self._columns)


def place_by_metadata(
    metadata: Mapping[str, str], rows: Mapping[str, int], columns: Mapping[str, int]
) -> Place | None:
    row, column = rows.get(metadata.get("product", "")), columns.get(metadata.get("format", ""))
    return None if row is None or column is None else (row, column)
