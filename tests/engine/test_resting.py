"""The queue under an API in trouble and on a full disk: it rests, and goes on by itself."""

import asyncio

import pytest

from ideogram_desk.domain import errors
from ideogram_desk.domain.events import JobChanged
from ideogram_desk.domain.job import JobState, NewJob
from ideogram_desk.domain.request import Request, checked
from ideogram_desk.engine import runner
from tests.fakes.ideogram import FakeIdeogram, accepted, answered, unanswered, unsent


def jobs(count):
    return [NewJob(Request(prompt=f"a red fox {n}")) for n in range(count)]


async def until(condition, seconds=5.0):
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  the condition is the engine's
            await asyncio.sleep(0.005)


def limited(seconds=None):
    return errors.RateLimited("Too many requests.", seconds)


def lost():
    return unanswered(errors.AnswerUnknown("The answer got lost."))


def offline():
    return unsent(errors.Unreachable("This computer has no way to Ideogram."))


# --- 429 ------------------------------------------------------------------------------------------


async def test_a_429_rests_the_queue_shrinks_the_pool_and_lets_it_grow_back(open_bench):
    bench = open_bench(pool=4)
    api = FakeIdeogram([limited(0.3), answered()])
    api.takes = 0.02
    await bench.desk.connect(api, sandbox=False)
    queued = await bench.desk.queue(jobs(12))
    draining = asyncio.create_task(bench.desk.drain())
    await until(lambda: bench.desk._runner.resting.places.now == 2)
    totals = await bench.desk.totals()
    assert (totals.places, totals.paused) == (2, False)
    assert "busy" in totals.resting
    sent = len(api.submitted)
    assert sent <= 4
    await asyncio.sleep(0.1)
    assert len(api.submitted) == sent  # nothing new while it rests
    await draining
    totals = await bench.desk.totals()
    assert (totals.places, totals.resting) == (4, "")
    assert {(await bench.library.job(j.id)).state for j in queued} == {JobState.DONE}


async def test_a_burst_of_429s_halves_the_places_once(open_bench):
    bench = open_bench(pool=8)
    api = FakeIdeogram([*[limited(0.1)] * 8, answered()])
    api.takes = 0.05  # all eight are under way before the first is refused
    seen = []
    bench.desk.bus.listen(lambda _: seen.append(bench.desk._runner.resting.places.now))
    await bench.run(api, *jobs(8))
    assert min(seen) == 4


# --- the breaker ----------------------------------------------------------------------------------


async def test_an_outage_makes_two_jobs_unsure_not_all_of_them(open_bench):
    bench = open_bench(pool=1)
    api = FakeIdeogram([lost(), lost(), answered()])
    api.is_there = False
    await bench.desk.connect(api, sandbox=False)
    bench.desk.start()
    await bench.desk.queue(jobs(5))
    await until(lambda: api.looks >= 3)
    assert len(api.submitted) == 2
    assert "answers got lost" in (await bench.desk.totals()).resting
    api.is_there = True
    await until(lambda: len(api.submitted) == 5)
    await bench.desk.drain()
    states = sorted(j.state for j in await bench.library.jobs())
    assert states == [JobState.DONE] * 3 + [JobState.UNSURE] * 2
    assert (await bench.desk.totals()).resting == ""
    assert sum("answers got lost" in text for text in bench.notices()) == 1


async def test_two_jobs_that_did_not_get_there_stop_the_others_from_using_up_their_tries(
    open_bench,
):
    bench = open_bench(pool=1)
    api = FakeIdeogram([offline(), offline(), answered()])
    api.is_there = False
    await bench.desk.connect(api, sandbox=False)
    bench.desk.start()
    queued = await bench.desk.queue(jobs(4))
    await until(lambda: api.looks >= 3)
    attempts = [(await bench.library.job(j.id)).attempts for j in queued]
    assert attempts == [1, 1, 0, 0]
    api.is_there = True
    await until(lambda: len(api.submitted) == 4)
    await bench.desk.drain()
    assert {(await bench.library.job(j.id)).state for j in queued} == {JobState.DONE}


