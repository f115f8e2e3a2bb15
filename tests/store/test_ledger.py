"""Each job's money is in one account at a time, and no budget is overrun."""

import asyncio
import datetime as dt
import time
from dataclasses import replace

import peewee
import pytest

from ideogram_desk.domain.answer import Answered
from ideogram_desk.domain.batch import BatchKind, NewBatch
from ideogram_desk.domain.errors import OverBudget
from ideogram_desk.domain.job import JobState
from ideogram_desk.domain.money import Balance, Prices
from ideogram_desk.store import ledger
from tests.fakes.ideogram import answered
from tests.store.conftest import BUSY, new

EACH = 80_000  # of V_2


async def queued(work):
    return (await work.add(new(count=2)))[0]


async def cancelled(work):
    await work.jobs.cancel((await queued(work)).id)


async def held(work):
    await queued(work)
    await work.settle(JobState.HELD, reply=BUSY)


async def sending(work):
    await queued(work)
    await work.send()


async def busy(work):
    await queued(work)
    await work.settle(JobState.QUEUED, reply=BUSY)


async def refused(work):
    await queued(work)
    await work.settle(JobState.REFUSED)


async def failed(work):
    await queued(work)
    await work.settle(JobState.FAILED)


async def unsure(work):
    await queued(work)
    await work.unsure()


async def accepted(work):
    await queued(work)
    return await work.accept()


async def failed_for_free(work):
    job = await accepted(work)
    await work.jobs.settle(job, JobState.FAILED, "Not made.", forget_generation=True)


async def failed_maybe_paid(work):
    job = await accepted(work)
    await work.jobs.settle(job, JobState.FAILED, "No longer known.")


async def asked_for_once_more(work):
    await failed_maybe_paid(work)
    await work.jobs.retry((await work.library.jobs())[0].id)


async def done(work):
    await queued(work)
    await work.finish()


async def one_withheld(work):
    await queued(work)
    await work.finish(answered(2, withheld=(1,)))


async def fewer_than_asked(work):
    await queued(work)
    await work.finish(answered(1))


async def more_than_asked(work):
    await queued(work)
    await work.finish(answered(3))


async def no_picture(work):
    await queued(work)
    await work.answer(Answered(()))


async def told_its_cost(work):
    await queued(work)
    await work.finish(replace(answered(2), cost=100_000))


async def lost(work):
    await queued(work)
    job = await work.answer()
    for picture in await work.jobs.to_fetch(job):
        await work.jobs.lost(picture, "The link is dead.")


async def bought_again(work):
    await unsure(work)
    await work.jobs.retry((await work.library.jobs())[0].id)


async def bought_again_and_done(work):
    await bought_again(work)
    await work.finish()


async def cut_off(work):
    await sending(work)
    await work.jobs.recover()


ENDS = {
    queued: Balance(reserved=2 * EACH),
    cancelled: Balance(released=2 * EACH),
    held: Balance(reserved=2 * EACH),
    sending: Balance(reserved=2 * EACH),
    busy: Balance(reserved=2 * EACH),
    refused: Balance(released=2 * EACH),
    failed: Balance(released=2 * EACH),
    unsure: Balance(unsure=2 * EACH),
    cut_off: Balance(unsure=2 * EACH),
    accepted: Balance(reserved=2 * EACH),
    failed_for_free: Balance(released=2 * EACH),
    failed_maybe_paid: Balance(unsure=2 * EACH),
    asked_for_once_more: Balance(reserved=2 * EACH),
    done: Balance(charged=2 * EACH),
    one_withheld: Balance(charged=2 * EACH),
    fewer_than_asked: Balance(charged=EACH, released=EACH),
    more_than_asked: Balance(charged=3 * EACH),
    no_picture: Balance(released=2 * EACH),
    told_its_cost: Balance(charged=100_000, released=2 * EACH - 100_000),
    lost: Balance(charged=2 * EACH),
    bought_again: Balance(reserved=2 * EACH, unsure=2 * EACH),
    bought_again_and_done: Balance(charged=2 * EACH, unsure=2 * EACH),
}


@pytest.mark.parametrize("story", ENDS, ids=lambda story: story.__name__)
async def test_wherever_a_job_ends_its_money_is_in_the_right_account(work, story):
    await story(work)
    assert await work.library.balance() == ENDS[story]
    assert await work.broken() == []


@pytest.mark.parametrize("story", [cancelled, refused, failed, failed_for_free])
async def test_what_was_given_back_is_set_aside_again_by_a_retry(work, story):
    await story(work)
    (job,) = await work.library.jobs()
    await work.jobs.retry(job.id)
    assert await work.library.balance() == Balance(reserved=2 * EACH, released=2 * EACH)
    await work.finish()
    assert await work.broken() == []


async def test_a_changed_price_is_what_is_reserved_and_charged(work):
    await work.add(new(count=2), prices=Prices({"V_2": 50_000}))
    assert (await work.library.balance()).reserved == 100_000
    await work.finish()
    assert (await work.library.balance()).charged == 100_000


