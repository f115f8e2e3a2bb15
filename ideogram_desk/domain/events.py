"""What happened, as the engine tells it to whoever listens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideogram_desk.domain.change import Entry
    from ideogram_desk.domain.job import Job


@dataclass(frozen=True, slots=True)
class JobsAdded:
    """Jobs were queued; `numbers` are their pictures' numbers, oldest first."""

    jobs: tuple[Job, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class JobChanged:
    """A job took a step.

    `numbers` are the pictures it touches, `hidden` those that left the grid, `added` those that
    came into it: held by the answer beyond what was asked for, or shown again.
    """

    job: Job
    numbers: tuple[int, ...]
    hidden: tuple[int, ...] = ()
    added: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PicturesChanged:
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LibraryChanged:
    """The user changed the library, or took changes back: one event for all of their pictures.

    `hidden` went into the trash and `shown` came out of it; both are among `numbers`, which are in
    ascending order. `entry` is the change that was made, taken back or made again.
    """

    numbers: Sequence[int]
    hidden: Sequence[int] = ()
    shown: Sequence[int] = ()
    said: str = ""
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class QueueChanged:
    """The totals may have changed; whoever shows them asks for them."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a job's pictures has come in, in bytes; `total` None where it is not told."""

    job: str
    received: int
    total: int | None


@dataclass(frozen=True, slots=True)
class CallbacksChanged:
    """A callback was delivered or failed, or a receiver changed; whoever lists them asks again."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say to the user once. `serious` stays until it is read."""

    text: str
    serious: bool = False


Event = (
    JobsAdded
    | JobChanged
    | PicturesChanged
    | LibraryChanged
    | QueueChanged
    | Progress
    | CallbacksChanged
    | Notice
)
