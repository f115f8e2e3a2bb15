"""Which pictures are compared, which of them is judged now, and what comes next: no widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FEWEST, MOST = 2, 4  # pictures side by side


@dataclass(slots=True)
class Comparison:
    """`shown` are the panes from left to right; `active` is the place of the one being judged.

    Two to four candidates are all shown, and judging goes from pane to pane. Of more, the first
    stays at the left to be held against the others, which take the right pane one by one.
    """

    candidates: list[int]
    shown: list[int]
    active: int = 0
    at: int = 1  # of the candidates, the one whose turn it is

    @classmethod
    def of(cls, numbers: Sequence[int]) -> Comparison:
        candidates = list(dict.fromkeys(numbers))
        if len(candidates) <= MOST:
            return cls(candidates, list(candidates))
        return cls(candidates, candidates[:FEWEST], active=1)

    @property
    def all_shown(self) -> bool:
        return len(self.candidates) == len(self.shown)

    @property
    def is_over(self) -> bool:
        """Nothing is left to be held against anything."""
        return len(self.candidates) < FEWEST

    @property
    def judged(self) -> int:
        """The number of the picture that keys rate and reject."""
        return self.shown[self.active]

    def pair(self) -> tuple[int, int]:
        """The two that lie on each other: the first one, and the one being judged."""
        return self.shown[0], self.shown[self.active or 1]

    def step(self, by: int) -> bool:
        """To the next or previous candidate; False if there is none."""
        if self.all_shown:
            self.active = (self.active + by) % len(self.shown)
            return True
        following = self.beside(by)
        if following is not None:
            self._take(following)
        return following is not None

    def beside(self, by: int) -> int | None:
        """The nearest candidate in a direction that is not shown yet."""
        place = self.at + by
        while 0 <= place < len(self.candidates):
            if self.candidates[place] not in self.shown:
                return self.candidates[place]
            place += by
        return None

    def focus(self, by: int) -> None:
        """Judge the pane beside this one."""
        self.active = (self.active + by) % len(self.shown)

    def swap(self) -> None:
        """The first one and the one being judged change places; the turns go on as before."""
        other = self.active or 1
        shown = self.shown
        shown[0], shown[other] = shown[other], shown[0]

    def choose(self, number: int) -> None:
        """Judge this one: where it is shown, or in place of the one judged so far."""
        if number in self.shown:
            self.active = self.shown.index(number)
        elif number in self.candidates:
            self._take(number)

    def _take(self, number: int) -> None:
        self.shown[self.active] = number
        self.at = self.candidates.index(number)

    def drop(self, numbers: Iterable[int]) -> None:
        """These have left the library's sight; others take their panes while there are any."""
        gone = set(numbers).intersection(self.candidates)
        if not gone:
            return
        waiting = [n for n in self.candidates if n not in gone and n not in self.shown]
        judged, had = self.judged, self.candidates
        self.at -= sum(number in gone for number in had[: self.at + 1])
        self.candidates = [n for n in self.candidates if n not in gone]
        kept: list[int] = []
        for number in self.shown:
            if number not in gone:
                kept.append(number)
            elif waiting:
                kept.append(waiting.pop(0))
        self.shown = kept
        place = kept.index(judged) if judged in kept else self.active
        self.active = min(place, max(0, len(kept) - 1))
