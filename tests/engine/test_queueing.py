"""The queue as the user commands it, over a real store."""

import asyncio
import time

import pytest

from ideogram_desk.domain import errors
from ideogram_desk.domain.batch import BatchKind, NewBatch
from ideogram_desk.domain.events import JobChanged, JobsAdded, QueueChanged
from ideogram_desk.domain.job import JobState, NewJob, PictureState
from ideogram_desk.domain.money import Prices
from ideogram_desk.domain.request import Request
from tests.fakes.ideogram import FakeIdeogram, accepted, answered, picture_bytes


def job(prompt="a red fox", **kwargs):
    return NewJob(Request(prompt=prompt), **kwargs)


async def connected(bench, *submissions, **kwargs):
    api = FakeIdeogram(submissions, **kwargs)
    await bench.desk.connect(api, sandbox=False)
    return api


async def states(bench):
    return {j.request.prompt: j.state for j in await bench.library.jobs()}


async def test_a_batch_is_queued_with_its_jobs_and_one_bad_job_stops_all_of_them(bench):
    await connected(bench)
    batch = NewBatch("Q1", BatchKind.LIST)
    with pytest.raises(errors.InvalidRequest):
        await bench.desk.queue([job("a"), job("")], batch=batch)
    assert await bench.library.batches() == []
    queued = await bench.desk.queue([job("a"), job("b")], batch=batch)
    (made,) = await bench.library.batches()
    assert {j.batch for j in queued} == {made.id}


async def test_a_batch_has_a_budget_that_can_be_set(bench):
    await connected(bench)
    batch = NewBatch("Q1", BatchKind.LIST, budget=100_000)
    with pytest.raises(errors.OverBudget):
        await bench.desk.queue([job("a"), job("b")], batch=batch)
    (queued,) = await bench.desk.queue([job("a")], batch=batch)
    await bench.desk.set_batch_budget(queued.batch, 500_000)
    assert (await bench.library.batch(queued.batch)).budget == 500_000


async def test_jobs_are_reckoned_with_the_users_prices(bench):
    bench.desk.prices = Prices({"V_2": 50_000})
    await connected(bench)
    await bench.desk.queue([job()])
    assert (await bench.library.balance()).reserved == 50_000


async def test_an_edited_job_takes_the_place_of_the_refused_one(bench):
    api = await connected(bench, errors.ContentRefused("no"), answered())
    batch = NewBatch("Q1", BatchKind.LIST)
    new = job("a bad fox", tags=("fox",), metadata={"row": "7"})
    (refused,) = await bench.desk.queue([new], batch=batch)
    await bench.desk.drain()
    bench.events.clear()
    edited = await bench.desk.queue_edited(refused.id, Request(prompt="a good fox"))
    gone = [e.hidden for e in bench.events if isinstance(e, JobChanged) and e.hidden]
    await bench.desk.drain()
    assert (edited.batch, edited.tags, edited.metadata) == (refused.batch, ("fox",), {"row": "7"})
    assert (await bench.library.job(edited.id)).state is JobState.DONE
    assert len(gone) == 1
    assert len(api.submitted) == 2
    listed = await bench.library.activity(done=10, failed=10)
    assert listed.review == ()


async def test_again_is_a_new_job_of_the_same_batch(bench):
    api = await connected(bench)
    (first,) = await bench.desk.queue([job()], batch=NewBatch("Q1", BatchKind.LIST))
    await bench.desk.drain()
    second = await bench.desk.again(first.id)
    await bench.desk.drain()
    assert second.id != first.id
    assert second.batch == first.batch
    assert len(api.submitted) == 2


async def test_a_local_callback_that_was_allowed_once_is_allowed_again(bench):
    await connected(bench)
    local = job(callback="http://127.0.0.1:9999/in", callback_own_network=True)
    (first,) = await bench.desk.queue([local])
    await bench.desk.drain()
    again = await bench.desk.again(first.id)
    assert again.callback == first.callback


async def test_what_was_asked_for_earlier_is_found(bench):
    await connected(bench)
    (first,) = await bench.desk.queue([job("a")])
    await bench.desk.drain()
    found = await bench.desk.earlier([Request(prompt="b"), Request(prompt="a")])
    assert found[0] is None
    assert (found[1].job, found[1].state) == (first.id, JobState.DONE)


async def test_all_that_failed_is_tried_again_at_once_but_nothing_unsure(bench):
    bench.desk.set_pool(1)
    api = await connected(
        bench, *[errors.RequestRejected("no")], errors.AnswerUnknown("?"),
        *[errors.ServiceFailed("x")] * 6, answered(),
    )  # fmt: skip
    await bench.desk.queue([job("refused"), job("unsure"), job("c"), job("d")])
    await bench.desk.drain()
    assert (await states(bench))["c"] is JobState.FAILED
    retried = await bench.desk.retry_failed()
    assert sorted(j.request.prompt for j in retried) == ["c", "d"]
    await bench.desk.drain()
    assert await states(bench) == {
        "refused": JobState.REFUSED, "unsure": JobState.UNSURE,
        "c": JobState.DONE, "d": JobState.DONE,
    }  # fmt: skip
    assert len(api.submitted) == 10


