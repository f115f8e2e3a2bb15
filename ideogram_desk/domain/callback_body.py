"""The body of a callback: the seed document's fields, small whatever the prompt holds."""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from ideogram_desk.domain.callback import CallbackEvent
    from ideogram_desk.domain.job import Job, Picture

MOST_BYTES = 19_999
_MOST_METADATA = 8_000  # bytes of JSON; the prompt gets what the rest leaves
_MOST_ERROR = 2_000
_MOST_PATH = 5_000
_MOST_WORD = 200


def callback_body(
    event: CallbackEvent,
    job: Job,
    picture: Picture | None,
    *,
    at: datetime,
    folder: Path | None = None,
    error: str = "",
) -> bytes:
    """The JSON that is posted. Without a picture it tells of the whole job.

    `folder` is the library's, where the receiver may know whole paths; else it is told the file's
    name. What had to be cut to stay below 20,000 bytes is told by a field `cut`.
    """
    whole = _fields(event, job, picture, at, folder, error)
    body = _encoded(whole)
    if len(body) <= MOST_BYTES:
        return body
    cut = {**whole, "cut": True, "prompt": "", "metadata": _cut_metadata(job.metadata)}
    for name, most in (
        ("error", _MOST_ERROR),
        ("filePath", _MOST_PATH),
        ("resolution", _MOST_WORD),
        ("model", _MOST_WORD),
    ):
        if isinstance(cut.get(name), str):
            cut[name] = _cut(cut[name], most)
    cut["prompt"] = _cut(job.request.prompt, MOST_BYTES - len(_encoded(cut)))
    return _encoded(cut)


def _fields(
    event: CallbackEvent,
    job: Job,
    picture: Picture | None,
    at: datetime,
    folder: Path | None,
    error: str,
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "event": str(event),
        "jobId": job.id,
        "imageId": picture.id if picture else None,
        "prompt": job.request.prompt,
        "seed": picture.seed if picture else job.request.seed,
        "resolution": _resolution(picture) if picture else None,
        "filePath": _file(picture, folder) if picture else None,
        "metadata": dict(job.metadata),
        "model": job.request.model,
        "timestamp": _utc(at),
    }
    if error:
        fields["error"] = error
    return fields


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _resolution(picture: Picture) -> str | None:
    measured = f"{picture.width}x{picture.height}" if picture.width else None
    return picture.resolution or measured


def _file(picture: Picture, folder: Path | None) -> str | None:
    if picture.path is None:
        return None
    return PurePosixPath(picture.path).name if folder is None else str(folder / picture.path)


def _encoded(value: object) -> bytes:
    # A name on a disk may hold bytes that are no UTF-8; half of a surrogate pair is written "?".
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _cut(text: str, most: int) -> str:
    """The longest beginning of whole characters that takes at most so many bytes of JSON."""
    most += 2  # its quotes
    if len(_encoded(text)) <= most:
        return text
    shortest, longest = 0, min(len(text), most)
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        if len(_encoded(text[:middle])) <= most:
            shortest = middle
        else:
            longest = middle - 1
    return text[:shortest]


def _cut_metadata(metadata: Mapping[str, str]) -> dict[str, str]:
    """As many entries as there is room for, in their order; a long value is cut, a name is not."""
    room = _MOST_METADATA
    kept: dict[str, str] = {}
    for name, value in metadata.items():
        room -= len(_encoded(name)) + len('"":,')
        if room <= 0:
            break
        kept[name] = _cut(value, room)
        room -= len(_encoded(kept[name])) - 2
    return kept
