"""What the engine needs from the outside, as protocols: the API, the store, the picture checker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from array import array
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from pathlib import Path

    from ideogram_desk.domain.answer import Accepted, Answered, Reply
    from ideogram_desk.domain.job import (
        Job,
        JobState,
        NewJob,
        Picture,
        PictureFacts,
        QueueTotals,
        Step,
        StoredFile,
        Tile,
        Variant,
    )
    from ideogram_desk.domain.request import Request


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
        """What a paid request's reply means. Raises the ApiError that it is."""

    def read_poll(self, request: Request, reply: Reply) -> Accepted | Answered:
        """What a poll's reply means; Accepted while still pending.

        Raises ServiceFailed for a generation that failed (not billed), GenerationUnknown for an id
        the API does not know; RateLimited, KeyRejected, UnexpectedReply: asking again may help.
        """

    async def close(self) -> None: ...


class Checker(Protocol):
    """Decodes pictures, somewhere where a broken one can do no harm."""

    def check(self, path: Path) -> PictureFacts:
        """Decode a file in full in another process. Blocks. Raises Unreadable."""

    def variants(self, path: Path, wanted: Sequence[Variant]) -> list[bytes]:
        """The picture in other sizes, in the order asked for. Blocks. Raises Unreadable."""

    def close(self) -> None: ...


class Files(Protocol):
    """The picture files of the library. All calls block; the engine makes them in threads."""

    def write_temporary(self, picture_id: str, data: bytes) -> Path:
        """Write and sync bytes that are not yet believed. Raises DiskFull, StoreError."""

    def keep(self, temporary: Path, picture_id: str, suffix: str, sidecar: bytes) -> str:
        """Move a checked file and its sidecar to their final place, durably; the relative path."""

    def left_behind(self, picture_id: str) -> Path | None:
        """The final file of a picture, if a run that was killed left one there unrecorded."""

    def discard(self, temporary: Path) -> None: ...

    def add_input(self, source: Path) -> str:
        """Copy an input picture into the library; its name there, "<sha256>.<ext>"."""

    def input_path(self, name: str) -> Path: ...

    def absolute(self, path: str) -> Path: ...


class JobStore(Protocol):
    """The queue's truth. Every call is one durable transaction, made on the store's own thread."""

    async def add(
        self, jobs: Sequence[NewJob], *, sandbox: bool, first: bool = False
    ) -> list[Step]:
        """Queue jobs, behind all others or `first`; a row for each of their pictures too."""

    async def claim(self, places: int, *, empty: bool, sandbox: bool) -> Step | None:
        """Take the next job in line if it may run now and fits, or anyhow if `empty`.

        Jobs queued for the sandbox are never sent to the real API, nor the other way round.
        """

    async def mark_sent(self, job: Job) -> None:
        """Record, before the first byte, that this attempt is being sent."""

    async def accepted(self, job: Job, reply: Reply, generation_id: str) -> Step:
        """Save the API's word that it took the job, with the id to ask for."""

    async def answered(self, job: Job, reply: Reply, answer: Answered) -> Step:
        """Save the answer with its links and charge it: downloading, withheld or failed."""

    async def fresh_links(self, job: Job, answer: Answered) -> Step:
        """New links, from a later poll, for the pictures that are still to be fetched."""

    async def settle(
        self,
        job: Job,
        state: JobState,
        reason: str,
        *,
        reply: Reply | None = None,
        wait: float = 0.0,
        forget_generation: bool = False,
    ) -> Step:
        """Take the job to `state`; `wait` seconds before it may be claimed again."""

    async def stored(self, picture: Picture, file: StoredFile) -> Step:
        """Record a picture whose file is already durable; settles the job with its last one."""

    async def lost(self, picture: Picture, reason: str) -> Step:
        """Record that a paid picture could not be fetched; settles the job with its last one."""

    async def retry(self, job_id: str) -> Step: ...

    async def cancel(self, job_id: str) -> Step: ...

    async def dismiss(self, job_id: str) -> Step:
        """Take a settled job's empty tiles out of the grid; its record stays."""

    async def release_held(self) -> list[Step]:
        """Queue every held job again."""

    async def recover(self) -> list[Step]:
        """After a start: what was claimed but not sent is queued, what was sent is unsure."""

    async def resume(self, *, sandbox: bool) -> list[Job]:
        """The jobs to poll (accepted) and to fetch (downloading)."""

    async def to_fetch(self, job: Job) -> list[Picture]: ...

    async def next_due(self, *, sandbox: bool) -> float | None:
        """Seconds until the next waiting job may be claimed; None if none waits."""


class LibraryStore(Protocol):
    """Reading, from connections that cannot write."""

    async def job(self, job_id: str) -> Job: ...

    async def jobs(self, states: Sequence[JobState] | None = None, limit: int = 500) -> list[Job]:
        """Newest first."""

    async def pictures_of(self, job_ids: Sequence[str]) -> dict[str, list[Picture]]: ...

    async def numbers(self, query: str, *, stored: bool = False) -> array[int]:
        """The numbers of all tiles, or only `stored` ones, that match a text; newest first."""

    async def tiles(self, numbers: Sequence[int]) -> list[Tile]: ...

    async def pictures(self, numbers: Sequence[int]) -> list[Picture]: ...

    async def picture(self, picture_id: str) -> Picture: ...

    async def totals(self) -> QueueTotals: ...

    async def prompts(self, limit: int) -> list[str]:
        """The prompts last asked for, newest first, each once."""

    async def needs_a_look(self) -> int | None:
        """The newest picture of a job that was refused, failed or is unsure; None if none is."""

    async def answer_of(self, job_id: str) -> bytes:
        """The raw answer that a job's pictures came from; b"" if there is none."""


class ThumbnailStore(Protocol):
    """The cache of thumbnails. Calls block; they are made in threads."""

    def put(self, number: int, thumbnails: Mapping[int, bytes]) -> None: ...

    def get(self, numbers: Sequence[int], edge: int) -> dict[int, bytes]: ...

    def close(self) -> None: ...
