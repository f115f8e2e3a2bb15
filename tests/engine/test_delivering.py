"""The outbox at work over a real store: everything arrives, nothing in a burst, no picture waits."""

import asyncio
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from ideogram_desk.domain import errors
from ideogram_desk.domain.callback import CallbackEvent, Called, DeliveryState, Endpoint
from ideogram_desk.domain.events import CallbacksChanged
from ideogram_desk.domain.job import JobState, NewJob
from ideogram_desk.domain.request import Request
from ideogram_desk.engine import delivering, receivers
from tests.fakes.ideogram import FakeIdeogram, answered

HOOK = "https://hooks.example.com/ideogram"
OTHER = "https://other.example.com/in"


def job(n=0, **kwargs):
    return NewJob(Request(prompt=f"a red fox {n}"), **kwargs)


async def until(condition, seconds=5.0):
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  the condition is the engine's
            await asyncio.sleep(0.005)


async def states(bench):
    return [d.state for d in await bench.desk.callbacks.deliveries()]


async def owe(bench, count, *, url=HOOK):
    """Make this many pictures, whose callbacks nobody delivers yet."""
    bench.caller.script, script = lambda _: Called(None, "not yet"), bench.caller.script
    begin, bench.desk._delivering._begin_of = (
        bench.desk._delivering._begin_of,
        lambda *_: float("inf"),
    )
    await bench.run(FakeIdeogram(), *[job(n, callback=url) for n in range(count)])
    bench.desk._delivering._begin_of = begin
    bench.caller.script = script


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("ideogram_desk.engine.delivery_schedule.WAITS", (0.0, 0.05) + (9000.0,) * 8)
    monkeypatch.setattr(receivers, "LATE_GAP", 0.05)


async def test_draining_delivers_what_was_made(bench):
    await bench.desk.callbacks.save_endpoint(Endpoint("e1", HOOK))
    await bench.run(FakeIdeogram(), job())
    (delivery,) = bench.caller.called
    assert (delivery.event, delivery.url) == (CallbackEvent.COMPLETED, HOOK)
    assert await states(bench) == [DeliveryState.DELIVERED]
    assert CallbacksChanged() in bench.events


async def test_a_first_failure_is_tried_again_before_draining_ends(bench):
    answers = iter([Called(500), Called(200)])
    bench.caller.script = lambda _: next(answers)
    await bench.run(FakeIdeogram(), job(callback=HOOK))
    first, second = bench.caller.called
    assert (first.id, first.body) == (second.id, second.body)
    assert await states(bench) == [DeliveryState.DELIVERED]


async def test_later_tries_are_left_for_the_next_start(bench):
    bench.caller.script = lambda _: Called(503, "busy")
    await bench.run(FakeIdeogram(), job(callback=HOOK))
    (delivery,) = await bench.desk.callbacks.deliveries()
    assert (delivery.state, delivery.tries, delivery.status) == (DeliveryState.OWED, 2, 503)
    left = (delivery.next_at - datetime.now(UTC)).total_seconds()
    assert 7000 < left < 11000


@pytest.mark.parametrize("status", [199, 301, 302, 400, 404, 500, None])
async def test_only_a_2xx_is_a_success(bench, status):
    bench.caller.script = lambda _: Called(status)
    await bench.run(FakeIdeogram(), job(callback=HOOK))
    assert await states(bench) == [DeliveryState.OWED]


async def test_retry_after_is_honoured(bench):
    bench.caller.script = lambda _: Called(429, retry_after=3600.0)
    await bench.run(FakeIdeogram(), job(callback=HOOK))
    (delivery,) = await bench.desk.callbacks.deliveries()
    assert delivery.tries == 1
    assert (delivery.next_at - datetime.now(UTC)).total_seconds() > 3500


async def test_gone_is_the_last_word(bench):
    await bench.desk.callbacks.save_endpoint(Endpoint("e1", HOOK))
    bench.caller.script = lambda _: Called(410)
    await bench.run(FakeIdeogram(), job())
    assert await states(bench) == [DeliveryState.DISABLED]
    (endpoint,) = await bench.desk.callbacks.endpoints()
    assert not endpoint.active


