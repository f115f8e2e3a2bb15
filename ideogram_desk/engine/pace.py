"""How long what waits will take, learnt from the last pictures of each model and speed; pure."""

from __future__ import annotations

from collections import deque
from statistics import median
from typing import TYPE_CHECKING

from ideogram_desk.domain import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable

LAST = 20  # pictures of a model and speed that tell its pace

Waiting = tuple[str, str, int]  # model, speed, pictures


class Pace:
    """Seconds that a picture keeps its place, by model and speed."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[str, str], deque[float]] = {}

    def learn(self, model: str, speed: str | None, seconds: float) -> None:
        """A request of this model and speed took so long."""
        if seconds >= 0:
            lasts = self._seconds.setdefault(_key(model, speed), deque(maxlen=LAST))
            lasts.append(seconds)

    def learn_all(self, durations: Iterable[tuple[str, str, float]]) -> None:
        """What the library knows: model, speed, seconds; newest first."""
        self._seconds.clear()
        for model, speed, seconds in reversed(list(durations)):
            self.learn(model, speed, seconds)

    def seconds(self, model: str, speed: str | None) -> float | None:
        """What one picture takes; for a pace not seen yet, that of its nearest kin."""
        key = _key(model, speed)
        known = self._seconds.get(key)
        if known is None:
            kin = [lasts for (other, _), lasts in self._seconds.items() if other == model]
            everything = kin or list(self._seconds.values())
            if not everything:
                return None
            return median(median(lasts) for lasts in everything)
        return median(known)

    def estimate(self, waiting: Iterable[Waiting], places: int) -> float | None:
        """Seconds until all of it is made with so many places; None if nothing is known yet."""
        total = longest = 0.0
        for model, speed, pictures in waiting:
            each = self.seconds(model, speed)
            if each is None:
                return None
            if pictures:
                total += each * pictures
                longest = max(longest, each)
        return max(total / max(places, 1), longest)


def _key(model: str, speed: str | None) -> tuple[str, str]:
    if not speed and catalogue.known(model):
        speed = catalogue.get(model).default_speed
    return model, speed or ""
