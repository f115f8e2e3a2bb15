"""What follows from an error: try again, hold the queue, ask the user, or give up; pure.

| error                                  | attempt 1 and 2         | attempt 3 |
| -------------------------------------- | ----------------------- | --------- |
| Unreachable (not sent)                 | again, 2 s doubled      | failed    |
| ServiceFailed (500, 503 by the API)    | again, 2 s doubled      | failed    |
| RateLimited (429)                      | again, Retry-After      | failed    |
| KeyRejected, OutOfCredit               | hold the queue          | hold      |
| RequestRejected, ContentRefused        | refused, for Review     | refused   |
| AnswerUnknown: anything after byte one | unsure: ask the user    | unsure    |
| everything else                        | failed                  | failed    |

Only what is proven unpaid is ever sent again.
"""

from __future__ import annotations

from dataclasses import dataclass

from ideogram_desk.domain import errors
from ideogram_desk.domain.job import JobState

ATTEMPTS = 3
FIRST_WAIT = 2.0  # seconds, doubled at each attempt
LONGEST_WAIT = 60.0
SHORTEST_PLEA = 1.0  # what a server may ask for with Retry-After
LONGEST_PLEA = 3600.0


@dataclass(frozen=True, slots=True)
class Retry:
    """It is proven unpaid: send it again after `wait` seconds."""

    wait: float


@dataclass(frozen=True, slots=True)
class Hold:
    """No job can go on before the user has done something."""


@dataclass(frozen=True, slots=True)
class Ask:
    """It may have been paid for: only the user sends it again."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The job ends in `state`."""

    state: JobState


Verdict = Retry | Hold | Ask | GiveUp


def backoff(attempt: int, chance: float) -> float:
    """Seconds to wait after the attempt with this number (from 1); `chance` in 0..1 is jitter."""
    wait = min(FIRST_WAIT * 2.0 ** (attempt - 1), LONGEST_WAIT)
    return float(wait * (0.75 + 0.5 * chance))


def verdict(error: errors.DeskError, attempt: int, chance: float) -> Verdict:
    """What to do about the error that ended attempt number `attempt` of a paid request."""
    match error:
        case errors.KeyRejected() | errors.OutOfCredit() | errors.SecretUnavailable():
            return Hold()
        case errors.AnswerUnknown():
            return Ask()
        case errors.RateLimited(retry_after=float(seconds)) if attempt < ATTEMPTS:
            # In this order, "not a number" becomes the shortest.
            return Retry(min(max(SHORTEST_PLEA, seconds), LONGEST_PLEA))
        case errors.RateLimited() | errors.Unreachable() | errors.ServiceFailed() if (
            attempt < ATTEMPTS
        ):
            return Retry(backoff(attempt, chance))
        case errors.RequestRejected() | errors.ContentRefused():
            return GiveUp(JobState.REFUSED)
        case _:
            return GiveUp(JobState.FAILED)
