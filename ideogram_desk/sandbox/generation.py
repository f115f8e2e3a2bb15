"""A generation: an accepted order on its way to pictures."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ideogram_desk.sandbox.order import Order


class State(StrEnum):
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(slots=True)
class Generation:
    id: str
    order: Order
    seeds: tuple[int, ...]  # one a picture that is delivered
    accepted_at: float
    marks: dict[str, str]  # what is to be wrong with it: fault -> its value
    state: State = State.PENDING
    settled_at: float | None = None
    settled: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def billed(self) -> int:
        """Millionths of a dollar; withheld pictures cost as much as the others."""
        return len(self.seeds) * self.order.price if self.state is State.COMPLETED else 0

    def picture_id(self, index: int) -> str:
        return f"{self.id}-{index}"
