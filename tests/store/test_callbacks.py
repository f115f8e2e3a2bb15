"""What is owed to whom: written with what it tells of, kept until it is delivered."""

import json
from dataclasses import replace

import pytest

from ideogram_desk.domain.answer import Answered, AnsweredPicture
from ideogram_desk.domain.callback import Called, DeliveryState, Endpoint
from ideogram_desk.domain.errors import NotFound, StoreError
from ideogram_desk.domain.job import JobState
from tests.fakes.ideogram import answered
from tests.store.conftest import BUSY, new

HOOK = Endpoint("e1", "https://example.com/hook", "Mine")
OWN = "https://example.com/of-the-job"


async def told(work):
    """(event, url, body) of all that is owed, oldest first."""
    return [(str(d.event), d.url, json.loads(d.body)) for d in await work.callbacks.owed()]


async def events(work):
    return [event.removeprefix("generation.") for event, _, _ in await told(work)]


@pytest.fixture
async def hook(work):
    await work.callbacks.save_endpoint(HOOK)
    return HOOK


async def test_a_stored_picture_is_owed_to_every_receiver_once(work, hook):
    await work.callbacks.save_endpoint(replace(HOOK, id="e2", url="https://example.com/2"))
    await work.add(new(count=2, job={"metadata": {"k": "v"}, "callback": OWN}))
    job = await work.finish()
    pictures = (await work.library.pictures_of([job.id]))[job.id]
    owed = await work.callbacks.owed()
    assert sorted((d.picture, d.url) for d in owed) == sorted(
        (picture.id, url)
        for picture in pictures
        for url in (HOOK.url, "https://example.com/2", OWN)
    )
    assert {d.endpoint for d in owed} == {"e1", "e2", None}
    assert all(d.job == job.id and d.id.startswith("msg_") for d in owed)
    assert len({d.id for d in owed}) == 6
    first = json.loads(owed[0].body)
    assert (first["jobId"], first["metadata"], first["filePath"]) == (
        job.id, {"k": "v"}, f"{first['imageId']}.png",
    )  # fmt: skip
    assert await work.broken() == []


async def test_what_is_stored_twice_is_told_once(work, hook):
    await work.add(new())
    job = await work.answer()
    (picture,) = await work.jobs.to_fetch(job)
    await work.store(job)
    await work.jobs.lost(picture, "Too late.")
    assert await events(work) == ["completed"]


async def test_before_the_answer_is_stored_nothing_is_told(work, hook):
    await work.add(new())
    await work.answer()
    assert await told(work) == []


async def test_a_job_that_names_a_known_receiver_tells_it_once_with_its_settings(work, hook):
    await work.callbacks.save_endpoint(replace(HOOK, own_network=True, full_path=True))
    await work.add(new(job={"callback": HOOK.url}))
    await work.finish()
    (delivery,) = await work.callbacks.owed()
    assert (delivery.endpoint, delivery.own_network) == ("e1", True)
    path = json.loads(delivery.body)["filePath"]
    assert path.startswith(str(work.path.parent / "images"))


async def test_a_receiver_may_be_told_only_of_jobs_that_name_it(work):
    await work.callbacks.save_endpoint(replace(HOOK, every_job=False))
    await work.add(new())
    await work.finish()
    assert await told(work) == []
    await work.add(new(job={"callback": HOOK.url}))
    await work.finish()
    assert await events(work) == ["completed"]


async def test_a_receiver_that_is_switched_off_or_removed_is_not_told(work, hook):
    await work.callbacks.save_endpoint(replace(HOOK, active=False))
    await work.add(new(job={"callback": HOOK.url}))
    await work.finish()
    assert await told(work) == []
    await work.callbacks.save_endpoint(HOOK)
    await work.callbacks.remove_endpoint("e1")
    await work.add(new())
    await work.finish()
    assert await told(work) == []
    assert await work.callbacks.endpoints() == []


async def test_a_jobs_own_receiver_may_be_on_the_users_own_network(work):
    await work.add(new(job={"callback": OWN, "callback_own_network": True}))
    await work.finish()
    assert (await work.callbacks.owed())[0].own_network


async def test_a_withheld_picture_is_told_when_the_answer_comes(work, hook):
    await work.add(new(count=2))
    job = await work.answer(answered(2, withheld=(1,)))
    assert await events(work) == ["withheld"]
    await work.store(job)
    assert await events(work) == ["withheld", "completed"]


ENDS = {
    JobState.REFUSED: ["failed"],
    JobState.FAILED: ["failed"],
    JobState.UNSURE: ["failed"],
    JobState.HELD: [],
    JobState.QUEUED: [],
}


@pytest.mark.parametrize("state", ENDS)
async def test_a_job_that_ends_without_pictures_is_told_once(work, hook, state):
    await work.add(new(count=3))
    await work.settle(state, "Ideogram said no.", reply=BUSY)
    assert await events(work) == ENDS[state]
    if ENDS[state]:
        ((_, _, body),) = await told(work)
        assert (body["error"], body["imageId"]) == ("Ideogram said no.", None)


async def test_a_job_cut_off_while_it_was_sent_is_told_as_failed(work, hook):
    await work.add()
    await work.send()
    await work.jobs.recover()
    ((event, _, body),) = await told(work)
    assert event == "generation.failed"
    assert "may have been paid" in body["error"]


async def test_an_answer_without_pictures_is_told_once(work, hook):
    await work.add(new(count=2))
    await work.answer(Answered(()))
    assert await events(work) == ["failed"]


