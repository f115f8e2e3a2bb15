"""The job machine under Hypothesis: every order of asking, answers, kills, full disks and clocks.

The store is the real one. The machine plays the engine, the API and fate: what it holds in memory
is gone at a kill. It keeps a bill of its own; after every step the invariants written as SQL must
hold, and everything billed must be in sight.
"""

import asyncio
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ideogram_desk.domain.answer import Answered, AnsweredPicture, Reply
from ideogram_desk.domain.batch import BatchKind, NewBatch
from ideogram_desk.domain.errors import OverBudget, StoreError
from ideogram_desk.domain.job import (
    CANCELLABLE,
    RETRYABLE,
    SETTLED,
    JobState,
    NewJob,
    PictureFacts,
    StoredFile,
)
from ideogram_desk.domain.money import PUBLISHED
from ideogram_desk.domain.request import Request
from ideogram_desk.store import database as database_module
from ideogram_desk.store.database import Database
from ideogram_desk.store.invariants import violations
from ideogram_desk.store.jobs import Jobs
from ideogram_desk.store.library import Library

DAY_BUDGET = 2_000_000
HOUR = 3_600_000  # milliseconds
REAL_NOW = database_module.now
OPEN_ENDED = ("answered", "accepted", "withheld")  # what the API bills


def wait_for(work):
    return asyncio.run(work)


class JobMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "library.db"
        self.shift = 0
        self.serial = 0
        self.in_memory = {}  # job id -> (job, what the API said), not yet saved
        self.bill = Counter()  # job id -> how often it was billed
        self.words = Counter()  # job id -> how often the user said "send it again"
        self.made = set()  # job ids whose generation can be polled for
        self.open()

    def open(self):
        self.database = Database(self.path)
        self.jobs, self.library = Jobs(self.database), Library(self.database)

    def teardown(self):
        self.database.close()
        database_module.now = REAL_NOW
        self.folder.cleanup()

    def all_jobs(self, *states):
        return wait_for(self.library.jobs(states or None))

    def pick(self, data, *states):
        jobs = [job for job in self.all_jobs(*states) if job.id not in self.in_memory]
        return data.draw(st.sampled_from(jobs)) if jobs else None

    @initialize()
    def begin(self):
        wait_for(self.jobs.recover())

    # --- the user ----------------------------------------------------------------------------

    @rule(
        counts=st.lists(st.integers(1, 3), min_size=1, max_size=4),
        first=st.booleans(),
        as_batch=st.booleans(),
        budget=st.sampled_from([None, 100_000, 1_000_000]),
    )
    def ask(self, counts, first, as_batch, budget):
        self.serial += 1
        wishes = [NewJob(Request(f"wish {self.serial}", model="V_2", count=n)) for n in counts]
        batch = NewBatch("some", BatchKind.LIST, budget=budget) if as_batch else None
        with suppress(OverBudget):
            wait_for(
                self.jobs.add(
                    wishes,
                    prices=PUBLISHED,
                    sandbox=False,
                    first=first,
                    batch=batch,
                    day_budget=DAY_BUDGET,
                )
            )

    @rule(data=st.data())
    def cancel(self, data):
        if job := self.pick(data, *CANCELLABLE):
            wait_for(self.jobs.cancel(job.id))

    @rule(data=st.data())
    def try_again(self, data):
        if job := self.pick(data, *RETRYABLE):
            with suppress(OverBudget, StoreError):
                step = wait_for(self.jobs.retry(job.id, day_budget=DAY_BUDGET))
                if step.job.state is JobState.QUEUED and job.state is JobState.UNSURE:
                    self.words[job.id] += 1

    @rule()
    def try_all_failed_again(self):
        with suppress(OverBudget, StoreError):
            wait_for(self.jobs.retry_failed(day_budget=DAY_BUDGET))

    @rule(data=st.data())
    def dismiss(self, data):
        if job := self.pick(data, *SETTLED):
            wait_for(self.jobs.dismiss(job.id))

    @rule(data=st.data())
    def move(self, data):
        job = self.pick(data, JobState.QUEUED)
        other = self.pick(data, JobState.QUEUED)
        if job and other:
            wait_for(self.jobs.move(job.id, other.id if other.id != job.id else None))

    # --- the engine and the API --------------------------------------------------------------

    @precondition(lambda self: len(self.in_memory) < 4)
    @rule(
        said=st.sampled_from(
            ["answered", "accepted", "withheld", "refused", "busy", "held", "silence"]
        ),
        reached=st.booleans(),
    )
    def send(self, said, reached):
        """Claim the next one, mark it, send it; what the API says stays in memory."""
        try:
            step = wait_for(self.jobs.claim(10, empty=True, sandbox=False, day_budget=DAY_BUDGET))
        except OverBudget:
            return
        if step is None:
            return
        job = step.job
        wait_for(self.jobs.mark_sent(job))
        if said in OPEN_ENDED or (said == "silence" and reached):
            self.bill[job.id] += 1
        if said == "accepted":
            self.made.add(job.id)
        self.in_memory[job.id] = (job, said)

    @precondition(lambda self: self.in_memory)
    @rule(data=st.data())
    def save_what_it_said(self, data):
        job_id = data.draw(st.sampled_from(sorted(self.in_memory)))
        job, said = self.in_memory.pop(job_id)
        wait_for(self._save(job, said))

    async def _save(self, job, said):
        reply = Reply(200, f'{{"said":"{said}"}}'.encode())
        match said:
            case "answered" | "withheld":
                await self.jobs.answered(job, reply, self._answer(job, said))
            case "accepted":
                await self.jobs.accepted(job, reply, f"generation-{job.id}-{job.attempts}")
            case "refused":
                refused = Reply(422, b'{"error":"no"}')
                await self.jobs.settle(job, JobState.REFUSED, "no", reply=refused)
            case "busy":
                busy = Reply(429, b'{"error":"busy"}')
                await self.jobs.settle(job, JobState.QUEUED, "busy", reply=busy, wait=1.0)
            case "held":
                money = Reply(402, b'{"error":"money"}')
                await self.jobs.settle(job, JobState.HELD, "money", reply=money)
            case "silence":
                await self.jobs.settle(job, JobState.UNSURE, "no answer")

    @staticmethod
    def _answer(job, said):
        return Answered(
            tuple(
                AnsweredPicture(None, withheld=True)
                if said == "withheld"
                else AnsweredPicture(f"https://ideogram.ai/{job.id}/{n}.png", withheld=False)
                for n in range(job.request.count)
            )
        )

    @rule(data=st.data(), fails=st.booleans())
    def poll(self, data, fails):
        job = self.pick(data, JobState.ACCEPTED)
        if job is None:
            return
        if fails:
            self.bill[job.id] -= 1  # a generation that failed is not billed
            wait_for(self.jobs.settle(job, JobState.FAILED, "it failed", forget_generation=True))
        else:
            wait_for(self.jobs.answered(job, Reply(200, b"{}"), self._answer(job, "answered")))

    @rule(data=st.data(), lose=st.booleans())
    def fetch(self, data, lose):
        job = self.pick(data, JobState.DOWNLOADING)
        if job is None:
            return
        for picture in wait_for(self.jobs.to_fetch(job))[:1]:
            if lose:
                wait_for(self.jobs.lost(picture, "the link died"))
            else:
                facts = PictureFacts("PNG", 64, 64, {}, "ab" * 32)
                path = f"images/aa/{picture.id}.png"
                file = StoredFile(path, facts.sha256, 100, facts)
                wait_for(self.jobs.stored(picture, file))

    # --- fate --------------------------------------------------------------------------------

    @rule()
    def killed(self):
        self.database.close()
        self.in_memory.clear()
        self.open()
        found = wait_for(self.jobs.recover())
        assert all(step.job.state in (JobState.QUEUED, JobState.UNSURE) for step in found.steps)

    @precondition(lambda self: not self.in_memory)
    @rule()
    def ends_well(self):
        wait_for(self.jobs.end_well())
        self.database.close()
        self.open()
        found = wait_for(self.jobs.recover())
        assert not found.unsure

    @rule()
    def goes_on(self):
        """The user has looked at what was under way when the program ended."""
        wait_for(self.jobs.forgive())

    @rule(hours=st.sampled_from([-24 * 400, -30, -1, 1, 25, 24 * 3650]))
    def clock_jumps(self, hours):
        self.shift += hours * HOUR
        shifted = self.shift
        database_module.now = lambda: max(0, REAL_NOW() + shifted)

    @rule(n=st.integers(1, 4))
    def disk_full(self, n):
        """A step that finds no room changes nothing at all."""
        before = self.snapshot()

        def limit(pages):
            return self.database.execute(f"PRAGMA max_page_count = {pages}").fetchone()[0]

        async def outside(work, *arguments):
            return await self.database.write(work, *arguments)

        pages = wait_for(outside(lambda: self.database.execute("PRAGMA page_count").fetchone()[0]))
        wait_for(outside(limit, pages))
        wishes = [NewJob(Request("a long wish " * 400, model="V_2")) for _ in range(n * 40)]
        with pytest.raises((StoreError, OverBudget)):
            wait_for(self.jobs.add(wishes, prices=PUBLISHED, sandbox=False))
        wait_for(outside(limit, 2**30))
        assert self.snapshot() == before

    def snapshot(self):
        return sorted((job.id, str(job.state), job.attempts, job.cost) for job in self.all_jobs())

    # --- what always holds -------------------------------------------------------------------

    @invariant()
    def the_database_keeps_its_rules(self):
        assert wait_for(violations(self.database)) == []

    @invariant()
    def nothing_is_bought_twice_unasked(self):
        for job_id, times in self.bill.items():
            assert times <= 1 + self.words[job_id], f"{job_id} was billed {times} times"

    @invariant()
    def nothing_billed_is_out_of_sight(self):
        states = {job.id: job for job in self.all_jobs()}
        for job_id, times in self.bill.items():
            if times <= self.words[job_id] or job_id in self.in_memory:
                continue  # the user gave up on what was unsure; or the API is still speaking
            job = states[job_id]
            known = job.answered or job.state in (JobState.ACCEPTED, JobState.UNSURE)
            assert known or job.state is JobState.SENDING, f"{job.state}: {job.reason}"

    @invariant()
    def the_budget_of_the_day_holds(self):
        if self.shift == 0:
            money = wait_for(self.library.balance())
            assert money.charged + money.reserved + money.unsure <= DAY_BUDGET


def run(examples, steps):
    run_state_machine_as_test(
        JobMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


def test_the_job_machine_keeps_its_promises():
    run(25, 30)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_the_job_machine_keeps_its_promises_2000_times():
    run(2000, 50)
