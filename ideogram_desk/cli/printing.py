"""What the command line says: one JSON document or plain lines on stdout, talk on stderr."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from ideogram_desk.domain.events import Event, JobChanged, Notice
from ideogram_desk.domain.job import JobState
from ideogram_desk.domain.record import image_record, job_record

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ideogram_desk.base.paths import Paths
    from ideogram_desk.domain.job import Job, Picture
    from ideogram_desk.engine.ports import LibraryStore

DONE, FAILED, BAD_INPUT, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 3, 130


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def print_json(document: Mapping[str, Any]) -> None:
    print(json.dumps(document, ensure_ascii=False))


def tell(event: Event) -> None:
    """Say every step of every job: what one who waits for a few pictures wants to see."""
    match event:
        case JobChanged(job):
            words = f" {job.reason}" if job.reason else ""
            say(f"{job.id} {job.state}{words}")
        case Notice(text):
            say(text)


async def job_records(
    jobs: Sequence[Job], library: LibraryStore, places: Paths
) -> list[dict[str, Any]]:
    """The jobs with their pictures, as the JSON has them."""
    pictures = await library.pictures_of([job.id for job in jobs])
    return [
        job_record(job, [image(picture, places) for picture in pictures.get(job.id, ())])
        for job in jobs
    ]


def print_records(records: Sequence[Mapping[str, Any]]) -> None:
    """One line a job and one a picture."""
    for record in records:
        print(f"{record['id']}\t{record['state']}\t{one_line(record['prompt'])}")
        for stored in record["images"]:
            if stored["stored_path"]:
                print(f"\t{stored['stored_path']}")


async def print_jobs(
    arguments: argparse.Namespace, jobs: Sequence[Job], library: LibraryStore, places: Paths
) -> int:
    """Print jobs with their pictures; 0 only if every one is done."""
    records = await job_records(jobs, library, places)
    if arguments.json:
        print_json({"jobs": records})
    else:
        print_records(records)
    return DONE if all(job.state is JobState.DONE for job in jobs) else FAILED


def image(picture: Picture, places: Paths) -> dict[str, Any]:
    return image_record(picture, str(places.library / picture.path) if picture.path else None)


def one_line(text: str) -> str:
    return " ".join(text.split())


def day(moment: datetime) -> str:
    """The local day: "12 Nov 2026"."""
    local = moment.astimezone()
    return f"{local.day} {local:%b %Y}"


def dollars(micros: int) -> str:
    """$4.32, and with as many decimals as there are for less than a cent: $0.025."""
    text = f"{micros / 1_000_000:,.6f}".rstrip("0")
    whole, _, decimals = text.partition(".")
    return f"${whole}.{decimals.ljust(2, '0')}"


def plural(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
