"""The waiting line after any number of moves, against a plain list."""

import random

import pytest

from ideogram_desk.domain.errors import NotFound, StoreError
from ideogram_desk.domain.job import JobState
from tests.store.conftest import BUSY, new


async def line(work):
    return [job.id for job in (await work.library.activity(done=0, failed=0, queued=9999)).queued]


async def test_a_job_is_put_before_another_one(work):
    a, b, c, d = [job.id for job in await work.add(*[new(str(i)) for i in range(4)])]
    await work.jobs.move(d, b)
    assert await line(work) == [a, d, b, c]
    await work.jobs.move(a, None)
    assert await line(work) == [d, b, c, a]
    await work.jobs.move(c, d)  # runs next
    assert await line(work) == [c, d, b, a]
    await work.jobs.move(b, b)
    assert await line(work) == [c, d, b, a]
    assert (await work.claim()).id == c


@pytest.mark.parametrize("seed", range(3))
async def test_after_thousands_of_moves_the_line_is_as_a_list_would_be(work, seed):
    chance = random.Random(seed)
    ids = [job.id for job in await work.add(*[new(str(i)) for i in range(30)])]
    await work.settle(JobState.HELD, reply=BUSY)  # one of them is held, and keeps its place

    def moves():
        for step in range(3_400):
            job = chance.choice(ids)
            # Often before the same one, where room runs out the soonest.
            before = chance.choice([None, ids[0], ids[7], ids[7], chance.choice(ids)])
            work.jobs._put(job, before)
            if before != job:
                ids.remove(job)
                ids.insert(len(ids) if before is None else ids.index(before), job)
            if step % 500 == 0:
                waiting = work.database.execute(
                    "SELECT id FROM job WHERE state IN ('queued', 'held') ORDER BY position, number"
                )
                assert [row[0] for row in waiting] == ids

    await work.database.write(moves)
    assert await line(work) == ids


async def test_jobs_of_one_position_keep_their_order_when_one_is_put_before_them(work):
    a, b, c = [job.id for job in await work.add(new("a"), new("b"), new("c"))]
    await work.sql("UPDATE job SET position = 5")
    await work.jobs.move(c, b)
    assert await line(work) == [a, c, b]


async def test_only_a_waiting_job_has_a_place_in_line(work):
    a, b = await work.add(new("a"), new("b"))
    await work.claim()
    for job, before in ((a.id, b.id), (b.id, a.id)):
        with pytest.raises(StoreError, match="only a waiting job"):
            await work.jobs.move(job, before)
    with pytest.raises(NotFound):
        await work.jobs.move(b.id, "nope")


async def test_what_waits_is_cancelled_all_at_once_and_what_is_sent_is_not(work):
    await work.add(new("sent"), new("held"), new("queued"))
    await work.claim()
    await work.settle(JobState.HELD, reply=BUSY)
    steps = await work.jobs.cancel_waiting()
    assert [step.job.request.prompt for step in steps] == ["held", "queued"]
    assert all(step.hidden for step in steps)
    assert await line(work) == []
    assert await work.jobs.cancel_waiting() == []
    assert await work.broken() == []