async def test_draining_gives_up_on_an_outage_and_leaves_the_rest_queued(open_bench, monkeypatch):
    monkeypatch.setattr(runner, "REST_PATIENCE", 0.2)
    bench = open_bench(pool=1)
    api = FakeIdeogram([lost(), lost()])
    api.is_there = False
    queued = await bench.run(api, *jobs(4))
    assert [j.state for j in queued] == [JobState.UNSURE] * 2 + [JobState.QUEUED] * 2
    assert "stays queued" in bench.notices()[-1]


async def test_an_outage_after_the_last_job_is_not_waited_for(open_bench):
    bench = open_bench(pool=1)
    api = FakeIdeogram([lost(), lost()])
    api.is_there = False
    async with asyncio.timeout(3):
        await bench.run(api, *jobs(2))


# --- the disk -------------------------------------------------------------------------------------


async def test_nothing_is_paid_for_below_the_low_water_mark_and_it_goes_on_by_itself(open_bench):
    bench = open_bench(low_water=500)
    free = [400]
    bench.files.free_bytes = lambda: free[0]
    api = FakeIdeogram()
    await bench.desk.connect(api, sandbox=False)
    bench.desk.start()
    (queued,) = await bench.desk.queue(jobs(1))
    await until(bench.notices)
    assert api.submitted == []
    assert "MB are free" in (await bench.desk.totals()).resting
    assert not (await bench.desk.totals()).paused
    free[0] = 10**12
    await until(lambda: api.submitted)
    await bench.desk.drain()
    assert (await bench.library.job(queued.id)).state is JobState.DONE
    assert len(bench.notices()) == 1


async def test_the_room_that_pictures_in_flight_will_need_is_kept(open_bench):
    bench = open_bench(pool=5)
    bench.files.free_bytes = lambda: 60 * 1024 * 1024  # two pictures' worth
    api = FakeIdeogram()
    api.takes = 0.05
    await bench.run(api, *jobs(6))
    assert len(api.submitted) == 6
    assert api.most_in_flight == 2


async def test_a_full_disk_gets_the_ballast_and_nothing_new_is_sent_until_it_is_back(open_bench):
    bench = open_bench(pool=1, low_water=1000)
    answer, dropped, held = bench.jobs.answered, [], []
    full, free = [True], [10**12]

    async def failing(*args):
        if full[0]:
            free[0] = 10
            raise errors.DiskFull("The disk is full: the library could not be written.")
        return await answer(*args)

    bench.jobs.answered = failing
    bench.files.drop_ballast = lambda: bool(dropped.append(1)) or True
    bench.files.hold_ballast = lambda: held.append(1)
    bench.files.free_bytes = lambda: free[0]
    api = FakeIdeogram()
    await bench.desk.connect(api, sandbox=False)
    held.clear()
    bench.desk.start()
    queued = await bench.desk.queue(jobs(3))
    await until(lambda: dropped)
    await asyncio.sleep(0.1)
    assert (len(dropped), len(api.submitted)) == (1, 1)
    full[0] = False  # it can be noted, with the room of the ballast
    await asyncio.sleep(0.1)
    assert (await bench.library.job(queued[0].id)).answered
    assert len(api.submitted) == 1
    assert held == []
    free[0] = 10**12
    await until(lambda: len(api.submitted) == 3)
    await bench.desk.drain()
    assert {(await bench.library.job(j.id)).state for j in queued} == {JobState.DONE}
    assert len(held) == 1


