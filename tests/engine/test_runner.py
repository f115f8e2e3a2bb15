"""The queue at work over a real store, real files and real picture workers."""

import asyncio
import hashlib
import json

import pytest

from ideogram_desk.domain import errors
from ideogram_desk.domain.job import JobState, NewJob, PictureState
from ideogram_desk.domain.request import Request
from tests.fakes.ideogram import (
    FakeIdeogram,
    accepted,
    answered,
    picture_bytes,
    unanswered,
    unsent,
)


def job(prompt="a red fox", **kwargs):
    return NewJob(Request(prompt=prompt, **kwargs))


async def test_a_prompt_becomes_a_picture_that_is_kept(bench):
    (done,) = await bench.run(FakeIdeogram(), job())
    (picture,) = await bench.pictures(done)
    assert (done.state, done.cost) == (JobState.DONE, 80_000)
    data = bench.files.absolute(picture.path).read_bytes()
    assert data == picture_bytes()
    assert picture.sha256 == hashlib.sha256(data).hexdigest()
    assert (picture.seed, picture.expanded_prompt) == (100, "a longer prompt")
    assert (picture.width, picture.height, picture.format) == (64, 48, "PNG")
    assert set(bench.thumbnails.get([picture.number], 256)) == {picture.number}


async def test_the_sidecar_holds_the_whole_record(bench):
    (done,) = await bench.run(FakeIdeogram(), job(style="design", aspect="16:9"))
    (picture,) = await bench.pictures(done)
    note = json.loads(bench.files.absolute(picture.path).with_suffix(".json").read_text())
    assert note["image"]["prompt"] == "a red fox"
    assert note["image"]["sha256"] == picture.sha256
    assert note["image"]["seed"] == 100
    assert note["request"] == {
        "aspect": "16:9", "copyright_detection": False, "count": 1, "magic": "auto",
        "model": "V_2", "private": True, "prompt": "a red fox", "style": "design",
    }  # fmt: skip
    assert note["job"]["id"] == done.id


async def test_an_accepted_job_is_polled_and_then_fetched(bench):
    api = FakeIdeogram([accepted("gen-7")], [accepted("gen-7"), answered()])
    (done,) = await bench.run(api, job(model="ideogram-3"))
    assert (done.state, done.generation_id) == (JobState.DONE, "gen-7")
    assert api.polled == ["gen-7", "gen-7"]


async def test_withheld_pictures_are_an_outcome_and_are_paid_for(bench):
    (all_gone,) = await bench.run(FakeIdeogram([answered(2, withheld=(0, 1))]), job(count=2))
    assert (all_gone.state, all_gone.cost) == (JobState.WITHHELD, 160_000)


async def test_a_job_with_one_picture_withheld_is_partial(bench):
    (done,) = await bench.run(FakeIdeogram([answered(3, withheld=(1,))]), job(count=3))
    states = [picture.state for picture in await bench.pictures(done)]
    assert done.state is JobState.PARTIAL
    assert states == [PictureState.STORED, PictureState.WITHHELD, PictureState.STORED]


async def test_more_pictures_than_asked_for_are_all_kept(bench):
    (done,) = await bench.run(FakeIdeogram([answered(3)]), job(count=1))
    assert len(await bench.pictures(done)) == 3
    assert (done.state, done.cost) == (JobState.DONE, 240_000)


async def test_fewer_pictures_than_asked_for_make_the_job_partial(bench):
    (done,) = await bench.run(FakeIdeogram([answered(1)]), job(count=2))
    assert (done.state, done.cost) == (JobState.PARTIAL, 80_000)
    assert len(await bench.library.numbers("")) == 1


@pytest.mark.parametrize(
    ("error", "state", "sent"),
    [
        (errors.AnswerUnknown("?"), JobState.UNSURE, 1),
        (errors.RequestRejected("no"), JobState.REFUSED, 1),
        (errors.ContentRefused("no"), JobState.REFUSED, 1),
        (errors.KeyRejected("no"), JobState.HELD, 1),
        (errors.OutOfCredit("no"), JobState.HELD, 1),
        (errors.ServiceFailed("500"), JobState.FAILED, 3),
        (errors.RateLimited("busy"), JobState.FAILED, 3),
    ],
)
async def test_each_refusal_ends_in_its_state_and_nothing_is_charged(bench, error, state, sent):
    api = FakeIdeogram([error])
    (ended,) = await bench.run(api, job())
    assert (ended.state, ended.cost, len(api.submitted)) == (state, 0, sent)


