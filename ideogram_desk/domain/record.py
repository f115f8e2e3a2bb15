"""Jobs and pictures as JSON: what the command line prints and what a sidecar keeps."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ideogram_desk.domain.job import Job, Picture

SIDECAR_VERSION = 1


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def dollars(micros: int) -> float:
    return micros / 1_000_000


def image_record(picture: Picture, stored_path: str | None) -> dict[str, Any]:
    """The IMAGE of the command line; every field of the seed's GenerationRecord is among these."""
    request = picture.request
    model = catalogue.get(request.model) if catalogue.known(request.model) else None
    measured = f"{picture.width}x{picture.height}" if picture.width else None
    return {
        "id": picture.id,
        "job": picture.job,
        "prompt": request.prompt,
        "expanded_prompt": picture.expanded_prompt,
        "negative_prompt": request.negative or None,
        "model": request.model,
        "style_type": picture.style_type,
        "aspect_ratio": request.aspect
        or (None if request.size or model is None else model.default_aspect),
        "seed": picture.seed,
        "resolution": picture.resolution or measured,
        "is_safe": picture.is_safe,
        "original_url": picture.url,
        "stored_path": stored_path,
        "created_at": _time(picture.created_at),
        "size_bytes": picture.size_bytes,
        "sha256": picture.sha256,
        "tags": list(picture.tags),
        "rating": picture.rating,
        "favorite": picture.favorite,
        "parent": picture.parent,
        "campaign": picture.campaign,
        "metadata": dict(picture.metadata),
        "cost_usd": dollars(picture.cost),
        "state": str(picture.state),
        "sandbox": picture.sandbox,
    }


def job_record(job: Job, images: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The JOB of the command line; `images` are the records of its pictures."""
    return {
        "id": job.id,
        "state": str(job.state),
        "reason": job.reason,
        "prompt": job.request.prompt,
        "model": job.request.model,
        "attempts": job.attempts,
        "cost_usd": dollars(job.cost),
        "batch": job.batch,
        "metadata": dict(job.metadata),
        "images": list(images),
        "sandbox": job.sandbox,
    }


def sidecar(job: Job, picture: Picture, path: str) -> bytes:
    """Everything about a picture, so that the library can be made anew from its files alone."""
    record = {
        "version": SIDECAR_VERSION,
        "image": image_record(picture, path),
        "request": json.loads(job.request.to_json()),
        "index": picture.index,
        "width": picture.width,
        "height": picture.height,
        "format": picture.format,
        "job": {
            "id": job.id,
            "created_at": _time(job.created_at),
            "generation_id": job.generation_id,
            "batch": job.batch,
            "metadata": dict(job.metadata),
            "tags": list(job.tags),
            "cost_usd": dollars(job.cost),
        },
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
