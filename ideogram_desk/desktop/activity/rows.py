"""One card of the Activity panel: a job or a callback in words, how far it is, what can be done."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from ideogram_desk.desktop import words
from ideogram_desk.desktop.gallery.words import SENT_WITHIN, first_words
from ideogram_desk.desktop.inspector.facts import price_of
from ideogram_desk.desktop.inspector.making import retry_words
from ideogram_desk.desktop.inspector.wording import day, exactly
from ideogram_desk.domain.callback import CallbackEvent, Delivery, DeliveryState
from ideogram_desk.domain.job import CANCELLABLE, JobState
from ideogram_desk.engine.delivery_schedule import WAITS
from ideogram_desk.engine.verdict import ATTEMPTS

if TYPE_CHECKING:
    from datetime import datetime

    from ideogram_desk.domain.job import Job
    from ideogram_desk.domain.money import Prices

NEARLY = 0.92  # of the bar: what is only reckoned never says that it is there
_MINUTE, _HOUR = 60, 3600
_SHORT = 100  # seconds that are still told as seconds

Tone = Literal["plain", "warn", "bad"]
Received = tuple[int, int | None]  # bytes of a job's pictures so far, and in all if it is known


@dataclass(frozen=True, slots=True)
class Action:
    order: str  # cancel, retry, dismiss, edit, run_next, send_again
    text: str
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`share` is how much of the bar is full; None with `bar`: it moves, for nobody knows."""

    key: str  # the job's id, or the delivery's
    title: str
    state: str
    right: str = ""  # elapsed, or when
    tone: Tone = "plain"
    bar: bool = False
    share: float | None = None
    cross: Action | None = None
    action: Action | None = None
    picture: bool = False  # there is a picture to be shown beside it
    tip: str = ""
    job: str = ""  # to be shown in the library at a click


def title_of(job: Job) -> str:
    """The cell of a campaign by its names, else the first words of the prompt."""
    product, form = job.metadata.get("product"), job.metadata.get("format")
    if job.batch and product and form:
        return f"{product} · {form}"
    return first_words(job.request.prompt, 80)


def moment_words(at: datetime, now: datetime) -> str:
    """The time of day, of another day its name."""
    said = day(at, now)
    return f"{at.astimezone():%H:%M}" if said == "today" else said


def seconds_words(seconds: float) -> str:
    """The form "7 s", "4 min", "2 h"."""
    whole = max(0, round(seconds))
    if whole < _SHORT:
        return f"{whole} s"
    if whole < _SHORT * _MINUTE:
        return f"{round(whole / _MINUTE)} min"
    return f"{round(whole / _HOUR)} h"


def running(
    job: Job, now: datetime, began: datetime, usual: float | None, received: Received | None
) -> Row:
    """A job under way; `usual` is how many seconds such a job has taken of late."""
    elapsed = max(0.0, (now - began).total_seconds())
    share = min(NEARLY, elapsed / usual) if usual else None
    state = "Generating"
    if job.state is JobState.DOWNLOADING:
        state, share = _downloading(received)
    elif job.state is JobState.SENDING and elapsed < SENT_WITHIN:
        state = "Sending"
    if job.request.count > 1:
        state += f" {job.request.count} images" if job.state is not JobState.DOWNLOADING else ""
    if job.attempts > 1:
        state += f" ({job.attempts} of {ATTEMPTS})"
    return Row(
        key=job.id,
        title=title_of(job),
        state=state,
        right=seconds_words(elapsed),
        bar=True,
        share=share,
        tip=job.request.prompt,
        job=job.id,
    )


def _downloading(received: Received | None) -> tuple[str, float | None]:
    if received is None:
        return "Downloading", None
    got, total = received
    if not total:
        return f"Downloading {words.bytes_label(got)}", None
    whole = words.bytes_label(total)
    number, unit = words.bytes_label(got).rsplit(" ", 1)
    so_far = number if whole.endswith(f" {unit}") else f"{number} {unit}"
    return f"Downloading {so_far} of {whole}", min(1.0, got / total)


def is_waiting_again(job: Job, now: datetime) -> bool:
    """Whether it was sent in vain, and waits for its next attempt."""
    return job.state is JobState.QUEUED and bool(job.attempts) and _until(job, now) > 0


def _until(job: Job, now: datetime) -> float:
    return (job.not_before - now).total_seconds() if job.not_before else 0.0


def waiting_again(job: Job, now: datetime) -> Row:
    left = _until(job, now)
    since = job.changed_at or job.created_at
    whole = max(left, (job.not_before - since).total_seconds() if job.not_before else left)
    reason = job.reason.rstrip(".") or "Put off"
    left_words = f"{max(1, int(left + 0.999))} s" if left < _SHORT else seconds_words(left)
    return Row(
        key=job.id,
        title=title_of(job),
        state=f"{reason} — trying again in {left_words} ({job.attempts + 1} of {ATTEMPTS})",
        right=seconds_words((now - since).total_seconds()),
        tone="warn",
        bar=True,
        share=1 - left / whole if whole else 0.0,
        cross=_CANCEL,
        tip=job.request.prompt,
        job=job.id,
    )