async def test_play_money_is_counted_apart_and_by_no_budget(work):
    await work.add(new(count=2), sandbox=True, day_budget=1)
    job = await work.claim(sandbox=True, day_budget=1)
    await work.jobs.settle(job, JobState.FAILED, "No.")
    await work.jobs.retry(job.id, day_budget=1)
    await work.finish(sandbox=True)
    assert await work.library.balance() == Balance()
    assert (await work.library.balance(sandbox=True)).charged == 2 * EACH
    assert (await work.library.totals()).spent_today == 0
    assert await work.library.spend(1) == []
    assert await work.broken() == []


# --- a day's budget -------------------------------------------------------------------------------


async def test_a_hundred_at_once_never_exceed_the_days_budget(work):
    cap = 10 * EACH + 1
    outcomes = await asyncio.gather(
        *(work.add(new(str(i)), day_budget=cap) for i in range(100)), return_exceptions=True
    )
    assert sum(isinstance(outcome, list) for outcome in outcomes) == 10
    assert sum(isinstance(outcome, OverBudget) for outcome in outcomes) == 90
    assert (await work.library.balance()).reserved == 10 * EACH


async def test_over_the_budget_nothing_at_all_is_queued_and_a_sentence_says_why(work):
    await work.add(new(count=2))
    with pytest.raises(OverBudget) as caught:
        await work.add(new(), new(count=2), day_budget=300_000)
    assert str(caught.value) == (
        "Today's budget is $0.30; $0.16 is spent or set aside, this would cost $0.24."
    )
    assert (caught.value.needed, caught.value.left, caught.value.batch) == (240_000, 140_000, None)
    assert len(await work.library.jobs()) == 1


@pytest.mark.parametrize("story", [queued, sending, accepted, done, unsure, one_withheld])
async def test_what_is_reserved_charged_or_unsure_counts_against_the_day(work, story):
    await story(work)
    with pytest.raises(OverBudget):
        await work.add(new(), day_budget=3 * EACH - 1)
    await work.add(new(), day_budget=3 * EACH)


@pytest.mark.parametrize("story", [cancelled, refused, failed, failed_for_free, no_picture])
async def test_what_was_given_back_does_not(work, story):
    await story(work)
    await work.add(new(), day_budget=EACH)


