"""A job and its pictures: the states they pass through, and which steps are legal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ideogram_desk.domain.request import Request


class JobState(StrEnum):
    QUEUED = "queued"  # waits for a place in the pool
    HELD = "held"  # waits for the user: key, credit
    SENDING = "sending"  # claimed; whether a byte went out is told by its attempt's mark
    ACCEPTED = "accepted"  # the API gave an id; it is polled
    DOWNLOADING = "downloading"  # the answer is saved; its pictures are being fetched
    DONE = "done"
    PARTIAL = "partial"  # some pictures stored, others withheld, missing or lost
    WITHHELD = "withheld"  # every picture withheld by the safety check, and paid for
    REFUSED = "refused"  # the API would not run it; not paid for
    FAILED = "failed"
    UNSURE = "unsure"  # it may have been sent and paid for; only the user sends it again
    CANCELLED = "cancelled"


ACTIVE = frozenset({JobState.SENDING, JobState.ACCEPTED, JobState.DOWNLOADING})
OPEN = frozenset({JobState.QUEUED, JobState.HELD}) | ACTIVE
SETTLED = frozenset(JobState) - OPEN
CANCELLABLE = frozenset({JobState.QUEUED, JobState.HELD})  # not yet sent
RETRYABLE = frozenset(
    {
        JobState.FAILED,
        JobState.REFUSED,
        JobState.UNSURE,
        JobState.CANCELLED,
        JobState.HELD,
        JobState.PARTIAL,
    }
)

# Every legal step. What is not here is a bug, and the store refuses it.
STEPS: Mapping[JobState, frozenset[JobState]] = {
    JobState.QUEUED: frozenset({JobState.SENDING, JobState.HELD, JobState.CANCELLED}),
    JobState.HELD: frozenset({JobState.QUEUED, JobState.CANCELLED}),
    JobState.SENDING: frozenset(
        {
            JobState.QUEUED,  # proven unpaid: not sent, or the API said it did not run
            JobState.HELD,
            JobState.ACCEPTED,
            JobState.DOWNLOADING,
            JobState.WITHHELD,
            JobState.REFUSED,
            JobState.FAILED,
            JobState.UNSURE,
        }
    ),
    JobState.ACCEPTED: frozenset({JobState.DOWNLOADING, JobState.WITHHELD, JobState.FAILED}),
    JobState.DOWNLOADING: frozenset({JobState.DONE, JobState.PARTIAL, JobState.FAILED}),
    JobState.DONE: frozenset(),
    JobState.PARTIAL: frozenset({JobState.DOWNLOADING}),
    JobState.WITHHELD: frozenset(),
    JobState.REFUSED: frozenset({JobState.QUEUED}),
    # A failed job may have been paid for: then its answer is fetched again, not bought again.
    JobState.FAILED: frozenset({JobState.QUEUED, JobState.ACCEPTED, JobState.DOWNLOADING}),
    JobState.UNSURE: frozenset({JobState.QUEUED, JobState.ACCEPTED}),
    JobState.CANCELLED: frozenset({JobState.QUEUED}),
}


class PictureState(StrEnum):
    EXPECTED = "expected"  # a tile in the grid from the click on
    READY = "ready"  # the answer names a link
    STORED = "stored"
    WITHHELD = "withheld"  # by the safety check; paid for
    ABSENT = "absent"  # the answer held fewer pictures than were asked for
    LOST = "lost"  # paid for, but its link died or gave no picture


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture, from the moment it is asked for.

    `number` is its row, in the order of asking: the library's order. `id` is a ULID and names the
    file. Times are UTC. Money is in millionths of a dollar. `path` is relative to the library.
    """

    number: int
    id: str
    job: str
    index: int
    state: PictureState
    request: Request
    created_at: datetime
    url: str | None = None
    seed: int | None = None
    resolution: str | None = None  # as the API said it
    is_safe: bool | None = None
    expanded_prompt: str | None = None  # where the API's differs from ours
    style_type: str | None = None  # as the API said it, else as asked for
    path: str | None = None
    sha256: str | None = None
    size_bytes: int | None = None
    width: int | None = None  # of the decoded picture, pixels
    height: int | None = None
    format: str | None = None  # PNG, JPEG, WEBP
    cost: int = 0
    sandbox: bool = False
    favorite: bool = False
    rating: int = 0
    tags: tuple[str, ...] = ()
    parent: str | None = None
    campaign: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    note: str = ""  # why it is withheld or lost
    flag: int = 0  # 1 picked, -1 rejected
    label: int = 0  # a place in `change.LABELS`
    remark: str = ""  # the user's own words
    stack: int | None = None  # pictures with the same one lie on each other
    collections: tuple[str, ...] = ()  # their names
    trashed: bool = False
    exported: bool = False
    missing: bool = False  # its file was looked for and not found


