"""Between rows of the database and the domain's values."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain.batch import Batch, BatchKind
from ideogram_desk.domain.callback import CallbackEvent, Delivery, DeliveryState
from ideogram_desk.domain.errors import NotFound
from ideogram_desk.domain.job import Job, JobState, Picture, PictureState, Tile
from ideogram_desk.domain.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from sqlite3 import Cursor

    from ideogram_desk.domain.money import Balance

JOB = (
    "job.number, job.id, job.state, job.reason, job.request, job.created_at, job.attempts,"
    " job.cost, job.sandbox, job.batch, job.metadata, job.tags, job.callback, job.parent,"
    " job.not_before, job.generation_id, job.answered, job.changed_at, job.replaced_by"
)

PICTURE = (
    "picture.number, picture.id, job.id, picture.idx, picture.state, job.request,"
    " picture.created_at, picture.url, picture.seed, picture.resolution, picture.is_safe,"
    " picture.expanded_prompt, picture.style_type, picture.path, picture.sha256, picture.bytes,"
    " picture.width, picture.height, picture.format, picture.cost, job.sandbox, picture.favorite,"
    " picture.rating, job.parent, job.metadata, picture.note,"
    " (SELECT json_group_array(tag) FROM picture_tag WHERE picture = picture.number),"
    " picture.flag, picture.label, picture.remark, picture.stack,"
    " (SELECT json_group_array(name) FROM (SELECT name FROM collection_picture JOIN collection"
    " ON collection.id = collection WHERE picture = picture.number ORDER BY name)),"
    " picture.trashed_at, picture.exported_at, picture.missing_at"
)

TILE = (
    "picture.number, picture.id, job.id, picture.state, job.state, job.reason,"
    " json_extract(job.request, '$.prompt'),"
    " picture.created_at, job.changed_at, job.not_before, job.attempts, picture.path,"
    " picture.width, picture.height, picture.favorite, picture.rating, job.sandbox, picture.seed,"
    " picture.cost, picture.note, picture.flag, picture.label, picture.stack,"
    " picture.style_type, picture.is_safe, picture.trashed_at, picture.exported_at,"
    " picture.missing_at, picture.aspect, picture.model"
)

# As the index job_open says it: SQLite takes a partial index only for the same words.
OPEN = "state IN ('held', 'sending', 'accepted', 'downloading')"

DELIVERY = (
    "outbox.id, outbox.event, outbox.url, outbox.body, outbox.state, outbox.created_at,"
    " outbox.endpoint, (SELECT id FROM job WHERE number = outbox.job),"
    " (SELECT id FROM picture WHERE number = outbox.picture), outbox.tries, outbox.next_at,"
    " outbox.status, outbox.note, outbox.own_network"
)

BATCH = (
    "batch.number, batch.id, batch.name, batch.kind, batch.created_at, batch.source,"
    " batch.fingerprint, batch.budget, batch.pictures"
)

Row = tuple[Any, ...]


def time_of(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _maybe_time(milliseconds: int | None) -> datetime | None:
    return time_of(milliseconds) if milliseconds else None


def job_of(row: Row) -> Job:
    """A Job from the columns of `JOB`."""
    return Job(
        number=row[0],
        id=row[1],
        state=JobState(row[2]),
        reason=row[3],
        request=Request.from_json(row[4]),
        created_at=time_of(row[5]),
        attempts=row[6],
        cost=row[7],
        sandbox=bool(row[8]),
        batch=row[9],
        metadata=json.loads(row[10]),
        tags=tuple(json.loads(row[11])),
        callback=row[12],
        parent=row[13],
        not_before=_maybe_time(row[14]),
        generation_id=row[15],
        answered=bool(row[16]),
        changed_at=time_of(row[17]),
        replaced_by=row[18],
    )


def picture_of(row: Row) -> Picture:
    """A Picture from the columns of `PICTURE`."""
    metadata = json.loads(row[24])
    return Picture(
        number=row[0],
        id=row[1],
        job=row[2],
        index=row[3],
        state=PictureState(row[4]),
        request=Request.from_json(row[5]),
        created_at=time_of(row[6]),
        url=row[7],
        seed=row[8],
        resolution=row[9],
        is_safe=None if row[10] is None else bool(row[10]),
        expanded_prompt=row[11],
        style_type=row[12],
        path=row[13],
        sha256=row[14],
        size_bytes=row[15],
        width=row[16],
        height=row[17],
        format=row[18],
        cost=row[19],
        sandbox=bool(row[20]),
        favorite=bool(row[21]),
        rating=row[22],
        parent=row[23],
        metadata=metadata,
        campaign=metadata.get("campaign"),
        note=row[25],
        tags=tuple(json.loads(row[26])),
        flag=row[27],
        label=row[28],
        remark=row[29],
        stack=row[30],
        collections=tuple(json.loads(row[31])),
        trashed=row[32] is not None,
        exported=row[33] is not None,
        missing=row[34] is not None,
    )


def tile_of(row: Row) -> Tile:
    """A Tile from the columns of `TILE`."""
    state = PictureState(row[3])
    reason = row[19] if state in (PictureState.WITHHELD, PictureState.LOST) else row[5]
    return Tile(
        number=row[0],
        id=row[1],
        job=row[2],
        state=state,
        job_state=JobState(row[4]),
        reason=reason,
        prompt=row[6],
        aspect=row[28] or "",
        model=row[29] or "",
        created_at=time_of(row[7]),
        changed_at=time_of(row[8]),
        not_before=_maybe_time(row[9]),
        attempts=row[10],
        path=row[11],
        width=row[12],
        height=row[13],
        favorite=bool(row[14]),
        rating=row[15],
        sandbox=bool(row[16]),
        seed=row[17],
        cost=row[18],
        flag=row[20],
        label=row[21],
        stack=row[22],
        style=row[23] or "",
        is_safe=None if row[24] is None else bool(row[24]),
        trashed=row[25] is not None,
        exported=row[26] is not None,
        missing=row[27] is not None,
    )


def delivery_of(row: Row) -> Delivery:
    """A Delivery from the columns of `DELIVERY`."""
    state = DeliveryState(row[4])
    return Delivery(
        id=row[0],
        event=CallbackEvent(row[1]),
        url=row[2],
        body=bytes(row[3]),
        state=state,
        created_at=time_of(row[5]),
        endpoint=row[6],
        job=row[7],
        picture=row[8],
        tries=row[9],
        next_at=time_of(row[10]) if state is DeliveryState.OWED else None,
        status=row[11],
        note=row[12],
        own_network=bool(row[13]),
    )


def batch_of(row: Row, states: Mapping[JobState, int], money: Balance) -> Batch:
    """A Batch from the columns of `BATCH`, what its jobs are at, and its account."""
    return Batch(
        number=row[0],
        id=row[1],
        name=row[2],
        kind=BatchKind(row[3]),
        created_at=time_of(row[4]),
        source=row[5],
        fingerprint=row[6],
        budget=row[7],
        states=states,
        pictures=row[8],
        spent=money.charged,
        reserved=money.reserved,
        unsure=money.unsure,
    )


def find_job(query: Callable[[str, Row], Cursor], job_id: str) -> Job:
    """The job with this id, asked through either connection. Raises NotFound."""
    row = query(f"SELECT {JOB} FROM job WHERE id = ?", (job_id.casefold(),)).fetchone()
    if row is None:
        raise NotFound(f"There is no job {job_id}.")
    return job_of(row)


def marks(values: Sequence[object]) -> str:
    """Question marks for an IN list."""
    return ",".join("?" * len(values))