async def test_what_was_not_sent_is_tried_again(bench):
    offline = unsent(errors.Unreachable("offline"))
    api = FakeIdeogram([offline, offline, answered()])
    (done,) = await bench.run(api, job())
    assert (done.state, len(api.submitted)) == (JobState.DONE, 1)


async def test_a_lost_answer_is_never_sent_again(bench):
    api = FakeIdeogram([unanswered(errors.AnswerUnknown("lost"))])
    (unsure,) = await bench.run(api, job())
    await bench.desk.drain()
    await bench.desk.connect(api, sandbox=False)
    await bench.desk.drain()
    assert (unsure.state, len(api.submitted)) == (JobState.UNSURE, 1)


async def test_the_users_word_sends_an_unsure_job_again(bench):
    api = FakeIdeogram([unanswered(errors.AnswerUnknown("lost")), answered()])
    (unsure,) = await bench.run(api, job())
    await bench.desk.retry(unsure.id)
    await bench.desk.drain()
    assert (await bench.library.job(unsure.id)).state is JobState.DONE


async def test_one_hold_stops_the_queue_and_going_on_sends_the_rest(bench):
    api = FakeIdeogram([errors.KeyRejected("key"), answered()])
    bench.desk.set_pool(1)
    jobs = await bench.run(api, job("a"), job("b"), job("c"))
    assert [j.state for j in jobs] == [JobState.HELD, JobState.QUEUED, JobState.QUEUED]
    assert (await bench.desk.totals()).held_reason == "key"
    await bench.desk.go_on()
    await bench.desk.drain()
    assert {(await bench.library.job(j.id)).state for j in jobs} == {JobState.DONE}


async def test_the_pool_is_counted_in_pictures(open_bench):
    bench = open_bench(pool=5)
    api = FakeIdeogram([answered(2)])
    api.takes = 0.05
    await bench.run(api, *[job(str(i), count=2) for i in range(6)])
    assert api.most_in_flight == 4


async def test_a_job_larger_than_the_pool_runs_alone(open_bench):
    bench = open_bench(pool=3)
    api = FakeIdeogram([answered(8)])
    api.takes = 0.05
    jobs = await bench.run(api, job("a"), job("b", count=8), job("c"))
    assert api.most_in_flight == 8
    assert {j.state for j in jobs} <= {JobState.DONE, JobState.PARTIAL}


async def test_a_place_is_free_when_the_api_has_answered_not_when_the_picture_is_fetched(
    open_bench,
):
    bench = open_bench(pool=1)
    fetching = asyncio.Event()

    class SlowDownloads(FakeIdeogram):
        async def download(self, url, progress=None):
            if len(self.submitted) < 2:
                await asyncio.wait_for(fetching.wait(), 10)
            fetching.set()
            return await super().download(url)

        async def submit(self, request, inputs, before_send):
            reply = await super().submit(request, inputs, before_send)
            if len(self.submitted) == 2:
                fetching.set()
            return reply

    jobs = await bench.run(SlowDownloads(), job("a"), job("b"))
    assert {j.state for j in jobs} == {JobState.DONE}


async def test_the_answer_is_saved_before_the_first_download(bench):
    seen = []

    class Looking(FakeIdeogram):
        async def download(self, url, progress=None):
            row = await bench.database.read(
                lambda: bench.database.query("SELECT reply FROM attempt").fetchone()
            )
            seen.append(row[0])
            return await super().download(url)

    await bench.run(Looking(), job())
    assert seen
    assert all(seen)


async def test_bytes_that_are_no_picture_never_count_as_stored(bench):
    api = FakeIdeogram(downloads=[b"<html>", picture_bytes()[:-20], picture_bytes()])
    (done,) = await bench.run(api, job())
    assert done.state is JobState.DONE
    assert len(api.downloaded) == 3


