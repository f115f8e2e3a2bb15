"""What the engine needs from the outside, as protocols: the API, the store, the picture checker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from array import array
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from pathlib import Path

    from ideogram_desk.domain.job import Job, JobState, NewJob, Picture, QueueTotals, Tile
    from ideogram_desk.domain.request import Request


# --- the API -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the API exactly as it came, kept for good. `body` is cut at 1 MiB."""

    status: int
    body: bytes
    content_type: str = ""
    request_id: str = ""  # x-request-id
    retry_after: str = ""  # the header as it came


@dataclass(frozen=True, slots=True)
class Accepted:
    """The API took the request; the pictures are being made."""

    generation_id: str


@dataclass(frozen=True, slots=True)
class AnsweredPicture:
    """One item of an answer. `url` is None where the picture is withheld or cannot be fetched."""

    url: str | None
    withheld: bool
    seed: int | None = None
    prompt: str | None = None
    resolution: str | None = None
    is_safe: bool | None = None
    style_type: str | None = None
    note: str = ""  # why there is no url, in a plain sentence


@dataclass(frozen=True, slots=True)
class Answered:
    """The pictures were made and charged."""

    pictures: tuple[AnsweredPicture, ...]
    generation_id: str | None = None
    notice: str = ""  # the API's own word to its callers, shown once
    cost: int | None = None  # where the API told it, millionths of a dollar


class Generator(Protocol):
    """Ideogram, both families behind one face."""

    async def submit(
        self,
        request: Request,
        inputs: Mapping[str, Path],
        before_send: Callable[[], Awaitable[None]],
    ) -> Reply:
        """Send a paid request once. `inputs` gives the file of each name in `request`.

        `before_send` is awaited just before the first byte goes out; if it raises, nothing is sent.
        Raises Unreachable while not a byte was sent, AnswerUnknown after that.
        """

    async def poll(self, generation_id: str) -> Reply:
        """Ask, free of charge, how a generation stands. Raises Unreachable."""

    async def download(self, url: str) -> bytes:
        """A picture's bytes. Raises Unreachable (try again) or LinkDead."""

    def read_submission(self, request: Request, reply: Reply) -> Accepted | Answered:
        """What a paid request's reply means, or the ApiError that it is."""

    def read_poll(self, request: Request, reply: Reply) -> Accepted | Answered:
        """What a poll's reply means; Accepted while still pending. Raises the ApiError that it is:
        ServiceFailed for a generation that failed (not billed), GenerationUnknown for a 404,
        UnexpectedReply or Unreachable where asking again may help."""

    async def close(self) -> None: ...


# --- pictures ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What full decoding found. Thumbnails are JPEG, keyed by the longer edge in pixels."""

    format: str  # PNG, JPEG, WEBP
    width: int
    height: int
    thumbnails: Mapping[int, bytes]


class Checker(Protocol):
    def check(self, path: Path) -> PictureFacts:
        """Decode a file in full in another process. Blocks. Raises Unreadable."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class StoredFile:
    path: str  # relative to the library, with "/"
    sha256: str
    size_bytes: int
    facts: PictureFacts


class Files(Protocol):
    """The picture files of the library. All calls block; the engine makes them in threads."""

    def write_temporary(self, picture_id: str, data: bytes) -> Path:
        """Write and sync bytes that are not yet believed. Raises DiskFull, StoreError."""

    def keep(
        self, temporary: Path, picture_id: str, facts: PictureFacts, sidecar: bytes
    ) -> str:
        """Move a checked file and its sidecar to their final place, durably; the relative path."""

    def discard(self, temporary: Path) -> None: ...

    def add_input(self, source: Path) -> str:
        """Copy an input picture into the library; its name "<sha256>.<ext>"."""

    def input_path(self, name: str) -> Path: ...

    def absolute(self, path: str) -> Path: ...


# --- the store -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """What a step of a job changed."""

    job: Job
    numbers: tuple[int, ...]
    hidden: tuple[int, ...] = ()
    added: tuple[int, ...] = ()


class JobStore(Protocol):
    """The queue's truth. Every call is one durable transaction, made on the store's own thread."""

    async def add(self, jobs: Sequence[NewJob], *, sandbox: bool) -> list[Job]: ...

    async def claim(self, places: int, *, empty: bool) -> Job | None:
        """Take the next job that may run now and fits into `places` pictures, or any if `empty`."""

    async def mark_sent(self, job: Job) -> None:
        """Record, before the first byte, that this attempt is being sent."""

    async def accepted(self, job: Job, reply: Reply, generation_id: str) -> Step: ...

    async def answered(self, job: Job, reply: Reply, answer: Answered) -> Step:
        """Save the answer with its links and charge it: downloading, or withheld."""

    async def settle(
        self, job: Job, state: JobState, reason: str, *, reply: Reply | None = None,
        wait: float = 0.0,
    ) -> Step:
        """Take the job to `state`; `wait` seconds before it may be claimed again."""

    async def stored(self, picture: Picture, file: StoredFile) -> Step:
        """Record a picture whose file is already durable; settles the job with its last one."""

    async def lost(self, picture: Picture, reason: str) -> Step: ...

    async def retry(self, job_id: str) -> Step: ...

    async def cancel(self, job_id: str) -> Step: ...

    async def dismiss(self, job_id: str) -> Step:
        """Take a settled job without pictures out of the grid; its record stays."""

    async def recover(self) -> list[Step]:
        """After a start: what was claimed but not sent is queued, what was sent is unsure."""

    async def resume(self) -> list[Job]:
        """The jobs to poll (accepted) and to fetch (downloading)."""

    async def to_fetch(self, job: Job) -> list[Picture]: ...

    async def release_held(self) -> list[Step]:
        """Queue every held job again."""

    async def next_due(self) -> float | None:
        """Seconds until the next waiting job may be claimed; None if none waits."""


class LibraryStore(Protocol):
    """Reading, from connections that cannot write."""

    async def job(self, job_id: str) -> Job: ...

    async def jobs(self, states: Sequence[JobState] | None = None, limit: int = 500) -> list[Job]:
        """Newest first."""

    async def pictures_of(self, job_ids: Sequence[str]) -> dict[str, list[Picture]]: ...

    async def numbers(self, query: str) -> array[int]:
        """The numbers of all pictures that match a search text, newest first."""

    async def tiles(self, numbers: Sequence[int]) -> list[Tile]: ...

    async def pictures(self, numbers: Sequence[int]) -> list[Picture]: ...

    async def picture(self, picture_id: str) -> Picture: ...

    async def totals(self) -> QueueTotals: ...


class ThumbnailStore(Protocol):
    """The cache of thumbnails. Calls block; they are made in the loader's threads."""

    def put(self, number: int, thumbnails: Mapping[int, bytes]) -> None: ...

    def get(self, numbers: Sequence[int], edge: int) -> dict[int, bytes]: ...

    def close(self) -> None: ...
