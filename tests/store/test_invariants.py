"""What must hold of a library holds after any story, and each breach of it is named."""

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from ideogram_desk.domain.answer import Answered, AnsweredPicture
from ideogram_desk.domain.batch import BatchKind, NewBatch
from ideogram_desk.domain.callback import Called, Endpoint
from ideogram_desk.domain.change import NewCollection, Rate, Remark, Restore, Stack, Tag, Trash
from ideogram_desk.domain.errors import DeskError
from ideogram_desk.domain.job import JobState, NewJob
from ideogram_desk.domain.money import Balance
from ideogram_desk.domain.request import Request
from ideogram_desk.store.database import Database
from ideogram_desk.store.invariants import INVARIANTS, violations
from ideogram_desk.store.library import Library
from tests.fakes.ideogram import answered
from tests.store.conftest import BUSY, OK, new

HOOK = Endpoint("e1", "https://example.com/hook")
OWN = "https://example.com/own"


async def a_full_library(work):
    """Jobs in every state there is, with all that goes with them."""
    await work.callbacks.save_endpoint(HOOK)
    await work.sql("UPDATE endpoint SET told_since = 0")
    batch = NewBatch("Q1", BatchKind.LIST, budget=10**9)
    await work.add(*[new(f"{i}", job={"callback": OWN}) for i in range(4)], batch=batch)
    await work.finish()
    await work.answer(answered(1, withheld=(0,)))
    await work.finish()
    await work.settle(JobState.REFUSED)
    await work.add(*[new(f"{i}") for i in range(9)])
    await work.unsure()
    await work.accept("gen-2")
    await work.settle(JobState.HELD, reply=BUSY)
    await work.answer()
    await work.send()
    await work.settle(JobState.FAILED)
    assert await work.jobs.cancel_waiting((await work.library.batches())[0].id) == []
    (*_, last) = (await work.library.activity(done=0, failed=0)).queued
    await work.jobs.cancel(last.id)
    (refused,) = await work.library.jobs([JobState.REFUSED])
    await work.add(new("good", job={"replaces": refused.id, "batch": refused.batch}))
    item = AnsweredPicture(None, withheld=False)
    step, _ = await work.jobs.bring_in(NewJob(Request("x")), item, origin="o", sandbox=False)
    await work.store(step.job)
    stored = await work.library.numbers("", stored=True)
    for change in (Tag(stored, ["x"]), NewCollection("Best"), Trash(stored[:1])):
        await work.organising.change(change)


async def test_a_library_with_jobs_in_every_state_breaks_nothing(work):
    await a_full_library(work)
    assert await work.broken() == []


