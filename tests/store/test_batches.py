"""Batches, edited jobs that take the place of others, and what was asked for before."""

import pytest

from ideogram_desk.domain.batch import BatchKind, NewBatch
from ideogram_desk.domain.errors import NotFound, StoreError
from ideogram_desk.domain.job import JobState
from ideogram_desk.domain.money import PUBLISHED
from ideogram_desk.store.campaigns import Campaigns
from tests.fakes.ideogram import answered
from tests.store.conftest import new

Q1 = NewBatch("Q1 Launch", BatchKind.CAMPAIGN, '{"campaign": "Q1"}', "f" * 64, 5_000_000)


async def test_a_batch_is_made_with_its_jobs(work):
    jobs = await work.add(*[new(str(i)) for i in range(3)], batch=Q1)
    assert len({job.batch for job in jobs}) == 1
    batch = await work.library.batch(jobs[0].batch)
    assert (batch.name, batch.kind, batch.source, batch.fingerprint, batch.budget) == (
        "Q1 Launch", BatchKind.CAMPAIGN, '{"campaign": "Q1"}', "f" * 64, 5_000_000,
    )  # fmt: skip
    assert batch.states == {JobState.QUEUED: 3}
    assert await work.library.batch_jobs(batch.id) == jobs
    assert await work.library.batches() == [batch]
    assert await work.library.batch_with("f" * 64, sandbox=False) == batch
    assert await work.library.batch_with("0" * 64, sandbox=False) is None
    assert await work.library.batch_with("", sandbox=False) is None


async def test_no_jobs_are_no_batch(work):
    assert await work.jobs.add([], prices=PUBLISHED, sandbox=False, batch=Q1) == []
    assert await work.library.batches() == []


async def test_a_job_of_an_unknown_batch_is_not_queued(work):
    with pytest.raises(NotFound, match="no batch nope"):
        await work.add(new(), new(job={"batch": "nope"}))
    with pytest.raises(NotFound):
        await work.library.batch("nope")
    with pytest.raises(NotFound):
        await work.jobs.set_batch_budget("nope", 1)
    assert await work.library.jobs() == []


async def test_batches_are_told_newest_first_with_what_became_of_them(work):
    await work.add(new("a", count=2), new("b"), new("c"), new("d"), batch=Q1)
    await work.add(new("e"), batch=NewBatch("rows.csv", BatchKind.LIST))
    await work.finish()
    await work.settle(JobState.REFUSED)
    await work.unsure()
    newest, oldest = await work.library.batches()
    assert (newest.name, oldest.name) == ("rows.csv", "Q1 Launch")
    assert oldest.states == {
        JobState.DONE: 1, JobState.REFUSED: 1, JobState.UNSURE: 1, JobState.QUEUED: 1,
    }  # fmt: skip
    assert (oldest.pictures, newest.pictures) == (2, 0)
    assert len(await work.library.batches(limit=1)) == 1
    assert await work.broken() == []


async def test_play_money_of_a_batch_is_told_where_there_is_no_other(work):
    (job,) = await work.add(new(), sandbox=True, batch=Q1)
    await work.finish(sandbox=True)
    assert (await work.library.batch(job.batch)).spent == 80_000


async def test_the_waiting_and_the_failed_of_one_batch_are_dealt_with_alone(work):
    (one,) = await work.add(new("a"), batch=Q1)
    (other,) = await work.add(new("b"), batch=Q1)
    await work.add(new("c"))
    for _ in range(3):
        await work.settle(JobState.FAILED)
    (step,) = await work.jobs.retry_failed(one.batch)
    assert step.job.id == one.id
    await work.jobs.retry_failed()
    (step,) = await work.jobs.cancel_waiting(other.batch)
    assert step.job.id == other.id


# --- an edited job in another one's place ---------------------------------------------------------


@pytest.mark.parametrize("state", [JobState.REFUSED, JobState.FAILED])
async def test_an_edited_job_takes_the_place_of_one_that_came_to_nothing(work, state):
    (old,) = await work.add(new("bad", count=2), batch=Q1)
    await work.settle(state)
    (step,) = await work.jobs.add(
        [new("good", job={"batch": old.batch, "replaces": old.id})],
        prices=PUBLISHED,
        sandbox=False,
    )
    assert len(step.hidden) == 2
    assert await work.library.tiles(await work.library.numbers("bad")) == []
    assert (await work.library.batch(old.batch)).states == {JobState.QUEUED: 1}
    assert [job.request.prompt for job in await work.library.batch_jobs(old.batch)] == [
        "bad", "good",
    ]  # fmt: skip
    assert (await work.library.activity(done=9, failed=9)).review == ()
    with pytest.raises(StoreError, match="taken the place"):
        await work.jobs.retry(old.id)
    with pytest.raises(StoreError, match="already"):
        await work.add(new("twice", job={"replaces": old.id}))
    assert await work.jobs.retry_failed() == []
    assert await work.broken() == []


