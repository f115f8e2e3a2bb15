"""What the API answers: a reply as it came, and what it means."""

from __future__ import annotations

from dataclasses import dataclass


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
