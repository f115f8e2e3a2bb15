"""Which words a returned prompt has that the sent one had not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_WORDS = 2_000  # beyond it the comparison would be felt, and nobody reads it

_WORD = re.compile(r"\s*\S+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the returned prompt; the pieces put together are that prompt, unchanged."""

    text: str
    added: bool


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _bare(word: str) -> str:
    """A word as it is compared: its case and the punctuation around it say nothing new."""
    return word.strip().strip(".,;:!?\"'“”‘’()").casefold() or word.strip()


def pieces(sent: str, returned: str) -> tuple[Piece, ...]:
    """The returned prompt in stretches, each marked as added or as already sent."""
    before, after = _words(sent), _words(returned)
    if not after:
        return ()
    if max(len(before), len(after)) > MOST_WORDS:
        return (Piece(returned, added=False),)
    matcher = SequenceMatcher(
        None, [_bare(word) for word in before], [_bare(word) for word in after], autojunk=False
    )
    found: list[Piece] = []
    for tag, _, _, start, end in matcher.get_opcodes():
        if start < end:
            found.append(Piece("".join(after[start:end]), added=tag != "equal"))
    tail = returned[sum(len(word) for word in after) :]
    return (*found, Piece(tail, added=False)) if tail else tuple(found)
