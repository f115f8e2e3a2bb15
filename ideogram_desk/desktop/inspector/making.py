"""What the inspector says about a job: its state in words, why, and what can be done; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ideogram_desk.desktop import words
from ideogram_desk.desktop.inspector import wording
from ideogram_desk.desktop.inspector.facts import Fact, of_job, price_of
from ideogram_desk.domain import catalogue
from ideogram_desk.domain.job import CANCELLABLE, RETRYABLE, JobState
from ideogram_desk.domain.money import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ideogram_desk.domain.job import Job, Tile
    from ideogram_desk.domain.money import Prices
    from ideogram_desk.domain.request import Request

Kind = Literal["info", "warn", "bad"]

DISMISSIBLE = frozenset(
    {
        JobState.PARTIAL,
        JobState.WITHHELD,
        JobState.REFUSED,
        JobState.FAILED,
        JobState.UNSURE,
        JobState.CANCELLED,
    }
)
MOVING = frozenset({JobState.SENDING, JobState.ACCEPTED, JobState.DOWNLOADING})

_PAID_TWICE = "If it has run, sending it again is paid for a second time."
_EXPLAINED: Mapping[JobState, str] = {
    JobState.QUEUED: "It is sent as soon as a place in the pool is free.",
    JobState.HELD: "It waits for you; nothing has been sent.",
    JobState.WITHHELD: "Ideogram's safety check withheld every picture. They were paid for.",
    JobState.REFUSED: "Ideogram would not run it. It was not paid for.",
    JobState.UNSURE: (
        "The request went out but no answer came back. It may have run and been paid for, so it "
        "is never sent again by itself. Sending it again may cost its price a second time."
    ),
    JobState.CANCELLED: "It was cancelled before it was sent. It was not paid for.",
}
_BAD = frozenset({JobState.REFUSED, JobState.FAILED, JobState.WITHHELD})
_WARN = frozenset({JobState.HELD, JobState.UNSURE, JobState.PARTIAL})


@dataclass(frozen=True, slots=True)
class Making:
    """A job as the inspector shows it."""

    job: str
    state: JobState
    reason: str
    explanation: str
    prompt: str
    negative: str
    facts: tuple[Fact, ...]
    ids: Mapping[str, str]
    ratio: float
    retry: str  # the words on the button; "" where there is none
    request: Request | None = None

    @property
    def kind(self) -> Kind:
        if self.state in _BAD:
            return "bad"
        return "warn" if self.state in _WARN else "info"

    @property
    def title(self) -> str:
        return wording.job_state(self.state)

    @property
    def can_cancel(self) -> bool:
        return self.state in CANCELLABLE

    @property
    def can_dismiss(self) -> bool:
        return self.state in DISMISSIBLE


def of_tile(tile: Tile, now: datetime) -> Making:
    """What a tile alone tells, until its job has been looked up."""
    model = catalogue.find(tile.model)
    facts = [
        Fact("model", "Model", model.name if model else tile.model, tile.model),
        Fact("aspect", "Aspect", tile.aspect.capitalize(), tile.aspect),
        _asked_for(tile.created_at, now),
        Fact("attempts", "Attempts", str(tile.attempts) if tile.attempts else ""),
    ]
    return Making(
        job=tile.job,
        state=tile.job_state,
        reason=tile.reason,
        explanation=_explained(tile.job_state, tile.reason),
        prompt=tile.prompt,
        negative="",
        facts=tuple(fact for fact in facts if fact.value),
        ids={"picture_id": tile.id, "job_id": tile.job},
        ratio=_ratio(tile.aspect),
        retry=retry_words(tile.job_state, price=0, answered=False),
    )


def of(job: Job, tile: Tile | None, now: datetime, prices: Prices = PUBLISHED) -> Making:
    request = job.request
    price = price_of(request, prices)
    return Making(
        job=job.id,
        state=job.state,
        reason=job.reason,
        explanation=_explained(job.state, job.reason),
        prompt=request.prompt,
        negative=request.negative,
        facts=of_job(job, now, prices),
        ids={
            "picture_id": tile.id if tile else "",
            "job_id": job.id,
            "generation_id": job.generation_id or "",
        },
        ratio=_shape(request),
        retry=retry_words(job.state, price=price, answered=job.answered, sandbox=job.sandbox),
        request=request,
    )


def _explained(state: JobState, reason: str) -> str:
    """A reason says it better; what pressing the button may cost stands beside it even then."""
    if not reason:
        return _EXPLAINED.get(state, "")
    return _PAID_TWICE if state is JobState.UNSURE else ""


def retry_words(state: JobState, *, price: int, answered: bool, sandbox: bool = False) -> str:
    """What the button says; it names money wherever pressing it may spend some twice."""
    if state not in RETRYABLE:
        return ""
    if answered or state == JobState.PARTIAL:
        return "Fetch again, free"
    if state == JobState.UNSURE and not sandbox:
        cost = f"up to {words.dollars(price)}" if price else "its price again"
        return f"Try again, may cost {cost}"
    return "Try again"


def _asked_for(moment: datetime, now: datetime) -> Fact:
    exact = wording.exactly(moment)
    return Fact("created", "Asked for", wording.when(moment, now), exact, exact)


def _shape(request: Request) -> float:
    if request.size:
        return _ratio(request.size.replace("x", ":"))
    return _ratio(request.aspect or "1:1")


def _ratio(aspect: str) -> float:
    try:
        return catalogue.ratio(aspect)
    except (ValueError, ZeroDivisionError):
        return 1.0