async def test_while_something_paid_cannot_be_kept_nothing_more_is_paid_for(open_bench):
    """The database can be written, the pictures' folder cannot: the next one would be stuck too."""
    bench = open_bench(pool=1)
    keep, broken = bench.files.keep, [True]

    def failing(*args):
        if broken[0]:
            raise errors.StoreError("A picture could not be written: Permission denied.")
        return keep(*args)

    bench.files.keep = failing
    api = FakeIdeogram()
    api.takes = 0.2  # the first one is fetched meanwhile
    await bench.desk.connect(api, sandbox=False)
    bench.desk.start()
    queued = await bench.desk.queue(jobs(6))
    await until(bench.notices)
    await asyncio.sleep(0.5)
    assert len(api.submitted) == 2
    broken[0] = False
    await until(lambda: len(api.submitted) == 6)
    await bench.desk.drain()
    assert {(await bench.library.job(j.id)).state for j in queued} == {JobState.DONE}


# --- the self-check -------------------------------------------------------------------------------


async def test_a_job_that_nobody_told_of_is_found_and_that_is_said(bench, monkeypatch, caplog):
    monkeypatch.setattr(runner, "SELF_CHECK", 0.1)
    api = FakeIdeogram()
    await bench.desk.connect(api, sandbox=False)
    bench.desk.start()
    await asyncio.sleep(0.05)  # it has looked, and found nothing
    new = NewJob(checked(Request(prompt="a red fox")))
    await bench.jobs.add([new], prices=bench.desk.prices, sandbox=False)
    await until(lambda: api.submitted)
    assert any("stopped for a moment" in text for text in bench.notices())
    assert "stood still" in caplog.text
    await bench.desk.drain()


async def test_a_queue_at_work_never_says_so(bench, monkeypatch):
    monkeypatch.setattr(runner, "SELF_CHECK", 0.05)
    bench.desk.set_pool(1)
    api = FakeIdeogram([errors.ServiceFailed("x"), answered()])
    api.takes = 0.2
    await bench.run(api, *jobs(3))
    assert bench.notices() == []


# --- budgets, holds, starts -----------------------------------------------------------------------


async def test_a_budget_that_was_lowered_holds_the_queue_with_a_sentence(open_bench):
    bench = open_bench(pool=1)
    await bench.desk.connect(FakeIdeogram(), sandbox=False)
    (queued,) = await bench.desk.queue(jobs(1))
    bench.desk.day_budget = 10_000
    await bench.desk.drain()
    totals = await bench.desk.totals()
    assert totals.paused
    assert "budget" in totals.held_reason
    assert (await bench.library.job(queued.id)).state is JobState.QUEUED
    await bench.desk.go_on()
    await bench.desk.drain()
    assert (await bench.desk.totals()).paused, "it is asked again, and the answer is the same"
    bench.desk.day_budget = 10_000_000
    await bench.desk.go_on()
    await bench.desk.drain()
    assert (await bench.library.job(queued.id)).state is JobState.DONE


async def test_more_than_the_day_may_cost_is_not_queued(open_bench):
    bench = open_bench(day_budget=100_000)
    await bench.desk.connect(FakeIdeogram(), sandbox=False)
    with pytest.raises(errors.OverBudget):
        await bench.desk.queue(jobs(2))
    assert await bench.library.jobs() == []


async def die(bench):
    """End without a word: the tasks are gone, the store is as a kill would leave it."""
    bench.jobs._begun = False
    runner_, bench.desk._runner = bench.desk._runner, None
    await runner_._crew.stop(0)
    if bench.desk._running is not None:
        bench.desk._running.cancel()
        bench.desk._running = None
    await asyncio.sleep(0.05)


async def test_a_start_with_something_unsure_waits_for_the_users_word(bench):
    bench.desk.set_pool(1)
    api = FakeIdeogram()
    api.takes = 30
    await bench.desk.connect(api, sandbox=False)
    bench.desk.start()
    queued = await bench.desk.queue(jobs(2))
    await until(lambda: api.submitted)
    await die(bench)
    other = FakeIdeogram()
    await bench.desk.connect(other, sandbox=False)
    bench.desk.start()
    await asyncio.sleep(0.1)
    totals = await bench.desk.totals()
    assert totals.paused
    assert "One job was being sent" in totals.held_reason
    assert "$0.08" in totals.held_reason
    assert other.submitted == []
    third = FakeIdeogram()
    await bench.desk.connect(third, sandbox=False)  # another key is not his word
    bench.desk.start()
    await asyncio.sleep(0.1)
    assert third.submitted == []
    await bench.desk.go_on()
    await until(lambda: third.submitted)
    await bench.desk.drain()
    states = [(await bench.library.job(j.id)).state for j in queued]
    assert states == [JobState.UNSURE, JobState.DONE]


