"""Many numbers of pictures as few bytes, for the journal, and as text, for a query."""

from __future__ import annotations

import sys
import zlib
from array import array
from itertools import accumulate, chain
from operator import sub
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def ascending(numbers: Iterable[int]) -> array[int]:
    """Each number once, the lowest first."""
    return array("q", sorted(set(numbers)))


def pack(numbers: array[int]) -> bytes:
    """Ascending numbers by their distances; a million neighbours are a few kilobytes."""
    distances = array("q", map(sub, numbers, chain((0,), numbers)))
    if sys.byteorder == "big":
        distances.byteswap()
    return zlib.compress(distances.tobytes(), 1)


def unpack(packed: bytes) -> array[int]:
    distances = array("q")
    distances.frombytes(zlib.decompress(packed))
    if sys.byteorder == "big":
        distances.byteswap()
    return array("q", accumulate(distances))


def listed(numbers: array[int]) -> str:
    """Numbers as JSON, one value for `json_each` however many they are."""
    return str(numbers.tolist())
