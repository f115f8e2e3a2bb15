"""What the engine needs from the outside, as protocols: the API, the store, the picture checker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from array import array
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from ideogram_desk.domain.answer import Accepted, Answered, AnsweredPicture, Reply
    from ideogram_desk.domain.batch import Batch, Earlier, NewBatch
    from ideogram_desk.domain.callback import Called, Delivery, DeliveryState, Endpoint
    from ideogram_desk.domain.change import Change, Entry, Outcome, Summary
    from ideogram_desk.domain.collection import Collection
    from ideogram_desk.domain.job import (
        Activity,
        Job,
        JobState,
        NewJob,
        Picture,
        PictureFacts,
        QueueTotals,
        Recovery,
        Step,
        StoredFile,
        Tile,
        Variant,
    )
    from ideogram_desk.domain.money import Balance, Prices, Spend
    from ideogram_desk.domain.request import Request
    from ideogram_desk.domain.search_values import Facets, Found, SavedSearch, View, Vocabulary


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

    async def download(
        self, url: str, progress: Callable[[int, int | None], None] | None = None
    ) -> bytes:
        """A picture's bytes; `progress` is told bytes so far and in all, if known.

        Raises Unreachable (try again) or LinkDead.
        """

    async def is_answering(self) -> bool:
        """Whether the API can be reached and answers for itself; asked by a free call."""

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

    def free_bytes(self) -> int:
        """Room left where the library is."""

    def hold_ballast(self) -> None:
        """Keep a file that a full disk can give up; a no-op where it is there or does not fit."""

    def drop_ballast(self) -> bool:
        """Give it up, so that the database can still commit; False if there was none."""

    def absolute(self, path: str) -> Path: ...


class JobStore(Protocol):
    """The queue's truth. Every call is one durable transaction, made on the store's own thread."""

    async def add(
        self,
        jobs: Sequence[NewJob],
        *,
        prices: Prices,
        sandbox: bool,
        first: bool = False,
        batch: NewBatch | None = None,
        day_budget: int | None = None,
    ) -> list[Step]:
        """Queue jobs, behind all others or `first`, with a row for each of their pictures.

        Their money is reserved in the same transaction. With `batch` they are a new batch. Raises
        OverBudget, for real money only: then nothing is queued.
        """

    async def bring_in(
        self, new: NewJob, item: AnsweredPicture, *, origin: str, sandbox: bool
    ) -> tuple[Step, bool]:
        """A record, free of charge, for a picture made elsewhere; one `origin` has one record.

        The second value tells whether its picture is still to be stored.
        """

    async def claim(
        self, places: int, *, empty: bool, sandbox: bool, day_budget: int | None = None
    ) -> Step | None:
        """Take the next job in line if it may run now and fits, or anyhow if `empty`.

        Jobs queued for the sandbox are never sent to the real API, nor the other way round. Raises
        OverBudget if what is spent and reserved has come to exceed a budget.
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

    async def retry(self, job_id: str, *, day_budget: int | None = None) -> Step:
        """Queue again what is unpaid, fetch again what is paid. Raises OverBudget, StoreError."""

    async def retry_failed(
        self, batch: str | None = None, *, day_budget: int | None = None
    ) -> list[Step]:
        """Retry every failed job that is not dismissed, of a batch or of all; none that is unsure.

        As many as the budgets allow. Raises OverBudget if that is not even one.
        """

    async def cancel(self, job_id: str) -> Step: ...

    async def dismiss(self, job_id: str) -> Step:
        """Take a settled job's empty tiles out of the grid; its record stays."""

    async def cancel_waiting(self, batch: str | None = None) -> list[Step]:
        """Cancel every job that is queued or held, of a batch or of all."""

    async def move(self, job_id: str, before: str | None) -> Step:
        """Put a waiting job in the line before another one, or last; the first runs next."""

    async def set_batch_budget(self, batch: str, budget: int | None) -> None: ...

    async def release_held(self) -> list[Step]:
        """Queue every held job again."""

    async def recover(self) -> Recovery:
        """After a start: what was claimed but not sent is queued, what was sent is unsure."""

    async def end_well(self) -> None:
        """The program ends in order: what is under way is not to blame for the end."""

    async def forgive(self) -> None:
        """Forget which jobs were under way when the program ended too soon: the user goes on."""

    async def resume(self, *, sandbox: bool) -> list[Job]:
        """The jobs to poll (accepted) and to fetch (downloading)."""

    async def to_fetch(self, job: Job) -> list[Picture]: ...

    async def next_due(self, *, sandbox: bool) -> float | None:
        """Seconds until the next waiting job may be claimed; None if none waits."""


