"""Collections: pictures put together by hand, nested as the user likes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Collection:
    """A picture may be in many. `count` are its own pictures, without those inside it."""

    id: int
    name: str
    parent: int | None
    count: int = 0