BREACHES = {
    "a job that is under way and unpaid has its whole price reserved":
        "INSERT INTO ledger (at, job, model, sandbox, entry, reserved, released) SELECT 0, number,"
        " model, 0, 'released', -1, 1 FROM job WHERE state = 'queued' LIMIT 1",
    "a job that is settled or answered reserves nothing":
        "INSERT INTO ledger (at, job, model, sandbox, entry, reserved) SELECT 0, number, model, 0,"
        " 'reserved', 5 FROM job WHERE state = 'done' LIMIT 1",
    "a job that is unsure has its price in doubt":
        "UPDATE job SET price_each = price_each + 1 WHERE state = 'unsure'",
    "the ledger charged what the job says it cost":
        "UPDATE job SET cost = 1 WHERE state = 'done'",
    "money leaves one account only for another":
        "INSERT INTO ledger (at, job, model, sandbox, entry, charged) VALUES (0, 1, 'x', 0,"
        " 'released', 5)",
    "no account is below nothing":
        "INSERT INTO ledger (at, job, model, sandbox, entry, charged) VALUES (0, 1, 'x', 0,"
        " 'charged', -900000)",
    "the sums of the ledger are its sums": "UPDATE account SET charged = charged + 1",
    "every sum of the ledger is kept": "DELETE FROM account WHERE scope <> ''",
    "what was spent by the hour is what was charged": "UPDATE spent SET charged = 0",
    "nothing is sent twice unless it is proven unpaid or the user said so":
        "INSERT INTO attempt (job, n, claimed_at, sent_at) SELECT number, 2, 0, 1 FROM job"
        " WHERE state = 'done'",
    "no other state follows an unproven sending":
        "UPDATE attempt SET status = NULL WHERE job IN"
        " (SELECT number FROM job WHERE state = 'held')",
    "what is being sent, or is unsure, has an attempt": "DELETE FROM attempt",
    "a generation is known to one attempt": "UPDATE attempt SET generation_id = 'same'",
    "what was accepted can be asked for": "UPDATE job SET generation_id = NULL",
    "every attempt has what it was about": "UPDATE job SET request = ''",
    "only what is answered is fetched, stored or withheld":
        "UPDATE job SET answered = 0 WHERE state = 'withheld'",
    "what is not answered has no picture":
        "UPDATE picture SET state = 'ready' WHERE state = 'expected'",
    "what is done has all its pictures":
        "UPDATE picture SET state = 'lost' WHERE state = 'stored'",
    "what is being fetched has something to fetch":
        "UPDATE picture SET state = 'lost' WHERE state = 'ready'",
    "every job has its pictures": "UPDATE job SET count = 8",
    "what is under way is not dismissed": "UPDATE job SET dismissed = 1",
    "a job that another took the place of is settled and was not paid":
        "UPDATE job SET replaced_by = 1 WHERE state = 'unsure'",
    "what is settled is no suspect of a crash": "UPDATE job SET crashes = 1",
    "every job's batch is there": "DELETE FROM batch",
    "a stored picture has its file and its hash":
        "UPDATE picture SET sha256 = NULL WHERE state = 'stored'",
    "the answer is saved before a picture is stored": "UPDATE attempt SET reply = NULL",
    "no two pictures share a file": "UPDATE picture SET path = 'same' WHERE state = 'stored'",
    "the tallies count what is stored": "UPDATE tally SET value = 0 WHERE name = 'bytes'",
    "a batch counts what is stored of it": "UPDATE batch SET pictures = 0",
    "a job's own receiver is told of each stored picture": f"DELETE FROM outbox WHERE url = '{OWN}'",
    "every receiver of all is told of each stored picture":
        f"DELETE FROM outbox WHERE url = '{HOOK.url}'",
    "only what is stored is told to be":
        "UPDATE outbox SET event = 'generation.completed' WHERE event = 'generation.failed'",
    "only what has its picture lies in the trash":
        "UPDATE picture SET trashed_at = 1 WHERE state = 'expected'",
    "what is undone comes after all changes that hold":
        "UPDATE change SET undone = number % 2",
    "only what is undone is dropped": "UPDATE change SET dropped = 1",
    "every change can be taken back":
        "INSERT INTO change (at, said, count) VALUES (1, 'Nothing', 0)",
    "every stack was made by a change that holds": "UPDATE picture SET stack = 1000",
    "a picture in the grid is found by the user's words on it": "DELETE FROM tagged",
    "no collection lies inside itself": "UPDATE collection SET parent = id",
    "a body is small": "UPDATE outbox SET body = zeroblob(20000)",
}  # fmt: skip
# That nobody is told twice is a unique index as well, which has to go first.
TWICE = "no receiver is told twice of one picture"


@pytest.mark.parametrize("name", BREACHES)
async def test_a_breach_is_named(work, name):
    await a_full_library(work)
    await work.sql(BREACHES[name])
    assert any(line.startswith(f"{name}:") for line in await work.broken())


async def test_a_picture_told_twice_is_named(work):
    await a_full_library(work)
    await work.sql("DROP INDEX outbox_once")
    await work.sql(
        "INSERT INTO outbox (id, event, job, picture, url, body, next_at, created_at)"
        " SELECT 'x' || id, event, job, picture, url, body, 0, 0 FROM outbox"
    )
    assert any(line.startswith(f"{TWICE}:") for line in await work.broken())


def test_each_invariant_was_seen_to_break():
    assert set(BREACHES) | {TWICE} == set(INVARIANTS)


# --- any story ------------------------------------------------------------------------------------