class LibraryStore(Protocol):
    """Reading, from connections that cannot write; and the searches that the user keeps."""

    async def job(self, job_id: str) -> Job: ...

    async def jobs(self, states: Sequence[JobState] | None = None, limit: int = 500) -> list[Job]:
        """Newest first."""

    async def pictures_of(self, job_ids: Sequence[str]) -> dict[str, list[Picture]]: ...

    async def numbers(self, query: str, *, stored: bool = False) -> array[int]:
        """The numbers of all tiles, or only `stored` ones, that match a text; newest first."""

    async def find(
        self, view: View, *, today: date | None = None, limit: int | None = None
    ) -> Found:
        """The rows of a view; with `limit` no more than the first of them, and sooner."""

    async def count(self, view: View, *, today: date | None = None) -> int:
        """How many pictures a view has, those in closed stacks too; sooner than finding them."""

    async def stack(self, number: int, view: View, *, today: date | None = None) -> array[int]:
        """What of a view is in one closed stack with a picture, it too, in the view's order."""

    async def facets(self, view: View, *, today: date | None = None) -> Facets: ...

    async def vocabulary(self) -> Vocabulary: ...

    async def saved_searches(self) -> list[SavedSearch]:
        """By name."""

    async def save_search(self, name: str, view: View) -> None:
        """Keep a search, in the place of one of the same name. Raises StoreError without one."""

    async def remove_search(self, name: str) -> None: ...

    async def tiles(self, numbers: Sequence[int]) -> list[Tile]: ...

    async def pictures(self, numbers: Sequence[int]) -> list[Picture]: ...

    async def picture(self, picture_id: str) -> Picture: ...

    async def totals(self) -> QueueTotals: ...

    async def prompts(self, limit: int) -> list[str]:
        """The prompts last asked for, newest first, each once."""

    async def answer_of(self, job_id: str) -> bytes:
        """The raw answer that a job's pictures came from; b"" if there is none."""

    async def activity(self, *, done: int, failed: int, queued: int = 200) -> Activity:
        """What the Activity panel lists, with at most so many of each."""

    async def durations(self, limit: int = 400) -> list[tuple[str, str, float]]:
        """(model, speed, seconds) of the newest answered attempts, newest first."""

    async def waiting(self) -> list[tuple[str, str, int]]:
        """(model, speed, pictures) of what is queued, held or in flight, summed up."""

    async def earlier(self, fingerprints: Sequence[str], *, sandbox: bool) -> dict[str, Earlier]:
        """The newest job with each of these fingerprints that made, makes or may make pictures.

        Only what went the same way: play pictures are not those that are paid for.
        """

    async def batches(self, limit: int = 200) -> list[Batch]:
        """Newest first."""

    async def batch(self, batch_id: str) -> Batch: ...

    async def batch_with(self, fingerprint: str, *, sandbox: bool) -> Batch | None:
        """The newest batch of the very same jobs that went the same way."""

    async def batch_jobs(self, batch_id: str) -> list[Job]:
        """All of a batch's jobs in the order of asking, also those that were replaced."""

    async def balance(self, *, sandbox: bool = False) -> Balance: ...

    async def spend(self, days: int) -> list[Spend]:
        """What was charged on each of the last local days, oldest first; no line for nothing."""


class OrganisingStore(Protocol):
    """What the user makes of the library; each call that changes it is one durable transaction."""

    async def change(self, change: Change) -> Outcome | None:
        """Make a change and write it into the journal; None if nothing is different by it.

        Raises NotFound, StoreError.
        """

    async def undo(self) -> Outcome | None:
        """Take the newest change back that is not undone; None if there is none."""

    async def redo(self) -> Outcome | None:
        """Make the oldest undone change again."""

    async def go_to(self, number: int) -> Outcome | None:
        """Undo or redo until this change is the last one made; 0: none is. Raises NotFound."""

    async def history(self, limit: int = 200) -> list[Entry]:
        """Newest first; what was undone and then overtaken by a new change is left out."""

    async def collections(self) -> list[Collection]:
        """By name; of each its own pictures are counted."""

    async def summary(self, numbers: Sequence[int]) -> Summary: ...

    async def mark_exported(self, numbers: Sequence[int]) -> Sequence[int]:
        """Remember that pictures left the library; those that are marked only now. No change."""

    async def mark_missing(self, numbers: Sequence[int], *, missing: bool) -> Sequence[int]:
        """Remember that files are not found, or found again; those that differ by it."""


class CampaignStore(Protocol):
    """Campaign templates, by name. Their definition is JSON of `domain.campaign`."""

    async def templates(self) -> dict[str, str]:
        """Definition by name, last used first."""

    async def save_template(self, name: str, definition: str) -> None: ...

    async def remove_template(self, name: str) -> None: ...


class CallbackStore(Protocol):
    """The outbox: rows are put into it by the transactions that store what they tell of."""

    async def endpoints(self) -> list[Endpoint]: ...

    async def save_endpoint(self, endpoint: Endpoint) -> None: ...

    async def remove_endpoint(self, endpoint_id: str) -> None:
        """What it is still owed goes with it; what it got stays in the list."""

    async def owed(self, limit: int = 200) -> list[Delivery]:
        """What is due now, oldest first."""

    async def next_owed(self) -> float | None:
        """Seconds until the next delivery is due; None if nothing is owed."""

    async def deliveries(
        self, states: Sequence[DeliveryState] | None = None, limit: int = 200
    ) -> list[Delivery]:
        """Newest first."""

    async def delivered(self, delivery: Delivery, called: Called) -> None: ...

    async def undelivered(self, delivery: Delivery, called: Called, wait: float | None) -> None:
        """It failed; `wait` seconds until the next try, None: it was the last."""

    async def gone(self, delivery: Delivery, called: Called) -> None:
        """The receiver wants no more: what it is owed is disabled, and so is its endpoint."""

    async def send_again(self, delivery_id: str) -> None:
        """A dead or disabled delivery is owed again, from its first try on."""


class Caller(Protocol):
    """Posts callbacks; judges every address it would connect to."""

    async def call(self, delivery: Delivery, secret: str | None) -> Called:
        """Send it once, within 15 seconds. Never raises but for a bug."""

    async def close(self) -> None: ...


class Secrets(Protocol):
    """The keyring, for the secrets that callbacks are signed with. Calls block for seconds."""

    def find_secret(self, name: str) -> str | None:
        """Raises SecretUnavailable if the keyring does not answer."""

    def save_secret(self, name: str, text: str) -> object: ...

    def forget_secret(self, name: str) -> object: ...


class ThumbnailStore(Protocol):
    """The cache of thumbnails. Calls block; they are made in threads."""

    def put(self, number: int, thumbnails: Mapping[int, bytes]) -> None: ...

    def get(self, numbers: Sequence[int], edge: int) -> dict[int, bytes]: ...

    def close(self) -> None: ...
