"""How long the client waits for each kind of call, and how many bytes it takes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MAX_REPLY: Final = 2**20  # bytes
MAX_PICTURE: Final = 50 * 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for each step, and for the call as a whole, however slowly bytes keep dripping."""

    read: float
    total: float
    connect: float = 10.0
    write: float = 120.0


@dataclass(frozen=True, slots=True)
class Patience:
    generating: Limits = Limits(read=300.0, total=450.0)  # answered when the pictures are made
    accepting: Limits = Limits(read=60.0, total=210.0)
    asking: Limits = Limits(read=30.0, total=60.0)
    fetching: Limits = Limits(read=30.0, total=120.0)
    picture_bytes: int = MAX_PICTURE
