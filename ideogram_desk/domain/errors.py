"""The tree of errors that are not bugs.

DeskError
├── ApiError
│   ├── Unreachable         nothing of the request was sent
│   ├── AnswerUnknown       it was sent and may have been paid for; the outcome is not known
│   ├── KeyRejected         401, 403
│   ├── OutOfCredit         402
│   ├── RateLimited         429
│   ├── ServiceFailed       500, 503 in the API's own words: not billed
│   ├── RequestRejected     400, 404, 413: the request's fault
│   ├── ContentRefused      422: the safety check refused the prompt or an input
│   ├── UnexpectedReply     an answer to a free call (poll) that cannot be understood
│   ├── GenerationUnknown   a poll for an id that the API does not know
│   └── LinkDead            a result link that no longer gives a picture
├── StoreError: DiskFull, LibraryLocked, LibraryTooNew, LibraryDamaged, NotFound
├── MediaError: Unreadable
├── InvalidRequest          refused here, before anything is sent
├── BatchFileError          a batch file that cannot be read as one; nothing was queued
├── OverBudget              a day's or a campaign's budget does not allow it; nothing was queued
├── SettingsError
├── SecretUnavailable
└── SandboxFailed

`str()` of each is a plain sentence for the command line and the log. No secret and no signed link
ever stands in one. Whatever else is raised is a bug and is reported as one.
"""

from __future__ import annotations

from dataclasses import dataclass


class DeskError(Exception):
    """Something went wrong that is not a bug of ours."""


class ApiError(DeskError):
    """The Ideogram API, or the way to it, said no."""


class Unreachable(ApiError):
    """The API could not be reached; not one byte of the request was sent."""


class AnswerUnknown(ApiError):
    """A paid request was sent and its outcome is not known; it is never sent again by itself."""


class KeyRejected(ApiError):
    pass


class OutOfCredit(ApiError):
    pass


class RateLimited(ApiError):
    """The API is busy with our other requests; this one did not run and was not billed."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after  # seconds, clamped to 1..3600, or None


class ServiceFailed(ApiError):
    pass


class RequestRejected(ApiError):
    pass


class ContentRefused(ApiError):
    pass


class UnexpectedReply(ApiError):
    pass


class GenerationUnknown(ApiError):
    pass


class LinkDead(ApiError):
    pass


class StoreError(DeskError):
    """The library on disk could not do what was asked."""


class DiskFull(StoreError):
    pass


class LibraryLocked(StoreError):
    pass


class LibraryTooNew(StoreError):
    pass


class LibraryDamaged(StoreError):
    pass


class NotFound(StoreError):
    """No job or picture has this id."""


class MediaError(DeskError):
    pass


class Unreadable(MediaError):
    """Bytes that are no picture we accept."""


class SettingsError(DeskError):
    pass


class SecretUnavailable(DeskError):
    pass


class SandboxFailed(DeskError):
    """The built-in sandbox's process did not come up."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One field of a request that the API would refuse, and why, as a plain sentence."""

    field: str
    message: str


class InvalidRequest(DeskError):
    """A request that the API would refuse; it was not sent."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(f"{problem.field}: {problem.message}" for problem in problems))
        self.problems = problems


class BatchFileError(DeskError):
    pass


class OverBudget(DeskError):
    """A budget does not allow it; nothing was queued. Amounts are millionths of a dollar."""

    def __init__(self, message: str, *, needed: int, left: int, batch: str | None = None) -> None:
        super().__init__(message)
        self.needed = needed
        self.left = left
        self.batch = batch  # whose budget it is; None: the day's
