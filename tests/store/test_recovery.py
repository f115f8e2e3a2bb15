"""A start after an end that came too soon, and records brought in from elsewhere."""

import pytest

from ideogram_desk.domain.answer import AnsweredPicture
from ideogram_desk.domain.callback import Called, Endpoint
from ideogram_desk.domain.job import JobState, NewJob
from ideogram_desk.domain.request import Request
from ideogram_desk.store import answers, callbacks
from ideogram_desk.store.database import now
from tests.store.conftest import new


async def test_what_was_cut_off_while_it_was_sent_is_unsure(work):
    await work.add(new("claimed"), new("sent"))
    await work.jobs.recover()
    await work.claim()
    await work.send()
    work.reopen()
    recovery = await work.jobs.recover()
    assert {step.job.request.prompt: step.job.state for step in recovery.steps} == {
        "claimed": JobState.QUEUED, "sent": JobState.UNSURE,
    }  # fmt: skip
    assert [job.request.prompt for job in recovery.unsure] == ["sent"]
    assert recovery.poisonous == ()
    assert await work.broken() == []


async def test_a_clock_that_was_set_back_makes_nobody_wait_for_a_year(work, monkeypatch):
    year = 365 * 24 * 3_600_000
    endpoint = Endpoint("e", "https://hooks.example.com/")
    await work.callbacks.save_endpoint(endpoint)
    await work.add(new("made"))
    await work.finish()
    (delivery,) = await work.callbacks.owed()
    monkeypatch.setattr(answers, "now", lambda: now() + year)
    monkeypatch.setattr(callbacks, "now", lambda: now() + year)
    await work.callbacks.undelivered(delivery, Called(503), 5.0)
    await work.add(new("busy"))
    await work.settle(JobState.QUEUED, wait=2.0)
    monkeypatch.undo()
    assert await work.jobs.next_due(sandbox=False) > 3_600
    work.reopen()
    await work.jobs.recover()
    assert await work.jobs.next_due(sandbox=False) == 0
    assert [one.id for one in await work.callbacks.owed()] == [delivery.id]


async def crash(work):
    work.reopen()
    return (await work.jobs.recover()).poisonous


async def test_a_job_under_way_at_two_unclean_ends_is_told(work):
    await work.jobs.recover()
    await work.add(new("bad"), new("waits"))
    await work.accept()
    assert await crash(work) == ()
    (job,) = await crash(work)
    assert job.request.prompt == "bad"
    # It stays so until the user goes on.
    await work.jobs.end_well()
    (job,) = await crash(work)
    await work.jobs.forgive()
    await work.jobs.end_well()
    assert await crash(work) == ()


async def test_an_end_in_order_is_no_crash(work):
    await work.jobs.recover()
    await work.add()
    await work.accept()
    for _ in range(3):
        await work.jobs.end_well()
        assert await crash(work) == ()


async def test_the_first_start_of_a_library_is_no_crash(work):
    await work.add()
    await work.accept()
    await work.jobs.recover()
    assert await crash(work) == ()


async def test_turning_to_another_api_is_no_crash(work):
    await work.jobs.recover()
    await work.add()
    await work.accept()
    for _ in range(3):
        assert (await work.jobs.recover()).poisonous == ()


async def test_a_job_that_settles_starts_anew(work):
    await work.jobs.recover()
    (job,) = await work.add()
    accepted = await work.accept()
    await crash(work)
    await work.jobs.settle(accepted, JobState.FAILED, "Not made.", forget_generation=True)
    await work.jobs.retry(job.id)
    await work.accept("gen-2")
    assert await crash(work) == ()
    assert await work.broken() == []


async def test_a_library_at_rest_is_recovered_with_nothing_to_tell(work):
    recovery = await work.jobs.recover()
    assert (recovery.steps, recovery.unsure, recovery.poisonous) == ((), (), ())


# --- brought in -----------------------------------------------------------------------------------

ITEM = AnsweredPicture(None, withheld=False, seed=5, prompt="a longer prompt", resolution="64x48",
                       is_safe=True, style_type="DESIGN")  # fmt: skip
NEW = NewJob(Request("a lynx", model="V_2", count=3), tags=("t",), metadata={"campaign": "Q1"},
             callback="https://example.com/own")  # fmt: skip


async def bring_in(work, origin="job-1/img-1", **kwargs):
    return await work.jobs.bring_in(NEW, ITEM, origin=origin, **{"sandbox": False, **kwargs})


async def test_a_picture_made_elsewhere_becomes_a_record_that_cost_nothing_here(work):
    step, fresh = await bring_in(work)
    assert fresh
    assert step.job.state is JobState.DOWNLOADING
    job = await work.store(step.job)
    assert (job.state, job.cost, job.request.count) == (JobState.DONE, 0, 1)
    (picture,) = await work.library.pictures(step.numbers)
    assert (picture.seed, picture.resolution, picture.style_type, picture.tags) == (
        5, "64x48", "design", ("t",),
    )  # fmt: skip
    assert picture.expanded_prompt == "a longer prompt"
    assert list(await work.library.numbers("longer")) == list(step.numbers)
    assert await work.callbacks.owed() == []
    assert (await work.library.balance()).charged == 0
    assert await work.broken() == []


async def test_the_same_origin_is_brought_in_once(work):
    step, _ = await bring_in(work)
    await work.store(step.job)
    again, fresh = await bring_in(work)
    assert (again.job.id, again.numbers, fresh) == (step.job.id, step.numbers, False)
    other, fresh = await bring_in(work, "job-1/img-2", sandbox=True)
    assert (other.job.id != step.job.id, other.job.sandbox, fresh) == (True, True, True)


async def test_one_that_was_cut_off_is_taken_up_when_it_comes_again(work):
    step, _ = await bring_in(work)
    work.reopen()
    again, fresh = await bring_in(work)
    assert (again.job.id, fresh) == (step.job.id, True)
    (picture,) = await work.jobs.to_fetch(again.job)
    await work.jobs.lost(picture, "There is no link.")
    again, fresh = await bring_in(work)
    assert (again.job.state, fresh) == (JobState.DOWNLOADING, True)
    assert (await work.store(again.job)).state is JobState.DONE
    assert await work.broken() == []


@pytest.mark.parametrize("model", ["V_2", "one that nobody knows"])
async def test_a_model_that_is_not_in_the_catalogue_can_be_brought_in(work, model):
    step, _ = await work.jobs.bring_in(
        NewJob(Request("x", model=model)), ITEM, origin="o", sandbox=False
    )
    assert step.job.request.model == model