@dataclass(frozen=True, slots=True)
class Job:
    """A request in the queue, and for ever after. `number` is its row, in the order of asking."""

    number: int
    id: str
    state: JobState
    reason: str  # a plain sentence; "" where the state says it all
    request: Request
    created_at: datetime
    attempts: int = 0
    cost: int = 0  # charged, millionths of a dollar
    sandbox: bool = False
    batch: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    callback: str | None = None
    parent: str | None = None
    not_before: datetime | None = None  # waits until then
    generation_id: str | None = None
    answered: bool = False  # its answer is saved: a retry fetches, it does not buy
    changed_at: datetime | None = None
    replaced_by: int | None = None  # the number of the edited job that took its place


@dataclass(frozen=True, slots=True)
class NewJob:
    """What the face hands over at the click."""

    request: Request
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    batch: str | None = None  # of a batch that is there already; a new one comes with its jobs
    callback: str | None = None
    callback_own_network: bool = False  # the user's word that it is his own machine or network
    parent: str | None = None
    replaces: str | None = None  # the job, refused or failed unpaid, whose place it takes


@dataclass(frozen=True, slots=True)
class Tile:
    """What the grid needs to draw one picture, from the click on."""

    number: int
    id: str
    job: str
    state: PictureState
    job_state: JobState
    reason: str
    prompt: str
    aspect: str  # "16:9", "auto"
    model: str
    created_at: datetime
    changed_at: datetime  # when the job last changed its state
    not_before: datetime | None = None
    attempts: int = 0
    path: str | None = None
    width: int | None = None
    height: int | None = None
    favorite: bool = False
    rating: int = 0
    sandbox: bool = False
    seed: int | None = None
    cost: int = 0
    flag: int = 0
    label: int = 0
    stack: int | None = None
    style: str = ""  # as the API said it, else as asked for
    is_safe: bool | None = None
    trashed: bool = False
    exported: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True)
class QueueTotals:
    """What the status bar tells. Money is in millionths of a dollar."""

    queued: int = 0  # pictures, as the next three
    held: int = 0
    running: int = 0  # in flight
    downloading: int = 0  # being fetched
    review: int = 0  # refused, failed and unsure jobs that nobody has dealt with
    done_today: int = 0  # pictures stored since midnight, local time
    spent_today: int = 0  # without the sandbox's play money
    pictures: int = 0
    bytes: int = 0
    reserved: int = 0  # set aside for what is queued or under way, without play money
    unsure: int = 0  # may have been paid, without play money
    unsure_today: int = 0  # and since midnight, as a day's budget counts it
    paused: bool = False  # by the user, or because only the user can help
    held_reason: str = ""  # why, where it is not by the user's own word
    resting: str = ""  # why nothing new is sent just now; it goes on by itself
    places: int = 0  # pictures that may be in flight just now: fewer after a 429
    seconds_left: float | None = None  # None until it can be told


@dataclass(frozen=True, slots=True)
class Activity:
    """What the Activity panel lists. Jobs that an edited one took the place of are left out."""

    running: tuple[Job, ...] = ()  # sending, accepted, downloading; longest under way first
    queued: tuple[Job, ...] = ()  # the next in line first; at most as many as were asked for
    review: tuple[Job, ...] = ()  # refused, failed, unsure and not dismissed; newest first
    done: tuple[Job, ...] = ()  # done, partial, withheld, cancelled; last changed first
    queued_count: int = 0  # jobs, queued and held
    review_count: int = 0


@dataclass(frozen=True, slots=True)
class Recovery:
    """What a start found and put right."""

    steps: tuple[Step, ...] = ()
    unsure: tuple[Job, ...] = ()  # were being sent when the program ended; maybe paid for
    poisonous: tuple[Job, ...] = ()  # were under way at two ends of the program that came too soon


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What full decoding found. Thumbnails are JPEG, keyed by the longer edge in pixels."""

    format: str  # PNG, JPEG, WEBP
    width: int
    height: int
    thumbnails: Mapping[int, bytes]
    sha256: str = ""  # of the file's bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    path: str  # relative to the library, with "/"
    sha256: str
    size_bytes: int
    facts: PictureFacts


@dataclass(frozen=True, slots=True)
class Step:
    """What a step of a job changed."""

    job: Job
    numbers: tuple[int, ...]
    hidden: tuple[int, ...] = ()
    added: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """A size that clients ask for: the picture cropped to fill `width` x `height` pixels."""

    name: str
    width: int
    height: int
    quality: int = 85


VARIANTS = (
    Variant("og", 1200, 630),
    Variant("thumb", 400, 400),
    Variant("social", 1080, 1080),
)