_CANCEL = Action("cancel", "Cancel", "Cancel: take it out of the queue, nothing is paid (Del)")
_DISMISS = Action("dismiss", "Dismiss", "Dismiss: its record stays in the library (Del)")
_RUN_NEXT = Action("run_next", "Run next", "Put it at the head of the queue (Enter)")


def queued(job: Job, place: int, now: datetime) -> Row:
    """A job in the line; `place` counts from one."""
    state, tone = ("Next in line" if place == 1 else "Waiting"), "plain"
    if job.state is JobState.HELD:
        state, tone = f"On hold — {job.reason.rstrip('.')}" if job.reason else "On hold", "warn"
    elif (left := _until(job, now)) > 0:
        state = f"Waits {seconds_words(left)} more"
    count = job.request.count
    images = words.counted(count, "image") if count > 1 else ""
    return Row(
        key=job.id,
        title=title_of(job),
        state=f"{state} · {images}" if images else state,
        right=f"{place:,}",
        tone="warn" if tone == "warn" else "plain",
        cross=_CANCEL if job.state in CANCELLABLE else None,
        action=_RUN_NEXT if place > 1 else None,
        tip=job.request.prompt,
        job=job.id,
    )


_STOPPED = {
    JobState.REFUSED: "Refused by Ideogram, not paid",
    JobState.FAILED: "Failed",
    JobState.UNSURE: "Sent, but no answer came back: it may have been paid for",
}


def review(job: Job, prices: Prices, now: datetime) -> Row:
    """A job that only a person can help."""
    said = job.reason or _STOPPED.get(job.state, "")
    if job.state is JobState.REFUSED:
        action = Action("edit", "Edit & try again", "Edit the prompt and queue it again (Enter)")
    else:
        price = price_of(job.request, prices)
        text = retry_words(job.state, price=price, answered=job.answered, sandbox=job.sandbox)
        action = Action("retry", text, f"{text} (Enter)")
    return Row(
        key=job.id,
        title=title_of(job),
        state=said,
        right=moment_words(job.changed_at or job.created_at, now),
        tone="warn" if job.state is JobState.UNSURE else "bad",
        bar=True,
        share=1.0,
        cross=_DISMISS,
        action=action if action.text else None,
        tip=job.request.prompt,
        job=job.id,
    )


def done(job: Job, now: datetime) -> Row:
    """A job that is settled; it keeps its place in the library whatever becomes of this row."""
    count = job.request.count
    cost = words.dollars(job.cost) + (", sandbox" if job.sandbox else "") if job.cost else ""
    tone: Tone = "plain"
    action = None
    match job.state:
        case JobState.DONE:
            state = words.counted(count, "image")
        case JobState.WITHHELD:
            state, tone = "Withheld by the safety check, paid", "warn"
        case JobState.PARTIAL:
            state, tone = f"Partly done: {job.reason}".rstrip(": "), "warn"
            action = Action("retry", "Fetch again, free", "Fetch what is missing (Enter)")
        case JobState.CANCELLED:
            state = "Cancelled, not paid"
            action = Action("retry", "Queue again", "Queue it again (Enter)")
        case _:  # dismissed: dealt with, and still told
            state = _STOPPED.get(job.state, str(job.state))
    return Row(
        key=job.id,
        title=title_of(job),
        state=f"{state} · {cost}" if cost else state,
        right=moment_words(job.changed_at or job.created_at, now),
        tone=tone,
        action=action,
        picture=job.state in (JobState.DONE, JobState.PARTIAL),
        tip=f"{exactly(job.changed_at or job.created_at)}\n{job.request.prompt}",
        job=job.id,
    )


def callback(delivery: Delivery, now: datetime) -> Row:
    """A callback that its receiver has not taken yet, or that was given up."""
    why = f"HTTP {delivery.status}" if delivery.status else delivery.note.rstrip(".")
    dead = delivery.state is not DeliveryState.OWED
    left = (delivery.next_at - now).total_seconds() if delivery.next_at else 0.0
    if dead:
        state = f"{why or 'Not taken'} — given up after {delivery.tries} tries"
    else:
        soon = f"in {seconds_words(left)}" if left > 0 else "now"
        state = f"{why or 'Not taken yet'} — retry {delivery.tries + 1} of {len(WAITS)} {soon}"
    event = _EVENTS[delivery.event]
    return Row(
        key=delivery.id,
        title=f"Callback to {urlsplit(delivery.url).hostname or delivery.url}",
        state=state,
        right=moment_words(delivery.created_at, now) if dead else "",
        tone="bad" if dead else "warn",
        bar=True,
        share=1.0 if dead else delivery.tries / len(WAITS),
        action=Action(
            "send_again", "Send again" if dead else "Send now", "Send this callback now (Enter)"
        ),
        tip=f"{event}: {first_words(_prompt_of(delivery), 120)}",
        job=delivery.job,
    )


_EVENTS = {
    CallbackEvent.COMPLETED: "Picture made",
    CallbackEvent.FAILED: "Picture failed",
    CallbackEvent.WITHHELD: "Picture withheld",
}


def _prompt_of(delivery: Delivery) -> str:
    try:
        return str(json.loads(delivery.body).get("prompt", ""))
    except (ValueError, AttributeError):
        return ""
