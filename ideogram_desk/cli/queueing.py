"""`queue`: look at the queue, change it, work through it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ideogram_desk import app
from ideogram_desk.cli.opening import chosen_settings, connected, opened
from ideogram_desk.cli.printing import DONE, FAILED, print_jobs, print_json, say
from ideogram_desk.domain.errors import NotFound, OverBudget, StoreError
from ideogram_desk.domain.events import Event, JobChanged
from ideogram_desk.domain.job import OPEN, JobState
from ideogram_desk.domain.request import clean_text

if TYPE_CHECKING:
    import argparse

    from ideogram_desk.base.paths import Paths
    from ideogram_desk.base.settings import Settings
    from ideogram_desk.domain.job import Job
    from ideogram_desk.engine.desk import Desk
    from ideogram_desk.engine.ports import LibraryStore

_ALL = 2**31 - 1
_GOOD = (JobState.DONE, JobState.PARTIAL, JobState.WITHHELD, JobState.CANCELLED)
_BAD = (JobState.REFUSED, JobState.FAILED, JobState.UNSURE)


async def queue(arguments: argparse.Namespace, places: Paths) -> int:
    match arguments.action:
        case "run":
            return await _run(arguments, places)
        case "retry" | "cancel":
            return await _change(arguments, places)
        case _:
            return await _list(arguments, places)


async def _list(arguments: argparse.Namespace, places: Paths) -> int:
    reading = await asyncio.to_thread(app.open_for_reading, places)
    if reading is None:
        if arguments.json:
            print_json({"jobs": []})
        return DONE
    library, close = reading
    try:
        if getattr(arguments, "all", False):
            jobs = await library.jobs(limit=_ALL)
        else:
            jobs = await _shown(library, chosen_settings(places))
        await print_jobs(arguments, jobs, library, places)
    finally:
        await asyncio.to_thread(close)
    return DONE


async def _shown(library: LibraryStore, chosen: Settings) -> list[Job]:
    """What is open, and of the rest as much as the settings say; newest first in each part."""
    open_jobs = await library.jobs(tuple(OPEN), _ALL)
    settled = await library.jobs(_GOOD, chosen.keep_done)
    settled += await library.jobs(_BAD, chosen.keep_failed)
    return open_jobs + sorted(settled, key=lambda job: job.number, reverse=True)


async def _run(arguments: argparse.Namespace, places: Paths) -> int:
    async with connected(places) as program:
        desk = program.desk
        touched: dict[str, None] = {}

        def note(event: Event) -> None:
            if isinstance(event, JobChanged):
                touched[event.job.id] = None

        desk.bus.listen(note)
        await desk.drain()
        left = [
            job.id
            for job in await desk.library.jobs((JobState.QUEUED, JobState.HELD), _ALL)
            if job.sandbox == desk.sandbox
        ]
        ids = list(dict.fromkeys([*touched, *left]))
        jobs = [await desk.library.job(job_id) for job_id in ids]
        code = await print_jobs(arguments, jobs, desk.library, places)
        await say_what_waits(desk, len(left))
        return code


async def say_what_waits(desk: Desk, left: int) -> None:
    """Why jobs are still queued when the queue has come to rest, and how to go on."""
    if not left:
        return
    totals = await desk.totals()
    why = totals.held_reason or totals.resting
    still = "1 job is" if left == 1 else f"{left:,} jobs are"
    say(f"{f'{why} ' if why else ''}{still} still queued; go on with: ideogram-desk queue run")


async def _change(arguments: argparse.Namespace, places: Paths) -> int:
    async with opened(places) as program:
        desk = program.desk
        if arguments.ids:
            jobs, refused = await _change_each(desk, arguments)
        else:
            all_at_once = desk.retry_failed if arguments.action == "retry" else desk.cancel_waiting
            jobs, refused = await all_at_once(), False
        await print_jobs(arguments, jobs, desk.library, places)
        return FAILED if refused else DONE


async def _change_each(desk: Desk, arguments: argparse.Namespace) -> tuple[list[Job], bool]:
    """The jobs as they are then, and whether one could not be changed."""
    change = desk.retry if arguments.action == "retry" else desk.cancel
    jobs, refused = [], False
    for job_id in map(clean_text, arguments.ids):
        try:
            jobs.append(await change(job_id))
        except NotFound:
            raise
        except (StoreError, OverBudget) as error:
            refused = True
            say(str(error))
            jobs.append(await desk.library.job(job_id))
    return jobs, refused
