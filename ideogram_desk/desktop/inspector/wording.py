"""Times, states and file names as the inspector tells them; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideogram_desk.domain.job import JobState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_STATES: Mapping[JobState, str] = {
    JobState.QUEUED: "Waiting for a place",
    JobState.HELD: "Held, waits for you",
    JobState.SENDING: "Sending",
    JobState.ACCEPTED: "Generating",
    JobState.DOWNLOADING: "Downloading",
    JobState.DONE: "Done",
    JobState.PARTIAL: "Partly done",
    JobState.WITHHELD: "Withheld",
    JobState.REFUSED: "Refused",
    JobState.FAILED: "Failed",
    JobState.UNSURE: "May have been paid for",
    JobState.CANCELLED: "Cancelled",
}
# Not strftime's: Qt sets the process's locale, and the program speaks one language.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)

# They turn the text around them; in a name of a file they may hide what it is.
_BIDI = dict.fromkeys(
    (*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C), "�"
)


def job_state(state: JobState) -> str:
    return _STATES[state]


def visible(name: str) -> str:
    """A file's name with the marks that turn text around made visible."""
    return name.translate(_BIDI)


def day(moment: datetime, now: datetime) -> str:
    """Local day in words: today, yesterday, "Tue 17 Nov", "3 Mar 2024"."""
    here, today = moment.astimezone(), now.astimezone()
    ago = (today.date() - here.date()).days
    if ago == 0:
        return "today"
    if ago == 1:
        return "yesterday"
    month = _MONTHS[here.month - 1]
    if here.year == today.year:
        return f"{_DAYS[here.weekday()]} {here.day} {month}"
    return f"{here.day} {month} {here.year}"


def when(moment: datetime, now: datetime) -> str:
    return f"{day(moment, now)} {moment.astimezone():%H:%M}"


def exactly(moment: datetime) -> str:
    """A moment in full, in local time."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S %Z}"
