"""What the Activity panel and the status bar read, and that no read walks over a large library."""

from datetime import timedelta

import pytest

from ideogram_desk.domain.batch import BatchKind, NewBatch
from ideogram_desk.domain.callback import Called, Endpoint
from ideogram_desk.domain.job import JobState
from tests.fakes.ideogram import answered
from tests.store.conftest import BUSY, OK, new


def prompts(jobs):
    return [job.request.prompt for job in jobs]


async def test_each_job_is_listed_where_it_belongs(work):
    await work.add(*[new(name) for name in ("done", "sent", "accepted", "held", "refused")])
    await work.add(*[new(name) for name in ("failed", "unsure", "withheld", "fetched")])
    await work.add(new("first"), new("second"), new("third"))
    await work.finish()
    await work.send()
    await work.accept()
    await work.settle(JobState.HELD, reply=BUSY)
    for state in (JobState.REFUSED, JobState.FAILED, JobState.UNSURE):
        await work.settle(state)
    await work.answer(answered(1, withheld=(0,)))
    await work.answer()
    told = await work.library.activity(done=9, failed=9)
    assert prompts(told.running) == ["sent", "accepted", "fetched"]
    assert prompts(told.queued) == ["held", "first", "second", "third"]
    assert prompts(told.review) == ["unsure", "failed", "refused"]
    assert prompts(told.done) == ["withheld", "done"]
    assert (told.queued_count, told.review_count) == (4, 3)


async def test_no_more_are_listed_than_were_asked_for(work):
    await work.add(*[new(str(i)) for i in range(9)])
    for _ in range(3):
        await work.finish()
    for _ in range(3):
        await work.settle(JobState.FAILED)
    told = await work.library.activity(done=2, failed=1, queued=2)
    assert prompts(told.done) == ["2", "1"]
    assert prompts(told.review) == ["5"]
    assert prompts(told.queued) == ["6", "7"]
    assert (told.queued_count, told.review_count) == (3, 3)


async def test_what_was_dismissed_is_not_reviewed(work):
    (job,) = await work.add()
    await work.settle(JobState.FAILED)
    await work.jobs.dismiss(job.id)
    told = await work.library.activity(done=9, failed=9)
    assert (told.review, told.review_count) == ((), 0)


async def test_the_line_is_one_whoever_its_jobs_are_for(work):
    await work.add(new("a"), sandbox=True)
    await work.add(new("b"))
    await work.add(new("c"), sandbox=True)
    assert prompts((await work.library.activity(done=0, failed=0)).queued) == ["a", "b", "c"]


async def test_totals_tell_what_is_set_aside_and_what_is_in_doubt(work):
    await work.add(new(count=2), new(), new())
    await work.finish()
    await work.unsure()
    await work.add(new(), sandbox=True)
    totals = await work.library.totals()
    assert (totals.reserved, totals.unsure, totals.spent_today) == (80_000, 80_000, 160_000)
    assert (totals.queued, totals.review, totals.done_today) == (2, 1, 2)


async def test_times_are_learnt_from_answered_attempts_only(work):
    await work.add(
        new("busy"), new("unsure"), new("quick"), new("slow", model="ideogram-4", speed="turbo")
    )
    await work.settle(JobState.QUEUED, reply=BUSY, wait=999.0)
    await work.jobs.settle(await work.send(), JobState.UNSURE, "?", reply=OK)
    await work.answer()
    job = await work.accept()
    await work.sql("UPDATE attempt SET sent_at = 1000, answered_at = 3500")
    assert await work.library.durations() == [("V_2", "", 2.5)]
    await work.jobs.answered(job, OK, answered(1))
    await work.sql("UPDATE attempt SET result_at = 9000 WHERE result_at IS NOT NULL")
    assert await work.library.durations() == [("ideogram-4", "turbo", 8.0), ("V_2", "", 2.5)]
    assert await work.library.durations(1) == [("ideogram-4", "turbo", 8.0)]


async def test_what_waits_is_summed_up_by_model_and_speed(work):
    await work.add(new("a"), new("b", count=2), new("c", model="ideogram-4", speed="turbo"))
    await work.add(new("d"), new("e"))
    await work.send()
    assert sorted(await work.library.waiting()) == [("V_2", "", 5), ("ideogram-4", "turbo", 1)]
    await work.jobs.cancel_waiting()
    assert await work.library.waiting() == [("V_2", "", 1)]


async def test_a_job_is_told_as_it_will_be_read(work):
    job = new("a", count=2, job={"tags": ("x", "x"), "metadata": {"ü": "1"}, "parent": "p"})
    (told,) = await work.add(job, batch=NewBatch("b", BatchKind.LIST))
    assert await work.library.job(told.id) == told
    stored = await work.sql("SELECT fingerprint FROM job")
    assert stored == [(told.request.fingerprint,)]