class Story:
    """Random steps of a queue, kills among them, that a real engine could take."""

    def __init__(self, work, seed):
        self.work = work
        self.chance = random.Random(seed)
        self.generation = 0
        self.batch = None

    async def go(self, steps):
        await self.work.jobs.recover()
        await self.work.callbacks.save_endpoint(HOOK)
        await self.work.sql("UPDATE endpoint SET told_since = 0")
        for _ in range(steps):
            step = self.chance.choice(
                [self.add, self.send, self.send, self.send, self.fetch, self.fetch, self.poll,
                 self.decide, self.decide, self.all_of_them, self.call, self.kill, self.bring_in,
                 self.organise, self.organise]
            )  # fmt: skip
            try:
                await step()
            except DeskError:
                continue  # said no, in a sentence

    async def pick(self, *states):
        jobs = await self.work.library.jobs(states or None)
        return self.chance.choice(jobs) if jobs else None

    async def add(self):
        news = [
            new(str(self.chance.random()), count=self.chance.randint(1, 3),
                job={"callback": self.chance.choice([None, OWN, HOOK.url]),
                     "batch": self.chance.choice([None, self.batch])})
            for _ in range(self.chance.randint(1, 4))
        ]  # fmt: skip
        batch = None
        if self.chance.random() < 0.2:
            batch = NewBatch("b", BatchKind.LIST, budget=self.chance.choice([None, 500_000]))
        jobs = await self.work.add(
            *news,
            batch=batch,
            sandbox=self.chance.random() < 0.2,
            first=self.chance.random() < 0.2,
            day_budget=self.chance.choice([None, 10**9, 10**5]),
        )
        self.batch = jobs[0].batch or self.batch

    async def send(self):
        step = await self.work.jobs.claim(
            self.chance.randint(1, 5),
            empty=self.chance.random() < 0.5,
            sandbox=self.chance.random() < 0.2,
            day_budget=self.chance.choice([None, 10**7]),
        )
        if step is None:
            return
        job, settle = step.job, self.work.jobs.settle
        outcome = self.chance.randrange(9)
        if outcome == 0:
            await settle(job, JobState.QUEUED, "")
            return
        await self.work.jobs.mark_sent(job)
        if outcome in (1, 2):
            await self.work.jobs.answered(job, OK, self.answer(job))
        elif outcome in (3, 4):
            self.generation += 1
            await self.work.jobs.accepted(job, OK, f"gen-{self.generation}")
        elif outcome == 5:
            await settle(job, JobState.QUEUED, "Busy.", reply=BUSY, wait=0.001)
        elif outcome == 6:
            state = self.chance.choice([JobState.REFUSED, JobState.FAILED, JobState.HELD])
            await settle(job, state, "No.", reply=BUSY)
        elif outcome == 7:
            await settle(job, JobState.UNSURE, "Who knows.")
        else:
            await self.kill()

    def answer(self, job):
        pictures = [
            self.chance.choice(
                [AnsweredPicture("https://x/1", withheld=False)] * 4
                + [AnsweredPicture(None, withheld=True), AnsweredPicture(None, withheld=False)]
            )
            for _ in range(self.chance.choice([0, job.request.count, job.request.count, 2]))
        ]
        return Answered(tuple(pictures), cost=self.chance.choice([None, None, 70_000]))

    async def poll(self):
        job = await self.pick(JobState.ACCEPTED)
        if job is None:
            return
        match self.chance.randrange(4):
            case 0:
                await self.work.jobs.settle(
                    job, JobState.FAILED, "Not made.", forget_generation=True
                )
            case 1:
                await self.work.jobs.settle(job, JobState.FAILED, "No longer known.")
            case _:
                await self.work.jobs.answered(job, OK, self.answer(job))

    async def fetch(self):
        job = await self.pick(JobState.DOWNLOADING)
        if job is None:
            return
        if self.chance.random() < 0.3:
            pictures = await self.work.jobs.to_fetch(job)
            await self.work.jobs.lost(self.chance.choice(pictures), "Dead.")
        else:
            await self.work.store(job)

    async def decide(self):
        job, jobs = await self.pick(), self.work.jobs
        if job is None:
            return
        match self.chance.randrange(5):
            case 0:
                await jobs.retry(job.id, day_budget=self.chance.choice([None, 10**6]))
            case 1:
                await jobs.cancel(job.id)
            case 2:
                await jobs.dismiss(job.id)
            case 3:
                other = await self.pick(JobState.QUEUED, JobState.HELD)
                await jobs.move(job.id, other and other.id)
            case 4:
                await self.work.add(new("edited", job={"replaces": job.id, "batch": job.batch}))

    async def all_of_them(self):
        jobs = self.work.jobs
        match self.chance.randrange(5):
            case 0:
                await jobs.retry_failed(self.batch, day_budget=10**6)
            case 1:
                await jobs.retry_failed()
            case 2:
                await jobs.cancel_waiting(self.batch)
            case 3:
                await jobs.release_held()
            case 4:
                await jobs.forgive()

    async def call(self):
        for delivery in (await self.work.callbacks.owed())[:3]:
            match self.chance.randrange(3):
                case 0:
                    await self.work.callbacks.delivered(delivery, Called(200))
                case 1:
                    await self.work.callbacks.undelivered(delivery, Called(500), 0.0)
                case 2:
                    await self.work.callbacks.undelivered(delivery, Called(None), None)
                    await self.work.callbacks.send_again(delivery.id)

    async def organise(self):
        organising, every = self.work.organising, await self.work.sql("SELECT number FROM picture")
        some = [number for (number,) in every if self.chance.random() < 0.4]
        match self.chance.randrange(8):
            case 0:
                await organising.undo()
            case 1:
                await organising.redo()
            case _:
                await organising.change(
                    self.chance.choice(
                        [Trash(some), Restore(some), Tag(some, ["x"]), Tag(some, ["y"], ["x"]),
                         Remark(some, "so"), Stack(some), Rate(some, 3)]
                    )
                )  # fmt: skip

    async def kill(self):
        self.work.reopen()
        await self.work.jobs.recover()

    async def bring_in(self):
        item = AnsweredPicture(None, withheld=False)
        step, fresh = await self.work.jobs.bring_in(
            NewJob(Request("x")), item, origin=str(self.chance.randrange(4)), sandbox=False
        )
        if fresh and self.chance.random() < 0.7:
            await self.work.store(step.job)