async def test_each_picture_that_cannot_be_fetched_is_told(work, hook):
    await work.add(new(count=2))
    job = await work.answer(
        Answered(
            (
                AnsweredPicture("https://x/1", withheld=False),
                AnsweredPicture(None, withheld=False, note="No link."),
            )
        )
    )
    (picture,) = await work.jobs.to_fetch(job)
    await work.jobs.lost(picture, "The link is dead.")
    assert [body["error"] for _, _, body in await told(work)] == ["No link.", "The link is dead."]
    assert len({body["imageId"] for _, _, body in await told(work)}) == 2


async def test_a_cancelled_job_tells_nothing(work, hook):
    (job,) = await work.add()
    await work.jobs.cancel(job.id)
    await work.jobs.cancel_waiting()
    assert await told(work) == []


async def test_what_is_owed_outlives_a_kill_byte_for_byte(work, hook):
    await work.add()
    await work.finish()
    before = await work.callbacks.owed()
    work.reopen()
    assert await work.callbacks.owed() == before


# --- deliveries -----------------------------------------------------------------------------------


@pytest.fixture
async def delivery(work, hook):
    await work.add()
    await work.finish()
    return (await work.callbacks.owed())[0]


async def states(work):
    return [(str(d.state), d.tries, d.status) for d in await work.callbacks.deliveries()]


async def test_what_is_delivered_is_owed_no_more(work, delivery):
    await work.callbacks.delivered(delivery, Called(200))
    assert await work.callbacks.owed() == []
    assert await work.callbacks.next_owed() is None
    assert await states(work) == [("delivered", 1, 200)]


async def test_what_failed_is_owed_again_after_its_wait(work, delivery):
    await work.callbacks.undelivered(delivery, Called(500, "It said 500."), 60.0)
    assert await work.callbacks.owed() == []
    assert 55 < await work.callbacks.next_owed() <= 60
    (listed,) = await work.callbacks.deliveries()
    assert (listed.id, listed.body, listed.note) == (delivery.id, delivery.body, "It said 500.")


async def test_what_failed_for_the_last_time_is_dead_until_the_user_sends_it_again(work, delivery):
    await work.callbacks.undelivered(delivery, Called(None, "No answer."), None)
    assert await work.callbacks.next_owed() is None
    assert await states(work) == [("dead", 1, None)]
    await work.callbacks.send_again(delivery.id)
    (again,) = await work.callbacks.owed()
    assert (again.id, again.body, again.tries) == (delivery.id, delivery.body, 0)


async def test_what_is_delivered_or_unknown_is_not_sent_again(work, delivery):
    await work.callbacks.delivered(delivery, Called(200))
    for delivery_id in (delivery.id, "msg_nope"):
        with pytest.raises(NotFound):
            await work.callbacks.send_again(delivery_id)


async def test_a_receiver_that_is_gone_is_switched_off_with_all_it_is_owed(work, delivery):
    await work.callbacks.save_endpoint(replace(HOOK, id="e2", url="https://example.com/2"))
    await work.add()
    await work.finish()
    await work.callbacks.gone(delivery, Called(410, "Gone."))
    assert [e.active for e in await work.callbacks.endpoints()] == [False, True]
    assert [d.url for d in await work.callbacks.owed()] == ["https://example.com/2"]
    disabled = await work.callbacks.deliveries([DeliveryState.DISABLED])
    assert [(d.url, d.tries) for d in disabled] == [(HOOK.url, 0), (HOOK.url, 1)]


async def test_what_is_owed_to_a_receiver_goes_with_it_and_what_it_got_stays(work, delivery):
    await work.callbacks.delivered(delivery, Called(200))
    await work.add()
    await work.finish()
    await work.callbacks.remove_endpoint("e1")
    assert await states(work) == [("delivered", 1, 200)]
    await work.callbacks.undelivered(delivery, Called(500), 5.0)
    assert await states(work) == [("delivered", 1, 200)]


async def test_what_is_owed_goes_to_a_receivers_new_address(work, delivery):
    await work.callbacks.save_endpoint(
        replace(HOOK, url="https://example.com/moved", own_network=True)
    )
    (moved,) = await work.callbacks.owed()
    assert (moved.url, moved.own_network) == ("https://example.com/moved", True)
    assert (moved.id, moved.body) == (delivery.id, delivery.body)


async def test_switching_a_receiver_off_disables_what_it_is_owed(work, delivery):
    await work.callbacks.save_endpoint(replace(HOOK, active=False))
    assert await states(work) == [("disabled", 0, None)]
    # A try that was under way just then changes nothing.
    await work.callbacks.undelivered(delivery, Called(500), 5.0)
    assert await states(work) == [("disabled", 0, None)]


async def test_two_receivers_cannot_have_one_address(work, hook):
    with pytest.raises(StoreError, match="already"):
        await work.callbacks.save_endpoint(replace(HOOK, id="e2"))
    await work.callbacks.remove_endpoint("e1")
    await work.callbacks.save_endpoint(replace(HOOK, id="e2"))


async def test_receivers_keep_their_settings(work):
    endpoint = Endpoint("e9", "https://h", "N", every_job=False, own_network=True, full_path=True,
                        signed=True, active=False)  # fmt: skip
    await work.callbacks.save_endpoint(endpoint)
    assert await work.callbacks.endpoints() == [endpoint]


async def test_deliveries_are_listed_newest_first_by_state(work, delivery):
    for _ in range(3):
        await work.add()
        await work.finish()
    await work.callbacks.delivered(delivery, Called(200))
    newest_first = await work.callbacks.deliveries()
    assert [d.created_at for d in newest_first] == sorted(
        (d.created_at for d in newest_first), reverse=True
    )
    assert newest_first[-1].id == delivery.id
    assert len(await work.callbacks.deliveries(limit=2)) == 2
    assert [d.id for d in await work.callbacks.deliveries([DeliveryState.DELIVERED])] == [
        delivery.id
    ]