async def test_draining_is_the_users_word(bench):
    api = FakeIdeogram()
    api.takes = 30
    bench.desk.set_pool(1)
    await bench.desk.connect(api, sandbox=False)
    bench.desk.start()
    queued = await bench.desk.queue(jobs(2))
    await until(lambda: api.submitted)
    await die(bench)
    await bench.desk.connect(FakeIdeogram(), sandbox=False)
    await bench.desk.drain()
    states = [(await bench.library.job(j.id)).state for j in queued]
    assert states == [JobState.UNSURE, JobState.DONE]


async def test_a_job_under_way_at_two_bad_ends_is_not_touched_until_the_user_goes_on(bench):
    api = FakeIdeogram([accepted()], [accepted()])
    await bench.desk.connect(api, sandbox=False)
    bench.desk.start()
    (queued,) = await bench.desk.queue([NewJob(Request("a red fox", model="ideogram-4"))])
    await until(lambda: api.polled)
    await die(bench)
    second = FakeIdeogram(polls=[accepted()])
    await bench.desk.connect(second, sandbox=False)
    assert not (await bench.desk.totals()).paused  # once may be chance
    await until(lambda: second.polled)
    await die(bench)
    third = FakeIdeogram(polls=[accepted()])
    await bench.desk.connect(third, sandbox=False)
    bench.desk.start()
    await asyncio.sleep(0.1)
    assert third.polled == []
    assert "twice" in (await bench.desk.totals()).held_reason
    await bench.desk.go_on()
    await until(lambda: third.polled)
    await die(bench)
    await bench.desk.connect(FakeIdeogram(), sandbox=False)
    assert not (await bench.desk.totals()).paused  # what was forgiven does not count
    await bench.desk.drain()
    assert (await bench.library.job(queued.id)).state is JobState.DONE


async def test_an_end_in_order_is_no_crash(bench):
    for _ in range(3):
        api = FakeIdeogram([accepted()], [accepted()])
        await bench.desk.connect(api, sandbox=False)
        assert not (await bench.desk.totals()).paused
        if not await bench.library.jobs():
            await bench.desk.queue([NewJob(Request("a red fox", model="ideogram-4"))])
        bench.desk.start()
        await until(lambda api=api: api.polled)
        await bench.desk.disconnect()
        await bench.jobs.end_well()


async def test_the_next_job_is_sent_only_when_the_answer_before_it_is_on_the_disk(open_bench):
    """It is claimed while the answer is being saved, and then waits for that."""
    bench = open_bench(pool=1)
    answer, saving, go_on = bench.jobs.answered, asyncio.Event(), asyncio.Event()

    async def slow(*args):
        saving.set()
        await go_on.wait()
        return await answer(*args)

    bench.jobs.answered = slow
    api = FakeIdeogram()
    await bench.desk.connect(api, sandbox=False)
    bench.desk.start()
    queued = await bench.desk.queue(jobs(2))
    await saving.wait()

    await until(
        lambda: any(
            isinstance(event, JobChanged)
            and event.job.id == queued[1].id
            and event.job.state is JobState.SENDING
            for event in bench.events
        )
    )
    marks = await bench.database.read(
        lambda: bench.database.query(
            "SELECT sent_at IS NOT NULL FROM attempt ORDER BY number"
        ).fetchall()
    )
    assert (marks, len(api.submitted)) == ([(1,), (0,)], 1)
    go_on.set()
    await bench.desk.drain()
    assert len(api.submitted) == 2
