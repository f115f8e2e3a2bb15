"""Finds deeds by a few letters: whole words first, then beginnings, then letters in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ideogram_desk.desktop.actions.deed import Deed

_BEGINS, _WORD, _INSIDE, _ALIAS, _SCATTERED = 100, 80, 50, 40, 10
_GAP = 4  # how far apart letters may lie that are typed one after another


def score(wanted: str, title: str, words: str = "") -> int:
    """How well each word wanted fits; 0 if one of them does not at all."""
    whole = 0
    for part in wanted.casefold().split():
        fit = _fit(part, title.casefold(), words.casefold())
        if not fit:
            return 0
        whole += fit
    return whole


def _fit(part: str, title: str, words: str) -> int:
    if title.startswith(part):
        return _BEGINS
    if any(word.startswith(part) for word in title.replace(":", " ").split()):
        return _WORD
    if part in title:
        return _INSIDE
    if any(word.startswith(part) for word in words.split()):
        return _ALIAS
    return _SCATTERED if _scattered(part, title) else 0


def _scattered(part: str, title: str) -> bool:
    """Whether the letters come in this order and not too far apart, the first one in front."""
    starts = [i for i, c in enumerate(title) if c == part[0] and (not i or title[i - 1] == " ")]
    return any(_follows(part, title, start) for start in starts)


def _follows(part: str, title: str, at: int) -> bool:
    for letter in part[1:]:
        found = title.find(letter, at + 1)
        begins = title.find(f" {letter}", at + 1)
        if begins >= 0:  # the next word's first letter may be as far away as it likes
            found = begins + 1 if found < 0 or found - at > _GAP else found
        elif found - at > _GAP:
            return False
        if found < 0:
            return False
        at = found
    return True


def matching(wanted: str, deeds: Iterable[Deed], recent: Sequence[str]) -> list[Deed]:
    """The best first; of equals the one that was done last, then as they stand in the table."""
    lately = {name: place for place, name in enumerate(recent)}
    never = len(lately)
    listed = list(deeds)
    if not wanted.strip():
        return sorted(listed, key=lambda deed: lately.get(deed.name, never))
    scored = [(score(wanted, deed.title, deed.words), deed) for deed in listed]
    found = [(fit, deed) for fit, deed in scored if fit]
    found.sort(key=lambda pair: (-pair[0], lately.get(pair[1].name, never)))
    return [deed for _fit, deed in found]