async def test_a_cancelled_job_that_was_replaced_is_listed_no_more(work):
    (old,) = await work.add(new("bad"))
    await work.jobs.cancel(old.id)
    assert (await work.library.activity(done=9, failed=9)).done
    await work.add(new("good", job={"replaces": old.id}))
    assert (await work.library.activity(done=9, failed=9)).done == ()


async def waiting(work):
    pass


async def unsure(work):
    await work.unsure()


async def done(work):
    await work.finish()


async def answered_and_lost(work):
    job = await work.answer()
    (picture,) = await work.jobs.to_fetch(job)
    await work.jobs.lost(picture, "The link is dead.")


async def failed_maybe_paid(work):
    await work.jobs.settle(await work.accept(), JobState.FAILED, "No longer known.")


@pytest.mark.parametrize("story", [waiting, unsure, done, answered_and_lost, failed_maybe_paid])
async def test_nothing_takes_the_place_of_what_may_be_paid_or_is_under_way(work, story):
    (old,) = await work.add()
    await story(work)
    with pytest.raises(StoreError, match="no other job can take its place"):
        await work.add(new("good"), new("better", job={"replaces": old.id}))
    assert len(await work.library.jobs()) == 1


# --- asked for before -----------------------------------------------------------------------------


async def test_what_was_asked_for_before_is_found_with_its_pictures(work):
    (job,) = await work.add(new("a", count=2))
    await work.finish()
    fingerprint = job.request.fingerprint
    found = await work.library.earlier([fingerprint, fingerprint, "0" * 64], sandbox=False)
    assert list(found) == [fingerprint]
    numbers = found[fingerprint].numbers
    pictures = await work.library.pictures(numbers)
    assert [(p.index, p.job) for p in pictures] == [(0, job.id), (1, job.id)]
    assert (found[fingerprint].job, found[fingerprint].state) == (job.id, JobState.DONE)
    assert found[fingerprint].at == job.created_at


async def test_the_newest_that_may_have_pictures_is_told(work):
    fingerprint = new("a").request.fingerprint
    first, second = await work.add(new("a"), new("a"))
    assert (await work.library.earlier([fingerprint], sandbox=False))[fingerprint].job == second.id
    await work.jobs.cancel(second.id)
    assert (await work.library.earlier([fingerprint], sandbox=False))[fingerprint].job == first.id
    await work.settle(JobState.REFUSED)
    assert await work.library.earlier([fingerprint], sandbox=False) == {}


@pytest.mark.parametrize("answer", [answered(1, withheld=(0,)), None])
async def test_withheld_and_unsure_ones_are_told_too(work, answer):
    (job,) = await work.add(new("a"))
    await (work.answer(answer) if answer else work.unsure())
    assert (await work.library.earlier([job.request.fingerprint], sandbox=False)) != {}


async def test_only_stored_pictures_are_offered_to_be_shown(work):
    (job,) = await work.add(new("a", count=2))
    await work.finish(answered(2, withheld=(0,)))
    (one,) = (await work.library.earlier([job.request.fingerprint], sandbox=False)).values()
    assert [p.index for p in await work.library.pictures(one.numbers)] == [1]


async def test_play_pictures_are_not_those_that_are_paid_for(work):
    request = new("a").request
    batch = NewBatch("some", BatchKind.LIST, fingerprint="e" * 64)
    for sandbox in (False, True):
        await work.jobs.add([new("a")], prices=PUBLISHED, sandbox=sandbox, batch=batch)
    jobs = {job.id: job.sandbox for job in await work.library.jobs()}
    for sandbox in (False, True):
        found = await work.library.earlier([request.fingerprint], sandbox=sandbox)
        assert jobs[found[request.fingerprint].job] is sandbox
        same = await work.library.batch_with("e" * 64, sandbox=sandbox)
        assert [job.sandbox for job in await work.library.batch_jobs(same.id)] == [sandbox]


async def test_thousands_are_looked_up_at_once(work):
    jobs = await work.add(*[new(str(i)) for i in range(1_200)])
    found = await work.library.earlier([job.request.fingerprint for job in jobs], sandbox=False)
    assert {one.job for one in found.values()} == {job.id for job in jobs}


# --- templates ------------------------------------------------------------------------------------


async def test_templates_are_kept_by_name_and_told_last_used_first(work):
    campaigns = Campaigns(work.database)
    assert await campaigns.templates() == {}
    await campaigns.save_template("one", "{}")
    await campaigns.save_template("two", '{"a": 1}')
    assert list(await campaigns.templates()) == ["two", "one"]
    await campaigns.save_template("one", '{"b": 2}')
    assert await campaigns.templates() == {"one": '{"b": 2}', "two": '{"a": 1}'}
    await campaigns.remove_template("one")
    assert list(await campaigns.templates()) == ["two"]
