"""What a review found in the queue: each test shows one way to lose or stall something paid for."""

import asyncio
import time

from ideogram_desk.domain import errors
from ideogram_desk.domain.answer import Answered, AnsweredPicture
from ideogram_desk.domain.job import JobState, NewJob, PictureState
from ideogram_desk.domain.request import Request
from tests.fakes.ideogram import FakeIdeogram, accepted, answered, picture_bytes


def job(prompt="a red fox", **kwargs):
    return NewJob(Request(prompt=prompt, **kwargs))


async def until(condition, seconds=3.0):
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  the condition is the store's
            await asyncio.sleep(0.01)


# 1 --- a library that cannot be written while a picture is kept ----------------------------------


async def test_a_picture_whose_folder_cannot_be_written_can_still_be_fetched_later(bench):
    keep, broken = bench.files.keep, [True]

    def failing(*args):
        if broken[0]:
            raise errors.StoreError("A picture could not be written: Permission denied.")
        return keep(*args)

    bench.files.keep = failing
    await bench.desk.connect(FakeIdeogram(), sandbox=False)
    (queued,) = await bench.desk.queue([job()])
    draining = asyncio.create_task(bench.desk.drain())
    await asyncio.wait([draining], timeout=1.5)
    broken[0] = False
    await asyncio.wait([draining], timeout=1.5)
    draining.cancel()
    bugs, bench.bugs[:] = list(bench.bugs), []
    await bench.desk.connect(FakeIdeogram(), sandbox=False)  # at the latest the next start
    await bench.desk.drain()
    if (await bench.library.job(queued.id)).state is JobState.FAILED:
        await bench.desk.retry(queued.id)
        await bench.desk.drain()
    assert (await bench.library.job(queued.id)).state is JobState.DONE
    assert bugs == []


async def test_a_full_disk_while_adopting_is_no_mistake_of_ours(bench):
    (done,) = await bench.run(FakeIdeogram(), job())
    (picture,) = await bench.pictures(done)

    def as_if_killed_before_the_row():
        bench.database.execute("UPDATE picture SET state='ready', path=NULL")
        bench.database.execute("UPDATE job SET state='downloading'")

    await bench.database.write(as_if_killed_before_the_row)
    write, full = bench.files.write_temporary, [True]

    def failing(*args):
        if full[0]:
            full[0] = False
            raise errors.DiskFull("The disk is full: A picture could not be written.")
        return write(*args)

    bench.files.write_temporary = failing
    await bench.desk.connect(FakeIdeogram(), sandbox=False)
    await bench.desk.drain()
    bugs, bench.bugs[:] = list(bench.bugs), []
    assert bugs == []
    assert (await bench.library.job(done.id)).state is JobState.DONE
    assert picture.path


# 2 --- the loop of the queue ----------------------------------------------------------------------


async def test_a_claim_that_the_full_disk_refuses_does_not_end_the_queue(bench):
    claim, full = bench.jobs.claim, [True]

    async def failing(*args, **kwargs):
        if full[0]:
            raise errors.DiskFull("The disk is full: the library could not be written.")
        return await claim(*args, **kwargs)

    bench.jobs.claim = failing
    await bench.desk.connect(FakeIdeogram(), sandbox=False)
    bench.desk.start()
    (queued,) = await bench.desk.queue([job()])
    await asyncio.sleep(0.2)
    full[0] = False
    await bench.desk.go_on()
    try:
        for _ in range(200):
            if (await bench.library.job(queued.id)).state is JobState.DONE:
                break
            await asyncio.sleep(0.01)
        assert (await bench.library.job(queued.id)).state is JobState.DONE
    finally:
        if bench.desk._running and bench.desk._running.done():
            bench.desk._running = None


async def test_a_queue_whose_loop_failed_can_still_be_closed(bench):
    async def failing(*_args, **_kwargs):
        raise errors.StoreError("The library could not be read or written: disk I/O error.")

    bench.jobs.claim = failing
    await bench.desk.connect(FakeIdeogram(), sandbox=False)
    bench.desk.start()
    await asyncio.sleep(0.1)
    try:
        await bench.desk.disconnect()
    finally:
        bench.desk._running = None


# 3 --- connections --------------------------------------------------------------------------------


