"""A delivery in words: what it tells of, to whom, and how it stands. No Qt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ideogram_desk.domain.address import read
from ideogram_desk.domain.callback import CallbackEvent, DeliveryState
from ideogram_desk.engine.delivery_schedule import WAITS

if TYPE_CHECKING:
    from datetime import datetime

    from ideogram_desk.domain.callback import Delivery

_FIRST_WORDS = 120  # characters
_EVENTS = {
    CallbackEvent.COMPLETED: "Picture made",
    CallbackEvent.FAILED: "Job failed",
    CallbackEvent.WITHHELD: "Picture withheld",
}
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def event_words(delivery: Delivery) -> str:
    return _EVENTS[delivery.event]


def about_words(delivery: Delivery) -> str:
    """The first words of the prompt, or the job where there are none."""
    try:
        said = json.loads(delivery.body)
        prompt = said.get("prompt") if isinstance(said, dict) else None
    except ValueError:
        prompt = None
    words = " ".join(prompt.split())[:_FIRST_WORDS] if isinstance(prompt, str) else ""
    return words or f"Job {delivery.job or delivery.id}"


def host_of(url: str) -> str:
    """The receiver's host as people know it; the whole text where it is no address."""
    address = read(url)
    return address.authority if address else url


def state_words(delivery: Delivery, now: datetime) -> str:
    """How it stands: "HTTP 503 · try 3 of 10 in 4 min"."""
    answer = f"HTTP {delivery.status}" if delivery.status is not None else ""
    note = delivery.note.rstrip(".") or answer
    match delivery.state:
        case DeliveryState.DELIVERED:
            tries = _tries(delivery.tries) if delivery.tries > 1 else ""
            parts = ("Delivered", answer, tries)
        case DeliveryState.DEAD:
            parts = (note or "Not delivered", _tries(delivery.tries), "")
        case DeliveryState.DISABLED:
            parts = ("Not wanted any more", note, "")
        case DeliveryState.OWED if delivery.tries == 0:
            parts = ("Waits for its turn", note, "")
        case DeliveryState.OWED:
            wait = (delivery.next_at - now).total_seconds() if delivery.next_at else 0.0
            next_try = f"try {delivery.tries + 1} of {len(WAITS)} {in_words(wait)}"
            parts = (note, next_try, "")
    return " · ".join(part for part in parts if part)


def _tries(count: int) -> str:
    return "1 try" if count == 1 else f"{count} tries"


def in_words(seconds: float) -> str:
    """The form "in 12 s", "in 4 min", "in 3 h", "in 2 days"."""
    if seconds < 1:
        return "now"
    if seconds < _MINUTE:
        return f"in {seconds:.0f} s"
    if seconds < _HOUR:
        return f"in {seconds / _MINUTE:.0f} min"
    if seconds < 2 * _DAY:
        return f"in {seconds / _HOUR:.0f} h"
    return f"in {seconds / _DAY:.0f} days"
