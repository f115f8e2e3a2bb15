"""How many pictures of a list were asked for on one day: two searches by halves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date, datetime


def day_of(moment: datetime) -> date:
    return moment.astimezone().date()


def day_name(day: date, today: date) -> str:
    apart = (today - day).days
    if apart == 0:
        return "Today"
    if apart == 1:
        return "Yesterday"
    name = f"{day:%a} {day.day} {day:%b}"
    return name if day.year == today.year else f"{name} {day.year}"


async def first_row(
    count: int, day_at: Callable[[int], Awaitable[date | None]], found: Callable[[date], bool]
) -> int | None:
    """The first of `count` rows whose day is `found`, newest first; None if a row has gone."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        day = await day_at(middle)
        if day is None:
            return None
        low, high = (low, middle) if found(day) else (middle + 1, high)
    return low
