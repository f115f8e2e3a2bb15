"""The whole program without a window, working through a batch until it is done or killed.

    python batch_driver.py HOME JOBS [broken] [low-water=MEGABYTES] [callback=URL]

The batch is queued once, in one transaction; a later start goes on with it. Says "queued" when the
batch is on the disk and "drained" at the end. `broken` is a build that sends without the mark.
"""

import asyncio
import sys
from pathlib import Path

from ideogram_desk import app
from ideogram_desk.base import paths
from ideogram_desk.base.secrets import KeyStore
from ideogram_desk.base.settings import Settings
from ideogram_desk.domain.batch import BatchKind, NewBatch
from ideogram_desk.domain.job import NewJob
from ideogram_desk.domain.request import Request
from ideogram_desk.engine import breaker, delivery_schedule, fetching, following, room, verdict

MODELS = ("V_2", "ideogram-3", "ideogram-4")
POOL = 8


def report(bug):
    raise SystemExit(f"bug: {bug!r}")


def say(word):
    print(word, flush=True)


async def run(home, jobs, low_water, callback):
    settings = Settings(pool=POOL, low_water_mb=low_water)
    program = await asyncio.to_thread(
        app.open_program, paths.find(home), settings, KeyStore(), report
    )
    desk = program.desk
    await program.connect()
    if not await desk.library.batches():
        batch = NewBatch("Five hundred", BatchKind.LIST)
        wishes = [
            NewJob(
                Request(f"picture number {n} of the batch", model=MODELS[n % len(MODELS)]),
                callback=callback,
                callback_own_network=callback is not None,
            )
            for n in range(jobs)
        ]
        await desk.queue(wishes, batch=batch)
    say("queued")
    await desk.drain()
    say("drained")
    await program.close()


def main():
    home, jobs, *extra = sys.argv[1:]
    if "broken" in extra:
        from ideogram_desk.store.jobs import Jobs

        async def forget(_self, _job):
            return None

        Jobs.mark_sent = forget
    if "low-water=0" in extra:  # no room is kept free: the disk does become full
        room.PICTURE_ROOM = 0
    # Shortened, not left out, so that many kills fit into a minute.
    following.FIRST_POLL = 0.05
    verdict.FIRST_WAIT = breaker.FIRST_LOOK = fetching.FIRST_WAIT = 0.1
    said = dict(word.split("=", 1) for word in extra if "=" in word)
    if "callback" in said:  # three days in moments
        delivery_schedule.WAITS = (0.0,) + 9 * (0.05,)
    low_water = int(said.get("low-water", 1))
    asyncio.run(run(Path(home), int(jobs), low_water, said.get("callback")))


main()
