"""The studio runs generations: it takes orders, counts those in flight, settles and bills them."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import TYPE_CHECKING, Any

from ideogram_desk.sandbox.generation import Generation, State
from ideogram_desk.sandbox.refusal import RefusalError
from ideogram_desk.sandbox.vocabulary import MAX_SEED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ideogram_desk.sandbox.ledger import Ledger
    from ideogram_desk.sandbox.order import Order

# How much longer than usual a generation takes at each speed or quality.
_PACE = {"turbo": 0.6, "very_low": 0.5, "low": 0.7, "quality": 1.6, "high": 1.4}
_STRIDE = 7919  # between the seeds of one generation's pictures


class Studio:
    def __init__(self, ledger: Ledger, seconds: tuple[float, float], inflight: int) -> None:
        self._ledger = ledger
        self._generations = ledger.generations
        self._seconds = seconds
        self._places = inflight
        self._taken = 0
        self._running: set[asyncio.Task[None]] = set()

    def resume(self) -> None:
        """Go on with what a process before this one had accepted and not finished."""
        for generation in self._generations.values():
            if generation.state is State.PENDING:
                self._start(generation, time.time() - generation.accepted_at)

    def accept(self, order: Order, marks: dict[str, str]) -> Generation:
        if self._taken + order.count > self._places:
            raise RefusalError(
                429,
                "Too many generations in flight.",
                reject_reason="inflight_limit",
                max_inflight_requests=self._places,
                task_completion_speed="fast",
            )
        generation = Generation(
            id=secrets.token_urlsafe(16),
            order=order,
            seeds=_seeds(order, marks),
            accepted_at=time.time(),
            marks=marks,
        )
        self._generations[generation.id] = generation
        self._ledger.accepted(generation)
        self._start(generation, 0.0)
        return generation

    def find(self, generation_id: str) -> Generation:
        if generation_id not in self._generations:
            raise RefusalError(404, f"Generation {generation_id} was not found.")
        return self._generations[generation_id]

    def bill(self) -> dict[str, Any]:
        lines = [
            {
                "id": generation.id,
                "prompt": generation.order.prompt,
                "model": generation.order.model,
                "pictures": len(generation.seeds),
                "usd_micros": generation.billed,
                "seeds": list(generation.seeds),
            }
            for generation in self._completed()
        ]
        return {
            "pictures": sum(len(generation.seeds) for generation in self._completed()),
            "usd_micros": sum(generation.billed for generation in self._completed()),
            "generations": lines,
        }

    def stop(self) -> None:
        """Leave what is pending to the next process; whoever waits for it is let go."""
        for task in self._running:
            task.cancel()
        for generation in self._generations.values():
            generation.settled.set()

    def _completed(self) -> Iterator[Generation]:
        return (g for g in self._generations.values() if g.state is State.COMPLETED)

    def _start(self, generation: Generation, already: float) -> None:
        # One that never completes takes no place: it is there to be polled, not to block others.
        if "never-completes" in generation.marks:
            return
        self._taken += generation.order.count
        wait = max(self._duration(generation) - already, 0.0)
        if wait == 0 and not generation.order.run_async:
            self._settle(generation)
            return
        task = asyncio.get_running_loop().create_task(self._make(generation, wait))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _make(self, generation: Generation, wait: float) -> None:
        await asyncio.sleep(wait)
        self._settle(generation)

    def _settle(self, generation: Generation) -> None:
        generation.state = State.FAILED if "failed" in generation.marks else State.COMPLETED
        generation.settled_at = time.time()
        self._taken -= generation.order.count
        self._ledger.settled(generation)
        generation.settled.set()

    def _duration(self, generation: Generation) -> float:
        shortest, longest = self._seconds
        share = generation.seeds[0] / MAX_SEED if generation.seeds else 0.5
        return (shortest + (longest - shortest) * share) * _PACE.get(generation.order.speed, 1.0)


def _seeds(order: Order, marks: dict[str, str]) -> tuple[int, ...]:
    first = order.seed if order.seed is not None else secrets.randbelow(MAX_SEED + 1)
    count = order.count
    if "more-items" in marks:
        count += 1
    if "fewer-items" in marks:
        count = max(count - 1, 1)
    if "no-items" in marks:
        count = 0
    return tuple((first + i * _STRIDE) % (MAX_SEED + 1) for i in range(count))