async def tell(seed, work):
    await Story(work, seed).go(60)
    assert await work.broken() == []


@pytest.mark.parametrize("seed", range(12))
async def test_after_any_story_everything_holds(work, seed):
    await tell(seed, work)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(100, 500))
async def test_after_very_many_stories_everything_holds(work, seed):
    await tell(seed, work)


# --- libraries of before --------------------------------------------------------------------------

FIRST = Path(__file__).parent / "schemas" / "schema-1.db"
MONEY = {
    # state, answered, cost, generation, attempts: where its money is
    ("queued", 0, 0, None): Balance(reserved=60),
    ("held", 0, 0, None): Balance(reserved=60),
    ("sending", 0, 0, None): Balance(reserved=60),
    ("accepted", 0, 0, "g"): Balance(reserved=60),
    ("downloading", 1, 40, "g"): Balance(charged=40),
    ("done", 1, 60, None): Balance(charged=60),
    ("partial", 1, 60, None): Balance(charged=60),
    ("withheld", 1, 60, None): Balance(charged=60),
    ("refused", 0, 0, None): Balance(),
    ("failed", 0, 0, None): Balance(),
    ("failed", 0, 0, "g"): Balance(unsure=60),
    ("failed", 1, 60, None): Balance(charged=60),
    ("unsure", 0, 0, None): Balance(unsure=60),
    ("cancelled", 0, 0, None): Balance(),
}
PICTURES = {"downloading": "ready", "done": "stored", "partial": "stored", "withheld": "withheld"}


def of_the_first_schema(path, cases):
    shutil.copy(FIRST, path)
    with sqlite3.connect(path) as connection:
        for number, (state, is_answered, cost, generation) in enumerate(cases, 100):
            connection.execute(
                "INSERT INTO job (number, id, state, request, fingerprint, model, count, price_each,"
                " cost, batch, position, attempts, generation_id, answered, created_at, changed_at)"
                " VALUES (?, ?, ?, ?, 'f', 'ideogram-4', 2, 30, ?, 'old', ?, 2, ?, ?, 1, 2)",
                (number, f"job{number}", state,
                 '{"prompt":"x","model":"ideogram-4","speed":"turbo"}', cost, number, generation,
                 is_answered),
            )  # fmt: skip
            for n in (1, 2):  # sent twice, by the user's word
                connection.execute(
                    "INSERT INTO attempt (job, n, claimed_at, sent_at, status, reply)"
                    " VALUES (?, ?, 1, 1, ?, ?)",
                    (number, n, 200 if is_answered and n == 2 else None,
                     b"{}" if is_answered and n == 2 else None),
                )  # fmt: skip
            for index in range(2):
                kept = PICTURES.get(state, "lost" if is_answered else "expected")
                name = f"p{number}-{index}"
                connection.execute(
                    "INSERT INTO picture (id, job, idx, created_at) VALUES (?, ?, ?, 1)",
                    (name, number, index),
                )
                connection.execute(
                    "UPDATE picture SET state = ?, path = ?, sha256 = ?, bytes = 9, stored_at = 1"
                    " WHERE id = ?",
                    (kept, f"images/{name}.png" if kept == "stored" else None, "f" * 64, name),
                )
    connection.close()


@pytest.mark.parametrize("case", MONEY, ids=str)
async def test_a_library_of_the_first_schema_gets_the_ledger_its_jobs_would_have(tmp_path, case):
    of_the_first_schema(tmp_path / "library.db", [case])
    database = Database(tmp_path / "library.db")
    try:
        library = Library(database)
        batch = await library.batch("old")
        assert Balance(batch.reserved, batch.spent, batch.unsure) == MONEY[case]
        assert batch.pictures == (2 if case[0] in ("done", "partial") else 0)
        assert await violations(database) == []
    finally:
        database.close()


async def test_a_library_of_the_first_schema_goes_on(tmp_path, work):
    work.close()
    of_the_first_schema(work.path, MONEY)
    work.open()
    total = await work.library.balance()
    assert total.unsure == 120
    told = await work.library.activity(done=99, failed=99)
    assert [job.id for job in told.queued] == ["job100", "job101"]
    assert sorted(await work.library.waiting()) == [("ideogram-4", "turbo", 8)]
    await work.jobs.recover()
    for job in await work.jobs.retry_failed():
        assert job
    await work.jobs.retry("job112")
    while job := await work.claim():
        await work.jobs.mark_sent(job)
        await work.store((await work.jobs.answered(job, OK, answered(2))).job)
    assert await work.broken() == []
