"""The store's side of a job's way: legal steps, recovery, order, search."""

import pytest

from ideogram_desk.domain.answer import Reply
from ideogram_desk.domain.errors import NotFound, StoreError
from ideogram_desk.domain.job import STEPS, JobState, NewJob, PictureState
from ideogram_desk.domain.money import PUBLISHED
from ideogram_desk.domain.request import Request
from ideogram_desk.store.database import Database
from ideogram_desk.store.jobs import Jobs
from ideogram_desk.store.library import Library
from ideogram_desk.store.steps import IllegalStep
from tests.fakes.ideogram import answered


@pytest.fixture
def database(tmp_path):
    database = Database(tmp_path / "library.db")
    yield database
    database.close()


@pytest.fixture
def jobs(database):
    return Jobs(database)


@pytest.fixture
def library(database):
    return Library(database)


def new(prompt="a fox", tags=(), **kwargs):
    return NewJob(Request(prompt=prompt, **kwargs), tags=tags)


async def add(jobs, *news, **kwargs):
    return await jobs.add(news, **{"prices": PUBLISHED, "sandbox": False, **kwargs})


async def claim(jobs, places=5):
    return await jobs.claim(places, empty=True, sandbox=False)


async def test_every_picture_has_a_tile_from_the_click_on(jobs, library):
    (step,) = await add(jobs, new(count=3))
    tiles = await library.tiles(await library.numbers(""))
    assert [tile.state for tile in tiles] == [PictureState.EXPECTED] * 3
    pictures = (await library.pictures_of([step.job.id]))[step.job.id]
    # Newest first in the grid, and the first picture of a job before its second.
    assert [tile.id for tile in tiles] == [picture.id for picture in pictures]


async def test_jobs_are_claimed_in_the_order_of_asking_each_once(jobs):
    steps = await add(jobs, *[new(str(i)) for i in range(4)])
    taken = [(await claim(jobs)).job.id for _ in range(4)]
    assert taken == [step.job.id for step in steps]
    assert await claim(jobs) is None


async def test_a_job_queued_first_overtakes_the_others(jobs):
    await add(jobs, new("a"), new("b"))
    await add(jobs, new("c"), new("d"), first=True)
    taken = [(await claim(jobs)).job.request.prompt for _ in range(4)]
    assert taken == ["c", "d", "a", "b"]


async def test_the_first_in_line_waits_until_it_fits(jobs):
    await add(jobs, new("large", count=4), new("small"))
    assert await jobs.claim(2, empty=False, sandbox=False) is None
    assert (await jobs.claim(4, empty=False, sandbox=False)).job.request.prompt == "large"


async def test_a_waiting_job_is_not_claimed_before_its_time(jobs):
    await add(jobs, new())
    job = (await claim(jobs)).job
    await jobs.settle(job, JobState.QUEUED, "busy", wait=60)
    assert await claim(jobs) is None
    assert 55 < await jobs.next_due(sandbox=False) <= 60


async def test_what_was_claimed_but_not_sent_is_queued_after_a_kill(jobs):
    await add(jobs, new())
    await claim(jobs)
    (step,) = (await jobs.recover()).steps
    assert step.job.state is JobState.QUEUED


async def test_what_may_have_been_sent_is_unsure_after_a_kill(jobs):
    await add(jobs, new())
    job = (await claim(jobs)).job
    await jobs.mark_sent(job)
    (step,) = (await jobs.recover()).steps
    assert step.job.state is JobState.UNSURE
    assert "may have been paid" in step.job.reason
    assert await claim(jobs) is None


async def test_a_second_attempts_mark_is_its_own(jobs):
    await add(jobs, new())
    job = (await claim(jobs)).job
    await jobs.mark_sent(job)
    await jobs.settle(job, JobState.QUEUED, "429", reply=Reply(429, b"{}"))
    await claim(jobs)
    (step,) = (await jobs.recover()).steps
    assert step.job.state is JobState.QUEUED


@pytest.mark.parametrize("start", list(JobState))
@pytest.mark.parametrize("end", list(JobState))
async def test_only_legal_steps_happen(jobs, database, start, end):
    await add(jobs, new())
    await database.write(lambda: database.execute("UPDATE job SET state = ?", (start,)))

    async def step():
        await database.write(lambda: jobs._move(1, end, ""))

    if end in STEPS[start]:
        await step()
    else:
        with pytest.raises(IllegalStep):
            await step()


async def test_the_raw_answer_is_kept(jobs, library):
    await add(jobs, new())
    job = (await claim(jobs)).job
    await jobs.answered(job, Reply(200, b'{"data": []}', "application/json", "r-1"), answered())
    assert await library.answer_of(job.id) == b'{"data": []}'


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("fox", ["a red fox", "fox poster"]),
        ("FOX", ["a red fox", "fox poster"]),
        ("fo", ["a red fox", "fox poster"]),
        ("red fox", ["a red fox"]),
        ('"fox poster"', ["fox poster"]),
        ("fox -red", ["fox poster"]),
        ("cafe", ["Café sign"]),
        ("zebra", []),
        ("launch", ["Café sign"]),
    ],
)
async def test_prompt_words_find_their_pictures(jobs, library, query, found):
    await add(jobs, new("a red fox"), new("fox poster"), new("Café sign", tags=("launch",)))
    tiles = await library.tiles(await library.numbers(query))
    assert sorted(tile.prompt for tile in tiles) == sorted(found)


async def test_a_hidden_picture_is_not_found_and_a_retried_one_is_again(jobs, library):
    (step,) = await add(jobs, new("a red fox"))
    hidden = await jobs.cancel(step.job.id)
    assert hidden.hidden == step.numbers
    assert list(await library.numbers("fox")) == []
    shown = await jobs.retry(step.job.id)
    assert shown.added == step.numbers
    assert list(await library.numbers("fox")) == list(step.numbers)


async def test_an_unknown_id_is_told_in_a_sentence(jobs, library):
    with pytest.raises(NotFound, match="no job nope"):
        await jobs.cancel("nope")
    with pytest.raises(NotFound):
        await library.job("nope")


async def test_a_done_job_has_nothing_to_try_again(jobs):
    (step,) = await add(jobs, new())
    with pytest.raises(StoreError, match="nothing to try again"):
        await jobs.retry(step.job.id)


async def test_tags_and_metadata_stay_with_the_picture(jobs, library):
    job = NewJob(Request("x"), tags=("b", "a", "b"), metadata={"campaign": "Q1", "k": "ü"})
    (step,) = await jobs.add([job], prices=PUBLISHED, sandbox=True)
    (picture,) = await library.pictures(step.numbers)
    assert sorted(picture.tags) == ["a", "b"]
    assert (picture.campaign, picture.metadata["k"], picture.sandbox) == ("Q1", "ü", True)