async def test_after_the_last_try_it_is_dead_and_can_be_sent_again(bench, monkeypatch):
    monkeypatch.setattr("ideogram_desk.engine.delivery_schedule.WAITS", (0.0,) * 3)
    bench.caller.script = lambda _: Called(500)
    await bench.run(FakeIdeogram(), job(callback=HOOK))
    (dead,) = await bench.desk.callbacks.deliveries()
    assert (dead.state, dead.tries) == (DeliveryState.DEAD, 3)
    assert any("hooks.example.com" in text for text in bench.notices())
    bench.caller.script = lambda _: Called(204)
    await bench.desk.callbacks.send_again(dead.id)
    await bench.desk.drain()
    assert await states(bench) == [DeliveryState.DELIVERED]
    assert {d.id for d in bench.caller.called} == {dead.id}


async def test_callbacks_go_out_while_the_queue_is_paused_and_without_a_connection(bench):
    await owe(bench, 1)
    await bench.desk.disconnect()
    bench.desk.start()
    await until(lambda: bench.caller.called)


async def test_no_more_than_two_at_a_time_to_one_receiver_and_eight_in_all(bench, monkeypatch):
    monkeypatch.setattr(delivering, "LATE", 1e9)
    for n in range(6):
        await owe(bench, 3, url=f"https://r{n}.example.com/in")
    bench.caller.takes = 0.05
    await bench.desk.drain()
    most = bench.caller.most_under_way
    assert most.pop("") == 8
    assert set(most.values()) == {2}
    assert len(bench.caller.called) == 18


async def test_two_urls_of_one_host_share_its_two_places(bench):
    await owe(bench, 3, url="https://r.example.com/a")
    await owe(bench, 3, url="https://r.example.com/b")
    bench.caller.takes = 0.03
    await bench.desk.drain()
    assert bench.caller.most_under_way[""] == 2


async def test_a_dead_receiver_is_left_alone_and_the_others_are_not_held_up(bench, monkeypatch):
    monkeypatch.setattr(delivering, "PAGE", 4)  # fewer than are owed to the dead one
    await owe(bench, 12)
    await owe(bench, 2, url=OTHER)
    bench.desk._delivering._wide_look_at = 0.0
    bench.caller.script = lambda d: Called(500) if d.url == HOOK else Called(200)
    await bench.desk.drain()
    to = [d.url for d in bench.caller.called]
    assert to.count(HOOK) <= receivers.FAILURES + 1
    assert to.count(OTHER) == 2
    tries = [d.tries for d in await bench.desk.callbacks.deliveries() if d.url == HOOK]
    assert sum(tries) == to.count(HOOK), "what is not sent uses up no try"


async def test_what_is_long_due_goes_out_one_after_the_other(bench, monkeypatch):
    monkeypatch.setattr(delivering, "LATE", -1.0)
    await owe(bench, 5)
    loop, at = asyncio.get_running_loop(), []

    def script(_):
        at.append(loop.time())
        return Called(200)

    bench.caller.script = script
    await bench.desk.drain()
    gaps = [b - a for a, b in pairwise(at)]
    assert len(at) == 5
    assert min(gaps) > 0.03


async def test_a_delivery_cut_off_is_sent_again_the_same(bench):
    bench.caller.takes = 30
    await owe(bench, 1)
    await bench.desk.disconnect()
    bench.desk.start()
    await until(lambda: bench.caller.called)
    await bench.desk.close()
    (cut,) = bench.caller.called
    bench.caller.takes = 0
    again = delivering.Delivering(
        bench.desk.callbacks._store, bench.caller, bench.secrets, bench.desk.bus, bench.bugs.append
    )
    running = asyncio.create_task(again.run())
    await until(lambda: len(bench.caller.called) == 2)
    again.end_when_quiet()
    await running
    assert (bench.caller.called[-1].id, bench.caller.called[-1].body) == (cut.id, cut.body)
    assert len(bench.caller.called) == 2