async def test_two_connects_at_once_follow_an_accepted_job_once(bench):
    slow = FakeIdeogram([accepted()], [accepted()])
    await bench.desk.connect(slow, sandbox=False)
    bench.desk.start()
    (queued,) = await bench.desk.queue([job(model="ideogram-4")])
    await until(lambda: slow.polled)
    # Something is being sent, so that the disconnecting takes a moment.
    slow.takes = 0.2
    slow.script["submit"][0] = accepted("gen-2")
    await bench.desk.queue([job(model="ideogram-4")])
    await until(lambda: len(slow.submitted) == 2)
    a, b = FakeIdeogram(polls=[accepted()]), FakeIdeogram(polls=[accepted()])
    closed = []

    async def close_a():
        closed.append("a")
        await asyncio.sleep(0.01)

    a.close = close_a
    slow.close = lambda: asyncio.sleep(0.05)
    await asyncio.gather(bench.desk.connect(a, sandbox=False), bench.desk.connect(b, sandbox=False))
    loser = a if bench.desk._generator is b else b
    before = len(loser.polled)
    await asyncio.sleep(0.2)
    left = len(loser.polled) - before
    for each in (a, b):
        each.script["poll"].append(answered())
        each.script["poll"].popleft()
    await asyncio.sleep(0.3)
    bugs, bench.bugs[:] = list(bench.bugs), []
    assert left == 0, "the connection that was replaced goes on polling"
    assert bugs == []
    assert queued


async def test_what_is_claimed_while_stopping_is_brought_in_too(bench):
    """A claim that is under way when `stop` begins must not be sent and then cut off."""
    bench.desk.set_pool(2)
    api = FakeIdeogram([answered()])
    api.takes = 0.3
    claim, gate, claims = bench.jobs.claim, asyncio.Event(), []

    async def slow_claim(*args, **kwargs):
        step = await claim(*args, **kwargs)
        if step is not None:
            claims.append(step)
            if len(claims) == 2:
                await gate.wait()
        return step

    bench.jobs.claim = slow_claim
    await bench.desk.connect(api, sandbox=False)
    bench.desk.start()
    queued = await bench.desk.queue([job("a"), job("b")])
    await until(lambda: len(claims) == 2 and len(api.submitted) == 1)
    leaving = asyncio.create_task(bench.desk.disconnect())
    await asyncio.sleep(0.2)
    gate.set()
    await leaving
    await bench.desk.connect(FakeIdeogram(), sandbox=False)
    await bench.desk.drain()
    states = {(await bench.library.job(j.id)).state for j in queued}
    assert states == {JobState.DONE}


async def test_going_on_while_stopping_sends_nothing_more(bench):
    api = FakeIdeogram([answered()])
    api.takes = 0.3
    await bench.desk.connect(api, sandbox=False)
    bench.desk.start()
    queued = await bench.desk.queue([job("a")])
    await until(lambda: len(api.submitted) == 1)
    bench.desk.pause()
    queued += await bench.desk.queue([job("b")])
    leaving = asyncio.create_task(bench.desk.disconnect())
    await asyncio.sleep(0.1)
    await bench.desk.go_on()
    await leaving
    await bench.desk.connect(FakeIdeogram(), sandbox=False)
    await bench.desk.drain()
    states = {(await bench.library.job(j.id)).state for j in queued}
    assert states == {JobState.DONE}


async def test_a_pause_by_the_user_outlives_a_change_of_the_key(bench):
    await bench.desk.connect(FakeIdeogram(), sandbox=False)
    bench.desk.pause()
    await bench.desk.queue([job()])
    other = FakeIdeogram()
    await bench.desk.connect(other, sandbox=False)
    await bench.desk.drain()
    assert other.submitted == []


async def test_what_is_queued_before_the_first_connection_is_not_meant_for_the_paid_api(bench):
    """Clicked in the first second of a start in the sandbox; later the user goes to the real API."""
    clicking = asyncio.create_task(bench.desk.queue([job()]))
    await asyncio.wait([clicking], timeout=0.3)
    await bench.desk.connect(FakeIdeogram(), sandbox=True)
    await asyncio.wait([clicking], timeout=1)
    paid = FakeIdeogram()
    await bench.desk.connect(paid, sandbox=False)
    await bench.desk.drain()
    clicking.exception()
    assert paid.submitted == []


async def test_a_picture_being_written_while_the_key_changes_is_kept_once(bench):
    check, calls = bench.checker.check, []

    def slow(path):
        calls.append(path)
        if len(calls) == 1:
            facts = check(path)
            time.sleep(0.4)
            return facts
        time.sleep(0.8)
        return check(path)

    bench.checker.check = slow
    await bench.desk.connect(
        FakeIdeogram(downloads=[picture_bytes(colour=(1, 2, 3))]), sandbox=False
    )
    bench.desk.start()
    (queued,) = await bench.desk.queue([job()])
    await until(lambda: calls)
    other = FakeIdeogram(downloads=[picture_bytes()])
    await bench.desk.connect(other, sandbox=False)
    await bench.desk.drain()
    bugs, bench.bugs[:] = list(bench.bugs), []
    (picture,) = await bench.pictures(queued)
    assert picture.state is PictureState.STORED
    assert bugs == []
    assert other.downloaded == [], "what was already there is fetched a second time"