async def test_times_of_day_are_utc(work):
    (job,) = await work.add()
    assert job.created_at.utcoffset() == timedelta(0)


# --- no walks -------------------------------------------------------------------------------------

READS = {
    "activity": lambda w: w.library.activity(done=100, failed=50),
    "totals": lambda w: w.library.totals(),
    "waiting": lambda w: w.library.waiting(),
    "durations": lambda w: w.library.durations(),
    "earlier": lambda w: w.library.earlier(["a", "b"], sandbox=False),
    "batches": lambda w: w.library.batches(),
    "batch_with": lambda w: w.library.batch_with("a", sandbox=False),
    "batch_jobs": lambda w: w.library.batch_jobs("a"),
    "balance": lambda w: w.library.balance(),
    "spend": lambda w: w.library.spend(30),
    "next_due": lambda w: w.jobs.next_due(sandbox=False),
    "resume": lambda w: w.jobs.resume(sandbox=False),
    "owed": lambda w: w.callbacks.owed(),
    "next_owed": lambda w: w.callbacks.next_owed(),
    "deliveries": lambda w: w.callbacks.deliveries(),
}
SMALL = ("sqlite_sequence", "account", "tally", "endpoint", "campaign_template", "batch")


def walks(plan):
    """The steps of a plan that go over a whole table that may be large."""
    return [
        step
        for step in plan
        if step.startswith("SCAN ")
        and "INDEX" not in step
        and not any(step == f"SCAN {name}" for name in SMALL)
        and not step.startswith(("SCAN (", "SCAN CONSTANT"))
    ]


def listen(work, monkeypatch, name, connection):
    """Everything that is asked of the database from now on, and how SQLite goes about it."""
    plans = {}
    ask = getattr(work.database, name)

    def explained(sql, params=()):
        if sql.startswith(("SELECT", "UPDATE", "DELETE")):
            rows = connection.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params)
            plans[sql] = [row[3] for row in rows]
        return ask(sql, params)

    monkeypatch.setattr(work.database, name, explained)
    return plans


@pytest.mark.parametrize("read", READS)
async def test_no_read_walks_over_the_library(work, monkeypatch, read):
    await work.add(new("a"), batch=NewBatch("b", BatchKind.LIST))
    plans = listen(work, monkeypatch, "query", work.database._reader)
    await READS[read](work)
    assert plans
    assert {sql: walks(plan) for sql, plan in plans.items() if walks(plan)} == {}


@pytest.mark.parametrize("read", ["activity", "deliveries", "owed"])
async def test_no_long_list_is_sorted_to_tell_its_beginning(work, monkeypatch, read):
    plans = listen(work, monkeypatch, "query", work.database._reader)
    await READS[read](work)
    # These alone may be sorted: what runs, what is to be reviewed, what is held.
    sorted_ones = [
        sql
        for sql, plan in plans.items()
        if any("TEMP B-TREE FOR ORDER BY" in step for step in plan)
        and "'held'" not in sql
        and "'refused'" not in sql
    ]
    assert sorted_ones == []


async def test_no_step_of_a_job_walks_over_the_library(work, monkeypatch):
    await work.callbacks.save_endpoint(Endpoint("e", "https://example.com/hook"))
    plans = listen(work, monkeypatch, "execute", work.database._writer)
    batch = NewBatch("b", BatchKind.LIST, budget=10**9)
    await work.add(*[new(str(i)) for i in range(9)], batch=batch, day_budget=10**9)
    a, b, *_ = await work.library.batch_jobs((await work.library.batches())[0].id)
    await work.jobs.move(b.id, a.id)
    await work.finish(day_budget=10**9)
    await work.unsure()
    await work.jobs.retry(a.id, day_budget=10**9)
    await work.settle(JobState.FAILED)
    await work.jobs.retry_failed(day_budget=10**9)
    await work.jobs.retry_failed(a.batch)
    await work.send()
    await work.jobs.recover()
    await work.jobs.forgive()
    await work.jobs.release_held()
    (owed, *_) = await work.callbacks.owed()
    await work.callbacks.save_endpoint(Endpoint("e", "https://example.com/other"))
    await work.callbacks.undelivered(owed, Called(500), None)
    await work.callbacks.send_again(owed.id)
    await work.callbacks.remove_endpoint("e")
    await work.jobs.cancel_waiting(a.batch)
    await work.jobs.cancel_waiting()
    assert len(plans) > 40
    assert {sql: walks(plan) for sql, plan in plans.items() if walks(plan)} == {}


def test_a_walk_would_be_seen():
    assert walks(["SCAN job"]) == ["SCAN job"]
    assert walks(["SCAN job USING INDEX job_position", "SEARCH job USING INDEX x"]) == []
