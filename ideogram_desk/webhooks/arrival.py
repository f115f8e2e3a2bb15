"""A callback that came in, read with care: it may come from any program."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain import catalogue
from ideogram_desk.domain.callback import CallbackEvent
from ideogram_desk.domain.request import clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_ID = 200  # characters
_MOST_METADATA = 100
_EVENTS = ", ".join(CallbackEvent)


class Malformed(ValueError):
    """What came in is no event, and why, as a plain sentence."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One event; `id` is its webhook-id, "" if it had none. All texts are clean."""

    id: str
    event: CallbackEvent
    job: str
    image: str = ""
    prompt: str = ""
    model: str = ""
    seed: int | None = None
    resolution: str = ""
    file_path: str = ""
    error: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


def read(body: bytes, message_id: str = "") -> Arrival:
    """The event in a body. Raises Malformed."""
    said = _object(body)
    name = said.get("event")
    try:
        event = CallbackEvent(name) if isinstance(name, str) else None
    except ValueError:
        event = None
    if event is None:
        raise Malformed(f"“event” must be one of {_EVENTS}.")
    arrival = Arrival(
        message_id,
        event,
        _text(said, "jobId"),
        _text(said, "imageId"),
        _text(said, "prompt"),
        _text(said, "model"),
        _seed(said.get("seed")),
        _text(said, "resolution"),
        _path(said),
        _text(said, "error"),
        _metadata(said.get("metadata")),
    )
    if not arrival.job or max(len(arrival.job), len(arrival.image)) > _LONGEST_ID:
        raise Malformed(f"“jobId” must be a text of 1 to {_LONGEST_ID} characters.")
    if event is CallbackEvent.COMPLETED and not arrival.file_path:
        raise Malformed(f"“filePath” is missing, which {event} needs.")
    return arrival


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Malformed("The body is no JSON object in UTF-8.")
    return said


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    if value is not None and not isinstance(value, str):
        raise Malformed(f"“{name}” must be a text.")
    return clean_text(value or "")


def _path(said: Mapping[str, Any]) -> str:
    """The path as it was said: what a name of a file is made of is not cleaned."""
    value = said.get("filePath")
    if value is not None and not isinstance(value, str):
        raise Malformed("“filePath” must be a text.")
    return value or ""


def _seed(value: object) -> int | None:
    if value is None:
        return None
    if (
        isinstance(value, bool)
        or not isinstance(value, int)
        or not 0 <= value <= catalogue.MAX_SEED
    ):
        raise Malformed(f"“seed” must be a whole number from 0 to {catalogue.MAX_SEED}.")
    return value


def _metadata(value: object) -> dict[str, str]:
    """Names and texts; what is no text is kept as its JSON."""
    if value is None:
        return {}
    if not isinstance(value, dict) or len(value) > _MOST_METADATA:
        raise Malformed(f"“metadata” must be an object of at most {_MOST_METADATA} entries.")
    return {
        clean_text(name): clean_text(
            kept if isinstance(kept, str) else json.dumps(kept, ensure_ascii=False)
        )
        for name, kept in value.items()
    }