async def test_a_slow_receiver_delays_no_picture(bench):
    bench.caller.takes = 30
    api = FakeIdeogram()
    await bench.desk.connect(api, sandbox=False)
    bench.desk.start()
    queued = await bench.desk.queue([job(n, callback=HOOK) for n in range(6)])
    async with asyncio.timeout(10):
        while {(await bench.library.job(j.id)).state for j in queued} != {JobState.DONE}:  # noqa: ASYNC110  the store's
            await asyncio.sleep(0.02)
    await until(lambda: len(bench.caller.called) == 2)
    assert bench.caller.most_under_way[""] == 2


async def test_it_is_signed_with_the_endpoints_secret(bench):
    saved = await bench.desk.callbacks.save_endpoint(Endpoint("e1", HOOK), "whsec_abc")
    assert saved.signed
    assert bench.secrets == {"callback:e1": "whsec_abc"}
    await bench.run(FakeIdeogram(), job())
    assert bench.caller.secrets == ["whsec_abc"]


async def test_what_cannot_be_signed_is_not_sent_unsigned(bench):
    await bench.desk.callbacks.save_endpoint(Endpoint("e1", HOOK), "whsec_abc")
    bench.secrets.clear()
    await bench.run(FakeIdeogram(), job())
    assert bench.caller.called == []
    (delivery,) = await bench.desk.callbacks.deliveries()
    assert "signed" in delivery.note


async def test_the_secret_goes_with_the_endpoint(bench):
    await bench.desk.callbacks.save_endpoint(Endpoint("e1", HOOK), "whsec_abc")
    await bench.desk.callbacks.remove_endpoint("e1")
    assert bench.secrets == {}
    assert await bench.desk.callbacks.endpoints() == []


async def test_an_address_of_ones_own_network_takes_ones_word(bench):
    local = Endpoint("e1", "http://127.0.0.1:8787/callbacks/ideogram")
    with pytest.raises(errors.InvalidRequest):
        await bench.desk.callbacks.save_endpoint(local)
    await bench.desk.connect(FakeIdeogram(), sandbox=False)
    with pytest.raises(errors.InvalidRequest, match="callback"):
        await bench.desk.queue([job(callback=local.url)])
    assert await bench.library.jobs() == []
    await bench.desk.queue([job(callback=local.url, callback_own_network=True)])


async def test_a_bug_in_a_call_is_reported_and_stops_no_other_delivery(bench, monkeypatch):
    await owe(bench, 1)
    await owe(bench, 1, url=OTHER)

    def script(delivery):
        if delivery.url == HOOK:
            raise ZeroDivisionError
        return Called(200)

    bench.caller.script = script
    await bench.desk.drain()
    assert 1 <= len(bench.bugs) <= receivers.FAILURES
    bench.bugs.clear()
    found = {d.url: d.state for d in await bench.desk.callbacks.deliveries()}
    assert found == {HOOK: DeliveryState.OWED, OTHER: DeliveryState.DELIVERED}


async def test_a_withheld_picture_and_a_failed_job_are_told(bench):
    refusing = FakeIdeogram([answered(1, withheld=(0,)), errors.ContentRefused("no")])
    bench.desk.set_pool(1)
    await bench.run(refusing, job(0, callback=HOOK), job(1, callback=HOOK))
    events = [d.event for d in bench.caller.called]
    assert sorted(events) == sorted([CallbackEvent.WITHHELD, CallbackEvent.FAILED])


async def test_a_jump_of_the_clock_costs_each_delivery_one_try_at_most(bench, monkeypatch):
    bench.caller.script = lambda _: Called(500)
    await bench.run(
        FakeIdeogram(), *[job(n, callback=f"https://r{n}.example.com/") for n in (0, 1)]
    )
    before = len(bench.caller.called)
    real = __import__("time").time_ns
    monkeypatch.setattr("time.time_ns", lambda: real() + 10 * 24 * 3600 * 10**9)
    await bench.desk.drain()
    assert len(bench.caller.called) == before + 2
