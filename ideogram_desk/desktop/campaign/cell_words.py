"""What a cell of the matrix says: its state in words, and the one thing to do about it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ideogram_desk.desktop.campaign.board import PAID, REVIEW, Board, Spot
from ideogram_desk.desktop.gallery.words import SENT_WITHIN
from ideogram_desk.desktop.words import bytes_label, counted, dollars
from ideogram_desk.domain.job import CANCELLABLE, JobState
from ideogram_desk.engine.verdict import ATTEMPTS

if TYPE_CHECKING:
    from datetime import datetime

    from ideogram_desk.domain.batch import Earlier
    from ideogram_desk.domain.job import Job

Tone = Literal["dim", "text", "warn", "bad"]
Order = Literal[
    "", "open", "preview", "show", "edit", "retry", "again", "cancel", "copy_prompt"
]  # fmt: skip
_EARLIER_PAID = frozenset({JobState.DONE, JobState.PARTIAL, JobState.DOWNLOADING})


@dataclass(frozen=True, slots=True)
class CellWords:
    """`action` is a button in the cell; its `order` is also what Enter does."""

    title: str
    detail: str = ""
    action: str = ""
    order: Order = ""
    tone: Tone = "dim"
    busy: bool = False  # a bar moves
    ticking: bool = False  # the words change with the seconds
    done: float | None = None  # how far the bar is, where that is known


def words_of(
    spot: Spot, now: datetime, received: tuple[int, int | None] | None = None
) -> CellWords | None:
    """None for a cell that shows its picture; `received` are bytes so far and in all."""
    if spot.job is not None:
        return _of_job(spot, spot.job, now, received)
    if spot.problem:
        return CellWords("Not possible", spot.problem, tone="bad")
    if spot.earlier is not None:
        return _of_earlier(spot.earlier)
    return CellWords(f"New · {dollars(spot.price)}") if spot.prompt else CellWords("")


def _of_earlier(earlier: Earlier) -> CellWords | None:
    """None: it has a picture, which says it by a badge."""
    if earlier.numbers:
        return None
    if earlier.state in (JobState.UNSURE, JobState.WITHHELD):
        withheld = earlier.state is JobState.WITHHELD
        what = "Withheld by the safety check" if withheld else "It may have been paid"
        return CellWords("Already run", what, tone="warn")
    return CellWords("Already run" if earlier.state in _EARLIER_PAID else "Already queued")


def _of_job(
    spot: Spot, job: Job, now: datetime, received: tuple[int, int | None] | None
) -> CellWords | None:
    if job.state in (JobState.DONE, JobState.PARTIAL):
        return None
    if job.state in REVIEW:
        return _stopped(spot, job)
    return _of_open(job, now, received)


def _of_open(job: Job, now: datetime, received: tuple[int, int | None] | None) -> CellWords:
    match job.state:
        case JobState.HELD:
            return CellWords("On hold", job.reason, tone="warn")
        case JobState.SENDING | JobState.ACCEPTED:
            return _generating(job, now)
        case JobState.DOWNLOADING:
            return _downloading(received)
        case JobState.WITHHELD:
            return CellWords("Withheld by the safety check", "Paid", tone="warn")
        case JobState.CANCELLED:
            return CellWords("Cancelled", "", "Queue again", "retry")
        case _:
            return _waiting(job, now)


def _stopped(spot: Spot, job: Job) -> CellWords:
    if job.state is JobState.REFUSED:
        return CellWords("Prompt was refused", job.reason, "Edit & retry", "edit", "bad")
    if job.state is JobState.UNSURE:
        return CellWords(
            "May have been paid",
            job.reason,
            f"Try again, may cost up to {dollars(spot.price)}",
            "retry",
            "warn",
        )
    return CellWords("Failed", job.reason, _again(job), "retry", "bad")


def _again(job: Job) -> str:
    """What is paid for is fetched again, not bought."""
    return "Fetch again" if job.answered else "Try again"


def _waiting(job: Job, now: datetime) -> CellWords:
    seconds = int((job.not_before - now).total_seconds() + 0.999) if job.not_before else 0
    if seconds <= 0:
        return CellWords("Queued")
    again = f"trying again in {seconds} s"
    if job.attempts:
        again += f" ({job.attempts + 1} of {ATTEMPTS})"
    reason = job.reason.rstrip(".")
    detail = f"{reason}, {again}" if reason else again.capitalize()
    return CellWords("Queued", detail, ticking=True)


def _generating(job: Job, now: datetime) -> CellWords:
    since = job.changed_at or job.created_at
    seconds = max(0, int((now - since).total_seconds()))
    early = job.state is JobState.SENDING and seconds < SENT_WITHIN
    return CellWords("Sending" if early else "Generating", f"{seconds} s", busy=True, ticking=True)


def _downloading(received: tuple[int, int | None] | None) -> CellWords:
    if received is None:
        return CellWords("Downloading", busy=True)
    have, total = received
    if not total:
        return CellWords("Downloading", bytes_label(have), busy=True)
    return CellWords(
        "Downloading",
        f"{bytes_label(have)} of {bytes_label(total)}",
        busy=True,
        done=min(1.0, have / total),
    )


def orders_for(spot: Spot, *, has_picture: bool) -> list[tuple[Order, str]]:
    """What the context menu offers for a cell."""
    job, price = spot.job, dollars(spot.price)
    offered: list[tuple[Order, str]] = []
    if has_picture:
        offered += [("open", "Open\tEnter"), ("preview", "Preview\tSpace")]
        offered += [("show", "Show in library")]
    if job is not None:
        if can_edit(job):
            offered.append(("edit", "Edit & retry…\tEnter"))
        if job.state in CANCELLABLE:
            offered.append(("cancel", "Cancel"))
        if can_retry(job):
            offered.append(("retry", _retry_words(job, price)))
        if can_run_again(job):
            offered.append(("again", f"Re-run this cell ({price})…\tR"))
    if spot.prompt:
        offered.append(("copy_prompt", "Copy prompt"))
    return offered


def _retry_words(job: Job, price: str) -> str:
    if job.state is JobState.UNSURE:
        return f"Try again, may cost up to {price}"
    return "Queue again" if job.state is JobState.CANCELLED else _again(job)


def can_edit(job: Job) -> bool:
    """Refused or failed, and proven unpaid: an edited request may take its place."""
    unpaid = not job.answered and not job.cost
    return job.state is JobState.REFUSED or (job.state is JobState.FAILED and unpaid)


def can_retry(job: Job) -> bool:
    return job.state in (
        JobState.FAILED, JobState.UNSURE, JobState.CANCELLED, JobState.HELD, JobState.PARTIAL,
    )  # fmt: skip


def can_run_again(job: Job) -> bool:
    """Paid and settled: once more means paid once more."""
    return job.state in PAID


def tally(board: Board, budget: int | None) -> str:
    """The line under the title: "3 of 8 done · 1 needs review · $0.18 of $5.00 spent"."""
    states = board.states
    total = sum(states.values())
    done = sum(states[state] for state in PAID)
    review = sum(states[state] for state in REVIEW)
    parts = [f"{done:,} of {total:,} done"]
    if review:
        parts.append(f"{review:,} need{'s' if review == 1 else ''} review")
    if cancelled := states[JobState.CANCELLED]:
        parts.append(f"{cancelled:,} cancelled")
    of_budget = f" of {dollars(budget)}" if budget is not None else ""
    played = " in the sandbox" if board.is_play else ""
    parts.append(f"{dollars(board.spent)}{of_budget} spent{played}")
    unsure = sum(
        spot.price for spot in board.spots if spot.job and spot.job.state is JobState.UNSURE
    ) if states[JobState.UNSURE] else 0  # fmt: skip
    if unsure:
        parts.append(f"up to {dollars(unsure)} unsure")
    return " · ".join(parts)


def duration(seconds: float) -> str:
    """The form "about 40 s", "about 3 min", "about 2 h"."""
    if seconds < 90:  # noqa: PLR2004  "about 80 s", then minutes
        return f"about {max(5, round(seconds / 5) * 5)} s"
    if seconds < 90 * 60:
        return f"about {round(seconds / 60)} min"
    return f"about {round(seconds / 3600)} h"


def summary(images: int, cost: int) -> str:
    """The line under the title of what is not queued yet."""
    if not images:
        return "Nothing to queue"
    return f"{counted(images, 'image')} · {dollars(cost)} · not queued yet"
