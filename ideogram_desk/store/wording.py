"""Words for the sentences of the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 60


def pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count:,} pictures"


def named(name: str) -> str:
    """A name in quotes, cut where it is long."""
    return f"“{name if len(name) <= _LONGEST else name[:_LONGEST] + '…'}”"


def all_named(names: Iterable[str]) -> str:
    """Several names: “a”, “b” and “c”."""
    *others, last = map(named, names)
    return f"{', '.join(others)} and {last}" if others else last