# 4 --- paid for, and no way left to it ------------------------------------------------------------


NO_LINK = AnsweredPicture(url=None, withheld=False, is_safe=True, note="no link")
HIDDEN = AnsweredPicture(url=None, withheld=True, is_safe=False, note="withheld")


async def test_pictures_whose_links_came_late_can_be_asked_for_again(bench):
    api = FakeIdeogram([accepted()], [Answered((NO_LINK,), "gen-1")])
    (failed,) = await bench.run(api, job(model="ideogram-4"))
    assert failed.state is JobState.FAILED
    api.script["poll"].append(answered())
    api.script["poll"].popleft()
    api.script["download"].appendleft(errors.LinkDead("no full web link"))
    await bench.desk.retry(failed.id)
    await bench.desk.drain()
    assert (await bench.library.job(failed.id)).state is JobState.DONE
    assert len(api.submitted) == 1


async def test_a_missing_link_is_not_hidden_behind_a_withheld_picture(bench):
    api = FakeIdeogram([accepted()], [Answered((HIDDEN, NO_LINK), "gen-1")])
    (ended,) = await bench.run(api, job(model="ideogram-4", count=2))
    assert ended.state is not JobState.WITHHELD, "it cannot be tried again, nor is it up for review"


# 5 --- stuck until the next start -----------------------------------------------------------------


async def test_a_job_vetoed_by_a_full_disk_goes_on_when_there_is_room(bench):
    mark, settle, full = bench.jobs.mark_sent, bench.jobs.settle, [True]

    async def failing_mark(job):
        if full[0]:
            raise errors.DiskFull("full")
        await mark(job)

    async def failing_settle(*args, **kwargs):
        if full[0]:
            raise errors.DiskFull("full")
        return await settle(*args, **kwargs)

    bench.jobs.mark_sent, bench.jobs.settle = failing_mark, failing_settle
    await bench.desk.connect(FakeIdeogram(), sandbox=False)
    bench.desk.start()
    (queued,) = await bench.desk.queue([job()])
    await asyncio.sleep(0.2)
    full[0] = False
    await asyncio.sleep(0.1)
    await bench.desk.go_on()
    for _ in range(150):
        state = (await bench.library.job(queued.id)).state
        if state is JobState.DONE:
            break
        await asyncio.sleep(0.01)
    assert state is JobState.DONE


async def test_a_failed_generation_that_cannot_be_noted_is_polled_on(bench):
    settle, full = bench.jobs.settle, [True]

    async def failing_settle(*args, **kwargs):
        if full[0]:
            full[0] = False
            raise errors.DiskFull("full")
        return await settle(*args, **kwargs)

    bench.jobs.settle = failing_settle
    api = FakeIdeogram([accepted()], [errors.ServiceFailed("made nothing")])
    (ended,) = await bench.run(api, job(model="ideogram-4"))
    assert ended.state is JobState.FAILED


async def test_a_key_that_is_refused_while_polling_is_told(bench):
    api = FakeIdeogram([accepted()], [errors.KeyRejected("Ideogram did not accept the API key.")])
    await bench.desk.connect(api, sandbox=False)
    bench.desk.start()
    await bench.desk.queue([job(model="ideogram-4")])
    await until(lambda: api.polled)
    await asyncio.sleep(0.1)
    told = [event.text for event in bench.events if type(event).__name__ == "Notice"]
    assert told


# 6 --- exports and the rest -----------------------------------------------------------------------


async def test_an_export_of_many_pictures_does_not_hold_up_what_is_being_sent(bench, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    # As in the window's loop.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(4))
    (done,) = await bench.run(FakeIdeogram(), job())
    (picture,) = await bench.pictures(done)
    variants = bench.checker.variants

    def slow(path, wanted):
        time.sleep(0.5)
        return variants(path, wanted)

    bench.checker.variants = slow
    exporting = asyncio.create_task(bench.desk.export.variants([picture] * 12, tmp_path / "out"))
    await asyncio.sleep(0.05)
    began = time.perf_counter()
    await asyncio.to_thread(int)  # as Ideogram.submit does with the input pictures
    took = time.perf_counter() - began
    await asyncio.wait([exporting])
    assert took < 0.2