async def test_a_paid_picture_that_cannot_be_fetched_is_reported_and_can_be_fetched_later(bench):
    api = FakeIdeogram(downloads=[errors.LinkDead("gone")])
    (failed,) = await bench.run(api, job())
    (picture,) = await bench.pictures(failed)
    assert (failed.state, picture.state) == (JobState.FAILED, PictureState.LOST)
    assert "paid for" in picture.note
    api.script["download"].append(picture_bytes())
    api.script["download"].popleft()
    await bench.desk.retry(failed.id)
    await bench.desk.drain()
    assert (await bench.library.job(failed.id)).state is JobState.DONE
    assert len(api.submitted) == 1


async def test_a_dead_link_is_asked_for_once_more(bench):
    api = FakeIdeogram(
        [accepted()],
        [answered(), answered(url="https://ideogram.ai/fresh/{}")],
        [errors.LinkDead("gone"), picture_bytes()],
    )
    (done,) = await bench.run(api, job(model="ideogram-4"))
    assert done.state is JobState.DONE
    assert api.downloaded == ["https://ideogram.ai/p/0", "https://ideogram.ai/fresh/0"]


async def test_a_generation_that_failed_is_not_charged_and_can_be_bought_anew(bench):
    api = FakeIdeogram([accepted("g1"), accepted("g2")], [errors.ServiceFailed("x"), answered()])
    (failed,) = await bench.run(api, job(model="ideogram-4"))
    assert (failed.state, failed.cost) == (JobState.FAILED, 0)
    await bench.desk.retry(failed.id)
    await bench.desk.drain()
    assert (await bench.library.job(failed.id)).generation_id == "g2"


async def test_an_id_the_api_forgot_is_named_and_asked_for_again_not_bought_again(bench):
    api = FakeIdeogram([accepted("g1")], [errors.GenerationUnknown("404")])
    (failed,) = await bench.run(api, job(model="ideogram-4"))
    assert failed.state is JobState.FAILED
    assert "g1" in failed.reason
    api.script["poll"].append(answered())
    await bench.desk.retry(failed.id)
    await bench.desk.drain()
    assert (await bench.library.job(failed.id)).state is JobState.DONE
    assert len(api.submitted) == 1


async def test_a_cancelled_job_is_never_sent_and_leaves_the_grid(bench):
    api = FakeIdeogram()
    await bench.desk.connect(api, sandbox=False)
    (queued,) = await bench.desk.queue([job()])
    await bench.desk.cancel(queued.id)
    await bench.desk.drain()
    assert api.submitted == []
    assert list(await bench.library.numbers("")) == []
    assert list(await bench.library.numbers("fox")) == []


async def test_a_job_that_was_sent_cannot_be_cancelled(bench):
    (done,) = await bench.run(FakeIdeogram(), job())
    with pytest.raises(errors.StoreError, match="can be cancelled"):
        await bench.desk.cancel(done.id)


async def test_sandbox_jobs_are_never_sent_to_the_real_api(bench):
    (queued,) = await bench.desk.queue([job()], sandbox=True)
    api = FakeIdeogram()
    await bench.desk.connect(api, sandbox=False)
    await bench.desk.drain()
    assert api.submitted == []
    await bench.desk.connect(api, sandbox=True)
    await bench.desk.drain()
    assert (await bench.library.job(queued.id)).state is JobState.DONE
    assert (await bench.desk.totals()).spent_today == 0


async def test_a_bug_in_one_job_does_not_stop_the_others(bench):
    api = FakeIdeogram([ZeroDivisionError("bug"), answered()])
    bench.desk.set_pool(1)
    jobs = await bench.run(api, job("a"), job("b"))
    assert [j.state for j in jobs] == [JobState.UNSURE, JobState.DONE]
    assert [type(bug) for bug in bench.bugs] == [ZeroDivisionError]
    bench.bugs.clear()


async def test_the_totals_tell_what_the_library_holds(bench):
    await bench.run(FakeIdeogram([answered(2)]), job(count=2))
    totals = await bench.desk.totals()
    assert (totals.pictures, totals.done_today, totals.spent_today) == (2, 2, 160_000)
    assert totals.bytes == 2 * len(picture_bytes())
