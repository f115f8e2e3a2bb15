"""Days as people write them in the search box: 2026-11-03, 2026-11, yesterday, monday, 7d."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WRITTEN = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?")
_AGO = re.compile(r"([0-9]{1,5})(d|w|m|y)")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


class NotADate(ValueError):
    """A text means no day."""


def local_today() -> date:
    return datetime.now(UTC).astimezone().date()


def days(text: str, today: date) -> tuple[date, date]:
    """The first and the last day that a text means. Raises NotADate."""
    text = text.casefold()
    try:
        if text == "today":
            return today, today
        if text == "yesterday":
            day = today - timedelta(days=1)
            return day, day
        if text in _WEEKDAYS:
            day = today - timedelta(days=(today.weekday() - _WEEKDAYS.index(text)) % 7)
            return day, day
        if (ago := _AGO.fullmatch(text)) is not None:
            day = today - timedelta(days=int(ago[1]) * _DAYS[ago[2]])
            return day, day
        if (written := _WRITTEN.fullmatch(text)) is not None:
            return _span(*(None if part is None else int(part) for part in written.groups()))
    except (ValueError, OverflowError):
        raise NotADate(text) from None
    raise NotADate(text)


def _span(year: int | None, month: int | None, day: int | None) -> tuple[date, date]:
    assert year is not None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is not None:
        return date(year, month, day), date(year, month, day)
    after = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), after - timedelta(days=1)


def told(first: date, last: date) -> str:
    """A day, a month or a year in words."""
    if first == last:
        return f"{first.day} {MONTHS[first.month - 1]} {first.year}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}"
    return f"{MONTHS[first.month - 1]} {first.year}"