async def test_everything_that_waits_is_cancelled_at_once(bench):
    api = await connected(bench)
    await bench.desk.queue([job("a"), job("b")])
    cancelled = await bench.desk.cancel_waiting()
    await bench.desk.drain()
    assert len(cancelled) == 2
    assert api.submitted == []


async def test_the_line_is_the_users(bench):
    bench.desk.set_pool(1)
    api = await connected(bench)
    a, b, c, d = await bench.desk.queue([job(p) for p in "abcd"])
    await bench.desk.run_next(c.id)
    await bench.desk.run_next(c.id)
    await bench.desk.move(a.id, None)
    await bench.desk.move(d.id, b.id)
    await bench.desk.drain()
    assert [r.prompt for r in api.submitted] == ["c", "d", "b", "a"]


async def test_ten_thousand_jobs_do_not_hold_up_the_loop(bench):
    await connected(bench)
    bench.desk.pause()
    latest, worst = [time.perf_counter()], [0.0]

    async def tick():
        while True:
            await asyncio.sleep(0.002)
            now = time.perf_counter()
            worst[0] = max(worst[0], now - latest[0])
            latest[0] = now

    ticking = asyncio.create_task(tick())
    queued = await bench.desk.queue([job(str(n)) for n in range(10_000)])
    await asyncio.sleep(0.01)
    ticking.cancel()
    assert len(queued) == 10_000
    assert worst[0] < 0.5
    added = [e for e in bench.events if isinstance(e, JobsAdded)]
    assert len(added) == 1
    assert bench.events[-1] == QueueChanged()


async def test_the_time_left_is_learnt_from_the_last_pictures(open_bench):
    bench = open_bench(pool=2)
    api = await connected(bench)
    assert (await bench.desk.totals()).seconds_left is None
    api.takes = 0.2
    await bench.desk.queue([job(str(n)) for n in range(2)])
    await bench.desk.drain()
    assert (await bench.desk.totals()).seconds_left is None  # nothing waits
    await bench.desk.connect(FakeIdeogram(), sandbox=False)
    bench.desk.pause()
    await bench.desk.queue([job(str(n)) for n in range(10)])
    totals = await bench.desk.totals()
    assert 0.9 < totals.seconds_left < 3
    assert totals.places == 2


async def test_the_pace_is_learnt_while_the_program_runs(bench):
    await connected(bench, accepted(), polls=[accepted()] * 5 + [answered()])
    await bench.desk.queue([NewJob(Request(prompt="a", model="ideogram-4"))])
    await bench.desk.drain()
    assert bench.desk._pace.seconds("ideogram-4", None) > 0.04


# --- brought in -----------------------------------------------------------------------------------


async def test_a_picture_made_elsewhere_becomes_a_record(bench, tmp_path):
    file = tmp_path / "fox.png"
    file.write_bytes(picture_bytes())
    picture = await bench.desk.bring_in(file, job(tags=("in",)), seed=7, origin="msg_1")
    assert (picture.state, picture.seed, picture.cost) == (PictureState.STORED, 7, 0)
    assert bench.files.absolute(picture.path).read_bytes() == picture_bytes()
    assert file.exists()
    assert list(await bench.library.numbers("fox")) == [picture.number]
    again = await bench.desk.bring_in(file, job(), seed=7, origin="msg_1")
    assert again.id == picture.id
    assert len(await bench.library.jobs()) == 1


async def test_the_same_picture_brought_in_twice_at_once_is_one_record(bench, tmp_path):
    file = tmp_path / "fox.png"
    file.write_bytes(picture_bytes())
    both = await asyncio.gather(
        *[bench.desk.bring_in(file, job(), seed=None, origin="msg_1") for _ in range(2)]
    )
    assert len({p.id for p in both}) == 1


async def test_a_file_that_is_no_picture_is_not_brought_in(bench, tmp_path):
    file = tmp_path / "fox.png"
    file.write_bytes(b"<html>")
    with pytest.raises(errors.Unreadable):
        await bench.desk.bring_in(file, job(), seed=None, origin="msg_1")
    with pytest.raises(errors.StoreError):
        await bench.desk.bring_in(tmp_path / "none.png", job(), seed=None, origin="msg_2")
    assert await bench.library.jobs() == []


async def test_bringing_in_that_was_cut_off_is_finished_by_the_next_try(bench, tmp_path):
    file = tmp_path / "fox.png"
    file.write_bytes(picture_bytes())
    stored, bench.jobs.stored = bench.jobs.stored, None
    with pytest.raises(TypeError):
        await bench.desk.bring_in(file, job(), seed=1, origin="msg_1")
    bench.jobs.stored = stored
    picture = await bench.desk.bring_in(file, job(), seed=1, origin="msg_1")
    assert picture.state is PictureState.STORED


# --- progress -------------------------------------------------------------------------------------


async def test_a_download_tells_how_far_it_is(bench, monkeypatch):
    monkeypatch.setattr("ideogram_desk.engine.tally.EVERY", 0.0)
    (done,) = await bench.run(FakeIdeogram(), job())
    told = [e for e in bench.events if type(e).__name__ == "Progress"]
    size = len(picture_bytes())
    assert [(e.job, e.received, e.total) for e in told] == [(done.id, size, size)]
