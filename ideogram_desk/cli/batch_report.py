"""What `batch` says on the way: the report on the file, the running count, how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideogram_desk.cli.printing import dollars, one_line, plural, say
from ideogram_desk.domain.events import Event, JobChanged, Notice
from ideogram_desk.domain.job import SETTLED, JobState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ideogram_desk.domain.batch_file import BatchPlan
    from ideogram_desk.domain.job import Job

_PROMPT = 60  # characters of it in a line
_MOST_ERRORS = 200  # lines; the JSON has all


class Progress:
    """Listens to the desk: a line with the running count for every job that comes to an end."""

    def __init__(self) -> None:
        self._batch = ""
        self._total = 0
        self._settled: set[str] = set()

    def follow(self, batch_id: str, jobs: Sequence[Job]) -> None:
        self._batch = batch_id
        self._total = len(jobs)
        self._settled = {job.id for job in jobs if job.state in SETTLED}

    def __call__(self, event: Event) -> None:
        match event:
            case JobChanged(job) if job.batch == self._batch:
                self._step(job)
            case Notice(text):
                say(text)

    def _step(self, job: Job) -> None:
        if job.state in SETTLED:
            self._settled.add(job.id)
        elif job.state is not JobState.HELD:
            return
        words = f": {job.reason}" if job.reason else ""
        prompt = one_line(job.request.prompt)[:_PROMPT]
        say(f"{len(self._settled)}/{self._total} {job.id} {job.state} · {prompt}{words}")


def say_plan(plan: BatchPlan) -> None:
    """The report on the whole file: every row that is wrong, and what else to know."""
    for warning in plan.warnings:
        say(warning)
    row = "cell" if plan.campaign else "row"
    for error in plan.errors[:_MOST_ERRORS]:
        where = f"{row} {error.row}, " if error.row else ""
        say(f"{where}{error.field}: {error.message}")
    if len(plan.errors) > _MOST_ERRORS:
        say(f"… and {len(plan.errors) - _MOST_ERRORS:,} more; --json lists all.")
    bad = len({error.row for error in plan.errors})
    if bad:
        say(f"{plan.name}: {plural(len(plan.jobs), f'good {row}')}, {bad:,} with faults.")


def say_end(plan: BatchPlan, states: Mapping[JobState, int], cost: int) -> None:
    """How many of what, what it cost (millionths of a dollar), and what is left to the user."""
    listed = ", ".join(f"{states[state]:,} {state}" for state in JobState if state in states)
    say(f"{listed}; charged {dollars(cost)}.")
    if JobState.UNSURE in states:
        say(
            f"{states[JobState.UNSURE]:,} may have been made and paid for, and only you can send"
            " such a job again: ideogram-desk queue retry ID"
        )
    if JobState.FAILED in states:
        say("What failed is tried again by: ideogram-desk queue retry --failed")
    if plan.errors:
        say("Put the rows with faults right, then run the file again with --skip-run.")