@pytest.fixture
def clock(monkeypatch):
    """The store's time, in days from now; the machine's own day goes with it."""

    class Clock:
        days = 0

    def now():
        return round((time.time() + 86400 * Clock.days) * 1000)

    class Today(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return super().now(tz) + dt.timedelta(days=Clock.days)

    for module in ("ledger", "adding", "answers", "deciding", "line", "steps", "outbox"):
        monkeypatch.setattr(f"ideogram_desk.store.{module}.now", now)
    monkeypatch.setattr(ledger, "datetime", Today)
    return Clock


async def test_what_was_charged_yesterday_is_not_todays(work, clock):
    clock.days = -1
    await done(work)
    clock.days = 0
    await work.add(new(), day_budget=EACH)
    assert (await work.library.totals()).spent_today == 0


async def test_what_became_unsure_yesterday_is_not_todays(work, clock):
    clock.days = -1
    await unsure(work)
    clock.days = 0
    await work.add(new(), day_budget=EACH)
    assert (await work.library.balance()).unsure == 2 * EACH


async def test_what_became_unsure_twice_counts_today_only_as_often_as_it_did_today(work, clock):
    clock.days = -1
    await unsure(work)
    clock.days = 0
    await work.jobs.retry((await work.library.jobs())[0].id)
    await work.unsure()
    assert (await work.library.balance()).unsure == 4 * EACH
    await work.add(new(), day_budget=3 * EACH)


async def test_what_was_unsure_yesterday_does_not_make_room_for_what_is_today(work, clock):
    clock.days = -1
    await failed_maybe_paid(work)
    clock.days = 0
    await unsure(work)
    (old,) = [job for job in await work.library.jobs() if job.generation_id]
    await work.jobs.retry(old.id)  # its two are under way again, and no longer in doubt
    with pytest.raises(OverBudget):
        await work.add(new(), day_budget=5 * EACH - 1)
    await work.add(new(), day_budget=5 * EACH)


async def test_what_is_still_set_aside_from_yesterday_counts_today(work, clock):
    clock.days = -1
    await queued(work)
    clock.days = 0
    with pytest.raises(OverBudget):
        await work.add(new(), day_budget=3 * EACH - 1)


async def test_a_retry_that_buys_needs_the_budget_for_it(work):
    await failed(work)
    (job,) = await work.library.jobs()
    with pytest.raises(OverBudget):
        await work.jobs.retry(job.id, day_budget=2 * EACH - 1)
    assert (await work.library.job(job.id)).state is JobState.FAILED
    await work.jobs.retry(job.id, day_budget=2 * EACH)


async def test_a_retry_that_buys_nothing_needs_none(work):
    await failed_maybe_paid(work)
    (job,) = await work.library.jobs()
    assert (await work.jobs.retry(job.id, day_budget=0)).job.state is JobState.ACCEPTED


async def test_of_the_failed_as_many_are_retried_as_the_budget_allows(work):
    for _ in range(3):
        await failed(work)
    steps = await work.jobs.retry_failed(day_budget=5 * EACH)
    assert [step.job.state for step in steps] == [JobState.QUEUED] * 2
    with pytest.raises(OverBudget):
        await work.jobs.retry_failed(day_budget=5 * EACH)
    assert len(await work.jobs.retry_failed()) == 1
    assert await work.jobs.retry_failed(day_budget=0) == []
    assert await work.broken() == []


async def test_retrying_all_failed_leaves_alone_what_is_unsure_refused_or_dismissed(work):
    await unsure(work)
    await refused(work)
    await failed(work)
    await work.jobs.dismiss((await work.library.jobs())[0].id)
    assert await work.jobs.retry_failed() == []


async def test_retrying_all_failed_passes_over_what_has_nothing_left_to_fetch(work):
    await no_picture(work)
    await failed(work)
    assert len(await work.jobs.retry_failed()) == 1


async def test_nothing_is_claimed_once_a_budget_is_exceeded(work):
    await queued(work)
    assert await work.claim(day_budget=2 * EACH)
    await queued(work)
    with pytest.raises(OverBudget, match="nothing more is sent"):
        await work.claim(day_budget=4 * EACH - 1)
    assert [job.state for job in await work.library.jobs()] == ["queued", "sending"]
    assert await work.claim(day_budget=4 * EACH)


async def test_an_empty_line_exceeds_nothing(work):
    await done(work)
    assert await work.claim(day_budget=0) is None


# --- a campaign's budget --------------------------------------------------------------------------


async def test_a_batch_is_not_queued_beyond_its_own_budget(work):
    batch = NewBatch("Q1 Launch", BatchKind.CAMPAIGN, budget=2 * EACH)
    with pytest.raises(OverBudget, match=r"The budget of “Q1 Launch” is \$0\.16; \$0\.00 is"):
        await work.add(new(count=3), batch=batch)
    assert await work.library.batches() == []
    (job,) = await work.add(new(count=2), batch=batch)
    with pytest.raises(OverBudget) as caught:
        await work.add(new(job={"batch": job.batch}))
    assert caught.value.batch == job.batch
    await work.jobs.set_batch_budget(job.batch, 3 * EACH)
    await work.add(new(job={"batch": job.batch}))
    await work.jobs.set_batch_budget(job.batch, None)
    await work.add(new(count=8, job={"batch": job.batch}))


async def test_a_batch_with_a_lowered_budget_is_not_sent(work):
    (job,) = await work.add(new(), batch=NewBatch("Q1", BatchKind.LIST, budget=EACH))
    await work.jobs.set_batch_budget(job.batch, EACH - 1)
    with pytest.raises(OverBudget) as caught:
        await work.claim()
    assert caught.value.batch == job.batch
    await work.jobs.set_batch_budget(job.batch, EACH)
    assert await work.claim()


async def test_a_batchs_money_is_told_with_it(work):
    (job, *_) = await work.add(new("a"), new("b"), new("c"), batch=NewBatch("Q1", BatchKind.LIST))
    await work.finish()
    await work.unsure()
    batch = await work.library.batch(job.batch)
    assert (batch.spent, batch.unsure, batch.reserved) == (EACH, EACH, EACH)


# --- spend by day ---------------------------------------------------------------------------------


async def test_spend_is_told_by_local_day_and_model(work, clock):
    clock.days = -3
    await done(work)
    clock.days = -1
    await done(work)
    await done(work)
    await work.add(new(model="V_2_TURBO"))
    await work.finish()
    clock.days = 0
    today = dt.datetime.now().astimezone().date()
    told = await work.library.spend(3)
    assert [(line.day, line.model, line.charged, line.pictures) for line in told] == [
        (today - dt.timedelta(days=1), "V_2", 4 * EACH, 4),
        (today - dt.timedelta(days=1), "V_2_TURBO", 50_000, 1),
    ]
    assert len(await work.library.spend(4)) == 3


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="no tzset here")
@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham", "UTC"])
def test_a_local_day_is_made_of_whole_quarters_of_an_hour(monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        for days in range(370):  # over both changes of the clock
            assert ledger.midnight(days) % 900_000 == 0
            begun = dt.datetime.fromtimestamp(ledger.midnight(days) / 1000, dt.UTC)
            assert begun.astimezone().time() == dt.time()
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("change", ["UPDATE ledger SET reserved = 0", "DELETE FROM ledger"])
async def test_the_ledger_is_only_added_to(work, change):
    await queued(work)
    with pytest.raises(peewee.IntegrityError, match="only added to"):
        await work.sql(change)


@pytest.mark.parametrize(
    ("micros", "words"),
    [(20_000_000, "$20.00"), (1_234_500_000, "$1,234.50"), (12_500, "$0.0125"), (0, "$0.00")],
)
def test_money_is_told_in_dollars(micros, words):
    assert ledger._dollars(micros) == words
